"""The days of an invented procurement: what happened when, and what its record knows of it."""

from __future__ import annotations

from datetime import date, timedelta

from tests.registers.exempel_draw import Draws, between, blurred, chance, days_after, workday
from tests.registers.exempel_plan import Plan

AWARDED = frozenset({"tilldelad", "överprövning", "avtal_tecknat", "pågående", "avslutad", "utvärderad"})
SIGNED = AWARDED - {"tilldelad", "överprövning"}
CLOSED = frozenset({"avslutad", "utvärderad"})


def dates(draws: Draws, plan: Plan) -> dict[str, date]:
    """The exact days of what has happened, by the names of the record; `behov` always, `tilldelning` if awarded."""
    year, _, month = plan.month.partition("-")
    about = workday(date(int(year), int(month or 6), between(draws, 3, 20)))
    if plan.status in AWARDED:
        notice = workday(about - timedelta(days=between(draws, 60, 90)))
        days = {"annonserad": notice, "anbud_senast": days_after(notice, between(draws, 30, 42)), "tilldelning": about}
        days["avtalsspärr_till"] = days_after(about, 10)
        days["avtal_tecknat"] = days_after(about, between(draws, 11, 21))
    elif plan.status in ("annonserad", "avbruten"):
        days = {"annonserad": about, "anbud_senast": days_after(about, between(draws, 30, 42))}
    else:
        return {"behov": about}
    return {"behov": days["annonserad"] - timedelta(days=between(draws, 60, 150)), **days}


def told(draws: Draws, plan: Plan, when: dict[str, date]) -> dict[str, str]:
    """The days as the record knows them: the need often only by month or year, some never noted."""
    if len(when) == 1:
        return {"behov": plan.month}
    known = {"behov": blurred(draws, when["behov"], 45, 25)}
    for name, day in when.items():
        direct = "D" in plan.flags and name in ("annonserad", "anbud_senast", "avtalsspärr_till")
        unsigned = name == "avtal_tecknat" and plan.status not in SIGNED
        # The last day of bids decides whether a reserved procurement was tested in time.
        needed = name in ("tilldelning", "avtal_tecknat") or plan.requirement == "reserverad"
        if name != "behov" and not direct and not unsigned and (needed or not chance(draws, 7)):
            known[name] = blurred(draws, day, 0 if needed else 4)
    if plan.status in ("avslutad", "utvärderad") and chance(draws, 50):
        known["stängd"] = known["tilldelning"][:7]
    return known
