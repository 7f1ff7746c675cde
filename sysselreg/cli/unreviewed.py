"""`granska` without a branch: what waits for review, for who does not know the branches of Git."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sysselreg.cli.main import private
from sysselreg.cli.terminal import tell
from sysselreg.swedish import join_and, sort_key

if TYPE_CHECKING:
    from sysselreg.store.review import Review


def list_waiting(root: Path) -> None:
    """Print every branch that holds what main lacks: who made it, when, and what it is called."""
    from sysselreg.errors import RemoteError
    from sysselreg.store.review import waiting

    try:
        found = waiting(root, ask=True)
    except RemoteError as error:
        found = waiting(root, ask=False)
        tell(error.sentence, "Det som visas är det som hämtades sist.")
    if not found:
        tell("Ingen gren väntar på granskning.")
        return
    for each in found:
        when = each.commits[0].time[:16].replace("T", " ")
        click.echo(private(f"{each.branch}  {join_and(authors(each))}  {when}\n  {_title(each)}"))
    tell("\n", f"Granska en av dem: sysselreg granska {shlex.quote(found[0].branch)}")


def authors(todo: Review) -> list[str]:
    """The names of those who have made a branch."""
    return sorted({commit.author.rpartition(" <")[0] for commit in todo.commits}, key=sort_key)


def _title(todo: Review) -> str:
    """What the latest change is called; of two that were only brought together, neither merge."""
    own = [commit for commit in todo.commits if len(commit.parents) < 2] or todo.commits
    more = f" (och {len(own) - 1} till)" if len(own) > 1 else ""
    return f"{own[0].message.partition(chr(10))[0]}{more}"
