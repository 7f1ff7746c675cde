"""The procurements of the year: which they are, and each told in facts."""

from __future__ import annotations

from collections import Counter
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


def views(materials: Materials, texts: Mapping[str, Html]) -> list[ProcurementView]:
    """The procurements of the year in words. `texts`: narrative texts by name, a procurement's own by its id."""
    dialogs: dict[str, list[Record]] = {}
    for record in materials.records.records:
        if record.kind == "dialogöverenskommelse":
            dialogs.setdefault(str(record.data["upphandling"]), []).append(record)
    return [
        _view(materials, each, dialogs.get(each.id, []), texts.get(each.id.replace("-", "_"), Html("")))
        for each in of_the_year(materials.records.records, materials.period)
    ]


def _view(materials: Materials, record: Record, dialogs: list[Record], text: Html) -> ProcurementView:
    data = record.data
    when, term = data.get("datum", {}), data.get("avtalstid", {})
    amount = data.get("värde", {}).get("avtalat")
    return ProcurementView(
        id=record.id,
        title=_title(record),
        demands=demands(materials, record),
        forecast=forecast(materials, record),
        unit=_unit(materials, str(data["förvaltning"])) if "förvaltning" in data else "",
        external=data["part"] == "extern",
        facts=tuple(_facts(materials, record)),
        missing=tuple(_missing(data, dialogs)),
        text=text,
        need=_need(when.get("behov", ""), materials.period),
        awarded=day_text(when.get("tilldelning", "")),
        holds=_HOLDS.get(data["status"], "gäller"),
        begins=day_text(term.get("från", ""), month=""),
        ends=day_text(term.get("till", ""), month=""),
        value=kronor(amount) if amount else "",
        talks=sum(each.data.get("status") in _HELD for each in dialogs),
        places=_agreed(dialogs),
    )


# As figure N08 counts: places of dialogs that led to an agreement.
_AGREED = frozenset({"överenskommen", "fullföljd", "bruten"})
_HELD = _AGREED | {"genomförd", "avslutad_utan_platser"}


def _agreed(dialogs: list[Record]) -> int | None:
    rows = [row for each in dialogs if each.data.get("status") in _AGREED for row in each.data.get("platser", ({},))]
    known = [int(row["antal"]) for row in rows if "antal" in row]
    return sum(known) if len(known) == len(rows) else None


# What an agreement does that is not signed yet, or never was.
_HOLDS = {
    "avbruten": "skulle gälla",
    **dict.fromkeys(("identifierad", "bedömd", "planerad", "annonserad", "tilldelad", "överprövning"), "ska gälla"),
}


def day_text(text: str, month: str = "i ") -> str:
    """A partial date after a verb: `den 3 maj 2025`, `i maj 2025`, `2025`. `month`: '' after `från` and `till`."""
    return {10: "den ", 7: month}.get(len(text), "") + partial_date_text(text) if text else ""


def _need(text: str, period: Period) -> str:
    """When the need was raised, or will arise: `Behovet lyftes i maj 2025`, '' when unknown."""
    if not text:
        return ""
    return f"Behovet {'uppstår' if _later(text, period) else 'lyftes'} {day_text(text)}"


def _later(text: str, period: Period) -> bool:
    """Whether a partial date lies after a period, the whole of it."""
    when = PartialDate.parse(text)
    return when is not None and when.first >= period.end


def awarded_later(data: Mapping[str, Any], period: Period) -> bool:
    """Whether a procurement is known to have been awarded after a period."""
    dates, term = data.get("datum", {}), data.get("avtalstid", {})
    return _later(dates.get("tilldelning") or term.get("från", ""), period)


def _missing(data: Mapping[str, Any], dialogs: list[Record]) -> Iterator[str]:
    """What a reader would ask for and the register does not know."""
    if not data.get("tilldelning"):
        yield "leverantör"
    if "från" not in data.get("avtalstid", {}):
        yield "avtalstid"
    if not dialogs:
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
    suppliers = [materials.name(award["leverantör"]) for award in data.get("tilldelning", ())]
    if suppliers:
        yield Fact("Leverantör", join_and(sorted(set(suppliers), key=sort_key)))
    yield from _compliance(materials, data)
    yield from _extra_cost(data.get("fördyring", {}))


def _compliance(materials: Materials, data: Mapping[str, Any]) -> Iterator[Fact]:
    """What is decided on each requirement: `Uppfyllt`, or `Dialogkrav: uppfyllt (2), dialog genomförd (1)`."""
    types = {demand["id"]: demand["typ"] for demand in data["krav"]}
    found: dict[str, Counter[str]] = {}
    for row in data.get("uppfyllnad", ()):
        if "status" in row and row["krav"] in types:
            label = materials.label("uppfyllnadsstatus", row["status"]).lower()
            found.setdefault(types[row["krav"]], Counter())[label] += 1
    told = [
        f"{materials.label('kravtyp', demand)}: "
        + ", ".join(f"{words} ({times})" if len(statuses) > 1 else words for words, times in statuses.items())
        for demand, statuses in found.items()
    ]
    if told:
        alone = told[0].partition(": ")[2] if len(types) == 1 else ". ".join(told)
        yield Fact("Uppfyllnad", sentence_start(alone))


def _extra_cost(extra: Mapping[str, Any]) -> Iterator[Fact]:
    match extra.get("bedömd"):
        case "ja":
            amount = kronor(extra["belopp"]) if "belopp" in extra else "belopp saknas"
            yield Fact("Fördyring", "Ingen" if extra.get("belopp") == 0 else sentence_start(amount))


def _unit(materials: Materials, code: str) -> str:
    units = materials.records.config.get("förvaltningar", ())
    return next((str(unit["namn"]) for unit in units if unit["kod"] == code), code)


def forecast_table(views: list[ProcurementView], source: str) -> Table | None:
    """Lund's table: procurement, requirement and prognosis; None when there is no procurement."""
    rows = [Row((view.title + (" (extern)" if view.external else ""), view.demands, view.forecast)) for view in views]
    if not rows:
        return None
    columns = (Column("Upphandling", 5), Column("Krav", 5), Column("Prognos", 3))
    note = "Prognosen är den senaste i registret och kan gälla tiden efter årets slut."
    return Table("t-prognos", "Upphandlingar med sysselsättningskrav och prognos", columns, tuple(rows), source, note)
