"""Ids of new records, and where a record lies (design: data model)."""

from __future__ import annotations

import secrets
from collections.abc import Collection

from sysselreg.schema.formats import ID_ALPHABET
from sysselreg.schema.model import Kind
from sysselreg.snapshot import RECORDS

_LENGTH = 6


def new_id(kind: Kind, taken: Collection[str]) -> str:
    """A random id of a kind, none of those taken.

    Never of digits alone: with a year behind it, as in the name of a letter's file, it would read as a personnummer.
    """
    while True:
        code = "".join(secrets.choice(ID_ALPHABET) for _ in range(_LENGTH))
        made = f"{kind.prefix}-{code}"
        if made not in taken and not code.isdecimal():
            return made


def path_of(kind: Kind, record_id: str, year: int) -> str:
    """The file of a record made in a year, below the register's root."""
    return f"{RECORDS}{kind.folder}/{year}/{record_id}.yaml"


def ids_in(paths: Collection[str]) -> set[str]:
    """The ids that files of records have as their names."""
    return {path.rsplit("/", 1)[-1].removesuffix(".yaml") for path in paths}
