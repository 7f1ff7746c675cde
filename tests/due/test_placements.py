"""Deadlines of a placement, each at its edge."""

from __future__ import annotations

from typing import Any

import pytest

from tests.due.conftest import Dues, dialog, latest, letter, of, one, placement, procurement, record

ENDED = {"status": "avslutad_fullföljd", "faktisk": {"från": "2025-01-07", "till": "2025-08-31"}}
EARLY = {"status": "avslutad_i_förtid", "faktisk": {"från": "2025-01-07", "till": "2025-11-14"}}


def evaluation(**fields: Any) -> dict[str, Any]:
    return record("utv-aaa001", **{"avser": "pla-aaa001", "slag": "arbetsgivare", "status": "begärd", **fields})


@pytest.mark.parametrize(
    ("start", "last"),
    [("2025-11-24", "2025-11-24"), ("2026-01-01", "2026-01-02"), ("2026-01", "2026-01-02..2026-02-02")],
)
def test_cleared_before_it_begins(start: str, last: str, dues: Dues) -> None:
    found = dues("2025-01-01", placement(status="överenskommen", planerad={"från": start}))
    assert latest(found, "B301") == last
    assert (one(found, "B301").letter, one(found, "B301").role) == ("L6", "rekryterare")
    assert one(found, "B301").what == "Ge klartecken till upphandlare och samordnare: Praktik hos Exempelbygg AB"


@pytest.mark.parametrize(
    ("status", "more"),
    [("pågående", []), ("ej_tillträdd", []), ("överenskommen", [letter("L6", "2025-11-20", "pla-aaa001")])],
)
def test_cleared_begun_or_not_to_be(status: str, more: list[Any], dues: Dues) -> None:
    planned = {"planerad": {"från": "2025-11-24"}}
    assert of(dues("2025-12-01", placement(status="överenskommen", **planned)), "B301")
    assert of(dues("2025-12-01", placement(status=status, **planned), *more), "B301") == []


@pytest.mark.parametrize(("today", "left"), [("2025-11-24", "L6"), ("2025-11-25", "")])
def test_what_should_have_begun_is_not_cleared(today: str, left: str, dues: Dues) -> None:
    found = dues(today, placement(status="överenskommen", planerad={"från": "2025-11-24"}))
    assert one(found, "B301").letter == left


# ---- broken off ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ended", "last"),
    [
        ("2025-11-14", "2025-11-18"),  # Friday to Tuesday
        ("2025-06-18", "2025-06-23"),  # over midsummer
        ("2025-12-30", "2026-01-05"),  # over New Year: the 2nd and the 5th
        ("2025-11", "2025-11-04..2025-12-02"),
    ],
)
def test_an_early_ending_is_told_within_two_working_days(ended: str, last: str, dues: Dues) -> None:
    found = dues("2025-01-01", placement(status="avslutad_i_förtid", faktisk={"från": "2025-01-07", "till": ended}))
    assert latest(found, "B302") == last
    assert one(found, "B302").letter == "L11"


@pytest.mark.parametrize(
    ("fields", "more"),
    [
        ({}, [letter("L11", "2025-11-17", "pla-aaa001")]),
        ({"status": "avslutad_fullföljd"}, []),
        ({}, [procurement(status="utvärderad")]),
    ],
)
def test_told_completed_or_over(fields: dict[str, Any], more: list[Any], dues: Dues) -> None:
    assert one(dues("2025-11-22", placement(**EARLY)), "B302").overdue_days == 4
    assert of(dues("2025-11-22", placement(**{**EARLY, **fields}), *more), "B302") == []


# ---- evaluated -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "last"),
    [
        ({"planerad": {"till": "2025-12-19"}}, "2025-12-05"),
        ({"planerad": {"till": "2026-01-14"}}, "2026-01-02"),  # nyårsafton is moved
        ({"planerad": {"till": "2024-03-14"}}, "2024-02-29"),
        ({"planerad": {"till": "2026-01"}}, "2025-12-18..2026-01-19"),
        (ENDED, "2025-08-18"),  # what it came to be, not what was planned; the 17th is a Sunday
        (EARLY, "2025-11-14"),  # at once
        ({}, ""),
    ],
)
def test_the_employer_is_asked_two_weeks_before_the_end(fields: dict[str, Any], last: str, dues: Dues) -> None:
    found = dues("2024-01-01", placement(**fields))
    assert latest(found, "B303") == last
    assert one(found, "B303").letter == "L12"


@pytest.mark.parametrize(
    "more",
    [
        [evaluation(begärd="2025-11")],
        [evaluation(status="utebliven")],
        [evaluation(avser="dia-aaa001"), dialog()],
        [letter("L12", "2025-12-01", "pla-aaa001")],
    ],
)
def test_asked_once_whatever_the_answer(more: list[Any], dues: Dues) -> None:
    base = placement(planerad={"till": "2025-12-19"}, dialogöverenskommelse="dia-aaa001")
    assert of(dues("2025-12-10", base), "B303")
    assert of(dues("2025-12-10", base, evaluation(slag="deltagare")), "B303")
    assert of(dues("2025-12-10", base, *more), "B303") == []


