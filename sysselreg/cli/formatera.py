"""`formatera`: records in canonical form, comments kept, nothing else changed."""

from __future__ import annotations

from pathlib import Path

import click

from sysselreg.cli.group import Command
from sysselreg.cli.main import Context, printable, private
from sysselreg.swedish import plural


@click.command(
    "formatera",
    cls=Command,
    help="Skriv om alla poster, eller vissa FILER, till standardform. Uppgifter och kommentarer ändras inte.",
)
@click.argument("filer", metavar="[FIL]…", nargs=-1)
@click.option("--kontrollera", is_flag=True, help="Skriv inget, men ge slutkod 1 om någon fil skulle ändras.")
@click.option("--torrkorning", is_flag=True, help="Skriv inget, men visa vad som skulle ändras.")
@click.pass_obj
def command(ctx: Context, /, filer: tuple[str, ...], kontrollera: bool, torrkorning: bool) -> int:
    """Write the records whose text is not canonical; files that cannot be read are named and left alone."""
    from sysselreg import checking, lookup
    from sysselreg.errors import UsageError
    from sysselreg.store.read import register_path
    from sysselreg.store.write import replace_file, unified_difference

    if ctx.revision:
        raise UsageError("formatera skriver i mappen och kan inte användas med --revision.")
    root = ctx.root()
    snapshot = lookup.take(root, None)
    wanted = {register_path(root, Path(name), snapshot) for name in filer}
    formatted = checking.formatted(snapshot, wanted)
    for path, text in formatted.changed.items():
        if torrkorning:
            click.echo(private(unified_difference(path, snapshot.files[path], text)), nl=False)
        elif not kontrollera:
            replace_file(root / path, seen=snapshot.files[path], new=text.encode())
        click.echo(printable(path), err=torrkorning)
    for path in formatted.unreadable:
        click.echo(printable(f"{path} går inte att läsa och är inte ändrad. Se sysselreg kontrollera."), err=True)
    would = kontrollera or torrkorning
    words = ("fil skulle ändras", "filer skulle ändras") if would else ("fil ändrad", "filer ändrade")
    click.echo(f"{len(formatted.changed)} {plural(len(formatted.changed), *words)}.", err=True)
    return int(bool(formatted.unreadable) or (kontrollera and bool(formatted.changed)))
