"""Numbers taken by compare-and-swap: a plain push of one more commit on a chain, in the repository that all share.

The push is the number: whoever comes second is refused by Git and tries again on what the first one made. The record
goes its own way, so no push of several refs has to be atomic (hazards F14); the request, on disk before the first push
(`waiting`), is what makes a repeated try give the same number (hazards F2). Without a remote the chain lies here.
"""

from __future__ import annotations

import random
import re
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import NamedTuple
from uuid import UUID, uuid4

from sysselreg.errors import GitStateError, RemoteError, UsageError
from sysselreg.store.chain import AUTHOR, CANCELLED, RESERVED, TAKEN, Chain, Link, check_chain, links, message, states
from sysselreg.store.commit import commit_identity
from sysselreg.store.git import attempt, git
from sysselreg.store.lock import writing
from sysselreg.store.objects import SETTINGS
from sysselreg.store.remote import fetch, push, remote_refs, shared_remote

# Eight clones that never rest lose a race twenty times running about once in ten years of work.
_TRIES = 150
# A push refused although the chain stands still is no lost race; a lock that somebody holds is gone after a few.
_STANDSTILL = 5


class Taken(NamedTuple):
    """A number, as people write it too; the commit that took it; when the commit before that was made."""

    number: int
    text: str
    commit: str
    before: datetime | None


class Numbered(NamedTuple):
    """A number of a chain, what last happened to it (tagen, reserverad, makulerad), when, and who did it."""

    number: int
    text: str
    kind: str
    when: datetime
    author: str


class _Refused(NamedTuple):
    """Why a commit was refused: Git's reason, and what the server said."""

    reason: str
    said: str


def take(
    root: Path,
    chain: Chain,
    request: UUID,
    *,
    kind: str = TAKEN,
    number: int | None = None,
    begin: bool = False,
    recorded: int = 0,
) -> Taken:
    """Take the next number of a chain, or the reserved `number`; the same request always gives the same number.

    `begin`: whether the first number of a year may be taken: a clock that is wrong must not begin one (hazards F10).
    `recorded`: the highest number that records hold; a chain that ends before it has been cut (hazards F8).
    Raises UsageError when the chain may not be begun or `number` is not reserved, GitStateError when the chain is cut,
    rewritten or wrong, RemoteError when the shared repository cannot be reached or says no. Then no number is taken,
    or the request finds it.
    """
    wanted = partial(_following, root, chain, number, begin=begin, recorded=recorded)
    try:
        return _add(root, chain, kind, request, wanted)
    except (GitStateError, RemoteError) as error:
        raise type(error)(f"Inget nummer tilldelat. {error.sentence}") from error


def following(root: Path, chain: Chain, *, number: int | None = None, begin: bool = False, recorded: int = 0) -> int:
    """The number that `take` would take now. Raises as `take`."""
    return _following(root, chain, number, _current(root, chain, _shared(root)), begin=begin, recorded=recorded)


def _following(
    root: Path, chain: Chain, number: int | None, found: Sequence[Link], *, begin: bool, recorded: int
) -> int:
    held = states(found)
    if number is not None and held.get(number) != RESERVED:
        raise UsageError(f"{chain.text(number)} är inte reserverat, så numret går inte att använda.")
    if len(held) < recorded:
        there = chain.text(recorded)
        fault = f"I registret finns {there}, men nummerserien {chain.name} slutar vid {len(held)}."
        raise _alarm(root, chain, fault, cut=True)
    if not held and not begin:
        raise UsageError(f"Serien har inga nummer för {chain.year} än. Stämmer året, kör igen med --ar {chain.year}.")
    return number or len(held) + 1


def cancel(root: Path, chain: Chain, number: int, *, unused: bool = False) -> None:
    """Cancel a number, which is then never used again. `unused`: only as long as it is reserved and nothing more.

    Nothing happens to one that is cancelled already, or that the chain does not have: it came from elsewhere. Raises
    as `take`.
    """

    def wanted(found: Sequence[Link]) -> int:
        state = states(found)[number]
        if state == CANCELLED or (unused and state != RESERVED):
            done = "makulerats" if state == CANCELLED else "använts"
            raise UsageError(f"{chain.text(number)} har just {done} av någon annan.")
        return number

    if states(_current(root, chain, _shared(root))).get(number, CANCELLED) != CANCELLED:
        _add(root, chain, CANCELLED, uuid4(), wanted)


def listing(root: Path, chain: Chain) -> tuple[Numbered, ...]:
    """Every number of a chain, in order of number. Raises as `take`."""
    found = {}
    for link in _current(root, chain, _shared(root)):
        if said := link.said:
            found[said.number] = Numbered(said.number, said.text, said.kind, link.when, link.author)
    return tuple(found[number] for number in sorted(found))


