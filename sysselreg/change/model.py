"""The nouns of the change room: a state of a register, a changed field, a told record, the whole change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

from sysselreg.check.model import Outcome, Register
from sysselreg.finding import Finding
from sysselreg.record.model import Record
from sysselreg.schema.model import Field
from sysselreg.snapshot import Revision, Snapshot

if TYPE_CHECKING:  # the history of a record is told without any figure
    from sysselreg.figure.retold import Effect

Art = Literal["ny", "ändrad", "borttagen"]


@dataclass(frozen=True)
class State:
    """One state of a register: its files, every record that could be read, and everything found wrong with it.

    `register` holds only the records that are sound, as rules see them; `outcome` is that of the whole check.
    """

    snapshot: Snapshot
    records: tuple[Record, ...]
    register: Register
    findings: tuple[Finding, ...]
    outcome: Outcome

    @cached_property
    def by_path(self) -> Mapping[str, Record]:
        """Records by the path of their file."""
        return {record.path: record for record in self.records}

    @cached_property
    def by_id(self) -> Mapping[str, Record]:
        """Records by id; of two with the same id the first by path."""
        return {record.id: record for record in reversed(self.records)}


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field that differs.

    `path`: keys, an entry of a list as `[k1]`; `before` and `after` are None where the field is not there; `field` is
    None where the schema knows none.
    """

    path: tuple[str, ...]
    before: Any
    after: Any
    field: Field | None

    @property
    def name(self) -> str:
        """The path as people write it: `avtalstid.till`, `krav[k1].antal`."""
        return ".".join(self.path).replace(".[", "[")


@dataclass(frozen=True, slots=True)
class Told:
    """One record (or settings, text, other file) of a change.

    `kind` is a key of the wording file's `typer`, `sentences` say what is different, `consequences` what follows,
    `findings` what is now wrong with it and was not before, `solved` what no longer is.
    """

    id: str
    kind: str
    title: str
    path: str
    art: Art
    sentences: tuple[str, ...]
    fields: tuple[FieldChange, ...] = ()
    consequences: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    solved: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Kind:
    """How a kind is spoken of: `placering`, `placeringen`, `placeringar`, neuter or not, its most telling fields."""

    one: str
    the: str
    many: str
    neuter: bool
    foremost: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """What differs between two states.

    `findings`, `solved` and `consequences` are those of no record in `records`; `standing` are the findings that were
    there before and still are; `others` the changed files outside the register; `kinds` how the kinds are spoken of;
    `names` what the records that findings stand in are called, by id. `issued`: what it makes of each issued report;
    None where that cannot be counted for errors.
    """

    before: Revision
    after: Revision
    records: tuple[Told, ...]
    consequences: tuple[str, ...]
    findings: tuple[Finding, ...]
    solved: tuple[Finding, ...]
    standing: tuple[Finding, ...]
    others: tuple[str, ...]
    kinds: Mapping[str, Kind]
    names: Mapping[str, str]
    issued: tuple[Effect, ...] | None = ()
