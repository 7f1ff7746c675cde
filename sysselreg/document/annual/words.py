"""Small facts that sentences are made of: counts with their words, lists, and whether there is anything to tell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sysselreg.document.annual import evaluations, worth
from sysselreg.document.annual.figures import NOTHING
from sysselreg.document.annual.model import Materials, ProcurementView
from sysselreg.document.annual.procurements import awarded_later
from sysselreg.document.annual.told import told_figures
from sysselreg.document.blocks import Column, Fact, Row, Table
from sysselreg.swedish import counted, kronor, plural, sort_key


def facts(materials: Materials, views: list[ProcurementView]) -> dict[str, Any]:
    """What the templates' sentences need beside the figures, under Swedish names."""
    external, told = [view for view in views if view.external], told_figures(materials)
    return {
        "antal": {
            "upphandlingar": counted(len(views), "upphandling", "upphandlingar"),
            "aktuella": plural(len(views), "aktuell", "aktuella"),
            "externa": counted(len(external), "extern", "externa") if external else "",
            "personer": told["N10"].counting("person", "personer"),
        },
        "finns": {
            "placeringar": any(not told[name].silent for name in ("N10", "N15", "N18")),
            "nya": not told["N10"].silent,
        },
        "tal": told,
        "krav_i_ord": _demand_words(materials, views),
        "fordyringar": list(_extra_costs(materials, views)),
        "utan_fordyring": sum(extra.get("belopp") == 0 for _, extra in _assessed(materials, views)),
        "citat": evaluations.quotes(materials),
        "slutsatser": evaluations.conclusions(materials),
        "varden": list(evaluations.stated_values(materials)),
        "aterbetalning": worth.paid_back(materials),
        "grans": str(materials.records.config["sekretessgräns"]),
        "program_fakta": _program_facts(materials),
        "begrepp": _terms(materials, views),
    }


def _demand_words(materials: Materials, views: list[ProcurementView]) -> list[str]:
    """The requirement types in use by the end of the year, each once, in the order of the code list."""
    chosen = (materials.records.by_id[view.id].data for view in views)
    used = {each["typ"] for data in chosen if not awarded_later(data, materials.period) for each in data["krav"]}
    codes = materials.records.schemas.vocabularies["kravtyp"].codes
    return [code.label.lower() for name, code in codes.items() if name in used and name != "okänt"]


def extra_cost_table(materials: Materials, views: list[ProcurementView], source: str) -> Table | None:
    """The procurements that the requirements made dearer: how much, why, how it may be handled; None when none did."""
    rows = []
    for view, extra in _assessed(materials, views):
        if extra.get("belopp") != 0:
            amount = kronor(extra["belopp"]) if "belopp" in extra else "okänt"
            rows.append(
                Row((view.title, amount, str(extra.get("beskrivning", NOTHING)), str(extra.get("förslag", NOTHING))))
            )
    columns = (
        Column("Upphandling", 4),
        Column("Belopp", 2, numeric=True),
        Column("Vad den består av", 4),
        Column("Förslag", 4),
    )
    return Table("t-fordyringar", "Fördyringar", columns, tuple(rows), source) if rows else None


def _extra_costs(materials: Materials, views: list[ProcurementView]) -> Iterator[Fact]:
    """Each procurement whose extra cost is assessed: how much, why and how it may be handled, in one text."""
    for view, extra in _assessed(materials, views):
        amount = extra.get("belopp")
        parts = ["ingen fördyring" if amount == 0 else kronor(amount) if amount else "belopp saknas"]
        parts += [str(extra[key]) for key in ("beskrivning", "förslag") if key in extra]
        yield Fact(view.title, ". ".join(part.strip().rstrip(".") for part in parts) + ".")


def _assessed(
    materials: Materials, views: list[ProcurementView]
) -> Iterator[tuple[ProcurementView, Mapping[str, Any]]]:
    """The procurements whose extra cost is assessed, of those that were awarded by the end of the year."""
    for view in views:
        data = materials.records.by_id[view.id].data
        extra = data.get("fördyring", {})
        if extra.get("bedömd") == "ja" and not awarded_later(data, materials.period):
            yield view, extra


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
