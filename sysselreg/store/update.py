"""What others have made that a branch lacks: the shared main branch, and the same branch in the shared repository."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from sysselreg.errors import GitStateError, detail
from sysselreg.store.commit import fast_forward
from sysselreg.store.git import attempt, git
from sysselreg.store.lock import held, writing
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
    if is_shared(root):
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


def is_shared(root: Path) -> bool:
    """Whether there is a repository to fetch from at all."""
    return bool(git(root, "remote").strip())


def contains(root: Path, commit: str, other: str) -> bool:
    """Whether the other commit is the commit or lies behind it."""
    return not git(root, "rev-list", "--max-count=1", other, f"^{commit}", "--")


class Way(NamedTuple):
    """The way back to the main branch: its name, its tip here ('' when there is none) and where all share it."""

    main: str
    own: str
    shared: str


def way_back(root: Path, state: State) -> Way | None:
    """How to leave a work branch for main, which is fetched; None on main itself.

    Raises GitStateError when the branch, or main here, holds what the shared repository lacks; RemoteError as `fetch`.
    """
    remote = shared_remote(root)
    main = main_branch(root, remote)
    if state.branch == main:
        return None
    # With AGit the work lies under another name there.
    everything = remote_refs(root, remote)
    refs = _shared(root, state, ask=True)
    head, shared, own = str(state.head), _tip(root, f"refs/remotes/{remote}/{main}"), _tip(root, f"refs/heads/{main}")
    if head not in everything.values() and not any(contains(root, _tip(root, ref), head) for ref in refs.values()):
        raise GitStateError(f"Allt på grenen {state.branch} är inte skickat. Kör sysselreg skicka först.")
    if own and not contains(root, shared, own):
        raise GitStateError(
            f"På {main} i din klon finns det som inte är skickat. Kör git switch {main} och sysselreg skicka."
        )
    return Way(main, own, shared)


def back_to_main(root: Path, state: State, way: Way) -> None:
    """Check out main here as Git does it, then bring it on. Raises GitStateError when a file is in the way."""
    with held(state.home):
        if not way.own:
            writing(root, "update-ref", f"refs/heads/{way.main}", way.shared, "0" * len(way.shared))
        done = attempt(root, "-c", "core.hooksPath=/dev/null", "switch", "--quiet", "--no-guess", way.main)
    if done.code != 0:
        raise GitStateError(
            f"Git kan inte gå till {way.main}, för filer i mappen är i vägen. Inget är ändrat. {detail(done.err)}"
        )
    if way.own:
        fast_forward(root, branch=way.main, old=way.own, new=way.shared)


def main_with(root: Path, branch: str, head: str) -> str | None:
    """The shared main branch's name, when all that a branch of another name holds is in it, as it was fetched last."""
    if not is_shared(root):
        return None
    remote = shared_remote(root)
    main = main_branch(root, remote)
    return main if branch != main and contains(root, f"refs/remotes/{remote}/{main}", head) else None


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
