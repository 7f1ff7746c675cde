"""DuckDB in process: tables in one bulk step, views made once, rows out (the only importer of duckdb)."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from functools import partial
from pathlib import Path
from threading import Timer
from typing import TYPE_CHECKING, Any

from sysselreg.errors import DefinitionError, UnsafeInputError, detail
from sysselreg.period import Period
from sysselreg.table.model import Column, Filled, Row, Table, View
from sysselreg.table.rows import fill_period

if TYPE_CHECKING:
    import duckdb

_WORD = re.compile(r"[a-z][a-z0-9_]*")
_TYPES = {"text": "VARCHAR", "heltal": "BIGINT", "antal": "BIGINT", "datum": "DATE", "lista": ["VARCHAR"]}
# Of what takes more than two seconds DuckDB would draw a bar on stdout, where data goes.
_QUIET = "set enable_progress_bar = false"
# All views of seven hundred records take a third of a second together.
_PATIENCE = 60.0
# What is wrong, of what the engine most often says; the rest stays in its own words.
_CAUSES = (
    (re.compile(r'Referenced column "(.+?)" not found'), "Kolumnen {} finns inte."),
    (re.compile(r"Table with name (\S+) does not exist"), "Tabellen eller vyn {} finns inte."),
    (re.compile(r'syntax error at or near "(.+?)"'), "SQL-satsen är felskriven vid ”{}”."),
    (re.compile(r"Conversion Error: [^'\"]*['\"](.+?)['\"]"), "Värdet ”{}” har fel slag."),
)
_LINE = re.compile(r"^LINE ([0-9]+): ", re.M)


class DuckEngine:
    """An `Engine` on one in-memory database (made by `opened`). A table is loaded when something first asks for it.

    `waiting`: the name of each table, with what loads it.
    """

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        waiting: Mapping[str, Callable[[], None]],
        period_table: Table,
        patience: float,
    ) -> None:
        self.connection, self.period_table, self.patience = connection, period_table, patience
        self.waiting = dict(waiting)
        self.defined: dict[str, View] = {}

    def at(self, period: Period, today: date) -> None:
        """Fill the table `period`."""
        _load(self.connection, fill_period(self.period_table, period, today))

    def define(self, view: View) -> None:
        """Make the view, once; another with the same name replaces it."""
        if self.defined.get(view.name) != view:
            self.ask(view, view.statement.replace("create view", "create or replace view", 1), making=True)
            self.defined[view.name] = view

    def rows(self, view: View, where: str = "") -> list[Row]:
        """The view's rows that fulfil `where` (SQL), as mappings from column to value."""
        names, found = self.ask(view, f'select * from "{view.name}"{" where " + where if where else ""}')  # noqa: S608
        return [dict(zip(names, values, strict=True)) for values in found]

    def columns(self, view: View) -> tuple[str, ...]:
        """The names of the view's columns."""
        return self.ask(view, f'select * from "{view.name}" limit 0')[0]  # noqa: S608

    def ask(self, view: View, sql: str, *, making: bool = False) -> tuple[tuple[str, ...], list[Any]]:
        """Names of columns and all rows. What the engine refuses, or does not finish in time, is told as the view's."""
        import duckdb

        for name in self.waiting.keys() & set(_WORD.findall(sql.lower())):
            self.waiting.pop(name)()
        alarm = Timer(self.patience, self.connection.interrupt)
        alarm.daemon = True
        alarm.start()
        try:
            cursor = self.connection.execute(sql)
            # Rows are made while they are fetched, so this may fail or never end too.
            return tuple(column[0] for column in cursor.description or ()), cursor.fetchall()
        except duckdb.InterruptException:
            raise DefinitionError(
                f"Vyn {view.name} är inte färdig efter {self.patience:.0f} sekunder och är avbruten. "
                "Troligen går den runt utan slut, eller parar alla rader med alla. Rätta SQL-satsen.",
                view.place(),
            ) from None
        except duckdb.Error as error:
            raise _broken(view, str(error), making=making) from error
        except RuntimeError as error:  # what DuckDB makes of Ctrl-C
            raise KeyboardInterrupt from error
        finally:
            alarm.cancel()


def _broken(view: View, said: str, *, making: bool) -> DefinitionError:
    """`making`: the engine read the view's own text, so that its line numbers are the view's."""
    line = _LINE.search(said) if making else None
    found = next(((words, cause[1]) for pattern, words in _CAUSES if (cause := pattern.search(said))), None)
    what = f" {found[0].format(found[1])}" if found else ""
    said = said.partition("\n\nLINE ")[0]
    return DefinitionError(
        f"Vyn {view.name} går inte att räkna.{what} Rätta SQL-satsen {detail(said)}.",
        view.place(int(line[1]) if line else 1),
    )


@contextmanager
def opened(
    tables: Iterable[Filled], period_table: Table, period: Period, today: date, patience: float = _PATIENCE
) -> Iterator[DuckEngine]:
    """An engine with these tables, counting for the period. It reads no file and no network.

    `patience`: the seconds that a view may take before it is broken off.
    """
    import duckdb

    with duckdb.connect(":memory:", config={"threads": "2", "enable_external_access": "false"}) as connection:
        connection.execute(_QUIET)
        waiting = {filled.table.name: partial(_load, connection, filled) for filled in tables}
        engine = DuckEngine(connection, waiting, period_table, patience)
        engine.at(period, today)
        yield engine


@contextmanager
def opened_lake(
    folder: Path, files: Mapping[str, Sequence[str]], loads: Mapping[str, str], period_table: Table, patience: float
) -> Iterator[DuckEngine]:
    """An engine over the Parquet files of many registers; it reads nothing outside their folder, and no network.

    `files`: the files of each table. `loads`: what of them becomes the table (SQL with the place {filer}).
    """
    import duckdb

    with duckdb.connect(":memory:", config={"threads": str(cores())}) as connection:
        connection.execute(_QUIET)
        connection.execute("set allowed_directories = ?", [[f"{folder}/"]])
        connection.execute("set enable_external_access = false")
        connection.execute("set lock_configuration = true")

        def load(name: str) -> None:
            read = "read_parquet($filer, hive_partitioning = true, hive_types = {'register': 'varchar'})"
            sql = f'create table "{name}" as {loads[name].format(filer=read)}'
            try:
                connection.execute(sql, {"filer": list(files[name])})
            except duckdb.Error as error:
                raise UnsafeInputError(
                    f"Tabellen {name} i lagret går inte att läsa. Någon av filerna är skadad eller ändrad. "
                    f"Exportera om registret som den kommer från {detail(error)}."
                ) from error

        yield DuckEngine(connection, {name: partial(load, name) for name in loads}, period_table, patience)


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def write_parquet(tables: Iterable[tuple[Filled, Path, Mapping[str, str]]]) -> None:
    """Tables as Parquet files, the same bytes each time; with each, what the file says about itself."""
    import duckdb

    with duckdb.connect(":memory:", config={"threads": "1"}) as connection:
        connection.execute(_QUIET)
        for filled, path, told in tables:
            _load(connection, filled)
            about = ", ".join(f"{_quoted(key)}: {_quoted(value)}" for key, value in told.items())
            connection.execute(
                f'copy "{filled.table.name}" to {_quoted(str(path))} '
                f"(format parquet, compression zstd, kv_metadata {{{about}}})"
            )


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


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
