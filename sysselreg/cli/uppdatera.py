"""`uppdatera`: bring in what others have made since last time."""

from __future__ import annotations

import click

from sysselreg.cli.group import Command
from sysselreg.cli.main import Context
from sysselreg.cli.terminal import tell


@click.command(
    "uppdatera",
    cls=Command,
    help="Hämta in det som har godkänts i det gemensamma förrådet sedan sist, och det som andra har skickat till din "
    "gren. Ändringar av samma post slås ihop fält för fält, och resultatet kontrolleras. Krockar något ändras inget.",
)
@click.option("--torrkorning", is_flag=True, help="Ändra inget i mappen, men visa vad som skulle ändras.")
@click.pass_obj
def command(ctx: Context, /, torrkorning: bool) -> int:
    """Merge what has come in into the branch that is checked out; 5 when somebody must decide something first."""
    from sysselreg import pipeline
    from sysselreg.cli.merging import brought, keep, number, questions, show_difference, stop, writing_root
    from sysselreg.store.commit import fast_forward
    from sysselreg.store.place import work_state
    from sysselreg.store.update import contains, incoming

    root = writing_root(ctx, "uppdatera")
    state = work_state(root)
    first = head = str(state.head)
    for each in incoming(root, state, ask=True):
        if contains(root, each.commit, head):
            if not torrkorning:
                fast_forward(root, branch=state.branch, old=head, new=each.commit)
            head = each.commit
            continue
        found = pipeline.checked_merge(root, head, each.commit)
        if found.merged.clashes:
            asked = questions(found.merged.clashes)
            listed = [f"  {question.name}  {question.label}" for question in asked]
            return stop(
                f"{number(asked)} med {each.branch}. Inget av det är inhämtat.",
                *listed,
                "Avgör dem med sysselreg konflikt.",
            )
        if found.brought:
            return stop(
                f"Ändringarna går att slå ihop med {each.branch}, men tillsammans ger de fel. Inget är inhämtat.",
                *brought(root, found, head, each.commit),
                "Ändra din post så att den stämmer med den andras, spara, och kör sysselreg uppdatera igen.",
            )
        head = found.commit if torrkorning else keep(root, state, head, each, found.merged.tree)
    if head == first:
        tell("Det finns inget nytt att hämta in.")
    elif torrkorning:
        show_difference(root, first, head)
    else:
        tell(f"Grenen {state.branch} är uppdaterad. Se vad som är nytt: sysselreg andringar {first[:10]}..{head[:10]}")
    return 0
