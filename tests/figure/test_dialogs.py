"""Dialogs, lead times, reports and vacant places, each at its edges."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from sysselreg.figure.model import Figure

Data = dict[str, Any]
Count = Callable[..., dict[str, Figure]]

DIALOG = {"id": "k1", "typ": "dialogkrav", "enhet": "dialog"}


def procurement(**fields: Any) -> tuple[str, Data]:
    base: Data = {"id": "upp-1", "part": "egen", "status": "pågående", "objekt": "tjänst", "krav": [DIALOG],
                  "datum": {"tilldelning": "2024-02-01"},
                  "tilldelning": [{"id": "t1", "leverantör": "org-a", "överlämnad": "2024-02-08"}]}  # fmt: skip
    return "upphandling", {**base, **fields}


def dialog(status: str = "överenskommen", when: str | None = "2024-03-01", **fields: Any) -> tuple[str, Data]:
    base: Data = {"upphandling": "upp-1", "leverantör": "org-a", "status": status}
    return "dialogöverenskommelse", {**base, **({"möte": {"datum": when}} if when else {}), **fields}


def placement(start: str | None = "2024-04-01", **fields: Any) -> tuple[str, Data]:
    base: Data = {"upphandling": "upp-1", "leverantör": "org-a", "deltagare": "d-1", "form": "praktik",
                  "status": "pågående"}  # fmt: skip
    return "placering", {**base, **({"faktisk": {"från": start}} if start else {}), **fields}


def groups(figure: Figure) -> dict[str, Fraction | None]:
    return {group.name: group.numbers.value for group in figure.groups}


ONE_PLACE = [{"id": "p1", "antal": 1}]


@pytest.mark.parametrize(
    ("status", "places", "gave"),
    [
        ("överenskommen", ONE_PLACE, 1),
        ("fullföljd", ONE_PLACE, 1),
        ("bruten", ONE_PLACE, 1),
        ("överenskommen", [], 0),
        ("överenskommen", None, None),
        ("avslutad_utan_platser", None, 0),
        ("genomförd", [], 0),
        ("genomförd", None, None),  # nothing is agreed yet
        ("genomförd", ONE_PLACE, None),
        ("kallad", None, "not held"),
        ("uteblev", None, "not held"),
    ],
)
def test_whether_a_held_dialog_gave_places(
    count: Count, status: str, places: list[Data] | None, gave: int | str | None
) -> None:
    fields = {} if places is None else {"platser": places}
    numbers = count([procurement(), dialog(status, **fields)], "2024", "N23")["N23"].numbers

    assert (numbers.numerator if numbers.known else None if numbers.total else "not held") == gave


def test_dialogs_are_placed_by_their_meeting_and_external_ones_leave_when_only_own_count(count: Count) -> None:
    external = procurement(id="upp-x", part="extern")
    held = [dialog("avslutad_utan_platser", "2024-12-31"), dialog("avslutad_utan_platser", "2025-01-01"),
            dialog(platser=ONE_PLACE, upphandling="upp-x"), dialog("avslutad_utan_platser", None)]  # fmt: skip
    everyone = count([procurement(), external, *held], "2024", "N23")["N23"].numbers
    own = count([procurement(), external, *held], "2024", "N23", own=True)["N23"].numbers

    assert (everyone.numerator, everyone.denominator, everyone.known, everyone.total) == (1, 2, 2, 3)
    assert (own.numerator, own.denominator, own.total) == (0, 1, 2)


def rate(count: Count, *records: tuple[str, Data]) -> tuple[object, ...]:
    numbers = count(records, "2024", "N24")["N24"].numbers
    return numbers.numerator, numbers.denominator, numbers.known, numbers.total


def test_each_supplier_is_obliged_once_in_each_procurement(count: Count) -> None:
    two = [
        {"id": "t1", "leverantör": "org-a"},
        {"id": "t2", "leverantör": "org-a"},
        {"id": "t3", "leverantör": "org-b"},
    ]
    first = procurement(tilldelning=two, krav=[DIALOG, {**DIALOG, "id": "k2"}])
    other = procurement(id="upp-2")

    assert rate(count, first, dialog()) == (1, 2, 2, 2)
    assert rate(count, first, dialog(), dialog("uteblev", leverantör="org-b")) == (1, 2, 2, 2)
    # A dialog with org-a about one procurement is none about the other.
    assert rate(count, first, other, dialog("genomförd")) == (1, 3, 3, 3)
    assert rate(count, first, other, dialog(upphandling="upp-2")) == (1, 3, 3, 3)


@pytest.mark.parametrize(
    ("krav", "obliged"),
    [
        ({"typ": "dialogkrav"}, 1),
        ({"typ": "dialogkrav", "art": "obligatorisk"}, 1),
        ({"typ": "dialogkrav", "art": "frivillig"}, 0),
        ({"typ": "skarpt_krav", "enhet": "dialog"}, 1),
        ({"typ": "skarpt_krav", "enhet": "platser", "antal": 1}, 0),
        ({"typ": "bonus", "enhet": "dialog"}, 0),
        ({"typ": "reserverad_upphandling", "enhet": "dialog"}, 0),
        ({"typ": "okänt", "enhet": "dialog"}, 0),
    ],
)
def test_which_requirements_oblige_to_a_dialog(count: Count, krav: Data, obliged: int) -> None:
    assert rate(count, procurement(krav=[{"id": "k1", **krav}]))[1:] == (obliged,) * 3


@pytest.mark.parametrize("fields", [{"part": "extern"}, {"status": "avbruten"}, {"status": "annonserad", "datum": {}}])
def test_nobody_is_obliged_by_what_is_not_awarded_or_not_ours(count: Count, fields: Data) -> None:
    assert rate(count, procurement(**fields))[3] == 0
    assert rate(count, procurement())[3] == 1


def test_a_procurement_without_a_known_supplier_is_unknown(count: Count) -> None:
    assert rate(count, procurement(tilldelning=[]), dialog()) == (None, None, 0, 1)


def test_a_call_off_serves_the_requirement_of_its_framework_unless_it_has_its_own(count: Count) -> None:
    call_off = procurement(id="upp-2", avrop_från="upp-1", krav=[], tilldelning=[])
    own = procurement(id="upp-2", avrop_från="upp-1", tilldelning=[])

    assert rate(count, procurement(), call_off, dialog(upphandling="upp-2")) == (1, 1, 1, 1)
    # A call-off with its own requirement obliges the framework's suppliers once more.
    assert rate(count, procurement(), own, dialog(upphandling="upp-2")) == (1, 2, 2, 2)


# ---- lead times ------------------------------------------------------------------------------------------------------


def leads(count: Count, *records: tuple[str, Data]) -> dict[str, Fraction | None]:
    return groups(count(records, "2024", "N26")["N26"])


def test_days_from_award_to_the_first_place_step_by_step(count: Count) -> None:
    register = [procurement(), dialog(when="2024-03-01"), dialog(when="2024-02-29"), placement("2024-04-01"),
                placement("2024-03-31")]  # fmt: skip

    assert leads(count, *register) == {
        "tilldelning_till_överlämning": 7,
        "överlämning_till_dialog": 21,  # 8 to 29 February
        "dialog_till_plats": 31,
        "hela_tiden": 59,
    }
    assert count(register, "2024", "N26")["N26"].numbers.value == 59


def test_the_first_is_known_when_no_other_can_have_been_earlier(count: Count) -> None:
    def first(*starts: str | None) -> Fraction | None:
        return leads(count, procurement(), *(placement(start) for start in starts))["hela_tiden"]

    assert first("2024-04-01", "2024-05") == 60
    assert first("2024-04-01", "2024-04") == 60  # the other began on the first or later
    assert first("2024-04-02", "2024-04") is None
    assert first("2024-04-01", None) is None
    assert first("2024-04") is None


def test_the_median_is_of_what_is_known_and_the_rest_is_coverage(count: Count) -> None:
    def one(place: int, days: int | None) -> list[tuple[str, Data]]:
        name = f"upp-{place}"
        begun = [placement(date(2024, 2, 1 + days).isoformat(), upphandling=name)] if days is not None else []
        return [procurement(id=name), *begun]

    odd = [record for place, days in enumerate([3, 20, 4]) for record in one(place, days)]
    even = [*odd, *one(3, 9), *one(4, None)]

    median = count(odd, "2024", "N26")["N26"].numbers
    assert (median.value, median.numerator, median.denominator, median.known) == (4, None, 3, 3)
    median = count(even, "2024", "N26")["N26"].numbers
    assert (median.value, median.known, median.total) == (Fraction(13, 2), 4, 5)
    assert count([procurement()], "2024", "N26")["N26"].numbers.value is None


def test_handing_over_before_the_award_is_told_as_it_is_written(count: Count) -> None:
    early = [{"id": "t1", "leverantör": "org-a", "överlämnad": "2024-01-30"}]
    assert leads(count, procurement(tilldelning=early))["tilldelning_till_överlämning"] == -2


# ---- reports in time -------------------------------------------------------------------------------------------------


def report(day: str) -> tuple[str, Data]:
    return "handling", {"riktning": "inkommen", "brevtyp": "L7", "datum": day, "avser": ["dia-1"]}


def in_time(
    count: Count, *reports: str, today: date = date(2024, 12, 31), start: str = "2024-01-01", **fields: Any
) -> tuple[object, ...]:
    places = [{"id": "p1", "antal": 1, "från": start, "till": "2024-09-30"}]
    agreement = dialog(**{"id": "dia-1", "platser": places, **fields})
    register = [procurement(), agreement, *map(report, reports)]
    numbers = count(register, "2024", "N27", today=today)["N27"].numbers
    return numbers.numerator, numbers.denominator, numbers.total


def test_reports_are_due_by_the_tenth_working_day_moved_until_the_places_end(count: Count) -> None:
    # 10 April and 10 July are weekdays, 10 October too.
    assert in_time(count) == (0, 3, 3)
    assert in_time(count, "2024-04-10", "2024-07-11", "2024-10-09") == (2, 3, 3)
    # A report before the period's last day is not about it; on that day it is.
    assert in_time(count, "2024-03-30") == (0, 3, 3)
    assert in_time(count, "2024-03-31") == (1, 3, 3)
    # What settles an older one late is late for it.
    assert in_time(count, "2024-07-05") == (1, 3, 3)


def test_a_report_is_due_when_its_last_day_has_passed(count: Count) -> None:
    assert in_time(count, today=date(2024, 4, 10))[2] == 0
    assert in_time(count, today=date(2024, 4, 11))[2] == 1


def test_how_often_and_of_which_agreements(count: Count) -> None:
    assert in_time(count, rapportering="månad")[2] == 9
    assert in_time(count, rapportering="halvår")[2] == 1  # the second half is due in January
    assert in_time(count, "2024-10-01", rapportering="slut") == (1, 1, 1)
    assert in_time(count, status="fullföljd")[2] == 3
    assert in_time(count, status="genomförd")[2] == 0
    # 10 March 2024 is a Sunday.
    assert in_time(count, "2024-03-11", rapportering="månad", start="2024-02-01")[0] == 1
    assert in_time(count, "2024-03-12", rapportering="månad", start="2024-02-01")[0] == 0
    two = [
        {"id": f"p{n}", "antal": 1, "från": start, "till": "2024-09-30"}
        for n, start in ((1, "2024-07-01"), (2, "2024-01-01"))
    ]
    assert in_time(count, platser=two)[2] == 3  # from the first of the places
    # Begun in some month of spring: what certainly was to come.
    assert in_time(count, start="2024-02")[2] == 3
    assert in_time(count, start="2024")[2] == 0


# ---- vacant places ---------------------------------------------------------------------------------------------------


def vacant(count: Count, *placements: tuple[str, Data], places: int = 3, **fields: Any) -> tuple[object, ...]:
    rows = fields.pop("platser", [{"id": "p1", "antal": places}])
    agreement = dialog(**{"id": "dia-1", "rekvirerad": "2024-03-01", "platser": rows, **fields})
    numbers = count([procurement(), agreement, *placements], "2024", "N35")["N35"].numbers
    return numbers.value, numbers.known, numbers.total


def taken(start: str | None = "2024-04-01", **fields: Any) -> tuple[str, Data]:
    return placement(start, **{"dialogöverenskommelse": "dia-1", "plats": "p1", **fields})


def test_requested_places_that_nobody_has_begun_on_when_the_period_ends(count: Count) -> None:
    assert vacant(count) == (3, 1, 1)
    assert vacant(count, taken(), taken("2024-12-31")) == (1, 1, 1)
    assert vacant(count, taken("2025-01-01")) == (3, 1, 1)
    assert vacant(count, taken(status="ej_tillträdd")) == (3, 1, 1)
    assert vacant(count, *[taken()] * 4) == (0, 1, 1)
    assert vacant(count, taken("2024")) == (2, 1, 1)  # some day of the year, so before its end
    assert vacant(count, taken(None)) == (None, 0, 1)


def test_a_placement_without_its_place_may_have_any_of_several(count: Count) -> None:
    two = [{"id": "p1", "antal": 1}, {"id": "p2", "antal": 1}]

    assert vacant(count, taken(plats=None), places=1) == (0, 1, 1)
    assert vacant(count, taken(plats=None), platser=two) == (None, 0, 2)
    assert vacant(count, taken(plats=None), taken(), platser=two) == (0, 1, 2)


@pytest.mark.parametrize(
    ("fields", "total"),
    [
        ({}, 1),
        ({"rekvirerad": "2025-01-01"}, 0),
        ({"rekvirerad": None}, 0),
        ({"status": "fullföljd"}, 0),
        ({"status": "bruten"}, 0),
        ({"platser": [{"id": "p1", "antal": 3, "till": "2024-12-30"}]}, 0),
        ({"platser": [{"id": "p1", "antal": 3, "till": "2024-12-31"}]}, 1),
    ],
)
def test_which_places_are_still_open(count: Count, fields: Data, total: int) -> None:
    assert vacant(count, **fields)[2] == total


@pytest.mark.parametrize(
    ("requested", "waited"),
    [
        ("2024-12-31", "under_3_månader"),
        ("2024-10-01", "under_3_månader"),
        ("2024-09-30", "3_till_6_månader"),
        ("2024-06-30", "6_till_12_månader"),
        ("2023-12-31", "12_månader_eller_mer"),
        ("2024-10", "under_3_månader"),
        ("2024-09", "3_till_6_månader"),
        ("2024", "okänt"),
        ("2023", "12_månader_eller_mer"),
    ],
)
def test_how_long_a_place_has_waited(count: Count, requested: str, waited: str) -> None:
    agreement = dialog(id="dia-1", rekvirerad=requested, platser=ONE_PLACE)
    assert list(groups(count([procurement(), agreement], "2024", "N35")["N35"])) == [waited]
