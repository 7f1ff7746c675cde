"""The invented evaluations: who was asked when, who answered, and with what words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from tests.registers.exempel_calculation import calculation, inputs, values
from tests.registers.exempel_days import CLOSED
from tests.registers.exempel_dialogs import Dialog
from tests.registers.exempel_draw import (
    STAND,
    YEARS,
    Draws,
    between,
    blurred,
    chance,
    day_between,
    days_after,
    deck,
    new_id,
    pick,
    shuffled,
    weighted,
    workday,
)
from tests.registers.exempel_organisations import SOURCE
from tests.registers.exempel_placements import Placement
from tests.registers.exempel_procurements import Procurement
from tests.registers.exempel_words import CONCLUSIONS, LESSONS, QUOTES

# Of 150 evaluations; the rest are the employers' own, after a placement.
_KINDS = {
    "deltagare": 22, "rekryterare": 10, "upphandlare": 10, "leverantörssamarbete": 8, "internt_samarbete": 3,
    "samhällsekonomi": 3, "följeforskning": 2,
}  # fmt: skip
_STATUS = {"granskad": 24, "inkommen": 10, "utebliven": 5, "påmind": 3, "begärd": 2}
_QUESTIONS = {
    "arbetsgivare": ("mervärde", "handledning", "matchning", "administrativ_börda", "ta_emot_igen", "fördyring"),
    "deltagare": ("handledning", "matchning"),
    "rekryterare": ("mervärde", "handledning", "matchning"),
    "upphandlare": ("mervärde", "administrativ_börda", "fördyring"),
    "leverantörssamarbete": ("mervärde", "administrativ_börda", "ta_emot_igen"),
}
_ANSWERS = {
    "mervärde": {"ja": 62, "delvis": 20, "nej": 10, "vet_ej": 8},
    "ta_emot_igen": {"ja": 70, "nej": 14, "vet_ej": 16},
    "fördyring": {"ja": 22, "nej": 58, "vet_ej": 20},
}
# Who may read the answers, where something is said about it.
_READERS = {"deltagare": "intern", "följeforskning": "öppen"}
_GRADES = {"5": 26, "4": 36, "3": 22, "2": 11, "1": 5}


@dataclass(frozen=True, slots=True)
class Evaluation:
    """An evaluation's record and the year it was made."""

    data: dict[str, Any]
    made: int


