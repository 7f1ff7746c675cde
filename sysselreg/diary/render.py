"""A diary in words: what every form of it says, the lines for a terminal, and its JSON."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from sysselreg.check.facts import label
from sysselreg.diary.model import INTERNAL, Case, Diary, Entry, Gap
from sysselreg.record.secrecy import SECRET
from sysselreg.schema.model import Schemas
from sysselreg.swedish import sentence_start

FORMAT_VERSION = 1
_NARROW = 30
# What stands in the place of documents in a case that has none.
NONE = "Inga handlingar"
CSV_HEAD = (
    "diarienummer", "nummer", "beteckning", "datum", "riktning", "avsändare", "mottagare", "rubrik", "sekretess",
    "status", "id",
)  # fmt: skip


# ---- words -----------------------------------------------------------------------------------------------------------


def about_case(case: Case, schemas: Schemas) -> str:
    """Board, when it was opened and closed, and what else is to be known: `Socialnämnden. Öppnat 2021-12.`"""
    days = [f"öppnat {case.opened}" if case.opened else "", f"avslutat {case.closed}" if case.closed else ""]
    return _sentences(case.board, ", ".join(filter(None, days)), *_marks(case, schemas, "arendestatus"))


def marks(entry: Entry, schemas: Schemas) -> str:
    """What else is to be known of a document: `Sekretess enligt OSL 19 kap. 3 §, till 2027. Makulerad: Fel ärende.`"""
    return _sentences(*_marks(entry, schemas, "handlingsstatus"))


def _marks(shown: Case | Entry, schemas: Schemas, statuses: str) -> Iterator[str]:
    if shown.secrecy:
        yield secrecy_words(shown.secrecy, schemas)
    if shown.status.startswith("makulera"):
        yield label(schemas, statuses, shown.status) + (f": {shown.reason}" if shown.reason else "")
    elif shown.status == "utkast":
        yield "Utkast"


def secrecy_words(secrecy: Mapping[str, str], schemas: Schemas) -> str:
    """`Sekretess enligt OSL 19 kap. 3 §, till 2027`; '' when it is open."""
    if not secrecy:
        return ""
    by, until = secrecy.get("lagrum"), secrecy.get("till")
    words = label(schemas, "sekretessniva", secrecy["nivå"])
    return f"{words}{f' enligt {by}' if by else ''}{f', till {until}' if until else ''}"


def parties(entry: Entry) -> str:
    """`från A till B`, `av A till B` for what was drawn up; '' when neither is known."""
    by = "av" if entry.direction == "upprättad" else "från"
    sender, recipient = _party(entry.sender, "avsändare"), _party(entry.recipient, "mottagare")
    return " ".join(filter(None, [f"{by} {sender}" if sender else "", f"till {recipient}" if recipient else ""]))


def _party(told: str, who: str) -> str:
    instead = {SECRET: f"en {who} som omfattas av sekretess", INTERNAL: f"en {who} som inte anges"}
    return instead.get(told, told)


def run(gap: Gap) -> str:
    """The numbers of a gap: `KS 2026/0003`, `KS 2026/0003 till KS 2026/0007`."""
    return gap.first if gap.first == gap.last else f"{gap.first} till {gap.last}"


def _sentences(*parts: str) -> str:
    return " ".join(f"{sentence_start(part.rstrip('.'))}." for part in parts if part)


# ---- for a terminal --------------------------------------------------------------------------------------------------


def as_text(diary: Diary, schemas: Schemas, width: int) -> str:
    """The diary for reading: each case with its documents, in lines of a width."""
    return "\n".join("".join(f"{line}\n" for line in _lines(row, schemas, width)) for row in diary.rows)


def _lines(row: Case | Gap, schemas: Schemas, width: int) -> Iterator[str]:
    if isinstance(row, Gap):
        yield from folded(f"{run(row)}  ", row.why, width)
        return
    yield from folded(f"{row.number}  ", row.heading, width)
    yield from folded("", about_case(row, schemas), width)
    yield from document_lines(row, schemas, width)


def document_lines(
    case: Case, schemas: Schemas, width: int, more: Mapping[str, Sequence[str]] = MappingProxyType({})
) -> Iterator[str]:
    """The documents of a case and the gaps between them. `more`: id → what else is to be said of a document."""
    names = [row.name if isinstance(row, Entry) else run(row) for row in case.rows]
    indent = max(map(len, names), default=0) + 4
    for name, row in zip(names, case.rows, strict=True):
        head = f"  {name}".ljust(indent)
        if isinstance(row, Gap):
            yield from folded(head, row.why, width)
            continue
        first = f"{row.day}  {label(schemas, 'riktning', row.direction)} {parties(row)}"
        yield from folded(head, first, width)
        for words in (row.heading, *more.get(row.id, ()), marks(row, schemas)):
            yield from folded(" " * indent, words, width) if words else ()
    if not case.rows:
        yield f"  {NONE}"


def folded(head: str, text: str, width: int) -> list[str]:
    """A text after a head, folded below itself; never into less than a column that can be read."""
    lines = textwrap.wrap(text, max(width - len(head), _NARROW), break_on_hyphens=False) or [""]
    return [f"{head}{lines[0]}".rstrip(), *(f"{' ' * len(head)}{line}" for line in lines[1:])]


# ---- for programs ----------------------------------------------------------------------------------------------------


def as_data(diary: Diary, revision: str) -> dict[str, Any]:
    """The content of `diarium --format json` (design: cli); null for what is not known. `revision`: '' without one."""
    gaps = [row for row in diary.rows if isinstance(row, Gap)]
    gaps += [row for case in diary.cases for row in case.rows if isinstance(row, Gap)]
    return {
        "format_version": FORMAT_VERSION,
        "revision": revision or None,
        "år": diary.year,
        "offentligt": diary.public,
        "ärenden": [_case(case) for case in diary.cases],
        "handlingar": [entry_data(entry) for case in diary.cases for entry in case.entries],
        "luckor": [gap_data(gap) for gap in gaps],
    }


def _case(case: Case) -> dict[str, Any]:
    return _known(
        diarienummer=case.number,
        rubrik=case.heading,
        nämnd=case.board,
        öppnat=case.opened,
        avslutat=case.closed,
        status=case.status,
        makuleringsskäl=case.reason,
        sekretess=dict(case.secrecy),
        id=case.id,
    )


def entry_data(entry: Entry) -> dict[str, Any]:
    """A document as `diarium` and `arende visa` give it."""
    return _known(
        diarienummer=entry.case_number,
        nummer=entry.number,
        beteckning=entry.name,
        datum=entry.day,
        riktning=entry.direction,
        avsändare=entry.sender,
        mottagare=entry.recipient,
        rubrik=entry.heading,
        sekretess=dict(entry.secrecy),
        status=entry.status,
        makuleringsskäl=entry.reason,
        id=entry.id,
    )


def gap_data(gap: Gap) -> dict[str, str]:
    """Numbers that nothing is shown under."""
    return {"från": gap.first, "till": gap.last, "skäl": gap.why}


def _known(**fields: Any) -> dict[str, Any]:
    return {name: value or None for name, value in fields.items()}


def csv_rows(diary: Diary, schemas: Schemas) -> Iterator[tuple[object, ...]]:
    """The rows below `CSV_HEAD`: documents, cases without any, and numbers that nothing is shown under, in order."""
    for row in diary.rows:
        if isinstance(row, Gap):
            yield _gap_row("", row)
            continue
        if not row.rows:
            yield (row.number, None, row.number, *[""] * 4, NONE, *[""] * 3)
        for each in row.rows:
            if isinstance(each, Gap):
                yield _gap_row(row.number, each)
            else:
                secrecy = secrecy_words(each.secrecy, schemas)
                told = (each.day, each.direction, each.sender, each.recipient, each.heading, secrecy, each.status)
                yield (each.case_number, each.number, each.name, *told, each.id)


def _gap_row(case_number: str, gap: Gap) -> tuple[object, ...]:
    return (case_number, None, run(gap), "", "", "", "", gap.why, "", "", "")
