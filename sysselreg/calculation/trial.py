"""How much the answer depends on what was put in: one input at a time lower and higher, then all of them at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from sysselreg.calculation.compute import calculator, summed, unknown
from sysselreg.calculation.inputs import Facts, case_of
from sysselreg.calculation.model import Case, Comparison, Method, Parameters, Variation
from sysselreg.calculation.register import Counted
from sysselreg.swedish import number, round_half_up

# The bounds of an input that is a share, and the highest wage that is counted without state income tax.
_MOST = {"produktivitet_procent": 100, "handledning_procent": 100, "månadslön": 40_000}


@dataclass(frozen=True, slots=True)
class Range:
    """Whole kronor by actor with one input low, as it is, and high; `said` tells how the input was changed."""

    name: str
    said: str
    low: Mapping[str, int]
    middle: Mapping[str, int]
    high: Mapping[str, int]


def ranges(counted: Sequence[Counted], parameters: Parameters, method: Method, year: int | None = None) -> list[Range]:
    """Each variation of the method tried on these persons, and last all at once."""
    count = calculator(parameters, method.posts)

    def values(changes: Mapping[str, Callable[[int], int]]) -> dict[str, int]:
        tried = [_changed(each.facts, changes) for each in counted]
        return summed([count(case_of(facts, parameters, year)) for facts in tried])

    middle = values({})
    lows = {each.input: _change(each, each.low) for each in method.variations}
    highs = {each.input: _change(each, each.high) for each in method.variations}
    single = [
        Range(v.name, _said(v), values({v.input: lows[v.input]}), middle, values({v.input: highs[v.input]}))
        for v in method.variations
    ]
    return [*single, Range("Alla samtidigt", "", values(lows), middle, values(highs))]


def _change(variation: Variation, by: int) -> Callable[[int], int]:
    most = _MOST.get(variation.input)

    def changed(value: int) -> int:
        new = int(round_half_up(Fraction(value * (100 + by), 100))) if variation.relative else value + by
        return max(new if most is None else min(new, most), 0)

    return changed


def _changed(facts: Facts, changes: Mapping[str, Callable[[int], int]]) -> Facts:
    return {**facts, **{name: change(facts[name]) for name, change in changes.items() if name in facts}}


def _said(variation: Variation) -> str:
    unit = "procent" if variation.relative else "procentenheter"
    return f"{_signed(variation.low)} och {_signed(variation.high)} {unit}"


def _signed(value: int) -> str:
    return f"+{value}" if value > 0 else number(value)


@dataclass(frozen=True, slots=True)
class Compared:
    """A published value and ours; `ours` is None when a parameter lacks."""

    comparison: Comparison
    ours: int | None
    text: str


def compared(parameters: Parameters, method: Method) -> list[Compared]:
    """Each published value of the method held against ours, with these parameters."""
    return [_compared(each, parameters, method) for each in method.comparisons]


def _compared(each: Comparison, parameters: Parameters, method: Method) -> Compared:
    cases = [case_of(facts, parameters) for facts in (each.facts, {**each.facts, "handledning_procent": 0})]
    if unknown(cases[0], parameters):
        return Compared(each, None, "Det går inte att räkna om här, för parametrarna saknas.")
    ours, unguided = (each.people * _of(each.actor, case, parameters, method) for case in cases)
    gap = each.published - int(round_half_up(ours))
    values: dict[str, Any] = {
        "publicerat": each.published,
        "vårt": ours,
        "skillnad": gap,
        "skillnad_per_månad": Fraction(gap, 12),
        "utan_handledning": unguided,
    }
    text = each.text.format(**{name: number(value) for name, value in values.items()})
    return Compared(each, int(round_half_up(ours)), text)


def _of(actor: str, case: Case, parameters: Parameters, method: Method) -> Fraction:
    found = calculator(parameters, method.posts)(case)
    return found.actors.get(actor, found.society)
