"""What the invented procurements demand: requirements, their assessment, reservation and extra cost."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.registers.exempel_draw import Draws, between, blurred, chance, months_after, pick, some, workday
from tests.registers.exempel_plan import Plan
from tests.registers.exempel_words import (
    ASSESSED_NO,
    ASSESSED_YES,
    EXTRA_COST,
    EXTRA_COST_REMEDY,
    REQUIREMENT_WORDING,
    TARGETS,
)

_TYPES = {
    "dialog": ("dialogkrav",),
    "skarpt": ("skarpt_krav",),
    "båda": ("dialogkrav", "skarpt_krav"),
    "bonus": ("dialogkrav", "bonus"),
    "reserverad": ("reserverad_upphandling",),
    "köpta": ("köpta_sysselsättningsplatser",),
    "okänt": ("okänt",),
}
_QUESTIONS = (
    "proportionellt", "marknaden_kan_ge_platser", "branschen_är_lämplig", "utförs_nära", "avtalstiden_räcker",
    "går_att_följa_upp",
)  # fmt: skip
_LAW = "LOU 4 kap. 18 §"


def requirements(draws: Draws, plan: Plan, first: date | None) -> list[dict[str, Any]]:
    """The requirements of a row; `first` is the contract's first day when there is a contract."""
    return [
        _requirement(draws, plan, kind, number, first)
        for number, kind in enumerate(_TYPES.get(plan.requirement, ()), 1)
    ]


def _requirement(draws: Draws, plan: Plan, kind: str, number: int, first: date | None) -> dict[str, Any]:
    made: dict[str, Any] = {"id": f"k{number}", "typ": kind, **_amount(draws, plan, kind)}
    if kind == "skarpt_krav" and chance(draws, 40):
        made["form"] = pick(draws, ("praktik", "visstidsanställning", "lärling"))
    if not chance(draws, 10):
        made["art"] = "frivillig" if kind == "bonus" else "obligatorisk"
    made["målgrupper"] = some(draws, TARGETS, 1, 3)
    if kind == "skarpt_krav":
        made["vite"] = between(draws, 2, 10) * (100 if made.get("enhet") == "timmar" else 10000)
    if first is not None and kind in ("dialogkrav", "skarpt_krav") and not chance(draws, 15):
        made["förfaller"] = blurred(draws, months_after(first, 2 if kind == "dialogkrav" else 9), 30)
    if kind in REQUIREMENT_WORDING and not chance(draws, 25):
        made["formulering"] = REQUIREMENT_WORDING[kind]
    return made


def _amount(draws: Draws, plan: Plan, kind: str) -> dict[str, Any]:
    """Unit and amount; hours and full-time months occur beside places, and some requirements leave the amount out."""
    if kind == "dialogkrav":
        return {"enhet": "dialog"} | ({"antal": 1} if chance(draws, 40) else {})
    if kind in ("reserverad_upphandling", "okänt"):
        return {}
    if kind == "skarpt_krav" and plan.branch == "anläggning" and "B" in plan.flags:
        return {"enhet": "timmar", "antal": 3000}
    if kind == "skarpt_krav" and plan.title.startswith("Ombyggnad"):
        return {"enhet": "heltidsmånader", "antal": 24}
    if kind == "köpta_sysselsättningsplatser":
        return {"enhet": "platser", "antal": 5 * plan.suppliers}
    return {"enhet": "platser", "antal": min(2 + plan.value // 20000, 9)}


def assessment(draws: Draws, plan: Plan, when: dict[str, date], *, call_off: bool) -> dict[str, Any]:
    """Whether a requirement was found to fit; a refusal always has its reason."""
    if plan.requirement == "ej_bedömd":
        return {"bedömning": {"beslut": "ej_bedömd"}} if plan.status == "planerad" or chance(draws, 40) else {}
    made: dict[str, Any] = {}
    if not chance(draws, 12):
        day = when.get("annonserad", date(2025, 11, 14))
        made["datum"] = blurred(draws, workday(months_after(day, -1)), 20)
    made["beslut"] = "inget_krav" if plan.requirement == "inget" else "krav"
    if call_off:
        made["motiv"] = "Kravet ställdes i ramavtalet och följer med till avropet."
    elif plan.requirement == "inget":
        made["motiv"] = ASSESSED_NO[next((flag for flag in plan.flags if flag in ASSESSED_NO), "")]
    elif chance(draws, 60):
        made["motiv"] = pick(draws, ASSESSED_YES)
    if not call_off and chance(draws, 65):
        made["kontrollfrågor"] = [_answer(draws, plan, question) for question in some(draws, _QUESTIONS, 2, 6)]
    return {"bedömning": made}


def _answer(draws: Draws, plan: Plan, question: str) -> dict[str, str]:
    if question == "utförs_nära":
        answer = {"W": "nej", "O": "okänt"}.get(next((flag for flag in plan.flags if flag in "WO"), ""), "ja")
    elif plan.requirement == "inget" and question in ("marknaden_kan_ge_platser", "går_att_följa_upp"):
        return {"fråga": question, "svar": "nej", "kommentar": "Avgörande för bedömningen."}
    else:
        answer = "okänt" if chance(draws, 12) else "ja"
    return {"fråga": question, "svar": answer}


def reservation(draws: Draws, plan: Plan, when: dict[str, date]) -> dict[str, Any]:
    """The test of a reserved procurement, made when the bid was handed in; before the bids only its ground is known."""
    if plan.requirement != "reserverad":
        return {}
    if "anbud_senast" not in when:
        return {"reservering": {"grund": _LAW, "verksamhetskrav_prövat": "okänt"}}
    return {
        "reservering": {
            "grund": _LAW,
            "andel_procent": between(draws, 34, 75),
            "verksamhetskrav_prövat": "ja",
            "prövad": when["anbud_senast"].isoformat(),
        }
    }


def extra_cost(draws: Draws, plan: Plan) -> dict[str, Any]:
    """Whether the requirement made the procurement dearer: an amount or nought, not assessed, or not said."""
    if plan.requirement == "inget" or chance(draws, 15):
        return {}
    if chance(draws, 45):
        return {"fördyring": {"bedömd": "okänt" if chance(draws, 40) else "nej"}}
    if chance(draws, 45):
        return {"fördyring": {"bedömd": "ja", "belopp": 0}}
    amount = max(plan.value * between(draws, 2, 18) // 10, 5) * 100
    told = {"bedömd": "ja", "belopp": amount, "beskrivning": pick(draws, EXTRA_COST)}
    return {"fördyring": told | ({"förslag": pick(draws, EXTRA_COST_REMEDY)} if chance(draws, 70) else {})}
