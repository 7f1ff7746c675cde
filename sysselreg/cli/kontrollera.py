"""`kontrollera`: everything that is wrong, all at once."""

from __future__ import annotations

from pathlib import Path

import click

from sysselreg.cli.group import Command
from sysselreg.cli.main import Context, printable
from sysselreg.cli.progress import progress

_FORMATS = ("text", "rader", "json", "gitlab", "junit", "sarif", "github")
_NEEDS_MIGRATION = "S035"


@click.command(
    "kontrollera",
    cls=Command,
    help="Kontrollera hela registret, eller visa bara det som gäller vissa filer.",
)
@click.argument("filer", metavar="[FIL]…", nargs=-1)
@click.option("--andrade", is_flag=True, help="Visa bara det som gäller filer ändrade sedan senaste incheckningen.")
@click.option("--mot", metavar="REF", help="Visa bara det som gäller filer ändrade sedan REF.")
@click.option("--alla-grenar", is_flag=True, help="Sök även nummer och id som är tagna på andra grenar.")
@click.option("--strikt", is_flag=True, help="Låt även varningar ge slutkod 1.")
@click.option("--format", "form", type=click.Choice(_FORMATS), default="text", metavar="FORM", help=", ".join(_FORMATS))
@click.pass_obj
def command(
    ctx: Context, /, filer: tuple[str, ...], andrade: bool, mot: str | None, alla_grenar: bool, strikt: bool, form: str
) -> int:
    """Print the findings and return 1 when there are errors (or warnings, with --strikt), 4 for another version."""
    from sysselreg import checking, comparison, lookup
    from sysselreg.check.render import RENDERERS
    from sysselreg.store.read import changed_since, register_path

    root = ctx.root()
    snapshot = lookup.take(root, ctx.revision)
    with progress() as told:
        outcome = checking.check(snapshot, told)
    # The working tree is held against the last commit, a commit against the one before it.
    base = mot or (f"{ctx.revision}^" if ctx.revision else "HEAD")
    outcome = comparison.across_time(root, snapshot, outcome, base)
    outcome = comparison.across_numbers(root, snapshot, outcome)
    outcome = checking.with_own_definitions(snapshot, outcome)
    if alla_grenar:
        outcome = comparison.across_branches(root, snapshot, outcome)
    wanted = {register_path(root, Path(name), snapshot) for name in filer}
    if andrade or mot:
        wanted |= changed_since(root, snapshot, mot or "HEAD")
    if filer or andrade or mot:
        outcome = comparison.concerning(snapshot, outcome, wanted)
    click.echo(printable(RENDERERS[form](outcome, snapshot.revision.short)), nl=False)
    levels = {f.level for f in outcome.findings}
    if any(f.code == _NEEDS_MIGRATION for f in outcome.findings):
        return 4
    return int("fel" in levels or (strikt and "varning" in levels))
