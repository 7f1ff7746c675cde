"""Letters made from a checked register: one, or every one that is due."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from sysselreg import __version__
from sysselreg.check.model import CheckedRecords
from sysselreg.document.annual.model import Materials
from sysselreg.document.letter.build import build
from sysselreg.document.letter.definitions import letter_named, load_letters
from sysselreg.document.letter.model import Choices, Definition, Held, Letter, Subject
from sysselreg.document.letter.subject import subject
from sysselreg.document.templates import Templates, load_templates
from sysselreg.due.model import Due
from sysselreg.due.run import due
from sysselreg.errors import UsageError
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


def desk(snapshot: Snapshot, records: CheckedRecords, day: date, report: Callable[[int], Materials]) -> Desk:
    """Where the letters of a day are made. `report`: as in `Held`."""
    return Desk(snapshot, Held(records, report), day)


def based_on(handling: Record) -> tuple[str, date]:
    """The commit that a registered letter rests on, and its day.

    Raises UsageError when the handling is no letter made here.
    """
    commit, day = handling.data.get("underlag", {}).get("commit"), _said(handling).get("datum")
    if commit is None or day is None or not handling.data.get("avser"):
        raise UsageError(f"{handling.id} är inget brev som är upprättat med sysselreg, så det går inte att göra om.")
    return str(commit), date.fromisoformat(day)


def again(there: Desk, handling: Record) -> Letter:
    """A registered letter once more, made of what it rests on (`based_on`)."""
    said = _said(handling)
    choices = Choices(
        there.day,
        case=said.get("diarienummer", ""),
        registered=True,
        supplier=said.get("leverantör", ""),
        recipient=said.get("mottagare", ""),
        reference=said.get("er beteckning", ""),
    )
    definition = letter_named(there.definitions, str(handling.data.get("brevtyp")))
    settled = next((each for each in there.dues if each.uid == said.get("bevakning")), None)
    return make(there, definition, there.held.records.by_id[str(handling.data["avser"][0])], choices, settled)


def _said(handling: Record) -> dict[str, str]:
    return {each["namn"]: each["värde"] for each in handling.data.get("underlag", {}).get("parametrar", ())}


def parameters(letter: Letter) -> list[dict[str, str]]:
    """What `again` needs to know beside the commit and the records, for `underlag.parametrar`."""
    choices, due, supplier = letter.subject.choices, letter.subject.due, letter.subject.supplier
    told = {
        "datum": choices.date.isoformat(),
        "diarienummer": choices.case,
        "leverantör": supplier.id if supplier and choices.supplier else "",
        "mottagare": choices.recipient,
        "er beteckning": choices.reference,
        "bevakning": due.uid if due else "",
        "program": f"sysselreg {__version__}",
    }
    return [{"namn": name, "värde": value} for name, value in told.items() if value]


def make(desk: Desk, definition: Definition, record: Record, choices: Choices, settles: Due | None = None) -> Letter:
    """One letter. `settles`: what is to be done by it; else the first thing that such a letter would settle.

    Raises UsageError when it cannot be made for the record or a fact that it needs is not known; DefinitionError when
    its definition or template is wrong.
    """
    about = subject(definition, desk.held, record, choices)
    about = replace(about, dues=tuple(each for each in desk.dues if each.id == about.record.id))
    about = replace(about, due=settles or next(_settled_by(about), None))
    return build(about, desk.templates, desk.snapshot.files, desk.snapshot.revision)


def _settled_by(about: Subject) -> Iterator[Due]:
    """What the letter would settle, the most urgent first; of several suppliers, the one's own."""
    for each in about.dues:
        theirs = supplier_of(about.record, each)
        own = about.supplier is None or theirs in ("", about.supplier.id)
        begun = each.opens is None or each.opens <= about.date
        if own and begun and about.records.schemas.duties[each.rule].letter == about.definition.id:
            yield each


def supplier_of(record: Record, what: Due) -> str:
    """The supplier that something to do is about, when the record has several; '' else."""
    rows = record.data.get("tilldelning", ()) if record.kind == "upphandling" else ()
    return next((str(row["leverantör"]) for row in rows if row["id"] == what.part), "")
