"""Figures counted by the engine itself, in SQL of its own making, instead of row by row (the rules: figure.units)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from sysselreg.errors import DefinitionError
from sysselreg.figure.compute import in_period
from sysselreg.figure.model import UNKNOWN, Dimension, FigureDefinition, Kind, Numbers, Persons, Split
from sysselreg.figure.split import Axis, Codes, counting_of, share, whole_of
from sysselreg.figure.units import Sums, numbers_from
from sysselreg.lake.definitions import REGISTER
from sysselreg.period import Period
from sysselreg.table.model import Engine, View

_RATIOS = ("andel", "kvot")


class SqlCounter:
    """A `Counter` that asks the engine for sums. Its numbers carry no bounds and no records.

    `apart`: figure and split → cell → register → its own numbers, of the figures about persons. Nothing that is counted
    is of two registers, so that all sums are sums of those.
    """

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.apart: dict[tuple[str, Codes], dict[Codes, dict[str, Numbers]]] = {}
        # The sums of everything come with those of a split.
        self.wholes: dict[tuple[str, Kind, Period], Sums] = {}

    def numbers(self, definition: FigureDefinition, view: View, period: Period) -> Numbers:
        """A figure's own numbers."""
        key = view.name, definition.kind, period
        if key not in self.wholes:
            found = self._asked(view, definition.kind, period, (), by_register=definition.protection == "person")
            self.wholes[key] = self._together(definition, (), definition.kind, found).get((), _EMPTY)
        return numbers_from(self.wholes[key], definition.kind, definition.divisor)

    def cells(
        self, definition: FigureDefinition, split: Split, axes: Sequence[Axis], view: View, period: Period
    ) -> CountedSums:
        """The cells of one of its splits, with all margins."""
        codes = [_code(axis.dimension, column) for axis, column in zip(axes, split.columns, strict=True)]
        spread = split.kind == "fördelning"
        kind = counting_of(definition, split)
        person = definition.protection == "person"
        found = self._asked(view, kind, period, codes, by_register=person, combined=split.combined, spread=spread)
        if split.combined:
            found = [replace(cell, codes=_ordered(axes, cell.codes)) for cell in found]
        sums = self._together(definition, split.by, "antal" if spread else kind, found)
        if not spread:
            self.wholes[view.name, kind, period] = sums.get(("",) * len(codes), _EMPTY)
        return CountedSums(split, kind, definition.divisor, sums)

    def _asked(
        self,
        view: View,
        kind: Kind,
        period: Period,
        codes: Sequence[str],
        *,
        by_register: bool,
        combined: bool = False,
        spread: bool = False,
    ) -> list[_Cell]:
        names = self.engine.columns(view)
        asked = _Asked(view, kind, period, tuple(codes), by_register, "person" in names, combined, spread)
        columns, rows = self.engine.ask(view, _sql(asked))
        found = [dict(zip(columns, row, strict=True)) for row in rows]
        if any(row["olika"] for row in found):
            raise DefinitionError(
                f"Vyn {view.name} ger en enhet två olika tal. Låt varje enhet ha ett eget tal.", view.place()
            )
        return [
            _Cell(tuple(row[f"d{at}"] or "" for at in range(len(codes))), row.get("register", ""), row) for row in found
        ]

    def _together(
        self, definition: FigureDefinition, by: Codes, kind: Kind, found: Iterable[_Cell]
    ) -> dict[Codes, Sums]:
        """The sums of each cell over all registers; those of each register are kept apart."""
        cells: dict[Codes, list[_Cell]] = {}
        for cell in found:
            cells.setdefault(cell.codes, []).append(cell)
        if definition.protection == "person":
            self.apart[definition.id, by] = {
                codes: {each.register: numbers_from(_sums(each.row), kind) for each in some}
                for codes, some in cells.items()
            }
        return {codes: _sums(_added([each.row for each in some])) for codes, some in cells.items()}


