"""The counts that figures about people tell, and which of them to withhold.

A count is known by what is counted, not by the figure it stands in: the women of N11 and those of N13 are one count,
shown or withheld in both. Which to withhold is worked out by `suppression`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple

from sysselreg.figure.model import UNKNOWN, Figure, Group, Keys, Kind, Numbers
from sysselreg.figure.suppression import Cell, Key, Table, grid, line, protect
from sysselreg.period import Period

SHARE_BASE = 10
# Kinds whose numbers are no counts of persons, so that only how many stand behind them tells whether they are few.
MEASURED = ("kvot", "medel", "median")
# Codes that say that nobody knows: how many they are stands in the coverage of some figure.
_UNKNOWN_CODES = frozenset({UNKNOWN, "ej_avstämd"})


def withheld_counts(figures: Sequence[Figure], limit: int) -> dict[Period, frozenset[Key]]:
    """The counts to withhold in figures about persons, by the period that the figures are of."""
    withheld: dict[Period, frozenset[Key]] = {}
    for periods in _apart({figure.period for figure in figures}):
        keys = _withheld([figure for figure in figures if figure.period in periods], limit)
        withheld |= dict.fromkeys(periods, keys)
    return withheld


def counts_of(figure: Figure, keys: Keys, kind: Kind) -> tuple[Key, ...]:
    """All counts that a cell tells, or the figure's own value when `keys` is empty."""
    return *_keys(figure, keys, kind), *_whole(figure, keys, kind)


def _apart(periods: Iterable[Period]) -> list[list[Period]]:
    """Periods that have no day in common, directly or by way of another, apart.

    What is counted in one says nothing of what is counted in the other. So a year is withheld alike in its own report
    and beside the next year's, and a small number of one year withholds nothing of another.
    """
    groups: list[list[Period]] = []
    for period in sorted(periods, key=lambda each: (each.start, each.end)):
        if groups and period.start < max(each.end for each in groups[-1]):
            groups[-1].append(period)
        else:
            groups.append([period])
    return groups


def _withheld(figures: Sequence[Figure], limit: int) -> frozenset[Key]:
    """The counts to withhold of figures of one time about persons."""
    items = [item for figure in figures for item in _items(figure)]
    first = {key for item in items if is_small(item.numbers, item.kind, limit) for key in item.keys}
    bound = [frozenset(item.keys) for item in items]
    dear = {_numerator(figure, ()) for figure in figures}
    tables = [table for figure in figures if (table := _table(figure, dear))]
    tables += _gathered(figures, dear)
    return protect(tables, first, bound, limit - 1)


class _Item(NamedTuple):
    """Something that is shown or withheld as one: the keys of its counts, its numbers and how they are made."""

    keys: tuple[Key, ...]
    numbers: Numbers
    kind: Kind


def _items(figure: Figure) -> Iterator[_Item]:
    kind = figure.definition.kind
    yield _Item(_keys(figure, (), kind), figure.numbers, kind)
    if figure.split is not None:
        for group in (*figure.groups, *figure.margins):
            yield _Item(_keys(figure, group.keys, figure.split.kind), group.numbers, figure.split.kind)


def _keys(figure: Figure, keys: Keys, kind: Kind) -> tuple[Key, ...]:
    """The keys of an item: one count, or the three of a share."""
    if kind == "andel":
        return _numerator(figure, keys), _others(figure, keys), _base(figure, keys)
    if figure.definition.kind == "andel" and not _is_of(figure, keys):
        return (_base(figure, keys),)
    return (_count(figure, keys),)


def _count(figure: Figure, keys: Keys) -> Key:
    """Counts of the same population and codes are the same count, in whatever figure they stand."""
    return figure.definition.population, "antal", frozenset(keys)


def _numerator(figure: Figure, keys: Keys) -> Key:
    """The count of a share's numerator: a group of its population where the definition says which."""
    group = figure.definition.numerator_group
    return _count(figure, (*keys, *group)) if group else (figure.definition.view, "täljare", frozenset(keys))


def _others(figure: Figure, keys: Keys) -> Key:
    return figure.definition.view, "övriga", frozenset(keys)


def _base(figure: Figure, keys: Keys) -> Key:
    """All whose attribute is known, which is not the whole population."""
    return figure.definition.view, "nämnare", frozenset(keys)


