"""The prose of a report's HTML: what stands as running text, sentence by sentence."""

from __future__ import annotations

import re
from html.parser import HTMLParser

_BLOCKS = frozenset({"p", "li", "blockquote"})
_APART = frozenset({"table", "nav", "svg", "style", "header", "figcaption", "h1", "h2", "h3", "h4", "h5", "dl"})
# The mandate's own words, who said a quote, and lines of ids.
_OTHERS_WORDS = frozenset({"fraga", "vem", "mer"})
_END = re.compile(r"(?:(?<=[.!?])|(?<=[.!?][”)]))\s+(?=[A-ZÅÄÖ”0-9])")
WORD = re.compile(r"[^\W_]+(?:[-–/:,.][^\W_]+)*")


class _Reader(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.apart = 0
        self.writing = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _APART:
            self.apart += 1
        classes = set((dict(attrs).get("class") or "").split())
        if tag in _BLOCKS:
            self.writing = not self.apart and not classes & _OTHERS_WORDS
            self.texts.append("")

    def handle_endtag(self, tag: str) -> None:
        if tag in _APART:
            self.apart -= 1
        if tag in _BLOCKS:
            self.writing = False

    def handle_data(self, data: str) -> None:
        if self.writing and not self.apart:
            self.texts[-1] += data


def sentences(page: str) -> list[str]:
    """Every sentence of the running text, lists and notes under tables among it."""
    texts = (" ".join(text.replace("\u00ad", "").split()) for text in _Reader(page).texts)
    return [sentence for text in texts for sentence in _END.split(text) if WORD.search(sentence)]
