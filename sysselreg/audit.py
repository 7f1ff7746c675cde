"""The history of a register held against what was in force: every version of every file, and every commit."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

from sysselreg.check import personal
from sysselreg.check.own import own
from sysselreg.check.past import Lives, errors_of_other
from sysselreg.check.rules import own_rules
from sysselreg.check.transitions import Allowed, load_allowed, since
from sysselreg.check.wording import worded
from sysselreg.errors import DefinitionError
from sysselreg.finding import Finding, Place
from sysselreg.record.load import load
from sysselreg.record.model import PLACE
from sysselreg.schema.load import load_schemas
from sysselreg.schema.model import Schemas
from sysselreg.snapshot import CONFIG, RECORDS, SCHEMAS, Snapshot
from sysselreg.store.commits import Commit
from sysselreg.store.past import Change, Past, Reviewed, Step, chains, damage, past, reviewed, signed, steps
from sysselreg.store.read import blobs, package_files, tree_of

# A clock that is somewhat slow is no back-dating (hazards F58).
_SLACK = timedelta(days=1)
# Schemas that are held at a time: branches take turns, and a history may have seen hundreds.
_LAWS = 8
_STATUS = "H901"
_PLAIN, _PROGRAM, _KEEP = "100644", "100755", "/.gitkeep"
# What has versions to check; schemas/ and reports/ are what they are checked by.
_TOLD = (RECORDS, CONFIG)
_CITING = tuple(f"{RECORDS}{folder}/" for folder in ("handling", "utgivning"))

# Told how many more commits are done, and of how many.
Progress: TypeAlias = Callable[[int, int], object]
# A version of a file: its path, and its blob, after the mode when that is no plain file's.
_File: TypeAlias = tuple[str, str]
# The register's own files of schemas/, which differ from those of the program.
_Own: TypeAlias = frozenset[_File]
_Made: TypeAlias = tuple[str, Sequence[Change]]


class Deviation(NamedTuple):
    """What is not as it should be, and the commit that made it so ('' when it is of no one commit).

    `mended`: the commit that ended it. `remains`: whether the register still is so.
    """

    finding: Finding
    commit: str
    mended: str | None = None
    remains: bool = True


class Audit(NamedTuple):
    """What was gone through, and all that deviates, by when it came, the oldest first.

    `versions`: how many versions of files were checked, each once. `cited`: how many commits letters and reports say
    that they are made of. `chains`: the names of the chains of numbers. `signed`: how many commits bear a signature.
    """

    past: Past
    reviewed: Reviewed
    deviations: tuple[Deviation, ...]
    versions: int
    cited: int
    chains: tuple[str, ...]
    signed: int

    @property
    def sound(self) -> bool:
        """Whether nothing deviates that is an error, mended or not: what has been can be told, never undone."""
        return not any(each.finding.level == "fel" for each in self.deviations)


def audit(root: Path, snapshot: Snapshot, revision: str, first: str | None, progress: Progress) -> Audit:
    """Go through the history behind a revision; with `first`, only what has come after that commit.

    `snapshot`: whose words it is told in. Raises as `past`.
    """
    found, words = past(root, revision, first), load_schemas(snapshot)
    ledger = _Ledger(root, found, words)
    for part in steps(root, found):
        ledger.take(part)
        progress(len(part), len(found.order))
    people = reviewed(root, found, ledger.changed)
    numbers = chains(root)
    told = [*ledger.faults(), *ledger.ties, *_of_commits(found, people, words), *_cited(found, ledger.cited, words)]
    told += [_at_large(words, "H908", fault) for faults in numbers.values() for fault in faults]
    told += [_at_large(words, "H911", wrong) for wrong in [damage(root)] if wrong]
    at = {commit: number for number, commit in enumerate(found.order)}
    told.sort(key=lambda each: (at.get(each.commit, -1), each.finding.place, each.finding.code))
    cited = len({commit for _, commit in ledger.cited})
    return Audit(found, people, tuple(told), len(ledger.seen), cited, tuple(numbers), signed(root, found))


class _Law(NamedTuple):
    """What a file had to be, by the schemas of a commit."""

    snapshot: Snapshot
    schemas: Schemas
    allowed: Allowed


class _Ledger:
    """What has been found so far on the way through a history (private: `audit` is the door)."""

    def __init__(self, root: Path, found: Past, words: Schemas) -> None:
        self.root, self.past, self.words = root, found, words
        self.seen: set[_File] = set()
        self.changed: dict[str, tuple[tuple[str, ...], ...]] = {}
        self.ties: list[Deviation] = []
        self.cited: list[tuple[str, str]] = []
        self._lives = Lives()
        self._errors: dict[_File, tuple[Finding, ...]] = {}
        self._own: dict[str, _Own] = {}
        self._laws: dict[_Own, _Law | None] = {}
        self._waiting: dict[tuple[str, str | None], list[int]] = {}

    def take(self, part: Sequence[Step]) -> None:
        """Some more commits, parents before children: first what is new in any of them, then one after the other."""
        new: dict[_Own, dict[_File, Change]] = {}
        replaced = set[str]()
        for step in part:
            files, own = new.setdefault(self._schemas_of(step), {}), step.own()
            moved = {path.rsplit("/", 1)[-1] for path, (change, *_) in own if not change.after}
            for path, changes in own:
                file = path, _content(path, changes[0])
                if path.startswith(_TOLD) and changes[0].after and file not in self.seen and not path.endswith(_KEEP):
                    self.seen.add(file)
                    files[file] = changes[0]
                if path.startswith(RECORDS) and (any(each.before for each in changes) or path.endswith(tuple(moved))):
                    replaced.update(each.before for each in changes if each.before)
                    replaced.update([str(changes[0].after)] if _is_plain(path, changes[0]) else ())
        for schemas, files in new.items():
            self._judge(schemas, files)
        bodies = blobs(self.root, list(replaced)) if replaced else {}
        for step in part:
            self._step(step, bodies)

    def _judge(self, schemas: _Own, files: Mapping[_File, Change]) -> None:
        """New versions of files, under the schemas of the commit that brought them."""
        law = self._law(schemas)
        if law is None:
            for file in files:
                self._errors[file] = (worded(self.words, "H909", Place(file[0]), {}),)
            return
        records = [file for file, change in files.items() if _is_plain(file[0], change) and PLACE.match(file[0])]
        for file, said in own(law.snapshot, records, self._read):
            self._tell(file, said.findings)
            if file[0].startswith(_CITING) and (commit := _made_of(said.data or {})):
                self.cited.append((file[0], commit))
        for file in files.keys() - records:
            data = self._read([file])[file] if _is_plain(file[0], files[file]) else None
            self._tell(file, errors_of_other(file[0], data, law.schemas))

    def _tell(self, file: _File, findings: Iterable[Finding]) -> None:
        if errors := tuple(each for each in findings if each.level == "fel"):
            self._errors[file] = errors

    def _read(self, files: Sequence[_File]) -> dict[_File, bytes]:
        bodies = blobs(self.root, [blob for _, blob in files])
        return {file: bodies[file[1]] for file in files}

    def _step(self, step: Step, bodies: Mapping[str, bytes]) -> None:
        own = step.own()
        if own or len(step.parents) > 1:
            self.changed[step.commit] = tuple(map(tuple, step.sides))
        touched = {path: _content(path, change) for side in step.sides for path, change in side.items()}
        held = {path: self._errors.get((path, content), ()) for path, content in touched.items()}
        self._lives.step(step.commit, step.parents, held)
        self._ties(step, own, bodies)

    def _schemas_of(self, step: Step) -> _Own:
        """The register's own files of schemas/ in a commit, which stand over those of the program."""
        before = step.parents[0] if step.parents else ""
        own = self._own.get(before)
        if own is None:
            held = tree_of(self.root, before).blobs if before else {}
            own = frozenset((path, blob) for path, blob in held.items() if path.startswith(SCHEMAS))
        if changes := {path: change.after for path, change in step.sides[0].items() if path.startswith(SCHEMAS)}:
            own = frozenset((path, blob) for path, blob in {**dict(own), **changes}.items() if blob)
        self._own[step.commit] = own
        return own

    def _law(self, own: _Own) -> _Law | None:
        """What those schemas say, over the program's; None when this program cannot read them."""
        if own not in self._laws:
            if len(self._laws) == _LAWS:
                self._laws.clear()
            bodies = self._read(list(own)) if own else {}
            files = {path: bodies[path, blob] for path, blob in own}
            snapshot = Snapshot({**package_files(), **files})
            try:
                law = _Law(snapshot, load_schemas(snapshot), load_allowed(snapshot))
                own_rules(snapshot)
                self._laws[own] = law
            except DefinitionError:
                self._laws[own] = None
        return self._laws[own]

    def _ties(self, step: Step, own: Sequence[_Made], bodies: Mapping[str, bytes]) -> None:
        """What may not change from one commit to the next; what is put back as it was is mended by that."""
        records = [(path, changes) for path, changes in own if path.startswith(RECORDS)]
        after = {path: bodies[blob] for path, changes in records if (blob := changes[0].after) and blob in bodies}
        changed = []
        for path, changes in records:
            restored = self._waiting.pop((path, changes[0].after), ())
            for number in restored:
                self.ties[number] = self.ties[number]._replace(mended=step.commit, remains=False)
            if not restored:
                changed.append((path, changes))
        for side in range(len(step.sides)):
            before = {path: blob for path, changes in changed if (blob := changes[side].before)}
            law = self._law(self._own[step.commit]) if before else None
            if law is not None:
                self._tie(step, law, before, {path: bodies[blob] for path, blob in before.items()}, after)

    def _tie(
        self, step: Step, law: _Law, blob: Mapping[str, str], before: Mapping[str, bytes], after: Mapping[str, bytes]
    ) -> None:
        """The same, of one side. `blob`: the names of what was before."""
        earlier = load(Snapshot(before), law.schemas, before).records
        now = {each.id: each for each in load(Snapshot(after), law.schemas, after).records}
        paths = {record.id: record.path for record in earlier}
        for finding in since(law.schemas, law.allowed, earlier, now):
            told = Deviation(personal.safe(finding, law.schemas), step.commit)
            # In a merge the other side may have gone from status to status, as it should.
            if len(step.sides) == 1 or (finding.code != _STATUS and told not in self.ties):
                path = paths[finding.record_id]
                self._waiting.setdefault((path, blob[path]), []).append(len(self.ties))
                self.ties.append(told)

    def faults(self) -> Iterator[Deviation]:
        """What was wrong with versions of files."""
        left = self._lives.remaining(self.past.tip)
        for number, (finding, commit) in enumerate(self._lives.begun):
            mended = None if number in left else self._lives.ended.get(number)
            yield Deviation(finding, commit, mended, number in left)


