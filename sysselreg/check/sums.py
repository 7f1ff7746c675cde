"""Contradictions in numbers: budgets that do not add up, and what a source states against what the register holds."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from sysselreg.check.facts import at, day, label, rows
from sysselreg.check.model import Register
from sysselreg.check.wording import about
from sysselreg.finding import Finding
from sysselreg.period import PartialDate, Period
from sysselreg.record.model import Record
from sysselreg.swedish import kronor, number
from sysselreg.yamltext import Path

_Row = tuple[Path, Mapping[str, Any]]


def budget_row(register: Register) -> Iterator[Finding]:
    """M221: spent and left do not make the budget of a row."""
    for record in register.of("program"):
        for path, row in rows(record, "budget"):
            budget, spent, left = (at(row, name) for name in ("budget", "utfall", "kvar"))
            if None not in (budget, spent, left) and spent + left != budget:
                yield about(
                    register.schemas,
                    "M221",
                    record,
                    (*path, "kvar"),
                    post=row["post"],
                    budget=kronor(budget),
                    utfall=kronor(spent),
                    kvar=kronor(left),
                    summa=kronor(spent + left),
                    skillnad=kronor(abs(spent + left - budget)),
                )


def budget_posts(register: Register) -> Iterator[Finding]:
    """M222: the rows together are not the row for the whole. Silent when a row lacks the amount."""
    for record in register.of("program"):
        for years in _by_year(record).values():
            totals = [row for row in years if _is_total(row[1])]
            posts = [row for row in years if not _is_total(row[1])]
            for path, total in totals:
                for name in ("budget", "utfall", "kvar"):
                    amounts = [at(row, name) for _, row in posts]
                    if amounts and None not in amounts and name in total and sum(amounts) != total[name]:
                        yield about(
                            register.schemas,
                            "M222",
                            record,
                            (*path, name),
                            tuple(record.place(*post, name) for post, _ in posts),
                            delar=" + ".join(number(amount) for amount in amounts),
                            summa=kronor(sum(amounts)),
                            totalt=kronor(total[name]),
                            skillnad=kronor(abs(sum(amounts) - total[name])),
                        )


def stated_twice(register: Register) -> Iterator[Finding]:
    """M223: a source states one thing with two numbers."""
    for record in register.of("program"):
        first: dict[tuple[str, int | None], _Row] = {}
        for path, stated in rows(record, "uppgivet"):
            key = (stated["mått"], stated.get("år"))
            before_path, before = first.setdefault(key, (path, stated))
            if before["antal"] != stated["antal"]:
                yield about(
                    register.schemas,
                    "M223",
                    record,
                    (*path, "antal"),
                    (record.place(*before_path, "antal"),),
                    mått=label(register.schemas, "uppgivet_matt", stated["mått"]),
                    antal=stated["antal"],
                    annat=before["antal"],
                )


def stated_against_records(register: Register) -> Iterator[Finding]:
    """M224: what a source states is not what the register's records come to, whichever way unknown dates fall."""
    for record in register.of("program"):
        for path, stated in rows(record, "uppgivet"):
            counted = _counted(register, record, stated["mått"], stated.get("år"))
            if counted is not None and not counted[0] <= stated["antal"] <= counted[1]:
                low, high = counted
                yield about(
                    register.schemas,
                    "M224",
                    record,
                    (*path, "antal"),
                    mått=label(register.schemas, "uppgivet_matt", stated["mått"]),
                    antal=stated["antal"],
                    poster=str(low) if low == high else f"{low}–{high}",
                )


def ambition(register: Register) -> Iterator[Finding]:
    """M225: more procurements than the range that the mandate reckoned with. Fewer may still come."""
    for record in register.of("program"):
        high = at(record.data, "ambition", "antal_högst")
        found = [each for each in register.of("upphandling") if _within(each, _mandate(record)) is not False]
        if high is not None and len(found) > high:
            low, outside = at(record.data, "ambition", "antal"), [e for e in found if e.data["part"] == "extern"]
            yield about(
                register.schemas,
                "M225",
                record,
                ("ambition", "antal_högst"),
                tuple(each.place() for each in found),
                ambition=f"{low}–{high}" if low is not None and low != high else f"högst {high}",
                antal=len(found),
                externa=f", varav {len(outside)} extern{'a' if len(outside) > 1 else ''}" if outside else "",
            )


