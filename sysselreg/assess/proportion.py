"""How many places a procurement has room for, by the value that each should rest on (Trafikverket's measure).

Trafikverket demands a place for every 25 million kronor in services and every 50 million in works (Upphandlings-
myndigheten, 2020-11-26); a register has its own figures in sysselreg.yaml. There is no measure for goods.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from math import ceil
from typing import Any

from sysselreg.assess.model import Question
from sysselreg.assess.questions import Found, number_of, recorded, value_of
from sysselreg.check.facts import at, label, rows
from sysselreg.check.model import Register
from sysselreg.record.model import Record
from sysselreg.swedish import counted, kronor

# A place is twelve months of employment.
_MONTHS = {"platser": 12, "heltidsmånader": 1}
_MEASURED = {"tjänst": "värde_per_plats_tjänst", "byggentreprenad": "värde_per_plats_byggentreprenad"}


def proportionate(register: Register, procurement: Record, question: Question) -> Found:
    """Östersund's analysis, by Trafikverket's measure: the value that a demanded place should rest on.

    A requirement of dialog demands no places, so it always fits.
    """
    wanted, room = places_wanted(procurement), room_for_places(register, procurement)
    measure = _measure(register, procurement)
    if wanted == 0:
        asked = "Inget skarpt krav är skrivet, och ett dialogkrav bestämmer inte antalet platser."
        return Found("ja", {"kravet": asked, "mått": measure})
    asked = "Kravet säger inte hur många platser det gäller."
    if wanted is not None:
        asked = f"Kravet gäller {counted(wanted, 'plats', 'platser')}."
        if room is not None:
            return Found("ja" if wanted <= room else "nej", {"kravet": asked, "mått": measure})
    given = recorded(register, procurement, question)
    if given.answer != "okänt":
        asked = f"{asked} Bedömningen säger {given.answer}.{given.values['kommentar']}"
        return Found(given.answer, {"kravet": asked, "mått": ""})
    return Found("okänt", {"saknas": f"{asked} {measure}"}, tuple(_lacking(procurement)) or given.lacking)


def places_wanted(procurement: Record) -> int | None:
    """How many places the sharp requirements ask for, months of full time counted as places; None when not said."""
    wanted = 0
    for krav in _sharp(procurement):
        amount = krav.get("antal")
        if not isinstance(amount, int) or krav.get("enhet") not in _MONTHS:
            return None
        wanted += ceil(Fraction(amount * _MONTHS[krav["enhet"]], _MONTHS["platser"]))
    return wanted


def _sharp(procurement: Record) -> list[Mapping[str, Any]]:
    """What must be fulfilled in places or time; what kind an unknown one is nobody knows."""
    return [
        krav
        for _, krav in rows(procurement, "krav")
        if krav["typ"] in ("skarpt_krav", "okänt") and krav.get("enhet") != "dialog" and krav.get("art") != "frivillig"
    ]


def room_for_places(register: Register, procurement: Record) -> int | None:
    """How many places the value has room for; None when value or measure is not known."""
    setting = _MEASURED.get(str(at(procurement.data, "objekt")))
    value = value_of(procurement)
    if setting is None or value is None or not (each := number_of(register, setting)):
        return None
    return value // each


def _measure(register: Register, procurement: Record) -> str:
    room, value = room_for_places(register, procurement), value_of(procurement)
    kind = str(at(procurement.data, "objekt"))
    if value is None:
        return "Värdet är inte känt, så det går inte att säga hur många platser det rymmer."
    if room is None:
        named = label(register.schemas, "objekt", kind).lower() if kind != "None" else "det som köps"
        return f"Det finns inget mått för {named}, så det går inte att säga hur många platser värdet rymmer."
    per = kronor(number_of(register, _MEASURED[kind]))
    number = counted(room, "plats", "platser") if room else "ingen plats"
    return f"Värdet {kronor(value)} rymmer {number}, om det går en plats på {per} ({kind})."


def _lacking(procurement: Record) -> Iterator[str]:
    for krav in _sharp(procurement):
        if krav.get("enhet") not in _MONTHS:
            yield f"krav[{krav['id']}].enhet"
        if "antal" not in krav:
            yield f"krav[{krav['id']}].antal"
    if value_of(procurement) is None:
        yield "värde.beräknat"
    if at(procurement.data, "objekt") is None:
        yield "objekt"
