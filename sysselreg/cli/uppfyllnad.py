"""`uppfyllnad`: whether each supplier fulfils each requirement of a procurement, as a suggestion with reasons."""

from __future__ import annotations

import click

from sysselreg.cli.complete import ids
from sysselreg.cli.group import Command
from sysselreg.cli.main import Context


@click.command(
    "uppfyllnad",
    cls=Command,
    help="""Visa om leverantörerna uppfyller kraven i en upphandling, skilt från resultatet för deltagarna.

    Föreslår en status för varje krav och leverantör, med skäl, och säger om en placering som slutat i förtid är ett
    avtalsbrott. Inget skrivs i posten: ni avgör, och beslutar själva om vite, hävning eller att avstå.""",
)
@click.argument("upphandling", shell_complete=ids, metavar="ID")
@click.option(
    "--format", "form", type=click.Choice(("text", "json")), default="text", metavar="FORM", help="text, json"
)
@click.pass_obj
def command(ctx: Context, /, upphandling: str, form: str) -> None:
    """Print the compliance."""
    from sysselreg import lookup
    from sysselreg.assess import told
    from sysselreg.assess.compliance import compliance
    from sysselreg.cli.procurement import procurement_named
    from sysselreg.cli.table import safe
    from sysselreg.cli.when import today
    from sysselreg.schema.load import load_schemas

    snapshot = lookup.take(ctx.root(), ctx.revision)
    schemas = load_schemas(snapshot)
    record = procurement_named(snapshot, schemas, upphandling)
    found = compliance(lookup.around(snapshot, schemas, record), record, today(ctx))
    name_of, day = lookup.namer(snapshot, schemas), today(ctx)
    text = (
        told.as_text(found, record, schemas, name_of, day)
        if form == "text"
        else told.as_json(found, record, name_of, snapshot.revision.short, day)
    )
    click.echo(safe(text, schemas), nl=False)
