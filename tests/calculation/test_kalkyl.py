"""`kalkyl`: who is counted with what, what is refused, and what stands beside."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from sysselreg.calculation.about import about
from sysselreg.calculation.register import rows
from sysselreg.check.model import Register
from sysselreg.check.run import with_defaults
from sysselreg.errors import UsageError
from sysselreg.schema.model import Schemas
from sysselreg.yamlevents import data_file
from tests.calculation.conftest import EXAMPLE, METHOD, PARAMETERS
from tests.conftest import Cli
from tests.figure.conftest import records_of

HOME = Path(__file__).resolve().parent.parent.parent
EXEMPELKOMMUN = HOME / "tests" / "registers" / "exempelkommun"
INPUTS = {
    name: EXAMPLE[name]
    for name in EXAMPLE
    if name not in ("från", "till", "omfattning_procent", "stöd", "försörjning_före")
}
Data = dict[str, Any]
Make = Callable[..., Register]


def job(number: int = 1, **changes: Any) -> tuple[str, Data]:
    """An employment that ended, for the worked example's time."""
    made = {
        "id": f"pla-{number:06}", "upphandling": "upp-aaa001", "deltagare": f"d-{number:08}",
        "form": "visstidsanställning", "status": "avslutad_fullföljd", "omfattning_procent": 100,
        "stöd": "nystartsjobb", "försörjning_före": "ingen", "faktisk": {"från": "2019-01-01", "till": "2019-12-31"},
    }  # fmt: skip
    return "placering", {**made, **changes}


def evaluation(about: str, number: int = 1, **changes: Any) -> tuple[str, Data]:
    """An evaluation that holds inputs."""
    return "utvärdering", {"id": f"utv-{number:06}", "avser": about, "slag": "samhällsekonomi", **changes}


def procurement(**changes: Any) -> tuple[str, Data]:
    """The procurement of every employment."""
    return "upphandling", {"id": "upp-aaa001", "titel": "Prov", **changes}


@pytest.fixture(scope="session")
def register_of(schemas: Schemas) -> Make:
    """(kind, data) → the register."""

    def made(*records: tuple[str, Data]) -> Register:
        filled = with_defaults({}, schemas.settings.root, schemas.settings.schema)
        own = any(data["id"] == "upp-aaa001" for _, data in records)
        return Register(tuple(records_of([*([] if own else [procurement()]), *records])), filled, schemas, {})

    return made


def told(register: Register, subject: str = "upp-aaa001", year: int | None = None) -> Any:
    return about(register, register.by_id[subject], PARAMETERS, PARAMETERS, METHOD, year)


def society(register: Register, **words: Any) -> int:
    return int(told(register, **words).valuation.actors["samhälle"])


def test_each_ended_employment_is_counted_with_the_inputs_of_its_procurement(register_of: Make) -> None:
    inputs = evaluation("upp-aaa001", kalkylunderlag=INPUTS)
    assert society(register_of(inputs, job(1))) == 161323
    assert society(register_of(inputs, job(1), job(2))) == 2 * 161323
    assert society(register_of(inputs, job(1)), subject="pla-000001") == 161323
    assert society(register_of(inputs, job(1)), subject="utv-000001") == 161323


@pytest.mark.parametrize(
    ("changes", "counted"),
    [
        ({}, 1),
        ({"status": "avslutad_i_förtid"}, 1),
        ({"form": "lärling"}, 1),
        ({"status": "pågående"}, 0),
        ({"form": "praktik"}, 0),
        ({"form": "arbetsträning"}, 0),
        ({"upphandling": "upp-annan1"}, 0),
    ],
)
def test_only_what_has_ended_and_had_a_wage_is_asked_for(
    register_of: Make, changes: dict[str, Any], counted: int
) -> None:
    found = told(register_of(evaluation("upp-aaa001", kalkylunderlag=INPUTS), job(1, **changes))).valuation
    assert (len(found.counted), len(found.left_out)) == (counted, 0)


