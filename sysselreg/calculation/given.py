"""The facts of one person given in a file: read strictly, and held against the same fields as in the records."""

from __future__ import annotations

from typing import Any

from sysselreg.calculation.inputs import Facts
from sysselreg.check.wording import at, worded
from sysselreg.errors import UnsafeInputError, UsageError
from sysselreg.finding import Place
from sysselreg.record.read import typed_data
from sysselreg.schema.model import Field, Kind, Schemas
from sysselreg.schema.validator import faults
from sysselreg.yamltext import find, parse

_OF_PLACEMENT = ("omfattning_procent", "stöd", "försörjning_före")
_MONTHS = Field("månader", "Månader", "Tiden i månader, när dagarna inte är kända.", "integer", minimum=1, maximum=120)


def read_facts(data: bytes, name: str, schemas: Schemas) -> Facts:
    """The facts of a file called `name`.

    Raises UnsafeInputError when it cannot be read, and UsageError, telling everything at once, when a field is unknown,
    has a wrong value, or the days do not make a time.
    """
    kind = _kind(schemas)
    parsed = parse(data)
    if parsed.root is None or parsed.faults:
        raise UnsafeInputError(
            "\n".join(_told(schemas, name, each.code, each.line, each.value) for each in parsed.faults)
        )
    facts = typed_data(parsed.root, kind.root)
    wrong = []
    for fault in faults(kind, facts, schemas):
        line, _ = find(parsed.root, fault.path)
        field = kind.root.at(fault.path)
        label = f"{field.title} ({field.name})" if field else str(fault.path[-1])
        values = {"fält": label, "beskrivning": field.description if field else "", **fault.values}
        wrong.append(_told(schemas, name, fault.code, line, _written(facts, fault.path), values))
    if not wrong and "månader" in facts and ("från" in facts or "till" in facts):
        wrong.append(f"{name}: Skriv antingen månader eller från och till, inte båda.")
    if not wrong and str(facts.get("till", "9999")) < str(facts.get("från", "")):
        wrong.append(f"{name}: Tiden slutar {facts['till']} men börjar {facts['från']}. Byt plats på dagarna.")
    if wrong:
        raise UsageError("\n".join(wrong))
    return dict(facts)


def _told(schemas: Schemas, name: str, code: str, line: int, value: str, more: dict[str, str] | None = None) -> str:
    words = {"fält": "Fältet", "typ": "indata", "värde": value, "menade": "", "annan_rad": "0", **(more or {})}
    if words.get("förslag"):
        words["menade"] = f" Menade du {words['förslag']}?"
    finding = worded(schemas, code, Place(name, line), words)
    return f"{finding.place}: {finding.message} {finding.remedy}"


def _written(facts: Any, path: tuple[str | int, ...]) -> str:
    value = at(facts, path)
    return str(value) if isinstance(value, (str, int)) else ""


def _kind(schemas: Schemas) -> Kind:
    """The fields of `kalkylunderlag`, those of a placement, and its days, as one flat schema."""
    evaluation, placement = schemas.kinds["utvärdering"], schemas.kinds["placering"]
    inputs = evaluation.root.children["kalkylunderlag"]
    days = placement.root.children["faktisk"]
    fields = {
        "från": days.children["från"],
        "till": days.children["till"],
        "månader": _MONTHS,
        **{name: placement.root.children[name] for name in _OF_PLACEMENT},
        **inputs.children,
    }
    of_days = placement.schema["properties"]["faktisk"]["properties"]
    schema = {
        "type": "object",
        "properties": {
            "från": of_days["från"],
            "till": of_days["till"],
            "månader": {"type": "integer", "minimum": _MONTHS.minimum, "maximum": _MONTHS.maximum},
            **{name: placement.schema["properties"][name] for name in _OF_PLACEMENT},
            **evaluation.schema["properties"]["kalkylunderlag"]["properties"],
        },
        "required": sorted(inputs.required),
        "additionalProperties": False,
    }
    root = Field(
        "indata", "Indata", "Det som kalkylen räknar med.", "object", required=inputs.required, children=fields
    )
    return Kind("indata", "", "", 1, root, schema)
