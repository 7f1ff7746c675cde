"""What a change of a placement means for the requirement: how much of the agreed time it reaches.

Source: Upphandlingsmyndigheten, criterion 11554: fulfilled at 75 % of the agreed months when the employee leaves or
there is just cause. Unknown is never guessed: a date that is only known to its month is told as what cannot be counted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from sysselreg.check.facts import ENDED, at, day, on_places, procurement_of
from sysselreg.check.model import Register
from sysselreg.period import PartialDate
from sysselreg.record.model import Record
from sysselreg.swedish import join_and, number, percent_value, round_half_up

# Days of a month, as the figures count them (design: figures, Counting rules).
_MONTH = Fraction(3044, 100)


def months(register: Register, before: Record | None, after: Record, name_of: Callable[[str], str]) -> Iterator[str]:
    """How much of the agreed time a placement reaches, when the change moves its end or its extent.

    Agreed is the planned time as it was before the change; performed is the actual time, or the planned one as long as
    the placement goes on.
    """
    was, now = _time(before) if before else None, _time(after)
    ended = after.data["status"] in ENDED
    if was == now or not (ended or (was and now.texts[1])):
        return
    procurement = procurement_of(register, after)
    if procurement is None or not at(procurement.data, "krav"):
        return
    agreed = (_planned(before) if before else None) or _planned(after)
    share, earlier = _share(agreed, now), _share(agreed, was)
    if agreed is None or share is None:
        yield f"Hur stor del av den avtalade tiden som placeringen når kan inte räknas: {_lacking(agreed, now)}."
    elif share != earlier and min(share, earlier or share) < 1:
        limit = at(register.config, "regler", "uppfyllt_vid_procent")
        of = _requirements(procurement, after, name_of)
        told, enough = _verdict(after, of, share, limit, (now, agreed))
        # That somebody begins a few days late is no news.
        if not enough or was is None or was[1:3] != now[1:3]:
            yield told


class _Span(NamedTuple):
    """First and last day as far as they are known to the day, percent of full time, and the texts they came from."""

    first: date | None
    last: date | None
    extent: int | None
    texts: tuple[str, str]

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1 if self.first and self.last else 0


def _time(record: Record) -> _Span:
    """The time that the placement gets: the actual as far as known, else as planned; an ended one has its own end."""
    first = day(record, "faktisk", "från") or day(record, "planerad", "från")
    last = day(record, "faktisk", "till")
    return _span(record, (first, last if last or record.data["status"] in ENDED else day(record, "planerad", "till")))


def _planned(record: Record) -> _Span | None:
    ends = [day(record, "planerad", end) for end in ("från", "till")]
    return _span(record, ends) if any(ends) else None


def _span(record: Record, ends: Sequence[PartialDate | None]) -> _Span:
    first, last = (end.exact if end else None for end in ends)
    extent = at(record.data, "omfattning_procent")
    return _Span(first, last, extent, (ends[0].text if ends[0] else "", ends[1].text if ends[1] else ""))


def _share(agreed: _Span | None, span: _Span | None) -> Fraction | None:
    """Full-time days of the span against those agreed; None when a day, or the extent of only one, is not known."""
    if agreed is None or span is None or (agreed.extent is None) != (span.extent is None):
        return None
    if not agreed.days or not span.first or not span.last:
        return None
    return Fraction(max(span.days, 0) * (span.extent or 1), agreed.days * (agreed.extent or 1))


def _lacking(agreed: _Span | None, now: _Span) -> str:
    """Why the share cannot be counted."""
    if agreed is None:
        return "planerad tid saknas"
    told = []
    for span, which in ((agreed, "den planerade "), (now, "")):
        for known, text, end in zip(span[:2], span.texts, ("startdagen", "slutdagen"), strict=True):
            if known is None and text:
                told.append(f"{which}{end} {text} är bara känd till {'månad' if len(text) > 4 else 'år'}")
            elif known is None:
                told.append(f"{which}{end} saknas")
    return join_and(list(dict.fromkeys(told))) or "omfattningen är inte känd"


def _verdict(
    placement: Record, of: str, share: Fraction, limit: object, spans: tuple[_Span, _Span]
) -> tuple[str, bool]:
    """The sentence, and whether the share is enough. `of`: the requirements; `spans`: what it gets, what was agreed."""
    told = f"Placeringen når {_percent(share, limit)} av avtalade månader"
    told += f" ({_full_time(spans[0])} av {_full_time(spans[1])})"
    if not of or not isinstance(limit, int):
        return f"{told}.", True
    if share >= 1:
        return f"{told}, hela tiden {of}.", True
    enough = share * 100 >= limit
    side = "precis vid" if share * 100 == limit else "över" if enough else "under"
    told += f", {side} gränsen {percent_value(limit)} {of}."
    if enough and at(placement.data, "avslut", "orsak") == "leverantören_avbröt":
        return f"{told} Leverantören avbröt, och då räcker inte {percent_value(limit)}.", False
    return told, enough


def _full_time(span: _Span) -> str:
    return number(Fraction(span.days * (span.extent or 100), 100) / _MONTH, 1)


def _percent(share: Fraction, limit: object) -> str:
    """The share in percent, with as many decimals as it takes not to look like a limit that it does not reach."""
    decimals = next(d for d in range(9) if d == 8 or round_half_up(share * 100, d) != limit or share * 100 == limit)
    return percent_value(share * 100, decimals)


def _requirements(procurement: Record, placement: Record, name_of: Callable[[str], str]) -> str:
    """The requirements on places or time that a placement serves: `för kravet k1 i Ny skola`; empty for none."""
    form = placement.data["form"]
    held = [str(krav["id"]) for krav in on_places(procurement) if krav.get("form") in (None, form)]
    named = f"{'kravet' if len(held) == 1 else 'kraven'} {join_and(held)}"
    return f"för {named} i {name_of(procurement.id)}" if held else ""
