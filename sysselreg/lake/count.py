"""Figures counted by the engine itself, in sums, instead of row by row (the rules: figure.units)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from sysselreg.errors import DefinitionError
from sysselreg.figure.model import FigureDefinition, Kind, Numbers, Persons, Split
from sysselreg.figure.split import Axis, Codes, counting_of, share, whole_of
from sysselreg.figure.units import Sums, numbers_from
from sysselreg.lake.sql import Asked, code, sums_sql
from sysselreg.period import Period
from sysselreg.table.model import Engine, View


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
        codes = [code(axis.dimension, column) for axis, column in zip(axes, split.columns, strict=True)]
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
        asked = Asked(view, kind, period, tuple(codes), by_register, "person" in names, combined, spread)
        columns, rows = self.engine.ask(view, sums_sql(asked))
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
