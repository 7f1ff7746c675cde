"""The nouns of the figure room: definitions, computed figures, judged goals, and the shown figures of documents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal, NamedTuple, TypeAlias

from sysselreg.period import Period
from sysselreg.table.model import View

# How a value is made up: antal and summa have no denominator, andel counts some of the denominator's own units, kvot
# divides two unlike counts, medel and median are over the known units, fördelning is each group's share of all (for
# splits only).
Kind = Literal["antal", "summa", "andel", "kvot", "medel", "median", "fördelning"]
Protection = Literal["person", "organisation"]
Status = Literal["nått", "missat", "kan_inte_bedömas"]
Keys: TypeAlias = tuple[tuple[str, str], ...]

UNKNOWN = "okänt"


@dataclass(frozen=True, slots=True)
class Split:
    """One allowed way to split a figure, with what differs from the figure itself.

    `columns`: the column of each dimension. `combined`: a unit with several codes is its own group ("a + b") instead
    of a member of several. `spread`, for a fördelning: the dimension whose groups are shares of the whole (or of each
    group in the other dimension).
    """

    by: tuple[str, ...]
    columns: tuple[str, ...]
    view: str
    kind: Kind
    unit: str
    combined: bool = False
    spread: str = ""


@dataclass(frozen=True, slots=True)
class Dimension:
    """What a figure may be split by: its name for people and where the labels come from.

    `labels`: code → label, in display order, when they are known without asking a table; `table`: (table, code column,
    label column); `time`: år, tertial or kvartal, made from the row's dates. `fixed`: the last codes of the list are
    withheld first, whatever they count, so that figures shown at different times withhold the same ones. `unlike`: its
    groups measure different things, which make no sum.
    """

    name: str
    title: str
    labels: Mapping[str, str]
    table: tuple[str, str, str] | None = None
    time: str = ""
    personal: bool = False
    fixed: bool = False
    unlike: bool = False


@dataclass(frozen=True, slots=True)
class NoteRule:
    """A check of the sources beside a figure: each row of the view gives a sentence."""

    view: str
    text: str


@dataclass(frozen=True, slots=True)
class Collection:
    """A dimension whose groups gather those of another: resultat of utfall. `codes`: group → the codes in it."""

    dimension: str
    of: str
    codes: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class FigureDefinition:
    """One version of a key figure as `reports/figures/` defines it; `valid_from` and `valid_to` are None when open.

    `counts` is what a unit is called in plural; `threshold`: the share of the denominator that the numerator is asked
    to reach (N07); `divisor`: the sums are divided by it. For disclosure control: figures of one `population` count the
    same persons or placements, `numerator_group` is the group of them that a share is about (kön: kvinna),
    `others_group` the group that is all the rest of its denominator, `collections` the dimensions that gather those of
    another figure.
    """

    id: str
    name: str
    definition: str
    kind: Kind
    unit: str
    counts: str
    numerator: str
    denominator: str
    dated: str
    view: str
    splits: tuple[Split, ...]
    default: tuple[str, ...]
    protection: Protection
    source: str
    file: str
    valid_from: str | None = None
    valid_to: str | None = None
    threshold: Fraction | None = None
    divisor: int = 1
    notes: tuple[NoteRule, ...] = ()
    population: str = ""
    numerator_group: Keys = ()
    others_group: Keys = ()
    collections: tuple[Collection, ...] = ()


@dataclass(frozen=True, slots=True)
class Definitions:
    """All of `reports/figures/`: every version of every figure, the views of each file, dimensions by name.

    `shared` are the views that others build on; `views` maps the YAML file of an area to its views.
    """

    figures: tuple[FigureDefinition, ...]
    shared: tuple[View, ...]
    views: Mapping[str, tuple[View, ...]]
    dimensions: Mapping[str, Dimension]


@dataclass(frozen=True, slots=True)
class Request:
    """A figure to compute; `by` None asks for its default split, () for none."""

    id: str
    by: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Persons:
    """How many distinct persons stand behind a number: those counted in it, the others of its denominator, and all.

    `units`: how many units are about persons, known or not.
    """

    counted: int
    others: int
    all: int
    units: int


@dataclass(frozen=True, slots=True)
class Numbers:
    """What was counted. `value` is None when nothing is known; shares and ratios are fractions of one, exact.

    `known` of `total` units could be counted; `persons` is None where the rows are no persons. A median has no
    numerator, and as denominator how many it is over.
    `low` and `high` bound the value whatever the unknown units turn out to be; None when there is no bound.
    `records` made up the value, `unknown_records` could not be counted.
    """

    value: Fraction | None
    numerator: Fraction | None
    denominator: Fraction | None
    known: int
    total: int
    persons: Persons | None
    low: Fraction | None
    high: Fraction | None
    records: tuple[str, ...]
    unknown_records: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """One cell of a split: codes by dimension, its name (codes) and its label (words).

    `weight`: what is lost when it must be withheld to protect another: its size, or its place when the dimension is
    `fixed`.
    """

    keys: Keys
    name: str
    label: str
    numbers: Numbers
    weight: int = 0


@dataclass(frozen=True, slots=True)
class Figure:
    """A computed figure, not yet fit to be shown. `margins` are the sums of a split in two dimensions.

    `overlap`: some units stand in more than one group, so that the groups add up to more than the whole.
    `dimensions`: (name, label) of the split. `changed`: the definition changes within the period, so that the groups
    are counted each by its own and the whole has no value.
    """

    definition: FigureDefinition
    period: Period
    numbers: Numbers
    split: Split | None = None
    groups: tuple[Group, ...] = ()
    margins: tuple[Group, ...] = ()
    dimensions: tuple[tuple[str, str], ...] = ()
    overlap: bool = False
    changed: bool = False
    needed: int | None = None
    notes: tuple[str, ...] = ()


class Count(NamedTuple):
    """A count about persons by what is counted: in which period, of which population, which of them (`antal`, or a part
    of a share) and with which codes. The same count is the same whatever figure it stands in."""

    period: Period
    population: str
    what: str
    codes: frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Shown:
    """Numbers after disclosure control. When withheld, `hidden` says why and every number is None.

    `text` is the wording to print ("22 %", "färre än 5"); `value` is in the unit's own scale (percent: 22.1…).
    """

    value: Fraction | None
    numerator: Fraction | None
    denominator: Fraction | None
    unit: str
    known: int | None
    total: int | None
    text: str
    hidden: str | None
    records: tuple[str, ...]
    unknown_records: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ShownGroup:
    """One cell that may be printed."""

    keys: Keys
    name: str
    label: str
    shown: Shown

    def key(self, dimension: str) -> str:
        """The cell's code in a dimension, '' in a margin."""
        return dict(self.keys).get(dimension, "")


