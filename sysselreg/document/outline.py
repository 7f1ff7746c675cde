"""Numbers, references and table of contents: the second pass over a rendered document.

Macros leave marks (`data-nr` on a heading or caption, an empty `<a data-visa="nr">`, the comment `<!--innehåll-->`);
here each gets its number, so that a chapter left out never leaves a gap and a reference names the right table.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape, unescape

from sysselreg.document.html import Html
from sysselreg.errors import DefinitionError
from sysselreg.swedish import sentence_start

CONTENTS_MARK = "<!--innehåll-->"
_NUMBERED = re.compile(
    r"<(?P<tag>h[1-6]|caption|figcaption)(?P<before>[^<>]*?) data-nr=\"(?P<kind>[a-zåäö]+)\"(?P<after>[^<>]*)>"
    r"(?P<text>.*?)</(?P=tag)>",
    re.DOTALL,
)
_REFERENCE = re.compile(r"<a href=\"#(?P<id>[^\"]+)\" data-visa=\"(?P<how>nr|Nr)\"></a>")
_ID = re.compile(r"<[a-zA-Z][^<>]*?\sid=\"([^\"]*)\"")
_INTERNAL = re.compile(r"\shref=\"#([^\"]*)\"")
_TAG = re.compile(r"<[^>]*>")
_WORDS = {"kapitel": "kapitel", "avsnitt": "avsnitt", "underavsnitt": "avsnitt", "bilaga": "bilaga"}
_LEVELS = {"kapitel": 1, "onumrerat": 1, "bilaga": 1, "avsnitt": 2, "underavsnitt": 3}


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of the table of contents: level 1–3, number ("2.1", "Bilaga A", "" without), words, anchor."""

    level: int
    number: str
    text: str
    anchor: str


@dataclass(slots=True)
class _Counters:
    chapter: str = ""
    counts: dict[str, int] = field(default_factory=dict)

    def next(self, kind: str) -> str:
        """The number of the next heading or caption of this kind; empty for one without number."""
        if kind == "onumrerat":
            self._open("")
            return ""
        if kind not in (*_WORDS, "tabell", "figur"):
            raise DefinitionError(
                f"Mallen numrerar en rubrik som ”{kind}”. Använd makrona i reports/shared/macros.html.j2."
            )
        count = self.counts[kind] = self.counts.get(kind, 0) + 1
        if kind in ("kapitel", "bilaga"):
            self._open(str(count) if kind == "kapitel" else letter(count))
            return self.chapter
        if kind == "avsnitt":
            self.counts["underavsnitt"] = 0
            return f"{self.chapter}.{count}"
        return f"{self.chapter}.{self.counts.get('avsnitt', 0)}.{count}" if kind == "underavsnitt" else str(count)

    def _open(self, chapter: str) -> None:
        self.chapter = chapter
        self.counts |= {"avsnitt": 0, "underavsnitt": 0}


def letter(count: int) -> str:
    """The letter of an appendix, or of anything else that is counted so: `A` for 1, `AA` for 27."""
    return chr(ord("A") + count - 1) if count <= 26 else f"A{letter(count - 26)}"


def complete(html: str) -> Html:
    """The document with numbers, references and contents filled in.

    Raises DefinitionError when an id is used twice or a link points at an id that is not there.
    """
    counters, headings, shown = _Counters(), list[Heading](), dict[str, str]()

    def numbered(found: re.Match[str]) -> str:
        kind, text = found["kind"], found["text"].strip()
        number = counters.next(kind)
        anchor = _anchor(found)
        shown[anchor] = f"{_WORDS.get(kind, kind)} {number}".strip()
        if kind in ("tabell", "figur"):
            label = f"{kind.capitalize()} {number}."
        else:
            label = f"Bilaga {number}" if kind == "bilaga" else number
            headings.append(Heading(_LEVELS[kind], label, _plain(text), anchor))
        return _with_number(found, label, text)

    html = _NUMBERED.sub(numbered, html)
    html = html.replace(CONTENTS_MARK, _contents(headings))
    html = _REFERENCE.sub(lambda found: _reference(found["id"], found["how"], shown), html)
    _check_links(html)
    return Html(html)


def _anchor(found: re.Match[str]) -> str:
    attributes = f"{found['before']}{found['after']}"
    anchor = re.search(r"\sid=\"([^\"]+)\"", attributes)
    if anchor is None:
        raise DefinitionError(f"Rubriken ”{_plain(found['text'])}” har inget id, så inget kan hänvisa till den.")
    return anchor[1]


def _plain(markup: str) -> str:
    return unescape(_TAG.sub("", markup)).replace("\u00ad", "").strip()


def _with_number(found: re.Match[str], label: str, text: str) -> str:
    words = escape(f"{label} {_plain(text)}".strip())
    number = f'<span class="nr">{label}</span> ' if label else ""
    opening = f'<{found["tag"]}{found["before"]}{found["after"]} data-etikett="{words}">'
    return f'{opening}{number}<span class="ord">{text}</span></{found["tag"]}>'


def _contents(headings: list[Heading]) -> str:
    """A nested list; a section without chapter above it is set at the level of the chapters."""
    out, depth = [], 0
    for heading in headings:
        if heading.level > 2:
            continue
        level = min(heading.level, depth + 1)
        out.append("<ol>" * (level - depth) if level > depth else "</li>" + "</ol></li>" * (depth - level))
        # The number stands outside the link: a link may hold only text (tagged PDF).
        out.append(
            f'<li><span class="nr">{heading.number}</span> <a href="#{heading.anchor}">{escape(heading.text)}</a>'
        )
        depth = level
    return "".join([*out, "</li></ol>" * depth])


def _reference(anchor: str, how: str, shown: Mapping[str, str]) -> str:
    if anchor not in shown:
        raise DefinitionError(f"Mallen hänvisar till ”{anchor}”, men ingen rubrik, tabell eller figur har det id:t.")
    words = shown[anchor] if how == "nr" else sentence_start(shown[anchor])
    return f'<a href="#{anchor}">{words}</a>'


def _check_links(html: str) -> None:
    ids = _ID.findall(html)
    twice = sorted({anchor for anchor in ids if ids.count(anchor) > 1})
    if twice:
        raise DefinitionError(f"Samma id används två gånger i dokumentet: {', '.join(twice)}. Ge det ena ett annat.")
    missing = sorted(set(_INTERNAL.findall(html)) - set(ids))
    if missing:
        raise DefinitionError(f"En länk pekar på ”{missing[0]}”, som inte finns i dokumentet. Ändra länken i mallen.")
