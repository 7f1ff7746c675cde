"""PDF: archival and accessible, the same bytes everywhere, nothing from outside, no page that reads badly."""

from __future__ import annotations

import hashlib
import http.server
import io
import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest

from sysselreg.document.conformance import first_unambiguous
from sysselreg.document.pdf import Attachment, MissingLibrariesError, render_pdf
from sysselreg.document.variant import STYLESHEETS, Variant
from sysselreg.errors import DefinitionError
from tests.document import pdfchecks, sample

ASSETS = sample.shared_assets()
# The stylesheet of letters is not written yet: the report's stands in for it.
LETTER = ASSETS | {STYLESHEETS["letter"]: ASSETS[STYLESHEETS["report"]]}
PIXEL = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='9' height='9'%3E%3C/svg%3E"


def small(body: str, head: str = "", variant: Variant = "report") -> bytes:
    html = (
        f'<!DOCTYPE html><html lang="sv"><head><title>Prov</title>{head}</head><body data-kommun="Provkommun"'
        f' data-dnr="" data-stampel="" data-vattenstampel=""><main><h1>Prov</h1>{body}</main></body></html>'
    )
    return render_pdf(html, LETTER, sample.META, variant)


def test_the_report_is_archival_accessible_and_complete(report_pdf: bytes) -> None:
    must_hold = ["1 261 758 kr", "tolv upphandlingar", "42 insatser", "färre än 5", "Summa"]
    assert pdfchecks.complaints(report_pdf, "report", must_hold=must_hold) == []


def test_a_letter_is_archival_and_accessible() -> None:
    pdf = small("<h2>Hej</h2><p>Text med <a href='https://example.se/'>länk</a>.</p>", variant="letter")
    assert pdfchecks.complaints(pdf, "letter", may_be_sparse=(1,)) == []
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert b"<pdfaid:part>2</pdfaid:part>" in opened.Root.Metadata.read_bytes()


def test_a_letter_carries_no_files() -> None:
    with pytest.raises(DefinitionError, match=r"Ett brev \(PDF/A-2\) kan inte bära bilagda filer"):
        render_pdf("<html lang=sv>", LETTER, sample.META, "letter", [Attachment("a.csv", b"a", "A")])


def test_the_file_says_what_it_is(report_pdf: bytes) -> None:
    with pikepdf.open(io.BytesIO(report_pdf)) as pdf:
        packet = pdf.Root.Metadata.read_bytes().decode("utf-8")
        assert str(pdf.docinfo.Title) == sample.META.title
        assert str(pdf.docinfo.CreationDate) == "D:20260216120000Z"
        assert pdf.Root.Metadata.get("/Filter") is None
    for words in (
        "<pdfaid:part>3</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>",
        "<pdfuaid:part>1</pdfuaid:part>",
        "<dc:identifier>KS 2026/0042</dc:identifier>",
        "<xmpMM:VersionID>3f9c1ab</xmpMM:VersionID>",
        '<rdf:li xml:lang="sv">Årsrapport 2025: Sysselsättningskrav i upphandling</rdf:li>',
    ):
        assert words in packet


def test_texts_of_the_metadata_are_escaped() -> None:
    meta = replace(sample.META, title="A < B & C", identifier="")
    html = "<!DOCTYPE html><html lang=sv><body><h1>A</h1></body></html>"
    pdf = render_pdf(html, ASSETS, meta, "report")
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        packet = opened.Root.Metadata.read_bytes().decode("utf-8")
    assert "A &lt; B &amp; C" in packet
    assert "dc:identifier" not in packet
    assert pdfchecks.conformance(pdf, "report") == []


def test_the_figures_are_attached_as_they_are(report_pdf: bytes) -> None:
    with pikepdf.open(io.BytesIO(report_pdf)) as pdf:
        assert set(pdf.attachments) == {"nyckeltal.csv", "nyckeltal.json"}
        for attachment in sample.ATTACHMENTS:
            file = pdf.attachments[attachment.name]
            assert file.get_file().read_bytes() == attachment.content
            assert file.obj.AFRelationship == pikepdf.Name.Data
        assert pdf.attachments["nyckeltal.csv"].get_file().mime_type == "text/csv"
        assert pdf.attachments["nyckeltal.json"].get_file().mime_type == "application/json"
        assert len(pdf.Root.AF) == 2


