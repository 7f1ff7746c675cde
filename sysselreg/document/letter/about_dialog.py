"""Facts of letters about a dialog: the meeting, the places that were agreed, how they are reported."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from sysselreg.check.facts import at, day, rows
from sysselreg.document.blocks import Column, Row, Table
from sysselreg.document.letter.about_time import reply_by
from sysselreg.document.letter.field import as_is, labelled, told
from sysselreg.document.letter.model import Subject, Value
from sysselreg.document.letter.words import labels, number_of, on, place, places, weekday, when
from sysselreg.due.days import is_working_day
from sysselreg.swedish import counted, number, percent_value, sentence_start


def _to_come(subject: Subject) -> date | None:
    """The day of a meeting that lies ahead."""
    held = day(subject.dialog, "möte", "datum") if subject.dialog else None
    return held.exact if held and held.exact and held.exact > subject.date else None


def _meeting_to_come(subject: Subject) -> Value:
    ahead = _to_come(subject)
    return weekday(ahead) if ahead else None


def _confirm_by(subject: Subject) -> Value:
    """The day to answer by, never after the last working day before the meeting."""
    ahead = _to_come(subject)
    if ahead is None:
        return None
    before = ahead - timedelta(days=1)
    while not is_working_day(before):
        before -= timedelta(days=1)
    return weekday(max(min(reply_by(subject), before), subject.date))


def _to_go_through(subject: Subject) -> Value:
    """What a dialog goes through, all of it."""
    codes = list(subject.records.schemas.vocabularies["genomganget"].codes)
    return labels(subject.records.schemas, "genomganget", codes)


def _not_gone_through(subject: Subject) -> Value:
    done = at(subject.dialog.data, "genomgånget") if subject.dialog else None
    codes = subject.records.schemas.vocabularies["genomganget"].codes
    missed = [code for code in codes if code not in done] if done is not None else []
    return labels(subject.records.schemas, "genomganget", missed)


def agreed(subject: Subject) -> Sequence[Mapping[str, Any]]:
    """The rows of places that the dialog led to."""
    return [row for _, row in rows(subject.dialog, "platser")] if subject.dialog else []


def _how_many(subject: Subject) -> Value:
    count = sum(row["antal"] for row in agreed(subject))
    return counted(count, "plats", "platser") if count else None


def _by_form(subject: Subject) -> Value:
    """`3 platser för arbetsträning, 2 utbildningsplatser`, in the order of the agreement."""
    schemas = subject.records.schemas
    counts: dict[str, int] = {}
    for row in agreed(subject):
        form = str(row.get("form", ""))
        counts[form] = counts.get(form, 0) + row["antal"]
    return [places(schemas, form or None, count) for form, count in counts.items()] or None


def _places(subject: Subject) -> Value:
    """The places of the agreement as a table."""
    body = [
        Row(
            (
                sentence_start(place(subject.records.schemas, row.get("form"))),
                number(row["antal"]),
                percent_value(row["omfattning_procent"]) if "omfattning_procent" in row else "–",
                str(row.get("från", "–")),
                str(row.get("till", "–")),
                str(row.get("arbetsställe", "–")),
            )
        )
        for row in agreed(subject)
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
    forms = [(sentence_start(place(subject.records.schemas, row.get("form"))), row["antal"]) for row in agreed(subject)]
    body = [Row((form, number(count), "", "", "")) for form, count in forms]
    columns = (
        Column("Slag av plats", 7),
        Column("Avtalat antal", 3, numeric=True),
        Column("Har börjat", 3),
        Column("Pågår nu", 3),
        Column("Har slutat", 3),
    )
    return Table("rapport", "Platser under perioden, antal", columns, tuple(body)) if body else None


def _started(subject: Subject) -> Value:
    """How many of the dialog's placements have begun, as the register knows."""
    if subject.dialog is None or subject.supplier is None:
        return None
    found = [
        each
        for each in subject.held.placements.get(subject.supplier.id, ())
        if each.data.get("dialogöverenskommelse") == subject.dialog.id and at(each.data, "faktisk", "från")
    ]
    return number_of(len(found), "plats", "platser")


def _next_meeting(subject: Subject) -> Value:
    """The day that was agreed for the next meeting, as long as it may lie ahead."""
    agreed_day = day(subject.dialog, "nästa_avstämning") if subject.dialog else None
    ahead = agreed_day is not None and agreed_day.last >= subject.date
    return told("dialog", when, "nästa_avstämning")(subject) if ahead else None


def _sanction(subject: Subject) -> Value:
    """What was agreed to follow when a placement ends early, a sentence."""
    said = at(subject.dialog.data, "sanktion_vid_förtida_avslut") if subject.dialog else None
    return "Ingen påföljd är överenskommen." if said == "ingen" else said


FACTS: Mapping[str, Callable[[Subject], Value]] = {
    "dialogens_status": told("dialog", as_is, "status"),
    "mötet": told("dialog", when, "möte", "datum"),
    "mötesdagen": told("dialog", on, "möte", "datum"),
    "kommande_möte": _meeting_to_come,
    "bekräfta_senast": _confirm_by,
    "mötets_form": labelled("dialog", "motesform", "möte", "form"),
    "mötets_deltagare": labelled("dialog", "roll", "möte", "deltagare"),
    "att_gå_igenom": _to_go_through,
    "genomgånget": labelled("dialog", "genomganget", "genomgånget"),
    "inte_genomgånget": _not_gone_through,
    "rekryteringsväg": labelled("dialog", "rekryteringsvag", "rekryteringsväg"),
    "kravprofil": told("dialog", as_is, "kravprofil"),
    "antal_platser": _how_many,
    "platser_efter_slag": _by_form,
    "platser": _places,
    "påbörjade_platser": _started,
    "rapportformulär": _to_report,
    "inga_platser": told("dialog", as_is, "orsak_inga_platser"),
    "undertecknad": told("dialog", when, "undertecknad"),
    "sanktion": _sanction,
    "rapportering": labelled("dialog", "rapportering", "rapportering"),
    "nästa_avstämning": _next_meeting,
}
