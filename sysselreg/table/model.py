"""The nouns of the table room: documented tables, their rows, and the engine that answers questions about them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, Protocol, TypeAlias

from sysselreg.finding import Place
from sysselreg.period import Period

ColumnType = Literal["text", "heltal", "datum", "lista", "antal"]
# How a text leaves the register: not at all, as the code it is, or as a number instead of a name of something.
Shared = Literal["", "kod", "nyckel"]
Row: TypeAlias = Mapping[str, Any]

# The two tables of one row that hold no records: the period asked for, and the register's own settings.
PERIOD, SETTINGS = "period", "inställningar"


@dataclass(frozen=True, slots=True)
class Column:
    """One documented column: `path` in the record, or in the list item when the table has one row for each item.

    `type` text, heltal, lista (of texts), antal (number of items of a list) or datum. A datum gives two columns, `name`
    (first possible day) and `name_sist` (last possible day); the same day when the date is exact. `shared`: how a text
    or a lista is exported; only these `words` of it when there are any. Numbers and days are exported as they are.
    """

    name: str
    path: str
    type: ColumnType
    description: str
    shared: Shared = ""
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """One documented table. `source` is a kind of record, or PERIOD or SETTINGS; `items` the list that gives its rows.

    `file` is where it is defined, for messages.
    """

    name: str
    description: str
    source: str
    items: str
    columns: tuple[Column, ...]
    file: str


@dataclass(frozen=True, slots=True)
class Filled:
    """A table with its rows; every row has every column, None where the record is silent."""

    table: Table
    rows: Sequence[Row]


@dataclass(frozen=True, slots=True)
class View:
    """One `create view` statement of a figure file: its name, text and place (`line` where the text begins)."""

    name: str
    sql: str
    file: str
    line: int = 1

    @property
    def statement(self) -> str:
        """The text without the comments before it."""
        return re.sub(r"\A(?:\s*--.*\n)*\s*", "", self.sql)

    def place(self, line: int = 1) -> Place:
        """Where a line of the statement stands in its file."""
        comments = self.sql.count("\n") - self.statement.count("\n")
        return Place(self.file, self.line + comments + line - 1)


class Engine(Protocol):
    """What answers SQL over the tables (DuckDB in process; the same SQL runs elsewhere)."""

    def define(self, view: View) -> None:
        """Make the view. Raises DefinitionError, with file and line, when its SQL is broken."""

    def at(self, period: Period, today: date) -> None:
        """Fill the table `period`, so that views count for these days."""

    def rows(self, view: View, where: str = "") -> list[Row]:
        """The rows of a view. Raises DefinitionError, with file and line, when it cannot be computed or never ends."""

    def columns(self, view: View) -> tuple[str, ...]:
        """The names of a view's columns. Raises DefinitionError as `rows` does."""

    def ask(self, view: View, sql: str) -> tuple[tuple[str, ...], list[Any]]:
        """Names of columns and all rows of any SQL over a view. Raises DefinitionError as `rows` does."""
