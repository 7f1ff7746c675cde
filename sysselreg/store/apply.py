"""Carrying out a plan: files, index, branch; and taking it back when it does not come to its end.

The branch is moved last and is the commit point: whoever finds a plan whose branch does not hold its commit takes back
what still is as the plan left it, and nothing else. The index comes before the branch, since a `git commit` in between
would otherwise put the old content back.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from sysselreg.errors import GitStateError
from sysselreg.snapshot import blob_id
from sysselreg.store import journal
from sysselreg.store.git import attempt, git
from sysselreg.store.journal import PROGRAM, Change, Plan
from sysselreg.store.lock import writing
from sysselreg.store.objects import SETTINGS, empty_tree
from sysselreg.store.path import content
from sysselreg.store.place import State
from sysselreg.store.read import blobs
from sysselreg.store.write import remove_file, replace_file, unified_difference

_NOTHING = re.compile(r"0+")


class MovedError(GitStateError):
    """Somebody else has moved the branch."""


class Staged(NamedTuple):
    """Where the index differs from the last commit: (mode, blob) of the file in each, None for no file.

    `unsettled`: the index holds a conflict.
    """

    committed: tuple[str, str] | None
    indexed: tuple[str, str] | None
    unsettled: bool


def carry_out(state: State, plan: Plan) -> None:
    """Do what `checked` has let through.

    Raises MovedError when the branch has been moved, GitStateError when a file has, DiskError when the disk refuses;
    nothing is changed then.
    """
    journal.keep(state.home, plan)
    try:
        _write_files(state, plan)
        _write_index(state, ((change.path, _entry(change)) for change in plan.changes))
        _move_branch(state, plan)
    finally:
        settle(state, plan)


def checked(state: State, changes: Sequence[Change]) -> tuple[Change, ...]:
    """The changes, with what the user has staged already.

    Raises GitStateError when a file is neither as the writer saw it nor as it shall be (hazards F38, F54), or its index
    entry neither as committed nor as it shall be (F39).
    """
    in_index = staged(state) if changes else {}
    for change in changes:
        now = content(state.top, change.path)
        name = None if now is None else blob_id(now, state.algorithm)
        if name not in (change.before, change.after):
            raise GitStateError(_foreign(state, change, now or b""))
        entry = in_index.get(change.path)
        if entry is not None and (entry.unsettled or entry.indexed != _entry(change)):
            what = "en olöst konflikt" if entry.unsettled else "ett annat innehåll än filen"
            raise GitStateError(
                f"{change.path} har {what} i Gits index (git add). Inget är ändrat. "
                f"Ta bort den därifrån med git restore --staged {change.path} och kör igen."
            )
    return tuple(change._replace(staged=change.path in in_index) for change in changes)


def _foreign(state: State, change: Change, now: bytes) -> str:
    seen = blobs(state.top, [change.before])[change.before] if change.before else b""
    return (
        f"{change.path} har ändringar som inte är sparade och som skulle skrivas över. Inget är ändrat. "
        "Spara dem eller ta bort dem, och kör igen. Så här skiljer filen:\n"
        f"{unified_difference(change.path, seen, now.decode('utf-8', 'replace'))}"
    )


def settle(state: State, plan: Plan) -> bool:
    """Take back what a plan has done unless its branch holds its commit, then forget it. Returns whether it does."""
    reached = attempt(state.top, "merge-base", "--is-ancestor", plan.new, f"refs/heads/{plan.branch}").code == 0
    if not reached:
        _take_back(state, plan)
    for folder in {(state.top / change.path).parent for change in plan.changes}:
        for left in folder.glob(f".sysselreg-{_mark(plan)}*"):
            left.unlink()
    journal.drop(state.home)
    return reached


def staged(state: State) -> dict[str, Staged]:
    """What the user has put into the index, by path."""
    base = _head(state) or empty_tree(state)
    answer = git(state.top, "diff-index", "--cached", "--raw", "-z", "--no-abbrev", "--no-renames", base, "--")
    parts = os.fsdecode(answer).split("\0")
    found = {}
    for head, path in zip(parts[0:-1:2], parts[1::2], strict=True):
        old_mode, mode, old, new, status = head.lstrip(":").split(" ")
        found[path] = Staged(_present(old_mode, old), _present(mode, new), status == "U")
    return found


def _present(mode: str, blob: str) -> tuple[str, str] | None:
    return None if _NOTHING.fullmatch(mode) else (mode, blob)


def _head(state: State) -> str | None:
    found = git(state.top, "rev-parse", "--verify", "--quiet", "HEAD^{commit}", allowed=(0, 1))
    return found.decode().strip() or None


def _entry(change: Change) -> tuple[str, str] | None:
    return None if change.after is None else (change.mode, change.after)


# ---- files -----------------------------------------------------------------------------------------------------------


def _on_disk(state: State, path: str) -> str | None:
    data = content(state.top, path)
    return None if data is None else blob_id(data, state.algorithm)


def _write_files(state: State, plan: Plan) -> None:
    todo = [change for change in plan.changes if _on_disk(state, change.path) != change.after]
    _put(state, plan, {change.path: (change.before, change.after) for change in todo})
    for change in plan.changes:
        path = state.top / change.path
        if change.after is not None and (change.mode == PROGRAM) != bool(path.stat().st_mode & 0o111):
            path.chmod(0o755 if change.mode == PROGRAM else 0o644)


def _put(state: State, plan: Plan, wanted: Mapping[str, tuple[str | None, str | None]]) -> None:
    """Path → the blob that is there and the one that shall be."""
    moves = {path: (old, new) for path, (old, new) in wanted.items() if old != new}
    names = [name for pair in moves.values() for name in pair if name is not None]
    bodies = blobs(state.top, names) if names else {}
    for path, (old, new) in moves.items():
        if new is not None:
            seen = None if old is None else bodies[old]
            replace_file(state.top / path, seen=seen, new=bodies[new], mark=_mark(plan))
        elif old is not None:
            remove_file(state.top / path, seen=bodies[old])


def _mark(plan: Plan) -> str:
    """In the names of temporary files, so that one that a killed process left is known as this plan's."""
    return f"{plan.new[:16]}-"


