"""The nouns of the letters: definition, what a letter is about, what every letter shows, the finished letter."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import TypeAlias

from sysselreg.check.facts import awards, procurement_of
from sysselreg.check.model import CheckedRecords
from sysselreg.document.annual.model import Materials
from sysselreg.document.blocks import Fact, KeyFigure, Table
from sysselreg.due.model import Due
from sysselreg.record.model import Record
from sysselreg.record.secrecy import public_records, public_texts

# What a template may show: text, several texts, large numbers, terms or a table; None when the register does not know.
Value: TypeAlias = str | Sequence[str] | Sequence[KeyFigure] | Sequence[Fact] | Table | None


@dataclass(frozen=True, slots=True)
class Definition:
    """One file of `reports/letters/`.

    `document`: the kind of document, as its head says; `trigger`: when it is sent, in words; `kinds`: kind of record →
    the statuses in which it may be made, none for all; `to`, `copies` and `again` (copies from the second reminder on):
    roles; `officer`: the role that writes it; `reply_days`: working days to answer in; `requires` and `may_use`: facts;
    `public`: whether it leaves the parties of the contract, so that only open words may be told; `decided`: what it is
    called instead of `document`, on it and in the diary, when it tells of a decision with such a consequence.
    """

    id: str
    name: str
    document: str
    trigger: str
    kinds: Mapping[str, tuple[str, ...]]
    to: tuple[str, ...]
    officer: str
    source: str
    file: str
    copies: tuple[str, ...] = ()
    again: tuple[str, ...] = ()
    reply_days: int = 10
    requires: tuple[str, ...] = ()
    may_use: tuple[str, ...] = ()
    public: bool = False
    style: str = ""
    decided: Mapping[str, str] = field(default_factory=dict)

    @property
    def template(self) -> str:
        """The path of its template."""
        return self.file.removesuffix(".yaml") + ".html.j2"

    @property
    def facts(self) -> tuple[str, ...]:
        """Every fact that the template may show."""
        return (*self.requires, *self.may_use)


@dataclass(frozen=True, slots=True)
class Choices:
    """What is said when a letter is made and stands in no record.

    `date`: the letter's own; `case`: the diarienummer of its case, "" when there is none yet; `registered`: whether it
    is registered there, else it is a draft; `supplier`: an id, "" when there is no choice; `recipient` and `reference`:
    written on the letter instead of the register's words; `name`: of the participant, printed and kept nowhere.
    """

    date: date
    case: str = ""
    registered: bool = False
    supplier: str = ""
    recipient: str = ""
    reference: str = ""
    name: str = field(default="", repr=False)


@dataclass(frozen=True)
class Held:
    """The checked records, and what many letters of one run look up in them.

    `report`: what the Årsrapport of a year is made from, as it may be published; counted when a letter asks for it.
    """

    records: CheckedRecords
    report: Callable[[int], Materials]

    @cached_property
    def opened(self) -> Held:
        """The same with only what may be told to anybody."""
        held = self.records
        records, texts = public_records(held.records, held.schemas), public_texts(held.texts, held.records)
        return Held(replace(held, records=records, texts=texts), self.report)

    @cached_property
    def dialogs(self) -> Mapping[tuple[str, str], Sequence[Record]]:
        """Dialogs by procurement and supplier."""
        found: dict[tuple[str, str], list[Record]] = {}
        for each in self.records.of("dialogöverenskommelse"):
            found.setdefault((str(each.data["upphandling"]), str(each.data["leverantör"])), []).append(each)
        return found

    @cached_property
    def placements(self) -> Mapping[str, Sequence[Record]]:
        """Placements by supplier."""
        found: dict[str, list[Record]] = {}
        for each in self.records.of("placering"):
            found.setdefault(str(each.data["leverantör"]), []).append(each)
        return found

    @cached_property
    def of_procurement(self) -> Mapping[str, Sequence[Record]]:
        """Placements by the procurement whose requirement they serve."""
        found: dict[str, list[Record]] = {}
        for each in self.records.of("placering"):
            served = procurement_of(self.records, each)
            for procurement in {str(each.data["upphandling"]), served.id if served else ""}:
                found.setdefault(procurement, []).append(each)
        return found

    @cached_property
    def evaluations(self) -> Sequence[Record]:
        """The employers' evaluations."""
        return [each for each in self.records.of("utvärdering") if each.data["slag"] == "arbetsgivare"]

    @cached_property
    def letters(self) -> Mapping[str, Sequence[Record]]:
        """Registered letters by each record that they are about."""
        found: dict[str, list[Record]] = {}
        for each in self.records.of("handling"):
            for about in each.data.get("avser", ()) if "brevtyp" in each.data else ():
                found.setdefault(about, []).append(each)
        return found

    @cached_property
    def roles(self) -> Mapping[str, str]:
        """Function or unit in each role, as the programs say."""
        found: dict[str, str] = {}
        for each in self.records.of("program"):
            found = {**each.data.get("roller", {}), **found}
        return found


