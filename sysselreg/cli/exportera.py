"""`exportera`: the register's tables, or its figures, as files for others."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sysselreg.cli.group import Command
from sysselreg.cli.main import Context
from sysselreg.errors import UsageError

if TYPE_CHECKING:
    from sysselreg.snapshot import Snapshot

_FORMS = ("parquet", "csv", "json")
_HELP = """\
Exportera registrets tabeller som FORM (parquet, csv eller json), till ett lager med många register.

Tabellerna läggs i mappen register=NAMN i det lager som --ut anger, och ersätter det som registret lade där förut. Fri
text och namn följer inte med, och varje post och person är ett löpnummer. Uppgifterna gäller ändå enskilda personer
och får bara lämnas till den som ska räkna på dem.

Med --publik exporteras i stället nyckeltalen för ett år, så som statistik visar dem. De får spridas.
"""


@click.command("exportera", cls=Command, short_help="Exportera registrets tabeller eller nyckeltal.", help=_HELP)
@click.argument("form", metavar="FORM", type=click.Choice(_FORMS))
@click.option("--ut", metavar="KATALOG", default="lager", help="Lagret som det läggs i (annars mappen lager).")
@click.option("--publik", is_flag=True, help="Bara nyckeltal som får spridas.")
@click.option("--ar", metavar="ÅÅÅÅ", help="Året för --publik (annars det här året).")
@click.option("--period", metavar="FRÅN..TILL", help="Perioden för --publik, som 2017..2019.")
@click.pass_obj
def command(ctx: Context, /, form: str, ut: str, publik: bool, ar: str | None, period: str | None) -> None:
    """Write the files and print where they are."""
    from sysselreg import lookup

    if (ar or period) and not publik:
        raise UsageError("Tabellerna exporteras hela. Ta bort --ar och --period, eller lägg till --publik.")
    snapshot = lookup.take(ctx.root(), ctx.revision)
    made = _figures(ctx, snapshot, form, Path(ut), ar, period) if publik else _tables(ctx, snapshot, form, Path(ut))
    click.echo(str(made))


def _tables(ctx: Context, snapshot: Snapshot, form: str, lake: Path) -> Path:
    from sysselreg import checking, pipeline
    from sysselreg.cli.terminal import tell
    from sysselreg.exchange.tables import exported, write_export

    checked = checking.check(snapshot).sound()
    today = _day(ctx, snapshot)
    tables = exported(snapshot, pipeline.filled_tables(snapshot, checked, today), checked.config, today)
    made = write_export(lake, tables, form)
    rows = sum(len(filled.rows) for filled in tables[1:])
    tell(
        f"{len(tables) - 1} tabeller med {rows} rader, räknade till {today}.",
        "Filerna gäller enskilda personer. Lämna dem bara till den som ska räkna.",
    )
    return made


def _day(ctx: Context, snapshot: Snapshot) -> date:
    """The day that what is due is worked out to: of `--idag`, else of the commit, so that it gives the same again."""
    from sysselreg.cli.when import today

    of_commit = snapshot.revision.date if snapshot.revision.clean else None
    return today(ctx) if ctx.today_text or of_commit is None else of_commit


def _figures(ctx: Context, snapshot: Snapshot, form: str, folder: Path, year: str | None, period: str | None) -> Path:
    from sysselreg import checking, pipeline
    from sysselreg.cli.when import question
    from sysselreg.exchange import figures as files
    from sysselreg.figure.render import figures_json

    asked = question(ctx, year, period, None, None, internal=False)
    outcome = checking.check(snapshot)
    found = pipeline.figures(snapshot, outcome, asked)
    match form:
        case "parquet":
            content = files.as_parquet(found)
        case "csv":
            content = files.as_csv(found).encode()
        case _:
            content = figures_json(found, asked.period, snapshot.revision.short).encode()
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"nyckeltal-{outcome.sound().config['register']}-{str(asked.period).replace('–', '-')}.{form}"
    path.write_bytes(content)
    return path
