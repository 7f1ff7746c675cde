"""A chain of numbers: one commit for each thing that happens to a number of a series and year, on a ref of its own.

A commit has the empty tree, one parent, the number as its subject and three trailers (design: architecture, Numbers):

    SO 2026/0007 makulerad

    Nummer: 7
    Slag: makulerad
    Begaran: 0b9c6f0e-5d7e-4a8e-9d2a-5c8f0a6f1b11

There is no free text, so nothing personal fits in it (hazards F65). Ref names have exactly two levels below the place,
so that no series can stand in the way of another (hazards F13).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple
from uuid import UUID

from sysselreg.schema.formats import FORMATS
from sysselreg.store.git import git

# By the code of the setting `nummerplats`. A register that is shared with nobody keeps its chains here, as branches.
_BRANCHES = "refs/heads/sysselreg/nummer/"
PLACES = MappingProxyType({"gren": _BRANCHES, "referens": "refs/sysselreg/nummer/", "odelat": _BRANCHES})
UNSHARED = "odelat"
SEEN = "refs/sysselreg/sedda/"
TAKEN, RESERVED, CANCELLED = "tagen", "reserverad", "makulerad"
_NAME = re.compile(r"(?P<series>[a-z0-9]+(?:-[a-z0-9]+)*)/(?P<year>[0-9]{4})")
_EMPTY_TREES = frozenset(
    {
        "4b825dc642cb6eb9a060e54bf8d69288fbee4904",
        "6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321",
    }
)
# Series are made of A–Z and ÅÄÖ alone, so a digit tells å from a in every file system.
_LETTERS = str.maketrans({"å": "a1", "ä": "a2", "ö": "o1"})
_MESSAGE = re.compile(
    r"(?P<text>[^\n]+?)(?: (?P<mark>reserverad|makulerad))?\n\n"
    r"Nummer: (?P<number>[1-9][0-9]{0,5})\nSlag: (?P<kind>tagen|reserverad|makulerad)\n"
    r"Begaran: (?P<request>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\n"
)
AUTHOR = re.compile(r"[^<>\x00-\x1f\x7f-\x9f]+ <[^<>@\s]+@[^<>@\s]+>")


class Chain(NamedTuple):
    """The chain of a series and year. `series`: its pattern, `SO {år}/{nr:04}`; of a case, `SO 2021/0205-{nr}`."""

    series: str
    year: int
    place: str

    @property
    def name(self) -> str:
        """`so/2026`: safe in ref names, and the same however the pattern writes spaces, strokes and padding."""
        return f"{_folded(re.sub('{.*?}', '', self.series))}/{self.year:04}"

    @property
    def ref(self) -> str:
        """Where the chain lies, in the shared repository or, in a register shared with nobody, here."""
        return PLACES[self.place] + self.name

    @property
    def seen(self) -> str:
        """Where this clone remembers how far it has seen the chain, so that a cut or rewritten one is known."""
        return f"{SEEN}{self.name}"

    def text(self, number: int) -> str:
        """The number as people write it; above the padding it grows wider (hazards F11)."""
        written = self.series.replace("{år}", f"{self.year:04}")
        return re.sub(r"\{nr(?::0([1-9]))?\}", lambda match: str(number).zfill(int(match[1] or 1)), written)


class Entry(NamedTuple):
    """What a commit says: which number, as people write it, what happened to it, on which request."""

    number: int
    text: str
    kind: str
    request: UUID


class Link(NamedTuple):
    """A commit of a chain. `author`: `Namn <adress>`; `said` is None when the message is none of a chain's."""

    commit: str
    parents: tuple[str, ...]
    tree: str
    author: str
    when: datetime
    said: Entry | None


def message(chain: Chain, number: int, kind: str, request: UUID) -> str:
    """The message of a commit."""
    mark = "" if kind == TAKEN else f" {kind}"
    return f"{chain.text(number)}{mark}\n\nNummer: {number}\nSlag: {kind}\nBegaran: {request}\n"


def entry(text: str) -> Entry | None:
    """What a commit message says; None when it is no message of a chain."""
    found = _MESSAGE.fullmatch(text)
    if found is None or (found["mark"] or TAKEN) != found["kind"]:
        return None
    return Entry(int(found["number"]), found["text"], found["kind"], UUID(found["request"]))


