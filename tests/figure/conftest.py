"""What tests of figures share: small registers made from dicts, and the shipped definitions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any, TypeAlias

import pytest

from sysselreg.check.model import CheckedRecords
from sysselreg.check.run import with_defaults
from sysselreg.due.reports import reports_due
from sysselreg.figure.choice import requests
from sysselreg.figure.compute import compute
from sysselreg.figure.definitions import load_definitions
from sysselreg.figure.goals import goals_in_force, judge, load_goals
from sysselreg.figure.model import Definitions, Figure, Judged, Request
from sysselreg.period import Period
from sysselreg.record.model import Record
from sysselreg.schema.model import Schemas
from sysselreg.snapshot import Snapshot
from sysselreg.store.read import package_files
from sysselreg.table.definitions import load_tables
from sysselreg.table.engine import opened
from sysselreg.table.rows import fill

Data: TypeAlias = dict[str, Any]
Count: TypeAlias = Callable[..., dict[str, Figure]]
Computed: TypeAlias = Callable[[Sequence[tuple[str, Data]], str, Sequence[Request]], tuple[Figure, ...]]
Judge: TypeAlias = Callable[..., dict[str, Judged]]

TABLES = load_tables(Snapshot(package_files()))
PERIOD_TABLE = next(table for table in TABLES if table.name == "period")


def records_of(register: Iterable[tuple[str, Data]]) -> list[Record]:
    """(kind, fields) → records; one without an id is given one."""
    made = []
    for place, (kind, data) in enumerate(register):
        name = data.get("id", f"{kind[:3]}-{place:06}")
        made.append(Record(kind, name, f"records/{name}.yaml", {"id": name, **data}, b""))
    return made


@pytest.fixture(scope="session")
def definitions(schemas: Schemas) -> Definitions:
    """The shipped figures."""
    return load_definitions(Snapshot(package_files()), schemas.vocabularies)


@pytest.fixture(scope="session")
def settings(schemas: Schemas) -> Callable[[Data], Data]:
    """Settings with their defaults."""
    return lambda config: with_defaults({"register": "prov", **config}, schemas.settings.root, schemas.settings.schema)


@pytest.fixture(scope="session")
def count(definitions: Definitions, settings: Callable[[Data], Data], schemas: Schemas) -> Count:
    """Compute figures of a small register: id → figure."""

    def counted(
        register: Sequence[tuple[str, Data]],
        period: str,
        *ids: str,
        by: tuple[str, ...] | None = None,
        config: Data | None = None,
        today: date | None = None,
        own: bool = False,
        defined: Definitions | None = None,
    ) -> dict[str, Figure]:
        days, known = Period.parse(period), defined or definitions
        today, filled = today or days.last, settings(config or {})
        held = CheckedRecords(tuple(records_of(register)), filled, schemas, {})
        computed = {"lägesrapport": reports_due(held, today)} if "N27" in ids else {}
        with opened(fill(TABLES, held.records, filled, computed), PERIOD_TABLE, days, days.last) as engine:
            wanted = requests(known, days, ids, by)
            figures = compute(engine, known, wanted, days, today, own=own)
        return {figure.definition.id: figure for figure in figures}

    return counted


@pytest.fixture(scope="session")
def computed(definitions: Definitions, settings: Callable[[Data], Data]) -> Computed:
    """Compute exactly these requests of a small register, in their order."""

    def counted(register: Sequence[tuple[str, Data]], period: str, wanted: Sequence[Request]) -> tuple[Figure, ...]:
        days = Period.parse(period)
        with engine_of(register, settings({}), days) as engine:
            return compute(engine, definitions, wanted, days, days.last)

    return counted


@pytest.fixture(scope="session")
def judged(definitions: Definitions, settings: Callable[[Data], Data]) -> Judge:
    """Judge the goals in force of a small register: id → judged goal."""
    shipped = load_goals(Snapshot(package_files()))

    def held(
        register: Sequence[tuple[str, Data]], period: str, config: Data, defined: Definitions | None = None
    ) -> dict[str, Judged]:
        days = Period.parse(period)
        goals = goals_in_force(shipped, config, records_of(register), days)
        with engine_of(register, settings(config), days) as engine:
            return {each.goal.id: each for each in judge(engine, defined or definitions, goals, days, days.last)}

    return held


def engine_of(register: Sequence[tuple[str, Data]], config: Data, period: Period) -> Any:
    """An opened engine of a small register."""
    return opened(fill(TABLES, records_of(register), config), PERIOD_TABLE, period, period.last)
