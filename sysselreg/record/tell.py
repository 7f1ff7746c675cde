"""A record told to people: labels for fields, words for codes, names for ids."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from sysselreg.record.model import Record
from sysselreg.schema.model import Field, Schemas
from sysselreg.swedish import kronor, percent_value

TITLES = ("titel", "rubrik", "namn")
_WIDTH = 34
_UNITS: Mapping[str, Callable[[int], str]] = {"kr": kronor, "%": percent_value}


class Line(NamedTuple):
    """One line of a told record: depth from 0, label, value ('' for a heading)."""

    depth: int
    label: str
    value: str


def title(record: Record, name_of: Callable[[str], str] = lambda record_id: record_id) -> str:
    """What the record is called. Placements, agreements and evaluations are called by what they belong to."""
    for field in TITLES:
        if isinstance(named := record.data.get(field), str):
            return named
    data = record.data
    match record.kind:
        case "placering":
            return f"{str(data.get('form', 'plats')).capitalize()} hos {name_of(str(data.get('leverantör', '')))}"
        case "dialogöverenskommelse":
            return f"{name_of(str(data.get('leverantör', '')))}, {name_of(str(data.get('upphandling', '')))}"
        case "utvärdering":
            return f"{str(data.get('slag', '')).replace('_', ' ').capitalize()}, {name_of(str(data.get('avser', '')))}"
        case _:
            return record.id


def told(record: Record, schemas: Schemas, name_of: Callable[[str], str]) -> Iterator[Line]:
    """The record's fields in its own order, after the header."""
    yield from _fields(record.data, schemas.kinds[record.kind].root, schemas, name_of, 0)


def _fields(
    data: Mapping[str, Any], field: Field | None, schemas: Schemas, name_of: Callable[[str], str], depth: int
) -> Iterator[Line]:
    for key, value in data.items():
        if depth == 0 and key in ("typ", "id", "version"):
            continue
        child = field.children.get(key) if field else None
        label = child.title if child else key
        if isinstance(value, Mapping):
            yield Line(depth, label, "")
            yield from _fields(value, child, schemas, name_of, depth + 1)
        elif isinstance(value, list):
            yield from _list(label, value, child.item if child else None, schemas, name_of, depth)
        else:
            yield Line(depth, label, worded(value, child, schemas, name_of))


def _list(
    label: str, values: list[Any], item: Field | None, schemas: Schemas, name_of: Callable[[str], str], depth: int
) -> Iterator[Line]:
    if not any(isinstance(value, Mapping) for value in values):
        words = [worded(value, item, schemas, name_of) for value in values]
        yield Line(depth, label, ", ".join(words) or "inga")
        return
    yield Line(depth, label, "")
    for number, value in enumerate(values, 1):
        yield Line(depth + 1, str(value.get("id", number)), "")
        inner = {key: each for key, each in value.items() if key != "id"}
        yield from _fields(inner, item, schemas, name_of, depth + 2)


def worded(value: object, field: Field | None, schemas: Schemas, name_of: Callable[[str], str]) -> str:
    """A value as people say it: the label of a code, the id and name of a record, kronor with their unit."""
    if field is None:
        return str(value)
    if field.vocabulary:
        code = schemas.vocabularies[field.vocabulary].codes.get(str(value))
        return code.label if code else str(value)
    if field.refers:
        name = name_of(str(value))
        return f"{value} {name}" if name != value else str(value)
    return _UNITS.get(field.unit, str)(value) if isinstance(value, int) else str(value)


def lines_as_text(lines: Iterator[Line]) -> str:
    """Two columns; long texts are folded under their label by the terminal, not by us."""
    out = []
    for line in lines:
        head = "  " * (line.depth + 1) + line.label
        value = line.value.replace("\n", "\n" + " " * _WIDTH).rstrip()
        out.append(f"{head:<{_WIDTH}}{value}" if value else head)
    return "\n".join(out) + "\n"
