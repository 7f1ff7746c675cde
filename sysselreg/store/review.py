"""A branch up for review, and approving it: a merge commit on the main branch that says who reviewed what."""

from __future__ import annotations

import re
import shlex
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from sysselreg.errors import GitStateError, UsageError
from sysselreg.store.apply import MovedError
from sysselreg.store.approval import REVIEWED, REVIEWER
from sysselreg.store.chain import chain_name
from sysselreg.store.commit import commit_identity, fast_forward, merge_commit
from sysselreg.store.commits import Commit, commits_between
from sysselreg.store.failure import quoted
from sysselreg.store.git import attempt, git
from sysselreg.store.merge import merged_tree
from sysselreg.store.message import message
from sysselreg.store.objects import commit_object
from sysselreg.store.place import work_state
from sysselreg.store.remote import address, fetch, main_branch, push, remote_refs, shared_remote
from sysselreg.store.update import contains

_BOUND = re.compile(r"(?P<name>.+)@(?P<commit>[0-9a-f]{7,64})\Z")
_HEADS = "refs/heads/"
_NOT_YET = ("fetch first", "non-fast-forward", "stale info")


class Review(NamedTuple):
    """A branch, and the main branch that it would be merged into.

    `ref` is the branch's full name, `head` and `base` are the tips of the two, `commits` what the branch brings, newest
    first. `remote` is where both are shared, None in a repository that is not shared.
    """

    branch: str
    ref: str
    head: str
    main: str
    base: str
    commits: tuple[Commit, ...]
    remote: str | None

    def trailers(self, reviewer: str) -> tuple[tuple[str, str], ...]:
        """What an approval says at the end of its message."""
        head = next(commit for commit in self.commits if commit.id == self.head)
        return (REVIEWER, reviewer), (REVIEWED, head.tree)


def review(root: Path, written: str, *, ask: bool) -> Review:
    """The branch of a name, or of `NAMN@INCHECKNING` as it was when somebody read it.

    The shared branch goes before one's own. `ask`: fetch it and main first; else what was fetched last. Raises
    UsageError for no such branch, GitStateError when the branch has moved since it was read, when it has no history in
    common with main, and when main has it all already, RemoteError as `fetch`.
    """
    bound = _BOUND.match(written)
    name = bound["name"] if bound else written
    remote, main = _main(root)
    ref = name if name.startswith("refs/") else f"refs/heads/{name}"
    if name == main or name.startswith("-") or attempt(root, "check-ref-format", ref).code != 0:
        raise UsageError(f"”{name}” är ingen arbetsgren. Skriv grenen som sysselreg skicka visade.")
    base, head = _tips(root, remote, main, ref, ask=ask)
    if not head:
        where = f" eller på {address(root, remote)}" if remote else ""
        raise UsageError(f"Grenen {name} finns inte här{where}. Se vilka som väntar med sysselreg granska.")
    if bound and not head.startswith(bound["commit"]):
        raise GitStateError(
            f"Grenen {name} har ändrats sedan du läste den: då var den på {bound['commit'][:10]}, nu på {head[:10]}. "
            f"Inget är godkänt. Läs den på nytt: sysselreg granska {shlex.quote(name)}"
        )
    if not git(root, "merge-base", base, head, allowed=(0, 1)):
        raise GitStateError(
            f"Grenen {name} har ingen gemensam historia med {main}, så den går inte att slå ihop. Är klonen inte hel, "
            "hämta resten med git fetch --unshallow."
        )
    brought = tuple(commits_between(root, base, head))
    if not brought:
        raise GitStateError(f"Det finns inget att granska: allt på {name} är redan med i {main}.")
    return Review(name, ref, head, main, base, brought, remote)


def waiting(root: Path, *, ask: bool) -> list[Review]:
    """Every shared branch that holds what main lacks, the one that has waited longest first.

    `ask`: fetch them first; else what was fetched last. Raises GitStateError when there is no main, RemoteError as
    `fetch`.
    """
    remote, main = _main(root)
    own = f"{_HEADS}{main}"
    if remote and ask:
        tips = remote_refs(root, remote, f"{_HEADS}*")
        work = [ref for ref in tips if ref != own and chain_name(ref) is None]
        # Under no name, as in `_tips`.
        fetch(root, remote, f"{own}:refs/remotes/{remote}/{main}", *work)
    else:
        kept = f"refs/remotes/{remote}/" if remote else _HEADS
        listed = git(root, "for-each-ref", "--format=%(objectname) %(refname)", kept).decode().splitlines()
        tips = {_HEADS + ref.removeprefix(kept): tip for tip, _, ref in (line.partition(" ") for line in listed)}
        work = [ref for ref in tips if ref not in (own, f"{_HEADS}HEAD") and chain_name(ref) is None]
    found = (
        Review(ref.removeprefix(_HEADS), ref, tips[ref], main, tips[own], tuple(brought), remote)
        for ref in work
        if (brought := commits_between(root, tips[own], tips[ref]))
    )
    return sorted(found, key=lambda each: datetime.fromisoformat(each.commits[0].time))


