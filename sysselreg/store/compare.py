"""Which two states of a register to compare: as people mean it, what a branch brings since it left what is shared."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from sysselreg.errors import GitStateError, UsageError
from sysselreg.snapshot import CONFIG, RECORDS, REPORTS, SCHEMAS
from sysselreg.store.git import git


class Ends(NamedTuple):
    """The commits to compare, by their hashes. `base`: None before the first commit; `head`: None is the folder."""

    base: str | None
    head: str | None


def ends(root: Path, written: str | None, revision: str | None) -> Ends:
    """What `BAS..HUVUD` means; `revision` is HUVUD where none is written.

    Nothing written: the folder since it left the shared main branch. One name: what that branch brings, or that commit
    when main has it already. Two names: what HUVUD brings since it left BAS; `BAS..` ends in the folder. Never what the
    other side has got in the meantime, which would be told as taken back.

    Raises UsageError for a name that Git does not know, GitStateError outside a repository and for names without a
    common commit.
    """
    first, dots, last = (written or "").partition("..")
    base_name, head_name = (first, last.lstrip(".")) if dots else ("", first)
    if head_name and revision:
        raise UsageError(f"Skriv antingen --revision {revision} eller {head_name}, inte båda.")
    wanted = head_name or revision
    head = commit_named(root, wanted) if wanted else None
    tip = head or _commit(root, "HEAD")
    if tip is None:
        return Ends(None, None)  # before the first commit everything is new
    main = commit_named(root, base_name) if base_name else _main(root)
    base = _common(root, main, tip, base_name) if main else None
    if head and not base_name and base in (None, head):
        base = _commit(root, f"{head}^1")
    elif base is None:
        base = tip
    return Ends(base, head)


def elsewhere(root: Path, found: Ends) -> list[str]:
    """The files that the commits between two ends change outside the register, by their paths in the repository."""
    head = found.head or _commit(root, "HEAD")
    if found.base is None or head is None:
        return []
    prefix = git(root, "rev-parse", "--show-prefix").decode().strip()
    listed = git(root, "diff-tree", "-r", "-z", "--name-only", "--no-renames", "--no-relative", found.base, head)
    paths = [raw.decode("utf-8", "replace") for raw in listed.split(b"\0") if raw]
    ours = tuple(f"{prefix}{each}" for each in (RECORDS, SCHEMAS, REPORTS))
    return [path for path in paths if path != f"{prefix}{CONFIG}" and not path.startswith(ours)]


def commit_named(root: Path, name: str) -> str:
    """The full hash of a commit; of a branch that only others have, where it was when it was fetched last.

    Raises UsageError when Git knows no such commit.
    """
    found = (
        None if name.startswith("-") else _commit(root, name) or _commit(root, f"refs/remotes/{_shared(root)}/{name}")
    )
    if found is None:
        raise UsageError(
            f"Git känner ingen incheckning ”{name}” i {root}. Se vilka grenar som finns med git branch -a."
        )
    return found


def _commit(root: Path, name: str) -> str | None:
    found = git(root, "rev-parse", "--verify", "--quiet", f"{name}^{{commit}}", allowed=(0, 1))
    return found.decode().strip() or None


def _main(root: Path) -> str | None:
    """The newest approved work that is known here: the shared repository's main branch, else our own."""
    there = [f"refs/remotes/{_shared(root)}/{name}" for name in ("HEAD", "main", "master")]
    refs = [*there, "refs/heads/main", "refs/heads/master"]
    return next((commit for ref in refs if (commit := _commit(root, ref))), None)


def _shared(root: Path) -> str:
    remotes = git(root, "remote").decode().split()
    return remotes[0] if len(remotes) == 1 else "origin"


def _common(root: Path, main: str, tip: str, named: str) -> str:
    found = git(root, "merge-base", main, tip, allowed=(0, 1)).decode().strip()
    if not found:
        raise GitStateError(
            f"Git hittar ingen incheckning som båda kommer från ({named or 'main'} och {tip[:10]}). "
            "Är klonen grund, hämta resten med git fetch --unshallow."
        )
    return found
