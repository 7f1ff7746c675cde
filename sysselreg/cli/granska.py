"""`granska`: a branch told and checked as it would be when merged; approved, or sent back with a reason."""

from __future__ import annotations

import json
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sysselreg.cli.group import Command
from sysselreg.cli.main import Context, printable, private
from sysselreg.cli.obstacles import Obstacle, checked, obstacles_to
from sysselreg.cli.terminal import tell
from sysselreg.cli.unreviewed import authors, list_waiting
from sysselreg.swedish import join_and

if TYPE_CHECKING:
    from sysselreg.change.model import Change
    from sysselreg.comparison import CheckedMerge
    from sysselreg.store.review import Review

_TRIES = 3


@click.command(
    "granska",
    cls=Command,
    help="""Granska en gren: vad den ändrar, vad det får för följder och om den går att slå ihop med det som är godkänt.
    Utan gren: vilka som väntar på granskning.

    Med --godkann blir grenen en del av det som är godkänt, i ditt namn. GREN@INCHECKNING godkänner bara det du har
    läst. Den som själv har gjort en del av ändringen kan inte godkänna den.""",
)
@click.argument("gren", required=False)
@click.option("--godkann", is_flag=True, help="Godkänn grenen.")
@click.option("--avvisa", is_flag=True, help="Skriv ut ett svar till den som har gjort ändringen. Inget sparas.")
@click.option("--skal", metavar="TEXT", help="Varför grenen avvisas.")
@click.option("--torrkorning", is_flag=True, help="Godkänn inte, men visa vad som skulle godkännas.")
@click.option(
    "--format", "form", type=click.Choice(("text", "json")), default="text", metavar="FORM", help="text, json"
)
@click.pass_obj
def command(
    ctx: Context, /, gren: str | None, godkann: bool, avvisa: bool, skal: str | None, torrkorning: bool, form: str
) -> int:
    """Tell the change and, when asked to, approve or reject it; 1 for errors in the result, 5 when it clashes."""
    from sysselreg.change.render import RENDERERS
    from sysselreg.cli.merging import writing_root
    from sysselreg.errors import DefinitionError

    root = writing_root(ctx, "granska")
    _check_asked(avvisa=avvisa, godkann=godkann, reason=skal)
    if gren is None:
        _check_listed(asked=godkann or avvisa or torrkorning or form != "text")
        list_waiting(root)
        return 0
    todo = _review(root, gren, must_ask=godkann)
    me = _me(root, must_know=godkann or avvisa)
    try:
        found = checked(root, todo)
        obstacles = obstacles_to(root, todo, found, me)
    except DefinitionError as error:
        if not avvisa:
            raise
        obstacles = [Obstacle(error.sentence, (), error.exit_code, stands=True)]
    _warn_of_name(todo, me)
    if avvisa:
        click.echo(private(_rejection(todo, me, str(skal), obstacles)), nl=False)
        tell("Inget är ändrat i Git. Lämna svaret i granskningen, eller till den som har gjort ändringen.")
        return 0
    change = _change(root, todo, found)
    approved = None
    if form == "text":
        click.echo(private(_heading(todo)))
        click.echo(printable(RENDERERS["text"](change)), nl=False)
    if godkann and not obstacles and not torrkorning:
        approved = _approved(root, todo, found, me)
    if form == "json":
        click.echo(printable(_as_json(change, todo, obstacles, approved)))
    return _verdict(todo, obstacles, approved, asked=godkann)


def _check_asked(*, avvisa: bool, godkann: bool, reason: str | None) -> None:
    from sysselreg.check.detect import masked
    from sysselreg.errors import UsageError

    if avvisa and godkann:
        raise UsageError("Skriv antingen --godkann eller --avvisa, inte båda.")
    if avvisa != bool(reason and reason.strip()):
        raise UsageError(
            'Skriv --avvisa tillsammans med --skal "varför", så att den som har gjort ändringen kan rätta.'
        )
    if reason and masked(reason) != reason:
        raise UsageError("Det finns personuppgifter i --skal. Ta bort dem, så att de inte sprids.")


def _check_listed(*, asked: bool) -> None:
    from sysselreg.errors import UsageError

    if asked:
        raise UsageError("Skriv vilken gren det gäller. Vilka som väntar visar sysselreg granska utan något mer.")


def _review(root: Path, written: str, *, must_ask: bool) -> Review:
    """What is up for review. Looking is possible without the shared repository, approving is not."""
    from sysselreg.errors import RemoteError
    from sysselreg.store.review import review
    from sysselreg.store.seen import refresh

    try:
        todo = review(root, written, ask=True)
        refresh(root)
        return todo
    except RemoteError as error:
        if must_ask:
            raise RemoteError(f"{error.sentence} Inget är godkänt. Kör igen när förrådet går att nå.") from error
        # The same failure once more is told once.
        found = review(root, written, ask=False)
        tell(error.sentence, "Det som visas är det som hämtades sist.")
        return found


