"""The files inside the Årsrapport: its figures as CSV, and what they rest on as JSON."""

from __future__ import annotations

import json
from typing import Any

from sysselreg.document.annual.model import Materials
from sysselreg.document.pdf import Attachment
from sysselreg.exchange.csv import csv_text
from sysselreg.exchange.figures import spread_of
from sysselreg.figure.model import Shown
from sysselreg.figure.output import statistics_json

_HEAD = (
    *("nyckeltal", "namn", "grupp", "värde", "enhet", "täljare", "nämnare", "kända", "totalt", "visning", "dold"),
    "spridning",
)


def attachments(materials: Materials) -> tuple[Attachment, ...]:
    """`nyckeltal.csv`, `nyckeltal.json` and `underlag.json`: only what the report itself may show."""
    return (
        Attachment("nyckeltal.csv", figures_csv(materials).encode(), "Rapportens nyckeltal som tabell"),
        Attachment("nyckeltal.json", figures_json(materials).encode(), "Rapportens nyckeltal för andra program"),
        Attachment("underlag.json", basis_json(materials).encode(), "Poster och kontrollsummor bakom varje nyckeltal"),
    )


def figures_json(materials: Materials) -> str:
    """The figures as `statistik --format json` gives them."""
    top = statistics_json(materials.figures.values(), materials.period, materials.revision.short)
    return json.dumps(top, ensure_ascii=False, indent=1) + "\n"


def figures_csv(materials: Materials) -> str:
    """One row a figure and one a group."""
    rows: list[tuple[object, ...]] = []
    for name, figure in sorted(materials.figures.items()):
        named, spread = (name, figure.definition.name), spread_of(figure)
        rows.append((*named, "", *_cells(figure.shown), spread))
        rows.extend((*named, group.label, *_cells(group.shown), spread) for group in figure.groups)
    return csv_text(_HEAD, rows)


def _cells(shown: Shown) -> tuple[object, ...]:
    numbers = (shown.value, shown.numerator, shown.denominator)
    value, numerator, denominator = ("" if n is None else round(float(n), 6) for n in numbers)
    return value, shown.unit, numerator, denominator, shown.known, shown.total, shown.text, shown.hidden


def basis_json(materials: Materials) -> str:
    """Figure → SQL and records, record → SHA-256 of its file and the commit that last changed it; commit, period."""
    used: dict[str, str] = {}
    rests: dict[str, Any] = {}
    for name, figure in sorted(materials.figures.items()):
        rests[name] = {"definition": figure.definition.file, "poster": list(figure.shown.records)}
        for record_id in figure.shown.records:
            used[record_id] = materials.digests[record_id]
    top = {
        "format_version": 1,
        "internt": materials.internal,
        "incheckning": materials.revision.commit,
        "period": {"från": materials.period.start.isoformat(), "till": materials.period.last.isoformat()},
        "nyckeltal": rests,
        "sql": dict(sorted(materials.statements.items())),
        "poster": dict(sorted(used.items())),
        "incheckningar": {
            record: {"incheckning": each.commit, "dag": each.day, "av": each.by, "godkänd_av": each.approved_by or None}
            for record, each in sorted(materials.trails.items())
            if record in used
        },
    }
    return json.dumps(top, ensure_ascii=False, indent=1) + "\n"
