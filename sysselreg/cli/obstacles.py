"""Why a branch under review cannot be approved: it clashes, it is wrong, it may not be spread, it is one's own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from sysselreg.comparison import CheckedMerge
    from sysselreg.store.review import Review

_ERRORS, _STATE = 1, 5


class Obstacle(NamedTuple):
    """Why a branch cannot be approved, what belongs to that, and the exit code that says so.

    `stands`: whether it is the branch that is at fault, whoever looks at it.
    """

    sentence: str
    lines: tuple[str, ...]
    code: int
    stands: bool


def checked(root: Path, todo: Review) -> CheckedMerge:
    """The merged result. Raises DefinitionError, which says when it is the branch that has broken the file."""
    from sysselreg import comparison, lookup
    from sysselreg.errors import DefinitionError

    try:
        return comparison.checked_merge(root, todo.base, todo.head)
    except DefinitionError as error:
        file = error.place.file if error.place else ""
        was, now = (lookup.take(root, commit).files.get(file) for commit in (todo.base, todo.head))
        if was == now:
            raise
        raise DefinitionError(
            f"Grenen {todo.branch} går inte att granska, för en fil på den styr registret och är trasig. Den som har "
            f"gjort ändringen rättar den på grenen. {error.place}: {error.what}"
        ) from error


def obstacles_to(root: Path, todo: Review, found: CheckedMerge, me: str) -> list[Obstacle]:
    """All of them, the first one first. `me`: who looks, '' for nobody known."""
    from sysselreg.check.render import told
    from sysselreg.cli.merging import number, questions
    from sysselreg.cli.receiving import unfit
    from sysselreg.store.approval import is_own_work

    obstacles = []
    if found.merged.clashes:
        asked = questions(found.merged.clashes)
        listed = tuple(f"  {question.name}  {question.label}" for question in asked)
        sentence = f"{number(asked)} med {todo.main}. Den som har gjort ändringen avgör dem med sysselreg uppdatera."
        obstacles.append(Obstacle(sentence, listed, _STATE, stands=True))
    errors = [each for each in found.outcome.findings if each.level == "fel"] if found.outcome else []
    if errors:
        sentence = f"Sammanslaget med {todo.main} får registret {len(errors)} fel, som måste rättas på grenen först."
        obstacles.append(Obstacle(sentence, tuple(told(errors)), _ERRORS, stands=True))
    if kept := unfit(root, todo.commits, todo.head):
        sentence = (
            "På grenen finns sådant som inte får spridas, och som finns kvar i historiken också när det är rättat. Den "
            f"som har gjort ändringen gör om den på en ny gren från {todo.main}. Godkänn inte den här."
        )
        obstacles.append(Obstacle(sentence, tuple(f"  {each}" for each in kept), _STATE, stands=True))
    if me and is_own_work(me, todo.commits):
        sentence = "Du har själv gjort en del av ändringen, så någon annan måste godkänna den."
        obstacles.append(Obstacle(sentence, (), _STATE, stands=False))
    return obstacles
