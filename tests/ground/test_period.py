"""Periods and partial dates: what a text may mean, and whether it lies in a period for certain."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sysselreg.errors import UsageError
from sysselreg.period import PartialDate, Period, months_later, whole_months

days = st.dates(date(1900, 1, 1), date(2199, 12, 31))


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2023", date(2023, 1, 1), date(2023, 12, 31)),
        ("2023-01", date(2023, 1, 1), date(2023, 1, 31)),
        ("2023-12", date(2023, 12, 1), date(2023, 12, 31)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2100-02", date(2100, 2, 1), date(2100, 2, 28)),
        ("2024-02-29", date(2024, 2, 29), date(2024, 2, 29)),
    ],
)
def test_a_partial_date_is_the_days_it_may_mean(text: str, first: date, last: date) -> None:
    assert PartialDate.parse(text) == PartialDate(text, first, last)


NO_DATES = ["", "23", "2023-1", "2023-00", "2023-13", "2023-05-00", "2023-02-29", "2023-04-31", "20230502"]
NO_DATES += ["2023-05-02 ", "2023-05-02\n", "2023/05", "٢٠٢٣", "2023-", "-2023", "våren 2023", "0000", "9999"]


@pytest.mark.parametrize("text", NO_DATES)
def test_what_is_no_date_is_none(text: str) -> None:
    assert PartialDate.parse(text) is None


@given(days)
def test_only_a_whole_day_is_exact(day: date) -> None:
    whole, month, year = (PartialDate.parse(day.isoformat()[:length]) for length in (10, 7, 4))
    assert whole is not None
    assert month is not None
    assert year is not None
    assert (whole.exact, month.exact, year.exact) == (day, None, None)
    assert year.first <= month.first <= day <= month.last <= year.last


@pytest.mark.parametrize(
    ("text", "start", "last", "calendar_year"),
    [
        ("2023", date(2023, 1, 1), date(2023, 12, 31), 2023),
        ("2017..2019", date(2017, 1, 1), date(2019, 12, 31), None),
        ("2018-05-01..2018-08", date(2018, 5, 1), date(2018, 8, 31), None),
        ("2023-01 .. 2023-12", date(2023, 1, 1), date(2023, 12, 31), 2023),
        ("2024-02-29", date(2024, 2, 29), date(2024, 2, 29), None),
    ],
)
def test_a_period_is_half_open_and_told_with_its_last_day(
    text: str, start: date, last: date, calendar_year: int | None
) -> None:
    period = Period.parse(text)
    assert (period.start, period.last, period.calendar_year) == (start, last, calendar_year)
    assert period.end == last + timedelta(days=1)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("i år", "Perioden ”i år” går inte att läsa. Skriv till exempel 2023, 2023-01..2023-06 eller 2017..2019."),
        (
            "2023-00",
            "Perioden ”2023-00” går inte att läsa. Skriv till exempel 2023, 2023-01..2023-06 eller 2017..2019.",
        ),
        ("2019..2017", "Perioden ”2019..2017” slutar innan den börjar. Byt plats på datumen."),
    ],
)
def test_a_period_that_cannot_be_is_refused(text: str, sentence: str) -> None:
    with pytest.raises(UsageError) as refused:
        Period.parse(text)
    assert (refused.value.sentence, refused.value.exit_code) == (sentence, 2)


@given(days, days, days, st.sampled_from([4, 7, 10]))
def test_contains_is_certain_or_none(one: date, other: date, day: date, length: int) -> None:
    period = Period(min(one, other), max(one, other) + timedelta(days=1))
    when = PartialDate.parse(day.isoformat()[:length])
    assert when is not None
    possible = (when.first + timedelta(days=n) for n in range((when.last - when.first).days + 1))
    inside = {period.start <= each < period.end for each in possible}
    assert period.contains(when) is (inside.pop() if len(inside) == 1 else None)


def test_a_month_at_the_edge_of_a_period_is_not_known_to_lie_in_it() -> None:
    period = Period.parse("2023-01-15..2023-02-14")
    answers = {
        text: period.contains(when)
        for text in ("2023-01", "2023-02-14", "2023-02-15", "2023")
        if (when := PartialDate.parse(text))
    }
    assert answers == {"2023-01": None, "2023-02-14": True, "2023-02-15": False, "2023": None}


# ---- months ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "last", "months", "over"),
    [
        ("2023-01-01", "2023-04-30", 4, False),
        ("2023-01-01", "2023-04-29", 3, True),
        ("2023-01-01", "2023-05-01", 4, True),
        # 29 February: a month without the first day's number ends with its last day
        ("2023-10-30", "2024-02-28", 3, True),
        ("2023-10-30", "2024-02-29", 4, False),
        ("2023-10-31", "2024-02-29", 4, False),
        ("2022-10-29", "2023-02-28", 4, False),
        ("2024-02-29", "2025-02-28", 12, False),
        ("2023-03-01", "2023-06-30", 4, False),
        ("2023-05-16", "2023-05-16", 0, True),
        ("2023-05-16", "2023-05-15", 0, False),
        ("2023-05-16", "9999-12-31", 95719, True),
    ],
)
def test_whole_months_by_the_calendar(first: str, last: str, months: int, over: bool) -> None:
    assert whole_months(date.fromisoformat(first), date.fromisoformat(last)) == (months, over)


@given(days, st.integers(0, 400))
def test_months_later_are_as_many_months(first: date, months: int) -> None:
    """The day before the same day later ends exactly so many months, whenever there is such a day."""
    later = months_later(first, months)
    if later.day == first.day:
        assert whole_months(first, later - timedelta(days=1)) == (months, False)
    else:  # the month is too short for the day: its last day is the last of them
        assert (later + timedelta(days=1)).day == 1
        assert whole_months(first, later) == (months, False)
    if later > first:
        before = later - timedelta(days=2 if later.day == first.day else 1)
        assert whole_months(first, before) == (months - 1, True)


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        ("2025-01-15", 6, "2025-07-15"),
        ("2025-08-31", 6, "2026-02-28"),  # no 31 February
        ("2023-08-31", 6, "2024-02-29"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2025-12-31", 1, "2026-01-31"),
        ("2025-06-30", 0, "2025-06-30"),
    ],
)
def test_months_later_is_the_same_day_or_the_months_last(day: str, months: int, later: str) -> None:
    assert months_later(date.fromisoformat(day), months) == date.fromisoformat(later)


@pytest.mark.parametrize(
    ("first", "last", "text"),
    [
        ("2024-02-29", "2024-02-29", "2024-02-29"),
        ("2024-02-01", "2024-02-29", "2024-02"),
        ("2025-12-01", "2025-12-31", "2025-12"),
        ("2025-01-01", "2025-12-31", "2025"),
        ("2025-02-01", "2025-02-27", "2025-02-01..2025-02-27"),
        ("2025-01-31", "2025-02-28", "2025-01-31..2025-02-28"),
    ],
)
def test_what_lies_between_two_days_is_written_as_short_as_it_can(first: str, last: str, text: str) -> None:
    between = PartialDate.between(date.fromisoformat(first), date.fromisoformat(last))
    assert (between.text, between.first.isoformat(), between.last.isoformat()) == (text, first, last)
