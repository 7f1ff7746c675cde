"""Shown figures as CSV, Excel workbook and Parquet: one row a figure and one a group."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Sequence
from datetime import date
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
    "från",
    "till",
)
_TYPES = (
    ("VARCHAR",) * 5
    + ("DOUBLE",) * 3
    + ("BIGINT",) * 2
    + ("VARCHAR",) * 3
    + ("DOUBLE", "VARCHAR", "DATE", "DATE", "DATE", "DATE")
)


def rows(figures: Sequence[ShownFigure]) -> list[tuple[object, ...]]:
    """The rows below `HEAD`; what is withheld or unknown is None, and days are days."""
    found: list[tuple[object, ...]] = []
    for figure in figures:
        spread, days = spread_of(figure), (figure.period.start, figure.period.last)
        name = (figure.id, figure.definition.name)
        found.append((*name, "", "", *_numbers(figure.shown), spread, *_before(figure), *days))
        found.extend(
            (*name, group.name, group.label, *_numbers(group.shown), spread, *[None] * 4, *days)
            for group in figure.groups
        )
    return found


def spread_of(figure: ShownFigure) -> str:
    """Whether what a figure tells may leave the office, for every row of it."""
    return INTERNAL if figure.internal else "får spridas"


def _before(figure: ShownFigure) -> tuple[object, ...]:
    if figure.before is None:
        return (None,) * 4
    period, shown, _ = figure.before
    return (plain_number(shown.value), shown.text, period.start, period.last)


def _numbers(shown: Shown) -> tuple[object, ...]:
    values: tuple[Fraction | None, ...] = (shown.value, shown.numerator, shown.denominator)
    return (shown.unit, *map(plain_number, values), shown.known, shown.total, shown.text, shown.hidden)


def as_csv(figures: Sequence[ShownFigure]) -> str:
    """CSV with a heading row."""
    return csv_text(HEAD, rows(figures))


def as_xlsx(figures: Sequence[ShownFigure]) -> bytes:
    """A workbook with one sheet, its heading row fixed; texts are written as texts, never as formulas."""
    from openpyxl import Workbook
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = Workbook()
    sheet = book.create_sheet("Nyckeltal", 0)
    del book["Sheet"]
    sheet.append(HEAD)
    for number, row in enumerate(rows(figures), 2):
        for column, value in enumerate(row, 1):
            cell = sheet.cell(number, column)
            if isinstance(value, date):
                cell.value, cell.number_format = value, "yyyy-mm-dd"
            elif value is not None:
                cell.value = value
                cell.data_type = "s" if isinstance(value, str) else "n"
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for column, name in enumerate(HEAD, 1):
        sheet.column_dimensions[get_column_letter(column)].width = _WIDE.get(name, 12)
    if any(figure.internal for figure in figures):
        sheet.oddHeader.center.text = INTERNAL  # on every page when it is printed
    sheet.freeze_panes, sheet.auto_filter.ref = "C2", sheet.dimensions
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


_WIDE = {"namn": 44, "grupp": 26, "etikett": 34, "enhet": 20, "visning": 22, "dold": 40}


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