def links(where: Path, tip: str, settings: Mapping[str, str] = MappingProxyType({})) -> tuple[Link, ...]:
    """The commits that lead to a tip, oldest first."""
    form = "--format=%H%x00%P%x00%T%x00%an <%ae>%x00%ct%x00%B"
    words = ("log", "-z", "--reverse", "--topo-order", "--no-show-signature", "--encoding=UTF-8", form, tip, "--")
    fields = git(where, *words, settings=settings).decode("utf-8", "replace").split("\0")
    return tuple(
        Link(commit, tuple(parents.split()), tree, author, datetime.fromtimestamp(int(when), UTC), entry(text))
        for commit, parents, tree, author, when, text in zip(*(iter(fields),) * 6, strict=False)
    )


def states(found: Sequence[Link]) -> dict[int, str]:
    """Number → what last happened to it."""
    return {link.said.number: link.said.kind for link in found if link.said is not None}


def chain_name(ref: str) -> str | None:
    """The name of the chain that a ref is, `so/2026`; None when it is no chain's ref."""
    rest = next((ref.removeprefix(prefix) for prefix in PLACES.values() if ref.startswith(prefix)), "")
    return rest if _NAME.fullmatch(rest) else None


def check_chain(name: str, old: str | None, new: str | None, commits: Sequence[Link]) -> tuple[str, ...]:
    """What is wrong with a chain that goes from `old` to `new` (None: it is not there): Swedish sentences, or none.

    `commits`: all that lead to `new`, oldest first. Those who take numbers and the hook of a server both ask this, so a
    chain is held to the same everywhere: never shorter or rewritten, one number at a time, no gap, each request once.
    """
    if new is None:
        return (f"Nummerserien {name} är borttagen.",) if old is not None else ()
    if old is not None and old not in {link.commit for link in commits}:
        return (f"Nummerserien {name} är omskriven: {old[:10]} finns inte längre i den.",)
    return tuple(_faults(name, commits))


def _faults(name: str, commits: Sequence[Link]) -> Iterator[str]:
    before: tuple[str, ...] = ()
    last = 0
    requests: set[UUID] = set()
    held: dict[int, str] = {}
    for link in commits:
        said, here = link.said, f"Nummerserien {name}, {link.commit[:10]}"
        if link.parents != before:
            yield f"{here}: följer inte direkt på den förra. En serie får inte grena sig eller gå ihop."
        if not AUTHOR.fullmatch(link.author):
            yield f"{here}: saknar namn eller e-postadress på den som tog numret."
        if said is None or link.tree not in _EMPTY_TREES or not _belongs(said, name):
            yield f"{here}: är inte skriven som ett nummer i serien."
        else:
            if said.request in requests:
                yield f"{here}: begäran {said.request} är använd en gång förut."
            if fault := _step(said, held.get(said.number), last + 1):
                yield f"{here}: {fault}"
            held[said.number], last = said.kind, max(last, said.number)
            requests.add(said.request)
        before = (link.commit,)


def _step(said: Entry, was: str | None, following: int) -> str | None:
    """What is wrong with what a commit says, given what last happened to its number and which number comes next."""
    if was is None and said.kind == CANCELLED:
        return f"makulerar {said.text}, som ingen har tagit."
    if was is None and said.number != following:
        return f"har nummer {said.number}, men nästa nummer är {following}."
    if was in (CANCELLED, said.kind) or (was == TAKEN and said.kind == RESERVED):
        return f"{said.text} är redan {was}."
    return None


def _belongs(said: Entry, name: str) -> bool:
    series, year = name.split("/")
    head, _, number = _folded(said.text).rpartition("-")
    return (
        FORMATS["diarienummer"].accepts(said.text)
        and number.isdigit()
        and int(number) == said.number
        and head in (f"{series}-{year}", series)
    )


def number_of(series: str, text: str) -> tuple[int, int] | None:
    """The year and number of a text that is a number of a series; None when it is none."""
    pattern = re.escape(series).replace(re.escape("{år}"), "(?P<year>[0-9]{4})")
    found = re.fullmatch(re.sub(r"\\\{nr.*?\\\}", "(?P<number>[0-9]{1,6})", pattern), text)
    return (int(found["year"]), int(found["number"])) if found else None


def _folded(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.casefold().translate(_LETTERS)).strip("-")
