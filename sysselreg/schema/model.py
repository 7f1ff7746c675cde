"""The nouns of the schema room: field, kind, code list, message, duty."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from sysselreg.finding import Level

_NONE: Mapping[str, Any] = MappingProxyType({})
_PLAIN_FORMATS = frozenset({"datum", "partiellt-datum"})


@dataclass(frozen=True, slots=True)
class Code:
    """One code of a list with the label people read; `valid_from` and `valid_to` are dates as text, '' when open."""

    code: str
    label: str
    meaning: str = ""
    source: str = ""
    valid_from: str = ""
    valid_to: str = ""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """A code list: name of its file and codes in display order."""

    name: str
    title: str
    codes: Mapping[str, Code]
    description: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a kind, as its schema file describes it.

    `title` is the Swedish label; `type` is object, array, string or integer; `refers` names the kinds that a reference
    may point to; `unit` is `kr` or `%`, '' for none. `children` and `item` follow the schema's order, which
    is the canonical order.
    """

    name: str
    title: str
    description: str
    type: str
    format: str = ""
    vocabulary: str = ""
    refers: tuple[str, ...] = ()
    required: frozenset[str] = frozenset()
    children: Mapping[str, Field] = field(default_factory=lambda: _NONE)
    item: Field | None = None
    minimum: int | None = None
    maximum: int | None = None
    unit: str = ""

    @property
    def plain(self) -> bool:
        """Whether values are written without quotes: numbers and dates."""
        return self.type == "integer" or self.format in _PLAIN_FORMATS

    def at(self, path: tuple[str | int, ...]) -> Field | None:
        """The field at a path of keys and list positions; None where the schema knows none."""
        here: Field | None = self
        for step in path:
            if here is None:
                return None
            here = here.item if isinstance(step, int) else here.children.get(step)
        return here


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of record. `name` has Swedish letters, `folder` and `prefix` are ASCII; `schema` is plain JSON Schema.

    `together`: groups of fields, as people write them, that are decided as one when two people's changes are merged;
    `krav[]` stands for each row of a list by itself.
    """

    name: str
    prefix: str
    folder: str
    version: int
    root: Field
    schema: Mapping[str, Any]
    together: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Message:
    """The wording of a finding; `message`, `remedy` and `reason` may hold `{namn}` of the values given with it.

    `in_settings`: `meddelande`, `åtgärd` and `skäl` as they read in `sysselreg.yaml`, where they differ.
    """

    code: str
    level: Level
    name: str
    message: str
    remedy: str
    reason: str
    source: str = ""
    thresholds: Mapping[str, Any] = field(default_factory=lambda: _NONE)
    in_settings: Mapping[str, str] = field(default_factory=lambda: _NONE)


@dataclass(frozen=True, slots=True)
class Duty:
    """What is to be done within a time: `what` may hold `{namn}` of the values given with it.

    `letter` is a code of the list `brevtyp`, '' for none; `limits` name the settings under `regler` that `term` counts
    with; `done` says what settles the duty, `ends` ('' for nothing) what makes it fall away.
    """

    code: str
    name: str
    what: str
    role: str
    letter: str
    term: str
    limits: tuple[str, ...]
    done: str
    ends: str
    reason: str
    source: str


@dataclass(frozen=True, slots=True, eq=False)
class Schemas:
    """All that `schemas/` says: kinds and vocabularies by name, messages and duties by code, the settings' own kind.

    Loaded once, it is a thing of its own, and so a key to what is worked out from it.
    """

    kinds: Mapping[str, Kind]
    vocabularies: Mapping[str, Vocabulary]
    messages: Mapping[str, Message]
    settings: Kind
    duties: Mapping[str, Duty]

    def by_prefix(self, prefix: str) -> Kind | None:
        """The kind whose ids begin with the prefix."""
        return next((kind for kind in self.kinds.values() if kind.prefix == prefix), None)

    def by_folder(self, folder: str) -> Kind | None:
        """The kind whose records lie in the folder below `records/`."""
        return next((kind for kind in self.kinds.values() if kind.folder == folder), None)
