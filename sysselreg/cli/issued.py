"""A report issued: made from the commit, kept as an issue with all that it told, and registered in its case."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple
from uuid import uuid4

import click

from sysselreg import checking, lookup, pipeline
from sysselreg.cli import case as cases
from sysselreg.cli import registering
from sysselreg.cli.handling import number_outside
from sysselreg.cli.main import Context, printable
from sysselreg.cli.terminal import tell
from sysselreg.cli.write import Desk, desk_of, put, write
from sysselreg.errors import GitStateError, UsageError
from sysselreg.figure.publication import ISSUE, as_tables
from sysselreg.period import Period
from sysselreg.record.ids import ids_in, new_id, path_of
from sysselreg.record.load import having
from sysselreg.record.model import Record
from sysselreg.snapshot import RECORDS, Snapshot
from sysselreg.store.attached import described
from sysselreg.store.branches import files_on_branches
from sysselreg.store.chain import Chain
from sysselreg.store.waiting import Waiting
from sysselreg.store.write import remove_file, write_output
from sysselreg.swedish import join_and
from sysselreg.yamlwrite import emit

_DOCUMENTS = f"{RECORDS}handling/"
_WHY = "En utgiven rapport bygger på en incheckning, så att den alltid går att göra om."


class _Place(NamedTuple):
    """The case that a report is registered in, the chain that its numbers come from (None: outside), the number."""

    case: Record
    chain: Chain | None
    number: int


def issue(ctx: Context, year: int, profile: str | None, out: Path, case: str, number: str | None, *, dry: bool) -> int:
    """Make the report, write what it told and its handling; print file, number and id; the process's exit code.

    Raises GitStateError when something else than handlingar waits to be committed.
    """
    from sysselreg.cli.rapport import tell_unfinished

    desk = desk_of(ctx, "rapport --uppratta", as_draft=False, dry=dry)
    head = _committed(desk)
    place = _place(desk, _case(desk, head, year, case), number)
    report = pipeline.annual_report(desk.root, head, checking.check(head), year, profile, "pdf")
    file = described(report.name, report.content)
    document = _document(desk, head, place, year, file, report) if place else {}
    told = _issue(desk, head, document, year, file, report)
    texts = {_path(desk, each): _text(desk, each) for each in (document, told) if each}
    if dry:
        tell(wrong := put(desk, texts))
        return int(bool(wrong))
    if registering.stopped(desk, texts):
        tell("Inget är utgivet.")
        return 1
    path = write_output(out / report.name, report.content)
    named = _written(desk, place, document, told)
    click.echo(printable(f"{path}\t{named}\t{told['id']}"))
    tell(report.basis, f"Utgiven som {told['id']}. Checka in med sysselreg spara; därefter ändras utgivningen aldrig.")
    if place is None:
        tell("Rapporten hör inte till något ärende i registret. Ange ett med --arende om den ska bli en handling.")
    tell_unfinished(ctx, year)
    return 0


def _committed(desk: Desk) -> Snapshot:
    """The register as committed, which is all there is but for handlingar."""
    try:
        head = lookup.take(desk.root, "HEAD")
    except UsageError as error:
        raise GitStateError(f"Registret har inga incheckningar än. Checka in med sysselreg spara. {_WHY}") from error
    now, then = desk.snapshot.files, head.files
    other = sorted(p for p in {*now, *then} if now.get(p) != then.get(p) and not p.startswith(_DOCUMENTS))
    if other:
        listed = join_and(other[:3]) + (f" och {len(other) - 3} till" if len(other) > 3 else "")
        raise GitStateError(f"{listed} är inte incheckat. Checka in det med sysselreg spara först. {_WHY}")
    return head


def _case(desk: Desk, head: Snapshot, year: int, written: str) -> Record | None:
    """The case that is asked for, else the one that the settings or the mandate name, when the register has it."""
    if written:
        return cases.case_named(desk.snapshot, desk.schemas, written)
    known = pipeline.report_case(head, year)
    found = having(desk.snapshot, desk.schemas, cases.CASE, ("diarienummer", known)) if known else ()
    return next(iter(found), None)


def _place(desk: Desk, case: Record | None, number: str | None) -> _Place | None:
    """Where the report is registered, and its number. Raises UsageError for a number that is not to be given."""
    if case is None:
        if number is not None:
            raise UsageError("--nummer gäller en handling i ett ärende. Ange ärendet med --arende.")
        return None
    chain = cases.chain_in(cases.settings_of(desk), case)
    if chain is None:
        return _Place(case, None, number_outside(case, number))
    if number is not None:
        raise UsageError(f"Numren i {case.data['diarienummer']} tas här. Ta bort --nummer.")
    return _Place(case, chain, registering.highest(desk, chain, {"typ": cases.DOCUMENT, "ärende": case.id}) + 1)


def _document(
    desk: Desk, head: Snapshot, place: _Place, year: int, file: Mapping[str, Any], report: pipeline.Report
) -> dict[str, Any]:
    """The report as a handling of its case."""
    return {
        **_new(desk, cases.DOCUMENT),
        "ärende": place.case.id,
        "nummer": place.number,
        "riktning": "upprättad",
        "datum": desk.today.isoformat(),
        "rubrik": f"Årsrapport {year}",
        "fil": dict(file),
        "underlag": {
            "commit": head.revision.commit,
            "parametrar": [{"namn": "profil", "värde": report.profile}, {"namn": "år", "värde": str(year)}],
        },
        "status": "granskad",
    }


def _issue(
    desk: Desk,
    head: Snapshot,
    document: Mapping[str, Any],
    year: int,
    file: Mapping[str, Any],
    report: pipeline.Report,
) -> dict[str, Any]:
    """The record of what the report told."""
    over = Period.year(year)
    return {
        **_new(desk, ISSUE),
        "rubrik": f"Årsrapport {year}",
        "datum": desk.today.isoformat(),
        "avser_tid": {"från": over.start.isoformat(), "till": over.last.isoformat()},
        "profil": report.profile,
        "gräns": int(cases.settings_of(desk)["sekretessgräns"]),
        **({"handling": document["id"]} if document else {}),
        "fil": dict(file),
        "incheckning": head.revision.commit,
        "tabeller": as_tables(report.figures),
    }


def _new(desk: Desk, name: str) -> dict[str, Any]:
    kind = desk.schemas.kinds[name]
    taken = ids_in({*desk.snapshot.files, *files_on_branches(desk.root, f"{RECORDS}{kind.folder}")})
    return {"typ": kind.name, "id": new_id(kind, taken), "version": kind.version}


def _path(desk: Desk, data: Mapping[str, Any]) -> str:
    return path_of(desk.schemas.kinds[data["typ"]], data["id"], desk.today.year)


def _text(desk: Desk, data: Mapping[str, Any]) -> str:
    return emit(data, desk.schemas.kinds[data["typ"]].root)


def _written(desk: Desk, place: _Place | None, document: Mapping[str, Any], told: Mapping[str, Any]) -> str:
    """Write the issue, then its handling, which may have to wait for its number; the number, '' without a case."""
    path = _path(desk, told)
    text = _text(desk, told)
    # What has been told must never be lost; a handling that waits for its number is finished by `arende nummer`.
    write(desk, {path: text})
    if place is None:
        return ""
    if place.chain is None:
        write(desk, {_path(desk, document): _text(desk, document)})
        return f"{place.case.data['diarienummer']}-{place.number}"
    data = {name: value for name, value in document.items() if name != "nummer"}
    waiting = Waiting(uuid4(), place.chain.series, place.chain.year, None, True, _path(desk, document), data)
    try:
        return registering.give(desk, cases.settings_of(desk), waiting).text
    except UsageError:
        remove_file(desk.root / path, seen=text.encode())
        raise
