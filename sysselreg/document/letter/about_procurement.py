"""Facts of letters about a procurement: what is bought, what is required, from whom, and what was decided."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

from sysselreg.assess.compliance import compliance
from sysselreg.check.facts import at, awards, contract, day, rows
from sysselreg.document.blocks import Column, Row, Table
from sysselreg.document.letter.field import as_is, labelled, told
from sysselreg.document.letter.model import Subject, Value
from sysselreg.document.letter.words import (
    demand,
    in_text,
    labels,
    met_by,
    name_of,
    on,
    one_each,
    ordering,
    penalty,
    role,
    span,
    title,
    when,
)
from sysselreg.due.work import OVER
from sysselreg.period import PartialDate
from sysselreg.swedish import join_and, percent_value

_NOT_SAID = "inte angivet"
_MET = frozenset({"uppfyllt", "dialog_genomförd"})


def _role(name: str) -> Callable[[Subject], Value]:
    return lambda subject: in_text(role(subject, name))


def _named(subject: Subject) -> Value:
    return title(subject.procurement) if subject.procurement else None


def _supplier(subject: Subject) -> Value:
    return title(subject.supplier) if subject.supplier else None


def demands(subject: Subject) -> list[Mapping[str, Any]]:
    """The requirements that hold for what the letter is about."""
    return [krav for _, krav in rows(subject.demanding, "krav")] if subject.demanding else []


def _demands_in_words(subject: Subject) -> Value:
    schemas = subject.records.schemas
    return join_and([demand(schemas, each) for each in demands(subject)]) or None


def _kinds_of_demand(subject: Subject) -> Value:
    """The codes of the requirements, for a template that words each kind its own way."""
    return one_each(str(each["typ"]) for each in demands(subject))


def _groups(subject: Subject) -> Value:
    codes = {code for each in demands(subject) for code in each.get("målgrupper", ())}
    listed = subject.records.schemas.vocabularies["malgrupp"].codes
    return labels(subject.records.schemas, "malgrupp", [each for each in listed if each in codes])


def _penalty(subject: Subject) -> Value:
    return join_and(one_each(penalty(each) for each in demands(subject))) or None


def _wording(subject: Subject) -> Value:
    return one_each(at(each, "formulering") for each in demands(subject)) or None


def _to_be_met(subject: Subject) -> Value:
    return met_by(subject.records.schemas, demands(subject))


def _ahead(subject: Subject) -> Value:
    """The day that requirements are to be met by, of those whose day may not have passed."""
    return met_by(subject.records.schemas, [_if_of(subject, krav, past=False) for krav in demands(subject)])


def _behind(subject: Subject) -> Value:
    """The day that requirements should have been met by, of those that may not have been."""
    schemas = subject.records.schemas
    found = compliance(subject.records, subject.demanding, subject.date) if subject.demanding else ()
    mine = [each for each in found if subject.supplier is None or each.supplier == subject.supplier.id]
    met = {
        str(krav["id"])
        for krav in demands(subject)
        if (of := [each for each in mine if each.requirement["id"] == krav["id"]])
        and all(str(each.recorded["status"] if each.recorded else each.suggested) in _MET for each in of)
    }
    return met_by(schemas, [_if_of(subject, krav, past=True, but=met) for krav in demands(subject)])


def _if_of(subject: Subject, krav: Mapping[str, Any], *, past: bool, but: Collection[str] = ()) -> Mapping[str, Any]:
    """A requirement, without its day when that is of the other tense."""
    last = PartialDate.parse(str(krav.get("förfaller", "")))
    wanted = last is not None and (last.last < subject.date) == past and str(krav["id"]) not in but
    return krav if wanted else {key: value for key, value in krav.items() if key != "förfaller"}


def _by_number(one: str, several: str) -> Callable[[Subject], Value]:
    """A word that agrees with how many requirements there are."""
    return lambda subject: several if len(demands(subject)) > 1 else one


def _contract(subject: Subject) -> Value:
    """The time of the contract with the supplier, else the procurement's own."""
    data = subject.procurement.data if subject.procurement else {}
    first = when(subject.award, "avtal_från") or when(data, "avtalstid", "från")
    last = when(subject.award, "avtal_till") or when(data, "avtalstid", "till")
    told, longer = span(first, last), when(data, "avtalstid", "förlängning_till")
    return f"{told}, kan förlängas till {longer}" if told and longer else told