def test_the_nearest_inputs_hold_and_of_several_the_latest(register_of: Make) -> None:
    def worth(*records: tuple[str, Data]) -> int:
        return society(register_of(job(1), ("program", {"id": "prg-aaa001"}), *records), subject="pla-000001")

    def inputs(cost: int, about: str, number: int, **more: Any) -> tuple[str, Data]:
        return evaluation(about, number, kalkylunderlag={**INPUTS, "upphandlingskostnad": cost}, **more)

    programme = inputs(1000, "prg-aaa001", 1)
    procurement = inputs(2000, "upp-aaa001", 2, inkommen="2019-05")
    later = inputs(3000, "upp-aaa001", 3, inkommen="2020")
    own = inputs(4000, "pla-000001", 4)
    base = 161323 + 40000
    assert worth(programme) == base - 1000
    assert worth(programme, procurement) == base - 2000
    assert worth(programme, later, procurement) == base - 3000
    assert worth(programme, later, procurement, own) == base - 4000


def test_a_call_off_is_counted_with_its_framework_and_by_its_inputs(register_of: Make) -> None:
    called = ("upphandling", {"id": "upp-bbb001", "titel": "Avrop", "avrop_från": "upp-aaa001"})
    register = register_of(called, evaluation("upp-aaa001", kalkylunderlag=INPUTS), job(1, upphandling="upp-bbb001"))
    assert society(register) == 161323
    assert society(register, subject="upp-bbb001") == 161323


@pytest.mark.parametrize(
    ("changes", "lacks"),
    [
        ({"faktisk": {"från": "2019-01-01", "till": "2019-12"}}, ("till",)),
        ({"faktisk": {"från": "2019", "till": "2019-12-31"}}, ("från",)),
        ({"faktisk": {"från": "2019-02-01", "till": "2019-01-31"}}, ("till",)),
        ({"stöd": "okänt", "försörjning_före": "okänt"}, ("stöd", "försörjning_före")),
        ({"stöd": "lönebidrag"}, ("stöd_per_månad",)),
        ({"försörjning_före": "försörjningsstöd"}, ("boendekostnad",)),
        ({"försörjning_före": "aktivitetsstöd"}, ("ersättningar",)),
        ({"försörjning_före": "studiestöd"}, ("försörjning_före",)),
    ],
)
def test_what_lacks_is_named_and_nothing_is_taken_for_zero(
    register_of: Make, changes: dict[str, Any], lacks: tuple[str, ...]
) -> None:
    inputs = evaluation("upp-aaa001", kalkylunderlag=INPUTS)
    found = told(register_of(inputs, job(1), job(2, **changes))).valuation
    assert [(each.placement, each.fields, each.parameters) for each in found.left_out] == [("pla-000002", lacks, ())]
    assert found.actors["samhälle"] == 161323
    unknown = [row for row in rows(register_of(inputs, job(2, **changes)), PARAMETERS, METHOD) if "belopp" in row]
    assert unknown == []


def test_without_inputs_nobody_is_counted(register_of: Make) -> None:
    found = told(register_of(job(1)))
    assert [each.fields for each in found.valuation.left_out] == [("kalkylunderlag",)]
    assert (found.ranges, len(found.compared)) == ((), 4)


