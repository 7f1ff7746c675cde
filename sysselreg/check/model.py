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

    `texts`: path below the register's root → text of `records/texter/`. `every`: where `records` are some of
    them only, all by id, for what those refer to.
    """

    records: tuple[Record, ...]
    config: Mapping[str, Any]
    schemas: Schemas
    texts: Mapping[str, str]
    every: Mapping[str, Record] | None = None

    @cached_property
    def by_id(self) -> Mapping[str, Record]:
        """Records by id; of two with the same id the first by path."""
        if self.every is not None:
            return self.every
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


@dataclass(frozen=True)
class Outcome:
    """All findings, worst first; `passed` gives the checked records, None when one of the findings is an error."""

    findings: tuple[Finding, ...]
    count: int
    passed: Callable[[], CheckedRecords] | None

    @cached_property
    def checked(self) -> CheckedRecords | None:
        """The checked records, read when somebody asks for them; None when there is an error."""
        return self.passed() if self.passed else None

    def sound(self) -> CheckedRecords:
        """The checked records. Raises RegisterErrorsError when there is an error: nothing is counted on those."""
        if self.checked is None:
            raise self.refused()
        return self.checked

    def refused(self) -> RegisterErrorsError:
        """Why nothing is counted on a register with errors."""
        return RegisterErrorsError(sum(finding.level == "fel" for finding in self.findings))

    def plus(self, more: Iterable[Finding]) -> Outcome:
        """The outcome with more findings."""
        found = tuple(worst_first([*self.findings, *more]))
        errors = any(finding.level == "fel" for finding in found)
        return replace(self, findings=found, passed=None if errors else self.passed)
