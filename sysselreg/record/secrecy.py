"""What may be told of a record that is not open: that it exists, its codes and dates, never its words (OSL)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sysselreg.record.model import Record
from sysselreg.schema.model import Field, Schemas

SECRET = "Uppgiften omfattas av sekretess"  # noqa: S105 - a wording, not a password


def public(record: Record, schemas: Schemas) -> Record:
    """The record as a published document may use it: unchanged when open, else without its free text."""
    if record.data.get("sekretess", {}).get("nivå", "öppen") == "öppen":
        return record
    return replace(record, data=_without_words(record.data, schemas.kinds[record.kind].root))


def _without_words(value: Any, field: Field | None) -> Any:
    if isinstance(value, Mapping):
        children: Mapping[str, Field] = field.children if field else {}
        return {key: _without_words(each, children.get(key)) for key, each in value.items()}
    if isinstance(value, list):
        return [_without_words(each, field.item if field else None) for each in value]
    bound = field is not None and (field.vocabulary or field.format or field.refers or field.name in _HEADER)
    return value if bound or not isinstance(value, str) else SECRET


_HEADER = frozenset({"typ", "id", "nivå"})
