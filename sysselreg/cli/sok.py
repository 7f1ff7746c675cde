"""`sok`: records that hold a text."""

from __future__ import annotations

import click

from sysselreg.cli.group import LIST_FORMAT, Command
from sysselreg.cli.main import Context, private


@click.command("sok", cls=Command, help="Sök poster som innehåller en text, i vilket fält som helst.")
@click.argument("text", metavar="TEXT")
@LIST_FORMAT
@click.pass_obj
def command(ctx: Context, /, text: str, form: str) -> None:
    """Print the records that hold the text and, for people, where."""
    from sysselreg import lookup
    from sysselreg.cli.table import columns, listed
    from sysselreg.record.choose import containing
    from sysselreg.record.tell import title
    from sysselreg.schema.load import load_schemas

    snapshot = lookup.take(ctx.root(), ctx.revision)
    schemas = load_schemas(snapshot)
    every = lookup.records(snapshot, schemas, None).records
    found = list(containing(every, text))
    name_of = lookup.namer(snapshot, schemas, every)
    if not found:
        click.echo(private(f"Ingen post innehåller ”{text}”."), err=True)
    if form == "text":
        rows = [(r.id, r.kind, title(r, name_of), f"{field}: {value}") for r, field, value in found]
        click.echo(columns(rows, schemas), nl=False)
    else:
        click.echo(listed([record for record, _, _ in found], form, snapshot, schemas), nl=False)
