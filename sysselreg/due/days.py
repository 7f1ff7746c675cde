"""Working days in Sweden.

No working days are Saturdays, Sundays and other public holidays (SFS 1989:253), and the eves of midsummer, Christmas
and New Year, which the law on deadlines counts with them (SFS 1930:173, 2 §). The only importer of `holidays`, which
knows the years of `KNOWN` and says nothing of others.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

# A year is left at the end: deadlines are counted from these days.
KNOWN = (date(1954, 1, 1), date(2098, 12, 31))
_DAY = timedelta(days=1)


def is_working_day(day: date) -> bool:
    """Whether people are at work."""
    return day.weekday() < 5 and day not in _days_off(day.year)


def or_next_working_day(day: date) -> date:
    """The day itself, or the next working day."""
    while not is_working_day(day):
        day += _DAY
    return day


def working_days_later(day: date, count: int) -> date:
    """The working day that comes so many after a day, which is not counted itself; with 0 the day or the next."""
    if count == 0:
        return or_next_working_day(day)
    for _ in range(count):
        day = or_next_working_day(day + _DAY)
    return day


@cache
def _days_off(year: int) -> frozenset[date]:
    # A tenth of a second, which only those who ask for deadlines wait.
    from holidays import country_holidays

    return frozenset(country_holidays("SE", years=year, categories=("public", "de_facto")))
