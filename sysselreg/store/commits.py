"""Commits as values: who wrote them and what they say, and the graph that tells how one came in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from sysselreg.store.git import git

# What the settings of a repository could change is said here.
_LOG = ("log", "-z", "--encoding=UTF-8", "--no-show-signature", "--no-color", "--no-mailmap", "--topo-order")
_FORMAT = "--format=%H%x00%T%x00%P%x00%an <%ae>%x00%cn <%ce>%x00%cI%x00%B"
_FIELDS = 7


class Commit(NamedTuple):
    """One commit. `author` and `committer` are “Namn <adress>”; `time` is when it was made, ISO 8601 with its zone."""

    id: str
    tree: str
    parents: tuple[str, ...]
    author: str
    committer: str
    time: str
    message: str


class Graph(NamedTuple):
    """Commits by id, children before parents, else the newest first: the parents of each, and its tree."""

    parents: dict[str, tuple[str, ...]]
    trees: dict[str, str]

    def line(self, tip: str) -> list[str]:
        """A branch's own line: its tip, the first parent of that and so on."""
        found, at = [], tip
        while at in self.parents:
            found.append(at)
            at = next(iter(self.parents[at]), "")
        return found

    def behind(self, tips: Iterable[str], seen: set[str]) -> list[str]:
        """The commits behind some tips, themselves too, that are not in `seen`, to which they are added."""
        found, waiting = [], list(tips)
        while waiting:
            at = waiting.pop()
            if at in self.parents and at not in seen:
                seen.add(at)
                found.append(at)
                waiting += self.parents[at]
        return found


def graph(root: Path, tips: Iterable[str]) -> Graph:
    """Every commit behind some commits. Raises GitStateError when Git knows no such commit."""
    words = ("rev-list", "--date-order", "--no-commit-header", "--format=%H %T %P")
    rows = [line.split() for line in git(root, *words, *tips, "--").decode().splitlines()]
    return Graph({name: tuple(parents) for name, _, *parents in rows}, {name: tree for name, tree, *_ in rows})


def commits(root: Path, wanted: Iterable[str]) -> dict[str, Commit]:
    """Id → commit of the ids given, and no others. Raises GitStateError when Git knows no such commit."""
    given = "".join(f"{each}\n" for each in wanted)
    if not given:
        return {}
    words = (*_LOG, _FORMAT, "--no-walk=unsorted", "--stdin")
    return {commit.id: commit for commit in _read(git(root, *words, given=given.encode()))}


def commits_between(root: Path, base: str, tip: str) -> list[Commit]:
    """The commits behind `tip` that are not behind `base`, children before parents."""
    return list(_read(git(root, *_LOG, _FORMAT, f"{base}..{tip}", "--")))


def _read(answer: bytes) -> Iterator[Commit]:
    parts = answer.decode("utf-8", "replace").split("\0")
    for at in range(0, len(parts) - _FIELDS + 1, _FIELDS):
        name, tree, parents, author, committer, time, message = parts[at : at + _FIELDS]
        yield Commit(name, tree, tuple(parents.split()), author, committer, time, message)
