"""Many records at once: the commit that last made of each what matters in it, and who approved that."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from sysselreg.record.model import Record, Trail
from sysselreg.record.version import reader
from sysselreg.schema.model import Schemas
from sysselreg.snapshot import RECORDS, Snapshot
from sysselreg.store.commits import Commit, graph
from sysselreg.store.git import NotARepositoryError, git
from sysselreg.store.history import Approval, people, where
from sysselreg.store.read import at_commit, blobs


class Last(NamedTuple):
    """The commit that made something what it is, and its approval (None without)."""

    commit: Commit
    approval: Approval | None


class _Step(NamedTuple):
    """What a commit made of a file, as blob ids; None is no file. `sides`: the file in each parent."""

    commit: str
    sides: tuple[str | None, ...]
    after: str | None


# From a version of a file (None is no file) to what matters in it.
Matter = Callable[[bytes | None], object]


def last_changes(
    root: Path, matters: Mapping[str, Matter], revision: str = "HEAD", *, alone: bool = False
) -> dict[str, Last]:
    """Path below the register's root → the newest commit behind a revision that changed what matters in the file.

    A merge changes what differs from all its parents. Paths that no commit has are left out, and those whose change a
    shallow clone lacks. `alone`: look for approvals in what the revision itself has behind it, not on main as it is
    today, so that the same revision always gives the same answer. Raises UsageError when there is no such revision.
    """
    start, mains, prefix, cut = where(root, revision)
    if start is None or not matters:
        return {}
    tips = [start] if alone or not mains else mains
    known = graph(root, [start, *tips])
    asked = set(known.behind([start], set()))
    order = [each for each in known.parents if each in asked and (known.parents[each] or not cut)]
    steps: dict[str, list[_Step]] = {path: [] for path in matters}
    for path, step in _steps(root, order, prefix):
        if path in steps:
            steps[path].append(step)
    names = {name for found in steps.values() for step in found for name in (step.after, *step.sides)}
    content = blobs(root, [name for name in names if name])
    made = {path: commit for path in matters if (commit := _newest(steps[path], matters[path], content))}
    who, approvals = people(root, known, tips, set(made.values()))
    return {path: Last(who[commit], approvals.get(commit)) for path, commit in made.items()}


def _newest(steps: Collection[_Step], matter: Matter, content: Mapping[str, bytes]) -> str | None:
    for step in steps:
        after = matter(content[step.after] if step.after else None)
        if all(matter(content[side] if side else None) != after for side in step.sides):
            return step.commit
    return None


def _steps(root: Path, order: Collection[str], prefix: str) -> Iterator[tuple[str, _Step]]:
    """What each commit did to the records, in the order of the commits; paths below the register's root."""
    words = ("diff-tree", "--stdin", "-r", "-z", "--raw", "--no-renames", "--no-abbrev", "--root", "-c")
    answer = git(root, *words, "--", RECORDS, given="".join(f"{each}\n" for each in order).encode())
    parts = iter(answer.decode("utf-8", "replace").split("\0"))
    commit = ""
    for part in parts:
        if not part.startswith(":"):
            commit = part
            continue
        parents = part.count(":")
        names = [None if set(name) == {"0"} else name for name in part.split(" ")[parents + 1 : -1]]
        yield next(parts).removeprefix(prefix), _Step(commit, tuple(names[:-1]), names[-1])


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


def _matter(schemas: Schemas, kind: str, names: Collection[str]) -> Matter:
    read = reader(schemas.kinds[kind].root)

    def matter(data: bytes | None) -> object:
        content = read(data)
        # What is no record that can be read is what its bytes are.
        return data if content is None or data is None else {name: content.get(name) for name in names}

    return matter
