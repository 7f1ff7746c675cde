"""What other branches hold that this register does not: for numbers and ids that two people may have taken at once."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from sysselreg.snapshot import RECORDS, Snapshot, blob_id
from sysselreg.store.chain import PLACES
from sysselreg.store.git import NotARepositoryError, git
from sysselreg.store.read import Tree, blobs, tree_of

_REFS = ("refs/heads", "refs/remotes")
_NUMBERS = PLACES["gren"].removeprefix("refs/heads")


class Branch(NamedTuple):
    """A branch by its short name, and the record files that it has made since it parted from this register."""

    name: str
    made: dict[str, bytes]


def branches(root: Path, snapshot: Snapshot) -> list[Branch]:
    """Every local and remote branch, by name. Raises GitStateError outside a repository.

    A file counts as made when the last common commit lacks it and this register does not hold the same bytes.
    """
    listed = git(root, "for-each-ref", "--sort=refname", "--format=%(refname) %(objectname) %(symref)", *_REFS).decode()
    found = []
    for line in listed.splitlines():
        ref, commit, symbolic = line.split(" ")
        if symbolic or _NUMBERS in ref:  # origin/HEAD is only another name, and a chain of numbers has no records
            continue
        theirs = tree_of(root, commit)
        parted = _common(root, snapshot, commit)
        made = {
            path: blob
            for path, blob in theirs.blobs.items()
            if path.startswith(RECORDS) and path not in parted.blobs and not _same(snapshot, path, blob, theirs)
        }
        bodies = blobs(root, list(made.values())) if made else {}
        name = ref.removeprefix("refs/heads/").removeprefix("refs/remotes/")
        found.append(Branch(name, {path: bodies[blob] for path, blob in made.items()}))
    return [branch for branch in found if branch.made]


def files_on_branches(root: Path, folder: str) -> set[str]:
    """The names of all files that any local or remote branch holds in a folder below the register's root.

    Only trees are read, each once however many branches share it. Empty outside a repository.
    """
    try:
        commits = git(root, "for-each-ref", "--format=%(objectname)", *_REFS).decode().split()
    except NotARepositoryError:
        return set()
    asked = "".join(f"{commit}:./{folder}\n" for commit in set(commits)).encode()
    found = git(root, "cat-file", "--batch-check=%(objectname) %(objecttype)", given=asked).decode().splitlines()
    trees = {line.removesuffix(" tree") for line in found if line.endswith(" tree")}
    listed = (git(root, "ls-tree", "-r", "-z", "--name-only", "--full-tree", tree) for tree in sorted(trees))
    return {path.rsplit("/", 1)[-1] for each in listed for path in each.decode("utf-8", "replace").split("\0") if path}


def _common(root: Path, snapshot: Snapshot, commit: str) -> Tree:
    """The tree of the last common commit; an empty one when there is none."""
    if snapshot.revision.commit is None:
        return Tree(None, None)
    base = git(root, "merge-base", snapshot.revision.commit, commit, allowed=(0, 1)).decode().strip()
    return tree_of(root, base) if base else Tree(None, None)


def _same(snapshot: Snapshot, path: str, blob: str, theirs: Tree) -> bool:
    return path in snapshot.files and blob_id(snapshot.files[path], theirs.algorithm) == blob
