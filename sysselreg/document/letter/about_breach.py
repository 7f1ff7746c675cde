"""Facts of letters that tell a supplier what it has not fulfilled.

That somebody has judged it so is not enough for such a letter: the register must show on its day what is lacking, and
that the time for it is over or that the supplier broke it off. Else the letter is refused, saying what is missing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from sysselreg.assess.compliance import compliance
from sysselreg.check.facts import at, contract
from sysselreg.document.letter.about_compliance import FALLS_SHORT, outcomes
from sysselreg.document.letter.about_procurement import demands
from sysselreg.document.letter.model import Subject, Value
from sysselreg.document.letter.refused import refusal
from sysselreg.document.letter.words import in_one_line, met_by, on, one_each, penalty, the_demand, units
from sysselreg.period import PartialDate
from sysselreg.swedish import NBSP, join_and, sentence_start

_COUNTED = frozenset({"platser", "heltidsmånader"})
_OVER = frozenset({"avslutad", "utvärderad"})
# How `assess` begins a second count of the same; and what it says that the letter says elsewhere, or not at all: when
# the first place is to begin is a rule of the register's own, which the contract need not have.
_SECOND_COUNT = ("För alla leverantörer:", "Enligt placeringarnas planerade tid:")
_NOT_SAID = ("Kravet skulle ha varit uppfyllt senast ", "Första platsen ", "Ingen plats har börjat. ")
# Words about the supplier, to the supplier.
_TO_YOU = (
    (re.compile(r"Registret har ingen dialog som är hållen"), "Ingen dialog är hållen"),
    (re.compile(r"\bav leverantören\b"), "av er"),
    (re.compile(r"\bLeverantören\b"), "Ni"),
    (re.compile(r"\bleverantören\b"), "ni"),
    (re.compile(r"\bmånad(er)? på heltid"), r"heltidsmånad\1"),
    # No number apart from its word.
    (re.compile(r"(?<=\d) (?=\w)"), NBSP),
)
_DAY = re.compile(r"\b\d{4}-\d{2}(?:-\d{2})?\b")


class Breach(NamedTuple):
    """A requirement that is not met, in sentences to the supplier.

    `how` goes before `uppfyllt`. `day`: that the register shows it so; None when people have judged it alone.
    `late`: whether its own last day has passed.
    """

    requirement: Mapping[str, Any]
    how: str
    row: Mapping[str, Any]
    sentences: Sequence[str]
    day: date | None
    late: bool


def breaches(subject: Subject) -> list[Breach]:
    """What is lacking and can be told, of a letter about decisions what they are about; nothing when none is judged so.

    Raises UsageError when something is judged to be lacking, and no letter can say how.
    """
    about_report = subject.due is not None and subject.due.rule == "B207"
    if about_report or subject.supplier is None or subject.demanding is None:
        return []
    tried = [_tried(subject, krav, row) for krav, row in _judged(subject)]
    found = [each for each in tried if isinstance(each, Breach)]
    why = [each for each in tried if isinstance(each, str)]
    # All that is decided is told, or nothing.
    if why and (not found or "beslut" in found[0].row):
        raise refusal(subject, why[0])
    return found


def _judged(subject: Subject) -> list[tuple[Mapping[str, Any], Mapping[str, Any]]]:
    """Requirements that people have found not to be met. What is decided is no longer asked to be put right."""
    held = {str(krav["id"]): krav for krav in demands(subject)}
    found = [row for row in outcomes(subject) if row["status"] in FALLS_SHORT and str(row["krav"]) in held]
    decided = [row for row in found if "beslut" in row]
    told = (decided or found) if subject.definition.decided else [row for row in found if row not in decided]
    return [(held[str(row["krav"])], row) for row in told]


def _tried(subject: Subject, krav: Mapping[str, Any], row: Mapping[str, Any]) -> Breach | str:
    """The breach, or why it cannot be told. A decision stands whatever has been written since."""
    record, supplier = subject.demanding, subject.supplier
    if record is None or supplier is None or record.data["part"] == "extern":
        return "kravet är en extern köpares, och kommunen bedömer det inte."
    named, day, decided = _named(subject, krav), _day(subject, row), row.get("beslut", {})
    if missing := [name for name in _needed(decided) if name not in {*decided, *row}]:
        return f"beslutet om {named} saknar {join_and(missing)}. Fyll i det i {record.id}, uppfyllnad[{row['id']}]."
    made = PartialDate.parse(str(row["datum"])) if decided else None
    if made is not None and made.first > subject.date:
        return f"beslutet om {named} är fattat först {on(row, 'datum')}."
    if krav["typ"] == "bonus" or krav.get("art") == "frivillig":
        return f"{named} är frivilligt för leverantören."
    found = compliance(subject.records, record, day)
    each = next((one for one in found if one.requirement["id"] == krav["id"] and one.supplier == supplier.id), None)
    if each is None:
        return f"{supplier.id} har inget avtal i {record.id}."
    counted, met = krav.get("enhet") in _COUNTED, each.suggested == "uppfyllt"
    amount = units(krav, krav["antal"]) if "antal" in krav else None
    unsure = each.suggested is None and (counted or amount is None)
    unsure = unsure or any(text.startswith(_SECOND_COUNT) for text in each.reasons)
    if (met or unsure) and not decided:
        what = f"visar att {named} är uppfyllt" if met else "säger inte säkert vad som fattas av leverantören"
        return f"registret {what}. Se sysselreg uppfyllnad {record.id}, och rätta det som inte stämmer."
    _, end = contract(subject.records, record, supplier.id)
    due = PartialDate.parse(str(krav["förfaller"])) if "förfaller" in krav else None
    over = record.data["status"] in _OVER or (end is not None and end.last < day)
    late = due is not None and due.last < day
    # What was proven with the bid has no last day.
    proven = krav["typ"] == "reserverad_upphandling"
    if not (over or late or proven or each.breach == "ja") and decided.get("följd", "vite") == "vite":
        return _still_time(krav, named)
    if over and not subject.definition.decided:
        return "avtalet är slut, så det går inte att rätta bristen. Pröva en påföljd med L10."
    known = not (met or unsure or each.suggested is None)
    told = [text for text in each.reasons if text not in each.fine and not text.startswith(_NOT_SAID)] if known else []
    if each.suggested is None and not unsure:
        told = [f"Kravet gäller {amount}. Vi bedömer att det inte är gjort fullt ut."]
    told += ["Avtalet är slut."] if over else []
    return Breach(krav, FALLS_SHORT[row["status"]], row, one_each(map(_to_you, told)), day if known else None, late)


def _needed(decided: Mapping[str, Any]) -> Sequence[str]:
    """What a letter tells of every decision."""
    always = ("datum", "motiv") if decided else ()
    return (*always, "belopp") if decided.get("följd") == "vite" else always


def _still_time(krav: Mapping[str, Any], named: str) -> str:
    if "förfaller" in krav:
        return f"tiden är inte slut. {sentence_start(named)} ska vara uppfyllt senast {on(krav, 'förfaller')}."
    return f"registret säger inte när {named} ska vara uppfyllt. Fyll i krav[{krav['id']}].förfaller."


def _day(subject: Subject, row: Mapping[str, Any]) -> date:
    """The day that it is to stand so: the decision's, else the letter's own."""
    decided = PartialDate.parse(str(row["datum"])) if "beslut" in row and "datum" in row else None
    return min(decided.last, subject.date) if decided else subject.date


def _named(subject: Subject, krav: Mapping[str, Any]) -> str:
    return "kravet" if len(demands(subject)) == 1 else the_demand(subject.records.schemas, krav)


def _to_you(sentence: str) -> str:
    """A sentence of `uppfyllnad` as it stands in a letter: `Ni kom inte till dialogen.`, days in words."""
    told = _DAY.sub(lambda found: str(on({"dag": found[0]}, "dag")), sentence)
    for words, ours in _TO_YOU:
        told = words.sub(ours, told)
    return told


def in_words(subject: Subject) -> list[tuple[str, str]]:
    """What is not met, as it is named in the letter, and how it stands."""
    return list(dict.fromkeys((_named(subject, each.requirement), each.how) for each in breaches(subject)))


def _in_clause(subject: Subject) -> Value:
    """`kravet inte är uppfyllt`, after `att`."""
    return join_and([f"{which} {how} är uppfyllt" for which, how in in_words(subject)]) or None


def _state(subject: Subject) -> Value:
    """What is lacking of each requirement; where there are several, after its name."""
    found = breaches(subject)
    several = len(found) > 1
    named = [f"{sentence_start(_named(subject, each.requirement))}: " if several else "" for each in found]
    told = [name + " ".join(each.sentences) for name, each in zip(named, found, strict=True) if each.sentences]
    return told or None


def _since(subject: Subject) -> Value:
    """`den 8 januari 2026`: the day that it stands so, else the last that people judged it."""
    found = breaches(subject)
    counted = [each.day for each in found if each.day]
    if counted and len(counted) == len(found):
        return f"den {in_one_line(max(counted))}"
    judged = [each.row for each in found if "datum" in each.row]
    return on(max(judged, key=lambda row: str(row["datum"])), "datum") if judged else None


def _met_by(subject: Subject) -> Value:
    return met_by(subject.records.schemas, [each.requirement for each in breaches(subject)])


def _late(subject: Subject) -> Value:
    """`ja` when the last day of all of them has passed."""
    found = breaches(subject)
    return "ja" if found and all(each.late for each in found) else None


def _over(subject: Subject) -> Value:
    """`ja` when the contract with the supplier is over."""
    return "ja" if any("Avtalet är slut." in each.sentences for each in breaches(subject)) else None


def _wording(subject: Subject) -> Value:
    return one_each(at(each.requirement, "formulering") for each in breaches(subject)) or None


def _penalty(subject: Subject) -> Value:
    return join_and(one_each(penalty(each.requirement) for each in breaches(subject))) or None


FACTS: Mapping[str, Callable[[Subject], Value]] = {
    "att_brister": _in_clause,
    "bristernas_läge": _state,
    "uppfyllnad_dag": _since,
    "bristernas_dag": _met_by,
    "bristernas_dag_passerad": _late,
    "avtalet_slut": _over,
    "bristernas_lydelse": _wording,
    "bristernas_vite": _penalty,
}
