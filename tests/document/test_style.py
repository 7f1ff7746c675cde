"""Stylesheet, fonts and macros: contrast, unmodified fonts, every file there, readable HTML."""

from __future__ import annotations

import hashlib
import logging
import re
from html.parser import HTMLParser

import pytest

from sysselreg.document.blocks import Column, Row, Table
from sysselreg.document.pdf import render_pdf
from sysselreg.document.web import standalone_html
from sysselreg.errors import DefinitionError
from tests.document import sample
from tests.document.test_charts import contrast

ASSETS = sample.shared_assets()
CSS = ASSETS["reports/shared/report.css"].decode()


def test_the_fonts_are_those_of_the_package_with_their_licences() -> None:
    sums = dict(line.split()[::-1] for line in ASSETS["reports/shared/fonts/SHA256SUMS"].decode().splitlines())
    fonts = {path.rsplit("/", 1)[1]: content for path, content in ASSETS.items() if path.endswith(".ttf")}
    assert {name: hashlib.sha256(content).hexdigest() for name, content in fonts.items()} == sums
    assert len(fonts) == 8
    for family in ("SourceSans3", "SourceSerif4", "SourceCodePro"):
        assert b"SIL OPEN FONT LICENSE Version 1.1" in ASSETS[f"reports/shared/fonts/OFL-{family}.txt"]


def test_every_file_of_the_stylesheet_is_there_and_every_font_is_used() -> None:
    letters = ASSETS["reports/shared/letter.css"].decode()
    named = set(re.findall(r"url\(([^)]+)\)", CSS + letters))
    assert all(f"reports/shared/{name}" in ASSETS for name in named)
    assert {name for name in named if name.endswith(".ttf")} == {
        path.removeprefix("reports/shared/") for path in ASSETS if path.endswith(".ttf")
    }


@pytest.mark.parametrize(
    ("text", "ground"),
    [
        ("#1c2326", "#ffffff"), ("#55616a", "#ffffff"), ("#0f4c5c", "#ffffff"), ("#2a757b", "#ffffff"),
        ("#a3410f", "#ffffff"), ("#0f4c5c", "#e8f1f0"), ("#1c2326", "#e8f1f0"), ("#ffffff", "#0f4c5c"),
        ("#d7e8e6", "#0f4c5c"), ("#e8f1f0", "#0f4c5c"), ("#b9d6d3", "#0f4c5c"), ("#ffffff", "#a3410f"),
    ],
)  # fmt: skip
def test_text_has_the_contrast_of_wcag_aa(text: str, ground: str) -> None:
    assert contrast(text, ground) >= 4.5


def test_no_other_colour_is_set_on_text() -> None:
    variables = dict(re.findall(r"(--[a-z0-9-]+): (#[0-9a-f]{6});", CSS))
    used = set(re.findall(r"(?<![-a-z])color: (#[0-9a-f]{3,6})", CSS))
    used |= {variables[name] for name in re.findall(r"(?<![-a-z])color: var\((--[a-z0-9-]+)\)", CSS)}
    assert used <= {"#fff", "#1c2326", "#55616a", "#0f4c5c", "#2a757b", "#a3410f", "#d7e8e6", "#e8f1f0", "#b9d6d3"}
    assert "#0f4c5c" in used


def test_weasyprint_understands_the_stylesheet(report_html: str) -> None:
    seen: list[str] = []
    handler = logging.Handler(logging.WARNING)
    handler.emit = lambda record: seen.append(record.getMessage())  # type: ignore[method-assign]
    log = logging.getLogger("weasyprint")
    log.addHandler(handler)
    # A comment more: a stylesheet that has been read before is not read again.
    fresh = ASSETS | {"reports/shared/report.css": f"{CSS}/**/\np {{ okänd: 1 }}".encode()}
    try:
        render_pdf(report_html, fresh, sample.META, "report")
    finally:
        log.removeHandler(handler)
    media, others = [text for text in seen if "media" in text], [text for text in seen if "media" not in text]
    assert len(media) == 4, "screen widths, which print does not have"
    assert [("okänd" in text) for text in others] == [True], "only the property that the test made up"


class Outline(HTMLParser):
    """What the HTML is made of."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.headings: list[int] = []
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag not in ("meta", "col", "img", "br", "rect", "line", "circle", "polyline", "polygon", "link"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self.open:
            assert self.open.pop() == tag, f"</{tag}> closes another element"


def test_the_html_is_well_formed_and_has_one_outline(report_html: str) -> None:
    outline = Outline(report_html)
    assert outline.open == []
    assert outline.headings[0] == 1
    assert outline.headings.count(1) == 1
    assert all(b <= a + 1 for a, b in zip(outline.headings, outline.headings[1:], strict=False))
    tags = [tag for tag, _ in outline.elements]
    assert tags.count("main") == tags.count("nav") == tags.count("header") == 1
    assert all(attributes.get("scope") for tag, attributes in outline.elements if tag == "th")
    assert dict(outline.elements)["html"]["lang"] == "sv"


def test_the_html_stands_on_its_own(report_html: str) -> None:
    html = standalone_html(report_html, ASSETS, "report")
    assert "Sammanfattning" in html
    assert re.findall(r"<(?:link|script|iframe|img)\b", html) == []
    style = html[html.index("<style>") : html.index("</style>")]
    assert set(re.findall(r"url\((\w+):", style)) == {"data"}
    assert not re.search(r"url\((?!data:)", style)
    assert style.count("data:font/ttf") == 3
    assert len(html) < 2_000_000
    assert html == standalone_html(report_html, ASSETS, "report")


def test_a_file_that_the_stylesheet_lacks_is_named() -> None:
    without = {path: content for path, content in ASSETS.items() if not path.endswith("omslag.svg")}
    with pytest.raises(DefinitionError, match=r"report\.css använder reports/shared/omslag\.svg, som inte finns"):
        standalone_html("<head></head>", without, "report")
    with pytest.raises(DefinitionError, match=r"Formatmallen reports/shared/report\.css finns inte"):
        standalone_html("<head></head>", {}, "report")


def test_a_row_that_does_not_fit_its_table_is_refused() -> None:
    columns = (Column("A", 1), Column("B", 2, numeric=True))
    with pytest.raises(ValueError, match="table t: a row has 1 cells instead of 2"):
        Table("t", "Rubrik", columns, (Row(("bara en",)),))
    assert Table("t", "Rubrik", columns, (Row(("a", "1")), Row(("grupp",), "grupp"))).widths == [33, 67]
