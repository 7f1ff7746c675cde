"""Figures, judgements of compliance and deadlines tell of the same register: what one counts, the others see."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from sysselreg import checking, lookup, pipeline
from sysselreg.assess.compliance import compliance
from sysselreg.assess.model import Compliance
from sysselreg.assess.spans import expected, planned, share
from sysselreg.check.facts import ENDED, contract
from sysselreg.check.model import CheckedRecords
from sysselreg.due.model import Due
from sysselreg.due.reports import reports_due
from sysselreg.due.run import due
from sysselreg.figure.choice import Question
from sysselreg.figure.model import ShownFigure
from sysselreg.period import Period
from sysselreg.record.model import Record

ROOT = Path(__file__).resolve().parents[2]
TODAY = date(2025, 12, 31)
EVER = Period.parse("2015..2025")
DECIDED = {"uppfyllt", "delvis_uppfyllt", "ej_uppfyllt", "sanktionsbeslut"}


class Seen(NamedTuple):
    """The large register: its records, what is due in it, and its figures over all of its time."""

    checked: CheckedRecords
    due: tuple[Due, ...]
    figures: dict[str, ShownFigure]


@cache
def seen() -> Seen:
    snapshot = lookup.take(ROOT / "tests" / "registers" / "exempelkommun", None)
    outcome = checking.check(snapshot)
    found = pipeline.figures(snapshot, outcome, Question(EVER, TODAY, internal=True))
    checked = outcome.sound()
    return Seen(checked, due(checked, TODAY), {figure.id: figure for figure in found})


def duties() -> Iterator[tuple[Record, Compliance]]:
    """Every requirement of ours that binds a supplier, in procurements that are awarded."""
    checked = seen().checked
    for procurement in checked.of("upphandling"):
        for each in compliance(checked, procurement, TODAY):
            binds = each.requirement["typ"] != "bonus" and each.requirement.get("art") != "frivillig"
            if binds and procurement.data["status"] not in ("avbruten", "planerad", "annonserad"):
                yield procurement, each


def test_dialogs_that_have_been_held_fulfil_the_requirements_that_they_count_for() -> None:
    held: dict[tuple[str, str], bool] = {}
    for procurement, each in duties():
        if each.requirement["typ"] == "dialogkrav":
            held[procurement.id, each.supplier] = each.suggested in ("uppfyllt", "delvis_uppfyllt")
    figure = seen().figures["N24"].shown

    assert (figure.numerator, figure.denominator) == (sum(held.values()), len(held))
    assert 0 < sum(held.values()) < len(held)
    # The first dialog that is still to be held has not been.
    waiting = {(each.id, each.part) for each in seen().due if each.rule == "B103"}
    suppliers = {
        (procurement.id, award["leverantör"])
        for procurement in seen().checked.of("upphandling")
        for award in procurement.data.get("tilldelning", ())
        if (procurement.id, award["id"]) in waiting
    }
    assert suppliers & held.keys()
    assert not any(held[pair] for pair in suppliers & held.keys())


def test_decided_compliance_is_what_people_have_written_and_the_rest_of_what_is_over_is_unknown() -> None:
    decided, unknown = Counter[str](), 0
    for procurement, each in duties():
        status = each.recorded["status"] if each.recorded else ""
        _, end = contract(seen().checked, procurement, each.supplier)
        over = procurement.data["status"] in ("avslutad", "utvärderad") or (end is not None and end.last < TODAY)
        if status in DECIDED and each.recorded and "datum" in each.recorded:
            decided[status] += 1
        elif over or status in DECIDED:
            unknown += 1
    figure = seen().figures["N25"]

    assert {group.name: group.shown.numerator for group in figure.groups} == decided
    assert (figure.shown.known, figure.shown.total) == (decided.total(), decided.total() + unknown)
    assert figure.shown.numerator == decided["uppfyllt"]


def test_the_share_of_agreed_time_is_the_one_that_compliance_is_judged_by() -> None:
    limit = seen().checked.config["regler"]["uppfyllt_vid_procent"]
    shares = [
        share(planned(each), expected(each)) for each in seen().checked.of("placering") if each.data["status"] in ENDED
    ]
    reached = Counter("når" if 100 * each >= limit else "når_inte" for each in shares if each is not None)
    groups = {group.name: group.shown.numerator for group in seen().figures["N16"].groups}

    assert groups == reached
    assert len(reached) == 2


def reports(missing: bool) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for row in reports_due(seen().checked, TODAY):
        if (row["inkom"] is None) == missing:
            found.setdefault(str(row["dialogöverenskommelse"]), []).append(row["senast"])
    return found


def test_a_report_that_is_overdue_is_the_first_that_is_counted_as_missing() -> None:
    overdue = {each.id: each.latest for each in seen().due if each.rule == "B204" and each.overdue_days}
    missing = reports(missing=True)

    assert overdue
    assert {name: min(missing[name]) for name in overdue} == {
        name: latest.exact for name, latest in overdue.items() if latest is not None
    }
    figure = seen().figures["N27"].shown
    everything = sum(len(rows) for rows in missing.values()) + sum(
        len(rows) for rows in reports(missing=False).values()
    )
    assert figure.denominator == everything


@pytest.mark.parametrize("rule", ["B304", "B305"])
def test_a_reminder_is_of_an_evaluation_that_has_not_come(rule: str) -> None:
    reminded = {each.id for each in seen().due if each.rule == rule}
    answered = {
        each.id
        for each in seen().checked.of("utvärdering")
        if "inkommen" in each.data or each.data.get("status") in ("inkommen", "granskad")
    }

    assert reminded
    assert reminded <= set(seen().figures["N28"].shown.records)
    assert not reminded & answered


def test_a_follow_up_that_is_overdue_is_an_unknown_one() -> None:
    overdue = {each.id for each in seen().due if each.rule == "B306" and each.part in ("6", "12") and each.overdue_days}

    assert overdue
    assert overdue <= set(seen().figures["N20"].shown.unknown_records)
