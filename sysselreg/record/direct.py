"""Canonical text read directly, guided by its schema: the short way for the record that is as it should be.

Every record of a healthy register is in canonical form, and then its lines say all: no YAML scanner is needed, and that
it is canonical need not be proven by writing it again. Whatever is not exactly so gives None and goes the long way, so
nothing is ever decided here but "in order". A property test holds both ways to the same content and the same verdict.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from sysselreg.schema.model import Field
from sysselreg.yamltext import FORBIDDEN, MAX_BYTES, MAX_SCALAR
from sysselreg.yamlwrite import literal, scalar_text

# indent, dash, then a key with or without a value, or the single value of a list
_LINE = re.compile(r"( *)(- )?(?:([a-zåäö][a-zåäö0-9_]*):(?: ([^ ].*))?|([^ ].*))\Z")
_INTEGER = re.compile(r"(?:0|-?[1-9][0-9]{0,14})\Z")
_MAX_LINES = 4000


class _Otherwise(Exception):  # noqa: N818 - ends the direct reading of one text, never leaves this module
    pass


class _Plan(NamedTuple):
    """What the reader needs to know of a field: its place among the others, its children, how its values are typed."""

    order: int
    type: str
    single: bool
    plain: bool
    children: Mapping[str, _Plan]
    item: _Plan | None


def read_directly(data: bytes, root: Field) -> dict[str, Any] | None:
    """The content of a record in canonical form, typed by its schema; None when it has to be read the long way."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    if len(data) > MAX_BYTES or FORBIDDEN.search(text) or not unicodedata.is_normalized("NFC", text):
        return None
    lines = text.split("\n")
    if lines.pop() or len(lines) > _MAX_LINES:
        return None
    reader = _Reader(lines)
    try:
        content = reader.fields(_plan(_Same(root)), 0)
    except _Otherwise:
        return None
    return content if reader.at == len(lines) else None


class _Same:
    """A field as key of a cache, by identity: fields hold mappings and have no hash."""

    __slots__ = ("field",)

    def __init__(self, field: Field) -> None:
        self.field = field

    def __hash__(self) -> int:
        return id(self.field)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.field is other.field


@lru_cache(maxsize=64)
def _plan(root: _Same) -> _Plan:
    return _planned(root.field, 0)


def _planned(field: Field, order: int) -> _Plan:
    children = {name: _planned(child, at) for at, (name, child) in enumerate(field.children.items())}
    single = field.type not in ("object", "array")
    return _Plan(order, field.type, single, field.plain, children, _planned(field.item, 0) if field.item else None)


class _Parts(NamedTuple):
    """A line: its indent, whether a dash stands first, key ('' for a bare value) and value ('' when below)."""

    indent: int
    dash: bool
    key: str
    value: str


@lru_cache(maxsize=16384)
def _parts(line: str) -> _Parts:
    found = _LINE.match(line)
    if found is None:
        raise _Otherwise
    return _Parts(len(found[1]), found[2] is not None, found[3] or "", found[4] or found[5] or "")


class _Reader:
    """Lines of one text → content (private to `read_directly`); `inside`: the dash of line `at` has been read."""

    def __init__(self, lines: list[str]) -> None:
        self.lines, self.count = lines, len(lines)
        self.at, self.inside = 0, False

    def fields(self, plan: _Plan, indent: int) -> dict[str, Any]:
        """The mapping whose keys stand at an indent. Keys stand in the order of the schema, so none stands twice."""
        found: dict[str, Any] = {}
        last, lines, children = -1, self.lines, plan.children
        while self.at < self.count:
            here, dash, key, written = _parts(lines[self.at])
            if self.inside:
                self.inside = False
            elif dash or here < indent:
                break
            elif here > indent:
                raise _Otherwise
            field = children.get(key)
            if field is None or field.order <= last:
                raise _Otherwise
            last = field.order
            self.at += 1
            # Nearly all values: one call less for each.
            single = field.single and written[:1] != "|"
            found[key] = _single(field.type, field.plain, written) if single else self.value(field, written, indent)
        if not found:
            raise _Otherwise
        return found

    def value(self, field: _Plan, written: str, indent: int) -> Any:
        """What stands after a colon, or below it."""
        if written in ("|", "|-"):
            return self.literal(written, indent + 2)
        if field.type == "object":
            return self.fields(field, indent + 2) if not written else _empty(written, "{}", {})
        if field.type == "array" and field.item is not None:
            return self.items(field.item, indent + 2) if not written else _empty(written, "[]", [])
        return _single(field.type, field.plain, written)

    def items(self, item: _Plan, indent: int) -> list[Any]:
        """The list whose dashes stand at an indent; local ids stand once."""
        found: list[Any] = []
        while self.at < self.count:
            line = _parts(self.lines[self.at])
            if not line.dash or line.indent < indent:
                break
            if line.indent > indent:
                raise _Otherwise
            if line.key and item.type == "object":
                self.inside = True
                found.append(self.fields(item, indent + 2))
            elif not line.key and item.type not in ("object", "array"):
                self.at += 1
                found.append(self.value(item, line.value, indent))
            else:
                raise _Otherwise
        local = [each["id"] for each in found if type(each) is dict and "id" in each]
        if not found or len(set(local)) != len(local):
            raise _Otherwise
        return found

    def literal(self, mark: str, indent: int) -> str:
        """A text of several lines."""
        start, space = self.at, " " * indent
        while self.at < self.count and (not self.lines[self.at] or self.lines[self.at].startswith(space)):
            self.at += 1
        text = "\n".join(line[indent:] for line in self.lines[start : self.at]) + ("\n" if mark == "|" else "")
        if "\n" not in text or len(text) > MAX_SCALAR or not literal(text) or (mark == "|") != text.endswith("\n"):
            raise _Otherwise
        return text


def _empty(written: str, wanted: str, empty: Any) -> Any:
    if written != wanted:
        raise _Otherwise
    return empty


@lru_cache(maxsize=32768)
def _single(kind: str, plain: bool, written: str) -> Any:  # noqa: FBT001 - a flag of the plan, one call in a hot loop
    """A value on its line, when it is written as the canonical form writes it; `kind` and `plain` as in the plan."""
    if not written or len(written) > MAX_SCALAR:
        raise _Otherwise
    text = written[1:-1] if written[0] == '"' else written
    if scalar_text(text, typed=plain) != written:
        raise _Otherwise
    return int(text) if kind == "integer" and _INTEGER.match(text) else text
