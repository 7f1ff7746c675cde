"""`lista`: records of a kind, chosen by fields."""

from __future__ import annotations

import click

from sysselreg.cli.complete import kinds
from sysselreg.cli.group import LIST_FORMAT, Command
from sysselreg.cli.main import Context, private


@click.command("lista", cls=Command, help="Lista poster, alla eller av en TYP, som upphandling eller placering.")
@click.argument("typ", shell_complete=kinds, required=False)
@click.option("--dar", "villkor", metavar="FÄLT=VÄRDE", multiple=True, help="Bara poster där fältet har värdet.")
@LIST_FORMAT
@click.pass_obj
def command(ctx: Context, /, typ: str | None, villkor: tuple[str, ...], form: str) -> None:
    """Print the chosen records, by path."""
    from sysselreg import lookup
    from sysselreg.cli.table import listed
    from sysselreg.record.choose import chosen, conditions, kind_named
    from sysselreg.schema.load import load_schemas

    snapshot = lookup.take(ctx.root(), ctx.revision)
    schemas = load_schemas(snapshot)
    kind = kind_named(schemas, typ) if typ else None
    loaded = lookup.records(snapshot, schemas, kind)
    records = chosen(loaded.records, conditions(villkor, schemas, kind))
    for path in loaded.unreadable:
        click.echo(private(f"{path} går inte att läsa och är inte med. Se sysselreg kontrollera."), err=True)
    if not records:
        click.echo("Inga poster.", err=True)
    click.echo(listed(records, form, snapshot, schemas), nl=False)
