"""The checks of PDFs see what they are there to see."""

from __future__ import annotations

import re

import pytest

from sysselreg.document.pdf import render_pdf
from tests.document import pdfchecks, sample

ASSETS = sample.shared_assets()
GOOD = "<h1>Rapport</h1><h2>Avsnitt</h2><p>Enligt diarienummer KS 2026/0042 och orgnr 212000-0000, 1 261 758 kr.</p>"


def complaints(body: str, **options: object) -> list[str]:
    html = (
        '<!DOCTYPE html><html lang="sv"><head><title>Prov</title></head><body data-kommun="K" data-dnr=""'
        f' data-stampel="" data-vattenstampel=""><main>{body}</main></body></html>'
    )
    return pdfchecks.complaints(render_pdf(html, ASSETS, sample.META, "report"), "report", **options)  # type: ignore[arg-type]


def test_a_good_document_has_no_complaints() -> None:
    assert complaints(GOOD, must_hold=["KS 2026/0042", "1\u00a0261\u00a0758 kr"]) == []


@pytest.mark.parametrize(
    ("body", "complaint"),
    [
        ("<h2>Först</h2>", "första rubriken är inte på nivå 1: [2]"),
        ("<h1>A</h1><h3>B</h3>", "rubriknivån hoppar från 1 till 3"),
        ("<h1>A</h1><p>Summan är None</p>", "sidan 1 har en rest: 'None'"),
        ("<h1>A</h1><p>Antal {{ x }}</p>", "sidan 1 har en rest: '{{'"),
        ("<h1>A</h1><p>See Table 3</p>", "sidan 1 har en rest: 'Table 3'"),
        ("<h1>A</h1><p>Född 19850715-1234</p>", "sidan 1 har ett personnummer: '19850715-1234'"),
        ("<h1>A</h1><p>Samordning 850775-1234</p>", "sidan 1 har ett personnummer: '850775-1234'"),
        ('<h1>A</h1><p style="margin-left: -20mm">utanför</p>', "sidan 1: ”utanför” ligger utanför"),
        ("<h1>A</h1><svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><title>kort</title></svg>",
         "en figur saknar beskrivning"),
        ("<h1>A</h1><table><tr><td>1</td></tr></table>", "en tabell saknar rubrikceller"),
    ],
)  # fmt: skip
def test_each_fault_is_seen(body: str, complaint: str) -> None:
    assert complaint in complaints(body)


def test_missing_words_and_an_empty_page_are_seen() -> None:
    pages = '<p style="break-before: page">ensam</p><p style="break-before: page">sist</p>'
    found = complaints(GOOD + pages, must_hold=["362 kr"], may_be_sparse=(1,))
    assert "dokumentet saknar ”362 kr”" in found
    assert "sidan 2 är nästan tom" in found


def test_missing_page_numbers_and_letters_are_seen() -> None:
    page = pdfchecks.PageWords(595, 842, (pdfchecks.Word(100, 700, 120, 710, "te\ufffdt"),))
    assert list(pdfchecks.wording([page], [])) == ["sidan 1 har ett tecken som saknas: '\ufffd'"]
    assert list(pdfchecks.page_numbers([page])) == ["sidan 1 saknar sidnumret 1 (1)"]


def test_a_plain_pdf_of_weasyprint_is_not_conformant() -> None:
    from weasyprint import HTML

    content = HTML(string='<html lang="sv"><title>x</title><h1>A</h1><p>b').write_pdf()
    found = pdfchecks.conformance(content, "report")
    assert any(re.match(r"3a: PDFA3A", complaint) for complaint in found)
    assert any(re.match(r"ua1: PDFUA1", complaint) for complaint in found)
