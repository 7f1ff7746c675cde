"""Records → diary.

OSL 5 kap. 2 §: the day, the number, from or to whom, and in short what it concerns. The last two are left out of what
the public may read where that is needed (second paragraph); a draft is no official document yet (TF 2 kap. 10 §).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from types import MappingProxyType
from typing import Any

from sysselreg.check.wording import shown_data
from sysselreg.diary.model import INTERNAL, Case, Diary, Entry, Gap
from sysselreg.record.model import Record
from sysselreg.record.secrecy import SECRET, is_open, public
from sysselreg.schema.model import Schemas
from sysselreg.swedish import sort_key

MISSING = "Finns inte i registret"
UNFINISHED = "Inte upprättad än"
_COUNTED = re.compile(r"(.*?)([0-9]+)")


def diary(
    records: Iterable[Record],
    schemas: Schemas,
    config: Mapping[str, Any],
    *,
    year: int | None,
    offentlig: bool,
    known: Mapping[str, str] = MappingProxyType({}),
) -> Diary:
    """The diary of records that need not have passed the checks; personal data that slipped in is masked.

    `year`: only what is dated in it, and the cases opened in it. `offentlig`: only what everybody may read.
    `known`: what is known of numbers that no case has, `KS 2026/0003` → `Reserverat`.
    """
    ours = [record for record in records if record.kind in ("ärende", "handling")]
    held = [replace(record, data=shown_data(record.data, schemas)) for record in ours]
    cases = {record.id: record for record in held if record.kind == "ärende" and "diarienummer" in record.data}
    documents: dict[str, list[Record]] = {record_id: [] for record_id in cases}
    homeless = []
    for record in (each for each in held if each.kind == "handling"):
        if record.data.get("ärende") in cases and isinstance(record.data.get("nummer"), int):
            documents[record.data["ärende"]].append(record)
        else:
            homeless.append(record.id)
    ordered = sorted(cases.values(), key=lambda case: (sort_key(case.data["diarienummer"]), case.id))
    found = [_case(case, documents[case.id], schemas, year, offentlig=offentlig) for case in ordered]
    here = {board["namn"]: _width(board) for board in config.get("nämnder", ()) if board.get("nummer") == "här"}
    rows = [row for row in _with_gaps(found, here, known) if _is_of(row, year)]
    return Diary(tuple(rows), year, offentlig, tuple(sorted(homeless)))


def _case(case: Record, documents: Sequence[Record], schemas: Schemas, year: int | None, *, offentlig: bool) -> Case:
    secrecy = case.data.get("sekretess", {})
    text = _texts(public(case, schemas).data if offentlig else case.data, secrecy)
    rows = _rows(case, sorted(documents, key=_number), schemas, offentlig=offentlig)
    return Case(
        case.id,
        text["diarienummer"],
        text.get("rubrik", ""),
        text.get("nämnd", ""),
        text.get("öppnat", ""),
        text.get("avslutat", ""),
        text.get("status", ""),
        text.get("makuleringsskäl", ""),
        {} if is_open(secrecy) else secrecy,
        tuple(_of_year(rows, year)),
    )


def _rows(case: Record, documents: Sequence[Record], schemas: Schemas, *, offentlig: bool) -> Iterator[Entry | Gap]:
    """The documents in order, with what is missing between them."""
    name, following = str(case.data["diarienummer"]), 1
    for document in documents:
        number = _number(document)
        if number > following:
            yield Gap(f"{name}-{following}", f"{name}-{number - 1}", MISSING)
        following = max(following, number + 1)
        entry = _entry(case, document, schemas, offentlig=offentlig)
        yield Gap(entry.name, entry.name, UNFINISHED) if offentlig and entry.is_draft else entry


def _entry(case: Record, document: Record, schemas: Schemas, *, offentlig: bool) -> Entry:
    inherited = case.data.get("sekretess")
    secrecy = document.data.get("sekretess", inherited)
    text = _texts(public(document, schemas, inherited).data if offentlig else document.data, secrecy or {})
    return Entry(
        document.id,
        str(case.data["diarienummer"]),
        _number(document),
        text.get("datum", ""),
        text.get("riktning", ""),
        text.get("avsändare", ""),
        text.get("mottagare", ""),
        text.get("rubrik", ""),
        {} if is_open(secrecy) else secrecy,
        text.get("status", ""),
        text.get("makuleringsskäl", ""),
    )


def _texts(shown: Mapping[str, Any], secrecy: Mapping[str, str]) -> dict[str, str]:
    """The fields as texts; what is kept within the office is not called secret, which takes a provision."""
    instead = INTERNAL if secrecy.get("nivå") == "intern" else SECRET
    return {name: instead if value == SECRET else str(value) for name, value in shown.items()}


def _number(document: Record) -> int:
    return int(document.data["nummer"])


def _of_year(rows: Iterable[Entry | Gap], year: int | None) -> Iterator[Entry | Gap]:
    """What is of a year: documents by their day, gaps with the document after them."""
    waiting: list[Gap] = []
    for row in rows:
        if isinstance(row, Gap):
            waiting.append(row)
            continue
        if year is None or row.day.startswith(f"{year:04}"):
            yield from waiting
            yield row
        waiting.clear()
    if year is None:
        yield from waiting


def _is_of(row: Case | Gap, year: int | None) -> bool:
    if year is None:
        return True
    if isinstance(row, Gap):
        series = row.first.rstrip("0123456789")
        return f"{year:04}" in series
    return bool(row.rows) or row.opened.startswith(f"{year:04}")


def _with_gaps(cases: Iterable[Case], here: Mapping[str, int], known: Mapping[str, str]) -> Iterator[Case | Gap]:
    """The cases with what is missing between them, where the numbers are taken here, all of them, from 1.

    `here`: board → how many digits its numbers have at least. `known`: as in `diary`.
    """
    last: dict[str, int] = {}
    for case in cases:
        shape = _COUNTED.fullmatch(case.number) if case.board in here else None
        if shape:
            series, number = shape[1], int(shape[2])
            following = last.get(series, 0) + 1
            names = [f"{series}{each:0{here[case.board]}}" for each in range(following, number)]
            for why, run in groupby(names, lambda name: known.get(name, MISSING)):
                first, *more = run
                yield Gap(first, more[-1] if more else first, why)
            last[series] = max(number, following - 1)
        yield case


def _width(board: Mapping[str, Any]) -> int:
    padded = re.search(r"\{nr:0([1-9])\}", str(board.get("serie", "")))
    return int(padded[1]) if padded else 1
