"""Two people's changes of one record brought together, field by field (design: architecture, Merge).

Maps merge by key, lists of maps by row, lists of single values as sets. The same change on both sides is no conflict;
a different one is, and so are two changes of fields that their kind says are decided together, and a change of what the
other took away. Pure: bytes in, bytes out.
"""

from __future__ import annotations

import copy
import difflib
import itertools
from collections.abc import Callable, Collection, Iterator, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple, TypeAlias

from sysselreg.record.keyed import KeyPath, Rows, at, field_at, keyed, plain, with_keys, with_positions
from sysselreg.schema.model import Kind
from sysselreg.yamltext import Path, parse, plain_data
from sysselreg.yamlwrite import Comments, comments_of, emit

OURS, THEIRS = "<<<<<<< din ändring", ">>>>>>> den andras ändring"
# What the base held when that is not known: equal to nothing, so that every difference is a conflict.
_UNKNOWN: Any = object()
# Decides a conflict: its path, ours, theirs → the value.
_Pick: TypeAlias = Callable[[KeyPath, Any, Any], Any]


class Conflict(NamedTuple):
    """A field that somebody must decide: its path and what each side says, as plain data; None: the field is not there.

    `base` is None too when nobody knows what it was.
    """

    path: KeyPath
    base: Any
    ours: Any
    theirs: Any


class Merged(NamedTuple):
    """The two versions between which the conflicts decide; without conflicts they are the same."""

    ours: bytes
    theirs: bytes
    conflicts: tuple[Conflict, ...]

    @property
    def content(self) -> bytes:
        """The merged file, with markers round the lines of each conflicting field."""
        return _marked(self.ours.decode(), self.theirs.decode()).encode() if self.conflicts else self.ours


def merge(
    base: bytes | None,
    ours: bytes,
    theirs: bytes,
    kind: Kind,
    settled: Mapping[KeyPath, Any] = MappingProxyType({}),
) -> Merged | None:
    """Merge two versions of a record. None when a side is no record of this kind and version, so that text must do.

    `base` is None when both made the file; one that cannot be read makes every difference a conflict. `settled` gives
    the value (plain data, None: no field) of conflicts that have been decided; of a row also several rows, as a list.
    """
    if theirs in (base, ours):
        return Merged(ours, ours, ())
    if ours == base:
        return Merged(theirs, theirs, ())
    mine, yours = _read(ours, kind), _read(theirs, kind)
    if mine is None or yours is None:
        return None
    before = _read(base, kind) if base else None
    known = _with_units(before.data, mine.data, yours.data, kind) if before else _UNKNOWN
    comments = _comments(before.comments if before else Comments({}, {}, []), mine.comments, yours.comments)
    conflicts: list[Conflict] = []

    def version(*, take_theirs: bool) -> bytes:
        def pick(path: KeyPath, ours: Any, theirs: Any) -> Any:
            if path in settled:
                return keyed(settled[path], field_at(kind, path))
            if take_theirs:
                return theirs
            was = at(before.data, path) if before else None
            conflicts.append(Conflict(path, plain(was), plain(ours), plain(theirs)))
            return ours

        merged = _merged(known, mine.data, yours.data, (), pick)
        return emit(plain(merged), kind.root, with_positions(comments, merged)).encode()

    return Merged(version(take_theirs=False), version(take_theirs=True), tuple(conflicts))


def value_at(source: bytes | None, kind: Kind, path: KeyPath) -> Any:
    """What a version says at a path, as plain data; None when it says nothing or is no record of the kind."""
    side = _read(source, kind) if source else None
    return plain(at(side.data, path)) if side else None


def both(conflict: Conflict, taken: Collection[str]) -> list[Any] | None:
    """What keeps the additions of both sides, as `merge` takes it; None when only one of them can stand.

    Of lists of single values that is their union without what either took away. Of two rows made with one id, theirs,
    and ours with the next id that is not `taken`: others may refer to what is shared already.
    """
    base, ours, theirs = conflict.base, conflict.ours, conflict.theirs
    if _singles(ours) and _singles(theirs) and _singles(base or []):
        union = _set(base or [], ours, theirs)
        return None if union in (ours, theirs) else union
    if base is None and all(isinstance(side, dict) and side.get("id") == conflict.path[-1] for side in (ours, theirs)):
        stem = conflict.path[-1].rstrip("0123456789")
        number = conflict.path[-1].removeprefix(stem) or 1
        free = (f"{stem}{each}" for each in itertools.count(int(number) + 1))
        return [theirs, {**ours, "id": next(each for each in free if each not in taken)}]
    return None


