"""One file's bytes → a record, or the faults that keep it from being one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from sysselreg.record.direct import read_directly
from sysselreg.record.model import PLACE, Record, field_name
from sysselreg.schema.formats import id_pattern
from sysselreg.schema.model import Field, Kind, Schemas
from sysselreg.schema.validator import conforms
from sysselreg.schema.validator import faults as schema_faults
from sysselreg.yamltext import Fault, Fields, Items, Node, Path, Scalar, find, parse, plain_data
from sysselreg.yamlwrite import comments_of, emit

# No leading zero: other readers of YAML take 0205 for an octal number.
_INTEGER = re.compile(r"(?:0|-?[1-9][0-9]{0,14})\Z")


class RecordFault(NamedTuple):
    """A fault in a file: code of the message, line and column from 1, field as written, values for the words."""

    code: str
    line: int
    column: int
    field: str
    path: Path
    values: dict[str, str]


class Reading(NamedTuple):
    """What one file gave. `record` is None when it is not a record that rules can look at (any fault of level fel)."""

    record: Record | None
    faults: list[RecordFault]


def read_record(path: str, data: bytes, schemas: Schemas) -> Reading:
    """Read, type and check one record file by itself. `path` is below the register's root."""
    sound = sound_record(path, data, schemas)
    return Reading(sound, []) if sound is not None else _read_at_length(path, data, schemas)


def sound_record(path: str, data: bytes, schemas: Schemas) -> Record | None:
    """The record of a file that is canonical and as its schema says; None when that takes a longer look."""
    match = PLACE.match(path)
    kind = schemas.by_folder(match["folder"]) if match else None
    typed = read_directly(data, kind.root) if kind else None
    if match is None or kind is None or typed is None:
        return None
    as_it_should = (
        typed.get("typ") == kind.name
        and typed.get("version") == kind.version
        and typed.get("id") == match["name"]
        and re.fullmatch(id_pattern((kind.prefix,)), match["name"])
        and conforms(kind, typed)
    )
    return Record(kind.name, match["name"], path, typed, data) if as_it_should else None


def _read_at_length(path: str, data: bytes, schemas: Schemas) -> Reading:
    parsed = parse(data)
    text_faults = [_from_text(fault) for fault in parsed.faults]
    if parsed.root is None:
        return Reading(None, text_faults)
    kind, kind_fault = _kind_of(path, parsed.root, schemas)
    if kind is None:
        return Reading(None, [*text_faults, *kind_fault])
    typed = typed_data(parsed.root, kind.root)
    record = Record(kind.name, str(typed.get("id", "")), path, typed, data)
    found = [*text_faults, *kind_fault, *_version(record, kind)]
    if not any(fault.code == "S035" for fault in found):
        found += [*_shape(record, kind, schemas), *_identity(record, kind), *_local_ids(record, (), typed)]
    if not found and canonical(parsed.text, parsed.root, kind) != parsed.text:
        return Reading(record, [_canonical_fault(parsed.text, parsed.root, kind)])
    return Reading(None if found else record, found)


def canonical(text: str, root: Fields, kind: Kind) -> str:
    """The record's canonical text, comments kept."""
    return emit(plain_data(root), kind.root, comments_of(text, root))


def typed_data(node: Node, field: Field | None) -> Any:
    """The tree typed by its schema: integers where the field is one and the text is a number, else text."""
    if isinstance(node, Scalar):
        if field is not None and field.type == "integer" and _INTEGER.match(node.text):
            return int(node.text)
        return node.text
    if isinstance(node, Items):
        item = field.item if field else None
        return [typed_data(value, item) for value in node.values]
    children = field.children if field else {}
    return {key: typed_data(value, children.get(key)) for key, (_, value) in node.entries.items()}


def _from_text(fault: Fault) -> RecordFault:
    return RecordFault(
        fault.code, fault.line, fault.column, "", (), {"värde": fault.value, "annan_rad": str(fault.other)}
    )


