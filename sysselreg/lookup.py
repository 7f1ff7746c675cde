"""Records found and named as they are, without the check of the whole register."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from sysselreg import kept
from sysselreg.record.load import Loaded, load
from sysselreg.record.model import Record
from sysselreg.record.tell import title
from sysselreg.schema.model import Kind, Schemas
from sysselreg.snapshot import CONFIG, RECORDS, SCHEMAS, Snapshot, marks_of
from sysselreg.store.read import at_commit, working_tree
from sysselreg.store.read import at_hand as files_at_hand

if TYPE_CHECKING:
    from sysselreg.check.model import Register


def take(root: Path, revision: str | None) -> Snapshot:
    """The register in a folder, as it is or as of a commit."""
    return working_tree(root) if revision is None else at_commit(root, revision)


def at_hand(root: Path, revision: str | None) -> Snapshot:
    """The register in a folder, as it is or as of a commit, for looking at a few of its records."""
    return files_at_hand(root) if revision is None else at_commit(root, revision)


def records(snapshot: Snapshot, known: Schemas, kind: Kind | None) -> Loaded:
    """Records as they are, unchecked, all or of one kind: for showing, never for counting.

    What each says is kept under its path and content and the files below `schemas/`.
    """
    basis = kept.key(b"record", *marks_of(snapshot.named(snapshot.under(SCHEMAS))))
    files = snapshot.named(snapshot.under(f"{RECORDS}{kind.folder}/" if kind else RECORDS, ".yaml"))
    names = {path: kept.key(basis, mark) for (path, _), mark in zip(files, marks_of(files), strict=True)}
    said = kept.among(list(names.values()))
    anew = load(snapshot, known, [path for path, name in names.items() if name not in said])
    kept.keep({names[r.path]: json.dumps([r.kind, r.id, r.data]).encode() for r in anew.records})
    found = {record.path: record for record in anew.records}
    for path, name in names.items():
        if name in said:
            kind_name, record_id, data = json.loads(said[name])
            found[path] = Record(kind_name, record_id, path, data, partial(snapshot.files.__getitem__, path))
    return Loaded(tuple(found[path] for path in names if path in found), anew.unreadable)


def around(snapshot: Snapshot, known: Schemas, procurement: Record) -> Register:
    """A procurement, its framework and call-offs, and the records that refer to any of them, as rules see them.

    Raises RegisterErrorsError when one of them, or the settings, is wrong in shape.
    """
    # Every rule comes with these two; to find and name a record none is asked.
    from sysselreg.check.model import Register
    from sysselreg.check.run import run

    ids = {procurement.id, str(procurement.data.get("avrop_från", procurement.id))}
    near: list[str] = []
    for _ in range(2):  # what refers to it, call-offs among that, and then what refers to the call-offs
        marks = [each.encode() for each in ids]
        near = [p for p in snapshot.under(RECORDS, ".yaml") if any(mark in snapshot.files[p] for mark in marks)]
        ids |= {each.id for each in load(snapshot, known, near).records if each.kind == "upphandling"}
    files = {path: snapshot.files[path] for path in (*near, CONFIG) if path in snapshot.files}
    checked = run(replace(snapshot, files=files), known, ()).sound()
    return Register(checked.records, checked.config, known, {})


def namer(snapshot: Snapshot, known: Schemas, read: Iterable[Record] = ()) -> Callable[[str], str]:
    """From an id to what the record is called (itself when there is no such record). `read`: those read already."""
    held = {record.path: record for record in read}
    paths = {path.rsplit("/", 1)[1].removesuffix(".yaml"): path for path in snapshot.under(RECORDS, ".yaml")}

    @cache
    def name_of(record_id: str, above: frozenset[str] = frozenset()) -> str:
        path = paths.get(record_id)
        if path is None or record_id in above:
            return record_id
        found = [held[path]] if path in held else load(snapshot, known, [path]).records
        # A record without a name is called by others: an evaluation by its agreement, that by its supplier.
        return title(found[0], lambda each: name_of(each, above | {record_id})) if found else record_id

    return name_of
