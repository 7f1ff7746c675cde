"""`mal`: whether the goals are reached."""

from __future__ import annotations

import click

from sysselreg.cli.group import Command
from sysselreg.cli.main import Context, printable


@click.command("mal", cls=Command, help="Visa om målen är nådda, missade eller inte kan bedömas.")
@click.option("--ar", metavar="ÅÅÅÅ", help="Året som bedöms (annars det här året).")
@click.option("--period", metavar="FRÅN..TILL", help="Perioden, som 2017..2019.")
@click.option("--internt", is_flag=True, help="Dölj inget. Resultatet får inte spridas.")
@click.option(
    "--format", "form", type=click.Choice(("text", "json")), default="text", metavar="FORM", help="text, json"
)
@click.pass_obj
def command(ctx: Context, /, ar: str | None, period: str | None, internt: bool, form: str) -> None:
    """Print the goals in force in the period."""
    from sysselreg import checking, lookup, pipeline
    from sysselreg.cli.when import question
    from sysselreg.figure import render

    snapshot = lookup.take(ctx.root(), ctx.revision)
    asked = question(ctx, ar, period, None, None, internal=internt)
    found = pipeline.goals(snapshot, checking.check(snapshot), asked)
    told = render.goals_text if form == "text" else render.goals_as_json
    click.echo(printable(told(found, asked.period, snapshot.revision.short)), nl=False)
