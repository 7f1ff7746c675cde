"""`arende`: cases and their numbers, taken here or recorded from a diary system outside."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import click

from sysselreg.cli import dossier
from sysselreg.cli.group import Command, Group
from sysselreg.cli.main import Context, printable
from sysselreg.cli.terminal import tell
from sysselreg.cli.write import Desk, desk_of, put, write
from sysselreg.errors import UsageError

if TYPE_CHECKING:
    from sysselreg.store.waiting import Waiting

_YEAR = "Numrets år, annars dagens. Måste skrivas när serien inte har några nummer för året."
# What a repeated command makes anew, so that it still asks for the same case.
_MADE = ("id", "öppnat")


@click.group("arende", cls=Group, help="För ärenden och deras handlingar: nummer, registrering, avslut och makulering.")
def command() -> None:
    """Cases and their documents."""


command.add_command(dossier.command)


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
    from sysselreg.cli import case
    from sysselreg.store.waiting import Waiting

    desk = desk_of(ctx, "arende ny", as_draft=False, dry=torrkorning)
    config = case.settings_of(desk)
    found = case.board_of(config, board)
    if heading is None:
        raise UsageError("Skriv vad ärendet gäller med --rubrik TEXT.")
    path, data = case.new_case(desk, found, heading, given)
    if not case.takes_here(found):
        if number is None:
            raise UsageError(f"{found['namn']} tar sina nummer utanför registret. Skriv numret med --diarienummer.")
        return _with_number(desk, path, data, number)
    of_year, reserved = case.number_in(found, number) if number else (case.year_of(desk, year), None)
    begin = year is not None
    return _with_next(desk, config, Waiting(uuid4(), found["serie"], of_year, reserved, begin, path, data))


def _with_number(desk: Desk, path: str, data: Mapping[str, Any], number: str) -> int:
    """Write a case with the number that a diary system outside has given it."""
    from sysselreg.cli import case

    texts = {path: case.text_of(desk, data, number)}
    wrong = case.wrong_elsewhere(desk, texts) or put(desk, texts, {path: case.NEW})
    if wrong:
        tell(wrong, "Inget är skrivet.")
    elif not desk.dry:
        case.tell_case(number, data["id"], path)
    return int(bool(wrong))


def _with_next(desk: Desk, config: Mapping[str, Any], asked: Waiting) -> int:
    """Take a number for a case and write it; one that waits already for the same goes on from where it was."""
    from sysselreg.cli import case
    from sysselreg.store.waiting import kept

    if not desk.dry:
        waiting = (each for each in kept(desk.root) if _asks(each) == _asks(asked))
        return case.finish(desk, config, next(waiting, asked)._replace(begin=asked.begin))
    wrong = put(desk, {asked.path: case.likely(desk, config, asked)}, {asked.path: case.NEW})
    tell(wrong or "Numret tas först när kommandot körs utan --torrkorning, och blir då det nästa lediga.")
    return int(bool(wrong))


def _asks(waiting: Waiting) -> object:
    """What a request is for: a repeated command makes another id, and on another day another date."""
    fields = {name: value for name, value in waiting.data.items() if name not in _MADE}
    return waiting.series, waiting.year, waiting.number, fields


@command.command(
    "nummer", cls=Command, help="Ta nummer till de ärenden som väntar på ett, eller till vissa av dem (ID)."
)
@click.argument("ids", metavar="[ID]…", nargs=-1)
@click.option("--torrkorning", is_flag=True, help="Ta inga nummer, men visa vilka ärenden som väntar.")
@click.pass_obj
def numbers(ctx: Context, /, ids: tuple[str, ...], torrkorning: bool) -> int:
    """Finish what waits for a number."""
    from sysselreg.cli import case
    from sysselreg.store.waiting import kept

    desk = desk_of(ctx, "arende nummer", as_draft=False, dry=torrkorning)
    config = case.settings_of(desk)
    waiting = [each for each in kept(desk.root) if not ids or each.data["id"] in ids]
    if not waiting:
        tell("Inget ärende väntar på nummer.")
    if torrkorning:
        tell(*(f"{each.data['id']}  {each.data['rubrik']}" for each in waiting))
        return 0
    return max((case.finish(desk, config, each) for each in waiting), default=0)


@command.command(
    "reservera", cls=Command, help="Reservera nästa nummer i en NÄMND. Det används med arende ny --diarienummer."
)
@click.argument("board", metavar="NÄMND")
@click.option("--ar", "year", metavar="ÅÅÅÅ", help=_YEAR)
@click.option("--torrkorning", is_flag=True, help="Reservera inget, men visa vilken serie det gäller.")
@click.pass_obj
def reserve(ctx: Context, /, board: str, year: str | None, torrkorning: bool) -> None:
    """Reserve a number."""
    from sysselreg.cli import case
    from sysselreg.store.chain import RESERVED
    from sysselreg.store.number import take

    desk = desk_of(ctx, "arende reservera", as_draft=False, dry=torrkorning)
    config = case.settings_of(desk)
    found = case.board_of(config, board)
    if not case.takes_here(found):
        raise UsageError(f"{found['namn']} tar sina nummer utanför registret. Reservera numret där.")
    chain = case.chain_of(config, found["serie"], case.year_of(desk, year))
    recorded = case.highest(desk, chain)
    if desk.dry:
        tell(f"Nästa lediga nummer skulle reserveras, tidigast {chain.text(recorded + 1)}.")
        return
    taken = take(desk.root, chain, uuid4(), kind=RESERVED, begin=year is not None, recorded=recorded)
    click.echo(printable(taken.text))
    case.warn_of_clock(taken)


@command.command(
    "makulera", cls=Command, help="Makulera ett ärende, med ID eller diarienummer. Numret används aldrig igen."
)
@click.argument("written", metavar="ID")
@click.option("--skal", "why", metavar="TEXT", help="Varför ärendet makuleras. Måste skrivas.")
@click.option("--torrkorning", is_flag=True, help="Makulera inget, men visa vad som skulle skrivas.")
@click.pass_obj
def cancel(ctx: Context, /, written: str, why: str | None, torrkorning: bool) -> int:
    """Cancel a case and its number."""
    from sysselreg.cli import case
    from sysselreg.record.edit import Change, edit
    from sysselreg.record.load import find_one
    from sysselreg.store import number

    desk = desk_of(ctx, "arende makulera", as_draft=False, dry=torrkorning)
    config = case.settings_of(desk)
    record = find_one(desk.snapshot, desk.schemas, written)
    if record.kind != case.KIND:
        raise UsageError(f"{record.id} är inget ärende, så det går inte att makulera.")
    if why is None:
        raise UsageError("Skriv varför ärendet makuleras med --skal TEXT.")
    changes = [Change(("status",), "makulerat"), Change(("makuleringsskäl",), why)]
    texts = {record.path: edit(desk.snapshot.text(record.path), desk.schemas.kinds[case.KIND], changes)}
    if desk.dry:
        tell(wrong := put(desk, texts))
        return int(bool(wrong))
    if case.stopped(desk, texts):
        tell("Inget är makulerat.")
        return 1
    if taken := case.chain_with(config, record):
        number.cancel(desk.root, *taken)
    write(desk, texts)
    tell(f"{record.data['diarienummer']} är makulerat i {record.path}. Checka in med sysselreg spara.")
    return 0
