"""Facts of letters about whether a requirement is met by a supplier, and what was decided when it was not."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from sysselreg.assess.compliance import compliance
from sysselreg.check.facts import at, rows
from sysselreg.document.letter.about_procurement import demands
from sysselreg.document.letter.model import Subject, Value
from sysselreg.document.letter.words import label, name_of, on, one_each, penalty, the_demand
from sysselreg.swedish import join_and, kronor, partial_date_text

_MET = frozenset({"uppfyllt", "dialog_genomförd"})
_FALLS_SHORT = {
    "delvis_uppfyllt": "bara delvis",
    "avvikelse": "inte",
    "rättelse_begärd": "inte",
    "ej_uppfyllt": "inte",
    "sanktionsbeslut": "inte",
}
_NOT_JUDGED = frozenset({"ej_påbörjad", "avvikelse", "rättelse_begärd"})


def outcomes(subject: Subject) -> Iterator[Mapping[str, Any]]:
    """How the supplier has met each requirement, as the record says; of all suppliers when the letter is to none."""
    for _, row in rows(subject.demanding, "uppfyllnad") if subject.demanding else ():
        if subject.supplier is None or row["leverantör"] == subject.supplier.id:
            yield row


def decision(subject: Subject) -> Mapping[str, Any]:
    """The decision about a requirement that was not met; empty without one."""
    return next((row["beslut"] for row in outcomes(subject) if "beslut" in row), {})


def _consequence(subject: Subject) -> Value:
    return str(decision(subject)["följd"]) if decision(subject) else None


def _amount(subject: Subject) -> Value:
    amount = decision(subject).get("belopp")
    return kronor(amount) if amount is not None else None


def _motive(subject: Subject) -> Value:
    motive = decision(subject).get("motiv")
    return str(motive) if motive is not None else None


def _decisions(subject: Subject) -> Value:
    """Every decision, with day and motive: `Låtsas AB: vite, 30 000 kr, den 23 december 2025. Ingen ny plats kom.`"""
    schemas, held = subject.records.schemas, {str(krav["id"]): krav for krav in demands(subject)}
    told = []
    for row in outcomes(subject):
        made, about = row.get("beslut"), held.get(str(row["krav"]))
        if made is None:
            continue
        who = [name_of(subject, row["leverantör"]), the_demand(schemas, about) if about and len(held) > 1 else None]
        amount = kronor(made["belopp"]) if "belopp" in made else None
        what = [label(schemas, "foljd", made["följd"]), amount, on(row, "datum")]
        sentence = f"{', '.join(filter(None, who))}: {', '.join(filter(None, what))}."
        told.append(" ".join([sentence, *([str(made["motiv"])] if "motiv" in made else [])]))
    return told or None


def _undecided(subject: Subject) -> Value:
    """`ja` as long as nobody has decided what follows of some requirement that is not met."""
    return "ja" if any(row["status"] in _FALLS_SHORT and "beslut" not in row for row in outcomes(subject)) else None


def _status_since(subject: Subject) -> Value:
    days = [str(row["datum"]) for row in outcomes(subject) if "datum" in row]
    return partial_date_text(max(days)) if days else None


def _overall(subject: Subject) -> Value:
    """All the requirements as one: `uppfyllt`, `delvis`, `inte` or, with one that is not judged, `oklart`."""
    met = {str(row["status"]) for row in outcomes(subject)}
    if not met or met & _NOT_JUDGED:
        return "oklart"
    if met <= _MET:
        return "uppfyllt"
    return "inte" if not met & (_MET | {"delvis_uppfyllt"}) else "delvis"


def shortcomings(subject: Subject) -> list[tuple[Mapping[str, Any], str]]:
    """Each requirement that is not met, with how it stands."""
    held = {str(krav["id"]): krav for krav in demands(subject)}
    return [
        (held[str(row["krav"])], _FALLS_SHORT[row["status"]])
        for row in outcomes(subject)
        if row["status"] in _FALLS_SHORT and str(row["krav"]) in held
    ]


def _shortcomings_in_words(subject: Subject) -> Value:
    """`det skarpa kravet på nio platser är bara delvis uppfyllt`; with one requirement, `kravet är inte uppfyllt`."""
    return join_and([f"{which} är {how} uppfyllt" for which, how in _named_shortcomings(subject)]) or None


def _shortcomings_in_clause(subject: Subject) -> Value:
    """The same after `att`: `kravet inte är uppfyllt`."""
    return join_and([f"{which} {how} är uppfyllt" for which, how in _named_shortcomings(subject)]) or None


def _named_shortcomings(subject: Subject) -> list[tuple[str, str]]:
    schemas, only = subject.records.schemas, len(demands(subject)) == 1
    found = [("kravet" if only else the_demand(schemas, krav), how) for krav, how in shortcomings(subject)]
    return list(dict.fromkeys(found))


def _state_of_shortcomings(subject: Subject) -> Value:
    """What is lacking, in the sentences of `uppfyllnad`; nothing where those say that the requirement is met."""
    short = {str(krav["id"]) for krav, _ in shortcomings(subject)}
    if not short or subject.demanding is None or subject.supplier is None:
        return None
    return one_each(
        reason
        for each in compliance(subject.records, subject.demanding, subject.date)
        if (str(each.requirement["id"]) in short and each.supplier == subject.supplier.id)
        and each.suggested in _FALLS_SHORT
        for reason in each.reasons
    )


def _wording_of_shortcomings(subject: Subject) -> Value:
    return one_each(at(krav, "formulering") for krav, _ in shortcomings(subject)) or None


def _penalty_of_shortcomings(subject: Subject) -> Value:
    return join_and(one_each(penalty(krav) for krav, _ in shortcomings(subject))) or None


FACTS: Mapping[str, Callable[[Subject], Value]] = {
    "uppfyllnad_dag": _status_since,
    "beslut": _consequence,
    "vitesbelopp": _amount,
    "beslutsmotiv": _motive,
    "fattade_beslut": _decisions,
    "beslut_saknas": _undecided,
    "samlad_uppfyllnad": _overall,
    "brister": _shortcomings_in_words,
    "att_brister": _shortcomings_in_clause,
    "bristernas_läge": _state_of_shortcomings,
    "bristernas_lydelse": _wording_of_shortcomings,
    "bristernas_vite": _penalty_of_shortcomings,
}
