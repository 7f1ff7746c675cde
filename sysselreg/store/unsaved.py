"""What differs between a register's folder and its last commit, as `spara` divides it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from sysselreg.snapshot import REPORTS, SCHEMAS, Snapshot, blob_id
from sysselreg.store.read import at_commit, changed_since, package_files, tree_of


class Unsaved(NamedTuple):
    """Path → the bytes there now, None for a file that is gone.

    `records`: records, texts and settings; `definitions`: the register's own schemas and reports.
    `before`: the register as committed, with the program's own files; nothing else before the first commit.
    """

    records: dict[str, bytes | None]
    definitions: dict[str, bytes | None]
    before: Snapshot


def unsaved(root: Path, snapshot: Snapshot) -> Unsaved:
    """What the folder holds that the last commit does not."""
    before = at_commit(root, "HEAD") if snapshot.revision.commit else Snapshot(package_files())
    records = {path: snapshot.files.get(path) for path in sorted(changed_since(root, snapshot, "HEAD"))}
    return Unsaved(records, _definitions(root, snapshot), before)


def _definitions(root: Path, snapshot: Snapshot) -> dict[str, bytes | None]:
    tree = tree_of(root, "HEAD")
    found: dict[str, bytes | None] = {}
    for path in (*snapshot.under(SCHEMAS), *snapshot.under(REPORTS)):
        data = snapshot.files[path]
        # Most of them are the program's, and no files of the register at all.
        if path not in tree.blobs and data == package_files().get(path):
            continue
        now = data if (root / path).exists() else None
        if tree.blobs.get(path) != (None if now is None else blob_id(now, tree.algorithm)):
            found[path] = now
    gone = {path for path in tree.blobs if path.startswith((SCHEMAS, REPORTS))} - snapshot.files.keys()
    return found | dict.fromkeys(sorted(gone))


def saved(changes: Unsaved, now: Snapshot, writes: Mapping[str, bytes | None]) -> Snapshot:
    """The register as a commit of some of the changes will hold it, over the program's own files."""
    before = changes.before
    kept = {path: data for path, data in before.files.items() if path not in writes}
    new = {path: data for path, data in writes.items() if data is not None}
    odd = {path for path in before.irregular if path not in writes} | (set(now.irregular) & writes.keys())
    return replace(before, files={**package_files(), **kept, **new}, irregular=tuple(sorted(odd)))
