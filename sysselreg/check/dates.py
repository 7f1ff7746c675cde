"""Contradictions in time: what ends before it begins, days in the wrong order, places outside the contract."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sysselreg.check.facts import before, contract, day, fields, matches, referred, rows
from sysselreg.check.model import Register
from sysselreg.check.wording import about, label
from sysselreg.finding import Finding
from sysselreg.period import PartialDate
from sysselreg.record.model import Record
from sysselreg.schema.model import Field, Schemas
from sysselreg.yamltext import Path

_ENDS = (("från", "till"), ("till", "förlängning_till"), ("från", "förlängning_till"), ("avtal_från", "avtal_till"))

# Days that follow each other, earliest first (LOU; the order of the work in Östersund's report). `*` is each entry.
_ORDER: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "upphandling": (
        (
            "bedömning.datum",
            "datum.annonserad",
            "datum.anbud_senast",
            "datum.tilldelning",
            "datum.avtalsspärr_till",
            "datum.avtal_tecknat",
        ),
        ("datum.tilldelning", "tilldelning.*.överlämnad"),
    ),
    "dialogöverenskommelse": (("möte.datum", "undertecknad"),),
    "utvärdering": (("begärd", "påmind.*"), ("begärd", "inkommen")),
    "ärende": (("öppnat", "avslutat"),),
    "handling": (("datum", "expediering.datum"),),
}


def end_before_start(register: Register) -> Iterator[Finding]:
    """M201: a period whose last day certainly lies before its first."""
    for record, path, _, value in fields(register, _is_period):
        for first, last in (pair for pair in _ENDS if pair[0] in value and pair[1] in value):
            start, end = day(record, *path, first), day(record, *path, last)
            if before(end, start):
                yield _ordered(register.schemas, "M201", record, ((*path, last), (*path, first)))
                break


def out_of_order(register: Register) -> Iterator[Finding]:
    """M202: a day that certainly lies before one that must come earlier; each day is told once."""
    for record in register.records:
        for chain in _ORDER.get(record.kind, ()):
            earlier: list[tuple[Path, PartialDate | None]] = []
            for step in chain:
                places = (path for path, _ in matches(record.data, tuple(step.split("."))))
                found = [(path, day(record, *path)) for path in places]
                for path, here in found:
                    wrong = [other for other, there in earlier if before(here, there)]
                    if wrong:
                        yield _ordered(register.schemas, "M202", record, (path, wrong[-1]))
                earlier += found


def outside_contract(register: Register) -> Iterator[Finding]:
    """M203, M204: a place or placement planned past the contract's end, or begun before its start.

    Employment until further notice is meant to outlast the contract.
    """
    for record, supplier, starts, ends in _placed(register):
        procurement = referred(register, record, "upphandling", "upphandling")
        if procurement is None:
            continue
        first, last = contract(register, procurement, supplier)
        first = first or day(procurement, "datum", "avtal_tecknat")
        late = [path for path in ends if last is not None and before(last, day(record, *path))]
        early = [path for path in starts if first is not None and before(day(record, *path), first)]
        for code, paths, limit in (("M203", late, last), ("M204", early, first)):
            for path in paths:
                values = {"upphandling": procurement.id, "gräns": limit.text if limit else ""}
                there = (procurement.place("avtalstid"),)
                yield about(register.schemas, code, record, path, there, **values)


def _is_period(field: Field) -> bool:
    return any(last in field.children for _, last in _ENDS)


def _ordered(schemas: Schemas, code: str, record: Record, paths: tuple[Path, Path]) -> Finding:
    """The finding about two days of a record: the one that comes too early, and the one it should follow."""
    path, other = paths
    there = day(record, *other)
    return about(
        schemas,
        code,
        record,
        path,
        (record.place(*other),),
        annat=label(schemas, record.kind, record.field_name(other), other),
        annan_dag=there.text if isinstance(there, PartialDate) else "",
    )


def _placed(register: Register) -> Iterator[tuple[Record, str, list[Path], list[Path]]]:
    """Records with places: the record, its supplier, the paths of first days, the paths of last days."""
    for record in register.of("dialogöverenskommelse"):
        places = list(rows(record, "platser"))
        limited = [path for path, place in places if place.get("form") != "tillsvidareanställning"]
        yield (
            record,
            record.data["leverantör"],
            [(*path, "från") for path, _ in places],
            [(*path, "till") for path in limited],
        )
    for record in register.of("placering"):
        begun: Path = ("faktisk", "från") if day(record, "faktisk", "från") else ("planerad", "från")
        endless = record.data["form"] == "tillsvidareanställning"
        yield record, record.data["leverantör"], [begun], [] if endless else [("planerad", "till")]
