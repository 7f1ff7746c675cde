"""The figures of a whole lake, on the engine asked for: load, examine, count, disclose."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from sysselreg.errors import UsageError
from sysselreg.figure import choice
from sysselreg.figure.choice import Question
from sysselreg.figure.compute import compute
from sysselreg.figure.definitions import load_definitions
from sysselreg.figure.disclosure import disclose
from sysselreg.figure.model import ShownFigure
from sysselreg.lake.contents import Contents, contents
from sysselreg.lake.count import SqlCounter
from sysselreg.lake.definitions import for_lake
from sysselreg.lake.files import lake_files
from sysselreg.lake.guard import told_apart
from sysselreg.lake.loads import loads
from sysselreg.lake.remote import fetched
from sysselreg.schema.model import Vocabulary
from sysselreg.snapshot import Snapshot
from sysselreg.table.definitions import load_tables, period_table
from sysselreg.table.engine import opened_lake
from sysselreg.table.model import Engine
from sysselreg.table.shared import CONTENTS

DUCKDB, LOCAL = "duckdb", "local"
_CLUSTER = re.compile(r"(spark|k8s)://.|yarn\Z")
# A million placements take seconds for each view.
_PATIENCE = 600.0


def lake_figures(
    snapshot: Snapshot, vocabularies: Mapping[str, Vocabulary], lake: str, motor: str, asked: Question
) -> tuple[tuple[ShownFigure, ...], Contents]:
    """The figures asked for over all registers of a lake, and what the lake holds.

    `snapshot`: the definitions; `lake`, `motor`: as `opened` takes them. Whatever is asked for, all figures about
    persons are disclosed together, so that nothing follows from asking for less. Raises as `opened`, `contents` and
    `choice.requests` do.
    """
    with opened(snapshot, lake, motor) as engine:
        held = contents(engine, load_tables(snapshot))
        definitions = for_lake(load_definitions(snapshot, vocabularies), held.registers)
        period = asked.period
        wanted = choice.requests(definitions, period, asked.ids, asked.by)
        guarded = {each.id for each in definitions.figures if each.protection == "person"}
        usual = choice.requests(definitions, period) if any(each.id in guarded for each in wanted) else []
        more = [each for each in usual if each not in wanted and each.id in guarded]
        counter = SqlCounter(engine)
        counted = compute(engine, definitions, [*wanted, *more], period, asked.today, counter=counter)
    closed = told_apart(counted, counter.apart, held.limit)
    shown = disclose(counted, held.limit, closed=closed, internal=asked.internal)
    return shown[: len(wanted)], held


@contextmanager
def opened(snapshot: Snapshot, lake: str, motor: str) -> Iterator[Engine]:
    """An engine over a lake: a folder, a web address, or what only Spark reaches (s3a://…, hdfs://…).

    `motor`: duckdb, local (Spark on this machine) or the address of a Spark cluster.
    Raises UsageError for an engine that is none, and as `fetched`, `lake_files` and what opens the engines do.
    """
    if motor not in (DUCKDB, LOCAL) and not _CLUSTER.match(motor):
        raise UsageError(
            f"Motorn {motor} finns inte. Skriv duckdb, local eller adressen till ett Sparkkluster, som spark://värd:7077."
        )
    if urlsplit(lake).scheme in ("http", "https"):
        with fetched(lake) as folder, _opened(snapshot, str(folder), motor) as engine:
            yield engine
    else:
        with _opened(snapshot, lake, motor) as engine:
            yield engine


@contextmanager
def _opened(snapshot: Snapshot, lake: str, motor: str) -> Iterator[Engine]:
    tables = load_tables(snapshot)
    made = loads(tables)
    elsewhere = "://" in lake
    if elsewhere and motor == DUCKDB:
        raise UsageError(f"Lagret {lake} når bara Spark. Lägg till --motor, eller skriv en mapp eller en https-adress.")
    folder = Path(lake).resolve()
    files = (
        {name: [f"{lake.rstrip('/')}/register=*/{name}.parquet"] for name in made}
        if elsewhere
        else lake_files(folder, made)
    )
    if motor == DUCKDB:
        with opened_lake(folder, files, made, period_table(tables), _PATIENCE) as engine:
            yield engine
    else:
        from sysselreg.lake.spark import opened_spark

        with opened_spark(motor, lake if elsewhere else str(folder), files, made, (*tables, CONTENTS)) as spark:
            yield spark
