"""A figure's split as a table: in one dimension with the year before beside, in two as rows and columns."""

from __future__ import annotations

from collections.abc import Sequence

from sysselreg.document.annual.figures import NOTHING, blank, comparable, coverage, trace_of
from sysselreg.document.blocks import Column, Row, Table
from sysselreg.figure.model import Shown, ShownFigure, ShownGroup
from sysselreg.swedish import number

# How figure/split.py joins the labels of two dimensions.
SEPARATOR = " × "


def split_table(
    figure: ShownFigure | None, before: ShownFigure | None, anchor: str, caption: str, source: str
) -> Table | None:
    """A figure split in one or two dimensions; in one with the year before beside, and how much is known of each group.

    None when there is no row to show, mostly dots (see `blank`), or nothing known of any.
    """
    if figure is None or blank(figure) or not any(group.shown.known for group in figure.groups):
        return None
    if len(figure.dimensions) == 2:
        return _crossed(figure, anchor, caption, source)
    same = before is not None and before.dimensions == figure.dimensions and comparable(figure, before)
    years = [figure, before] if before is not None and same and not blank(before) else [figure]
    return _listed(years, anchor, caption, source)


def _listed(years: Sequence[ShownFigure], anchor: str, caption: str, source: str) -> Table:
    """One row a group: for each year the count, and the share where the figure gives one."""
    figure = years[0]
    shares = any(group.shown.unit == "procent" for each in years for group in each.groups)
    unit = figure.groups[0].shown.unit
    covered = not shares and any(group.shown.known != group.shown.total for group in figure.groups)
    labels = all_groups(*years)

    def row(label: str, shown: Sequence[Shown | None]) -> tuple[str, ...]:
        cells = (label, *(cell for each in shown for cell in _cells(each, unit, shares=shares)))
        return (*cells, coverage(shown[0]) if shown[0] else NOTHING) if covered else cells

    rows = [Row(row(label, [_of(each, name) for each in years])) for name, label in labels.items()]
    if figure.definition.kind in ("antal", "summa") and all(map(_adds_up, years)):
        rows.append(Row(row("Samtliga", [each.shown for each in years]), "summa"))
    headings = ("Antal", "Andel") if shares else (_unit_title(figure),)
    columns = [Column(figure.dimensions[0][1], 6)]
    for each in years:
        year = str(each.period.start.year)
        titles = [f"{heading} {year}" for heading in headings] if shares else [year if len(years) > 1 else headings[0]]
        columns += [Column(title, 3, numeric=True) for title in titles]
    if covered:
        columns.append(Column("Täckning", 3, numeric=True))
    notes = (*figure.notes, *_why([group for each in years for group in each.groups]))
    return Table(anchor, caption, tuple(columns), tuple(rows), source, " ".join(notes), trace_of(figure))


def all_groups(figure: ShownFigure, before: ShownFigure | None = None) -> dict[str, str]:
    """Name → label of every group of either year, in the order of the figure's own list."""
    order = [group.name for group in figure.groups]
    labels = {group.name: group.label for group in (*figure.groups, *(before.groups if before else ()))}
    after = ""
    for group in before.groups if before else ():
        if group.name not in order:
            order.insert(order.index(after) + 1 if after else 0, group.name)
        after = group.name
    return {name: labels[name] for name in order}


def _of(figure: ShownFigure, name: str) -> Shown | None:
    group = figure.group(name)
    return group.shown if group else None


def _adds_up(figure: ShownFigure) -> bool:
    """Whether the whole is the sum of its groups, so that it may stand under them: no unlike measures, no unknown."""
    values = [group.shown.value for group in figure.groups]
    if any(group.shown.hidden for group in figure.groups):
        return True
    known = [value for value in values if value is not None]
    return len(known) == len(values) and (figure.groups[0].shown.unit == "procent" or sum(known) == figure.shown.value)


def _cells(shown: Shown | None, unit: str, *, shares: bool) -> tuple[str, ...]:
    """The cells of a group in a year; nothing was counted in one that is not there."""
    if shown is None:
        return ("0", NOTHING) if shares else ("0" if unit == "antal" else NOTHING,)
    text = ".." if shown.hidden else shown.text
    if not shares:
        return (text,)
    count = number(shown.numerator) if shown.numerator is not None else text
    return count, text if shown.unit == "procent" else NOTHING


def _unit_title(figure: ShownFigure) -> str:
    return {"kronor": "Kronor", "månader": "Månader", "procent": "Andel"}.get(figure.groups[0].shown.unit, "Antal")


def _crossed(figure: ShownFigure, anchor: str, caption: str, source: str) -> Table:
    """Rows of the first dimension, columns of the second, margins last."""
    (first, title), (second, _) = figure.dimensions
    row_names = names(figure.groups, first)
    column_names = names(figure.groups, second)
    cells = {(g.key(first), g.key(second)): g for g in (*figure.groups, *figure.margins)}
    rows = [
        Row((label, *(_crossing(cells.get((code, each))) for each in column_names), _crossing(cells.get((code, "")))))
        for code, label in row_names.items()
    ]
    total = figure.shown.text
    rows.append(Row(("Samtliga", *(_crossing(cells.get(("", each))) for each in column_names), total), "summa"))
    columns = (
        Column(title, 4),
        *(Column(label, 2, numeric=True) for label in column_names.values()),
        Column("Totalt", 2, numeric=True),
    )
    notes = " ".join((*figure.notes, *_why(figure.groups)))
    return Table(anchor, caption, columns, tuple(rows), source, notes, trace_of(figure))


def _crossing(group: ShownGroup | None) -> str:
    """A cell of a crossed table: its wording without words for why, which stand under the table."""
    if group is None:
        return "0"
    return ".." if group.shown.hidden else group.shown.text


def names(groups: Sequence[ShownGroup], dimension: str) -> dict[str, str]:
    """Code → label in a dimension, in the order of the groups."""
    names: dict[str, str] = {}
    for group in groups:
        place = [name for name, _ in group.keys].index(dimension)
        names.setdefault(group.key(dimension), group.label.split(SEPARATOR)[place])
    return names


def _why(groups: Sequence[ShownGroup]) -> list[str]:
    hidden = any(group.shown.hidden for group in groups)
    return ["Två punkter (..) betyder att uppgiften är dold för att ingen ska kunna pekas ut."] if hidden else []
