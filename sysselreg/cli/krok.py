"""`krok`: what Git's hooks and the forges' jobs run, and putting the hooks in place. Not for everyday use."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import click

from sysselreg.cli.group import Command, Group
from sysselreg.cli.main import Context
from sysselreg.cli.terminal import tell


@click.group("krok", cls=Group, help="Det som Git och servrarna kör, och det som lägger det på plats.")
def command() -> None:
    """Nothing by itself."""


@command.command("pre-commit", cls=Command, help="Kontrollera det som ska checkas in. Git kör kommandot.")
@click.pass_obj
def pre_commit(ctx: Context, /) -> int:
    """Check what is staged, without any network; 1 when records in it have errors."""
    from sysselreg import checking, comparison, lookup
    from sysselreg.check.render import told
    from sysselreg.snapshot import CONFIG, RECORDS, REPORTS, SCHEMAS
    from sysselreg.store.staged import staged

    root = ctx.root()
    commit, changed = staged(root)
    if not any(path == CONFIG or path.startswith((RECORDS, SCHEMAS, REPORTS)) for path in changed):
        return 0
    snapshot = lookup.take(root, commit)
    outcome = comparison.across_time(root, snapshot, checking.check(snapshot), "HEAD")
    # What other files define may be at odds with any record.
    if not any(path.startswith((SCHEMAS, REPORTS)) for path in changed):
        outcome = comparison.concerning(snapshot, outcome, changed)
    errors = [finding for finding in outcome.findings if finding.level == "fel"]
    if errors:
        # A blank line between them.
        tell(*(f"{each}\n" for each in told(errors)))
        tell(f"Inget är incheckat: det som skulle checkas in har {len(errors)} fel. Rätta, kör git add och git commit.")
    return int(bool(errors))


@command.command("pre-receive", cls=Command, help="Kontrollera det som skickas hit. Git kör kommandot på servern.")
def pre_receive() -> int:
    """Refuse a push that breaks the rules, with every reason; 1 then."""
    from sysselreg.cli.receiving import refusals

    # A push that only removes branches brings nothing, and Git names no quarantine then.
    os.environ.setdefault("GIT_QUARANTINE_PATH", "")
    faults = refusals(Path.cwd(), sys.stdin.read().splitlines())
    tell(*faults)
    if faults:
        tell(
            "Inget av det som skickades är mottaget. Det som står i en incheckning finns kvar i den också när det är "
            "rättat: gör om incheckningen, eller be om hjälp."
        )
    return int(bool(faults))


@command.command("installera", cls=Command, help="Lägg krokar och hopslagning på plats i en klon eller på en server.")
@click.argument("katalog", type=click.Path(path_type=Path), required=False, metavar="[KATALOG]")
@click.option("--torrkorning", is_flag=True, help="Ändra inget, men visa vad som skulle ändras.")
@click.pass_obj
def install(ctx: Context, /, katalog: Path | None, torrkorning: bool) -> None:
    """Install what belongs there: in a clone the merge driver and pre-commit, in a bare repository pre-receive."""
    from sysselreg.errors import UsageError
    from sysselreg.store import hooks
    from sysselreg.store.driver import driver_fault
    from sysselreg.store.read import find_register

    if ctx.revision:
        raise UsageError("krok installera ändrar klonen och kan inte användas med --revision.")
    folder = (katalog or Path(ctx.register or ".")).resolve()
    bare = hooks.is_bare(folder)
    root = folder if bare else find_register(folder)
    if torrkorning:
        hook = hooks.pre_receive(root) if bare else hooks.pre_commit(root)
        tell("" if bare else driver_fault(root))
        tell(f"Skulle skriva {hook.path}:" if hook.there is None else f"{hook.path} finns redan.")
        click.echo(hook.script, nl=False)
        return
    tell(*(hooks.install_on_server(root) if bare else hooks.install(root)))


@command.command("sammanslagning", cls=Command, help="Slå ihop två incheckningar och skriv ut resultatets namn.")
@click.argument("mal", metavar="MÅL")
@click.argument("gren", metavar="GREN")
@click.pass_obj
def merged(ctx: Context, /, mal: str, gren: str) -> int:
    """Print a commit on no branch that holds what approving would give; 5 when somebody must decide first."""
    from sysselreg.cli.merging import number, questions
    from sysselreg.store.compare import commit_named
    from sysselreg.store.merge import merged_tree, provisional

    root = ctx.root()
    ours, theirs = commit_named(root, mal), commit_named(root, gren)
    found = merged_tree(root, ours, theirs)
    if found.clashes:
        asked = questions(found.clashes)
        tell(f"{number(asked)} med {mal}. Den som har gjort ändringen avgör dem med sysselreg uppdatera.")
        tell(*(f"  {question.name}  {question.label}" for question in asked))
        return 5
    click.echo(provisional(root, found.tree, ours, theirs))
    return 0


_COMMENT = "<!-- sysselreg -->"
# GitHub takes 65,536 characters.
_LONGEST = 60_000


@command.command("kommentar", cls=Command, help="Gör en kommentar för serverns API av texten på stdin.")
def comment() -> None:
    """Print `{"body": …}` with a mark that the next run knows it by."""
    text = sys.stdin.read()
    cut = text if len(text) <= _LONGEST else f"{text[:_LONGEST]}\n\nResten får inte plats. Kör sysselreg andringar.\n"
    click.echo(json.dumps({"body": f"{_COMMENT}\n{cut}"}))


@command.command("tidigare", cls=Command, help="Visa numret på vår kommentar bland dem som serverns API gav på stdin.")
def earlier() -> None:
    """Print the id of the comment that was made before, or nothing. Raises RemoteError without a list of them."""
    try:
        found = [each["id"] for each in json.load(sys.stdin) if str(each["body"]).startswith(_COMMENT)]
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        from sysselreg.errors import RemoteError

        raise RemoteError(
            "Servern svarade inte med en lista över kommentarer. Kör jobbet igen, och se efter att dess nyckel får "
            "läsa dem."
        ) from error
    click.echo(next(iter(found), ""))
