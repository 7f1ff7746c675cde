"""Whether each supplier fulfils each requirement: a suggestion with its reasons, which people decide on.

Compliance is not the same as the result for participants: a requirement of dialog is fulfilled by the dialog, also with
no places (Östersund). Sharp requirements are held against criterion 11554. Nothing here is ever written by itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sysselreg.assess import sharp
from sysselreg.assess.case import Case, Judged
from sysselreg.assess.endings import binding, endings
from sysselreg.assess.model import Answer, Compliance, Ending, Penalty
from sysselreg.assess.spans import MONTH, performed
from sysselreg.check.facts import at, awards, day, on_places, rows
from sysselreg.check.model import Register
from sysselreg.record.model import Record
from sysselreg.swedish import counted, number, percent_value


def compliance(register: Register, procurement: Record, today: date) -> tuple[Compliance, ...]:
    """The compliance of every supplier with every requirement that a procurement sets itself.

    Empty for a call-off whose requirements stand in its framework, for what a private buyer demands, and as long as no
    supplier is known.
    """
    if procurement.data["part"] == "extern":
        return ()
    suppliers = tuple(dict.fromkeys(str(award["leverantör"]) for _, award in awards(register, procurement)[1]))
    called = (each for each in register.of("upphandling") if each.data.get("avrop_från") == procurement.id)
    ids = {procurement.id, *(each.id for each in called if not each.data["krav"])}
    placements = [each for each in register.of("placering") if each.data["upphandling"] in ids]
    dialogs = [each for each in register.of("dialogöverenskommelse") if each.data["upphandling"] in ids]
    return tuple(
        _one(Case(register, procurement, krav, supplier, suppliers, placements, dialogs, today))
        for _, krav in rows(procurement, "krav")
        for supplier in suppliers
    )


def gravest(found: Iterable[Compliance], placement_id: str) -> Ending | None:
    """The early ending of a placement, for the requirement that it is gravest to; None when it has not ended early."""
    mine = [ending for each in found for ending in each.endings if ending.placement.id == placement_id]
    return min(mine, key=lambda ending: ("ja", "okänt", "nej").index(ending.breach)) if mine else None


def _one(case: Case) -> Compliance:
    judged = _judged(case)
    answers = {ending.breach for ending in judged.endings}
    breach: Answer = "ja" if "ja" in answers else "okänt" if "okänt" in answers else "nej"
    recorded = [
        row
        for _, row in rows(case.procurement, "uppfyllnad")
        if row["krav"] == case.requirement["id"] and row["leverantör"] == case.supplier
    ]
    each = at(case.requirement, "vite")
    owed = binding(case.requirement) == "ja" and isinstance(each, int) and each and judged.lacking
    return Compliance(
        requirement=case.requirement,
        supplier=case.supplier,
        recorded=recorded[-1] if recorded else None,
        suggested=judged.status,
        reasons=judged.reasons,
        fine=judged.fine,
        breach=breach,
        endings=judged.endings,
        penalty=Penalty(each, judged.lacking) if owed else None,
    )


def _judged(case: Case) -> Judged:
    kind, unit = case.requirement["typ"], case.requirement.get("enhet")
    if kind == "okänt":
        return Judged(None, ("Kravets typ är inte känd.",), _by_themselves(case))
    if kind == "bonus" or case.requirement.get("art") == "frivillig":
        told = "Kravet är frivilligt för leverantören, så det finns inget att uppfylla."
        return Judged(None, (told,), _by_themselves(case))
    if kind in ("reserverad_upphandling", "dialogkrav") or unit == "dialog":
        status, reasons = _reserved(case) if kind == "reserverad_upphandling" else _dialog(case)
        # Where places are asked for too, that requirement tells of them.
        return Judged(status, reasons, () if on_places(case.procurement) else _by_themselves(case))
    if unit == "platser":
        return sharp.places(case)
    if unit == "heltidsmånader":
        return sharp.months(case)
    return _uncounted(case, unit)


def _by_themselves(case: Case) -> tuple[Ending, ...]:
    """The early endings when nothing says how many places there should be."""
    return endings(case, [[each] for each in case.mine(case.begun)])


def _dialog(case: Case) -> tuple[str | None, tuple[str, ...]]:
    """Status and reasons: fulfilled by the dialog, whatever came of it (Östersund)."""
    wanted, held = case.requirement.get("antal", 1), len(case.held)
    if held >= wanted:
        when = next((found.text for each in case.held if (found := day(each, "möte", "datum"))), "")
        told = f"Dialogen är hållen{f' ({when})' if when else ''}. Ett dialogkrav är uppfyllt av dialogen, "
        return "uppfyllt", (f"{told}även när den inte ger några platser.",)
    if held:
        return "delvis_uppfyllt", (f"{counted(held, 'dialog', 'dialoger').capitalize()} av {wanted} är hållna.",)
    missed = any(each.data["status"] == "uteblev" for each in case.mine(case.dialogs))
    told = "Leverantören kom inte till dialogen." if missed else "Registret har ingen dialog som är hållen."
    if case.closed:
        return "ej_uppfyllt", (told, "Avtalet är slut.")
    return "avvikelse" if missed else "ej_påbörjad", (told,)


def _reserved(case: Case) -> tuple[str | None, tuple[str, ...]]:
    """Status and reason: fulfilled by the proof that was given with the bid (LOU 4 kap. 18 §)."""
    tested = at(case.procurement.data, "reservering", "verksamhetskrav_prövat")
    share = at(case.procurement.data, "reservering", "andel_procent")
    least = int(case.register.config["regler"]["reserverad_andel_minst_procent"])
    if tested == "nej" or (isinstance(share, int) and share < least):
        return "ej_uppfyllt", (f"Prövningen visar inte att leverantören når lagens krav, {percent_value(least)}.",)
    if tested == "ja" and isinstance(share, int):
        told = f"Prövningen visar {percent_value(share)} av de anställda. Lagen kräver {percent_value(least)}."
        return "uppfyllt", (told,)
    return None, ("Det går inte att se om leverantören är prövad mot lagens krav. Fyll i reservering.",)


def _uncounted(case: Case, unit: object) -> Judged:
    mine = case.mine(case.begun)
    done = sum((performed(each, case.today).full_time for each in mine), start=0 * MONTH) / MONTH
    told = (
        "Registret räknar inte timmar. Avgör efter leverantörens rapporter."
        if unit == "timmar"
        else "Kravet säger inte vad det räknas i."
    )
    begun = f"{counted(len(mine), 'placering', 'placeringar').capitalize()} har börjat"
    begun += f" och gett {number(done, 1)} månader på heltid."
    return Judged(None, (told, begun) if mine else (told,), _by_themselves(case))
