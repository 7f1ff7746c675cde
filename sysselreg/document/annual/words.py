"""Small facts that sentences are made of: counts with their words, lists, and whether there is anything to tell."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sysselreg.document.annual.figures import is_silent
from sysselreg.document.annual.model import Materials, ProcurementView
from sysselreg.document.blocks import Column, Fact, Row, Table
from sysselreg.figure.model import Shown
from sysselreg.period import PartialDate
from sysselreg.record.model import Record
from sysselreg.swedish import counted, kronor, plural, sort_key


def facts(materials: Materials, views: list[ProcurementView]) -> dict[str, Any]:
    """What the templates' sentences need, under Swedish names."""
    external = [view for view in views if view.external]
    return {
        "antal": {
            "upphandlingar": counted(len(views), "upphandling", "upphandlingar"),
            "aktuella": plural(len(views), "aktuell", "aktuella"),
            "externa": counted(len(external), "extern", "externa") if external else "",
            "platser": _phrase(materials, "N08", "plats", "platser"),
            "personer": _phrase(materials, "N10", "person", "personer"),
        },
        "finns": {"placeringar": any(not is_silent(materials.figures[name]) for name in ("N10", "N18"))},
        "krav_i_ord": _demand_words(materials, views),
        "fordyringar": list(_extra_costs(materials, views)),
        "utvarderingar": list(_conclusions(materials)),
        "varden": list(_stated_values(materials)),
        "grans": str(materials.records.config["sekretessgräns"]),
        "program_fakta": _program_facts(materials),
        "begrepp": _terms(materials, views),
    }


def _phrase(materials: Materials, name: str, singular: str, plural: str) -> str:
    """`tre platser`, or the figure's own words when it is withheld or unknown."""
    shown: Shown = materials.figures[name].shown
    if shown.value is None or shown.value.denominator != 1:
        return f"{shown.text} {plural}"
    return counted(int(shown.value), singular, plural)


def _demand_words(materials: Materials, views: list[ProcurementView]) -> list[str]:
    """The requirement types in use, each once, in the order of the code list."""
    used = {demand["typ"] for view in views for demand in materials.records.by_id[view.id].data["krav"]}
    codes = materials.records.schemas.vocabularies["kravtyp"].codes
    return [code.label.lower() for name, code in codes.items() if name in used and name != "okänt"]


def _extra_costs(materials: Materials, views: list[ProcurementView]) -> Iterator[Fact]:
    """Each procurement whose extra cost is assessed: how much, why and how it may be handled."""
    for view in views:
        extra = materials.records.by_id[view.id].data.get("fördyring", {})
        if extra.get("bedömd") == "ja":
            amount = extra.get("belopp")
            parts = ["ingen fördyring" if amount == 0 else kronor(amount) if amount else "belopp saknas"]
            parts += [str(extra[key]) for key in ("beskrivning", "förslag") if key in extra]
            yield Fact(view.title, ". ".join(part.strip().rstrip(".") for part in parts) + ".")


def _arrived(materials: Materials) -> Iterator[Record]:
    """Evaluations that had come in by the end of the period."""
    for record in materials.records.records:
        when = PartialDate.parse(str(record.data.get("inkommen", "")))
        if record.kind == "utvärdering" and when and when.last < materials.period.end:
            yield record


def _conclusions(materials: Materials) -> Iterator[Fact]:
    """Each different conclusion of the evaluations that came in during the period, with how many drew it."""
    drawn: dict[tuple[str, str], int] = {}
    for record in _arrived(materials):
        when = PartialDate.parse(str(record.data["inkommen"]))
        if "slutsats" in record.data and when and when.last >= materials.period.start:
            key = (materials.label("utvarderingsslag", record.data["slag"]), str(record.data["slutsats"]))
            drawn[key] = drawn.get(key, 0) + 1
    order = sorted(drawn, key=lambda key: (-drawn[key], sort_key(key[0]), sort_key(key[1])))
    for kind, conclusion in order[:_CONCLUSIONS]:
        times = drawn[kind, conclusion]
        told = conclusion if times == 1 else f"{conclusion.rstrip('. ')} ({times} utvärderingar)."
        yield Fact(kind, told)


_CONCLUSIONS = 12


def _stated_values(materials: Materials) -> Iterator[Fact]:
    """Socio-economic values as an evaluation states them: amount, for whom, on what assumption."""
    for record in _arrived(materials):
        for value in record.data.get("värden", ()):
            amount = kronor(value["belopp"]) if "belopp" in value else "belopp saknas"
            per = f" {materials.label('per', value['per']).lower()}" if "per" in value else ""
            whom = f" för {materials.label('aktor', value['aktör']).lower()}" if "aktör" in value else ""
            given = f" ({value['förutsättning']})" if "förutsättning" in value else ""
            yield Fact(str(value.get("beskrivning", record.id)), f"{amount}{per}{whom}{given}")


def _program_facts(materials: Materials) -> list[Fact]:
    from sysselreg.document.annual.program import view

    if materials.program is None:
        return []
    told = view(materials, materials.program)
    rows = [Fact("Uppdrag", told.title), Fact("Beslut", told.decision), Fact("Gäller", told.valid)]
    if told.ambition:
        rows.append(Fact("Ambition", told.ambition))
    return rows


def _terms(materials: Materials, views: list[ProcurementView]) -> Table | None:
    """The requirement types in use with their meaning, by the code list; None when none is in use."""
    used = {demand["typ"] for view in views for demand in materials.records.by_id[view.id].data["krav"]}
    codes = materials.records.schemas.vocabularies["kravtyp"].codes
    rows = [Row((codes[name].label, codes[name].meaning)) for name in used if name in codes]
    if not rows:
        return None
    rows.sort(key=lambda row: sort_key(row.cells[0]))
    return Table("t-begrepp", "Begrepp i rapporten", (Column("Begrepp", 3), Column("Betydelse", 7)), tuple(rows))
