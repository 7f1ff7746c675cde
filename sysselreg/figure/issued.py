"""What issued reports have told and withheld about persons, held against what is to be told now.

What was withheld stays withheld. What was told protects nothing any more. Over a part of an issued time, or over more
than it, there is a rest that follows by subtraction: nobody may be few in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple, TypeAlias

from sysselreg.figure.counts import counts_of, is_thin, told_by
from sysselreg.figure.model import Count, Figure, Keys, Kind, Numbers, Shown, ShownFigure
from sysselreg.period import Period


class Recounted(NamedTuple):
    """An issued figure: counted again as the register is now, and as it was told."""

    now: Figure
    told: ShownFigure


class Rest(NamedTuple):
    """What follows when a count and its parts, of periods apart inside its own, are known: who is left, and how many.

    `asked`: the one of them that is not told yet.
    """

    whole: Count
    parts: tuple[Count, ...]
    rest: Count
    number: int
    asked: Count


_Cell: TypeAlias = tuple[Keys, Numbers, Shown | None, Kind]


def counts_told(issues: Iterable[Recounted]) -> set[Count]:
    """The counts that issued figures tell as they still are. One that has become another is not told yet."""
    return {
        count
        for issue in issues
        for keys, numbers, shown, kind in _cells(issue)
        if shown is not None and shown.hidden is None
        for (count, now), was in zip(
            told_by(issue.now, keys, kind, numbers).items(),
            told_by(issue.now, keys, kind, shown).values(),
            strict=True,
        )
        if now == was
    }


def counts_withheld(issues: Iterable[Recounted]) -> set[Count]:
    """The counts that issued figures withhold, but for those of a share that is withheld because it rests on few."""
    return {
        counts_of(issue.now, keys, kind)[0]
        for issue in issues
        for keys, numbers, shown, kind in _cells(issue)
        if shown is not None and shown.hidden is not None and not is_thin(numbers, kind)
    }


def _cells(issue: Recounted) -> Iterator[_Cell]:
    """Each number as it is counted now, with what was told of it."""
    now, told = issue
    yield (), now.numbers, told.shown, now.definition.kind
    if now.split is not None:
        shown = {frozenset(group.keys): group.shown for group in (*told.groups, *told.margins)}
        for group in (*now.groups, *now.margins):
            yield group.keys, group.numbers, shown.get(frozenset(group.keys)), now.split.kind


def rests(asked: Mapping[Count, int], issued: Mapping[Count, int]) -> Iterator[Rest]:
    """What is left when counts asked for, each by number, stand beside those issued for other periods."""
    periods = {count.period for count in issued}
    for count, number in asked.items():
        others = {p: issued[each] for p in periods - {count.period} if (each := count._replace(period=p)) in issued}
        inside = _apart([period for period in others if count.period.covers(period)])
        if inside:
            yield _rest(count, number, {count._replace(period=each): others[each] for each in inside}, count)
        for period, all_ in others.items():
            if period.covers(count.period):
                beside = [each for each in others if period.covers(each) and each != period]
                parts = {count._replace(period=each): others[each] for each in _apart(beside, count.period)}
                yield _rest(count._replace(period=period), all_, {count: number, **parts}, count)


def _rest(whole: Count, number: int, parts: Mapping[Count, int], asked: Count) -> Rest:
    # Somebody may be counted in several parts, and then there are fewer left than nobody: none is the least there are.
    left = max(number - sum(parts.values()), 0)
    times = " ".join(f"{part.period.start}–{part.period.last}" for part in parts)
    return Rest(whole, tuple(parts), whole._replace(what=f"{whole.what} utom {times}"), left, asked)


def _apart(periods: Iterable[Period], *taken: Period) -> list[Period]:
    """The longest periods that have no day in common with each other or with those taken."""
    found: list[Period] = []
    for period in sorted(periods, key=lambda each: (each.start - each.end, each.start)):
        if not any(period.overlaps(each) for each in (*taken, *found)):
            found.append(period)
    return found
