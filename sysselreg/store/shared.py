"""The chains of numbers as all have them now, in the repository that all share, and what is wrong with them.

A chain is held to its own rules and to what this clone has seen of it: it may only have grown since.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sysselreg.errors import GitStateError
from sysselreg.store.chain import PLACES, SEEN, UNSHARED, Chain, Link, check_chain, links
from sysselreg.store.git import attempt, git
from sysselreg.store.remote import address, fetch, remote_refs, shared_remote
from sysselreg.store.seen import copies

_NAMED = 3


def shared_place(root: Path, place: str) -> str | None:
    """The remote where numbers are taken; None when they are taken here. `place`: the setting `nummerplats`.

    Raises GitStateError when the setting and the repository disagree: what one gave, another could give again.
    """
    has_remote = bool(git(root, "remote").strip())
    if place != UNSHARED and has_remote:
        return shared_remote(root)
    if place != UNSHARED:
        raise GitStateError(
            "Registret har ingen gemensam plats, så någon annan kan få samma nummer. Lägg till den: git remote add "
            "origin ADRESS och sedan git push -u origin main. Delas registret inte med någon, skriv nummerplats: "
            "odelat i sysselreg.yaml."
        )
    if has_remote:
        remote = shared_remote(root)
        raise GitStateError(
            f"Registret har en gemensam plats ({address(root, remote)}), men enligt sysselreg.yaml delas det inte "
            "(nummerplats: odelat). Den som har tagit nummer lägger först upp dem: git push "
            f"{remote} '{PLACES[place]}*:{PLACES[place]}*'. Skriv sedan nummerplats: gren."
        )
    return None


def current(root: Path, chain: Chain) -> tuple[Link, ...]:
    """The chain as all have it now, held to its rules and to what this clone has seen of it.

    Raises GitStateError when it breaks them, and as `shared_place`; RemoteError when it cannot be reached.
    """
    remote = shared_place(root, chain.place)
    # What this clone has seen is read first: the chain may only have grown since, also by another process here.
    seen = _tip(root, chain.seen)
    tip = remote_refs(root, remote, chain.ref).get(chain.ref) if remote else _tip(root, chain.ref)
    if remote and tip and tip != seen:
        fetch(root, remote, chain.ref)
    if remote and not tip and not seen and not remote_refs(root, remote, "refs/heads/*"):
        # A forge would take the chain for the main branch.
        raise GitStateError(f"{address(root, remote)} är tomt än. Lägg upp registret med git push -u {remote} main.")
    found = _judged(root, chain, remote, seen, tip)
    remember(root, chain, seen, tip)
    return found


def remember(root: Path, chain: Chain, seen: str | None, tip: str | None) -> None:
    """Move the memory of the chain on, unless another process here has done so meanwhile."""
    if tip and tip != seen:
        attempt(root, "update-ref", chain.seen, tip, seen or "0" * len(tip))


def alarms(root: Path, place: str) -> list[str]:
    """What is wrong with the chains that this clone has seen, as the shared repository has them: sentences.

    Asks once, however many chains there are. Raises RemoteError when the shared repository cannot be reached.
    """
    lines = git(root, "for-each-ref", "--format=%(objectname) %(refname)", SEEN).decode().splitlines()
    seen = {_chain_called(ref.removeprefix(SEEN), place): tip for tip, ref in map(str.split, lines)}
    try:
        remote = shared_place(root, place) if seen else None
    except GitStateError as error:
        return [error.sentence]
    if remote is None:
        return []
    there = remote_refs(root, remote, f"{PLACES[place]}*")
    moved = {chain: there.get(chain.ref) for chain, tip in seen.items() if there.get(chain.ref) != tip}
    if refs := [chain.ref for chain, tip in moved.items() if tip]:
        fetch(root, remote, *refs)
    found = []
    for chain, tip in moved.items():
        try:
            _judged(root, chain, remote, seen[chain], tip)
        except GitStateError as error:
            found.append(error.sentence)
    return found


def _judged(root: Path, chain: Chain, remote: str | None, seen: str | None, tip: str | None) -> tuple[Link, ...]:
    """The links of a chain that ends at `tip`. Raises GitStateError when it breaks its rules or lacks what was seen."""
    found = links(root, tip) if tip else ()
    faults = check_chain(chain.name, seen, tip, found)
    if faults and git(root, "rev-parse", "--is-shallow-repository").strip() == b"true":
        raise GitStateError(f"Klonen saknar historiken för {chain.name}. Hämta den med git fetch --unshallow.")
    there = {link.commit for link in found}
    if not seen or seen in there:
        if faults:
            raise alarm(" ".join(faults[:_NAMED]))
        return found
    own = links(root, seen)
    where = f"på {address(root, remote)}" if remote else "i förrådet"
    if not tip:
        gone = (
            f"Nummerserien {chain.name} saknas {where}, men den här klonen har sett {_last(own)} i den. Den är "
            "borttagen, eller så har registret fått en ny plats utan sina nummer."
        )
        raise alarm(gone, put_back(root, chain))
    if tip in {link.commit for link in own}:
        raise alarm(faults[0], put_back(root, chain))
    first = next(link.said.text for link in own if link.said and link.commit not in there)
    forget = " och ".join(f"git update-ref -d {ref}" for ref in copies(root, chain))
    raise alarm(
        f"Nummerserien {chain.name} har delat sig: från {first} är den en annan {where} än som den här klonen har "
        "sett, så två kan ha samma nummer.",
        f" Gäller den {where}, glöm den här klonens: {forget}. Ge sedan ärendena härifrån nya nummer: reservera dem "
        "med sysselreg arende reservera, och skriv in dem med sysselreg andra.",
    )


def _chain_called(name: str, place: str) -> Chain:
    series, _, year = name.rpartition("/")
    return Chain(series, int(year), place)


def _tip(root: Path, ref: str) -> str | None:
    return git(root, "rev-parse", "--verify", "--quiet", ref, allowed=(0, 1)).decode().strip() or None


def alarm(fault: str, mend: str = "") -> GitStateError:
    """What is wrong with a chain, told. `mend`: how to put it right, when that is known."""
    return GitStateError(f"LARM: {fault} Fråga den som sköter det gemensamma förrådet vad som har hänt.{mend}")


def put_back(root: Path, chain: Chain) -> str:
    """How those who have seen the numbers that a chain has lost put them back."""
    remote = shared_place(root, chain.place)
    command = f"push {remote} {chain.seen}:{chain.ref}" if remote else f"update-ref {chain.ref} {chain.seen}"
    return f" Serien läggs tillbaka från den klon som har sett flest nummer: git {command}"


def _last(found: Sequence[Link]) -> str:
    return next(link.said.text for link in reversed(found) if link.said)
