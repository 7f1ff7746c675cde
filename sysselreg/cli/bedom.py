"""`bedom`: should this procurement have requirements? Rule by rule, with the source."""

from __future__ import annotations

import click

from sysselreg.cli.complete import ids
from sysselreg.cli.group import Command
from sysselreg.cli.main import Context


@click.command(
    "bedom",
    cls=Command,
    help="""Pröva om en upphandling ska ha sysselsättningskrav.

    Går igenom reglerna en i taget och svarar ja, nej eller att det inte går att bedöma, med skäl och källa. Föreslår
    vilket krav som passar, med lydelse. Inget skrivs i posten: beslutet är ert.""",
)
@click.argument("upphandling", shell_complete=ids, metavar="ID")
@click.option("--krav", metavar="TYP", help="Visa bara klausulerna för en kravtyp, som skarpt_krav.")
@click.option(
    "--format", "form", type=click.Choice(("text", "json")), default="text", metavar="FORM", help="text, json"
)
@click.pass_obj
def command(ctx: Context, /, upphandling: str, krav: str | None, form: str) -> None:
    """Print the assessment."""
    from sysselreg import lookup
    from sysselreg.assess import library, procurement, render
    from sysselreg.assess.proposal import with_clauses
    from sysselreg.cli.procurement import procurement_named
    from sysselreg.cli.table import safe
    from sysselreg.cli.when import today
    from sysselreg.record.tell import title
    from sysselreg.schema.load import load_schemas

    snapshot = lookup.take(ctx.root(), ctx.revision)
    schemas = load_schemas(snapshot)
    record = procurement_named(snapshot, schemas, upphandling)
    register = lookup.around(snapshot, schemas, record)
    clauses = library.load_clauses(snapshot, schemas)
    found = procurement.assess(register, record, library.load_questions(snapshot), clauses, today(ctx))
    if krav:
        found = with_clauses(found, register, clauses, krav, today(ctx))
    told = (
        render.as_text(found, title(record), schemas, clauses_only=bool(krav))
        if form == "text"
        else render.as_json(found, title(record), snapshot.revision.short)
    )
    click.echo(safe(told, schemas), nl=False)
