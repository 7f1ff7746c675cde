"""From a record to what a letter about it is about: procurement, supplier, dialog, placement."""

from __future__ import annotations

from typing import NamedTuple

from sysselreg.check.facts import awards
from sysselreg.check.model import CheckedRecords
from sysselreg.check.statements import id_of
from sysselreg.document.letter.model import Choices, Definition, Held, Subject
from sysselreg.document.letter.words import label
from sysselreg.due.model import Due
from sysselreg.errors import UsageError
from sysselreg.record.model import Record
from sysselreg.swedish import join_and


class _Parts(NamedTuple):
    procurement: Record | None = None
    supplier: Record | None = None
    dialog: Record | None = None
    placement: Record | None = None


def subject(
    definition: Definition,
    held: Held,
    record: Record,
    choices: Choices,
    dues: tuple[Due, ...] = (),
) -> Subject:
    """What a letter is about. Raises UsageError when it cannot be made for the record, saying for what it can."""
    _check_may_be_made(definition, held.records, record)
    record = _meant(definition, held.records, record)
    if definition.public:
        held = held.opened
        record = held.records.by_id[record.id]
    parts = _parts(held, record)
    if parts.procurement is not None and parts.supplier is None and "leverantör" in definition.to:
        parts = parts._replace(supplier=_chosen(held, parts.procurement, choices.supplier))
    if "anbudsgivare" in definition.to and choices.supplier:
        parts = parts._replace(supplier=_bidder(held, choices.supplier))
    if parts.dialog is None and parts.procurement is not None and parts.supplier is not None:
        between = held.dialogs.get((parts.procurement.id, parts.supplier.id), ())
        parts = parts._replace(dialog=between[0] if len(between) == 1 else None)
    return Subject(definition, choices, held, record, *parts, dues)


def case_number(records: CheckedRecords, record: Record) -> str:
    """The diarienummer that a record belongs to: its own, the one of what it belongs to, or the report's; '' without.

    So a procurement's placements are in its case, and the mandate that is reported in the case of the report.
    """
    here: Record | None = record
    while here is not None and "diarienummer" not in here.data:
        above = here.data.get("ärende", here.data.get("upphandling", here.data.get("avser")))
        here = records.by_id.get(above) if isinstance(above, str) else None
    reported = record.kind == "program" and record.id == _reported(records)
    return str(here.data["diarienummer"]) if here else _report_number(records) if reported else ""


def _meant(definition: Definition, records: CheckedRecords, record: Record) -> Record:
    """The record that a letter is about: of the report's own case, the mandate that is reported.

    Unless a text is written about the case itself.
    """
    number = record.data.get("diarienummer")
    if "uppdrag" not in definition.facts or number is None or number != _report_number(records):
        return record
    if any(id_of(path) == record.id for path in records.texts):
        return record
    return records.by_id.get(_reported(records), record)


def _report_number(records: CheckedRecords) -> str:
    return str(records.config.get("rapport", {}).get("diarienummer", ""))


def _reported(records: CheckedRecords) -> str:
    """The id of the mandate that the report answers to: the one the settings name, else the only one."""
    only = [each.id for each in records.of("program")]
    return str(records.config.get("rapport", {}).get("avser_program", only[0] if len(only) == 1 else ""))


def _check_may_be_made(definition: Definition, records: CheckedRecords, record: Record) -> None:
    statuses = definition.kinds.get(record.kind)
    status = record.data.get("status")
    if statuses is None:
        raise UsageError(
            f"{definition.id} {definition.name} görs inte för {record.kind} ({record.id}), bara för "
            f"{join_and(list(definition.kinds), 'eller')}."
        )
    if statuses and status not in statuses:
        field = records.schemas.kinds[record.kind].root.children["status"]
        wanted = [_quoted(records, field.vocabulary, each) for each in statuses]
        raise UsageError(
            f"{definition.id} {definition.name} görs när status är {join_and(wanted, 'eller')}. {record.id} har status "
            f"{_quoted(records, field.vocabulary, status)}."
        )


def _quoted(records: CheckedRecords, vocabulary: str, code: object) -> str:
    return f"”{label(records.schemas, vocabulary, code) or code}”"


def _parts(held: Held, record: Record) -> _Parts:
    def pointed(name: str) -> Record | None:
        return held.records.by_id.get(str(record.data.get(name, "")))

    procurement = pointed("upphandling")
    match record.kind:
        case "upphandling":
            return _Parts(procurement=record)
        case "dialogöverenskommelse":
            return _Parts(procurement, pointed("leverantör"), record)
        case "placering":
            return _Parts(procurement, pointed("leverantör"), pointed("dialogöverenskommelse"), record)
        case "utvärdering":
            about = pointed("avser")
            return _parts(held, about) if about is not None and about.kind != "utvärdering" else _Parts()
        case "organisation":
            return _Parts(supplier=record)
        case _:
            return _Parts()


def _bidder(held: Held, wanted: str) -> Record:
    """An organisation that has no contract yet. Raises UsageError when there is none of that id."""
    found = [each for each in held.records.of("organisation") if each.id.startswith(wanted)]
    if len(found) != 1:
        raise UsageError(f"Organisationen {wanted} finns inte, eller är flera. Se sysselreg lista organisation.")
    return found[0]


def _chosen(held: Held, procurement: Record, wanted: str) -> Record | None:
    """The supplier asked for, or the only one. Raises UsageError when it must be chosen or has no contract."""
    by_id = held.records.by_id
    rows = awards(held.records, procurement)[1]
    ids = list(dict.fromkeys(str(row["leverantör"]) for _, row in rows))
    listed = ", ".join(f"{each} {by_id[each].data.get('namn', '')}" for each in ids if each in by_id)
    if wanted:
        found = [each for each in ids if each.startswith(wanted)]
        if len(found) != 1:
            raise UsageError(f"{wanted} har inget avtal i {procurement.id}. Välj av: {listed or 'ingen'}.")
        return by_id.get(found[0])
    if len(ids) > 1:
        raise UsageError(f"{procurement.id} har flera leverantörer. Välj en med --leverantor: {listed}.")
    return by_id.get(ids[0]) if ids else None
