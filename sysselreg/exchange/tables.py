"""The documented tables as files for those who count over many registers: one folder for each register."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

from sysselreg import __version__
from sysselreg.errors import DiskError
from sysselreg.exchange.csv import csv_text
from sysselreg.snapshot import CONFIG, RECORDS, Snapshot
from sysselreg.table.engine import write_parquet
from sysselreg.table.model import Column, Filled, Table
from sysselreg.table.shared import CONTENTS, pseudonymous, version_of

FORMS = {"parquet": "parquet", "csv": "csv", "json": "jsonl"}


def exported(
    snapshot: Snapshot, tables: Sequence[Filled], config: Mapping[str, Any], today: date
) -> tuple[Filled, ...]:
    """What leaves the register, with the table that says what it is. The same commit and day give the same.

    The numbers that stand for keys are mixed by all the records' content, so that only somebody who has the register
    can tell which record a number is.
    """
    secret = sha256(b"".join(sha256(snapshot.files[path]).digest() for path in (*snapshot.under(RECORDS), CONFIG)))
    shared = pseudonymous(tables, secret.digest())
    about = {
        "namn": config["register"],
        "organisation": config["organisation"],
        "kommunkod": config.get("kommunkod"),
        "version": version_of(filled.table for filled in tables),
        "program": __version__,
        "incheckning": snapshot.revision.short or None,
        "dag": today.isoformat(),
        "dag_sist": today.isoformat(),
        "sekretessgräns": config["sekretessgräns"],
        "licens": config.get("licens"),
    }
    rows = [{**about, "tabell": filled.table.name, "rader": len(filled.rows)} for filled in shared]
    return Filled(CONTENTS, rows), *shared


def write_export(lake: Path, tables: Sequence[Filled], form: str) -> Path:
    """The tables in the folder `register=<name>` of a lake; what the register exported before is replaced.

    Raises DiskError when that folder holds something else.
    """
    about = tables[0].rows[0]
    folder = lake / f"register={about['namn']}"
    foreign = (
        [each.name for each in folder.iterdir() if each.suffix[1:] not in FORMS.values()] if folder.exists() else ()
    )
    if foreign:
        raise DiskError(
            f"Mappen {folder} innehåller {foreign[0]}, som inte är en export. Flytta det, eller välj en annan mapp "
            "med --ut. Mappen ersätts hel."
        )
    making = lake / f".{folder.name}.{os.getpid()}"
    making.mkdir(parents=True)
    try:
        paths = [(filled, making / f"{filled.table.name}.{FORMS[form]}") for filled in tables]
        if form == "parquet":
            write_parquet((filled, path, _told(filled.table, about)) for filled, path in paths)
        else:
            for filled, path in paths:
                path.write_text(_text(filled, form), encoding="utf-8", newline="\n")
        if folder.exists():
            shutil.rmtree(folder)
        making.rename(folder)
    finally:
        shutil.rmtree(making, ignore_errors=True)
    return folder


def _text(filled: Filled, form: str) -> str:
    names = [name for column in filled.table.columns for name in _names(column)]
    if form == "json":
        return "".join(
            json.dumps({name: row[name] for name in names}, ensure_ascii=False) + "\n" for row in filled.rows
        )
    cells = ([_cell(row[name]) for name in names] for row in filled.rows)
    return csv_text(names, cells)


def _cell(value: Any) -> Any:
    return " ".join(value) if isinstance(value, list) else value


def _names(column: Column) -> Iterable[str]:
    return (column.name, column.name + "_sist") if column.type == "datum" else (column.name,)


def _told(table: Table, about: Mapping[str, Any]) -> dict[str, str]:
    """What a Parquet file says about itself, in its own metadata: readers of the format show it."""
    told = {"tabell": table.name, "beskrivning": table.description}
    told["kolumner"] = json.dumps({column.name: column.description for column in table.columns}, ensure_ascii=False)
    of_all = ("namn", "organisation", "version", "program", "incheckning", "dag", "licens")
    return told | {name: str(about[name]) for name in of_all if about[name] is not None}
