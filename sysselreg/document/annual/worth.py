"""The socio-economic calculation in the report: for whom, how much it depends on, and how it is made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sysselreg.calculation.about import Told, payback, used, value_text
from sysselreg.calculation.model import SOCIETY
from sysselreg.document.annual.evaluations import of_the_year
from sysselreg.document.annual.model import Materials
from sysselreg.document.annual.splits import split_table
from sysselreg.document.blocks import Column, Row, Table
from sysselreg.document.charts import Reach, ranges
from sysselreg.document.html import Html
from sysselreg.swedish import kronor, number, partial_date_text, sentence_start


def actor_table(materials: Materials, source: str) -> Table | None:
    """What each actor gains, with the year before; None when it may not be shown."""
    caption = f"Värdet av anställningar som avslutades {materials.year}"
    found = split_table(materials.figures.get("N30"), materials.before.get("N30"), "t-kalkyl", caption, source)
    if found is None:
        return None
    rows = tuple(Row(("Samhället", *row.cells[1:]), row.kind) if row.kind == "summa" else row for row in found.rows)
    return replace(found, rows=rows)


def paid_back(materials: Materials) -> Mapping[str, str] | None:
    """The known extra cost of the year's agreements against what a month in work is worth to the municipality.

    In words; None when either is unknown, or the worth may not be shown.
    """
    told, extra = materials.worth, materials.figures.get("N31")
    known = int(extra.shown.value) if extra and extra.shown.value else 0
    found = payback(known, told.valuation) if told else None
    if found is None:
        return None
    return {
        "fordyring": kronor(found.extra),
        "upphandling": kronor(found.procurement),
        "intakt": kronor(found.gain),
        "manader": "" if found.months is None else number(found.months),
    }


def sensitivity(materials: Materials) -> Html | None:
    """The value for society with each assumption lower and higher."""
    told = materials.worth
    if told is None or not told.ranges:
        return None
    rows = [
        Reach(
            f"{each.name} {each.said}".strip(),
            low=min(each.low[SOCIETY], each.high[SOCIETY]),
            middle=each.middle[SOCIETY],
            high=max(each.low[SOCIETY], each.high[SOCIETY]),
        )
        for each in told.ranges
    ]
    return ranges("Hur mycket värdet ändras när ett antagande ändras", rows)


def stored_run_table(materials: Materials) -> Table | None:
    """The year's stored runs of another's calculator, as they were stored; None without one."""
    rows: list[Row] = []
    for record in of_the_year(materials):
        run: Mapping[str, Any] = record.data.get("kalkyl", {})
        if run.get("resultat"):
            when = f", körd {partial_date_text(run['kördatum'])}" if "kördatum" in run else ""
            rows.append(Row((f"{run['källa']}{when} ({record.id})",), "grupp"))
            rows += [
                Row((materials.label("aktor", each["aktör"]), kronor(each["belopp"]), _per(materials, each)))
                for each in run["resultat"]
            ]
    columns = (Column("Aktör", 4), Column("Kronor", 3, numeric=True), Column("Gäller", 4))
    note = "Räknat av någon annan med andra indata. Talen kan inte jämföras krona för krona med registrets egen kalkyl."
    return (
        Table("t-korningar", "Sparade körningar av andras kalkyler", columns, tuple(rows), note=note) if rows else None
    )


def _per(materials: Materials, each: Mapping[str, Any]) -> str:
    return materials.label("per", each["per"]) if "per" in each else ""


def formula_table(told: Told) -> Table:
    """Each flow of money: from whom, to whom, and how it is counted."""
    rows = tuple(
        Row((post.name, _actor(post.payer), _actor(post.receiver), post.formula)) for post in told.method.posts
    )
    columns = (Column("Post", 4), Column("Från", 2), Column("Till", 2), Column("Formel för en månad", 6))
    return Table("t-poster-kalkyl", "Kalkylens poster", columns, rows)


def _actor(code: str) -> str:
    return sentence_start(code) if code else "–"


def parameter_table(told: Told) -> Table | None:
    """Each parameter that somebody was counted with: value, days and source; None when nobody was."""
    rows = tuple(
        Row(
            (
                sentence_start(told.parameters.by_id[name].name),
                f"{value_text(value)} {told.parameters.by_id[name].unit}",
                f"{value.first} till {value.last}",
                value.source,
            )
        )
        for name, value in used(told)
    )
    columns = (Column("Parameter", 4), Column("Värde", 3), Column("Gäller", 3), Column("Källa", 6))
    return Table("t-kalkylparametrar", "Parametrar i kalkylen", columns, rows) if rows else None
