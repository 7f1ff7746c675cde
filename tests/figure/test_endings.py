"""What placements came to: time performed, early endings, follow-ups, steps, and how much of it is known."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from sysselreg.figure.model import Figure

Data = dict[str, Any]
Count = Callable[..., dict[str, Figure]]

PROCUREMENT = ("upphandling", {"id": "upp-1", "part": "egen", "status": "pågående", "krav": []})
MONTH = Fraction(3044, 100)


def ended(
    actual: tuple[str | None, str | None] = ("2024-01-01", "2024-03-31"),
    planned: tuple[str | None, str | None] = ("2024-01-01", "2024-04-09"),
    **fields: Any,
) -> tuple[str, Data]:
    """A placement of 91 days, agreed for 100."""
    spans = {
        name: {end: day for end, day in zip(("från", "till"), span, strict=True) if day}
        for name, span in (("faktisk", actual), ("planerad", planned))
    }
    base: Data = {"upphandling": "upp-1", "leverantör": "org-a", "deltagare": "d-1", "form": "praktik",
                  "status": "avslutad_fullföljd", "omfattning_procent": 100, **spans}  # fmt: skip
    return "placering", {**base, **fields}


def groups(figure: Figure) -> dict[str, Fraction | None]:
    return {group.name: group.numbers.value for group in figure.groups}


# ---- time performed of what was agreed -------------------------------------------------------------------------------


def test_all_time_of_what_ended_in_the_period_against_all_that_was_agreed(count: Count) -> None:
    register = [
        PROCUREMENT,
        ended(),
        ended(("2023-12-02", "2024-01-10"), ("2023-12-02", "2024-01-20"), omfattning_procent=50),  # 40 of 50 days
        ended(("2024-01-01", "2025-01-01")),
        ended(status="pågående"),
    ]
    numbers = count(register, "2024", "N16")["N16"].numbers

    assert (numbers.numerator, numbers.denominator) == (Fraction(91 + 20) / MONTH, Fraction(100 + 25) / MONTH)
    assert (numbers.value, numbers.known, numbers.total) == (Fraction(111, 125), 2, 2)


@pytest.mark.parametrize(
    ("actual", "planned", "extent", "known"),
    [
        (("2024-01-01", "2024-03-31"), ("2024-01-01", "2024-04-09"), 100, True),
        (("2024-01-01", "2024-03-31"), ("2024-01-01", "2024-04-09"), None, False),
        (("2024-01", "2024-03-31"), ("2024-01-01", "2024-04-09"), 100, False),
        (("2024-01-01", "2024-03"), ("2024-01-01", "2024-04-09"), 100, False),
        (("2024-01-01", "2024-03-31"), ("2024-01-01", None), 100, False),
        (("2024-01-01", "2024-03-31"), ("2024-04-09", "2024-01-01"), 100, False),
        ((None, "2024-03-31"), ("2024-01-01", "2024-04-09"), 100, True),  # begun as planned
    ],
)
def test_time_that_cannot_be_counted_is_unknown(
    count: Count, actual: tuple[str, str], planned: tuple[str, str], extent: int | None, known: bool
) -> None:
    numbers = count([PROCUREMENT, ended(actual, planned, omfattning_procent=extent)], "2024", "N16")["N16"].numbers
    assert (numbers.known, numbers.total) == (int(known), 1)


@pytest.mark.parametrize(
    ("last", "limit", "reaches"),
    [("2024-03-15", 75, "når"), ("2024-03-14", 75, "når_inte"), ("2024-03-14", 74, "når"), ("2024-04-30", 75, "når")],
)
def test_each_placement_against_the_line(count: Count, last: str, limit: int, reaches: str) -> None:
    # 1 January to 15 March is 75 of the 100 days; how much of full time does not matter to the share.
    config = {"regler": {"uppfyllt_vid_procent": limit}}
    placement = ended(("2024-01-01", last), omfattning_procent=None)
    assert groups(count([PROCUREMENT, placement], "2024", "N16", config=config)["N16"]) == {reaches: 1}


# ---- early endings ---------------------------------------------------------------------------------------------------


def test_early_endings_and_how_all_placements_ended(count: Count) -> None:
    def early(cause: str | None) -> tuple[str, Data]:
        return ended(status="avslutad_i_förtid", **({"avslut": {"orsak": cause}} if cause else {}))

    register = [
        PROCUREMENT,
        ended(avslut={"orsak": "fullföljd"}),
        ended(avslut={"orsak": "flytt"}),  # completed all the same
        ended(),
        early("flytt"),
        early("leverantören_avbröt"),
        early("fullföljd"),  # contradicts itself
        early(None),
        ended(("2024-01-01", "2025-01-01"), status="avslutad_i_förtid"),
        ended(status="pågående"),
    ]
    figure = count(register, "2024", "N17")["N17"]

    assert (figure.numbers.numerator, figure.numbers.denominator, figure.numbers.known) == (4, 7, 7)
    assert {name: value * 7 for name, value in groups(figure).items() if value is not None} == {
        "fullföljd": 3,
        "leverantören_avbröt": 1,
        "flytt": 1,
        "okänt": 2,
    }


# ---- six and twelve months after -------------------------------------------------------------------------------------


def followed(*outcomes: tuple[str, str | None, str | None], last: str = "2024-03-31") -> tuple[str, Data]:
    rows = [
        {key: value for key, value in zip(("tidpunkt", "datum", "utfall"), row, strict=True) if value}
        for row in outcomes
    ]
    return ended(("2024-01-01", last), utfall=rows)


def told(count: Count, period: str, *placements: tuple[str, Data], today: date | None = None) -> tuple[object, ...]:
    numbers = count([PROCUREMENT, *placements], period, "N20", today=today)["N20"].numbers
    return numbers.numerator, numbers.known, numbers.total


@pytest.mark.parametrize(
    ("outcome", "supports"),
    [
        ("arbete_osubventionerat", 1), ("arbete_subventionerat", 1), ("studier", 1), ("aktivitetsstöd", 0),
        ("försörjningsstöd", 0), ("annat", 0), ("ej_avstämd", None), ("okänt", None),
    ],
)  # fmt: skip
def test_who_supports_themselves(count: Count, outcome: str, supports: int | None) -> None:
    numbers = count([PROCUREMENT, followed(("6_månader", "2024-10-02", outcome))], "2024", "N20")["N20"].numbers
    assert (numbers.numerator if numbers.known else None) == supports


def test_a_follow_up_is_placed_by_its_day_or_so_many_months_after_the_end(count: Count) -> None:
    six, twelve = ("6_månader", None, "studier"), ("12_månader", None, "studier")

    assert told(count, "2024", followed(six, twelve)) == (1, 1, 1)
    assert told(count, "2025", followed(six, twelve)) == (1, 1, 1)
    assert told(count, "2025", followed(("6_månader", "2025-01-02", "studier"), twelve)) == (2, 2, 2)
    # 31 August and six months is the last day of February.
    assert told(count, "2025-02-28", followed(six, last="2024-08-31")) == (1, 1, 1)
    assert told(count, "2024-02-29", followed(six, last="2023-08-31")) == (1, 1, 1)
    # At the end and after three months are other figures' matters.
    assert told(count, "2024", followed(("vid_avslut", None, "studier"), ("3_månader", None, "studier"), six)) == (
        1,
        1,
        1,
    )


def test_a_follow_up_that_was_to_be_done_is_unknown_until_it_is(count: Count) -> None:
    assert told(count, "2024", followed()) == (None, 0, 1)
    assert told(count, "2024", followed(), today=date(2024, 9, 30)) == (None, 0, 1)
    assert told(count, "2024", followed(), today=date(2024, 9, 29)) == (0, 0, 0)
    by_time = count([PROCUREMENT, followed(("12_månader", "2024-12-01", "annat"))], "2024", "N20")["N20"]
    assert groups(by_time) == {"6_månader": None, "12_månader": 0}


# ---- steps -----------------------------------------------------------------------------------------------------------


def test_steps_up_the_same_and_down(count: Count) -> None:
    def moved(before: int | None, after: int | None) -> tuple[str, Data]:
        steps = {key: step for key, step in (("före", before), ("efter", after)) if step}
        return ended(**({"trappsteg": steps} if steps else {}))

    register = [PROCUREMENT, moved(1, 3), moved(2, 3), moved(2, 2), moved(4, 3), moved(None, 4), moved(1, None),
                moved(None, None)]  # fmt: skip
    figure = count(register, "2024", "N22")["N22"]
    mean = count(register, "2024", "N22", by=("mått",))["N22"].groups[0].numbers

    assert (figure.numbers.numerator, figure.numbers.denominator) == (2, 4)
    assert (figure.numbers.known, figure.numbers.total) == (4, 7)
    assert groups(figure) == {"uppåt": Fraction(1, 2), "samma_steg": Fraction(1, 4), "nedåt": Fraction(1, 4)}
    assert (mean.value, mean.numerator, mean.denominator, mean.known, mean.total) == (Fraction(2, 4), 2, 4, 4, 7)


# ---- coverage --------------------------------------------------------------------------------------------------------


def test_how_many_outcomes_at_the_end_are_known(count: Count) -> None:
    def outcome(code: str | None, when: str = "vid_avslut") -> tuple[str, Data]:
        return ended(utfall=[{"tidpunkt": when, "utfall": code}] if code else [])

    register = [PROCUREMENT, outcome("annat"), outcome("studier"), outcome("okänt"), outcome("ej_avstämd"),
                outcome(None), outcome("studier", "6_månader"), ended(status="paus")]  # fmt: skip
    figures = count(register, "2024", "N19", "N37")

    assert (figures["N37"].numbers.numerator, figures["N37"].numbers.denominator) == (2, 6)
    # It is the coverage of N19.
    assert (figures["N19"].numbers.known, figures["N19"].numbers.total) == (2, 6)
    assert figures["N37"].numbers.known == 6
