"""`visa`: one record with labels, and what refers to it."""

from __future__ import annotations

import click

from sysselreg.cli.complete import ids
from sysselreg.cli.group import Command
from sysselreg.cli.main import Context
from sysselreg.errors import UsageError


@click.command(
    "visa", cls=Command, help="Visa en post. ID är postens id, en entydig början av det, eller ett diarienummer."
)
@click.argument("post", shell_complete=ids, metavar="ID")
@click.option(
    "--format",
    "form",
    type=click.Choice(("text", "yaml", "json")),
    default="text",
    metavar="FORM",
    help="text, yaml eller json",
)
@click.pass_obj
def command(ctx: Context, /, post: str, form: str) -> None:
    """Print one record."""
    from sysselreg import lookup
    from sysselreg.cli.table import as_json, safe, stored
    from sysselreg.record.load import find_one, mentions
    from sysselreg.record.tell import lines_as_text, title, told
    from sysselreg.schema.load import load_schemas

    root = ctx.root()
    snapshot = lookup.at_hand(root, ctx.revision)
    schemas = load_schemas(snapshot)
    try:
        record = find_one(snapshot, schemas, post)
    except UsageError:
        from sysselreg.store.waiting import refuse

        refuse(root, post)
        raise
    if form == "yaml":
        click.echo(safe(snapshot.text(record.path), schemas), nl=False)
        return
    if form == "json":
        click.echo(as_json(stored(record), schemas), nl=False)
        return
    name_of = lookup.namer(snapshot, schemas)
    text = f"{record.id}  {title(record, name_of)}\n{record.path}\n\n{lines_as_text(told(record, schemas, name_of))}"
    pointing = mentions(snapshot, schemas, record.id)
    if pointing:
        rows = [f"  {each.id}  {title(each, name_of)} ({fields})\n" for each, fields in pointing]
        text += f"\nDet här pekar på posten:\n{''.join(rows)}"
    click.echo(safe(text, schemas), nl=False)
