"""The way back in the Årsrapport: from each number to its figure, to records by number, to commits and to people."""

from __future__ import annotations

import io
import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pikepdf

from tests.conftest import Cli, Repository
from tests.ledger.conftest import approved, path, placement, placements

ENTRY = re.compile(r"([a-z]{3}-[0-9a-z]{6}) (?:([0-9a-f]{7}) ([A-Z]+)|(osparad))")


def report(cli: Cli, register: Repository, out: Path, form: str) -> bytes:
    ran = cli("--register", register.root, "rapport", "2024", "--format", form, "--ut", out)
    assert ran.code == 0, ran.err
    return Path(ran.out.rstrip("\n")).read_bytes()


def page(cli: Cli, register: Repository, out: Path) -> str:
    return report(cli, register, out, "html").decode().replace("\u00a0", " ")


def row(text: str, figure: str) -> list[str]:
    """The cells of a figure's row in the appendix."""
    found = re.search(rf'<tr id="spar-{figure.lower()}">(.*?)</tr>', text, re.S)
    assert found
    return [re.sub("<[^>]*>", "", each) for each in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", found[1])]


def entries(text: str) -> list[tuple[str, str, str]]:
    """Record, commit and mark (both '' when not committed), in the order of their numbers."""
    (listed,) = re.findall(r'<ol aria-labelledby="poster">(.*?)</ol>', text, re.S)
    found = [ENTRY.fullmatch(each) for each in re.findall("<li>(.*?)</li>", listed)]
    return [(each[1], each[2] or "", each[3] or "") for each in found if each]


def people(text: str) -> dict[str, tuple[str, str, str]]:
    """Mark → who wrote, who approved, how many records."""
    (table,) = re.findall(r'<caption id="t-incheckningar".*?</table>', text, re.S)
    rows = re.findall(r'<th scope="row">([A-Z]+)</th>(.*?)</tr>', table, re.S)
    cells = {mark: re.findall(r"<td[^>]*>(.*?)</td>", rest) for mark, rest in rows}
    return {mark: (by, approved_by, many) for mark, (by, approved_by, many, _) in cells.items()}


def numbers(spans: str) -> Iterator[int]:
    for span in filter(None, spans.split(", ")):
        first, _, last = span.partition("–")
        yield from range(int(first), int(last or first) + 1)


def test_each_number_leads_to_its_records_and_these_to_commits_and_people(
    register: Repository, cli: Cli, tmp_path: Path
) -> None:
    first = register.git("rev-parse", "HEAD")
    made = approved(register, {path(100): placement(100, gender="man")})
    text = page(cli, register, tmp_path)

    # In the table of figures the number is a link to the row of the appendix.
    assert '<a class="spar" href="#spar-n11">25</a>' in text
    name, definition, many, spans = row(text, "N11")
    assert (name, definition, many) == ("N11 Personer efter kön", "personer visa", "25")
    (how,) = re.findall(r'<div id="def-n11">(.*?)</div>', text, re.S)
    assert '<a class="skarm" href="#def-n11">visa</a>' in text
    assert "<dd>Antalet personer som har börjat på en plats, efter kön." in how
    assert "create view startad as" in how
    listed = entries(text)
    counted = [listed[at - 1] for at in numbers(spans)]
    assert {record for record, _, _ in counted} == {f"pla-{each:06d}" for each in (*range(100, 118), *range(200, 207))}
    who = people(text)
    told = {record: (commit, *who[mark]) for record, commit, mark in counted}
    assert all(commit for _, commit, _ in listed)
    assert told["pla-000100"] == (made[:7], "Anna Exempel", "Bo Exempel", "1")
    assert told["pla-000101"] == (first[:7], "Prov", "ingen annan", "25")


def test_records_that_the_same_figures_count_are_one_span(register: Repository, cli: Cli, tmp_path: Path) -> None:
    # Every other one is known by gender.
    register.commit({path(each): placement(each, gender="okänt") for each in range(100, 118, 2)})
    text = page(cli, register, tmp_path)

    assert (row(text, "N10")[3], row(text, "N13")[2]) == ("1–25", "16")
    assert row(text, "N13")[3] == "1–16"


def test_what_is_withheld_or_not_committed_is_told_as_that(register: Repository, cli: Cli, tmp_path: Path) -> None:
    register.git("rm", "-q", "-r", "records/placering")
    register.commit(placements(300, 3))
    text = page(cli, register, tmp_path)
    assert row(text, "N10")[2:] == ["dolt", ""]
    assert "pla-" not in text

    register.write(placements(400, 20))
    text = page(cli, register, tmp_path)
    assert row(text, "N10")[2] == "23"
    assert ("pla-000400", "", "") in entries(text)
    assert any(record == "pla-000300" and commit for record, commit, _ in entries(text))


def test_the_printed_list_is_the_attached_one(register: Repository, cli: Cli, tmp_path: Path) -> None:
    content = report(cli, register, tmp_path, "pdf")
    with pikepdf.open(io.BytesIO(content)) as opened:
        basis = json.loads(opened.attachments["underlag.json"].get_file().read_bytes())
    file = tmp_path / "rapport.pdf"
    file.write_bytes(content)
    text = subprocess.run(["pdftotext", "-raw", file, "-"], check=True, capture_output=True, text=True).stdout
    printed = [f"{each[1]} {each[2]}" for each in ENTRY.finditer(text)]
    held = basis["incheckningar"]

    assert sorted(printed) == sorted(f"{record} {held[record]['incheckning'][:7]}" for record in basis["poster"])
    assert len(printed) == 26
    # In print the SQL would fill many pages; it goes with the file.
    assert "create view" not in text
    assert "create view startad as" in basis["sql"]["N11"]
