"""Changing fields of a record: only their own lines change, comments stay (design: architecture, Text).

The text must be in canonical form. Then writing the changed content again in that form, with the comments carried over,
is the minimal edit: one content has one text, line by line.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from typing import Any, Final, NamedTuple

from sysselreg.errors import UnsafeInputError, UsageError
from sysselreg.record.model import field_name
from sysselreg.schema.model import Field, Kind
from sysselreg.yamltext import Path, parse, plain_data
from sysselreg.yamlwrite import NO_COMMENTS, Comments, comments_of, emit

REMOVE: Final = object()


class Change(NamedTuple):
    """A path of keys and list positions, and what shall stand there: text, list, dict, or REMOVE.

    The position after the last one adds an item. Groups and lists on the way are made when they are missing.
    """

    path: Path
    value: Any


def edit(text: str, kind: Kind, changes: Sequence[Change]) -> str:
    """The record's text with some fields changed; every other line is as it was.

    A comment beside a removed field goes with it; a comment on a line of its own always stays. Raises UnsafeInputError
    when the text cannot be read, UsageError when it is not in canonical form or there is nothing to remove.
    """
    old, comments = opened(text, kind)
    new = changed(old, kind.root, changes)
    return emit(new, kind.root, carried(comments, old, new, kind.root))


def opened(text: str, kind: Kind) -> tuple[dict[str, Any], Comments]:
    """A record's content, all values as text, and its comments. Raises as `edit`."""
    parsed = parse(text.encode())
    if parsed.root is None or parsed.faults:
        raise UnsafeInputError("Posten går inte att läsa. Inget är ändrat. Se varför med sysselreg kontrollera.")
    data, comments = plain_data(parsed.root), comments_of(text, parsed.root)
    if emit(data, kind.root, comments) != text:
        raise UsageError(
            "Posten är inte skriven i standardform, så fler rader än de du ändrar skulle skrivas om. Inget är ändrat. "
            "Kör sysselreg formatera först, och sedan det här igen."
        )
    return data, comments


def changed(data: Mapping[str, Any], field: Field, changes: Sequence[Change]) -> dict[str, Any]:
    """A record's content after some changes, made in turn; what becomes empty goes too, unless it is required.

    Raises UsageError when there is nothing to remove, or something else where a group or a list should be.
    """
    new = deepcopy(dict(data))
    for change in changes:
        try:
            if change.value is REMOVE:
                _remove(new, field, change.path)
            else:
                _put(new, field, change.path, change.value)
        except (KeyError, IndexError):
            raise UsageError(f"{field_name(new, change.path)} finns inte i posten. Inget är ändrat.") from None
        except TypeError:
            raise UsageError(
                f"Posten är felskriven vid {field_name(new, change.path)}. Inget är ändrat. "
                "Se vad som är fel med sysselreg kontrollera, och rätta filen."
            ) from None
    return new


def _put(here: Any, field: Field | None, path: Path, value: Any) -> None:
    step, rest = path[0], path[1:]
    if not rest:
        if isinstance(here, list) and step == len(here):
            here.append(value)
        else:
            here[step] = value
        return
    inner = field.at((step,)) if field else None
    if isinstance(here, dict) and step not in here:
        here[step] = [] if inner is not None and inner.type == "array" else {}
    _put(here[step], inner, rest, value)


def _remove(here: Any, field: Field | None, path: Path) -> None:
    step, rest = path[0], path[1:]
    if rest:
        _remove(here[step], field.at((step,)) if field else None, rest)
        if here[step] or (field is not None and step in field.required):
            return
    del here[step]


def item_key(field: Field) -> str:
    """What tells the items of a list apart: their `id`, else the first field they have; '' for single values."""
    children = field.item.children if field.item else {}
    return "id" if "id" in children else next(iter(children), "")


# ---- comments --------------------------------------------------------------------------------------------------------


def carried(comments: Comments, old: Any, new: Any, field: Field) -> Comments:
    """The comments of an old content placed in a new one.

    Those above something that is gone stand above what follows it.
    """
    if comments is NO_COMMENTS:
        return comments
    kept = dict(_kept(old, new, field, (), ()))
    above: dict[Path, list[str]] = {}
    waiting: list[str] = []
    for path in _entries(old, ()):
        waiting += comments.above.get(path, ())
        if path in kept and waiting:
            above[kept[path]] = waiting
            waiting = []
    beside = {kept[path]: comment for path, comment in comments.beside.items() if path in kept}
    return Comments(above, beside, [*waiting, *comments.end])


def _kept(old: Any, new: Any, field: Field | None, was: Path, now: Path) -> Iterator[tuple[Path, Path]]:
    """Old path → new path of everything that is still there."""
    pairs: list[tuple[str, str]] | list[tuple[int, int]] = []
    if isinstance(old, dict) and isinstance(new, dict):
        pairs = [(key, key) for key in old if key in new]
    elif isinstance(old, list) and isinstance(new, list):
        pairs = _same_items(old, new, item_key(field) if field else "")
    for before, after in pairs:
        yield (*was, before), (*now, after)
        inner = field.at((before,)) if field else None
        yield from _kept(old[before], new[after], inner, (*was, before), (*now, after))


def _same_items(old: list[Any], new: list[Any], key: str) -> list[tuple[int, int]]:
    """Items with the same name or the same content; of the others those that stand in the same place."""
    pairs, left = {}, list(range(len(new)))
    for i, item in enumerate(old):
        same = (j for j in left if new[j] == item or (_name(item, key) and _name(new[j], key) == _name(item, key)))
        if (found := next(same, None)) is not None:
            pairs[i] = found
            left.remove(found)
    pairs |= {i: i for i in range(len(old)) if i not in pairs and i in left}
    return sorted(pairs.items())


def _name(item: Any, key: str) -> str:
    return str(item.get(key, "")) if isinstance(item, dict) else ""


def _entries(node: Any, path: Path) -> Iterator[Path]:
    """The paths of everything that has a line of its own, in the order of the lines."""
    steps = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for step, value in steps:
        yield (*path, step)
        yield from _entries(value, (*path, step))
