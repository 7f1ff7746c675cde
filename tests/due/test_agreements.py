"""Deadlines of a dialog and of what was agreed in it, each at its edge."""

from __future__ import annotations

from typing import Any

import pytest

from tests.due.conftest import Dues, dialog, latest, letter, of, one, procurement


@pytest.mark.parametrize(
    ("met", "last"),
    [
        ("2025-11-10", "2025-11-17"),
        ("2025-12-22", "2026-01-05"),  # 23, 29, 30 December, 2 and 5 January
        ("2025-06", "2025-06-09..2025-07-07"),
    ],
)
@pytest.mark.parametrize("status", ["genomförd", "avslutad_utan_platser"])
def test_confirmed_within_five_working_days_also_without_places(met: str, last: str, status: str, dues: Dues) -> None:
    found = dues("2025-01-01", dialog(status=status, möte={"datum": met}))
    assert latest(found, "B201") == last
    assert one(found, "B201").letter == "L4"


@pytest.mark.parametrize(
    ("fields", "more"),
    [
        ({}, [letter("L4", "2025-11-20", "dia-aaa001")]),
        ({}, [letter("L5", "2025-11-20", "dia-aaa001")]),
        ({"status": "kallad"}, []),
        ({"status": "uteblev"}, []),
        ({"status": "överenskommen", "skriftlig": "nej"}, []),
        ({}, [procurement(status="avslutad", krav=[])]),
    ],
)
def test_confirmed_or_nothing_to_confirm(fields: dict[str, Any], more: list[Any], dues: Dues) -> None:
    base = {"möte": {"datum": "2025-11-10"}}
    assert of(dues("2025-12-01", dialog(**base)), "B201")
    assert of(dues("2025-12-01", dialog(**{**base, **fields}), *more), "B201") == []


@pytest.mark.parametrize(
    ("fields", "last"),
    [
        ({"rekvirerad": "2025-11-10", "möte": {"datum": "2025-10-01"}}, "2025-11-24"),
        ({"möte": {"datum": "2025-10-01"}}, "2025-10-15"),
        ({"rekvirerad": "2025-12-10"}, "2025-12-29"),  # julafton is moved over Christmas
        ({}, ""),
    ],
)
def test_signed_within_fourteen_days_of_the_places(fields: dict[str, Any], last: str, dues: Dues) -> None:
    found = dues("2025-01-01", dialog(status="överenskommen", **fields))
    assert latest(found, "B202") == last
    assert one(found, "B202").letter == "L5"


@pytest.mark.parametrize(
    "fields",
    [{"undertecknad": "2025-12"}, {"skriftlig": "nej"}, {"status": "bruten"}, {"status": "fullföljd"}],
)
def test_signed_or_not_to_be(fields: dict[str, Any], dues: Dues) -> None:
    base = {"status": "överenskommen", "rekvirerad": "2025-11-10"}
    assert of(dues("2025-12-01", dialog(**base)), "B202")
    assert of(dues("2025-12-01", dialog(**{**base, **fields})), "B202") == []


@pytest.mark.parametrize(
    ("till", "ends"),
    [("2025-11-30", None), ("2025-11", None), ("2025-12-01", None), (None, "2025-11-30"), (None, "2025-12")],
)
def test_what_has_ended_is_not_to_be_signed(till: str | None, ends: str | None, dues: Dues) -> None:
    places = [{"id": "p1", "antal": 1, **({"till": till} if till else {})}]
    agreed = dialog(status="överenskommen", rekvirerad="2025-11-10", platser=places)
    record = procurement(avtalstid={"till": ends} if ends else {"från": "2025-01"})
    # The place's own last day, else the contract's.
    over = (till or ends) in ("2025-11-30", "2025-11")
    assert bool(of(dues("2025-12-01", agreed, record), "B202")) != over


def test_sent_for_signature_is_not_signed(dues: Dues) -> None:
    agreed = dialog(status="överenskommen", rekvirerad="2025-11-10")
    found = one(dues("2025-12-01", agreed, letter("L5", "2025-11-12", "dia-aaa001")), "B202")
    assert (found.letter, found.overdue_days) == ("", 7)


@pytest.mark.parametrize(
    ("day", "last"), [("2025-11-25", "2025-11-25"), ("2025-11-23", "2025-11-24"), ("2026-01", "2026-01-02..2026-02-02")]
)
def test_the_next_meeting_on_its_day(day: str, last: str, dues: Dues) -> None:
    found = dues("2025-01-01", dialog(status="kallad", nästa_avstämning=day))
    assert latest(found, "B203") == last
    assert one(found, "B203").letter == ""


@pytest.mark.parametrize("status", ["avslutad_utan_platser", "uteblev", "fullföljd", "bruten"])
def test_no_next_meeting_of_what_is_over(status: str, dues: Dues) -> None:
    assert of(dues("2025-12-01", dialog(status=status, nästa_avstämning="2025-11-01")), "B203") == []
