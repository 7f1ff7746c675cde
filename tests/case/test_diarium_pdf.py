"""The printed diary: archivable, accessible, the same bytes anywhere, and read as it is printed."""

from __future__ import annotations

import io
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest

from tests.annual.conftest import committed, sysselreg
from tests.case.conftest import case, handling
from tests.conftest import Cli, Repository
from tests.document import pdfchecks

Register = Callable[..., Repository]
SECRET = "\n  nivå: sekretess\n  lagrum: OSL 19 kap. 3 §"

pytestmark = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler-utils is not installed")


def printed(cli: Cli, found: Path, folder: Path, *words: str) -> tuple[str, bytes]:
    """The name of the file, and what it holds."""
    ran = cli("--register", found, "diarium", "--format", "pdf", "--ut", folder, *words)
    assert ran.code == 0, ran.err
    file = Path(ran.out.removesuffix("\n"))
    assert file.parent == folder
    return file.name, file.read_bytes()


def words_of(pdf: bytes) -> str:
    return pdfchecks.flat(" ".join(sheet.text for sheet in pdfchecks.read(pdf)))


@pytest.mark.parametrize("name", ["lund", "exempelkommun"])
def test_the_diary_is_archivable_accessible_and_well_set(cli: Cli, tmp_path: Path, name: str) -> None:
    home = committed(name, tmp_path)
    for words in ((), ("--offentlig",), ("--ar", "2024")):
        _, pdf = printed(cli, home, tmp_path, *words)
        assert pdfchecks.complaints(pdf, "report") == []


def test_every_page_says_whose_diary_it_is_and_which_commit(cli: Cli, register: Register, tmp_path: Path) -> None:
    many = [handling(f"{n:06}", "aaa001", n, avsändare="Städ AB", mottagare="Socialnämnden") for n in range(1, 61)]
    found = register(case("aaa001", "SO 2026/0001"), *many)
    name, pdf = printed(cli, found.root, tmp_path, "--ar", "2026")
    assert name == "diarium-prov-2026.pdf"
    sheets = pdfchecks.read(pdf)
    assert len(sheets) > 2
    commit = found.git("rev-parse", "HEAD")[:10]
    for number, sheet in enumerate(sheets, 1):
        assert sheet.width > sheet.height
        words = pdfchecks.flat(sheet.text)
        for told in (
            "Provkommun",
            "Diarium 2026",
            f"Registret prov, läge {commit}, ",
            f"{number} ({len(sheets)})",
            *("Nummer", "Datum", "Riktning", "Från", "Till", "Handlingen gäller", "Anmärkning"),
        ):
            assert told in words, told
    assert [int(each) for each in re.findall(r"SO 2026/0001-(\d+) 2026-02-03", words_of(pdf))] == list(range(1, 61))
    assert pdfchecks.complaints(pdf, "report") == []


def test_the_table_is_tagged_with_its_headings(cli: Cli, tmp_path: Path) -> None:
    _, pdf = printed(cli, committed("lund", tmp_path), tmp_path)
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        roles = [str(each.get("/S", "")) for each in pdfchecks._elements(opened.Root.StructTreeRoot)]
        assert str(opened.docinfo["/Title"]) == "Diarium 2021–2022, Lunds kommun"
    assert roles.count("/Table") == 1
    assert roles.count("/TH") == 7 + 1 + 2  # the head, the case, the number of each document


def test_only_what_everybody_may_read_is_printed_without_a_stamp(cli: Cli, register: Register, tmp_path: Path) -> None:
    found = register(
        case("aaa001", "SO 2026/0001"),
        handling("aaa001", "aaa001", 1, sekretess=SECRET, rubrik="Anbud från Städ AB", offentlig_rubrik="Anbud"),
    )
    name, office = printed(cli, found.root, tmp_path)
    assert name == "diarium-prov.pdf"
    assert "ARBETSMATERIAL – får ej spridas" in words_of(office)
    assert "Anbud från Städ AB" in words_of(office)
    name, public = printed(cli, found.root, tmp_path, "--offentlig")
    assert name == "diarium-prov-offentligt.pdf"
    assert "ARBETSMATERIAL" not in words_of(public)
    assert "Anbud Sekretess enligt OSL 19 kap. 3 §." in words_of(public)
    assert b"dAB" not in public
    ran = cli("--register", found.root, "diarium", "--format", "csv", "--ut", tmp_path)
    assert ran.err == "Filen visar uppgifter som inte är öppna. Lämna ut den som görs med --offentlig.\n"
    assert cli("--register", found.root, "diarium", "--offentlig", "--format", "csv", "--ut", tmp_path).err == ""


def test_what_is_not_committed_is_a_draft(cli: Cli, register: Register, tmp_path: Path) -> None:
    found = register(case("aaa001", "SO 2026/0001"))
    assert "UTKAST" not in words_of(printed(cli, found.root, tmp_path)[1])
    found.write(handling("aaa001", "aaa001", 1))
    assert "UTKAST" in words_of(printed(cli, found.root, tmp_path)[1])


def test_an_empty_diary_says_so(cli: Cli, register: Register, tmp_path: Path) -> None:
    _, pdf = printed(cli, register().root, tmp_path, "--ar", "2026")
    assert "Inga handlingar är registrerade för 2026." in words_of(pdf)
    assert pdfchecks.complaints(pdf, "report") == []


def test_the_same_commit_gives_the_same_bytes_anywhere(tmp_path: Path) -> None:
    made = []
    odd = ({"PYTHONHASHSEED": "1", "TZ": "UTC"}, {"PYTHONHASHSEED": "2", "TZ": "Asia/Tokyo", "LC_ALL": "C"})
    for number, environment in enumerate(odd):
        (folder := tmp_path / str(number)).mkdir()
        home = committed("lund", folder)
        done = sysselreg("--register", str(home), "diarium", "--format", "pdf", "--ut", str(folder), **environment)
        assert done.returncode == 0, done.stderr
        made.append(Path(done.stdout.strip()).read_bytes())
    assert made[0] == made[1]
