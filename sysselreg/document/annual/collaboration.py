"""Organisations, meetings, other activities and resources: what the chapters about collaboration rest on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sysselreg.document.annual.model import Materials
from sysselreg.document.blocks import Column, Row, Table
from sysselreg.period import PartialDate, Period
from sysselreg.record.model import Record
from sysselreg.swedish import counted, join_and, number, sort_key

_UNKNOWN, NOTHING = "uppgift saknas", "–"
_MEETING = "nätverksträff"


def activities(records: Iterable[Record], period: Period, area: str | None = None) -> list[Record]:
    """The year's activities, by date then title; of one area of the mandate when asked for."""
    chosen = [
        record
        for record in records
        if record.kind == "aktivitet" and _touches(record.data, period) and area in (None, record.data.get("målområde"))
    ]
    return sorted(chosen, key=lambda record: (_when(record.data)[:7], sort_key(str(record.data["titel"]))))


def _touches(data: dict[str, Any] | Any, period: Period) -> bool:
    """Whether it took place in the period, or may have; one that began and has no end goes on."""
    span = data.get("period", {})
    begins = PartialDate.parse(str(data.get("datum") or span.get("från", "")))
    ends = PartialDate.parse(str(data.get("datum") or span.get("till", "")))
    if begins is None:
        return False
    return begins.first < period.end and (ends is None or ends.last >= period.start)


def _time(data: dict[str, Any] | Any) -> str:
    """When it took place, and how many times where the record says."""
    times = data.get("antal_tillfällen")
    return f"{_when(data)}, {counted(times, 'tillfälle', 'tillfällen')}" if times else _when(data)


def _when(data: dict[str, Any] | Any) -> str:
    if "datum" in data:
        return str(data["datum"])
    span = data.get("period", {})
    return f"{span['från']}–{span['till']}" if "till" in span else f"från {span.get('från', '')}"


def activity_table(materials: Materials, area: str | None, anchor: str, caption: str, source: str) -> Table | None:
    """Date, kind, title and participants of the year's activities; None when there is none."""
    found = activities(materials.records.records, materials.period, area)
    columns = [Column("Aktivitet", 7), Column("Slag", 4), Column("Tid", 3)]
    rows: list[tuple[str, ...]] = [
        (str(each.data["titel"]), materials.label("aktivitetsslag", each.data["slag"]), _time(each.data))
        for each in found
    ]
    note = "Antalet deltagare är inte registrerat."
    if any("antal_deltagare" in each.data for each in found):
        columns.append(Column("Deltagare", 2, numeric=True))
        counts = [number(each.data["antal_deltagare"]) if "antal_deltagare" in each.data else NOTHING for each in found]
        rows = [(*row, count) for row, count in zip(rows, counts, strict=True)]
        note = f"{NOTHING} betyder att antalet deltagare inte är registrerat." if NOTHING in counts else ""
    return Table(anchor, caption, tuple(columns), tuple(Row(row) for row in rows), source, note) if rows else None


def network(records: Iterable[Record]) -> list[Record]:
    """The organisations that belong to a network, by name."""
    members = [record for record in records if record.kind == "organisation" and record.data.get("nätverk")]
    return sorted(members, key=lambda record: sort_key(str(record.data["namn"])))


def network_table(materials: Materials, source: str) -> Table | None:
    """The network's organisations under the heading of their kind; None without a network."""
    members = network(materials.records.records)
    rows: list[Row] = []
    for kind, code in materials.records.schemas.vocabularies["organisationsslag"].codes.items():
        of_kind = [member for member in members if member.data["slag"] == kind]
        if of_kind:
            rows.append(Row((f"{code.label} ({len(of_kind)})",), "grupp"))
            rows.extend(Row((str(member.data["namn"]), _capacity(materials, member))) for member in of_kind)
    if not rows:
        return None
    caption = "Nätverkets organisationer efter slag"
    if any(member.data.get("kapacitet") for member in members):
        return Table("t-natverk", caption, (Column("Organisation", 4), Column("Kapacitet", 6)), tuple(rows), source)
    bare = tuple(Row(row.cells[:1], row.kind) for row in rows)
    note = "Vad varje organisation kan leverera är inte kartlagt i registret."
    return Table("t-natverk", caption, (Column("Organisation"),), bare, source, note)


def _capacity(materials: Materials, member: Record) -> str:
    told = []
    for each in member.data.get("kapacitet", ()):
        how = each.get("ensam_eller_i_grupp")
        parts = [str(each.get("tjänst", "")), str(each.get("volym", ""))]
        if how and how != "okänt":
            parts.append(materials.label("ensam_eller_i_grupp", how).lower())
        told.append(", ".join(part for part in parts if part))
    return join_and(told) if told else "inte kartlagd"


def meetings_table(materials: Materials, source: str) -> Table | None:
    """The year's network meetings; None when there is none."""
    found = [r for r in activities(materials.records.records, materials.period) if r.data["slag"] == _MEETING]
    rows = tuple(
        Row(
            (
                str(record.data["titel"]),
                _time(record.data),
                join_and([materials.name(each) for each in record.data.get("organisationer", ())]) or _UNKNOWN,
            )
        )
        for record in found
    )
    columns = (Column("Träff", 4), Column("Tid", 2), Column("Medverkande som är kända", 5))
    return Table("t-traffar", "Nätverksträffar under året", columns, rows, source) if rows else None


def resource_table(materials: Materials, area: str | None, anchor: str, source: str) -> Table | None:
    """What the mandate set aside in the year: area, share of a full-time post, what for; None when unknown."""
    program = materials.program
    found = [
        each
        for each in (program.data.get("resurser", ()) if program else ())
        if str(each.get("år", materials.year)) == str(materials.year) and area in (None, each.get("målområde"))
    ]
    rows = tuple(
        Row(
            (
                materials.label("malomrade", each["målområde"]) if "målområde" in each else "Hela uppdraget",
                f"{each['procent']} %" if "procent" in each else _UNKNOWN,
                str(each.get("beskrivning", "")),
            )
        )
        for each in found
    )
    columns = (Column("Målområde", 3), Column("Andel av tjänst", 2, numeric=True), Column("Vad tiden används till", 6))
    return Table(anchor, f"Resurser {materials.year}", columns, rows, source) if rows else None
