"""Records on the terminal and as files: every form of `visa`, `lista` and `sok`, fit for anybody's screen."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sysselreg.check.wording import shown, shown_data
from sysselreg.cli.main import printable
from sysselreg.record.model import Record
from sysselreg.record.tell import title

if TYPE_CHECKING:
    from sysselreg.schema.model import Schemas
    from sysselreg.snapshot import Snapshot

# Of a cell in a list.
_WIDTH = 56


def listed(records: Sequence[Record], form: str, snapshot: Snapshot, schemas: Schemas) -> str:
    """The records as `text` (aligned), `json` (as stored, with `fil`), `yaml` (their files, one document each) or `csv`
    (id, typ, status, titel, fil); personal data masked.
    """
    if form == "json":
        return as_json([stored(record) for record in records], schemas)
    if form == "yaml":
        return safe("".join(f"--- # {r.path}\n{snapshot.text(r.path).rstrip()}\n" for r in records), schemas)
    from sysselreg.lookup import namer

    name_of = namer(snapshot, schemas, records)
    rows = [(r.id, r.kind, str(r.data.get("status", "")), title(r, name_of), r.path) for r in records]
    if form == "csv":
        from sysselreg.exchange.csv import csv_text

        return printable(csv_text(("id", "typ", "status", "titel", "fil"), [_masked(row, schemas) for row in rows]))
    return columns([row[:4] for row in rows], schemas)


def stored(record: Record) -> dict[str, Any]:
    """A record as it is stored, and the file it lies in."""
    return {**record.data, "fil": record.path}


def as_json(data: Any, schemas: Schemas) -> str:
    """Stored data as JSON, personal data masked."""
    return printable(json.dumps(shown_data(data, schemas), ensure_ascii=False, indent=1)) + "\n"


def safe(text: str, schemas: Schemas) -> str:
    """A text of a record as it may be printed: nothing that steers a terminal, personal data masked."""
    return shown(printable(text), schemas)


def columns(rows: Sequence[Sequence[str]], schemas: Schemas) -> str:
    """Aligned columns, long cells cut; one line for each row."""
    # Masked before they are cut: half a number is told by no pattern.
    cells = [[_cut(" ".join(cell.split())) for cell in _masked(row, schemas)] for row in rows]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in cells)
    return printable("".join(line.rstrip() + "\n" for line in lines))


def _masked(row: Sequence[str], schemas: Schemas) -> list[str]:
    return [shown(cell, schemas) for cell in row]


def _cut(cell: str) -> str:
    return cell if len(cell) <= _WIDTH else cell[: _WIDTH - 1] + "…"
