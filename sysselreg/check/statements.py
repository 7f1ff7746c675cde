"""The text of a tjänsteskrivelse: Markdown with a heading for each block, in the order of Lund's SO 2021/0205.

`records/texter/<year>/are_q2a3c8.md` is what is said in a case, `prg_3senke.md` what goes before the report of that
year. `# ` is the heading of the document, `## ` begins a block.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from typing import NamedTuple

from sysselreg.check.model import Register, Rule
from sysselreg.check.wording import worded
from sysselreg.finding import Finding, Place

TITLE = "Rubrik"
PROPOSAL = "Förslag till beslut"
# Lists stand as such in the document, and two of them in its record too; the rest is running text.
LISTS = (PROPOSAL, "Underlag för beslutet", "Underskrifter", "Beslutet skickas till")
BLOCKS = (
    PROPOSAL,
    "Sammanfattning",
    "Underlag för beslutet",
    "Ärendet",
    "Yttrande",
    "Beredning",
    "Barnets bästa",
    "Ekonomiska konsekvenser",
    "Föredragning",
    "Underskrifter",
    "Beslutet skickas till",
)
_KINDS = ("ärende", "program")
_HEADING = re.compile(r"^(#{1,2})[ \t]+(.*?)[ \t#]*$", re.M)
_ITEM = re.compile(r"(?:[-*+]|[0-9]+[.)])[ \t]+")


class Block(NamedTuple):
    """A block as it is written: its name in the form, its own heading, its first line, its text."""

    name: str
    heading: str
    line: int
    text: str


def id_of(path: str) -> str:
    """The id that the name of a text is: `are-q2a3c8` of `…/are_q2a3c8.md`."""
    return path.rpartition("/")[2].removesuffix(".md").replace("_", "-")


def blocks(text: str) -> Iterator[Block]:
    """The blocks of a text in the order they are written; `TITLE` has no text, what no block holds has no name."""
    found = list(_HEADING.finditer(text))
    starts = [match.start() for match in found] + [len(text)]
    if text[: starts[0]].strip():
        yield Block("", text.split("\n", 1)[0], 1, "")
    for match, end in zip(found, starts[1:], strict=True):
        line, heading, inside = text.count("\n", 0, match.start()) + 1, match[2], text[match.end() : end].strip("\n")
        if len(match[1]) == 2:
            yield Block(_name(heading), heading, line, inside)
            continue
        yield Block(TITLE, heading, line, "")
        if inside.strip():
            yield Block("", inside.strip().split("\n", 1)[0], line, "")


def items(text: str) -> list[str]:
    """The items of a list, each on one line; what stands before the first is an item of its own."""
    found: list[str] = []
    for line in filter(str.strip, text.split("\n")):
        item = _ITEM.match(line)
        if item or not found:
            found.append(line[item.end() :] if item else line)
        else:
            found[-1] = f"{found[-1]} {line}"
    return [" ".join(each.split()) for each in found]


def unknown_blocks(register: Register) -> Iterator[Finding]:
    """X513: a heading that is no block, or stands twice, or text before the first block."""
    for path, text in _statements(register):
        seen: set[str] = set()
        for block in blocks(text):
            if block.name not in (*BLOCKS, TITLE) or block.name in seen:
                close = difflib.get_close_matches(block.heading.capitalize(), BLOCKS, n=1)
                meant = f" Menade du {close[0]}?" if close and close[0] not in seen else ""
                values = {"värde": block.heading, "menade": meant, "möjliga": ", ".join(BLOCKS)}
                yield worded(register.schemas, "X513", Place(path, block.line), values)
            seen.add(block.name)


def lists(register: Register) -> Iterator[Finding]:
    """X514: a list that is none, a proposal that does not begin with `att`, a figure in an item."""
    for path, text in _statements(register):
        for block in blocks(text):
            if block.name not in LISTS:
                continue
            first = block.text.lstrip("\n").split("\n", 1)[0]
            wrong = [] if _ITEM.match(first) else [first]
            wrong += [each for each in items(block.text) if "{{" in each]
            wrong += [each for each in items(block.text) if block.name == PROPOSAL and not each.startswith("att ")]
            for each in dict.fromkeys(wrong):
                values = {"fält": block.heading, "värde": each or "inget"}
                yield worded(register.schemas, "X514", Place(path, block.line), values)


RULES: tuple[Rule, ...] = (unknown_blocks, lists)


def _statements(register: Register) -> Iterator[tuple[str, str]]:
    for path, text in register.texts.items():
        about = register.by_id.get(id_of(path))
        if about is not None and about.kind in _KINDS:
            yield path, text


def _name(heading: str) -> str:
    """The block of a heading: `Socialförvaltningens yttrande` is Yttrande; a heading that is none is itself."""
    if heading.casefold().endswith("yttrande"):
        return "Yttrande"
    return next((each for each in BLOCKS if each.casefold() == heading.casefold()), heading)
