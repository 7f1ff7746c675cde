"""`arende handling`: a document registered in a case."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import click

from sysselreg.cli.complete import ids
from sysselreg.cli.group import Command
from sysselreg.cli.main import Context
from sysselreg.cli.terminal import tell
from sysselreg.cli.when import must_have_come
from sysselreg.cli.write import desk_of
from sysselreg.errors import UsageError

if TYPE_CHECKING:
    from sysselreg.record.model import Record

_HELP = """\
Registrera en handling i ett ÄRENDE, som anges med diarienummer eller id. Tas ärendets nummer här, får handlingen nästa
nummer i ärendet; annars skrivs det in med --nummer. Handlingens nummer och postens id skrivs ut.

\b
  arende handling "SO 2026/0007" --riktning inkommen
      --avsandare "Städ AB" --rubrik "Lägesrapport för kvartal 1"
  arende handling "SO 2026/0007" --riktning expedierad
      --mottagare Kommunstyrelsen --rubrik "Beslutet för kännedom"
      --avser "SO 2026/0007-3" --fil beslut.pdf

Filen sparas inte i registret. Posten håller namn, kontrollsumma, format och storlek, så att filen känns igen i arkivet.
Det offentliga diariet utelämnar avsändare, mottagare och rubrik när handlingen inte är öppen. Ord som ska stå i stället
skrivs med --satt offentlig_rubrik=TEXT, offentlig_avsändare=TEXT och offentlig_mottagare=TEXT.
"""


@click.command("handling", cls=Command, short_help="Registrera en handling i ett ärende.", help=_HELP)
@click.argument("case_written", shell_complete=ids, metavar="ÄRENDE")
@click.option("--riktning", metavar="RIKTNING", help="inkommen, upprättad eller expedierad. Måste skrivas.")
@click.option("--rubrik", metavar="TEXT", help="Kort vad handlingen gäller. Måste skrivas.")
@click.option("--datum", metavar="ÅÅÅÅ-MM-DD", help="När den kom in, upprättades eller skickades (annars i dag).")
@click.option("--avsandare", "avsändare", metavar="TEXT", help="Vem den kommer från: organisation eller funktion.")
@click.option("--mottagare", metavar="TEXT", help="Vem den är skickad till: organisation eller funktion.")
@click.option(
    "--sekretess",
    "nivå",
    metavar="NIVÅ",
    help="öppen, intern eller sekretess (annars som ärendet). intern kan bara det vara som stannar här.",
)
@click.option("--lagrum", metavar="TEXT", help="Bestämmelsen som sekretessen vilar på, som OSL 19 kap. 3 §.")
@click.option("--till", metavar="DATUM", help="När sekretessen upphör eller ska omprövas.")
@click.option("--avser", metavar="ID", multiple=True, help="En post som handlingen gäller. Kan upprepas.")
@click.option("--fil", "file", metavar="FIL", help="Filen som handlingen består av.")
@click.option("--nummer", "number", metavar="NR", help="Handlingens nummer i ärendet, från diariet utanför registret.")
@click.option(
    "--sandsatt", "how", metavar="SÄTT", help="Hur den skickades: e_post, brev … Den ändras sedan aldrig mer."
)
@click.option("--satt", "given", metavar="FÄLT=VÄRDE", multiple=True, help="Sätt ett fält till. Kan upprepas.")
@click.option("--torrkorning", is_flag=True, help="Ta inget nummer och skriv inget, men visa vad som skulle skrivas.")
@click.pass_obj
def command(
    ctx: Context,
    /,
    case_written: str,
    riktning: str | None,
    rubrik: str | None,
    datum: str | None,
    avsändare: str | None,
    mottagare: str | None,
    nivå: str | None,
    lagrum: str | None,
    till: str | None,
    avser: tuple[str, ...],
    file: str | None,
    number: str | None,
    how: str | None,
    given: tuple[str, ...],
    torrkorning: bool,
) -> int:
    """Register a document."""
    from sysselreg.cli import case, registering
    from sysselreg.store.attached import described
    from sysselreg.store.waiting import Waiting

    desk = desk_of(ctx, "arende handling", as_draft=False, dry=torrkorning)
    config = case.settings_of(desk)
    found = case.case_named(desk.snapshot, desk.schemas, case_written)
    if riktning is None or rubrik is None or not rubrik.strip():
        raise UsageError("Skriv --riktning inkommen, upprättad eller expedierad, och --rubrik: kort vad den gäller.")
    if nivå is None and (lagrum or till):
        raise UsageError("Skriv också nivån, som --sekretess sekretess.")
    if how is not None and riktning != "expedierad":
        raise UsageError("--sandsatt hör till --riktning expedierad.")
    options = {"riktning": riktning, "rubrik": rubrik, "datum": datum, "avsändare": avsändare, "mottagare": mottagare}
    secrecy = {"sekretess.nivå": nivå, "sekretess.lagrum": lagrum, "sekretess.till": till}
    fields = [f"{name}={value}" for name, value in (options | secrecy).items() if value is not None]
    path, data = case.new_document(desk, found, [*fields, *(f"avser={each}" for each in avser), *given])
    must_have_come("Datum", str(data["datum"]), desk.today)
    if how is not None:
        data |= {"expediering": {"datum": data["datum"], "sätt": how}, "status": "expedierad"}
    if file is not None:
        content = Path(file).read_bytes()
        if not content:
            raise UsageError(f"{file} är tom. Ange filen som handlingen består av.")
        data["fil"] = described(Path(file).name, content)
    refuse_internal(
        data,
        found,
        "Handlingen",
        "Skriv --sekretess öppen, eller --sekretess sekretess med --lagrum om en bestämmelse gäller.",
    )
    tell_state(found)
    chain = case.chain_in(config, found)
    if chain is None:
        inside = number_outside(found, number)
        return registering.enter(desk, path, {**data, "nummer": inside}, f"{found.data['diarienummer']}-{inside}")
    if number is not None:
        raise UsageError(f"Numren i {found.data['diarienummer']} tas här. Ta bort --nummer.")
    asked = Waiting(uuid4(), chain.series, chain.year, None, True, path, data)
    return registering.ask(desk, config, asked, ("id",) if datum else ("id", "datum"))


def tell_state(found: Record) -> None:
    """Say so when a case is closed: a document that comes late must not be turned away. Raises for a cancelled one."""
    name = found.data["diarienummer"]
    if found.data.get("status") == "makulerat":
        raise UsageError(f"{name} är makulerat. Registrera handlingen i det ärende som gäller.")
    if found.data.get("status") == "avslutat":
        tell(
            f"{name} är avslutat. Ska det handläggas igen: sysselreg andra {found.id} --satt status=öppet "
            "--ta-bort avslutat"
        )


def refuse_internal(document: Mapping[str, Any], case: Record, called: str, mend: str) -> None:
    """Raise UsageError for a document that comes in or is sent while it, or else its case, is marked `intern`.

    It is an official document then (TF 2 kap. 9 and 10 §§), and what keeps it from anybody is a provision (OSL 5 kap.
    5 §), not that the office keeps its papers to itself. `mend`: the sentence that says how.
    """
    secrecy = document.get("sekretess", case.data.get("sekretess", {}))
    if document["riktning"] != "upprättad" and secrecy.get("nivå") == "intern":
        raise UsageError(
            f"{called} är intern, eller hör till ett ärende som är det. Det som kommer in eller skickas är en allmän "
            f"handling, och bara en bestämmelse kan hålla den hemlig. {mend}"
        )


def number_outside(found: Record, written: str | None) -> int:
    """The number of `--nummer`, `3` or `SO 2021/0205-3`. Raises UsageError when it is none of the case's."""
    name = str(found.data["diarienummer"])
    if written is None:
        raise UsageError(f"Numren i {name} tas utanför registret. Skriv handlingens nummer i ärendet med --nummer.")
    digits = written.removeprefix(f"{name}-")
    if not (digits.isascii() and digits.isdecimal()) or int(digits) == 0:
        raise UsageError(f"{written} är inget handlingsnummer i {name}. Skriv ett heltal från 1, eller som {name}-3.")
    return int(digits)
