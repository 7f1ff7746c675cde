"""Markup as a type: only what our own code made is markup, every other text is escaped."""

from __future__ import annotations

from html import escape


class Html(str):
    """A text that is markup already. Templates escape every `str` of another type; there is no `safe` filter."""

    __slots__ = ()

    def __html__(self) -> Html:
        """What autoescaping asks for."""
        return self


def escaped(text: str) -> Html:
    """The text as markup: `<`, `>`, `&` and both quotes escaped; markup stays as it is."""
    return text if isinstance(text, Html) else Html(escape(text))
