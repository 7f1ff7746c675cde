"""`reports/tables/*.yaml` → documented tables."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any, get_args

from sysselreg.errors import DefinitionError
from sysselreg.finding import Place
from sysselreg.schema.load import naming, place_of, read
from sysselreg.snapshot import REPORTS, Snapshot
from sysselreg.table.model import PERIOD, Column, ColumnType, Shared, Table

TABLES = REPORTS + "tables/"
_NAME = re.compile(r"[a-z][a-z0-9_]*\Z")
_COLUMN = re.compile(r"[a-zåäö][a-zåäö0-9_]*\Z")
_TYPES: tuple[str, ...] = get_args(ColumnType)


def load_tables(snapshot: Snapshot) -> tuple[Table, ...]:
    """Every table the snapshot documents, by file name. Raises DefinitionError when a definition is itself broken."""
    return tuple(load_table(snapshot, path) for path in snapshot.under(TABLES, ".yaml"))


def period_table(tables: Iterable[Table]) -> Table:
    """The table that holds the period asked for. Raises DefinitionError when there is none."""
    for table in tables:
        if table.source == PERIOD:
            return table
    raise DefinitionError("Ingen tabell har källan period. Lägg tillbaka den.", Place(TABLES + "period.yaml"))


def load_table(snapshot: Snapshot, path: str) -> Table:
    """The table of one file. Raises DefinitionError, with file and line, when it is broken."""
    top = read(snapshot, path)
    where = partial(place_of, snapshot, path)
    with naming(where, "Tabellen"):
        name = str(top["tabell"])
        columns = tuple(
            _column(partial(where, "kolumner", key), str(key), entry) for key, entry in top["kolumner"].items()
        )
        table = Table(name, top["beskrivning"], top["källa"], top.get("rader", ""), columns, path)
    if not _NAME.match(name):
        raise DefinitionError(
            f"Tabellen heter ”{name}”. Namnet får bara ha a–z, siffror och understreck.",
            where("tabell"),
        )
    return table


def _column(where: Callable[[], Place], name: str, entry: Mapping[str, Any]) -> Column:
    if not _COLUMN.match(name):
        raise DefinitionError(f"Kolumnen ”{name}” får bara ha a–ö, siffror och understreck i namnet.", where())
    with naming(where, f"Kolumnen {name}"):
        if entry["typ"] not in _TYPES:
            raise DefinitionError(
                f"Kolumnen {name} har typen ”{entry['typ']}”. Välj en av {', '.join(_TYPES)}.", where()
            )
        how = entry.get("delas", "")
        words = tuple(map(str, how)) if isinstance(how, list) else ()
        shared: Shared = "kod" if words else how
        if shared not in get_args(Shared):
            raise DefinitionError(
                f"Kolumnen {name} delas som ”{how}”. Skriv kod, nyckel eller en lista med ord.", where()
            )
        return Column(name, str(entry["väg"]), entry["typ"], str(entry["beskrivning"]), shared, words)
