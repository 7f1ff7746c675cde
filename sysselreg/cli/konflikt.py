"""`konflikt`: settle what two people have changed differently, one field at a time, and keep it all in one merge."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import click

from sysselreg.cli.group import Command
from sysselreg.cli.main import Context, private
from sysselreg.cli.merging import (
    Question,
    brought,
    keep,
    number,
    questions,
    show_difference,
    stop,
    writing_root,
    wrong_together,
)
from sysselreg.cli.settle import BOTH, MINE, THEIRS, Answer, Answers, ask_all, both, both_told, mine, own, theirs
from sysselreg.cli.sides import Side, Table, sides
from sysselreg.cli.terminal import somebody_there, tell
from sysselreg.errors import UsageError
from sysselreg.record.assign import folded
from sysselreg.record.keyed import KeyPath
from sysselreg.store.update import Incoming

_HELP = """\
Avgör det som krockar när uppdatera vill hämta in andras ändringar, ett fält i taget: vad som stod före, vad du och den
andra har skrivit, vem och när. När allt är avgjort slås ändringarna ihop i ett steg. Avbryter du är inget ändrat.

\b
  --valj pla-8m2kd4:status=deras        välj utan frågor; fälten heter som i listan
  --valj upp-7k3qf9:krav[k2]=båda       behåll det som båda har lagt till i en lista
  --valj pla-8m2kd4=min                 en hel post, som någon har tagit bort
  --satt pla-8m2kd4:status=paus         skriv ett annat värde
