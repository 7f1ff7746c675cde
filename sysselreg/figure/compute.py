"""One engine for every figure: rows of the period, distinct units, splits in one or two dimensions, notes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import partial
from math import ceil
from typing import Protocol

from sysselreg.errors import DefinitionError, UsageError
from sysselreg.figure.choice import in_force, is_series, parts, refusal, split_of
from sysselreg.figure.definitions import DIMENSIONS
from sysselreg.figure.model import Definitions, Figure, FigureDefinition, Numbers, Request, Split
from sysselreg.figure.split import Axis, Counted, CountedRows, divided
from sysselreg.figure.units import numbers_of, units_of
from sysselreg.finding import Place
from sysselreg.period import Period
from sysselreg.schema.load import naming
from sysselreg.swedish import date_table, number, sort_key
from sysselreg.table.model import Engine, Row, View

FIELD = re.compile(r"\{(\w+)\}")
_WORD = re.compile(r"[a-z][a-z0-9_]*")
_EXTERNAL = "extern"


def compute(
    engine: Engine,
    definitions: Definitions,
    wanted: Iterable[Request],
    period: Period,
    today: date,
    *,
    own: bool = False,
    counter: Counter | None = None,
) -> tuple[Figure, ...]:
    """The figures asked for, in that order; one that is not in force in the period is left out.

    `today`: the day that open rows count up to. `own`: leave out rows of external procurements (for goals, figures.md).
    `counter`: who counts, when it is not done here from the rows with their records.
    A figure by time whose definition changes in the period is counted each time by its own. Raises DefinitionError when
    a view is broken, UsageError for a figure or split that does not exist.
    """
    every = list(wanted)
    apart = [request for request in every if is_series(definitions, request, period)]
    whole = [request for request in every if request not in apart]
    found = {
        request: _joined([
            _computed(engine, definitions, [request], part, min(today, part.last), counter, own=own)[request]
            for part in parts(definitions, request.id, period)
        ], period)
        for request in apart
    }  # fmt: skip
    found |= _computed(engine, definitions, whole, period, today, counter, own=own)
    return tuple(found[request] for request in every if request in found)


class Counter(Protocol):
    """What counts the rows of a view."""

    def numbers(self, definition: FigureDefinition, view: View, period: Period) -> Numbers:
        """A figure's own numbers. Raises DefinitionError when the view lacks something that every view must have."""

    def cells(
        self, definition: FigureDefinition, split: Split, axes: Sequence[Axis], view: View, period: Period
    ) -> Counted:
        """The cells of one of its splits. Raises DefinitionError when the view lacks a column of the split."""


def _computed(
    engine: Engine,
    definitions: Definitions,
    wanted: Iterable[Request],
    period: Period,
    today: date,
    counter: Counter | None,
    *,
    own: bool,
) -> dict[Request, Figure]:
    """Figures of a period that each has one definition; those that are not in force left out."""
    found = [(in_force(definitions, request.id, period), request) for request in wanted]
    chosen = [(definition, request) for definition, request in found if definition is not None]
    engine.at(period, today)
    views = _needed_views(definitions, chosen)
    for view in views.values():
        engine.define(view)
    source = _Source(engine, views, definitions, period, own=own)
    return {request: _figure(source, counter or source, definition, request) for definition, request in chosen}


def _joined(figures: Sequence[Figure], period: Period) -> Figure:
    """A figure by time of which each part is counted by its own definition."""
    *earlier, last = figures
    told = [
        f"Till och med {date_table(figure.period.last)} räknas det på ett annat sätt: {figure.definition.definition}"
        for figure in earlier
    ]
    total, known = (sum(getattr(figure.numbers, name) for figure in figures) for name in ("total", "known"))
    return replace(
        last,
        period=period,
        numbers=Numbers(None, None, None, known, total, None, None, None, (), ()),
        groups=tuple(group for figure in figures for group in figure.groups),
        needed=None,
        changed=True,
        notes=tuple(dict.fromkeys(note for figure in figures for note in figure.notes)) + tuple(told),
    )


def _needed_views(definitions: Definitions, chosen: Iterable[tuple[FigureDefinition, Request]]) -> dict[str, View]:
    """The views of these figures and those they build on, in the order they are written."""
    every = every_view(definitions)
    words = {view.name: words_of(view) for view in every}
    wanted: set[str] = set()
    for definition, request in chosen:
        split = split_of(definition, definition.default if request.by is None else request.by)
        wanted |= {definition.view, *(note.view for note in definition.notes), *([split.view] if split else [])}
    queue = list(wanted)
    for name in queue:
        more = (words.get(name, set()) & words.keys()) - wanted
        wanted |= more
        queue += more
    return {view.name: view for view in every if view.name in wanted}


