"""The nouns of the calculation room: parameters with their days, what one person is counted with, and what came out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, NamedTuple, TypeAlias

ACTORS = ("individ", "arbetsgivare", "kommun", "region", "stat")
SOCIETY = "samhälle"


class Step(NamedTuple):
    """From an income of `start` on: `base` and `rate` of what is above. Start and base in prisbasbelopp."""

    start: Fraction
    base: Fraction
    rate: Fraction


Value: TypeAlias = Fraction | tuple[Step, ...]


class Dated(NamedTuple):
    """A parameter's value from the first day to the last, both counted, and where it stands."""

    first: date
    last: date
    value: Value
    source: str


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter with all its values; a day without one is unknown and never filled from another."""

    id: str
    name: str
    unit: str
    values: tuple[Dated, ...]


@dataclass(frozen=True, slots=True)
class Parameters:
    """All of `schemas/parameters/` by id; `cuts` are the days that some value begins on or ends before, in order."""

    by_id: Mapping[str, Parameter]
    cuts: tuple[date, ...]


class Span(NamedTuple):
    """So many months (of wage, exact) that are counted with the parameters of one day."""

    months: Fraction
    day: date


@dataclass(frozen=True, slots=True)
class Terms:
    """What a month of work is made of, in kronor and parts of one, exact.

    `contributions`: the subsidy of nystartsjobb in number of contributions; `subsidy`: any other, a
    month of full time.
    `supervision`: the supervisor's wage for the time given. `before`: a code of the list `forsorjning`; `benefit`: what
    it gave a month before tax, None for the norm of försörjningsstöd plus `housing`.
    """

    wage: Fraction
    extent: Fraction
    productivity: Fraction
    contributions: Fraction
    subsidy: Fraction
    supervision: Fraction
    before: str
    benefit: Fraction | None
    housing: Fraction
    indirect: Fraction


@dataclass(frozen=True, slots=True)
class Case:
    """One person's time in work; `administration` and `procurement` are paid once."""

    terms: Terms
    administration: Fraction
    procurement: Fraction
    spans: tuple[Span, ...]

    @property
    def months(self) -> Fraction:
        """Months in work, whatever the extent."""
        return sum((span.months for span in self.spans), Fraction())


class Post(NamedTuple):
    """One flow of money as `schemas/kalkyl.yaml` tells it. '' for payer or receiver: something real, not a transfer."""

    code: str
    name: str
    payer: str
    receiver: str
    formula: str


class Assumption(NamedTuple):
    """What the calculation takes for granted."""

    text: str
    source: str


class Variation(NamedTuple):
    """How much one input is tried lower and higher: percentage points, or percent of it when `relative`.

    `low` makes society's value lower, `high` higher; so `low` may be a positive change of a cost.
    """

    input: str
    name: str
    low: int
    high: int
    relative: bool


class Comparison(NamedTuple):
    """A published value held against ours: `actor`'s kronor for `people` with the same `facts`."""

    name: str
    facts: Mapping[str, Any]
    people: int
    actor: str
    published: int
    text: str
    source: str


@dataclass(frozen=True, slots=True)
class Method:
    """All of `schemas/kalkyl.yaml`."""

    version: int
    posts: tuple[Post, ...]
    assumptions: tuple[Assumption, ...]
    variations: tuple[Variation, ...]
    comparisons: tuple[Comparison, ...]


@dataclass(frozen=True, slots=True)
class Calculation:
    """One case counted: kronor by code of flow, and by actor, exact. The actors add up to society."""

    months: Fraction
    flows: Mapping[str, Fraction]
    actors: Mapping[str, Fraction]

    @property
    def society(self) -> Fraction:
        """What is left when transfers have cancelled: production less the real costs."""
        return sum(self.actors.values(), Fraction())
