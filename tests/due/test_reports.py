"""Deadlines of suppliers' reports: whose period, which day, what when none comes."""

from __future__ import annotations

from typing import Any

import pytest

from tests.due.conftest import Dues, dialog, latest, letter, of, one, placement, procurement


def agreement(**fields: Any) -> dict[str, Any]:
    """An agreement of one place from January 2025 and two years on, signed."""
    places = [{"id": "p1", "antal": 1, "från": "2025-01-01", "till": "2026-12-31"}]
    return dialog(**{"status": "överenskommen", "undertecknad": "2025-01-01", "platser": places, **fields})


def places(count: int, first: str = "2025-01-01", last: str | None = "2026-12-31") -> list[dict[str, Any]]:
    return [{"id": "p1", "antal": count, "från": first, **({"till": last} if last else {})}]


def report(day: str) -> dict[str, Any]:
    return letter("L7", day, "dia-aaa001", riktning="inkommen", status=None)


@pytest.mark.parametrize(
    ("fields", "last", "period"),
    [
        ({}, "2025-04-10", "januari–mars 2025"),
        ({"platser": places(2)}, "2025-04-10", "januari–mars 2025"),
        ({"platser": places(3)}, "2025-02-10", "januari 2025"),  # monthly from three places
        ({"platser": places(3), "rapportering": "kvartal"}, "2025-04-10", "januari–mars 2025"),
        ({"rapportering": "halvår"}, "2025-07-10", "januari–juni 2025"),
        ({"rapportering": "slut"}, "2027-01-11", "hela perioden"),  # 10 January 2027 is a Sunday
        ({"platser": places(1, "2025-02-28")}, "2025-04-10", "januari–mars 2025"),
        ({"platser": places(1, "2025-07-01")}, "2025-10-10", "juli–september 2025"),
        ({"platser": places(1, "2025-10-31")}, "2026-01-12", "oktober–december 2025"),  # the 10th is a Saturday
        ({"platser": places(3, "2025-07-01")}, "2025-08-11", "juli 2025"),  # a Sunday 10th
        ({"platser": places(3, "2024-02-29")}, "2024-03-11", "februari 2024"),  # 29 February, and a Sunday 10th
        ({"platser": places(3, "2025-12-31")}, "2026-01-12", "december 2025"),  # over the year's end
    ],
)
def test_the_tenth_of_the_month_after_the_period(fields: dict[str, Any], last: str, period: str, dues: Dues) -> None:
    found = dues("2024-01-01", agreement(**fields))
    assert latest(found, "B204") == last
    assert one(found, "B204").what == f"Lägesrapport för {period} från Exempelbygg AB, upp-aaa001"
    assert one(found, "B204").period == period


def test_the_settings_say_how_often_and_which_day(dues: Dues) -> None:
    found = dues("2024-01-01", agreement(), rapport_intervall="månad", rapport_senast_dag=20)
    assert latest(found, "B204") == "2025-02-20"


def test_a_partial_start_is_one_period_or_a_range(dues: Dues) -> None:
    assert latest(dues("2024-01-01", agreement(platser=places(1, "2025-02"))), "B204") == "2025-04-10"
    assert latest(dues("2024-01-01", agreement(platser=places(1, "2025"))), "B204") == "2025-04-10..2026-01-12"
    assert latest(dues("2024-01-01", agreement(platser=[{"id": "p1", "antal": 1}])), "B204") == ""


def test_places_without_a_day_count_from_who_began(dues: Dues) -> None:
    begun = placement(dialogöverenskommelse="dia-aaa001", faktisk={"från": "2025-08-04"}, status="pågående")
    assert latest(dues("2024-01-01", agreement(platser=[{"id": "p1", "antal": 1}]), begun), "B204") == "2025-10-10"


def test_a_report_settles_its_period_and_the_older_ones(dues: Dues) -> None:
    assert latest(dues("2025-11-22", agreement(), report("2025-03-31")), "B204") == "2025-07-10"
    assert latest(dues("2025-11-22", agreement(), report("2025-03-30")), "B204") == "2025-04-10"
    assert latest(dues("2025-11-22", agreement(), report("2025-10-08")), "B204") == "2026-01-12"


@pytest.mark.parametrize(
    ("today", "asked", "reminded"),
    [
        ("2025-04-11", "januari–mars 2025", "januari–mars 2025"),
        ("2025-06-30", "januari–mars 2025", "januari–mars 2025"),
        ("2025-07-01", "januari–juni 2025", "januari–mars 2025"),
        ("2025-07-11", "januari–juni 2025", "januari–juni 2025"),
        ("2026-01-02", "januari–december 2025", "januari–september 2025"),
    ],
)
def test_all_that_has_ended_is_asked_for_and_all_that_is_late_reminded_of(
    today: str, asked: str, reminded: str, dues: Dues
) -> None:
    found = dues(today, agreement())
    assert (one(found, "B204").period, one(found, "B205").period) == (asked, reminded)


