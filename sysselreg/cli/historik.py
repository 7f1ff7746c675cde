"""`historik`: who changed what in a record, when, and who approved it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

import click

from sysselreg.cli.complete import ids
from sysselreg.cli.group import Command
from sysselreg.cli.main import Context, printable

if TYPE_CHECKING:
    from sysselreg.change.trail import Made
    from sysselreg.change.wording import Words
    from sysselreg.record.version import Content
    from sysselreg.schema.model import Field, Kind, Schemas
    from sysselreg.snapshot import Snapshot
    from sysselreg.store.commits import Commit
    from sysselreg.store.history import Approval, History

# The start of an id → the records that have it, path → bytes.
_Named: TypeAlias = Callable[[str], dict[str, bytes]]
_CUT = "Klonen är avkortad, så äldre ändringar syns inte. Hämta resten med git fetch --unshallow."


class _Step(NamedTuple):
    """One change of the record: by a commit, or None when it is not committed."""

    commit: Commit | None
    approval: Approval | None
    made: Made


@click.command(
    "historik",
    cls=Command,
    help="Visa vem som ändrade vad i en post, och vem som godkände, det senaste först. "
    "ID är postens id eller en entydig början av det. Posten får vara borttagen.",
)
@click.argument("post", shell_complete=ids, metavar="ID")
@click.option(
    "--format", "form", type=click.Choice(("text", "json")), default="text", metavar="FORM", help="text, json"
)
@click.pass_obj
def command(ctx: Context, /, post: str, form: str) -> None:
    """Print the changes of one record, the newest first."""
    from sysselreg.change.wording import Words, load_wording
    from sysselreg.errors import UnsafeInputError
    from sysselreg.record.model import PLACE
    from sysselreg.record.version import reader
    from sysselreg.schema.load import load_schemas
    from sysselreg.store.history import history

    root = ctx.root()
    snapshot, named = _opened(root, ctx.revision)
    schemas = load_schemas(snapshot)
    path = _path(root, ctx.revision, post, named)
    place = PLACE.match(path)
    kind = schemas.by_folder(place["folder"]) if place else None
    if kind is None:
        raise UnsafeInputError(f"{path} ligger inte där en post ska ligga. Se sysselreg kontrollera.")
    found = history(root, path, ctx.revision or "HEAD")
    now = found.head if ctx.revision else named(Path(path).stem).get(path)
    steps = list(_steps(found, now, reader(kind.root), kind.root))
    if found.cut:
        click.echo(_CUT, err=True)
    if form == "json":
        told = [_as_data(step, schemas) for step in steps]
        click.echo(printable(json.dumps(told, ensure_ascii=False, indent=1)))
    else:
        words = Words(schemas, load_wording(snapshot, schemas.kinds), _namer(named, schemas))
        click.echo(printable(_as_text(path, kind, steps, words)), nl=False)


def _opened(root: Path, revision: str | None) -> tuple[Snapshot, _Named]:
    """What records may be, and a way to single records: thousands of others are not read for the history of one."""
    from sysselreg.snapshot import RECORDS
    from sysselreg.store.read import at_commit, records_named, without_records

    if revision is None:
        return without_records(root), partial(records_named, root)
    snapshot = at_commit(root, revision)

    def named(start: str) -> dict[str, bytes]:
        paths = [path for path in snapshot.under(RECORDS, ".yaml") if Path(path).stem.startswith(start)]
        exact = [path for path in paths if Path(path).stem == start]
        return {path: snapshot.files[path] for path in exact or paths}

    return snapshot, named


def _path(root: Path, revision: str | None, written: str, named: _Named) -> str:
    """The record's file, of today's records or else of those that have been. Raises UsageError as `find_one`."""
    from sysselreg.errors import UsageError
    from sysselreg.store.history import paths_ever

    near = {Path(path).stem: path for path in named(written) or paths_ever(root, written, revision or "HEAD")}
    if len(near) == 1:
        return next(iter(near.values()))
    if near:
        names = list(near)
        raise UsageError(f"”{written}” kan vara {', '.join(names[:5])}{' …' if names[5:] else ''}. Skriv fler tecken.")
    from sysselreg import lookup
    from sysselreg.record.load import find_one
    from sysselreg.schema.load import load_schemas

    snapshot = lookup.take(root, revision)
    return find_one(snapshot, load_schemas(snapshot), written).path


def _steps(found: History, now: bytes | None, read: Callable[[bytes | None], Content], root: Field) -> Iterator[_Step]:
    from sysselreg.change.trail import made

    if now != found.head:
        yield _Step(None, None, made(found.head, (found.head,), now, read, root))
    for each in found.versions:
        step = made(each.base, each.sides, each.after, read, root)
        # A merge that decided nothing about any field only brings in what is told already.
        if step.changes or len(each.sides) == 1:
            yield _Step(each.commit, each.approval, step)


def _as_data(step: _Step, schemas: Schemas) -> dict[str, Any]:
    from sysselreg.check.wording import shown_data

    changes = [{"fält": each.name, "från": each.before, "till": each.after} for each in step.made.changes]
    return {
        "incheckning": step.commit.id if step.commit else None,
        "tid": step.commit.time if step.commit else None,
        "av": printable(step.commit.author) if step.commit else None,
        "godkänd_av": printable(step.approval.by) if step.approval else None,
        "godkänd_tid": step.approval.time if step.approval else None,
        "ändringar": shown_data(changes, schemas),
    }


def _as_text(path: str, kind: Kind, steps: list[_Step], words: Words) -> str:
    from sysselreg.change.trail import told
    from sysselreg.check.wording import shown

    record_id = Path(path).stem
    name = words.name_of(record_id)
    lines = [record_id if name == record_id else f"{record_id}  {shown(name, words.schemas)}", path]
    for step in steps:
        sentences = told(kind.name, kind.root, step.made, words)
        lines += ["", *_heading(step), *(f"  {shown(sentence, words.schemas)}" for sentence in sentences)]
    return "\n".join(lines) + "\n"


def _heading(step: _Step) -> list[str]:
    if step.commit is None:
        return ["ej incheckat"]
    when = f"{_minute(step.commit.time)}  {_name(step.commit.author)}  {step.commit.id[:10]}"
    by = step.approval
    return [when, f"  Godkänt av {_name(by.by)} {_minute(by.time)}." if by else "  Inte godkänt av någon annan."]


def _namer(named: _Named, schemas: Schemas) -> Callable[[str], str]:
    """From an id to what the record is called today, told by the names of others; the id when there is none."""
    from sysselreg.record.model import Record
    from sysselreg.record.tell import title
    from sysselreg.record.version import reader

    def called(record_id: str, name_of: Callable[[str], str]) -> str:
        for path, data in named(record_id).items():
            kind = schemas.by_folder(path.split("/")[1])
            content = reader(kind.root)(data) if kind else None
            if kind and content and Path(path).stem == record_id:
                return title(Record(kind.name, record_id, path, content, data), name_of)
        return record_id

    return lambda record_id: called(record_id, lambda other: called(other, str))


def _minute(time: str) -> str:
    return time[:16].replace("T", " ")


def _name(person: str) -> str:
    return person.rpartition(" <")[0] or person
