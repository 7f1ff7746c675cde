"""Should a procurement have requirements? The rules of the sources, one by one, and an answer in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date

from sysselreg.assess.library import QUESTIONS
from sysselreg.assess.model import Answer, Assessment, Clause, Question, Ruling, Suitability
from sysselreg.assess.proportion import proportionate
from sysselreg.assess.proposal import propose
from sysselreg.assess.questions import Found, long_enough, longer, more_than_one, nearby, recorded, valuable
from sysselreg.check.facts import at
from sysselreg.check.model import Register
from sysselreg.check.wording import filled
from sysselreg.errors import DefinitionError
from sysselreg.finding import Place
from sysselreg.record.model import Record
from sysselreg.schema.model import Code
from sysselreg.swedish import counted, join_and

_ANSWERS: dict[str, Callable[[Register, Record, Question], Found]] = {
    "avtalstiden_räcker": long_enough,
    "avtalstiden_överstiger": longer,
    "utförs_nära": nearby,
    "värdet_räcker": valuable,
    "fler_än_en_anställd": more_than_one,
    "proportionellt": proportionate,
}
# What each rule of the list `lamplighetsregel` asks.
_RULES = {
    "alternativ_1": ("avtalstiden_räcker", "utförs_nära"),
    "alternativ_2": ("avtalstiden_räcker", "utförs_nära", "värdet_räcker"),
    "göteborg": ("avtalstiden_överstiger", "fler_än_en_anställd"),
}
_ASKED = ("proportionellt", "marknaden_kan_ge_platser", "branschen_är_lämplig", "går_att_följa_upp")
# A no to one of these is a no, whatever the rule says; a no to the others changes what requirement fits.
_DECIDE = frozenset({"branschen_är_lämplig", "går_att_följa_upp"})


def assess(
    register: Register, procurement: Record, questions: Mapping[str, Question], clauses: Sequence[Clause], today: date
) -> Assessment:
    """The assessment of a procurement, with the clauses that hold on a day.

    Raises DefinitionError when a question that a rule asks is missing, or its words ask for a value that is not there.
    """
    if missing := sorted({*_ASKED, *(code for codes in _RULES.values() for code in codes)} - questions.keys()):
        raise DefinitionError(f"Frågorna {join_and(missing)} saknas. Lägg till dem.", Place(QUESTIONS))
    asked = {code: _ruling(register, procurement, question) for code, question in questions.items()}
    in_force = str(at(register.config, "regler", "lämplig"))
    codes = register.schemas.vocabularies["lamplighetsregel"].codes
    rules = [_suitability(codes[name], asked, in_force) for name in _RULES]
    rules.sort(key=lambda rule: not rule.in_force)
    answer, summary = _answer(procurement, rules[0], asked)
    return Assessment(
        procurement=procurement,
        answer=answer,
        summary=summary,
        rules=tuple(rules),
        questions=tuple(asked[code] for code in _ASKED),
        notes=tuple(_notes(procurement, answer, asked)),
        proposal=propose(register, procurement, answer, asked, rules[0], clauses, today),
    )


def _ruling(register: Register, procurement: Record, question: Question) -> Ruling:
    found = _ANSWERS.get(question.code, recorded)(register, procurement, question)
    reason = filled(question.code, question.words[found.answer], found.values).strip()
    text = filled(question.code, question.text, {"gräns": "", **found.values})
    return Ruling(question.code, text, found.answer, reason, question.source, found.lacking)


def _suitability(code: Code, asked: Mapping[str, Ruling], in_force: str) -> Suitability:
    """A rule: yes when all of its parts are, no when one is not, whatever is unknown."""
    parts = tuple(asked[name] for name in _RULES[code.code])
    answers = {part.answer for part in parts}
    answer: Answer = "nej" if "nej" in answers else "okänt" if "okänt" in answers else "ja"
    return Suitability(code.code, code.label, code.source, code.code == in_force, answer, parts)


def _answer(procurement: Record, rule: Suitability, asked: Mapping[str, Ruling]) -> tuple[Answer, str]:
    """The answer and a sentence or two that say why."""
    if procurement.data["part"] == "extern":
        return "nej", "Det är en extern köpares upphandling, så kommunen ställer inte kravet. Reglerna visas ändå."
    if framework := at(procurement.data, "avrop_från"):
        return "nej", f"Det är ett avrop. Kravet ställs i ramavtalet: sysselreg bedom {framework}"
    against = [asked[code] for code in _ASKED if code in _DECIDE and asked[code].answer == "nej"]
    failed = [part for part in rule.parts if part.answer == "nej"]
    if failed or against:
        return "nej", " ".join([*(each.reason for each in failed), *(f"{q.question} {q.reason}" for q in against)])
    if rule.answer == "ja":
        return "ja", f"Upphandlingen uppfyller {rule.name}, som gäller i registret. Ställ minst ett dialogkrav."
    unknown = sum(part.answer == "okänt" for part in rule.parts)
    return "okänt", f"{counted(unknown, 'fråga', 'frågor').capitalize()} i {rule.name} saknar svar. Se nedan."


def _notes(procurement: Record, answer: Answer, asked: Mapping[str, Ruling]) -> Iterator[str]:
    decided, motive = (at(procurement.data, "bedömning", name) for name in ("beslut", "motiv"))
    if (decided, answer) in (("krav", "nej"), ("inget_krav", "ja")):
        told = "ställa krav, fast svaret här är nej" if decided == "krav" else "inte ställa krav, fast svaret här är ja"
        why = f"Motivet i posten: {motive}" if motive else "Skriv varför i bedömningens motiv."
        yield f"Beslutet i posten är att {told}. {why}"
    elif decided == "krav" and not procurement.data["krav"]:
        yield "Beslutet i posten är att ställa krav, men inget krav är skrivet."
    if at(procurement.data, "ramavtal") == "ja" and answer == "ja" and asked["går_att_följa_upp"].answer == "okänt":
        yield "I ett ramavtal ställs krav bara när de går att följa upp hos dem som avropar. Svara på den frågan också."
    if asked["avtalstiden_räcker"].answer == "nej" and procurement.data["part"] != "extern":
        yield "Ett krav på anställning kan övervägas även när avtalet är kort. Prata med rekryteraren."
