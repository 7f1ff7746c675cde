"""Whether a placement that ended early is a breach of contract.

Sources: Östersund (an agreed placement broken off by the supplier is a breach if the requirement was sharp);
criterion 11554 (not when the employee leaves or there is just cause).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sysselreg.assess.case import Case
from sysselreg.assess.model import Answer, Ending
from sysselreg.assess.places import Slot
from sysselreg.check.facts import at
from sysselreg.record.model import Record

EARLY = "avslutad_i_förtid"
# The participant left: the supplier has not broken anything off.
LEFT = frozenset({"deltagaren_avbröt", "flytt", "övergick_i_anställning", "fullföljd"})
_SHARP = frozenset({"skarpt_krav", "köpta_sysselsättningsplatser"})


def early(placements: Sequence[Record]) -> frozenset[str]:
    """The ids of the placements that ended early."""
    return frozenset(each.id for each in placements if each.data["status"] == EARLY)


def endings(case: Case, filled: Sequence[Slot], *, met: bool = False) -> tuple[Ending, ...]:
    """Every early ending in some places, and whether it is a breach; the next in the same place has replaced it.

    `met`: whether the requirement is fulfilled all the same.
    """
    return tuple(
        _ending(case, each, successor.id if successor else "", met=met)
        for slot in filled
        for each, successor in zip(slot, [*slot[1:], None], strict=True)
        if each.data["status"] == EARLY
    )


def binding(krav: Mapping[str, Any]) -> Answer:
    """Whether a requirement makes the supplier provide places: sharp and not voluntary."""
    if krav["typ"] == "okänt":
        return "okänt"
    return "ja" if krav["typ"] in _SHARP and krav.get("art") != "frivillig" else "nej"


def _ending(case: Case, placement: Record, successor: str, *, met: bool) -> Ending:
    cause, must = at(placement.data, "avslut", "orsak"), binding(case.requirement)
    word = case.word("avslutsorsak", cause) if cause else ""
    breach: Answer = "nej"
    agreed = ""
    if cause in LEFT:
        told = f"Orsak: {word}. Leverantören har inte avbrutit platsen."
    elif cause == "saklig_grund":
        told = "Leverantören hade saklig grund att avsluta."
    elif must == "nej":
        told, agreed = "Kravet är inget skarpt krav på platser.", _sanction(case, placement)
    elif met:
        told, agreed = "Kravet är uppfyllt ändå, med andra platser.", _sanction(case, placement)
    elif cause != "leverantören_avbröt":
        breach = "okänt"
        told = f"Orsak: {word}. Det säger inte om leverantören avbröt." if word else "Orsaken är inte känd."
    elif must == "okänt":
        breach, told = "okänt", "Leverantören avbröt, men kravets typ är inte känd."
    elif successor:
        told = "Leverantören avbröt men har ordnat en ny plats, så bristen är rättad."
    else:
        breach = "ja"
        told = "Leverantören avbröt utan antecknad saklig grund, och kravet är skarpt. Ingen ny plats har tagit vid."
    return Ending(placement, breach, told, successor, agreed)


def _sanction(case: Case, placement: Record) -> str:
    """What the agreement says of it."""
    agreement = case.register.by_id.get(str(placement.data.get("dialogöverenskommelse")))
    said = at(agreement.data, "sanktion_vid_förtida_avslut") if agreement else None
    return f"Överenskommelsen säger om förtida avslut: {str(said).rstrip('.')}." if said else ""
