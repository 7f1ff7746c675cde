"""Shown figures as an issue keeps them (`records/utgivning`), and read back to hold new ones against."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import Any, NamedTuple

from sysselreg.figure.choice import in_force, split_of
from sysselreg.figure.compute import compute
from sysselreg.figure.issued import Recounted
from sysselreg.figure.model import Definitions, Figure, FigureDefinition, Keys, Request, Shown, ShownFigure, ShownGroup
from sysselreg.figure.output import plain_number
from sysselreg.period import Period
from sysselreg.record.model import Record
from sysselreg.table.model import Engine

ISSUE = "utgivning"
# Codes are the first columns, one for each dimension; a withheld number has its wording alone.
_NUMBERS = ("visning", "enhet", "värde", "täljare", "nämnare", "kända", "totalt")


def as_tables(figures: Iterable[ShownFigure]) -> list[dict[str, Any]]:
    """The field `tabeller` of an issue: each figure once for each split."""
    found: dict[tuple[object, ...], dict[str, Any]] = {}
    for figure in figures:
        names = [name for name, _ in figure.dimensions]
        key = (figure.id, figure.period.start, figure.period.end, tuple(names))
        found.setdefault(
            key,
            {
                "nyckeltal": figure.id,
                "från": figure.period.start.isoformat(),
                "till": figure.period.last.isoformat(),
                **({"delning": names} if names else {}),
                "celler": _cells(figure, names),
            },
        )
    return list(found.values())


def _cells(figure: ShownFigure, names: list[str]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*names, *_NUMBERS])
    writer.writerow([*("" for _ in names), *_numbers(figure.shown)])
    for group in (*figure.groups, *figure.margins):
        writer.writerow([*map(group.key, names), *_numbers(group.shown)])
    return out.getvalue()


def _numbers(shown: Shown) -> list[object]:
    numbers = [plain_number(each) for each in (shown.value, shown.numerator, shown.denominator)]
    return [shown.text, shown.unit, *numbers, shown.known, shown.total]


class Issue(NamedTuple):
    """A report that has been issued: its record, under which number it is registered ('' when nowhere), what it told.

    `period`: the time that the report is about; some of its figures are about earlier times.
    """

    record: Record
    number: str
    period: Period
    figures: tuple[ShownFigure, ...]

    @property
    def name(self) -> str:
        """What it is called, with where it is found: `Årsrapport 2023 (utg-4x8m2k, SO 2024/0007-3)`."""
        return f"{self.record.data['rubrik']} ({', '.join(filter(None, (self.record.id, self.number)))})"

    def about(self, figure: ShownFigure) -> Issue:
        """The issue with its table of a figure alone; with no figures when it told none."""
        return self._replace(figures=tuple(each for each in self.figures if table_of(each) == table_of(figure)))


def table_of(figure: ShownFigure) -> tuple[str, Period, tuple[str, ...]]:
    """What makes two shown figures the same table: the figure, the time and the split."""
    return figure.id, figure.period, tuple(name for name, _ in figure.dimensions)


def issues(records: Iterable[Record], definitions: Definitions) -> tuple[Issue, ...]:
    """The issues among some records, in the order of the days that they are of."""
    held = {record.id: record for record in records}
    found = [record for record in held.values() if record.kind == ISSUE]
    return tuple(
        Issue(each, _number(each, held), _period(each.data["avser_tid"]), figures_of(each.data, definitions))
        for each in sorted(found, key=lambda each: (each.data["datum"], each.id))
    )


def _number(issue: Record, held: Mapping[str, Record]) -> str:
    document = held.get(issue.data.get("handling", ""))
    case = held.get(document.data.get("ärende", "")) if document else None
    if document is None or case is None:
        return str(issue.data.get("diarienummer", ""))
    return "-".join(str(each) for each in (case.data.get("diarienummer"), document.data.get("nummer")) if each)


def _period(days: Mapping[str, str]) -> Period:
    return Period(date.fromisoformat(days["från"]), date.fromisoformat(days["till"]) + timedelta(days=1))


def issued_figures(records: Iterable[Record], definitions: Definitions) -> tuple[ShownFigure, ...]:
    """Everything that the issues among some records told."""
    found = (record for record in records if record.kind == ISSUE)
    return tuple(figure for issue in found for figure in figures_of(issue.data, definitions))


def counted_again(
    engine: Engine, definitions: Definitions, issued: Iterable[ShownFigure], counted: Sequence[Figure]
) -> list[Recounted]:
    """What has been issued for times that have days in common with what is counted, counted as the register is now."""
    have = {_at(figure.definition, figure.period, figure.dimensions): figure for figure in counted}
    near = [each for each in issued if any(each.period.overlaps(period) for period in {f.period for f in counted})]
    wanted = {_at(each.definition, each.period, each.dimensions) for each in near} - have.keys()
    for period in sorted({period for _, period, _ in wanted}, key=lambda each: (each.start, each.end)):
        asked = [at for at in wanted if at[1] == period]
        found = compute(engine, definitions, [Request(name, by) for name, _, by in asked], period, period.last)
        have |= zip(asked, found, strict=True)
    return [Recounted(have[_at(each.definition, each.period, each.dimensions)], each) for each in near]


def _at(
    definition: FigureDefinition, period: Period, dimensions: Iterable[tuple[str, str]]
) -> tuple[str, Period, tuple[str, ...]]:
    """What makes a figure the same: its id, time and split."""
    return definition.id, period, tuple(name for name, _ in dimensions)


def figures_of(issue: Mapping[str, Any], definitions: Definitions) -> tuple[ShownFigure, ...]:
    """The figures that an issue told, as they were shown; one whose figure or split is gone is left out."""
    found = (_figure(table, definitions) for table in issue["tabeller"])
    return tuple(figure for figure in found if figure is not None)


def _figure(table: Mapping[str, Any], definitions: Definitions) -> ShownFigure | None:
    period = _period(table)
    known = any(each.id == table["nyckeltal"] for each in definitions.figures)
    definition = in_force(definitions, table["nyckeltal"], period) if known else None
    names = list(table.get("delning", ()))
    if definition is None or (names and split_of(definition, tuple(names)) is None):
        return None
    whole, *groups = list(_read(table["celler"], names))
    return ShownFigure(
        definition=definition,
        period=period,
        shown=whole.shown,
        dimensions=tuple((name, definitions.dimensions[name].title) for name in names),
        groups=tuple(group for group in groups if len(group.keys) == len(names)),
        margins=tuple(group for group in groups if len(group.keys) < len(names)),
        needed=None,
        notes=(),
        internal=False,
    )


def _read(cells: str, names: list[str]) -> Iterator[ShownGroup]:
    """The whole first, without codes, then its groups and sums."""
    for row in csv.DictReader(io.StringIO(cells)):
        keys: Keys = tuple((name, row[name]) for name in names if row[name])
        name = " × ".join(code for _, code in keys)
        yield ShownGroup(keys, name, name, _shown(row))


def _shown(row: Mapping[str, str]) -> Shown:
    value, numerator, denominator = (Fraction(row[name]) if row[name] else None for name in _NUMBERS[2:5])
    known, total = (int(row[name]) if row[name] else None for name in _NUMBERS[5:])
    # What is withheld tells nothing; what is shown tells at least how many there could have been.
    hidden = None if total is not None else row["visning"]
    return Shown(value, numerator, denominator, row["enhet"], known, total, row["visning"], hidden, (), ())
