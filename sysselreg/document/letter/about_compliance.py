"""Facts of letters about whether a requirement is met by a supplier, and what was decided when it was not."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from sysselreg.assess.compliance import compliance
from sysselreg.check.facts import at, rows
from sysselreg.document.letter.about_procurement import demands
from sysselreg.document.letter.model import Subject, Value
from sysselreg.document.letter.words import label, met_by, name_of, on, one_each, penalty, the_demand
from sysselreg.swedish import NBSP, join_and, kronor, partial_date_text, sentence_start

_MET = frozenset({"uppfyllt", "dialog_genomförd"})
_FALLS_SHORT = {
    "delvis_uppfyllt": "bara delvis",
    "avvikelse": "inte",
    "rättelse_begärd": "inte",
    "ej_uppfyllt": "inte",
    "sanktionsbeslut": "inte",
}
_NOT_JUDGED = frozenset({"ej_påbörjad", "avvikelse", "rättelse_begärd"})
# What a decision may lead to (schemas/vocabularies/foljd.yaml), the gravest first.
_GRAVEST = ("hävning", "vite", "ingen")
_DAY = re.compile(r"\b\d{4}-\d{2}(?:-\d{2})?\b")
# Between a number and its word, a day and its month.
_NUMBER = re.compile(r"(?<=\d) (?=\w)")


def outcomes(subject: Subject) -> Iterator[Mapping[str, Any]]:
    """How the supplier has met each requirement, as the record says; of all suppliers when the letter is to none."""
    for _, row in rows(subject.demanding, "uppfyllnad") if subject.demanding else ():
        if subject.supplier is None or row["leverantör"] == subject.supplier.id:
            yield row


def _made(subject: Subject) -> list[Mapping[str, Any]]:
    """The outcomes that a decision is made about."""
    return [row for row in outcomes(subject) if "beslut" in row]


def consequence(subject: Subject) -> str | None:
    """The code of what is decided about the requirements that were not met, the gravest of several; None without."""
    found = {str(row["beslut"]["följd"]) for row in _made(subject)}
    return min(found, key=_GRAVEST.index) if found else None


def _amount(subject: Subject) -> Value:
    """All that is to be paid; None when nothing is, or some amount is not known."""
    amounts = [row["beslut"].get("belopp") for row in _made(subject) if row["beslut"]["följd"] == "vite"]
    return kronor(sum(amounts)) if amounts and None not in amounts else None


def _motives(subject: Subject) -> Value:
    """Why, a paragraph each; with several decisions, which requirement each is about, and what is decided of it."""
    schemas, held, made = subject.records.schemas, {str(krav["id"]): krav for krav in demands(subject)}, _made(subject)
    if len(made) == 1:
        return one_each(str(row["beslut"]["motiv"]) for row in made if "motiv" in row["beslut"]) or None
    of = [the_demand(schemas, held[str(row["krav"])]) if str(row["krav"]) in held else str(row["krav"]) for row in made]
    return [_decided(subject, row, sentence_start(about)) for row, about in zip(made, of, strict=True)] or None


def _decisions(subject: Subject) -> Value:
    """Every decision, with day and motive: `Låtsas AB: vite, 30 000 kr, den 23 december 2025. Ingen ny plats kom.`"""
    schemas, held = subject.records.schemas, {str(krav["id"]): krav for krav in demands(subject)}
    told = []
    for row in _made(subject):
        about = held.get(str(row["krav"])) if len(held) > 1 else None
        who = [name_of(subject, row["leverantör"]), the_demand(schemas, about) if about else None]
        told.append(_decided(subject, row, ", ".join(filter(None, who))))
    return told or None


def _decided(subject: Subject, row: Mapping[str, Any], about: str) -> str:
    """What was decided about something, with its motive."""
    made = row["beslut"]
    amount = kronor(made["belopp"]) if "belopp" in made else None
    what = [label(subject.records.schemas, "foljd", made["följd"]), amount, on(row, "datum")]
    motive = [str(made["motiv"])] if "motiv" in made else []
    return " ".join([f"{about}: {', '.join(filter(None, what))}.", *motive])


def _undecided(subject: Subject) -> Value:
    """`ja` as long as nobody has decided what follows of some requirement that is not met."""
    return "ja" if any(row["status"] in _FALLS_SHORT and "beslut" not in row for row in outcomes(subject)) else None


def _status_since(subject: Subject) -> Value:
    """`den 28 oktober 2025`: the last day that some requirement was found not to be met."""
    found = [row for row in _lacking(subject) if "datum" in row]
    return on(max(found, key=lambda row: str(row["datum"])), "datum") if found else None


def _overall(subject: Subject) -> Value:
    """All the requirements as one: `uppfyllt`, `delvis`, `inte` or, with one that is not judged, `oklart`."""
    met = {str(row["status"]) for row in outcomes(subject)}
    if not met or met & _NOT_JUDGED:
        return "oklart"
    if met <= _MET:
        return "uppfyllt"
    return "inte" if not met & (_MET | {"delvis_uppfyllt"}) else "delvis"


def _lacking(subject: Subject) -> list[Mapping[str, Any]]:
    """The outcomes of requirements that are not met; of a letter that tells of decisions, those they are about."""
    held = {str(krav["id"]) for krav in demands(subject)}
    found = [row for row in outcomes(subject) if row["status"] in _FALLS_SHORT and str(row["krav"]) in held]
    decided = [row for row in found if "beslut" in row] if subject.definition.decided else []
    return decided or found


def shortcomings(subject: Subject) -> list[tuple[Mapping[str, Any], str]]:
    """Each requirement that is not met, with how it stands."""
    held = {str(krav["id"]): krav for krav in demands(subject)}
    return [(held[str(row["krav"])], _FALLS_SHORT[row["status"]]) for row in _lacking(subject)]


def _met_by(subject: Subject) -> Value:
    return met_by(subject.records.schemas, [krav for krav, _ in shortcomings(subject)])


def _dialog_met(subject: Subject) -> Value:
    """`ja` when the requirement of dialog is fulfilled, as people have judged it, else by the dialogs held."""
    if subject.demanding is None or subject.supplier is None:
        return None
    asked = {str(krav["id"]) for krav in demands(subject) if krav["typ"] == "dialogkrav"}
    judged = {str(row["status"]) for row in outcomes(subject) if str(row["krav"]) in asked}
    if judged and judged <= _MET:
        return "ja"
    if judged & _FALLS_SHORT.keys():
        return None
    found = [
        each.suggested
        for each in compliance(subject.records, subject.demanding, subject.date)
        if each.requirement["typ"] == "dialogkrav" and each.supplier == subject.supplier.id
    ]
    return "ja" if found and set(found) <= _MET else None


def _shortcomings_in_words(subject: Subject) -> Value:
    """`det skarpa kravet på nio platser är bara delvis uppfyllt`; with one requirement, `kravet är inte uppfyllt`."""
    return join_and([f"{which} är {how} uppfyllt" for which, how in named_shortcomings(subject)]) or None


def _shortcomings_in_clause(subject: Subject) -> Value:
    """The same after `att`: `kravet inte är uppfyllt`."""
    return join_and([f"{which} {how} är uppfyllt" for which, how in named_shortcomings(subject)]) or None


def named_shortcomings(subject: Subject) -> list[tuple[str, str]]:
    """What is not met, as it is named in the letter, and how it stands."""
    schemas, only = subject.records.schemas, len(demands(subject)) == 1
    found = [("kravet" if only else the_demand(schemas, krav), how) for krav, how in shortcomings(subject)]
    return list(dict.fromkeys(found))


def _state_of_shortcomings(subject: Subject) -> Value:
    """What is lacking, in the sentences of `uppfyllnad`, days in words; nothing where those say that it is met."""
    short = {str(krav["id"]) for krav, _ in shortcomings(subject)}
    if not short or subject.demanding is None or subject.supplier is None:
        return None
    return one_each(
        _in_words(reason)
        for each in compliance(subject.records, subject.demanding, subject.date)
        if (str(each.requirement["id"]) in short and each.supplier == subject.supplier.id)
        and each.suggested in _FALLS_SHORT
        for reason in each.reasons
        if reason not in each.fine
    )


def _in_words(reason: str) -> str:
    """A sentence for a letter: `senast 28 oktober 2025`, no number apart from its word."""
    told = _DAY.sub(lambda found: partial_date_text(found[0]), reason)
    return _NUMBER.sub(NBSP, told)


def _wording_of_shortcomings(subject: Subject) -> Value:
    return one_each(at(krav, "formulering") for krav, _ in shortcomings(subject)) or None


def _penalty_of_shortcomings(subject: Subject) -> Value:
    return join_and(one_each(penalty(krav) for krav, _ in shortcomings(subject))) or None


FACTS: Mapping[str, Callable[[Subject], Value]] = {
    "uppfyllnad_dag": _status_since,
    "beslut": consequence,
    "vitesbelopp": _amount,
    "skäl_för_beslut": _motives,
    "fattade_beslut": _decisions,
    "beslut_saknas": _undecided,
    "samlad_uppfyllnad": _overall,
    "brister": _shortcomings_in_words,
    "att_brister": _shortcomings_in_clause,
    "bristernas_dag": _met_by,
    "dialogkrav_uppfyllt": _dialog_met,
    "bristernas_läge": _state_of_shortcomings,
    "bristernas_lydelse": _wording_of_shortcomings,
    "bristernas_vite": _penalty_of_shortcomings,
}
