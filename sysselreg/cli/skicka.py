"""`skicka`: what is saved goes to review."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sysselreg.cli.group import Command
from sysselreg.cli.main import Context, private

if TYPE_CHECKING:
    from sysselreg.check.model import Outcome
    from sysselreg.store.forge import Forge
    from sysselreg.store.send import Work


@click.command(
    "skicka",
    cls=Command,
    help="Skicka det som är sparat till granskning. Från den gemensamma grenen görs först en arbetsgren.",
)
@click.option("--gren", metavar="NAMN", help="Arbetsgrenens namn (annars görs ett).")
@click.option("--titel", metavar="TEXT", help="Granskningens titel (annars den första incheckningens rubrik).")
@click.option("--torrkorning", is_flag=True, help="Skicka inget, men visa vad som skulle skickas.")
@click.pass_obj
def command(ctx: Context, /, gren: str | None, titel: str | None, torrkorning: bool) -> int:
    """Check what is saved, put it on a work branch and push it; 1 when it has errors."""
    from sysselreg import checking, comparison, lookup
    from sysselreg.cli.merging import refuse_unsaved
    from sysselreg.errors import UsageError
    from sysselreg.store.commit import recover
    from sysselreg.store.forge import forge_of
    from sysselreg.store.remote import address
    from sysselreg.store.seen import refresh
    from sysselreg.store.send import is_sent, work
    from sysselreg.store.shared import alarms

    if ctx.revision:
        raise UsageError("skicka skickar det som är sparat på grenen och kan inte användas med --revision.")
    title = _checked_names(gren, titel)
    root = ctx.root()
    if not torrkorning and (left := recover(root)):
        _say(left)
    snapshot = lookup.take(root, None)
    refuse_unsaved(root, snapshot, "så att det som skickas är det som du ser")
    todo = work(root, gren)
    if todo.behind:
        _say(f"{todo.main} har ändrats sedan du började. Hämta in det med sysselreg uppdatera.")
    if not todo.commits:
        _say(f"Det finns inget att skicka: allt som du har sparat är redan med i {todo.main}.")
        return 0
    for name in todo.twins:
        _say(f"Obs: precis samma arbete finns i det gemensamma förrådet på grenen {name}. Låt bara en gren granskas.")
    refresh(root)
    _refuse_unfit(root, todo)
    outcome = comparison.across_time(root, snapshot, checking.check(snapshot), todo.since)
    outcome = comparison.across_numbers(root, snapshot, outcome)
    if outcome.checked is None:
        return _stopped(outcome)
    for alarm in alarms(root, outcome.checked.config["nummerplats"]):
        _say(alarm)
    where = address(root, todo.remote)
    forge = forge_of(outcome.checked.config.get("förrådsslag"), where)
    said = ""
    if is_sent(root, todo, forge):
        _say(f"Inget nytt sedan sist. Redan skickad till {where}.")
    elif torrkorning:
        _would(todo, title, where)
        return 0
    else:
        said = _sent(root, todo, forge, title, where)
    _where_next(todo, forge, said, where)
    return 0


def _checked_names(branch: str | None, title: str | None) -> str | None:
    """The title, fit to be sent. Raises UsageError when it or the branch's name is not."""
    from sysselreg.check.detect import masked
    from sysselreg.errors import UsageError
    from sysselreg.store.forge import checked_title

    for option, given in (("--gren", branch), ("--titel", title)):
        if given is not None and masked(given) != given:
            raise UsageError(f"Det finns personuppgifter i {option}. Ta bort dem, så att de inte sprids.")
    return None if title is None else checked_title(title)


def _refuse_unfit(root: Path, todo: Work) -> None:
    from sysselreg.cli.receiving import unfit
    from sysselreg.errors import GitStateError

    if faults := unfit(root, todo.commits, str(todo.state.head)):
        raise GitStateError(
            "Inget är skickat. I det du har sparat finns sådant som inte får spridas, och som finns kvar i historiken "
            "också när det är rättat:\n" + "".join(f"  {fault}\n" for fault in faults) + "Gör om incheckningarna: kör "
            f"git reset {todo.since[:10]} (filerna är kvar som de är), rätta, kör sysselreg spara och skicka igen."
        )


def _stopped(outcome: Outcome) -> int:
    from sysselreg.check.render import told

    errors = [finding for finding in outcome.findings if finding.level == "fel"]
    for line in told(errors):
        _say(line)
    _say(f"Inget är skickat, för registret har {len(errors)} fel. Rätta, spara och kör sysselreg skicka igen.")
    return 1


def _would(todo: Work, title: str | None, where: str) -> None:
    _say(f"Skulle skickas till {where} på grenen {todo.branch}: {title or todo.title}")
    for commit in todo.commits:
        click.echo(private(f"{commit.id[:10]} {commit.message.partition(chr(10))[0]}"))


def _sent(root: Path, todo: Work, forge: Forge, title: str | None, where: str) -> str:
    """Send, and return what the server said."""
    from sysselreg.store.failure import quoted
    from sysselreg.store.send import send, start_branch

    if todo.branch != todo.state.branch:
        start_branch(root, todo)
        _say(f"Dina ändringar ligger nu på grenen {todo.branch}, och du arbetar vidare där.")
    said = send(root, todo, forge, title)
    if said:
        _say(quoted(said))
    _say(f"Skickad till {where}.")
    return said


def _where_next(todo: Work, forge: Forge, said: str, where: str) -> None:
    """The branch and the review's address, and what to do with them."""
    import shutil

    from sysselreg.store.forge import link

    click.echo(private(todo.branch))
    address = link(forge, where, said, main=todo.main, branch=todo.branch, title=todo.title)
    if address:
        click.echo(private(address))
    else:
        _say(f"Be en kollega granska den: sysselreg granska {shlex.quote(todo.branch)}")
    _say(f"Annat arbete börjar du från {todo.main}: sysselreg uppdatera --main")
    if forge.hint and shutil.which(forge.hint.partition(" ")[0]):
        _say(f"Eller: {forge.hint.format(main=todo.main, branch=shlex.quote(todo.branch))}")


def _say(text: str) -> None:
    click.echo(private(text), err=True)
