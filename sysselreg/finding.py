"""Findings: what is wrong with records, as values. One bad record never hides the next ten."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Level = Literal["fel", "varning", "upplysning"]
LEVELS: tuple[Level, ...] = ("fel", "varning", "upplysning")


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A place in a file: path below the register's root; line and column from 1 (0 = the file as a whole)."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return ":".join([self.file, *(str(n) for n in (self.line, self.column) if n)])


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to mend, worded for the person who filled in the record (design: cli, JSON).

    `field` is the dotted path of keys (`krav[k1].antal`), empty for the file as a whole; `also` holds the other
    places that take part (the first use of a duplicate, the record referred to).
    """

    code: str
    level: Level
    place: Place
    message: str
    remedy: str
    reason: str
    field: str = ""
    record_id: str = ""
    also: tuple[Place, ...] = ()


def worst_first(findings: Iterable[Finding]) -> list[Finding]:
    """All findings in the order they are shown: errors first, then by file and line."""
    return sorted(findings, key=lambda f: (LEVELS.index(f.level), f.place, f.code, f.field, f.message))
