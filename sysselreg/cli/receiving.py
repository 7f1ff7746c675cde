"""Why a push is refused: refs first, then files and texts of every new commit, last what the main branch becomes.

What no commit may hold is the same for who sends, who reviews and the server.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sysselreg import checking, comparison, lookup
from sysselreg.check.detect import hits
from sysselreg.check.run import settings
from sysselreg.finding import Finding
from sysselreg.schema.load import load_schemas
from sysselreg.snapshot import Snapshot
from sysselreg.store import receive

if TYPE_CHECKING:
    from sysselreg.store.commits import Commit
    from sysselreg.store.receive import Arrived, Update

_MOST = 20
_PLACES = (
    "Här får bara vanliga filer ligga: records/, schemas/, reports/, sysselreg.yaml, README.md, docs/*.md och det som "
    "sysselreg init lägger ut. Behövs något mer, skrivs filen eller mappen i listan tillåtna_filer i sysselreg.yaml. "
    "Det gäller när det är godkänt på {}."
)


def refusals(where: Path, lines: Iterable[str]) -> list[str]:
    """Every reason, in Swedish sentences; none when the push may come in. `where`: the repository, in a receive."""
    sent, main = receive.updates(lines), receive.main_ref(where)
    faults = [*receive.main_faults(where, sent, main)]
    faults += [fault for update in sent for fault in receive.ref_faults(where, update, main)]
    if faults:
        return faults
    new = receive.new_commits(where, sent)
    if faults := [*unfit(where, new, main), *_misplaced(where, new, sent, main)]:
        return faults
    return _first(dict.fromkeys(_line(each) for update in sent for each in _errors(where, update, main)))


def unfit(where: Path, new: Sequence[Commit], at: str) -> list[str]:
    """What the commits hold that no commit may, in any version of a file and in their messages: sentences, or none.

    What has been shared once stays in the history, also when the next commit removes it. `where`: the repository, or
    the register in a clone of it; `at`: the commit whose data files say what a record may be.
    """
    files = receive.arrived(where, (commit.id for commit in new))
    faults = [*receive.file_faults(where, files), *_personal_messages(new)]
    return _first(faults or dict.fromkeys(map(_line, _unsafe(where, files, at))))


def _misplaced(where: Path, new: Iterable[Commit], sent: Iterable[Update], main: str) -> list[str]:
    """What lies where only a register's own files may. What more may lie there the approved settings say.

    With the first push of all nothing is approved yet, and what comes is what its administrator wants.
    """
    files = receive.arrived(where, (commit.id for commit in new))
    if not receive.place_faults(files, ()):
        return []
    approved = next((update.old or update.new for update in sent if update.ref == main), None)
    snapshot = Snapshot(receive.data_files(where, approved or main))
    added = settings(snapshot, load_schemas(snapshot))[0].get("tillåtna_filer") or ()
    faults = receive.place_faults(files, [each for each in added if isinstance(each, str)])
    return [*_first(faults), _PLACES.format(main.removeprefix("refs/heads/"))] if faults else []


def _personal_messages(new: Iterable[Commit]) -> Iterator[str]:
    for commit in new:
        if any(hit.code == "P401" for hit in hits(commit.message, ())):
            yield f"Incheckningen {commit.id[:10]} har ett personnummer i sitt meddelande."


def _unsafe(where: Path, files: list[Arrived], at: str) -> Iterator[Finding]:
    layers = receive.layers(where, files)
    held = receive.data_files(where, at) if layers else {}
    for layer in layers:
        yield from checking.unsafe(Snapshot({**held, **layer}))


def _errors(where: Path, update: Update, main: str) -> Iterator[Finding]:
    """What is wrong with what the main branch becomes."""
    if update.ref != main or update.new is None:
        return
    snapshot = lookup.take(where, update.new)
    outcome = comparison.across_time(where, snapshot, checking.check(snapshot), update.old or update.new)
    outcome = comparison.across_numbers(where, snapshot, outcome)
    outcome = checking.with_own_definitions(snapshot, outcome)
    yield from (finding for finding in outcome.findings if finding.level == "fel")


def _line(finding: Finding) -> str:
    return f"{finding.place}: {finding.message} {finding.remedy}"


def _first(faults: Iterable[str]) -> list[str]:
    """Not so many that the first is lost."""
    found = list(faults)
    more = [f"… och {len(found) - _MOST} fel till."] if len(found) > _MOST else []
    return found[:_MOST] + more