@pytest.mark.parametrize(
    ("seed", "zone", "locale"),
    [("1", "Asia/Tokyo", "C"), ("77", "America/New_York", "C.UTF-8"), ("0", "UTC", "sv_SE.UTF-8")],
)
def test_the_same_bytes_whatever_the_machine_is_set_to(
    report_pdf: bytes, tmp_path: Path, seed: str, zone: str, locale: str
) -> None:
    code = (
        "import hashlib, sys; from tests.document import sample;"
        "sys.stdout.write(hashlib.sha256(sample.sample_pdf()).hexdigest())"
    )
    environment = os.environ | {"PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": locale, "PYTHONPATH": str(sample.ROOT)}
    run = subprocess.run(
        [sys.executable, "-c", code], env=environment, cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert run.stdout == hashlib.sha256(report_pdf).hexdigest()


def test_the_same_bytes_again_in_the_same_process_and_others_for_other_text(report_pdf: bytes) -> None:
    assert sample.sample_pdf() == report_pdf
    assert small("<p>Ett</p>") != small("<p>Två</p>")


def test_what_is_laid_out_for_the_fonts_goes_with_the_process(tmp_path: Path) -> None:
    """Also when something outlives the modules that would take it away, as test runners do."""
    code = (
        "import os, sys; from sysselreg.document import pdf; from tests.document import sample;"
        "sys.excepthook = lambda *_, held=pdf._style: None; sample.sample_pdf(); print(os.listdir(sys.argv[1]))"
    )
    environment = os.environ | {"TMPDIR": str(tmp_path), "PYTHONPATH": str(sample.ROOT)}
    run = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], env=environment, capture_output=True, text=True, check=True
    )
    assert ("weasyprint-" in run.stdout, run.stderr) == (True, "")
    assert list(tmp_path.iterdir()) == []


@pytest.fixture(scope="module")
def canary() -> Iterator[tuple[str, list[str]]]:
    """An address on this machine, and what has been asked of it."""
    asked: list[str] = []

    class Canary(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = http.server.HTTPServer(("127.0.0.1", 0), Canary)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    "markup",
    [
        '<img alt="spion" src="{}/a.png">',
        '<link rel="stylesheet" href="{}/a.css">',
        '<style>@import url("{}/b.css");</style>',
        '<style>@font-face {{ font-family: "SR Sans"; src: url({}/f.ttf); }}</style>',
        '<p style="background: url({}/bg.png)">x</p>',
        '<link rel="attachment" href="{}/hemligt.txt">',
        '<a rel="attachment" href="{}/hemligt.txt">x</a>',
        '<object data="{}/o.svg"></object>',
        '<svg xmlns="http://www.w3.org/2000/svg"><title>en bild</title><image href="{}/i.png" width="9"/></svg>',
    ],
)
def test_nothing_is_fetched_from_the_network_or_the_disk(
    markup: str, canary: tuple[str, list[str]], tmp_path: Path
) -> None:
    address, asked = canary
    (tmp_path / "a.png").write_bytes(b"x")
    for source in (address, tmp_path.as_uri(), "records"):
        with pytest.raises(
            DefinitionError,
            match=r"försöker hämta ”.*”\. Bara filer i reports/shared/ får användas|bilägger en fil"
            r"|Rätta mallen eller formatmallen",
        ):
            small(markup.format(source))
    assert asked == []


def test_pictures_inside_the_document_are_used() -> None:
    assert small(f'<p><img alt="En liten bild" src="{PIXEL}"></p>').startswith(b"%PDF-1.7")


def test_a_file_inside_the_document_is_not_attached() -> None:
    with pytest.raises(DefinitionError, match="Mallen bilägger en fil"):
        small("", head='<link rel="attachment" href="data:text/plain,hemligt">')


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("<p>Snö ☃ och 漢</p>", r"Dokumentets typsnitt saknar tecknen ☃ \(U\+2603\) 漢 \(U\+6F22\)"),
        ('<p style="font-family: DejaVu Sans">x</p>', r"Dokumentets typsnitt saknar tecknen x \(U\+0078\)"),
        ('<p><a href="#borta">x</a></p>', "Rätta mallen eller formatmallen .*borta"),
        (f'<p><img alt="" src="{PIXEL}"></p>', "Rätta mallen eller formatmallen .*alt description"),
    ],
)
def test_a_document_with_holes_is_refused(body: str, message: str) -> None:
    with pytest.raises(DefinitionError, match=message):
        small(body)
    assert small("<p>Ärlig svensk text – med ”citat”, 22 % och 1 261 758 kr … −3</p>")


def test_a_missing_stylesheet_or_font_is_named() -> None:
    html = "<!DOCTYPE html><html lang=sv><body><h1>A</h1></body></html>"
    with pytest.raises(DefinitionError, match=r"Formatmallen reports/shared/report\.css finns inte"):
        render_pdf(html, {}, sample.META, "report")
    font = "reports/shared/fonts/SourceSans3_400Regular.ttf"
    without = {path: content for path, content in ASSETS.items() if path != font}
    with pytest.raises(DefinitionError, match=re.escape(f"Dokumentet försöker hämta ”{font}”")):
        render_pdf(html, without, sample.META, "report")


