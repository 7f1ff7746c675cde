"""What an outsider knows beforehand: of whom each figure about persons tells, and what a person may be.

A person (or placement) has one code in every dimension, in one of the stretches of time that the periods are made of.
The program's own idea of which numbers are the same, and of which tables belong together, takes no part here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from itertools import combinations
from typing import Any, NamedTuple

Codes = Mapping[str, str]
Who = Callable[[Codes], bool]
Names = tuple[str, ...]

WORK = {"arbete_osubventionerat", "arbete_subventionerat", "studier"}
BENEFIT = {"arbetslöshetsersättning", "försörjningsstöd", "arbetslöshetsersättning_och_försörjningsstöd"}
UNKNOWN = {"okänt", "ej_avstämd"}
RESULTS = {**dict.fromkeys(WORK, "arbete_eller_studier"), **dict.fromkeys(BENEFIT, "ersättning_eller_försörjningsstöd")}


class Population(NamedTuple):
    """Who is counted: the view that lists them, and views that tell more of each (view, column → what it is called)."""

    view: str
    more: tuple[tuple[str, str, str], ...] = ()


POPULATIONS = {
    "personer": Population("n10"),
    "startade": Population("n12"),
    "pågående": Population("n15"),
    "avslutade": Population(
        "n18",
        (("n17", "avslut", "avslut"), ("n22", "förflyttning", "förflyttning"), ("n16_grans", "gräns", "gräns")),
    ),
    "uppföljningar": Population("n20", (("n20", "täljare", "nått"),)),
    "värderade": Population("n30"),
}  # fmt: skip


class Meaning(NamedTuple):
    """What a figure counts: of whom, which of them the numerator counts, which are known, and by what dimensions."""

    population: str
    counted: Who = lambda _: True
    known: Who = lambda _: True
    by: Names = ()


def _is(name: str, *codes: str) -> Who:
    return lambda codes_of: codes_of[name] in codes


def _known(name: str) -> Who:
    return lambda codes_of: codes_of[name] not in UNKNOWN


def _share(population: str, name: str, *codes: str) -> Meaning:
    return Meaning(population, _is(name, *codes), _known(name), (name,))


MEANINGS = {
    "N09": Meaning("startade"),
    "N10": Meaning("personer"),
    "N11": Meaning("personer"),
    "N12": Meaning("startade"),
    "N13": _share("personer", "kön", "kvinna"),
    "N14": Meaning("personer"),
    "N15": Meaning("pågående"),
    "N16": Meaning("avslutade", known=_known("gräns"), by=("gräns",)),
    "N17": Meaning("avslutade", lambda codes: codes["avslut"] != "fullföljd", by=("avslut",)),
    "N18": Meaning("avslutade"),
    "N19": _share("avslutade", "utfall", *WORK),
    "N20": _share("uppföljningar", "nått", "1"),
    "N21": _share("personer", "försörjning_före", "försörjningsstöd"),
    "N22": _share("avslutade", "förflyttning", "uppåt"),
    "N30": Meaning("värderade"),
    "N32": Meaning("startade"),
    "N37": Meaning("avslutade", _known("utfall"), by=("utfall",)),
}
# One follows from the other.
BEHIND = {"resultat": "utfall"}
# What everybody knows that somebody may be, whether anybody is or not.
ALWAYS = {
    "kön": {"kvinna", "man", "annat"},
    "försörjning_före": {"försörjningsstöd", "aktivitetsstöd"},
    "utfall": {*WORK, *BENEFIT, "annat"},
    "avslut": {"fullföljd", "deltagaren_avbröt", "annat_hinder"},
    "förflyttning": {"uppåt", "samma_steg", "nedåt"},
    "gräns": {"når", "når_inte"},
    "nått": {"0", "1"},
}
# Groups that are other measures of the same people.
NO_DIMENSION = {"mått", "aktör"}
# A person or procurement may have several of these.
SEVERAL = {"kravtyp"}


def triangulated(crossed: Iterable[frozenset[str]]) -> list[Names]:
    """Sets of dimensions that hold each of those given, and that hang together as a tree (least fill first).

    People need only be told apart by so many dimensions at a time that every world of parts that agree is a world of
    people.
    """
    near: dict[str, set[str]] = defaultdict(set)
    for dims in crossed:
        for dim in dims:
            near[dim] |= dims - {dim}
    found: list[set[str]] = []
    while near:
        dim = min(near, key=lambda each: (sum(b not in near[a] for a, b in combinations(sorted(near[each]), 2)), each))
        around = near.pop(dim)
        if not any({dim, *around} <= each for each in found):
            found.append({dim, *around})
        for each in around:
            near[each] = (near[each] | around) - {each, dim}
    return [tuple(sorted(each)) for each in found]


def code(value: Any) -> str:
    """A column's value as a code."""
    return "okänt" if value is None else str(value)


def times(row: Mapping[str, Any]) -> dict[str, str]:
    """The parts of the year that a row lies in, as splits by time name them."""

    def names(day: date) -> dict[str, str]:
        return {
            "år": str(day.year),
            "tertial": f"{day.year} T{(day.month - 1) // 4 + 1}",
            "kvartal": f"{day.year} K{(day.month - 1) // 3 + 1}",
        }

    if row["datum"] is None or row["datum_sist"] is None:
        return dict.fromkeys(("år", "tertial", "kvartal"), "okänt")
    first, last = names(row["datum"]), names(row["datum_sist"])
    return {part: first[part] if first[part] == last[part] else "okänt" for part in first}


def result(outcome: str) -> str:
    """What an outcome is gathered in."""
    return RESULTS.get(outcome, "okänt" if outcome in {*UNKNOWN, ""} else "annat")
