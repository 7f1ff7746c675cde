"""What a change of a placement means for the requirement: how much of the agreed time it reaches."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import NamedTuple

from sysselreg.assess.endings import EARLY
from sysselreg.assess.spans import Span, expected, extent_of, in_months, in_percent, lacking, planned, promised, share
from sysselreg.check.facts import ENDED, at, day, on_places, procurement_of
from sysselreg.check.model import Register
from sysselreg.record.model import Record
from sysselreg.swedish import join_and, percent_value


class _Measure(NamedTuple):
    """What a placement gets and what it is held against.

    `agreement`: the id of the one that says so, '' when it is the plan, which the change has `moved` or not. `of`: the
    requirements that the placement serves, in words; '' for none.
    """

    span: Span
    against: Span
    agreement: str
    moved: bool
    of: str


def months(register: Register, before: Record | None, after: Record, name_of: Callable[[str], str]) -> Iterator[str]:
    """How much of the agreed time a placement reaches, when the change moves its end or its extent.

    Agreed is what the agreement says of its place, however often the plan is moved; where it says nothing, the plan as
    it was before the change, and then that is said. Performed is the actual time, or the planned one as long as the
    placement goes on.
    """
    was, now = expected(before) if before else None, expected(after)
    ended = after.data["status"] in ENDED
    if was == now or not (ended or (was and now.texts[1])):
        return
    procurement = procurement_of(register, after)
    if procurement is None or not at(procurement.data, "krav"):
        return
    plan = (planned(before) if before else None) or planned(after)
    agreed = None if _takes_over(register, after, now) else promised(register, after, extent_of(before or after))
    against = agreed or plan
    reached, earlier = share(against, now), share(against, was)
    if against is None or reached is None:
        yield f"Hur stor del av den avtalade tiden som placeringen når kan inte räknas: {lacking(against, now)}."
    elif reached != earlier and min(reached, earlier or reached) < 1:
        limit = at(register.config, "regler", "uppfyllt_vid_procent")
        agreement = str(after.data["dialogöverenskommelse"]) if agreed else ""
        of = _requirements(procurement, after, name_of)
        told, enough = _verdict(after, reached, limit, _Measure(now, against, agreement, plan != planned(after), of))
        # That somebody begins a few days late is no news.
        if not enough or was is None or was[1:3] != now[1:3]:
            yield told


def _takes_over(register: Register, placement: Record, span: Span) -> bool:
    """Whether the place was left early by another before this one began, so that its time is what remained."""
    agreement, place = (placement.data.get(name) for name in ("dialogöverenskommelse", "plats"))
    return span.first is not None and any(
        (end := day(each, "faktisk", "till")) is not None and end.last < span.first
        for each in register.of("placering")
        if each.data["status"] == EARLY
        and (each.data.get("dialogöverenskommelse"), each.data.get("plats")) == (agreement, place)
    )


def _verdict(placement: Record, reached: Fraction, limit: object, measure: _Measure) -> tuple[str, bool]:
    """The sentence, and whether the share is enough."""
    had, most = (in_months(each.full_time) for each in (measure.span, measure.against))
    plan = "planen före ändringen" if measure.moved else "planen"
    told = f"Placeringen når {in_percent(reached, limit)} av "
    told += (
        f"avtalade månader ({had} av {most} i överenskommelsen {measure.agreement})"
        if measure.agreement
        else f"{plan} ({had} av {most} månader)"
    )
    if not measure.of or not isinstance(limit, int):
        return f"{told}.", True
    enough = reached * 100 >= limit
    line = f"{percent_value(limit)} {measure.of}"
    if measure.agreement or not enough:
        side = "precis vid" if reached * 100 == limit else "över" if enough else "under"
        told += f", hela tiden {measure.of}." if reached >= 1 else f", {side} gränsen {line}."
    else:
        # The plan may have been moved before: that it is reached says nothing of what was agreed.
        told += f". Gränsen {line} räknas på avtalade månader, och ingen överenskommelse säger hur många de är här."
    if enough and reached < 1 and at(placement.data, "avslut", "orsak") == "leverantören_avbröt":
        return f"{told} Leverantören avbröt, och då räcker inte {percent_value(limit)}.", False
    return told, enough


def _requirements(procurement: Record, placement: Record, name_of: Callable[[str], str]) -> str:
    """The requirements on places or time that a placement serves: `för kravet k1 i Ny skola`; empty for none."""
    form = placement.data["form"]
    held = [str(krav["id"]) for krav in on_places(procurement) if krav.get("form") in (None, form)]
    named = f"{'kravet' if len(held) == 1 else 'kraven'} {join_and(held)}"
    return f"för {named} i {name_of(procurement.id)}" if held else ""
