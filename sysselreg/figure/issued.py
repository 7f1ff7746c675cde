"""What issued reports have told and withheld about persons, as counts that a new table is held against.

What was withheld stays withheld. What was told protects nothing any more, and bounds what is counted over a part of its
time or over more than it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import chain
from typing import NamedTuple, TypeAlias

from sysselreg.period import Period

Codes: TypeAlias = frozenset[tuple[str, str]]


class Count(NamedTuple):
    """A count by what is counted: in which period, of which population, which of them (`antal`, or a part of a share)
    and with which codes."""

    period: Period
    population: str
    what: str
    codes: Codes


@dataclass(frozen=True, slots=True)
class Issued:
    """The counts told, with their numbers (None where what was told is no count), and those withheld."""

    told: Mapping[Count, int | None] = field(default_factory=dict)
    withheld: frozenset[Count] = frozenset()

    def periods(self) -> set[Period]:
        """All periods that something has been issued for."""
        return {count.period for count in chain(self.told, self.withheld)}

    def limits(self, count: Count) -> tuple[int, int | None]:
        """The least and the most that a count may be for all that other periods tell; 0 and None without any."""
        others = {
            period: number
            for period in self.periods() - {count.period}
            if (number := self.told.get(count._replace(period=period))) is not None
        }
        inside = {period: number for period, number in others.items() if count.period.covers(period)}
        least = _sum_apart(inside, ())
        most = None
        for period, number in others.items():
            if period.covers(count.period):
                beside = {each: told for each, told in others.items() if period.covers(each) and each != period}
                left = number - _sum_apart(beside, (count.period,))
                most = left if most is None else min(most, left)
        return least, most


def _sum_apart(told: Mapping[Period, int], taken: Iterable[Period]) -> int:
    """The sum of periods that have no day in common with each other or with those taken, the longest first."""
    used, total = list(taken), 0
    for period in sorted(told, key=lambda each: (each.start - each.end, each.start)):
        if not any(period.start < each.end and each.start < period.end for each in used):
            used.append(period)
            total += told[period]
    return total