def _marked(ours: str, theirs: str) -> str:
    mine, yours = ours.splitlines(keepends=True), theirs.splitlines(keepends=True)
    out: list[str] = []
    for tag, a, b, c, d in difflib.SequenceMatcher(None, mine, yours).get_opcodes():
        if tag == "equal":
            out += mine[a:b]
        else:
            out += [f"{OURS}\n", *mine[a:b], "=======\n", *yours[c:d], f"{THEIRS}\n"]
    return "".join(out)


class _Side(NamedTuple):
    """A version with its lists as rows, and its comments by key path."""

    data: dict[str, Any]
    comments: Comments


def _read(source: bytes, kind: Kind) -> _Side | None:
    parsed = parse(source)
    if parsed.root is None or parsed.faults:
        return None
    data = keyed(plain_data(parsed.root), kind.root)
    if data.get("typ") != kind.name or data.get("version") != str(kind.version):
        return None
    return _Side(data, with_keys(comments_of(parsed.text, parsed.root), data))


# ---- three versions --------------------------------------------------------------------------------------------------


def _merged(base: Any, ours: Any, theirs: Any, path: KeyPath, pick: _Pick) -> Any:
    """The merged value, None when it is to be left out; `pick` decides each conflict."""
    if theirs in (base, ours):
        return ours
    if ours == base:
        return theirs
    if isinstance(ours, dict) and type(ours) is type(theirs):
        return _entries(base, ours, theirs, path, pick)
    if _singles(ours) and _singles(theirs) and _singles(base or []):
        return _set(base or [], ours, theirs)
    return pick(path, ours, theirs)


def _entries(base: Any, ours: dict[str, Any], theirs: dict[str, Any], path: KeyPath, pick: _Pick) -> Any:
    before = base if isinstance(base, dict) else {}
    absent = _UNKNOWN if base is _UNKNOWN else None
    merged = type(ours)()
    for key in [*ours, *(key for key in theirs if key not in ours)]:
        was, mine, yours = before.get(key, absent), ours.get(key), theirs.get(key)
        if isinstance(ours, Rows) and was is None and mine and yours and mine != yours:
            # Two rows that both called k2 are two things, not two versions of one.
            value = pick((*path, key), mine, yours)
        else:
            value = _merged(was, mine, yours, (*path, key), pick)
        if isinstance(merged, Rows) and isinstance(value, list):
            merged.update({str(row["id"]): row for row in value})
        elif value is not None:
            merged[key] = value
    return merged if merged or isinstance(merged, Rows) else None


def _singles(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) for each in value)


def _set(base: list[str], ours: list[str], theirs: list[str]) -> list[str]:
    """Ours without what they took away, then what they added."""
    return [
        *(each for each in ours if each in theirs or each not in base),
        *(each for each in theirs if each not in base and each not in ours),
    ]


def _with_units(base: dict[str, Any], ours: dict[str, Any], theirs: dict[str, Any], kind: Kind) -> dict[str, Any]:
    """The base, unknown where both have changed fields that are decided together: then each difference is asked."""
    known = copy.deepcopy(base)
    for unit in _units(kind, base):
        was, mine, yours = ([at(side, path) for path in unit] for side in (base, ours, theirs))
        if was not in (mine, yours):
            for path, one, other in zip(unit, mine, yours, strict=True):
                if one != other:
                    _forget(known, path)
    return known


def _units(kind: Kind, base: dict[str, Any]) -> Iterator[list[KeyPath]]:
    for group in kind.together:
        if group[0].endswith("[]"):
            name = group[0].removesuffix("[]")
            rows = base.get(name)
            for key in rows if isinstance(rows, Rows) else ():
                yield [(name, key)]
        else:
            yield [tuple(name.split(".")) for name in group]


def _forget(data: dict[str, Any], path: KeyPath) -> None:
    for step in path[:-1]:
        if not isinstance(data.get(step), dict):
            data[step] = {}
        data = data[step]
    data[path[-1]] = _UNKNOWN


# ---- comments --------------------------------------------------------------------------------------------------------


def _comments(base: Comments, ours: Comments, theirs: Comments) -> Comments:
    """The comments of both, ours first; what one of them took away is gone."""
    above = {
        path: _lines(base.above.get(path, []), ours.above.get(path, []), theirs.above.get(path, []))
        for path in {**ours.above, **theirs.above}
    }
    beside: dict[Path, str] = {}
    for path in {**ours.beside, **theirs.beside}:
        was, mine, yours = (side.beside.get(path) for side in (base, ours, theirs))
        kept = yours if mine == was else mine
        if kept is not None:
            beside[path] = kept
        if yours is not None and yours not in (was, kept):
            above.setdefault(path, []).append(yours)
    return Comments(above, beside, _lines(base.end, ours.end, theirs.end))


def _lines(base: list[str], ours: list[str], theirs: list[str]) -> list[str]:
    if theirs in (base, ours):
        return list(ours)
    return list(theirs) if ours == base else _set(base, ours, theirs)
