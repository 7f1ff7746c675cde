"""Klarspråk: short sentences and no officialese, in every profile of the report and in every register that we hold."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from sysselreg.yamlevents import data_file
from tests.annual.prose import WORD, sentences

ROOT = Path(__file__).resolve().parents[2]
PLAINER: dict[str, str] = data_file((ROOT / "reports/klarsprak.yaml").read_text(encoding="utf-8"))["ord"]
OFFICIALESE = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, PLAINER))})(?!\w)", re.IGNORECASE)

REPORTS = [
    ("exempelkommun", "full"), ("exempelkommun", "lund"), ("lund", "lund"), ("lund", "full"), ("ostersund", "full"),
    ("goteborg", "full"), ("nordanstig", "full"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "profile"), REPORTS)
def test_sentences_are_short_and_plain(report: Callable[..., bytes], name: str, profile: str) -> None:
    found = [s for s in sentences(report(name, "html", profile).decode()) if not s.startswith("Källa:")]
    lengths = {sentence: len(WORD.findall(sentence)) for sentence in found}
    assert len(found) > 30, "the prose is not found"
    assert [(length, sentence) for sentence, length in lengths.items() if length >= 25] == []
    assert sum(lengths.values()) / len(lengths) < 15
    written = [(word, PLAINER[word.lower()], s) for s in found for word in OFFICIALESE.findall(s)]
    assert written == []


def test_prose_is_told_from_tables_headings_and_what_others_have_said() -> None:
    page = """<h2>Rubrik</h2><p>Första meningen. Den andra, 1,5 lång!</p><table><tr><td>Cell här.</td></tr></table>
    <p class="fraga">Uppdragets ord.</p><ul><li>En punkt</li></ul><p>Beslutet kom 3 maj. ”Bra.” Sist.</p>"""
    assert sentences(page) == [
        "Första meningen.", "Den andra, 1,5 lång!", "En punkt", "Beslutet kom 3 maj.", "”Bra.”", "Sist.",
    ]  # fmt: skip
    assert len(WORD.findall("Den andra, 1,5 lång!")) == 4
    assert OFFICIALESE.findall("Avtalet erhåller vi i enlighet med lagen, och talar om gällandet") == [
        "erhåller", "i enlighet med",
    ]  # fmt: skip