def _by_year(record: Record) -> dict[int | None, list[_Row]]:
    years: dict[int | None, list[_Row]] = {}
    for path, row in rows(record, "budget"):
        years.setdefault(row.get("år"), []).append((path, row))
    return years


def _is_total(row: Mapping[str, Any]) -> bool:
    return str(row["post"]).strip().casefold() in ("totalt", "total", "summa")


def _counted(register: Register, program: Record, measure: str, year: int | None) -> tuple[int, int] | None:
    """The lowest and highest number that the records allow; None for what the register has no records of."""
    if measure == "upphandlande_enheter":
        count = sum(1 for _, part in rows(program, "parter") if part["roll"] == "upphandlande_enhet")
        return (count, count) if count else None
    weigh = _MEASURES.get(measure)
    if weigh is None:
        return None
    period = Period.year(year) if year else _mandate(program)
    sure = possible = 0
    for record in register.records:
        if weight := weigh(register, record):
            inside = _within(record, period)
            possible += weight if inside is not False else 0
            # Without a year the statement is about the whole mandate, and an undated record belongs to it.
            sure += weight if inside or (inside is None and year is None) else 0
    return (sure, possible) if possible else None


def _requirement(*types: str) -> Callable[[Register, Record], int]:
    def weigh(_: Register, record: Record) -> int:
        found = {entry["typ"] for _, entry in rows(record, "krav")} if record.kind == "upphandling" else set()
        return int(bool(found & set(types) if types else found))

    return weigh


def _agreements(register: Register, record: Record, *, local: bool) -> int:
    """Agreements on bought places: one for each award, one for a procurement whose awards are not written down."""
    if not _requirement("köpta_sysselsättningsplatser")(register, record):
        return 0
    suppliers = [entry["leverantör"] for _, entry in rows(record, "tilldelning")]
    if not local:
        return len(suppliers) or 1
    return sum(1 for id_ in suppliers if id_ in register.by_id and register.by_id[id_].data.get("lokal") == "ja")


def _activity(kind: str) -> Callable[[Register, Record], int]:
    return lambda _, record: int(record.kind == "aktivitet" and record.data["slag"] == kind)


# What one record adds to each measure of schemas/vocabularies/uppgivet_matt.yaml; the rest the register cannot count.
_MEASURES: Mapping[str, Callable[[Register, Record], int]] = {
    "upphandlingar_med_krav": _requirement(),
    "upphandlingar_med_dialogkrav": _requirement("dialogkrav"),
    "upphandlingar_med_skarpt_krav": _requirement("skarpt_krav"),
    "avtal_om_köpta_platser": lambda register, record: _agreements(register, record, local=False),
    "lokala_avtal_om_köpta_platser": lambda register, record: _agreements(register, record, local=True),
    "nätverksträffar": _activity("nätverksträff"),
    "seminarier": _activity("seminarium"),
    "styrgruppsmöten": _activity("styrgrupp"),
}


def _mandate(program: Record) -> Period | None:
    """The days of the mandate; None when an end is not known."""
    start, end = day(program, "giltig", "från"), day(program, "giltig", "till")
    if start is None or end is None or end.last < start.first:
        return None
    return Period(start.first, min(end.last, date.max - timedelta(days=1)) + timedelta(days=1))


def _within(record: Record, period: Period | None) -> bool | None:
    """Whether the record's day lies in the period; None when nobody can tell."""
    if period is None:
        return True
    when = _dated(record)
    return None if when is None else period.contains(when)


def _dated(record: Record) -> PartialDate | None:
    names = ("tilldelning", "stängd", "annonserad", "behov")
    if record.kind == "upphandling":
        return next((found for name in names if (found := day(record, "datum", name))), None)
    return day(record, "datum") or day(record, "period", "från")
