"""A figure divided into groups, in one or two dimensions, with margins."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from itertools import product
from typing import Protocol, TypeAlias

from sysselreg.errors import DefinitionError
from sysselreg.figure.model import UNKNOWN, Dimension, Figure, FigureDefinition, Group, Kind, Numbers, Split
from sysselreg.figure.units import Unit, numbers_of, together, units_of
from sysselreg.period import Period
from sysselreg.swedish import sentence_start, sort_key
from sysselreg.table.model import Row, View

Codes: TypeAlias = tuple[str, ...]
Cells: TypeAlias = dict[Codes, dict[str, Unit]]
# One place in a fixed list weighs more than any size, so that it decides in a matrix too.
_PLACE = 10_000
_PARTS = {"tertial": ("T", 4), "kvartal": ("K", 3)}


@dataclass(frozen=True, slots=True)
class Axis:
    """One dimension of a split with its labels; `combined`: several codes of one unit make a group of their own."""

    dimension: Dimension
    labels: Mapping[str, str]
    combined: bool = False

    def label(self, code: str) -> str:
        """The words for a code, or for several joined by plus."""
        first, *rest = [self.labels.get(part) or self._plain(part) for part in code.split(" + ")]
        return " + ".join([first, *(part[:1].lower() + part[1:] for part in rest)])

    def _plain(self, code: str) -> str:
        """A code without a label: free text as a label, an id as it is."""
        return code if self.dimension.table and code != UNKNOWN else sentence_start(code)

    def weight(self, code: str, numbers: Numbers) -> int:
        """What is lost by withholding a group."""
        if not self.dimension.fixed:
            return int(numbers.numerator or 0)
        return _PLACE * (len(self.labels) - list(self.labels).index(code)) if code in self.labels else 0

    def order(self, code: str) -> tuple[int, int, list[int], object]:
        """Where a code stands: in the order of its labels, combinations after single codes, the unknown last."""
        places = {known: place for place, known in enumerate(self.labels)}
        parts = code.split(" + ")
        return int(code == UNKNOWN), len(parts), [places.get(part, len(places)) for part in parts], sort_key(code)


class Counted(Protocol):
    """The cells of a split, however they were counted: `told` says of each whether anything in it is surely known.

    `overlap`: some units stand in more than one cell.
    """

    told: Mapping[Codes, bool]
    overlap: bool

    def numbers(self, codes: Codes) -> Numbers:
        """Of a cell, empty ones too, or of a margin where '' stands for the dimension that is summed over."""


def divided(figure: Figure, split: Split, axes: Sequence[Axis], counted: Counted) -> Figure:
    """The figure with its groups, and its margins when the split has two dimensions."""
    listed = _listed(counted.told, split, counting_of(figure.definition, split))
    groups = [_group(axes, codes, counted.numbers(codes)) for codes in listed]
    margins = [
        _group(axes[i : i + 1], (code,), counted.numbers(tuple(code if i == j else "" for j in (0, 1))))
        for i in range(len(axes) if len(axes) == 2 else 0)
        if not axes[1 - i].dimension.unlike
        for code in {codes[i] for codes in listed}
    ]
    return replace(
        figure,
        split=split,
        dimensions=tuple((axis.dimension.name, axis.dimension.title) for axis in axes),
        groups=tuple(_sorted(groups, axes)),
        margins=tuple(_sorted(margins, axes)),
        overlap=counted.overlap,
        notes=(*figure.notes, *_overlap_note(figure, overlap=counted.overlap)),
    )


def counting_of(definition: FigureDefinition, split: Split) -> Kind:
    """What the units of a split are: shares are taken of the figure's own."""
    return definition.kind if split.kind == "fördelning" else split.kind


def _listed(told: Mapping[Codes, bool], split: Split, counting: Kind) -> list[Codes]:
    """The cells to tell: shares of what is known only, and in a matrix of counts the empty ones too."""
    found = [codes for codes, known in told.items() if known or split.kind != "fördelning"]
    if len(split.by) == 2 and (split.kind == "fördelning" or counting in ("antal", "summa")):
        return list(product(*({codes[i] for codes in found} for i in (0, 1))))
    return found


def _overlap_note(figure: Figure, *, overlap: bool) -> Iterator[str]:
    if overlap:
        yield (
            f"Samma {figure.definition.counts} kan finnas i flera grupper. "
            "Därför kan gruppernas summa vara större än det hela."
        )


