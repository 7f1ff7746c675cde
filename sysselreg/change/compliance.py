"""What a change of a placement means for the requirement: how much of the agreed time it reaches."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction

from sysselreg.assess.spans import Span, expected, in_months, in_percent, lacking, planned, share
from sysselreg.check.facts import ENDED, at, on_places, procurement_of
from sysselreg.check.model import Register
from sysselreg.record.model import Record
from sysselreg.swedish import join_and, percent_value


def months(register: Register, before: Record | None, after: Record, name_of: Callable[[str], str]) -> Iterator[str]:
    """How much of the agreed time a placement reaches, when the change moves its end or its extent.

    Agreed is the planned time as it was before the change; performed is the actual time, or the planned one as long as
    the placement goes on.
    """
    was, now = expected(before) if before else None, expected(after)
    ended = after.data["status"] in ENDED
    if was == now or not (ended or (was and now.texts[1])):
        return
    procurement = procurement_of(register, after)
    if procurement is None or not at(procurement.data, "krav"):
        return
    agreed = (planned(before) if before else None) or planned(after)
    reached, earlier = share(agreed, now), share(agreed, was)
    if agreed is None or reached is None:
        yield f"Hur stor del av den avtalade tiden som placeringen når kan inte räknas: {lacking(agreed, now)}."
    elif reached != earlier and min(reached, earlier or reached) < 1:
        limit = at(register.config, "regler", "uppfyllt_vid_procent")
        of = _requirements(procurement, after, name_of)
        told, enough = _verdict(after, of, reached, limit, (now, agreed))
        # That somebody begins a few days late is no news.
        if not enough or was is None or was[1:3] != now[1:3]:
            yield told


def _verdict(
    placement: Record, of: str, reached: Fraction, limit: object, spans: tuple[Span, Span]
) -> tuple[str, bool]:
    """The sentence, and whether the share is enough. `of`: the requirements; `spans`: what it gets, what was agreed."""
    told = f"Placeringen når {in_percent(reached, limit)} av avtalade månader"
    told += f" ({in_months(spans[0].full_time)} av {in_months(spans[1].full_time)})"
    if not of or not isinstance(limit, int):
        return f"{told}.", True
    if reached >= 1:
        return f"{told}, hela tiden {of}.", True
    enough = reached * 100 >= limit
    side = "precis vid" if reached * 100 == limit else "över" if enough else "under"
    told += f", {side} gränsen {percent_value(limit)} {of}."
    if enough and at(placement.data, "avslut", "orsak") == "leverantören_avbröt":
        return f"{told} Leverantören avbröt, och då räcker inte {percent_value(limit)}.", False
    return told, enough


def _requirements(procurement: Record, placement: Record, name_of: Callable[[str], str]) -> str:
    """The requirements on places or time that a placement serves: `för kravet k1 i Ny skola`; empty for none."""
    form = placement.data["form"]
    held = [str(krav["id"]) for krav in on_places(procurement) if krav.get("form") in (None, form)]
    named = f"{'kravet' if len(held) == 1 else 'kraven'} {join_and(held)}"
    return f"för {named} i {name_of(procurement.id)}" if held else ""
