"""CSV that a spreadsheet cannot mistake for formulas (hazards F80)."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

# What a spreadsheet may run, after any blanks; tab and line breaks may hide it in a cell of its own.
_FORMULA = re.compile(r"\s*[=+@\-\uff1d\uff0b\uff20\uff0d]|[\t\r\n]")


def csv_text(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Semicolon-free RFC 4180 with LF: texts that a spreadsheet would run get an apostrophe first; numbers stay."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(head)
    writer.writerows([_safe(cell) for cell in row] for row in rows)
    return out.getvalue()


def _safe(cell: object) -> object:
    if isinstance(cell, str) and _FORMULA.match(cell):
        return "'" + cell
    return "" if cell is None else cell
