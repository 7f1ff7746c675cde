"""Which commit last changed what matters in some records, who wrote it and who approved it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from pathlib import Path

from sysselreg.change.trail import reader
from sysselreg.record.model import Record, Trail
from sysselreg.schema.model import Schemas
from sysselreg.snapshot import Snapshot
from sysselreg.store.git import NotARepositoryError
from sysselreg.store.read import at_commit
from sysselreg.store.trail import last_changes


def trails(
    root: Path,
    snapshot: Snapshot,
    schemas: Schemas,
    records: Iterable[Record],
    fields: Mapping[str, Collection[str]],
    *,
    alone: bool = False,
) -> dict[str, Trail]:
    """Id → the trail of those fields (by kind) in each record; records that are not committed so are left out.

    `alone`: as `last_changes`.
    """
    if snapshot.revision.commit is None:
        return {}
    wanted = list(records)
    matters = {each.path: _matter(schemas, each.kind, fields.get(each.kind, ())) for each in wanted}
    try:
        found = last_changes(root, matters, snapshot.revision.commit, alone=alone)
        held = snapshot if snapshot.revision.clean else at_commit(root, snapshot.revision.commit)
    except NotARepositoryError:
        return {}
    told = {}
    for each in wanted:
        now, then, matter = each.source, held.files.get(each.path), matters[each.path]
        if each.path in found and (now == then or matter(now) == matter(then)):
            commit, approval = found[each.path]
            told[each.id] = Trail(commit.id, commit.time[:10], commit.author, approval.by if approval else "")
    return told


def _matter(schemas: Schemas, kind: str, names: Collection[str]) -> Callable[[bytes | None], object]:
    read = reader(schemas.kinds[kind].root)

    def matter(data: bytes | None) -> object:
        content = read(data)
        # What is no record that can be read is what its bytes are.
        return data if content is None or data is None else {name: content.get(name) for name in names}

    return matter
