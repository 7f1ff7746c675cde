"""`brev`: letters as drafts, registered, sent, or all that are due."""

from __future__ import annotations

import click

from sysselreg.cli.group import Command
from sysselreg.cli.main import Context
from sysselreg.errors import UsageError

_FORMATS = ("pdf", "eml")
_HELP = """\
Gör ett brev av en TYP (L1–L20) om en post. Brevet blir ett utkast tills det upprättas.

\b
  brev --lista                     vilka brev som finns, och när de skickas
  brev L7 dia-2m5r8c               ett utkast
  brev L7 dia-2m5r8c --uppratta    brevet, registrerat som handling i ärendet
  brev --forfallna                 upprättar alla brev som är förfallna
"""


@click.command("brev", cls=Command, help=_HELP)
@click.argument("typ", metavar="[TYP]", required=False)
@click.argument("written", metavar="[ID]", required=False)
@click.option("--lista", "listing", is_flag=True, help="Visa vilka brev som finns.")
@click.option("--ut", metavar="KATALOG", default=".", help="Mappen som filen läggs i.")
@click.option("--format", "form", type=click.Choice(_FORMATS), default="pdf", metavar="FORM", help=", ".join(_FORMATS))
@click.option("--leverantor", "supplier", metavar="ID", default="", help="Vilken leverantör, när posten har flera.")
@click.option("--mottagare", "recipient", metavar="TEXT", default="", help="Mottagare i stället för registrets egen.")
@click.option("--er-beteckning", "reference", metavar="TEXT", default="", help="Mottagarens egen beteckning.")
@click.pass_obj
def command(
    ctx: Context,
    /,
    typ: str | None,
    written: str | None,
    listing: bool,
    ut: str,
    form: str,
    supplier: str,
    recipient: str,
    reference: str,
) -> int:
    """Make what is asked for."""
    from sysselreg.cli import letters

    if listing:
        return letters.listed(ctx)
    if typ is None or written is None:
        raise UsageError("Skriv vilket brev och om vilken post, som brev L7 dia-2m5r8c. Se sysselreg brev --lista.")
    return letters.draft(ctx, typ, written, ut, form, letters.Given(supplier, recipient, reference))