@pytest.mark.parametrize(
    "fields", [{"status": "överenskommen", "planerad": {"från": "2025-01-01"}}, {"form": "tillsvidareanställning"}]
)
def test_nobody_to_ask_before_it_begins_or_when_it_has_no_end(fields: dict[str, Any], dues: Dues) -> None:
    assert of(dues("2025-12-10", placement(**fields)), "B303") == []


@pytest.mark.parametrize(
    ("fields", "code", "last"),
    [
        ({"begärd": "2025-10-06"}, "B304", "2025-10-20"),
        ({"begärd": "2025-06-06"}, "B304", "2025-06-23"),  # midsommarafton
        ({"begärd": "2025-10-06", "påmind": ["2025-10-22"], "status": "påmind"}, "B305", "2025-11-03"),
        ({"begärd": "2025-10"}, "B304", "2025-10-15..2025-11-14"),
        ({}, "B304", ""),
    ],
)
def test_reminded_after_two_weeks_and_four(fields: dict[str, Any], code: str, last: str, dues: Dues) -> None:
    found = dues("2025-01-01", placement(), evaluation(**fields))
    assert latest(found, code) == last
    assert len([each for each in found if each.rule in ("B304", "B305")]) == 1
    assert one(found, code).letter == "L8"


@pytest.mark.parametrize(
    "fields",
    [
        {"påmind": ["2025-10-22", "2025-11-04"], "status": "påmind"},
        {"inkommen": "2025-10-10", "status": "inkommen"},
        {"inkommen": "2025-10-10"},
        {"status": "utebliven"},
        {"slag": "rekryterare"},
    ],
)
def test_not_reminded_when_answered_twice_reminded_or_given_up(fields: dict[str, Any], dues: Dues) -> None:
    assert of(dues("2025-12-01", evaluation(begärd="2025-10-06")), "B304")
    found = dues("2025-12-01", evaluation(**{"begärd": "2025-10-06", **fields}))
    assert [each for each in found if each.rule in ("B304", "B305")] == []


def test_a_letter_is_a_reminder_too(dues: Dues) -> None:
    found = dues("2025-12-01", evaluation(begärd="2025-10-06"), letter("L8", "2025-10-21", "utv-aaa001"))
    assert latest(found, "B305") == "2025-11-03"


# ---- followed up -----------------------------------------------------------------------------------------------------


def followed(found: list[Any]) -> list[tuple[str, str]]:
    return [(each.part, each.latest.text if each.latest else "") for each in of(found, "B306")]


@pytest.mark.parametrize(
    ("ended", "expected"),
    [
        ("2025-01-15", [("3", "2025-04-15"), ("6", "2025-07-15"), ("12", "2026-01-15")]),
        ("2024-11-30", [("3", "2025-02-28"), ("6", "2025-05-30"), ("12", "2025-12-01")]),  # no 30 February; a Sunday
        ("2024-02-29", [("3", "2024-05-29"), ("6", "2024-08-29"), ("12", "2025-02-28")]),
        ("2025-01-31", [("3", "2025-04-30"), ("6", "2025-07-31"), ("12", "2026-02-02")]),  # a Saturday
        (
            "2025-01",
            [("3", "2025-04"), ("6", "2025-07"), ("12", "2026-01-02..2026-02-02")],
        ),
    ],
)
def test_outcomes_at_three_six_and_twelve_months(ended: str, expected: list[tuple[str, str]], dues: Dues) -> None:
    found = dues("2025-01-01", placement(status="avslutad_fullföljd", faktisk={"från": "2023", "till": ended}))
    assert followed(found) == expected
    assert {each.letter for each in of(found, "B306")} == {"L15"}
    assert of(found, "B306")[0].what == "Stäm av utfallet efter 3 månader: Praktik hos Exempelbygg AB"


@pytest.mark.parametrize(
    ("told", "left"),
    [
        (["vid_avslut"], ["3", "6", "12"]),
        (["vid_avslut", "3_månader"], ["6", "12"]),
        (["6_månader"], ["12"]),  # what was missed at three months cannot be mended
        (["12_månader"], []),
    ],
)
def test_an_outcome_settles_its_time_and_the_earlier_ones(told: list[str], left: list[str], dues: Dues) -> None:
    outcomes = [{"tidpunkt": when, "utfall": "okänt"} for when in told]
    assert [part for part, _ in followed(dues("2026-12-01", placement(**ENDED, utfall=outcomes)))] == left


def test_the_register_says_when_outcomes_are_asked(dues: Dues) -> None:
    found = dues("2025-01-01", placement(**ENDED), utfall_stäms_av="[vid_avslut, 6_månader]")
    assert followed(found) == [("vid-avslut", "2025-09-01"), ("6", "2026-03-02")]


def test_no_outcome_before_the_end(dues: Dues) -> None:
    assert of(dues("2026-12-01", placement(faktisk={"från": "2025-01-07"})), "B306") == []
