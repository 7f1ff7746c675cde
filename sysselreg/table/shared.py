"""What of the tables leaves a register: codes, numbers and days, and numbers instead of what names something.

The same shape is written by `exportera` and read from a lake of many registers' files.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from hashlib import sha256
from typing import Any

from sysselreg.errors import DefinitionError
from sysselreg.finding import Place
from sysselreg.table.model import Column, Filled, Row, Table

# What stands beside the tables and says what they are. `namn` is the register's own name, `dag` the day counted to.
CONTENTS = Table(
    "innehall",
    "En rad för varje tabell i exporten.",
    "export",
    "",
    (
        Column("namn", "namn", "text", "Registrets namn.", "kod"),
        Column("organisation", "organisation", "text", "Organisationens namn.", "kod"),
        Column("kommunkod", "kommunkod", "text", "Kommunens kod.", "kod"),
        Column("tabell", "tabell", "text", "Tabellens namn.", "kod"),
        Column("rader", "rader", "heltal", "Antal rader i tabellen."),
        Column("version", "version", "text", "Tabellernas version. Bara samma version kan räknas tillsammans.", "kod"),
        Column("program", "program", "text", "Programmets version.", "kod"),
        Column("incheckning", "incheckning", "text", "Incheckningen, med plus om något inte var incheckat.", "kod"),
        Column("dag", "dag", "datum", "Dagen som det som räknas fram är räknat till."),
        Column("sekretessgräns", "sekretessgräns", "heltal", "Det lägsta antal personer som registret visar."),
        Column("licens", "licens", "text", "Licensen för uppgifterna, om någon är angiven.", "kod"),
    ),
    "",
)
# What a code may be made of; anything else is words of people.
_CODE = re.compile(r"[0-9a-zåäö_.\-]{1,80}")


def shared_tables(tables: Iterable[Table]) -> tuple[Table, ...]:
    """The tables that are exported, with the columns that follow along; a key is a number."""
    shared = [table for table in tables if any(column.shared for column in table.columns)]
    return tuple(replace(table, columns=tuple(_shared_columns(table))) for table in shared)


def version_of(tables: Iterable[Table]) -> str:
    """A word that two programs have in common when their exported tables have the same columns."""
    shape = [
        f"{table.name}.{column.name} {column.type} {column.shared} {' '.join(column.words)}"
        for table in shared_tables(tables)
        for column in table.columns
    ]
    return sha256("\n".join(shape).encode()).hexdigest()[:12]


def pseudonymous(tables: Iterable[Filled], secret: bytes) -> tuple[Filled, ...]:
    """The rows that are exported. `secret` orders the numbers that stand for keys; the same secret gives the same.

    The same key has the same number in all tables of the register, and says nothing outside it. Raises DefinitionError
    when a column that is marked as codes holds something else.
    """
    found = [(filled, shared) for filled in tables for shared in shared_tables([filled.table])]
    numbers = _numbers((_keys(filled.rows, shared) for filled, shared in found), secret)
    return tuple(Filled(shared, _rows(filled.rows, shared, numbers)) for filled, shared in found)


def _shared_columns(table: Table) -> Iterable[Column]:
    for column in table.columns:
        if column.shared == "nyckel":
            yield replace(column, type="heltal")
        elif column.shared or column.type not in ("text", "lista"):
            yield column


def _keys(rows: Iterable[Row], shared: Table) -> Iterable[str]:
    return (row[name] for row in rows for name in _key_columns(shared) if row[name] is not None)


def _key_columns(shared: Table) -> list[str]:
    return [column.name for column in shared.columns if column.shared == "nyckel"]


def _numbers(keys: Iterable[Iterable[str]], secret: bytes) -> Mapping[str, int]:
    """A number for each key, in an order that nobody without the secret can work out."""
    every = {key for some in keys for key in some}
    mixed = sorted(every, key=lambda key: hmac.digest(secret, key.encode(), "sha256"))
    return {key: number for number, key in enumerate(mixed, 1)}


def _rows(rows: Iterable[Row], shared: Table, numbers: Mapping[str, int]) -> list[Row]:
    """In the order of their numbers: the order of the records would tell which is which."""
    names = _key_columns(shared)
    return sorted((_row(row, shared, numbers) for row in rows), key=lambda row: [row[name] or 0 for name in names])


def _row(row: Row, shared: Table, numbers: Mapping[str, int]) -> Row:
    told: dict[str, Any] = {}
    for column in shared.columns:
        value = row[column.name]
        if column.shared == "nyckel":
            told[column.name] = None if value is None else numbers[value]
        elif column.words:
            told[column.name] = next((word for word in column.words if word == str(value).lower()), None)
        elif column.shared:
            told[column.name] = _code(shared, column, value)
        else:
            told[column.name] = value
        if column.type == "datum":
            told[column.name + "_sist"] = row[column.name + "_sist"]
    return told


def _code(table: Table, column: Column, value: Any) -> Any:
    for each in value if isinstance(value, list) else [value]:
        if each is not None and not _CODE.fullmatch(each):
            raise DefinitionError(
                f"Kolumnen {column.name} delas som kod men innehåller något annat. Ta bort delas, eller rätta koden.",
                Place(table.file),
            )
    return value
