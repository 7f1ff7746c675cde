"""The one strict YAML loader (design: architecture, Text; hazards F71–F78).

Every scalar is read as text; the schema types it later, so `0205`, `no` and `1.10` never change by themselves. Every
key and value knows its line and column. What is forbidden becomes a `Fault` with its place. The only importer of
ruamel: its C parser gives events, and depth and number of events are counted before anything is built.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Any, NamedTuple, TypeAlias

from _ruamel_yaml import CParser
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    MappingEndEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

MAX_BYTES, MAX_SCALAR, MAX_DEPTH, MAX_NODES, MAX_FAULTS = 256 * 1024, 10_000, 20, 20_000, 100

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


class _Stop(Exception):  # noqa: N818 - ends the reading of one file, never leaves this module
    def __init__(self, fault: Fault) -> None:
        super().__init__(fault)
        self.fault = fault


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
    try:
        root = _Reader(safe, faults).document()
    except _Stop as stop:
        return Parsed(None, text, (*faults, stop.fault))
    except MarkedYAMLError as error:
        return Parsed(None, text, (*faults, _syntax_fault(error, safe)))
    except YAMLError as error:
        return Parsed(None, text, (*faults, Fault("T021", 0, 0, str(error).splitlines()[0])))
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
            yield _character_fault(char, line, column)
    if not unicodedata.is_normalized("NFC", text):
        yield from islice(_decomposed(text), MAX_FAULTS)


def _decomposed(text: str) -> Iterator[Fault]:
    for number, line in enumerate(text.split("\n"), 1):
        if not unicodedata.is_normalized("NFC", line):
            composed = unicodedata.normalize("NFC", line)
            column = next((i for i, (a, b) in enumerate(zip(line, composed, strict=False)) if a != b), 0)
            yield Fault("T007", number, column + 1, composed[column : column + 1])


def _character_fault(char: str, line: int, column: int) -> Fault:
    name = f"U+{ord(char):04X}"
    if ord(char) in (0x85, 0x2028, 0x2029):
        return Fault("T005", line, column, name)
    return Fault("T004" if ord(char) < 0xA0 else "T006", line, column, name)


def _syntax_fault(error: MarkedYAMLError, text: str) -> Fault:
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (0, 0)
    problem = str(error.problem or error.context or "")
    if re.search("directive|incompatible|version number", f"{error.context} {problem}"):
        return Fault("T016", line, 1, "%")
    if re.search(r"\btag\b|expected '[!>]'", f"{error.context} {problem}"):
        return Fault("T014", line, column, "!")
    if "tab character" in problem:
        return Fault("T008", line, column)
    if "cannot start any token" in problem:
        tab = text.split("\n")[line - 1][column - 1 : column] == "\t"
        return Fault("T008" if tab else "T024", line, column)
    return Fault("T021", line, column, _SYNTAX.get(problem, problem))


# libyaml's own sentences, told in Swedish; an unknown one is shown as it is rather than hidden.
_SYNTAX = {
    "could not find expected ':'": "kolon saknas efter fältets namn",
    "did not find expected key": "raden är inte indragen som de andra i samma grupp",
    "did not find expected '-' indicator": "strecket för nästa punkt i listan saknas",
    "mapping values are not allowed in this context": (
        "ett kolon följt av mellanslag står inne i värdet, eller raden är fel indragen"
    ),
    "found unexpected end of stream": "citattecknet som avslutar värdet saknas",
    "did not find expected ',' or '}'": "klammern som avslutar gruppen saknas",
    "did not find expected ',' or ']'": "klammern som avslutar listan saknas",
    "did not find expected node content": "värdet saknas",
    "block sequence entries are not allowed in this context": "listans punkt hör hemma på en egen rad",
    "found invalid Unicode character escape code": "ett omvänt snedstreck följs av en kod som inte är ett tecken",
    "did not find expected <document start>": "raden hör inte ihop med fälten ovanför",
    "found unknown escape character": "omvänt snedstreck följt av ett okänt tecken i värdet",
    "did not find expected hexdecimal number": "efter omvänt snedstreck och x eller u ska det stå ett hexadecimalt tal",
    "found unexpected document indicator": "citattecknet som avslutar värdet saknas",
    "did not find expected alphabetic or numeric character": (
        "värdet börjar med * eller &; sätt raka citattecken runt det"
    ),
    "mapping keys are not allowed in this context": (
        "värdet börjar med frågetecken och mellanslag; sätt raka citattecken runt det"
    ),
    "did not find expected comment or line break": (
        "efter | eller > får inget mer stå på raden; skriv texten på nästa rad"
    ),
    "found an indentation indicator equal to 0": "efter | eller > får ingen nolla stå",
    "found unexpected ':'": "ett kolon står i ett värde inom klamrar; sätt raka citattecken runt värdet",
}


class _Reader:
    """Events of one text → nodes, with everything forbidden refused on the way (private to `parse`)."""

    def __init__(self, text: str, faults: list[Fault]) -> None:
        self.next = CParser(text).get_event
        self.faults = faults
        self.count = 0
        self.depth = 0

    def document(self) -> Fields:
        self.next()  # stream start
        event = self.next()
        if type(event) is StreamEndEvent:
            raise _Stop(Fault("T010", 0, 0))
        if event.version or event.tags:
            raise _Stop(Fault("T016", event.start_mark.line + 1, 1, "%"))
        root = self.node(self.next())
        if isinstance(root, Scalar) and not root.text:
            raise _Stop(Fault("T010", 0, 0))
        if not isinstance(root, Fields):
            raise _Stop(Fault("T011", root.line, root.column))
        self.next()  # document end
        event = self.next()
        if type(event) is not StreamEndEvent:
            raise _Stop(Fault("T016", event.start_mark.line + 1, 1, "---"))
        return root

    def node(self, event: Any) -> Node:
        mark = event.start_mark
        line, column = mark.line + 1, mark.column + 1
        kind = type(event)
        if kind is AliasEvent:
            raise _Stop(Fault("T013", line, column, "*" + event.anchor))
        if event.anchor is not None:
            raise _Stop(Fault("T012", line, column, "&" + event.anchor))
        if event.tag is not None:
            raise _Stop(Fault("T014", line, column, event.tag))
        self.count += 1
        if self.count > MAX_NODES:
            raise _Stop(Fault("T019", line, column))
        if kind is ScalarEvent:
            return self.scalar(event, line, column)
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise _Stop(Fault("T018", line, column))
        node = self.items(line, column) if kind is SequenceStartEvent else self.fields(line, column)
        self.depth -= 1
        return node

    def scalar(self, event: Any, line: int, column: int) -> Scalar:
        text: str = event.value
        if len(text) > MAX_SCALAR:
            raise _Stop(Fault("T020", line, column, str(len(text))))
        style: str = event.style or ""
        # Only double quotes can smuggle in, by escapes, what the file as such may not hold.
        if style == '"' and (bad := FORBIDDEN.search(text)):
            self.faults.append(_character_fault(bad[0], line, column))
            text = FORBIDDEN.sub(" ", text)
        return Scalar(text, line, column, style)

    def items(self, line: int, column: int) -> Items:
        values: list[Node] = []
        while type(event := self.next()) is not SequenceEndEvent:
            values.append(self.node(event))
        return Items(values, line, column)

    def fields(self, line: int, column: int) -> Fields:
        entries: dict[str, tuple[Scalar, Node]] = {}
        while type(event := self.next()) is not MappingEndEvent:
            key = self.node(event)
            if not isinstance(key, Scalar):
                raise _Stop(Fault("T023", key.line, key.column))
            if key.text == "<<" and not key.style:
                raise _Stop(Fault("T015", key.line, key.column))
            value = self.node(self.next())
            if (first := entries.get(key.text)) is not None:
                self.faults.append(Fault("T017", key.line, key.column, key.text, first[0].line))
            else:
                entries[key.text] = (key, value)
        return Fields(entries, line, column)


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


class UnreadableDataError(ValueError):
    """One of our own data files is no YAML; the message says where."""


def data_file(text: str) -> Any:
    """One of our own data files (schemas, figures, goals) with YAML 1.2 core types: int, float, bool, None and str.

    Raises UnreadableDataError for a broken file.
    """
    faults: list[Fault] = []
    reader = _Reader(text, faults)
    try:
        reader.next()
        empty = type(reader.next()) is StreamEndEvent
        typed = {} if empty else _core_typed(reader.node(reader.next()))
        if not empty and (reader.next(), type(reader.next()))[1] is not StreamEndEvent:
            faults.append(Fault("T016", 0, 0, "---"))
    except _Stop as stop:
        faults.append(stop.fault)
    except YAMLError as error:
        raise UnreadableDataError(str(error)) from error
    if faults:
        raise UnreadableDataError(f"{faults[0].code} på rad {faults[0].line} ({faults[0].value})")
    return typed


_CORE = {"true": True, "false": False, "null": None, "~": None, "": None}


def _core_typed(node: Node) -> Any:
    if isinstance(node, Items):
        return [_core_typed(value) for value in node.values]
    if isinstance(node, Fields):
        return {key: _core_typed(value) for key, (_, value) in node.entries.items()}
    if node.style:
        return node.text
    if node.text in _CORE:
        return _CORE[node.text]
    if re.fullmatch(r"[-+]?[0-9]+", node.text):
        return int(node.text)
    return float(node.text) if re.fullmatch(r"[-+]?[0-9]+\.[0-9]+", node.text) else node.text


def scalar_ends(text: str) -> list[tuple[int, tuple[int, int]]]:
    """(first line, (last line, column after)) of each scalar that holds text, blocks up to their last line."""
    next_event = CParser(text if text.endswith("\n") else text + "\n").get_event
    ends = []
    while (event := next_event()) is not None:
        if type(event) is ScalarEvent:
            start, stop = event.start_mark, event.end_mark
            if event.style in ("|", ">"):
                ends.append((start.line + 1, (stop.line, 10**6)))
            else:
                ends.append((start.line + 1, (stop.line + 1, stop.column + 1)))
    return ends