# ---- index and branch ------------------------------------------------------------------------------------------------


def _write_index(state: State, entries: Iterable[tuple[str, tuple[str, str] | None]]) -> None:
    """Put entries into the index, or take them out, and leave all others as they are."""
    none = "0" * len(empty_tree(state))
    lines = "".join(f"{' '.join(entry or ('0', none))}\t{path}\0" for path, entry in entries)
    if lines:
        writing(state.top, "update-index", "-z", "--index-info", given=os.fsencode(lines), settings=SETTINGS)


def _move_branch(state: State, plan: Plan) -> None:
    ref = f"refs/heads/{plan.branch}"
    before = plan.old or "0" * len(plan.new)
    try:
        writing(state.top, "update-ref", "-m", "sysselreg", ref, plan.new, before, settings=SETTINGS)
    except GitStateError as error:
        now = git(state.top, "rev-parse", "--verify", "--quiet", ref, allowed=(0, 1)).decode().strip() or None
        if now == plan.old:
            raise
        raise MovedError(
            f"Grenen {plan.branch} har flyttats av någon annan medan programmet arbetade. Inget är sparat. Kör igen."
        ) from error


def _take_back(state: State, plan: Plan) -> None:
    """What the branch holds by now, through somebody else's commit, is no longer ours to take back."""
    there = committed(state, _head(state), [change.path for change in plan.changes])
    ours = [change for change in plan.changes if there[change.path] != change.after]
    in_index = staged(state) if ours else {}
    mine = [change for change in ours if not change.staged and change.path in in_index]
    back = [(each.path, in_index[each.path]) for each in mine if in_index[each.path].indexed == _entry(each)]
    _write_index(state, [(path, entry.committed) for path, entry in back])
    left = [change for change in ours if _on_disk(state, change.path) == change.after]
    _put(state, plan, {change.path: (change.after, change.before) for change in left})


def committed(state: State, commit: str | None, paths: Sequence[str]) -> dict[str, str | None]:
    """Path → its blob in a commit, None when it has none there."""
    if commit is None or not paths:
        return dict.fromkeys(paths)
    given = "".join(f"{commit}:{path}\n" for path in paths)
    words = ("cat-file", "--batch-check=%(objecttype) %(objectname)")
    lines = git(state.top, *words, given=os.fsencode(given)).decode("utf-8", "replace").splitlines()
    return {
        path: line.removeprefix("blob ") if line.startswith("blob ") else None
        for path, line in zip(paths, lines, strict=True)
    }