def _is_plain(path: str, change: Change) -> bool:
    """Whether a change left a plain file, which among the records is no program either."""
    return change.mode == _PLAIN or (change.mode == _PROGRAM and not path.startswith(RECORDS))


def _content(path: str, change: Change) -> str:
    """What a change made of a file, as a name: the blob, with its mode when that is no plain file's."""
    return str(change.after) if change.after is None or _is_plain(path, change) else f"{change.mode} {change.after}"


def _made_of(data: Mapping[str, Any]) -> str:
    """The commit that a report or a letter says it was made of; '' for none."""
    return str(data.get("incheckning") or data.get("underlag", {}).get("commit") or "")


def _of_commits(found: Past, people: Reviewed, words: Schemas) -> Iterator[Deviation]:
    """What is wrong with commits themselves: what they say, when they were made, who approved them."""
    for commit in map(people.who.__getitem__, found.order):
        # Addresses are there too: Git's own way of saying who.
        said = personal.in_text(words, commit.message, "", "Incheckningens meddelande")
        yield from (Deviation(finding, commit.id) for finding in said if finding.code == "P401")
        for parent in (people.who[each] for each in commit.parents if each in people.who):
            now, then = _moment(commit), _moment(parent)
            if now and then and now + _SLACK < then:
                values = {"värde": commit.time[:10], "annan": parent.time[:10]}
                yield Deviation(worded(words, "H910", Place(""), values), commit.id)
    for code, commits in (("H905", people.alone), ("H906", people.other)):
        yield from (Deviation(worded(words, code, Place(""), {}), each) for each in commits)


def _cited(found: Past, cited: Iterable[tuple[str, str]], words: Schemas) -> Iterator[Deviation]:
    """Letters and reports are made of commits; one that is not there any more has been rewritten (hazards F63)."""
    for path, commit in cited:
        if commit not in found.known.parents:
            yield Deviation(worded(words, "H907", Place(path), {"värde": commit[:10]}), "")


def _at_large(words: Schemas, code: str, told: str) -> Deviation:
    return Deviation(worded(words, code, Place(""), {"värde": told}), "")


def _moment(commit: Commit) -> datetime | None:
    """When a commit was made; None when it says nothing that is a time."""
    try:
        return datetime.fromisoformat(commit.time)
    except ValueError:
        return None
