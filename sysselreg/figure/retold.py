"""What an issued report told, held against the same figures counted anew: which of its numbers differ, and by how much.

Both sides have passed disclosure control, so what is withheld in one of them is never told by a difference.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

from sysselreg.figure.model import FigureDefinition, Keys, Shown, ShownFigure
from sysselreg.figure.output import plain_number
from sysselreg.figure.publication import Issue, table_of
from sysselreg.figure.wording import COUNTED, difference_words, shown_words, value_words
from sysselreg.period import Period
from sysselreg.record.secrecy import public
from sysselreg.schema.model import Schemas
from sysselreg.swedish import join_and


class Retold(NamedTuple):
    """A number of a report that differs. `group`: its label, with the split when that is not the usual one; '' for the
    whole figure.

    `told`: as the report has it; `before` and `after`: as counted in two states; None where there is no such number,
    and all None where nothing more than that it differs may be said.
    """

    definition: FigureDefinition
    period: Period
    group: str
    told: Shown | None = None
    before: Shown | None = None
    after: Shown | None = None

    @property
    def is_spared(self) -> bool:
        """Whether no more than that it differs may be said."""
        return self.before is None and self.after is None

    @property
    def difference(self) -> Fraction | None:
        """How much more it is, in the unit's own scale; None where that is no number."""
        was, now = (each.value if each else None for each in (self.before, self.after))
        return None if was is None or now is None else now - was


class Effect(NamedTuple):
    """An issued report, and those of its numbers that differ."""

    issue: Issue
    numbers: tuple[Retold, ...]


def effect(issue: Issue, before: Iterable[ShownFigure], after: Iterable[ShownFigure], *, new: bool = False) -> Effect:
    """What a change from one state to another makes of a report.

    `new`: the report came with the change, so only what it does not tell as it is afterwards differs.
    """
    was, now = ({table_of(figure): figure for figure in figures} for figures in (before, after))
    found: dict[tuple[object, ...], Retold] = {}
    for figure in issue.figures:
        sides = [_cells(each) for each in (figure, was.get(table_of(figure)), now.get(table_of(figure)))]
        for keys in sides[1] | sides[2]:
            label, like = next(side[keys] for side in reversed(sides) if keys in side)
            told, then, last = (side.get(keys, ("", _none(like)))[1] if side else None for side in sides)
            if _differ(then, last) and not (new and not _differ(told, last)):
                number = Retold(figure.definition, figure.period, label, told, then, last)
                # The whole of a figure stands in each of its tables.
                found.setdefault((figure.id, figure.period, frozenset(keys)), number)
    return Effect(issue, tuple(found.values()))


def _cells(figure: ShownFigure | None) -> dict[Keys, tuple[str, Shown]]:
    """Label and number by codes; the whole without any."""
    if figure is None:
        return {}
    by = tuple(name for name, _ in figure.dimensions)
    split = "" if by == figure.definition.default else f" ({join_and(list(by))})"
    # The sums of a table in two dimensions are the groups of one in one.
    return {(): ("", figure.shown), **{each.keys: (each.label + split, each.shown) for each in figure.groups}}


def _none(like: Shown) -> Shown:
    """A group that nothing is counted in, and so stands in no table."""
    value = Fraction(0) if like.unit in COUNTED else None
    return Shown(value, value, None, like.unit, 0, 0, value_words(value, like.unit, 0, 0), None, (), ())


def _differ(before: Shown | None, after: Shown | None) -> bool:
    """Whether two numbers differ in print. What is withheld is no different from nothing."""
    if not any(each is not None and each.hidden is None and each.total for each in (before, after)):
        return False
    return _print(before) != _print(after)


def _print(shown: Shown | None, *, covered: bool = True) -> str:
    return shown_words(shown, covered=covered) if shown else "räknas inte"


def spread(effect: Effect, schemas: Schemas) -> Effect:
    """The effect for what is spread outside the register: of a figure about persons only that it differs.

    A difference may be of one person, and nothing holds it against the other differences beside it. The words of a
    report that is not open are left out.
    """
    issue = effect.issue._replace(record=public(effect.issue.record, schemas))
    found = {}
    for each in effect.numbers:
        person = each.definition.protection == "person"
        kept = Retold(each.definition, each.period, "") if person else each
        found[each.definition.id, each.period, kept.group] = kept
    return Effect(issue, tuple(found.values()))


# ---- told ------------------------------------------------------------------------------------------------------------


def sentences(effect: Effect) -> list[str]:
    """One for each figure and time: `N10 Personer i arbete: 25 → 24 (−1); Kvinnor 18 → 17 (−1)`."""
    lines: dict[tuple[str, Period], list[Retold]] = {}
    for each in effect.numbers:
        lines.setdefault((each.definition.id, each.period), []).append(each)
    told = [_line(effect.issue.period, numbers) for numbers in lines.values()]
    return [*told, _SPARED] if any(each.is_spared for each in effect.numbers) else told


_SPARED = (
    "Hur mycket ett tal om personer ändras står inte här, eftersom en liten skillnad kan röja en enskild. "
    "Det visar sysselreg andringar i registret."
)


def _line(period: Period, numbers: Sequence[Retold]) -> str:
    first = numbers[0]
    year = "" if first.period == period else f", {first.period}"
    told = dict.fromkeys(f"{each.group} {words(each)}".strip() for each in numbers)
    return f"{first.definition.id} {first.definition.name}{year}: {'; '.join(told)}"


def words(number: Retold) -> str:
    """`25 → 24 (−1)`, and what the report has where that is something else."""
    if number.is_spared:
        return "ändras"
    before, after = number.before, number.after
    alike = before is not None and after is not None and (before.known, before.total) == (after.known, after.total)
    was, now = (_print(each, covered=not alike) for each in (before, after))
    by = has = ""
    if (gap := number.difference) and after is not None:
        told = difference_words(gap, after.unit)
        by = f", {told}" if now.endswith(")") else f" ({told})"
    if number.told is not None and number.told.hidden is None and _differ(number.told, number.before):
        has = f", i rapporten {_print(number.told)}" if _differ(number.told, number.after) else ", som i rapporten"
    return f"{was} → {now}{by}{has}"


def as_data(effect: Effect) -> dict[str, Any]:
    """The effect for JSON; numbers as words, and their difference as a number where it is one."""
    issue = effect.issue
    return {
        "id": issue.record.id,
        "rubrik": issue.record.data["rubrik"],
        "nummer": issue.number or None,
        "datum": issue.record.data["datum"],
        "tal": [_as_data(each) for each in effect.numbers],
    }


def _as_data(number: Retold) -> Mapping[str, Any]:
    sides = zip(("rapporten", "före", "efter"), number[-3:], strict=True)
    return {
        "nyckeltal": number.definition.id,
        "namn": number.definition.name,
        "från": number.period.start.isoformat(),
        "till": number.period.last.isoformat(),
        "grupp": number.group or None,
        **{name: None if number.is_spared else _print(each) for name, each in sides},
        "skillnad": plain_number(number.difference),
    }
