"""The first half of the flow: snapshot → records → checked records. What only checks waits for no figure."""

from __future__ import annotations

from collections.abc import Collection

from sysselreg.check import personal
from sysselreg.check.cores import Told, untold
from sysselreg.check.known import outcome_of
from sysselreg.check.model import Outcome
from sysselreg.check.run import run
from sysselreg.check.wording import worded
from sysselreg.finding import Finding, Place
from sysselreg.record.canonical import Formatted, format_records
from sysselreg.schema.load import load_schemas
from sysselreg.snapshot import REPORTS, Snapshot
from sysselreg.store.read import package_files


def check(snapshot: Snapshot, told: Told = untold) -> Outcome:
    """All findings of a snapshot, and its checked records when there is no error. `told`: how far it has come."""
    return outcome_of(snapshot, told)


def unsafe(snapshot: Snapshot) -> list[Finding]:
    """What may be on no branch, whoever is to review it: personal data, and files that are no records of ours."""
    known = load_schemas(snapshot)
    found = run(snapshot, known, personal.rules(snapshot)).findings
    return [f for f in found if f.level == "fel" and f.code.startswith(("P", "S041"))]


def with_own_definitions(snapshot: Snapshot, outcome: Outcome) -> Outcome:
    """The outcome with what is wrong with the tables, figures, goals and templates that are the register's own."""
    own = [path for path in snapshot.under(REPORTS) if snapshot.files[path] != package_files().get(path)]
    if not own:
        return outcome
    # The rooms of figures and documents bring their engines; only a register with files of its own waits for them.
    from sysselreg.assess.library import faults as clause_faults
    from sysselreg.document.letter.definitions import faults as letter_faults
    from sysselreg.document.templates import faults as template_faults
    from sysselreg.figure.trial import faults as definition_faults

    known = load_schemas(snapshot)
    found = [*definition_faults(snapshot, known.vocabularies, own), *template_faults(snapshot.files, own)]
    found += [*letter_faults(snapshot, known, own), *clause_faults(snapshot, known, own)]
    return outcome.plus(
        worded(known, "D001", error.place or Place(REPORTS), {"fel": error.what, "filer": ", ".join(own)})
        for error in found
    )


def formatted(snapshot: Snapshot, wanted: Collection[str]) -> Formatted:
    """The records that are not in canonical form, with what they should be; all when `wanted` is empty."""
    return format_records(snapshot, load_schemas(snapshot), wanted)
