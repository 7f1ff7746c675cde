"""`forklara`: what a message means and how to mend it; how a figure is made up; where a record is counted."""

from __future__ import annotations

import click

from sysselreg.cli.group import Command
from sysselreg.cli.main import Context, printable


@click.command(
    "forklara",
    cls=Command,
    help="Förklara ett meddelande (S021), ett nyckeltal (N10) eller var en post räknas (upp-7k3qf9).",
)
@click.argument("vad", metavar="KOD|NYCKELTAL|ID")
@click.pass_obj
def command(ctx: Context, /, vad: str) -> None:
    """Print the explanation of a message's code, a figure's id or a record's id. Works outside a register too."""
    from sysselreg import pipeline
    from sysselreg.errors import UsageError

    try:
        snapshot = pipeline.take(ctx.root(), ctx.revision)
    except UsageError:
        if ctx.register:
            raise
        snapshot = pipeline.program_files()
    click.echo(printable(pipeline.explained(snapshot, vad)), nl=False)
