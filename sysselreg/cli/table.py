"""Lists of records on the terminal, as JSON and as CSV."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sysselreg.record.model import Record
from sysselreg.record.tell import title

_TITLE_WIDTH = 56


def shown(records: Sequence[Record], form: str, name_of: Callable[[str], str]) -> str:
    """The records as `text` (aligned), `json` (as stored, with `fil`) or `csv` (id, typ, status, titel, fil)."""
    if form == "json":
        import json

        return json.dumps([{**r.data, "fil": r.path} for r in records], ensure_ascii=False, indent=1) + "\n"
    rows = [(r.id, r.kind, str(r.data.get("status", "")), title(r, name_of), r.path) for r in records]
    if form == "csv":
        from sysselreg.exchange.csv import csv_text

        return csv_text(("id", "typ", "status", "titel", "fil"), rows)
    return columns([(i, k, s, t if len(t) <= _TITLE_WIDTH else t[: _TITLE_WIDTH - 1] + "…") for i, k, s, t, _ in rows])


def columns(rows: Sequence[Sequence[str]], *, right: frozenset[int] = frozenset()) -> str:
    """Aligned columns; those in `right` are set to the right."""
    widths = [max((len(row[i]) for row in rows), default=0) for i in range(len(rows[0]) if rows else 0)]
    lines = (
        "  ".join(
            cell.rjust(w) if i in right else cell.ljust(w) for i, (cell, w) in enumerate(zip(row, widths, strict=True))
        )
        for row in rows
    )
    return "".join(line.rstrip() + "\n" for line in lines)
