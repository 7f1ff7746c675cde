"""A register's own tables, figures and goals tried before anybody counts with them: on tables without rows."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from functools import partial

from sysselreg.errors import DefinitionError
from sysselreg.figure.compute import FIELD, every_view, no_such_view, words_of
from sysselreg.figure.definitions import load_definitions
from sysselreg.figure.goals import GOALS, load_goal
from sysselreg.figure.model import Definitions, FigureDefinition
from sysselreg.figure.wording import RATIO_KINDS
from sysselreg.period import Period
from sysselreg.schema.model import Vocabulary
from sysselreg.snapshot import Snapshot
from sysselreg.swedish import join_and
from sysselreg.table.definitions import TABLES, load_table, load_tables, period_table
from sysselreg.table.engine import opened
from sysselreg.table.model import Engine
from sysselreg.table.rows import fill

_EVERY_VIEW = frozenset({"post", "enhet", "täljare", "datum", "datum_sist"})


def faults(
    snapshot: Snapshot, vocabularies: Mapping[str, Vocabulary], own: Collection[str]
) -> Iterator[DefinitionError]:
    """What is wrong with the definitions, when the files `own` are the register's: all that can be told at once."""
    attempts: list[Callable[[], object]] = [
        *(partial(load_table, snapshot, path) for path in own if path.startswith(TABLES)),
        *(partial(load_goal, snapshot, path) for path in own if path.startswith(GOALS)),
        partial(load_definitions, snapshot, vocabularies),
        lambda: period_table(load_tables(snapshot)),
    ]
    found = {error.sentence: error for attempt in attempts for error in _refused(attempt)}
    yield from found.values()
    if not found:
        tables, year = load_tables(snapshot), Period.year(2000)
        with opened(fill(tables, [], {}), period_table(tables), year, year.last) as engine:
            yield from _of_views(engine, load_definitions(snapshot, vocabularies))


def _refused(attempt: Callable[[], object]) -> Iterator[DefinitionError]:
    try:
        attempt()
    except DefinitionError as error:
        yield error


def _of_views(engine: Engine, definitions: Definitions) -> Iterator[DefinitionError]:
    """Views that the engine refuses, that are not there, or that lack what figures count by; each told once."""
    columns: dict[str, set[str]] = {}
    broken: set[str] = set()
    views = {view.name: view for view in every_view(definitions)}
    for view in views.values():
        # A view on a broken one fails for the same reason.
        refused = [] if words_of(view) & broken else list(_refused(partial(engine.define, view)))
        yield from refused
        if refused or words_of(view) & broken:
            broken.add(view.name)
        else:
            columns[view.name] = set(engine.columns(view))
    for definition in definitions.figures:
        for name, wanted in _needs(definition, definitions):
            if name not in views:
                yield no_such_view(definition, name)
            elif missing := sorted(wanted - columns.get(name, wanted)):
                columns[name] |= wanted
                yield DefinitionError(
                    f"Vyn {name} saknar {join_and(missing)}, som {definition.id} behöver. Lägg till det i vyn.",
                    views[name].place(),
                )


def _needs(definition: FigureDefinition, definitions: Definitions) -> Iterator[tuple[str, set[str]]]:
    """The views that a figure is counted by, each with the columns that it must have."""
    for view, kind in {
        (definition.view, definition.kind),
        *((split.view, split.kind) for split in definition.splits),
    }:
        columns = {
            column
            for split in definition.splits
            for name, column in zip(split.by, split.columns, strict=True)
            if split.view == view and not definitions.dimensions[name].time
        }
        yield view, columns | _EVERY_VIEW | ({"nämnare"} if kind in RATIO_KINDS else set())
    for note in definition.notes:
        yield note.view, {"datum", "datum_sist", *FIELD.findall(note.text)}
