"""The tables that counts about people stand in: those of each figure, and those that figures shown together make."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from sysselreg.figure.circulation import Cell, Table, grid, line
from sysselreg.figure.counts import (
    MEASURED,
    OWN,
    base_of,
    count_of,
    counts_of,
    keys_of,
    numerator_of,
    others_of,
    told_by,
)
from sysselreg.figure.model import UNKNOWN, Count, Figure, Group, Keys, Kind, Numbers

# Codes that say that nobody knows: how many they are stands in the coverage of some figure.
UNKNOWN_CODES = frozenset({UNKNOWN, "ej_avstämd"})


def tables_of(figures: Sequence[Figure], together: Sequence[Figure], dear: set[Count]) -> list[Table]:
    """All the tables. `together`: the figures and what was issued before; `dear` counts are withheld last."""
    tables = [table for figure in together if (table := _table(figure, dear))]
    cells = _cells(together)
    tables += _gathered(together, cells, dear)
    tables += [table for figure in together for table in _shares(figure, cells, dear)]
    tables += [table for own, whole in _of_own(figures) for table in _with_external(own, whole)]
    return tables


def external_counts(figures: Sequence[Figure]) -> Iterator[Cell]:
    """The counts of external procurements, which follow from figures that leave them out and those that do not."""
    for own, whole in _of_own(figures):
        yield from _external(own, whole)


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
        unknown = Cell(unknown_of(figure, keys), "", "", numbers.total - base, 0, public=not keys)
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
        for code in sorted(UNKNOWN_CODES):
            yield count_of(figure, (*keys, (name, code)))


def unknown_of(figure: Figure, keys: Keys) -> Count:
    """How many a share does not know of."""
    return base_of(figure, keys)._replace(what="okända")


def _is_other(count: Count, whole: Count, name: str, code: str) -> bool:
    """Whether a count is of a group of the whole by a dimension, known and another than one."""
    more = count.codes - whole.codes
    other = len(more) == 1 and all(n == name and c != code and c not in UNKNOWN_CODES for n, c in more)
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
    return any(code in UNKNOWN_CODES for _, code in keys)


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
