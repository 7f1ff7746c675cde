"""Deadlines of a supplier's reports, and of what is done when one does not come.

A report tells how things are, so one that has come settles the older ones too. Source: the register's own proposal
(data model, Rules between records); every number is a setting.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sysselreg.check.facts import contract, day, referred, rows
from sysselreg.check.model import CheckedRecords
from sysselreg.due.days import KNOWN
from sysselreg.due.model import Due
from sysselreg.due.work import Base, Step, Work, count, days, field, work_of
from sysselreg.period import PartialDate, months_later
from sysselreg.record.model import Record
from sysselreg.swedish import MONTHS

_MONTHS = {"månad": 1, "kvartal": 3, "halvår": 6}
_STEPS = (
    ("B205", "rapport_påminnelse_1_dagar"),
    ("B206", "rapport_påminnelse_2_dagar"),
    ("B207", "rapport_rättelse_dagar"),
)
# Agreements whose suppliers report, or did.
_REPORTING = frozenset({"överenskommen", "fullföljd", "bruten"})
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class _Periods:
    """The calendar periods of so many months; with 0 each day is a period: the only report is about the last day."""

    months: int

    def first(self, when: date) -> date:
        """The first day of the period that a day lies in."""
        return date(when.year, (when.month - 1) // self.months * self.months + 1, 1) if self.months else when

    def last(self, when: date) -> date:
        """The last day of the period that a day lies in."""
        return months_later(self.first(when), self.months) - _DAY if self.months else when


def reports(work: Work) -> Iterator[Due]:
    """B204–B207: the first report that has not come, and the next step when it is late."""
    for record in work.register.of("dialogöverenskommelse"):
        if record.data["status"] == "överenskommen" and not work.over(record):
            yield from _report(work, record)


def reports_due(register: CheckedRecords, today: date) -> list[Mapping[str, object]]:
    """Every report that was to have come before a day, as B204 counts them; of agreements that are over too.

    The rows of the table `lagesrapport`: `inkom` is None as long as no report has come that tells of those days. Where
    the first or the last day of the places is only known to its month, those that were certainly to come.
    """
    work = work_of(register, today, date.max)
    return [
        row
        for record in register.of("dialogöverenskommelse")
        if record.data["status"] in _REPORTING
        for row in _expected(work, record)
    ]


def interval(register: CheckedRecords, agreement: Record) -> str:
    """How often the supplier reports: what the agreement says, else by how many places it has."""
    if "rapportering" in agreement.data:
        return str(agreement.data["rapportering"])
    rules, places = register.config["regler"], sum(place["antal"] for _, place in rows(agreement, "platser"))
    return "månad" if places >= int(rules["rapport_månad_från_platser"]) else str(rules["rapport_intervall"])


def first_period(register: CheckedRecords, agreement: Record, part: str) -> str:
    """The first of the periods that a report is about, by its `part`; '' when that is no month."""
    periods = _periods(register, agreement)
    if not periods.months or not part:
        return ""
    first = date.fromisoformat(f"{part}-01")
    return _named(first, periods.last(first))


def places_end(register: CheckedRecords, agreement: Record, placements: Iterable[Record]) -> PartialDate | None:
    """The last day of the last place, its placements told; of the contract when one has no end."""
    ends = [day(agreement, *path, "till") for path, _ in rows(agreement, "platser")]
    ends += [day(each, "faktisk", "till") or day(each, "planerad", "till") for each in placements]
    procurement = referred(register, agreement, "upphandling", "upphandling")
    if None in ends or not ends:
        ends = [contract(register, procurement, agreement.data["leverantör"])[1] if procurement else None]
    known = [each for each in ends if each]
    return PartialDate.between(max(each.first for each in known), max(each.last for each in known)) if known else None


def _periods(register: CheckedRecords, agreement: Record) -> _Periods:
    return _Periods(_MONTHS.get(interval(register, agreement), 0))


def _expected(work: Work, record: Record) -> Iterator[Mapping[str, object]]:
    periods = _periods(work.register, record)
    end = places_end(work.register, record, work.under.get(record.id, ()))
    step = _due_day(work, periods)
    begun = min((each.last for each in _begins(work, record)), default=None) if periods.months else None
    if not periods.months and end is not None:
        begun = end.exact
    if begun is None or not KNOWN[0] <= begun <= KNOWN[1]:
        return
    first = periods.first(begun)
    while first <= work.today and (end is None or first <= end.first):
        last = periods.last(first)
        latest = step(first)
        if work.watched <= latest < work.today:
            came = [day for day in _arrivals(work, record) if day >= last]
            yield {
                "dialogöverenskommelse": record.id,
                "från": first,
                "till": last,
                "senast": latest,
                "inkom": min(came, default=None),
            }
        first = last + _DAY


def _report(work: Work, record: Record) -> Iterator[Due]:
    periods = _periods(work.register, record)
    end = places_end(work.register, record, work.under.get(record.id, ()))
    base = _unreported(work, record, periods, end) if periods.months else _last_day(work, record, end)
    if base is None:
        return
    part, ended, missed, asked = "", "okänd period", "okänd period", False
    step = _due_day(work, periods)
    if base.when is not None:
        first, last = periods.first(base.when.first), periods.last(base.when.last)
        part = f"{first:%Y-%m}" if first == periods.first(base.when.last) else ""
        if periods.months:
            ended, missed = (_named(first, _to(work, periods, last, end, over)) for over in (periods.last, step))
        else:
            ended = missed = "hela perioden"
        asked = any(work.written(kind, record.id, after=periods.last(first)) for kind in ("L7", "L8"))
    for due in count(
        work,
        "B204",
        record,
        base,
        step,
        part=part,
        opens=lambda start: periods.last(start) + _DAY,
        written=asked,
        values={"period": ended},
    ):
        late = due.latest if due.overdue_days else None
        steps = list(_next_step(work, record, late, part, {"period": missed})) if late else []
        # Who is to be reminded today is not asked as if for the first time too.
        reminding = any(step.opens is not None and step.opens <= work.today for step in steps)
        yield replace(due, letter="") if reminding else due
        yield from steps


def _next_step(work: Work, record: Record, latest: PartialDate, part: str, values: dict[str, str]) -> Iterator[Due]:
    """The first step after a late report that has not been taken; the others wait for it."""
    taken = min(len(work.written("L8", record.id, after=latest.last)), 2)
    if taken == 2 and work.written("L9", record.id, after=latest.last):
        return
    code, limit = _STEPS[taken]
    step = days(work, work.limit(limit))
    yield from count(
        work, code, record, Base(latest, "Rapportens förfallodag"), step, part=part, opens=step, values=values
    )


def _due_day(work: Work, periods: _Periods) -> Step:
    moved, number = days(work, 0), work.limit("rapport_senast_dag")
    return lambda start: moved(months_later(periods.last(start).replace(day=1), 1).replace(day=number))


def _unreported(work: Work, record: Record, periods: _Periods, end: PartialDate | None) -> Base | None:
    """The first day that is watched and that no report has told about; None when there is none before the end."""
    known = _begins(work, record)
    received = _received(work, record)
    if not known and received is None:
        return Base(None, field(work, record, "platser", 0, "från").name)
    after = received + _DAY if received else date.min
    first = max(after, min((each.first for each in known), default=after))
    last = max(after, min((each.last for each in known), default=after))
    if last > KNOWN[1]:
        return None
    step = _due_day(work, periods)
    while step(last) < work.watched:
        first = last = periods.last(last) + _DAY
    return Base(PartialDate.between(first, last), "Platsernas första dag") if not end or first <= end.last else None


def _begins(work: Work, record: Record) -> list[PartialDate]:
    """When the places begin, as agreed; when that is not written, as it was."""
    starts = [day(record, *path, "från") for path, _ in rows(record, "platser")]
    begun = [day(each, "faktisk", "från") for each in work.under.get(record.id, ())]
    return [each for each in starts if each] or [each for each in begun if each]


def _last_day(work: Work, record: Record, end: PartialDate | None) -> Base | None:
    """The last day, when it is the only one that is reported on and no report has told about it."""
    received = _received(work, record)
    told = end is None or (received is not None and received >= end.first)
    return None if told else Base(end, "Platsernas sista dag")


def _received(work: Work, record: Record) -> date | None:
    return max(_arrivals(work, record), default=None)


def _arrivals(work: Work, record: Record) -> list[date]:
    return [each.day for each in work.letters.get(record.id, ()) if each.kind == "L7" and each.incoming]


def _to(work: Work, periods: _Periods, last: date, end: PartialDate | None, over: Step) -> date:
    """The last day of the last of the periods that are over too: those that have ended, or whose report is late."""
    while last < KNOWN[1] and over(last + _DAY) < work.today and (end is None or last < end.last):
        last = periods.last(last + _DAY)
    return last


def _named(first: date, last: date) -> str:
    """`oktober 2025`, `juli–september 2025`, `november 2024–januari 2025`."""
    ending = f"{MONTHS[last.month - 1]} {last.year}"
    if (first.year, first.month) == (last.year, last.month):
        return ending
    return f"{MONTHS[first.month - 1]}{f' {first.year}' if first.year != last.year else ''}–{ending}"
