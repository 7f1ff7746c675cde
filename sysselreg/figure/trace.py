"""The way back from a figure: the SQL it is counted by, the fields that SQL reads, and the rows it found."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sysselreg.figure.compute import every_view, words_of
from sysselreg.figure.model import Definitions, FigureDefinition, ShownFigure
from sysselreg.figure.publication import Issue
from sysselreg.table.model import Row, Table, View

_WORD = re.compile(r"\w+")
_UP, _SETTINGS = "^.", "~."


@dataclass(frozen=True, slots=True)
class Traced:
    """A shown figure with what it rests on.

    `views`: those it is counted by, the ones that others build on first. `reads`: kind of record → the fields that they
    read. `rows`: one for each thing counted; none where the figure is about persons, unless nothing is withheld.
    `issues`: the reports that told it, each with its table of it.
    """

    figure: ShownFigure
    views: tuple[View, ...]
    reads: Mapping[str, Sequence[str]]
    rows: Sequence[Row]
    issues: Sequence[Issue]


def views_of(definitions: Definitions, figure: FigureDefinition) -> tuple[View, ...]:
    """The views that a figure is counted by, in the order they are written."""
    every = every_view(definitions)
    wanted, waiting = set[str](), [figure.view]
    while waiting:
        name = waiting.pop()
        if name not in wanted:
            wanted.add(name)
            waiting += [other for view in every if view.name == name for other in words_of(view)]
    return tuple(view for view in every if view.name in wanted)


def fields_read(views: Iterable[View], tables: Iterable[Table]) -> dict[str, tuple[str, ...]]:
    """Kind of record → the fields that some views name a column of, in the order of the tables.

    A column that two tables have is counted for both: rather a field too many than one too few.
    """
    words = {word for view in views for word in _WORD.findall(view.sql.lower())}
    found: dict[str, dict[str, None]] = {}
    for table in tables:
        if table.name in words:
            for column in table.columns:
                if column.path.startswith(_SETTINGS):
                    continue
                if column.name in words or f"{column.name}_sist" in words:
                    up = column.path.startswith(_UP) or not table.items
                    path = column.path.removeprefix(_UP) if up else table.items
                    found.setdefault(table.source, {})[path.split(".")[0]] = None
    return {source: tuple(name for name in fields if name != "id") for source, fields in found.items()}
