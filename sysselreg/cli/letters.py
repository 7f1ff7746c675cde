"""What the command about letters does: lists them and makes drafts."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from sysselreg.cli.main import Context, printable
from sysselreg.cli.terminal import tell
from sysselreg.swedish import join_and

if TYPE_CHECKING:
    from sysselreg.document.letter.make import Desk


class Given(NamedTuple):
    """What the options say of a letter; '' for nothing."""

    supplier: str
    recipient: str
    reference: str


def desk_of(ctx: Context) -> Desk:
    """Where the letters of the day are made, from the folder or from the commit of --revision."""
    from sysselreg import pipeline
    from sysselreg.cli.when import today
    from sysselreg.document.letter.make import desk

    snapshot = pipeline.take(ctx.root(), ctx.revision)
    return desk(snapshot, pipeline.checked_or_refused(pipeline.check(snapshot)), today(ctx))


def listed(ctx: Context) -> int:
    """Print the letters: which, for what they are made, when they are sent, to whom."""
    from sysselreg import pipeline
    from sysselreg.document.letter.definitions import load_letters

    snapshot = pipeline.take(ctx.root(), ctx.revision)
    for letter in load_letters(snapshot, pipeline.schemas(snapshot)).values():
        copies = f" (kopia: {join_and(letter.copies)})" if letter.copies else ""
        whom = f"om {join_and(list(letter.kinds), 'eller')}, till {join_and(letter.to)}{copies}"
        click.echo(printable(f"{letter.id:<4} {letter.name}"))
        click.echo(printable(f"     {whom}"))
        click.echo(printable(f"     {letter.trigger}"))
    return 0


def draft(ctx: Context, typ: str, written: str, out: str, form: str, given: Given) -> int:
    """Make a draft, which is registered nowhere, and print where it is."""
    from sysselreg.document.letter.definitions import letter_named
    from sysselreg.document.letter.make import make
    from sysselreg.document.letter.model import Choices
    from sysselreg.record.load import find_one
    from sysselreg.store.write import write_output

    desk = desk_of(ctx)
    definition = letter_named(desk.definitions, typ)
    record = find_one(desk.snapshot, desk.held.records.schemas, written)
    letter = make(desk, definition, record, Choices(desk.day, "", 0, given.supplier, given.recipient, given.reference))
    path = write_output(Path(out) / f"{letter.name}-utkast.{form}", letter.pdf)
    click.echo(printable(str(path)))
    tell(f"Utkast: {letter.heading}. Det är inte registrerat. Upprätta brevet med --uppratta.")
    return 0
