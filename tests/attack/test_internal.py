"""Whatever is made with --internt says so wherever it is opened: on every page, in every row, in every file inside."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import duckdb
import pikepdf
import pytest
from openpyxl import load_workbook

from sysselreg import kept
from sysselreg.exchange.figures import as_csv, as_parquet, as_xlsx
from sysselreg.figure import suppression
from sysselreg.figure.disclosure import disclose
from sysselreg.figure.model import ShownFigure
from sysselreg.figure.output import statistics_json
from tests.annual.conftest import committed, sysselreg
from tests.document import pdfchecks

MARK, FREE = "ARBETSMATERIAL – får ej spridas", "får spridas"
PEOPLE = [
    ("placering", {"deltagare": f"d-{n}", "status": "pågående", "form": "praktik", "kön": "kvinna",
                   "faktisk": {"från": "2025-05-01"}})
    for n in range(3)
]  # fmt: skip


def marks_of(figures: tuple[ShownFigure, ...], folder: Path) -> dict[str, set[Any]]:
    """What the rows of each kind of file say of their spread, and what the sheet says on paper."""
    parquet = folder / "nyckeltal.parquet"
    parquet.write_bytes(as_parquet(figures))
    sheet = load_workbook(io.BytesIO(as_xlsx(figures))).active
    head, *rows = sheet.iter_rows(values_only=True)
    top = statistics_json(figures, figures[0].period, "")
    return {
        "csv": {row["spridning"] for row in csv.DictReader(io.StringIO(as_csv(figures)))},
        "parquet": {row[0] for row in duckdb.read_parquet(str(parquet)).project("spridning").fetchall()},
        "xlsx": {row[head.index("spridning")] for row in rows},
        "on paper": {sheet.oddHeader.center.text},
        "json": {each["internt"] for each in top["nyckeltal"]},
    }


def test_every_row_of_the_statistics_says_that_it_is_internal(count: Any, tmp_path: Path) -> None:
    figures = list(count(PEOPLE, "2025", "N10", "N11").values())
    internal, public = (marks_of(disclose(figures, 5, internal=each), tmp_path) for each in (True, False))

    assert internal == {"csv": {MARK}, "parquet": {MARK}, "xlsx": {MARK}, "on paper": {MARK}, "json": {True}}
    assert public == {"csv": {FREE}, "parquet": {FREE}, "xlsx": {FREE}, "on paper": {None}, "json": {False}}


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return committed("ostersund", tmp_path_factory.mktemp("internt"))


def test_every_page_and_file_of_the_report_says_that_it_is_internal(register: Path, tmp_path: Path) -> None:
    words = ("--register", str(register), "rapport", "2018", "--internt", "--ut", str(tmp_path))
    for form in ("pdf", "html"):
        done = sysselreg(*words, "--format", form)
        assert (done.returncode, done.stderr.endswith(f"{MARK}\n")) == (0, True)
    pdf, page = (tmp_path / f"arsrapport-ostersund-2018-arbetsmaterial.{form}" for form in ("pdf", "html"))

    pages = [pdfchecks.flat(each.text) for each in pdfchecks.read(pdf.read_bytes())]
    assert len(pages) > 5
    assert [number for number, text in enumerate(pages, 1) if MARK not in text] == []
    body = page.read_text(encoding="utf-8").partition("<body")[2]
    assert body.index(MARK) < body.index("<h1")
    with pikepdf.open(pdf) as opened:
        files = {name: each.get_file().read_bytes().decode() for name, each in opened.attachments.items()}
    assert {row["spridning"] for row in csv.DictReader(io.StringIO(files["nyckeltal.csv"]))} == {MARK}
    assert {each["internt"] for each in json.loads(files["nyckeltal.json"])["nyckeltal"]} == {True}
    assert json.loads(files["underlag.json"])["internt"] is True


def test_goals_say_that_they_are_internal(register: Path) -> None:
    words = ("--register", str(register), "mal", "--ar", "2018")
    told = [sysselreg(*words, *more).stdout for more in (("--internt",), ())]
    assert [text.startswith(f"{MARK}\n") for text in told] == [True, False]
    found = [json.loads(sysselreg(*words, "--format", "json", *more).stdout)["mål"] for more in (("--internt",), ())]
    assert [{each["internt"] for each in goals} for goals in found] == [{True}, {False}]


def test_what_is_kept_is_of_this_disclosure_control() -> None:
    """An answer that an older program kept may tell what this one withholds."""
    assert f"{suppression.__file__} " in kept.program().decode()
