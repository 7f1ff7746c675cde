"""`bevaka`: what is due, for whom, since when."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING

import click

from sysselreg.cli.complete import ids
from sysselreg.cli.group import Command
from sysselreg.cli.main import Context, printable
from sysselreg.cli.terminal import tell, width
from sysselreg.due.model import ROLES

if TYPE_CHECKING:
    from sysselreg.due.model import Due
    from sysselreg.record.model import Record

# From what something is to be done about to what that is part of.
_PART_OF = ("upphandling", "dialogöverenskommelse", "leverantör", "avser")
_FORMATS = ("text", "json", "ics")


@click.command(
    "bevaka",
    cls=Command,
    help="Visa vad som ska göras, av vem och senast när. Det som redan är förfallet visas alltid och ger slutkod 1. "
    "Med ID visas bara det som gäller en post och det som hör till den: en upphandling med sina dialoger och "
    "placeringar, en leverantör eller ett ärende.",
)
@click.argument("written", shell_complete=ids, metavar="[ID]", required=False)
@click.option("--roll", type=click.Choice(ROLES), metavar="ROLL", help=f"Bara en roll: {', '.join(ROLES)}.")
@click.option(
    "--inom", type=click.IntRange(0, 3650), default=30, metavar="DAGAR", help="Så långt fram som visas (annars 30)."
)
@click.option("--format", "form", type=click.Choice(_FORMATS), default="text", metavar="FORM", help=", ".join(_FORMATS))
@click.pass_obj
def command(ctx: Context, /, written: str | None, roll: str | None, inom: int, form: str) -> int:
    """Print what is due and return 1 when something is overdue."""
    from sysselreg import checking, lookup
    from sysselreg.cli.when import today
    from sysselreg.due.run import due
    from sysselreg.record.load import find_one
    from sysselreg.schema.load import load_schemas
    from sysselreg.store.waiting import told as waiting

    day = today(ctx)
    snapshot = lookup.take(ctx.root(), ctx.revision)
    wanted = find_one(snapshot, load_schemas(snapshot), written) if written else None
    checked = checking.check(snapshot).sound()
    changed = snapshot.revision.date
    # A day is left for those who are ahead of us on the globe.
    if ctx.today_text is None and changed is not None and day + timedelta(days=1) < changed:
        told = f"Datorns klocka visar {day}, men registret ändrades {changed}."
        tell(f"{told} Rätta klockan, eller skriv dagen med --idag.")
    last = day + timedelta(days=min(inom, (date.max - day).days))
    found = [each for each in due(checked, day, last) if roll in (None, each.role)]
    if wanted is not None:
        found = [each for each in found if _concerns(checked.by_id, each, wanted)]
    if form == "ics":
        from sysselreg.due.ics import as_ics
        from sysselreg.swedish import plural

        sys.stdout.buffer.write(as_ics(found, day, checked.config["register"]))
        if unknown := sum(each.latest is None for each in found):
            told = f"{unknown} {plural(unknown, 'frist', 'frister')} kan inte räknas och är inte med."
            click.echo(f"{told} Se sysselreg bevaka.", err=True)
    else:
        from sysselreg.due import render

        short = snapshot.revision.short
        told = render.as_json(found, day, short) if form == "json" else render.as_text(found, day, inom, short, width())
        click.echo(printable(told), nl=False)
    tell(waiting(ctx.root()))
    return int(any(each.overdue_days for each in found))


def _concerns(records: Mapping[str, Record], each: Due, wanted: Record) -> bool:
    """Whether something to do is about a record, or about what is part of it or under a case."""
    about = records[each.id].data
    of_supplier = {award["leverantör"] for award in about.get("tilldelning", ()) if award["id"] == each.part}
    return wanted.id in of_supplier or _part_of(records, each.id, wanted)


def _part_of(records: Mapping[str, Record], record_id: object, wanted: Record) -> bool:
    record = records.get(str(record_id))
    if record is None or record.id == wanted.id:
        return record is not None
    if wanted.kind == "ärende" and record.data.get("diarienummer") == wanted.data.get("diarienummer"):
        return True
    return any(_part_of(records, record.data.get(name), wanted) for name in _PART_OF)
