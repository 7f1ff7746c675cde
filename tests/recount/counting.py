"""Facts of what is counted → numbers, by a second way than the program's."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from typing import Any, NamedTuple

from tests.recount.register import NEVER, Span


class When(NamedTuple):
    """The first and last day that are counted, and the day that open things go on to."""

    start: date
    end: date
    today: date


class Fact(NamedTuple):
    """One thing to count: what it is, its numbers (None unknown), when it was, its record, and its groups."""

    unit: str
    top: Any
    bottom: Any
    when: Span
    record: str
    groups: dict[str, Any]


def fact(unit: str, top: Any, when: Span = NEVER, *, bottom: Any = 1, record: str = "", **groups: Any) -> Fact:
    """A fact of a record; a unit that is a record is named as it is."""
    return Fact(unit, top, bottom, when, record or unit, groups)


class Result(NamedTuple):
    """What the program says too."""

    value: Fraction | None
    numerator: Fraction | None
    denominator: Fraction | None
    known: int
    total: int
    records: tuple[str, ...]


class _Unit(NamedTuple):
    known: bool
    top: Any
    bottom: Any
    records: frozenset[str]


def may_be(each: Fact, when: When) -> bool:
    """Whether it may lie in the period."""
    first, last = each.when
    return (first is None or first <= when.end) and (last is None or last >= when.start)


def units(facts: Iterable[Fact], kind: str, when: When) -> list[_Unit]:
    """Each unit once. One sure fact is enough; of several the largest number counts."""
    found: dict[str, list[_Unit]] = {}
    for each in facts:
        if not may_be(each, when) or (kind == "andel" and each.bottom == 0):
            continue
        first, last = each.when
        told = each.top is not None and (each.bottom is not None or kind not in ("andel", "kvot"))
        sure = first is not None and last is not None and when.start <= first and last <= when.end
        found.setdefault(each.unit, []).append(_Unit(sure and told, each.top, each.bottom, frozenset({each.record})))
    merged = []
    for many in found.values():
        best = [each for each in many if each.known] or many
        tops, bottoms = (
            [value for value in values if value is not None]
            for values in zip(*((u.top, u.bottom) for u in best), strict=True)
        )
        merged.append(
            _Unit(
                best[0].known,
                max(tops, default=None),
                max(bottoms, default=None),
                frozenset().union(*(each.records for each in best)),
            )
        )
    return merged


def result(found: list[_Unit], kind: str, divisor: int = 1) -> Result:
    """What the units make together."""
    known = [each for each in found if each.known]
    total = sum((Fraction(each.top) for each in known), Fraction(0)) / divisor
    below = sum((Fraction(each.bottom or 0) for each in known), Fraction(0))
    counted = known
    numerator: Fraction | None = total
    denominator: Fraction | None = None
    value: Fraction | None = total
    if kind in ("andel", "kvot"):
        denominator = below / (divisor if kind == "kvot" else 1)
        value = total / denominator if denominator else None
        # Nothing known of the numerator is no zero.
        tops = [each for each in known if each.top or not each.bottom]
        if kind == "kvot" and not tops and any(each.top is None for each in found):
            value = None
    elif kind in ("medel", "median"):
        denominator = Fraction(len(known))
        tops = sorted(each.top for each in known)
        middle = [tops[(len(tops) - 1) // 2], tops[len(tops) // 2]] if tops else []
        value = Fraction(sum(middle), 2) if kind == "median" else total / len(known) if known else None
        if not known:
            value = None
        if kind == "median":
            numerator = None
    else:
        counted = [each for each in known if each.top]
    if found and not known:
        value = numerator = denominator = None
    records = sorted(frozenset().union(*(each.records for each in counted)))
    return Result(value, numerator, denominator, len(known), len(found), tuple(records))


def time_code(part: str, day: date) -> str:
    """`2024`, `2024 T2`, `2024 K3`."""
    size = {"tertial": 4, "kvartal": 3}.get(part)
    return f"{day.year} {part[0].upper()}{(day.month - 1) // size + 1}" if size else str(day.year)


def code(each: Fact, dimension: str) -> str:
    """The group that a fact is in."""
    if dimension in ("år", "tertial", "kvartal"):
        if each.when.first is None or each.when.last is None:
            return "okänt"
        names = {time_code(dimension, day) for day in each.when if day}
        return names.pop() if len(names) == 1 else "okänt"
    value = each.groups[dimension]
    return "okänt" if value is None else str(value)


def by_groups(
    facts: Iterable[Fact], kind: str, dimensions: tuple[str, ...], when: When, divisor: int = 1
) -> dict[tuple[str, ...], Result]:
    """Each group's own numbers."""
    cells: dict[tuple[str, ...], list[Fact]] = {}
    for each in facts:
        cells.setdefault(tuple(code(each, name) for name in dimensions), []).append(each)
    found = {codes: units(cell, kind, when) for codes, cell in cells.items()}
    return {codes: result(cell, kind, divisor) for codes, cell in found.items() if cell}


def shares(
    facts: Iterable[Fact], kind: str, dimensions: tuple[str, ...], when: When
) -> dict[tuple[str, ...], Fraction]:
    """Each group's share of what is known, in the groups of the second dimension apart; the empty ones left out.

    A unit in two groups is one of the whole.
    """

    def size(cell: list[Fact]) -> Fraction:
        known = [each for each in units(cell, kind, when) if each.known]
        return sum(
            (Fraction((each.bottom if kind in ("andel", "kvot") else each.top) or 0) for each in known), Fraction(0)
        )

    cells: dict[tuple[str, ...], list[Fact]] = {}
    whole: dict[tuple[str, ...], list[Fact]] = {}
    for each in facts:
        codes = tuple(code(each, name) for name in dimensions)
        cells.setdefault(codes, []).append(each)
        whole.setdefault(codes[1:], []).append(each)
    return {codes: size(cell) / size(whole[codes[1:]]) for codes, cell in cells.items() if size(cell)}
