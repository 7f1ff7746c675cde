"""From a code and its values to a worded finding: the catalogue in `schemas/rules/` owns the sentences."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import lru_cache
from string import Formatter
from typing import Any

from sysselreg.check.detect import masked
from sysselreg.errors import DefinitionError
from sysselreg.finding import Finding, Place
from sysselreg.record.model import Record
from sysselreg.schema.model import Schemas
from sysselreg.snapshot import CONFIG
from sysselreg.yamltext import Path

# Long enough to recognise a value in a message, short enough to leave the message readable.
_MOST = 480


def worded(
    schemas: Schemas,
    code: str,
    place: Place,
    values: Mapping[str, Any],
    *,
    field: str = "",
    record_id: str = "",
    also: tuple[Place, ...] = (),
) -> Finding:
    """The finding of a code. Values are put in for `{namn}` as text, cut when long, never read as a template.

    Raises DefinitionError when the catalogue lacks the code or asks for a value that was not given.
    """
    message = schemas.messages.get(code)
    if message is None:
        raise DefinitionError(f"Meddelandet {code} saknas i schemas/rules/. Lägg till det.")
    own = message.in_settings if place.file == CONFIG else {}
    words = function_words(schemas)
    shown = {name: _shown(name, str(value), words) for name, value in values.items()}
    return Finding(
        code=code,
        level=message.level,
        place=place,
        message=filled(code, own.get("meddelande", message.message), shown),
        remedy=filled(code, own.get("åtgärd", message.remedy), shown),
        reason=filled(code, own.get("skäl", message.reason), shown),
        field=field,
        record_id=record_id,
        also=also,
    )


def about(
    schemas: Schemas, code: str, record: Record, path: Path = (), also: tuple[Place, ...] = (), **values: Any
) -> Finding:
    """The finding of a code about one entry of a record; `{fält}` is its label and name, `{värde}` what it holds."""
    value = at(record.data, path)
    told = str(value) if isinstance(value, (str, int)) else ""
    name = record.field_name(path)
    known = {"fält": label(schemas, record.kind, name, path), "värde": told, "typ": record.kind}
    return worded(
        schemas,
        code,
        record.place(*path),
        {**known, **values},
        field=name,
        record_id=record.id,
        also=also,
    )


@lru_cache(maxsize=4)
def function_words(schemas: Schemas) -> Collection[str]:
    """Words that make an e-mail address one of an office, from the catalogue of messages."""
    return frozenset(str(schemas.messages["P403"].thresholds["funktionsord"]).split())


def label(schemas: Schemas, kind: str, written: str, path: Path) -> str:
    """A field as people know it: `Omfattning (omfattning_procent)`; the name alone when no schema has the field."""
    field = schemas.kinds[kind].root.at(path) if kind in schemas.kinds else None
    return f"{field.title} ({written})" if field and written else written or "Posten"


def at(data: Any, path: Path) -> Any:
    """What stands at a path of keys and positions; '' when nothing does."""
    for step in path:
        try:
            data = data[step]
        except (KeyError, IndexError, TypeError):
            return ""
    return data


def filled(code: str, template: str, values: Mapping[str, str], where: str = "schemas/rules/") -> str:
    """A template of a catalogue with its values. Raises DefinitionError when it asks for one that is not given."""
    parts = []
    for literal, name, _, _ in Formatter().parse(template):
        parts.append(literal)
        if name is not None:
            if name not in values:
                raise DefinitionError(f"Meddelandet {code} frågar efter {{{name}}}, som inte finns. Rätta {where}.")
            parts.append(values[name])
    return "".join(parts)


def _shown(name: str, value: str, words: Collection[str]) -> str:
    """What people wrote, cut when long; what they may choose from, whole."""
    # Masked before it is cut: half a number is told by no pattern.
    text = masked(value, words)
    return text if len(text) <= _MOST or name == "möjliga" else text[:_MOST] + "…"


def shown(text: str, schemas: Schemas) -> str:
    """A text with its personal data masked; the addresses of offices stay."""
    return masked(text, function_words(schemas))


def shown_data(data: Any, schemas: Schemas) -> Any:
    """What a record holds, with personal data masked in its values and in the names of its fields."""
    if isinstance(data, Mapping):
        return {shown(str(key), schemas): shown_data(value, schemas) for key, value in data.items()}
    if isinstance(data, list):
        return [shown_data(value, schemas) for value in data]
    text = shown(str(data), schemas)
    return data if text == str(data) else text
