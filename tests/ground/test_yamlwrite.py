"""The canonical writer: what it writes is read back the same by us and by another reader, and no comment is lost."""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from sysselreg.schema.model import Field
from sysselreg.yamlevents import scalar_ends
from sysselreg.yamltext import FORBIDDEN, parse, plain_data
from sysselreg.yamlwrite import comments_of, emit

FREE = Field("post", "Post", "Vad som helst.", "object")

# What readers of YAML 1.1 and 1.2, spreadsheets and people trip over.
NASTY = [
    *["", " ", "a ", " a", "\u00a0", "a\u00a0b", "\t", "a\tb", "NO", "no", "y", "True", "null", "~", "=", "<<"],
    *["0205", "0o17", "0x1F", "0b1010_0111", "1.10", "1e3", ".5", "+1", "-1", "1_000", ".nan", "-.INF", "1__0"],
    *["12:30", "190:20:30", "2021-02-30", "2001-12-14t21:59:43.10-05:00", "2023", "2023-05", "1 2"],
    *["a: b", "a:", ":a", ":", "a #b", "#a", "a#b", "- a", "-", "--", "?", "? a", "[a", "]", "{a", "}", ",", "a, b"],
    *["&a", "*a", "!a", "|", ">", "%a", "@a", "`a", '"', "'", '"a"', "'a'", "\\", "\\n", "a\\", "---", "--- a", "..."],
    *["... a", "{}", "[]", "<<<<<<< HEAD", "=======", "=1+1", "åäö", "Ελ", "🎉"],
    *[
        "a\n",
        "\na",
        "a\n\nb",
        "a\n b",
        " a\nb",
        "a\n\n",
        "\n",
        "\n\n",
        "a\n\tb",
        "a \nb",
        "# a\nb",
        "a\n# b",
        "a\n---\nb",
    ],
    *["---\na", "a\n...\nb", "<<<<<<< HEAD\na", "a\n=======\nb", "- a\n- b", "a: b\nc: d", "|\n  a"],
]


def _is_writable(text: str) -> bool:
    return not FORBIDDEN.search(text)


texts = (
    st.one_of(
        st.sampled_from(NASTY),
        st.text(max_size=30),
        st.lists(st.sampled_from(NASTY), min_size=2, max_size=4).map("".join),
        st.lists(st.sampled_from(NASTY), min_size=2, max_size=4).map("\n".join),
    )
    .map(lambda text: unicodedata.normalize("NFC", text))
    .filter(_is_writable)
)
values = st.recursive(
    texts, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4), max_leaves=12
)
records = st.dictionaries(texts, values, min_size=1, max_size=5)


@given(records)
def test_what_is_written_is_read_back_the_same_and_written_the_same(data: dict[str, Any]) -> None:
    text = emit(data, FREE)
    read = parse(text.encode())
    assert read.faults == ()
    assert read.root is not None
    assert plain_data(read.root) == data
    assert emit(plain_data(read.root), FREE, comments_of(text, read.root)) == text


@pytest.mark.parametrize("text", [*NASTY, "ett mycket långt namn " * 60])
def test_every_nasty_text_stands_every_place(text: str) -> None:
    data = {text: text, "lista": [text, [text], {text: text}], "grupp": {text: {text: [text]}}, "tomt": [[], {}]}
    read = parse(emit(data, FREE).encode())
    assert read.faults == ()
    assert read.root is not None
    assert plain_data(read.root) == data


@pytest.mark.parametrize("version", [(1, 1), (1, 2)])
@given(data=records)
def test_another_reader_sees_the_same_texts(data: dict[str, Any], version: tuple[int, int]) -> None:
    other = YAML(typ="safe", pure=True)
    other.version = version
    assert other.load(io.StringIO(emit(data, FREE))) == data


@given(st.text(max_size=40))
def test_what_must_not_stand_in_a_file_is_written_as_an_escape_and_refused(text: str) -> None:
    written = emit({"a": text}, FREE)
    assert not FORBIDDEN.search(written)
    read = parse(written.encode())
    assert bool(read.faults) == bool(FORBIDDEN.search(text) or not unicodedata.is_normalized("NFC", text))


