"""Facts of letters about what a dialog led to: the places that were agreed, signed, begun and reported on."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sysselreg.check.facts import at, day, rows
from sysselreg.document.blocks import Column, Row, Table
from sysselreg.document.letter.about_procurement import demands
from sysselreg.document.letter.about_time import reply_by
from sysselreg.document.letter.field import labelled, told
from sysselreg.document.letter.model import Subject, Value
from sysselreg.document.letter.refused import refusal
from sysselreg.document.letter.words import label, number_of, on, one_each, penalty, place, places, when
from sysselreg.due.reports import first_period, interval, places_end
from sysselreg.due.work import OVER
from sysselreg.period import PartialDate
from sysselreg.record.model import Record
from sysselreg.swedish import NBSP, counted, join_and, number, percent_value, sentence_start

_LATER = "bestäms senare"
_PENALTY = re.compile(r"\bvite", re.IGNORECASE)


def _agreed(subject: Subject) -> Sequence[Mapping[str, Any]]:
    """The rows of places that the dialog led to."""
    return [row for _, row in rows(subject.dialog, "platser")] if subject.dialog else []


def _under(subject: Subject) -> Sequence[Record]:
    """The placements of the dialog."""
    found = subject.held.placements.get(subject.supplier.id, ()) if subject.supplier else ()
    return [each for each in found if subject.dialog and each.data.get("dialogöverenskommelse") == subject.dialog.id]


def _to_sign(subject: Subject) -> Value:
    """`ja`: the agreement is to be signed. Raises UsageError when it is signed, is not to be, or is over."""
    agreement = subject.dialog
    if agreement is None:
        return None
    if "undertecknad" in agreement.data:
        signed = on(agreement.data, "undertecknad")
        raise refusal(subject, f"överenskommelsen är undertecknad {signed}. Skriv nya platser i en ny överenskommelse.")
    if at(agreement.data, "skriftlig") == "nej":
        raise refusal(subject, "överenskommelsen ska inte vara skriftlig. Bekräfta dialogen med L4.")
    end = places_end(subject.records, agreement, _under(subject))
    over = subject.procurement is not None and subject.procurement.data["status"] in OVER
    if over or (end is not None and end.last < subject.date):
        raise refusal(subject, "den sista platsen eller avtalet är slut. Sätt status fullföljd eller bruten i posten.")
    if _tells_of_penalty(subject) and _penalties(subject) is None:
        raise refusal(
            subject,
            "den säger att vite ska betalas vid förtida avslut, men inget krav i avtalet har ett vite. Skriv vitet i "
            "upphandlingen, eller ändra sanktion_vid_förtida_avslut.",
        )
    return "ja"


def _begins(row: Mapping[str, Any]) -> PartialDate | None:
    text = at(row, "från")
    return PartialDate.parse(text) if text else None


def _begins_unsigned(subject: Subject) -> Value:
    """`ja` when some place may begin before the agreement is signed."""
    days = [_begins(row) for row in _agreed(subject)]
    return "ja" if any(each and each.first < reply_by(subject) for each in days) else None


def _to_begin(subject: Subject) -> Value:
    """`ja` as long as some place may not have begun."""
    days = [_begins(row) for row in _agreed(subject)]
    return "ja" if any(each is None or each.last >= subject.date for each in days) else None


def _counts(subject: Subject) -> Mapping[str, int]:
    """How many places of each form, in the order of the agreement."""
    counts: dict[str, int] = {}
    for row in _agreed(subject):
        form = str(row.get("form", ""))
        counts[form] = counts.get(form, 0) + row["antal"]
    return counts


def _how_many(subject: Subject) -> Value:
    count = sum(_counts(subject).values())
    return counted(count, "plats", "platser") if count else None


def _by_form(subject: Subject) -> Value:
    """`tre platser för arbetsträning`, `två utbildningsplatser`."""
    return [places(subject.records.schemas, form or None, count) for form, count in _counts(subject).items()] or None


def _places(subject: Subject) -> Value:
    """The places of the agreement as a table; what is not known is to be agreed on."""
    body = [
        Row(
            (
                sentence_start(place(subject.records.schemas, row.get("form"))),
                number(row["antal"]),
                percent_value(row["omfattning_procent"]) if "omfattning_procent" in row else _LATER,
                str(row.get("från", _LATER)),
                str(row.get("till", "tills vidare" if row.get("form") == "tillsvidareanställning" else _LATER)),
                str(row.get("arbetsställe", _LATER)),
            )
        )
        for row in _agreed(subject)
    ]
    columns = (
        Column("Slag av plats", 29),
        Column("Antal", 11, numeric=True),
        Column("Omfattning", 20, numeric=True),
        Column("Från", 24),
        Column("Till", 20),
        Column("Arbetsställe", 26),
    )
    return Table("platser", "Platser enligt överenskommelsen", columns, tuple(body)) if body else None


def _to_report(subject: Subject) -> Value:
    """The form of a report: one row for each kind of place, empty cells for the supplier to fill in."""
    schemas = subject.records.schemas
    body = [
        Row((sentence_start(place(schemas, form or None)), number(count), "", "", ""))
        for form, count in _counts(subject).items()
    ]
    columns = (
        Column("Slag av plats", 7),
        Column("Avtalat antal", 3, numeric=True),
        Column("Har börjat", 3),
        Column("Pågår nu", 3),
        Column("Har slutat", 3),
    )
    return Table("rapport", "Platser under perioden, antal", columns, tuple(body)) if body else None


def _started(subject: Subject) -> Value:
    """How many placements have begun, as the register knows: of one place several, when it has been filled again."""
    if subject.dialog is None:
        return None
    days = [day(each, "faktisk", "från") for each in _under(subject)]
    return number_of(sum(each is not None and each.first <= subject.date for each in days), "placering", "placeringar")


def _sanction(subject: Subject) -> Value:
    """What was agreed to follow when a placement ends early, a sentence."""
    said = at(subject.dialog.data, "sanktion_vid_förtida_avslut") if subject.dialog else None
    return "Ingen påföljd är överenskommen." if said == "ingen" else said


def _tells_of_penalty(subject: Subject) -> bool:
    said = at(subject.dialog.data, "sanktion_vid_förtida_avslut") if subject.dialog else None
    return _PENALTY.search(said or "") is not None


def _penalties(subject: Subject) -> Value:
    """The penalties of the contract, where the agreement says that one follows when a placement ends early."""
    found = [penalty(each) for each in demands(subject) if at(each, "vite")]
    return (join_and(one_each(found)) or None) if _tells_of_penalty(subject) else None


def _interval(subject: Subject) -> Value:
    """`varje kvartal`: how often the places are reported on, as agreed, else as the register asks."""
    if subject.dialog is None or not _agreed(subject):
        return None
    return label(subject.records.schemas, "rapportering", interval(subject.records, subject.dialog))


def _first_period(subject: Subject) -> Value:
    """`april–juni 2025`: the first of several periods that a report is about; None when there is but one."""
    due = subject.due
    if subject.dialog is None or due is None or not due.period:
        return None
    first = first_period(subject.records, subject.dialog, due.part)
    return first.replace(" ", NBSP) if first != due.period else None


FACTS: Mapping[str, Callable[[Subject], Value]] = {
    "att_skriva_under": _to_sign,
    "platser_före_underskrift": _begins_unsigned,
    "platser_som_ska_börja": _to_begin,
    "antal_platser": _how_many,
    "platser_efter_slag": _by_form,
    "platser": _places,
    "påbörjade_placeringar": _started,
    "rapportformulär": _to_report,
    "undertecknad": told("dialog", when, "undertecknad"),
    "sanktion": _sanction,
    "vite_vid_avslut": _penalties,
    "rapportering": labelled("dialog", "rapportering", "rapportering"),
    "rapporteras": _interval,
    "första_rapportperiod": _first_period,
}
