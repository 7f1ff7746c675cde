"""`kalkyl`: what a placement, or all of a procurement's, is worth to whom."""

from __future__ import annotations

import click

from sysselreg.cli.complete import ids
from sysselreg.cli.group import Command
from sysselreg.cli.main import Context
from sysselreg.errors import UsageError


@click.command(
    "kalkyl",
    cls=Command,
    help="""Räkna ut vad anställningar är värda, och för vem.

    ID är en upphandling, placering, dialogöverenskommelse, utvärdering eller ett program. Kalkylen är registrets egen
    och visar formler, parametrar och antaganden. Ett år som saknar en parameter räknas inte.""",
)
@click.argument("post", shell_complete=ids, metavar="[ID]", required=False)
@click.option("--indata", metavar="FIL", help="Räkna på en persons uppgifter i en fil i stället; - läser standard in.")
@click.option("--ar", metavar="ÅÅÅÅ", help="Räkna hela tiden med det här årets parametrar.")
@click.option(
    "--format", "form", type=click.Choice(("text", "json")), default="text", metavar="FORM", help="text, json"
)
@click.pass_obj
def command(ctx: Context, /, post: str | None, indata: str | None, ar: str | None, form: str) -> None:
    """Print the calculation."""
    from sysselreg import lookup, pipeline
    from sysselreg.calculation import output, render
    from sysselreg.cli.table import safe
    from sysselreg.record.tell import title
    from sysselreg.schema.load import load_schemas

    if (post is None) == (indata is None):
        raise UsageError("Skriv antingen ett id eller --indata FIL.")
    snapshot = lookup.take(ctx.root(), ctx.revision)
    schemas = load_schemas(snapshot)
    if indata is not None:
        with click.open_file(indata, "rb") as file:
            called = "stdin" if indata == "-" else indata
            told = pipeline.calculated_file(snapshot, file.read(), called, _year(ar))
        name = "en persons indata"
    else:
        told = pipeline.calculated(snapshot, post or "", _year(ar))
        name = title(told.subject, lookup.namer(snapshot, schemas)) if told.subject else ""
    text = (
        render.as_text(told, name, schemas)
        if form == "text"
        else output.as_json(told, name, schemas, snapshot.revision.short)
    )
    click.echo(safe(text, schemas), nl=False)


def _year(written: str | None) -> int | None:
    """The year of `--ar`. Raises UsageError when it is no year."""
    if written is not None and not (len(written) == 4 and written.isascii() and written.isdecimal()):
        raise UsageError(f"Året ”{written}” går inte att läsa. Skriv fyra siffror, som 2023.")
    return int(written) if written else None
