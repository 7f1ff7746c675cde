"""Two contents of a record → the fields that differ. Pure data, no words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sysselreg.change.model import FieldChange
from sysselreg.schema.model import Field


def differences(before: Any, after: Any, field: Field | None, path: tuple[str, ...] = ()) -> Iterator[FieldChange]:
    """The fields that differ, in the schema's order; a field or list entry that came or went is told whole.

    A list of maps is compared entry by entry when every entry can be named (`entry_names`), else as one value. Any
    other list is one value. When the entries that stayed have changed places, the list itself has a change of its own
    from names to names.
    """
    if before == after:
        return
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        known = field.children if field else {}
        for key in [*(key for key in known if key in before or key in after), *_others(before, after, known)]:
            yield from differences(before.get(key), after.get(key), known.get(key), (*path, key))
        return
    old, new = (entry_names(each, field) for each in (before, after))
    if old is None or new is None:
        yield FieldChange(path, before, after, field)
        return
    item = field.item if field else None
    for name in [*old, *(name for name in new if name not in old)]:
        yield from differences(old.get(name), new.get(name), item, (*path, f"[{name}]"))
    stayed = [name for name in old if name in new]
    if stayed != [name for name in new if name in old]:
        yield FieldChange(path, list(old), list(new), field)


def entry_names(value: Any, field: Field | None) -> dict[str, Any] | None:
    """The entries of a list by their names: their local id, else their first field when that is a code, number or date.

    None when they cannot be told apart so: the value is no list of maps, a name is missing or stands twice.
    """
    item = field.item if field else None
    if item is None or not isinstance(value, list) or not all(isinstance(entry, Mapping) for entry in value):
        return None
    if all("id" in entry for entry in value):
        key = "id"
    else:
        key, child = next(((name, child) for name, child in item.children.items() if name != "id"), ("", None))
        if child is None or not (child.vocabulary or child.format or child.type == "integer"):
            return None
    names = [str(entry[key]) for entry in value if isinstance(entry.get(key), (str, int))]
    return dict(zip(names, value, strict=True)) if len(set(names)) == len(value) else None


def _others(before: Mapping[str, Any], after: Mapping[str, Any], known: Mapping[str, Field]) -> list[str]:
    """The keys that the schema does not know, in the order they are written."""
    return [key for key in dict.fromkeys([*before, *after]) if key not in known]
