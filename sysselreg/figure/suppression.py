"""Which cells of published tables must be withheld so that no small one follows from the others.

What an outsider can work out about a withheld cell is exactly how far its flow can be changed along other withheld
edges without any becoming negative (figure.circulation), so the audit is a maximum flow and a repair is a cheapest
path. Pure functions on counts: what the cells mean is `disclosure`'s business.
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import replace
from typing import NamedTuple

from sysselreg.figure.circulation import WHOLE, Edge, Table
from sysselreg.figure.span import Key, Room, Worlds

_NO_WAY = 10**18


class Protected(NamedTuple):
    """What is withheld, and what of it can be told too closely as long as it is told that there is such a group."""

    withheld: frozenset[Key]
    unlisted: frozenset[Key]


def protect(
    tables: Sequence[Table],
    first: Iterable[Key],
    bound: Sequence[frozenset[Key]],
    width: int,
    plain: Set[Key] = frozenset(),
) -> Protected:
    """All keys to withhold: those that are sensitive in themselves, and the fewest-costing others that protect them.

    `bound`: keys that are shown or withheld together. `plain`: keys that are no secret in themselves. Afterwards the
    counts that a withheld edge may have, seen from outside in all tables at once, span at least `width`, but for those
    that edges which are public tell anyway, and for nobody. Rather than a total, that a group is listed is given up.
    """
    tables = list(dict.fromkeys(tables))
    with_it = _by_key(bound)
    dear = {edge.key for table in tables for edge in table if edge.cost >= WHOLE}
    withheld, unlisted = _closed(first, with_it), set[Key]()
    worlds = worlds_of(tables, withheld)
    queue = list(dict.fromkeys(_audited(tables, withheld, plain)))
    for key in queue:
        if worlds.span(key, width) >= width:
            continue
        found = _wider(tables, key, withheld, with_it, width)
        if found is None or dear & found - withheld:
            bare = [_bare(table, key) for table in tables]
            other = _wider(bare, key, withheld, with_it, width) if bare != tables else None
            if other is not None and (found is None or len(dear & other) < len(dear & found)):
                found, tables = other, bare
                unlisted.add(key)
        if found is None:
            unlisted.add(key)  # nothing helps, so nothing more is withheld for it
            continue
        withheld = found
        worlds = worlds_of(tables, withheld, worlds)
        queue += dict.fromkeys(each for each in _audited(tables, withheld, plain) if each not in {*queue})
    return Protected(frozenset(withheld), frozenset(unlisted))


def _wider(
    tables: Sequence[Table], key: Key, withheld: Set[Key], with_it: Mapping[Key, Collection[Key]], width: int
) -> set[Key] | None:
    """What is withheld when a key is wide enough; None when nothing helps."""
    more, worlds = {*withheld}, worlds_of(tables, withheld)
    while worlds.span(key, width) < width:
        found = _repairs(tables, key, more, width)
        if not found:
            return None
        more |= _closed(found, with_it)
        worlds = worlds_of(tables, more, worlds)
    return more


def _bare(table: Table, key: Key) -> Table:
    """A table that a key stands in, when it is not told which groups there are."""
    return tuple(replace(edge, least=0) for edge in table) if any(edge.key == key for edge in table) else table


def worlds_of(tables: Iterable[Table], withheld: Collection[Key], seen: Worlds | None = None) -> Worlds:
    """What an outsider must reckon with. What is public is known, whether it is withheld or not."""
    room: dict[Key, Room] = {}
    sums: list[dict[Key, int]] = []
    for table in tables:
        nodes: dict[str, dict[Key, int]] = {}
        for edge in table:
            if edge.key in withheld and not edge.public:
                room[edge.key] = edge.room.narrowed(room.get(edge.key, edge.room))
                for node, sign in ((edge.head, 1), (edge.tail, -1)):
                    into = nodes.setdefault(node, {})
                    into[edge.key] = into.get(edge.key, 0) + sign
        sums += nodes.values()
    return Worlds(room, sums, seen)


def _audited(tables: Iterable[Table], withheld: Set[Key], plain: Set[Key]) -> Iterator[Key]:
    """The withheld keys that are to be protected, in the order of the tables."""
    for table in tables:
        for edge in table:
            if edge.key in withheld and edge.value and not edge.public and edge.key not in plain:
                yield edge.key


def _by_key(bound: Iterable[frozenset[Key]]) -> dict[Key, set[Key]]:
    found: dict[Key, set[Key]] = {}
    for together in bound:
        for key in together:
            found.setdefault(key, set()).update(together)
    return found


def _closed(keys: Iterable[Key], with_it: Mapping[Key, Collection[Key]]) -> set[Key]:
    """With every key that is bound to one of them."""
    found, waiting = set[Key](), list(keys)
    while waiting:
        key = waiting.pop()
        if key not in found:
            found.add(key)
            waiting += with_it.get(key, ())
    return found


def _repairs(tables: Sequence[Table], key: Key, withheld: Set[Key], width: int) -> set[Key]:
    """What else to withhold for a key that can be told too closely; empty when nothing helps.

    First what its tables need, each by itself, then the tables of what stands in the way there. If all that is withheld
    already the tables are too tight together: then ways along counts that stand in no other table, last what is next.
    """
    for avoided in (frozenset[Key](), _shared(tables)):
        queue = [key]
        for each in queue:
            way = list(dict.fromkeys(_ways(tables, each, withheld, avoided, width)))
            if more := set(way) - withheld:
                return more
            queue += [other for other in way if other not in queue]
    near = [table for table in tables if any(edge.key == key for edge in table)]
    left = [edge for table in near for edge in table if edge.key not in withheld and not edge.public]
    return {min(left, key=lambda edge: edge.cost).key} if left else set()


def _ways(tables: Iterable[Table], key: Key, withheld: Set[Key], avoided: Set[Key], width: int) -> Iterator[Key]:
    """The cheapest ways for a count to move, in each table where it stands: up, or down, or as far as both go."""

    def cost(other: Edge) -> int:
        return (0 if other.key in withheld else other.cost) + (WHOLE if other.key in avoided else 0)

    for table in tables:
        for edge in (edge for edge in table if edge.key == key):
            up, down = edge.room.up, edge.room.down
            ways = [
                *([_way(table, edge, width, cost, up=True)] if up is None or up >= width else []),
                *([_way(table, edge, width, cost, up=False)] if down >= width else []),
            ]
            if ways:
                yield from min(ways, key=lambda way: way[0])[1]
            else:
                yield from _way(table, edge, up or 0, cost, up=True)[1]
                yield from _way(table, edge, min(width - (up or 0), down), cost, up=False)[1]


def _shared(tables: Iterable[Table]) -> frozenset[Key]:
    times = Counter(edge.key for table in tables for edge in table)
    return frozenset(key for key, often in times.items() if often > 1)


def _way(table: Table, edge: Edge, amount: int, cost: Callable[[Edge], int], *, up: bool) -> tuple[int, list[Key]]:
    """The cheapest edges that can carry an amount back when the edge's count moves so much, and what they cost."""
    start, goal = (edge.head, edge.tail) if up else (edge.tail, edge.head)
    best = {start: 0}
    came: dict[str, tuple[str, Edge]] = {}
    queue = [(0, start)] if amount else []
    while queue:
        paid, node = heapq.heappop(queue)
        if node == goal:
            break
        if paid > best[node]:
            continue
        for to, other in _steps(table, edge, node, amount):
            total = paid + cost(other)
            if total < best.get(to, total + 1):
                best[to], came[to] = total, (node, other)
                heapq.heappush(queue, (total, to))
    found: list[Key] = []
    node = goal
    while node in came and node != start:
        node, other = came[node]
        found.append(other.key)
    return best.get(goal, _NO_WAY), found


def _steps(table: Table, edge: Edge, node: str, amount: int) -> Iterator[tuple[str, Edge]]:
    """Where so much more may go from a node: along an edge, or against one that holds as much."""
    for other in table:
        if other is edge or other.public:
            continue
        if other.tail == node and (other.room.up is None or other.room.up >= amount):
            yield other.head, other
        elif other.head == node and other.room.down >= amount:
            yield other.tail, other
