"""`init`: a new register in a folder of its own."""

from __future__ import annotations

from pathlib import Path

import click

from sysselreg.cli.group import Command
from sysselreg.cli.main import Context, printable


@click.command("init", cls=Command, help="Gör ett nytt register i en ny eller tom mapp: inställningar, mappar och Git.")
@click.argument("katalog", metavar="KATALOG")
@click.option("--kommun", metavar="NAMN", help="Kommunens eller organisationens namn.")
@click.option("--exempel", is_flag=True, help="Lägg in påhittade exempelposter, en av varje slag.")
@click.option("--torrkorning", is_flag=True, help="Skriv inget, men visa vilka filer som skulle skrivas.")
@click.pass_obj
def command(ctx: Context, /, katalog: str, kommun: str | None, exempel: bool, torrkorning: bool) -> None:
    """Make the register and say what to do next."""
    from sysselreg.errors import UsageError
    from sysselreg.store.create import create, new_register

    if ctx.revision:
        raise UsageError("init gör ett nytt register och kan inte användas med --revision.")
    folder = Path(katalog).resolve()
    files = new_register(kommun or "Exempelkommun", with_examples=exempel)
    if torrkorning:
        click.echo(printable("".join(f"{katalog}/{path}\n" for path in sorted(files))), nl=False)
        return
    done = create(folder, files)
    click.echo(
        printable(
            f"Registret finns i {folder}. {done}\n"
            f"Nästa steg:\n  cd {katalog}\n  sysselreg kontrollera\n"
            "Skriv den första posten, till exempel: sysselreg ny organisation. Fel visas med rad och åtgärd."
        ),
        err=True,
    )
