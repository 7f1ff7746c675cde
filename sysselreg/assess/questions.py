"""The questions that decide whether a procurement suits requirements, each a plain function of the record.

What the register does not know gives no answer, and says which field would. The rules are those that figures count
with (`passar` in reports/figures/gemensam.sql); a test holds both to the same answers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from sysselreg.assess.model import Answer, Question
from sysselreg.check.facts import at, day, label
from sysselreg.check.model import Register
from sysselreg.period import PartialDate, whole_months
from sysselreg.record.model import Record
from sysselreg.swedish import counted, kronor, sentence_start

NEAR = frozenset({"kommunen", "omedelbar_närhet"})


class Found(NamedTuple):
    """An answer, the values that its words ask for, and the fields that lack when there is none."""

    answer: Answer
    values: Mapping[str, str]
    lacking: tuple[str, ...] = ()


def number_of(register: Register, key: str) -> int:
    """A threshold of `regler` in sysselreg.yaml."""
    return int(register.config["regler"][key])


# ---- how long --------------------------------------------------------------------------------------------------------


def long_enough(register: Register, procurement: Record, _: Question) -> Found:
    """Östersund: the contract is at least so many months, without its extension."""
    least = number_of(register, "avtalstid_minst_månader")
    return _length(procurement, least, lambda months, _: months >= least)


def longer(register: Register, procurement: Record, _: Question) -> Found:
    """Göteborg: the contract is longer than so many months."""
    least = number_of(register, "göteborg_avtalstid_över_månader")
    return _length(procurement, least, lambda months, over: months > least or (months == least and over))


def _length(procurement: Record, least: int, suits: Callable[[int, bool], bool]) -> Found:
    limit = {"gräns": _months(least)}
    first, last = day(procurement, "avtalstid", "från"), day(procurement, "avtalstid", "till")
    if first is None or last is None:
        lacking = [name for name, known in (("från", first), ("till", last)) if known is None]
        told = {"från": "första dag är inte känd", "till": "sista dag är inte känd"}.get("".join(lacking))
        told = f"Avtalets {told or 'första och sista dag är inte kända'}."
        return Found("okänt", {**limit, "saknas": told}, tuple(f"avtalstid.{name}" for name in lacking))
    spans = [whole_months(first.last, last.first), whole_months(first.first, last.last)]
    values = {**limit, "tid": f"{first.text} till {last.text}", "månader": _between(spans)}
    answers = {suits(*span) for span in spans}
    if len(answers) == 1:
        return Found("ja" if answers == {True} else "nej", values)
    told = f"Avtalet gäller {values['tid']}, alltså {values['månader']}. Det avgörs av vilka dagarna är."
    return Found("okänt", {**values, "saknas": told}, _not_exact(first, last))


def _not_exact(first: PartialDate, last: PartialDate) -> tuple[str, ...]:
    return tuple(f"avtalstid.{name}" for name, end in (("från", first), ("till", last)) if end.exact is None)


def _between(spans: list[tuple[int, bool]]) -> str:
    (shortest, over), (longest, more) = spans
    if (shortest, over) == (longest, more):
        return f"{'drygt ' if over else ''}{_months(longest)}"
    return f"mellan {max(shortest, 0)} och {longest + more} månader"


def _months(amount: int) -> str:
    return counted(amount, "månad", "månader")


# ---- where, how much, how many ---------------------------------------------------------------------------------------


def nearby(register: Register, procurement: Record, _: Question) -> Found:
    """Östersund: performed in the municipality or its close vicinity, where it can be followed up."""
    place = at(procurement.data, "utförs")
    if place is None:
        told = _answered_anyway(procurement, "utförs_nära", "Registret vet inte var arbetet utförs.")
        return Found("okänt", {"saknas": told}, ("utförs",))
    where = label(register.schemas, "utfors", place)
    return Found("ja" if place in NEAR else "nej", {"var": where[:1].lower() + where[1:]})


def valuable(register: Register, procurement: Record, _: Question) -> Found:
    """Östersund's alternative 2: the value, as agreed or else as reckoned, is at least so much."""
    least, value = number_of(register, "värde_minst"), value_of(procurement)
    limit = {"gräns": kronor(least)}
    if value is None:
        return Found("okänt", {**limit, "saknas": "Värdet är inte känt."}, ("värde.beräknat",))
    return Found("ja" if value >= least else "nej", {**limit, "värde": kronor(value)})


def more_than_one(register: Register, procurement: Record, _: Question) -> Found:  # noqa: ARG001 - one signature for all
    """Göteborg: the work takes more than one employee."""
    answer = at(procurement.data, "fler_än_en_anställd")
    if answer in ("ja", "nej"):
        return Found(answer, {})
    told = "Registret vet inte hur många anställda uppdraget kräver."
    return Found("okänt", {"saknas": told}, ("fler_än_en_anställd",))


def value_of(procurement: Record) -> int | None:
    """The value in kronor: agreed, or else reckoned."""
    for name in ("avtalat", "beräknat"):
        value = at(procurement.data, "värde", name)
        if isinstance(value, int):
            return value
    return None


# ---- what only people can answer -------------------------------------------------------------------------------------


def recorded(register: Register, procurement: Record, question: Question) -> Found:  # noqa: ARG001
    """The answer that people have written in the assessment (`bedömning.kontrollfrågor`)."""
    entry = _written(procurement, question.code)
    answer = at(entry, "svar")
    comment = f" {sentence_start(str(entry['kommentar']))}" if "kommentar" in entry else ""
    if answer in ("ja", "nej"):
        return Found(answer, {"kommentar": comment})
    told = f"Svaret i bedömningen är okänt.{comment}" if entry else "Frågan är inte besvarad i bedömningen."
    decided = () if at(procurement.data, "bedömning", "beslut") else ("bedömning.beslut",)
    return Found("okänt", {"saknas": told}, (f"bedömning.kontrollfrågor[{question.code}].svar", *decided))


def _written(procurement: Record, code: str) -> Mapping[str, object]:
    entries = at(procurement.data, "bedömning", "kontrollfrågor") or ()
    return next((each for each in entries if each.get("fråga") == code), {})


def _answered_anyway(procurement: Record, code: str, told: str) -> str:
    answer = _written(procurement, code).get("svar")
    if answer not in ("ja", "nej"):
        return told
    return f"{told} Bedömningen svarar {answer}; fyll i fältet också, så att nyckeltalen räknar med det."