def _placed(rows: list[Row], split: Split, axes: Sequence[Axis], view: View) -> Iterator[tuple[Codes, Row]]:
    together: dict[str, set[str]] = {}
    if split.combined:
        for row in rows:
            together.setdefault(str(row["enhet"]), set()).add(_code(row, axes[0], split.columns[0], view))
    for row in rows:
        if split.combined:
            codes = sorted(together[str(row["enhet"])], key=axes[0].order)
            yield (" + ".join(codes),), row
        else:
            yield tuple(_code(row, axis, name, view) for axis, name in zip(axes, split.columns, strict=True)), row


def _code(row: Row, axis: Axis, column: str, view: View) -> str:
    if axis.dimension.time:
        return _time(axis.dimension.time, row["datum"], row["datum_sist"])
    if column not in row:
        raise DefinitionError(f"Vyn {view.name} har ingen kolumn {column} att dela efter. Lägg till den.", view.place())
    value = row[column]
    return UNKNOWN if value is None else str(value)


def _time(part: str, first: date | None, last: date | None) -> str:
    if first is None or last is None:
        return UNKNOWN
    names = {_time_name(part, first), _time_name(part, last)}
    return names.pop() if len(names) == 1 else UNKNOWN


def _time_name(part: str, day: date) -> str:
    if part not in _PARTS:
        return str(day.year)
    letter, months = _PARTS[part]
    return f"{day.year} {letter}{(day.month - 1) // months + 1}"


class CountedRows:
    """The cells of one split, counted from the rows of a view.

    Raises DefinitionError when the view lacks a column of the split.
    """

    def __init__(
        self,
        definition: FigureDefinition,
        split: Split,
        axes: Sequence[Axis],
        rows: Iterable[Row],
        view: View,
        period: Period,
    ) -> None:
        self.split, self.counting, self.divisor = split, counting_of(definition, split), definition.divisor
        placed: dict[Codes, list[Row]] = {}
        for codes, row in _placed(list(rows), split, axes, view):
            placed.setdefault(codes, []).append(row)
        units = {codes: units_of(cell, self.counting, period, view) for codes, cell in placed.items()}
        self.cells: Cells = {codes: cell for codes, cell in units.items() if cell}
        self.told: Mapping[Codes, bool] = {
            codes: any(unit.sure for unit in cell.values()) for codes, cell in self.cells.items()
        }
        memberships = Counter(unit for cell in self.cells.values() for unit in cell)
        self.overlap = any(count > 1 for count in memberships.values())

    def numbers(self, codes: Codes) -> Numbers:
        """Of a cell or a margin."""
        units = self._units(codes)
        if self.split.kind != "fördelning":
            return numbers_of(units, self.counting, self.divisor)
        whole = [_counted(unit) for unit in self._units(whole_of(self.split, codes))]
        return share(numbers_of(map(_counted, units), "antal"), numbers_of(whole, "antal"))

    def _units(self, codes: Codes) -> list[Unit]:
        return together(
            units
            for cell, units in self.cells.items()
            if all(wanted in ("", code) for wanted, code in zip(codes, cell, strict=True))
        )


def whole_of(split: Split, codes: Codes) -> Codes:
    """What a cell of a fördelning is a share of: all groups, or all of its group in the other dimension."""
    return tuple("" if name == split.spread else code for name, code in zip(split.by, codes, strict=True))


def share(part: Numbers, whole: Numbers) -> Numbers:
    """A group's share of the whole, counted in known units (of the figure's population)."""
    numerator, base = part.numerator or Fraction(0), whole.numerator or Fraction(0)
    return replace(
        part, value=numerator / base if base else None, numerator=numerator, denominator=base, low=None, high=None
    )


def _counted(unit: Unit) -> Unit:
    """For a share of a share's population the denominator is what is counted."""
    return unit if unit.denominator is None else unit._replace(numerator=unit.denominator)


def _group(axes: Sequence[Axis], codes: Codes, numbers: Numbers) -> Group:
    keys = tuple((axis.dimension.name, code) for axis, code in zip(axes, codes, strict=True))
    labels = [axis.label(code) for axis, code in zip(axes, codes, strict=True)]
    weight = sum(axis.weight(code, numbers) for axis, code in zip(axes, codes, strict=True))
    return Group(keys, " × ".join(codes), " × ".join(labels), numbers, weight)


def _sorted(groups: Iterable[Group], axes: Sequence[Axis]) -> list[Group]:
    """In the order of the dimensions, margins of the first dimension before those of the second."""
    by_name = {axis.dimension.name: (place, axis) for place, axis in enumerate(axes)}
    return sorted(groups, key=lambda group: [(by_name[n][0], by_name[n][1].order(code)) for n, code in group.keys])
