"""What records say for certain: rules about dates, contracts and thresholds read them here.

Unknown is never a contradiction: a field that is left out, `okänt`, or a partial date that may lie on either side gives
no answer, and a rule without an answer is silent.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any, NamedTuple, TypeAlias

from sysselreg.check.model import Register
from sysselreg.period import PartialDate
from sysselreg.record.model import Record
from sysselreg.schema.model import Field, Schemas
from sysselreg.yamltext import Path

ENDED = frozenset({"avslutad_fullföljd", "avslutad_i_förtid"})
STARTED = frozenset({"pågående", "paus"}) | ENDED
# A procurement with one of these has chosen its supplier (schemas/vocabularies/upphandlingsstatus.yaml, in order).
BEFORE_AWARD = frozenset({"identifierad", "bedömd", "planerad", "annonserad"})
AWARDED = frozenset({"tilldelad", "överprövning", "avtal_tecknat", "pågående", "avslutad", "utvärderad"})
# A dialog with one of these has been held.
HELD = frozenset({"genomförd", "överenskommen", "avslutad_utan_platser", "fullföljd", "bruten"})
# What makes a requirement one on places or time, not on dialogs.
_UNITS = frozenset({"platser", "heltidsmånader", "timmar"})
_SHARP = frozenset({"skarpt_krav", "köpta_sysselsättningsplatser"})

Entry: TypeAlias = tuple[Path, Any]
Steps: TypeAlias = tuple[str, ...]


def at(data: Any, *path: str | int) -> Any:
    """The value at a path; None when something on the way is missing or `okänt`."""
    for step in path:
        if isinstance(data, dict):
            data = data.get(step)
        elif isinstance(data, list) and isinstance(step, int) and step < len(data):
            data = data[step]
        else:
            return None
    return None if data == "okänt" else data


def day(record: Record, *path: str | int) -> PartialDate | None:
    """The date at a path, None when there is none."""
    text = at(record.data, *path)
    return PartialDate.parse(text) if isinstance(text, str) else None


def rows(record: Record, name: str) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    """The entries of a list of maps with their paths."""
    for index, entry in enumerate(at(record.data, name) or ()):
        yield (name, index), entry


def before(first: PartialDate | None, second: PartialDate | None) -> bool:
    """Whether the first date certainly lies before the second."""
    return first is not None and second is not None and first.last < second.first


def matches(data: Any, steps: Steps, path: Path = ()) -> Iterator[Entry]:
    """The entries of a record that a pattern means, with their paths."""
    if not steps:
        yield path, data
    elif steps[0] == "*":
        for index, entry in enumerate(data if isinstance(data, list) else ()):
            yield from matches(entry, steps[1:], (*path, index))
    elif isinstance(data, dict) and steps[0] in data:
        yield from matches(data[steps[0]], steps[1:], (*path, steps[0]))


class Plan(NamedTuple):
    """Where fields of some sort are: the field itself when it is one, those below it, those in an entry of its list."""

    field: Field | None
    children: Mapping[str, Plan]
    item: Plan | None


def plan(field: Field, wanted: Callable[[Field], bool]) -> Plan | None:
    """Where a kind has fields of some sort: worked out once, not for each record. None where there are none."""
    below = ((name, plan(child, wanted)) for name, child in field.children.items())
    children = {name: found for name, found in below if found}
    item = plan(field.item, wanted) if field.item is not None else None
    mine = field if wanted(field) else None
    return Plan(mine, children, item) if mine or children or item else None


def entries(data: Any, where: Plan | None, path: Path = ()) -> list[tuple[Path, Field, Any]]:
    """What stands in some data where a plan says, with its path."""
    found: list[tuple[Path, Field, Any]] = []
    if where is not None:
        _collect(data, where, path, found)
    return found


def _collect(data: Any, where: Plan, path: Path, found: list[tuple[Path, Field, Any]]) -> None:
    if where.field is not None:
        found.append((path, where.field, data))
    if where.children and isinstance(data, dict):
        for key, below in where.children.items():
            if key in data:
                _collect(data[key], below, (*path, key), found)
    elif where.item is not None and isinstance(data, list):
        for index, value in enumerate(data):
            _collect(value, where.item, (*path, index), found)


def fields(register: Register, wanted: Callable[[Field], bool]) -> Iterator[tuple[Record, Path, Field, Any]]:
    """Every entry of every record whose field is of some sort."""
    where = plans(register.schemas, wanted)
    for record in register.records:
        for path, field, value in entries(record.data, where[record.kind]):
            yield record, path, field, value


@lru_cache(maxsize=64)
def plans(schemas: Schemas, wanted: Callable[[Field], bool]) -> Mapping[str, Plan | None]:
    """Where each kind has fields of some sort."""
    return {kind.name: plan(kind.root, wanted) for kind in schemas.kinds.values()}


def is_reference(field: Field) -> bool:
    """Whether a field holds the id of another record."""
    return bool(field.refers)


def setting(register: Register, key: str, code: str) -> int:
    """A threshold of `regler` in sysselreg.yaml; the catalogue's own when the register has none or no number."""
    rules = register.config.get("regler")
    value = rules.get(key) if isinstance(rules, Mapping) else None
    return value if isinstance(value, int) else int(register.schemas.messages[code].thresholds[key])


