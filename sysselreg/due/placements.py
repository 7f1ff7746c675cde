"""Deadlines of a placement: cleared, broken off, evaluated, followed up."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from sysselreg.check.facts import ENDED, STARTED, label, rows
from sysselreg.due.model import Due
from sysselreg.due.work import Step, Work, count, days, field, months, working_days
from sysselreg.record.model import Record

_MONTHS = {"vid_avslut": 0, "3_månader": 3, "6_månader": 6, "12_månader": 12}
_ENDLESS = "tillsvidareanställning"
_WAITING = frozenset({"begärd", "påmind"})


def clearance(work: Work) -> Iterator[Due]:
    """B301: those who bought are told that a placement is agreed, before it begins (Östersund)."""
    for record in work.register.of("placering"):
        if record.data["status"] == "överenskommen" and not work.over(record) and not work.sent("L6", record.id):
            base = field(work, record, "planerad", "från")
            # Whether it has begun is to be written down first when its day has passed.
            late = base.when is not None and base.when.last < work.today
            written = late or bool(work.written("L6", record.id))
            yield from count(work, "B301", record, base, days(work, 0), written=written)


def broken_off(work: Work) -> Iterator[Due]:
    """B302: an early ending is told to those who bought (Östersund)."""
    step = working_days(work.limit("avbrott_meddelas_arbetsdagar"))
    for record in work.register.of("placering"):
        if record.data["status"] == "avslutad_i_förtid" and not work.over(record) and not work.sent("L11", record.id):
            written = bool(work.written("L11", record.id))
            yield from count(work, "B302", record, field(work, record, "faktisk", "till"), step, written=written)


def evaluation(work: Work) -> Iterator[Due]:
    """B303: the employer is asked to evaluate before a placement ends, at once when it ends early (Östersund)."""
    before = days(work, -work.limit("utvärdering_begärs_dagar_före"))
    for record in work.register.of("placering"):
        if record.data["status"] not in STARTED or _asked(work, record):
            continue
        ended, early = record.data["status"] in ENDED, record.data["status"] == "avslutad_i_förtid"
        base = field(work, record, "faktisk" if ended else "planerad", "till")
        if base.when is not None or record.data["form"] != _ENDLESS:
            step = days(work, 0) if early else before
            written = bool(work.written("L12", record.id))
            yield from count(work, "B303", record, base, step, opens=step, written=written)


def reminded(work: Work) -> Iterator[Due]:
    """B304, B305: an employer who has not answered is reminded twice; the second time waits for the first."""
    for records in work.evaluations.values():
        for record in records:
            if record.data.get("status") not in _WAITING or "inkommen" in record.data:
                continue
            times = max(len(record.data.get("påmind", ())), len(work.written("L8", record.id)))
            if times < 2:
                code = ("B304", "B305")[times]
                step = days(work, work.limit(f"utvärdering_påminnelse_{times + 1}_dagar"))
                values = {"avser": work.name(record.data["avser"])}
                yield from count(work, code, record, field(work, record, "begärd"), step, opens=step, values=values)


def outcomes(work: Work) -> Iterator[Due]:
    """B306: what became of a participant after 3, 6 and 12 months (Lund, reporting point 5)."""
    times = [_time(work, str(each)) for each in work.register.config["regler"]["utfall_stäms_av"]]
    for record in work.register.of("placering"):
        if record.data["status"] in ENDED:
            told = max((_MONTHS[outcome["tidpunkt"]] for _, outcome in rows(record, "utfall")), default=-1)
            base = field(work, record, "faktisk", "till")
            for time in times:
                if time.months > told:
                    values = {"tidpunkt": time.name}
                    yield from count(
                        work, "B306", record, base, time.step, part=time.part, opens=time.step, values=values
                    )


class _Time(NamedTuple):
    """When an outcome is asked for: so many months after the end, the step there, and what it is called."""

    months: int
    step: Step
    part: str
    name: str


def _time(work: Work, code: str) -> _Time:
    named = label(work.register.schemas, "tidpunkt", code)
    part = code.removesuffix("_månader").replace("_", "-")
    return _Time(_MONTHS[code], months(work, _MONTHS[code]), part, named[:1].lower() + named[1:])


def _asked(work: Work, record: Record) -> bool:
    about = (record.id, str(record.data.get("dialogöverenskommelse")))
    return any(work.evaluations.get(each) for each in about) or work.sent("L12", record.id)