def evaluations(
    draws: Draws,
    count: int,
    placed: list[Placement],
    held: list[Dialog],
    bought: list[Procurement],
    programme: str,
) -> list[Evaluation]:
    """So many evaluations, in the proportions of the plan.

    Raises ValueError when too few placements have ended to ask so many employers.
    """
    ended = shuffled(draws, [each for each in placed if _asked(each) is not None])
    wanted = {kind: max(count * share // 150, 1) for kind, share in _KINDS.items()} if count >= len(_KINDS) else {}
    employers = count - sum(wanted.values())
    if max(employers, wanted.get("deltagare", 0) + wanted.get("rekryterare", 0)) > len(ended):
        raise ValueError(f"Det finns {len(ended)} placeringar att utvärdera. Be om fler placeringar.")
    statuses = deck(draws, _STATUS)
    met = [each for each in held if each.met is not None and each.met <= STAND - timedelta(days=40)]
    done = [each for each in bought if each.plan.status in (*CLOSED, "pågående") and each.data["krav"]]
    made = [_of_placement(draws, each, "arbetsgivare", statuses) for each in ended[:employers]]
    for kind, number in wanted.items():
        for index in range(number):
            if kind in ("deltagare", "rekryterare"):
                chosen = ended[-1 - index - (0 if kind == "deltagare" else wanted["deltagare"])]
                made.append(_of_placement(draws, chosen, kind, statuses))
            elif kind == "leverantörssamarbete":
                dialog = met[index * 7 % len(met)]
                asked = workday((dialog.met or STAND) + timedelta(days=30))
                made.append(_evaluation(draws, str(dialog.data["id"]), kind, asked, next(statuses)))
            elif kind == "upphandlare":
                asked = day_between(draws, date(2024, 1, 15), date(2025, 11, 20))
                made.append(_evaluation(draws, done[index * 3 % len(done)].id, kind, asked, next(statuses)))
            else:
                made.append(_of_programme(draws, programme, done, kind, index))
    return made


def _asked(placement: Placement) -> date | None:
    """The day that a placement's evaluation was asked for: 14 days before its end, at once when it ended early."""
    course = placement.course
    if course.begun is None:
        return None
    if course.ended is not None and (course.last is None or course.ended < course.last):
        asked = workday(course.ended)
    else:
        asked = workday((course.ended or course.last or STAND + timedelta(days=99)) - timedelta(days=14))
    return max(asked, course.begun) if asked <= STAND - timedelta(days=2) else None


def _of_placement(draws: Draws, placement: Placement, kind: str, statuses: Iterator[str]) -> Evaluation:
    asked = _asked(placement) or STAND
    return _evaluation(draws, str(placement.data["id"]), kind, asked, next(statuses))


def _of_programme(draws: Draws, programme: str, done: list[Procurement], kind: str, index: int) -> Evaluation:
    asked = day_between(draws, date(2023 + index % 3, 10, 1), date(2023 + index % 3, 11, 15))
    about = done[index % len(done)].id if kind == "samhällsekonomi" and index % 3 else programme
    made = _evaluation(draws, about, kind, asked, "granskad")
    if kind == "samhällsekonomi":
        made.data["kalkyl"] = calculation(draws, days_after(asked, 20))
        made.data["kalkylunderlag"] = inputs(index)
    if kind == "samhällsekonomi" and index == 0:
        made.data["värden"] = values(draws)
    if kind in ("samhällsekonomi", "följeforskning"):
        made.data["utförare"] = pick(draws, ("Exempelhögskolan", "Påhittad Analys AB"))
        made.data.pop("citat", None)
    return made


# ---- the record ------------------------------------------------------------------------------------------------------


def _evaluation(draws: Draws, about: str, kind: str, asked: date, status: str) -> Evaluation:
    status, answered, reminded = _course(draws, asked, status)
    data: dict[str, Any] = {
        "typ": "utvärdering", "id": new_id(draws, "utv"), "version": 1, "källa": SOURCE, "avser": about, "slag": kind,
        "begärd": blurred(draws, asked, 3),
    }  # fmt: skip
    if kind in _READERS:
        data["sekretess"] = {"nivå": _READERS[kind]}
    if reminded:
        data["påmind"] = [day.isoformat() for day in reminded]
    if answered is not None:
        data["inkommen"] = blurred(draws, answered, 3)
        data.update(_answers(draws, kind))
        if status == "granskad" or chance(draws, 30):
            data["slutsats"] = pick(draws, CONCLUSIONS.get(kind, CONCLUSIONS[""]))
        if chance(draws, 40):
            data["lärdom"] = pick(draws, LESSONS)
    data["status"] = status
    return Evaluation(data, min(max(asked.year, YEARS[0]), YEARS[-1]))


def _course(draws: Draws, asked: date, status: str) -> tuple[str, date | None, list[date]]:
    """Status, day of the answer and days of the reminders, none of them after the register's day."""
    waited = (STAND - asked).days
    if waited < 14:
        return "begärd", None, []
    first, second = workday(asked + timedelta(days=14)), workday(asked + timedelta(days=28))
    if waited < 34 and status in ("utebliven", "granskad"):
        status = "inkommen" if status == "granskad" else "påmind"
    if status == "begärd":
        return status, None, []  # asked long ago and never reminded: late
    if status == "påmind":
        return status, None, [day for day in (first, second) if day <= STAND][: between(draws, 1, 2)]
    if status == "utebliven":
        return status, None, [first, second]
    answered = min(days_after(asked, between(draws, 3, 40)), workday(STAND - timedelta(days=1)))
    return status, answered, [day for day in (first, second) if day < answered]


def _answers(draws: Draws, kind: str) -> dict[str, Any]:
    """The answers given; a question left unanswered is left out."""
    given: dict[str, Any] = {}
    for question in _QUESTIONS.get(kind, ()):
        if not chance(draws, 9):
            options = _ANSWERS.get(question)
            given[question] = weighted(draws, options) if options else int(weighted(draws, _GRADES))
    made: dict[str, Any] = {"svar": given} if given else {}
    if chance(draws, 35):
        chosen = shuffled(draws, QUOTES.get(kind, QUOTES[""]))[: between(draws, 1, 2)]
        made["citat"] = [
            {"id": f"c{number}", "text": text, "får_publiceras": free} for number, (text, free) in enumerate(chosen, 1)
        ]
    return made
