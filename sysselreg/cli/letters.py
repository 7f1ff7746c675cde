"""What the command about letters does first: lists them, makes drafts, makes a registered one again."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from sysselreg.cli.main import Context, printable
from sysselreg.cli.terminal import line, somebody_there, tell
from sysselreg.errors import UsageError
from sysselreg.swedish import join_and

if TYPE_CHECKING:
    from sysselreg.document.letter.make import Desk
    from sysselreg.document.letter.model import Letter
    from sysselreg.record.model import Record

CERTIFICATE = "L13"


class Given(NamedTuple):
    """What the options say of a letter; '' for nothing.

    `out`: the folder for files; `form`: pdf or eml; `case`: the case to register it in; `supplier`: an id; `recipient`
    and `reference` as they shall stand on it; `name`: the participant's, None when it was not given.
    """

    out: str
    form: str
    case: str
    supplier: str
    recipient: str
    reference: str
    name: str | None


def desk_of(ctx: Context) -> Desk:
    """Where the letters of the day are made, from the folder or from the commit of --revision."""
    from sysselreg import lookup, pipeline
    from sysselreg.cli.when import today

    return pipeline.letter_desk(lookup.take(ctx.root(), ctx.revision), today(ctx))


def listed(ctx: Context) -> int:
    """Print the letters: which, for what they are made, when they are sent, to whom."""
    from sysselreg import lookup
    from sysselreg.document.letter.definitions import load_letters
    from sysselreg.schema.load import load_schemas

    snapshot = lookup.take(ctx.root(), ctx.revision)
    for letter in load_letters(snapshot, load_schemas(snapshot)).values():
        copies = f" (kopia: {join_and([*letter.copies, *letter.again])})" if letter.copies or letter.again else ""
        whom = f"om {join_and(list(letter.kinds), 'eller')}, till {join_and(letter.to)}{copies}"
        click.echo(printable(f"{letter.id:<4} {letter.name}"))
        click.echo(printable(f"     {letter.trigger}"))
        click.echo(printable(f"     {whom[0].upper()}{whom[1:]}"))
    return 0


def draft(ctx: Context, typ: str, written: str, given: Given, *, dry: bool) -> int:
    """Make a draft, or a registered letter again when a handling is named; print where it is.

    `dry`: only say whether it can be made, and what it would be called.
    """
    from sysselreg.cli.case import case_named
    from sysselreg.document.letter.definitions import letter_named
    from sysselreg.document.letter.make import make
    from sysselreg.document.letter.model import Choices
    from sysselreg.document.letter.subject import case_number
    from sysselreg.record.load import find_one

    desk = desk_of(ctx)
    definition = letter_named(desk.definitions, typ)
    record = find_one(desk.snapshot, desk.held.records.schemas, written)
    if record.kind == "handling" and record.data.get("brevtyp") == definition.id:
        return _again(ctx, record, given)
    needs_choice(record, given)
    name = "" if dry else asked_name(definition.id, given)
    case = case_number(desk.held.records, record)
    if given.case:
        case = str(case_named(desk.snapshot, desk.held.records.schemas, given.case).data["diarienummer"])
    choices = Choices(desk.day, case, False, given.supplier, given.recipient, given.reference, name)
    letter = make(desk, definition, record, choices)
    if dry:
        tell(f"{letter.name}-utkast.{given.form} skulle skrivas: {letter.heading}.")
        return 0
    if name:
        return printed(letter, given)
    click.echo(printable(str(written_out(letter, given, "-utkast"))))
    tell(f"Utkast: {letter.heading}. Det är inte registrerat. Upprätta brevet med --uppratta.")
    return 0


def printed(letter: Letter, given: Given) -> int:
    """Write the copy that bears a participant's name, which is kept nowhere else."""
    if given.form != "pdf":
        raise UsageError("Ett intyg med namn görs bara som PDF, för utskrift. Det ska inte skickas som mejl.")
    click.echo(printable(str(written_out(letter, given, "-utskrift"))))
    tell("Filen innehåller ett namn. Skriv ut den, lämna den till deltagaren och ta bort den.")
    return 0


def written_out(letter: Letter, given: Given, mark: str = "") -> Path:
    """Write a letter to its file, whole or not at all, and return where it is."""
    from sysselreg.document.letter.mail import as_mail
    from sysselreg.store.write import write_output

    content = letter.pdf if given.form == "pdf" else as_mail(letter)
    return write_output(Path(given.out) / f"{letter.name}{mark}.{given.form}", content)


def keep_anonymous(typ: str, given: Given) -> None:
    """Raise UsageError for words on a certificate that would be kept in the register: they are about a participant."""
    if typ.upper() == CERTIFICATE and (given.recipient or given.reference):
        option = "--mottagare" if given.recipient else "--er-beteckning"
        raise UsageError(
            f"{option} skrivs in i registret, och där får inget stå om deltagaren. Ta bort {option}. Namnet skrivs med "
            "--namn och sparas inte; intyget lämnas genom rekryteraren."
        )


def needs_choice(record: Record, given: Given) -> None:
    """Raise UsageError when a supplier is chosen where there is only one."""
    if given.supplier and record.kind != "upphandling":
        raise UsageError(
            f"{record.id} är ingen upphandling, så det finns ingen leverantör att välja. Ta bort --leverantor."
        )


def asked_name(letter: str, given: Given) -> str:
    """The participant's name for a certificate: given, read from stdin (`-`), or asked for; '' for a line to write on.

    Raises UsageError when another letter is given a name.
    """
    if letter != CERTIFICATE:
        if given.name is not None:
            raise UsageError(f"Bara {CERTIFICATE} (intyg) har ett namn. Ta bort --namn.")
        return ""
    if given.name == "-":
        return sys.stdin.readline().strip()
    if given.name is None and somebody_there():
        tell("Deltagarens namn? Det sparas inte. Tomt svar ger en rad att skriva på.")
        return line()
    return given.name or ""


def _again(ctx: Context, handling: Record, given: Given) -> int:
    """Make a registered letter again from what it rests on; 1 when it is not the same any more."""
    from hashlib import sha256

    from sysselreg import pipeline

    if given.name is not None:
        about = handling.data.get("avser", [""])[0]
        raise UsageError(
            f"{handling.id} är intyget som det är registrerat, utan namn. Gör intyget med namn ur posten: "
            f"sysselreg brev {CERTIFICATE} {about} --namn -"
        )
    options = {"--leverantor": given.supplier, "--mottagare": given.recipient, "--er-beteckning": given.reference}
    if changed := [option for option, value in options.items() if value]:
        raise UsageError(f"{handling.id} görs om som det upprättades. Ta bort {join_and(changed)}.")
    letter = pipeline.letter_again(ctx.root(), handling)
    kept = handling.data.get("fil", {}).get("sha256")
    if given.form == "pdf" and kept is not None and sha256(letter.pdf).hexdigest() != kept:
        made_by = {each["namn"]: each["värde"] for each in handling.data["underlag"].get("parametrar", ())}
        tell(
            f"Brevet blir inte detsamma som det som upprättades med {made_by.get('program', 'en annan version')}. "
            f"Ingen fil är skriven. Kontrollsumman i {handling.id} gäller."
        )
        return 1
    click.echo(printable(str(written_out(letter, given))))
    tell(f"Samma brev som upprättades: kontrollsumman är den i {handling.id}.")
    return 0
