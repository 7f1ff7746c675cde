"""What is due when a year has ended."""

from __future__ import annotations

from typing import Any

import pytest

from tests.due.conftest import Dues, latest, letter, of, one, placement, procurement, record


def begun(first: str, last: str | None = None) -> dict[str, Any]:
    status = "avslutad_fullföljd" if last else "pågående"
    return placement(status=status, faktisk={"från": first, **({"till": last} if last else {})})


def mandate(**fields: Any) -> dict[str, Any]:
    points = [{"nr": 1, "lydelse": "Vad som har gjorts"}]
    return record("prg-aaa001", titel="Pilot", **{"giltig": {"från": "2023"}, "rapportpunkter": points, **fields})


@pytest.mark.parametrize(
    ("placed", "last", "year"),
    [
        (begun("2024-12-31"), "2025-03-03", "2024"),  # 60 days: 1 March is a Saturday
        (begun("2023-05-02"), "2024-02-29", "2023"),  # 60 days in a leap year
        (begun("2025-01-01"), "2026-03-02", "2025"),  # 1 March is a Sunday
    ],
)
def test_a_supplier_gets_a_letter_after_each_year(placed: dict[str, Any], last: str, year: str, dues: Dues) -> None:
    found = dues("2025-01-01", procurement(), placed)
    assert latest(found, "B401") == last
    assert one(found, "B401").what == f"Skicka resultatbrev för {year} till Exempelbygg AB"
    assert (one(found, "B401").id, one(found, "B401").letter) == ("org-bbb001", "L17")


def test_a_letter_settles_the_years_that_had_ended(dues: Dues) -> None:
    sent = letter("L17", "2025-02-10", "org-bbb001")
    assert latest(dues("2025-11-22", procurement(), begun("2023-05-02"), sent), "B401") == "2026-03-02"
    assert of(dues("2025-11-22", procurement(), begun("2023-05-02", "2024-06-30"), sent), "B401") == []


def test_no_letter_about_what_others_have_bought_or_nobody_began(dues: Dues) -> None:
    assert of(dues("2025-11-22", procurement(part="extern"), begun("2023-05-02")), "B401") == []
    assert of(dues("2025-11-22", procurement(), placement(status="matchning")), "B401") == []


def test_years_before_the_watching_began_are_let_be(dues: Dues) -> None:
    early = begun("2023-05-02", "2024-06-30")
    assert one(dues("2025-11-22", procurement(), early, bevakas_från="2024-03-01"), "B401").period == "2024"
    assert of(dues("2025-11-22", procurement(), early, bevakas_från="2025-07-01"), "B401") == []


def test_the_annual_report_of_a_mandate_that_asks_for_one(dues: Dues) -> None:
    found = one(dues("2024-01-01", mandate()), "B402")
    assert (found.latest and found.latest.text, found.letter, found.role) == (
        "2024-04-02",
        "L18",
        "samordnare",
    )  # Easter
    assert found.what == "Lämna Årsrapporten för 2023 med missiv: Pilot"
    asks_for_none = {key: value for key, value in mandate().items() if key != "rapportpunkter"}
    assert of(dues("2024-01-01", asks_for_none), "B402") == []


def test_a_report_that_was_handed_in_settles_its_year(dues: Dues) -> None:
    handed = letter("L18", "2024-02-12", "prg-aaa001", riktning="upprättad", status="granskad")
    assert one(dues("2025-01-01", mandate(), handed), "B402").period == "2024"
    draft = letter("L18", "2024-02-12", "prg-aaa001", riktning="upprättad", status="utkast")
    assert one(dues("2025-01-01", mandate(), draft), "B402").period == "2023"


def test_a_mandate_that_has_ended_is_reported_on_for_the_last_time(dues: Dues) -> None:
    ended = mandate(giltig={"från": "2023", "till": "2023-12-31"})
    assert one(dues("2030-01-01", ended), "B402").period == "2023"
    assert of(dues("2030-01-01", ended, letter("L18", "2024-02-12", "prg-aaa001")), "B402") == []


def test_a_mandate_from_a_document_is_watched_from_its_first_letter(dues: Dues) -> None:
    old = mandate(källa={"handling": "Projektrapport"})
    assert dues("2030-01-01", old) == []
    assert one(dues("2025-01-01", old, letter("L18", "2024-02-12", "prg-aaa001")), "B402").period == "2024"
