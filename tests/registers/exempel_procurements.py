"""The invented procurements: one for each row of the plan, with what its status asks for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from tests.registers.exempel_days import AWARDED, CLOSED, SIGNED, dates, told
from tests.registers.exempel_draw import (
    YEARS,
    Draws,
    between,
    blurred,
    chance,
    days_after,
    last_day,
    months_after,
    new_id,
    pick,
    workdays_after,
)
from tests.registers.exempel_organisations import MUNICIPALITY, SOURCE, Organisations
from tests.registers.exempel_plan import MATTERS, PLANS, UNITS, Plan
from tests.registers.exempel_requirements import assessment, extra_cost, requirements, reservation


@dataclass(frozen=True, slots=True)
class Contract:
    """One supplier's contract; `first` and `last` are its exact days, also where the record knows less."""

    supplier: str
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Procurement:
    """A procurement's record with what the others are built on. `made` is the year its record was made."""

    plan: Plan
    data: dict[str, Any]
    made: int
    contracts: tuple[Contract, ...]

    @property
    def id(self) -> str:
        """The record's id."""
        return str(self.data["id"])

    @property
    def framework(self) -> bool:
        """Whether it is a framework that others are called off from."""
        return any(flag[0] == "R" for flag in self.plan.flags)

    def breach(self, contract: Contract) -> str | None:
        """What the plan says about a requirement that this contract's supplier did not fulfil."""
        flag = next((flag[1:] for flag in self.plan.flags if flag[0] == "V"), None)
        return flag if contract == self.contracts[-1] else None


def procurements(draws: Draws, count: int, orgs: Organisations) -> list[Procurement]:
    """So many procurements; after the sixty of the plan it begins again, with the next copy of the suppliers."""
    made: list[Procurement] = []
    frameworks: dict[tuple[int, str], Procurement] = {}
    for index in range(count):
        copy, plan = index // len(PLANS), PLANS[index % len(PLANS)]
        framework = next((frameworks.get((copy, flag[1:])) for flag in plan.flags if flag[0] == "A"), None)
        new = _procurement(draws, plan, copy, orgs, framework)
        made.append(new)
        for flag in plan.flags:
            if flag[0] == "R":
                frameworks[copy, flag[1:]] = new
    return made


def _procurement(
    draws: Draws, plan: Plan, copy: int, orgs: Organisations, framework: Procurement | None
) -> Procurement:
    when = dates(draws, plan)
    contracts = _contracts(draws, plan, copy, orgs, framework, when)
    made = min(max((when.get("annonserad") or when["behov"]).year, YEARS[0]), YEARS[-1])
    data: dict[str, Any] = {
        "typ": "upphandling", "id": new_id(draws, "upp"), "version": 1, **_head(draws, plan, made),
        "källa": SOURCE, "titel": plan.title if not copy else f"{plan.title}, etapp {copy + 1}",
        **_buyer(draws, plan, orgs), "status": plan.status, "objekt": plan.bought, **_form(draws, plan, framework),
        "bransch": plan.branch, **({"cpv": plan.cpv, "sni": plan.sni} if plan.cpv else {}),
        "krav": requirements(draws, plan, contracts[0].first if contracts else None),
        **_value(draws, plan), **_term(draws, plan, contracts, when),
        "utförs": _where(plan), **_more_than_one(draws, plan),
        **assessment(draws, plan, when, call_off=framework is not None),
        "datum": told(draws, plan, when),
    }  # fmt: skip
    if contracts:
        data["tilldelning"] = _awards(draws, plan, contracts, when)
        data.update(extra_cost(draws, plan))
    data.update(reservation(draws, plan, when))
    data.update(_forecast(draws, plan))
    return Procurement(plan, data, made, contracts)


# ---- contracts -----------------------------------------------------------------------------------------------------


def _contracts(
    draws: Draws,
    plan: Plan,
    copy: int,
    orgs: Organisations,
    framework: Procurement | None,
    when: dict[str, date],
) -> tuple[Contract, ...]:
    if plan.status not in AWARDED:
        return ()
    branch = f"social {plan.branch}" if plan.requirement in ("reserverad", "köpta") else plan.branch
    choice: Sequence[str] = orgs.by_branch[copy, branch]
    if framework is not None:
        choice = [contract.supplier for contract in framework.contracts]
    offset = between(draws, 0, len(choice) - 1)
    suppliers = [choice[(offset + step) % len(choice)] for step in range(min(plan.suppliers, len(choice)))]
    first = days_after(when["avtal_tecknat"], between(draws, 5, 30))
    last = last_day(first, plan.months)
    if plan.status in CLOSED:
        last = min(last, date(2025, 12, 12))
    return tuple(Contract(supplier, first, last) for supplier in suppliers)


def _term(draws: Draws, plan: Plan, contracts: tuple[Contract, ...], when: dict[str, date]) -> dict[str, Any]:
    if contracts:
        first, last = contracts[0].first, contracts[0].last
        term = {"från": first.isoformat(), "till": blurred(draws, last, 8)}
        if plan.months >= 36 and chance(draws, 70):
            term["förlängning_till"] = months_after(last, 12).isoformat()
        return {"avtalstid": term}
    if not plan.months or plan.status == "identifierad":
        return {}
    first = months_after(max(when.values()).replace(day=1), 3)
    return {"avtalstid": {"från": first.isoformat()[:7], "till": last_day(first, plan.months).isoformat()[:7]}}


