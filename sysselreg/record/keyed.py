"""Records whose lists of maps are rows by key, so that the same row is found in two versions wherever it stands."""

from __future__ import annotations

from typing import Any, TypeAlias

from sysselreg.schema.model import Field, Kind
from sysselreg.yamltext import Path
from sysselreg.yamlwrite import Comments

# Field names, and for a row of a list its key: ("krav", "k1", "antal").
KeyPath: TypeAlias = tuple[str, ...]


class Rows(dict[str, Any]):
    """A list of maps as rows by key. Unlike the fields of a map its rows have an order, which counts as content."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Rows) and dict.__eq__(self, other) and list(self) == list(other)

    __hash__ = None


def keyed(value: Any, field: Field | None) -> Any:
    """Plain data with lists of maps as rows, by their local `id`, else by the first field of the item.

    A list whose rows cannot be told apart by that stays a list.
    """
    if isinstance(value, dict):
        children = field.children if field else {}
        return {key: keyed(each, children.get(key)) for key, each in value.items()}
    item = field.item if field else None
    if not isinstance(value, list) or item is None or not item.children:
        return value
    name = "id" if "id" in item.children else next(iter(item.children))
    keys = [row.get(name) if isinstance(row, dict) else None for row in value]
    if not all(isinstance(key, str) for key in keys) or len(set(keys)) != len(keys):
        return value
    return Rows({str(key): keyed(row, item) for key, row in zip(keys, value, strict=True)})


def plain(value: Any) -> Any:
    """Rows as the list they were."""
    if isinstance(value, Rows):
        return [plain(row) for row in value.values()]
    return {key: plain(each) for key, each in value.items()} if isinstance(value, dict) else value


def at(data: Any, path: KeyPath) -> Any:
    """What stands at a path; None when there is nothing."""
    for step in path:
        data = data.get(step) if isinstance(data, dict) else None
    return data


def field_at(kind: Kind, path: KeyPath) -> Field | None:
    """What the schema says of the field at a path; None when it knows none."""
    here: Field | None = kind.root
    for step in path:
        here = None if here is None else here.item or here.children.get(step)
    return here


def written(path: KeyPath, kind: Kind) -> str:
    """A path as people write it: `krav[k1].antal`."""
    name = ""
    for index, step in enumerate(path):
        outer = field_at(kind, path[:index])
        row = outer is not None and outer.item is not None
        name += f"[{step}]" if row else f".{step}" if name else step
    return name


# ---- comments --------------------------------------------------------------------------------------------------------


def with_keys(comments: Comments, data: Any) -> Comments:
    """Comments by key path instead of position."""
    above: dict[Path, list[str]] = {_key_path(path, data): lines for path, lines in comments.above.items()}
    return Comments(above, {_key_path(path, data): line for path, line in comments.beside.items()}, comments.end)


def with_positions(comments: Comments, data: Any) -> Comments:
    """Back again. A comment whose entry is gone stands at the end: nothing that somebody wrote is lost."""
    placed = Comments({}, {}, list(comments.end))
    for path, lines in comments.above.items():
        place = _position(path, data)
        (placed.end if place is None else placed.above.setdefault(place, [])).extend(lines)
    for path, line in comments.beside.items():
        place = _position(path, data)
        if place is None:
            placed.end.append(line)
        else:
            placed.beside[place] = line
    return placed


def _key_path(path: Path, data: Any) -> KeyPath:
    keys: list[str] = []
    for step in path:
        if isinstance(data, Rows):
            key = list(data)[int(step)]
            data = data[key]
        elif isinstance(data, list):
            data = data[int(step)]
            # A single value in a list is its own key.
            key = data if isinstance(data, str) else str(step)
        else:
            key = str(step)
            data = data.get(key) if isinstance(data, dict) else None
        keys.append(key)
    return tuple(keys)


def _position(path: Path, data: Any) -> Path | None:
    found: list[str | int] = []
    for key in map(str, path):
        if isinstance(data, list):
            index = data.index(key) if key in data else int(key) if key.isdecimal() and int(key) < len(data) else None
            if index is None:
                return None
            found.append(index)
            data = data[index]
        elif isinstance(data, dict) and key in data:
            found.append(list(data).index(key) if isinstance(data, Rows) else key)
            data = data[key]
        else:
            return None
    return tuple(found)