"""


@click.command("konflikt", cls=Command, help=_HELP)
@click.option("--valj", "chosen", metavar="FÄLT=min|deras|båda", multiple=True, help="Välj en sida. Kan upprepas.")
@click.option("--satt", "given", metavar="FÄLT=VÄRDE", multiple=True, help="Skriv ett annat värde. Kan upprepas.")
@click.option(
    "--format", "form", type=click.Choice(("text", "json")), default="text", metavar="FORM", help="text, json"
)
@click.option("--torrkorning", is_flag=True, help="Ändra inget i mappen, men visa vad som skulle ändras.")
@click.pass_obj
def command(ctx: Context, /, chosen: tuple[str, ...], given: tuple[str, ...], form: str, torrkorning: bool) -> int:
    """Settle and merge; 5 as long as something remains to be settled, which is then listed."""
    from sysselreg import comparison, lookup
    from sysselreg.schema.load import load_schemas
    from sysselreg.store.merge import merged_tree
    from sysselreg.store.place import work_state
    from sysselreg.store.update import incoming

    root = writing_root(ctx, "konflikt")
    state = work_state(root)
    head = str(state.head)
    first = next(iter(incoming(root, state, ask=False)), None)
    asked = questions(merged_tree(root, head, first.commit).clashes) if first else []
    if first is None or not asked:
        if form == "json":
            click.echo(_as_json([], head, state.branch, ""))
        found = comparison.checked_merge(root, head, first.commit) if first else None
        if first and found and found.brought:
            return wrong_together(root, found, head, first)
        tell("Inget krockar. Hämta in det som är nytt med sysselreg uppdatera.")
        return 0
    snapshot = lookup.take(root, head)
    schemas = load_schemas(snapshot)
    table = Table(root, state, snapshot, schemas, lookup.namer(snapshot, schemas), head, first.commit)
    answers = _given(table, asked, chosen, given)
    rest = [each for each in asked if each.key not in answers]
    if rest and (form == "json" or not somebody_there()):
        told = [(each, *sides(table, each)) for each in rest]
        kept = {each.key: both_told(table, each, answers) for each in rest}
        text = _as_json(told, head, state.branch, first.branch) if form == "json" else _as_text(told, kept)
        click.echo(private(text))
        return stop(f"{number(rest)} med {first.branch}. Inget är ändrat. Avgör med --valj eller --satt.")
    if rest:
        tell(f"{number(rest)} med {first.branch}. Svara med en siffra. < går tillbaka, Ctrl-C avbryter allt.")
    return _settled(table, first, asked, ask_all(table, rest, answers), dry=torrkorning)


def _settled(table: Table, first: Incoming, asked: Sequence[Question], answers: Answers, *, dry: bool) -> int:
    """Merge with the answers, unless that brings errors."""
    from sysselreg import comparison

    settled = {key: answer.value for key, answer in answers.items()}
    found = comparison.checked_merge(table.root, table.ours, table.theirs, settled)
    if found.brought:
        return stop(
            "Med de här svaren blir registret fel. Inget är ändrat.",
            *brought(table.root, found, table.ours, table.theirs),
            "Kör sysselreg konflikt igen och svara så att det stämmer.",
        )
    if dry:
        show_difference(table.root, table.ours, found.commit)
        return 0
    trailers = [("Konflikt", f"{each.name}: {answers[each.key].whose}") for each in asked]
    made = keep(table.root, table.state, table.ours, first, found.merged.tree, trailers)
    tell(*(_renamed(each, answers[each.key]) for each in asked))
    tell(
        f"Avgjort. Ändringarna på {first.branch} är inhämtade (incheckning {made[:10]}). "
        "Kör sysselreg uppdatera igen för att se om mer är nytt."
    )
    return 0


def _renamed(question: Question, answer: Answer) -> str:
    """What a row of ours is called now, when both rows of one id were kept; '' for anything else."""
    if answer.whose != BOTH or question.conflict is None or not isinstance(answer.value[0], dict):
        return ""
    old, new = question.conflict.path[-1], answer.value[1]["id"]
    return f"{question.name}: den andras heter {old} och din {new}. Har du hänvisat till {old}, ändra det till {new}."


def _given(table: Table, asked: Sequence[Question], chosen: Sequence[str], given: Sequence[str]) -> Answers:
    """What the options settle. Raises UsageError for what does not clash, or a value that the field cannot have."""
    answers: dict[tuple[str, tuple[str, ...]], Answer] = {}
    for each in chosen:
        name, _, whose = each.rpartition("=")
        if folded(whose) not in map(folded, (MINE, THEIRS, BOTH)):
            raise UsageError(f"”{each}” är inget val. Skriv FÄLT={MINE}, FÄLT={THEIRS} eller FÄLT={BOTH}.")
        question = _named(asked, name)
        answers[question.key] = _chosen(question, folded(whose), answers)
    for each in given:
        name, _, text = each.partition("=")
        question = _named(asked, name)
        answers[question.key] = own(table, question, text, answers)
    return answers


def _chosen(question: Question, whose: str, answers: Answers) -> Answer:
    if whose != folded(BOTH):
        return mine(question) if whose == MINE else theirs(question)
    found = both(question, answers)
    if found is None:
        raise UsageError(f"I {question.name} kan bara en sida stå. Välj {MINE} eller {THEIRS}.")
    return found


def _named(asked: Sequence[Question], name: str) -> Question:
    found = next((each for each in asked if folded(each.name) == folded(name)), None)
    if found is None:
        raise UsageError(f"”{name}” krockar inte. Det som krockar är: {', '.join(each.name for each in asked)}.")
    return found


def _as_text(told: Sequence[tuple[Question, Side, Side, Side]], kept: Mapping[tuple[str, KeyPath], str]) -> str:
    lines = []
    for question, *three in told:
        lines.append(f"{question.name}  {question.label}")
        for whose, side in zip(("före", MINE, THEIRS), three, strict=True):
            lines.append(f"  {whose:<6}{' '.join(side.words.split())}  {side.who}".rstrip())
        if together := kept[question.key]:
            lines.append(f"  {BOTH:<6}{together}")
    return "\n".join(lines)


def _as_json(told: Sequence[tuple[Question, Side, Side, Side]], revision: str, branch: str, other: str) -> str:
    def side(one: Side) -> dict[str, Any]:
        return {"värde": one.value, "av": one.by or None, "tid": one.time or None}

    clashes = [
        {
            "fält": question.name,
            "fil": question.clash.path,
            "etikett": question.label,
            "före": before.value,
            "min": side(ours),
            "deras": side(their),
        }
        for question, before, ours, their in told
    ]
    top = {"format_version": 1, "revision": revision, "gren": branch, "mot": other or None, "krockar": clashes}
    return json.dumps(top, ensure_ascii=False, indent=1)
