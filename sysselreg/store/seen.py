"""How far this clone has seen the chains of numbers: for checks, which never ask the shared repository themselves."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from sysselreg.errors import RemoteError
from sysselreg.store.chain import PLACES, Chain, links, states
from sysselreg.store.git import NotARepositoryError, git

_BRANCHES, _OTHERS = PLACES["gren"], PLACES["referens"]
_BRANCH = "refs/heads/"


def refresh(root: Path) -> None:
    """Fetch all chains, those that are branches to where a plain fetch puts them too.

    What cannot be reached, or has been rewritten, stays as it was: whoever takes a number is told.
    """
    if not git(root, "remote").strip():
        return
    from sysselreg.store.remote import RewrittenError, fetch, shared_remote

    remote = shared_remote(root)
    with suppress(RemoteError, RewrittenError):
        tracked = f"refs/remotes/{remote}/{_BRANCHES.removeprefix(_BRANCH)}"
        fetch(root, remote, f"{_BRANCHES}*:{tracked}*", f"{_OTHERS}*:{_OTHERS}*")


def known(root: Path, chain: Chain) -> dict[int, str]:
    """Number → what last happened to it, as far as this clone has seen the chain; empty when that is not all of it."""
    try:
        tips = set(copies(root, chain).values())
    except NotARepositoryError:
        return {}
    found = max((states(links(root, tip)) for tip in tips), key=len, default={})
    return found if len(found) == max(found, default=0) else {}


def copies(root: Path, chain: Chain) -> dict[str, str]:
    """Full ref name → tip of every ref here that holds a chain."""
    tracked = f"refs/remotes/*/{chain.ref.removeprefix(_BRANCH)}"
    refs = (chain.seen, chain.ref, tracked)
    lines = git(root, "for-each-ref", "--format=%(refname) %(objectname)", *refs).decode().splitlines()
    return {ref: tip for ref, _, tip in (line.partition(" ") for line in lines)}
