"""The same SQL on Apache Spark, translated by sqlglot (the only importer of both)."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sysselreg.errors import DefinitionError, RemoteError, UsageError, detail
from sysselreg.period import Period
from sysselreg.table.engine import cores
from sysselreg.table.model import Row, Table, View
from sysselreg.table.rows import fill_period

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

_TYPES = {"text": "string", "heltal": "bigint", "antal": "bigint", "datum": "date", "lista": "array<string>"}
_CREATE = re.compile(r"create view \w+ as\n")
_INSTALL = "Installera det med: pip install 'sysselreg[nation]'"


class SparkEngine:
    """An `Engine` on a Spark session (made by `opened_spark`)."""

    def __init__(self, session: SparkSession, period_table: Table) -> None:
        self.session, self.period_table = session, period_table
        self.defined: dict[str, View] = {}

    def at(self, period: Period, today: date) -> None:
        """Fill the table `period`."""
        (row,) = fill_period(self.period_table, period, today).rows
        days = ", ".join(f"date '{day}' as \"{name}\"" for name, day in row.items())
        self.session.sql(translated(f"select {days}")).createOrReplaceTempView("period")
        # A view is kept as Spark has understood it, with the period it was made for.
        self.defined.clear()

    def define(self, view: View) -> None:
        """Make the view, once; another with the same name replaces it."""
        if self.defined.get(view.name) != view:
            with _told_as(view):
                select = _CREATE.sub("", view.statement, count=1)
                self.session.sql(translated(select)).createOrReplaceTempView(view.name)
            self.defined[view.name] = view

    def rows(self, view: View, where: str = "") -> list[Row]:
        """The view's rows that fulfil `where` (SQL), as mappings from column to value."""
        names, found = self.ask(view, f'select * from "{view.name}"{" where " + where if where else ""}')  # noqa: S608
        return [dict(zip(names, values, strict=True)) for values in found]

    def columns(self, view: View) -> tuple[str, ...]:
        """The names of the view's columns."""
        return tuple(self.session.table(f"`{view.name}`").columns)

    def ask(self, view: View, sql: str) -> tuple[tuple[str, ...], list[Any]]:
        """Names of columns and all rows. What Spark refuses is told as the view's."""
        with _told_as(view):
            found = self.session.sql(translated(sql))
            return tuple(found.columns), [tuple(row) for row in found.collect()]


@contextmanager
def _told_as(view: View) -> Iterator[None]:
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException

    try:
        yield
    except (PySparkException, Py4JError) as error:
        raise DefinitionError(
            f"Vyn {view.name} går inte att räkna i Spark. Räkna med --motor duckdb, eller rätta SQL-satsen "
            f"{detail(error)}.",
            view.place(),
        ) from error


def translated(sql: str) -> str:
    """SQL as the definitions have it → SQL of Spark."""
    import sqlglot

    (said,) = sqlglot.transpile(sql, read="duckdb", write="spark")
    return str(said)


@contextmanager
def opened_spark(
    master: str, lake: str, files: Mapping[str, Sequence[str]], loads: Mapping[str, str], tables: Sequence[Table]
) -> Iterator[SparkEngine]:
    """An engine on a Spark cluster, or on this machine with `local`.

    `files`: the files of each table, or a pattern of them where only Spark reaches the lake. `loads`: what of them
    becomes the table. `tables`: all, for the types of their columns. Raises UsageError when Spark or Java is missing,
    RemoteError when the cluster or the lake does not answer.
    """
    size = sum(Path(each).stat().st_size for some in files.values() for each in some if Path(each).exists())
    small = size < _SMALL and master == "local"
    session = _session(master, small=small)
    try:
        period_table = next(table for table in tables if table.name == "period")
        engine = SparkEngine(session, period_table)
        shapes = {table.name: table for table in tables}
        for name, sql in loads.items():
            _load(session, lake, files[name], shapes[name], sql, small=small)
        yield engine
    finally:
        session.stop()


def _load(session: SparkSession, lake: str, files: Sequence[str], shape: Table, sql: str, *, small: bool) -> None:
    from pyspark.errors import PySparkException

    name = shape.name
    columns = [
        f"`{column.name}{end}` {_TYPES['heltal' if column.shared == 'nyckel' else column.type]}"
        for column in shape.columns
        if column.shared or column.type not in ("text", "lista")
        for end in (("", "_sist") if column.type == "datum" else ("",))
    ]
    try:
        read = session.read.option("basePath", lake).schema(", ".join([*columns, "register string"]))
        read.parquet(*files).createOrReplaceTempView(f"filer_{name}")
        # Every view reads the tables anew; few rows are one part.
        table = session.sql(translated(sql.format(filer=f"filer_{name}")))
        (table.coalesce(1) if small else table).cache().createOrReplaceTempView(name)
    except PySparkException as error:
        raise RemoteError(
            f"Spark når inte tabellen {name} i lagret {lake}. Kontrollera adressen, och att Spark har rätt att läsa "
            f"där {detail(error)}."
        ) from error


_SETTINGS = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.sources.partitionColumnTypeInference.enabled": "false",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "ERROR",
}
# On this machine alone, and open to no other.
_HERE = {
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.memory": "4g",
    "spark.sql.shuffle.partitions": str(4 * cores()),
}
# Of little data, most of the time would go to compiling code for it, in Spark and in Java itself.
_SMALL = 32 * 2**20
_FEW = {
    "spark.sql.shuffle.partitions": "1",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.driver.memory": "1g",
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
}


def _session(master: str, *, small: bool) -> SparkSession:
    try:
        from py4j.protocol import Py4JError
        from pyspark.errors import PySparkException
        from pyspark.logger import PySparkLogger
        from pyspark.sql import SparkSession
    except ImportError:
        raise UsageError(f"Spark finns inte i den här installationen av sysselreg. {_INSTALL}") from None
    if not os.environ.get("JAVA_HOME") and shutil.which("java") is None:
        raise UsageError(
            "Spark behöver Java 17 eller nyare, och Java finns inte på datorn. Installera det, till exempel med: "
            "sudo apt-get install openjdk-17-jre-headless"
        )
    local = master == "local"
    settings = _SETTINGS | (_HERE if local else {}) | (_FEW if small else {})
    # It tells every error in English and JSON, beside the exception that tells it here.
    PySparkLogger.getLogger("SQLQueryContextLogger").setLevel("CRITICAL")
    made = SparkSession.builder.appName("sysselreg").master("local[*]" if local else master)
    for key, value in settings.items():
        made = made.config(key, value)
    try:
        with _silent():
            return made.getOrCreate()
    except (PySparkException, Py4JError, OSError) as error:
        raise RemoteError(
            f"Spark startar inte med --motor {master}. Kontrollera adressen, och att Java är 17 eller nyare "
            f"{detail(error)}."
        ) from error


@contextmanager
def _silent() -> Iterator[None]:
    """What is started meanwhile writes nowhere: Java tells of its logging and its modules, in English."""
    kept, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)
