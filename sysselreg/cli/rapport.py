"""`rapport`: the Årsrapport of a year."""

from __future__ import annotations

from pathlib import Path

import click

from sysselreg.cli.group import Command
from sysselreg.cli.main import Context, printable
from sysselreg.cli.progress import progress
from sysselreg.errors import UsageError

_HELP = """\
Gör Årsrapporten för ett ÅR som PDF (PDF/A-3a och PDF/UA-1) eller HTML.

Med --uppratta ges den ut: en utgivning i registret håller fast vad den visade och dolde, så att inget som är dolt går
att räkna fram ur senare tabeller. Hör den till ett ärende blir den också en handling där. Ärendet är det som
sysselreg.yaml eller uppdraget anger, eller det som --arende anger.
"""


@click.command(
    "rapport",
    cls=Command,
    short_help="Gör Årsrapporten för ett ÅR som PDF (PDF/A-3a och PDF/UA-1) eller HTML.",
    help=_HELP,
)
@click.argument("ar", metavar="ÅR", type=click.IntRange(1990, 2199))
@click.option(
    "--profil", type=click.Choice(("lund", "full")), metavar="PROFIL", help="lund eller full (annars registrets egen)."
)
@click.option("--format", "form", type=click.Choice(("pdf", "html")), default="pdf", metavar="FORM", help="pdf, html")
@click.option("--ut", metavar="KATALOG", default=".", help="Mappen som filen läggs i.")
@click.option("--internt", is_flag=True, help="Dölj inget. Rapporten får inte spridas.")
@click.option("--uppratta", "issue", is_flag=True, help="Ge ut rapporten och registrera den.")
@click.option("--arende", "case", metavar="ÄRENDE", default="", help="Ärendet som den registreras i.")
@click.option(
    "--nummer", "number", metavar="NR", help="Handlingens nummer, när det tas i ett diarium utanför registret."
)
@click.option("--torrkorning", is_flag=True, help="Skriv inget, men visa vad som skulle registreras.")
@click.pass_obj
def command(
    ctx: Context,
    /,
    ar: int,
    profil: str | None,
    form: str,
    ut: str,
    internt: bool,
    issue: bool,
    case: str,
    number: str | None,
    torrkorning: bool,
) -> int:
    """Write the report and print where it is; what it rests on goes to stderr."""
    if issue:
        from sysselreg.cli import issued

        if internt or form != "pdf":
            raise UsageError("Det som ges ut är PDF utan interna uppgifter. Ta bort --internt och --format.")
        return issued.issue(ctx, ar, profil, Path(ut), case, number, dry=torrkorning)
    if case or number or torrkorning:
        raise UsageError("--arende, --nummer och --torrkorning hör till --uppratta.")
    from sysselreg import checking, lookup, pipeline
    from sysselreg.store.write import write_output

    root = ctx.root()
    snapshot = lookup.take(root, ctx.revision)
    with progress() as told:
        outcome = checking.check(snapshot, told)
    report = pipeline.annual_report(root, snapshot, outcome, ar, profil, form, internal=internt)
    click.echo(printable(str(write_output(Path(ut) / report.name, report.content))))
    click.echo(printable(report.basis), err=True)
    tell_unfinished(ctx, ar)
    if internt:
        from sysselreg.figure.render import INTERNAL

        click.echo(INTERNAL, err=True)
    return 0


def tell_unfinished(ctx: Context, year: int) -> None:
    """Say so when the year is not over."""
    from sysselreg.cli.when import today
    from sysselreg.period import Period

    over = Period.year(year)
    if today(ctx) < over.end:
        begun = "är inte slut" if today(ctx) >= over.start else "har inte börjat"
        click.echo(f"Året {year} {begun}. Rapporten visar det som är registrerat nu.", err=True)
