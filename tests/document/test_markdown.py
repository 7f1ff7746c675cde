"""Narrative text: what is allowed, what is kept as words, which figures it may name."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sysselreg.document.markdown import narrative, placeholders
from sysselreg.errors import DefinitionError

PATH = "records/texter/2023/natverk.md"


def html(text: str, wording: str = "") -> str:
    return narrative(text, PATH, {"nyckeltal.N10": wording}).strip()


def test_paragraphs_lists_and_emphasis() -> None:
    assert html("Ett *kort* **stycke**.\n\n- a\n- b\n\n1. c").replace("\n", "") == (
        "<p>Ett <em>kort</em> <strong>stycke</strong>.</p><ul><li>a</li><li>b</li></ul><ol><li>c</li></ol>"
    )


def test_figures_are_shown_by_their_wording_and_never_evaluated() -> None:
    text = "Det hölls {{ nyckeltal.N36.nätverksträff }} träffar och {{nyckeltal.N10}}."
    shown = narrative(text, PATH, {"nyckeltal.N36.nätverksträff": "fem", "nyckeltal.N10": "{{ 7*7 }} <b>"})
    assert shown == "<p>Det hölls fem träffar och {{ 7*7 }} &lt;b&gt;.</p>\n"
    assert placeholders("a\n{{ nyckeltal.N10 }}\n{{ x }} {{ y }}") == [("nyckeltal.N10", 2), ("x", 3), ("y", 3)]


def test_a_wording_is_not_read_as_markdown() -> None:
    assert html("{{ nyckeltal.N10 }}", "*[x](https://a.se)*") == "<p>*[x](https://a.se)*</p>"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "rad\n{{ nyckeltal.N99 }}",
            f"{PATH}:2: ”nyckeltal.N99” finns inte. Kontrollera namnet på nyckeltalet eller posten.",
        ),
        ("a\n\n{{ nyckeltal.N10", f"{PATH}:3: ”{{{{” står ensamt. Ett nyckeltal skrivs {{{{ nyckeltal.N10 }}}}."),
        ("{% for x in y %}", f"{PATH}:1: ”{{%” står ensamt. Ett nyckeltal skrivs {{{{ nyckeltal.N10 }}}}."),
        ("a\ue000b", f"{PATH}: texten innehåller ett tecken för eget bruk (U+E000 eller U+E001). Ta bort det."),
    ],
)
def test_an_unknown_or_broken_name_is_told_with_file_and_line(text: str, message: str) -> None:
    with pytest.raises(DefinitionError) as failure:
        html(text)
    assert failure.value.sentence == message
    assert html("{{ nyckeltal.N10 }}", "42") == "<p>42</p>"


def test_markup_is_printed_as_it_was_typed() -> None:
    shown = html("<script>alert(1)</script>\n\n<img src=x onerror=y> <b>fet</b>")
    assert "<script" not in shown
    assert "<img" not in shown
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in shown


@pytest.mark.parametrize(
    "text",
    [
        "[ord](javascript:alert(1))",
        "[ord](JaVaScRiPt:alert(1))",
        "[ord](data:text/html,x)",
        "[ord](file:///etc/passwd)",
        "[ord](http://oskyddad.se)",
        "[ord](/sida)",
        "![ord](https://x.se/spion.png)",
        "![ord](file:///etc/passwd)",
    ],
)
def test_of_an_image_or_another_link_only_the_words_are_kept(text: str) -> None:
    assert html(text) == "<p>ord</p>"


def test_https_and_mail_are_links() -> None:
    assert html("[ord](https://lund.se/a)") == '<p><a href="https://lund.se/a">ord</a></p>'
    assert html("[post](mailto:kommun@example.se)") == '<p><a href="mailto:kommun@example.se">post</a></p>'


def test_a_figure_has_no_place_in_an_address() -> None:
    assert html("[ord](https://x.se/{{ nyckeltal.N10 }})", "1") == "<p>ord</p>"


def test_headings_are_set_below_the_chapter_without_skipping() -> None:
    assert re.findall(r"<h(\d)>", narrative("# A\n\n### B\n\n## C\n", PATH, {}, level=4)) == ["4", "6", "5"]
    assert re.findall(r"<h(\d)>", narrative("### B\n", PATH, {}, level=3)) == ["3"]


@given(st.text(alphabet="ab<>&\"'`*_[]()!#-| \n{}:/javscript", max_size=60))
def test_whatever_is_typed_only_allowed_elements_come_out(text: str) -> None:
    try:
        shown = narrative(text, PATH, {})
    except DefinitionError:
        assert "{" in text or "}" in text
        return
    elements = set(re.findall(r"<\s*/?\s*([a-zA-Z0-9]+)", shown))
    assert elements <= {
        "p",
        "em",
        "strong",
        "code",
        "ul",
        "ol",
        "li",
        "blockquote",
        "br",
        "a",
        *(f"h{i}" for i in range(1, 7)),
    }
    assert "javascript:" not in "".join(re.findall(r"<[^>]*>", shown))
