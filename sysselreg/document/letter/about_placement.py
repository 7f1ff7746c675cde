"""Facts of letters about one placement. Nothing here tells who it is, but the key, for one letter in the house."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Literal

from sysselreg.assess.compliance import compliance, gravest
from sysselreg.check.facts import at, day, rows
from sysselreg.document.blocks import Fact
from sysselreg.document.letter.field import labelled, told
from sysselreg.document.letter.model import Subject, Value
from sysselreg.document.letter.refused import refusal
from sysselreg.document.letter.words import days, done, label, on, place, places, span, when
from sysselreg.period import months_later
from sysselreg.swedish import percent, percent_value

# The outcome that says that nobody has tried to find out.
_UNTRIED = "ej_avstämd"


def _span(name: str) -> Callable[[Subject], Value]:
    def told(subject: Subject) -> Value:
        data = subject.placement.data if subject.placement else {}
        return span(when(data, name, "från"), when(data, name, "till"))

    return told


def _a_place(subject: Subject) -> Value:
    """`en praktikplats`."""
    return places(subject.records.schemas, at(subject.placement.data, "form"), 1) if subject.placement else None


def _place(subject: Subject) -> Value:
    return place(subject.records.schemas, at(subject.placement.data, "form")) if subject.placement else None


def _extent(subject: Subject) -> Value:
    share = at(subject.placement.data, "omfattning_procent") if subject.placement else None
    return f"{percent_value(share)} av heltid" if share is not None else None


def _workplace(subject: Subject) -> Value:
    wanted = at(subject.placement.data, "plats") if subject.placement else None
    for _, row in rows(subject.dialog, "platser") if subject.dialog else ():
        if row["id"] == wanted and "arbetsställe" in row:
            return str(row["arbetsställe"])
    return None


def _too_early(subject: Subject) -> Value:
    """`62 dagar`: how long before the planned end it ended; None when a day is not known."""
    if subject.placement is None:
        return None
    planned, real = day(subject.placement, "planerad", "till"), day(subject.placement, "faktisk", "till")
    if planned is None or real is None or planned.exact is None or real.exact is None or real.exact >= planned.exact:
        return None
    return days((planned.exact - real.exact).days)


def _planned(end: Literal["från", "till"], verb: str) -> Callable[[Subject], Value]:
    """`börjar den 6 mars 2026`; `skulle börja` once the day has passed."""

    def fact(subject: Subject) -> Value:
        days_known = day(subject.placement, "planerad", end) if subject.placement else None
        if subject.placement is None or days_known is None:
            return None
        tense = f"{verb}r" if days_known.last >= subject.date else f"skulle {verb}"
        return f"{tense} {on(subject.placement.data, 'planerad', end)}"

    return fact


def _cleared(subject: Subject) -> Value:
    """`överenskommen` or `tillsatt`.

    Raises UsageError when the day that it was to begin or end has passed, and the register does not say that it did.
    """
    if subject.placement is None:
        return None
    begun = subject.placement.data["status"] != "överenskommen"
    end, verb = ("till", "slutat") if begun else ("från", "börjat")
    planned = day(subject.placement, "planerad", end)
    if planned is not None and planned.last < subject.date:
        when_planned = on(subject.placement.data, "planerad", end)
        what = f"platsen skulle ha {verb} {when_planned}, och registret säger inte att den har det."
        raise refusal(subject, f"{what} Skriv först hur det gick: sysselreg andra {subject.placement.id}.")
    return "tillsatt" if begun else "överenskommen"


def _ended(subject: Subject) -> Value:
    """`slutade i förtid`; `har slutat` of what had no planned end."""
    planned = at(subject.placement.data, "planerad", "till") if subject.placement else None
    return "slutade i förtid" if planned else "har slutat"


def _done(subject: Subject) -> tuple[int, int] | None:
    """Days that the placement lasted and was to last, first and last counted; None when a day is not known."""
    if subject.placement is None:
        return None
    lengths = []
    for name in ("faktisk", "planerad"):
        first, last = day(subject.placement, name, "från"), day(subject.placement, name, "till")
        if first is None or last is None or first.exact is None or last.exact is None or last.exact < first.exact:
            return None
        lengths.append((last.exact - first.exact + timedelta(days=1)).days)
    return lengths[0], lengths[1]


def _share_done(subject: Subject) -> Value:
    done = _done(subject)
    return percent(*done) if done else None


def _ending(subject: Subject) -> tuple[str, str]:
    """Whether an early ending is a breach of contract, `ja`, `nej`, `okänt`, `annans` to say, and why."""
    if subject.placement is None or subject.demanding is None:
        return "okänt", ""
    found = gravest(compliance(subject.records, subject.demanding, subject.date), subject.placement.id)
    if found is not None:
        return found.breach, found.reason
    if subject.demanding.data["part"] == "extern":
        return "annans", "Kravet är en extern köpares, och kommunen bedömer det inte."
    return "okänt", "Avtalet har inget krav som det går att bedöma avbrottet mot."


def _ended_on(subject: Subject) -> Value:
    """`den 16 maj 2025`, the last day. Raises UsageError when it lies ahead."""
    last = day(subject.placement, "faktisk", "till") if subject.placement else None
    if subject.placement is None or last is None:
        return None
    told = on(subject.placement.data, "faktisk", "till")
    if last.first > subject.date:
        raise refusal(subject, f"placeringen slutar först {told}.")
    return told


def _has_done(subject: Subject) -> Value:
    if subject.placement is None:
        return None
    _ended_on(subject)
    return done(subject.records.schemas, at(subject.placement.data, "form"))


def _agreed_for_breaking_off(subject: Subject) -> Value:
    """`ja` when the supplier broke off a placement, and the agreement says what then follows."""
    broken = at(subject.placement.data, "avslut", "orsak") == "leverantören_avbröt" if subject.placement else False
    said = at(subject.dialog.data, "sanktion_vid_förtida_avslut") if subject.dialog else None
    return "ja" if broken and said not in (None, "ingen") else None


def _follow_up(subject: Subject) -> str | None:
    """The code of the time to follow up: what is due, else the first that has come and is not told."""
    if subject.placement is None:
        return None
    part = f"{subject.due.part}_månader" if subject.due and subject.due.part else ""
    told = [row["tidpunkt"] for _, row in rows(subject.placement, "utfall")]
    wanted = [str(each) for each in subject.records.config["regler"]["utfall_stäms_av"]]
    ended = day(subject.placement, "faktisk", "till")
    come = [each for each in wanted if ended is None or _months_after(ended.first, each) <= subject.date]
    return part if part in wanted else next((each for each in come if each not in told), None)


def _months_after(ended: date, code: str) -> date:
    """The day that is meant by `12_månader`; the last day itself by a code without a number."""
    count = code.partition("_")[0]
    return months_later(ended, int(count)) if count.isdigit() else ended


def _follow_up_words(subject: Subject) -> Value:
    return label(subject.records.schemas, "tidpunkt", _follow_up(subject))


def _last_outcome(subject: Subject) -> Value:
    """The last outcome that anybody knows, and when it was: `arbete utan stöd (efter 6 månader)`."""
    found = [row for _, row in rows(subject.placement, "utfall")] if subject.placement else []
    known = [row for row in found if row["utfall"] not in (_UNTRIED, "okänt")]
    if not known:
        return None
    schemas, last = subject.records.schemas, known[-1]
    return f"{label(schemas, 'utfall', last['utfall'])} ({label(schemas, 'tidpunkt', last['tidpunkt'])})"


def _outcomes(subject: Subject) -> Value:
    """The outcomes with their codes, those whose code is the words themselves together; not that nobody has asked."""
    codes = {n: each for n, each in subject.records.schemas.vocabularies["utfall"].codes.items() if n != _UNTRIED}
    same = [name for name, code in codes.items() if name == code.label.lower().replace(" ", "_")]
    others = [Fact(code.label, name) for name, code in codes.items() if name not in same]
    return [*others, Fact("Annars ordet självt", ", ".join(same))]


def _evaluation_asked(subject: Subject) -> Value:
    return on(subject.record.data, "begärd") if subject.record.kind == "utvärdering" else None


def _not_answered(subject: Subject) -> Value:
    """`ja`: the employer has not evaluated the place yet. Raises UsageError when the answer has come."""
    about = {each.id for each in (subject.placement, subject.dialog) if each is not None}
    came = [each.id for each in subject.held.evaluations if each.data["avser"] in about and "inkommen" in each.data]
    if came:
        raise refusal(subject, f"arbetsgivaren har svarat redan ({came[0]}).")
    return "ja"


def _key(subject: Subject) -> Value:
    return str(subject.placement.data["deltagare"]) if subject.placement else None


FACTS: Mapping[str, Callable[[Subject], Value]] = {
    "en_plats": _a_place,
    "platsen": _place,
    "klartecken": _cleared,
    "har_slutat": _ended,
    "platsens_form": labelled("placement", "placeringsform", "form"),
    "omfattning": _extent,
    "arbetsställe": _workplace,
    "planerad_tid": _span("planerad"),
    "börjar": _planned("från", "börja"),
    "slutar": _planned("till", "sluta"),
    "faktisk_tid": _span("faktisk"),
    "började": told("placement", on, "faktisk", "från"),
    "slutade": _ended_on,
    "för_tidigt": _too_early,
    "avslutsorsak": labelled("placement", "avslutsorsak", "avslut", "orsak"),
    "genomförd_andel": _share_done,
    "avtalsbrott": lambda subject: _ending(subject)[0],
    "avtalsbrott_skäl": lambda subject: _ending(subject)[1],
    "har_gjort": _has_done,
    "avbrott_enligt_överenskommelsen": _agreed_for_breaking_off,
    "utvärdering_saknas": _not_answered,
    "utvärdering_begärd": _evaluation_asked,
    "uppföljning": _follow_up_words,
    "uppföljning_kod": _follow_up,
    "senaste_utfall": _last_outcome,
    "utfallskoder": _outcomes,
    "deltagarnyckel": _key,
    "namn": lambda subject: subject.choices.name,
}
