"""New objects in Git's store: blobs, trees and commits. Until a branch points at them they are nothing but bytes.

No filter, hook or index takes part: blobs are the bytes given, and a tree is made by writing anew only the folders
on the way to what has changed, however many files there are.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from sysselreg.errors import DiskError, GitStateError, UnsafeInputError
from sysselreg.snapshot import blob_id
from sysselreg.store.disk import reason
from sysselreg.store.git import git
from sysselreg.store.lock import writing
from sysselreg.store.place import State

# A name guessed from the computer's would be nobody's (hazards F46). Objects are on disk before a branch points at
# them, so that a power cut cannot leave the branch broken.
SETTINGS = {
    "GIT_CONFIG_COUNT": "3",
    "GIT_CONFIG_KEY_0": "user.useConfigOnly",
    "GIT_CONFIG_VALUE_0": "true",
    "GIT_CONFIG_KEY_1": "i18n.commitEncoding",
    "GIT_CONFIG_VALUE_1": "UTF-8",
    "GIT_CONFIG_KEY_2": "core.fsync",
    "GIT_CONFIG_VALUE_2": "committed",
}
TEMPORARY = "blobs-"
_TREE, _LINE = "tree", "{} {} {}\t{}\0"


class Entry(NamedTuple):
    """A line of a tree: mode, kind (`blob`, `tree`, `commit`) and object name."""

    mode: str
    kind: str
    name: str


def keep_blobs(state: State, contents: Collection[bytes]) -> None:
    """Put contents into the store as they are, all in one run of Git. Raises DiskError when the disk refuses."""
    wanted = {blob_id(each, state.algorithm): each for each in contents}
    try:
        with tempfile.TemporaryDirectory(prefix=TEMPORARY, dir=state.home) as folder:
            for name, each in wanted.items():
                (Path(folder) / name).write_bytes(each)
            given = os.fsencode("".join(f"{folder}/{name}\n" for name in wanted))
            writing(state.top, "hash-object", "-w", "--no-filters", "--stdin-paths", given=given, settings=SETTINGS)
    except OSError as error:
        raise DiskError(f"{state.home} går inte att skriva: {reason(error)}. Inget är sparat.") from error


def tree_with(state: State, tree: str, changes: Mapping[str, Entry | None]) -> str:
    """The tree with files put in or, for None, taken out. Paths are below the tree.

    Raises UnsafeInputError when a file would take the place of a folder or the other way round.
    """
    entries = _entries(state, tree)
    below: dict[str, dict[str, Entry | None]] = defaultdict(dict)
    for path, entry in changes.items():
        first, _, rest = path.partition("/")
        below[first][rest] = entry
    for name, inner in below.items():
        there = entries.get(name)
        is_file = "" in inner
        if (there is not None and (there.kind == _TREE) == is_file) or (is_file and len(inner) > 1):
            raise UnsafeInputError(f"{name} är både en fil och en mapp. Byt namn på den ena.")
        new = inner[""] if is_file else _folder(state, there, inner)
        if new is None:
            entries.pop(name, None)
        else:
            entries[name] = new
    lines = "".join(_LINE.format(*entry, name) for name, entry in entries.items())
    made = writing(state.top, "mktree", "-z", "--missing", given=os.fsencode(lines), settings=SETTINGS)
    return made.decode().strip()


def _folder(state: State, there: Entry | None, inner: Mapping[str, Entry | None]) -> Entry | None:
    made = tree_with(state, there.name if there else empty_tree(state), inner)
    return None if made == empty_tree(state) else Entry("040000", _TREE, made)


def _entries(state: State, tree: str) -> dict[str, Entry]:
    found = {}
    for line in os.fsdecode(git(state.top, "ls-tree", "-z", "--full-tree", tree)).split("\0"):
        if line:
            head, _, name = line.partition("\t")
            found[name] = Entry(*head.split(" "))
    return found


def empty_tree(state: State) -> str:
    """The tree without files: Git knows it without having it."""
    return hashlib.new(state.algorithm, b"tree 0\0", usedforsecurity=False).hexdigest()


def commit_object(state: State, tree: str, parents: Sequence[str], message: str) -> str:
    """A commit by the user, signed when the user's settings ask for it (`commit.gpgsign`).

    Raises GitStateError when it cannot be signed.
    """
    asked = git(state.top, "config", "--type=bool", "--get", "commit.gpgsign", allowed=(0, 1)).strip() == b"true"
    words = ["commit-tree", *(["-S"] if asked else []), *(word for parent in parents for word in ("-p", parent)), tree]
    try:
        return writing(state.top, *words, given=message.encode(), settings=SETTINGS).decode().strip()
    except GitStateError as error:
        if not asked:
            raise
        raise GitStateError(
            f"Incheckningen gick inte att signera, så inget är sparat. {error.sentence} Dina inställningar kräver "
            "signatur: se till att nyckeln fungerar (git config user.signingkey)."
        ) from error