def test_a_year_without_parameters_is_refused_with_the_list(register_of: Make) -> None:
    inputs = evaluation("upp-aaa001", kalkylunderlag=INPUTS)
    early = job(1, faktisk={"från": "2018-06-01", "till": "2018-12-31"})
    with pytest.raises(UsageError) as refused:
        told(register_of(inputs, early))
    assert refused.value.sentence == (
        "Kalkylen kan inte räknas. För 2018 saknas underlag för jobbskatteavdrag och prisbasbelopp. Ett år fylls "
        "aldrig från ett annat. Skriv in värdena med källa i en fil i mappen schemas/parameters i registret. Alla "
        "finns för 2019 och 2023: välj med --ar."
    )
    # The years that are named can be chosen, and others cannot.
    assert all(told(register_of(inputs, early), year=year).valuation.counted for year in (2019, 2023))
    with pytest.raises(UsageError, match="För 2020 saknas"):
        told(register_of(inputs, early), year=2020)
    # With another, whose parameters are there, the rest is told and the coverage says so.
    found = told(register_of(inputs, early, job(2))).valuation
    assert [each.parameters for each in found.left_out] == [((2018, "jobbskatteavdrag"), (2018, "prisbasbelopp"))]
    assert found.actors["samhälle"] == 161323
    # And with the parameters of a year that has them all.
    assert len(told(register_of(inputs, early), year=2019).valuation.counted) == 1


@pytest.mark.parametrize(
    ("extra", "months"),
    [
        # A month of the worked example gives the municipality 45 609 / 12 kronor in tax and costs 40 000 once.
        ({"bedömd": "ja", "belopp": 20000}, "15.8"),
        ({"bedömd": "ja", "belopp": 0}, None),
        ({"bedömd": "okänt"}, None),
        ({}, None),
    ],
)
def test_the_extra_cost_is_paid_back_when_both_are_known(
    register_of: Make, extra: dict[str, Any], months: str | None
) -> None:
    inputs = evaluation("upp-aaa001", kalkylunderlag=INPUTS)
    paid = told(register_of(procurement(fördyring=extra), inputs, job(1))).payback
    assert (None if paid is None else f"{float(paid.months):.1f}") == months


def test_a_municipality_that_gains_nothing_is_never_paid_back(register_of: Make) -> None:
    bought = procurement(fördyring={"bedömd": "ja", "belopp": 20000})
    poor = evaluation("upp-aaa001", kalkylunderlag={**INPUTS, "månadslön": 1500})
    paid = told(register_of(bought, poor, job(1))).payback
    assert (paid.gain, paid.months) == (0, None)


def test_sensitivity_moves_society_down_and_up_and_leaves_the_middle(register_of: Make) -> None:
    found = told(register_of(evaluation("upp-aaa001", kalkylunderlag=INPUTS), job(1))).ranges
    tried = {each.name: tuple(side["samhälle"] for side in (each.low, each.middle, each.high)) for each in found}
    assert tried["Produktivitet"] == (96665, 161323, 225982)
    assert tried["Upphandlingskostnad"] == (141323, 161323, 181323)
    assert all(low < middle < high for low, middle, high in tried.values())
    worst, best = tried["Alla samtidigt"][0], tried["Alla samtidigt"][2]
    assert all(worst <= low and high <= best for low, _, high in tried.values())


def test_sensitivity_stops_at_the_bounds_of_an_input(register_of: Make) -> None:
    full = {**INPUTS, "produktivitet_procent": 95, "handledning_procent": 0, "månadslön": 39000}
    found = told(register_of(evaluation("upp-aaa001", kalkylunderlag=full), job(1))).ranges
    same = told(register_of(evaluation("upp-aaa001", kalkylunderlag={**full, "produktivitet_procent": 100}), job(1)))
    assert found[0].high == same.ranges[0].middle
    assert found[1].high == found[1].middle


@pytest.mark.parametrize(
    ("subject", "sentence"),
    [
        ("org-aaa001", "org-aaa001 har typen organisation. Välj en upphandling, placering, dialogöverenskommelse, "
         "utvärdering eller ett program."),
        ("pla-000002", "Kalkylen räknar anställningar som har avslutats. pla-000002 är praktik, pågående."),
    ],
)  # fmt: skip
def test_what_has_no_calculation_says_so(register_of: Make, subject: str, sentence: str) -> None:
    register = register_of(("organisation", {"id": "org-aaa001"}), job(2, form="praktik", status="pågående"))
    with pytest.raises(UsageError) as refused:
        told(register, subject)
    assert refused.value.sentence == sentence


