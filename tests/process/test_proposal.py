"""Proportion, the requirement that is proposed, the clauses that word it and the commands that write it."""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from sysselreg.assess.library import BLANKS, load_clauses
from sysselreg.errors import DefinitionError
from sysselreg.schema.model import Schemas
from sysselreg.snapshot import Snapshot
from sysselreg.store.read import package_files
from tests.conftest import Cli, Repository
from tests.process.conftest import Assess, plain, procurement

FITS = {"avtalstid": {"från": "2027-01-01", "till": "2028-12-31"}, "utförs": "kommunen"}
MARKET = {"beslut": "ej_bedömd", "kontrollfrågor": [{"fråga": "marknaden_kan_ge_platser", "svar": "ja"}]}


def sharp(amount: int | None = None, **more: Any) -> dict[str, Any]:
    unit = {"enhet": "platser", "antal": amount} if amount else {}
    return {"krav": [{"id": "k1", "typ": "skarpt_krav", **unit, **more}]}


# ---- proportion ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "value", "places", "answer"),
    [
        ("tjänst", 25_000_000, 1, "ja"),
        ("tjänst", 24_999_999, 1, "nej"),
        ("tjänst", 49_999_999, 2, "nej"),
        ("tjänst", 50_000_000, 2, "ja"),
        ("byggentreprenad", 50_000_000, 1, "ja"),
        ("byggentreprenad", 49_999_999, 1, "nej"),
        ("byggentreprenad", 100_000_000, 2, "ja"),  # Trafikverket's own example
        ("vara", 900_000_000, 1, "okänt"),  # there is no measure for goods
        ("okänt", 900_000_000, 1, "okänt"),
        ("tjänst", None, 1, "okänt"),
    ],
)
def test_places_by_value(assessed: Assess, kind: str, value: int | None, places: int, answer: str) -> None:
    worth = {"värde": {"beräknat": value}} if value else {}
    found = assessed(procurement(objekt=kind, **worth, **sharp(places)))
    proportion = found.questions[0]
    assert (proportion.code, proportion.answer) == ("proportionellt", answer)
    assert "Trafikverket" in proportion.source


def test_months_of_full_time_are_counted_as_places_of_twelve(assessed: Assess) -> None:
    worth = {"värde": {"beräknat": 25_000_000}}
    for months, answer in ((12, "ja"), (13, "nej")):
        krav = sharp(months, enhet="heltidsmånader", antal=months)
        assert assessed(procurement(**worth, **krav)).questions[0].answer == answer


@pytest.mark.parametrize(
    "krav",
    [
        [],
        [{"id": "k1", "typ": "dialogkrav", "enhet": "dialog", "antal": 3}],
        [{"id": "k1", "typ": "bonus", "enhet": "platser", "antal": 9}],
        [{"id": "k1", "typ": "skarpt_krav", "enhet": "platser", "antal": 9, "art": "frivillig"}],
        [{"id": "k1", "typ": "köpta_sysselsättningsplatser", "enhet": "platser", "antal": 9}],
        [{"id": "k1", "typ": "reserverad_upphandling"}],
    ],
)
def test_what_forces_no_places_is_always_in_proportion(assessed: Assess, krav: list[dict[str, Any]]) -> None:
    assert assessed(procurement(värde={"beräknat": 1}, krav=krav)).questions[0].answer == "ja"


def test_a_requirement_that_does_not_say_how_much(assessed: Assess) -> None:
    worth = {"värde": {"beräknat": 90_000_000}}
    found = assessed(procurement(**worth, **sharp())).questions[0]
    assert (found.answer, found.lacking) == ("okänt", ("krav[k1].enhet", "krav[k1].antal"))
    unknown = {"krav": [{"id": "k2", "typ": "okänt"}]}
    assert assessed(procurement(**worth, **unknown)).questions[0].answer == "okänt"
    # then the answer is the one that people have written
    written = {"beslut": "krav", "kontrollfrågor": [{"fråga": "proportionellt", "svar": "ja", "kommentar": "prövat"}]}
    answered = assessed(procurement(**worth, **sharp(), bedömning=written)).questions[0]
    assert answered.answer == "ja"
    assert answered.reason.endswith("Bedömningen säger ja. Prövat")


def test_the_measure_is_the_registers_own(assessed: Assess) -> None:
    record = procurement(värde={"beräknat": 8_000_000}, **sharp(2))
    assert assessed(record).questions[0].answer == "nej"
    assert assessed(record, värde_per_plats_tjänst=4_000_000).questions[0].answer == "ja"
    assert assessed(record, värde_per_plats_tjänst=0).questions[0].answer == "okänt"  # no measure