@dataclass(frozen=True, slots=True)
class _Cell:
    """What was counted in a cell, or in a margin where a code is '', in one register or ('') in all."""

    codes: Codes
    register: str
    row: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Asked:
    """Which sums of which view: in which cells, each register by itself or not."""

    view: View
    kind: Kind
    period: Period
    codes: Codes
    by_register: bool
    person: bool
    combined: bool
    spread: bool


_FLAGS = ("sagt", "osagt", "olika")


def _added(rows: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    """Several registers' sums as one. A median is never asked for each register by itself."""
    if len(rows) == 1:
        return rows[0]
    names = [name for name in rows[0] if name not in ("register", "mitten") and not re.fullmatch(r"d[0-9]", name)]
    made = {
        name: max(row[name] for row in rows) if name in _FLAGS else sum(row[name] or 0 for row in rows)
        for name in names
    }
    return {**made, "mitten": None}


class CountedSums:
    """The cells of a split as sums (`Counted`)."""

    def __init__(self, split: Split, kind: Kind, divisor: int, sums: Mapping[Codes, Sums]) -> None:
        self.split, self.kind, self.divisor, self.sums = split, kind, divisor, sums
        cells = {codes: each for codes, each in sums.items() if all(codes)}
        self.told: Mapping[Codes, bool] = {codes: each.known > 0 for codes, each in cells.items()}
        everything = sums.get(("",) * len(split.by), _EMPTY)
        self.overlap = sum(each.total for each in cells.values()) > everything.total

    def numbers(self, codes: Codes) -> Numbers:
        """Of a cell or a margin."""
        sums = self.sums.get(codes, _EMPTY)
        if self.split.kind != "fördelning":
            return numbers_from(sums, self.kind, self.divisor)
        whole = self.sums.get(whole_of(self.split, codes), _EMPTY)
        return share(numbers_from(sums, "antal"), numbers_from(whole, "antal"))


_EMPTY = Sums(total=0, known=0, numerator=0, denominator=0, middle=None, untold=False, persons=None)


def _ordered(axes: Sequence[Axis], codes: Codes) -> Codes:
    """A combination of codes in the order of their labels."""
    return tuple(
        " + ".join(sorted(code.split(" + "), key=axis.order)) if code else ""
        for axis, code in zip(axes, codes, strict=True)
    )


_OF_REGISTER = "split_part({column}, '/', 1)"


def _code(dimension: Dimension, column: str) -> str:
    """The SQL for a row's code in a dimension."""
    if dimension.name == REGISTER:
        return _OF_REGISTER.format(column=column)
    if dimension.time:
        first, last = _time(dimension.time, "datum"), _time(dimension.time, "datum_sist")
        return f"case when {first} = {last} then {first} else '{UNKNOWN}' end"
    return f"coalesce(cast(\"{column}\" as varchar), '{UNKNOWN}')"


_PARTS = {"tertial": ("T", 4), "kvartal": ("K", 3)}


def _time(part: str, day: str) -> str:
    year = f"cast(extract(year from {day}) as varchar)"
    if part not in _PARTS:
        return year
    letter, months = _PARTS[part]
    number = f"cast(floor((extract(month from {day}) + {months - 1}) / {months}) as integer)"
    return f"{year} || ' {letter}' || cast({number} as varchar)"


def _sql(asked: _Asked) -> str:
    """Rows → units, once in each cell and each margin → sums of the cells."""
    ratio, period = asked.kind in _RATIOS, asked.period
    names = [f"d{at}" for at in range(len(asked.codes))]
    always = ["register"] if asked.by_register else []
    coded = [f"{code} as {name}, " for code, name in zip(asked.codes, names, strict=True)]
    if asked.by_register:
        coded.append(f"{_OF_REGISTER.format(column='post')} as register, ")
    told = '"täljare" is not null' + (' and "nämnare" is not null' if ratio else "")
    inside = f"datum >= date '{period.start}' and datum <= datum_sist and datum_sist <= date '{period.last}'"
    return _SQL.format(
        view=asked.view.name,
        where=in_period(period),
        coded="".join(coded),
        person="person" if asked.person else "cast(null as varchar)",
        denominator='"nämnare"' if ratio else "cast(null as bigint)",
        known=f"{inside} and {told}",
        counts='"nämnare" is null or "nämnare" <> 0' if asked.kind == "andel" else "true",
        rows=_COMBINED.format(register="alla.register, " if always else "") if asked.combined else "select * from alla",
        keys="".join(f"{name}, " for name in [*names, *always]),
        groupings=_groupings(names, [*always, "enhet"]),
        t="coalesce(n, t)" if asked.spread else "t",
        n="cast(null as bigint)" if asked.spread else "n",
        middle='median(case when "känd" = 1 then t end)' if asked.kind == "median" else "cast(null as double)",
        persons=_PERSONS if asked.person else _NOBODY,
        unlike="max(olika)" if asked.kind in _VALUED else "0",
        cells=f"group by {', '.join([*names, *always])}" if names or always else "",
    )


_COMBINED = """select alla.enhet, alla.person, alla.t, alla.n, alla."känd", alla.inne, {register}ihop.d0
  from alla
  join (
    select enhet, array_to_string(list_sort(array_agg(distinct d0)), ' + ') as d0 from alla group by enhet
  ) as ihop on ihop.enhet = alla.enhet"""
_PERSONS = """count(person) as personrader,
  count(distinct case when "känd" = 1 and t <> 0 then person end) as "räknade",
  count(distinct case when "känd" = 1 and t = 0 then person end) as "övriga",
  count(distinct case when "känd" = 1 then person end) as personer,"""
_NOBODY = """0 as personrader, 0 as "räknade", 0 as "övriga", 0 as personer,"""
_SQL = """
with alla as (
  select {coded} cast(enhet as varchar) as enhet, {person} as person, "täljare" as t, {denominator} as n,
    case when {known} then 1 else 0 end as "känd",
    case when {counts} then 1 else 0 end as inne
  from "{view}"
  where {where}
), rad as (
  {rows}
), enheter as (
  select {keys} enhet, max(person) as person, max("känd") as "känd",
    case when max("känd") = 1 then max(case when "känd" = 1 then t end) else max(t) end as t,
    case when max("känd") = 1 then max(case when "känd" = 1 then n end) else max(n) end as n,
    min(case when "känd" = 1 then t end) as t_minst,
    min(case when "känd" = 1 then n end) as n_minst
  from rad
  where inne = 1
  group by {groupings}
), tal as (
  select {keys} person, "känd", {t} as t, {n} as n,
    case when "känd" = 1 and (t <> t_minst or n <> n_minst) then 1 else 0 end as olika
  from enheter
)
select {keys} count(*) as alla, sum("känd") as "kända",
  sum(case when "känd" = 1 then t end) as "täljare",
  sum(case when "känd" = 1 then n end) as "nämnare",
  {middle} as mitten,
  max(case when "känd" = 1 and (t <> 0 or coalesce(n, 0) = 0) then 1 else 0 end) as sagt,
  max(case when t is null then 1 else 0 end) as osagt,
  {persons}
  {unlike} as olika
from tal
{cells}"""
# Kinds in which a unit says a number of its own.
_VALUED = ("summa", "kvot", "medel", "median")


def _groupings(names: Sequence[str], always: Sequence[str]) -> str:
    """Each unit by itself in every cell, and once in every margin and in all."""
    if not names:
        return ", ".join(always)
    sets = [names, *([[name] for name in names] if len(names) > 1 else []), []]
    listed = (", ".join([*each, *always]) for each in sets)
    return f"grouping sets ({', '.join(f'({each})' for each in listed)})"


def _sums(row: Mapping[str, Any]) -> Sums:
    persons = Persons(row["räknade"], row["övriga"], row["personer"], row["personrader"])
    return Sums(
        total=row["alla"],
        known=int(row["kända"] or 0),
        numerator=_exact(row["täljare"]),
        denominator=_exact(row["nämnare"]),
        middle=None if row["mitten"] is None else Fraction(row["mitten"]),
        untold=not row["sagt"] and bool(row["osagt"]),
        persons=persons if row["personrader"] else None,
    )


def _exact(value: Any) -> int | Fraction:
    found = Fraction(value or 0)
    return found.numerator if found.denominator == 1 else found