def test_a_computer_without_pango_gets_one_clear_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "weasyprint").mkdir()
    (tmp_path / "weasyprint/__init__.py").write_text("raise OSError('cannot load library libpango-1.0-0')\n")
    for name in [name for name in sys.modules if name.split(".")[0] == "weasyprint"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(MissingLibrariesError) as failure:
        render_pdf("<html lang=sv>", ASSETS, sample.META, "report")
    assert failure.value.exit_code == 6
    assert failure.value.sentence == (
        "Det går inte att göra PDF på den här datorn, systembiblioteket Pango saknas."
        " Installera det med ”apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0” (Debian, Ubuntu)"
        " eller ”brew install pango” (macOS) och försök igen."
    )


def test_a_stream_never_ends_in_a_carriage_return(report_pdf: bytes) -> None:
    assert b"\r\nendstream" not in report_pdf
    tries = [b"stream\nab\r\nendstream", b"stream\nac\r\nendstream", b"stream\nad\nendstream"]
    assert first_unambiguous(tries.__getitem__) == tries[2]


@pytest.mark.parametrize(
    ("stamp", "words"), [("UTKAST", "UTKAST"), ("ARBETSMATERIAL", "ARBETSMATERIAL – får ej spridas")]
)
def test_an_unfinished_copy_says_so_on_every_page(stamp: str, words: str) -> None:
    pdf = sample.sample_pdf("UTKAST" if stamp == "UTKAST" else "ARBETSMATERIAL")
    assert pdfchecks.complaints(pdf, "report") == []
    pages = pdfchecks.read(pdf)
    assert all(words in pdfchecks.flat(page.text) for page in pages)
    # Across the page: letters as high as a thumb, never on a cover.
    stamped = [any(word.bottom - word.top > 60 for word in page.words) for page in pages]
    assert stamped == [False] + [True] * (len(pages) - 1)


def test_a_finished_copy_has_no_stamp(report_pdf: bytes) -> None:
    text = " ".join(page.text for page in pdfchecks.read(report_pdf))
    assert "UTKAST" not in text
    assert "ARBETSMATERIAL" not in text


def test_every_page_but_the_cover_carries_municipality_number_and_chapter(report_pdf: bytes) -> None:
    pages = [pdfchecks.flat(page.text) for page in pdfchecks.read(report_pdf)]
    assert all("Exempelköpings kommun" in page and "Dnr KS 2026/0042" in page for page in pages[1:])
    assert "Dnr" not in pages[0]
    assert all("Bilaga B Spårbarhet" in page for page in pages[-2:])


def test_the_head_of_a_long_table_is_on_each_of_its_pages(report_pdf: bytes) -> None:
    pages = [pdfchecks.flat(page.text) for page in pdfchecks.read(report_pdf)]
    assert [("Post Innehåll Kontrollsumma" in page) for page in pages[-2:]] == [True, True]


def first_pages(pdf: bytes) -> dict[str, int]:
    """The page, from 0, on which each word is seen first."""
    pages = pdfchecks.read(pdf)
    return {word: number for number, page in reversed(list(enumerate(pages))) for word in page.text.split()}


@pytest.mark.parametrize("rows", [4, 40])
def test_a_caption_is_always_with_the_first_rows_of_its_table_and_the_sum_with_the_last(rows: int) -> None:
    undivided = " odelad" if rows == 4 else ""
    body = "".join(f"<tr><th scope=row>rad{i}</th><td>x</td></tr>" for i in range(rows))
    table = (
        f'<div class="tabell{undivided}"><table><caption>Rubriken</caption><thead><tr><th scope=col>Huvud</th>'
        f"<th scope=col>Y</th></tr></thead><tbody>{body}</tbody>"
        "<tfoot><tr class=summa><th scope=row>Summa</th><td>y</td></tr></tfoot></table></div>"
    )
    seen = set()
    for space in range(104, 216, 8):
        pdf = small(f'<div style="height: {space}mm"></div>{table}')
        first = first_pages(pdf)
        assert first["Rubriken"] == first["Huvud"] == first["rad0"] == first["rad1"] == first["rad2"]
        assert first["Summa"] == first[f"rad{rows - 1}"]
        assert sum(page.text.count("Summa") for page in pdfchecks.read(pdf)) == 1
        if rows == 4:
            assert first["rad3"] == first["Rubriken"]
        seen.add(first["Rubriken"])
    assert seen == {0, 1}, "the table has stood both above and below the break"


def test_a_heading_is_never_alone_at_the_foot_of_a_page() -> None:
    seen = set()
    for space in range(160, 225, 8):
        first = first_pages(small(f'<div style="height: {space}mm"></div><h2>Rubriken</h2><p>{"ord " * 60}</p>'))
        assert first["Rubriken"] == first["ord"]
        seen.add(first["Rubriken"])
    assert seen == {0, 1}


def test_a_footnote_is_on_the_page_of_its_call(report_pdf: bytes) -> None:
    pages = [pdfchecks.flat(page.text) for page in pdfchecks.read(report_pdf)]
    note = next(number for number, page in enumerate(pages) if "beslut 2022-11-30" in page)
    assert "Kommunstyrelsen beslutade 2022" in pages[note]


def test_links_are_described_by_their_own_words(report_pdf: bytes) -> None:
    with pikepdf.open(io.BytesIO(report_pdf)) as pdf:
        words = {str(link.get("/Contents")) for page in pdf.pages for link in page.get("/Annots", [])}
    assert {"Vad insatserna ledde till", "tabell 1", "Tabell 1", "bilaga A"} <= {pdfchecks.flat(word) for word in words}
