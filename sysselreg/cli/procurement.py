"""What the commands about one procurement share: finding it, and the register as it stands around it."""

from __future__ import annotations

from sysselreg.errors import UsageError
from sysselreg.record.load import find_one
from sysselreg.record.model import Record
from sysselreg.schema.model import Schemas
from sysselreg.snapshot import Snapshot


def procurement_named(snapshot: Snapshot, schemas: Schemas, written: str) -> Record:
    """The procurement of an id or a start of one. Raises UsageError when it is no procurement; as `find_one` too."""
    record = find_one(snapshot, schemas, written)
    if record.kind == "upphandling":
        return record
    near = record.data.get("upphandling")
    meant = f" Menade du {near}?" if isinstance(near, str) else " Se dem med sysselreg lista upphandling."
    raise UsageError(f"{record.id} är ingen upphandling utan har typen {record.kind}.{meant}")