# ---- what is proposed ------------------------------------------------------------------------------------------------


def test_at_least_a_dialog(assessed: Assess) -> None:
    found = assessed(procurement(**FITS)).proposal
    assert (found.kind, found.amount) == ("dialogkrav", None)
    assert found.changes == ("krav[k1].typ=dialogkrav", "krav[k1].enhet=dialog", "bedömning.beslut=krav")
    assert [clause.name for clause in found.clauses] == ["dialogkrav"]


def test_what_the_value_has_room_for_is_told(assessed: Assess) -> None:
    for value, told in (
        (98_000_000, "Värdet rymmer en\u00a0plats. Kan marknaden ge den passar ett skarpt krav."),
        (100_000_000, "Värdet rymmer två\u00a0platser. Kan marknaden ge dem passar ett skarpt krav."),
    ):
        found = assessed(procurement(**FITS, objekt="byggentreprenad", värde={"beräknat": value})).proposal
        assert told in found.reason


def test_a_sharp_requirement_with_a_penalty_when_market_and_value_allow_it(assessed: Assess) -> None:
    record = procurement(**FITS, värde={"beräknat": 80_000_000}, bedömning=MARKET)
    found = assessed(record).proposal
    assert (found.kind, found.amount) == ("skarpt_krav", 3)
    assert "krav[k1].vite=50000" in found.changes
    (clause,) = found.clauses
    assert "ordna tre platser" in plain(clause.wording)
    assert "vite med 50 000 kr för varje plats" in plain(clause.penalty)
    assert "krav[k1].vite=70000" in assessed(record, vite_per_plats=70_000).proposal.changes
    # without one of the two it is a dialog, and the other is said
    assert assessed(procurement(**FITS, bedömning=MARKET)).proposal.kind == "dialogkrav"
    unasked = assessed(procurement(**FITS, värde={"beräknat": 80_000_000})).proposal
    assert unasked.kind == "dialogkrav"
    assert "Värdet rymmer tre platser." in plain(unasked.reason)


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ({"status": "annonserad"}, "Efter annonseringen kan krav inte läggas till."),
        ({"status": "pågående"}, "Efter annonseringen kan krav inte läggas till."),
        ({"status": "pågående", **sharp(2)}, "sysselreg uppfyllnad upp-aaa001"),
        ({"avtalstid": {}}, "Fyll i det som saknas först."),
    ],
)
def test_when_nothing_is_proposed(assessed: Assess, data: dict[str, Any], told: str) -> None:
    found = assessed(procurement(**{**FITS, **data})).proposal
    assert told in found.reason
    assert (found.kind, found.changes, found.clauses) == ("", (), ())


def test_no_requirement_with_its_motive(assessed: Assess) -> None:
    found = assessed(procurement(**{**FITS, "utförs": "annan_ort"})).proposal
    assert found.changes[0] == "bedömning.beslut=inget_krav"
    assert found.changes[1].startswith("bedömning.motiv=Arbetet utförs på annan ort")
    opposed = {"beslut": "ej_bedömd", "kontrollfrågor": [{"fråga": "går_att_följa_upp", "svar": "nej"}]}
    assert assessed(procurement(**FITS, bedömning=opposed)).proposal.changes[1] == "bedömning.motiv=SKÄL"


def test_requirements_that_are_written_already_get_their_clauses(assessed: Assess) -> None:
    groups = {"målgrupper": ["ungdomar", "funktionsnedsättning"]}
    found = assessed(procurement(**FITS, **sharp(2, vite=90_000, **groups))).proposal
    assert [clause.name for clause in found.clauses] == ["skarpt-krav-platser"]
    wording = plain(found.clauses[0].wording)
    assert "Målgruppen är ungdomar och personer med funktionsnedsättning." in wording
    assert "90 000 kr" in plain(found.clauses[0].penalty)
    assert "[" not in wording + found.clauses[0].penalty
    assert "lägesrapport varje kvartal" in wording
    for rules, often in (
        ({"rapport_månad_från_platser": 2}, "varje månad"),
        ({"rapport_intervall": "halvår"}, "varje halvår"),
        ({"rapport_intervall": "slut"}, "när kravet är slut"),
    ):
        again = assessed(procurement(**FITS, **sharp(2)), **rules).proposal.clauses[0]
        assert f"lägesrapport {often}, senast den 10" in again.wording
    # a requirement without a unit may be meant either way
    either = assessed(procurement(**FITS, **sharp())).proposal
    assert [clause.name for clause in either.clauses] == ["skarpt-krav-manader", "skarpt-krav-platser"]
    assert "[antal] platser" in either.clauses[1].wording


