"""Numbers, references and contents of a document."""

from __future__ import annotations

import re

import pytest

from sysselreg.document.outline import complete
from sysselreg.errors import DefinitionError

DOCUMENT = """
<nav><!--innehåll--></nav>
<h2 id="s" data-nr="onumrerat">Sammanfattning</h2>
<p><a href="#t2" data-visa="nr"></a> och <a href="#a11" data-visa="Nr"></a></p>
<h2 id="k1" data-nr="kapitel">Intern <em>samverkan</em></h2>
<h3 id="a11" data-nr="avsnitt">Pilot &amp; mer</h3>
<h4 id="u111" data-nr="underavsnitt">Fråga</h4>
<h4 id="u112" data-nr="underavsnitt">Svar</h4>
<h3 id="a12" data-nr="avsnitt">Kostnad</h3>
<h4 id="u121" data-nr="underavsnitt">Post</h4>
<table><caption id="t1" data-nr="tabell">Ett</caption></table>
<h2 id="k2" class="x" data-nr="kapitel">Extern samverkan</h2>
<table><caption id="t2" data-nr="tabell">Två</caption></table>
<figcaption id="f1" data-nr="figur">Bild</figcaption>
<h2 id="ba" data-nr="bilaga">Mål</h2>
<h3 id="ba1" data-nr="avsnitt">Nådda</h3>
"""


def words(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)).strip()


def test_headings_captions_and_references_get_their_numbers() -> None:
    html = complete(DOCUMENT)
    numbers = re.findall(r'id="(\w+)"[^>]*data-etikett="([^"]*)"', html)
    assert dict(numbers) == {
        "s": "Sammanfattning",
        "k1": "1 Intern samverkan",
        "a11": "1.1 Pilot &amp; mer",
        "u111": "1.1.1 Fråga",
        "u112": "1.1.2 Svar",
        "a12": "1.2 Kostnad",
        "u121": "1.2.1 Post",
        "t1": "Tabell 1. Ett",
        "k2": "2 Extern samverkan",
        "t2": "Tabell 2. Två",
        "f1": "Figur 1. Bild",
        "ba": "Bilaga A Mål",
        "ba1": "A.1 Nådda",
    }
    assert '<p><a href="#t2">tabell 2</a> och <a href="#a11">Avsnitt 1.1</a></p>' in html


def test_contents_hold_chapters_and_sections_in_order_and_are_well_formed() -> None:
    html = complete(DOCUMENT)
    contents = html[html.index("<nav>") : html.index("</nav>")]
    assert words(contents) == (
        "Sammanfattning 1 Intern samverkan 1.1 Pilot &amp; mer 1.2 Kostnad 2 Extern samverkan Bilaga A Mål A.1 Nådda"
    )
    assert contents.count("<ol>") == contents.count("</ol>") == 3
    assert contents.count("<li>") == contents.count("</li>") == 7
    # A link holds only text: the number stands before it.
    assert all("<" not in inside for inside in re.findall(r"<a [^>]*>(.*?)</a>", contents))


def test_a_chapter_left_out_leaves_no_gap() -> None:
    html = complete(DOCUMENT.replace('<h2 id="k1" data-nr="kapitel">Intern <em>samverkan</em></h2>', ""))
    assert 'data-etikett="1 Extern samverkan"' in html


def test_a_27th_appendix_still_has_a_letter() -> None:
    html = complete("".join(f'<h2 id="b{i}" data-nr="bilaga">B</h2>' for i in range(27)))
    assert 'id="b25" data-etikett="Bilaga Z B"' in html
    assert 'id="b26" data-etikett="Bilaga AA B"' in html


@pytest.mark.parametrize(
    ("html", "message"),
    [
        ('<h2 id="a" data-nr="kapitel">A</h2><p id="a">x</p>', "Samma id används två gånger i dokumentet: a."),
        ('<p><a href="#borta">x</a></p>', "En länk pekar på ”borta”, som inte finns i dokumentet."),
        (
            '<p><a href="#borta" data-visa="nr"></a></p>',
            "Mallen hänvisar till ”borta”, men ingen rubrik, tabell eller figur",
        ),
        ('<h2 data-nr="kapitel">Utan id</h2>', "Rubriken ”Utan id” har inget id"),
        ('<h2 id="x" data-nr="del">Del</h2>', "Mallen numrerar en rubrik som ”del”."),
    ],
)
def test_a_broken_document_is_refused(html: str, message: str) -> None:
    with pytest.raises(DefinitionError, match=re.escape(message)):
        complete(html)
    assert complete('<h2 id="a" data-nr="kapitel">A</h2><p><a href="#a">x</a></p>')