def _need_ahead(subject: Subject) -> Value:
    """When the need arises, as long as it may lie ahead."""
    arises = day(subject.procurement, "datum", "behov") if subject.procurement else None
    return (arises and arises.last >= subject.date and told("procurement", when, "datum", "behov")(subject)) or None


def in_force(subject: Subject) -> Value:
    """`ja` as long as the contract, with the supplier when there is one, may not be over."""
    if subject.procurement is None or subject.procurement.data["status"] in OVER:
        return None
    supplier = subject.supplier.id if subject.supplier else ""
    _, end = contract(subject.records, subject.procurement, supplier)
    return "ja" if end is None or end.last >= subject.date else None


def _suppliers(subject: Subject) -> Value:
    """Every supplier with a contract: contact and time."""
    if subject.procurement is None:
        return None
    found = [row for _, row in awards(subject.held.records, subject.procurement)[1]]
    shared = subject.procurement.data.get("avtalstid", {})
    body = [
        Row(
            (
                name_of(subject, row["leverantör"]) or str(row["leverantör"]),
                str(row.get("kontaktfunktion", _NOT_SAID)),
                span(*(at(row, f"avtal_{end}") or at(shared, end) for end in ("från", "till"))) or _NOT_SAID,
            )
        )
        for row in found
    ]
    columns = (Column("Leverantör", 6), Column("Kontaktfunktion", 4), Column("Avtalstid", 5))
    return Table("leverantorer", "Leverantörer med avtal", columns, tuple(body)) if body else None


def _how_many_suppliers(subject: Subject) -> Value:
    """`en` or `flera`: what a sentence needs to agree with."""
    found = awards(subject.held.records, subject.procurement)[1] if subject.procurement else []
    return ("en" if len(found) == 1 else "flera") if found else None


def _is_reserved(subject: Subject) -> Value:
    data = subject.procurement.data if subject.procurement else {}
    return "ja" if "reservering" in data or "reserverad_upphandling" in _codes(subject) else None


def _codes(subject: Subject) -> set[str]:
    return {str(each["typ"]) for each in demands(subject)}


def _reserved_share(subject: Subject) -> Value:
    return percent_value(int(subject.records.config["regler"]["reserverad_andel_minst_procent"]))


FACTS: Mapping[str, Callable[[Subject], Value]] = {
    "upphandling": _named,
    "bransch": told("procurement", as_is, "bransch"),
    "förvaltning": ordering,
    "beställare": _role("beställare"),
    "upphandlare": _role("upphandlare"),
    "samordnare": _role("samordnare"),
    "rekryterare": _role("rekryterare"),
    "leverantör": _supplier,
    "leverantörer": _suppliers,
    "antal_leverantörer": _how_many_suppliers,
    "krav": _demands_in_words,
    "kravet": _by_number("kravet", "kraven"),
    "uppfyllt": _by_number("uppfyllt", "uppfyllda"),
    "kravtyper": _kinds_of_demand,
    "kravets_lydelse": _wording,
    "krav_senast": _to_be_met,
    "krav_framöver": _ahead,
    "krav_passerat": _behind,
    "målgrupper": _groups,
    "vite": _penalty,
    "avtalstid": _contract,
    "avtalet_gäller": in_force,
    "behov": _need_ahead,
    "tilldelad": told("procurement", on, "datum", "tilldelning"),
    "anbud_senast": told("procurement", when, "datum", "anbud_senast"),
    "avtal_tecknat": told("procurement", when, "datum", "avtal_tecknat"),
    "utförs": labelled("procurement", "utfors", "utförs"),
    "reserverad": _is_reserved,
    "reserverad_andel": _reserved_share,
    "reserveringens_grund": told("procurement", as_is, "reservering", "grund"),
}
