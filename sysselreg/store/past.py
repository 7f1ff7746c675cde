"""The whole history of a register in one pass over the log: what each commit changed, who made and who approved it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from sys import intern
from typing import NamedTuple

from sysselreg.errors import GitStateError
from sysselreg.snapshot import CONFIG, RECORDS, REPORTS, SCHEMAS
from sysselreg.store.chain import PLACES, SEEN, check_chain, links
from sysselreg.store.commits import Commit, Graph, graph
from sysselreg.store.compare import commit_named
from sysselreg.store.git import attempt, git
from sysselreg.store.history import Approval, merges, people, where
from sysselreg.store.review import is_plain_merge

# Commits at a time: the log of a long history is never held whole.
_AT_A_TIME = 500
_LINK = "160000"
# Of the examination of every object: it reads the whole repository.
_SECONDS = 3600


class Change(NamedTuple):
    """A file of the register that differs between a commit and one of its parents; blob ids, None is no file."""

    mode: str
    before: str | None
    after: str | None


class Step(NamedTuple):
    """A commit: what differs from each parent, path → change; from nothing when it has none."""

    commit: str
    parents: tuple[str, ...]
    sides: tuple[Mapping[str, Change], ...]

    def own(self) -> list[tuple[str, tuple[Change, ...]]]:
        """What the commit made itself, path → change from each parent: what differs from all of them."""
        first, *others = self.sides
        return [
            (path, (change, *(side[path] for side in others)))
            for path, change in first.items()
            if all(path in side for side in others)
        ]


class Past(NamedTuple):
    """A history to go through. `order`: the commits asked about, the oldest first. `mains`: the tips of main."""

    tip: str
    order: tuple[str, ...]
    known: Graph
    mains: tuple[str, ...]


def past(root: Path, revision: str, since: str | None) -> Past:
    """The commits behind a revision, those behind `since` left out.

    Raises UsageError when there is no such revision, GitStateError when there is no commit at all, when the clone is
    cut, and when `since` is not behind the revision.
    """
    tip, mains, _, cut = where(root, revision)
    if tip is None:
        raise GitStateError("Det finns ingen incheckning än, så det finns ingen historik att pröva.")
    if cut:
        raise GitStateError(
            "Klonen är avkortad, så historiken går inte att pröva. Hämta resten med git fetch --unshallow."
        )
    first = commit_named(root, since) if since else None
    known = graph(root, [tip, *mains])
    behind = set(known.behind([tip], set()))
    if first is not None and first not in behind:
        raise GitStateError(
            f"{since} ({first[:10]}) finns inte i historiken till {tip[:10]}. Är det en incheckning som har varit "
            "godkänd är historiken omskriven: ta reda på av vem och varför."
        )
    left = behind - set(known.behind([first], set())) if first else behind
    order = tuple(each for each in reversed(known.parents) if each in left)
    return Past(tip, order, known, tuple(mains))


def steps(root: Path, found: Past) -> Iterator[list[Step]]:
    """The commits of a history, some hundred at a time."""
    order = iter(found.order)
    while part := list(islice(order, _AT_A_TIME)):
        yield list(_steps(root, found, part))


def _steps(root: Path, found: Past, part: Sequence[str]) -> Iterator[Step]:
    pairs = [(each, parent) for each in part for parent in found.known.parents[each] or ("",)]
    words = ("diff-tree", "--stdin", "-r", "-z", "--raw", "--no-renames", "--no-abbrev", "--root", "--always")
    given = "".join(f"{each} {parent}".rstrip() + "\n" for each, parent in pairs).encode()
    answer = git(root, *words, "--relative", "--", RECORDS, SCHEMAS, REPORTS, CONFIG, given=given)
    rows = iter(answer.decode("utf-8", "surrogateescape").split("\0"))
    sides: list[dict[str, Change]] = []
    for row in rows:
        if row.startswith(":"):
            was, mode, before, after, _ = row[1:].split(" ")
            # Of another repository there is no content here.
            sides[-1][intern(next(rows))] = Change(mode, _blob(before) if was != _LINK else None, _blob(after))
        elif row:
            sides.append({})
    each = iter(sides)
    for commit in part:
        parents = found.known.parents[commit]
        yield Step(commit, parents, tuple(islice(each, len(parents) or 1)))


def _blob(name: str) -> str | None:
    return None if set(name) == {"0"} else name


class Reviewed(NamedTuple):
    """Who stands behind the commits of a history.

    `who`: commit → itself. `approvals`: commit → its approval. `alone`: those that are on main, or on the branch where
    there is no main, and that nobody else has approved. `waiting`: those that are not on main yet. `other`: approvals
    that hold something else than what they merged.
    """

    who: Mapping[str, Commit]
    approvals: Mapping[str, Approval]
    alone: tuple[str, ...]
    waiting: tuple[str, ...]
    other: tuple[str, ...]


def reviewed(root: Path, found: Past, changed: Mapping[str, Sequence[Collection[str]]]) -> Reviewed:
    """Who made and who approved what has changed the register.

    `changed`: of each commit, and each merge, the paths that differ from each parent. The first commit of main has
    nobody to approve it, so it is not asked about.
    """
    known, tips = found.known, found.mains or (found.tip,)
    who, approvals = people(root, known, tips, set(found.order))
    other, plain = list[str](), set[str]()
    for tip in tips:
        for merge, brought in merges(known, tip):
            approval = approvals.get(brought[0]) if brought else None
            if merge in changed and approval and approval.merge == merge:
                sound = _takes_all(changed, merge, brought) or _is_plain(root, who[merge])
                (plain.add if sound else other.append)(merge)
    asked_not = {*plain, *other, *(known.line(tip)[-1] for tip in tips)}
    made = (each for each in found.order if each in changed and _own(changed[each]))
    alone = [each for each in made if each not in approvals and each not in asked_not]
    on_main = set(known.behind(tips, set()))
    return Reviewed(
        who,
        approvals,
        tuple(each for each in alone if each in on_main),
        tuple(each for each in alone if each not in on_main),
        tuple(dict.fromkeys(other)),
    )


def _own(sides: Sequence[Collection[str]]) -> set[str]:
    """What a commit made itself differs from all its parents."""
    return set(sides[0]).intersection(*sides[1:])


def _takes_all(changed: Mapping[str, Sequence[Collection[str]]], merge: str, brought: Collection[str]) -> bool:
    """Whether a merge plainly takes what was brought and leaves all else; when not, it has to be merged anew."""
    here, there = map(set, changed[merge])
    touched = {path for each in brought if each in changed for path in _own(changed[each])}
    return here <= touched and not there & touched


def _is_plain(root: Path, merge: Commit) -> bool:
    try:
        return is_plain_merge(root, merge)
    except GitStateError:  # such as cannot be merged by itself has been decided by somebody
        return False


def chains(root: Path) -> dict[str, tuple[str, ...]]:
    """The chains of numbers that this clone has, by name, each with what is wrong with it: Swedish sentences.

    A clone may have a chain as it is shared, as it was fetched and as it was seen: one of them holds the others.
    """
    places = dict.fromkeys(PLACES.values())
    tracked = (f"refs/remotes/*/{each.removeprefix('refs/heads/')}" for each in places)
    listed = git(root, "for-each-ref", "--format=%(refname) %(objectname)", *places, *tracked, SEEN).decode()
    tips: dict[str, set[str]] = {}
    for ref, tip in map(str.split, listed.splitlines()):
        tips.setdefault("/".join(ref.rsplit("/", 2)[1:]), set()).add(tip)
    found = {}
    for name, held in sorted(tips.items()):
        known = {tip: links(root, tip) for tip in held}
        longest = max(held, key=lambda tip: (len(known[tip]), tip))
        faults = (fault for tip in sorted(held) for fault in check_chain(name, tip, longest, known[longest]))
        found[name] = tuple(dict.fromkeys(faults))
    return found


def signed(root: Path, found: Past) -> int:
    """How many of the commits bear a signature; whose it is, and whether it is right, is not asked."""
    given = "".join(f"{each}\n" for each in found.order).encode()
    objects = git(root, "rev-list", "--header", "--no-walk=unsorted", "--stdin", given=given).split(b"\0")
    return sum(b"\ngpgsig" in each.partition(b"\n\n")[0] for each in objects)


def damage(root: Path) -> str:
    """What Git's own examination of every object finds wrong first; empty when nothing is (hazards F64)."""
    done = attempt(root, "fsck", "--full", "--no-dangling", "--no-progress", seconds=_SECONDS)
    said = [line for line in (done.err + done.out.decode("utf-8", "replace")).splitlines() if line.strip()]
    return (said or ["git fsck"])[0] if done.code else ""
