"""Records given in a file: one or a list of them, as YAML or JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from sysselreg.errors import UsageError
from sysselreg.record.assign import HEADER
from sysselreg.record.canonical import mended
from sysselreg.schema.model import Kind
from sysselreg.yamltext import MAX_BYTES, Fault, plain_data

_LIST = "poster"


class Given(NamedTuple):
    """The contents of the records, or what keeps the file from being read."""

    records: tuple[dict[str, Any], ...]
    faults: tuple[Fault, ...]


def read_given(data: bytes) -> Given:
    """Read the records of a file. Every value is text, as in the records themselves; JSON's null is no value."""
    if len(data) <= MAX_BYTES and data.lstrip()[:1] in (b"{", b"["):
        try:
            read = json.loads(data, parse_int=str, parse_float=str, parse_constant=str, object_pairs_hook=_once)
            return _records(read)
        except (ValueError, RecursionError):
            pass  # told in the words of the YAML reader, of which JSON is a part
    # A list stands under a key, so that the one strict loader, which reads records, reads it too.
    is_list = next((line for line in data.splitlines() if line.strip() and not line.startswith(b"#")), b"")[:2] == b"- "
    parsed = mended(f"{_LIST}:\n".encode() + data if is_list else data)
    if parsed.root is None or parsed.faults:
        return Given((), tuple(_a_line_up(fault) if is_list else fault for fault in parsed.faults))
    read = plain_data(parsed.root)
    return _records(read[_LIST] if is_list else read)


def _a_line_up(fault: Fault) -> Fault:
    return fault._replace(line=max(fault.line - 1, 0), other=max(fault.other - 1, 0))


def _records(read: Any) -> Given:
    records = read if isinstance(read, list) else [read]
    if not records or not all(isinstance(each, dict) for each in records):
        return Given((), (Fault("T011", 0, 0),))
    return Given(tuple(_text(each) for each in records), ())


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(dict(pairs)) < len(pairs):
        raise ValueError("a key twice")
    return dict(pairs)


def _text(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _text(each) for key, each in value.items() if each is not None}
    if isinstance(value, list):
        return [_text(each) for each in value if each is not None]
    return json.dumps(value) if isinstance(value, bool) else value


def without_header(data: Mapping[str, Any], kind: Kind) -> dict[str, Any]:
    """The content of a new record as given, without `typ` and `version`.

    Raises UsageError when they are others than the kind's, or when there is an id: the program makes it.
    """
    for name, wanted in (("typ", kind.name), ("version", str(kind.version))):
        if data.get(name, wanted) != wanted:
            raise UsageError(f"{name} är ”{data[name]}” i uppgifterna men ska vara {wanted}. Ta bort raden.")
    if "id" in data:
        raise UsageError(
            "En ny post får sitt id av programmet. Ta bort raden id. En post som finns ändras med sysselreg andra."
        )
    return {name: value for name, value in data.items() if name not in HEADER}
