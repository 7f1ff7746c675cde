"""A register as plain dicts, read from its YAML, and what its texts say of days. Nothing of the program is used."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from ruamel.yaml import YAML

Data = dict[str, Any]
DAY = timedelta(days=1)
AWARDED = {"tilldelad", "överprövning", "avtal_tecknat", "pågående", "avslutad", "utvärderad"}
HELD = {"genomförd", "överenskommen", "avslutad_utan_platser", "fullföljd", "bruten"}
AGREED = {"överenskommen", "fullföljd", "bruten"}
ENDED = {"avslutad_fullföljd", "avslutad_i_förtid"}


class Span(NamedTuple):
    """The first and the last day that a date may be; None when nothing is written."""

    first: date | None
    last: date | None

    @property
    def day(self) -> date | None:
        """The day, when it is known to the day."""
        return self.first if self.first == self.last else None


NEVER = Span(None, None)


def span(text: Any) -> Span:
    """`2024`, `2024-05` or `2024-05-01`."""
    if text is None:
        return NEVER
    parts = [int(part) for part in str(text).split("-")]
    if len(parts) == 1:
        return Span(date(parts[0], 1, 1), date(parts[0], 12, 31))
    year, month = parts[:2]
    if len(parts) == 2:
        return Span(date(year, month, 1), date(year + month // 12, month % 12 + 1, 1) - DAY)
    day = date(year, month, parts[2])
    return Span(day, day)


def later(day: date, months: int) -> date:
    """So many months later; the last day of a month that has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for number in range(day.day, 0, -1):
        try:
            return date(year, month + 1, number)
        except ValueError:
            continue
    raise AssertionError


def calendar_months(first: date, last: date) -> tuple[int, bool]:
    """Whole months from the first day through the last, stepped one by one, and whether days are left over."""

    def starts(count: int) -> date:
        """The day after so many months: a missing day is the first of the month after."""
        year, month = divmod(first.year * 12 + first.month - 1 + count, 12)
        try:
            return date(year, month + 1, first.day)
        except ValueError:
            return date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1)

    if last + DAY < first:
        return -1, False
    count = 0
    while starts(count + 1) <= last + DAY:
        count += 1
    return count, starts(count) != last + DAY


def at(data: Any, *path: str) -> Any:
    """What stands at a path, None when it ends before."""
    for name in path:
        data = data.get(name) if isinstance(data, dict) else None
    return data


@dataclass
class Register:
    """Records by kind, the settings, and the rows that the deadlines and the calculation give."""

    kinds: dict[str, list[Data]]
    config: Data
    reports: list[Data] = field(default_factory=list)
    worth: list[Data] = field(default_factory=list)

    def __getitem__(self, kind: str) -> list[Data]:
        return self.kinds.get(kind, [])

    def find(self, kind: str, record_id: Any) -> Data:
        """A record by its id; an empty one when there is none."""
        found = self.by_id.get(record_id)
        return found[1] if found and found[0] == kind else {}

    @cached_property
    def by_id(self) -> dict[Any, tuple[str, Data]]:
        """Every record with its kind."""
        return {each["id"]: (kind, each) for kind, records in self.kinds.items() for each in records}


def register(records: Iterable[tuple[str, Data]], config: Data) -> Register:
    """(kind, record) pairs as a register."""
    kinds: dict[str, list[Data]] = {}
    for kind, data in records:
        kinds.setdefault(kind, []).append(data)
    return Register(kinds, config)


def read(root: Path) -> list[tuple[str, Data]]:
    """Every record below a register's root; dates stay the texts they are."""
    yaml = YAML(typ="safe")
    yaml.constructor.yaml_constructors["tag:yaml.org,2002:timestamp"] = lambda _, node: node.value
    found = [yaml.load(path.read_text(encoding="utf-8")) for path in sorted((root / "records").rglob("*.yaml"))]
    return [(data["typ"], data) for data in found]
