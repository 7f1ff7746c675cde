"""Whether the invented suppliers have fulfilled their requirements: apart from what became of the participants."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from tests.registers.exempel_days import CLOSED, SIGNED
from tests.registers.exempel_dialogs import Dialog
from tests.registers.exempel_draw import STAND, Draws, blurred, chance, months_after, pick, workday
from tests.registers.exempel_placements import Placement
from tests.registers.exempel_procurements import Contract, Procurement
from tests.registers.exempel_words import DECIDES, DECISION

_HELD = frozenset({"held", "none", "places", "broken"})


def judge(draws: Draws, bought: list[Procurement], held: list[Dialog], placed: list[Placement]) -> None:
    """Write `uppfyllnad` into each signed procurement with requirements; a call-off is judged at its framework."""
    met = _grouped((dialog.procurement.id, dialog.contract.supplier, dialog.result) for dialog in held)
    begun = _grouped(
        (each.course.bearer.procurement.id, each.course.bearer.contract.supplier, each.course.status)
        for each in placed
        if each.course.begun is not None
    )
    for procurement in bought:
        if procurement.plan.status not in SIGNED or not procurement.data["krav"] or "avrop_från" in procurement.data:
            continue
        unfulfilled = any(procurement.breach(contract) for contract in procurement.contracts)
        if procurement.plan.status != "utvärderad" and not unfulfilled and chance(draws, 8):
            continue
        rows: list[dict[str, Any]] = []
        for requirement in procurement.data["krav"]:
            for contract in procurement.contracts:
                place = (procurement.id, contract.supplier)
                status = _status(
                    draws, procurement, contract, requirement, met.get(place, []), len(begun.get(place, []))
                )
                rows.append(_row(draws, procurement, contract, requirement, status, len(rows) + 1))
        procurement.data["uppfyllnad"] = rows


def _grouped(triples: Iterable[tuple[str, str, str]]) -> dict[tuple[str, str], list[str]]:
    groups: dict[tuple[str, str], list[str]] = {}
    for procurement, supplier, what in triples:
        groups.setdefault((procurement, supplier), []).append(what)
    return groups


def _status(
    draws: Draws, procurement: Procurement, contract: Contract, requirement: dict[str, Any], met: list[str], begun: int
) -> str:
    closed, kind = procurement.plan.status in CLOSED, requirement["typ"]
    breach = procurement.breach(contract)
    if procurement.plan.status == "avtal_tecknat":
        return "ej_påbörjad"
    if breach is not None and breach not in DECISION:
        return breach
    if kind == "dialogkrav":
        return _dialog_status(draws, met, closed=closed)
    if breach is not None:
        return "sanktionsbeslut"
    if kind == "reserverad_upphandling":
        return "uppfyllt"
    wanted = requirement.get("antal", 1) if requirement.get("enhet") == "platser" else 3
    if begun * len(procurement.contracts) >= wanted:
        return "uppfyllt"
    if begun:
        return "delvis_uppfyllt"
    if closed or kind != "skarpt_krav":
        return "ej_uppfyllt" if closed else "ej_påbörjad"
    late = contract.first + timedelta(days=180) < STAND
    return pick(draws, ("avvikelse", "rättelse_begärd")) if late else "ej_påbörjad"


def _dialog_status(draws: Draws, met: list[str], *, closed: bool) -> str:
    """A requirement of dialog is fulfilled by the dialog, also when it gave no places."""
    if any(result in _HELD for result in met):
        return "uppfyllt" if closed or chance(draws, 60) else "dialog_genomförd"
    if "absent" in met:
        return "ej_uppfyllt" if closed else "rättelse_begärd"
    return "ej_uppfyllt" if closed else pick(draws, ("ej_påbörjad", "avvikelse"))


def _row(
    draws: Draws, procurement: Procurement, contract: Contract, requirement: dict[str, Any], status: str, number: int
) -> dict[str, Any]:
    row: dict[str, Any] = {
        "id": f"u{number}", "krav": requirement["id"], "leverantör": contract.supplier, "status": status,
    }  # fmt: skip
    if status != "ej_påbörjad" and not chance(draws, 8):
        row["datum"] = blurred(draws, _day(procurement, contract), 6)
    breach = procurement.breach(contract)
    if status == "sanktionsbeslut" and breach is not None:
        decision: dict[str, Any] = {"följd": breach}
        if breach == "vite":
            decision["belopp"] = requirement["vite"] * 3
        row["beslut"] = {**decision, "beslutat_av": DECIDES, "motiv": DECISION[breach]}
    return row


def _day(procurement: Procurement, contract: Contract) -> date:
    last = contract.last + timedelta(days=7) if procurement.plan.status in CLOSED else months_after(contract.first, 6)
    return min(workday(last), STAND - timedelta(days=1))
