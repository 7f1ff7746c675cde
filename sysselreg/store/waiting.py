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

from sysselreg.store.git import git
from sysselreg.store.write import replace_file


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
    """What waits for a number in this register, oldest first."""
    files = sorted(_folder(root).glob("*.json"), key=lambda path: path.stat().st_mtime_ns)
    found = [json.loads(path.read_bytes()) for path in files]
    return [Waiting(**{**each, "request": UUID(each["request"])}) for each in found]


def done(root: Path, waiting: Waiting) -> None:
    """Forget a request whose record is written."""
    (_folder(root) / f"{waiting.request}.json").unlink(missing_ok=True)


def _folder(root: Path) -> Path:
    """A folder of the register's own in the repository: one repository may hold several registers."""
    git_folder, _, below = git(root, "rev-parse", "--absolute-git-dir", "--show-prefix").decode().partition("\n")
    return Path(git_folder) / "sysselreg/begaran" / below.strip()
