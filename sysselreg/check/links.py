"""What of a record tells which others it has to do with: enough to say what a change in it may touch."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from sysselreg.check.facts import entries, is_reference, plans
from sysselreg.check.identity import KEYS
from sysselreg.record.model import Record
from sysselreg.schema.model import Schemas


class Links(NamedTuple):
    """`refers`: the ids that it refers to. `marks`: what it may not share with others, or shares with some.

    `number`: the diarienummer of another record's case, '' for none. `odd`: a reference is to the wrong kind.
    `secret`: it says something of who may read it.
    """

    refers: list[str]
    marks: list[str]
    number: str
    odd: bool
    secret: bool


def links(record: Record, schemas: Schemas) -> Links:
    """The links of a sound record."""
    found = [(f, str(value)) for _, f, value in entries(record.data, plans(schemas, is_reference)[record.kind])]
    keys = ((code, key(record)) for code, key in KEYS.items())
    marks = [f"{code} {mark}" for code, mark in keys if mark is not None]
    if record.kind == "placering" and "deltagare" in record.data:
        marks.append(f"deltagare {record.data['deltagare']}")
    return Links(
        refers=list(dict.fromkeys(value for _, value in found)),
        marks=marks,
        number=record.data.get("diarienummer", "") if record.kind != "ärende" else "",
        odd=any(_kinds(schemas).get(value.partition("-")[0]) not in field.refers for field, value in found),
        secret="sekretess" in record.data,
    )


@lru_cache(maxsize=4)
def _kinds(schemas: Schemas) -> dict[str, str]:
    return {kind.prefix: kind.name for kind in schemas.kinds.values()}
