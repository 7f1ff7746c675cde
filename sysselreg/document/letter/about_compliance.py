"""Facts of letters about whether a requirement is met by a supplier, and what was decided when it was not."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from sysselreg.assess.compliance import compliance
from sysselreg.check.facts import at, awards, contract, rows
from sysselreg.document.letter.about_procurement import demands
from sysselreg.document.letter.model import Subject, Value
from sysselreg.document.letter.refused import refusal
from sysselreg.document.letter.words import in_one_line, label, name_of, on, one_each, the_demand, units
from sysselreg.period import PartialDate
from sysselreg.swedish import join_and, kronor, sentence_start

_MET = frozenset({"uppfyllt", "dialog_genomförd"})
# How a requirement is fulfilled that is judged not to be: `inte uppfyllt`.
FALLS_SHORT = {
    "delvis_uppfyllt": "bara delvis",
    "avvikelse": "inte",
    "rättelse_begärd": "inte",
    "ej_uppfyllt": "inte",
    "sanktionsbeslut": "inte",
}
_OVER = frozenset({"avslutad", "utvärderad"})
_NOT_JUDGED = frozenset({"ej_påbörjad", "avvikelse", "rättelse_begärd"})
# What a decision may lead to (schemas/vocabularies/foljd.yaml), the gravest first.
_GRAVEST = ("hävning", "vite", "ingen")


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


def _paid_for(subject: Subject) -> Value:
    """`tre platser`: what the amount is the contract's penalty for; None when it is no whole number of them."""
    held = {str(krav["id"]): krav for krav in demands(subject)}
    fined = [row for row in _made(subject) if row["beslut"]["följd"] == "vite"]
    krav = held.get(str(fined[0]["krav"])) if len(fined) == 1 else None
    each, amount = at(krav, "vite"), fined[0]["beslut"].get("belopp") if fined else None
    return units(krav, amount // each) if krav and each and amount and amount % each == 0 else None


def _day_decided(subject: Subject) -> Value:
    """`den 21 augusti 2025`; None when the decisions were made on several days."""
    days = {on(row, "datum") for row in _made(subject)}
    return next(iter(days)) if len(days) == 1 else None


def _decided_by(subject: Subject) -> Value:
    """`Nämnden`: each board or function that decided, once."""
    return join_and(one_each(at(row, "beslut", "beslutat_av") for row in _made(subject))) or None


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
    return "ja" if any(row["status"] in FALLS_SHORT and "beslut" not in row for row in outcomes(subject)) else None


def _overall(subject: Subject) -> Value:
    """All the requirements as one: `uppfyllt`, `delvis`, `inte` or, with one that is not judged, `oklart`.

    Raises UsageError when what is not met may still be, and when an external buyer asked for it.
    """
    _check_reported(subject)
    met = {str(row["status"]) for row in outcomes(subject)}
    if not met or met & _NOT_JUDGED:
        return "oklart"
    if met <= _MET:
        return "uppfyllt"
    return "inte" if not met & (_MET | {"delvis_uppfyllt"}) else "delvis"


def _check_reported(subject: Subject) -> None:
    record = subject.demanding
    if record is None or record.data["part"] == "extern":
        raise refusal(subject, "kravet är en extern köpares, och kommunen återrapporterar det inte.")
    suppliers = [str(award["leverantör"]) for _, award in awards(subject.records, record)[1]]
    ends = [contract(subject.records, record, supplier)[1] for supplier in suppliers]
    for krav in demands(subject) if record.data["status"] not in _OVER else ():
        statuses = [row["status"] for row in outcomes(subject) if row["krav"] == krav["id"]]
        left = [PartialDate.parse(krav["förfaller"])] if "förfaller" in krav else ends
        last = max((each.last for each in left if each), default=date.min)
        if last >= subject.date and not (statuses and _MET.issuperset(statuses)):
            raise refusal(subject, f"tiden är inte slut. Sista dagen för kravet är den {in_one_line(last)}.")


def _dialog_met(subject: Subject) -> Value:
    """`ja` when the requirement of dialog is fulfilled, as people have judged it, else by the dialogs held."""
    if subject.demanding is None or subject.supplier is None:
        return None
    asked = {str(krav["id"]) for krav in demands(subject) if krav["typ"] == "dialogkrav"}
    judged = {str(row["status"]) for row in outcomes(subject) if str(row["krav"]) in asked}
    if judged and judged <= _MET:
        return "ja"
    if judged & FALLS_SHORT.keys():
        return None
    found = [
        each.suggested
        for each in compliance(subject.records, subject.demanding, subject.date)
        if each.requirement["typ"] == "dialogkrav" and each.supplier == subject.supplier.id
    ]
    return "ja" if found and set(found) <= _MET else None


FACTS: Mapping[str, Callable[[Subject], Value]] = {
    "beslut": consequence,
    "vitesbelopp": _amount,
    "vitet_gäller": _paid_for,
    "beslutsdag": _day_decided,
    "beslutat_av": _decided_by,
    "skäl_för_beslut": _motives,
    "fattade_beslut": _decisions,
    "beslut_saknas": _undecided,
    "samlad_uppfyllnad": _overall,
    "dialogkrav_uppfyllt": _dialog_met,
}