def _me(root: Path, *, must_know: bool) -> str:
    """Who looks, “Namn <adress>”; '' when Git does not know, which is enough for looking."""
    from sysselreg.errors import GitStateError
    from sysselreg.store.commit import commit_identity

    try:
        return commit_identity(root)
    except GitStateError:
        if must_know:
            raise
        return ""


def _warn_of_name(todo: Review, me: str) -> None:
    from sysselreg.store.approval import is_own_work, shares_name

    if shares_name(me, todo.commits) and not is_own_work(me, todo.commits):
        tell(
            f"Obs: någon som heter {me.partition(' <')[0]}, som du, har gjort en del av ändringen med en annan adress. "
            "Är det du själv ska någon annan godkänna den."
        )


def _change(root: Path, todo: Review, found: CheckedMerge) -> Change:
    """What approving would change. As long as it clashes: what the branch has changed since it left main."""
    from sysselreg import comparison, lookup
    from sysselreg.store.compare import Ends, elsewhere

    clashes = bool(found.merged.clashes)
    base, head = (found.merged.base, todo.head) if clashes else (todo.base, found.commit)
    others = elsewhere(root, Ends(base, head))
    return comparison.told(lookup.take(root, base), lookup.take(root, head), others=others)


def _approved(root: Path, todo: Review, found: CheckedMerge, me: str) -> str:
    """Approve, and return the commit. Has main been moved meanwhile, the result is made and checked anew."""
    from sysselreg import comparison
    from sysselreg.errors import GitStateError
    from sysselreg.store.apply import MovedError
    from sysselreg.store.review import approve, follow, review

    for left in reversed(range(_TRIES)):
        try:
            commit = approve(root, todo, found.merged.tree)
            break
        except MovedError:
            if not left:
                raise
        todo = review(root, f"{todo.branch}@{todo.head}", ask=True)
        found = comparison.checked_merge(root, todo.base, todo.head)
        if obstacles_to(root, todo, found, me):
            raise GitStateError(
                f"{todo.main} har ändrats medan du granskade, så {todo.branch} går inte längre att godkänna. "
                f"Se varför med sysselreg granska {shlex.quote(todo.branch)}"
            )
    try:
        follow(root, todo, commit)
    except GitStateError:
        tell(
            f"Godkännandet är gjort, men {todo.main} i din mapp är inte uppdaterad. Vad som är i vägen visar sysselreg "
            "uppdatera."
        )
    return commit


def _heading(todo: Review) -> str:
    return f"{todo.branch} av {join_and(authors(todo))}: {todo.head[:10]}, mot {todo.main} {todo.base[:10]}\n"


def _as_json(change: Change, todo: Review, obstacles: list[Obstacle], approved: str | None) -> str:
    from sysselreg.change.render import RENDERERS

    top = {
        "format_version": 1,
        "gren": todo.branch,
        "incheckning": todo.head,
        "av": [private(name) for name in authors(todo)],
        "mot": {"gren": todo.main, "incheckning": todo.base},
        "hinder": [private(each.sentence) for each in obstacles],
        "godkänd": approved,
        "ändring": json.loads(RENDERERS["json"](change)),
    }
    return json.dumps(top, ensure_ascii=False, indent=1)


def _verdict(todo: Review, obstacles: list[Obstacle], approved: str | None, *, asked: bool) -> int:
    """Say whether the branch is, or can be, approved, and return the exit code of the first obstacle."""
    for obstacle in obstacles:
        tell("\n", obstacle.sentence, *obstacle.lines)
    if approved:
        tell("\n", f"Godkänt: {todo.branch} är nu med i {todo.main} ({approved[:10]}).")
    elif asked:
        tell("Inget är godkänt." if obstacles else f"Skulle godkännas: {todo.branch}, {todo.head[:10]}.")
    elif not obstacles:
        tell(
            "\n",
            f"Godkänn det du har läst: sysselreg granska {shlex.quote(f'{todo.branch}@{todo.head[:10]}')} --godkann",
        )
    codes = [each.code for each in obstacles if asked or each.stands]
    return codes[0] if codes else 0


def _rejection(todo: Review, me: str, reason: str, obstacles: list[Obstacle]) -> str:
    lines = [f"Avvisad: {todo.branch} ({todo.head[:10]})", f"Granskad av: {me.rpartition(' <')[0]}", ""]
    lines += [reason.strip(), ""]
    for obstacle in (each for each in obstacles if each.stands):
        lines += [obstacle.sentence, *obstacle.lines, ""]
    return "\n".join([*lines, "Rätta på grenen, spara och kör sysselreg skicka igen."]) + "\n"
