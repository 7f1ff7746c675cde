"""Deadlines of a dialog and of what was agreed in it."""

from __future__ import annotations

from collections.abc import Iterator

from sysselreg.check.facts import at
from sysselreg.due.model import Due
from sysselreg.due.reports import places_end
from sysselreg.due.work import Work, count, days, field, working_days

_NO_LONGER_MET = frozenset({"avslutad_utan_platser", "uteblev", "fullföljd", "bruten"})


def confirmed(work: Work) -> Iterator[Due]:
    """B201: a dialog that was held is confirmed to the supplier, also with no places (Östersund)."""
    step = working_days(work.limit("dialog_bekräftas_arbetsdagar"))
    for record in work.register.of("dialogöverenskommelse"):
        held = record.data["status"] in ("genomförd", "avslutad_utan_platser")
        if held and not work.over(record) and not any(work.sent(kind, record.id) for kind in ("L4", "L5")):
            written = bool(work.written("L4", record.id))
            yield from count(work, "B201", record, field(work, record, "möte", "datum"), step, written=written)


def signed(work: Work) -> Iterator[Due]:
    """B202: agreed places are written down and signed while they last, unless the agreement says not (Östersund)."""
    step = days(work, work.limit("överenskommelse_undertecknas_dagar"))
    for record in work.register.of("dialogöverenskommelse"):
        data = record.data
        if data["status"] != "överenskommen" or "undertecknad" in data or at(data, "skriftlig") == "nej":
            continue
        end = places_end(work.register, record, work.under.get(record.id, ()))
        if not work.over(record) and (end is None or end.last >= work.today):
            agreed = field(work, record, "rekvirerad")
            written = "handling" in data or bool(work.written("L5", record.id))
            base = agreed if agreed.when else field(work, record, "möte", "datum")
            yield from count(work, "B202", record, base, step, written=written)


def next_meeting(work: Work) -> Iterator[Due]:
    """B203: the day that was agreed for the next meeting."""
    for record in work.register.of("dialogöverenskommelse"):
        if "nästa_avstämning" in record.data and record.data["status"] not in _NO_LONGER_MET and not work.over(record):
            yield from count(work, "B203", record, field(work, record, "nästa_avstämning"), days(work, 0))
