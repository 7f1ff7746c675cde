"""The files of a working tree by Git's names for their content, known again without being opened.

A file whose inode, size and times are those that it had when it was read holds what it held then. That is the rule of
Git's own index, whose names are not used: they are of what its filters make of a file, and it can be told not to look.
What changed just before it was read may change again within the same tick of the clock, and is read again next time.
"""

from __future__ import annotations

import os
import stat
import sys
import time
from collections.abc import Collection, Iterator
from operator import attrgetter
from pathlib import Path
from typing import NamedTuple

from sysselreg import kept
from sysselreg.errors import DiskError
from sysselreg.snapshot import CONFIG, RECORDS, blob_id
from sysselreg.store.disk import reason

# What keeps an empty folder in Git.
KEEP = ".gitkeep"
# More than any record may hold: enough to say that a file is too large without reading all of it.
_MOST = 1024 * 1024
# No file system's clock ticks more seldom.
_TICK_NS = 2_000_000_000
_PIECE = 64 * 1024
# Of what is read to be named, so many small files are held for whoever asks what they say.
_HELD = 12_000


class Named(NamedTuple):
    """Path → Git's name for the content; the paths of what is no plain file; content that was read on the way."""

    names: dict[str, str]
    irregular: list[str]
    held: dict[str, bytes]


class _Folder(NamedTuple):
    """The files of a folder in order, and what tells each from what it was before."""

    path: str
    names: list[str]
    states: list[str]


def named_files(root: Path, folders: Collection[str], algorithm: str) -> Named:
    """The settings and every file below some folders (`records/`). Raises DiskError for what cannot be read."""
    now = time.time_ns()
    found = Named({}, [], {CONFIG: read(root, CONFIG)})
    found.names[CONFIG] = blob_id(found.held[CONFIG], algorithm)
    if (root / CONFIG).is_symlink():
        found.irregular.append(CONFIG)
    walked = [each for folder in folders for each in _walk(root, folder, found.irregular)]
    keys = [kept.key(b"folder", algorithm.encode(), os.fsencode(root / each.path)) for each in walked]
    known = kept.among(keys)
    told = {}
    for key, folder in zip(keys, walked, strict=True):
        states, _, blobs = known.get(key, b"").decode("utf-8", "surrogateescape").rpartition("\n")
        names = blobs.split()
        if states != "\0".join(folder.states) or len(names) != len(folder.names):
            before = dict(zip(states.split("\0"), names, strict=False))
            each = zip(folder.names, folder.states, strict=True)
            names = [before.get(state) or _name(root, folder.path + name, algorithm, found) for name, state in each]
            # What changed this lately is told by nothing, and so is known by nothing next time.
            sure = "\0".join(state if _changed(state) < now - _TICK_NS else "" for state in folder.states)
            told[key] = f"{sure}\n{' '.join(names)}".encode("utf-8", "surrogateescape")
        found.names.update(zip(map(folder.path.__add__, folder.names), names, strict=True))
    kept.keep(told)
    return found


def all_files(root: Path, folders: Collection[str]) -> dict[str, bytes]:
    """Path → content of every plain file below some folders."""
    walked = [each for folder in folders for each in _walk(root, folder, [])]
    paths = [folder.path + name for folder in walked for name in folder.names]
    return {path: read(root, path) for path in paths}


def read(root: Path, path: str) -> bytes:
    """The content of a file below the root, of a record file no more than it takes to see that it is too large."""
    most = _MOST if path.startswith(RECORDS) else sys.maxsize
    try:
        descriptor = os.open(f"{root}/{path}", os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
        try:
            content = more = os.read(descriptor, _PIECE)
            while len(more) == _PIECE and len(content) < most:
                more = os.read(descriptor, _PIECE)
                content += more
        finally:
            os.close(descriptor)
    except OSError as error:
        raise DiskError(f"Filen {root / path} går inte att läsa: {reason(error)}.") from error
    return content[:most]


def _name(root: Path, path: str, algorithm: str, found: Named) -> str:
    content = read(root, path)
    if len(found.held) < _HELD and len(content) <= _PIECE:
        found.held[path] = content
    return blob_id(content, algorithm)


def _changed(state: str) -> int:
    return int(state.rpartition(" ")[2])


def _walk(root: Path, folder: str, irregular: list[str]) -> Iterator[_Folder]:
    """The folder and those below it. Links are named, never followed."""
    if (root / folder).is_symlink():
        irregular.append(folder.rstrip("/"))
        return
    try:
        entries = sorted(os.scandir(root / folder), key=attrgetter("name"))
    except FileNotFoundError:
        return
    except OSError as error:
        raise DiskError(f"Mappen {root / folder} går inte att läsa: {reason(error)}.") from error
    records = folder.startswith(RECORDS)
    if records and any(entry.name == ".git" for entry in entries):
        irregular.append(folder.rstrip("/"))  # another repository: one thing, as it is in a commit
        return
    found = _Folder(folder, [], [])
    for entry in entries:
        name = entry.name
        if entry.is_dir(follow_symlinks=False):
            if name != "__pycache__":
                yield from _walk(root, f"{folder}{name}/", irregular)
        elif name != KEEP:
            is_ = entry.stat(follow_symlinks=False)
            plain = stat.S_ISREG(is_.st_mode)
            if plain:
                found.names.append(name)
                found.states.append(f"{name} {is_.st_size} {is_.st_ino} {is_.st_mtime_ns} {is_.st_ctime_ns}")
            if not plain or (records and is_.st_mode & 0o111):
                irregular.append(folder + name)
    yield found
