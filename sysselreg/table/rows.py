"""Checked records → rows of documented tables. What a record does not say is None, never zero."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any

from sysselreg.errors import DefinitionError
from sysselreg.finding import Place
from sysselreg.period import PartialDate, Period
from sysselreg.record.model import Record
from sysselreg.table.model import PERIOD, SETTINGS, Column, Filled, Row, Table

_UP, _SETTINGS = "^.", "~."


def fill(
    tables: Iterable[Table],
    records: Iterable[Record],
    config: Mapping[str, Any],
    computed: Mapping[str, Sequence[Mapping[str, Any]]] = MappingProxyType({}),
) -> tuple[Filled, ...]:
    """The rows of every table but `period`, which is filled for each question (see `fill_period`).

    `computed`: source → what stands in no record but is worked out from several, such as the reports that were due.
    """
    by_kind: dict[str, list[Record]] = {}
    for record in records:
        by_kind.setdefault(record.kind, []).append(record)
    data = {kind: [record.data for record in found] for kind, found in by_kind.items()}
    sources = {**data, **computed, SETTINGS: [config]}
    return tuple(_filled(table, sources.get(table.source, ()), config) for table in tables if table.source != PERIOD)


def fill_period(table: Table, period: Period, today: date) -> Filled:
    """The table `period` with its one row; `till` is the last day, as it is printed."""
    days = {"från": period.start.isoformat(), "till": period.last.isoformat(), "idag": today.isoformat()}
    return Filled(table, [_row(table, _getters(table, {}), days, days)])


def _filled(table: Table, sources: Sequence[Mapping[str, Any]], config: Mapping[str, Any]) -> Filled:
    getters = _getters(table, config)
    return Filled(table, [_row(table, getters, data, item) for data in sources for item in _items(table, data)])


def _items(table: Table, data: Mapping[str, Any]) -> Iterator[Any]:
    if not table.items:
        yield data
        return
    found = _find(data, table.items.split("."))
    yield from found if isinstance(found, list) else ()


Getter = Callable[[Any, Any], Any]


def _getters(table: Table, config: Mapping[str, Any]) -> list[tuple[Column, Getter]]:
    return [(column, _getter(column.path, config)) for column in table.columns]


def _getter(path: str, config: Mapping[str, Any]) -> Getter:
    """A path read once: `a.b` in the item, `^.a.b` in the record, `~.a.b` in the settings, `.` the item itself."""
    if path == ".":
        return lambda _record, item: item
    if path.startswith(_SETTINGS):
        setting = _find(config, path.removeprefix(_SETTINGS).split("."))
        return lambda _record, _item: setting
    if path.startswith(_UP):
        steps = path.removeprefix(_UP).split(".")
        return lambda record, _item: _find(record, steps)
    steps = path.split(".")
    if len(steps) == 1:
        return lambda _record, item: item.get(path)
    return lambda _record, item: _find(item, steps)


def _find(data: Any, steps: Sequence[str]) -> Any:
    for step in steps:
        if not isinstance(data, Mapping):
            return None
        data = data.get(step)
    return data


def _row(table: Table, getters: Iterable[tuple[Column, Getter]], record: Any, item: Any) -> Row:
    row: dict[str, Any] = {}
    for column, get in getters:
        value = get(record, item)
        if column.type == "datum":
            when = _partial(table, column, value)
            row[column.name] = when.first.isoformat() if when else None
            row[column.name + "_sist"] = when.last.isoformat() if when else None
        else:
            row[column.name] = None if value is None else _typed(table, column, value)
    return row


def _partial(table: Table, column: Column, value: Any) -> PartialDate | None:
    if value is None:
        return None
    when = PartialDate.parse(str(value))
    if when is None:
        raise _mismatch(table, column, value)
    return when


def _typed(table: Table, column: Column, value: Any) -> Any:
    if column.type == "antal" and isinstance(value, list):
        return len(value)
    if column.type == "heltal" and isinstance(value, int):
        return value
    if column.type == "lista" and isinstance(value, list):
        return [str(each) for each in value]
    if column.type == "text" and isinstance(value, (str, int)):
        return str(value)
    raise _mismatch(table, column, value)


def _mismatch(table: Table, column: Column, value: Any) -> DefinitionError:
    return DefinitionError(
        f"Kolumnen {column.name} är {column.type}, men posterna har där ”{str(value)[:60]}”. "
        "Rätta kolumnens typ eller väg.",
        Place(table.file),
    )
