"""What every PDF of ours must be: each check gives its complaints, none when all is well.

    assert pdfchecks.complaints(pdf, "report", must_hold=["1 261 758 kr"]) == []

Needs `pdftotext` (Debian: poppler-utils), pikepdf and page-validation.
"""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from html import unescape
from itertools import pairwise

import page
import pikepdf

PROFILES = {"report": ("3a", "ua1"), "letter": ("2a", "ua1")}
TOP, BOTTOM, EDGE = 75, 85, 20
LEFT_OVERS = re.compile(
    r"\{\{|\}\}|\{%|%\}|\b(?:None|True|False|nan|NaN|undefined|Undefined|Decimal|Fraction|null)\b"
    r"|\b(?:Table|Figure|Page|Chapter|Appendix|Source)s? \d|\b(?:Table of contents|Contents|Introduction|Summary)\b"
)
TOFU = re.compile("[\ufffd\u25a1\ue000-\uf8ff]")
PERSONNUMMER = re.compile(
    r"(?<!\d)(?:19|20)?\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]|6[1-9]|[78]\d|9[01])[-+]\d{4}(?!\d)"
)
BOX = re.compile(r'<word xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)">(.*?)</word>')


@dataclass(frozen=True, slots=True)
class Word:
    """A word with its box in points from the top left corner."""

    left: float
    top: float
    right: float
    bottom: float
    text: str


@dataclass(frozen=True, slots=True)
class PageWords:
    """A page as it is read: its size and its words."""

    width: float
    height: float
    words: tuple[Word, ...]

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)

    @property
    def filled(self) -> float:
        """How far down the area between header and footer the text reaches, 0–1."""
        bottoms = [word.bottom for word in self.words if TOP < word.top < self.height - BOTTOM]
        return (max(bottoms, default=TOP) - TOP) / (self.height - TOP - BOTTOM)


def complaints(
    content: bytes, variant: str, *, must_hold: Iterable[str] = (), may_be_sparse: Collection[int] = (1,)
) -> list[str]:
    """All complaints about a PDF; `must_hold`: texts that must be readable in it; `may_be_sparse`: page numbers."""
    pages = read(content)
    with pikepdf.open(io.BytesIO(content)) as pdf:
        structure = [*headings_and_figures(pdf), *links(pdf), *fonts(pdf), *catalog(pdf)]
    return [
        *conformance(content, variant),
        *structure,
        *wording(pages, must_hold),
        *page_numbers(pages),
        *outside_the_page(pages),
        *sparse_pages(pages, may_be_sparse),
    ]


def conformance(content: bytes, variant: str) -> list[str]:
    """Rules of PDF/A and PDF/UA that are broken."""
    reports = [(profile, page.validate_pdf_bytes(content, profile=profile)) for profile in PROFILES[variant]]
    assert all(report.rules.total for _, report in reports)
    return [
        f"{profile}: {failure.rule_id} {failure.message}" for profile, report in reports for failure in report.failures
    ]


def read(content: bytes) -> list[PageWords]:
    """The words of each page, as `pdftotext` finds them."""
    assert shutil.which("pdftotext"), "pdftotext saknas: apt-get install poppler-utils"
    command = ["pdftotext", "-bbox", "-", "-"]
    xml = subprocess.run(command, input=content, capture_output=True, check=True).stdout.decode("utf-8")
    pages = re.findall(r'<page width="([\d.]+)" height="([\d.]+)">(.*?)</page>', xml, re.DOTALL)
    return [
        PageWords(
            float(width),
            float(height),
            tuple(
                Word(float(a), float(b), float(c), float(d), unescape(text)) for a, b, c, d, text in BOX.findall(words)
            ),
        )
        for width, height, words in pages
    ]


def flat(text: str) -> str:
    """The text with every kind of space as one space and without soft hyphens, for comparisons."""
    return re.sub(r"\s+", " ", text.replace("\u00ad", "").replace("\u00a0", " ")).strip()


def headings_and_figures(pdf: pikepdf.Pdf) -> Iterator[str]:
    """Tags: first heading H1 and no level skipped, a text for every figure, headers in every table."""
    levels, roles = list[int](), Counter[str]()
    for element in _elements(pdf.Root.StructTreeRoot):
        role = str(element.get("/S", ""))
        roles[role] += 1
        if re.fullmatch(r"/H[1-6]", role):
            levels.append(int(role[2]))
        if role == "/Figure" and len(str(element.get("/Alt", ""))) < 10:
            yield "en figur saknar beskrivning"
        if role == "/Table" and not any(str(part.get("/S", "")) == "/TH" for part in _elements(element)):
            yield "en tabell saknar rubrikceller"
    if not levels or levels[0] != 1:
        yield f"första rubriken är inte på nivå 1: {levels[:3]}"
    yield from (f"rubriknivån hoppar från {a} till {b}" for a, b in pairwise(levels) if b > a + 1)


