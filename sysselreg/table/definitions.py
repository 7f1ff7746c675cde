"""`reports/tables/*.yaml` → documented tables."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, get_args

from sysselreg.errors import DefinitionError
from sysselreg.snapshot import REPORTS, Snapshot
from sysselreg.table.model import Column, ColumnType, Table, definition_file

TABLES = REPORTS + "tables/"
_NAME = re.compile(r"[a-z][a-z0-9_]*\Z")
_COLUMN = re.compile(r"[a-zåäö][a-zåäö0-9_]*\Z")
_TYPES: tuple[str, ...] = get_args(ColumnType)


def load_tables(snapshot: Snapshot) -> tuple[Table, ...]:
    """Every table the snapshot documents, by file name. Raises DefinitionError when a definition is itself broken."""
    return tuple(_table(path, definition_file(snapshot, path)) for path in snapshot.under(TABLES, ".yaml"))


def _table(path: str, top: Any) -> Table:
    try:
        name = str(top["tabell"])
        columns = tuple(_column(path, str(key), entry) for key, entry in top["kolumner"].items())
        table = Table(name, top["beskrivning"], top["källa"], top.get("rader", ""), columns, path)
    except (KeyError, TypeError, AttributeError) as error:
        raise DefinitionError(f"Tabellen i {path} saknar eller har fel i {error}. Rätta filen.") from error
    if not _NAME.match(name):
        raise DefinitionError(f"Tabellen i {path} heter ”{name}”. Namnet får bara ha a–z, siffror och understreck.")
    return table


def _column(path: str, name: str, entry: Mapping[str, Any]) -> Column:
    if not _COLUMN.match(name):
        raise DefinitionError(f"Kolumnen ”{name}” i {path} får bara ha a–ö, siffror och understreck i namnet.")
    if entry["typ"] not in _TYPES:
        known = ", ".join(_TYPES)
        raise DefinitionError(f"Kolumnen {name} i {path} har typen ”{entry['typ']}”. Välj en av {known}.")
    return Column(name, str(entry["väg"]), entry["typ"], str(entry["beskrivning"]))
