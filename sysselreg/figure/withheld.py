"""Which counts about people to withhold: everything that is shown together, held against what is issued already."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from sysselreg.figure.counts import (
    MEASURED,
    OWN,
    base_of,
    count_of,
    counts_of,
    is_small,
    keys_of,
    numerator_of,
    others_of,
    told_by,
)
from sysselreg.figure.issued import Count, Issued
from sysselreg.figure.model import UNKNOWN, Figure, Group, Keys, Kind, Numbers
from sysselreg.figure.suppression import Cell, Edge, Table, grid, line, protect
from sysselreg.period import Period

# Codes that say that nobody knows: how many they are stands in the coverage of some figure.
_UNKNOWN_CODES = frozenset({UNKNOWN, "ej_avstämd"})


def withheld_counts(figures: Sequence[Figure], limit: int, issued: Issued) -> frozenset[Count]:
    """The counts to withhold in figures about persons, also for what has been issued before."""
    items = [item for figure in figures for item in _items(figure)]
    first = {key for item in items if is_small(item.numbers, item.kind, limit) for key in item.keys}
    first |= {each for item in items for each in item.keys if _tells_a_few(item, issued, limit)}
    first |= issued.withheld
    dear = {numerator_of(figure, ()) for figure in figures}
    tables = [table for figure in figures if (table := _table(figure, dear))]
    tables += _gathered(figures, dear)
    for own, whole in _of_own(figures):
        first |= {each.key for each in _external(own, whole) if 0 < each.size < limit}
        tables += _with_external(own, whole)
    if issued.told:
        tables = [tuple(_limited(edge, issued) for edge in table) for table in tables]
    bound = [frozenset(item.keys) for item in items]
    counts = {*issued.withheld, *(edge.key for table in tables for edge in table), *(k for i in items for k in i.keys)}
    return protect(tables, first, [*bound, *_tied(counts)], limit - 1)


class _Item(NamedTuple):
    """Something that is shown or withheld as one: the keys of its counts, its numbers and how they are made."""

    keys: tuple[Count, ...]
    numbers: Numbers
    kind: Kind
    told: Mapping[Count, int | None]


def _items(figure: Figure) -> Iterator[_Item]:
    cells: list[tuple[Keys, Numbers, Kind]] = [((), figure.numbers, figure.definition.kind)]
    if figure.split is not None:
        cells += [(group.keys, group.numbers, figure.split.kind) for group in (*figure.groups, *figure.margins)]
    for keys, numbers, kind in cells:
        yield _Item(keys_of(figure, keys, kind), numbers, kind, told_by(figure, keys, kind, numbers))


def _table(figure: Figure, dear: set[Count]) -> Table:
    """The figure's groups as a table with sums; empty when it has none. `dear` counts are withheld last."""
    split = figure.split
    if split is None:
        return ()
    total = keys_of(figure, (), "antal")[0]
    if split.kind == "andel":
        cells = [cell for group in figure.groups for cell in _parts(figure, group)]
        rows = [
            Cell(base_of(figure, group.keys), group.name, "", 0, group.weight, _is_public(group.keys))
            for group in figure.groups
        ]
        parts = [Cell(numerator_of(figure, ()), "", "täljare", 0, 0), Cell(others_of(figure, ()), "", "övriga", 0, 0)]
        return grid(cells, rows, parts, total, dear={*dear, others_of(figure, ())})
    matrix = [_cell(figure, group, split.kind) for group in figure.groups]
    if len(split.by) == 1:
        # That a group is listed tells that somebody is in it.
        return line([cell._replace(least=min(cell.size, 1)) for cell in matrix], total, dear=dear)
    sums = [(group.keys[0][0], _cell(figure, group, split.kind)) for group in figure.margins]
    rows = [cell for name, cell in sums if name == split.by[0]]
    columns = [cell for name, cell in sums if name == split.by[1]]
    return grid(matrix, rows, columns, total, dear=dear)


