"""All checks of a snapshot, as far as they are not known already: what has changed, and what that may touch.

The findings are those of `run` with every rule. Whatever is kept is named by all that it is made from: what a file says
by its content, what some files say by theirs, the findings of records that have to do with each other by theirs
and the settings, the outcome by the whole register. So nothing that is kept is ever out of date.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from typing import Any, NamedTuple

from sysselreg import kept
from sysselreg.check import personal
from sysselreg.check.cores import Told, spread, untold
from sysselreg.check.model import CheckedRecords, Outcome, Register, Rule
from sysselreg.check.own import Named, basis_of, own
from sysselreg.check.pieces import Piece, Said, as_found, as_kept, in_pieces, links_of, said_by
from sysselreg.check.plan import Group, Plan, plan
from sysselreg.check.rules import ALIKE, COUNTING, NEAR, UNFILED, all_rules, astray_rules, other_rules
from sysselreg.check.run import RECORD, TEXT, run, settings
from sysselreg.check.wording import worded
from sysselreg.finding import Finding, Place, worst_first
from sysselreg.record.model import Record
from sysselreg.schema.load import load_schemas
from sysselreg.schema.model import Schemas
from sysselreg.snapshot import CONFIG, RECORDS, REPORTS, Snapshot, marks_of, name_of

# So many groups are worth the start of other processes.
_MANY = 100
# So many groups are looked at by one process.
_EACH = 100
# A register of so many records is checked in a few seconds and in little memory by one process.
_FEW = 20_000


class _Held(NamedTuple):
    """A snapshot with what every step asks of it. `basis`: all that findings depend on but the records."""

    snapshot: Snapshot
    schemas: Schemas
    config: Mapping[str, Any]
    texts: Mapping[str, str]
    basis: bytes
    told: Told


def outcome_of(snapshot: Snapshot, told: Told = untold) -> Outcome:
    """All findings of a snapshot, and its checked records when there is no error. Raises DefinitionError as `run`."""
    schemas = load_schemas(snapshot)
    config, about_config = settings(snapshot, schemas)
    irregular = frozenset(snapshot.irregular)
    regular = [path for path in snapshot.under(RECORDS) if path not in irregular]
    files = snapshot.named(filter(RECORD.match, regular))
    paths = [path for path in regular if not RECORD.match(path)]
    texts = {path: snapshot.files[path].decode("utf-8", "replace") for path in paths if TEXT.match(path)}
    basis = kept.key(basis_of(snapshot), snapshot.files.get(CONFIG, b""))
    held = _Held(snapshot, schemas, config, texts, basis, told)
    marks = marks_of(files)
    whole = kept.key(b"outcome", held.basis, b"\0".join(marks), *_other_files(snapshot, paths))
    said = kept.among([whole]).get(whole)
    if said is None and (not kept.usable() or (len(files) <= _FEW and _is_first(held))):
        outcome = run(snapshot, schemas, all_rules(snapshot))
        kept.keep({whole: as_kept(outcome.findings)})
        return outcome
    if said is None:
        found = [*about_config, *_of_other_files(held, paths), *_of_records(held, files, marks)]
        said = as_kept(worst_first(found))
        kept.keep({whole: said})
    findings = tuple(as_found(said))
    count = len(files) + sum(1 for path in irregular if RECORD.match(path) and path in snapshot.files)
    sound = not any(each.level == "fel" for each in findings)
    return Outcome(findings, count, partial(_checked, held, files) if sound else None)


def _is_first(held: _Held) -> bool:
    """Whether a register is checked for the first time, perhaps the only one: it is checked all at once.

    To keep what each record says costs as much again, and is done when a second check shows that there will be more.
    """
    seen = kept.key(b"seen", held.basis)
    first = seen not in kept.among([seen])
    if first:
        kept.keep({seen: b"1"})
    return first


def _checked(held: _Held, files: Sequence[Named]) -> CheckedRecords:
    return CheckedRecords(_records(held, files), held.config, held.schemas, held.texts)


def _records(held: _Held, files: Sequence[Named]) -> tuple[Record, ...]:
    """The sound records among some files, in their order."""
    made = {}
    for (path, _), each in own(held.snapshot, files):
        if each.content:
            data = json.loads(each.content)
            made[path] = Record(data["typ"], data["id"], path, data, partial(held.snapshot.files.__getitem__, path))
    return tuple(made[path] for path, _ in files if path in made)


def _safe(held: _Held, found: Iterable[Finding]) -> list[Finding]:
    return [personal.safe(each, held.schemas) for each in found]


# ---- files that are no records ---------------------------------------------------------------------------------------


def _other_files(snapshot: Snapshot, paths: Sequence[str]) -> Iterator[bytes]:
    """What findings depend on but the records, the settings and the schemas."""
    named = [*paths, *snapshot.under(f"{REPORTS}goals/", ".yaml"), *snapshot.under(f"{REPORTS}figures/", ".yaml")]
    yield from marks_of(snapshot.named(named))
    yield from (path.encode("utf-8", "surrogateescape") for path in snapshot.irregular)


def _of_other_files(held: _Held, paths: Sequence[str]) -> Iterator[Finding]:
    """Files that are neither records nor texts, and what they hold and are called."""
    schemas, contents = held.schemas, held.snapshot.files
    odd = {path: contents[path] for path in paths if path not in held.texts}
    empty = Register((), held.config, schemas, {})
    found = [worded(schemas, "S041", Place(path), {"värde": path}) for path in odd]
    found += [worded(schemas, "S042", Place(path), {"värde": path}) for path in held.snapshot.irregular]
    found += personal.in_paths(empty, [*odd, *held.texts, *held.snapshot.irregular])
    found += personal.in_files(empty, odd)
    yield from _safe(held, found)


# ---- records ---------------------------------------------------------------------------------------------------------


def _of_records(held: _Held, files: Sequence[Named], marks: Sequence[bytes]) -> Iterator[Finding]:
    pieces = in_pieces(files, marks)
    said = said_by(held.snapshot, pieces, held.told)
    yield from (found for each in said for found in as_found(each.findings))
    links = kept.key(b"plan", *(each.links for each in said))
    made = _plan(held, files, pieces, said, links)
    yield from _of_groups(held, b"near", NEAR, files, marks, made.near)
    yield from _of_groups(held, b"alike", ALIKE, files, marks, made.alike)
    astray, unfiled, counted, beside, others, unsound = ([files[at] for at in some] for some in made[2:])
    every = _Every(held, files, frozenset(unsound))
    snapshot, texts = held.snapshot, list(held.texts)
    # Whom a reference was meant for is asked of all records: that is not worth keeping.
    yield from _of_some(held, lambda: astray_rules(snapshot), astray, every) if astray else ()
    yield from _of_some(held, lambda: UNFILED, unfiled, every) if unfiled else ()
    yield from _of_some(held, lambda: COUNTING, counted, every, marks_of(beside)) if counted else ()
    yield from _of_some(held, lambda: other_rules(snapshot), others, every, [*_other_files(snapshot, texts), links])


def _plan(held: _Held, files: Sequence[Named], pieces: Sequence[Piece], said: Sequence[Said], name: bytes) -> Plan:
    """Which records each rule looks at."""
    if told := kept.among([name]).get(name):
        return Plan(*json.loads(told))
    kinds = {kind.folder: kind.name for kind in held.schemas.kinds.values()}
    paths = [path for path, _ in files]
    links = links_of(held.snapshot, pieces, said)
    made = plan(paths, [kinds.get(path.split("/")[1], "") for path in paths], links)
    kept.keep({name: json.dumps(made).encode()})
    return made


def _of_groups(
    held: _Held,
    name: bytes,
    rules: Iterable[Rule],
    files: Sequence[Named],
    marks: Sequence[bytes],
    groups: Sequence[Group],
) -> Iterator[Finding]:
    """What rules find about the members of each group."""
    keys = [
        kept.key(name, held.basis, *(b"\0".join(map(marks.__getitem__, some)) for some in group)) for group in groups
    ]
    known = kept.among(keys)
    left = [at for at, key in enumerate(keys) if key not in known]

    def looked_at(at: int) -> tuple[bytes, bytes]:
        members, beside = ([files[each] for each in some] for some in groups[left[at]])
        register = Register(_records(held, sorted([*members, *beside])), held.config, held.schemas, {})
        mine = {path for path, _ in members}
        found = [each for rule in rules for each in rule(register) if each.place.file in mine]
        return keys[left[at]], as_kept(_safe(held, found))

    told: dict[bytes, bytes] = {}
    for key, findings in spread(looked_at, len(left), worth_it=len(left) >= _MANY, each=_EACH):
        told[key] = findings
        held.told("Jämför poster", len(told), len(left))
    kept.keep(told)
    yield from (each for key in keys for each in as_found(known.get(key) or told[key]))


def _of_some(
    held: _Held,
    rules: Callable[[], Iterable[Rule]],
    files: Sequence[Named],
    every: Mapping[str, Record],
    basis: Sequence[bytes] = (),
) -> Iterator[Finding]:
    """What rules find in some records. `basis`: what else they look at; nothing is kept when there is none."""
    key = kept.key(b"some", held.basis, *basis, b"", *marks_of(files))
    told = kept.among([key]).get(key) if basis else None
    if told is None:
        register = Register(_records(held, files), held.config, held.schemas, held.texts, every)
        told = as_kept(_safe(held, (each for rule in rules() for each in rule(register))))
        kept.keep({key: told} if basis else {})
    yield from as_found(told)


class _Every(Mapping[str, Record]):
    """The sound records among some files by id, each read when it is asked for."""

    def __init__(self, held: _Held, files: Sequence[Named], unsound: frozenset[Named]) -> None:
        self._held, self._files, self._unsound = held, files, unsound

    @cached_property
    def _by_id(self) -> dict[str, Named]:
        return {name_of(file[0]): file for file in reversed(self._files) if file not in self._unsound}

    def __getitem__(self, record_id: str) -> Record:
        return _records(self._held, [self._by_id[record_id]])[0]

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_id)

    def __len__(self) -> int:
        return len(self._by_id)

    def __contains__(self, record_id: object) -> bool:
        return record_id in self._by_id
