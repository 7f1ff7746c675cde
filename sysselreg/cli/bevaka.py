"""`bevaka`: what is due, for whom, since when."""

from __future__ import annotations

import sys
from datetime import date, timedelta

import click

from sysselreg.cli.group import Command
from sysselreg.cli.main import Context, printable
from sysselreg.due.model import ROLES

_FORMATS = ("text", "json", "ics")


@click.command(
    "bevaka",
    cls=Command,
    help="Visa vad som ska göras, av vem och senast när. Det som redan är förfallet visas alltid och ger slutkod 1.",
)
@click.option("--roll", type=click.Choice(ROLES), metavar="ROLL", help=f"Bara en roll: {', '.join(ROLES)}.")
@click.option(
    "--inom", type=click.IntRange(0, 3650), default=30, metavar="DAGAR", help="Så långt fram som visas (annars 30)."
)
@click.option("--format", "form", type=click.Choice(_FORMATS), default="text", metavar="FORM", help=", ".join(_FORMATS))
@click.pass_obj
def command(ctx: Context, /, roll: str | None, inom: int, form: str) -> int:
    """Print what is due and return 1 when something is overdue."""
    from sysselreg import pipeline
    from sysselreg.cli.when import today
    from sysselreg.due.run import due

    day = today(ctx)
    snapshot = pipeline.take(ctx.root(), ctx.revision)
    checked = pipeline.checked_or_refused(pipeline.check(snapshot))
    last = day + timedelta(days=min(inom, (date.max - day).days))
    found = [each for each in due(checked, day, last) if roll in (None, each.role)]
    if form == "ics":
        from sysselreg.due.ics import as_ics
        from sysselreg.swedish import plural

        sys.stdout.buffer.write(as_ics(found, day, checked.config["register"]))
        if unknown := sum(each.latest is None for each in found):
            told = f"{unknown} {plural(unknown, 'frist', 'frister')} kan inte räknas och är inte med."
            click.echo(f"{told} Se sysselreg bevaka.", err=True)
    else:
        from sysselreg.cli.terminal import width
        from sysselreg.due import render

        short = snapshot.revision.short
        told = render.as_json(found, day, short) if form == "json" else render.as_text(found, day, inom, short, width())
        click.echo(printable(told), nl=False)
    return int(any(each.overdue_days for each in found))