def _gathered(figures: Sequence[Figure], dear: set[Count]) -> Iterator[Table]:
    """Groups that gather those of another figure shown beside: together they are a table of their own (N18, N19)."""
    cells = {
        count_of(figure, group.keys): Cell(
            count_of(figure, group.keys), "", "", _people(group, figure.split.kind), group.weight
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
                keys = [count_of(figure, (*codes.items(), (collection.of, code))) for code in gathered]
                found = [cells[key] for key in keys if key in cells]
                if found:
                    yield line(found, count_of(figure, group.keys), dear=dear)


def _cell(figure: Figure, group: Group, kind: Kind) -> Cell:
    codes = [code for _, code in group.keys]
    key = keys_of(figure, group.keys, kind)[0]
    return Cell(key, codes[0], codes[-1], _people(group, kind), group.weight, _is_public(group.keys))


def _parts(figure: Figure, group: Group) -> Iterator[Cell]:
    """The two parts of a share as a row of their own."""
    numerator, base = group.numbers.numerator or Fraction(0), group.numbers.denominator or Fraction(0)
    yield Cell(numerator_of(figure, group.keys), group.name, "täljare", int(numerator), group.weight)
    yield Cell(others_of(figure, group.keys), group.name, "övriga", int(base - numerator), group.weight)


def _people(group: Group, kind: Kind) -> int:
    """What is counted in a cell: for what is no count (months, kronor) the persons behind."""
    people = group.numbers.persons
    if kind in MEASURED:
        return people.all if people else 0
    return people.counted if kind == "summa" and people else int(group.numbers.numerator or 0)


def _is_public(keys: Keys) -> bool:
    return all(code in _UNKNOWN_CODES for _, code in keys)


def _tied(counts: Iterable[Count]) -> Iterator[frozenset[Count]]:
    """The same count in periods that have days in common, directly or by way of another: withheld in all or none.

    Periods that are apart say nothing of each other. So a year is withheld alike in its own report and beside the next
    year's, and a small number of one year withholds nothing of another.
    """
    counts = list(counts)
    groups: dict[Period, int] = {}
    end = date.min
    for period in sorted({count.period for count in counts}, key=lambda each: (each.start, each.end)):
        groups[period] = len(groups) if period.start >= end else max(groups.values())
        end = max(end, period.end)
    same: dict[object, set[Count]] = {}
    for count in counts:
        same.setdefault((groups[count.period], *count[1:]), set()).add(count)
    return (frozenset(keys) for keys in same.values() if len(keys) > 1)


def _tells_a_few(item: _Item, issued: Issued, limit: int) -> bool:
    """Whether a number, shown beside what is issued for other periods, tells a few persons: those of one day."""
    if not issued.told:
        return False
    for key, number in item.told.items():
        least, most = issued.limits(key) if number is not None else (0, None)
        few = number is not None and (least and 0 < number - least < limit)
        if few or (number is not None and most is not None and 0 < most - number < limit):
            return True
    return False


def _limited(edge: Edge, issued: Issued) -> Edge:
    """An edge with what issued reports tell of it."""
    least, most = issued.limits(edge.key)
    return replace(edge, public=edge.public or edge.key in issued.told, least=max(least, edge.least), most=most)


def _of_own(figures: Sequence[Figure]) -> Iterator[tuple[Figure, Figure]]:
    """Figures that leave external procurements out, each with the one that counts all, where it is shown too."""
    whole = {(f.definition.id, f.period): f for f in figures if not f.definition.view.startswith(OWN)}
    for figure in figures:
        if figure.definition.view.startswith(OWN) and (figure.definition.id, figure.period) in whole:
            yield figure, whole[figure.definition.id, figure.period]


def _external(own: Figure, whole: Figure) -> list[Cell]:
    """The counts of external procurements, which follow from the two."""
    kind, keys = own.definition.kind, (("part", "extern"),)
    everyone, ours = (list(told_by(each, (), kind, each.numbers).values()) for each in (whole, own))
    return [
        Cell(key, "", "", max((all_ or 0) - (our or 0), 0), 0)
        for key, all_, our in zip(counts_of(whole, keys, kind), everyone, ours, strict=True)
    ]


def _with_external(own: Figure, whole: Figure) -> Iterator[Table]:
    """Own and external are all: a table for each count of the figure."""
    kind = own.definition.kind
    told = told_by(own, (), kind, own.numbers).items()
    for total, (key, number), external in zip(counts_of(whole, (), kind), told, _external(own, whole), strict=True):
        yield line([Cell(key, "", "", number or 0, 0), external], total)
