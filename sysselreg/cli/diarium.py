"""`diarium`: the diary as OSL 5 kap. 2 § asks, for the office or for everybody."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sysselreg.cli.group import Command
from sysselreg.cli.main import Context, printable
from sysselreg.cli.terminal import tell, width

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sysselreg.cli.case import Config
    from sysselreg.diary.model import Diary
    from sysselreg.record.model import Record
    from sysselreg.schema.model import Schemas

# So many numbers are named in a message.
_NAMED = 5
_FORMATS = ("text", "csv", "json", "pdf")


@click.command(
    "diarium",
    cls=Command,
    help="Visa diariet: ärendena och deras handlingar i nummerordning, med luckor i nummerserierna och det som är "
    "makulerat.",
)
@click.option("--ar", "written", metavar="ÅÅÅÅ", help="Bara handlingar från året.")
@click.option("--offentlig", is_flag=True, help="Utelämna det som inte är öppet och det som inte är upprättat än.")
@click.option("--format", "form", type=click.Choice(_FORMATS), default="text", metavar="FORM", help=", ".join(_FORMATS))
@click.option("--ut", metavar="KATALOG", help="Lägg en fil i mappen. En PDF läggs annars i den mapp du står i.")
@click.pass_obj
def command(ctx: Context, /, written: str | None, offentlig: bool, form: str, ut: str | None) -> None:
    """Print the diary, or write it to a file and print where that is."""
    from sysselreg import lookup, pipeline
    from sysselreg.cli.case import sound_settings, year_named
    from sysselreg.cli.when import today
    from sysselreg.diary.compile import diary
    from sysselreg.schema.load import load_schemas
    from sysselreg.store.write import write_output

    root = ctx.root()
    snapshot = lookup.take(root, ctx.revision)
    schemas = load_schemas(snapshot)
    config, year = sound_settings(snapshot, schemas), year_named(written) if written else None
    loaded = [lookup.records(snapshot, schemas, schemas.kinds[kind]) for kind in ("ärende", "handling")]
    records = [record for each in loaded for record in each.records]
    # What is known of the series is of now.
    known = {} if ctx.revision else _without_case(root, config, records)
    found = diary(records, schemas, config, year=year, offentlig=offentlig, known=known)
    for path in (path for each in loaded for path in each.unreadable):
        tell(f"{path} går inte att läsa och är inte med. Se sysselreg kontrollera.")
    for record_id in found.homeless:
        tell(f"{record_id} har inget nummer, eller inget ärende i registret, och är inte med. Rätta posten.")
    if not offentlig and (lapsed := list(found.lapsed(today(ctx)))):
        more = f" och {len(lapsed) - _NAMED} till" if len(lapsed) > _NAMED else ""
        tell(f"Dagen då sekretessen upphör har passerat för {', '.join(lapsed[:_NAMED])}{more}. Pröva den igen.")
    if not found.rows:
        tell(f"Inga ärenden eller handlingar{f' för {year}' if year else ''}.")
    if form == "pdf":
        content = pipeline.diary_pdf(snapshot, schemas, config, found, today(ctx))
    else:
        content = printable(_text(found, schemas, snapshot.revision.short, form)).encode()
    if form != "pdf" and ut is None:
        click.echo(content, nl=False)
        return
    if found.withholds:
        tell("Filen visar uppgifter som inte är öppna. Lämna ut den som görs med --offentlig.")
    name = f"diarium-{config['register']}{f'-{year}' if year else ''}{'-offentligt' if offentlig else ''}"
    file = write_output(Path(ut or ".") / f"{name}.{'txt' if form == 'text' else form}", content)
    click.echo(printable(str(file)))


def _without_case(root: Path, config: Config, records: Iterable[Record]) -> dict[str, str]:
    """Numbers that need no case, reserved or cancelled while they were → which, as people read it.

    Only of the series and years that cases have numbers of, and as far as this clone has seen them.
    """
    from sysselreg.store.chain import CANCELLED, RESERVED, Chain, number_of
    from sysselreg.store.seen import known

    told = {RESERVED: "Reserverat", CANCELLED: "Makulerat"}
    series = {each["serie"] for each in config.get("nämnder", ()) if each.get("nummer") == "här" and "serie" in each}
    numbers = {str(record.data["diarienummer"]) for record in records if "diarienummer" in record.data}
    found = {(each, of[0]) for each in series for number in numbers if (of := number_of(each, number))}
    return {
        chain.text(number): told[state]
        for chain in (Chain(each, year, config["nummerplats"]) for each, year in found)
        for number, state in known(root, chain).items()
        if state in told
    }


def _text(found: Diary, schemas: Schemas, revision: str, form: str) -> str:
    from sysselreg.diary import render

    match form:
        case "json":
            return json.dumps(render.as_data(found, revision), ensure_ascii=False, indent=1) + "\n"
        case "csv":
            from sysselreg.exchange.csv import csv_text

            return csv_text(render.CSV_HEAD, render.csv_rows(found, schemas))
        case _:
            return render.as_text(found, schemas, width())
