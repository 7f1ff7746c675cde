"""`arende`: cases and their numbers, taken here or recorded from a diary system outside."""

from __future__ import annotations

from uuid import uuid4

import click

from sysselreg.cli import dossier, ended, handling
from sysselreg.cli.group import Command, Group
from sysselreg.cli.main import Context, printable
from sysselreg.cli.terminal import tell
from sysselreg.cli.when import must_have_come
from sysselreg.cli.write import desk_of
from sysselreg.errors import UsageError

_YEAR = "Numrets år, annars dagens. Måste skrivas när serien inte har några nummer för året."
# What a repeated command makes anew, so that it still asks for the same case.
_MADE = ("id", "öppnat")


@click.group("arende", cls=Group, help="För ärenden och deras handlingar: nummer, registrering, avslut och makulering.")
def command() -> None:
    """Cases and their documents."""


@command.command(
    "ny",
    cls=Command,
    short_help="Gör ett ärende med nästa nummer, eller med det från diariet.",
    help="Gör ett nytt ärende i en NÄMND, som kan skrivas med sin serie (KS). Tas numren här, tas nästa lediga i det "
    "gemensamma förrådet; annars skrivs diariets nummer in med --diarienummer. Diarienumret och postens id skrivs ut.",
)
@click.argument("board", metavar="NÄMND")
@click.option("--rubrik", "heading", metavar="TEXT", help="Vad ärendet gäller. Måste skrivas.")
@click.option("--diarienummer", "number", metavar="NR", help="Numret från diariet, eller ett som är reserverat här.")
@click.option("--satt", "given", metavar="FÄLT=VÄRDE", multiple=True, help="Sätt ett fält till. Kan upprepas.")
@click.option("--ar", "year", metavar="ÅÅÅÅ", help=_YEAR)
@click.option("--torrkorning", is_flag=True, help="Ta inget nummer och skriv inget, men visa vad som skulle skrivas.")
@click.pass_obj
def new(
    ctx: Context,
    /,
    board: str,
    heading: str | None,
    number: str | None,
    given: tuple[str, ...],
    year: str | None,
    torrkorning: bool,
) -> int:
    """Make a case."""
    from sysselreg.cli import case, registering
    from sysselreg.store.waiting import Waiting

    desk = desk_of(ctx, "arende ny", as_draft=False, dry=torrkorning)
    config = case.settings_of(desk)
    found = case.board_of(config, board)
    if heading is None or not heading.strip():
        raise UsageError("Skriv vad ärendet gäller med --rubrik TEXT.")
    path, data = case.new_case(desk, found, heading, given)
    must_have_come("Öppnat", str(data["öppnat"]), desk.today)
    if not case.takes_here(found):
        if number is None:
            raise UsageError(f"{found['namn']} tar sina nummer utanför registret. Skriv numret med --diarienummer.")
        if case.number_without_case(desk, config, number):
            raise UsageError(
                f"{number} hör till en nämnd som tar sina nummer i registret, inte till {found['namn']}. Skriv numret "
                "från diariet, eller gör ärendet i den nämnden."
            )
        return registering.enter(desk, path, {**data, "diarienummer": number}, number)
    of_year, reserved = case.number_in(found, number) if number else (case.year_of(desk, year), None)
    if str(data["öppnat"])[:4] != str(of_year):
        tell(f"Ärendet är öppnat {data['öppnat']}, men numret hör till {of_year}. Är det fel, makulera ärendet.")
    registering.tell_alike(desk, data)
    asked = Waiting(uuid4(), found["serie"], of_year, reserved, year is not None, path, data)
    return registering.ask(desk, config, asked, _MADE)


@command.command(
    "nummer", cls=Command, help="Ta nummer till de ärenden och handlingar som väntar, eller till vissa av dem (ID)."
)
@click.argument("ids", metavar="[ID]…", nargs=-1)
@click.option("--ar", "year", metavar="ÅÅÅÅ", help="Ett år vars första nummer får tas.")
@click.option("--torrkorning", is_flag=True, help="Ta inga nummer, men visa vad som väntar.")
@click.pass_obj
def numbers(ctx: Context, /, ids: tuple[str, ...], year: str | None, torrkorning: bool) -> int:
    """Finish what waits for a number; what cannot have one now is told, and does not stop the others."""
    from sysselreg.cli import case, registering
    from sysselreg.store.waiting import kept

    desk = desk_of(ctx, "arende nummer", as_draft=False, dry=torrkorning)
    config = case.settings_of(desk)
    begun = None if year is None else case.year_of(desk, year)
    waiting = [each for each in kept(desk.root) if not ids or each.data["id"] in ids]
    if not waiting:
        tell("Inget väntar på nummer.")
    if torrkorning:
        tell(*(f"{each.data['id']}  {each.data['rubrik']}" for each in waiting))
        return 0
    code = 0
    for each in waiting:
        try:
            code = max(code, registering.finish(desk, config, each._replace(begin=each.begin or each.year == begun)))
        except UsageError as error:
            tell(f"{each.data['id']}: {error.sentence}")
            code = error.exit_code
    return code


@command.command(
    "reservera", cls=Command, help="Reservera nästa nummer i en NÄMND. Det används med arende ny --diarienummer."
)
@click.argument("board", metavar="NÄMND")
@click.option("--ar", "year", metavar="ÅÅÅÅ", help=_YEAR)
@click.option("--torrkorning", is_flag=True, help="Reservera inget, men visa vilket nummer det blir.")
@click.pass_obj
def reserve(ctx: Context, /, board: str, year: str | None, torrkorning: bool) -> None:
    """Reserve a number."""
    from sysselreg.cli import case, registering
    from sysselreg.store.chain import RESERVED
    from sysselreg.store.number import following, take

    desk = desk_of(ctx, "arende reservera", as_draft=False, dry=torrkorning)
    config = case.settings_of(desk)
    found = case.board_of(config, board)
    if not case.takes_here(found):
        raise UsageError(f"{found['namn']} tar sina nummer utanför registret. Reservera numret där.")
    chain = case.chain_of(config, found["serie"], case.year_of(desk, year))
    recorded = registering.highest(desk, chain, {"typ": case.CASE})
    if desk.dry:
        number = following(desk.root, chain, begin=year is not None, recorded=recorded)
        tell(f"Nästa lediga nummer skulle reserveras, nu {chain.text(number)}.")
        return
    taken = take(desk.root, chain, uuid4(), kind=RESERVED, begin=year is not None, recorded=recorded)
    click.echo(printable(taken.text))
    registering.warn_of_clock(taken)


for _each in (dossier.command, handling.command, ended.closing, ended.cancelling):
    command.add_command(_each)
