"""Disclosure control: the one gate between computed figures and documents (design: figures, Disclosure control).

People × attribute: a count from 1 up to the limit is withheld, then others so that no withheld count follows from sums
or from another figure of the same run. Shares need a denominator of ten. Figures about organisations pass as they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from sysselreg.errors import UsageError
from sysselreg.figure.counts import (
    MEASURED,
    SHARE_BASE,
    as_own,
    counts_of,
    is_small,
    is_thin,
)
from sysselreg.figure.issued import Recounted
from sysselreg.figure.model import (
    Count,
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
from sysselreg.figure.suppression import Protected
from sysselreg.figure.withheld import withheld_counts
from sysselreg.figure.wording import CHANGED, goal_sentence, limit_of, scaled, value_words

LOWEST_LIMIT = 3


def disclose(
    figures: Sequence[Figure],
    limit: int,
    issued: Sequence[Recounted] = (),
    *,
    closed: frozenset[Count] = frozenset(),
    internal: bool = False,
) -> tuple[ShownFigure, ...]:
    """The figures as they may be shown. Figures shown together must be disclosed together, in one call.

    `limit`: counts of persons from 1 to limit − 1 are withheld. `issued`: what reports have told already, so that
    nothing follows from old and new together. `closed`: counts that are withheld whatever they are. `internal`: nothing
    is withheld, and every figure says so. Raises UsageError when the limit is below 3.
    """
    if limit < LOWEST_LIMIT:
        raise UsageError(
            f"Sekretessgränsen {limit} är för låg. Den får aldrig vara under {LOWEST_LIMIT}. Ändra sysselreg.yaml."
        )
    guarded = [] if internal else [figure for figure in figures if figure.definition.protection == "person"]
    protected = withheld_counts(guarded, limit, issued, closed)
    return tuple(_shown(figure, protected, limit, internal=internal) for figure in figures)


def disclose_together(
    figures: Sequence[Figure],
    judged: Sequence[Judged],
    limit: int,
    issued: Sequence[Recounted] = (),
    *,
    internal: bool = False,
) -> tuple[tuple[ShownFigure, ...], tuple[ShownGoal, ...]]:
    """Figures and goals as they may be shown side by side: what is withheld in one is withheld in the other.

    A goal whose figure is withheld is told as not possible to judge here. Raises UsageError as `disclose`.
    """
    of_goals = [each.figure for each in judged if each.figure is not None]
    shown = disclose([*figures, *map(as_own, of_goals)], limit, issued, internal=internal)
    held = zip(shown[len(figures) :], of_goals, strict=True)
    rest = (replace(each, definition=figure.definition) for each, figure in held)
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


def _shown(figure: Figure, protected: Protected, limit: int, *, internal: bool) -> ShownFigure:
    definition, split = figure.definition, figure.split
    person = definition.protection == "person" and not internal

    def shown(keys: Keys, numbers: Numbers, kind: Kind, unit: str) -> Shown:
        if person and (is_thin(numbers, kind) or not protected.withheld.isdisjoint(counts_of(figure, keys, kind))):
            sole = not keys and (is_thin(numbers, kind) or is_small(numbers, kind, limit))
            return _hidden(unit, kind, limit, sole=sole)
        return _open(numbers, unit, traced=not (person and keys))

    def shown_groups(groups: Iterable[Group]) -> tuple[ShownGroup, ...]:
        return tuple(
            ShownGroup(group.keys, group.name, group.label, shown(group.keys, group.numbers, split.kind, split.unit))
            for group in groups
            if split is not None
        )

    whole = shown((), figure.numbers, definition.kind, definition.unit)
    groups, margins = shown_groups(figure.groups), shown_groups(figure.margins)
    listed = not person or not (_is_few(figure, whole) or _is_unlisted(figure, protected))
    unnamed = frozenset[tuple[str, str]]() if listed else _unnamed(groups, margins)
    return ShownFigure(
        definition=definition,
        period=figure.period,
        shown=replace(whole, text=CHANGED) if figure.changed else whole,
        dimensions=figure.dimensions,
        groups=tuple(group for group in groups if unnamed.isdisjoint(group.keys)),
        margins=tuple(group for group in margins if unnamed.isdisjoint(group.keys)),
        needed=figure.needed,
        notes=(*figure.notes, _UNLISTED) if unnamed else figure.notes,
        internal=internal,
    )


def _unnamed(groups: Iterable[ShownGroup], margins: Sequence[ShownGroup]) -> frozenset[tuple[str, str]]:
    """The codes that are withheld: in a matrix those of its rows and columns, whose cells are listed with them."""
    return frozenset(pair for each in margins or groups if each.shown.hidden for pair in each.keys)


_UNLISTED = "Grupper med få personer visas inte, inte heller vilka de är."


def _is_few(figure: Figure, whole: Shown) -> bool:
    """Whether all that a figure counts is withheld: then which groups there are would tell how they are divided."""
    return whole.hidden is not None and figure.definition.kind in ("antal", "summa")


def _is_unlisted(figure: Figure, protected: Protected) -> bool:
    """Whether a group can be told too closely when it is known that there is such a group."""
    split = figure.split
    return split is not None and any(
        not protected.unlisted.isdisjoint(counts_of(figure, group.keys, split.kind))
        for group in (*figure.groups, *figure.margins)
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


# What a withheld number is, and what else than few persons may be why.
_RESTS_ON: Mapping[Kind, tuple[str, str]] = {
    "kvot": ("Kvoten", f"{SHARE_BASE}, eller på färre än "),
    "medel": ("Medelvärdet", ""),
    "median": ("Medianen", ""),
}


def _hidden(unit: str, kind: Kind, limit: int, *, sole: bool) -> Shown:
    """All withheld cells of a table read the same: the wording must not tell the small from those that protect them."""
    if kind in ("andel", "fördelning", *MEASURED):
        text = "visas inte"
        what, few = _RESTS_ON.get(kind, ("Andelen", f"{SHARE_BASE}, eller på färre än "))
        reason = f"{what} bygger på färre än {few}{limit} personer i någon del"
        reason += "." if sole else ", eller skulle röja ett sådant tal."
    elif sole:
        text, reason = f"färre än {limit}", f"Färre än {limit} personer."
    else:
        text = f"färre än {limit} eller dolt"
        reason = f"Färre än {limit} personer, eller dolt så att en grupp med färre än {limit} inte går att räkna fram."
    return Shown(None, None, None, unit, None, None, text, reason, (), ())
