"""What may be told of a record that is not open: that it exists, its codes and dates, never its words (OSL).

Where the record has words of its own for the public (`offentlig_rubrik`), these are told instead (OSL 5 kap. 2 §).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sysselreg.record.model import Record
from sysselreg.schema.model import Field, Schemas

SECRET = "Uppgiften omfattas av sekretess"  # noqa: S105 - a wording, not a password
# What a field is called that has the public's words for another.
PUBLIC = "offentlig_"


def public(record: Record, schemas: Schemas, secrecy: Mapping[str, Any] | None = None) -> Record:
    """The record as a published document may use it: unchanged when open, else without its free text.

    `secrecy`: what counts when the record has no `sekretess` of its own.
    """
    if is_open(record.data.get("sekretess", secrecy)):
        return record
    wordings = {name: words for name, words in record.data.items() if name.startswith(PUBLIC)}
    instead = {name.removeprefix(PUBLIC): words for name, words in wordings.items()}
    return replace(record, data=_without_words(record.data, schemas.kinds[record.kind].root) | wordings | instead)


def is_open(secrecy: Mapping[str, Any] | None) -> bool:
    """Whether a `sekretess` lets everybody read."""
    return secrecy is None or secrecy.get("nivå", "öppen") == "öppen"


def _without_words(data: Mapping[str, Any], field: Field | None) -> dict[str, Any]:
    children: Mapping[str, Field] = field.children if field else {}
    return {key: _without_word(each, children.get(key)) for key, each in data.items()}


def _without_word(value: Any, field: Field | None) -> Any:
    if isinstance(value, Mapping):
        return _without_words(value, field)
    if isinstance(value, list):
        return [_without_word(each, field.item if field else None) for each in value]
    bound = field is not None and (field.vocabulary or field.format or field.refers or field.name in _HEADER)
    return value if bound or not isinstance(value, str) else SECRET


# The provision is what makes the rest secret, and is no secret itself.
_HEADER = frozenset({"typ", "id", "nivå", "lagrum"})