def test_periods_over_the_years_end_are_named_with_both_years(dues: Dues) -> None:
    found = one(dues("2026-02-02", agreement(platser=places(3, "2025-11-15"))), "B204")
    assert (found.period, found.uid) == ("november 2025–januari 2026", "B204-dia-aaa001-2025-11")


def test_no_report_after_the_last_place_has_ended(dues: Dues) -> None:
    ended = agreement(platser=places(1, "2025-01-01", "2025-06-30"))
    assert latest(dues("2025-11-22", ended), "B204") == "2025-04-10"
    assert one(dues("2025-11-22", ended), "B204").period == "januari–juni 2025"
    assert of(dues("2025-11-22", ended, report("2025-07-02")), "B204") == []


def test_a_place_with_no_end_is_reported_on_as_long_as_the_contract(dues: Dues) -> None:
    endless = agreement(platser=places(1, "2025-01-01", None))
    contract = procurement(avtalstid={"från": "2025-01-01", "till": "2025-09-30"})
    assert of(dues("2025-11-22", endless, contract, report("2025-10-02")), "B204") == []
    assert of(dues("2025-11-22", endless, report("2025-10-02")), "B204")


@pytest.mark.parametrize("status", ["fullföljd", "bruten", "genomförd"])
def test_no_report_without_an_agreement(status: str, dues: Dues) -> None:
    assert of(dues("2025-11-22", agreement(status=status)), "B204") == []


def test_no_report_when_the_procurement_is_over(dues: Dues) -> None:
    assert of(dues("2025-11-22", agreement(), procurement(status="avslutad")), "B204") == []


# ---- what is done when none comes ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("today", "letters", "step", "last", "letter_left"),
    [
        ("2025-04-10", [], None, "", ""),
        ("2025-04-11", [], "B205", "2025-04-17", "L8"),  # skärtorsdagen is a working day
        ("2025-05-20", [], "B205", "2025-04-17", "L8"),  # the second waits for the first
        ("2025-05-20", ["L8"], "B206", "2025-05-02", "L8"),  # 1 May moves it
        ("2025-05-20", ["L8", "L8"], "B207", "2025-05-15", "L9"),
        ("2025-05-20", ["L8", "L8", "L9"], None, "", ""),
    ],
)
def test_one_step_at_a_time(
    today: str, letters: list[str], step: str | None, last: str, letter_left: str, dues: Dues
) -> None:
    days = ("2025-04-17", "2025-05-05", "2025-05-16")
    sent = [letter(kind, day, "dia-aaa001") for kind, day in zip(letters, days, strict=False)]
    found = [each for each in dues(today, agreement(), *sent) if each.rule in ("B205", "B206", "B207")]
    assert [each.rule for each in found] == ([step] if step else [])
    assert [(each.latest and each.latest.text, each.letter) for each in found] == (
        [(last, letter_left)] if step else []
    )


def test_a_reminder_of_another_report_does_not_count(dues: Dues) -> None:
    earlier = [report("2025-04-20"), letter("L8", "2025-04-17", "dia-aaa001")]
    assert of(dues("2025-07-11", agreement(), *earlier), "B205")


def test_a_report_that_comes_ends_the_steps(dues: Dues) -> None:
    found = dues("2025-05-20", agreement(), letter("L8", "2025-04-17", "dia-aaa001"), report("2025-05-06"))
    assert {each.rule for each in found} & {"B205", "B206", "B207"} == set()
    assert latest(found, "B204") == "2025-07-10"


@pytest.mark.parametrize(
    ("today", "sent", "asked"),
    [
        ("2025-04-01", [], "L7"),
        ("2025-04-16", [], "L7"),  # late, and not yet to be reminded
        ("2025-04-17", [], ""),  # now the reminder asks
        ("2025-04-01", [letter("L7", "2025-04-01", "dia-aaa001")], ""),
        ("2025-04-01", [letter("L7", "2025-03-31", "dia-aaa001")], "L7"),  # of a period that had not ended
    ],
)
def test_the_supplier_is_asked_once_for_each_report(today: str, sent: list[Any], asked: str, dues: Dues) -> None:
    assert one(dues(today, agreement(), *sent), "B204").letter == asked


def test_a_report_is_asked_for_when_its_period_has_ended(dues: Dues) -> None:
    opens = one(dues("2025-01-01", agreement()), "B204").opens
    assert str(opens) == "2025-04-01"


def test_reports_due_before_the_watching_began_are_let_be(dues: Dues) -> None:
    assert latest(dues("2025-11-22", agreement(), bevakas_från="2025-07-10"), "B204") == "2025-07-10"
    assert latest(dues("2025-11-22", agreement(), bevakas_från="2025-07-11"), "B204") == "2025-10-10"
    short = agreement(platser=places(1, "2025-01-01", "2025-06-30"))
    assert of(dues("2025-11-22", short, bevakas_från="2025-07-11"), "B204") == []