@dataclass(frozen=True)
class Subject:
    """What a letter is about: the record it is made for and those that belong to it.

    `dues`: what is to be done about the record, `due` what the letter settles of it.
    """

    definition: Definition
    choices: Choices
    held: Held
    record: Record
    procurement: Record | None = None
    supplier: Record | None = None
    dialog: Record | None = None
    placement: Record | None = None
    dues: tuple[Due, ...] = ()
    due: Due | None = None

    @property
    def date(self) -> date:
        """The letter's date."""
        return self.choices.date

    @property
    def records(self) -> CheckedRecords:
        """All records of the register."""
        return self.held.records

    @cached_property
    def case(self) -> Record | None:
        """The case that the letter belongs to."""
        cases = self.records.of("ärende")
        return next((each for each in cases if each.data["diarienummer"] == self.choices.case), None)

    @property
    def annual(self) -> Materials | None:
        """What the Årsrapport that the letter goes before is made from; None when it goes before none."""
        before = self.record.kind == "program" and "rapportår" in self.definition.facts
        return self.held.report(self.year) if before else None

    @property
    def year(self) -> int:
        """The year that is told of: the one that is to be done, else the last that has ended."""
        part = self.due.part if self.due else ""
        return int(part) if part.isdigit() else self.date.year - 1

    @property
    def demanding(self) -> Record | None:
        """The procurement whose requirements hold: the framework of a call-off that has none of its own."""
        own = self.procurement
        framework = self.records.by_id.get(str(own.data.get("avrop_från"))) if own is not None else None
        return framework if framework is not None and own is not None and not own.data.get("krav") else own

    @cached_property
    def award(self) -> Mapping[str, object]:
        """The award to the supplier; empty when there is none, or several."""
        if self.procurement is None or self.supplier is None:
            return {}
        found = [
            row for _, row in awards(self.held.records, self.procurement)[1] if row["leverantör"] == self.supplier.id
        ]
        return found[0] if len(found) == 1 else {}

    @property
    def basis(self) -> tuple[str, ...]:
        """The ids of the records that the letter rests on, its own first."""
        parts = (self.record, self.procurement, self.supplier, self.dialog, self.placement)
        return tuple(dict.fromkeys(each.id for each in parts if each is not None))


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sends: name and unit, and the ways to reach them ("" for what the register does not say)."""

    name: str
    unit: str
    post: str = ""
    visit: str = ""
    phone: str = ""
    mail: str = ""
    web: str = ""
    number: str = ""


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands on every letter, ready to be shown.

    `basis`: the records and the commit it rests on; `stamp`: "UTKAST" or ""; `reply`: where an answer is sent, a
    sentence; `style`: the class of the page.
    """

    document: str
    date: str
    identifier: str
    reference: str
    sender: Sender
    officer: str
    recipient: tuple[str, ...]
    copies: tuple[str, ...]
    reply: str
    basis: str
    stamp: str = ""
    style: str = ""

    @property
    def contact(self) -> tuple[str, ...]:
        """The ways to reach the officer."""
        return tuple(filter(None, (self.sender.phone, self.sender.mail)))


@dataclass(frozen=True, slots=True)
class Letter:
    """A finished letter: file name without suffix, heading, PDF, and what it was made from."""

    name: str
    heading: str
    pdf: bytes
    frame: Frame
    subject: Subject = field(repr=False)
