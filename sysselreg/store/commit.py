"""Saving in Git: exactly the files given become a commit on the branch that is checked out, and nothing else does.

Never through `git add` and `git commit`: those take along what the user has staged, and run filters and hooks. All is
made ready first (objects that nothing points at), noted in the journal, then done in the order of `apply`. A process
killed at any moment leaves the old state or the new one, or a journal from which the next run makes one of them.
"""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from sysselreg.errors import GitStateError, UnsafeInputError
from sysselreg.snapshot import RECORDS, blob_id
from sysselreg.store import journal
from sysselreg.store.apply import MovedError, carry_out, checked, committed, settle
from sysselreg.store.git import attempt, git
from sysselreg.store.journal import FILE, PROGRAM, Change, Plan, TornJournalError
from sysselreg.store.lock import held
from sysselreg.store.objects import SETTINGS, TEMPORARY, Entry, commit_object, empty_tree, keep_blobs, tree_with
from sysselreg.store.path import check_path
from sysselreg.store.place import State, work_state
from sysselreg.store.trust import check_trust

_TRIES = 3
_NO_FILE = "000000"
_PERSON = re.compile(r"\S.* <\S+>")
# Seconds after which a temporary file belongs to nobody who still runs.
_OLD = 3600


class Write(NamedTuple):
    """A file to save: its path below the register's root, what the writer saw in the folder, what it shall be.

    None is no file.
    """

    path: str
    seen: bytes | None
    new: bytes | None


def commit(root: Path, writes: Sequence[Write], message: str) -> str | None:
    """Save files on the branch that is checked out, in the folder too, and return the commit.

    None when the branch holds all of it already, so that none is made. Raises GitStateError for a repository in an odd
    state, a file that somebody else has changed or staged, and no name to commit by; UnsafeInputError for paths that
    are refused; DiskError when the disk refuses. Nothing is changed then.
    """
    with _alone(root) as first:
        state = first
        for _ in range(_TRIES):
            plan = _planned(state, writes, message)
            if plan is None:
                return None
            try:
                carry_out(state, plan)
            except MovedError:
                state = work_state(root)
                _check_not_overtaken(state, first.head, plan)
            else:
                return plan.new
    raise GitStateError(f"Någon annan ändrar grenen {first.branch} hela tiden. Inget är sparat. Kör igen om en stund.")


def merge_commit(root: Path, *, branch: str, tree: str, parents: Sequence[str], message: str) -> str:
    """Commit a finished tree of the whole repository on a local branch, and return the commit.

    `parents[0]` is the branch's present commit; GitStateError is raised when it is not. Is the branch checked out here,
    the files that differ are written to the folder and the index too, and refused when somebody has changed them.
    """
    with _alone(root) as state:
        here = branch == state.branch
        if not here:
            _check_not_checked_out(state, branch)
        changes = _between(state, parents[0], tree) if here else []
        new = commit_object(state, tree, parents, message)
        carry_out(state, Plan(branch, parents[0], new, checked(state, changes)))
        return new


def fast_forward(root: Path, *, branch: str, old: str, new: str) -> None:
    """Move the branch that is checked out on to a commit that contains it, and the folder with it.

    Raises as `merge_commit`.
    """
    with _alone(root) as state:
        if branch != state.branch:
            raise GitStateError(f"Grenen {branch} är inte längre utcheckad. Inget är ändrat. Kör igen.")
        carry_out(state, Plan(branch, old, new, checked(state, _between(state, old, new))))


def check_change(root: Path, old: str, new: str) -> None:
    """Raise what moving the folder on from one commit to another would raise. Nothing is changed."""
    check_trust(root)
    commit_identity(root)
    state = work_state(root)
    checked(state, _between(state, old, new))


def recover(root: Path) -> str | None:
    """Bring a run that was killed to its end, or take it back. Returns what was done in a sentence, None if nothing.

    What runs that were killed while they wrote a record have left beside it is removed when it is old.
    """
    with held(work_state(root).home):
        check_trust(root)
        for file in left_behind(root):
            with suppress(OSError):  # gone, or not ours to remove
                if time.time() - file.stat().st_mtime > _OLD:
                    file.unlink()
        return _recover(work_state(root))


def left_behind(root: Path) -> list[Path]:
    """Temporary files in the register, of runs that were killed or are going on."""
    return sorted(file for pattern in (".sysselreg-*", f"{RECORDS}*/*/.sysselreg-*") for file in root.glob(pattern))


