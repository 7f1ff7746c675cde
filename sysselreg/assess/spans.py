"""How much of the agreed time placements get, in full-time days.

Source: Upphandlingsmyndigheten, criterion 11554: fulfilled at 75 % of the agreed months when the employee leaves or
there is just cause. Unknown is never guessed: a date that is only known to its month is told as what cannot be counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from sysselreg.check.facts import ENDED, at, day, referred, rows
from sysselreg.check.model import Register
from sysselreg.period import PartialDate
from sysselreg.record.model import Record
from sysselreg.swedish import join_and, number, percent_value, round_half_up

# Days of a month, as the figures count them (design: figures, Counting rules).
MONTH = Fraction(3044, 100)


class Span(NamedTuple):
    """First and last day as far as they are known to the day, percent of full time, and the texts they came from."""

    first: date | None
    last: date | None
    extent: int | None
    texts: tuple[str, str]

    @property
    def days(self) -> int:
        """Calendar days, both ends counted; 0 when one of them is not known or they stand the wrong way round."""
        return max((self.last - self.first).days + 1, 0) if self.first and self.last else 0

    @property
    def full_time(self) -> Fraction:
        """Days of full time; an extent that nobody has written is taken for full time."""
        return Fraction(self.days * (100 if self.extent is None else self.extent), 100)


def expected(record: Record) -> Span:
    """The time that a placement gets: the actual as far as known, else as planned; an ended one has its own end."""
    first = day(record, "faktisk", "från") or day(record, "planerad", "från")
    last = day(record, "faktisk", "till")
    if last is None and record.data["status"] not in ENDED:
        last = day(record, "planerad", "till")
    return _span(extent_of(record), (first, last))


def promised(register: Register, placement: Record, extent: int | None) -> Span | None:
    """The time of a placement's place in its agreement; None when not both of its days are known.

    `extent`: the placement's, which is that of the place where the agreement says none. None: neither is told.
    """
    agreement = referred(register, placement, "dialogöverenskommelse", "dialogöverenskommelse")
    for _, place in rows(agreement, "platser") if agreement else ():
        ends = [
            PartialDate.parse(text) if isinstance(text := at(place, end), str) else None for end in ("från", "till")
        ]
        if place["id"] == placement.data.get("plats") and all(each and each.exact for each in ends):
            return _span((extent and at(place, "omfattning_procent")) or extent, ends)
    return None


def planned(record: Record) -> Span | None:
    """The time that a placement was planned to be; None when no end of it is written."""
    ends = [day(record, "planerad", end) for end in ("från", "till")]
    return _span(extent_of(record), ends) if any(ends) else None


def performed(record: Record, today: date) -> Span:
    """The time that a placement has had until a day."""
    span = expected(record)
    if record.data["status"] in ENDED:
        return span
    return span._replace(last=today, texts=(span.texts[0], today.isoformat()))


def share(agreed: Span | None, span: Span | None) -> Fraction | None:
    """Full-time days of the span against those agreed; None when a day, or the extent of only one, is not known."""
    if agreed is None or span is None or (agreed.extent is None) != (span.extent is None):
        return None
    if not agreed.full_time or not span.first or not span.last:
        return None
    return span.full_time / agreed.full_time


def lacking(agreed: Span | None, span: Span) -> str:
    """Why the share cannot be counted."""
    if agreed is None:
        return "planerad tid saknas"
    told = []
    for each, which in ((agreed, "den planerade "), (span, "")):
        for known, text, end in zip(each[:2], each.texts, ("startdagen", "slutdagen"), strict=True):
            if known is None and text:
                told.append(f"{which}{end} {text} är bara känd till {'månad' if len(text) > 4 else 'år'}")
            elif known is None:
                told.append(f"{which}{end} saknas")
    return join_and(list(dict.fromkeys(told))) or "omfattningen är inte känd"


def in_months(days: Fraction) -> str:
    """Full-time days as months: `6,0`."""
    return number(days / MONTH, 1)


def in_percent(part: Fraction, limit: object) -> str:
    """The share in percent, with as many decimals as it takes not to look like a limit that it does not reach."""
    decimals = next(d for d in range(9) if d == 8 or round_half_up(part * 100, d) != limit or part * 100 == limit)
    return percent_value(part * 100, decimals)


def extent_of(record: Record) -> int | None:
    """Percent of full time; None when nobody has written it."""
    extent: int | None = at(record.data, "omfattning_procent")
    return extent


def _span(extent: int | None, ends: Sequence[PartialDate | None]) -> Span:
    first, last = (end.exact if end else None for end in ends)
    return Span(first, last, extent, (ends[0].text if ends[0] else "", ends[1].text if ends[1] else ""))
