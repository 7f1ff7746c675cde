"""`overlamna`: an awarded procurement is handed over to those who talk to the supplier."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import click

from sysselreg.cli.complete import ids
from sysselreg.cli.group import Command
from sysselreg.cli.main import Context
from sysselreg.cli.terminal import tell
from sysselreg.cli.when import must_have_come
from sysselreg.errors import UsageError

if TYPE_CHECKING:
    from sysselreg.cli.write import Desk
    from sysselreg.record.model import Record


@click.command(
    "overlamna",
    cls=Command,
    help="""Lämna över en tilldelad upphandling till samordnare och rekryterare.

    Skriver dagen hos varje leverantör som inte redan är överlämnad, säger vad som saknas i överlämningen och vad som
    ska göras sedan.""",
)
@click.argument("upphandling", shell_complete=ids, metavar="ID")
@click.option("--datum", metavar="ÅÅÅÅ-MM-DD", help="Dagen för överlämningen (annars i dag).")
@click.option("--leverantor", metavar="ID", help="Bara den här leverantören.")
@click.option(
    "--kontaktfunktion", metavar="FUNKTION", help="Den hos leverantören som ni har kontakt med, aldrig ett namn."
)
@click.option("--torrkorning", is_flag=True, help="Skriv inget, men visa vad som skulle ändras.")
@click.pass_obj
def command(
    ctx: Context,
    /,
    upphandling: str,
    datum: str | None,
    leverantor: str | None,
    kontaktfunktion: str | None,
    torrkorning: bool,
) -> int:
    """Write the day of the handover and print the procurement's id."""
    from sysselreg.check.facts import at
    from sysselreg.cli.procurement import procurement_named
    from sysselreg.cli.write import desk_of, put
    from sysselreg.record.assign import changes
    from sysselreg.record.edit import edit, opened

    desk = desk_of(ctx, "overlamna", as_draft=False, dry=torrkorning)
    record = procurement_named(desk.snapshot, desk.schemas, upphandling)
    awards = _awards(desk, record, leverantor)
    waiting = [award for award in awards if "överlämnad" not in award]
    if not waiting:
        days = ", ".join(sorted({str(award["överlämnad"]) for award in awards}))
        tell(f"Upphandlingen är redan överlämnad ({days}). Inget är ändrat.")
        if kontaktfunktion:
            fields = [f"--satt 'tilldelning[{award['id']}].kontaktfunktion={kontaktfunktion}'" for award in awards]
            tell(f"Skriv in kontakten så här: sysselreg andra {record.id} {' '.join(fields)}")
        return 0
    when = datum or desk.today.isoformat()
    must_have_come("Överlämningen", when, desk.today, at(record.data, "datum", "tilldelning") or "", "tilldelningen")
    if kontaktfunktion and len(waiting) > 1:
        raise UsageError("Flera leverantörer ska lämnas över. Skriv --leverantor för den som kontaktfunktionen gäller.")
    given = [f"tilldelning[{award['id']}].överlämnad={when}" for award in waiting]
    given += [f"tilldelning[{waiting[0]['id']}].kontaktfunktion={kontaktfunktion}"] if kontaktfunktion else []
    kind, text = desk.schemas.kinds[record.kind], desk.snapshot.text(record.path)
    data, _ = opened(text, kind)
    text = edit(text, kind, changes(data, kind, given, (), desk.schemas, desk.snapshot))
    if wrong := put(desk, {record.path: text}):
        tell(wrong, "\n", "Inget är skrivet. Rätta det som står ovan först.")
        return 1
    if not desk.dry:
        click.echo(record.id)
        for line in _next(desk, record, waiting, kontaktfunktion):
            tell(line)
    return 0


def _awards(desk: Desk, record: Record, supplier: str | None) -> list[Mapping[str, Any]]:
    """The awards to hand over. Raises UsageError when the supplier is not chosen yet, or another is asked for."""
    from sysselreg.check.facts import BEFORE_AWARD, label
    from sysselreg.record.load import find_one

    status = record.data["status"]
    if status in BEFORE_AWARD or status == "avbruten":
        told = label(desk.schemas, "upphandlingsstatus", status).lower()
        raise UsageError(f"{record.id} är {told}. Lämna över när leverantören är utsedd och status är tilldelad.")
    awards: list[Mapping[str, Any]] = list(record.data.get("tilldelning", ()))
    if not awards:
        raise UsageError(
            f"{record.id} har ingen leverantör att lämna över. Skriv in den: "
            f"sysselreg andra {record.id} --satt 'tilldelning[t1].leverantör=ORG-ID'"
        )
    if supplier is None:
        return awards
    wanted = find_one(desk.snapshot, desk.schemas, supplier).id
    mine = [award for award in awards if award["leverantör"] == wanted]
    if not mine:
        possible = ", ".join(str(award["leverantör"]) for award in awards)
        raise UsageError(f"{wanted} har inte fått avtalet i {record.id}. Välj en av: {possible}.")
    return mine


def _next(desk: Desk, record: Record, handed: list[Mapping[str, Any]], contact: str | None) -> Iterator[str]:
    """What was done, what the recruiter still lacks, and what comes next (Östersund, the matching phase)."""
    from sysselreg import lookup
    from sysselreg.assess.commands import fill_in
    from sysselreg.check.facts import at
    from sysselreg.swedish import join_and

    name_of = lookup.namer(desk.snapshot, desk.schemas)
    yield f"Överlämnat: {join_and([name_of(award['leverantör']) for award in handed])}. Checka in med sysselreg spara."
    wanted = ["roller.samordnare", "roller.rekryterare", "avtalstid.från", "avtalstid.till"]
    lacking = [name for name in wanted if at(record.data, *name.split(".")) is None]
    lacking += [
        f"tilldelning[{award['id']}].kontaktfunktion"
        for award in handed
        if "kontaktfunktion" not in award and not contact
    ]
    if lacking:
        told, _ = fill_in(record.id, lacking, desk.schemas.kinds[record.kind], desk.schemas)
        yield f"Det här saknas i överlämningen. Fyll i: {told}"
    limit = lookup.around(desk.snapshot, desk.schemas, record).config["regler"]["första_dialog_dagar"]
    yield f"Nästa steg: gör brevet om överlämning, sysselreg brev L2 {record.id}"
    yield f"Rekryteraren håller första dialogen inom {limit} dagar från avtalet. Frister: sysselreg bevaka"
