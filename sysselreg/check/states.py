"""What a status needs: the guards of `schemas/states/`, held against each record as it stands.

Whether a change from one status to another is allowed is seen against the previous commit, not here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from sysselreg.check.model import Register, Rule
from sysselreg.check.wording import about
from sysselreg.finding import Finding, Place
from sysselreg.schema.load import naming, read
from sysselreg.schema.model import Field
from sysselreg.snapshot import SCHEMAS, Snapshot
from sysselreg.swedish import join_and


@dataclass(frozen=True, slots=True)
class Guard:
    """A status and what it needs. A field is `möte.datum`, `tilldelning.överlämnad` (every entry) or
    `utfall[vid_avslut].utfall` (an entry that has this code)."""

    status: str
    needs: tuple[str, ...]
    explanation: str
    source: str


def load_guards(snapshot: Snapshot) -> dict[str, tuple[Guard, ...]]:
    """Guards by kind. Raises DefinitionError when a file of `schemas/states/` is broken."""
    found = {}
    for path in snapshot.under(SCHEMAS + "states/", ".yaml"):
        top = read(snapshot, path)
        with naming(partial(Place, path)):
            found[str(top["typ"])] = tuple(
                Guard(str(each["status"]), tuple(each["kräver"]), each["förklaring"], each.get("källa", ""))
                for each in top.get("vakter", ())
            )
    return found


def rules(snapshot: Snapshot) -> tuple[Rule, ...]:
    """The rule of this module with the guards of a snapshot."""
    return (partial(unmet, guards=load_guards(snapshot)),)


def unmet(register: Register, guards: Mapping[str, tuple[Guard, ...]]) -> Iterator[Finding]:
    """U701, U702: the status needs fields that are not there.

    A record taken from a document (`källa`) knows no more than the document: there it is only worth knowing.
    """
    for record in register.records:
        for guard in guards.get(record.kind, ()):
            if record.data.get("status") != guard.status:
                continue
            code = "U702" if "källa" in record.data else "U701"
            lacking = [need for need in guard.needs if not _has(record.data, need.split("."))]
            if lacking:
                yield about(
                    register.schemas,
                    code,
                    record,
                    ("status",),
                    saknas=join_and([_field_label(register, record.kind, need) for need in lacking]),
                    status=_label(register, record.kind, guard.status),
                    förklaring=guard.explanation,
                    källa=guard.source,
                )


def _has(data: Any, steps: list[str]) -> bool:
    if not steps:
        return data not in ("", [], {}, None)
    name, _, code = steps[0].rstrip("]").partition("[")
    inner = data.get(name) if isinstance(data, Mapping) else None
    if not isinstance(inner, list) or len(steps) == 1:
        return inner is not None and _has(inner, steps[1:])
    entries = [entry for entry in inner if not code or code in entry.values()]
    return bool(entries) and all(_has(entry, steps[1:]) for entry in entries)


def _field_label(register: Register, kind: str, need: str) -> str:
    """`Datum (möte.datum)`: the field's title and the need as the guard writes it."""
    here: Field | None = register.schemas.kinds[kind].root
    for step in need.split("."):
        inner = here.item if here is not None and here.item is not None else here
        here = inner.children.get(step.partition("[")[0]) if inner is not None else None
    return f"{here.title} ({need})" if here else need


def _label(register: Register, kind: str, status: str) -> str:
    field = register.schemas.kinds[kind].root.children["status"]
    code = register.schemas.vocabularies[field.vocabulary].codes.get(status)
    return code.label if code else status
