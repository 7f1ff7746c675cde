"""What a record says by itself: its content, and what is wrong with it whatever else the register holds.

It depends on the file's path and bytes, the files below `schemas/` and the program, and on nothing else. So it is kept
under these, and a file that was read once, on any branch and by any command, need not be read again.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from functools import lru_cache, partial
from itertools import islice
from typing import Any, NamedTuple, TypeAlias

from sysselreg import kept
from sysselreg.check import personal
from sysselreg.check.cores import Told, spread, untold
from sysselreg.check.faults import worded_fault
from sysselreg.check.links import links
from sysselreg.check.model import Register, Rule
from sysselreg.check.rules import own_rules
from sysselreg.finding import Finding, Place
from sysselreg.record.model import Record
from sysselreg.record.read import read_record
from sysselreg.schema.load import load_schemas
from sysselreg.schema.model import Schemas
from sysselreg.snapshot import SCHEMAS, Snapshot

# A record file: its path below the register's root, and Git's name for its content.
Named: TypeAlias = tuple[str, str]
# The content of some files, asked for when it is not known what they say.
Read: TypeAlias = Callable[[Sequence[Named]], Mapping[Named, bytes]]

# What a finding says beside its places.
_FIELDS = tuple(each.name for each in fields(Finding) if each.name not in ("place", "also"))
_AT_ONCE = 500
# So many are worth the start of other processes.
_MANY = 2000
# So many times `_AT_ONCE` files are read by one process.
_EACH = 10


class Own(NamedTuple):
    """What a file says: what is wrong with it, its links and its record as JSON; b"" for none that rules can see."""

    findings: tuple[Finding, ...]
    links: bytes
    content: bytes

    @property
    def data(self) -> Any:
        """The content typed by the schema (dict, list, str, int); None for no record."""
        return json.loads(self.content) if self.content else None


def own(
    snapshot: Snapshot, files: Iterable[Named], read: Read | None = None, told: Told = untold
) -> Iterator[tuple[Named, Own]]:
    """Each record file with what it says, in no order.

    Without `read` they are files of the snapshot; with it, only its files below `schemas/` are looked at.
    `files`: paths of record files only (`records/<folder>/<year>/<name>.yaml`). Raises DefinitionError when a file
    below `schemas/` is broken.
    """
    basis = basis_of(snapshot)
    todo: list[tuple[bytes, Named]] = []
    left = iter(files)
    while some := list(islice(left, _AT_ONCE)):
        names = [kept.key(basis, path.encode("utf-8", "surrogateescape"), blob.encode()) for path, blob in some]
        known = kept.among(names)
        for name, file in zip(names, some, strict=True):
            if (value := known.get(name)) is None:
                todo.append((name, file))
            else:
                yield file, _told(value)
    if todo:
        yield from _anew(snapshot, todo, read or partial(_read, snapshot), told)


def _anew(
    snapshot: Snapshot, todo: Sequence[tuple[bytes, Named]], read: Read, told: Told
) -> Iterator[tuple[Named, Own]]:
    """What files say that nobody has looked at before, and keep it. `todo`: what it is kept under, and the file."""
    schemas, rules = load_schemas(snapshot), own_rules(snapshot)

    def judged(at: int) -> dict[bytes, tuple[Named, bytes]]:
        some = dict(todo[at * _AT_ONCE : (at + 1) * _AT_ONCE])
        values = _judged(schemas, rules, read(list(some.values())))
        return {name: (file, values[file]) for name, file in some.items()}

    done = 0
    for made in spread(judged, -(-len(todo) // _AT_ONCE), worth_it=len(todo) >= _MANY, each=_EACH):
        kept.keep({name: value for name, (_, value) in made.items()})
        done += len(made)
        told("Läser poster", done, len(todo))
        yield from ((file, _told(value)) for file, value in made.values())


def _read(snapshot: Snapshot, files: Sequence[Named]) -> dict[Named, bytes]:
    contents = snapshot.contents([path for path, _ in files])
    return {file: contents[file[0]] for file in files}


def basis_of(snapshot: Snapshot) -> bytes:
    """What the files below `schemas/` are told from others by."""
    return _basis(tuple((path, snapshot.files[path]) for path in snapshot.under(SCHEMAS)))


@lru_cache(maxsize=4)
def _basis(files: tuple[tuple[str, bytes], ...]) -> bytes:
    return kept.key(*(part for path, data in files for part in (path.encode("utf-8", "surrogateescape"), data)))


def _judged(schemas: Schemas, rules: Sequence[Rule], contents: Mapping[Named, bytes]) -> dict[Named, bytes]:
    """What each of some files says, ready to be kept."""
    made: dict[Named, bytes] = {}
    left = dict(contents)
    while left:
        # Rules see a register, in which a path is one file's: what it held at other times waits for its turn.
        turn = {file[0]: file for file in left}
        values = _one_of_each(schemas, rules, {path: left.pop(file) for path, file in turn.items()})
        made |= {turn[path]: value for path, value in values.items()}
    return made


def _one_of_each(schemas: Schemas, rules: Sequence[Rule], files: Mapping[str, bytes]) -> dict[str, bytes]:
    findings: dict[str, list[Finding]] = {path: [] for path in files}
    records: dict[str, Record] = {}
    for path, data in files.items():
        reading = read_record(path, data, schemas)
        findings[path] += (worded_fault(schemas, path, fault) for fault in reading.faults)
        findings[path] += personal.in_path(schemas, path)
        if reading.record is not None:
            records[path] = reading.record
    register = Register(tuple(records.values()), {}, schemas, {})
    found = [each for rule in rules for each in rule(register)]
    for each in [*found, *personal.in_files(register, files)]:
        findings[each.place.file].append(each)
    safe = {path: [personal.safe(each, schemas) for each in some] for path, some in findings.items()}
    return {path: _value(safe[path], records.get(path), schemas) for path in files}


def _value(findings: Sequence[Finding], record: Record | None, schemas: Schemas) -> bytes:
    told = json.dumps([plain(each) for each in findings]) if findings else ""
    bound = json.dumps(links(record, schemas), ensure_ascii=False) if record else ""
    content = json.dumps(record.data, ensure_ascii=False, separators=(",", ":")) if record else ""
    return f"{told}\n{bound}\n{content}".encode()


def _told(value: bytes) -> Own:
    told, bound, content = value.split(b"\n")
    return Own(tuple(map(finding, json.loads(told))) if told else (), bound, content)


def plain(each: Finding) -> list[Any]:
    """A finding as plain data."""
    values = (getattr(each, name) for name in _FIELDS)
    return [_place(each.place), [_place(other) for other in each.also], *values]


def _place(place: Place) -> list[Any]:
    return [place.file, place.line, place.column]


def finding(told: list[Any]) -> Finding:
    """A finding that was kept as plain data."""
    place, also, *values = told
    return Finding(
        place=Place(*place), also=tuple(Place(*each) for each in also), **dict(zip(_FIELDS, values, strict=True))
    )
