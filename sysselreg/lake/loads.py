"""From exported files to tables as the figures' SQL knows them: keys are texts again, each register's its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sysselreg.table.model import PERIOD, Column, Table
from sysselreg.table.shared import CONTENTS, shared_tables

_REGISTER = "~.register"


def loads(tables: Iterable[Table]) -> dict[str, str]:
    """Table → the SELECT that makes it of its files, which stand at {filer}; what is not shared is NULL."""
    made = {CONTENTS.name: "select * from {filer}"}
    for table in tables:
        if table.source != PERIOD and shared_tables([table]):
            made[table.name] = f"select {', '.join(_columns(table))} from {{filer}}"  # noqa: S608
    return made


def _columns(table: Table) -> Iterator[str]:
    if not any(column.path == _REGISTER for column in table.columns):
        yield "register"
    for column in table.columns:
        yield from _column(column)


def _column(column: Column) -> Iterator[str]:
    name = f'"{column.name}"'
    if column.path == _REGISTER:
        yield "register"
    elif column.shared == "nyckel":
        # With the register in the key, nothing in one register can be joined with anything in another.
        yield f"register || '/' || cast({name} as varchar) as {name}"
    elif column.type in ("text", "lista") and not column.shared:
        yield f"cast(null as varchar) as {name}"
    else:
        yield name
        if column.type == "datum":
            yield f'"{column.name}_sist"'
