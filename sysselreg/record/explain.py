"""A record explained: where it lies and, year by year, which figures count it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sysselreg.period import PartialDate
from sysselreg.record.load import leaves
from sysselreg.record.model import Record


def years_of(record: Record) -> list[int]:
    """The years that a record's own dates lie in, in order."""
    dates = (PartialDate.parse(value) for _, value in leaves(record) if "-" in value or len(value) == 4)
    return sorted({when.first.year for when in dates if when is not None and when.first.year > 1900})


def explain_record(record: Record, name: str, counted: Mapping[int, Sequence[str]]) -> str:
    """The record's name and file, and the figures that count it by year."""
    lines = [f"{record.id}  {name}", record.path, ""]
    for year, figures in counted.items():
        if figures:
            lines += [f"Räknas {year} i", *(f"  {figure}" for figure in figures)]
    if len(lines) == 3:
        lines.append("Posten räknas inte i något nyckeltal.")
    lines += ["", "Så räknas ett nyckeltal: sysselreg forklara följt av dess nummer."]
    return "\n".join(lines) + "\n"
