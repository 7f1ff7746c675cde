"""Facts about placements and the persons in them: N09–N22, N30, N37."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from tests.recount.counting import Fact, When, fact
from tests.recount.procurements import types
from tests.recount.register import DAY, ENDED, NEVER, Data, Register, Span, at, later, span

WORK = {"arbete_osubventionerat", "arbete_subventionerat", "studier"}
SUPPORT = {"arbetslöshetsersättning", "försörjningsstöd", "arbetslöshetsersättning_och_försörjningsstöd"}
SILENT = {"ej_avstämd", "okänt"}


def started(register: Register) -> list[Data]:
    """Placements that somebody has begun."""
    return [
        each
        for each in register["placering"]
        if each["status"] in ENDED | {"pågående", "paus"}
        or (at(each, "faktisk", "från") and each["status"] != "ej_tillträdd")
    ]


def groups(register: Register, placement: Data) -> Iterator[dict[str, Any]]:
    """The groups that a placement is in, once for each kind of requirement."""
    procurement = register.find("upphandling", placement.get("upphandling"))
    own = {name: placement.get(name) for name in ("kön", "åldersgrupp", "försörjning_före", "form")}
    its = {name: procurement.get(name) for name in ("part", "förvaltning", "bransch")}
    for kind in types(procurement):
        yield {**own, **its, "kravtyp": kind}


def begun(register: Register, unit: str = "deltagare") -> Iterator[tuple[Data, Fact]]:
    for each in started(register):
        for its in groups(register, each):
            yield each, fact(each[unit], 1, span(at(each, "faktisk", "från")), record=each["id"], **its)


def n09(register: Register, when: When) -> Iterator[Fact]:
    from tests.recount.dialogs import n08

    for _, each in begun(register, "id"):
        yield each._replace(bottom=0)
    for each in n08(register, when):
        yield each._replace(top=0, bottom=each.top)


def n10(register: Register, _: When) -> Iterator[Fact]:
    return (each for _, each in begun(register))


def n12(register: Register, _: When) -> Iterator[Fact]:
    return (each for _, each in begun(register, "id"))


def n13(register: Register, _: When) -> Iterator[Fact]:
    for placement, each in begun(register):
        gender = placement.get("kön")
        yield each._replace(top=None if gender in (None, "okänt") else int(gender == "kvinna"))


def n21(register: Register, _: When) -> Iterator[Fact]:
    for placement, each in begun(register):
        before = placement.get("försörjning_före")
        yield each._replace(top=None if before in (None, "okänt") else int(before == "försörjningsstöd"))


def _days(placement: Data, when: When) -> tuple[date, date] | None:
    """The days of a placement that lie in the period; None when they cannot be told."""
    start, end = span(at(placement, "faktisk", "från")), span(at(placement, "faktisk", "till"))
    if start.first is None or start.last is None or (start.day is None and start.last > when.start):
        return None
    if end.first is None:
        if placement["status"] not in ("pågående", "paus"):
            return None
        last = min(when.today, when.end)
    elif end.day is None and end.first < when.end:
        return None
    else:
        last = min(end.first, when.end)
    return max(start.first, when.start), last


def n15(register: Register, when: When) -> Iterator[Fact]:
    for each in started(register):
        start, end = span(at(each, "faktisk", "från")), span(at(each, "faktisk", "till"))
        if (start.first and start.first > when.end) or (end.last and end.last < when.start):
            continue
        days, extent = _days(each, when), each.get("omfattning_procent")
        told = None if days is None or extent is None else extent * max(0, (days[1] - days[0]).days + 1)
        for its in groups(register, each):
            yield fact(each["id"], told, Span(when.start, when.end) if start.first else NEVER, **its)


def n15_by_month(register: Register, when: When) -> Iterator[Fact]:
    """Each placement month by month."""
    for each in {one.record: one for one in n15(register, when)}.values():
        placement = register.find("placering", each.record)
        start, end = span(at(placement, "faktisk", "från")), span(at(placement, "faktisk", "till"))
        days = _days(placement, when)
        day = when.start
        while day <= min(when.end, when.today):
            month = span(f"{day.year}-{day.month:02}")
            first, last = max(month.first or day, when.start), min(month.last or day, when.end)
            if not (start.first and start.first > last) and not (end.last and end.last < first):
                inside = [n for n in range((last - first).days + 1) if days and days[0] <= first + n * DAY <= days[1]]
                told = None if each.top is None else placement["omfattning_procent"] * len(inside)
                yield fact(
                    f"{each.record}/{day}", told, Span(first, last) if start.first else NEVER, record=each.record
                )
            day = last + DAY


def ended(register: Register) -> Iterator[tuple[Data, str, Span, dict[str, Any]]]:
    """Placements that have ended: the outcome at the end, the last day, the groups."""
    for each in started(register):
        if each["status"] in ENDED:
            outcomes = [row["utfall"] for row in each.get("utfall") or [] if row["tidpunkt"] == "vid_avslut"]
            for its in groups(register, each):
                for outcome in outcomes or ["okänt"]:
                    yield each, outcome, span(at(each, "faktisk", "till")), its


def n16(register: Register, _: When) -> Iterator[Fact]:
    for each, _outcome, when, its in ended(register):
        done, agreed = _spans(each)
        extent = each.get("omfattning_procent")
        if extent is None:
            done = agreed = None
        yield fact(
            each["id"], None if done is None else done * extent, when,
            bottom=None if agreed is None else agreed * extent, **its,
        )  # fmt: skip


def _spans(placement: Data) -> tuple[int | None, int | None]:
    """Days performed and days agreed."""
    planned = span(at(placement, "planerad", "från")), span(at(placement, "planerad", "till"))
    start = span(at(placement, "faktisk", "från"))
    done = _length(start if start.first else planned[0], span(at(placement, "faktisk", "till")))
    agreed = _length(*planned)
    return done, agreed or None


def _length(start: Span, end: Span) -> int | None:
    return max(0, (end.day - start.day).days + 1) if start.day and end.day else None


def n16_line(register: Register, _: When) -> Iterator[Fact]:
    limit = register.config["regler"]["uppfyllt_vid_procent"]
    for each, _outcome, when, _its in ended(register):
        done, agreed = _spans(each)
        known = done is not None and agreed is not None
        reaches = ("når" if 100 * done >= limit * agreed else "når_inte") if known else None
        yield fact(each["id"], 1 if known else None, when, gräns=reaches)


def n17(register: Register, _: When) -> Iterator[Fact]:
    for each, _outcome, when, its in ended(register):
        early = each["status"] == "avslutad_i_förtid"
        cause = at(each, "avslut", "orsak")
        how = ("okänt" if cause in (None, "fullföljd") else cause) if early else "fullföljd"
        yield fact(each["id"], int(early), when, avslut=how, **its)


def n18(register: Register, _: When) -> Iterator[Fact]:
    for each, outcome, when, its in ended(register):
        yield fact(each["id"], 1, when, utfall=outcome, **its)


def n19(register: Register, _: When) -> Iterator[Fact]:
    for each, outcome, when, its in ended(register):
        result = "arbete_eller_studier" if outcome in WORK else None if outcome in SILENT else "annat"
        result = "ersättning_eller_försörjningsstöd" if outcome in SUPPORT else result
        yield fact(each["id"], None if result is None else int(outcome in WORK), when, resultat=result, **its)


def n20(register: Register, when: When) -> Iterator[Fact]:
    for each, _outcome, last, its in ended(register):
        for months in (6, 12):
            time = f"{months}_månader"
            found = [row for row in each.get("utfall") or [] if row["tidpunkt"] == time]
            for row in found or [{}]:
                planned = Span(*(day and later(day, months) for day in last))
                day = span(row["datum"]) if row.get("datum") else planned
                if row or day.first is None or day.first <= when.today:
                    outcome = row.get("utfall", "okänt")
                    told = None if outcome in SILENT else int(outcome in WORK)
                    yield fact(f"{each['id']}/{time}", told, day, record=each["id"], tidpunkt=time, **its)


def n22(register: Register, _: When) -> Iterator[Fact]:
    for each, _outcome, when, its in ended(register):
        change = _change(each)
        moved = None if change is None else "uppåt" if change > 0 else "nedåt" if change < 0 else "samma_steg"
        yield fact(each["id"], None if change is None else int(change > 0), when, förflyttning=moved, **its)


def _change(placement: Data) -> int | None:
    before, after = at(placement, "trappsteg", "före"), at(placement, "trappsteg", "efter")
    return None if before is None or after is None else after - before


def n22_steps(register: Register, _: When) -> Iterator[Fact]:
    for each, _outcome, when, _its in ended(register):
        yield fact(each["id"], _change(each), when, mått="steg_per_placering")


def n30(register: Register, _: When) -> Iterator[Fact]:
    return (each._replace(unit=each.record) for each in _worth(register) if each.groups["aktör"] == "samhälle")


def n30_actors(register: Register, _: When) -> Iterator[Fact]:
    return (each for each in _worth(register) if each.groups["aktör"] != "samhälle")


def _worth(register: Register) -> Iterator[Fact]:
    for each, _outcome, when, its in ended(register):
        for row in register.worth:
            if row["post"] == each["id"]:
                yield fact(
                    f"{each['id']}/{row['aktör']}",
                    row.get("belopp"),
                    when,
                    record=each["id"],
                    aktör=row["aktör"],
                    **its,
                )


def n37(register: Register, _: When) -> Iterator[Fact]:
    for each, outcome, when, its in ended(register):
        yield fact(each["id"], int(outcome not in SILENT), when, **its)
