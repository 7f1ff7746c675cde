"""The noun of the record room."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sysselreg.finding import Place
from sysselreg.yamltext import Fields, Path, find


@dataclass(frozen=True, slots=True)
class Record:
    """One record as its file says.

    `kind` is the Swedish name of its kind, `path` the file below the register's root, `data` the content typed by the
    schema (dict, list, str, int), `tree` the same with places.
    """

    kind: str
    id: str
    path: str
    data: Mapping[str, Any]
    tree: Fields

    def place(self, *path: str | int) -> Place:
        """Where the entry at a path begins; the nearest enclosing one when it is not there."""
        line, column = find(self.tree, path)
        return Place(self.path, line, column)

    def field_name(self, path: Path) -> str:
        """The path as people write it: `avtalstid.till`, `krav[k1].antal` (local id, else the position from 1)."""
        return field_name(self.data, path)


def field_name(data: Any, path: Path) -> str:
    """A path of keys and positions as people write it, `krav[k1].antal`."""
    name, here = "", data
    for step in path:
        if isinstance(step, int):
            here = here[step] if isinstance(here, list) and step < len(here) else None
            local = here.get("id") if isinstance(here, Mapping) else None
            name += f"[{local or step + 1}]"
        else:
            name += f".{step}" if name else step
            here = here.get(step) if isinstance(here, Mapping) else None
    return name
