"""All rules of the check room, in the order of their codes; those that need more than the register are made here."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from sysselreg.check import (
    config,
    contradictions,
    dates,
    diary,
    identity,
    personal,
    placements,
    process,
    references,
    statements,
    states,
    sums,
    texts,
)
from sysselreg.check.model import Register
from sysselreg.finding import Finding
from sysselreg.snapshot import RECORDS, Snapshot


def all_rules(snapshot: Snapshot) -> tuple[Callable[[Register], Iterator[Finding]], ...]:
    """Every rule, bound to the data files of a snapshot. Raises DefinitionError when one of them is broken.

    What a finding repeats of a record has personal data masked, whichever rule it comes from.
    """
    files = frozenset(path.rsplit("/", 1)[1].removesuffix(".yaml") for path in snapshot.under(RECORDS, ".yaml"))
    return (
        partial(references.missing, unread=files),
        *(rule for rule in references.RULES if rule is not references.missing),
        *identity.RULES,
        partial(identity.path_twins, paths=tuple(snapshot.under(RECORDS))),
        *diary.RULES,
        *dates.RULES,
        *placements.RULES,
        *contradictions.RULES,
        *sums.RULES,
        *process.RULES,
        *personal.rules(snapshot),
        *texts.rules(snapshot),
        *statements.RULES,
        *config.rules(snapshot),
        *states.rules(snapshot),
    )