class Before(NamedTuple):
    """A figure's own value in an earlier period, and whether it was counted by the same definition."""

    period: Period
    shown: Shown
    alike: bool


@dataclass(frozen=True, slots=True)
class ShownFigure:
    """A figure that may be printed; made by `disclosure.disclose` alone. `internal`: nothing is withheld in it.

    `dimensions` are (name, label) of the split. `before` is None where nothing is compared.
    """

    definition: FigureDefinition
    period: Period
    shown: Shown
    dimensions: tuple[tuple[str, str], ...]
    groups: tuple[ShownGroup, ...]
    margins: tuple[ShownGroup, ...]
    needed: int | None
    notes: tuple[str, ...]
    internal: bool
    before: Before | None = None

    @property
    def id(self) -> str:
        """The figure's id."""
        return self.definition.id

    @property
    def silent(self) -> bool:
        """Whether the register holds nothing that it could count: neither a value nor a zero would be true."""
        return self.shown.total == 0 and self.shown.hidden is None

    @property
    def name(self) -> str:
        """Its id, with the split when it is not the usual one: `N12`, `N12/förvaltning`."""
        by = tuple(dimension for dimension, _ in self.dimensions)
        return self.id if not by or by == self.definition.default else f"{self.id}/{','.join(by)}"

    def group(self, name: str) -> ShownGroup | None:
        """The cell of a name ("nätverksträff"), None when nothing was counted there."""
        return next((group for group in self.groups if group.name == name), None)


@dataclass(frozen=True, slots=True)
class Goal:
    """A goal: figure, limits as written (shares and ratios in percent), and the decision that set it.

    `horizon` is varje_år or hela_tiden; `origin` the file or the record that holds it; the dates are the first and last
    day that it holds, None when open.
    """

    id: str
    name: str
    figure: str
    at_least: Fraction | None
    at_most: Fraction | None
    horizon: str
    decision: str
    wording: str
    source: str
    origin: str
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """A goal held against its figure, which is None when the program cannot compute it.

    `gap` = outcome − the limit that decides, in the figure's own scale; `needed` of the denominator's units are needed
    to reach a goal on a share; `missing` says in words what is lacking, None when the goal is reached.
    """

    goal: Goal
    figure: Figure | None
    status: Status
    gap: Fraction | None
    needed: int | None
    missing: str | None


@dataclass(frozen=True, slots=True)
class ShownGoal:
    """A judged goal that may be printed; limits and `gap` are in the unit's own scale, as `shown.value`."""

    goal: Goal
    shown: ShownFigure | None
    at_least: Fraction | None
    at_most: Fraction | None
    status: Status
    gap: Fraction | None
    needed: int | None
    missing: str | None
    sentence: str
