"""From libyaml's events to nodes and to plain data. The only importer of ruamel, itself imported when a text is read.

Its C parser gives the events; depth and number of them are counted before anything is built.
"""

from __future__ import annotations

import re
from typing import Any

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

from sysselreg.yamltext import FORBIDDEN, MAX_SCALAR, Fault, Fields, Items, Node, Scalar, character_fault

_MAX_DEPTH, _MAX_NODES = 20, 20_000


class StoppedError(Exception):
    """The text cannot be read further, for the reason that the fault tells."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault)
        self.fault = fault


class UnreadableDataError(ValueError):
    """One of our own data files is no YAML; the message says where."""


def document(text: str, faults: list[Fault]) -> Fields:
    """The mapping that a text holds. What is wrong but can be read past is added to `faults`.

    Raises StoppedError where it cannot be read further.
    """
    try:
        return _Reader(text, faults).document()
    except MarkedYAMLError as error:
        raise StoppedError(_syntax_fault(error, text)) from error
    except YAMLError as error:
        raise StoppedError(Fault("T021", 0, 0, str(error).splitlines()[0])) from error


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
    except StoppedError as stop:
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
    """Events of one text → nodes, with everything forbidden refused on the way (private to this module)."""

    def __init__(self, text: str, faults: list[Fault]) -> None:
        self.next = CParser(text).get_event
        self.faults = faults
        self.count = 0
        self.depth = 0

    def document(self) -> Fields:
        self.next()  # stream start
        event = self.next()
        if type(event) is StreamEndEvent:
            raise StoppedError(Fault("T010", 0, 0))
        if event.version or event.tags:
            raise StoppedError(Fault("T016", event.start_mark.line + 1, 1, "%"))
        root = self.node(self.next())
        if isinstance(root, Scalar) and not root.text:
            raise StoppedError(Fault("T010", 0, 0))
        if not isinstance(root, Fields):
            raise StoppedError(Fault("T011", root.line, root.column))
        self.next()  # document end
        event = self.next()
        if type(event) is not StreamEndEvent:
            raise StoppedError(Fault("T016", event.start_mark.line + 1, 1, "---"))
        return root

    def node(self, event: Any) -> Node:
        mark = event.start_mark
        line, column = mark.line + 1, mark.column + 1
        kind = type(event)
        if kind is AliasEvent:
            raise StoppedError(Fault("T013", line, column, "*" + event.anchor))
        if event.anchor is not None:
            raise StoppedError(Fault("T012", line, column, "&" + event.anchor))
        if event.tag is not None:
            raise StoppedError(Fault("T014", line, column, event.tag))
        self.count += 1
        if self.count > _MAX_NODES:
            raise StoppedError(Fault("T019", line, column))
        if kind is ScalarEvent:
            return self.scalar(event, line, column)
        self.depth += 1
        if self.depth > _MAX_DEPTH:
            raise StoppedError(Fault("T018", line, column))
        node = self.items(line, column) if kind is SequenceStartEvent else self.fields(line, column)
        self.depth -= 1
        return node

    def scalar(self, event: Any, line: int, column: int) -> Scalar:
        text: str = event.value
        if len(text) > MAX_SCALAR:
            raise StoppedError(Fault("T020", line, column, str(len(text))))
        style: str = event.style or ""
        # Only double quotes can smuggle in, by escapes, what the file as such may not hold.
        if style == '"' and (bad := FORBIDDEN.search(text)):
            self.faults.append(character_fault(bad[0], line, column))
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
                raise StoppedError(Fault("T023", key.line, key.column))
            if key.text == "<<" and not key.style:
                raise StoppedError(Fault("T015", key.line, key.column))
            value = self.node(self.next())
            if (first := entries.get(key.text)) is not None:
                self.faults.append(Fault("T017", key.line, key.column, key.text, first[0].line))
            else:
                entries[key.text] = (key, value)
        return Fields(entries, line, column)
