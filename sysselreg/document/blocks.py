"""What the macros of `reports/shared/macros.html.j2` are given: tables, key figures, facts and the frame of a document.

Every text is ready to be shown; a text that is not `Html` is escaped by the template.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from sysselreg.swedish import distribute

Stamp = Literal["", "UTKAST", "ARBETSMATERIAL"]
RowKind = Literal["rad", "grupp", "summa"]
# A table of so few rows with so few letters is kept on one page; a longer one would leave too much of a page empty.
UNDIVIDED_ROWS, UNDIVIDED_LETTERS = 10, 500


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands on every page: municipality, diarienummer ("" without) and the stamp of an unfinished copy.

    `stamp_reason` says why it is unfinished, where that is not plain.
    """

    title: str
    municipality: str
    identifier: str = ""
    stamp: Stamp = ""
    stamp_reason: str = ""

    @property
    def stamp_text(self) -> str:
        """The stamp with what it forbids, or why it is there."""
        reason = "får ej spridas" if self.stamp == "ARBETSMATERIAL" else self.stamp_reason
        return f"{self.stamp} – {reason}" if reason else self.stamp


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, its share of the width in relation to the others, and whether it holds numbers."""

    title: str
    width: int = 1
    numeric: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A row; its first cell is its heading. A `grupp` has only that cell, a `summa` closes the table.

    `anchor`: its id, for references; `trace`: the id of what its first number rests on.
    """

    cells: tuple[str, ...]
    kind: RowKind = "rad"
    anchor: str = ""
    trace: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table with caption, and under it a source or a note. `anchor` is its id, for references from the text.

    `trace`: the id of what its numbers rest on.
    """

    anchor: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    source: str = ""
    note: str = ""
    trace: str = ""

    def __post_init__(self) -> None:
        """Refuse a table without rows, and a row that does not fit: a number under the wrong heading is worse."""
        if not self.rows:
            raise ValueError(f"table {self.anchor} has no rows: say so in a sentence instead")
        for row in self.rows:
            wanted = 1 if row.kind == "grupp" else len(self.columns)
            if len(row.cells) != wanted:
                raise ValueError(f"table {self.anchor}: a row has {len(row.cells)} cells instead of {wanted}")

    @property
    def widths(self) -> list[int]:
        """The widths of the columns in whole percent, adding up to 100."""
        return distribute([column.width for column in self.columns])

    @property
    def body(self) -> Sequence[Row]:
        """The rows above the sum."""
        return [row for row in self.rows if row.kind != "summa"]

    @property
    def sums(self) -> Sequence[Row]:
        """The rows that close the table."""
        return [row for row in self.rows if row.kind == "summa"]

    @property
    def narrow(self) -> bool:
        """Whether a few numbers follow each label: over the whole width the eye would lose the row."""
        numbers = self.columns[1:]
        short = len(self.rows) <= UNDIVIDED_ROWS + 5
        return short and 0 < len(numbers) <= 4 and all(column.numeric for column in numbers)

    @property
    def undivided(self) -> bool:
        """Whether the whole table is kept on one page."""
        letters = sum(max(map(len, row.cells)) for row in self.rows)
        return len(self.rows) <= UNDIVIDED_ROWS and letters <= UNDIVIDED_LETTERS


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """A large number, what it counts, and a smaller line (the value of last year, parts of a share, coverage).

    `trace`: the id of what the number rests on.
    """

    value: str
    label: str
    detail: str = ""
    trace: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """A term and what is known about it."""

    term: str
    words: str
