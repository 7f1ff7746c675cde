"""One person counted: the money of a month by code of flow, then the whole time (design: figures, The calculation).

Exact all the way: kronor are rounded once, when the actors are told (`whole_kronor`).
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from functools import cache

from sysselreg.calculation.model import ACTORS, SOCIETY, Calculation, Case, Parameters, Post, Span, Step, Terms, Value
from sysselreg.calculation.parameters import lacking, value_on
from sysselreg.swedish import round_half_up

# What was taxed as income before (inkomstskattelagen 11 kap.); the rest of the list `forsorjning` is free of tax.
_TAXED = frozenset({"aktivitetsstöd", "arbetslöshetsersättning", "sjukersättning"})
_SOCIAL = "försörjningsstöd"
ALWAYS = ("arbetsgivaravgift", "grundavdrag", "jobbskatteavdrag", "kommunalskatt", "prisbasbelopp", "regionskatt")


def needed(terms: Terms) -> tuple[str, ...]:
    """The parameters that a month with these terms is counted with."""
    support = ("nystartsjobb_tak",) if terms.contributions else ()
    norm = ("riksnorm",) if terms.benefit is None else ()
    return (*ALWAYS, *support, *norm)


def spans(parameters: Parameters, first: date, last: date) -> tuple[Span, ...]:
    """The days from the first to the last, both counted, cut at New Year and where a parameter changes.

    A month of the calendar is one; of a month begun or ended within, its days' part: a wage is paid so.
    """
    years = (date(year, 1, 1) for year in range(first.year, last.year + 1))
    cuts = sorted({*years, *(day for day in parameters.cuts if day <= last)})
    found = []
    for begins, ends in zip(cuts, [*cuts[1:], last + timedelta(days=1)], strict=True):
        if begins <= last and ends > first:
            found.append(Span(months(max(begins, first), min(ends - timedelta(days=1), last)), begins))
    return tuple(found)


def months(first: date, last: date) -> Fraction:
    """Months of the calendar from the first day to the last, both counted; parts of a month by its own days."""
    begun = (last.year - first.year) * 12 + last.month - first.month
    return begun + Fraction(last.day, _length(last)) - Fraction(first.day - 1, _length(first))


def _length(day: date) -> int:
    return monthrange(day.year, day.month)[1]


def unknown(case: Case, parameters: Parameters) -> list[tuple[int, str]]:
    """The year and name of each parameter that the case needs and nobody has found."""
    return lacking(parameters, needed(case.terms), [span.day for span in case.spans])


def calculator(parameters: Parameters, posts: Sequence[Post]) -> Callable[[Case], Calculation]:
    """What counts a case with these parameters; terms that come again in the same time are counted once.

    It raises ValueError when a parameter is unknown: ask `unknown` first.
    """

    @cache
    def month(terms: Terms, day: date) -> Mapping[str, Fraction]:
        return _month(terms, {name: _known(parameters, name, day) for name in needed(terms)})

    def calculate(case: Case) -> Calculation:
        flows = {"administration": case.administration, "upphandling": case.procurement}
        for span in case.spans:
            for code, amount in month(case.terms, span.day).items():
                flows[code] = flows.get(code, Fraction()) + amount * span.months
        actors = dict.fromkeys(ACTORS, Fraction())
        for post in posts:
            if post.payer:
                actors[post.payer] -= flows.get(post.code, Fraction())
            if post.receiver:
                actors[post.receiver] += flows.get(post.code, Fraction())
        return Calculation(case.months, flows, actors)

    return calculate


def _known(parameters: Parameters, name: str, day: date) -> Value:
    found = value_on(parameters, name, day)
    if found is None:
        raise ValueError(f"{name} {day}")
    return found.value


def _month(terms: Terms, known: Mapping[str, Value]) -> Mapping[str, Fraction]:
    """Kronor a month by code of flow."""
    contribution, municipal, regional = (
        _number(known[name]) / 100 for name in ("arbetsgivaravgift", "kommunalskatt", "regionskatt")
    )
    wage = terms.wage * terms.extent
    benefit = _number(known["riksnorm"]) + terms.housing if terms.benefit is None else terms.benefit
    taxed_before = benefit if terms.before in _TAXED else Fraction()
    base = _number(known["prisbasbelopp"])
    taxable = _taxable(wage, known["grundavdrag"], base) - _taxable(taxed_before, known["grundavdrag"], base)
    credit = _credit(wage, known, base) * (municipal + regional)
    received = wage - (municipal + regional) * taxable + credit - benefit
    ceiling = _number(known["nystartsjobb_tak"]) * terms.extent if terms.contributions else Fraction()
    return {
        "produktion": terms.productivity * wage * (1 + contribution),
        "lön": wage,
        "arbetsgivaravgift": contribution * wage,
        "stöd": terms.contributions * contribution * min(wage, ceiling) + terms.subsidy * terms.extent,
        "handledning": terms.supervision * (1 + contribution),
        "kommunalskatt": municipal * taxable,
        "regionskatt": regional * taxable,
        "jobbskatteavdrag": credit,
        "försörjningsstöd": benefit if terms.before == _SOCIAL else Fraction(),
        "ersättning": Fraction() if terms.before == _SOCIAL else benefit,
        "indirekt_skatt": terms.indirect * received,
    }


def _number(value: Value) -> Fraction:
    if not isinstance(value, Fraction):
        raise TypeError("a single value expected")
    return value


def _stepped(income: Fraction, steps: Value, base: Fraction) -> Fraction:
    """A value of the tax law for a yearly income, in kronor."""
    if isinstance(steps, Fraction):
        raise TypeError("steps expected")
    step: Step = max(each for each in steps if each.start * base <= income)
    return step.base * base + step.rate * (income - step.start * base)


def _taxable(monthly: Fraction, deduction: Value, base: Fraction) -> Fraction:
    """What is taxed of an income a month, as if it lasted the whole year."""
    income = 12 * monthly
    return max(income - _stepped(income, deduction, base), Fraction()) / 12


def _credit(wage: Fraction, known: Mapping[str, Value], base: Fraction) -> Fraction:
    """What jobbskatteavdraget is counted on, a month."""
    income = 12 * wage
    deduction = min(_stepped(income, known["grundavdrag"], base), income)
    return max(_stepped(income, known["jobbskatteavdrag"], base) - deduction, Fraction()) / 12


def whole_kronor(actors: Mapping[str, Fraction]) -> dict[str, int]:
    """Each actor and society in whole kronor: society rounded half up, the actors so that they add up to it.

    The largest remainders are rounded up, so that nobody is more than one krona off.
    """
    total = int(round_half_up(sum(actors.values(), Fraction())))
    floors = {actor: amount.numerator // amount.denominator for actor, amount in actors.items()}
    by_remainder = sorted(actors, key=lambda actor: floors[actor] - actors[actor])
    raised = set(by_remainder[: total - sum(floors.values())])
    return {**{actor: floor + (actor in raised) for actor, floor in floors.items()}, SOCIETY: total}


def summed(calculations: Sequence[Calculation]) -> dict[str, int]:
    """Whole kronor by actor for several persons: each rounded by itself, so that a sum is that of its rows."""
    each = [whole_kronor(found.actors) for found in calculations]
    return {actor: sum(row[actor] for row in each) for actor in (*ACTORS, SOCIETY)}
