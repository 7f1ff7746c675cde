"""What is due when a tertial has ended: who buys with too few requirements is asked how to go on (Göteborg)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from sysselreg.check.facts import AWARDED, day, referred, rows
from sysselreg.check.model import Register
from sysselreg.due.model import Due
from sysselreg.due.work import Base, Work, count, days
from sysselreg.period import PartialDate, Period
from sysselreg.record.model import Record

_ORDINALS = ("första", "andra", "tredje")
# The figure of the share of service procurements with requirements.
_SHARE = "N01"


class Tertial(NamedTuple):
    """`andra tertialet 2025` and its days."""

    name: str
    period: Period


def last_tertial(today: date) -> Tertial:
    """The last tertial that has ended."""
    which, year = divmod(today.month - 1, 4)[0] - 1, today.year
    if which < 0:
        which, year = 2, year - 1
    end = date(year + 1, 1, 1) if which == 2 else date(year, 4 * which + 5, 1)
    return Tertial(f"{_ORDINALS[which]} tertialet {year}", Period(date(year, 4 * which + 1, 1), end))


def by_buyer(register: Register, procurements: Iterable[Record]) -> Mapping[str, Sequence[Record]]:
    """Procurements of our own by the id of who buys: the organisation, and the förvaltning whose need it is."""
    named = {str(each.data["namn"]): each.id for each in register.of("organisation")}
    units = {each["kod"]: named.get(each["namn"], "") for each in register.config.get("förvaltningar", ())}
    found: dict[str, list[Record]] = defaultdict(list)
    for each in procurements:
        if each.data["part"] != "extern":
            for buyer in {str(each.data["upphandlande_organisation"]), units.get(each.data.get("förvaltning"), "")}:
                found[buyer].append(each)
    return found


def awarded(register: Register, period: Period) -> Mapping[str, Sequence[Record]]:
    """The procurements that were certainly awarded in a period, by who buys."""
    found = []
    for each in register.of("upphandling"):
        when = day(each, "datum", "tilldelning")
        if each.data["status"] in AWARDED and when is not None and period.contains(when):
            found.append(each)
    return by_buyer(register, found)


def has_requirements(register: Register, procurement: Record) -> bool:
    """Whether a procurement has requirements, its own or those of the framework that it calls off."""
    framework = referred(register, procurement, "avrop_från", "upphandling")
    return bool(procurement.data["krav"] or (framework is not None and framework.data["krav"]))


def services(register: Register, procurements: Iterable[Record]) -> tuple[int, int]:
    """How many of the service procurements among some have requirements, and how many they are."""
    bought = [each for each in procurements if each.data["objekt"] == "tjänst"]
    return sum(has_requirements(register, each) for each in bought), len(bought)


def asked(work: Work) -> Iterator[Due]:
    """B403: a buyer whose share of service procurements with requirements was below the mandate's goal is asked.

    Only about the last tertial that has ended: the next one says more about what is done now.
    """
    tertial = last_tertial(work.today)
    least, ended = _goal(work, tertial.period), tertial.period.last
    if least is None:
        return
    for buyer, procurements in awarded(work.register, tertial.period).items():
        record, (held, total) = work.register.by_id.get(buyer), services(work.register, procurements)
        letters = work.written("L16", buyer, after=ended)
        if record is None or 100 * held >= least * total or any(letter.sent for letter in letters):
            continue
        yield from count(
            work,
            "B403",
            record,
            Base(PartialDate.between(ended, ended), "Tertialets sista dag"),
            days(work, work.limit("tertialuppföljning_dagar")),
            part=f"{tertial.period.start:%Y-%m}",
            opens=lambda end: end + timedelta(days=1),
            written=bool(letters),
            values={"period": tertial.name, "antal": held, "totalt": total},
        )


def _goal(work: Work, period: Period) -> int | None:
    """The lowest share that a mandate in force sets; None where no mandate does."""
    found = [
        int(goal["minst"])
        for record in work.register.of("program")
        if _holds(record, period)
        for _, goal in rows(record, "mål")
        if goal.get("nyckeltal") == _SHARE and "minst" in goal
    ]
    return min(found, default=None)


def _holds(record: Record, period: Period) -> bool:
    first, last = day(record, "giltig", "från"), day(record, "giltig", "till")
    return (first is None or first.first < period.end) and (last is None or last.last >= period.start)
