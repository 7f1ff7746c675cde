"""One writer at a time: our own lock against other runs of the program, patience with Git's locks against other Git.

A lock file of Git's that stays is named, never deleted: only the user knows whose it is (hazards F28–F30).
"""

from __future__ import annotations

import errno
import fcntl
import os
import re
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType

from sysselreg.errors import DiskError, GitStateError
from sysselreg.store.disk import reason
from sysselreg.store.git import Answer, attempt, told
from sysselreg.swedish import plural

# Seconds to wait for another run of ours, which may be saving thousands of records, and for another Git.
PATIENCE, GIT_PATIENCE = 30.0, 3.0
_STEP = 0.05
_IN_THE_WAY = re.compile(
    r"Unable to create '(?P<file>[^'\n]+\.lock)': File exists|could not lock config file (?P<config>.+): File exists"
)
# What Git says when the disk refuses; the last four say only that it did.
_DISK = MappingProxyType(
    {
        "No space left on device": errno.ENOSPC,
        "Disk quota exceeded": errno.EDQUOT,
        "Read-only file system": errno.EROFS,
        "Permission denied": errno.EACCES,
        "insufficient permission": errno.EACCES,
        "Out of diskspace": errno.ENOSPC,
        "couldn't write '": errno.ENOSPC,
        "could not set '": errno.ENOSPC,
        "failed to write new configuration file": errno.ENOSPC,
    }
)
_FILE = re.compile(r"'(/[^'\n]+)'|(?:repository database|configuration file) (.+)")
_UNITS = ((86400, "dygn", "dygn"), (3600, "timme", "timmar"), (60, "minut", "minuter"), (1, "sekund", "sekunder"))


@contextmanager
def held(home: Path) -> Iterator[None]:
    """Hold the lock in a folder of ours inside Git's, made when it is not there.

    The system releases it when the process ends, however it ends. Raises GitStateError when another run keeps it,
    DiskError when the folder cannot be written.
    """
    path = home / "lock"
    try:
        home.mkdir(exist_ok=True)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise DiskError(f"{path} går inte att skriva: {reason(error)}. Inget är sparat.") from error
    try:
        until = time.monotonic() + PATIENCE
        while not _taken(descriptor):
            if time.monotonic() >= until:
                raise GitStateError(
                    "Ett annat sysselreg arbetar i samma förråd. Vänta tills det är klart och kör igen."
                )
            time.sleep(_STEP)
        yield
    finally:
        os.close(descriptor)


def _taken(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def writing(where: Path, *words: str, given: bytes = b"", settings: Mapping[str, str] = MappingProxyType({})) -> bytes:
    """Run a command of Git's that writes, and return what it printed. Waits a few seconds for Git's own locks.

    Raises GitStateError that names the lock file and its age when it stays, DiskError when the disk refuses.
    """
    until = time.monotonic() + GIT_PATIENCE
    while True:
        done = attempt(where, *words, given=given, settings=settings)
        if refused := _refused_by_disk(done, where):
            raise refused
        if done.code == 0:
            return done.out
        lock = _IN_THE_WAY.search(done.err)
        if lock is None:
            raise GitStateError(told(words, done.err, where))
        if time.monotonic() >= until:
            # Settings are named from the folder where git runs, which is the top of the work tree.
            named = lock["file"] or f"{lock['config']}.lock"
            raise GitStateError(_in_the_way(_below(where, named) or where / named))
        time.sleep(_STEP)


def age(file: Path) -> str:
    """How long ago a file was written: `3 timmar`. Raises OSError when it is gone."""
    seconds = max(int(time.time() - file.stat().st_mtime), 1)
    length, one, many = next(unit for unit in _UNITS if seconds >= unit[0])
    return f"{seconds // length} {plural(seconds // length, one, many)}"


def _in_the_way(file: Path) -> str:
    try:
        since = age(file)
    except OSError:
        return f"Git arbetade i förrådet hela tiden ({file}). Inget är sparat. Kör igen."
    return (
        f"Låsfilen {file} har legat i vägen i {since}. Ett annat program använder förrådet, "
        "eller så avbröts det. Inget är sparat. Avsluta det andra programmet; är inget igång, ta bort låsfilen. "
        "Kör sedan igen."
    )


def _refused_by_disk(done: Answer, where: Path) -> DiskError | None:
    # mktree says that it could not write an object, and ends well all the same; warnings are nothing to stop for.
    said = "\n".join(row for row in done.err.splitlines() if done.code != 0 or row.startswith("error: "))
    number = next((number for words, number in _DISK.items() if words in said), None)
    if number is None:
        return None
    # Git names what it copies before the copy, and its store from the top of the work tree.
    named = [each[1] or each[2] for each in _FILE.finditer(said)][-1:]
    file = next((found for each in named if (found := _below(where, each))), where)
    return DiskError(f"{file} går inte att skriva: {reason(OSError(number, ''))}. Inget är sparat.")


def _below(where: Path, named: str) -> Path | None:
    """A file that Git names from a folder or from one above it, where it is; None when it is not there."""
    return next((above / named for above in (where, *where.parents) if (above / named).exists()), None)
