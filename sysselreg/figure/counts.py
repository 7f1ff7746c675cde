"""The counts that figures about people tell.

A count is known by what is counted, not by the figure it stands in: the women of N11 and those of N13 are one count,
shown or withheld in both.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from sysselreg.figure.model import Count, Figure, Keys, Kind, Numbers, Shown

SHARE_BASE = 10
# Kinds whose numbers are no counts of persons, so that only how many stand behind them tells whether they are few.
MEASURED = ("kvot", "medel", "median")


def counts_of(figure: Figure, keys: Keys, kind: Kind) -> tuple[Count, ...]:
    """All counts that a cell tells, or the figure's own value when `keys` is empty."""
    return *keys_of(figure, keys, kind), *_whole(figure, keys, kind)


def told_by(figure: Figure, keys: Keys, kind: Kind, numbers: Numbers | Shown) -> dict[Count, int | None]:
    """The counts that a shown cell tells, with their numbers; None for what is no count of persons."""
    numerator, base = (None if each is None else int(each) for each in (numbers.numerator, numbers.denominator))
    told: tuple[int | None, ...] = (numerator,)
    if kind == "andel":
        others = None if numerator is None or base is None else base - numerator
        told = (numerator, others, base, numbers.total)
    elif kind == "fördelning":
        told = (numerator, base)
    elif kind in ("summa", *MEASURED):
        told = (None,)
    return dict(zip(counts_of(figure, keys, kind), told, strict=True))


def keys_of(figure: Figure, keys: Keys, kind: Kind) -> tuple[Count, ...]:
    """The keys of an item: one count, or the three of a share."""
    if kind == "andel":
        return numerator_of(figure, keys), others_of(figure, keys), base_of(figure, keys)
    if figure.definition.kind == "andel" and not _is_of(figure, keys):
        return (base_of(figure, keys),)
    return (count_of(figure, keys),)


def count_of(figure: Figure, keys: Keys) -> Count:
    """Counts of the same population and codes are the same count, in whatever figure they stand."""
    return Count(figure.period, figure.definition.population, "antal", frozenset(keys))


def numerator_of(figure: Figure, keys: Keys) -> Count:
    """The count of a share's numerator: a group of its population where the definition says which."""
    group = figure.definition.numerator_group
    return count_of(figure, (*keys, *group)) if group else _part(figure, keys, "täljare")


def others_of(figure: Figure, keys: Keys) -> Count:
    """The rest of a share's denominator: a group of its population where the definition says which."""
    group = figure.definition.others_group
    return count_of(figure, (*keys, *group)) if group else _part(figure, keys, "övriga")


def base_of(figure: Figure, keys: Keys) -> Count:
    """All whose attribute is known, which is not the whole population."""
    return _part(figure, keys, "nämnare")


def _part(figure: Figure, keys: Keys, what: str) -> Count:
    return Count(figure.period, figure.definition.view, what, frozenset(keys))


def _is_of(figure: Figure, keys: Keys) -> bool:
    """Whether a cell of a fördelning is a group of the population, not a sum over all groups that are known."""
    return figure.split is not None and figure.split.spread in dict(keys)


def _whole(figure: Figure, keys: Keys, kind: Kind) -> tuple[Count, ...]:
    """The counts that are told with a share: what it is out of, and in its coverage the whole population."""
    if kind == "andel":
        return (count_of(figure, keys),)
    if kind != "fördelning" or figure.split is None:
        return ()
    rest = tuple(pair for pair in keys if pair[0] != figure.split.spread)
    return (base_of(figure, rest) if figure.definition.kind == "andel" else count_of(figure, rest),)


# What the counts of goals begin with, which leave external procurements out.
OWN = "utan externa: "


def as_own(figure: Figure) -> Figure:
    """A figure that leaves external procurements out, as goals count: its counts are not those of the whole."""
    definition = figure.definition
    population, view = (OWN + name for name in (definition.population, definition.view))
    return replace(figure, definition=replace(definition, population=population, view=view))


def is_small(numbers: Numbers, kind: Kind, limit: int) -> bool:
    """Whether few persons stand behind one of the counts of a cell, its coverage too."""
    people = numbers.persons
    if kind in MEASURED:
        return people is not None and (0 < people.units < limit or 0 < people.all < limit)
    numerator, base = numbers.numerator or Fraction(0), numbers.denominator
    counts = [(numerator, people.counted if people else numerator)]
    if kind == "andel" and base is not None:
        counts += [(base - numerator, people.others if people else base - numerator)]
        counts += [(base, people.all if people else base)]
    return 0 < numbers.total < limit or any(count > 0 and persons < limit for count, persons in counts)


def is_thin(numbers: Numbers, kind: Kind) -> bool:
    """Whether a share rests on too few to be shown. Its counts need no protection for that."""
    share = kind not in ("medel", "median") and numbers.denominator is not None
    return share and 0 < (numbers.denominator or 0) < SHARE_BASE
