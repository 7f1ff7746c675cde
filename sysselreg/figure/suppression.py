"""Which cells of published tables must be withheld so that no small one follows from the others.

A table with margins is a circulation: every cell and every sum is an edge, and at every node what comes in goes out.
What an outsider can work out about a withheld cell is exactly how far its flow can be changed along other withheld
edges without any becoming negative, so the audit is a maximum flow and a repair is a cheapest path. Pure functions on
counts: what the cells mean is `disclosure`'s business.
"""

from __future__ import annotations

import heapq
from collections.abc import Collection, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

Key: TypeAlias = Hashable
# What is lost by withholding a sum of a row or column, and the total: inner cells are given up before them.
MARGIN, WHOLE = 10**7, 10**12


@dataclass(frozen=True, slots=True)
class Edge:
    """One number of a table. Edges with the same key, in any table, are shown or withheld together.

    `cost`: what is lost by withholding it. `public`: an outsider may know it anyway (how many are unknown stands in
    every figure's coverage), so that nothing else may be protected by withholding it.
    """

    key: Key
    tail: str
    head: str
    value: int
    cost: int
    public: bool = False


Table: TypeAlias = tuple[Edge, ...]


class Cell(NamedTuple):
    """A cell: its key, its row and column ('' where it has none), its count, and what is lost by withholding it."""

    key: Key
    row: str
    column: str
    size: int
    weight: int
    public: bool = False


def line(cells: Sequence[Cell], total: Key, *, dear: Collection[Key] = ()) -> Table:
    """A list of cells with its total. `dear` keys are withheld last, like the total."""
    edges = [Edge(cell.key, "a", "b", cell.size, _cost(cell.key, cell.weight, dear), cell.public) for cell in cells]
    return (*edges, Edge(total, "b", "a", sum(cell.size for cell in cells), WHOLE))


def grid(
    cells: Sequence[Cell],
    rows: Sequence[Cell],
    columns: Sequence[Cell],
    total: Key,
    *,
    dear: Collection[Key] = (),
) -> Table:
    """A matrix of cells with the sums of rows, of columns and of everything; the sums are computed here."""
    edges = [
        Edge(cell.key, "r" + cell.row, "c" + cell.column, cell.size, _cost(cell.key, cell.weight, dear), cell.public)
        for cell in cells
    ]
    for row in rows:
        size = sum(cell.size for cell in cells if cell.row == row.row)
        edges.append(Edge(row.key, "rows", "r" + row.row, size, _cost(row.key, MARGIN + row.weight, dear), row.public))
    for column in columns:
        size = sum(cell.size for cell in cells if cell.column == column.column)
        cost = _cost(column.key, MARGIN + column.weight, dear)
        edges.append(Edge(column.key, "c" + column.column, "columns", size, cost, column.public))
    return (*edges, Edge(total, "columns", "rows", sum(cell.size for cell in cells), WHOLE))


def _cost(key: Key, weight: int, dear: Collection[Key]) -> int:
    return WHOLE if key in dear else 1 + weight


def protect(
    tables: Sequence[Table], first: Iterable[Key], bound: Sequence[frozenset[Key]], width: int
) -> frozenset[Key]:
    """All keys to withhold: those that are sensitive in themselves, and the fewest-costing others that protect them.

    `bound`: keys that are shown or withheld together. Afterwards the counts that a withheld edge may have, seen from
    outside in each table by itself, span at least `width`. Ends because every repair withholds another edge and a
    table with nothing shown cannot be worked out.
    """
    sensitive = frozenset(first)
    withheld = _closed(set(sensitive), bound)
    before = -1
    while len(withheld) != before:
        before = len(withheld)
        for table in tables:
            for edge in table:
                if edge.key in withheld:
                    more = _needed_for(table, edge, withheld, width, sensitive=edge.key in sensitive)
                    withheld = _closed(withheld | more, bound)
    return frozenset(withheld)


