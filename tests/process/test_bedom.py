"""When requirements fit: every rule at its edge, what is not known, and what follows for the answer."""

from __future__ import annotations

from typing import Any

import pytest

from sysselreg.assess.model import Ruling
from tests.process.conftest import Assess, plain, procurement

NEAR = {"utförs": "kommunen"}
LONG = {"avtalstid": {"från": "2027-01-01", "till": "2028-12-31"}}


def term(first: str, last: str) -> dict[str, Any]:
    return {"avtalstid": {"från": first, "till": last}}


def ruling(assess: Assess, code: str, data: dict[str, Any], **regler: Any) -> Ruling:
    found = assess(procurement(**data), **regler)
    every = [*(part for rule in found.rules for part in rule.parts), *found.questions]
    return next(each for each in every if each.code == code)


# ---- how long --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "last", "answer", "words"),
    [
        ("2024-01-01", "2024-04-30", "ja", "alltså fyra månader"),
        ("2024-01-01", "2024-04-29", "nej", "alltså drygt tre månader"),
        ("2024-01-01", "2024-05-01", "ja", "alltså drygt fyra månader"),
        # 29 February
        ("2023-10-30", "2024-02-28", "nej", "alltså drygt tre månader"),
        ("2023-10-30", "2024-02-29", "ja", "alltså fyra månader"),
        ("2022-10-30", "2023-02-28", "ja", "alltså fyra månader"),
        # partial dates: what holds whatever the day, and what does not
        ("2024-01", "2024-05", "okänt", "mellan 3 och 5 månader"),
        ("2024-01", "2024-06", "ja", "mellan 4 och 6 månader"),
        ("2024-01", "2024-03", "nej", "mellan 1 och 3 månader"),
        ("2024", "2026", "ja", "mellan 12 och 36 månader"),
        ("2024", "2024", "okänt", "mellan 0 och 12 månader"),
    ],
)
def test_at_least_four_months(assessed: Assess, first: str, last: str, answer: str, words: str) -> None:
    found = ruling(assessed, "avtalstiden_räcker", term(first, last))
    assert found.answer == answer
    assert words in plain(found.reason)
    assert found.lacking == (("avtalstid.från", "avtalstid.till") if answer == "okänt" else ())


@pytest.mark.parametrize(
    ("first", "last", "answer"),
    [
        ("2024-01-01", "2024-04-30", "nej"),  # exactly four is not longer than four
        ("2024-01-01", "2024-05-01", "ja"),
        ("2023-10-31", "2024-02-29", "nej"),
        ("2023-10-31", "2024-03-01", "ja"),
        ("2024-01", "2024-04", "nej"),
        ("2024-01", "2024-05", "okänt"),
    ],
)
def test_goteborg_wants_longer_than_four_months(assessed: Assess, first: str, last: str, answer: str) -> None:
    assert ruling(assessed, "avtalstiden_överstiger", term(first, last)).answer == answer


@pytest.mark.parametrize(
    ("known", "told", "lacking"),
    [
        ({}, "Avtalets första och sista dag är inte kända.", ("avtalstid.från", "avtalstid.till")),
        ({"från": "2024-01-01"}, "Avtalets sista dag är inte känd.", ("avtalstid.till",)),
        ({"till": "2024-01-01"}, "Avtalets första dag är inte känd.", ("avtalstid.från",)),
        # the extension is not certain, so it does not count
        ({"från": "2024-01-01", "förlängning_till": "2026-01-01"}, "Avtalets sista dag är inte känd.",
         ("avtalstid.till",)),
    ],
)  # fmt: skip
def test_a_term_that_is_not_known(assessed: Assess, known: dict[str, str], told: str, lacking: tuple[str, ...]) -> None:
    found = ruling(assessed, "avtalstiden_räcker", {"avtalstid": known} if known else {})
    assert (found.answer, found.reason, found.lacking) == ("okänt", told, lacking)


def test_the_thresholds_are_the_registers_own(assessed: Assess) -> None:
    six = term("2024-01-01", "2024-06-30")
    for months, answer in ((6, "ja"), (7, "nej")):
        found = ruling(assessed, "avtalstiden_räcker", six, avtalstid_minst_månader=months)
        assert found.answer == answer
        assert str(("sex", "sju")[months - 6]) in plain(found.question)
    assert ruling(assessed, "avtalstiden_överstiger", six, göteborg_avtalstid_över_månader=5).answer == "ja"
    assert ruling(assessed, "avtalstiden_överstiger", six, göteborg_avtalstid_över_månader=6).answer == "nej"
    assert ruling(assessed, "värdet_räcker", {"värde": {"beräknat": 5}}, värde_minst=5).answer == "ja"


# ---- where, how much, how many ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("place", "answer", "words"),
    [
        ("kommunen", "ja", "Arbetet utförs i kommunen."),
        ("omedelbar_närhet", "ja", "Arbetet utförs i omedelbar närhet."),
        ("annan_ort", "nej", "oberoende certifiering"),
        ("okänt", "okänt", "Registret vet inte var arbetet utförs."),
        (None, "okänt", "Registret vet inte var arbetet utförs."),
    ],
)
def test_in_the_municipality_or_close_to_it(assessed: Assess, place: str | None, answer: str, words: str) -> None:
    found = ruling(assessed, "utförs_nära", {"utförs": place} if place else {})
    assert found.answer == answer
    assert words in found.reason


def test_an_answer_in_the_assessment_does_not_replace_the_field_that_figures_count(assessed: Assess) -> None:
    answered = {"bedömning": {"beslut": "krav", "kontrollfrågor": [{"fråga": "utförs_nära", "svar": "ja"}]}}
    found = ruling(assessed, "utförs_nära", answered)
    assert (found.answer, found.lacking) == ("okänt", ("utförs",))
    assert "Bedömningen svarar ja; fyll i fältet också" in found.reason


