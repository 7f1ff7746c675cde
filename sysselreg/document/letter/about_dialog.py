"""Facts of letters about a dialog: the meeting that is called to, or was held."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta

from sysselreg.check.facts import HELD, at, awards, day
from sysselreg.document.letter.about_procurement import in_force
from sysselreg.document.letter.about_time import reply_by
from sysselreg.document.letter.field import as_is, labelled, told
from sysselreg.document.letter.model import Subject, Value
from sysselreg.document.letter.refused import refusal
from sysselreg.document.letter.words import in_one_line, label, labels, on, weekday, when
from sysselreg.due.days import is_working_day
from sysselreg.record.model import Record

# Statuses of a procurement whose contract is signed and not over.
_SIGNED = frozenset({"avtal_tecknat", "pågående"})


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


def _between(subject: Subject) -> Sequence[Record]:
    """The dialogs with the supplier about the contract."""
    if subject.procurement is None or subject.supplier is None:
        return ()
    return subject.held.dialogs.get((subject.procurement.id, subject.supplier.id), ())


def _last_held(subject: Subject, dialogs: Iterable[Record]) -> Record | None:
    """The last of some dialogs that was held, but for the one that the letter is about."""
    found = [
        (when_held.first if when_held else date.min, each)
        for each in dialogs
        if each.data["status"] in HELD and each is not subject.record
        if (when_held := day(each, "möte", "datum")) is None or when_held.first <= subject.date
    ]
    return max(found, key=lambda pair: pair[0])[1] if found else None


def _to_call(subject: Subject) -> Value:
    """`ja`: the supplier is to be called. Raises UsageError unless the contract runs and the meeting is to come."""
    if subject.procurement is None or subject.supplier is None:
        return None
    status = subject.procurement.data["status"]
    if status not in _SIGNED:
        stands = f"{subject.procurement.id} har status ”{label(subject.records.schemas, 'upphandlingsstatus', status)}”"
        raise refusal(subject, f"{stands}. Kalla när avtalet är tecknat, så länge det gäller.")
    if in_force(subject) is None:
        raise refusal(subject, "avtalet är slut. Återrapportera kravet med L14.")
    before = _last_held(subject, _between(subject)) if subject.record is subject.procurement else None
    if before is not None:
        planned = [each.id for each in _between(subject) if each.data["status"] in ("planerad", "kallad")]
        own = f"brev L3 {planned[0]}" if planned else "ny dialogöverenskommelse"
        raise refusal(
            subject, f"första dialogen är hållen ({before.id}). Nästa möte har en egen post: sysselreg {own}."
        )
    called = subject.dialog if subject.dialog and subject.dialog.data["status"] == "kallad" else None
    meeting = day(called, "möte", "datum") if called else None
    if called and meeting and meeting.last <= subject.date:
        told_day = on(called.data, "möte", "datum")
        raise refusal(
            subject, f"mötet var {told_day}. Skriv i {called.id} om det är genomfört eller uteblev, eller en ny dag."
        )
    return "ja"


def _meet_by(subject: Subject) -> Value:
    """The last day for the meeting that is called to, when it is known and has not passed."""
    latest = subject.due.latest.exact if subject.due and subject.due.latest else None
    return in_one_line(latest) if latest and latest > subject.date else None


def _late_since(subject: Subject) -> Value:
    """The day that the first dialog with some supplier should have been held by, when it has passed."""
    passed = [each.latest.last for each in subject.dues if each.rule == "B103" and each.latest and each.overdue_days]
    return in_one_line(min(passed)) if passed else None


def _met_all(subject: Subject) -> Value:
    """`ja` when a dialog has been held with every supplier."""
    if subject.procurement is None:
        return None
    suppliers = {str(row["leverantör"]) for _, row in awards(subject.records, subject.procurement)[1]}
    met = [_last_held(subject, subject.held.dialogs.get((subject.procurement.id, each), ())) for each in suppliers]
    return "ja" if met and all(met) else None


def _met_before(subject: Subject) -> Value:
    """`den 7 april 2025`, else `tidigare`: when the supplier was met last, before this meeting."""
    before = _last_held(subject, _between(subject))
    return (on(before.data, "möte", "datum") or "tidigare") if before else None


def _is_held(subject: Subject) -> Value:
    """`ja` when the meeting does not lie ahead. Raises UsageError when it does."""
    held = day(subject.dialog, "möte", "datum") if subject.dialog else None
    if subject.dialog and held and held.first > subject.date:
        raise refusal(subject, f"mötet är {on(subject.dialog.data, 'möte', 'datum')}. Gör brevet när det är hållet.")
    return "ja"


def _to_go_through(subject: Subject) -> Value:
    """What a dialog goes through, all of it."""
    codes = list(subject.records.schemas.vocabularies["genomganget"].codes)
    return labels(subject.records.schemas, "genomganget", codes)


def _not_gone_through(subject: Subject) -> Value:
    done = at(subject.dialog.data, "genomgånget") if subject.dialog else None
    codes = subject.records.schemas.vocabularies["genomganget"].codes
    missed = [code for code in codes if code not in done] if done is not None else []
    return labels(subject.records.schemas, "genomganget", missed)


def _next_meeting(subject: Subject) -> Value:
    """The day that was agreed for the next meeting, as long as it may lie ahead."""
    agreed_day = day(subject.dialog, "nästa_avstämning") if subject.dialog else None
    ahead = agreed_day is not None and agreed_day.last >= subject.date
    return told("dialog", when, "nästa_avstämning")(subject) if ahead else None


FACTS: Mapping[str, Callable[[Subject], Value]] = {
    "dialogens_status": told("dialog", as_is, "status"),
    "mötet": told("dialog", when, "möte", "datum"),
    "mötesdagen": told("dialog", on, "möte", "datum"),
    "att_kalla_till": _to_call,
    "träffades_förut": _met_before,
    "mötet_senast": _meet_by,
    "dialog_skulle_senast": _late_since,
    "möten_hållna": _met_all,
    "mötet_är_hållet": _is_held,
    "kommande_möte": _meeting_to_come,
    "bekräfta_senast": _confirm_by,
    "mötets_form": labelled("dialog", "motesform", "möte", "form"),
    "mötets_deltagare": labelled("dialog", "roll", "möte", "deltagare"),
    "att_gå_igenom": _to_go_through,
    "genomgånget": labelled("dialog", "genomganget", "genomgånget"),
    "inte_genomgånget": _not_gone_through,
    "rekryteringsväg": labelled("dialog", "rekryteringsvag", "rekryteringsväg"),
    "kravprofil": told("dialog", as_is, "kravprofil"),
    "inga_platser": told("dialog", as_is, "orsak_inga_platser"),
    "nästa_avstämning": _next_meeting,
}
