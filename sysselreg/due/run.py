"""All deadlines of a register on a day."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from sysselreg.check.model import CheckedRecords
from sysselreg.due import agreements, placements, procurements, reports, tertial, yearly
from sysselreg.due.model import Due
from sysselreg.due.work import Work, work_of

RULES: tuple[Callable[[Work], Iterator[Due]], ...] = (
    procurements.handover,
    procurements.evidence,
    procurements.first_dialog,
    procurements.first_place,
    procurements.report_back,
    procurements.put_right,
    agreements.confirmed,
    agreements.signed,
    agreements.next_meeting,
    reports.reports,
    placements.clearance,
    placements.broken_off,
    placements.evaluation,
    placements.reminded,
    placements.outcomes,
    yearly.results,
    yearly.covering,
    tertial.asked,
)


def due(checked: CheckedRecords, today: date, until: date = date.max) -> tuple[Due, ...]:
    """Everything that may have to be done by a day, the first deadline first; what cannot be counted last.

    Records are taken as they stand: what they say is done is done, whatever its day.
    """
    work = work_of(checked, today, until)
    found = [each for rule in RULES for each in rule(work)]
    return tuple(sorted(found, key=_order))


def _order(each: Due) -> tuple[date, str, str, str]:
    return each.latest.last if each.latest else date.max, each.rule, each.id, each.part
