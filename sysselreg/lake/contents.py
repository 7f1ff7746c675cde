"""What a lake says that it holds, and whether it does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sysselreg.errors import UnsafeInputError
from sysselreg.swedish import join_and
from sysselreg.table.model import Engine, Row, Table, View
from sysselreg.table.shared import CONTENTS, shared_tables, version_of

_LISTED = 5


@dataclass(frozen=True, slots=True)
class Contents:
    """The registers of a lake with their organisations, the days they were exported, and their strictest limit."""

    registers: Mapping[str, str]
    first: date
    last: date
    limit: int


def contents(engine: Engine, tables: Iterable[Table]) -> Contents:
    """What the lake holds.

    Raises UnsafeInputError for a register that is there twice or under another's name, for tables of another version
    than this program's, and for a table that has not the rows that it is said to have.
    """
    known = list(tables)
    about = engine.rows(View(CONTENTS.name, "", "lagret"))
    _examine_names(about)
    _examine_versions(about, version_of(known))
    _examine_rows(engine, about, known)
    return Contents(
        registers=dict(sorted((row["register"], row["organisation"]) for row in about)),
        first=min(row["dag"] for row in about),
        last=max(row["dag"] for row in about),
        limit=max(row["sekretessgräns"] for row in about),
    )


def _examine_names(about: Iterable[Row]) -> None:
    held = {(row["register"], row["namn"]) for row in about}
    names = Counter(name for _, name in held)
    for folder, name in sorted(held):
        if names[name] > 1:
            folders = sorted(f"register={each}" for each, own in held if own == name)
            raise UnsafeInputError(
                f"Registret {name} finns flera gånger i lagret: {join_and(folders)}. Behåll en av dem."
            )
        if folder != name:
            raise UnsafeInputError(
                f"Mappen register={folder} innehåller registret {name}. Döp om den till register={name}."
            )


def _examine_versions(about: Iterable[Row], version: str) -> None:
    other: dict[str, set[str]] = {}
    for row in about:
        if row["version"] != version:
            other.setdefault(row["version"], set()).add(row["register"])
    for found, names in sorted(other.items()):
        raise UnsafeInputError(
            f"{_some(names)} är exporterat med en annan version av tabellerna ({found}) än det här programmet har "
            f"({version}). Exportera om med samma version av sysselreg, så att allt räknas lika."
        )


def _examine_rows(engine: Engine, about: Iterable[Row], tables: Iterable[Table]) -> None:
    said = {(row["tabell"], row["register"]): row["rader"] for row in about}
    for table in shared_tables(tables):
        view = View(table.name, "", table.file)
        _, rows = engine.ask(view, f'select register, count(*) from "{table.name}" group by register')  # noqa: S608
        found = {(table.name, register): count for register, count in rows}
        for key in sorted({key for key in said if key[0] == table.name} | found.keys()):
            if said.get(key, 0) != found.get(key, 0):
                raise UnsafeInputError(
                    f"Tabellen {key[0]} i registret {key[1]} har {found.get(key, 0)} rader i lagret, men exporten hade "
                    f"{said.get(key, 0)}. Exportera om registret."
                )


def _some(names: Iterable[str]) -> str:
    ordered = sorted(names)
    more = f" och {len(ordered) - _LISTED} till" if len(ordered) > _LISTED else ""
    return (", ".join(ordered[:_LISTED]) if more else join_and(ordered)) + more
