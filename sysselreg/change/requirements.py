"""What a change means for the requirements of a procurement: places begun, and when the first one began.

Source: Upphandlingsmyndigheten, criterion 11554: the first employment begun or offered within six months of the
contract's start; data model, Rules between records. Whether a requirement is fulfilled is for people to decide
(`uppfyllnad`): here is only counted what that decision rests on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from sysselreg.assess.places import FirstPlace, first_place, serving
from sysselreg.check.facts import STARTED, at, awards, label, on_places, procurement_of
from sysselreg.check.model import Register
from sysselreg.record.model import Record
from sysselreg.swedish import join_and, number, plural


class Begun(NamedTuple):
    """A register, and the placements that have begun by the procurement whose requirement they serve."""

    register: Register
    placements: Mapping[str, Sequence[Record]]


def begun(register: Register) -> Begun:
    """Sort the placements that have begun."""
    found: dict[str, list[Record]] = {}
    for placement in register.of("placering"):
        if placement.data["status"] in STARTED and (procurement := procurement_of(register, placement)):
            found.setdefault(procurement.id, []).append(placement)
    return Begun(register, found)


def requirement(before: Begun, after: Begun, procurement_id: str, name_of: Callable[[str], str]) -> Iterator[str]:
    """What a change means for the requirements of one procurement: places begun, and when the first began."""
    procurement = after.register.by_id.get(procurement_id)
    if procurement is None:
        return
    earlier = before.register.by_id.get(procurement_id)
    yield from _places(before, after, earlier, procurement)
    was = list(_first_places(before, earlier, name_of)) if earlier else []
    yield from (told for told in _first_places(after, procurement, name_of) if told not in was)


class _Count(NamedTuple):
    """How many places some requirements ask for, how many have begun, and how many of those ended early."""

    wanted: int
    begun: int
    early: int


def _places(before: Begun, after: Begun, earlier: Record | None, procurement: Record) -> Iterator[str]:
    was = _counts(before, earlier) if earlier else {}
    suppliers = {award["leverantör"] for _, award in awards(after.register, procurement)[1]}
    for form, count in _counts(after, procurement).items():
        old = was.get(form)
        if count == old:
            continue
        named = [str(krav["id"]) for krav in _counted(procurement) if krav.get("form") == form]
        of = f", {label(after.register.schemas, 'placeringsform', form).lower()}" if form else ""
        told = f"{'Kravet' if len(named) == 1 else 'Kraven'} {join_and(named)}"
        told += f" ({number(count.wanted)} {plural(count.wanted, 'plats', 'platser')}{of}): "
        told += f"{_some(count.begun)} har startat"
        told += f" hos {number(len(suppliers))} leverantörer" if len(suppliers) > 1 else ""
        told += f", varav {number(count.early)} har avslutats i förtid" if count.early else ""
        # With several suppliers nobody has said whether the number is for each of them.
        if len(suppliers) <= 1:
            left = count.wanted - count.begun
            told += f", {number(left)} återstår" if left > 0 else ", så antalet är nått"
        yield f"{told}{_compared(old, count)}."


def _compared(old: _Count | None, new: _Count) -> str:
    if old is None:
        return ""
    told = [f"{number(old.wanted)} krävdes"] if old.wanted != new.wanted else []
    told += [f"{_some(old.begun)} hade startat"] if old.begun != new.begun else []
    told += [f"{_some(old.early)} hade avslutats i förtid"] if old.early != new.early else []
    return f" (före ändringen: {', '.join(told)})"


def _some(amount: int) -> str:
    return number(amount) if amount else "ingen"


def _counted(procurement: Record) -> list[Mapping[str, Any]]:
    """The requirements that say how many places."""
    return [krav for krav in on_places(procurement) if krav.get("enhet") == "platser" and "antal" in krav]


def _counts(side: Begun, procurement: Record) -> dict[str | None, _Count]:
    """By the form that a requirement asks for: a place counts to its own form, else to those that name none."""
    wanted: dict[str | None, int] = {}
    for krav in _counted(procurement):
        wanted[krav.get("form")] = wanted.get(krav.get("form"), 0) + int(krav["antal"])
    started = side.placements.get(procurement.id, ())
    found = {}
    for form, number_wanted in wanted.items():
        mine = serving(form, wanted.keys(), started)
        early = sum(p.data["status"] == "avslutad_i_förtid" for p in mine)
        found[form] = _Count(number_wanted, len(mine), early)
    return found


def _first_places(side: Begun, procurement: Record, name_of: Callable[[str], str]) -> Iterator[str]:
    """By supplier: whether the first place began within the months that the rule allows, from the contract's start."""
    register = side.register
    if not on_places(procurement) or not isinstance(at(register.config, "regler", "första_anställning_månader"), int):
        return
    started = side.placements.get(procurement.id, ())
    suppliers = dict.fromkeys(award["leverantör"] for _, award in awards(register, procurement)[1])
    for supplier in suppliers:
        mine = [each for each in started if each.data["leverantör"] == supplier]
        whose = "" if len(suppliers) == 1 else f" hos {name_of(supplier)}"
        yield from _first_place(whose, first_place(register, procurement, supplier, mine))


def _first_place(whose: str, found: FirstPlace) -> Iterator[str]:
    if found.start is None:
        return
    limit = f"{found.allowed} månader från avtalets start {found.start.text}"
    if found.latest is None:
        yield f"Om första platsen{whose} börjar inom {limit} kan inte räknas: startdagen är inte känd."
    elif found.begun is None:
        yield f"Första platsen{whose} ska ha börjat eller erbjudits senast {found.latest.isoformat()} ({limit})."
    elif found.verdict == "i_tid":
        yield f"Första platsen{whose} började inom {limit}."
    elif found.verdict == "för_sent":
        yield (
            f"Första platsen{whose} började {found.begun.text}, efter {found.latest.isoformat()} ({limit}). "
            "Regeln godtar också en plats som erbjöds i tid."
        )
    else:
        yield f"Om första platsen{whose} började inom {limit} kan inte räknas: den började {found.begun.text}."
