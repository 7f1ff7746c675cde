"""What the rules of deadlines look at, and how they count one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any, NamedTuple, TypeAlias

from sysselreg.check.facts import at, day, procurement_of, referred
from sysselreg.check.model import CheckedRecords, Register
from sysselreg.check.wording import filled, label
from sysselreg.due.days import KNOWN, or_next_working_day, working_days_later
from sysselreg.due.model import Due
from sysselreg.period import PartialDate, months_later
from sysselreg.record.model import Record
from sysselreg.record.secrecy import is_open
from sysselreg.record.tell import title

# A procurement that is over: what was not done while it lasted is no longer to be done.
OVER = frozenset({"avslutad", "utvärderad", "avbruten"})
_SENT = frozenset({"expedierad", "besvarad"})

Step: TypeAlias = Callable[[date], date]


class Letter(NamedTuple):
    """A handling that is one of the letters: which, of what day, how far it has come, and the records it is about."""

    kind: str
    day: date
    incoming: bool
    draft: bool
    sent: bool
    about: frozenset[str]


class Base(NamedTuple):
    """The day that a deadline is counted from, None when it is not known, and what it is called."""

    when: PartialDate | None
    name: str


@dataclass(frozen=True)
class Work:
    """A register on a day; what is to be done before `watched` or after `until` is let be.

    `letters` by the id of a record they are about, `dialogs` and `placements` by procurement and supplier (under the
    framework too when they serve its requirement), `under` the placements by agreement, `evaluations` the employers'
    own by what they are about.
    """

    register: CheckedRecords
    today: date
    watched: date
    until: date
    letters: Mapping[str, list[Letter]]
    dialogs: Mapping[tuple[str, str], list[Record]]
    placements: Mapping[tuple[str, str], list[Record]]
    under: Mapping[str, list[Record]]
    evaluations: Mapping[str, list[Record]]
    names: dict[str, str]

    def limit(self, key: str) -> int:
        """A number of `regler` in the settings."""
        return int(self.register.config["regler"][key])

    def name(self, record_id: str) -> str:
        """What a record is called, kept in `names`; its id when it is not open (calendars are shared) or not there."""
        if record_id not in self.names:
            record = self.register.by_id.get(record_id)
            told = title(record, self.name) if record and is_open(record.data.get("sekretess")) else record_id
            self.names[record_id] = told
        return self.names[record_id]

    def written(self, kind: str, record_id: str, *, supplier: str = "", after: date = date.min) -> list[Letter]:
        """Letters of ours about a record, dated after a day; of those that name suppliers, only the supplier's own."""
        return [
            letter
            for letter in self.letters.get(record_id, ())
            if letter.kind == kind and not letter.incoming and letter.day > after and _concerns(letter, supplier)
        ]

    def sent(self, kind: str, record_id: str, *, supplier: str = "") -> bool:
        """Whether a letter about a record has left us."""
        return any(letter.sent for letter in self.written(kind, record_id, supplier=supplier))

    def over(self, record: Record) -> bool:
        """Whether the procurement of a dialog or placement is over."""
        procurement = referred(self.register, record, "upphandling", "upphandling")
        return procurement is not None and procurement.data["status"] in OVER


def work_of(register: CheckedRecords, today: date, until: date) -> Work:
    """Sort a register's records as the rules ask for them."""
    letters: dict[str, list[Letter]] = defaultdict(list)
    under: dict[str, list[Record]] = defaultdict(list)
    evaluations: dict[str, list[Record]] = defaultdict(list)
    for record in register.of("handling"):
        if "brevtyp" in record.data and record.data.get("status") != "makulerad":
            letter = _letter(record)
            for each in letter.about:
                letters[each].append(letter)
    for record in register.of("placering"):
        under[str(record.data.get("dialogöverenskommelse"))].append(record)
    for record in register.of("utvärdering"):
        if record.data["slag"] == "arbetsgivare":
            evaluations[record.data["avser"]].append(record)
    dialogs = _by_supplier(register, register.of("dialogöverenskommelse"))
    placements = _by_supplier(register, register.of("placering"))
    watched = at(register.config, "regler", "bevakas_från")
    begun = date.fromisoformat(watched) if isinstance(watched, str) else date.min
    return Work(register, today, begun, until, letters, dialogs, placements, under, evaluations, {})