# ---- the library -----------------------------------------------------------------------------------------------------


def test_there_is_a_clause_for_every_type_and_each_says_what_it_builds_on(schemas: Schemas) -> None:
    clauses = load_clauses(Snapshot(package_files()), schemas)
    assert {clause.requirement for clause in clauses} == set(schemas.vocabularies["kravtyp"].codes) - {"okänt"}
    for clause in clauses:
        assert clause.source.startswith("Egen lydelse. Innehållet bygger på")
        assert bool(clause.penalty) == (clause.requirement == "skarpt_krav")
        # a participant is never named in what suppliers write
        assert "namn, personnummer" in clause.wording
    used = {name for clause in clauses for name in re.findall(r"\{(.+?)\}", clause.wording + clause.penalty)}
    assert used == set(BLANKS)


def test_a_clause_holds_from_its_first_day_to_its_last(assessed: Assess, schemas: Schemas) -> None:
    for day, names in (((2020, 11, 25), []), ((2020, 11, 26), ["dialogkrav"])):
        found = assessed(procurement(**FITS), today=date(*day)).proposal
        assert [clause.name for clause in found.clauses] == names
    ended = _own(
        b"g\xc3\xa4ller_fr\xc3\xa5n: 2020-11-26",
        b"g\xc3\xa4ller_fr\xc3\xa5n: 2020-11-26\ng\xc3\xa4ller_till: 2021-01-31",
    )
    clause = next(each for each in load_clauses(ended, schemas) if each.name == "dialogkrav")
    assert clause.valid_to == date(2021, 1, 31)


def _own(old: bytes, new: bytes) -> Snapshot:
    """The program's files with another clause for dialogs."""
    path, files = "reports/krav/dialogkrav.yaml", package_files()
    assert old in files[path]
    return Snapshot({**files, path: files[path].replace(old, new)})


@pytest.mark.parametrize(
    ("old", "new", "line", "told"),
    [
        ("{målgrupper}", "{målgrupp}", 6, "lydelse frågar efter {målgrupp}, som inte finns. Namnen är: organisation,"),
        ("krav: dialogkrav", "krav: dialog", 3, "dialog finns inte i kodlistan kravtyp. Välj ett av: dialogkrav,"),
        ("enhet: dialog", "enhet: möten", 4, "möten finns inte i kodlistan kravenhet."),
        ("gäller_från: 2020-11-26", "gäller_från: 2020-02-30", 14, "gäller_från är 2020-02-30. Skriv en dag"),
        ("namn: Dialog om platser\n", "", 1, "Klausulen saknar namn. Lägg till det."),
    ],
)
def test_a_broken_clause_is_told_with_its_place(schemas: Schemas, old: str, new: str, line: int, told: str) -> None:
    with pytest.raises(DefinitionError) as caught:
        load_clauses(_own(old.encode(), new.encode()), schemas)
    assert told in caught.value.what
    assert caught.value.place is not None
    assert (caught.value.place.file, caught.value.place.line) == ("reports/krav/dialogkrav.yaml", line)


# ---- the commands that are shown -------------------------------------------------------------------------------------

UPP = "records/upphandling/2026/upp-aaa001.yaml"
BARE = """\
typ: upphandling
id: upp-aaa001
version: 1
titel: Städning
part: egen
upphandlande_organisation: org-4x8m2k
status: planerad
objekt: okänt
krav: []
"""
VALUES: Mapping[str, str] = {"TAL": "90000000", "KOD": "ja", "SKÄL": "Prov."}


def shown(text: str, begins: str) -> list[list[str]]:
    """The commands that a text shows after some words, split as a shell would."""
    return [shlex.split(line.split(begins, 1)[1]) for line in text.splitlines() if begins in line]


def run_all(cli: Cli, commands: list[list[str]], values: Mapping[str, str]) -> None:
    for command in commands:
        words = command[1:]
        for placeholder, value in values.items():
            words = [word.replace(f"={placeholder}", f"={value}") for word in words]
        done = cli(*words)
        assert done.code == 0, (words, done.err)


