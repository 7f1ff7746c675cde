"""The one strict YAML loader (design: architecture, Text; hazards F71–F78).

Every scalar is read as text; the schema types it later, so `0205`, `no` and `1.10` never change by themselves. Every
key and value knows its line and column. What is forbidden becomes a `Fault` with its place.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Any, NamedTuple, TypeAlias

MAX_BYTES, MAX_SCALAR, MAX_FAULTS = 256 * 1024, 10_000, 100

Path: TypeAlias = tuple[str | int, ...]


class Scalar(NamedTuple):
    """A text as written, with the place (from 1) where it begins; `style` is '', '"', "'", '|' or '>'."""

    text: str
    line: int
    column: int
    style: str


class Items(NamedTuple):
    """A list."""

    values: list[Node]
    line: int
    column: int


class Fields(NamedTuple):
    """A mapping: key → (the key as written, its value)."""

    entries: dict[str, tuple[Scalar, Node]]
    line: int
    column: int


Node: TypeAlias = Scalar | Items | Fields


class Fault(NamedTuple):
    """What is wrong with a text: message code, place (from 1), the offending value, the line of the other place."""

    code: str
    line: int
    column: int
    value: str = ""
    other: int = 0


@dataclass(frozen=True, slots=True)
class Parsed:
    """`root` is None when nothing could be read; `text` is the decoded file, '' when it is not UTF-8."""

    root: Fields | None
    text: str
    faults: tuple[Fault, ...]


# Controls, what cannot be seen (soft hyphen, zero width, fillers, tags), what turns text round, what is no character.
FORBIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164"
    "\ud800-\udfff\ufeff\uffa0\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e0fff]"
)
_CONFLICT = re.compile(r"^(?:<{7}|={7}|>{7}|\|{7})(?: .*)?$", re.M)


@lru_cache(maxsize=64)
def parse(data: bytes) -> Parsed:
    """Read one record file: its tree and every fault. Never raises for bad input.

    The last files are kept: each message about a file asks for its places again.
    """
    if len(data) > MAX_BYTES:
        return Parsed(None, "", (Fault("T009", 0, 0, f"{-(-len(data) // 1024)} kB"),))
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8")
        return Parsed(None, "", (Fault("T001", *_place(before, len(before)), f"0x{data[error.start]:02x}"),))
    faults = list(_character_faults(text))
    if (marker := _CONFLICT.search(text)) is not None:
        return Parsed(None, text, (*faults, Fault("T022", *_place(text, marker.start()), marker[0][:7])))
    safe = unicodedata.normalize("NFC", _without_forbidden(text)) if faults else text
    from sysselreg.yamlevents import StoppedError, document

    try:
        root = document(safe, faults)
    except StoppedError as stopped:
        return Parsed(None, text, (*faults, stopped.fault))
    return Parsed(root, text, tuple(faults))


def _without_forbidden(text: str) -> str:
    return FORBIDDEN.sub(" ", text.removeprefix("\ufeff").replace("\r\n", "\n"))


def _place(text: str, offset: int) -> tuple[int, int]:
    return text.count("\n", 0, offset) + 1, offset - (text.rfind("\n", 0, offset) + 1) + 1


def _character_faults(text: str) -> Iterator[Fault]:
    """The forbidden characters, at most `MAX_FAULTS` of them: a file full of them is told by its first ones."""
    line, start, seen_return = 1, 0, False
    for match in islice(FORBIDDEN.finditer(text), MAX_FAULTS):
        line += text.count("\n", start, match.start())
        start = match.start()
        char, column = match[0], start - text.rfind("\n", 0, start)
        if char == "\r":
            if not seen_return:
                yield Fault("T003", line, column)
            seen_return = True
        elif char == "\ufeff" and start == 0:
            yield Fault("T002", 1, 1)
        else:
            yield character_fault(char, line, column)
    if not unicodedata.is_normalized("NFC", text):
        yield from islice(_decomposed(text), MAX_FAULTS)


def _decomposed(text: str) -> Iterator[Fault]:
    for number, line in enumerate(text.split("\n"), 1):
        if not unicodedata.is_normalized("NFC", line):
            composed = unicodedata.normalize("NFC", line)
            column = next((i for i, (a, b) in enumerate(zip(line, composed, strict=False)) if a != b), 0)
            yield Fault("T007", number, column + 1, composed[column : column + 1])


def character_fault(char: str, line: int, column: int) -> Fault:
    """A character that may not be there, named by its number."""
    name = f"U+{ord(char):04X}"
    if ord(char) in (0x85, 0x2028, 0x2029):
        return Fault("T005", line, column, name)
    return Fault("T004" if ord(char) < 0xA0 else "T006", line, column, name)


def find(root: Node, path: Path) -> tuple[int, int]:
    """Line and column of the key (or list item) at a path; of the nearest enclosing one when it is missing."""
    node, line, column = root, root.line, root.column
    for step in path:
        if isinstance(node, Fields) and step in node.entries:
            key, node = node.entries[str(step)]
            line, column = key.line, key.column
        elif isinstance(node, Items) and isinstance(step, int) and step < len(node.values):
            node = node.values[step]
            line, column = node.line, node.column
        else:
            break
    return line, column


def plain_data(node: Node) -> Any:
    """The tree as dict, list and str, places left out."""
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Items):
        return [plain_data(value) for value in node.values]
    return {key: plain_data(value) for key, (_, value) in node.entries.items()}