def _awards(draws: Draws, plan: Plan, contracts: tuple[Contract, ...], when: dict[str, date]) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for number, contract in enumerate(contracts, 1):
        row: dict[str, Any] = {"id": f"t{number}", "leverantör": contract.supplier}
        if len(contracts) > 1 or chance(draws, 40):
            row |= {"avtal_från": contract.first.isoformat(), "avtal_till": contract.last.isoformat()}
        if plan.status in SIGNED:
            # Four in five are handed over within the five days of the rule, the others late.
            late = between(draws, 8, 30) if chance(draws, 20) else between(draws, 1, 5)
            row["överlämnad"] = blurred(draws, min(workdays_after(when["tilldelning"], late), contract.first), 3)
        if chance(draws, 60):
            row["kontaktfunktion"] = pick(draws, ("Avtalsansvarig", "Platschef", "Driftledare", "Personalavdelningen"))
        rows.append(row)
    return rows


# ---- what it is ------------------------------------------------------------------------------------------------------


def _buyer(draws: Draws, plan: Plan, orgs: Organisations) -> dict[str, Any]:
    if "X" in plan.flags:
        return {"part": "extern", "upphandlande_organisation": orgs.named["Handelsfastigheter Exempelporten AB"]}
    if "B" in plan.flags:
        company = "Exempelvatten AB" if plan.branch == "anläggning" else "Exempelbostäder AB"
        return {"part": "bolag", "upphandlande_organisation": orgs.named[company], "roller": _roles(draws, company)}
    _, name, _, orderer = next(unit for unit in UNITS if unit[0] == plan.unit)
    buyer = orgs.named[name if chance(draws, 70) else MUNICIPALITY]
    return {
        "part": "egen", "upphandlande_organisation": buyer, "förvaltning": plan.unit, "roller": _roles(draws, orderer),
    }  # fmt: skip


def _roles(draws: Draws, orderer: str) -> dict[str, str]:
    roles = {"beställare": orderer, "upphandlare": "Upphandlingsenheten"}
    if not chance(draws, 12):
        roles |= {"samordnare": "Samordnaren för sysselsättningskrav", "rekryterare": "Arbetsmarknadsenheten"}
    return roles


def _head(draws: Draws, plan: Plan, year: int) -> dict[str, Any]:
    """The matter it belongs to, where that is one of the register's, and who may read it."""
    head: dict[str, Any] = {}
    if plan.unit and plan.status != "identifierad" and chance(draws, 35):
        head["diarienummer"] = MATTERS[year]
    if plan.status == "annonserad":
        head["sekretess"] = {"nivå": "sekretess", "lagrum": "OSL 19 kap. 3 §", "till": "2026-06"}
    return head


def _form(draws: Draws, plan: Plan, framework: Procurement | None) -> dict[str, Any]:
    if framework is not None:
        return {"form": "förnyad_konkurrensutsättning", "ramavtal": "nej", "avrop_från": framework.id}
    if plan.requirement == "köpta" and "D" not in plan.flags:
        return {"form": "valfrihetssystem", "ramavtal": "nej"}
    if "D" in plan.flags:
        return {"form": "direktupphandling", "ramavtal": "nej"}
    if plan.status in ("identifierad", "bedömd"):
        return {"form": "okänt"}
    form = "förhandlat" if plan.value > 100000 else "öppet"
    if plan.branch == "transport":
        form = "dis"
    elif plan.branch == "bevakning":
        form = "selektivt"
    known = {"form": form} if not chance(draws, 8) else {}
    return {**known, "ramavtal": "ja" if any(flag[0] == "R" for flag in plan.flags) else "nej"}


def _value(draws: Draws, plan: Plan) -> dict[str, Any]:
    if not plan.value or (plan.status not in SIGNED and chance(draws, 20)):
        return {}
    value = {"beräknat": plan.value * 1000}
    if plan.status in AWARDED and not chance(draws, 10):
        value["avtalat"] = plan.value * between(draws, 880, 1100)
    return {"värde": value}


def _where(plan: Plan) -> str:
    return {"W": "annan_ort", "N": "omedelbar_närhet", "O": "okänt"}.get(
        next((flag for flag in plan.flags if flag in ("W", "N", "O")), ""), "kommunen"
    )


def _more_than_one(draws: Draws, plan: Plan) -> dict[str, str]:
    if not plan.value:
        return {"fler_än_en_anställd": "okänt"}
    if chance(draws, 12):
        return {}
    return {"fler_än_en_anställd": "ja" if plan.value > 1500 else "nej"}


def _forecast(draws: Draws, plan: Plan) -> dict[str, str]:
    early = plan.status in ("planerad", "annonserad", "tilldelad")
    if (early or plan.status in ("avtal_tecknat", "pågående")) and chance(draws, 40):
        return {"prognos": "Under uppstart" if early else "Pågående"}
    return {"prognos": "Avbruten, ny upphandling övervägs"} if plan.status == "avbruten" else {}
