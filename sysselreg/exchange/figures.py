"""Shown figures as CSV, Excel workbook and Parquet: one row a figure and one a group."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

from sysselreg.exchange.csv import csv_text
from sysselreg.figure.model import Shown, ShownFigure
from sysselreg.figure.output import plain_number
from sysselreg.figure.render import INTERNAL

HEAD = (
    "nyckeltal",
    "namn",
    "grupp",
    "etikett",
    "enhet",
    "värde",
    "täljare",
    "nämnare",
    "kända",
    "totalt",
    "visning",
    "dold",
    "spridning",
    "värde_före",
    "visning_före",
    "före_från",
    "före_till",
)
_TYPES = (
    ("VARCHAR",) * 5
    + ("DOUBLE",) * 3
    + ("BIGINT",) * 2
    + ("VARCHAR",) * 3
    + ("DOUBLE", "VARCHAR", "VARCHAR", "VARCHAR")
)


def rows(figures: Sequence[ShownFigure]) -> list[tuple[object, ...]]:
    """The rows below `HEAD`; what is withheld or unknown is None."""
    found: list[tuple[object, ...]] = []
    for figure in figures:
        spread = INTERNAL if figure.internal else "får spridas"
        found.append((figure.id, figure.definition.name, "", "", *_numbers(figure.shown), spread, *_before(figure)))
        found.extend(
            (figure.id, figure.definition.name, group.name, group.label, *_numbers(group.shown), spread, *[None] * 4)
            for group in figure.groups
        )
    return found


def _before(figure: ShownFigure) -> tuple[object, ...]:
    if figure.before is None:
        return (None,) * 4
    period, shown, _ = figure.before
    return (plain_number(shown.value), shown.text, period.start.isoformat(), period.last.isoformat())


def _numbers(shown: Shown) -> tuple[object, ...]:
    values: tuple[Fraction | None, ...] = (shown.value, shown.numerator, shown.denominator)
    return (shown.unit, *map(plain_number, values), shown.known, shown.total, shown.text, shown.hidden)


def as_csv(figures: Sequence[ShownFigure]) -> str:
    """CSV with a heading row."""
    return csv_text(HEAD, rows(figures))


def as_xlsx(figures: Sequence[ShownFigure]) -> bytes:
    """A workbook with one sheet; texts are written as texts, never as formulas."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.create_sheet("Nyckeltal", 0)
    del book["Sheet"]
    sheet.append(HEAD)
    for number, row in enumerate(rows(figures), 2):
        for column, value in enumerate(row, 1):
            cell = sheet.cell(number, column)
            if value is not None:
                cell.value = value
                cell.data_type = "s" if isinstance(value, str) else "n"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def as_parquet(figures: Sequence[ShownFigure]) -> bytes:
    """A Parquet file, made by the engine that counted."""
    import duckdb

    columns = ", ".join(f'"{name}" {kind}' for name, kind in zip(HEAD, _TYPES, strict=True))
    with tempfile.TemporaryDirectory() as folder, duckdb.connect(":memory:") as connection:
        connection.execute(f"create table nyckeltal ({columns})")
        connection.executemany(f"insert into nyckeltal values ({', '.join('?' * len(HEAD))})", rows(figures))  # noqa: S608
        path = Path(folder) / "nyckeltal.parquet"
        connection.table("nyckeltal").write_parquet(str(path))
        return path.read_bytes()
