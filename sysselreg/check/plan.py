"""Which records each rule is to look at, by their links alone: as long as no link changes, neither does the plan."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple, TypeAlias
from zlib import crc32

from sysselreg.check.identity import cases_of
from sysselreg.check.links import Links
from sysselreg.check.rules import COUNTED, HUBS
from sysselreg.snapshot import name_of

# So many records are looked at together, in the mean: fewer make more to keep, more make more to look at again.
_TOGETHER = 64

# Records that are looked at together, and what they refer to beside these.
Group: TypeAlias = tuple[list[int], list[int]]


class Plan(NamedTuple):
    """The sound files that the rules of each sort in `rules` look at, as positions in the list that it is made for.

    `beside`: what the counted ones may refer to. `of_others`: what rules about texts and settings read.
    `unsound`: the files that no rule looks at.
    """

    near: list[Group]
    alike: list[Group]
    astray: list[int]
    unfiled: list[int]
    counted: list[int]
    beside: list[int]
    of_others: list[int]
    unsound: list[int]


class _Linked(NamedTuple):
    at: int
    id: str
    kind: str
    links: Links


def plan(paths: Sequence[str], kinds: Sequence[str], links: Sequence[Links | None]) -> Plan:
    """The plan for some record files in the order of their paths; None for the links of one that is not sound."""
    records = [
        _Linked(at, name_of(path), kinds[at], each)
        for at, (path, each) in enumerate(zip(paths, links, strict=True))
        if each is not None
    ]
    by_id = {each.id: each for each in reversed(records)}
    numbers = {mark.partition(" ")[2] for each in records if each.kind == "ärende" for mark in each.links.marks}
    secret = {each.id for each in records if each.links.secret}
    return Plan(
        near=_near(records, by_id),
        alike=_alike(records),
        astray=[r.at for r in records if r.links.odd or not all(target in by_id for target in r.links.refers)],
        unfiled=[r.at for r in records if r.links.number and not numbers & cases_of(r.links.number)],
        counted=[r.at for r in records if r.kind in COUNTED] if any(r.kind == "program" for r in records) else [],
        beside=[r.at for r in records if r.kind == "organisation"],
        of_others=[
            r.at for r in records if r.kind == "program" or r.id in secret or not secret.isdisjoint(r.links.refers)
        ],
        unsound=[at for at, each in enumerate(links) if each is None],
    )


def _near(records: Sequence[_Linked], by_id: Mapping[str, _Linked]) -> list[Group]:
    """The records bound together by references, one to the next, and the hubs that they refer to."""
    joined = _Joined(len(records) and records[-1].at + 1)
    for record in records:
        joined.join(record.at, by_id[record.id].at)
        for target in record.links.refers:
            if (there := by_id.get(target)) is not None and there.kind not in HUBS:
                joined.join(record.at, there.at)
    found = []
    for members in _few(records, joined):
        targets = (by_id[target] for each in members for target in each.links.refers if target in by_id)
        found.append(([r.at for r in members], sorted({r.at for r in targets if r.kind in HUBS})))
    return found


def _alike(records: Sequence[_Linked]) -> list[Group]:
    """The records that share a mark with another, or with one that shares a mark with another."""
    first: dict[str, int] = {}
    joined = _Joined(len(records) and records[-1].at + 1)
    shares: set[int] = set()
    for record in records:
        for mark in record.links.marks:
            if (other := first.setdefault(mark, record.at)) != record.at:
                joined.join(record.at, other)
                shares |= {record.at, other}
    return [([r.at for r in members], []) for members in _few([r for r in records if r.at in shares], joined)]


class _Joined:
    """Positions that are joined: each leads to an earlier one of its group, in the end to the first."""

    def __init__(self, number: int) -> None:
        self._to = list(range(number))

    def first(self, at: int) -> int:
        to = self._to
        while (above := to[at]) != at:
            to[at] = to[above]
            at = above
        return at

    def join(self, one: int, other: int) -> None:
        first, second = self.first(one), self.first(other)
        self._to[max(first, second)] = min(first, second)


def _few(records: Sequence[_Linked], joined: _Joined) -> list[list[_Linked]]:
    """The records, those that are joined always together. What does not change stays where it is."""
    number = 1 << (len(records) // _TOGETHER).bit_length()
    ids = {record.at: record.id for record in records}
    found: dict[int, list[_Linked]] = defaultdict(list)
    for record in records:
        found[crc32(ids[joined.first(record.at)].encode()) % number].append(record)
    return list(found.values())
