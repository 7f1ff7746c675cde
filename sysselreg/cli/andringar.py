"""`andringar`: what has changed, in sentences, and what follows from it."""

from __future__ import annotations

import click

from sysselreg.cli.group import Command
from sysselreg.cli.main import Context, printable

_FORMATS = ("text", "md", "html", "json")
# A comment and a page leave the register by mail and web, so what is not open keeps its words to itself there.
_SPREAD = frozenset({"md", "html"})


@click.command(
    "andringar",
    cls=Command,
    help="""Berätta vad som har ändrats och vad det får för följder.

    Utan argument: mappen jämförd med det som är godkänt. Ett namn: vad grenen eller incheckningen för med sig.
    BAS..HUVUD: vad HUVUD för med sig sedan den lämnade BAS. HEAD.. är det som ännu inte är sparat.""",
)
@click.argument("omfang", metavar="[BAS..HUVUD]", required=False)
@click.option("--format", "form", type=click.Choice(_FORMATS), default="text", metavar="FORM", help=", ".join(_FORMATS))
@click.pass_obj
def command(ctx: Context, /, omfang: str | None, form: str) -> None:
    """Print the change."""
    from sysselreg import comparison
    from sysselreg.change.render import RENDERERS
    from sysselreg.store.compare import elsewhere, ends
    from sysselreg.store.read import at_commit, program_files, working_tree

    root = ctx.root()
    found = ends(root, omfang, ctx.revision)
    before = at_commit(root, found.base) if found.base else program_files()
    after = at_commit(root, found.head) if found.head else working_tree(root)
    change = comparison.told(before, after, others=elsewhere(root, found), closing=form in _SPREAD)
    click.echo(printable(RENDERERS[form](change)), nl=False)
