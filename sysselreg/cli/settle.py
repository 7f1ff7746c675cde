"""Conflicts settled: asked about one by one in a terminal, or by a value given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from sysselreg.cli.merging import Question
from sysselreg.cli.sides import Table, sides, words
from sysselreg.cli.terminal import BackError, line, tell, wrapped
from sysselreg.errors import UsageError
from sysselreg.record.keyed import KeyPath, field_at, written
from sysselreg.record.merge import both as keep_both
from sysselreg.record.merge import merge, value_at

if TYPE_CHECKING:
    from sysselreg.store.merge import Clash

MINE, THEIRS, BOTH, OWN = "min", "deras", "båda", "eget värde"
# What may be answered for the third choice, besides its number.
_THIRD = {BOTH: (BOTH, "bada"), OWN: (OWN, "eget")}


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
        tell("\n", *_told(table, asked[at], f"[{at + 1}/{len(asked)}]", answers))
        try:
            answers[asked[at].key] = _ask(table, asked[at], answers)
        except BackError:
            if at == 0:
                tell("Det här är den första frågan. Avbryt med Ctrl-C.")
            at = max(at - 1, 0)
            continue
        at += 1
    return answers


def _told(table: Table, question: Question, count: str, answers: Answers) -> list[str]:
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
    third = _third(question, answers)
    return [*lines, *(_row("3", third, both_told(table, question, answers)) if third else ())]


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
    third = _third(question, answers)
    while True:
        answer = line().casefold()
        if answer in ("1", MINE):
            return mine(question)
        if answer in ("2", THEIRS):
            return theirs(question)
        if third and answer in ("3", *_THIRD[third]):
            if found := both(question, answers) if third == BOTH else _ask_own(table, question, answers):
                return found
            tell(f"1 {MINE}, 2 {THEIRS} eller 3 {OWN}?")
            continue
        tell("Svara 1, 2 eller 3." if third else "Svara 1 eller 2.")


def _third(question: Question, answers: Answers) -> str:
    """What can be chosen besides one of the sides; '' for nothing."""
    return OWN if takes_own(question) else BOTH if both(question, answers) else ""


def _ask_own(table: Table, question: Question, answers: Answers) -> Answer | None:
    """A value that the field can have; None when somebody would rather choose a side."""
    _show_codes(table, question)
    while True:
        try:
            return own(table, question, line(asked="Värde (< går tillbaka): "), answers)
        except UsageError as error:
            tell(*wrapped(error.sentence))
        except BackError:
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


def both(question: Question, answers: Answers) -> Answer | None:
    """What both have added is to stand; None where that cannot be."""
    conflict, clash = question.conflict, question.clash
    if conflict is None or clash.kind is None:
        return None
    held = [value_at(side, clash.kind, conflict.path[:-1]) for side in (clash.ours, clash.theirs)]
    # What has been answered of the same file may have given ids away.
    given = [answer.value for key, answer in answers.items() if key[0] == clash.path and answer.whose == BOTH]
    rows = (row for side in (*held, *given) if isinstance(side, list) for row in side)
    value = keep_both(conflict, {str(row["id"]) for row in rows if isinstance(row, dict) and "id" in row})
    return Answer(BOTH, value) if value else None


def both_told(table: Table, question: Question, answers: Answers) -> str:
    """What keeping both gives, in words; '' where that cannot be."""
    found, conflict = both(question, answers), question.conflict
    if found is None or conflict is None or question.clash.kind is None:
        return ""
    if isinstance(found.value[0], dict):
        return f"deras heter {conflict.path[-1]} och din {found.value[1]['id']}"
    return words(table, found.value, field_at(question.clash.kind, conflict.path))


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
        choices = f"{MINE}, {THEIRS} eller {BOTH}" if both(question, answers) else f"{MINE} eller {THEIRS}"
        raise UsageError(f"{question.name} har inget enskilt värde att skriva. Välj {choices}.")
    if not text.strip():
        raise UsageError(f"{question.label} har inget värde. Skriv ett, eller välj {MINE} eller {THEIRS}.")
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
