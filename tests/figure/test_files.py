"""Figures as files that other programs read: headings, types, days, and nothing that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest
from openpyxl import load_workbook

from sysselreg.exchange.figures import HEAD, as_csv, as_parquet, as_xlsx
from sysselreg.figure.disclosure import disclose
from sysselreg.figure.model import ShownFigure

SERVICES = [
    ("upphandling", {"part": "egen", "status": "tilldelad", "objekt": "tjänst", "datum": {"tilldelning": "2025-05-01"},
                     "krav": [{"id": "k1", "typ": "dialogkrav"}] if n else []})
    for n in range(3)
]  # fmt: skip
PERSON = ("placering", {"deltagare": "d-1", "status": "pågående", "faktisk": {"från": "2025-05-01"}, "form": "praktik"})


@pytest.fixture
def figures(count: Any) -> tuple[ShownFigure, ...]:
    return disclose(list(count([*SERVICES, PERSON], "2025", "N01", "N03", "N10").values()), 5)


def test_each_format_holds_the_same_with_the_period_it_is_for(figures: tuple[ShownFigure, ...], tmp_path: Path) -> None:
    table = list(csv.DictReader(io.StringIO(as_csv(figures))))
    book = load_workbook(io.BytesIO(as_xlsx(figures)))
    path = tmp_path / "nyckeltal.parquet"
    path.write_bytes(as_parquet(figures))
    read = duckdb.sql(f"from '{path}'")

    assert tuple(table[0]) == tuple(read.columns) == tuple(cell.value for cell in book["Nyckeltal"][1]) == HEAD
    share = next(row for row in table if row["nyckeltal"] == "N01" and not row["grupp"])
    assert (share["värde"], share["täljare"], share["nämnare"], share["enhet"]) == ("66.6667", "2", "3", "procent")
    assert {(row["från"], row["till"]) for row in table} == {("2025-01-01", "2025-12-31")}
    rows = [dict(zip(HEAD, row, strict=True)) for row in book["Nyckeltal"].iter_rows(min_row=2, values_only=True)]
    first = dict(zip(HEAD, read.fetchall()[0], strict=True))
    assert (first["värde"], first["från"]) == (66.6667, date(2025, 1, 1))
    assert (rows[0]["värde"], rows[0]["från"]) == (66.6667, datetime(2025, 1, 1))
    assert len(rows) == len(table) == len(read.fetchall())


def test_what_is_withheld_has_no_number_in_any_format(figures: tuple[ShownFigure, ...]) -> None:
    hidden = next(row for row in csv.DictReader(io.StringIO(as_csv(figures))) if row["nyckeltal"] == "N10")

    assert (hidden["värde"], hidden["täljare"], hidden["kända"], hidden["visning"]) == ("", "", "", "färre än 5")
    assert hidden["dold"] == "Färre än 5 personer."


def test_the_workbook_is_ready_to_read(figures: tuple[ShownFigure, ...]) -> None:
    sheet = load_workbook(io.BytesIO(as_xlsx(figures)))["Nyckeltal"]

    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("C2", sheet.dimensions)
    assert all(cell.font.bold for cell in sheet[1])
    assert sheet.cell(2, HEAD.index("från") + 1).number_format == "yyyy-mm-dd"
