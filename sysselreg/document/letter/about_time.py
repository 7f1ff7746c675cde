"""Facts of letters about time: the day to answer by, what is late, what was written before."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from sysselreg.check.facts import awards, on_places
from sysselreg.document.letter.about_breach import breaches, in_words
from sysselreg.document.letter.about_compliance import outcomes
from sysselreg.document.letter.about_procurement import demands
from sysselreg.document.letter.model import Subject, Value
from sysselreg.document.letter.refused import refusal
from sysselreg.document.letter.words import days, in_one_line, title, weekday
from sysselreg.due.days import working_days_later
from sysselreg.due.model import Due
from sysselreg.record.model import Record
from sysselreg.swedish import NBSP, counted

# The rules of `schemas/bevakning.yaml` that are about the second reminder.
_SECOND = frozenset({"B206", "B305"})
# Requirements whose suppliers are to be talked to within a time (B103).
_TALKED_ABOUT = frozenset({"dialogkrav", "skarpt_krav"})


def reply_by(subject: Subject) -> date:
    """The day to answer by: so many working days after the letter's own."""
    return working_days_later(subject.date, subject.definition.reply_days)


def _deadline(subject: Subject) -> date | None:
    """The last day of what is to be done, when it is known and has not passed."""
    latest = subject.due.latest.exact if subject.due and subject.due.latest else None
    return latest if latest and latest > subject.date else None


def _deadline_or_reply(subject: Subject) -> date:
    return _deadline(subject) or reply_by(subject)


def reminder(subject: Subject) -> int:
    """Which reminder it is; 0 when there is nothing to remind of."""
    if subject.due is None or subject.definition.id != "L8":
        return 0
    return 2 if subject.due.rule in _SECOND else 1


def _reminder(subject: Subject) -> Value:
    return {1: "första", 2: "andra"}.get(reminder(subject))


def _period(subject: Subject) -> Value:
    """The time to report on, `juli–september 2025`; None when it is not known."""
    return subject.due.period.replace(" ", NBSP) if subject.due and subject.due.latest else None


def _dialog_within(subject: Subject) -> Value:
    asked = any(each["typ"] in _TALKED_ABOUT for each in demands(subject))
    return _days_of("första_dialog_dagar")(subject) if asked else None


def _first_place_within(subject: Subject) -> Value:
    if subject.demanding is None or not on_places(subject.demanding):
        return None
    return counted(int(subject.records.config["regler"]["första_anställning_månader"]), "månad", "månader")


def _days_of(setting: str) -> Callable[[Subject], Value]:
    return lambda subject: days(int(subject.records.config["regler"][setting]))


def _earlier(subject: Subject) -> Value:
    """The letters that were sent to the supplier about the same, oldest first: `Begäran om rättelse 2024-04-09`."""
    found = [
        # What the letter is stands before what it is about.
        (str(each.data["datum"]), str(each.data["rubrik"]).partition(": ")[0])
        for each in subject.held.letters.get(subject.record.id, ())
        if _sent(subject, each)
    ]
    return [f"{name} {day}" for day, name in sorted(found)] or None


def _sent(subject: Subject, letter: Record) -> bool:
    """Whether a letter has been sent to the supplier by the day of this one."""
    out = letter.data.get("riktning") == "expedierad" and str(letter.data["datum"]) <= subject.date.isoformat()
    return out and _to_the_supplier(subject, letter)


def _to_the_supplier(subject: Subject, letter: Record) -> bool:
    """Whether a letter went to the supplier: it names it, or says `Leverantören` where there is no other."""
    if subject.supplier is None:
        return False
    to = str(letter.data.get("mottagare", ""))
    named = subject.supplier.id in letter.data["avser"] or to.startswith(title(subject.supplier) or subject.supplier.id)
    shared = subject.record is subject.procurement and len(awards(subject.records, subject.procurement)[1]) > 1
    return named or (to.startswith("Leverantören") and not shared)


def _report(subject: Subject) -> Due | None:
    """The report that is waited for."""
    return next((each for each in subject.dues if each.rule == "B204"), None)


def _report_due(subject: Subject) -> Value:
    report = _report(subject)
    latest = report.latest.exact if report and report.latest else None
    return in_one_line(latest) if latest and latest < subject.date else None


def _report_late(subject: Subject) -> Value:
    report = _report(subject)
    return days(report.overdue_days) if report and report.overdue_days else None


def _fault(subject: Subject) -> Value:
    """What is to be put right, as a code: a `rapport` that has not come, or a `krav` that is not followed."""
    if subject.due is not None and subject.due.rule == "B207":
        return "rapport"
    _check_not_told(subject)
    return "krav" if breaches(subject) else None


def _check_not_told(subject: Subject) -> None:
    """Raise UsageError when the letter tells of decisions that a letter has told of already."""
    made = [str(row["datum"]) for row in outcomes(subject) if "beslut" in row and "datum" in row]
    for each in subject.held.letters.get(subject.record.id, ()) if made and subject.definition.decided else ():
        day = str(each.data["datum"])
        if each.data["brevtyp"] == subject.definition.id and _sent(subject, each) and day >= max(made):
            told = f"beslutet är meddelat den {in_one_line(date.fromisoformat(day))} ({each.id})."
            raise refusal(subject, told)


def _faults(subject: Subject) -> Value:
    """`bristen`, or `bristerna` when several are named."""
    several = _fault(subject) == "krav" and len(in_words(subject)) > 1
    return "bristerna" if several else "bristen"


FACTS: Mapping[str, Callable[[Subject], Value]] = {
    "datum": lambda subject: in_one_line(subject.date),
    "svara_senast": lambda subject: weekday(reply_by(subject)),
    "svara_senast_dag": lambda subject: in_one_line(reply_by(subject)),
    "frist": lambda subject: weekday(_deadline_or_reply(subject)),
    "frist_dag": lambda subject: in_one_line(_deadline_or_reply(subject)),
    "påminnelse": _reminder,
    "rapportperiod": _period,
    "rapporten_skulle_ha_kommit": _report_due,
    "rapporten_försenad": _report_late,
    "brist": _fault,
    "bristen": _faults,
    "rapport_senast_dag": lambda subject: str(subject.records.config["regler"]["rapport_senast_dag"]),
    "dialog_inom": _dialog_within,
    "första_platsen_inom": _first_place_within,
    "dagar_till_påminnelse": _days_of("rapport_påminnelse_1_dagar"),
    "dagar_till_rättelse": _days_of("rapport_rättelse_dagar"),
    "tidigare_brev": _earlier,
}
