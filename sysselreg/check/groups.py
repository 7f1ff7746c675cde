"""Which records have to do with each other: what a rule reads of one of them lies within its group."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple
from zlib import crc32

from sysselreg.check.links import Links

# So many records are looked at together, in the mean: fewer make more to keep, more make more to look at again.
_TOGETHER = 64


class Linked(NamedTuple):
    """A sound record: its path, Git's name for its content, its id, the name of its kind and its links."""

    path: str
    blob: str
    id: str
    kind: str
    links: Links


class Group(NamedTuple):
    """Records that are looked at together, in the order of their paths, and what they refer to outside the group."""

    members: list[Linked]
    beside: list[Linked]


def near(records: Sequence[Linked], by_id: Mapping[str, Linked], hubs: frozenset[str]) -> list[Group]:
    """The records bound together by references, one to the next. `hubs`: kinds that bind nothing together."""
    joined = _Joined()
    for record in records:
        joined.join(record.path, by_id[record.id].path)
        for target in record.links.refers:
            if (there := by_id.get(target)) is not None and there.kind not in hubs:
                joined.join(record.path, there.path)
    groups = _few(records, joined)
    return [Group(members, _beside(members, by_id, hubs)) for members in groups]


def alike(records: Sequence[Linked]) -> list[Group]:
    """The records that share a mark with another, or the mark of another that does."""
    first: dict[str, str] = {}
    joined = _Joined()
    for record in records:
        for mark in record.links.marks:
            if (path := first.setdefault(mark, record.path)) != record.path:
                joined.join(record.path, path)
    return [Group(members, []) for members in _few([r for r in records if r.path in joined.to], joined)]


def _beside(members: Sequence[Linked], by_id: Mapping[str, Linked], hubs: frozenset[str]) -> list[Linked]:
    found = {target: by_id[target] for each in members for target in each.links.refers if target in by_id}
    return sorted(each for each in found.values() if each.kind in hubs)


class _Joined:
    """Paths that are joined: each leads to another of the same group, in the end to the first."""

    def __init__(self) -> None:
        self.to: dict[str, str] = {}

    def first(self, path: str) -> str:
        to = self.to
        while (above := to.setdefault(path, path)) != path:
            to[path] = to[above]
            path = above
        return path

    def join(self, one: str, other: str) -> None:
        first, second = self.first(one), self.first(other)
        if first != second:
            self.to[max(first, second)] = min(first, second)


def _few(records: Sequence[Linked], joined: _Joined) -> list[list[Linked]]:
    """The records, those that are joined always together. A group that does not change stays where it is."""
    number = 1 << max(0, (len(records) // _TOGETHER).bit_length())
    found: dict[int, list[Linked]] = defaultdict(list)
    for record in records:
        found[crc32(joined.first(record.path).encode()) % number].append(record)
    return list(found.values())
