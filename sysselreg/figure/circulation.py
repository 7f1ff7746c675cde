"""Tables of counts as circulations: every cell and every sum is an edge, and at every node what comes in goes out."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from sysselreg.figure.span import Key, Room

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
    least: int = 0
    most: int | None = None

    @property
    def room(self) -> Room:
        """How far the count may be from what it is."""
        return Room(max(self.value - self.least, 0), None if self.most is None else max(self.most - self.value, 0))


Table: TypeAlias = tuple[Edge, ...]


class Cell(NamedTuple):
    """A cell: its key, its row and column ('' where it has none), its count, and what is lost by withholding it.

    `least`: what everybody knows that it is at least, because it is listed.
    """

    key: Key
    row: str
    column: str
    size: int
    weight: int
    public: bool = False
    least: int = 0


def line(cells: Sequence[Cell], total: Key, *, dear: Collection[Key] = ()) -> Table:
    """A list of cells with its total. `dear` keys are withheld last, like the total."""
    edges = [
        Edge(cell.key, "a", "b", cell.size, _cost(cell.key, cell.weight, dear), cell.public, cell.least)
        for cell in cells
    ]
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
        cost = _cost(row.key, MARGIN + row.weight, dear)
        edges.append(Edge(row.key, "rows", "r" + row.row, size, cost, row.public, row.least))
    for column in columns:
        size = sum(cell.size for cell in cells if cell.column == column.column)
        cost = _cost(column.key, MARGIN + column.weight, dear)
        edges.append(Edge(column.key, "c" + column.column, "columns", size, cost, column.public, column.least))
    return (*edges, Edge(total, "columns", "rows", sum(cell.size for cell in cells), WHOLE))


def _cost(key: Key, weight: int, dear: Collection[Key]) -> int:
    return WHOLE if key in dear else 1 + weight
