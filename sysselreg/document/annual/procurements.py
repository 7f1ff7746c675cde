"""The procurements of the year: which they are, and each told in facts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from sysselreg.document.annual.model import Materials, ProcurementView
from sysselreg.document.blocks import Column, Fact, Row, Table
from sysselreg.document.html import Html
from sysselreg.period import PartialDate, Period
from sysselreg.record.model import Record
from sysselreg.swedish import join_and, kronor, partial_date_text, sentence_start, sort_key

ENDED = frozenset({"avslutad", "utvärderad", "avbruten"})
# Lund's own words for how far a procurement has come, where the record says nothing itself (data model, prognos).
_FORECASTS = {
    **dict.fromkeys(("planerad", "annonserad"), "Under uppstart"),
    **dict.fromkeys(("avtal_tecknat", "pågående"), "Pågående"),
}


def of_the_year(records: tuple[Record, ...], period: Period) -> list[Record]:
    """Procurements with requirements that were under way in the period, by title.

    Under way: its first known date is not after the period and, when it has ended, its last not before. One without any
    date belongs to the year its record was made.
    """
    chosen = [r for r in records if r.kind == "upphandling" and r.data.get("krav") and _under_way(r, period)]
    return sorted(chosen, key=lambda record: (record.data.get("part") == "extern", sort_key(_title(record))))


def _under_way(record: Record, period: Period) -> bool:
    known = [when for when in (PartialDate.parse(text) for text in _dates(record.data)) if when]
    if not known:
        return record.path.split("/")[2] == str(period.start.year)
    begins = min(when.first for when in known)
    ends = max(when.last for when in known) if record.data["status"] in ENDED else date.max
    return begins < period.end and ends >= period.start


def _dates(data: Mapping[str, Any]) -> Iterator[str]:
    yield from data.get("datum", {}).values()
    yield from (value for key, value in data.get("avtalstid", {}).items() if key in ("från", "till"))
    for award in data.get("tilldelning", ()):
        yield from (award[key] for key in ("avtal_från", "avtal_till") if key in award)


def _title(record: Record) -> str:
    return str(record.data["titel"])


def view(materials: Materials, record: Record, text: Html) -> ProcurementView:
    """The procurement in words. `text` is its own narrative text, empty without one."""
    data = record.data
    return ProcurementView(
        id=record.id,
        title=_title(record),
        demands=demands(materials, record),
        forecast=forecast(materials, record),
        status=materials.label("upphandlingsstatus", data["status"]),
        external=data["part"] == "extern",
        facts=tuple(_facts(materials, record)),
        missing=tuple(_missing(materials, record)),
        text=text,
    )


def _missing(materials: Materials, record: Record) -> Iterator[str]:
    """What a reader would ask for and the register does not know."""
    data = record.data
    if not data.get("tilldelning"):
        yield "leverantör"
    if "från" not in data.get("avtalstid", {}):
        yield "avtalstid"
    agreements = (r for r in materials.records.records if r.kind == "dialogöverenskommelse")
    if not any(each.data["upphandling"] == record.id for each in agreements):
        yield "dialog"
        yield "platser"


def demands(materials: Materials, record: Record) -> str:
    """The requirement types in words: `Dialogkrav och skarpt krav på fyra platser`."""
    words = []
    for demand in record.data["krav"]:
        word = materials.label("kravtyp", demand["typ"]).lower()
        count = demand.get("antal")
        if count and demand.get("enhet") == "platser":
            word += f" på {count} {'plats' if count == 1 else 'platser'}"
        if word not in words:
            words.append(word)
    return sentence_start(join_and(words))


def forecast(materials: Materials, record: Record) -> str:
    """How far it has come: the record's own words, else by its status."""
    status = record.data["status"]
    return str(record.data.get("prognos") or _FORECASTS.get(status) or materials.label("upphandlingsstatus", status))


def _facts(materials: Materials, record: Record) -> Iterator[Fact]:
    data = record.data
    yield Fact("Krav", demands(materials, record))
    yield Fact("Läge", forecast(materials, record))
    if data["part"] == "extern":
        yield Fact("Part", "Extern: en annan aktör har ställt kravet. Räknas inte i kommunens mål.")
    if "förvaltning" in data:
        yield Fact("Förvaltning", _unit(materials, str(data["förvaltning"])))
    suppliers = [materials.name(award["leverantör"]) for award in data.get("tilldelning", ())]
    if suppliers:
        yield Fact("Leverantör", join_and(sorted(set(suppliers), key=sort_key)))
    if data.get("objekt", "okänt") != "okänt":
        yield Fact("Det som köps", materials.label("objekt", data["objekt"]))
    when = data.get("datum", {})
    for key, term in (("behov", "Behovet lyftes"), ("tilldelning", "Tilldelad"), ("stängd", "Stängd")):
        if key in when:
            yield Fact(term, partial_date_text(when[key]))
    term = data.get("avtalstid", {})
    if "från" in term:
        until = f" till {partial_date_text(term['till'])}" if "till" in term else ", slutdatum saknas"
        yield Fact("Avtalstid", partial_date_text(term["från"]) + until)
    if amount := data.get("värde", {}).get("avtalat"):
        yield Fact("Avtalat värde", kronor(amount))
    yield from _extra_cost(data.get("fördyring", {}))


def _extra_cost(extra: Mapping[str, Any]) -> Iterator[Fact]:
    match extra.get("bedömd"):
        case "ja":
            amount = kronor(extra["belopp"]) if "belopp" in extra else "belopp saknas"
            yield Fact("Fördyring", f"Bedömd: {amount}")
        case "nej":
            yield Fact("Fördyring", "Inte bedömd")


def _unit(materials: Materials, code: str) -> str:
    units = materials.records.config.get("förvaltningar", ())
    return next((str(unit["namn"]) for unit in units if unit["kod"] == code), code)


def forecast_table(views: list[ProcurementView], source: str) -> Table | None:
    """Lund's table: procurement, requirement and prognosis; None when there is no procurement."""
    rows = [Row((view.title + (" (extern)" if view.external else ""), view.demands, view.forecast)) for view in views]
    if not rows:
        return None
    columns = (Column("Upphandling", 5), Column("Krav", 5), Column("Prognos", 3))
    return Table("t-prognos", "Upphandlingar med sysselsättningskrav och prognos", columns, tuple(rows), source)
