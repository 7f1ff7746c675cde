"""Facts of letters about a procurement: what is bought, what is required, from whom, and what was decided."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from sysselreg.check.facts import at, awards, rows
from sysselreg.document.blocks import Column, Row, Table
from sysselreg.document.letter.model import Held, Subject, Value
from sysselreg.document.letter.words import (
    demand,
    in_text,
    label,
    labels,
    name_of,
    on,
    one_each,
    penalty,
    role,
    span,
    title,
    when,
)
from sysselreg.record.model import Record
from sysselreg.swedish import join_and, kronor, partial_date_text, percent_value

_NOT_SAID = "inte angivet"
_MET = frozenset({"uppfyllt", "dialog_genomförd"})
_FALLS_SHORT = {
    "delvis_uppfyllt": "bara delvis uppfyllt",
    "avvikelse": "inte uppfyllt",
    "rättelse_begärd": "inte uppfyllt",
    "ej_uppfyllt": "inte uppfyllt",
    "sanktionsbeslut": "inte uppfyllt",
}
_NOT_JUDGED = frozenset({"ej_påbörjad", "avvikelse", "rättelse_begärd"})


def _own(*path: str) -> Callable[[Subject], Value]:
    """A text of the procurement as it stands."""

    def told(subject: Subject) -> Value:
        found = at(subject.procurement.data, *path) if subject.procurement else None
        return str(found) if found is not None else None

    return told


def _when(*path: str) -> Callable[[Subject], Value]:
    return lambda subject: when(subject.procurement.data, *path) if subject.procurement else None


def _role(name: str) -> Callable[[Subject], Value]:
    return lambda subject: in_text(role(subject, name))


def _named(subject: Subject) -> Value:
    return title(subject.procurement) if subject.procurement else None


def _supplier(subject: Subject) -> Value:
    return title(subject.supplier) if subject.supplier else None


def _contact(subject: Subject) -> Value:
    return str(subject.award["kontaktfunktion"]) if "kontaktfunktion" in subject.award else None


def demanded_by(held: Held, procurement: Record) -> bool:
    """Whether a procurement has requirements, its own or those of the framework that it calls off."""
    framework = held.records.by_id.get(str(procurement.data.get("avrop_från")))
    return bool(procurement.data.get("krav") or (framework is not None and framework.data.get("krav")))


def demands(subject: Subject) -> list[Mapping[str, Any]]:
    """The requirements that hold for what the letter is about."""
    return [krav for _, krav in rows(subject.demanding, "krav")] if subject.demanding else []


def _demands_in_words(subject: Subject) -> Value:
    schemas = subject.records.schemas
    return join_and([demand(schemas, each) for each in demands(subject)]) or None


def _kinds_of_demand(subject: Subject) -> Value:
    """The codes of the requirements, for a template that words each kind its own way."""
    return one_each(str(each["typ"]) for each in demands(subject))


def _terms(subject: Subject) -> Value:
    """Whether the requirement must be met, as the contract says."""
    schemas = subject.records.schemas
    return join_and(one_each(label(schemas, "kravart", at(each, "art")) for each in demands(subject))) or None


def _groups(subject: Subject) -> Value:
    codes = [code for each in demands(subject) for code in each.get("målgrupper", ())]
    return labels(subject.records.schemas, "malgrupp", list(dict.fromkeys(codes)))


def _penalty(subject: Subject) -> Value:
    return join_and(one_each(penalty(each) for each in demands(subject))) or None


def _wording(subject: Subject) -> Value:
    return one_each(at(each, "formulering") for each in demands(subject)) or None


def _to_be_met(subject: Subject) -> Value:
    days = sorted(str(each["förfaller"]) for each in demands(subject) if at(each, "förfaller"))
    return partial_date_text(days[0]) if days else None


def _contract(subject: Subject) -> Value:
    """The time of the contract with the supplier, else the procurement's own."""
    data = subject.procurement.data if subject.procurement else {}
    first = when(subject.award, "avtal_från") or when(data, "avtalstid", "från")
    last = when(subject.award, "avtal_till") or when(data, "avtalstid", "till")
    told, longer = span(first, last), when(data, "avtalstid", "förlängning_till")
    return f"{told}, kan förlängas till {longer}" if told and longer else told


def _ordering(subject: Subject) -> Value:
    """The name of the organisation unit that has the need."""
    code = at(subject.procurement.data, "förvaltning") if subject.procurement else None
    names = {each["kod"]: each["namn"] for each in subject.records.config.get("förvaltningar", ())}
    if code is not None:
        return str(names.get(str(code), code))
    buyer = at(subject.procurement.data, "upphandlande_organisation") if subject.procurement else None
    return name_of(subject, buyer)


def _suppliers(subject: Subject) -> Value:
    """Every supplier with a contract: contact and time."""
    if subject.procurement is None:
        return None
    found = [row for _, row in awards(subject.held.records, subject.procurement)[1]]
    body = [
        Row(
            (
                name_of(subject, row["leverantör"]) or str(row["leverantör"]),
                str(row.get("kontaktfunktion", _NOT_SAID)),
                span(when(row, "avtal_från"), when(row, "avtal_till")) or _NOT_SAID,
            )
        )
        for row in found
    ]
    columns = (Column("Leverantör", 4), Column("Kontaktfunktion", 3), Column("Avtalstid", 5))
    return Table("leverantorer", "Leverantörer med avtal", columns, tuple(body)) if body else None