# ---- the command -----------------------------------------------------------------------------------------------------

FACTS = "".join(f"{name}: {value}\n" for name, value in EXAMPLE.items())


def given(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "indata.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def test_a_file_is_counted_and_everything_is_told(cli: Cli, tmp_path: Path) -> None:
    ran = cli("--register", EXEMPELKOMMUN, "kalkyl", "--indata", given(tmp_path, FACTS), "--ar", "2019")
    assert (ran.code, ran.out) == (2, "")  # Exempelkommun has no tax rates of its own for 2019
    assert "För 2019 saknas skattesats till kommunen och skattesats till regionen." in ran.err

    ran = cli("--register", HOME, "kalkyl", "--indata", given(tmp_path, FACTS))
    told = plain(ran.out)
    assert (ran.code, ran.err) == (0, "")
    assert "Registrets egen kalkyl, version 1. Den är inte Upphandlingsmyndighetens." in told
    assert "  Arbetsgivaren   28 846      2 404\n" in told
    assert "  Samhället      161 323     13 444\n" in told
    assert "vinner över 200 000 kronor" in told
    assert "full arbetsgivaravgift: 31,42 procent av lönen, 2014-01-01 till 2021-12-31." in told
    assert max(map(len, told.splitlines())) <= 80
    words = " ".join(told.split())
    assert [post.name for post in METHOD.posts if post.name in words and post.formula not in words] == []
    assert "Handledning: Arbetsgivaren → – 47 311 handledarens lön × del av tiden × (1 + arbetsgivaravgift)" in words


def test_months_without_days_need_a_year(cli: Cli, tmp_path: Path) -> None:
    days = {"från", "till"}
    text = "månader: 12\n" + "".join(f"{name}: {value}\n" for name, value in EXAMPLE.items() if name not in days)
    without = cli("--register", HOME, "kalkyl", "--indata", given(tmp_path, text))
    assert (without.code, without.err) == (2, "Månader utan dagar säger inte vilket år det gäller. Välj år med --ar.\n")
    ran = cli("--register", HOME, "kalkyl", "--indata", given(tmp_path, text), "--ar", "2019", "--format", "json")
    assert json.loads(ran.out)["aktörer"]["samhälle"] == 161323


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("månadslön: 20500", "månadslon: 20500", "yaml:7: Fältet månadslon finns inte i indata. Menade du månadslön?"),
        ("månadslön: 20500", "månadslön: 40001", "Månadslön (månadslön) är 40001. Skriv ett heltal från 1 till 40000."),
        ("månadslön: 20500\n", "", "Månadslön (månadslön) saknas."),
        ("stöd: nystartsjobb", "stöd: nystartjobb", "Menade du nystartsjobb?"),
        ("till: 2019-12-31", "till: 2018-12-31", "Tiden slutar 2018-12-31 men börjar 2019-01-01. Byt plats på"),
        ("till: 2019-12-31", "till: 2019-12", "Kalkylen saknar sista dagen (till). Fyll i det."),
        ("från: 2019-01-01", "från: 2019-01-01\nmånader: 3", "Skriv antingen månader eller från och till, inte båda."),
        ("administration: 10000\n", "", "Kalkylen saknar leverantörens administration (administration). Fyll i det."),
        ("försörjning_före: ingen", "försörjning_före: okänt", "Kalkylen saknar försörjning före (försörjning_före)."),
    ],
)  # fmt: skip
def test_wrong_facts_are_told(cli: Cli, tmp_path: Path, old: str, new: str, sentence: str) -> None:
    assert old in FACTS
    ran = cli("--register", HOME, "kalkyl", "--indata", given(tmp_path, FACTS.replace(old, new)))
    assert (ran.code, ran.out) == (2, "")
    assert sentence in plain(ran.err)


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        ([], 2, "Skriv antingen ett id eller --indata FIL.\n"),
        (["upp-x1304s", "--indata", "-"], 2, "Skriv antingen ett id eller --indata FIL.\n"),
        (["upp-x1304s", "--ar", "19"], 2, "Året ”19” går inte att läsa. Skriv fyra siffror, som 2023.\n"),
        (["upp-finns0"], 2, "Posten ”upp-finns0” finns inte."),
        (["upp-x1304s", "--ar", "1999"], 2, "Kalkylen kan inte räknas. För 1999 saknas full arbetsgivaravgift, "),
    ],
)
def test_wrong_use(cli: Cli, words: list[str], code: int, sentence: str) -> None:
    ran = cli("--register", EXEMPELKOMMUN, "kalkyl", *words)
    assert (ran.code, ran.out) == (code, "")
    assert ran.err.startswith(sentence)


