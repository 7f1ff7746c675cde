"""Swedish working days against the law itself."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sysselreg.due.days import is_working_day, or_next_working_day, working_days_later

# From the year that the National Day became a day off (SFS 2004:1320).
DAYS = st.dates(date(2005, 1, 1), date(2097, 12, 31))


def easter(year: int) -> date:
    """Easter Sunday (Meeus, Jones and Butcher)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30, (32 + 2 * (b % 4) + 2 * (c // 4)) % 7
    f = (e - d - c % 4) % 7
    g = (a + 11 * d + 22 * f) // 451
    month, day = divmod(d + f - 7 * g + 114, 31)
    return date(year, month, day + 1)


def day_off(day: date) -> bool:
    """SFS 1989:253, 1–2 §§, and SFS 1930:173, 2 §, read word by word."""
    fixed = {(1, 1), (1, 6), (5, 1), (6, 6), (12, 24), (12, 25), (12, 26), (12, 31)}
    moving = {easter(day.year) + timedelta(days=days) for days in (-2, 1, 39)}
    midsummer_eve = day.month == 6 and 19 <= day.day <= 25 and day.weekday() == 4
    return day.weekday() >= 5 or (day.month, day.day) in fixed or day in moving or midsummer_eve


@pytest.mark.parametrize(
    ("day", "working"),
    [
        ("2025-06-19", True),  # the day before Midsummer's Eve
        ("2025-06-20", False),  # midsommarafton
        ("2025-06-23", True),
        ("2025-06-06", False),  # nationaldagen, a Friday
        ("2025-12-23", True),
        ("2025-12-24", False),  # julafton
        ("2025-12-30", True),
        ("2025-12-31", False),  # nyårsafton
        ("2026-01-01", False),
        ("2026-01-02", True),  # a Friday between
        ("2026-01-05", True),  # trettondagsafton is a working day
        ("2026-01-06", False),  # trettondedag jul
        ("2025-04-17", True),  # skärtorsdagen is a working day
        ("2025-04-18", False),  # långfredagen
        ("2025-04-21", False),  # annandag påsk
        ("2025-04-30", True),  # valborgsmässoafton is a working day
        ("2025-05-01", False),
        ("2025-05-29", False),  # Kristi himmelsfärdsdag
        ("2025-05-30", True),  # the Friday after it is only often taken off
        ("2024-02-29", True),
        ("2004-05-31", False),  # annandag pingst, a day off to and with 2004
        ("2005-05-16", True),
        ("2003-06-06", True),  # the National Day before 2005
    ],
)
def test_the_days_of_a_year(day: str, working: bool) -> None:
    assert is_working_day(date.fromisoformat(day)) is working


@given(DAYS)
def test_every_day_off_is_one_by_law(day: date) -> None:
    assert is_working_day(day) is not day_off(day)


@given(DAYS, st.integers(1, 40))
def test_working_days_are_counted_one_by_one(day: date, count: int) -> None:
    here, left = day, count
    while left:
        here += timedelta(days=1)
        left -= not day_off(here)
    assert working_days_later(day, count) == here


@given(DAYS)
def test_the_next_working_day_is_the_first_one_that_is_no_day_off(day: date) -> None:
    found = or_next_working_day(day)
    between = [day + timedelta(days=n) for n in range((found - day).days)]
    assert not day_off(found)
    assert all(map(day_off, between))
    assert working_days_later(day, 0) == found


@given(DAYS, DAYS, st.integers(0, 40))
def test_who_begins_later_never_ends_earlier(first: date, second: date, count: int) -> None:
    earlier, later = sorted((first, second))
    assert working_days_later(earlier, count) <= working_days_later(later, count)


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        ("2025-06-18", 2, "2025-06-23"),  # over midsummer: the 19th, then Monday
        ("2025-12-22", 5, "2026-01-05"),  # the 23rd, 29th, 30th, 2 January, the 5th: over Christmas and the year's end
        ("2024-02-28", 2, "2024-03-01"),  # 29 February counts
        ("2025-02-27", 2, "2025-03-03"),
        ("2025-11-22", 1, "2025-11-24"),  # from a Saturday
    ],
)
def test_working_days_over_what_is_off(start: str, count: int, end: str) -> None:
    assert working_days_later(date.fromisoformat(start), count) == date.fromisoformat(end)
