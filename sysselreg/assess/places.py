"""Placements that serve a requirement, and when the first of them began.

Source: Upphandlingsmyndigheten, criterion 11554: the first employment begun or offered within six months of the
contract's start.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Literal, NamedTuple

from sysselreg.check.facts import contract, day
from sysselreg.check.model import Register
from sysselreg.period import PartialDate, months_later
from sysselreg.record.model import Record


def serving(form: object, forms: Collection[object], placements: Iterable[Record]) -> list[Record]:
    """The placements that count to the requirements of a form (None for any).

    A placement counts to its own form when some requirement names it (`forms`), else to those that name none.
    """
    return [each for each in placements if (each.data["form"] if each.data["form"] in forms else None) == form]


class FirstPlace(NamedTuple):
    """When a supplier's first place began, and by when it should have.

    `start`: of the contract, `latest`: the last day in time, `begun`: the first day of the first place; None where not
    known. `verdict` is okänt when a day that decides is not known, väntar when nothing has begun.
    """

    allowed: int
    start: PartialDate | None
    latest: date | None
    begun: PartialDate | None
    verdict: Literal["i_tid", "för_sent", "väntar", "okänt"]


def first_place(register: Register, procurement: Record, supplier: str, started: Sequence[Record]) -> FirstPlace:
    """When the first of a supplier's placements that have begun did, held against the months that the rule allows."""
    allowed = int(register.config["regler"]["första_anställning_månader"])
    start, _ = contract(register, procurement, supplier)
    days = [found for each in started if (found := day(each, "faktisk", "från"))]
    begun = min(days, key=lambda each: each.first) if days else None
    if start is None or start.exact is None:
        return FirstPlace(allowed, start, None, begun, "okänt")
    latest = months_later(start.exact, allowed)
    if begun is None:
        return FirstPlace(allowed, start, latest, None, "okänt" if started else "väntar")
    if any(each.last <= latest for each in days):
        return FirstPlace(allowed, start, latest, begun, "i_tid")
    return FirstPlace(allowed, start, latest, begun, "för_sent" if begun.first > latest else "okänt")


Slot = list[Record]


def slots(placements: Iterable[Record], wanted: int, ended_early: Collection[str]) -> list[Slot]:
    """Placements put in the places that they fill, one after another in each place.

    A placement takes over the place of one that has ended early (its id in `ended_early`) before it began: the same
    place of the agreement first, any other when as many places are taken as are wanted.
    """
    found: list[Slot] = []
    for each in sorted(placements, key=_begun):
        left = [slot for slot in found if slot[-1].id in ended_early and _follows(each, slot[-1])]
        same = [slot for slot in left if _place(each.data) and _place(slot[-1].data) == _place(each.data)]
        if taken := same or (left if len(found) >= wanted else []):
            taken[0].append(each)
        else:
            found.append([each])
    return found


def _begun(placement: Record) -> tuple[date, str]:
    began = day(placement, "faktisk", "från") or day(placement, "planerad", "från")
    return (began.first if began else date.max), placement.id


def _follows(placement: Record, earlier: Record) -> bool:
    """Whether a placement certainly began after another had ended."""
    began, ended = day(placement, "faktisk", "från"), day(earlier, "faktisk", "till")
    return began is not None and ended is not None and ended.last < began.first


def _place(data: Mapping[str, Any]) -> tuple[str, str] | None:
    return (data["dialogöverenskommelse"], data["plats"]) if {"dialogöverenskommelse", "plats"} <= data.keys() else None
