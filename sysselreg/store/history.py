"""The history of one file: what each commit made of it, and who approved that."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import reduce
from operator import and_, or_
from pathlib import Path
from typing import NamedTuple

from sysselreg.errors import GitStateError
from sysselreg.snapshot import RECORDS
from sysselreg.store.approval import approver_of
from sysselreg.store.commits import Commit, Graph, commits, graph
from sysselreg.store.compare import commit_named
from sysselreg.store.git import attempt, git, told
from sysselreg.store.read import blobs

# What may be called main, here and on the remotes. A pattern without a wildcard would be taken for a folder.
_MAIN = ("--branches=mai[n]", "--branches=maste[r]", "--remotes=*/HEAD", "--remotes=*/main", "--remotes=*/master")

_HEAD = "HEAD^{commit}"
# Trees that follow each other are told by what differs, so only the last ones are worth keeping: half the time.
_NEAR = {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "core.deltaBaseCacheLimit", "GIT_CONFIG_VALUE_0": "8m"}


class Approval(NamedTuple):
    """Who approved, “Namn <adress>”, when, and the merge commit that says so."""

    by: str
    time: str
    merge: str


class Version(NamedTuple):
    """What one commit made of a file; None is no file.

    `sides`: the file in each parent. `base`: what the sides come from; with one parent that is the side itself. So a
    merge has decided itself what differs from all sides, and what it took back of what a side had changed since `base`.
    """

    commit: Commit
    approval: Approval | None
    base: bytes | None
    sides: tuple[bytes | None, ...]
    after: bytes | None


class History(NamedTuple):
    """The versions of a file, newest first. `head`: the file in the commit asked for. `cut`: older ones are missing."""

    versions: tuple[Version, ...]
    head: bytes | None
    cut: bool


class _Made(NamedTuple):
    """What a commit made of the file, as blob ids."""

    base: str | None
    sides: tuple[str | None, ...]
    after: str | None


def history(root: Path, path: str, revision: str = "HEAD") -> History:
    """What every commit behind a revision made of a file; `path` is below the register's root.

    Approvals are those on the line of main, here and on the remotes. Raises UsageError when there is no such revision,
    GitStateError when content is missing (a partial clone).
    """
    start, mains, prefix, cut = where(root, revision)
    if start is None:
        return History((), None, cut=False)
    known = graph(root, [start, *mains])
    held = _held(root, known, prefix + path)
    made = _changes(known, held, set(known.behind([start], set())), cut=cut)
    who, approvals = people(root, known, mains or [start], made)
    names = {held[start], *(blob for each in made.values() for blob in (each.base, *each.sides, each.after))}
    content = blobs(root, [name for name in names if name])

    def read(blob: str | None) -> bytes | None:
        return content[blob] if blob else None

    versions = (
        Version(who[each], approvals.get(each), read(m.base), tuple(map(read, m.sides)), read(m.after))
        for each, m in made.items()
    )
    return History(tuple(versions), read(held[start]), cut)


def where(root: Path, revision: str) -> tuple[str | None, list[str], str, bool]:
    """The commit asked for (None before the first one), the tips of main, the register's folder, whether cut."""
    words = ("rev-parse", "--is-shallow-repository", "--show-prefix", *_MAIN, _HEAD)
    done = attempt(root, *words)
    said = done.out.decode().splitlines()
    # Before the first commit Git answers with the name itself, and calls that an error.
    if done.code and said[-1:] != [_HEAD]:
        raise GitStateError(told(words, done.err, root))
    cut, prefix, *mains, head = said
    start = commit_named(root, revision) if revision != "HEAD" else None if head == _HEAD else head
    return start, sorted(set(mains)), prefix, cut == "true"


def _start(root: Path, revision: str) -> str | None:
    """The commit behind a revision; None before the first one. Raises UsageError when there is no such revision."""
    if revision != "HEAD":
        return commit_named(root, revision)
    return git(root, "rev-parse", "--verify", "--quiet", _HEAD, allowed=(0, 1)).decode().strip() or None


def _held(root: Path, known: Graph, path: str) -> dict[str, str | None]:
    """Commit → the file's blob in it. One look-up for each tree costs less than one difference for each parent."""
    trees = list(dict.fromkeys(known.trees.values()))
    wanted = "".join(f"{tree}:{path}\n" for tree in trees).encode()
    words = ("cat-file", "--buffer", "--batch-check=%(objectname)")
    answer = git(root, *words, given=wanted, settings=_NEAR).decode().splitlines()
    blob_in = {tree: None if said.endswith(" missing") else said for tree, said in zip(trees, answer, strict=True)}
    return {commit: blob_in[tree] for commit, tree in known.trees.items()}


def _changes(known: Graph, held: Mapping[str, str | None], asked: Collection[str], *, cut: bool) -> dict[str, _Made]:
    """The commits asked for that made something of the file that it was not in their parents, children first."""
    found = {}
    # What each commit has behind it of the file's states, as bits; the highest that all parents have is their base.
    states: list[str | None] = []
    behind: dict[str, int] = {}
    for commit, parents in reversed(known.parents.items()):
        sides, after = tuple(held[parent] for parent in parents) or (None,), held[commit]
        bits = [behind[parent] for parent in parents] or [0]
        behind[commit] = reduce(or_, bits)
        if sides.count(after) == len(sides):
            continue
        shared = reduce(and_, bits)
        base = sides[0] if len(sides) == 1 else states[shared.bit_length() - 1] if shared else None
        behind[commit] |= 1 << len(states)
        states.append(after)
        own = after not in sides or any(side not in (base, after) for side in sides)
        # Where a shallow clone is cut a commit seems to have made everything.
        if own and commit in asked and (parents or not cut):
            found[commit] = _Made(base, sides, after)
    return dict(reversed(found.items()))


def people(
    root: Path, known: Graph, mains: Sequence[str], made: Collection[str]
) -> tuple[dict[str, Commit], dict[str, Approval]]:
    """The commits themselves, and the approvals of those that a merge on a line of main brought in, by id."""
    brought_by: dict[str, tuple[str, list[str]]] = {}
    for tip in mains:
        for merge, brought in merges(known, tip):
            brought_by.update({each: (merge, brought) for each in brought if each in made and each not in brought_by})
    who = commits(root, {*made, *(each for merge, brought in brought_by.values() for each in (merge, *brought))})
    approvals = {}
    for each, (merge, brought) in brought_by.items():
        by = approver_of(who[merge], [who[commit] for commit in brought])
        if by is not None:
            approvals[each] = Approval(by, who[merge].time, merge)
    return who, approvals


def merges(known: Graph, tip: str) -> Iterator[tuple[str, list[str]]]:
    """The commits on the line of a tip, the oldest first, each with what it brought in from beside."""
    seen: set[str] = set()
    for merge in reversed(known.line(tip)):
        seen.add(merge)
        yield merge, known.behind(known.parents[merge][1:], seen)


def paths_ever(root: Path, start: str, revision: str = "HEAD") -> list[str]:
    """The record files whose id begins like this that any commit behind a revision has held, by path."""
    tip = _start(root, revision)
    if tip is None or not re.fullmatch(r"[a-z0-9-]+", start):
        return []
    words = ("log", "-z", "--format=", "--name-only", "--diff-filter=A", "--diff-merges=separate", "--full-history")
    listed = git(root, *words, "--no-renames", "--relative", tip, "--", f"{RECORDS}*/{start}*.yaml")
    return sorted({path.decode("utf-8", "replace") for path in listed.split(b"\0") if path})
