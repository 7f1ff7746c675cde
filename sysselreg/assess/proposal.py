"""What requirement to set: its type, how many places, the clauses that word it, and what to write in the record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sysselreg.assess.library import BLANKS
from sysselreg.assess.model import Answer, Assessment, Clause, Proposal, Ruling, Suitability
from sysselreg.assess.proportion import room_for_places
from sysselreg.assess.questions import number_of
from sysselreg.check.facts import label
from sysselreg.check.model import Register
from sysselreg.check.wording import filled
from sysselreg.errors import UsageError
from sysselreg.record.assign import code_of
from sysselreg.record.model import Record
from sysselreg.swedish import counted, join_and, kronor, plural

# Until it is advertised a procurement can still get its requirements.
_OPEN = frozenset({"identifierad", "bedömd", "planerad"})


def propose(
    register: Register,
    procurement: Record,
    answer: Answer,
    asked: Mapping[str, Ruling],
    rule: Suitability,
    clauses: Sequence[Clause],
    today: date,
) -> Proposal:
    """The proposal that follows from an answer; the requirements that the record has already come first.

    `rule`: the one in force.
    """
    if procurement.data["part"] == "extern" or "avrop_från" in procurement.data:
        return Proposal("", None, "", (), ())
    held: list[Mapping[str, Any]] = list(procurement.data["krav"])
    if procurement.data["status"] not in _OPEN:
        told = "Upphandlingen är redan annonserad. Efter annonseringen kan krav inte läggas till."
        set_already = f"Kraven är satta. Se om de uppfylls: sysselreg uppfyllnad {procurement.id}"
        return Proposal("", None, set_already if held else told, (), ())
    if held:
        texts = [each for krav in held for each in fitting(clauses, krav["typ"], today, register, krav)]
        return Proposal("", None, "Posten har redan krav. Jämför dem med klausulerna för samma typ.", tuple(texts), ())
    if answer == "okänt":
        return Proposal("", None, "Fyll i det som saknas först.", (), ())
    if answer == "nej":
        told = "Inget krav föreslås. Skriv beslutet och varför. Krav får ändå ställas, om det finns skäl."
        why = " ".join(part.reason for part in rule.parts if part.answer == "nej") or "SKÄL"
        return Proposal("", None, told, (), ("bedömning.beslut=inget_krav", f"bedömning.motiv={why}"))
    return _requirement(register, procurement, asked, clauses, today)


def with_clauses(
    found: Assessment, register: Register, clauses: Sequence[Clause], written: str, today: date
) -> Assessment:
    """The assessment with all clauses for a type of requirement. Raises UsageError when there is no such type."""
    vocabulary = register.schemas.vocabularies["kravtyp"]
    kind = code_of(vocabulary, written)
    if kind is None:
        raise UsageError(f"Kravtypen ”{written}” finns inte. Välj en av: {', '.join(vocabulary.codes)}.")
    held = [krav for krav in found.procurement.data["krav"] if krav["typ"] == kind]
    texts = [each for krav in held or [{}] for each in fitting(clauses, kind, today, register, krav)]
    if not texts:
        raise UsageError(f"Ingen klausul för {kind} gäller {today.isoformat()}. Klausulerna ligger i reports/krav.")
    return replace(found, proposal=replace(found.proposal, clauses=tuple(texts)))


def _requirement(
    register: Register, procurement: Record, asked: Mapping[str, Ruling], clauses: Sequence[Clause], today: date
) -> Proposal:
    """Östersund: at least a dialog. A sharp one when the market can give places and the value has room for them."""
    room, market = room_for_places(register, procurement), asked["marknaden_kan_ge_platser"].answer
    if room and market == "ja":
        penalty = number_of(register, "vite_per_plats")
        krav: dict[str, Any] = {"typ": "skarpt_krav", "enhet": "platser", "antal": room, "vite": penalty}
        told = (
            f"Marknaden kan ge platser och värdet rymmer {counted(room, 'plats', 'platser')}, så ett skarpt krav går "
            f"att ställa. Vite bör alltid finnas med; {kronor(penalty)} för varje plats är registrets förslag."
        )
    else:
        krav = {"typ": "dialogkrav", "enhet": "dialog"}
        told = "Ett dialogkrav är det minsta som bör ställas, och det passar när antalet platser är oklart."
        if room and market == "okänt":
            them = plural(room, "den", "dem")
            told += (
                f" Värdet rymmer {counted(room, 'plats', 'platser')}. Kan marknaden ge {them} passar ett skarpt krav."
            )
    changes = (*(f"krav[k1].{name}={value}" for name, value in krav.items()), "bedömning.beslut=krav")
    texts = fitting(clauses, krav["typ"], today, register, krav)
    return Proposal(krav["typ"], krav.get("antal"), told, tuple(texts), changes)


def fitting(
    clauses: Sequence[Clause], kind: str, today: date, register: Register, krav: Mapping[str, Any]
) -> Iterator[Clause]:
    """The clauses for a type of requirement that hold on a day, filled in with what the requirement says."""
    values = _values(register, krav)
    for clause in clauses:
        holds = clause.valid_from <= today and (clause.valid_to is None or today <= clause.valid_to)
        if clause.requirement == kind and holds and krav.get("enhet", clause.unit) in ("", clause.unit):
            yield replace(
                clause,
                wording=filled(clause.name, clause.wording, values),
                penalty=filled(clause.name, clause.penalty, values),
            )


def _values(register: Register, krav: Mapping[str, Any]) -> dict[str, str]:
    """What a clause may ask for, the unknown as a blank to fill in."""
    rules: Mapping[str, Any] = register.config["regler"]
    known = {name: str(rules[name]) for name in BLANKS if name in rules}
    known["organisation"] = str(register.config["organisation"])
    known["rapport_intervall"] = _how_often(rules, krav)
    groups = [label(register.schemas, "malgrupp", code) for code in krav.get("målgrupper", ())]
    if groups:
        known["målgrupper"] = join_and([group[:1].lower() + group[1:] for group in groups])
    amount, unit = krav.get("antal"), krav.get("enhet")
    if isinstance(amount, int) and unit == "platser":
        known["platser"] = counted(amount, "plats", "platser")
    if isinstance(amount, int) and unit == "heltidsmånader":
        known["heltidsmånader"] = counted(amount, "månad", "månader")
    penalty = krav.get("vite", rules["vite_per_plats"] if unit == "platser" else None)
    if isinstance(penalty, int) and penalty:
        known["vite"] = kronor(penalty)
    return {**BLANKS, **known}


def _how_often(rules: Mapping[str, Any], krav: Mapping[str, Any]) -> str:
    """How often the supplier reports: by the register's own rule, every month when the places are many."""
    many = krav.get("enhet") == "platser" and krav.get("antal", 0) >= rules["rapport_månad_från_platser"]
    interval = "månad" if many else str(rules["rapport_intervall"])
    return "när kravet är slut" if interval == "slut" else f"varje {interval}"
