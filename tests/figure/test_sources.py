"""The example registers give the numbers that their sources print."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from sysselreg import checking, lookup, pipeline
from sysselreg.figure.choice import Question
from sysselreg.figure.model import Figure, ShownFigure
from sysselreg.figure.output import goals_json, statistics_json
from sysselreg.period import Period

Count = Callable[..., dict[str, Figure]]
ROOT = Path(__file__).parents[2]
REGISTERS = ROOT / "tests" / "registers"


def asked(register: Path, period: str, *ids: str, by: tuple[str, ...] | None = None) -> dict[str, Any]:
    """The JSON of statistik and mal for a register, figures and goals by id."""
    days = Period.parse(period)
    snapshot = lookup.take(register, None)
    outcome = checking.check(snapshot)
    question = Question(days, days.last, ids, by)
    figures = pipeline.figures(snapshot, outcome, question)
    content = statistics_json(figures, days, snapshot.revision.short)
    content |= goals_json(pipeline.goals(snapshot, outcome, question), days, snapshot.revision.short)
    assert json.loads(json.dumps(content)) == content
    for key in ("nyckeltal", "mål"):
        content[key] = {each["id"]: each for each in content[key]}
    return content


def groups(figure: dict[str, Any], key: str = "värde") -> dict[str, Any]:
    return {group["grupp"]: group[key] for group in figure["per"]}


def test_the_procurements_of_ostersund_by_requirement() -> None:
    found = asked(REGISTERS / "ostersund", "2017..2019", "N03")["nyckeltal"]["N03"]
    places = asked(REGISTERS / "ostersund", "2017..2019", "N03", by=("krävda_platser",))["nyckeltal"]["N03"]

    assert (found["värde"], found["täckning"], len(found["poster"])) == (9, {"kända": 9, "totalt": 9}, 9)
    assert groups(found) == {"dialogkrav": 7, "skarpt_krav": 1, "dialogkrav + skarpt_krav": 1}
    assert [len(group["poster"]) for group in found["per"]] == [7, 1, 1]
    assert groups(places) == {"skarpt_krav": 4}


def test_the_budget_of_ostersund() -> None:
    found = asked(REGISTERS / "ostersund", "2017..2019", "N39")["nyckeltal"]["N39"]

    assert groups(found) == {"budget": 1_620_000, "utfall": 1_261_758, "kvar": 358_242}
    assert groups(found, "visning")["kvar"] == "358\u00a0242\u00a0kr"
    assert (found["täljare"], found["nämnare"], found["visning"], found["värde"]) == (
        358_242, 1_620_000, "22\u00a0%", 22.1137,
    )  # fmt: skip
    assert any("63\u00a0000 kr" in note for note in found["anmärkningar"])


def test_the_closing_months_of_ostersund_place_its_procurements() -> None:
    years = {
        year: asked(REGISTERS / "ostersund", year, "N03")["nyckeltal"]["N03"]["värde"]
        for year in ("2017", "2018", "2019")
    }

    assert years == {"2017": 1, "2018": 4, "2019": 4}


def test_what_ostersund_does_not_say_is_not_judged() -> None:
    goals = asked(REGISTERS / "ostersund", "2018", "N03")["mål"]

    assert goals["ostersund-halften"]["status"] == "kan_inte_bedömas"
    assert goals["ostersund-halften"]["utfall"] is None
    assert goals["ostersund-halften"]["saknas"] == "Uppgifter saknas för 9 av 9 företag eller platser."


def test_the_agreements_of_nordanstig() -> None:
    found = asked(REGISTERS / "nordanstig", "2020", "N33")["nyckeltal"]["N33"]

    assert (groups(found)["avtal"], groups(found)["lokala_avtal"]) == (6, 4)
    assert (groups(found)["köpta_platser"], groups(found, "visning")["köpta_platser"]) == (None, "okänt")


def test_the_year_2022_of_goteborg_counts_people_once_and_each_placement(count: Count) -> None:
    """Its source gives sums: 125 people, 90 jobs and 52 in practice, so that some have had both."""
    jobs, practice = range(90), range(73, 125)
    register = [
        ("upphandling", {"id": "upp-1", "part": "egen", "status": "pågående", "objekt": "tjänst", "krav": []}),
        *(
            ("placering", {"upphandling": "upp-1", "leverantör": "org-a", "deltagare": f"d-{person}", "form": form,
                           "status": "pågående", "faktisk": {"från": "2022"}})
            for form, people in (("visstidsanställning", jobs), ("praktik", practice))
            for person in people
        ),
    ]  # fmt: skip
    figures = count(register, "2022", "N10", "N12")

    assert figures["N10"].numbers.value == 125
    assert figures["N12"].numbers.value == 90 + 52
    forms = {group.name: group.numbers.value for group in figures["N12"].groups}
    assert forms == {"visstidsanställning": 90, "praktik": 52}


def test_the_pilot_of_lund() -> None:
    found = asked(ROOT, "2023", "N36", "N41")

    assert groups(found["nyckeltal"]["N36"])["nätverksträff"] == 5
    assert found["nyckeltal"]["N41"]["värde"] == 3
    assert groups(found["nyckeltal"]["N41"]) == {"egen": 3, "extern": 1}
    goal = found["mål"]["lund-2-3-upphandlingar"]
    assert (goal["status"], goal["minst"], goal["utfall"], goal["saknas"]) == ("nått", 2, 3, None)


@pytest.mark.parametrize("year", [2023, 2024, 2025])
def test_nothing_small_about_people_leaves_the_large_register(year: int) -> None:
    register = REGISTERS / "exempelkommun"
    snapshot = lookup.take(register, None)
    outcome = checking.check(snapshot)
    days = Period.year(year)
    found = pipeline.figures(snapshot, outcome, Question(days, date(year, 12, 31)))

    people = [figure for figure in found if figure.definition.protection == "person"]
    assert people
    assert [(figure.id, cell) for figure in people for cell in small_cells(figure)] == []


def small_cells(figure: ShownFigure) -> list[tuple[str, str]]:
    cells = [("", figure.shown), *((group.name, group.shown) for group in (*figure.groups, *figure.margins))]
    return [
        (name, shown.text)
        for name, shown in cells
        if shown.hidden is None and shown.unit != "månader" and 0 < (shown.numerator or 0) < 5
    ]


def test_the_json_of_a_figure() -> None:
    content = asked(REGISTERS / "ostersund", "2017..2019", "N03")
    found = content["nyckeltal"]["N03"]
    group = found["per"][1]

    assert (content["format_version"], content["period"]) == (1, {"från": "2017-01-01", "till": "2019-12-31"})
    assert list(found)[:12] == [
        "id", "namn", "definition", "enhet", "värde", "täljare", "nämnare", "täckning", "visning", "dold", "poster",
        "okända_poster",
    ]  # fmt: skip
    assert {key: value for key, value in group.items() if key != "poster"} == {
        "grupp": "skarpt_krav",
        "nycklar": {"krav": "skarpt_krav"},
        "etikett": "Skarpt krav",
        "enhet": "antal",
        "värde": 1,
        "täljare": 1,
        "nämnare": None,
        "täckning": {"kända": 1, "totalt": 1},
        "visning": "1",
        "dold": None,
        "okända_poster": [],
    }
