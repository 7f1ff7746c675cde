"""`arende avsluta` and `arende makulera`: a case is closed; a case or a document is cancelled. Nothing is removed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from sysselreg.cli.complete import ids
from sysselreg.cli.group import Command
from sysselreg.cli.main import Context
from sysselreg.cli.terminal import tell
from sysselreg.cli.when import must_have_come
from sysselreg.cli.write import Desk, desk_of, put, write
from sysselreg.errors import UsageError

if TYPE_CHECKING:
    from sysselreg.cli.case import Config
    from sysselreg.store.chain import Chain
    from sysselreg.store.waiting import Waiting

_DRY = "Skriv inget, men visa vad som skulle skrivas."


@click.command("avsluta", cls=Command, help="Avsluta ett ärende, med ID eller diarienummer.")
@click.argument("written", shell_complete=ids, metavar="ID")
@click.option("--datum", metavar="ÅÅÅÅ-MM-DD", help="När ärendet avslutades (annars i dag).")
@click.option("--torrkorning", is_flag=True, help=_DRY)
@click.pass_obj
def closing(ctx: Context, /, written: str, datum: str | None, torrkorning: bool) -> int:
    """Close a case."""
    from sysselreg.cli import case
    from sysselreg.record.edit import Change, edit

    desk = desk_of(ctx, "arende avsluta", as_draft=False, dry=torrkorning)
    record = case.case_named(desk.snapshot, desk.schemas, written)
    case.may_become(desk, record, "avslutat")
    when = datum or desk.today.isoformat()
    must_have_come("Avslutat", when, desk.today, str(record.data.get("öppnat", "")), "dagen då ärendet öppnades")
    changes = [Change(("avslutat",), when), Change(("status",), "avslutat")]
    texts = {record.path: edit(desk.snapshot.text(record.path), desk.schemas.kinds[case.CASE], changes)}
    if wrong := put(desk, texts):
        tell(wrong, "Inget är skrivet.")
    elif not desk.dry:
        tell(f"{record.data['diarienummer']} är avslutat i {record.path}. Checka in med sysselreg spara.")
    return int(bool(wrong))


@click.command(
    "makulera",
    cls=Command,
    help="Makulera ett ärende eller en handling, med ID, diarienummer eller handlingens nummer. Posten står kvar i "
    "diariet, och numret används aldrig igen. Ett nummer som bara är reserverat går också att makulera, och det som "
    "väntar på nummer tas bort.",
)
@click.argument("written", shell_complete=ids, metavar="ID|NUMMER")
@click.option("--skal", "why", metavar="TEXT", help="Varför det makuleras. Måste skrivas.")
@click.option("--torrkorning", is_flag=True, help=_DRY)
@click.pass_obj
def cancelling(ctx: Context, /, written: str, why: str | None, torrkorning: bool) -> int:
    """Cancel a case or a document, and its number."""
    from sysselreg.cli import case, registering
    from sysselreg.record.edit import Change, edit
    from sysselreg.record.load import find_one
    from sysselreg.store import number
    from sysselreg.store.waiting import kept

    desk = desk_of(ctx, "arende makulera", as_draft=False, dry=torrkorning)
    config = case.settings_of(desk)
    if waiting := next((each for each in kept(desk.root) if each.data["id"] == written), None):
        return _stop_waiting(desk, config, waiting)
    if unused := case.number_without_case(desk, config, written):
        return _cancel_reserved(desk, *unused)
    record = find_one(desk.snapshot, desk.schemas, written)
    if record.kind not in (case.CASE, case.DOCUMENT):
        raise UsageError(f"{record.id} är varken ärende eller handling, så det går inte att makulera.")
    if why is None or not why.strip():
        what = "ärendet" if record.kind == case.CASE else "handlingen"
        raise UsageError(f"Skriv varför {what} makuleras med --skal TEXT.")
    cancelled = "makulerat" if record.kind == case.CASE else "makulerad"
    name = case.called(desk, record)
    if record.data.get("status") == cancelled:
        tell(f"{name} är redan {cancelled}.")
        return 0
    case.may_become(desk, record, cancelled)
    changes = [Change(("status",), cancelled), Change(("makuleringsskäl",), why)]
    texts = {record.path: edit(desk.snapshot.text(record.path), desk.schemas.kinds[record.kind], changes)}
    if desk.dry:
        tell(wrong := put(desk, texts))
        return int(bool(wrong))
    if registering.stopped(desk, texts):
        tell("Inget är makulerat.")
        return 1
    if taken := case.number_taken(desk, config, record):
        number.cancel(desk.root, *taken)
    write(desk, texts)
    tell(f"{name} är {cancelled} i {record.path}. Checka in med sysselreg spara.")
    return 0


def _stop_waiting(desk: Desk, config: Config, waiting: Waiting) -> int:
    """Let go of what waits for a number. Raises UsageError when it has got one, and as `number.take`."""
    from sysselreg.store.chain import Chain
    from sysselreg.store.number import taken_by
    from sysselreg.store.waiting import done

    name = waiting.data["id"]
    if taken := taken_by(desk.root, Chain(waiting.series, waiting.year, config["nummerplats"]), waiting.request):
        raise UsageError(
            f"{name} har fått {taken.text}. Skriv det färdigt med sysselreg arende nummer {name}, och makulera det "
            "sedan."
        )
    if desk.dry:
        tell(f"{name} väntar på nummer och skulle tas bort.")
        return 0
    done(desk.root, waiting)
    tell(f"{name} väntar inte längre på nummer. Det hade inget, så inget finns kvar.")
    return 0


def _cancel_reserved(desk: Desk, chain: Chain, number: int) -> int:
    """Cancel a number that no case has got. Raises UsageError when it is not reserved, and as `number.take`."""
    from sysselreg.store.chain import CANCELLED, RESERVED
    from sysselreg.store.number import cancel, listing

    name = chain.text(number)
    state = next((each.kind for each in listing(desk.root, chain) if each.number == number), None)
    if state == CANCELLED:
        tell(f"{name} är redan makulerat.")
        return 0
    if state != RESERVED:
        raise UsageError(
            f"{name} är taget, men ärendet finns inte här. Hämta det med sysselreg uppdatera, eller gör det färdigt "
            "med sysselreg arende nummer."
            if state
            else f"{name} är varken taget eller reserverat, så det finns inget att makulera."
        )
    if desk.dry:
        tell(f"{name} är reserverat och skulle makuleras.")
        return 0
    cancel(desk.root, chain, number, unused=True)
    tell(f"{name} är makulerat och används aldrig. Det var reserverat och har ingen post, så skälet skrivs inte.")
    return 0