def _main(root: Path) -> tuple[str | None, str]:
    """Where the branches are shared, None in a repository that is not shared, and the name of main."""
    remote = shared_remote(root) if git(root, "remote").strip() else None
    return remote, main_branch(root, remote) if remote else _own_main(root)


def _own_main(root: Path) -> str:
    found = git(root, "for-each-ref", "--format=%(refname:lstrip=2)", "refs/heads/main", "refs/heads/master").split()
    if not found:
        raise GitStateError("Förrådet har ingen gren som heter main, så det finns inget att slå ihop med.")
    return found[0].decode()


def _tips(root: Path, remote: str | None, main: str, ref: str, *, ask: bool) -> tuple[str, str]:
    """The tips of main and of the branch; an empty one where there is none."""
    own = f"refs/heads/{main}"
    if remote is None:
        return _tip(root, own), _tip(root, ref)
    shared, kept = f"refs/remotes/{remote}/{main}", ref.replace("refs/heads/", f"refs/remotes/{remote}/")
    if not ask:
        return _tip(root, shared), _tip(root, kept) or _tip(root, ref)
    # The branch is fetched under no name, since its author may have made it anew; then kept where git fetch keeps it.
    found = remote_refs(root, remote, own, ref)
    fetch(root, remote, f"{own}:{shared}", *([ref] if ref in found else []))
    if ref in found and kept != ref:
        attempt(root, "update-ref", kept, found[ref])
    return _tip(root, shared), found.get(ref) or _tip(root, ref)


def _tip(root: Path, ref: str) -> str:
    return git(root, "rev-parse", "--verify", "--quiet", f"{ref}^{{commit}}", allowed=(0, 1)).decode().strip()


def approve(root: Path, todo: Review, tree: str) -> str:
    """Make the approval, on the shared main branch where there is one, and return its commit.

    `tree` is the merged result. Raises MovedError when main has been moved since, GitStateError when the branch has,
    when it cannot be signed or the server's rules refuse it, RemoteError as `push`; nothing is approved then.
    """
    me = commit_identity(root)
    said = message(f"Godkänn {todo.branch}", "\n".join(_subjects(todo)), todo.trailers(me))
    parents = (todo.base, todo.head)
    if todo.remote is None:
        return merge_commit(root, branch=todo.main, tree=tree, parents=parents, message=said)
    review(root, f"{todo.branch}@{todo.head}", ask=True)
    new = commit_object(work_state(root), tree, parents, said)
    pushed = push(root, todo.remote, f"{new}:refs/heads/{todo.main}")
    for result in pushed.refs.values():
        if result.reason in _NOT_YET:
            raise MovedError(f"{todo.main} ändras av andra hela tiden. Inget är godkänt. Kör igen om en stund.")
        if not result.ok:
            raise _refused(todo, me, address(root, todo.remote), pushed.said or result.reason)
    return new


def _subjects(todo: Review) -> list[str]:
    return [f"* {commit.message.partition(chr(10))[0]}" for commit in reversed(todo.commits) if len(commit.parents) < 2]


def _refused(todo: Review, reviewer: str, where: str, said: str) -> GitStateError:
    trailers = "\n".join(f"{key}: {value}" for key, value in todo.trailers(reviewer))
    return GitStateError(
        f"{where} tog inte emot godkännandet på {todo.main}. Inget är godkänt.\n{quoted(said)}\nÄr grenen skyddad, "
        "godkänn i granskningen där, och skriv det här sist i sammanslagningens meddelande:\n",
        exact=trailers,
    )


def follow(root: Path, todo: Review, commit: str) -> None:
    """Bring main here on to an approval in the shared repository, when it is checked out. Raises as `merge_commit`."""
    state = work_state(root)
    if todo.remote and state.branch == todo.main and state.head and contains(root, commit, state.head):
        fast_forward(root, branch=state.branch, old=state.head, new=commit)


def is_plain_merge(root: Path, commit: Commit) -> bool:
    """Whether a merge commit holds what merging its two parents gives, and nothing else (hazards F60)."""
    if len(commit.parents) != 2:
        return False
    merged = merged_tree(root, *commit.parents)
    return not merged.clashes and merged.tree == commit.tree
