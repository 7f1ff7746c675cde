"""The noun of the record room."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sysselreg.finding import Place
from sysselreg.yamltext import Fields, Path, find, parse

# Where a record lies, below the register's root.
PLACE = re.compile(r"records/(?P<folder>[^/]+)/(?P<year>[0-9]{4})/(?P<name>[^/]+)\.yaml\Z")


@dataclass(frozen=True, slots=True)
class Record:
    """One record as its file says.

    `kind` is the Swedish name of its kind, `path` the file below the register's root, `data` the content typed by the
    schema (dict, list, str, int), `written` the file it was read from, or what reads it again.
    """

    kind: str
    id: str
    path: str
    data: Mapping[str, Any]
    written: bytes | Callable[[], bytes] = field(compare=False)

    @property
    def source(self) -> bytes:
        """The file as it is written."""
        return self.written if isinstance(self.written, bytes) else self.written()

    @property
    def tree(self) -> Fields:
        """The content with places. Read when asked for: only messages and edits want to know where a field stands."""
        return parse(self.source).root or Fields({}, 0, 0)

    def place(self, *path: str | int) -> Place:
        """Where the entry at a path begins; the nearest enclosing one when it is not there. The record: line 1."""
        if not path:
            return Place(self.path, 1, 1)
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


@dataclass(frozen=True, slots=True)
class Trail:
    """The commit that last changed what matters in a record: its id, the day, who wrote it and who approved it.

    Names are “Namn <adress>”; `approved_by` is '' when nobody else has approved it.
    """

    commit: str
    day: str
    by: str
    approved_by: str
