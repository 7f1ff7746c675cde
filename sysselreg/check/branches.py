"""Ids and numbers taken twice: here and on another branch, or on two of them (OSL 5 kap.; design: product, pains)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from sysselreg.check.wording import worded
from sysselreg.finding import Finding, Place
from sysselreg.record.model import Record
from sysselreg.schema.model import Schemas


class Elsewhere(NamedTuple):
    """A record that was made on another branch."""

    branch: str
    record: Record


def taken_twice(schemas: Schemas, here: Iterable[Record], elsewhere: Iterable[Elsewhere]) -> Iterator[Finding]:
    """G801–G803: one id, diarienummer or handling number for two records of different branches.

    The finding stands at this register's record, or at the other branch's when neither is here; it names the branch.
    """
    found = [Elsewhere("", record) for record in here]
    known = {key: each for each in found for key in _keys(each.record)}
    for other in elsewhere:
        for key in _keys(other.record):
            first = known.setdefault(key, other)
            same_file = first.record.path == other.record.path and first.branch == other.branch
            same_record = first.record.id == other.record.id and key[0] != "G801"
            if first is other or same_file or same_record:
                continue
            yield _told(schemas, key, first, other)


def _keys(record: Record) -> Iterator[tuple[str, str]]:
    """What must be one record's alone, by message code."""
    yield "G801", record.id
    if record.kind == "ärende":
        yield "G802", str(record.data.get("diarienummer", ""))
    if record.kind == "handling":
        yield "G803", f"{record.data.get('ärende', '')}-{record.data.get('nummer', '')}"


_FIELDS = {"G801": "id", "G802": "diarienummer", "G803": "nummer"}


def _told(schemas: Schemas, key: tuple[str, str], first: Elsewhere, other: Elsewhere) -> Finding:
    field = _FIELDS[key[0]]
    where = first.record.place(field)
    return worded(
        schemas,
        key[0],
        where,
        {
            "värde": str(first.record.data.get(field, first.record.id)),
            "gren": other.branch,
            "annan_fil": other.record.path,
            "här": f"grenen {first.branch}" if first.branch else "registret",
        },
        field=field,
        record_id=first.record.id,
        also=(Place(other.record.path),),
    )
