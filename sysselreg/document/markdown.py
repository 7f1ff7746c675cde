"""Narrative text: Markdown with named figures → safe HTML. The only importer of markdown-it.

What is allowed: paragraphs, headings, lists, quotes, emphasis, code in a line, links to https and mailto. HTML and
tables are printed as they were typed; of an image or another link only the words are kept. `{{ nyckeltal.N10 }}` is
replaced by the wording that the figure has after disclosure control, never evaluated (data model: narrative text).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from sysselreg.document.html import Html, escaped
from sysselreg.errors import DefinitionError

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_PLACEHOLDER = re.compile(r"\{\{\s*([^\s{}]+)\s*\}\}")
_STRAY = re.compile(r"\{\{|\}\}|\{%|%\}")
# A place in the text that Markdown leaves alone: private-use characters, which narrative text may not hold itself.
_MARK_START, _MARK_END = "\ue000", "\ue001"
_MARK = re.compile(f"{_MARK_START}([0-9]+){_MARK_END}")
_FORBIDDEN_RULES = (
    "table",
    "strikethrough",
    "code",
    "fence",
    "hr",
    "html_block",
    "html_inline",
    "reference",
    "lheading",
)
# %EE%80%80 is the mark in an address: a figure has no place in a link.
_LINKS = re.compile(r"(?:https://|mailto:)(?:(?!%EE%80%80)\S)+", re.IGNORECASE)


def placeholders(text: str) -> list[tuple[str, int]]:
    """The names that a narrative text asks for, each with its line from 1."""
    return [(found[1], text.count("\n", 0, found.start()) + 1) for found in _PLACEHOLDER.finditer(text)]


def narrative(text: str, path: str, wordings: Mapping[str, str], *, level: int = 3) -> Html:
    """The text as HTML; its highest heading becomes `<h{level}>`, and no level below is skipped.

    `path` is the file, for messages. `wordings`: name (`nyckeltal.N10`) → what is shown. Raises DefinitionError with
    file and line for an unknown name or a stray `{{`.
    """
    names = [name for name, _ in placeholders(text)]
    _check_names(text, path, wordings)
    marks = iter(range(len(names)))
    marked = _PLACEHOLDER.sub(lambda _: f"{_MARK_START}{next(marks)}{_MARK_END}", text)
    markdown = _markdown()
    tokens = markdown.parse(marked)
    _shift_headings(tokens, level)
    for token in tokens:
        if token.children:
            token.children = list(_allowed(token.children))
    html = str(markdown.renderer.render(tokens, markdown.options, {}))
    return Html(_MARK.sub(lambda found: escaped(wordings[names[int(found[1])]]), html))


@lru_cache(maxsize=1)
def _markdown() -> MarkdownIt:
    from markdown_it import MarkdownIt

    markdown = MarkdownIt("js-default", {"html": False, "linkify": False, "typographer": False})
    # Links are judged on the parsed tokens, where a refused one can keep its words.
    markdown.validateLink = lambda url: True  # type: ignore[method-assign]  # noqa: ARG005 - named by markdown-it
    return markdown.disable(_FORBIDDEN_RULES)


def _check_names(text: str, path: str, wordings: Mapping[str, str]) -> None:
    if _MARK_START in text or _MARK_END in text:
        raise DefinitionError(f"{path}: texten innehåller ett tecken för eget bruk (U+E000 eller U+E001). Ta bort det.")
    for name, line in placeholders(text):
        if name not in wordings:
            raise DefinitionError(
                f"{path}:{line}: ”{name}” finns inte. Kontrollera namnet på nyckeltalet eller posten."
            )
    rest = _PLACEHOLDER.sub(lambda found: "\n" * found.group().count("\n"), text)
    stray = _STRAY.search(rest)
    if stray:
        line = rest.count("\n", 0, stray.start()) + 1
        raise DefinitionError(
            f"{path}:{line}: ”{stray.group()}” står ensamt. Ett nyckeltal skrivs {{{{ nyckeltal.N10 }}}}."
        )


def _shift_headings(tokens: Sequence[Token], level: int) -> None:
    headings = [token for token in tokens if token.type in ("heading_open", "heading_close")]
    used = sorted({token.tag for token in headings})
    for token in headings:
        token.tag = f"h{min(level + used.index(token.tag), 6)}"


def _allowed(tokens: Iterable[Token]) -> Iterable[Token]:
    """The tokens without images and without links that lead elsewhere than https and mailto; their words stay."""
    dropping = False
    for token in tokens:
        if token.type == "image":
            token.type = "text"
        if token.type == "link_open":
            dropping = not _LINKS.fullmatch(str(token.attrGet("href") or ""))
        if not (dropping and token.type in ("link_open", "link_close")):
            yield token
        if token.type == "link_close":
            dropping = False
