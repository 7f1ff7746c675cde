"""`statistik`: the key figures of a period."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from sysselreg.cli.group import Command
from sysselreg.cli.main import Context, printable

if TYPE_CHECKING:
    from sysselreg.figure.model import ShownFigure
    from sysselreg.period import Period

_FORMATS = ("text", "json", "csv", "xlsx", "parquet")


@click.command("statistik", cls=Command, help="Räkna fram nyckeltal för ett år eller en period.")
@click.option("--ar", metavar="ÅÅÅÅ", help="Året som räknas (annars det här året).")
@click.option("--period", metavar="FRÅN..TILL", help="Perioden, som 2017..2019 eller 2023-01..2023-06.")
@click.option("--nyckeltal", metavar="N10,N19", help="Bara de här nyckeltalen.")
@click.option("--per", metavar="FÄLT", help="Dela upp, som kön, förvaltning eller kvartal; två med komma emellan.")
@click.option("--internt", is_flag=True, help="Dölj inget. Resultatet får inte spridas.")
@click.option("--format", "form", type=click.Choice(_FORMATS), default="text", metavar="FORM", help=", ".join(_FORMATS))
@click.pass_obj
def command(
    ctx: Context,
    /,
    ar: str | None,
    period: str | None,
    nyckeltal: str | None,
    per: str | None,
    internt: bool,
    form: str,
) -> None:
    """Print the figures, disclosure control done."""
    from sysselreg import pipeline
    from sysselreg.cli.when import question

    snapshot = pipeline.take(ctx.root(), ctx.revision)
    asked = question(ctx, ar, period, nyckeltal, per, internal=internt)
    checked = pipeline.check(snapshot).sound()
    found = pipeline.figures(snapshot, checked, asked)
    if internt:
        from sysselreg.figure.render import INTERNAL

        click.echo(INTERNAL, err=True)
    _print(found, asked.period, snapshot.revision.short, form)


def _print(found: Sequence[ShownFigure], period: Period, revision: str, form: str) -> None:
    from sysselreg.exchange import figures as files
    from sysselreg.figure import listing, render

    match form:
        case "text":
            click.echo(printable(listing.figures_text(found, period, revision)), nl=False)
        case "json":
            click.echo(printable(render.figures_json(found, period, revision)), nl=False)
        case "csv":
            click.echo(printable(files.as_csv(found)), nl=False)
        case _:
            binary = files.as_xlsx(found) if form == "xlsx" else files.as_parquet(found)
            sys.stdout.buffer.write(binary)
