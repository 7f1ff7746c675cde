"""Rows of a view → numbers: distinct units, sums, coverage, and bounds for what is unknown (design: figures, counting).

A unit is what is counted, once however many rows it has. It is known when one of its rows surely lies in the period
and says its numbers; unknown when it may lie there, or lies there and does not say.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from statistics import median
from typing import Any, NamedTuple, TypeAlias

from sysselreg.errors import DefinitionError, detail
from sysselreg.figure.model import Kind, Numbers, Persons
from sysselreg.period import Period
from sysselreg.table.model import Row, View

_COLUMNS = "Varje vy ska ge post, enhet, täljare (heltal; nämnare också, för andel och kvot), datum och datum_sist."
# A unit of these says a number of its own, not only that it counts.
_VALUED = ("summa", "kvot", "medel", "median")
# Whole numbers stay integers as long as they can: a fraction costs ten times as much, and there are many rows.
Exact: TypeAlias = int | Fraction


class Unit(NamedTuple):
    """Everything a view says about one thing that is counted.

    `sure`: one row lies in the period and says its numbers. Numbers are None when unknown; `denominator` too when the
    figure has none.
    """

    sure: bool
    numerator: Exact | None
    denominator: Exact | None
    persons: frozenset[str]
    records: frozenset[str]


def units_of(rows: Iterable[Row], kind: Kind, period: Period, view: View) -> dict[str, Unit]:
    """The units of a view's rows, outside the population left out.

    Raises DefinitionError when the view lacks a column that every view must have, or gives one unit two different
    numbers to sum.
    """
    units: dict[str, Unit] = {}
    for row in rows:
        try:
            unit = _unit(row, kind, period)
            name = str(row["enhet"])
        except KeyError as error:
            raise DefinitionError(
                f"Vyn {view.name} saknar kolumnen {error.args[0]}. {_COLUMNS}", view.place()
            ) from error
        except TypeError as error:
            raise DefinitionError(
                f"Vyn {view.name} har värden av fel slag. {_COLUMNS} {detail(error)}", view.place()
            ) from error
        if unit is None:
            continue
        before = units.get(name)
        if before is None:
            units[name] = unit
            continue
        if kind in _VALUED and before.sure and unit.sure and _told(before) != _told(unit):
            raise DefinitionError(
                f"Vyn {view.name} ger enheten {name} två olika tal. Låt varje enhet ha ett eget tal.", view.place()
            )
        units[name] = _merged(before, unit)
    return units


class Sums(NamedTuple):
    """What some units make together, before anything is divided.

    `numerator` and `denominator` are of the known units; `middle` is the median of their numerators, None where nobody
    asks for one. `untold`: whether nothing at all is known of a ratio's numerator, when its units say either that or
    the denominator.
    """

    total: int
    known: int
    numerator: Exact
    denominator: Exact
    middle: Exact | None
    untold: bool
    persons: Persons | None


def numbers_of(units: Iterable[Unit], kind: Kind, divisor: int = 1) -> Numbers:
    """What the units make together."""
    everything = list(units)
    known = [unit for unit in everything if unit.sure]
    sums = Sums(
        total=len(everything),
        known=len(known),
        numerator=sum(unit.numerator or 0 for unit in known),
        denominator=sum(unit.denominator or 0 for unit in known),
        middle=median(Fraction(unit.numerator or 0) for unit in known) if kind == "median" and known else None,
        untold=_is_untold(everything),
        persons=_persons(everything) if any(unit.persons for unit in everything) else None,
    )
    low, high = _bounds(
        everything, kind, Fraction(sums.numerator) / divisor, _denominator(sums, kind, divisor), divisor
    )
    counted = known if kind not in ("antal", "summa") else [unit for unit in known if unit.numerator]
    return replace(
        numbers_from(sums, kind, divisor),
        low=low,
        high=high,
        records=_ids(counted),
        unknown_records=_ids(unit for unit in everything if not unit.sure),
    )


def numbers_from(sums: Sums, kind: Kind, divisor: int = 1) -> Numbers:
    """The numbers that sums make, without bounds and records."""
    numerator, denominator = Fraction(sums.numerator) / divisor, _denominator(sums, kind, divisor)
    told = sums.known > 0 or sums.total == 0
    value: Fraction | None = numerator
    if not told or (kind == "kvot" and sums.untold):
        value = None
    elif kind == "median":
        value = None if sums.middle is None else Fraction(sums.middle) / divisor
    elif denominator is not None:
        value = numerator / denominator if denominator else None
    return Numbers(
        value=value,
        numerator=numerator if told and kind != "median" else None,
        denominator=denominator if told else None,
        known=sums.known,
        total=sums.total,
        persons=sums.persons,
        low=None,
        high=None,
        records=(),
        unknown_records=(),
    )


def together(cells: Iterable[Mapping[str, Unit]]) -> list[Unit]:
    """The units of several cells, each once with all that is known of it."""
    found: dict[str, Unit] = {}
    for cell in cells:
        for name, unit in cell.items():
            found[name] = _merged(found[name], unit) if name in found else unit
    return list(found.values())


def _denominator(sums: Sums, kind: Kind, divisor: int) -> Fraction | None:
    match kind:
        case "andel" | "kvot":
            return Fraction(sums.denominator) / (divisor if kind == "kvot" else 1)
        case "medel" | "median":
            return Fraction(sums.known)
        case _:
            return None


def _is_untold(units: list[Unit]) -> bool:
    told = any(unit.sure and (unit.numerator or not unit.denominator) for unit in units)
    return not told and any(unit.numerator is None for unit in units)


def _unit(row: Row, kind: Kind, period: Period) -> Unit | None:
    numerator = _exact(row["täljare"])
    denominator = _exact(row["nämnare"]) if kind in ("andel", "kvot") else None
    if kind == "andel" and denominator == 0:
        return None
    told = numerator is not None and (denominator is not None or kind not in ("andel", "kvot"))
    first, last = row["datum"], row["datum_sist"]
    inside = first is not None and last is not None and period.start <= first <= last < period.end
    person = row.get("person")
    persons = frozenset({str(person)}) if person is not None else frozenset[str]()
    return Unit(inside and told, numerator, denominator, persons, frozenset({str(row["post"])}))


def _exact(value: Any) -> Exact | None:
    if value is None or isinstance(value, int):
        return value
    if isinstance(value, Decimal):
        return Fraction(value)
    raise TypeError(f"{type(value).__name__} {value}")


def _told(unit: Unit) -> tuple[Exact | None, Exact | None]:
    return unit.numerator, unit.denominator


def _merged(one: Unit, other: Unit) -> Unit:
    if one.sure and not other.sure:
        return one
    if other.sure and not one.sure:
        return other
    return Unit(
        one.sure,
        _larger(one.numerator, other.numerator),
        _larger(one.denominator, other.denominator),
        one.persons | other.persons,
        one.records | other.records,
    )


def _larger(one: Exact | None, other: Exact | None) -> Exact | None:
    return max((each for each in (one, other) if each is not None), default=None)


def _ids(units: Iterable[Unit]) -> tuple[str, ...]:
    return tuple(sorted({record for unit in units for record in unit.records}))


def _persons(units: Iterable[Unit]) -> Persons:
    personal = [unit for unit in units if unit.persons]
    counted, others = set[str](), set[str]()
    for unit in personal:
        if unit.sure:
            (counted if unit.numerator else others).update(unit.persons)
    return Persons(len(counted), len(others), len(counted | others), len(personal))


def _bounds(
    units: list[Unit], kind: Kind, numerator: Fraction, denominator: Fraction | None, divisor: int
) -> tuple[Fraction | None, Fraction | None]:
    """The lowest and highest value whatever the unknown units turn out to be; None where nothing limits it."""
    if kind in ("medel", "median") or any((unit.numerator or 0) < 0 for unit in units):
        return None, None
    unknown = [unit for unit in units if not unit.sure]
    one = 1 if kind in ("antal", "andel") else None
    more = _most([unit.numerator for unit in unknown], one)
    highest = None if more is None else numerator + Fraction(more) / divisor
    if denominator is None:
        return numerator, highest
    if kind == "andel":
        # A unit that surely counts in the numerator can only raise the share, so it is not held against the lowest.
        wider = _most([unit.denominator for unit in unknown if not unit.numerator], one) or 0
        low = numerator / (denominator + wider) if denominator + wider else None
        return low, (numerator + (more or 0)) / (denominator + (more or 0)) if denominator + (more or 0) else None
    most = _most([unit.denominator for unit in unknown], None)
    widest = None if most is None else denominator + Fraction(most) / divisor
    low = Fraction(0) if widest is None else numerator / widest if widest else None
    return low, highest / denominator if highest is not None and denominator else None


def _most(numbers: Iterable[Exact | None], unknown: int | None) -> Exact | None:
    """The sum when each unknown number is at its most; None when an unknown number has no limit."""
    total: Exact = 0
    for number in numbers:
        most = number if number is not None else unknown
        if most is None:
            return None
        total += most
    return total
