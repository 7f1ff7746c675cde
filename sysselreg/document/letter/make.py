"""Letters made from a checked register: one, or every one that is due."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from sysselreg.check.model import CheckedRecords
from sysselreg.document.letter.build import build
from sysselreg.document.letter.definitions import load_letters
from sysselreg.document.letter.model import Choices, Definition, Held, Letter
from sysselreg.document.letter.subject import subject
from sysselreg.document.templates import Templates, load_templates
from sysselreg.due.model import Due
from sysselreg.due.run import due
from sysselreg.record.model import Record
from sysselreg.snapshot import Snapshot


@dataclass(frozen=True)
class Desk:
    """What letters of one day are made from: one snapshot, read and checked once."""

    snapshot: Snapshot
    held: Held
    day: date

    @cached_property
    def definitions(self) -> Mapping[str, Definition]:
        """The letters by id."""
        return load_letters(self.snapshot, self.held.records.schemas)

    @cached_property
    def templates(self) -> Templates:
        """Their templates."""
        return load_templates(self.snapshot.files)

    @cached_property
    def dues(self) -> tuple[Due, ...]:
        """Everything that is to be done."""
        return due(self.held.records, self.day)


def desk(snapshot: Snapshot, records: CheckedRecords, day: date) -> Desk:
    """Where the letters of a day are made."""
    return Desk(snapshot, Held(records), day)


def make(desk: Desk, definition: Definition, record: Record, choices: Choices, settles: Due | None = None) -> Letter:
    """One letter. `settles`: what is to be done by it; else the first thing that such a letter would settle.

    Raises UsageError when it cannot be made for the record or a fact that it needs is not known; DefinitionError when
    its definition or template is wrong.
    """
    found = settles or next(_settled_by(desk, definition, record, choices.supplier), None)
    dues = tuple(each for each in desk.dues if each.id == record.id)
    about = subject(definition, desk.held, record, choices, dues, found)
    return build(about, desk.templates, desk.snapshot.files, desk.snapshot.revision)


def _settled_by(desk: Desk, definition: Definition, record: Record, supplier: str) -> Iterator[Due]:
    """What such a letter about a record would settle, the most urgent first; of several suppliers, the one's own."""
    duties = desk.held.records.schemas.duties
    for each in desk.dues:
        own = not supplier or supplier_of(record, each) in ("", supplier)
        if each.id == record.id and duties[each.rule].letter == definition.id and own:
            yield each


def supplier_of(record: Record, what: Due) -> str:
    """The supplier that something to do is about, when the record has several; '' else."""
    rows = record.data.get("tilldelning", ()) if record.kind == "upphandling" else ()
    return next((str(row["leverantör"]) for row in rows if row["id"] == what.part), "")
