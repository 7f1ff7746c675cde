"""`uppdatera`: bring in what others have made since last time."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from sysselreg.cli.group import Command
from sysselreg.cli.main import Context
from sysselreg.cli.terminal import tell

if TYPE_CHECKING:
    from sysselreg.store.place import State


@click.command(
    "uppdatera",
    cls=Command,
    help="Hämta in det som har godkänts i det gemensamma förrådet sedan sist, och det som andra har skickat till din "
    "gren. Ändringar av samma post slås ihop fält för fält, och resultatet kontrolleras. Krockar något ändras inget.",
)
@click.option("--torrkorning", is_flag=True, help="Ändra inget i mappen, men visa vad som skulle ändras.")
@click.option("--main", "back", is_flag=True, help="Gå tillbaka till huvudgrenen, när arbetsgrenen är skickad.")
@click.pass_obj
def command(ctx: Context, /, torrkorning: bool, back: bool) -> int:
    """Merge what has come in into the branch that is checked out; 5 when somebody must decide something first."""
    from sysselreg import comparison
    from sysselreg.cli.merging import keep, number, questions, show_difference, stop, writing_root, wrong_together
    from sysselreg.store.commit import fast_forward, recover
    from sysselreg.store.place import work_state
    from sysselreg.store.seen import refresh
    from sysselreg.store.update import contains, incoming, is_shared, main_with

    root = writing_root(ctx, "uppdatera")
    if not torrkorning:
        tell(recover(root) or "")
    state = work_state(root)
    if back and _go_back(root, state, dry=torrkorning):
        return 0
    first = head = str(state.head)
    comes = incoming(root, state, ask=True)
    refresh(root)
    for each in comes:
        if contains(root, each.commit, head):
            if not torrkorning:
                fast_forward(root, branch=state.branch, old=head, new=each.commit)
            head = each.commit
            continue
        found = comparison.checked_merge(root, head, each.commit)
        if found.merged.clashes:
            asked = questions(found.merged.clashes)
            listed = [f"  {question.name}  {question.label}" for question in asked]
            return stop(
                f"{number(asked)} med {each.branch}. Inget från {each.branch} är inhämtat, inte heller det "
                "som inte krockar.",
                *listed,
                "Avgör dem med sysselreg konflikt.",
            )
        if found.brought:
            return wrong_together(root, found, head, each)
        head = found.commit if torrkorning else keep(root, state, head, each, found.merged.tree)
    if head == first:
        tell(
            "Det finns inget nytt att hämta in."
            if is_shared(root)
            else "Huvudgrenen i den här klonen har inget nytt, och det finns ingen annan plats att hämta från, för "
            "registret är inte delat med någon. Lägg till det gemensamma förrådet med git remote add origin ADRESS."
        )
    elif torrkorning:
        show_difference(root, first, head)
    else:
        tell(f"Grenen {state.branch} är uppdaterad. Se vad som är nytt: sysselreg andringar {first[:10]}..{head[:10]}")
    if main := main_with(root, state.branch, head):
        tell(f"Allt på {state.branch} är med i {main}. Nytt arbete börjar du därifrån: sysselreg uppdatera --main")
    return 0


def _go_back(root: Path, state: State, *, dry: bool) -> bool:
    """Go back to the shared main branch; False when it is checked out already."""
    from sysselreg import lookup
    from sysselreg.cli.merging import refuse_unsaved, show_difference
    from sysselreg.store.update import back_to_main, way_back

    refuse_unsaved(root, lookup.take(root, None), "så att det stannar på sin gren")
    way = way_back(root, state)
    if way is None:
        return False
    if dry:
        show_difference(root, str(state.head), way.shared)
        return True
    back_to_main(root, state, way)
    tell(f"Du är nu på {way.main}, som är uppdaterad. Ditt arbete finns kvar på grenen {state.branch}.")
    return True
