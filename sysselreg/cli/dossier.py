"""`arende visa`: a case, its documents in order, and everything else of the register that belongs to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from sysselreg.cli.complete import ids
from sysselreg.cli.group import Command
from sysselreg.cli.main import Context
from sysselreg.cli.terminal import tell, width

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from sysselreg.diary.dossier import Dossier
    from sysselreg.record.model import Record
    from sysselreg.record.tell import Line
    from sysselreg.schema.model import Schemas

_FORMATS = ("text", "json")
_ABOUT = "avses i "


@click.command(
    "visa",
    cls=Command,
    help="Visa ett ärende med sina handlingar i nummerordning, och de poster som hör till det. ID är ärendets id, en "
    "entydig början av det, eller diarienumret.",
)
@click.argument("written", shell_complete=ids, metavar="ID")
@click.option("--format", "form", type=click.Choice(_FORMATS), default="text", metavar="FORM", help=", ".join(_FORMATS))
@click.pass_obj
def command(ctx: Context, /, written: str, form: str) -> None:
    """Print one case."""
    from sysselreg import lookup
    from sysselreg.cli.case import case_named
    from sysselreg.cli.table import as_json, safe
    from sysselreg.diary.dossier import dossier
    from sysselreg.schema.load import load_schemas
    from sysselreg.store.waiting import refuse

    root = ctx.root()
    refuse(root, written)
    snapshot = lookup.take(root, ctx.revision)
    schemas = load_schemas(snapshot)
    found = dossier(snapshot, schemas, case_named(snapshot, schemas, written))
    name_of = lookup.namer(snapshot, schemas)
    if form == "json":
        click.echo(as_json(_data(found, name_of, snapshot.revision.short), schemas), nl=False)
    else:
        click.echo(safe(_text(found, schemas, name_of), schemas), nl=False)


def _data(found: Dossier, name_of: Callable[[str], str], revision: str) -> dict[str, Any]:
    from sysselreg.cli.table import stored
    from sysselreg.record.tell import title

    return {
        "format_version": 1,
        "revision": revision or None,
        "ärende": stored(found.case),
        "handlingar": [{**stored(each), "beteckning": found.name(each)} for each in found.documents],
        "poster": [
            {"id": each.id, "typ": each.kind, "titel": title(each, name_of), "fil": each.path, "genom": list(by)}
            for each, by in found.others
        ],
    }


def _text(found: Dossier, schemas: Schemas, name_of: Callable[[str], str]) -> str:
    from sysselreg.diary.compile import diary
    from sysselreg.diary.render import document_lines, folded
    from sysselreg.record.tell import lines_as_text, title

    case = found.case
    held = diary([case, *found.documents], schemas, {}, year=None, offentlig=False)
    (shown,) = held.cases
    tell(*(f"{each} har inget nummer och är inte med. Se sysselreg kontrollera." for each in held.homeless))
    parts = [
        f"{shown.number}  {shown.heading}\n{case.id}  {case.path}\n",
        lines_as_text(_facts(case, schemas, name_of)),
        "Handlingar\n" + "".join(f"{line}\n" for line in document_lines(shown, schemas, width(), _decisions(found))),
    ]
    if found.others:
        told = ((f"  {each.id}  ", f"{title(each, name_of)} ({_by(by)})") for each, by in found.others)
        rows = (line for head, text in told for line in folded(head, text, width()))
        parts.append("Hör också till ärendet\n" + "".join(f"{row}\n" for row in rows))
    return "\n".join(parts)


def _by(ways: Sequence[str]) -> str:
    """By what a record belongs to the case; the documents that are about it by their numbers in the case."""
    from sysselreg.swedish import join_and

    numbers = [way.rpartition("-")[2] for way in ways if way.startswith(_ABOUT)]
    others = [way for way in ways if not way.startswith(_ABOUT)]
    return ", ".join([*others, *([f"{_ABOUT}handling {join_and(numbers)}"] if numbers else [])])


def _facts(case: Record, schemas: Schemas, name_of: Callable[[str], str]) -> Iterator[Line]:
    """What the case's record says below its heading; who handles it and whether it is open is always told."""
    from sysselreg.record.model import Record
    from sysselreg.record.tell import Line, told

    above = ("diarienummer", "rubrik")
    data = {name: value for name, value in case.data.items() if name not in above}
    yield from told(Record(case.kind, case.id, case.path, data, case.source), schemas, name_of)
    for name in ("handläggare", "status"):
        if name not in data:
            yield Line(0, schemas.kinds[case.kind].root.children[name].title, "inte angiven")


def _decisions(found: Dossier) -> dict[str, list[str]]:
    """Document → what it proposes to be decided, and to whom the decision is to be sent."""
    from sysselreg.swedish import join_and

    told: dict[str, list[str]] = {}
    for each in found.documents:
        proposed, sent = (each.data.get(name, ()) for name in ("förslag_till_beslut", "beslut_skickas_till"))
        lines = ["Förslag till beslut:", *(f"- {' '.join(str(line).split())}" for line in proposed)] if proposed else []
        told[each.id] = [*lines, *([f"Beslutet skickas till {join_and([str(to) for to in sent])}."] if sent else [])]
    return told