def field(work: Work, record: Record, *path: str | int) -> Base:
    """A date field of a record to count from; its name, which takes its time, only when the day is not known."""
    when = day(record, *path)
    if when is not None and when.exact is not None:
        return Base(when, "")
    return Base(when, label(work.register.schemas, record.kind, record.field_name(path), path))


def days(work: Work, count: int) -> Step:
    """So many days later (earlier when negative), moved to a working day where the settings say so."""
    apart, moved = timedelta(days=count), _moving(work)
    return lambda start: moved(start + apart)


def months(work: Work, count: int) -> Step:
    """So many months later, moved to a working day where the settings say so."""
    moved = _moving(work)
    return lambda start: moved(months_later(start, count))


def working_days(count: int) -> Step:
    """So many working days later."""
    return lambda start: working_days_later(start, count)


def through(when: PartialDate, step: Step) -> PartialDate:
    """Where a step leads from a date, a range from a range. Steps never lead from a later day to an earlier one."""
    first = step(when.first)
    return PartialDate.between(first, first if when.first == when.last else step(when.last))


def count(
    work: Work,
    code: str,
    record: Record,
    base: Base,
    step: Step,
    *,
    part: str = "",
    opens: Step | None = None,
    written: bool = False,
    values: Mapping[str, object] = MappingProxyType({}),
) -> Iterator[Due]:
    """The deadline of a duty, when there is one to watch.

    A record taken from a document knows no more than the document: there, a day that is missing is nobody's to find. A
    day that stands for "until further notice" gives no deadline. `opens`: from the day counted from to the first day
    that it can be done, that day itself without; `written`: the letter is made already.
    """
    duty = work.register.schemas.duties[code]
    when, latest, lacking, late = base.when, None, "", 0
    if when is None:
        if "källa" in record.data:
            return
        lacking = f"{base.name} saknas"
    elif when.first < KNOWN[0] or when.last > KNOWN[1]:
        return
    else:
        latest = through(when, step)
        if latest.last < work.watched or latest.first > work.until:
            return
        late = max((work.today - latest.last).days, 0)
        if latest.exact is None:
            lacking = f"{base.name} är bara känd som {when.text}"
    told = {key: str(each) for key, each in values.items()}
    yield Due(
        rule=code,
        id=record.id,
        part=part,
        what=filled(code, duty.what, {**_values(work, record), **told}, "schemas/bevakning.yaml"),
        role=duty.role,
        function=_function(work, record, duty.role),
        opens=(opens(when.first) if opens else when.first) if when else None,
        latest=latest,
        lacking=lacking,
        overdue_days=late,
        letter="" if written else duty.letter,
        period=told.get("period", ""),
    )


def _moving(work: Work) -> Step:
    moves = work.register.config["regler"]["flytta_till_arbetsdag"] == "ja"
    return or_next_working_day if moves else lambda day: day


def _values(work: Work, record: Record) -> dict[str, str]:
    named = {name: work.name(record.data[name]) for name in ("upphandling", "leverantör") if name in record.data}
    return {record.kind: work.name(record.id), **named}


def _function(work: Work, record: Record, role: str) -> str:
    """Who has the role in the procurement that a record, or what it is an evaluation of, belongs to."""
    about = work.register.by_id.get(str(record.data.get("avser")), record)
    own = about if about.kind == "upphandling" else referred(work.register, about, "upphandling", "upphandling")
    named = at(own.data, "roller", role) if own is not None else None
    return named if isinstance(named, str) else ""


def _letter(record: Record) -> Letter:
    data: Mapping[str, Any] = record.data
    return Letter(
        kind=data["brevtyp"],
        day=date.fromisoformat(at(data, "expediering", "datum") or data["datum"]),
        incoming=data["riktning"] == "inkommen",
        draft=data.get("status") == "utkast",
        sent=data["riktning"] == "expedierad" or data.get("status") in _SENT or "expediering" in data,
        about=frozenset(data.get("avser", ())),
    )


def _concerns(letter: Letter, supplier: str) -> bool:
    suppliers = {each for each in letter.about if each.startswith("org-")}
    return not supplier or not suppliers or supplier in suppliers


def _by_supplier(register: Register, records: Iterable[Record]) -> dict[tuple[str, str], list[Record]]:
    found: dict[tuple[str, str], list[Record]] = defaultdict(list)
    for record in records:
        served = procurement_of(register, record)
        for procurement in {str(record.data["upphandling"]), served.id if served else ""} - {""}:
            found[procurement, record.data["leverantör"]].append(record)
    return found