def _is_of(figure: Figure, keys: Keys) -> bool:
    """Whether a cell of a fördelning is a group of the population, not a sum over all groups that are known."""
    return figure.split is not None and figure.split.spread in dict(keys)


def _whole(figure: Figure, keys: Keys, kind: Kind) -> tuple[Key, ...]:
    """The counts that are told with a share: what it is out of, and in its coverage the whole population."""
    if kind == "andel":
        return (_count(figure, keys),)
    if kind != "fördelning" or figure.split is None:
        return ()
    rest = tuple(pair for pair in keys if pair[0] != figure.split.spread)
    return (_base(figure, rest) if figure.definition.kind == "andel" else _count(figure, rest),)


def is_small(numbers: Numbers, kind: Kind, limit: int) -> bool:
    """Whether few persons stand behind one of the counts of a cell, its coverage too."""
    people = numbers.persons
    if kind in MEASURED:
        return 0 < numbers.total < limit or 0 < (people.all if people else 0) < limit
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


def _table(figure: Figure, dear: set[Key]) -> Table:
    """The figure's groups as a table with sums; empty when it has none. `dear` counts are withheld last."""
    split = figure.split
    if split is None:
        return ()
    total = _keys(figure, (), "antal")[0]
    if split.kind == "andel":
        cells = [cell for group in figure.groups for cell in _parts(figure, group)]
        rows = [
            Cell(_base(figure, group.keys), group.name, "", 0, group.weight, _is_public(group.keys))
            for group in figure.groups
        ]
        parts = [Cell(_numerator(figure, ()), "", "täljare", 0, 0), Cell(_others(figure, ()), "", "övriga", 0, 0)]
        return grid(cells, rows, parts, total, dear={*dear, _others(figure, ())})
    matrix = [_cell(figure, group, split.kind) for group in figure.groups]
    if len(split.by) == 1:
        return line(matrix, total, dear=dear)
    sums = [(group.keys[0][0], _cell(figure, group, split.kind)) for group in figure.margins]
    rows = [cell for name, cell in sums if name == split.by[0]]
    columns = [cell for name, cell in sums if name == split.by[1]]
    return grid(matrix, rows, columns, total, dear=dear)


def _gathered(figures: Sequence[Figure], dear: set[Key]) -> Iterator[Table]:
    """Groups that gather those of another figure shown beside: together they are a table of their own (N18, N19)."""
    cells = {
        _count(figure, group.keys): Cell(
            _count(figure, group.keys), "", "", _people(group, figure.split.kind), group.weight
        )
        for figure in figures
        if figure.split is not None and figure.split.kind != "andel"
        for group in (*figure.groups, *figure.margins)
    }
    for figure in figures:
        for collection in figure.definition.collections:
            for group in (*figure.groups, *figure.margins):
                codes = dict(group.keys)
                gathered = collection.codes.get(codes.pop(collection.dimension, ""), ())
                keys = [_count(figure, (*codes.items(), (collection.of, code))) for code in gathered]
                found = [cells[key] for key in keys if key in cells]
                if found:
                    yield line(found, _count(figure, group.keys), dear=dear)


def _cell(figure: Figure, group: Group, kind: Kind) -> Cell:
    codes = [code for _, code in group.keys]
    key = _keys(figure, group.keys, kind)[0]
    return Cell(key, codes[0], codes[-1], _people(group, kind), group.weight, _is_public(group.keys))


def _parts(figure: Figure, group: Group) -> Iterator[Cell]:
    """The two parts of a share as a row of their own."""
    numerator, base = group.numbers.numerator or Fraction(0), group.numbers.denominator or Fraction(0)
    public, name = _is_public(group.keys), group.name
    yield Cell(_numerator(figure, group.keys), name, "täljare", int(numerator), group.weight, public)
    yield Cell(_others(figure, group.keys), name, "övriga", int(base - numerator), group.weight, public)


def _people(group: Group, kind: Kind) -> int:
    """What is counted in a cell: for what is no count (months, kronor) the persons behind."""
    people = group.numbers.persons
    if kind in MEASURED:
        return people.all if people else 0
    return people.counted if kind == "summa" and people else int(group.numbers.numerator or 0)


def _is_public(keys: Keys) -> bool:
    return any(code in _UNKNOWN_CODES for _, code in keys)
