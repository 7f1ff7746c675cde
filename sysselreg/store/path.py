"""Which paths may be written: those that mean one plain file below the register on every system (hazards F50, F52)."""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path

from sysselreg.errors import DiskError, UnsafeInputError
from sysselreg.store.disk import reason

_LONGEST = 240
_DEVICE = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?", re.IGNORECASE)
_GIT = re.compile(r"\.git|git~[0-9]", re.IGNORECASE)
_SIGNS = re.compile(r'[<>:"|?*\\]')


def check_path(path: str) -> str:
    """The path, with `/` between its parts. Raises UnsafeInputError when it could be or become something else."""
    if len(path) > _LONGEST or not all(map(_is_plain, path.split("/"))):
        shown = path if len(path) <= _LONGEST else f"{path[:60]}…"
        raise UnsafeInputError(
            f"Filnamnet {shown!r} går inte att använda i ett register: det kan betyda något annat än en fil på en del "
            f"datorer, eller är längre än {_LONGEST} tecken. Byt namn på filen."
        )
    return path


def _is_plain(part: str) -> bool:
    return (
        part not in ("", ".", "..")
        and part.isprintable()  # no line feeds, no letters that cannot be seen
        and part[0] not in "- "
        and part[-1] not in ". "
        and not _SIGNS.search(part)
        and not _DEVICE.fullmatch(part)
        and not _GIT.fullmatch(part)
    )


def content(top: Path, path: str) -> bytes | None:
    """The bytes of the file at a path below `top`; None when there is no file.

    Raises UnsafeInputError when the file or a folder on the way is a link, DiskError when it cannot be read.
    """
    here = top
    try:
        for part in path.split("/"):
            here /= part
            if stat.S_ISLNK(here.lstat().st_mode):
                raise UnsafeInputError(
                    f"{path} går genom länken {here.relative_to(top)}, så det är inte säkert vad som skulle sparas. "
                    "Ersätt länken med det som den pekar på."
                )
        descriptor = os.open(here, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
        with os.fdopen(descriptor, "rb") as file:
            return file.read()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise DiskError(f"Filen {here} går inte att läsa: {reason(error)}.") from error
