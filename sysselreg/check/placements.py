"""Contradictions about people and places: more begun than agreed, outcomes and endings that cannot be, two stories."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from itertools import combinations

from sysselreg.check.facts import ENDED, STARTED, at, day, label, referred, rows
from sysselreg.check.model import Register
from sysselreg.check.wording import about
from sysselreg.finding import Finding
from sysselreg.record.model import Record

_BROKEN_OFF = frozenset({"deltagaren_avbröt", "leverantören_avbröt", "saklig_grund", "annat_hinder", "flytt"})
_SAYS_NOTHING = frozenset({"ej_avstämd", "okänt"})
_NO_PLACES = frozenset({"avslutad_utan_platser", "uteblev"})


def more_than_agreed(register: Register) -> Iterator[Finding]:
    """M205: more placements begun than the agreement has places.

    A placement that ended early is left out: another person may have taken its place.
    """
    placements = _by(register, "dialogöverenskommelse")
    for agreement in register.of("dialogöverenskommelse"):
        places = list(rows(agreement, "platser"))
        mine = placements.get(agreement.id, [])
        begun = [each for each in mine if each.data["status"] in STARTED - {"avslutad_i_förtid"}]
        full = False
        for path, place in places:
            here = [each for each in begun if at(each.data, "plats") == place["id"]]
            if len(here) > place["antal"]:
                full = True
                yield _too_many(register, agreement, (*path, "antal"), place["antal"], here)
        total = sum(place["antal"] for _, place in places)
        if places and not full and len(begun) > total:
            yield _too_many(register, agreement, ("platser",), total, begun)


def no_places_agreed(register: Register) -> Iterator[Finding]:
    """M212: a placement rests on a dialog that gave no places."""
    placements = _by(register, "dialogöverenskommelse")
    for agreement in register.of("dialogöverenskommelse"):
        if agreement.data["status"] in _NO_PLACES:
            for placement in placements.get(agreement.id, []):
                yield about(
                    register.schemas,
                    "M212",
                    placement,
                    ("dialogöverenskommelse",),
                    (agreement.place("status"),),
                    status=label(register.schemas, "dialogstatus", agreement.data["status"]),
                )


def outcome_twice(register: Register) -> Iterator[Finding]:
    """M206: the outcome at one time stated twice, which would count the person twice."""
    for record in register.of("placering"):
        first: dict[str, int] = {}
        for path, outcome in rows(record, "utfall"):
            when = outcome["tidpunkt"]
            if when in first:
                there = record.place("utfall", first[when])
                values = {"tidpunkt": label(register.schemas, "tidpunkt", when), "annan_rad": there.line}
                yield about(register.schemas, "M206", record, (*path, "tidpunkt"), (there,), **values)
            first.setdefault(when, int(path[-1]))


def outcome_before_end(register: Register) -> Iterator[Finding]:
    """M207: an outcome of a placement that has not ended."""
    for record in register.of("placering"):
        if record.data["status"] in ENDED:
            continue
        for path, outcome in rows(record, "utfall"):
            if outcome["utfall"] not in _SAYS_NOTHING:
                status = label(register.schemas, "placeringsstatus", record.data["status"])
                yield about(
                    register.schemas, "M207", record, (*path, "utfall"), (record.place("status"),), status=status
                )


def cause_against_status(register: Register) -> Iterator[Finding]:
    """M209: completed with a cause of breaking off, or ended early because it was completed."""
    for record in register.of("placering"):
        status, cause = record.data["status"], at(record.data, "avslut", "orsak")
        if (status == "avslutad_fullföljd" and cause in _BROKEN_OFF) or (
            status == "avslutad_i_förtid" and cause == "fullföljd"
        ):
            yield about(
                register.schemas,
                "M209",
                record,
                ("avslut", "orsak"),
                (record.place("status"),),
                orsak=label(register.schemas, "avslutsorsak", cause),
                status=label(register.schemas, "placeringsstatus", status),
            )


def two_genders(register: Register) -> Iterator[Finding]:
    """M210: one participant with different gender in two placements."""
    for placements in _by(register, "deltagare").values():
        known = [each for each in placements if at(each.data, "kön") is not None]
        for other in known[1:]:
            if other.data["kön"] != known[0].data["kön"]:
                values = {"annan": known[0].id, "annat": label(register.schemas, "kon", known[0].data["kön"])}
                here = label(register.schemas, "kon", other.data["kön"])
                yield about(
                    register.schemas, "M210", other, ("kön",), (known[0].place("kön"),), **{**values, "här": here}
                )


def other_agreement(register: Register) -> Iterator[Finding]:
    """M211: the placement's agreement is with another supplier or about another procurement.

    The requirement may stand in the framework and the placement in the call-off.
    """
    for record in register.of("placering"):
        agreement = referred(register, record, "dialogöverenskommelse", "dialogöverenskommelse")
        if agreement is None:
            continue
        mine, its = (referred(register, each, "upphandling", "upphandling") for each in (record, agreement))
        # A reference to nothing is told where it stands.
        same = mine is None or its is None or its.id in (mine.id, mine.data.get("avrop_från"))
        differing = [] if same else ["upphandling"]
        differing += [] if agreement.data["leverantör"] == record.data["leverantör"] else ["leverantör"]
        for name in differing:
            yield about(
                register.schemas,
                "M211",
                record,
                (name,),
                (agreement.place(name),),
                överenskommelse=agreement.id,
                annan=agreement.data[name],
            )


def more_than_full_time(register: Register) -> Iterator[Finding]:
    """M213: a participant at two places on the same days, together more than full time."""
    for placements in _by(register, "deltagare").values():
        for first, second in combinations(placements, 2):
            parts = [at(each.data, "omfattning_procent") for each in (first, second)]
            if None not in parts and sum(parts) > 100 and _same_days(first, second):
                also = (first.place("omfattning_procent"),)
                values = {"annan": first.id, "summa": sum(parts)}
                yield about(register.schemas, "M213", second, ("omfattning_procent",), also, **values)


def _by(register: Register, name: str) -> dict[str, list[Record]]:
    """The placements by what one of their fields holds; those without it left out."""
    groups: dict[str, list[Record]] = defaultdict(list)
    for record in register.of("placering"):
        if name in record.data:
            groups[record.data[name]].append(record)
    return groups


def _too_many(
    register: Register, agreement: Record, path: tuple[str | int, ...], agreed: int, begun: list[Record]
) -> Finding:
    also = tuple(each.place("dialogöverenskommelse") for each in begun)
    poster = ", ".join(each.id for each in begun)
    return about(register.schemas, "M205", agreement, path, also, antal=agreed, började=len(begun), poster=poster)


def _same_days(first: Record, second: Record) -> bool:
    """Whether the two certainly share a day; one that goes on has no last day yet."""
    spans = []
    for record in (first, second):
        start, end = day(record, "faktisk", "från"), day(record, "faktisk", "till")
        if start is None or (end is None and record.data["status"] != "pågående"):
            return False
        spans.append((start.last, end.first if end else date.max))
    return max(start for start, _ in spans) <= min(end for _, end in spans)
