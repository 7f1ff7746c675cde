"""DuckDB in process: tables in one bulk step, views made once, rows out (the only importer of duckdb)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, Any

from sysselreg.errors import DefinitionError
from sysselreg.period import Period
from sysselreg.table.model import Column, Filled, Row, Table, View
from sysselreg.table.rows import fill_period

if TYPE_CHECKING:
    import duckdb

_WORD = re.compile(r"[a-z][a-z0-9_]*")
_TYPES = {"text": "VARCHAR", "heltal": "BIGINT", "antal": "BIGINT", "datum": "DATE", "lista": ["VARCHAR"]}


class DuckEngine:
    """An `Engine` on one in-memory database (made by `opened`). A table is loaded when something first asks for it."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, tables: Iterable[Filled], period_table: Table) -> None:
        self.connection, self.period_table = connection, period_table
        self.waiting = {filled.table.name: filled for filled in tables}
        self.defined: dict[str, View] = {}

    def at(self, period: Period, today: date) -> None:
        """Fill the table `period`."""
        _load(self.connection, fill_period(self.period_table, period, today))

    def define(self, view: View) -> None:
        """Make the view, once; another with the same name replaces it."""
        if self.defined.get(view.name) != view:
            self._run(view, view.sql.replace("create view", "create or replace view", 1))
            self.defined[view.name] = view

    def rows(self, view: View, where: str = "") -> list[Row]:
        """The view's rows that fulfil `where` (SQL), as mappings from column to value."""
        cursor = self._run(view, f'select * from "{view.name}"{" where " + where if where else ""}')  # noqa: S608
        names = [column[0] for column in cursor.description or ()]
        return [dict(zip(names, values, strict=True)) for values in cursor.fetchall()]

    def _run(self, view: View, sql: str) -> duckdb.DuckDBPyConnection:
        import duckdb

        for name in self.waiting.keys() & set(_WORD.findall(sql.lower())):
            _load(self.connection, self.waiting.pop(name))
        try:
            return self.connection.execute(sql)
        except duckdb.Error as error:
            reason = " ".join(str(error).split())
            raise DefinitionError(
                f"Vyn {view.name} i {view.file} går inte att räkna: {reason} Rätta SQL-satsen i filen."
            ) from error


@contextmanager
def opened(tables: Iterable[Filled], period_table: Table, period: Period, today: date) -> Iterator[DuckEngine]:
    """An engine with these tables, counting for the period. It reads no file and no network."""
    import duckdb

    with duckdb.connect(":memory:", config={"threads": "2", "enable_external_access": "false"}) as connection:
        engine = DuckEngine(connection, tables, period_table)
        engine.at(period, today)
        yield engine


def _load(connection: duckdb.DuckDBPyConnection, filled: Filled) -> None:
    """All rows as one JSON text, column by column: 33 ms for 5,000 rows of 33 columns, and no type is guessed."""
    kinds = {name: kind for column in filled.table.columns for name, kind in _columns(column)}
    content = {name: [row[name] for row in filled.rows] for name in kinds}
    structure = {name: [kind] for name, kind in kinds.items()}
    picked = ", ".join(f'unnest(c."{name}") as "{name}"' for name in kinds)
    connection.execute(
        f'create or replace table "{filled.table.name}" as select {picked} from (select from_json_strict(?, ?) as c)',  # noqa: S608
        [json.dumps(content, ensure_ascii=False), json.dumps(structure, ensure_ascii=False)],
    )


def _columns(column: Column) -> list[tuple[str, Any]]:
    kind = _TYPES[column.type]
    return [(column.name, kind), (column.name + "_sist", kind)] if column.type == "datum" else [(column.name, kind)]
