"""`andra`: change fields of a record; every other line of its file stays as it is."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import click

from sysselreg.cli.complete import fields, ids
from sysselreg.cli.group import Command
from sysselreg.cli.main import Context
from sysselreg.cli.terminal import tell
from sysselreg.cli.write import Desk, commit_with, desk_of, put, refusal
from sysselreg.errors import UsageError
from sysselreg.record.model import Record
from sysselreg.yamlwrite import Comments

_HELP = """\
Ändra fält i en post. ID är postens id, en entydig början av det, eller ett diarienummer. Alla andra rader i filen står
kvar precis som de är, kommentarer också.

\b
  --satt status=avslutad                ett fält
  --satt avtalstid.till=2027-06-30      ett fält i en grupp
  --satt krav[k1].antal=3               ett fält i en lista; ett nytt namn gör en ny punkt
  --satt utfall[vid_avslut].utfall=okänt
                                        en punkt utan id heter som sitt första fält
  --satt nätverk=NOS --satt nätverk=SKOOPI
                                        listan får de här två värdena
  --satt nätverk+=SKOOPI                listan får ett värde till
  --ta-bort nätverk[NOS]                listan blir av med ett värde
  --ta-bort krav[k2] --ta-bort prognos

Å, ä och ö i fältens namn kan skrivas utan prickar, koder med sina namn och andra poster med början av sitt id.
"""


@click.command("andra", cls=Command, help=_HELP)
@click.argument("post", shell_complete=ids, metavar="ID")
@click.option(
    "--satt", "given", shell_complete=fields, metavar="FÄLT=VÄRDE", multiple=True, help="Sätt ett fält. Kan upprepas."
)
@click.option(
    "--ta-bort", "removed", shell_complete=fields, metavar="FÄLT", multiple=True, help="Ta bort ett fält. Kan upprepas."
)
@click.option("--redigera", is_flag=True, help="Ändra i din textredigerare, med förklaringar till varje fält.")
@click.option("--torrkorning", is_flag=True, help="Skriv inget, men visa vad som skulle ändras.")
@click.option("--utkast", is_flag=True, help="Skriv även om uppgifter saknas eller blir fel.")
@click.pass_obj
def command(
    ctx: Context,
    /,
    post: str,
    given: tuple[str, ...],
    removed: tuple[str, ...],
    redigera: bool,
    torrkorning: bool,
    utkast: bool,
) -> int:
    """Change the record and print its id."""
    from sysselreg.record.assign import changes
    from sysselreg.record.edit import edit, opened
    from sysselreg.record.load import find_one

    if not (given or removed or redigera):
        raise UsageError("Skriv vad som ska ändras: --satt FÄLT=VÄRDE, --ta-bort FÄLT eller --redigera.")
    desk = desk_of(ctx, "andra", as_draft=utkast, dry=torrkorning)
    record = find_one(desk.snapshot, desk.schemas, post)
    kind = desk.schemas.kinds[record.kind]
    text = desk.snapshot.text(record.path)
    data, _ = opened(text, kind)
    text = edit(text, kind, changes(data, kind, given, removed, desk.schemas, desk.snapshot))
    if redigera:
        return _in_editor(desk, record, text)
    wrong = _keep(desk, record, text)
    if wrong:
        tell(wrong, "\n", refusal(wrong))
    return int(bool(wrong))


def _keep(desk: Desk, record: Record, text: str, called: Mapping[str, str] = MappingProxyType({})) -> str:
    """Write the record's new text; what must be mended, in words, when it is not written."""
    from sysselreg.cli.case import written_by_hand
    from sysselreg.record.edit import opened

    if text == desk.snapshot.text(record.path):
        tell("Posten har redan de uppgifterna. Inget är ändrat.")
        return ""
    after, _ = opened(text, desk.schemas.kinds[record.kind])
    wrong = written_by_hand(desk, record.kind, record.data, after) or put(desk, {record.path: text}, called)
    if not wrong and not desk.dry:
        click.echo(record.id)
        tell(f"Ändrat i {record.path}. {commit_with(desk)}")
    return wrong


def _in_editor(desk: Desk, record: Record, text: str) -> int:
    from sysselreg.cli.editor import edited
    from sysselreg.record.assign import HEADER
    from sysselreg.record.draft import draft
    from sysselreg.record.edit import opened
    from sysselreg.yamlwrite import emit

    kind = desk.schemas.kinds[record.kind]
    data, held = opened(text, kind)

    def keep(written: dict[str, Any], comments: Comments) -> str:
        for name in HEADER:
            if written.get(name) != data.get(name):
                raise UsageError(f"{name} ändras aldrig. Skriv {name}: {data.get(name)} igen.")
        # The lines of the draft are not those of the file.
        return _keep(desk, record, emit(written, kind.root, comments), {record.path: record.path})

    intro = (
        record.path,
        "Ändra, spara och stäng. Töm filen för att avbryta.",
        "Ta bort # framför fält som du vill lägga till. Tomma fält kommer inte med.",
    )
    return 0 if edited(desk, kind, draft(kind, desk.schemas, data, held, intro), keep) else 1