@pytest.mark.parametrize(
    ("value", "answer"),
    [
        ({"beräknat": 999_999}, "nej"),
        ({"beräknat": 1_000_000}, "ja"),
        ({"beräknat": 1_000_000, "avtalat": 999_999}, "nej"),  # what was agreed goes before what was reckoned
        ({"beräknat": 0}, "nej"),
        (None, "okänt"),
    ],
)
def test_a_million(assessed: Assess, value: dict[str, int] | None, answer: str) -> None:
    assert ruling(assessed, "värdet_räcker", {"värde": value} if value else {}).answer == answer


@pytest.mark.parametrize(("written", "answer"), [("ja", "ja"), ("nej", "nej"), ("okänt", "okänt"), (None, "okänt")])
def test_more_than_one_employee(assessed: Assess, written: str | None, answer: str) -> None:
    assert ruling(assessed, "fler_än_en_anställd", {"fler_än_en_anställd": written} if written else {}).answer == answer


# ---- the answer ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "data", "answer"),
    [
        ("alternativ_1", {**LONG, **NEAR}, "ja"),
        ("alternativ_1", {**LONG, "utförs": "annan_ort"}, "nej"),
        ("alternativ_1", {"utförs": "annan_ort"}, "nej"),  # no, whatever the term is
        ("alternativ_1", NEAR, "okänt"),
        ("alternativ_2", {**LONG, **NEAR}, "okänt"),
        ("alternativ_2", {**LONG, **NEAR, "värde": {"beräknat": 999_999}}, "nej"),
        ("alternativ_2", {**LONG, **NEAR, "värde": {"beräknat": 1_000_000}}, "ja"),
        ("göteborg", {**LONG, "utförs": "annan_ort", "fler_än_en_anställd": "ja"}, "ja"),
        ("göteborg", {**LONG, **NEAR, "fler_än_en_anställd": "nej"}, "nej"),
        ("göteborg", {**LONG, **NEAR}, "okänt"),
    ],
)
def test_the_rule_in_force_gives_the_answer(assessed: Assess, rule: str, data: dict[str, Any], answer: str) -> None:
    found = assessed(procurement(**data), lämplig=rule)
    assert found.answer == answer
    assert found.rules[0].rule == rule
    assert [each.rule for each in found.rules if each.in_force] == [rule]
    assert {each.rule for each in found.rules} == {"alternativ_1", "alternativ_2", "göteborg"}


def test_only_alternative_1_is_on_when_nothing_is_said(assessed: Assess) -> None:
    small = assessed(procurement(**LONG, **NEAR, värde={"beräknat": 1}, fler_än_en_anställd="nej"))
    assert [(each.rule, each.in_force, each.answer) for each in small.rules] == [
        ("alternativ_1", True, "ja"),
        ("alternativ_2", False, "nej"),
        ("göteborg", False, "nej"),
    ]
    assert small.answer == "ja"


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("branschen_är_lämplig", "nej"),
        ("går_att_följa_upp", "nej"),
        ("marknaden_kan_ge_platser", "ja"),  # then a dialog fits better than a sharp requirement
        ("proportionellt", "ja"),
    ],
)
def test_what_people_have_answered_no_to(assessed: Assess, question: str, answer: str) -> None:
    entry = {"fråga": question, "svar": "nej", "kommentar": "bara nattarbete"}
    told = {"bedömning": {"beslut": "ej_bedömd", "kontrollfrågor": [entry]}}
    found = assessed(procurement(**LONG, **NEAR, **told))
    assert found.answer == answer
    assert found.rules[0].answer == "ja"  # the rule itself, as the figures have it
    if answer == "nej":
        assert "Bedömningen säger nej. Bara nattarbete" in found.summary
    assert assessed(procurement(**LONG, **NEAR)).answer == "ja"  # unanswered is not no


@pytest.mark.parametrize(
    ("data", "summary"),
    [
        ({"part": "extern"}, "en extern köpares upphandling"),
        ({"avrop_från": "upp-rrr001"}, "Kravet ställs i ramavtalet: sysselreg bedom upp-rrr001"),
    ],
)
def test_whose_requirement_it_is(assessed: Assess, data: dict[str, str], summary: str) -> None:
    found = assessed(procurement(**LONG, **NEAR, **data))
    assert found.answer == "nej"
    assert summary in found.summary
    assert found.proposal.changes == found.proposal.clauses == ()


def test_what_an_upphandlare_should_know_besides(assessed: Assess) -> None:
    fits, far = {**LONG, **NEAR}, {**LONG, "utförs": "annan_ort"}

    def notes(**data: Any) -> str:
        return " ".join(assessed(procurement(**data)).notes)

    assert notes(**fits) == ""
    refused = notes(**fits, bedömning={"beslut": "inget_krav"})
    assert (
        refused
        == "Beslutet i posten är att inte ställa krav, fast svaret här är ja. Skriv varför i bedömningens motiv."
    )
    assert "Motivet i posten: Prov." in notes(**fits, bedömning={"beslut": "inget_krav", "motiv": "Prov."})
    assert "att ställa krav, fast svaret här är nej" in notes(
        **far, bedömning={"beslut": "krav"}, krav=[{"id": "k1", "typ": "dialogkrav"}]
    )
    assert "inget krav är skrivet" in notes(**fits, bedömning={"beslut": "krav"})
    assert "I ett ramavtal" in notes(**fits, ramavtal="ja")
    assert "Prata med rekryteraren" in notes(**NEAR, **term("2027-01-01", "2027-03-31"))
