"""Two commits merged into a tree, without touching the working tree, the index or any branch.

Git's own `merge-tree` is not used: it runs whatever merge driver the clone's settings name, and lets pass a clean merge
of text that has left a record with a key twice. What only one side has changed is taken as it is; a record that both
have changed is merged by field, any other file by line. Nothing is taken to have been renamed.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple, TypeAlias

from sysselreg.errors import GitStateError
from sysselreg.record.keyed import KeyPath
from sysselreg.record.merge import Conflict, merge
from sysselreg.schema.load import load_schemas
from sysselreg.schema.model import Kind, Schemas
from sysselreg.snapshot import SCHEMAS, Snapshot
from sysselreg.store.driver import text_merged
from sysselreg.store.git import git
from sysselreg.store.lock import writing
from sysselreg.store.read import blobs, package_files

_RECORD = re.compile(r"records/(?P<folder>[^/]+)/[0-9]{4}/[^/]+\.yaml\Z")
_PLAIN = ("100644", "100755")
_WHO = {f"GIT_{role}_{what}": "sysselreg" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
# File and field → the value that was decided (plain data, None: no field). For a whole file, field (), its bytes.
Settled: TypeAlias = Mapping[tuple[str, KeyPath], Any]
_NOTHING: Settled = MappingProxyType({})


class Clash(NamedTuple):
    """A file that both sides have changed so that somebody must decide.

    `path` is below the repository's root. `conflicts` are the fields; empty when the whole file must be decided: one
    side has removed it, or it is no readable record. The three versions are None where there is no file.
    """

    path: str
    conflicts: tuple[Conflict, ...]
    base: bytes | None
    ours: bytes | None
    theirs: bytes | None
    kind: Kind | None


class MergedTree(NamedTuple):
    """The tree of the whole repository, with markers where it clashes; `base`: the commit that both sides come from."""

    tree: str
    clashes: tuple[Clash, ...]
    base: str


class _Entry(NamedTuple):
    mode: str
    blob: str


class _Change(NamedTuple):
    """What a side made of a file; None is no file."""

    old: _Entry | None
    new: _Entry | None


def merged_tree(root: Path, ours: str, theirs: str, settled: Settled = _NOTHING) -> MergedTree:
    """Merge two commits of the repository that holds the register at `root`.

    Raises GitStateError when they have no history in common, when a file on one side is a folder on the other, or when
    both have changed what is no plain file.
    """
    base = _base(root, ours, theirs)
    mine, yours = _changes(root, base, ours), _changes(root, base, theirs)
    both = sorted(path for path in mine.keys() & yours.keys() if mine[path].new != yours[path].new)
    _refuse_odd(mine, yours, both)
    result = {path: change.new for path, change in yours.items() if path not in mine}
    prefix = git(root, "rev-parse", "--show-prefix").decode().rstrip("\n")
    entries = [entry for path in both for entry in (*mine[path], yours[path].new) if entry]
    bodies = blobs(root, [entry.blob for entry in entries]) if entries else {}
    known: Schemas | None = None
    clashes = []
    # Schema files first: records are read by what those have become.
    for path in sorted(both, key=lambda path: not path.startswith(prefix + SCHEMAS)):
        record = _RECORD.match(path.removeprefix(prefix)) if path.startswith(prefix) else None
        if record and known is None:
            known = _schemas(root, ours, prefix, result)
        kind = known.by_folder(record["folder"]) if record and known else None
        old, one, other = mine[path].old, mine[path].new, yours[path].new
        before, here, there = (bodies[entry.blob] if entry else None for entry in (old, one, other))
        decided = {field: value for (file, field), value in settled.items() if file == path}
        whole = Clash(path, (), before, here, there, kind)
        content, clash = _merged_file(whole, decided, is_record=record is not None)
        result[path] = None if content is None else _Entry(_mode(old, one, other), _blob(root, content))
        clashes += [clash] if clash else []
    return MergedTree(_tree(root, ours, result, no_blob="0" * len(base)), tuple(clashes), base)


def changed_files(root: Path, old: str, new: str) -> dict[str, tuple[bytes, bytes]]:
    """The files that differ between two commits, before and after; empty where there is none."""
    changes = _changes(root, old, new)
    names = [entry.blob for change in changes.values() for entry in change if entry and entry.mode in _PLAIN]
    bodies = blobs(root, names) if names else {}

    def content(entry: _Entry | None) -> bytes:
        return bodies.get(entry.blob, b"") if entry else b""

    return {path: (content(change.old), content(change.new)) for path, change in changes.items()}


def provisional(root: Path, tree: str, *parents: str) -> str:
    """A commit of a tree that no branch holds, to be looked at like any other."""
    given = [word for parent in parents for word in ("-p", parent)]
    return writing(root, "commit-tree", tree, *given, "-m", "sammanslagning", settings=_WHO).decode().strip()


def _base(root: Path, ours: str, theirs: str) -> str:
    """The last common commit. Of several, a merge of them: where that clashes, the record has no readable base."""
    found = git(root, "merge-base", "--all", ours, theirs, allowed=(0, 1))
    names = found.decode().split()
    if not names:
        raise GitStateError(
            "Grenarna har ingen gemensam historia, så det går inte att se vem som har ändrat vad. Är klonen inte hel, "
            "hämta resten med git fetch --unshallow. Inget är ändrat."
        )
    base = names[0]
    for name in names[1:]:
        base = provisional(root, merged_tree(root, base, name).tree, base, name)
    return base


def _changes(root: Path, base: str, side: str) -> dict[str, _Change]:
    # What the repository's settings could hide or rename is said here.
    words = ("-r", "-z", "--raw", "--no-renames", "--no-relative", "--ignore-submodules=none", "--no-abbrev")
    parts = git(root, "diff-tree", *words, base, side, "--").decode("utf-8", "surrogateescape").split("\0")
    found = {}
    for head, path in zip(parts[::2], parts[1::2], strict=False):
        old_mode, new_mode, old, new, _ = head.removeprefix(":").split(" ")
        found[path] = _Change(_entry(old_mode, old), _entry(new_mode, new))
    return found


def _entry(mode: str, blob: str) -> _Entry | None:
    return None if mode == "000000" else _Entry(mode, blob)


def _refuse_odd(mine: dict[str, _Change], yours: dict[str, _Change], both: list[str]) -> None:
    for one, other in ((mine, yours), (yours, mine)):
        files = {path for path, change in one.items() if change.new}
        for path in (path for path, change in other.items() if change.new):
            in_the_way = next((str(folder) for folder in Path(path).parents if str(folder) in files), None)
            if in_the_way:
                raise GitStateError(
                    f"{in_the_way} är en fil på den ena sidan och en mapp på den andra. Byt namn på din, spara och kör "
                    "igen. Inget är ändrat."
                )
    for path in both:
        if any(entry and entry.mode not in _PLAIN for entry in (*mine[path], yours[path].new)):
            raise GitStateError(
                f"{path} är en länk eller något annat än en vanlig fil, och båda sidor har ändrat den. "
                "Ta bort den på din sida, spara och kör igen. Inget är ändrat."
            )


def _schemas(root: Path, ours: str, prefix: str, result: dict[str, _Entry | None]) -> Schemas:
    """The schemas that the merged register will have: the program's own, under ours, under what theirs has brought."""
    listed = git(root, "ls-tree", "-r", "-z", ours, "--", SCHEMAS.rstrip("/")).decode("utf-8", "surrogateescape")
    own = {}
    for line in filter(None, listed.split("\0")):
        head, _, path = line.partition("\t")
        own[path] = head.split(" ")[2]
    for path, entry in result.items():
        below = path.removeprefix(prefix)
        if path.startswith(prefix) and below.startswith(SCHEMAS):
            own.pop(below, None)
            own |= {below: entry.blob} if entry else {}
    bodies = blobs(root, list(own.values())) if own else {}
    return load_schemas(Snapshot({**package_files(), **{path: bodies[blob] for path, blob in own.items()}}))


