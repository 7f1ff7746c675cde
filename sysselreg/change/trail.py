"""What one commit made of a record, field by field and in sentences; of a merge only what it decided itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from sysselreg.change.difference import differences
from sysselreg.change.model import FieldChange
from sysselreg.change.sentences import arrived, changed, departed
from sysselreg.change.wording import Words
from sysselreg.record.version import Content
from sysselreg.schema.model import Field

# What is said to differ when a version cannot be read.
_WHOLE = ("(hela filen)",)


class Made(NamedTuple):
    """The fields that got other values, and the record before and after."""

    changes: tuple[FieldChange, ...]
    before: Content
    after: Content


def made(
    base: bytes | None,
    sides: Sequence[bytes | None],
    after: bytes | None,
    read: Callable[[bytes | None], Content],
    root: Field,
) -> Made:
    """What a commit made of a file; None is no file. `sides`: the file in each parent, `base`: what they come from.

    From one side that is all that differs. Of a merge it is what differs from every side, and where a change of one
    side was not taken: what only one side had changed and the merge took over is told where it was made.
    """
    before = next((side for side in sides if side != after), after)
    if any(read(each) is None for each in (base, *sides, after)):
        return Made((FieldChange(_WHOLE, _text(before), _text(after), None),), read(before), read(after))
    to_here = [list(differences(read(side), read(after), root)) for side in sides]
    changes = to_here[0]
    if len(sides) > 1:
        since = [list(differences(read(base), read(side), root)) for side in sides]
        changes = _decided(to_here, since)
    return Made(tuple(changes), read(before), read(after))


def told(kind: str, root: Field, step: Made, words: Words) -> list[str]:
    """The change in sentences."""
    if step.before is None or step.after is None:
        return ["Filen går inte att läsa som en post, så det går inte att berätta vad som är ändrat."]
    if not step.before:
        return arrived(words, words.wording.kinds[kind], step.after, root)
    if not step.after:
        return departed(words, words.wording.kinds[kind], step.before, root, ())
    said = changed(words, kind, root, (step.before, step.after), step.changes)
    return said or ["Bara kommentarer eller skrivsätt är ändrade, inga uppgifter."]


def _decided(to_here: list[list[FieldChange]], since: list[list[FieldChange]]) -> list[FieldChange]:
    """What a merge decided itself. `to_here`: from each side to the result; `since`: from their base to each side."""
    found: dict[tuple[str, ...], FieldChange] = {}
    for changes, own in zip(to_here, since, strict=True):
        for change in changes:
            if _touches(change, own) or all(_touches(change, each) for each in to_here):
                found.setdefault(change.path, change)
    return list(found.values())


def _touches(change: FieldChange, others: Sequence[FieldChange]) -> bool:
    """Whether one of the others is about the same field, a part of it or what it is part of."""
    return any(all(a == b for a, b in zip(change.path, other.path, strict=False)) for other in others)


def _text(data: bytes | None) -> str | None:
    return None if data is None else data.decode("utf-8", "replace")
