"""The SQL that counts a figure's cells and margins in sums, for each engine to translate (the rules: figure.units)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sysselreg.figure.compute import in_period
from sysselreg.figure.model import UNKNOWN, Dimension, Kind
from sysselreg.figure.split import Codes
from sysselreg.lake.definitions import REGISTER
from sysselreg.period import Period
from sysselreg.table.model import View

_RATIOS = ("andel", "kvot")


@dataclass(frozen=True, slots=True)
class Asked:
    """Which sums of which view: in which cells, each register by itself or not."""

    view: View
    kind: Kind
    period: Period
    codes: Codes
    by_register: bool
    person: bool
    combined: bool
    spread: bool


_OF_REGISTER = "split_part({column}, '/', 1)"


def code(dimension: Dimension, column: str) -> str:
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


def sums_sql(asked: Asked) -> str:
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