def _current(root: Path, chain: Chain, remote: str | None) -> tuple[Link, ...]:
    """The chain as all have it now, held to its rules and to what this clone has seen of it."""
    # What this clone has seen is read first: the chain may only have grown since, also by another process here.
    seen = _tip(root, chain.seen)
    tip = remote_refs(root, remote, chain.ref).get(chain.ref) if remote else _tip(root, chain.ref)
    if remote and tip and tip != seen:
        fetch(root, remote, chain.ref)
    found = links(root, tip) if tip else ()
    faults = check_chain(chain.name, seen, tip, found)
    if faults and git(root, "rev-parse", "--is-shallow-repository").strip() == b"true":
        raise GitStateError(f"Klonen saknar historiken för {chain.name}. Hämta den med git fetch --unshallow.")
    if faults:
        cut = seen not in {None, *(link.commit for link in found)}
        raise _alarm(root, chain, " ".join(faults[:3]), cut=cut)
    _remember(root, chain, seen, tip)
    return found


def _add(root: Path, chain: Chain, kind: str, request: UUID, wanted: Callable[[Sequence[Link]], int]) -> Taken:
    """Add a commit to the chain, again and again until nobody else comes first."""
    if not AUTHOR.fullmatch(who := commit_identity(root)):
        raise GitStateError(f"Ett nummer ska visa vem som tog det, men Git säger {who}. Rätta git config user.email.")
    remote, still, stood = _shared(root), 0, ""
    for _ in range(_TRIES):
        found = _current(root, chain, remote)
        if done := _of_request(found, request):
            return done
        number, tip = wanted(found), found[-1].commit if found else ""
        commit = _commit(root, tip, message(chain, number, kind, request))
        refused = _offer(root, chain, remote, tip, commit)
        if refused is None:
            return Taken(number, chain.text(number), commit, found[-1].when if found else None)
        still = still + 1 if tip == stood else 0
        if still == _STANDSTILL or "declined" in refused.reason:
            raise _refusal(chain.text(number), remote, refused)
        stood = tip
        time.sleep(random.uniform(0, 0.05))  # noqa: S311 - only so that two do not keep in step
    raise GitStateError(f"Många tar nummer i serien {chain.name} just nu. Kör igen om en stund.")


def _of_request(found: Sequence[Link], request: UUID) -> Taken | None:
    """The number that a request has got already."""
    for index, link in enumerate(found):
        if link.said and link.said.request == request:
            before = found[index - 1].when if index else None
            return Taken(link.said.number, link.said.text, link.commit, before)
    return None


def _commit(root: Path, tip: str, text: str) -> str:
    tree = f"{tip}^{{tree}}" if tip else writing(root, "mktree").decode().strip()
    parent = ("-p", tip) if tip else ()
    return writing(root, "commit-tree", tree, *parent, given=text.encode(), settings=SETTINGS).decode().strip()


def _offer(root: Path, chain: Chain, remote: str | None, tip: str, commit: str) -> _Refused | None:
    """Put a commit at the end of the chain; why not, when it is refused."""
    if remote:
        pushed = push(root, remote, f"{commit}:{chain.ref}")
        ok, reason = pushed.refs[chain.ref]
        refused = None if ok else _Refused(reason, pushed.said)
    else:
        answer = attempt(root, "update-ref", chain.ref, commit, tip or "0" * len(commit))
        refused = None if answer.code == 0 else _Refused(answer.err.strip(), "")
    if refused is None:
        _remember(root, chain, tip, commit)
    return refused


def _refusal(text: str, remote: str | None, refused: _Refused) -> GitStateError | RemoteError:
    """Why nobody gets the number: a rule of the server, in its own words, or a ref in the way."""
    kind = RemoteError if remote else GitStateError
    in_the_way = re.search(r"'(refs/\S+)' exists; cannot create", f"{refused.reason} {refused.said}")
    if in_the_way:
        return kind(f"{in_the_way[1]} står i vägen för nummerserierna. Döp om den i förrådet.")
    return kind(f"Förrådet tog inte emot {text}: {refused.said or refused.reason}")


def _tip(root: Path, ref: str) -> str | None:
    return git(root, "rev-parse", "--verify", "--quiet", ref, allowed=(0, 1)).decode().strip() or None


def _remember(root: Path, chain: Chain, seen: str | None, tip: str | None) -> None:
    """Move the memory of the chain on, unless another process here has done so meanwhile."""
    if tip and tip != seen:
        attempt(root, "update-ref", chain.seen, tip, seen or "0" * len(tip))


def _shared(root: Path) -> str | None:
    return shared_remote(root) if git(root, "remote").strip() else None


def _alarm(root: Path, chain: Chain, fault: str, *, cut: bool) -> GitStateError:
    """What is wrong with a chain, told; for one that has lost numbers, how those who have seen them put them back."""
    remote = _shared(root)
    command = f"push {remote} {chain.seen}:{chain.ref}" if remote else f"update-ref {chain.ref} {chain.seen}"
    mend = f" Serien läggs tillbaka från den klon som har sett flest nummer: git {command}" if cut else ""
    return GitStateError(f"LARM: {fault} Fråga den som sköter det gemensamma förrådet vad som har hänt.{mend}")
