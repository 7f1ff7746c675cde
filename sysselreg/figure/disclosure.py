"""Disclosure control: the one gate between computed figures and documents (design: figures, Disclosure control).

People × attribute: a count from 1 up to the limit is withheld, then others so that no withheld count follows from sums
or from another figure of the same run. Shares need a denominator of ten. Figures about organisations pass as they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import NamedTuple

from sysselreg.errors import UsageError
from sysselreg.figure.model import (
    UNKNOWN,
    Figure,
    Group,
    Judged,
    Keys,
    Kind,
    Numbers,
    Shown,
    ShownFigure,
    ShownGoal,
    ShownGroup,
)
from sysselreg.figure.suppression import Cell, Key, Table, grid, line, protect
from sysselreg.figure.wording import goal_sentence, limit_of, scaled, value_words
from sysselreg.period import Period

LOWEST_LIMIT, SHARE_BASE = 3, 10
# Codes that say that nobody knows: how many they are stands in the coverage of some figure.
_UNKNOWN_CODES = frozenset({UNKNOWN, "ej_avstämd"})


def disclose(figures: Sequence[Figure], limit: int, *, internal: bool = False) -> tuple[ShownFigure, ...]:
    """The figures as they may be shown. Figures shown together must be disclosed together, in one call.

    `limit`: counts of persons from 1 to limit − 1 are withheld. `internal`: nothing is withheld, and every figure says
    so. Raises UsageError when the limit is below 3.
    """
    if limit < LOWEST_LIMIT:
        raise UsageError(
            f"Sekretessgränsen {limit} är för låg. Den får aldrig vara under {LOWEST_LIMIT}. Ändra sysselreg.yaml."
        )
    guarded = [] if internal else [figure for figure in figures if figure.definition.protection == "person"]
    withheld: dict[Period, frozenset[Key]] = {}
    for periods in _apart({figure.period for figure in guarded}):
        keys = _withheld([figure for figure in guarded if figure.period in periods], limit)
        withheld |= dict.fromkeys(periods, keys)
    return tuple(
        _shown(figure, withheld.get(figure.period, frozenset()), limit, internal=internal) for figure in figures
    )


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
    first = {key for item in items if _is_small(item, limit) for key in item.keys}
    bound = [frozenset(item.keys) for item in items]
    dear = {_numerator(figure, ()) for figure in figures}
    tables = [table for figure in figures if (table := _table(figure, dear))]
    tables += _gathered(figures, dear)
    return protect(tables, first, bound, limit - 1)


def disclose_together(
    figures: Sequence[Figure], judged: Sequence[Judged], limit: int, *, internal: bool = False
) -> tuple[tuple[ShownFigure, ...], tuple[ShownGoal, ...]]:
    """Figures and goals as they may be shown side by side: what is withheld in one is withheld in the other.

    A goal whose figure is withheld is told as not possible to judge here. Raises UsageError as `disclose`.
    """
    of_goals = [each.figure for each in judged if each.figure is not None]
    shown = disclose([*figures, *of_goals], limit, internal=internal)
    rest = iter(shown[len(figures) :])
    goals = tuple(_shown_goal(each, next(rest) if each.figure is not None else None) for each in judged)
    return shown[: len(figures)], goals


def _shown_goal(judged: Judged, shown: ShownFigure | None) -> ShownGoal:
    unit = shown.definition.unit if shown else ""
    least, most = judged.goal.at_least, judged.goal.at_most
    if judged.figure is not None:
        least, most = (limit_of(each, judged.figure) for each in (least, most))
        least, most = (None if each is None else scaled(each, unit) for each in (least, most))
    goal = ShownGoal(
        goal=judged.goal,
        shown=shown,
        at_least=least,
        at_most=most,
        status=judged.status,
        gap=None if judged.gap is None else scaled(judged.gap, unit),
        needed=judged.needed,
        missing=judged.missing,
        sentence="",
    )
    if shown is not None and shown.shown.hidden:
        goal = replace(goal, status="kan_inte_bedömas", gap=None, needed=None, missing=shown.shown.hidden)
    return replace(goal, sentence=goal_sentence(goal))


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


def _is_small(item: _Item, limit: int) -> bool:
    """Whether few persons stand behind one of the item's counts, its coverage too."""
    numbers, people = item.numbers, item.numbers.persons
    if item.kind == "andel" and 0 < numbers.total < limit:
        return True  # the coverage would tell how few there are
    numerator, base = numbers.numerator or Fraction(0), numbers.denominator
    counts = [(numerator, people.counted if people else numerator)]
    if item.kind == "andel" and base is not None:
        counts += [(base - numerator, people.others if people else base - numerator)]
        counts += [(base, people.all if people else base)]
    return 0 < numbers.total < limit or any(count > 0 and persons < limit for count, persons in counts)


