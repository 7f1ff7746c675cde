"""`forklara`: what a message means and how to mend it; how a figure is made up; where a record is counted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from sysselreg.cli.complete import ids
from sysselreg.cli.group import Command
from sysselreg.cli.main import Context, printable
from sysselreg.errors import UsageError

if TYPE_CHECKING:
    from sysselreg.snapshot import Snapshot

_HELP = """\
Förklara ett meddelande (S021), ett nyckeltal (N10) eller var en post räknas (upp-7k3qf9).

\b
  sysselreg forklara N19                 vad nyckeltalet betyder
  sysselreg forklara N19 --ar 2023       vad det bygger på: SQL, poster, incheckningar,
                                         vem som skrev och vem som godkände
"""


@click.command(
    "forklara",
    cls=Command,
    short_help="Förklara ett meddelande (S021), ett nyckeltal (N10) eller var en post räknas (upp-7k3qf9).",
    help=_HELP,
)
@click.argument("vad", shell_complete=ids, metavar="KOD|NYCKELTAL|ID")
@click.option("--ar", metavar="ÅÅÅÅ", help="Året som nyckeltalet räknas för.")
@click.option("--period", metavar="FRÅN..TILL", help="Perioden som nyckeltalet räknas för, som 2017..2019.")
@click.option("--internt", is_flag=True, help="Dölj inget. Resultatet får inte spridas.")
@click.pass_obj
def command(ctx: Context, /, vad: str, ar: str | None, period: str | None, internt: bool) -> None:
    """Print the explanation of a message's code, a figure's id or a record's id. Works outside a register too."""
    from sysselreg import pipeline

    if ar or period:
        click.echo(printable(_counted(ctx, vad, ar, period, internal=internt)), nl=False)
        return
    if internt:
        raise UsageError("--internt hör till --ar eller --period.")
    click.echo(printable(pipeline.explained(_snapshot(ctx), vad)), nl=False)


def _snapshot(ctx: Context) -> Snapshot:
    from sysselreg import lookup
    from sysselreg.store.read import program_files

    try:
        return lookup.take(ctx.root(), ctx.revision)
    except UsageError:
        if ctx.register:
            raise
        return program_files()


def _counted(ctx: Context, written: str, year: str | None, period: str | None, *, internal: bool) -> str:
    from sysselreg import checking, lookup, pipeline
    from sysselreg.cli.when import question
    from sysselreg.figure.explain import explain_counted
    from sysselreg.store.trail import trails

    snapshot = lookup.take(ctx.root(), ctx.revision)
    outcome = checking.check(snapshot)
    checked = outcome.sound()
    traced = pipeline.traced(snapshot, outcome, question(ctx, year, period, written, None, internal=internal))
    shown = traced.figure.shown
    records = [checked.by_id[each] for each in (*shown.records, *shown.unknown_records)]
    made = trails(ctx.root(), snapshot, checked.schemas, records, traced.reads)
    labels = {
        name: {field: inner.title for field, inner in kind.root.children.items()}
        for name, kind in checked.schemas.kinds.items()
    }
    return explain_counted(traced, made, labels)
