"""The flow, top to bottom: snapshot → records → checked records → tables → figures → shown figures → document."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from sysselreg.check import RULES
from sysselreg.check.model import Outcome
from sysselreg.check.run import run
from sysselreg.record.canonical import Formatted, format_records
from sysselreg.schema.load import load_schemas
from sysselreg.snapshot import Snapshot
from sysselreg.store.read import at_commit, working_tree


def take(root: Path, revision: str | None) -> Snapshot:
    """The register in a folder, as it is or as of a commit."""
    return at_commit(root, revision) if revision else working_tree(root)


def check(snapshot: Snapshot) -> Outcome:
    """All findings of a snapshot, and its checked records when there is no error."""
    return run(snapshot, load_schemas(snapshot), RULES)


def formatted(snapshot: Snapshot, wanted: Collection[str]) -> Formatted:
    """The records that are not in canonical form, with what they should be; all when `wanted` is empty."""
    return format_records(snapshot, load_schemas(snapshot), wanted)
