"""The invented placements: an agreement's places, then a record for each course with whoever was given the place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from tests.registers.exempel_courses import Course, courses
from tests.registers.exempel_dialogs import Dialog
from tests.registers.exempel_draw import YEARS, Draws, blurred, chance, new_id, pick
from tests.registers.exempel_organisations import SOURCE
from tests.registers.exempel_people import Person, circumstances, describe, outcome, person
from tests.registers.exempel_procurements import Procurement
from tests.registers.exempel_words import WORKPLACES


@dataclass(frozen=True, slots=True)
class Placement:
    """A placement's record with its course. `made` is the year its record was made."""

    data: dict[str, Any]
    course: Course
    made: int


def placements(draws: Draws, count: int, bought: list[Procurement], held: list[Dialog]) -> list[Placement]:
    """So many placements. Raises ValueError when there are fewer than dialogs that gave places."""
    together: list[Course] = []
    spots: list[str] = []
    for own in courses(draws, count, bought, held):
        together += own
        spots += _places(draws, own)
    return _records(draws, together, spots)


def _places(draws: Draws, courses: list[Course]) -> list[str]:
    """Write the agreement's places, one row for each form, and give each course the id of its place ('' without)."""
    bearer = courses[0].bearer
    if bearer.dialog is None:
        return [""] * len(courses)
    rows: dict[str, list[Course]] = {}
    for course in courses:
        rows.setdefault(course.form, []).append(course)
    ids = {form: f"p{number}" for number, form in enumerate(rows, 1)}
    data = bearer.dialog.data
    data["platser"] = [_place(draws, ids[form], form, group) for form, group in rows.items()]
    open_ones = ("vakant", "matchning", "överenskommen", "pågående", "paus")
    if data["status"] == "överenskommen" and not any(course.status in open_ones for course in courses):
        data["status"] = "fullföljd"
        data.pop("nästa_avstämning", None)
    return ["" if chance(draws, 5) else ids[course.form] for course in courses]


def _place(draws: Draws, local: str, form: str, group: list[Course]) -> dict[str, Any]:
    # A place whose participant never came is filled by somebody else, so it is not one more.
    taken = sum(course.status != "ej_tillträdd" for course in group)
    row: dict[str, Any] = {"id": local, "form": form, "antal": max(taken, 1) + (1 if chance(draws, 15) else 0)}
    if not chance(draws, 12):
        row["omfattning_procent"] = pick(draws, (100, 100, 75, 50))
    row["från"] = blurred(draws, min(course.first for course in group), 8)
    ends = [course.last for course in group if course.last is not None]
    if ends and len(ends) == len(group):
        row["till"] = blurred(draws, max(ends), 8)
    if not chance(draws, 25):
        row["arbetsställe"] = pick(draws, WORKPLACES.get(group[0].bearer.procurement.plan.branch, WORKPLACES[""]))
    if not chance(draws, 20):
        row["möjlig_anställning"] = pick(draws, ("ja", "ja", "nej", "okänt"))
    return row


def _records(draws: Draws, courses: list[Course], spots: list[str]) -> list[Placement]:
    """Records in the order the placements began, so that a participant can come back in a later one."""
    known: list[tuple[date, Person]] = []
    decks: Mapping[str, Iterator[str]] = describe(draws)
    made: list[Placement] = []
    for index in sorted(range(len(courses)), key=lambda each: (courses[each].first, each)):
        course = courses[index]
        who = person(draws, decks, known, course.begun, course.bearer.procurement.plan.branch)
        if course.ended is not None:
            known.append((course.ended, who))
        year = min(max(course.first.year, YEARS[0], course.bearer.procurement.made), YEARS[-1])
        made.append(Placement(_record(draws, course, spots[index], who, decks), course, year))
    return made


def _record(draws: Draws, course: Course, spot: str, who: Person, decks: Mapping[str, Iterator[str]]) -> dict[str, Any]:
    dialog = course.bearer.dialog
    record: dict[str, Any] = {
        "typ": "placering", "id": new_id(draws, "pla"), "version": 1, "källa": SOURCE,
        "upphandling": course.bearer.procurement.id, "leverantör": course.bearer.contract.supplier,
    }  # fmt: skip
    if dialog is not None:
        record["dialogöverenskommelse"] = dialog.data["id"]
    if spot:
        record["plats"] = spot
    record["deltagare"] = who.key
    record.update(circumstances(draws, who, course.form, course.status))
    record["planerad"] = {"från": blurred(draws, course.first, 4)}
    if course.last is not None:
        record["planerad"]["till"] = blurred(draws, course.last, 4)
    if course.begun is not None:
        record["faktisk"] = {"från": blurred(draws, course.begun, 2)}
    if course.ended is not None:
        record["faktisk"]["till"] = blurred(draws, course.ended, 2)
    record["status"] = course.status
    record.update(outcome(draws, decks, course.cause, course.begun, course.ended))
    return record
