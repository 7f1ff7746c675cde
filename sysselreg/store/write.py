"""Writing files whole or not at all, and only over what the writer saw."""

from __future__ import annotations

import difflib
import fcntl
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sysselreg.errors import DiskError, GitStateError
from sysselreg.store.disk import reason


def replace_file(path: Path, *, seen: bytes | None, new: bytes, mark: str = "") -> None:
    """Write a file by a temporary one beside it, flushed to disk, then renamed into place.

    `seen` is what the caller read (None: the file must not exist). `mark` is put in the temporary file's name, so that
    one left by a killed process can be known. Raises GitStateError when somebody has changed the file since (hazards
    F54), DiskError when the disk refuses; the old file is then untouched.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, temporary = tempfile.mkstemp(prefix=f".sysselreg-{mark}", dir=path.parent)
    except OSError as error:
        raise _refused(path, error) from error
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(new)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(0o644)
        with _alone(path.parent):
            _check_unchanged(path, seen)
            Path(temporary).replace(path)
    except OSError as error:
        raise _refused(path, error) from error
    finally:
        Path(temporary).unlink(missing_ok=True)


def remove_file(path: Path, *, seen: bytes) -> None:
    """Remove a file that is as the caller saw it. Raises as `replace_file`."""
    try:
        with _alone(path.parent):
            _check_unchanged(path, seen)
            path.unlink()
    except OSError as error:
        raise _refused(path, error) from error


def _check_unchanged(path: Path, seen: bytes | None) -> None:
    if (path.read_bytes() if path.exists() else None) != seen:
        raise GitStateError(
            f"{path.name} har ändrats av någon annan medan programmet arbetade. Inget är skrivet. Kör igen."
        )


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Nobody else of us writes in the folder between the comparison and the new name, which is then flushed to disk."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        with suppress(OSError):  # a file system without locks: the comparison alone has to do
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def unified_difference(path: str, old: bytes, new: str) -> str:
    """The difference that writing would make, as `diff -u` shows it."""
    before = old.decode("utf-8", "replace").splitlines(keepends=True)
    return "".join(difflib.unified_diff(before, new.splitlines(keepends=True), path, path))


def _refused(path: Path, error: OSError) -> DiskError:
    return DiskError(f"{path} går inte att skriva: {reason(error)}. Inget är ändrat.")


def write_output(path: Path, content: bytes) -> Path:
    """Write a finished document, over an older one of the same name; whole or not at all.

    Raises DiskError when the disk is full or refuses; an older file is then untouched.
    """
    old = path.read_bytes() if path.is_file() else None
    if old != content:
        replace_file(path, seen=old, new=content)
    return path