def _kind_of(path: str, root: Fields, schemas: Schemas) -> tuple[Kind | None, list[RecordFault]]:
    """The kind by `typ`, else by folder, so that a wrong `typ` does not hide the other mistakes."""
    match = PLACE.match(path)
    by_folder = schemas.by_folder(match["folder"]) if match else None
    _, written = root.entries.get("typ", (None, None))
    if isinstance(written, Scalar) and written.text in schemas.kinds:
        kind = schemas.kinds[written.text]
        if match is not None and by_folder is not kind:
            place = find(root, ("typ",))
            values = {"värde": kind.name, "mapp": match["folder"], "rätt": kind.folder}
            return kind, [RecordFault("S031", *place, "typ", ("typ",), values)]
        return kind, []
    line, column = find(root, ("typ",))
    values = {"möjliga": ", ".join(schemas.kinds), "värde": written.text if isinstance(written, Scalar) else ""}
    code = "S030" if written is not None else "S032"
    return by_folder, [RecordFault(code, line, column, "typ", ("typ",), values)]


def _version(record: Record, kind: Kind) -> Iterator[RecordFault]:
    version = record.data.get("version")
    if isinstance(version, int) and version != kind.version:
        place = find(record.tree, ("version",))
        values = {"värde": str(version), "gäller": str(kind.version)}
        yield RecordFault("S035", *place, "version", ("version",), values)


def _shape(record: Record, kind: Kind, schemas: Schemas) -> Iterator[RecordFault]:
    for fault in schema_faults(kind, record.data, schemas):
        if fault.path == ("typ",) or (fault.path == ("id",) and fault.code in ("S011", "S016")):
            continue  # told by _kind_of and _identity
        line, column = find(record.tree, fault.path)
        name = field_name(record.data, fault.path)
        yield RecordFault(
            fault.code, line, column, name, fault.path, {**_described(record, kind, fault.path), **fault.values}
        )


def _described(record: Record, kind: Kind, path: Path) -> dict[str, str]:
    field = kind.root.at(path)
    value: Any = record.data
    for step in path:
        try:
            value = value[step]
        except (KeyError, IndexError, TypeError):
            value = ""
    return {
        "värde": value if isinstance(value, str) else str(value) if isinstance(value, int) else "",
        "beskrivning": field.description if field else "",
    }


def _identity(record: Record, kind: Kind) -> Iterator[RecordFault]:
    match = PLACE.match(record.path)
    if match is None:
        yield RecordFault(
            "S034", 0, 0, "", (), {"värde": record.path, "rätt": f"records/{kind.folder}/<år>/{record.id}.yaml"}
        )
    if not isinstance(record.data.get("id"), str) or not record.id:
        return  # told as missing
    place = find(record.tree, ("id",))
    if not re.fullmatch(id_pattern((kind.prefix,)), record.id):
        yield RecordFault("S033", *place, "id", ("id",), {"värde": record.id, "prefix": kind.prefix})
    elif match is not None and match["name"] != record.id:
        yield RecordFault("S036", *place, "id", ("id",), {"värde": record.id, "fil": match["name"]})


def _local_ids(record: Record, path: Path, value: Any) -> Iterator[RecordFault]:
    """Two entries of one list with the same `id`."""
    if isinstance(value, list):
        first: dict[str, int] = {}
        for index, each in enumerate(value):
            local = each.get("id") if isinstance(each, dict) else None
            if isinstance(local, str) and local in first:
                where = (*path, index, "id")
                other = find(record.tree, (*path, first[local], "id"))[0]
                name = field_name(record.data, where)
                values = {"värde": local, "annan_rad": str(other)}
                yield RecordFault("S037", *find(record.tree, where), name, where, values)
            elif isinstance(local, str):
                first[local] = index
            if isinstance(each, (dict, list)):
                yield from _local_ids(record, (*path, index), each)
    elif isinstance(value, dict):
        for key, each in value.items():
            if isinstance(each, (dict, list)):
                yield from _local_ids(record, (*path, key), each)


def _canonical_fault(text: str, root: Fields, kind: Kind) -> RecordFault:
    wanted, written = canonical(text, root, kind).split("\n"), text.split("\n")
    line = next((i for i, (a, b) in enumerate(zip(written, wanted, strict=False), 1) if a != b), len(wanted))
    shown = wanted[line - 1].strip() if line <= len(wanted) else ""
    return RecordFault("S040", line, 1, "", (), {"rätt": shown or "ingen rad"})
