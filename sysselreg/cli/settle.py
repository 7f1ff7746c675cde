"""Conflicts settled: asked about one by one in a terminal, or by a value given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from sysselreg.cli.merging import Question
from sysselreg.cli.sides import Table, sides
from sysselreg.cli.terminal import BackError, line, tell, wrapped
from sysselreg.errors import UsageError
from sysselreg.record.keyed import KeyPath, field_at, written
from sysselreg.record.merge import merge

if TYPE_CHECKING:
    from sysselreg.store.merge import Clash

MINE, THEIRS, OWN = "min", "deras", "eget värde"


class Answer(NamedTuple):
    """What was decided: whose it is, and the value (plain data, None: no field) or for a whole file its bytes."""

    whose: str
    value: Any


# By the key of the question.
Answers: TypeAlias = Mapping[tuple[str, KeyPath], Answer]


def ask_all(table: Table, asked: Sequence[Question], answers: Answers) -> Answers:
    """The answers with one for each that is asked; `<` goes back to the one before."""
    answers, at = dict(answers), 0
    while at < len(asked):
        tell("\n", *_told(table, asked[at], f"[{at + 1}/{len(asked)}]"))
        try:
            answers[asked[at].key] = _ask(table, asked[at], answers)
        except BackError:
            if at == 0:
                tell("Det här är den första frågan. Avbryt med Ctrl-C.")
            at = max(at - 1, 0)
            continue
        at += 1
    return answers


def _told(table: Table, question: Question, count: str) -> list[str]:
    kind, (_, path) = question.clash.kind, question.key
    field = field_at(kind, path) if kind and path else None
    lines = wrapped(f"{count} {_title(table, question.clash)}")
    lines += wrapped(f"{question.label}. {field.description if field else ''}".strip())
    told = sides(table, question)
    if any(side.same for side in told):
        lines += wrapped(
            "Bara en av er har ändrat just det här, men det hör ihop med något annat som den andra har ändrat."
        )
    for number, whose, side in zip(("", "1", "2"), ("före", MINE, THEIRS), told, strict=True):
        lines += _row(number, whose, f"{side.words}   {side.who}")
    return [*lines, *(_row("3", OWN, "") if takes_own(question) else ())]


def _title(table: Table, clash: Clash) -> str:
    """What the record is called, or the file."""
    from sysselreg.record.load import load
    from sysselreg.record.tell import title
    from sysselreg.snapshot import Snapshot

    file = clash.path.removeprefix(table.state.prefix)
    found = load(Snapshot({file: clash.ours or clash.theirs or b""}), table.schemas, [file]).records
    return f"{title(found[0], table.name_of)} ({Path(file).stem})" if found else clash.path


def _row(number: str, whose: str, words: str) -> list[str]:
    first, *more = words.split("\n")
    return [f"{number:>3}  {whose:<6} {first}".rstrip(), *(f"{'':12}{each}" for each in more)]


def _ask(table: Table, question: Question, answers: Answers) -> Answer:
    while True:
        answer = line().casefold()
        if answer in ("1", MINE):
            return mine(question)
        if answer in ("2", THEIRS):
            return theirs(question)
        if answer in ("3", "eget", OWN) and takes_own(question):
            if found := _ask_own(table, question, answers):
                return found
            continue
        tell("Svara 1, 2 eller 3." if takes_own(question) else "Svara 1 eller 2.")


def _ask_own(table: Table, question: Question, answers: Answers) -> Answer | None:
    """A value that the field can have; None when somebody would rather choose a side."""
    _show_codes(table, question)
    while True:
        try:
            return own(table, question, line(asked="Värde (< går tillbaka): "), answers)
        except UsageError as error:
            tell(*wrapped(error.sentence))
        except BackError:
            tell("Svara 1, 2 eller 3.")
            return None


def _show_codes(table: Table, question: Question) -> None:
    field = field_at(question.clash.kind, question.key[1]) if question.clash.kind else None
    if field and field.vocabulary:
        labels = [code.label for code in table.schemas.vocabularies[field.vocabulary].codes.values()]
        tell(*wrapped(f"Välj en av: {', '.join(labels)}."))


# ---- answers ---------------------------------------------------------------------------------------------------------


def mine(question: Question) -> Answer:
    """Ours is to stand."""
    return Answer(MINE, question.conflict.ours if question.conflict else question.clash.ours)


def theirs(question: Question) -> Answer:
    """Theirs is to stand."""
    return Answer(THEIRS, question.conflict.theirs if question.conflict else question.clash.theirs)


def takes_own(question: Question) -> bool:
    """Whether another value can be written: for one field with one value."""
    path = question.key[1]
    field = field_at(question.clash.kind, path) if question.clash.kind and path else None
    return field is not None and field.item is None and not field.children


def own(table: Table, question: Question, text: str, answers: Answers) -> Answer:
    """A value of the user's own, as `andra --satt` takes it. Raises UsageError when it cannot be one of the field."""
    from sysselreg.check.run import run
    from sysselreg.record.assign import value_of
    from sysselreg.snapshot import CONFIG, Snapshot

    clash, (_, path) = question.clash, question.key
    field = field_at(clash.kind, path) if clash.kind and path else None
    if clash.kind is None or field is None or clash.ours is None or clash.theirs is None or not takes_own(question):
        raise UsageError(f"{question.name} har inget enskilt värde att skriva. Välj min eller deras.")
    name = written(path, clash.kind)
    value = value_of(field, name, text, table.schemas, table.snapshot)
    held = {key[1]: answer.value for key, answer in answers.items() if key[0] == clash.path}
    merged = merge(clash.base, clash.ours, clash.theirs, clash.kind, {**held, path: value})
    file = clash.path.removeprefix(table.state.prefix)
    files = {CONFIG: table.snapshot.files[CONFIG], file: merged.ours if merged else b""}
    for finding in run(Snapshot(files), table.schemas, ()).findings:
        if finding.level == "fel" and finding.field == name:
            raise UsageError(f"{finding.message} {finding.remedy}")
    return Answer(OWN, value)
