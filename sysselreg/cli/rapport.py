"""`rapport`: the Årsrapport of a year."""

from __future__ import annotations

from pathlib import Path

import click

from sysselreg.cli.group import Command
from sysselreg.cli.main import Context, printable


@click.command("rapport", cls=Command, help="Gör Årsrapporten för ett ÅR som PDF (PDF/A-3a och PDF/UA-1) eller HTML.")
@click.argument("ar", metavar="ÅR", type=click.IntRange(1990, 2199))
@click.option(
    "--profil", type=click.Choice(("lund", "full")), metavar="PROFIL", help="lund eller full (annars registrets egen)."
)
@click.option("--format", "form", type=click.Choice(("pdf", "html")), default="pdf", metavar="FORM", help="pdf, html")
@click.option("--ut", metavar="KATALOG", default=".", help="Mappen som filen läggs i.")
@click.pass_obj
def command(ctx: Context, /, ar: int, profil: str | None, form: str, ut: str) -> None:
    """Write the report and print where it is; what it rests on goes to stderr."""
    from sysselreg import pipeline
    from sysselreg.cli.when import today
    from sysselreg.period import Period
    from sysselreg.store.write import write_output

    snapshot = pipeline.take(ctx.root(), ctx.revision)
    report = pipeline.annual_report(snapshot, pipeline.check(snapshot), ar, profil, form)
    path = write_output(Path(ut) / report.name, report.content)
    click.echo(printable(str(path)))
    click.echo(printable(report.basis), err=True)
    over = Period.year(ar)
    if today(ctx) < over.end:
        begun = "är inte slut" if today(ctx) >= over.start else "har inte börjat"
        click.echo(f"Året {ar} {begun}. Rapporten visar det som är registrerat nu.", err=True)
