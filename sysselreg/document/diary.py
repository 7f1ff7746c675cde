"""The diary in print: what stands in its table, then HTML, then PDF."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from sysselreg import __version__
from sysselreg.check.facts import label
from sysselreg.diary.model import Diary, Entry, Gap
from sysselreg.diary.render import about_case, marks, run
from sysselreg.document.blocks import Column, Frame, Row, Stamp, Table
from sysselreg.document.metadata import DocumentMeta
from sysselreg.document.pdf import render_pdf
from sysselreg.document.templates import load_templates, render
from sysselreg.schema.model import Schemas
from sysselreg.snapshot import REPORTS, Revision
from sysselreg.swedish import date_text

TEMPLATE = REPORTS + "diarium/diarium.html.j2"
_COLUMNS = (
    Column("Nummer", 11),
    Column("Datum", 7),
    Column("Riktning", 7),
    Column("Från", 14),
    Column("Till", 14),
    Column("Handlingen gäller", 25),
    Column("Anmärkning", 14),
)
_LAW = (
    "Diariet visar för varje handling när den kom in eller upprättades, vilket nummer den har, vem den kommer från "
    "eller är skickad till och kort vad den gäller (offentlighets- och sekretesslagen 5 kap. 2 §)."
)
_LEFT_OUT = (
    "I det offentliga diariet är avsändare, mottagare och rubrik utelämnade eller omskrivna där sekretess kräver det. "
    "Handlingar som inte är upprättade visas inte."
)


def pdf(
    diary: Diary,
    schemas: Schemas,
    config: Mapping[str, Any],
    files: Mapping[str, bytes],
    revision: Revision,
    today: date,
) -> bytes:
    """The diary as PDF/A-3a and PDF/UA-1. `files`: the snapshot's `reports/`; `today`: its day without a commit."""
    html = render(load_templates(files), TEMPLATE, _context(diary, schemas, config, revision))
    return render_pdf(html, files, _meta(diary, config, revision, today), "report")


def _context(diary: Diary, schemas: Schemas, config: Mapping[str, Any], revision: Revision) -> dict[str, Any]:
    rows = tuple(_rows(diary, schemas))
    told = {
        "sidhuvud": title(diary),
        "sidfot": _source(config, revision),
        "inledning": f"{_LAW} {_LEFT_OUT}" if diary.public else _LAW,
        "ar": diary.year,
        "tabell": Table("t-diarium", "Handlingar i nummerordning", _COLUMNS, rows) if rows else None,
    }
    return {"ram": Frame(title(diary), str(config["organisation"]), stamp=_stamp(diary, revision)), "d": told}


def title(diary: Diary) -> str:
    """`Offentligt diarium 2026`; without a year, the years that its documents are of: `Diarium 2023–2026`."""
    days = sorted(entry.day[:4] for case in diary.cases for entry in case.entries)
    first, last = (str(diary.year),) * 2 if diary.year else (days[0], days[-1]) if days else ("", "")
    years = first if first == last else f"{first}–{last}"
    return f"{'Offentligt diarium' if diary.public else 'Diarium'} {years}".rstrip()


def _source(config: Mapping[str, Any], revision: Revision) -> str:
    """`Registret lund, läge 0123456789, 22 november 2026`."""
    state = f"läge {revision.short}" if revision.commit else "utan incheckning"
    return f"Registret {config['register']}, {state}" + (f", {date_text(revision.date)}" if revision.date else "")


def _stamp(diary: Diary, revision: Revision) -> Stamp:
    if diary.withholds:
        return "ARBETSMATERIAL"
    return "" if revision.clean and revision.commit else "UTKAST"


def _rows(diary: Diary, schemas: Schemas) -> Iterator[Row]:
    for row in diary.rows:
        if isinstance(row, Gap):
            yield Row((f"{run(row)}. {row.why}.",), "grupp")
            continue
        yield Row((f"{row.number}  {row.heading}. {about_case(row, schemas)}",), "grupp")
        for each in row.rows:
            yield _entry(each, schemas) if isinstance(each, Entry) else _gap(each)
        if not row.rows:
            yield Row(("", "", "", "", "", "Inga handlingar", ""))


def _entry(entry: Entry, schemas: Schemas) -> Row:
    direction = label(schemas, "riktning", entry.direction)
    told = (entry.name, entry.day, direction, entry.sender, entry.recipient, entry.heading, marks(entry, schemas))
    return Row(told)


def _gap(gap: Gap) -> Row:
    return Row((run(gap), "", "", "", "", gap.why, ""))


def _meta(diary: Diary, config: Mapping[str, Any], revision: Revision, today: date) -> DocumentMeta:
    organisation, register = str(config["organisation"]), str(config["register"])
    which = f"{diary.year or 'alla'}{':offentligt' if diary.public else ''}"
    return DocumentMeta(
        title=f"{title(diary)}, {organisation}",
        kind="Diarium",
        author=str(config.get("avsändare", {}).get("enhet", organisation)),
        publisher=organisation,
        created=revision.date or today,
        description=f"Handlingar i registret {register} enligt offentlighets- och sekretesslagen 5 kap. 2 §",
        keywords=("diarium", "allmänna handlingar", organisation),
        source=_source(config, revision),
        document_id=f"urn:sysselreg:{register}:diarium:{which}",
        version_id=revision.commit or "",
        generator=f"sysselreg {__version__}",
    )
