"""The canonical form of every record of a snapshot."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Mapping
from typing import NamedTuple

from sysselreg.record.model import PLACE
from sysselreg.record.read import canonical
from sysselreg.schema.model import Schemas
from sysselreg.snapshot import CONFIG, RECORDS, Snapshot, within
from sysselreg.yamltext import Parsed, parse

# Faults that hide no meaning and may be mended without asking: byte order mark, CRLF, decomposed letters.
_SAFE = frozenset({"T002", "T003", "T007"})


class Formatted(NamedTuple):
    """Path → canonical text of the files that differ from it, and the paths that cannot be read."""

    changed: Mapping[str, str]
    unreadable: tuple[str, ...]


def format_records(snapshot: Snapshot, schemas: Schemas, wanted: Collection[str]) -> Formatted:
    """Bring records into canonical form. Nothing is guessed: a file with a fault that could mean two things stays."""
    changed, unreadable = {}, []
    for path in snapshot.under(RECORDS, ".yaml"):
        match = PLACE.match(path)
        kind = schemas.by_folder(match["folder"]) if match else None
        if kind is None or (wanted and not within(path, wanted)):
            continue
        parsed = mended(snapshot.files[path])
        if parsed.root is None or parsed.faults:
            unreadable.append(path)
            continue
        text = canonical(parsed.text, parsed.root, kind)
        if text.encode() != snapshot.files[path]:
            changed[path] = text
    settings = snapshot.files.get(CONFIG, b"")
    if not wanted or within(CONFIG, wanted):
        # The settings have no canonical form, but the same safe faults, and the same advice is given about them.
        parsed = mended(settings)
        if parsed.root is not None and not parsed.faults and parsed.text.encode() != settings:
            changed[CONFIG] = parsed.text
    return Formatted(changed, tuple(unreadable))


def mended(data: bytes) -> Parsed:
    """The file read, after its safe faults are mended when it has no others."""
    parsed = parse(data)
    if parsed.faults and {fault.code for fault in parsed.faults} <= _SAFE:
        text = parsed.text.removeprefix("\ufeff").replace("\r\n", "\n")
        parsed = parse(unicodedata.normalize("NFC", text).encode())
    return parsed