def every_view(definitions: Definitions) -> list[View]:
    """All views, in the order they are written: those that others build on first."""
    return [*definitions.shared, *(view for area in definitions.views.values() for view in area)]


def words_of(view: View) -> set[str]:
    """The words of a view's text; the names of the tables and views that it builds on are among them."""
    return set(_WORD.findall(view.sql.lower()))


def no_such_view(definition: FigureDefinition, name: str) -> DefinitionError:
    """A figure is counted by a view that is nowhere."""
    return DefinitionError(
        f"{definition.id} bygger på vyn {name}, som inte finns. Rätta namnet, eller gör vyn i SQL-filen.",
        Place(definition.file),
    )


class _Source:
    """Rows of views for one period, each view asked once; counts them too (private to `compute`)."""

    def __init__(
        self, engine: Engine, views: Mapping[str, View], definitions: Definitions, period: Period, *, own: bool
    ) -> None:
        self.engine, self.views, self.definitions = engine, views, definitions
        self.period, self.own = period, own
        self.cache: dict[str, list[Row]] = {}

    def view(self, definition: FigureDefinition, name: str) -> View:
        if name not in self.views:
            raise no_such_view(definition, name)
        return self.views[name]

    def numbers(self, definition: FigureDefinition, view: View, period: Period) -> Numbers:
        units = units_of(self.rows(view), definition.kind, period, view)
        return numbers_of(units.values(), definition.kind, definition.divisor)

    def cells(
        self, definition: FigureDefinition, split: Split, axes: Sequence[Axis], view: View, period: Period
    ) -> Counted:
        return CountedRows(definition, split, axes, self.rows(view), view, period)

    def rows(self, view: View) -> list[Row]:
        """Rows that lie in the period, or may do so."""
        if view.name not in self.cache:
            rows = self.engine.rows(view, in_period(self.period))
            self.cache[view.name] = [row for row in rows if row.get("part") != _EXTERNAL] if self.own else rows
        return self.cache[view.name]

    def label(self, name: str) -> Mapping[str, str]:
        """Code → label of a dimension, from its table when it has one."""
        dimension = self.definitions.dimensions[name]
        if dimension.table is None:
            return dimension.labels
        table, code, text = dimension.table
        rows = self.engine.rows(View(table, "", DIMENSIONS))
        with naming(partial(Place, DIMENSIONS), f"Tabellen {table} för delningen {name}"):
            labels = {str(row[code]): str(row[text]) for row in rows if row[code] is not None}
        return dict(sorted(labels.items(), key=lambda pair: sort_key(pair[1])))


def _figure(source: _Source, counter: Counter, definition: FigureDefinition, request: Request) -> Figure:
    by = definition.default if request.by is None else request.by
    split = split_of(definition, by)
    if split is None:
        if by:
            raise UsageError(refusal(definition, by))
        return _whole(source, counter, definition)
    axes = tuple(Axis(source.definitions.dimensions[name], source.label(name), split.combined) for name in split.by)
    # First, because the whole may be known from its cells.
    cells = counter.cells(definition, split, axes, source.view(definition, split.view), source.period)
    return divided(_whole(source, counter, definition), split, axes, cells)


def _whole(source: _Source, counter: Counter, definition: FigureDefinition) -> Figure:
    numbers = counter.numbers(definition, source.view(definition, definition.view), source.period)
    notes = tuple(_notes(source, definition))
    return Figure(definition, source.period, numbers, needed=_needed(definition, numbers), notes=notes)


def in_period(period: Period) -> str:
    """The condition (SQL) that a row lies in a period, or may do so."""
    return (
        f"(datum is null or datum <= date '{period.last}') and (datum_sist is null or datum_sist >= date "
        f"'{period.start}')"
    )


def _needed(definition: FigureDefinition, numbers: Numbers) -> int | None:
    if definition.threshold is None or numbers.denominator is None:
        return None
    return ceil(definition.threshold * numbers.denominator)


def _notes(source: _Source, definition: FigureDefinition) -> Iterator[str]:
    for note in definition.notes:
        for row in source.rows(source.view(definition, note.view)):
            parts = FIELD.split(note.text)
            yield "".join(_worded(definition, row, part) if at % 2 else part for at, part in enumerate(parts))


def _worded(definition: FigureDefinition, row: Row, name: str) -> str:
    if name not in row:
        raise DefinitionError(
            f"En anmärkning till {definition.id} nämner {{{name}}}, som vyn inte ger. Rätta namnet.",
            Place(definition.file),
        )
    value = row[name]
    return number(value) if isinstance(value, (int, Decimal)) else str(value)
