"""Periods and partial dates.

A period is half-open inside the program and printed with its last day. A partial date (`2018-05`, `2018`) is the range
of days it may mean; whoever needs a day must ask `exact` and say so when there is none (data model: partial dates).
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from sysselreg.errors import UsageError

_SHAPE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?\Z")


def months_later(day: date, months: int) -> date:
    """The same day so many months later; the month's last day where there is no such day (SFS 1930:173, 1 §)."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def whole_months(first: date, last: date) -> tuple[int, bool]:
    """Whole months by the calendar from the first day to the last, both counted, and whether days are left over.

    A month that lacks the first day's number ends with its last day: 31 October to 29 February 2024 is four months.
    """
    end = last if last == date.max else last + timedelta(days=1)
    months = (end.year - first.year) * 12 + end.month - first.month - (end.day < first.day)
    return months, end.day != first.day and not (end.day == 1 and first.day > last.day)


@dataclass(frozen=True, slots=True)
class PartialDate:
    """`text` as written, the `first` and the `last` day it may mean."""

    text: str
    first: date
    last: date

    @classmethod
    @lru_cache(maxsize=4096)
    def parse(cls, text: str) -> PartialDate | None:
        """The partial date written `ÅÅÅÅ`, `ÅÅÅÅ-MM` or `ÅÅÅÅ-MM-DD`; None when no such day exists."""
        shape = _SHAPE.match(text)
        if shape is None:
            return None
        year, month, day = shape.groups()
        try:
            first = date(int(year), int(month or 1), int(day or 1))
            if day:
                return cls(text, first, first)
            following = (
                date(first.year + 1, 1, 1) if not month or month == "12" else date(first.year, int(month) + 1, 1)
            )
        except ValueError:
            return None
        return cls(text, first, following - timedelta(days=1))

    @classmethod
    def between(cls, first: date, last: date) -> PartialDate:
        """What is only known to lie between two days, both counted: `2018-05-02`, `2018-05`, `2018-05-02..2018-06`."""
        text = first.isoformat()
        if first == last:
            return cls(text, first, last)
        for written in (text[:7], text[:4]):
            if (found := cls.parse(written)) and (found.first, found.last) == (first, last):
                return found
        return cls(f"{first}..{last}", first, last)

    @property
    def exact(self) -> date | None:
        """The day, or None when the text is only a month or a year."""
        return self.first if self.first == self.last else None


@dataclass(frozen=True, slots=True)
class Period:
    """The days from `start` up to, not including, `end`."""

    start: date
    end: date

    @classmethod
    def year(cls, year: int) -> Period:
        """The calendar year."""
        return cls(date(year, 1, 1), date(year + 1, 1, 1))

    @classmethod
    def parse(cls, text: str) -> Period:
        """`FRÅN..TILL` with partial dates (`2017..2019`, `2018-05-01..2018-08`), or one partial date.

        Raises UsageError when an end cannot be read or comes before the start.
        """
        first, dots, last = text.partition("..")
        start, stop = PartialDate.parse(first.strip()), PartialDate.parse((last if dots else first).strip())
        if start is None or stop is None:
            raise UsageError(
                f"Perioden ”{text}” går inte att läsa. Skriv till exempel 2023, 2023-01..2023-06 eller 2017..2019."
            )
        if stop.last < start.first:
            raise UsageError(f"Perioden ”{text}” slutar innan den börjar. Byt plats på datumen.")
        return cls(start.first, stop.last + timedelta(days=1))

    @property
    def last(self) -> date:
        """The last day of the period."""
        return self.end - timedelta(days=1)

    @property
    def calendar_year(self) -> int | None:
        """The year, when the period is exactly one calendar year."""
        return self.start.year if self == Period.year(self.start.year) else None

    @property
    def earlier(self) -> Period | None:
        """The same days so many years before that no day is in both: last year for a year or a part of one.

        None when that is before the year 1.
        """
        start, end = self.start, self.end
        years = end.year - start.year + ((end.month, end.day) > (start.month, start.day))
        return Period(months_later(start, -12 * years), months_later(end, -12 * years)) if years < start.year else None

    def __str__(self) -> str:
        """`2025` for a calendar year, else the first and the last day."""
        return str(self.calendar_year or f"{self.start} – {self.last}")

    def covers(self, other: Period) -> bool:
        """Whether all days of the other lie in this one."""
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Period) -> bool:
        """Whether the two have a day in common."""
        return self.start < other.end and other.start < self.end

    def contains(self, when: PartialDate) -> bool | None:
        """Whether the date lies in the period; None when a partial date may lie inside or outside."""
        if self.start <= when.first and when.last < self.end:
            return True
        return False if when.last < self.start or when.first >= self.end else None
