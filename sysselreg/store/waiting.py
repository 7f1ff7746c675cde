"""What waits for a number: kept on disk before the number is asked for, until the record that bears it is written.

A process that dies in between, or an answer that is lost, leaves the request here; asked again it gives the same number
(hazards F2, F4). The register itself never holds a record without its number.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

from sysselreg.errors import UsageError
from sysselreg.store.git import NotARepositoryError, git
from sysselreg.store.write import replace_file
from sysselreg.swedish import join_and


class Waiting(NamedTuple):
    """A record without its number: the request, the series and year, the reserved number if one was asked for,
    whether the year's first number may be taken, the record's path below the register's root, and its fields.
    """

    request: UUID
    series: str
    year: int
    number: int | None
    begin: bool
    path: str
    data: Mapping[str, Any]


def keep(root: Path, waiting: Waiting) -> bool:
    """Put a request on disk, flushed; False when it is there already.

    Raises DiskError when the disk refuses, NotARepositoryError outside Git.
    """
    path = _folder(root) / f"{waiting.request}.json"
    if path.exists():
        return False
    text = json.dumps({**waiting._asdict(), "request": str(waiting.request)}, ensure_ascii=False, indent=1)
    replace_file(path, seen=None, new=text.encode())
    # The name is on disk only when its folder is.
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    return True


def kept(root: Path) -> list[Waiting]:
    """What waits for a number in this register, oldest first; nothing outside Git."""
    try:
        files = sorted(_folder(root).glob("*.json"), key=lambda path: path.stat().st_mtime_ns)
    except NotARepositoryError:
        return []
    found = [json.loads(path.read_bytes()) for path in files]
    return [Waiting(**{**each, "request": UUID(each["request"])}) for each in found]


def told(root: Path) -> str:
    """What waits for a number, and what to do about it, in words; '' when nothing does."""
    ids = [str(each.data["id"]) for each in kept(root)]
    return f"Väntar på nummer: {join_and(ids)}. Ta numren med sysselreg arende nummer." if ids else ""


def refuse(root: Path, written: str) -> None:
    """Raise UsageError when an id is of something that waits for a number, and so is not in the register yet."""
    for each in kept(root):
        if each.data["id"] == written:
            raise UsageError(
                f"{written} väntar på nummer och finns inte i registret än: {each.data['rubrik']}. Ta numret med "
                f"sysselreg arende nummer {written}, eller ta bort det med sysselreg arende makulera {written}."
            )


def done(root: Path, waiting: Waiting) -> None:
    """Forget a request whose record is written, or that is no longer wanted."""
    (_folder(root) / f"{waiting.request}.json").unlink(missing_ok=True)


def _folder(root: Path) -> Path:
    """A folder of the register's own in the repository: one repository may hold several registers."""
    git_folder, _, below = git(root, "rev-parse", "--absolute-git-dir", "--show-prefix").decode().partition("\n")
    return Path(git_folder) / "sysselreg/begaran" / below.strip()
