"""The diary, whatever the register holds: every number is accounted for, in order, and nothing secret gets out."""

from __future__ import annotations

import json
import re
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from sysselreg.diary.compile import diary
from sysselreg.diary.model import Diary, Gap
from sysselreg.diary.render import as_data, as_text, csv_rows
from sysselreg.record.model import Record
from sysselreg.schema.model import Schemas

BOARDS = {"nämnder": [{"namn": "Kommunstyrelsen", "serie": "KS {år}/{nr:04}", "nummer": "här"}]}
LEVELS = st.sampled_from([None, "öppen", "intern", "sekretess"])
STATUSES = st.sampled_from([None, "utkast", "granskad", "makulerad"])
DIRECTIONS = st.sampled_from(["inkommen", "upprättad", "expedierad"])
# Some are above the padding of four digits.
NUMBERS = st.one_of(st.integers(1, 12), st.integers(9990, 10010))


@st.composite
def registers(draw: st.DrawFn) -> list[Record]:
    """Cases with documents; every word of them is its record's id and what it is, so that it is known again."""
    found = []
    for number in draw(st.sets(NUMBERS, max_size=4)):
        case_id = f"are-{number:06}"
        found.append(_record("ärende", case_id, draw(LEVELS), diarienummer=f"KS 2026/{number:04}"))
        for inside in draw(st.sets(st.integers(1, 12), max_size=5)):
            document = {"ärende": case_id, "nummer": inside, "riktning": draw(DIRECTIONS), "datum": "2026-02-03"}
            words = {"avsändare": "avs", "mottagare": "mot"}
            status = draw(STATUSES)
            more = {"status": status} if status else {}
            name = f"han-{number:05}{inside:02}"
            told = {field: f"{name}{word}" for field, word in words.items()}
            found.append(_record("handling", name, draw(LEVELS), **document, **told, **more))
    return draw(st.permutations(found))


def _record(kind: str, name: str, level: str | None, **fields: Any) -> Record:
    secrecy = {"sekretess": {"nivå": level}} if level else {}
    own = {"nämnd": "Kommunstyrelsen", "öppnat": "2026-01-10"} if kind == "ärende" else {}
    data = {
        "typ": kind,
        "id": name,
        **secrecy,
        **own,
        "rubrik": f"{name}rub",
        "makuleringsskäl": f"{name}mak",
        **fields,
    }
    return Record(kind, name, f"records/{name}.yaml", data, b"")


def made(records: list[Record], schemas: Schemas, *, offentlig: bool, year: int | None = None) -> Diary:
    return diary(records, schemas, BOARDS, year=year, offentlig=offentlig)


@given(records=registers())
def test_every_number_up_to_the_last_is_shown_or_said_to_be_missing(schemas: Schemas, records: list[Record]) -> None:
    for offentlig in (False, True):
        found = made(records, schemas, offentlig=offentlig)
        assert _numbers([row if isinstance(row, Gap) else row.number for row in found.rows]) == list(
            range(1, max((int(case.number[8:]) for case in found.cases), default=0) + 1)
        )
        for case in found.cases:
            inside = [row if isinstance(row, Gap) else row.name for row in case.rows]
            last = max((r.data["nummer"] for r in records if r.data.get("ärende") == case.id), default=0)
            assert _numbers(inside) == list(range(1, last + 1))


def _numbers(rows: list[Gap | str]) -> list[int]:
    """The numbers of rows in their order, runs written out."""
    found: list[int] = []
    for row in rows:
        first, last = (row.first, row.last) if isinstance(row, Gap) else (row, row)
        ends = [int(re.split("[/-]", each)[-1]) for each in (first, last)]
        found += range(ends[0], ends[1] + 1)
    return found


@given(records=registers())
def test_no_word_that_is_not_open_is_in_the_public_diary_and_all_are_in_the_offices(
    schemas: Schemas, records: list[Record]
) -> None:
    held = {record.id: record for record in records}
    office, public = (_everything(made(records, schemas, offentlig=each), schemas) for each in (False, True))
    for record in records:
        level = record.data.get("sekretess", held.get(record.data.get("ärende", ""), record).data.get("sekretess", {}))
        is_draft = record.data.get("status") == "utkast" and record.data["riktning"] != "inkommen"
        may_be_read = level.get("nivå", "öppen") == "öppen" and not is_draft
        assert f"{record.id}rub" in office
        assert (f"{record.id}rub" in public) == may_be_read
        if record.kind == "handling":
            assert f"{record.id}avs" in office
            assert (f"{record.id}avs" in public) == (f"{record.id}mot" in public) == may_be_read
        if not may_be_read:
            assert f"{record.id}mak" not in public


def _everything(found: Diary, schemas: Schemas) -> str:
    rows = "\n".join(str(row) for row in csv_rows(found, schemas))
    return f"{as_text(found, schemas, 200)}\n{json.dumps(as_data(found, ''), ensure_ascii=False)}\n{rows}"


@given(records=registers())
def test_a_year_without_documents_or_cases_is_empty_and_its_own_is_whole(
    schemas: Schemas, records: list[Record]
) -> None:
    whole = made(records, schemas, offentlig=False)
    assert made(records, schemas, offentlig=False, year=2026).rows == whole.rows
    assert made(records, schemas, offentlig=False, year=2025).rows == ()


def test_a_gap_is_of_the_year_in_its_number_not_of_one_that_looks_like_it(schemas: Schemas) -> None:
    records = [_record("ärende", "are-aaa001", None, diarienummer="KS 2025/2027", öppnat="2025-01-10")]
    gap = Gap("KS 2025/0001", "KS 2025/2026", "Finns inte i registret")
    assert made(records, schemas, offentlig=False, year=2025).rows[0] == gap
    assert made(records, schemas, offentlig=False, year=2026).rows == ()