def commit_identity(root: Path) -> str:
    """Who commits: `Namn <adress>`. Raises GitStateError with the command to run when Git does not know both."""
    done = attempt(root, "var", "GIT_COMMITTER_IDENT", settings=SETTINGS)
    who = done.out.decode("utf-8", "replace").rsplit(">", 1)[0] + ">"
    if done.code != 0 or not _PERSON.fullmatch(who):  # Git itself is content with an empty address
        raise GitStateError(
            'Git vet inte vem du är, så inget kan sparas i ditt namn. Kör git config --global user.name "DITT NAMN" '
            "och git config --global user.email DIN-ADRESS"
        )
    return who


@contextmanager
def _alone(root: Path) -> Iterator[State]:
    """The repository's state while no other run of ours writes, and after what a killed one left is dealt with."""
    with held(work_state(root).home):
        check_trust(root)
        commit_identity(root)
        state = work_state(root)
        left = _recover(state)
        try:
            yield state if left is None else work_state(root)
        except MovedError as error:
            if left is None:
                raise
            # It was no other but ourselves who moved the branch.
            raise MovedError(f"{left} Kör igen.") from error


def _recover(state: State) -> str | None:
    for left in (*state.home.glob(f"{TEMPORARY}*"), *state.home.glob(".sysselreg-*")):
        shutil.rmtree(left) if left.is_dir() else left.unlink()
    try:
        plan = journal.kept(state.home)
    except TornJournalError as torn:
        journal.drop(state.home)
        return torn.sentence
    if plan is None:
        return None
    tip = git(state.top, "rev-parse", "--verify", "--quiet", f"refs/heads/{plan.branch}", allowed=(0, 1)).decode()
    if (tip.strip() or None) == plan.old and (plan.branch == state.branch or not plan.changes):
        with suppress(GitStateError, UnsafeInputError):  # not as it was left: then it is taken back
            checked(state, plan.changes)
            carry_out(state, plan)
    if settle(state, plan):
        return f"En körning som avbröts är nu slutförd: incheckningen {plan.new[:10]} är sparad på {plan.branch}."
    return "En körning som avbröts är tagen tillbaka. Inget av den är sparat."


def _planned(state: State, writes: Sequence[Write], message: str) -> Plan | None:
    """The finished commit, and what is left to do. None when the branch holds all of it, and so does the folder."""

    def name(data: bytes | None) -> str | None:
        return None if data is None else blob_id(data, state.algorithm)

    changes = [Change(check_path(state.prefix + each.path), name(each.seen), name(each.new)) for each in writes]
    keep_blobs(state, {data for each in writes for data in (each.seen, each.new) if data is not None})
    base = git(state.top, "rev-parse", f"{state.head}^{{tree}}").decode().strip() if state.head else empty_tree(state)
    blobs = {each.path: None if each.after is None else Entry(FILE, "blob", each.after) for each in changes}
    tree = tree_with(state, base, blobs)
    if state.head and tree == base and all(each.before == each.after for each in changes):
        checked(state, changes)
        return None
    new = commit_object(state, tree, [state.head] if state.head else [], message)
    return Plan(state.branch, state.head, new, checked(state, changes))


def _check_not_overtaken(state: State, first: str | None, plan: Plan) -> None:
    """Others may commit meanwhile, but not the same files: theirs would be lost (hazards F31)."""
    paths = [change.path for change in plan.changes]
    then, now = committed(state, first, paths), committed(state, state.head, paths)
    for change in plan.changes:
        if now[change.path] not in (then[change.path], change.after):
            raise GitStateError(
                f"{change.path} har fått ett annat innehåll på grenen {state.branch} medan programmet arbetade. "
                "Inget är sparat. Se det andra med git log -p, och gör om din ändring."
            )


def _check_not_checked_out(state: State, branch: str) -> None:
    where = git(state.top, "for-each-ref", "--format=%(worktreepath)", f"refs/heads/{branch}").decode().strip()
    if where:
        raise GitStateError(f"Grenen {branch} är utcheckad i {where}. Kör kommandot där i stället.")


def _between(state: State, old: str, tree: str) -> list[Change]:
    """What a tree changes. Raises UnsafeInputError for what is no plain file."""
    answer = git(state.top, "diff-tree", "-r", "-z", "--raw", "--no-renames", "--no-abbrev", old, tree)
    parts = answer.decode("utf-8", "surrogateescape").split("\0")
    changes = []
    for head, path in zip(parts[0:-1:2], parts[1::2], strict=True):
        old_mode, mode, before, after, _ = head.lstrip(":").split(" ")
        if not {old_mode, mode} <= {FILE, PROGRAM, _NO_FILE}:
            raise UnsafeInputError(f"{path} är en länk eller ett annat förråd. Slå ihop grenarna med git merge.")
        seen = None if old_mode == _NO_FILE else before
        new = None if mode == _NO_FILE else after
        changes.append(Change(check_path(path), seen, new, mode if new else FILE))
    return changes
