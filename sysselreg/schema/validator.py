"""Is a typed record what its kind says? jsonschema-rs answers yes at once; jsonschema names what is wrong.

The only importer of both. A property test holds the two to the same verdict.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from sysselreg.errors import DefinitionError, detail
from sysselreg.finding import Place
from sysselreg.schema.formats import FORMATS
from sysselreg.schema.model import Field, Kind, Schemas
from sysselreg.snapshot import SCHEMAS
from sysselreg.yamltext import Path

if TYPE_CHECKING:
    import jsonschema


class SchemaFault(NamedTuple):
    """Code of the message, path of the offending entry, and the values that the wording needs."""

    code: str
    path: Path
    values: Mapping[str, str]


def conforms(kind: Kind, data: Mapping[str, Any]) -> bool:
    """The fast verdict."""
    return bool(_gate(_Key(kind)).is_valid(data))


def faults(kind: Kind, data: Mapping[str, Any], schemas: Schemas) -> list[SchemaFault]:
    """Everything that keeps the record from its schema, in the order of the record; empty when it conforms."""
    if conforms(kind, data):
        return []
    found = [fault for error in _authority(_Key(kind)).iter_errors(data) for fault in _told(error, kind, schemas)]
    # A value in the wrong shape is told as that, not as too long as well; several rules may say the same of one value.
    misshapen = {fault.path for fault in found if fault.code in ("S011", "S014", "S015")}
    told = {(f.code, f.path): f for f in found if f.code != "S016" or f.path not in misshapen}
    return sorted(told.values(), key=lambda fault: [str(step) for step in fault.path])


class _Key:
    """A kind as key of a cache: one compiled validator for each kind object."""

    __slots__ = ("kind",)

    def __init__(self, kind: Kind) -> None:
        self.kind = kind

    def __hash__(self) -> int:
        return id(self.kind)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and self.kind is other.kind


@lru_cache(maxsize=64)
def _gate(key: _Key) -> Any:
    import jsonschema_rs

    try:
        return jsonschema_rs.Draft202012Validator(
            dict(key.kind.schema),
            formats={name: each.accepts for name, each in FORMATS.items()},
            validate_formats=True,
        )
    except jsonschema_rs.ValidationError as error:
        raise DefinitionError(
            f"Schemat för {key.kind.name} är inte ett JSON Schema. Rätta det {detail(error.message)}.",
            Place(f"{SCHEMAS}kinds/{key.kind.folder}.yaml" if key.kind.folder else f"{SCHEMAS}register.yaml"),
        ) from error


@lru_cache(maxsize=64)
def _authority(key: _Key) -> jsonschema.protocols.Validator:
    import jsonschema

    checker = jsonschema.FormatChecker(formats=())
    for name, each in FORMATS.items():
        # A format speaks of text only; other types are the business of `type`.
        checker.checks(name)(lambda value, accepts=each.accepts: not isinstance(value, str) or accepts(value))
    extend: Any = jsonschema.validators.extend  # published without types
    validator: jsonschema.protocols.Validator = extend(jsonschema.Draft202012Validator, {"pattern": _pattern})(
        dict(key.kind.schema), format_checker=checker
    )
    return validator


def _pattern(_validator: Any, pattern: str, value: object, _schema: Any) -> Iterator[jsonschema.ValidationError]:
    """`$` is the end of the text, as in JSON Schema and the gate; Python's also stands before a last line feed."""
    import jsonschema

    if isinstance(value, str) and not re.search(re.sub(r"\$\Z", r"\\Z", pattern), value):
        yield jsonschema.ValidationError(pattern)


def _told(error: jsonschema.ValidationError, kind: Kind, schemas: Schemas) -> Iterator[SchemaFault]:
    path: Path = tuple(error.absolute_path)
    field = kind.root.at(path)
    value: Any = error.instance
    rule: Any = error.validator_value
    match error.validator:
        case "additionalProperties":
            known = list(field.children) if field else []
            note = " Annat skriver du i anteckning." if "anteckning" in kind.root.children else ""
            for key in value:
                if key not in known:
                    near = _near(key, known, {k: k for k in known})
                    # With a likely field at hand the whole list would only hide it.
                    told = {**near, "möjliga": near["förslag"] or near["möjliga"], "annat": note}
                    yield SchemaFault("S001", (*path, key), told)
        case "required":
            missing = [name for name in rule if name not in value]
            # jsonschema reports one error for each missing name; its message ends with which.
            for name in missing:
                if error.message.startswith(f"{name!r} "):
                    yield SchemaFault("S002", (*path, name), {})
        case "enum" if field and isinstance(value, str) and value:
            labels = {code: entry.label for code, entry in schemas.vocabularies[field.vocabulary].codes.items()}
            yield SchemaFault("S010", path, _near(value, list(labels), labels))
        case "format" if field and isinstance(value, str) and value:
            yield SchemaFault("S011", path, {"förväntat": expected_text(field, schemas)})
        case "uniqueItems":
            yield SchemaFault("S018", path, {"dubblett": _twice(value)})
        case "maxLength":
            yield SchemaFault("S016", path, {"antal": str(len(value)), "gräns": str(rule)})
        case "maxItems":
            yield SchemaFault("S019", path, {"antal": str(len(value)), "gräns": str(rule)})
        case _:
            yield SchemaFault(_code_of(error, value), path, _limits(field))


def _twice(values: list[Any]) -> str:
    """The first value that stands twice, when it is a single one."""
    value = next(each for index, each in enumerate(values) if each in values[:index])
    return str(value) if isinstance(value, (str, int)) else "samma grupp"


def _code_of(error: jsonschema.ValidationError, value: object) -> str:
    if value is None or (isinstance(value, str) and not value.strip()):
        return "S015"
    if error.validator == "pattern" and "\n" in str(value):
        return "S020"
    return _CODES.get(
        (str(error.validator), str(error.validator_value)), _CODES.get((str(error.validator), ""), "S014")
    )


_CODES = {
    ("type", "integer"): "S003",
    ("type", "array"): "S004",
    ("type", "object"): "S005",
    ("type", "string"): "S006",
    ("minLength", ""): "S015",
    ("minItems", ""): "S017",
    ("minProperties", ""): "S017",
    ("minimum", ""): "S021",
    ("maximum", ""): "S021",
    ("const", ""): "S030",
}


def _limits(field: Field | None) -> dict[str, str]:
    low, high = (field.minimum, field.maximum) if field else (None, None)
    if low is not None and high is not None:
        return {"gräns": f"ett heltal från {low} till {high}"}
    if low is not None:
        return {"gräns": f"ett heltal som är minst {low}"}
    return {"gräns": f"ett heltal som är högst {high}" if high is not None else "ett heltal"}


def expected_text(field: Field, schemas: Schemas) -> str:
    """What to write in a field with a format; for a reference an id of the kind that it may point to."""
    if field.format != "referens" or not field.refers:
        return FORMATS[field.format].expected
    wanted = " eller ".join(f"{kind}, som {schemas.kinds[kind].prefix}-7k3qf9" for kind in field.refers)
    return f"id för en post av slaget {wanted}"


def _near(written: str, known: list[str], labels: Mapping[str, str]) -> dict[str, str]:
    """What the writer may have meant, and all there is to choose from."""
    folded = written.casefold().replace(" ", "_")
    spelled = {**{code.casefold(): code for code in known}, **{lab.casefold(): code for code, lab in labels.items()}}
    close = difflib.get_close_matches(folded, list(spelled), n=1, cutoff=0.7)
    return {"förslag": spelled[close[0]] if close else "", "möjliga": ", ".join(known)}