def _is_thin(numbers: Numbers) -> bool:
    """Whether a share rests on too few to be shown. Its counts need no protection for that."""
    return numbers.denominator is not None and 0 < numbers.denominator < SHARE_BASE


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
    """What is counted in a cell: for sums that are no counts (months) the persons behind."""
    people = group.numbers.persons
    return people.counted if kind == "summa" and people else int(group.numbers.numerator or 0)


def _is_public(keys: Keys) -> bool:
    return any(code in _UNKNOWN_CODES for _, code in keys)


def _shown(figure: Figure, withheld: frozenset[Key], limit: int, *, internal: bool) -> ShownFigure:
    definition, split = figure.definition, figure.split
    person = definition.protection == "person" and not internal

    def shown(keys: Keys, numbers: Numbers, kind: Kind, unit: str) -> Shown:
        needs = (*_keys(figure, keys, kind), *_whole(figure, keys, kind))
        if person and (_is_thin(numbers) or not withheld.isdisjoint(needs)):
            sole = not keys and (_is_thin(numbers) or _is_small(_Item((), numbers, kind), limit))
            return _hidden(unit, kind, limit, sole=sole)
        return _open(numbers, unit, traced=not (person and keys))

    def shown_groups(groups: Iterable[Group]) -> tuple[ShownGroup, ...]:
        return tuple(
            ShownGroup(group.keys, group.name, group.label, shown(group.keys, group.numbers, split.kind, split.unit))
            for group in groups
            if split is not None
        )

    return ShownFigure(
        definition=definition,
        period=figure.period,
        shown=shown((), figure.numbers, definition.kind, definition.unit),
        dimensions=figure.dimensions,
        groups=shown_groups(figure.groups),
        margins=shown_groups(figure.margins),
        needed=figure.needed,
        notes=figure.notes,
        internal=internal,
    )


def _open(numbers: Numbers, unit: str, *, traced: bool) -> Shown:
    """Shown numbers. `traced`: with record ids; ids beside personal attributes would put the attributes together."""
    return Shown(
        value=None if numbers.value is None else scaled(numbers.value, unit),
        numerator=numbers.numerator,
        denominator=numbers.denominator,
        unit=unit,
        known=numbers.known,
        total=numbers.total,
        text=value_words(numbers.value, unit, numbers.known, numbers.total),
        hidden=None,
        records=numbers.records if traced else (),
        unknown_records=numbers.unknown_records if traced else (),
    )


def _hidden(unit: str, kind: Kind, limit: int, *, sole: bool) -> Shown:
    """All withheld cells of a table read the same: the wording must not tell the small from those that protect them."""
    if kind in ("andel", "kvot", "fördelning"):
        text = "visas inte"
        reason = f"Andelen bygger på färre än {SHARE_BASE}, eller på färre än {limit} personer i någon del"
        reason += "." if sole else ", eller skulle röja en sådan andel."
    elif sole:
        text, reason = f"färre än {limit}", f"Färre än {limit} personer."
    else:
        text = f"färre än {limit} eller dolt"
        reason = f"Färre än {limit} personer, eller dolt så att en grupp med färre än {limit} inte går att räkna fram."
    return Shown(None, None, None, unit, None, None, text, reason, (), ())
