"""All rules of the check room, by what each of them reads; those that need more than the register are made here."""

from __future__ import annotations

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
from sysselreg.check.model import Rule
from sysselreg.snapshot import RECORDS, Snapshot

# One record, and nothing else: neither other records nor the settings.
OWN: tuple[Rule, ...] = (
    identity.mixed_letters,
    diary.no_provision,
    diary.party,
    dates.end_before_start,
    dates.out_of_order,
    placements.outcome_twice,
    placements.outcome_before_end,
    placements.cause_against_status,
    contradictions.status_denied,
    contradictions.decided_against_requirements,
    contradictions.amount_denied,
    sums.budget_row,
    sums.budget_posts,
    sums.stated_twice,
    process.reserved_untested,
    process.no_motive,
    process.undecided,
    process.sharp_requirement,
    process.no_sanction,
    process.code_out_of_date,
    personal.in_records,
    personal.orgnr_is_personal,
    personal.sole_trader_with_number,
)

# The settings, and the records that are bound together by references, one to the next. Records of these kinds bind
# nothing together, so many refer to them: a rule reads them from a record that does, and not the other way.
HUBS = frozenset({"organisation", "program", "ärende"})
NEAR: tuple[Rule, ...] = (
    references.rings,
    references.place_in_agreement,
    references.fulfilment,
    references.supplier_has_contract,
    identity.administration_code,
    identity.board_name,
    identity.series_of_board,
    diary.state_of_case,
    dates.outside_contract,
    placements.more_than_agreed,
    placements.no_places_agreed,
    placements.other_agreement,
    contradictions.call_off_without_framework,
    process.too_short,
    process.target_group,
    process.reserved_share,
)

# The records that have something in common that is one thing's alone, or one person's (`Links.marks`).
ALIKE: tuple[Rule, ...] = (
    identity.same_id,
    identity.same_case_number,
    identity.same_document_number,
    identity.same_orgnr,
    placements.two_genders,
    placements.more_than_full_time,
)

# The records whose number no case has, and the cases.
UNFILED: tuple[Rule, ...] = (identity.unknown_case,)

# All records of some kinds, and what these refer to in organisations.
COUNTED = frozenset({"program", "upphandling", "aktivitet"})
COUNTING: tuple[Rule, ...] = (sums.stated_against_records, sums.ambition)


def own_rules(snapshot: Snapshot) -> tuple[Rule, ...]:
    """The rules that read one record, bound to the files below `schemas/`. Raises DefinitionError as `all_rules`."""
    return (*OWN, *states.rules(snapshot))


def astray_rules(snapshot: Snapshot) -> tuple[Rule, ...]:
    """The rule that reads records whose references lead nowhere or to the wrong kind, and the ids of all.

    A file that cannot be read is somewhere.
    """
    files = frozenset(path.rsplit("/", 1)[1].removesuffix(".yaml") for path in snapshot.under(RECORDS, ".yaml"))
    return (partial(references.astray, unread=files),)


def other_rules(snapshot: Snapshot) -> tuple[Rule, ...]:
    """The rules about the settings and the texts, which read programs, records with secrecy of their own and ids."""
    return (
        partial(identity.path_twins, paths=tuple(snapshot.under(RECORDS))),
        personal.in_texts,
        *personal.settings_rules(snapshot),
        *texts.rules(snapshot),
        *statements.RULES,
        *config.rules(snapshot),
    )


def all_rules(snapshot: Snapshot) -> tuple[Rule, ...]:
    """Every rule, bound to the data files of a snapshot. Raises DefinitionError when one of them is broken.

    What a finding repeats of a record has personal data masked, whichever rule it comes from.
    """
    return (
        *own_rules(snapshot),
        *NEAR,
        *ALIKE,
        *astray_rules(snapshot),
        *UNFILED,
        *COUNTING,
        *personal.file_rules(snapshot),
        *other_rules(snapshot),
    )
