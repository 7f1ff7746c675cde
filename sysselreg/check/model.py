"""The nouns of the check room: the register as rules see it, and the records that passed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, TypeAlias

from sysselreg.errors import RegisterErrorsError
from sysselreg.finding import Finding, worst_first
from sysselreg.record.model import Record
from sysselreg.schema.model import Schemas


@dataclass(frozen=True)
class Register:
    """What a rule sees: all records that could be read, the settings with their defaults, the narrative texts.

    `texts`: path below the register's root → text of `records/texter/`.
    """

    records: tuple[Record, ...]
    config: Mapping[str, Any]
    schemas: Schemas
    texts: Mapping[str, str]

    @cached_property
    def by_id(self) -> Mapping[str, Record]:
        """Records by id; of two with the same id the first by path."""
        return {record.id: record for record in reversed(self.records)}

    @cached_property
    def _by_kind(self) -> Mapping[str, list[Record]]:
        found: dict[str, list[Record]] = {}
        for record in self.records:
            found.setdefault(record.kind, []).append(record)
        return found

    def of(self, kind: str) -> Iterator[Record]:
        """The records of one kind, by its Swedish name."""
        return iter(self._by_kind.get(kind, ()))


Rule: TypeAlias = Callable[[Register], Iterator[Finding]]


@dataclass(frozen=True)
class CheckedRecords(Register):
    """A register without errors: the only thing that tables are made of. Made by `check.run` alone."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """All findings, worst first; `checked` is None when one of them is an error."""

    findings: tuple[Finding, ...]
    count: int
    checked: CheckedRecords | None

    def sound(self) -> CheckedRecords:
        """The checked records. Raises RegisterErrorsError when there is an error: nothing is counted on those."""
        if self.checked is None:
            raise RegisterErrorsError(sum(finding.level == "fel" for finding in self.findings))
        return self.checked

    def plus(self, more: Iterable[Finding]) -> Outcome:
        """The outcome with more findings."""
        found = tuple(worst_first([*self.findings, *more]))
        errors = any(finding.level == "fel" for finding in found)
        return replace(self, findings=found, checked=None if errors else self.checked)
