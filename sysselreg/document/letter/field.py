"""Facts that are one field of a record that a letter is about: as it stands, as a day, as the label of its code."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, TypeAlias

from sysselreg.check.facts import at
from sysselreg.document.letter.model import Subject, Value
from sysselreg.document.letter.words import label, labels

Part: TypeAlias = Literal["procurement", "dialog", "placement"]
Fact: TypeAlias = Callable[[Subject], Value]


def as_is(data: Any, *path: str) -> str | None:
    """A text as it stands."""
    found = at(data, *path)
    return str(found) if found is not None else None


def told(part: Part, tell: Callable[..., Value], *path: str) -> Fact:
    """A field as some words tell it: `as_is`, or `when` and `on` of the words."""

    def fact(subject: Subject) -> Value:
        record = getattr(subject, part)
        return tell(record.data, *path) if record is not None else None

    return fact


def labelled(part: Part, vocabulary: str, *path: str) -> Fact:
    """A code, or a list of codes, by what people read."""

    def fact(subject: Subject) -> Value:
        record = getattr(subject, part)
        found = at(record.data, *path) if record is not None else None
        tell = labels if isinstance(found, list) else label
        return tell(subject.records.schemas, vocabulary, found)

    return fact
