"""Numbers taken by compare-and-swap: a plain push of one more commit on a chain, in the repository that all share.

The push is the number: whoever comes second is refused by Git and tries again on what the first one made. The record
goes its own way, so no push of several refs has to be atomic (hazards F14); the request, on disk before the first push
(`waiting`), is what makes a repeated try give the same number (hazards F2). Only a register that says that it is
shared with nobody takes its numbers here; any other waits until there is a place to share.
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
from sysselreg.store.chain import AUTHOR, CANCELLED, RESERVED, TAKEN, Chain, Link, message, states
from sysselreg.store.commit import commit_identity
from sysselreg.store.git import attempt
from sysselreg.store.lock import writing
from sysselreg.store.objects import SETTINGS
from sysselreg.store.remote import push
from sysselreg.store.shared import alarm, current, put_back, remember, shared_place

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
    Raises UsageError when the chain may not be begun or `number` is not reserved, GitStateError when there is no place
    that all share or the chain is cut, rewritten or wrong, RemoteError when the shared repository cannot be reached or
    says no. Then no number is taken, or the request finds it.
    """
    wanted = partial(_following, root, chain, number, begin=begin, recorded=recorded)
    try:
        return _add(root, chain, kind, request, wanted)
    except (GitStateError, RemoteError) as error:
        raise type(error)(f"Inget nummer tilldelat. {error.sentence}") from error


def following(root: Path, chain: Chain, *, number: int | None = None, begin: bool = False, recorded: int = 0) -> int:
    """The number that `take` would take now. Raises as `take`."""
    return _following(root, chain, number, current(root, chain), begin=begin, recorded=recorded)


def _following(
    root: Path, chain: Chain, number: int | None, found: Sequence[Link], *, begin: bool, recorded: int
) -> int:
    held = states(found)
    if number is not None and held.get(number) != RESERVED:
        raise UsageError(f"{chain.text(number)} är inte reserverat, så numret går inte att använda.")
    if len(held) < recorded:
        there = chain.text(recorded)
        fault = f"I registret finns {there}, men nummerserien {chain.name} slutar vid {len(held)}."
        outside = "" if held else " Kom numren utifrån, tas de här från nästa år."
        raise alarm(fault + outside, put_back(root, chain))
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

    if states(current(root, chain)).get(number, CANCELLED) != CANCELLED:
        _add(root, chain, CANCELLED, uuid4(), wanted)


def taken_by(root: Path, chain: Chain, request: UUID) -> Taken | None:
    """The number that a request has got; None when it has none. Raises as `take`."""
    return _of_request(current(root, chain), request)


def listing(root: Path, chain: Chain) -> tuple[Numbered, ...]:
    """Every number of a chain, in order of number. Raises as `take`."""
    found = {}
    for link in current(root, chain):
        if said := link.said:
            found[said.number] = Numbered(said.number, said.text, said.kind, link.when, link.author)
    return tuple(found[number] for number in sorted(found))


def _add(root: Path, chain: Chain, kind: str, request: UUID, wanted: Callable[[Sequence[Link]], int]) -> Taken:
    """Add a commit to the chain, again and again until nobody else comes first."""
    if not AUTHOR.fullmatch(who := commit_identity(root)):
        raise GitStateError(f"Ett nummer ska visa vem som tog det, men Git säger {who}. Rätta git config user.email.")
    remote, still, stood = shared_place(root, chain.place), 0, ""
    for _ in range(_TRIES):
        found = current(root, chain)
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
        remember(root, chain, tip, commit)
    return refused


def _refusal(text: str, remote: str | None, refused: _Refused) -> GitStateError | RemoteError:
    """Why nobody gets the number: a rule of the server, in its own words, or a ref in the way."""
    kind = RemoteError if remote else GitStateError
    in_the_way = re.search(r"'(refs/\S+)' exists; cannot create", f"{refused.reason} {refused.said}")
    if in_the_way:
        return kind(f"{in_the_way[1]} står i vägen för nummerserierna. Döp om den i förrådet.")
    return kind(f"Förrådet tog inte emot {text}: {refused.said or refused.reason}")