def _needed_for(table: Table, edge: Edge, withheld: set[Key], width: int, *, sensitive: bool) -> set[Key]:
    """What else to withhold for one withheld edge. A sensitive one must stand without the help of public edges."""
    found = set[Key]()
    for public in (False, True) if sensitive and not edge.public else (True,):
        low, high = feasible(table, edge, withheld | found, width, public=public)
        if high - low < width:
            found |= _repair(table, edge, withheld | found, width, public=public)
    return found


def feasible(table: Table, edge: Edge, withheld: Collection[Key], most: int, *, public: bool = True) -> tuple[int, int]:
    """The lowest and highest count an outsider must reckon with for an edge, looked for up to `most` away."""
    down = _flow(table, edge, withheld, min(most, edge.value), down=True, public=public)
    return edge.value - down, edge.value + _flow(table, edge, withheld, most, down=False, public=public)


def _closed(keys: set[Key], bound: Sequence[frozenset[Key]]) -> set[Key]:
    """With every key that is bound to one of them."""
    before = -1
    while len(keys) != before:
        before = len(keys)
        for together in bound:
            if keys & together:
                keys |= together
    return keys


class _Arc:
    """One direction of an edge with the room left in it (private to `_flow`)."""

    __slots__ = ("back", "head", "room")

    def __init__(self, head: str, room: int) -> None:
        self.head, self.room = head, room
        self.back: _Arc = self


def _flow(table: Table, edge: Edge, withheld: Collection[Key], most: int, *, down: bool, public: bool) -> int:
    """How much the edge's count can be changed in one direction, at most `most`, along the other withheld edges."""
    arcs: dict[str, list[_Arc]] = {}
    for other in table:
        if other is not edge and other.key in withheld and (public or not other.public):
            there, back = _Arc(other.head, most), _Arc(other.tail, min(other.value, most))
            there.back, back.back = back, there
            arcs.setdefault(other.tail, []).append(there)
            arcs.setdefault(other.head, []).append(back)
    start, goal = (edge.tail, edge.head) if down else (edge.head, edge.tail)
    pushed = 0
    while pushed < most and (path := _path(arcs, start, goal)):
        amount = min(most - pushed, *(arc.room for arc in path))
        for arc in path:
            arc.room -= amount
            arc.back.room += amount
        pushed += amount
    return pushed


def _path(arcs: dict[str, list[_Arc]], start: str, goal: str) -> list[_Arc]:
    """Any way with room left, shortest first; empty when there is none."""
    came: dict[str, tuple[str, _Arc]] = {}
    queue = [start]
    for node in queue:
        for arc in arcs.get(node, ()):
            if arc.room > 0 and arc.head not in came and arc.head != start:
                came[arc.head] = (node, arc)
                queue.append(arc.head)
    path = []
    while goal in came:
        goal, arc = came[goal]
        path.append(arc)
        if goal == start:
            return path
    return []


def _repair(table: Table, edge: Edge, withheld: Collection[Key], width: int, *, public: bool) -> set[Key]:
    """The cheapest edges to withhold as well, so that the edge's count may be `width` higher than it is.

    Empty when only public edges could do it: then the count is as public as they are.
    """
    best = {edge.head: 0}
    came: dict[str, tuple[str, Edge]] = {}
    queue = [(0, edge.head)]
    while queue:
        cost, node = heapq.heappop(queue)
        if node == edge.tail:
            break
        if cost > best[node]:
            continue
        for to, other in _steps(table, edge, node, width, public=public):
            total = cost + (0 if other.key in withheld else other.cost)
            if total < best.get(to, total + 1):
                best[to], came[to] = total, (node, other)
                heapq.heappush(queue, (total, to))
    found: set[Key] = set()
    node = edge.tail
    while node in came and node != edge.head:
        node, other = came[node]
        found.add(other.key)
    return found


def _steps(table: Table, edge: Edge, node: str, width: int, *, public: bool) -> Iterator[tuple[str, Edge]]:
    """Where `width` more may go from a node: along an edge, or against one that holds as much."""
    for other in table:
        if other is edge or (other.public and not public):
            continue
        if other.tail == node:
            yield other.head, other
        elif other.head == node and other.value >= width:
            yield other.tail, other