def _how_many_suppliers(subject: Subject) -> Value:
    """`en` or `flera`: what a sentence needs to agree with."""
    found = awards(subject.held.records, subject.procurement)[1] if subject.procurement else []
    return ("en" if len(found) == 1 else "flera") if found else None


# ---- whether the requirement is met, and what was decided ------------------------------------------------------------


def outcomes(subject: Subject) -> Iterator[Mapping[str, Any]]:
    """How the supplier has met each requirement, as the record says; of all suppliers when the letter is to none."""
    for _, row in rows(subject.demanding, "uppfyllnad") if subject.demanding else ():
        if subject.supplier is None or row["leverantör"] == subject.supplier.id:
            yield row


def _decided(subject: Subject) -> Mapping[str, Any]:
    """The decision about a requirement that was not met; empty without one."""
    return next((row["beslut"] for row in outcomes(subject) if "beslut" in row), {})


def _consequence(subject: Subject) -> Value:
    return str(_decided(subject)["följd"]) if _decided(subject) else None


def _amount(subject: Subject) -> Value:
    amount = _decided(subject).get("belopp")
    return kronor(amount) if amount is not None else None


def _motive(subject: Subject) -> Value:
    motive = _decided(subject).get("motiv")
    return str(motive) if motive is not None else None


def _status_code(subject: Subject) -> Value:
    """The worst status of the requirements, as a code."""
    order = list(subject.records.schemas.vocabularies["uppfyllnadsstatus"].codes)
    met = [str(row["status"]) for row in outcomes(subject)]
    return max(met, key=lambda code: (code not in ("uppfyllt", "dialog_genomförd"), order.index(code))) if met else None


def _statuses(subject: Subject) -> Value:
    schemas = subject.records.schemas
    return join_and(one_each(label(schemas, "uppfyllnadsstatus", row["status"]) for row in outcomes(subject))) or None


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
    """`ett skarpt krav på nio platser är delvis uppfyllt`."""
    schemas = subject.records.schemas
    return join_and(one_each(f"{demand(schemas, krav)} är {how}" for krav, how in shortcomings(subject))) or None


def _wording_of_shortcomings(subject: Subject) -> Value:
    return one_each(at(krav, "formulering") for krav, _ in shortcomings(subject)) or None


def _penalty_of_shortcomings(subject: Subject) -> Value:
    return join_and(one_each(penalty(krav) for krav, _ in shortcomings(subject))) or None


def _is_reserved(subject: Subject) -> Value:
    data = subject.procurement.data if subject.procurement else {}
    return "ja" if "reservering" in data or "reserverad_upphandling" in _codes(subject) else None


def _codes(subject: Subject) -> set[str]:
    return {str(each["typ"]) for each in demands(subject)}


def _label(vocabulary: str, *path: str) -> Callable[[Subject], Value]:
    def told(subject: Subject) -> Value:
        code = at(subject.procurement.data, *path) if subject.procurement else None
        return label(subject.records.schemas, vocabulary, code)

    return told


def _reserved_share(subject: Subject) -> Value:
    return percent_value(int(subject.records.config["regler"]["reserverad_andel_minst_procent"]))


FACTS: Mapping[str, Callable[[Subject], Value]] = {
    "upphandling": _named,
    "bransch": _own("bransch"),
    "cpv": _own("cpv"),
    "förvaltning": _ordering,
    "beställare": _role("beställare"),
    "upphandlare": _role("upphandlare"),
    "samordnare": _role("samordnare"),
    "rekryterare": _role("rekryterare"),
    "leverantör": _supplier,
    "kontaktfunktion": _contact,
    "leverantörer": _suppliers,
    "antal_leverantörer": _how_many_suppliers,
    "krav": _demands_in_words,
    "kravtyper": _kinds_of_demand,
    "kravets_art": _terms,
    "kravets_lydelse": _wording,
    "krav_senast": _to_be_met,
    "målgrupper": _groups,
    "vite": _penalty,
    "avtalstid": _contract,
    "behov": _when("datum", "behov"),
    "tilldelad": lambda subject: on(subject.procurement.data, "datum", "tilldelning") if subject.procurement else None,
    "anbud_senast": _when("datum", "anbud_senast"),
    "avtal_tecknat": _when("datum", "avtal_tecknat"),
    "uppfyllnad": _status_code,
    "uppfyllnad_i_ord": _statuses,
    "uppfyllnad_dag": _status_since,
    "beslut": _consequence,
    "vitesbelopp": _amount,
    "beslutsmotiv": _motive,
    "samlad_uppfyllnad": _overall,
    "brister": _shortcomings_in_words,
    "bristernas_lydelse": _wording_of_shortcomings,
    "bristernas_vite": _penalty_of_shortcomings,
    "utförs": _label("utfors", "utförs"),
    "reserverad": _is_reserved,
    "reserverad_andel": _reserved_share,
    "reserveringens_grund": _own("reservering", "grund"),
}
