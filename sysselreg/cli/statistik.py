"""`statistik`: the key figures of a period."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from sysselreg.cli.group import Command
from sysselreg.cli.main import Context, printable
from sysselreg.cli.progress import progress
from sysselreg.errors import UsageError

if TYPE_CHECKING:
    from sysselreg.figure.choice import Question
    from sysselreg.figure.model import ShownFigure
    from sysselreg.period import Period

_FORMATS = ("text", "json", "csv", "xlsx", "parquet")


@click.command("statistik", cls=Command, help="Räkna fram nyckeltal för ett år eller en period.")
@click.option("--ar", metavar="ÅÅÅÅ", help="Året som räknas (annars det här året).")
@click.option("--period", metavar="FRÅN..TILL", help="Perioden, som 2017..2019 eller 2023-01..2023-06.")
@click.option("--nyckeltal", metavar="N10,N19", help="Bara de här nyckeltalen.")
@click.option("--per", metavar="FÄLT", help="Dela upp, som kön, förvaltning eller kvartal; två med komma emellan.")
@click.option("--internt", is_flag=True, help="Dölj inget. Resultatet får inte spridas.")
@click.option("--lager", metavar="LAGER", help="Räkna på många registers exporter, i en mapp eller på en adress.")
@click.option("--motor", metavar="MOTOR", help="För --lager: duckdb, local (Spark här) eller spark://…")
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
    lager: str | None,
    motor: str | None,
    form: str,
) -> None:
    """Print the figures, disclosure control done."""
    from sysselreg import checking, lookup, pipeline
    from sysselreg.cli.when import question

    asked = question(ctx, ar, period, nyckeltal, per, internal=internt)
    if lager is not None:
        found, held = _of_lake(ctx, asked, lager, motor)
        revision = ""
    elif motor is not None:
        raise UsageError("--motor gäller ett lager. Skriv vilket med --lager.")
    else:
        snapshot = lookup.take(ctx.root(), ctx.revision)
        with progress() as told:
            outcome = checking.check(snapshot, told)
        found, held = pipeline.figures(snapshot, outcome, asked), {}
        revision = snapshot.revision.short
    if internt:
        from sysselreg.figure.render import INTERNAL

        click.echo(INTERNAL, err=True)
    _print(found, asked.period, revision, form, held)


def _of_lake(
    ctx: Context, asked: Question, lake: str, motor: str | None
) -> tuple[Sequence[ShownFigure], dict[str, object]]:
    """The figures over all registers of a lake, and the lake told as in the JSON; in a sentence on stderr."""
    from sysselreg.cli.terminal import tell
    from sysselreg.lake.run import DUCKDB, lake_figures
    from sysselreg.schema.load import load_schemas
    from sysselreg.store.read import program_files

    if ctx.revision is not None or ctx.register is not None:
        raise UsageError("Ett lager har register i sig. Ta bort --register och --revision.")
    program = program_files()
    known = load_schemas(program).vocabularies
    found, held = lake_figures(program, known, lake, motor or DUCKDB, asked)
    when = f"{held.first}" if held.first == held.last else f"{held.first} till {held.last}"
    tell(f"{len(held.registers)} register i lagret, exporterade {when}.")
    about: dict[str, object] = {
        "register": dict(held.registers),
        "exporterade": {"från": f"{held.first}", "till": f"{held.last}"},
    }
    return found, about


def _print(found: Sequence[ShownFigure], period: Period, revision: str, form: str, held: dict[str, object]) -> None:
    from sysselreg.exchange import figures as files
    from sysselreg.figure import listing, render

    match form:
        case "text":
            click.echo(printable(listing.figures_text(found, period, revision)), nl=False)
        case "json":
            click.echo(printable(render.figures_json(found, period, revision, held)), nl=False)
        case "csv":
            click.echo(printable(files.as_csv(found)), nl=False)
        case _:
            binary = files.as_xlsx(found) if form == "xlsx" else files.as_parquet(found)
            sys.stdout.buffer.write(binary)