def _merged_file(clash: Clash, decided: Mapping[KeyPath, Any], *, is_record: bool) -> tuple[bytes | None, Clash | None]:
    """The file's content, None for no file, and what remains to be decided about it."""
    base, ours, theirs, kind = clash.base, clash.ours, clash.theirs, clash.kind
    if () in decided:
        return decided[()], None
    if ours is None or theirs is None:
        return (theirs if ours is None else ours), clash
    merged = merge(base, ours, theirs, kind, decided) if kind else None
    if merged is not None:
        return merged.content, clash._replace(conflicts=merged.conflicts) if merged.conflicts else None
    text, clean = text_merged(base or b"", ours, theirs)
    return text, None if clean and not is_record else clash


def _mode(old: _Entry | None, ours: _Entry | None, theirs: _Entry | None) -> str:
    """A mode that somebody has changed, else the one it had."""
    held = [entry.mode for entry in (ours, theirs) if entry]
    return next((mode for mode in held if old is None or mode != old.mode), held[0])


def _blob(root: Path, content: bytes) -> str:
    return writing(root, "hash-object", "-w", "--stdin", "--no-filters", given=content).decode().strip()


def _tree(root: Path, ours: str, changes: Mapping[str, _Entry | None], no_blob: str) -> str:
    """The tree of a commit with some files replaced, made in an index of its own."""
    lines = [f"{entry.mode} {entry.blob}\t{p}\0" if entry else f"0 {no_blob}\t{p}\0" for p, entry in changes.items()]
    with tempfile.TemporaryDirectory(prefix="sysselreg-") as folder:
        private = {"GIT_INDEX_FILE": str(Path(folder) / "index")}
        git(root, "read-tree", ours, settings=private)
        given = "".join(lines).encode("utf-8", "surrogateescape")
        git(root, "update-index", "-z", "--index-info", given=given, settings=private)
        return writing(root, "write-tree", settings=private).decode().strip()
