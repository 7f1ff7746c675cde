"""What others have made that a branch lacks: the shared main branch, and the same branch in the shared repository."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from sysselreg.errors import GitStateError
from sysselreg.store.git import git
from sysselreg.store.place import State
from sysselreg.store.remote import fetch, main_branch, remote_refs, shared_remote


class Incoming(NamedTuple):
    """A branch with commits that ours lacks: its name and its tip."""

    branch: str
    commit: str


def incoming(root: Path, state: State, *, ask: bool) -> list[Incoming]:
    """What is to be merged into the branch that is checked out, in that order.

    `ask`: fetch it first; else what was fetched last. Without a shared repository it is the clone's own main branch.
    Raises GitStateError where there is nothing to bring in from, RemoteError as `fetch`.
    """
    if state.head is None:
        raise GitStateError("Inget är sparat än, så det finns inget att slå ihop med. Kör sysselreg spara först.")
    if git(root, "remote").strip():
        refs = _shared(root, state, ask=ask)
    else:
        refs = {name: f"refs/heads/{name}" for name in ("main", "master") if name != state.branch}
    tips = {name: _tip(root, ref) for name, ref in refs.items()}
    if not any(tips.values()):
        raise GitStateError(
            f"Det finns ingen annan gren att hämta in i {state.branch}. Lägg till det gemensamma förrådet med "
            "git remote add origin ADRESS."
        )
    return [Incoming(name, tip) for name, tip in tips.items() if tip and not contains(root, state.head, tip)]


def contains(root: Path, commit: str, other: str) -> bool:
    """Whether the other commit is the commit or lies behind it."""
    return not git(root, "rev-list", "--max-count=1", other, f"^{commit}", "--")


def _shared(root: Path, state: State, *, ask: bool) -> dict[str, str]:
    """The same branch there, when there is one, before main: name → where its tip is kept here."""
    remote = shared_remote(root)
    main = main_branch(root, remote)
    names = list(dict.fromkeys([state.branch, main]))
    if ask:
        there = remote_refs(root, remote, *(f"refs/heads/{name}" for name in names))
        names = [name for name in names if f"refs/heads/{name}" in there]
        fetch(root, remote, *(f"refs/heads/{name}:refs/remotes/{remote}/{name}" for name in names))
    return {name: f"refs/remotes/{remote}/{name}" for name in names}


def _tip(root: Path, ref: str) -> str:
    return git(root, "rev-parse", "--verify", "--quiet", f"{ref}^{{commit}}", allowed=(0, 1)).decode().strip()
