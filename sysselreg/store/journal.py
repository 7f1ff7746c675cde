"""The journal: what a commit is about to do, on disk before anything is touched, gone when all is done or undone."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import NamedTuple

from sysselreg.errors import SysselregError
from sysselreg.store.path import check_path
from sysselreg.store.write import replace_file

_NAME = "journal"
_OBJECT = re.compile(r"(?:[0-9a-f]{40}|[0-9a-f]{64})")
FILE, PROGRAM = "100644", "100755"


class Change(NamedTuple):
    """One file, by its path below the work tree's top: its blob before and after, None for no file.

    `mode` is Git's for the file after; `staged`: the user had already put the new blob into the index.
    """

    path: str
    before: str | None
    after: str | None
    mode: str = FILE
    staged: bool = False


class Plan(NamedTuple):
    """A finished commit that a branch is about to be moved to. `old` is the branch's commit now, None for none."""

    branch: str
    old: str | None
    new: str
    changes: tuple[Change, ...]


class TornJournalError(SysselregError):
    """A journal that is no plan of ours: cut off by the disk, or made by somebody else."""


def keep(home: Path, plan: Plan) -> None:
    """Write the journal, flushed to disk. Raises DiskError when the disk refuses."""
    path = home / _NAME
    replace_file(path, seen=path.read_bytes() if path.exists() else None, new=json.dumps(plan).encode())


def kept(home: Path) -> Plan | None:
    """The plan of a run that did not come to its end; None when there is none. Raises TornJournalError."""
    try:
        branch, old, new, changes = json.loads((home / _NAME).read_bytes())
        plan = Plan(branch, old, new, tuple(Change(*change) for change in changes))
        # The folder may come from anybody, and what is read here is written to.
        for change in plan.changes:
            check_path(change.path)
        names = [new, old, *(name for change in plan.changes for name in change[1:3])]
        if not all(name is None or _OBJECT.fullmatch(name) for name in names) or not (branch and new):
            raise ValueError
    except FileNotFoundError:
        return None
    except (ValueError, TypeError, AttributeError, SysselregError):
        raise TornJournalError(
            f"Anteckningen om en avbruten körning ({home / _NAME}) gick inte att läsa och är borttagen. "
            "Se med git status om något är halvgjort."
        ) from None
    return plan


def drop(home: Path) -> None:
    """Forget the plan."""
    (home / _NAME).unlink(missing_ok=True)
