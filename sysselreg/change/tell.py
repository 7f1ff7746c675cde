"""Two states of a register → the change told: which records, in which sentences, with which consequences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sysselreg.change import findings, items, requirements
from sysselreg.change.model import Change, State, Told
from sysselreg.change.wording import Wording
from sysselreg.check.facts import procurement_of
from sysselreg.check.transitions import Allowed, since
from sysselreg.check.wording import shown, shown_data
from sysselreg.finding import Finding
from sysselreg.schema.model import Schemas
from sysselreg.swedish import sort_key


def tell(
    before: State,
    after: State,
    allowed: Allowed,
    wording: Wording,
    *,
    others: Sequence[str] = (),
    closing: bool = False,
) -> Change:
    """The change from one state to another.

    `allowed`: the status changes that are foreseen. `others`: changed files outside the register.
    `closing`: leave out the words of records that are not open, for what is shown outside the register.
    """
    teller = items.Teller(before, after, wording, closing)
    told = [*items.records(teller), *items.settings(teller), *items.files(teller)]
    earlier = [before.by_path[path] for path in teller.differing if path in before.by_path]
    step = since(teller.schemas, allowed, earlier, after.by_id)
    compared = findings.compare(before.findings, (*after.findings, *step))
    if closing:
        compared = findings.Compared(*(tuple(_closed(teller, each) for each in found) for found in compared))
    told, loose = _with_requirements(teller, told)
    told, new, solved = _with_findings(told, compared)
    kinds = list(wording.kinds)
    told.sort(key=lambda each: (_urgency(each), kinds.index(each.kind), sort_key(each.title), each.path))
    schemas = after.register.schemas
    return Change(
        before.snapshot.revision,
        after.snapshot.revision,
        tuple(_safe(each, schemas) for each in told),
        tuple(shown(each, schemas) for each in loose),
        new,
        solved,
        compared.standing,
        tuple(shown(each, schemas) for each in others),
        wording.kinds,
        {each.record_id: shown(teller.name(each.record_id), schemas) for each in (*compared.new, *compared.solved)},
    )


def _urgency(told: Told) -> int:
    """Errors first, then warnings, then what else has consequences."""
    levels = {finding.level for finding in told.findings}
    return 0 if "fel" in levels else 1 if "varning" in levels else 2 if told.consequences else 3


# ---- what follows ----------------------------------------------------------------------------------------------------


def _with_requirements(teller: items.Teller, told: list[Told]) -> tuple[list[Told], list[str]]:
    """Each procurement's requirements told once: with the procurement, else with the only placement that changed."""
    sides = [requirements.begun(state.register) for state in (teller.before, teller.after)]
    touched: dict[str, list[int]] = {}
    for at, each in enumerate(told):
        if each.kind == "upphandling":
            touched.setdefault(each.id, []).insert(0, at)
        for side in sides if each.kind == "placering" else ():
            record = side.register.by_id.get(each.id)
            procurement = procurement_of(side.register, record) if record else None
            if procurement is not None and at not in touched.setdefault(procurement.id, []):
                touched[procurement.id].append(at)
    loose = []
    for procurement_id, by in touched.items():
        found = tuple(requirements.requirement(sides[0], sides[1], procurement_id, teller.name))
        own = told[by[0]].id == procurement_id
        if own or len(by) == 1:
            told[by[0]] = replace(told[by[0]], consequences=(*told[by[0]].consequences, *found))
        else:
            loose += [f"{teller.name(procurement_id)} ({procurement_id}): {each}" for each in found]
    return told, loose


def _with_findings(
    told: list[Told], compared: findings.Compared
) -> tuple[list[Told], tuple[Finding, ...], tuple[Finding, ...]]:
    """Findings put with the record they stand in or, if that has not changed, the changed one they have to do with."""
    new: dict[int | None, list[Finding]] = {}
    solved: dict[int | None, list[Finding]] = {}
    by_path = {each.path: at for at, each in enumerate(told)}
    for found, groups in ((compared.new, new), (compared.solved, solved)):
        for finding in found:
            own = by_path.get(finding.place.file)
            near = (at for at, each in enumerate(told) if findings.about(finding, each.path, each.id))
            groups.setdefault(own if own is not None else next(near, None), []).append(finding)
    with_them = [
        replace(each, findings=tuple(new.get(at, ())), solved=tuple(solved.get(at, ()))) for at, each in enumerate(told)
    ]
    return with_them, tuple(new.get(None, ())), tuple(solved.get(None, ()))


def _closed(teller: items.Teller, finding: Finding) -> Finding:
    """A finding about a record that is not open: which rule, none of the words that it may repeat."""
    if not teller.closed(*(state.by_path.get(finding.place.file) for state in (teller.before, teller.after))):
        return finding
    name = teller.schemas.messages[finding.code].name
    return replace(finding, message=f"{name}.", remedy="Se den med sysselreg kontrollera.")


def _safe(told: Told, schemas: Schemas) -> Told:
    """What is told with personal data masked: what somebody wrote by mistake is not spread by being reviewed."""
    return replace(
        told,
        id=shown(told.id, schemas),
        title=shown(told.title, schemas),
        path=shown(told.path, schemas),
        sentences=tuple(shown(each, schemas) for each in told.sentences),
        consequences=tuple(shown(each, schemas) for each in told.consequences),
        fields=tuple(
            replace(
                each,
                path=tuple(shown(step, schemas) for step in each.path),
                before=shown_data(each.before, schemas),
                after=shown_data(each.after, schemas),
            )
            for each in told.fields
        ),
    )