def _elements(element: pikepdf.Object) -> Iterator[pikepdf.Object]:
    waiting = [element]
    while waiting:
        current = waiting.pop()
        if not isinstance(current, pikepdf.Dictionary):
            continue
        yield current
        kids = current.get("/K", pikepdf.Array())
        waiting += reversed(list(kids) if isinstance(kids, pikepdf.Array) else [kids])


def links(pdf: pikepdf.Pdf) -> Iterator[str]:
    """Every link is described in words, not by the name of its anchor."""
    for sheet in pdf.pages:
        for annotation in sheet.get("/Annots", pikepdf.Array()):
            words, target = str(annotation.get("/Contents", "")), str(annotation.get("/Dest", ""))
            if annotation.get("/Subtype") == "/Link" and (not words or words == target):
                yield f"länken till ”{target}” är inte beskriven i ord"


def fonts(pdf: pikepdf.Pdf) -> Iterator[str]:
    """Every font is embedded and one of ours."""
    for item in pdf.objects:
        if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/FontDescriptor":
            name = re.sub(r"^/[A-Z]{6}\+", "", str(item.FontName))
            if not any(key in item for key in ("/FontFile", "/FontFile2", "/FontFile3")):
                yield f"typsnittet {name} är inte inbäddat"
            if not name.startswith(("SR-Sans", "SR-Serif", "SR-Mono")):
                yield f"typsnittet {name} är inte vårt"


def catalog(pdf: pikepdf.Pdf) -> Iterator[str]:
    """Language, title, no scripts, forms or encryption; every attached file says what it is."""
    root = pdf.Root
    if str(root.get("/Lang", "")) != "sv":
        yield "språket är inte svenska"
    if not str(pdf.docinfo.get("/Title", "")):
        yield "dokumentet saknar titel"
    if pdf.is_encrypted or any(key in root for key in ("/AcroForm", "/OpenAction", "/AA")):
        yield "dokumentet har kryptering, formulär eller skript"
    yield from (
        f"bilagan {name} säger inte vad den är"
        for name, file in pdf.attachments.items()
        if "/AFRelationship" not in file.obj
    )


def wording(pages: list[PageWords], must_hold: Iterable[str]) -> Iterator[str]:
    """No traces of templates, no English, no missing letters, nobody's number; and all that must be there."""
    text = flat(" ".join(sheet.text for sheet in pages))
    for number, sheet in enumerate(pages, 1):
        for pattern, what in (
            (LEFT_OVERS, "en rest"),
            (TOFU, "ett tecken som saknas"),
            (PERSONNUMMER, "ett personnummer"),
        ):
            found = pattern.search(flat(sheet.text))
            if found:
                yield f"sidan {number} har {what}: {found.group()!r}"
    yield from (f"dokumentet saknar ”{words}”" for words in must_hold if flat(words) not in text)


def page_numbers(pages: list[PageWords]) -> Iterator[str]:
    """Every page but a cover says n (N)."""
    for number, sheet in enumerate(pages, 1):
        if f"{number} ({len(pages)})" not in sheet.text and not (number == 1 and len(pages) > 2):
            yield f"sidan {number} saknar sidnumret {number} ({len(pages)})"


def outside_the_page(pages: list[PageWords]) -> Iterator[str]:
    """No word reaches nearer to the edge of the paper than a printer can print."""
    for number, sheet in enumerate(pages, 1):
        for word in sheet.words:
            inside = word.left >= EDGE and word.right <= sheet.width - EDGE
            if not (inside and word.top >= EDGE and word.bottom <= sheet.height - EDGE):
                yield f"sidan {number}: ”{word.text}” ligger utanför"


def sparse_pages(pages: list[PageWords], allowed: Collection[int]) -> Iterator[str]:
    """No page before the last is less than a fifth full: the last one ends where the text does."""
    for number, sheet in enumerate(pages[:-1], 1):
        if sheet.filled < 1 / 5 and number not in allowed:
            yield f"sidan {number} är nästan tom"
