"""What one person is counted with, from records or from a file, and what lacks for it.

Facts are a mapping with the names of the records' own fields: those of `kalkylunderlag`, and of the placement
`omfattning_procent`, `stöd`, `försörjning_före`, `från` and `till`. In a file `månader` may stand for the days.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction
from typing import Any, TypeAlias

from sysselreg.calculation.compute import spans
from sysselreg.calculation.model import Case, Parameters, Span, Terms
from sysselreg.period import PartialDate
from sysselreg.record.model import Record

Facts: TypeAlias = Mapping[str, Any]

_NUMBERS = ("månadslön", "omfattning_procent", "produktivitet_procent", "administration", "upphandlingskostnad")
_MORE = ("handledning_procent", "indirekt_skatt_procent")
# What the calculation does not know how to end: part of it is a loan.
_NOT_COUNTED = frozenset({"okänt", "studiestöd"})


def facts_of(placement: Record, inputs: Mapping[str, Any]) -> dict[str, Any]:
    """The facts of a placement and the inputs that hold for it."""
    own = {
        name: placement.data[name]
        for name in ("omfattning_procent", "stöd", "försörjning_före")
        if name in placement.data
    }
    return {**inputs, **own, **placement.data.get("faktisk", {})}


def lacking(facts: Facts) -> list[str]:
    """The names of the fields that must be filled in before the case can be counted; empty when it can."""
    return list(dict.fromkeys(_lacking(facts)))


def _lacking(facts: Facts) -> Iterator[str]:
    yield from (name for name in (*_NUMBERS, *_MORE) if name not in facts)
    if facts.get("handledning_procent") and "handledarlön" not in facts:
        yield "handledarlön"
    if "månader" not in facts:
        first, last = _day(facts, "från"), _day(facts, "till")
        if first is None:
            yield "från"
        if last is None or (first is not None and last < first):
            yield "till"
    support = facts.get("stöd", "okänt")
    if support == "okänt":
        yield "stöd"
    elif support == "nystartsjobb" and "stöd_procent_av_avgift" not in facts:
        yield "stöd_procent_av_avgift"
    elif support not in ("inget", "nystartsjobb") and "stöd_per_månad" not in facts:
        yield "stöd_per_månad"
    before = facts.get("försörjning_före", "okänt")
    if before in _NOT_COUNTED:
        yield "försörjning_före"
    elif before != "ingen" and _benefit(facts) is None:
        yield "boendekostnad" if before == "försörjningsstöd" else "ersättningar"


def case_of(facts: Facts, parameters: Parameters, year: int | None = None) -> Case:
    """The case of facts that lack nothing. `year`: count all the time with this year's parameters.

    Raises KeyError when a fact lacks: ask `lacking` first. Facts with `månader` need a year.
    """
    support, before = facts["stöd"], facts["försörjning_före"]
    housing = before == "försörjningsstöd" and _stated(facts) is None
    terms = Terms(
        wage=Fraction(facts["månadslön"]),
        extent=Fraction(facts["omfattning_procent"], 100),
        productivity=Fraction(facts["produktivitet_procent"], 100),
        contributions=Fraction(facts["stöd_procent_av_avgift"] if support == "nystartsjobb" else 0, 100),
        subsidy=Fraction(0 if support in ("inget", "nystartsjobb") else facts["stöd_per_månad"]),
        supervision=Fraction(facts.get("handledarlön", 0)) * Fraction(facts["handledning_procent"], 100),
        before=before,
        benefit=None if housing else Fraction(0 if before == "ingen" else _stated(facts) or 0),
        housing=Fraction(facts["boendekostnad"] if housing else 0),
        indirect=Fraction(facts["indirekt_skatt_procent"], 100),
    )
    return Case(
        terms,
        Fraction(facts["administration"]),
        Fraction(facts["upphandlingskostnad"]),
        _spans(facts, parameters, year),
    )


def _spans(facts: Facts, parameters: Parameters, year: int | None) -> tuple[Span, ...]:
    if "månader" in facts:
        return (Span(Fraction(facts["månader"]), date(year or date.min.year, 1, 1)),)
    first, last = _day(facts, "från"), _day(facts, "till")
    if first is None or last is None:
        raise KeyError("från")
    found = spans(parameters, first, last)
    if year is None:
        return found
    return (Span(sum((span.months for span in found), Fraction()), date(year, 1, 1)),)


def _day(facts: Facts, name: str) -> date | None:
    when = PartialDate.parse(str(facts.get(name, "")))
    return when.exact if when else None


def _stated(facts: Facts) -> int | None:
    """The benefit before, a month, when it is stated for that kind."""
    rows = facts.get("ersättningar", ())
    found = (row["per_månad"] for row in rows if row["försörjning_före"] == facts["försörjning_före"])
    return next(found, None)


def _benefit(facts: Facts) -> int | None:
    stated = _stated(facts)
    return facts.get("boendekostnad") if stated is None and facts["försörjning_före"] == "försörjningsstöd" else stated
