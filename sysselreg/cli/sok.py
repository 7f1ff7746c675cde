"""`sok`: records that hold a text."""

from __future__ import annotations

import click

from sysselreg.cli.group import Command
from sysselreg.cli.main import Context, printable, private


@click.command("sok", cls=Command, help="Sök poster som innehåller en text, i vilket fält som helst.")
@click.argument("text", metavar="TEXT")
@click.option(
    "--format",
    "form",
    type=click.Choice(("text", "json", "csv")),
    default="text",
    metavar="FORM",
    help="text, json, csv",
)
@click.pass_obj
def command(ctx: Context, /, text: str, form: str) -> None:
    """Print the records that hold the text and, for people, where."""
    from sysselreg import pipeline
    from sysselreg.cli.table import columns, shown
    from sysselreg.record.choose import containing
    from sysselreg.record.tell import title

    snapshot = pipeline.take(ctx.root(), ctx.revision)
    schemas = pipeline.schemas(snapshot)
    found = list(containing(pipeline.records(snapshot, schemas, None).records, text))
    name_of = pipeline.namer(snapshot, schemas)
    if not found:
        click.echo(private(f"Ingen post innehåller ”{text}”."), err=True)
    if form == "text":
        rows = [(r.id, r.kind, title(r, name_of)[:48], f"{field}: {value[:60]}") for r, field, value in found]
        click.echo(private(columns(rows).replace("\t", " ")), nl=False)
    else:
        click.echo(printable(shown([record for record, _, _ in found], form, name_of)), nl=False)