def referred(register: Register, record: Record, name: str, kind: str) -> Record | None:
    """The record that a field refers to, when it is there and of the kind."""
    target = register.by_id.get(str(record.data.get(name, "")))
    return target if target is not None and target.kind == kind else None


def awards(register: Register, procurement: Record) -> tuple[Record, list[tuple[Path, Mapping[str, Any]]]]:
    """The awards that suppliers of a procurement are known by: its own, else those of the framework it calls off."""
    own = list(rows(procurement, "tilldelning"))
    framework = referred(register, procurement, "avrop_från", "upphandling")
    if own or framework is None or framework is procurement:
        return procurement, own
    return framework, list(rows(framework, "tilldelning"))


def contract(register: Register, procurement: Record, supplier: str) -> tuple[PartialDate | None, PartialDate | None]:
    """First and last day of the contract with a supplier, extension counted; None where it is not known.

    With several awards to one supplier nothing is certain but the procurement's own dates.
    """
    _, all_awards = awards(register, procurement)
    mine = [award for _, award in all_awards if award.get("leverantör") == supplier]
    award = mine[0] if len(mine) == 1 else {}
    start = _parsed(award.get("avtal_från")) or day(procurement, "avtalstid", "från")
    end = day(procurement, "avtalstid", "förlängning_till") or day(procurement, "avtalstid", "till")
    own_end = _parsed(award.get("avtal_till"))
    if own_end is not None and (end is None or end.last < own_end.last):
        end = own_end
    return start, end


def procurement_of(register: Register, record: Record) -> Record | None:
    """The procurement whose requirement a placement or dialog serves: its own, or the framework that it calls off."""
    own = register.by_id.get(str(record.data.get("upphandling")))
    if own is None or own.kind != "upphandling":
        return None
    framework = register.by_id.get(str(own.data.get("avrop_från")))
    return framework if framework is not None and not at(own.data, "krav") else own


def on_places(procurement: Record) -> list[Mapping[str, Any]]:
    """The requirements of a procurement that are counted in places or time, not in dialogs."""
    return [
        krav
        for _, krav in rows(procurement, "krav")
        if krav.get("enhet") in _UNITS or (krav["typ"] in _SHARP and krav.get("enhet") != "dialog")
    ]


def label(schemas: Schemas, vocabulary: str, code: str) -> str:
    """The label of a code; the code itself when the list does not have it."""
    entry = schemas.vocabularies[vocabulary].codes.get(code) if vocabulary in schemas.vocabularies else None
    return entry.label if entry else code


def _parsed(text: object) -> PartialDate | None:
    return PartialDate.parse(text) if isinstance(text, str) else None
