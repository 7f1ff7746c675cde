"""What is due when a year has ended."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from sysselreg.check.facts import ENDED, STARTED, at, day, referred
from sysselreg.due.model import Due
from sysselreg.due.work import Base, Letter, Work, count, days
from sysselreg.period import PartialDate
from sysselreg.record.model import Record


def results(work: Work) -> Iterator[Due]:
    """B401: each supplier with placements in a year is told what they came to."""
    years: dict[str, list[tuple[int, int]]] = {}
    for record in work.register.of("placering"):
        begun = day(record, "faktisk", "från")
        procurement = referred(work.register, record, "upphandling", "upphandling")
        own = procurement is not None and procurement.data["part"] != "extern"
        if own and begun is not None and record.data["status"] in STARTED:
            ended = day(record, "faktisk", "till") if record.data["status"] in ENDED else None
            span = begun.first.year, ended.last.year if ended else date.max.year
            years.setdefault(record.data["leverantör"], []).append(span)
    for supplier, spans in years.items():
        target = work.register.by_id.get(supplier)
        if target is not None:
            letters = [each for each in work.written("L17", supplier) if each.sent]
            yield from _year(work, "B401", "resultatbrev_dagar", target, spans, letters)


def covering(work: Work) -> Iterator[Due]:
    """B402: the annual report of a mandate that asks for one, with its covering letter (Lund)."""
    reported = at(work.register.config, "rapport", "avser_program")
    for record in work.register.of("program"):
        first, last = day(record, "giltig", "från"), day(record, "giltig", "till")
        if first is not None and ("rapportpunkter" in record.data or record.id == reported):
            span = first.first.year, last.last.year if last else date.max.year
            letters = [each for each in work.written("L18", record.id) if not each.draft]
            # A mandate taken from a document says nothing of what was sent, until a letter does.
            if letters or "källa" not in record.data:
                yield from _year(work, "B402", "årsrapport_dagar", record, [span], letters)


def _year(
    work: Work, code: str, limit: str, record: Record, spans: list[tuple[int, int]], letters: list[Letter]
) -> Iterator[Due]:
    """The first year of some spans that is watched and that no letter was written after."""
    step = days(work, work.limit(limit))
    after = max((letter.day.year for letter in letters), default=date.min.year)
    watched = max(work.watched.year - 2, date.min.year)
    while step(date(watched, 12, 31)) < work.watched:
        watched += 1
    starts = [(max(first, after, watched), last) for first, last in spans]
    years = [first for first, last in starts if first <= last]
    if years:
        ended = date(min(years), 12, 31)
        base = Base(PartialDate.between(ended, ended), "Årets sista dag")
        values = {"period": ended.year, "leverantör": work.name(record.id)}
        yield from count(
            work,
            code,
            record,
            base,
            step,
            part=str(ended.year),
            opens=lambda end: end + timedelta(days=1),
            values=values,
        )
