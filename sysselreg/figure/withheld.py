"""Which counts about people to withhold: everything that is shown together, held against what is issued already."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
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
from sysselreg.figure.issued import Recounted, Rest, counts_told, counts_withheld, rests
from sysselreg.figure.model import UNKNOWN, Count, Figure, Group, Keys, Kind, Numbers
from sysselreg.figure.suppression import Cell, Edge, Protected, Table, grid, line, protect
from sysselreg.period import Period

# Codes that say that nobody knows: how many they are stands in the coverage of some figure.
_UNKNOWN_CODES = frozenset({UNKNOWN, "ej_avstämd"})


def withheld_counts(
    figures: Sequence[Figure], limit: int, issued: Sequence[Recounted], closed: Set[Count] = frozenset()
) -> Protected:
    """The counts to withhold in figures about persons, also for what has been issued before, and those in `closed`.

    Those that are too close all the same are so by what is issued; not even that there is such a group may be told.
    """
    issued = [issue for issue in issued if issue.now.definition.protection == "person"]
    together = [*figures, *(issue.now for issue in issued)]
    items = [item for figure in together for item in _items(figure)]
    first = {key for item in items if is_small(item.numbers, item.kind, limit) for key in item.keys}
    first |= counts_withheld(issued) | closed
    dear = {of(figure, ()) for figure in together for of in (numerator_of, others_of, base_of)}
    tables = [table for figure in together if (table := _table(figure, dear))]
    cells = _cells(together)
    tables += _gathered(together, cells, dear)
    tables += [table for figure in together for table in _shares(figure, cells, dear)]
    for own, whole in _of_own(figures):
        first |= {each.key for each in _external(own, whole) if 0 < each.size < limit}
        tables += _with_external(own, whole)
    left = list(rests(_numbers(figures), _numbers(issue.now for issue in issued)))
    first |= {each.rest for each in left if 0 < each.number < limit}
    tables += _of_rests(left, tables)
    told = counts_told(issued)
    tables = [tuple(replace(edge, public=edge.public or edge.key in told) for edge in table) for table in tables]
    counts = {*(edge.key for table in tables for edge in table), *(key for item in items for key in item.keys)}
    bound = [*(frozenset(item.keys) for item in items), *(frozenset({each.rest, each.asked}) for each in left)]
    # How many are known is told with every share, and many who are left are no secret.
    plain = {count for count in counts if count.what in ("nämnare", "okända")} | {each.rest for each in left} - first
    bound += [each for figure in together for each in _covered(figure)]
    bound += _tied(counts)
    found = protect(tables, first, bound, limit - 1, plain)
    wholes = {_unknown_of(figure, ()): count_of(figure, ()) for figure in together}
    # Where not even all of them are told, no coverage tells how many are unknown; that nobody is may be known anyway.
    some = {edge.key for table in tables for edge in table if edge.value} - told
    untold = {key for key in some if _whole_of(key, wholes) in found.withheld}
    if not untold:
        return found
    tables = [tuple(replace(e, public=e.public and e.key not in untold) for e in table) for table in tables]
    hidden = {_whole_of(key, wholes) for key in untold} | {key for key in untold if key.what == "okända"}
    return protect(tables, first | hidden, bound, limit - 1, plain)


def _whole_of(count: Count, wholes: Mapping[Count, Count]) -> Count | None:
    """All those of whom a count of unknown ones is a part; None for any other count."""
    known = frozenset((name, code) for name, code in count.codes if code not in _UNKNOWN_CODES)
    return wholes.get(count) if known == count.codes else count._replace(codes=known)


def _numbers(figures: Iterable[Figure]) -> dict[Count, int]:
    """The counts that figures tell, and how many each is."""
    told = (item.told for figure in figures for item in _items(figure))
    return {count: number for each in told for count, number in each.items() if number is not None}


def _of_rests(left: Iterable[Rest], tables: Iterable[Table]) -> Iterator[Table]:
    """A count, its parts and what is left as a table."""
    edges = {edge.key: edge for table in tables for edge in table}
    for whole, parts, rest, number, _ in left:
        found = [edges[key] for key in (*parts, whole) if key in edges]
        if len(found) == len(parts) + 1:
            *inside, total = (replace(edge, tail="a", head="b") for edge in found)
            yield (*inside, Edge(rest, "a", "b", number, 1), replace(total, tail="b", head="a"))


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
        return grid(cells, rows, parts, total, dear=dear)
    matrix = [_cell(figure, group, split.kind) for group in figure.groups]
    if len(split.by) == 1:
        return line(list(map(_listed, matrix)), total, dear=dear)
    sums = [(group.keys[0][0], _listed(_cell(figure, group, split.kind))) for group in figure.margins]
    rows = [cell for name, cell in sums if name == split.by[0]]
    columns = [cell for name, cell in sums if name == split.by[1]]
    return grid(matrix, rows, columns, total, dear=dear)


def _listed(cell: Cell) -> Cell:
    """That a group is listed tells that somebody is in it; in a matrix, that its row or column is."""
    return cell._replace(least=min(cell.size, 1))


def _cells(figures: Sequence[Figure]) -> dict[Count, Cell]:
    """The groups that are told as counts, whichever figure they stand in."""
    return {
        count_of(figure, group.keys): Cell(
            count_of(figure, group.keys), "", "", _people(group, figure.split.kind), group.weight
        )
        for figure in figures
        if figure.split is not None and figure.split.kind != "andel"
        for group in (*figure.groups, *figure.margins)
    }


def _shares(figure: Figure, cells: Mapping[Count, Cell], dear: set[Count]) -> Iterator[Table]:
    """What a share's numbers are beside other figures: the known and the unknown are all, and the others than those in
    the numerator are the other groups of what it is about."""
    if figure.definition.kind != "andel":
        return
    whole: list[tuple[Keys, Numbers, int]] = [((), figure.numbers, 0)]
    groups = figure.groups if figure.split is not None and figure.split.kind == "andel" else ()
    for keys, numbers, weight in [*whole, *((group.keys, group.numbers, group.weight) for group in groups)]:
        counted, base = int(numbers.numerator or 0), int(numbers.denominator or 0)
        known = Cell(base_of(figure, keys), "", "", base, weight)
        unknown = Cell(_unknown_of(figure, keys), "", "", numbers.total - base, 0, public=not keys)
        yield line([known, unknown], count_of(figure, keys), dear=dear)
        parts = ((numerator_of(figure, keys), counted), (others_of(figure, keys), base - counted))
        yield line([Cell(key, "", "", size, weight) for key, size in parts], known.key, dear=dear)
        unsaid = [cells[each] for each in _unsaid(figure, keys) if each in cells]
        if unsaid:
            yield line(unsaid, unknown.key, dear=dear)
        for name, code in figure.definition.numerator_group:
            others = [cell for key, cell in cells.items() if _is_other(key, count_of(figure, keys), name, code)]
            if others:
                yield line(others, others_of(figure, keys), dear=dear)


def _unsaid(figure: Figure, keys: Keys) -> Iterator[Count]:
    """The groups of those of whom a share does not know."""
    gathered = [each.of for each in figure.definition.collections]
    for name in gathered or [name for name, _ in figure.definition.numerator_group]:
        for code in sorted(_UNKNOWN_CODES):
            yield count_of(figure, (*keys, (name, code)))


def _unknown_of(figure: Figure, keys: Keys) -> Count:
    return base_of(figure, keys)._replace(what="okända")


def _covered(figure: Figure) -> Iterator[frozenset[Count]]:
    """How many are unknown in each group of a share: that stands in the coverage wherever all of the group are told."""
    if figure.split is not None and figure.split.kind == "andel":
        for group in figure.groups:
            yield frozenset({_unknown_of(figure, group.keys), count_of(figure, group.keys)})


def _is_other(count: Count, whole: Count, name: str, code: str) -> bool:
    """Whether a count is of a group of the whole by a dimension, known and another than one."""
    more = count.codes - whole.codes
    other = len(more) == 1 and all(n == name and c != code and c not in _UNKNOWN_CODES for n, c in more)
    return other and count == whole._replace(codes=count.codes) and whole.codes < count.codes


def _gathered(figures: Sequence[Figure], cells: Mapping[Count, Cell], dear: set[Count]) -> Iterator[Table]:
    """Groups that gather those of another figure shown beside: together they are a table of their own (N18, N19)."""
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
    return any(code in _UNKNOWN_CODES for _, code in keys)


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