def test_a_file_that_is_no_yaml_is_unsafe(cli: Cli, tmp_path: Path) -> None:
    ran = cli("--register", HOME, "kalkyl", "--indata", given(tmp_path, "a: [\n"))
    assert (ran.code, ran.out) == (3, "")
    assert "indata.yaml:2: Här går filen inte att tolka" in ran.err


def test_a_stored_run_of_another_stands_beside_and_is_never_ours(cli: Cli) -> None:
    ran = cli("--register", EXEMPELKOMMUN, "kalkyl", "upp-x1304s")
    told = plain(ran.out)
    assert "Sparad körning (utv-km5r9f): Upphandlingsmyndighetens kalkylator, påhittad" in told
    assert "Räknad av någon annan med andra indata. Jämför inte krona för krona." in told
    assert "  Samhället      266 000  hela perioden" in told
    ours = json.loads(cli("--register", EXEMPELKOMMUN, "kalkyl", "upp-x1304s", "--format", "json").out)
    assert ours["aktörer"]["samhälle"] != 266000
    assert [each["id"] for each in ours["sparade_körningar"]] == ["utv-km5r9f"]


def test_few_persons_are_marked_as_not_to_be_spread(cli: Cli) -> None:
    mark = "ARBETSMATERIAL – får ej spridas: bygger på färre än 5 personer."
    every = json.loads(cli("--register", EXEMPELKOMMUN, "kalkyl", "prg-3senke", "--format", "json").out)
    one = every["personer"][0]["placering"]
    assert mark in cli("--register", EXEMPELKOMMUN, "kalkyl", one).out
    whole = cli("--register", EXEMPELKOMMUN, "kalkyl", "prg-3senke").out
    assert mark not in whole
    assert "•" not in whole  # two days in a row are no personnummer


def test_the_json_is_what_is_published(cli: Cli, tmp_path: Path) -> None:
    schema = data_file((HOME / "schemas" / "output" / "kalkyl.yaml").read_text(encoding="utf-8"))
    for words in (["upp-x1304s"], ["prg-3senke"], ["--indata", given(tmp_path, FACTS), "--ar", "2023"]):
        ran = cli("--register", EXEMPELKOMMUN, "kalkyl", *words, "--format", "json")
        jsonschema.Draft202012Validator(schema).validate(json.loads(ran.out))


def test_the_figure_is_the_sum_of_what_the_command_tells(cli: Cli) -> None:
    """N30 over all years, unguarded, against the calculation of the programme, which is of every ended employment."""
    figure = json.loads(
        cli("--register", EXEMPELKOMMUN, "statistik", "--period", "2022..2026", "--nyckeltal", "N30", "--internt",
            "--format", "json").out
    )["nyckeltal"][0]  # fmt: skip
    told = json.loads(cli("--register", EXEMPELKOMMUN, "kalkyl", "prg-3senke", "--format", "json").out)
    assert figure["värde"] == told["aktörer"]["samhälle"]
    assert figure["täckning"] == told["täckning"]
    assert {each["grupp"]: each["värde"] for each in figure["per"]} == {
        actor: amount for actor, amount in told["aktörer"].items() if actor != "samhälle"
    }
