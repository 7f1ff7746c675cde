"""The files of a lake: a folder for each register, in it a Parquet file for each table."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from sysselreg.errors import UnsafeInputError, UsageError
from sysselreg.swedish import join_and

_FOLDER = re.compile(r"register=([a-z0-9][a-z0-9-]{0,59})\Z")


def lake_files(folder: Path, tables: Iterable[str]) -> Mapping[str, list[str]]:
    """Table → its files, one for each register.

    Raises UsageError when there is no lake there or a register lacks a table, UnsafeInputError for a link, which could
    lead out of the lake.
    """
    if not folder.is_dir():
        raise UsageError(f"Lagret {folder} finns inte. Rätta --lager.")
    registers = [each for each in sorted(folder.iterdir()) if each.name.startswith("register=")]
    if not registers:
        raise UsageError(
            f"Lagret {folder} innehåller inget register. Varje register ska ha en egen mapp, som "
            "sysselreg exportera parquet --ut gör."
        )
    for each in registers:
        _examine(each)
    names = list(tables)
    return {name: [str(_file(each, name)) for each in registers] for name in names}


def _examine(register: Path) -> None:
    if not _FOLDER.match(register.name):
        raise UsageError(f"Mappen {register.name} i lagret har inget giltigt namn. Döp den efter registret i den.")
    if register.is_symlink() or not register.is_dir():
        raise UnsafeInputError(
            f"{register} är ingen mapp. Ett lager får inte ha länkar eller filer i mapparnas ställe."
        )


def _file(register: Path, table: str) -> Path:
    file = register / f"{table}.parquet"
    if file.is_symlink() or (file.exists() and not file.is_file()):
        raise UnsafeInputError(f"{file} är ingen fil. Ett lager får inte ha länkar, för då går annat att läsa.")
    if not file.exists():
        there = sorted({each.suffix[1:] for each in register.iterdir() if each.stem == table})
        other = f" Den finns som {join_and(there)}, men bara Parquet räknas." if there else ""
        raise UsageError(
            f"{register.name} i lagret saknar tabellen {table}.{other} Exportera om registret med "
            "sysselreg exportera parquet."
        )
    return file