def _commented(data: Mapping[str, Any], draw: st.DataObject) -> tuple[str, list[str]]:
    """Canonical text with comments put in wherever one may stand, and the comments in their order."""
    text = emit(data, FREE)
    inside = {line for start, (stop, _) in scalar_ends(text) for line in range(start + 1, stop + 1)}
    lines: list[str] = []
    comments: list[str] = []

    def comment() -> str:
        comments.append(f"# kommentar {len(comments)}")
        return comments[-1]

    for number, line in enumerate(text.removesuffix("\n").split("\n"), 1):
        indent = " " * draw.draw(st.sampled_from([0, len(line) - len(line.lstrip())]))
        if number not in inside and draw.draw(st.integers(0, 3)) == 0:
            lines.append(indent + comment())
        if number not in inside and draw.draw(st.integers(0, 3)) == 0:
            lines.append(f"{line}  {comment()}")
        else:
            lines.append(line)
    if draw.draw(st.booleans()):
        lines.append(comment())
    return "\n".join(lines) + "\n", comments


@given(records, st.data())
def test_comments_are_kept_in_order_and_stay_put(data: dict[str, Any], draw: st.DataObject) -> None:
    source, comments = _commented(data, draw)
    read = parse(source.encode())
    assert read.root is not None
    if plain_data(read.root) != data:
        return  # an unindented comment after a block of text is part of no canonical file
    once = emit(plain_data(read.root), FREE, comments_of(source, read.root))
    again = parse(once.encode())
    assert again.root is not None
    assert plain_data(again.root) == data
    assert re.findall(r"# kommentar [0-9]+$", once, re.M) == comments
    assert emit(plain_data(again.root), FREE, comments_of(once, again.root)) == once


@pytest.mark.parametrize(
    ("source", "canonical"),
    [
        ("# överst\n\na: b   # bredvid\n\n# sist\n", "# överst\na: b  # bredvid\n# sist\n"),
        ("a: [b,  # ett\n    c]  # två\n", "a:\n  - b  # ett\n  - c  # två\n"),
        ("a: [b,\n    c\n]  # slut\nd: e\n", "a:\n  - b\n  - c  # slut\nd: e\n"),
        ("a: {b: c}  # bredvid\n", "a:\n  b: c  # bredvid\n"),
        ('a: "ett\n  två"  # bredvid\n', "a: ett två  # bredvid\n"),
        ("a: ett\n  två  # bredvid\nb: c\n", "a: ett två  # bredvid\nb: c\n"),
        ("a:\n-  # om b\n  b: c\n", "a:\n  # om b\n  - b: c\n"),
        ("a:\n- b  # om b\n# om c\n- c\n", "a:\n  - b  # om b\n  # om c\n  - c\n"),
        ("a: |  # om a\n  # text\n  b\n# efter\n", "a: |  # om a\n  # text\n  b\n# efter\n"),
        ("a: >  # om a\n  ett\n  två\n", "a: |  # om a\n  ett två\n"),
        ('"a #b": c #d\n', '"a #b": c  #d\n'),
        ("a: 'b # c' # d\n", 'a: "b # c"  # d\n'),
        ("a:  # tomt\nb: c\n", 'a: ""  # tomt\nb: c\n'),
        ("a: [  # ingen\n]\n", "a: []  # ingen\n"),
        ("a: [\n  # ingen\n]\nb: c\n", "a: []\n# ingen\nb: c\n"),
        ("--- # först\na: b\n", "# först\na: b\n"),
        ("? a  # namn\n: b  # värde\n", "a: b  # namn\n# värde\n"),
    ],
)
def test_a_comment_follows_what_it_is_about(source: str, canonical: str) -> None:
    read = parse(source.encode())
    assert read.root is not None
    assert emit(plain_data(read.root), FREE, comments_of(source, read.root)) == canonical


def test_the_shape_decides_order_and_quotes() -> None:
    date = Field("datum", "Datum", "", "string", format="partiellt-datum")
    number = Field("antal", "Antal", "", "integer")
    text = Field("titel", "Titel", "", "string")
    item = Field("krav", "Krav", "", "object", children={"id": text, "antal": number})
    krav = Field("krav", "Krav", "", "array", item=item)
    shape = Field("post", "Post", "", "object", children={"titel": text, "datum": date, "krav": krav})
    data = {"okänt": "x", "krav": [{"antal": 3, "id": "k1"}, {}], "datum": "2023-05", "titel": "2023-05"}
    assert emit(data, shape) == (
        'titel: "2023-05"\ndatum: 2023-05\nkrav:\n  - id: k1\n    antal: 3\n  - {}\nokänt: x\n'
    )
    # A typed field that holds no number or date is quoted like any other text.
    assert emit({"datum": "0205"}, shape) == 'datum: "0205"\n'
