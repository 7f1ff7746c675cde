"""All checks of a snapshot, as far as they are not known already: what has changed, and what that may touch.

The findings are those of `run` with every rule. Whatever is kept is named by all that it is made from: what a file says
by its content, what a folder's files say by theirs, the findings of records that have to do with each other by theirs
and the settings, the outcome by the whole register. So nothing that is kept is ever out of date.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from functools import partial
from typing import Any, NamedTuple

from sysselreg import kept
from sysselreg.check import groups, personal
from sysselreg.check.groups import Group, Linked
from sysselreg.check.identity import cases_of
from sysselreg.check.links import Links
from sysselreg.check.model import CheckedRecords, Outcome, Register, Rule
from sysselreg.check.own import Named, basis_of, finding, own
from sysselreg.check.rules import ALIKE, COUNTED, COUNTING, HUBS, NEAR, UNFILED, astray_rules, other_rules
from sysselreg.check.run import RECORD, TEXT, settings
from sysselreg.check.wording import worded
from sysselreg.finding import Finding, Place, worst_first
from sysselreg.record.model import Record
from sysselreg.schema.load import load_schemas
from sysselreg.schema.model import Schemas
from sysselreg.snapshot import CONFIG, RECORDS, REPORTS, Snapshot


class _Held(NamedTuple):
    """A snapshot with what every step asks of it. `basis`: all that findings depend on but the records."""

    snapshot: Snapshot
    schemas: Schemas
    config: Mapping[str, Any]
    texts: Mapping[str, str]
    basis: bytes


def outcome_of(snapshot: Snapshot) -> Outcome:
    """All findings of a snapshot, and its checked records when there is no error. Raises DefinitionError as `run`."""
    schemas = load_schemas(snapshot)
    config, about_config = settings(snapshot, schemas)
    paths = [path for path in snapshot.under(RECORDS) if path not in snapshot.irregular]
    files = [(path, snapshot.blob(path)) for path in paths if RECORD.match(path)]
    texts = {path: snapshot.files[path].decode("utf-8", "replace") for path in paths if TEXT.match(path)}
    held = _Held(snapshot, schemas, config, texts, kept.key(basis_of(snapshot), snapshot.files.get(CONFIG, b"")))
    whole = kept.key(b"outcome", held.basis, *_named(files), b"", *_other_files(snapshot, paths))
    told = kept.among([whole]).get(whole)
    if told is None:
        found = [*about_config, *_of_other_files(held, paths), *_of_records(held, files)]
        told = _plain(worst_first(found))
        kept.keep({whole: told})
    findings = tuple(map(finding, json.loads(told)))
    count = sum(1 for path in snapshot.under(RECORDS, ".yaml") if RECORD.match(path))
    sound = not any(each.level == "fel" for each in findings)
    return Outcome(findings, count, partial(_checked, held, files) if sound else None)


def _checked(held: _Held, files: Sequence[Named]) -> CheckedRecords:
    return CheckedRecords(tuple(_records(held, files)), held.config, held.schemas, held.texts)


def _records(held: _Held, files: Sequence[Named]) -> list[Record]:
    """The sound records among some files, in their order."""
    made = {}
    for (path, _), each in own(held.snapshot, files):
        if each.content:
            data = json.loads(each.content)
            made[path] = Record(data["typ"], data["id"], path, data, partial(held.snapshot.files.__getitem__, path))
    return [made[path] for path, _ in files if path in made]


def _safe(held: _Held, found: Iterable[Finding]) -> list[Finding]:
    return [personal.safe(each, held.schemas) for each in found]


# ---- files that are no records ---------------------------------------------------------------------------------------


def _other_files(snapshot: Snapshot, paths: Sequence[str]) -> Iterator[bytes]:
    """What findings depend on but the records, the settings and the schemas."""
    named = [path for path in paths if not RECORD.match(path)]
    named += [*snapshot.under(f"{REPORTS}goals/", ".yaml"), *snapshot.under(f"{REPORTS}figures/", ".yaml")]
    yield from _named([(path, snapshot.blob(path)) for path in named])
    yield from (path.encode("utf-8", "surrogateescape") for path in snapshot.irregular)


def _of_other_files(held: _Held, paths: Sequence[str]) -> Iterator[Finding]:
    """Files that are neither records nor texts, and what they hold and are called."""
    schemas, contents = held.schemas, held.snapshot.files
    odd = {path: contents[path] for path in paths if not RECORD.match(path) and not TEXT.match(path)}
    empty = Register((), held.config, schemas, {})
    found = [worded(schemas, "S041", Place(path), {"värde": path}) for path in odd]
    found += [worded(schemas, "S042", Place(path), {"värde": path}) for path in held.snapshot.irregular]
    found += personal.in_paths(empty, [*odd, *held.texts, *held.snapshot.irregular])
    found += personal.in_files(empty, odd)
    yield from _safe(held, found)


# ---- records ---------------------------------------------------------------------------------------------------------


def _of_records(held: _Held, files: Sequence[Named]) -> Iterator[Finding]:
    linked, findings = _linked(held, files)
    by_id = {each.id: each for each in reversed(linked)}
    yield from findings
    yield from _of_groups(held, b"near", NEAR, groups.near(linked, by_id, HUBS))
    yield from _of_groups(held, b"alike", ALIKE, groups.alike(linked))
    yield from _of_strays(held, linked, by_id)
    yield from _of_counted(held, linked, by_id)
    secret = {each.id for each in linked if each.links.secret}
    wanted = [each for each in linked if each.kind == "program" or (held.texts and _is_secret(each, secret))]
    register = _register(held, wanted, by_id)
    yield from _safe(held, (each for rule in other_rules(held.snapshot) for each in rule(register)))


def _is_secret(record: Linked, secret: Collection[str]) -> bool:
    """Whether it says who may read it, or belongs to what does."""
    return record.id in secret or any(target in secret for target in record.links.refers)


def _linked(held: _Held, files: Sequence[Named]) -> tuple[list[Linked], list[Finding]]:
    """The sound records with their links, by path, and what is wrong with each file by itself."""
    folders: dict[str, list[Named]] = defaultdict(list)
    for file in files:
        folders[file[0].rpartition("/")[0]].append(file)
    basis = basis_of(held.snapshot)
    keys = {folder: kept.key(b"links", basis, *_named(some)) for folder, some in folders.items()}
    known = kept.among(list(keys.values()))
    unknown = {folder: some for folder, some in folders.items() if keys[folder] not in known}
    known |= _links_of(held, {keys[folder]: some for folder, some in unknown.items()})
    linked: list[Linked] = []
    findings: list[Finding] = []
    for folder, some in folders.items():
        about, *bound = known[keys[folder]].split(b"\n")
        findings += map(finding, json.loads(about))
        kind = held.schemas.by_folder(folder.split("/")[1])
        for (path, blob), each in zip(some, json.loads(b"[%b]" % b",".join(bound)), strict=True):
            if each and kind:
                linked.append(Linked(path, blob, path.rpartition("/")[2][:-5], kind.name, Links(*each)))
    return linked, findings


def _links_of(held: _Held, folders: Mapping[bytes, Sequence[Named]]) -> dict[bytes, bytes]:
    """What is wrong with each file of some folders by itself, and a line with the links of each; kept for next time."""
    bound: dict[str, bytes] = {}
    about: dict[str, tuple[Finding, ...]] = {}
    for (path, _), each in own(held.snapshot, [file for some in folders.values() for file in some]):
        bound[path] = each.links or b"null"
        if each.findings:
            about[path] = each.findings
    told = {}
    for key, some in folders.items():
        found = [each for path, _ in some for each in about.get(path, ())]
        told[key] = b"\n".join([_plain(found), *(bound[path] for path, _ in some)])
    kept.keep(told)
    return told


def _of_groups(held: _Held, name: bytes, rules: Iterable[Rule], all_groups: Sequence[Group]) -> Iterator[Finding]:
    """What rules find about the members of each group."""
    keys = [
        kept.key(name, held.basis, *_named(_files(each.members)), b"", *_named(_files(each.beside)))
        for each in all_groups
    ]
    known = kept.among(keys)
    told: dict[bytes, bytes] = {}
    for key, group in zip(keys, all_groups, strict=True):
        if key in known:
            yield from map(finding, json.loads(known[key]))
            continue
        records = tuple(_records(held, _files(sorted([*group.members, *group.beside]))))
        register = Register(records, held.config, held.schemas, {})
        mine = {each.path for each in group.members}
        found = [each for rule in rules for each in rule(register) if each.place.file in mine]
        told[key] = _plain(_safe(held, found))
        yield from map(finding, json.loads(told[key]))
    kept.keep(told)


def _of_strays(held: _Held, linked: Sequence[Linked], by_id: Mapping[str, Linked]) -> Iterator[Finding]:
    """References that lead nowhere, and numbers of no case."""
    numbers = {mark.partition(" ")[2] for each in linked if each.kind == "ärende" for mark in each.links.marks}
    astray = [r for r in linked if r.links.odd or not all(target in by_id for target in r.links.refers)]
    unfiled = [r for r in linked if r.links.number and not numbers & cases_of(r.links.number)]
    for some, rules in ((astray, astray_rules(held.snapshot)), (unfiled, UNFILED)):
        if some:
            register = _register(held, some, by_id)
            yield from _safe(held, (each for rule in rules for each in rule(register)))


def _of_counted(held: _Held, linked: Sequence[Linked], by_id: Mapping[str, Linked]) -> Iterator[Finding]:
    """What a source states, held against all records of the kinds that it is counted from."""
    some = [each for each in linked if each.kind in COUNTED]
    beside = [each for each in linked if each.kind == "organisation"]
    if not any(each.kind == "program" for each in some):
        return
    key = kept.key(b"counted", held.basis, *_named(_files([*some, *beside])))
    if (told := kept.among([key]).get(key)) is None:
        register = _register(held, some, by_id)
        told = _plain(_safe(held, (each for rule in COUNTING for each in rule(register))))
        kept.keep({key: told})
    yield from map(finding, json.loads(told))


def _register(held: _Held, some: Iterable[Linked], by_id: Mapping[str, Linked]) -> Register:
    """A register of some records, with all that they may refer to."""
    records = tuple(_records(held, _files(some)))
    return Register(records, held.config, held.schemas, held.texts, _Every(held, by_id))


class _Every(Mapping[str, Record]):
    """The records of a register by id, each read when it is asked for."""

    def __init__(self, held: _Held, by_id: Mapping[str, Linked]) -> None:
        self._held, self._by_id = held, by_id

    def __getitem__(self, record_id: str) -> Record:
        return _records(self._held, _files([self._by_id[record_id]]))[0]

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_id)

    def __len__(self) -> int:
        return len(self._by_id)

    def __contains__(self, record_id: object) -> bool:
        return record_id in self._by_id


# ---- as it is kept ---------------------------------------------------------------------------------------------------


def _files(some: Iterable[Linked]) -> list[Named]:
    return [(each.path, each.blob) for each in some]


def _named(files: Iterable[Named]) -> Iterator[bytes]:
    return (f"{path}\0{blob}".encode("utf-8", "surrogateescape") for path, blob in files)


def _plain(found: Iterable[Finding]) -> bytes:
    return json.dumps([asdict(each) for each in found]).encode()