def test_every_command_that_is_shown_can_be_run(cli: Cli, exempel: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    exempel.write({UPP: BARE})
    monkeypatch.chdir(exempel.root)
    asked = cli("bedom", "upp-aaa001")
    assert asked.code == 0
    assert "Går inte att bedöma. Två frågor i Östersunds alternativ 1 saknar svar." in plain(
        " ".join(asked.out.split())
    )
    commands = [each for each in shown(asked.out, "Fyll i: ") if "avtalstid" not in str(each)]
    known = {**VALUES, "ÅÅÅÅ-MM-DD": "2027-01-01"}
    run_all(cli, [each for each in commands if "utförs" in str(each)], {**known, "KOD": "kommunen"})
    run_all(cli, [each for each in commands if "utförs" not in str(each)], {**known, "KOD": "ja"})
    run_all(cli, [shown(asked.out, "Fyll i: ")[0]], {"ÅÅÅÅ-MM-DD": "2027-01-01"})
    assert cli("andra", "upp-aaa001", "--satt", "avtalstid.till=2029-12-31", "--satt", "objekt=tjänst").code == 0
    answered = cli("bedom", "upp-aaa001")
    assert "Ja. Upphandlingen uppfyller Östersunds alternativ 1" in answered.out
    assert "  ?" not in answered.out
    run_all(cli, shown(answered.out, "Skriv det: "), VALUES)
    assert "typ: skarpt_krav\n    enhet: platser\n    antal: 3\n    vite: 50000\n" in (exempel.root / UPP).read_text()
    after = cli("bedom", "upp-aaa001", "--format", "json")
    assert '"svar": "ja"' in after.out


def test_the_refusal_can_be_written_as_it_is_shown(
    cli: Cli, exempel: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    far = BARE.replace("krav: []\n", "krav: []\nutförs: annan_ort\n")
    exempel.write({UPP: far})
    monkeypatch.chdir(exempel.root)
    run_all(cli, shown(cli("bedom", "upp-aaa001").out, "Skriv det: "), {})
    assert "  beslut: inget_krav\n  motiv: Arbetet utförs på annan ort" in (exempel.root / UPP).read_text()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("upp-aaa001", "--krav", "skarpt"), "Kravtypen ”skarpt” finns inte. Välj en av: dialogkrav, skarpt_krav"),
        (("upp-aaa001", "--krav", "okänt"), "Ingen klausul för okänt gäller"),
        (("pla-8m2kd4",), "pla-8m2kd4 är ingen upphandling utan har typen placering. Menade du upp-7k3qf9?"),
        (("org-9b3t7w",), "org-9b3t7w är ingen upphandling utan har typen organisation. Se dem med sysselreg lista"),
        (("upp-zzz",), "Posten ”upp-zzz” finns inte."),
    ],
)
def test_what_cannot_be_asked(
    cli: Cli, exempel: Repository, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], told: str
) -> None:
    exempel.write({UPP: BARE})
    monkeypatch.chdir(exempel.root)
    done = cli("bedom", *words)
    assert (done.code, done.out) == (2, "")
    assert told in done.err


def test_the_clauses_of_another_type_can_be_asked_for(
    cli: Cli, exempel: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    exempel.write({UPP: BARE})
    monkeypatch.chdir(exempel.root)
    done = cli("bedom", "upp-aaa001", "--krav", "Köpta sysselsättningsplatser")
    assert done.code == 0
    assert "Klausul: Kommunen köper platser (kopta-platser, från 2020-11-26)" in done.out
    assert "Frågor att pröva" not in done.out
    assert "Frågor att pröva" in cli("bedom", "upp-aaa001").out


def test_a_record_that_is_wrong_in_shape_is_not_assessed(
    cli: Cli, exempel: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(exempel.root)
    exempel.write({UPP: BARE.replace("status: planerad", "status: påhittad")})
    done = cli("bedom", "upp-aaa001")
    assert (done.code, done.out) == (1, "")
    assert "1 fel som måste rättas först" in done.err
    # another record's mistake does not stand in the way
    assert cli("bedom", "upp-7k3qf9").code == 0


def test_a_registers_own_clause_is_used_and_checked(
    cli: Cli, exempel: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(exempel.root)
    shipped = package_files()["reports/krav/dialogkrav.yaml"].decode()
    own = {"reports/krav/dialogkrav.yaml": shipped.replace("namn: Dialog om platser", "namn: Vår egen dialog")}
    exempel.write({UPP: BARE, **own})
    assert "Klausul: Vår egen dialog" in cli("bedom", "upp-aaa001", "--krav", "dialogkrav").out
    assert cli("kontrollera").code == 0
    exempel.write({path: text.replace("{målgrupper}", "{målgrupp}") for path, text in own.items()})
    checked = cli("kontrollera")
    assert checked.code == 1
    assert "reports/krav/dialogkrav.yaml:6" in checked.out
    assert "lydelse frågar efter {målgrupp}" in checked.out
