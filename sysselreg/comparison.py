"""Two states of a register held against each other: in time, between branches, before and after a merge."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from sysselreg import checking, lookup
from sysselreg.check import wording as words
from sysselreg.check.branches import Elsewhere, taken_twice
from sysselreg.check.model import Outcome, Register
from sysselreg.check.numbers import Taken, not_taken
from sysselreg.check.run import settings
from sysselreg.check.transitions import load_allowed, since
from sysselreg.finding import Finding
from sysselreg.lookup import take
from sysselreg.record.load import load
from sysselreg.schema.load import load_schemas
from sysselreg.snapshot import CONFIG, RECORDS, REPORTS, Snapshot, differing, name_of, within
from sysselreg.store.read import changed_records

# What a check seldom needs, it does not wait for: merging, chains of numbers, the telling of changes.
if TYPE_CHECKING:
    from sysselreg.change.model import Change, State
    from sysselreg.figure.retold import Effect
    from sysselreg.store.merge import MergedTree, Settled


def across_time(root: Path, snapshot: Snapshot, outcome: Outcome, base: str) -> Outcome:
    """The outcome with what may not have changed since a commit: status by status, sent documents, removed cases."""
    known = load_schemas(snapshot)
    was, now_other = changed_records(root, snapshot, base)
    earlier = load(replace(snapshot, files=was), known).records
    if not earlier:
        return outcome
    # A record that is in a file that has not changed is what it was, unless it is there a second time.
    names = {f"{record.id}.yaml" for record in earlier}
    near = [p for p in snapshot.under(RECORDS, ".yaml") if p in now_other or p.rpartition("/")[2] in names]
    now = {record.id: record for record in load(snapshot, known, near).records}
    return outcome.plus(since(known, load_allowed(snapshot), earlier, now))


def across_numbers(root: Path, snapshot: Snapshot, outcome: Outcome) -> Outcome:
    """The outcome with what nobody has taken in a series of numbers kept here, as far as this clone has seen it."""
    schema = load_schemas(snapshot)
    config, wrong = settings(snapshot, schema)
    if any(finding.level == "fel" for finding in wrong):
        return outcome
    boards = [each for each in config.get("nämnder", ()) if each.get("nummer") == "här" and "serie" in each]
    if not boards:
        return outcome
    from sysselreg.store.chain import Chain, number_of
    from sysselreg.store.seen import known as known_numbers

    cases = lookup.records(snapshot, schema, schema.kinds["ärende"]).records
    taken = []
    for board in boards:
        found = (number_of(board["serie"], str(case.data.get("diarienummer", ""))) for case in cases)
        for year in {each[0] for each in found if each}:
            chain = Chain(board["serie"], year, config["nummerplats"])
            if held := known_numbers(root, chain):
                taken.append(Taken(board["namn"], board["serie"], year, frozenset(map(chain.text, held))))
    return outcome.plus(not_taken(schema, cases, taken))


def across_branches(root: Path, snapshot: Snapshot, outcome: Outcome) -> Outcome:
    """The outcome with what other branches have taken too: ids, diarienummer, handling numbers."""
    from sysselreg.store.branches import branches

    known = load_schemas(snapshot)
    elsewhere = [
        Elsewhere(branch.name, record)
        for branch in branches(root, snapshot)
        for record in load(replace(snapshot, files=branch.made), known).records
    ]
    ids = {each.record.id for each in elsewhere}
    numbered = tuple(f"{RECORDS}{known.kinds[kind].folder}/" for kind in ("ärende", "handling"))
    # What can be taken twice is a number or an id, and an id is the name of its file.
    near = [p for p in snapshot.under(RECORDS, ".yaml") if p.startswith(numbered) or name_of(p) in ids]
    here = load(snapshot, known, near if elsewhere else ()).records
    return outcome.plus(taken_twice(known, here, elsewhere))


def caused(root: Path, snapshot: Snapshot, writes: Mapping[str, bytes]) -> list[Finding]:
    """What some files, written over the register as it is, would bring that it does not have already; worst first.

    All errors; of the rest what stands in those files or names them. So a sound register is checked once.
    """
    held = snapshot.with_files(writes)
    after = across_time(root, held, checking.check(held), "HEAD")
    near = concerning(held, after, writes).findings
    found = [f for f in after.findings if f.level == "fel" or f in near]
    before = across_time(root, snapshot, checking.check(snapshot), "HEAD").findings if found else ()
    had = set(map(_mark, before))
    return [f for f in found if _mark(f) not in had]


_Mark: TypeAlias = tuple[str, str, str, str]


def _mark(finding: Finding) -> _Mark:
    return finding.place.file, finding.code, finding.field, finding.message


def _errors(outcome: Outcome) -> dict[_Mark, Finding]:
    """The errors, each under its mark, which stays the same when lines move."""
    return {_mark(f): f for f in outcome.findings if f.level == "fel"}


class CheckedMerge(NamedTuple):
    """Two commits merged, and what is to be said of the result.

    `commit` holds it and is on no branch. `outcome`: its findings, held against `ours`; None as long as it clashes.
    `brought`: the errors that neither side has by itself.
    """

    merged: MergedTree
    commit: str
    outcome: Outcome | None
    brought: tuple[Finding, ...]


def checked_merge(root: Path, ours: str, theirs: str, settled: Settled = MappingProxyType({})) -> CheckedMerge:
    """Merge two commits and check the result: two changes, each right by itself, may be wrong together."""
    from sysselreg.store.merge import merged_tree, provisional

    merged = merged_tree(root, ours, theirs, settled)
    commit = provisional(root, merged.tree, ours, theirs)
    if merged.clashes:
        return CheckedMerge(merged, commit, None, ())
    held = take(root, commit)
    outcome = across_time(root, held, checking.check(held), ours)
    found = _errors(across_time(root, held, outcome, theirs))
    had: set[_Mark] = set()
    for side in (ours, theirs) if found else ():
        alone = take(root, side)
        had |= _errors(across_time(root, alone, checking.check(alone), merged.base)).keys()
    outcome = across_numbers(root, held, outcome)
    return CheckedMerge(merged, commit, outcome, tuple(f for mark, f in found.items() if mark not in had))


def concerning(snapshot: Snapshot, outcome: Outcome, wanted: Collection[str]) -> Outcome:
    """The outcome with only what concerns some files and folders: found in them, or elsewhere because of them."""
    known = load_schemas(snapshot)
    shown = {*wanted, *(words.shown(path, known) for path in wanted)}
    # A change is at fault in other files too: where a duplicate or a removed record is referred to.
    gone = {path.rsplit("/", 1)[-1].removesuffix(".yaml") for path in shown - snapshot.files.keys()}
    found = tuple(
        f
        for f in outcome.findings
        if any(within(place.file, shown) for place in (f.place, *f.also))
        or f.place.file.startswith(REPORTS)
        or any(each in f.message for each in gone)
    )
    return replace(outcome, findings=found)


def told(before: Snapshot, after: Snapshot, *, others: Sequence[str] = (), closing: bool = False) -> Change:
    """What makes the later of two states differ, in sentences, and what follows from it.

    `others`: changed files outside the register, to be named. `closing`: leave out the words of records that are not
    open, for what is spread outside the register.
    """
    from sysselreg.change.tell import tell
    from sysselreg.change.wording import load_wording

    first, last = _state(before), _state(after)
    wording = load_wording(after, [*first.register.schemas.kinds, *last.register.schemas.kinds])
    change = tell(first, last, load_allowed(after), wording, others=others, closing=closing)
    return replace(change, issued=_effects(first, last, closing=closing))


def _effects(before: State, after: State, *, closing: bool) -> tuple[Effect, ...] | None:
    """What a change makes of the issued reports; None when an error keeps it from being counted."""
    from sysselreg import pipeline
    from sysselreg.figure.publication import ISSUE
    from sysselreg.figure.retold import Effect, effect, spread

    if not any(record.kind == ISSUE for record in after.records):
        return ()
    if after.outcome.passed is None:
        return None
    found = pipeline.issues(after.snapshot, after.records)
    if not _counts(before.snapshot, after.snapshot):
        return tuple(Effect(issue, ()) for issue in found)
    effects = []
    for issue in found:
        # What cannot be counted as it was is held against what the report told.
        was = pipeline.told_again(before.snapshot, before.outcome, issue) if before.outcome.passed else issue.figures
        now = pipeline.told_again(after.snapshot, after.outcome, issue)
        effects.append(effect(issue, was, now, new=issue.record.id not in before.by_id))
    return tuple(spread(each, after.register.schemas) for each in effects) if closing else tuple(effects)


def _counts(before: Snapshot, after: Snapshot) -> bool:
    """Whether a file differs that figures are counted from: settings, definitions, records of the kinds they read."""
    from sysselreg import pipeline

    known = load_schemas(after)
    folders = {known.kinds[name].folder for name in pipeline.kinds_counted(after) if name in known.kinds}
    return any(not path.startswith(RECORDS) or path.split("/")[1] in folders for path in differing(before, after))


def _state(snapshot: Snapshot) -> State:
    """A snapshot read and checked, whatever is wrong with it; rules look only at what is in shape."""
    from sysselreg.change.model import State

    known = load_schemas(snapshot)
    outcome = checking.check(snapshot)
    records = outcome.checked.records if outcome.checked else load(snapshot, known).records
    misshapen = {f.place.file for f in outcome.findings if f.level == "fel" and f.code.startswith(("S", "T"))}
    sound = tuple(record for record in records if record.path not in misshapen)
    # Before the first commit there is nothing to find fault with.
    found = outcome.findings if CONFIG in snapshot.files else ()
    return State(snapshot, records, Register(sound, settings(snapshot, known)[0], known, {}), found, outcome)
