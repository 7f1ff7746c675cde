"""Requirements on places or months held against what has been done (criterion 11554).

The first place begun or offered within six months; enough at 75 % of all agreed time together when a participant leaves
or there is just cause. With several suppliers nobody has said whether the number is for each of them or for all, and a
placement may be planned for another time than its agreement says: only what is the same in both readings is suggested.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Literal, NamedTuple, TypeAlias

from sysselreg.assess.case import Case, Judged
from sysselreg.assess.endings import EARLY, LEFT, binding, early, endings
from sysselreg.assess.places import Slot, slots
from sysselreg.assess.spans import MONTH, Span, extent_of, in_percent, performed, planned, promised
from sysselreg.check.facts import at, on_places
from sysselreg.record.model import Record
from sysselreg.swedish import count_word, counted, join_and, number, percent_value, plural

State = Literal["klar", "pågår", "kort", "bruten", "okänd"]
_ACCEPTED = LEFT | {"saklig_grund"}
# The time that was agreed for a placement.
_Agreed: TypeAlias = Callable[[Record], Span | None]


class Place(NamedTuple):
    """One place: how far it has come, and the full-time days agreed and performed; None when they cannot be counted."""

    state: State
    agreed: Fraction | None
    performed: Fraction | None


def places(case: Case) -> Judged:
    """A requirement on a number of places; requirements on the same sort of place are counted as one."""
    alike = [
        krav
        for krav in on_places(case.procurement)
        if krav.get("enhet") == "platser"
        and krav.get("form") == case.requirement.get("form")
        and binding(krav) != "nej"
    ]
    amounts = [krav["antal"] for krav in alike if isinstance(krav.get("antal"), int)]
    if len(amounts) < len(alike):
        return Judged(None, ("Kravet säger inte hur många platser det gäller.",))
    names = join_and([str(krav["id"]) for krav in alike])
    also = (f"Kraven {names} gäller samma slags plats och räknas tillsammans.",) if len(alike) > 1 else ()
    judged = _agreeing([_both_times(case, sum(amounts), group) for group in _groups(case)])
    return judged._replace(reasons=(*judged.reasons, *also))


def months(case: Case) -> Judged:
    """A requirement on a number of months of full time."""
    wanted = case.requirement.get("antal")
    if not isinstance(wanted, int):
        return Judged(None, ("Kravet säger inte hur många månader det gäller.",))
    return _agreeing([_months(case, wanted, group) for group in _groups(case)])


def _groups(case: Case) -> list[list[Record]]:
    """The placements to count: the supplier's own and, with several suppliers, everybody's."""
    return [case.mine(case.begun), case.begun] if len(case.suppliers) > 1 else [case.mine(case.begun)]


def _agreeing(readings: Sequence[Judged]) -> Judged:
    own = readings[0]
    if len(readings) == 1:
        return own
    both = (f"För leverantören: {own.reasons[0]}", f"För alla leverantörer: {readings[1].reasons[0]}")
    if own.status == readings[1].status:
        alike = own.reasons[0] == readings[1].reasons[0]
        return own._replace(reasons=own.reasons if alike else (*both, *own.reasons[1:]), lacking=0)
    told = "Kravet säger inte om antalet gäller varje leverantör eller alla tillsammans, och det avgör svaret."
    unsure = "Leverantören avbröt. Om det är ett avtalsbrott avgörs av om antalet gäller varje leverantör."
    ended = (replace(each, breach="okänt", reason=unsure) if each.breach == "ja" else each for each in own.endings)
    return Judged(None, (told, *both), tuple(ended))


# ---- places ----------------------------------------------------------------------------------------------------------


def _both_times(case: Case, wanted: int, group: Sequence[Record]) -> Judged:
    """By the agreement's time and by what the placements were planned for, which people may have moved since."""
    by_plan = _places(case, wanted, group, planned)
    by_agreement = _places(case, wanted, group, _by_agreement(case))
    same = by_agreement.status == by_plan.status
    if same and by_agreement.reasons[0] == by_plan.reasons[0]:
        return by_agreement._replace(lacking=min(by_agreement.lacking, by_plan.lacking))
    readings = (
        f"Enligt överenskommelsens tid: {by_agreement.reasons[0]}",
        f"Enligt placeringarnas planerade tid: {by_plan.reasons[0]}",
    )
    if same:
        told = (*readings, *by_agreement.reasons[1:])
        return by_agreement._replace(reasons=told, lacking=min(by_agreement.lacking, by_plan.lacking))
    why = "Överenskommelsen säger en annan tid än den planerade, och det avgör svaret. Rätta den som inte stämmer."
    unsure = "Leverantören avbröt. Om det är ett avtalsbrott avgörs av vilken tid som är avtalad."
    ended = (
        one if one.breach == other.breach else replace(one, breach="okänt", reason=unsure)
        for one, other in zip(by_agreement.endings, by_plan.endings, strict=True)
    )
    return Judged(None, (why, *readings), tuple(ended))


def _by_agreement(case: Case) -> _Agreed:
    return lambda each: promised(case.register, each, extent_of(each)) or planned(each)


def _places(case: Case, wanted: int, group: Sequence[Record], agreed: _Agreed) -> Judged:
    filled = slots(group, wanted, early(group))
    found = [_place(case, slot, agreed(slot[0])) for slot in filled]
    amount: dict[State, int] = {state: sum(place.state == state for place in found) for state in _STATES}
    together = _together(found, wanted, amount)
    met = amount["klar"] >= wanted or (together is not None and together * 100 >= case.limit)
    ended = endings(case, [slot for slot in filled if slot[0].data["leverantör"] == case.supplier], met=met)
    told = [_told(wanted, amount, len(found))]
    told += [_share_told(case, together)] if together is not None else []
    if met:
        return Judged("uppfyllt", tuple(told), ended)
    if amount["klar"] + amount["okänd"] >= wanted:
        return Judged(None, (*told, "Det som inte går att bedöma avgör svaret."), ended)
    if amount["kort"] and not case.closed:
        told.append("Leverantören behöver ordna en ny plats för den tid som återstår.")
    partly = amount["klar"] + amount["kort"] + amount["pågår"] > 0
    status, why, fine = on_the_way(case, begun=bool(found), partly=partly, broken=amount["bruten"] > 0)
    lacking = wanted - amount["klar"] if case.closed else amount["bruten"]
    return Judged(status, (*told, *why, *fine), ended, max(lacking, 0), fine)


def _place(case: Case, slot: Slot, agreed: Span | None) -> Place:
    """How far a place has come, by the last who has had it and by all the time that it was filled."""
    last = slot[-1]
    done = [performed(each, case.today) for each in slot]
    known = agreed is not None and agreed.full_time and _comparable([agreed, *done])
    if not known or agreed is None:
        return Place(_state(case, last, None), None, None)
    total = sum((each.full_time for each in done), Fraction(0))
    return Place(_state(case, last, total / agreed.full_time), agreed.full_time, min(total, agreed.full_time))


def _comparable(spans: Sequence[Span]) -> bool:
    """Whether every day is known, and the extent of all or of none."""
    return all(each.first and each.last for each in spans) and len({each.extent is None for each in spans}) == 1


def _state(case: Case, last: Record, share: Fraction | None) -> State:
    if last.data["status"] != EARLY:
        return "klar" if last.data["status"] == "avslutad_fullföljd" else "pågår"
    cause = at(last.data, "avslut", "orsak")
    if share is not None and share >= 1:
        return "klar"
    if cause == "leverantören_avbröt":
        return "bruten"
    if share is None or cause not in _ACCEPTED:
        return "okänd"
    return "klar" if share * 100 >= case.limit else "kort"


def _together(found: Sequence[Place], wanted: int, amount: dict[State, int]) -> Fraction | None:
    """The share of all agreed time that is performed, when it can decide: no place is left, going on or broken off."""
    if len(found) < wanted or amount["pågår"] or amount["bruten"] or amount["okänd"] or amount["klar"] >= wanted:
        return None
    best = sorted(found, key=lambda place: place.state != "klar")[:wanted]
    if any(place.agreed is None for place in best):
        return None
    agreed = sum((place.agreed or Fraction(0) for place in best), Fraction(0))
    done = sum((place.performed or Fraction(0) for place in best), Fraction(0))
    return done / agreed


def _share_told(case: Case, together: Fraction) -> str:
    enough = "och det räcker" if together * 100 >= case.limit else "men det krävs"
    limit = "" if together * 100 >= case.limit else f" {percent_value(case.limit)}"
    return (
        f"Sammantaget är {in_percent(together, case.limit)} av den avtalade tiden genomförd, {enough}{limit} "
        "när deltagaren slutar eller det finns saklig grund."
    )


_STATES: dict[State, tuple[str, str]] = {
    "klar": ("är genomförd", "är genomförda"),
    "pågår": ("pågår", "pågår"),
    "kort": ("slutade för tidigt", "slutade för tidigt"),
    "bruten": ("avbröts av leverantören", "avbröts av leverantören"),
    "okänd": ("går inte att bedöma", "går inte att bedöma"),
}


def _told(wanted: int, amount: dict[State, int], begun: int) -> str:
    parts = [
        f"{count_word(amount[state])} {plural(amount[state], *words)}"
        for state, words in _STATES.items()
        if amount[state]
    ]
    if begun < wanted:
        parts.append(f"{count_word(wanted - begun) if begun else 'ingen'} har {'inte ' if begun else ''}börjat")
    return f"Kravet gäller {counted(wanted, 'plats', 'platser')}: {join_and(parts)}."


# ---- months ----------------------------------------------------------------------------------------------------------


def _months(case: Case, wanted: int, group: Sequence[Record]) -> Judged:
    done = [performed(each, case.today) for each in group]
    counted_ones = [each for each in done if each.first and each.last and each.extent is not None]
    total = sum((each.full_time for each in counted_ones), Fraction(0)) / MONTH
    share = total / wanted
    filled = slots(group, 0, early(group))
    causes = {at(slot[-1].data, "avslut", "orsak") for slot in filled if slot[-1].data["status"] == EARLY}
    excused = bool(causes) and causes <= _ACCEPTED
    met = share >= 1 or (excused and share * 100 >= case.limit)
    ended = endings(case, [slot for slot in filled if slot[0].data["leverantör"] == case.supplier], met=met)
    amount = f"{number(total, 1)} är genomförda" if total else "ingen är genomförd"
    told = [f"Kravet gäller {counted(wanted, 'månad', 'månader')} på heltid: {amount}."]
    unknown = len(done) - len(counted_ones)
    if unknown:
        lost = counted(unknown, "placering", "placeringar").capitalize()
        told.append(f"{lost} går inte att räkna, eftersom dagar eller omfattning saknas.")
    if excused and share < 1:
        told.append(_share_told(case, share))
    if met:
        return Judged("uppfyllt", tuple(told), ended)
    if case.closed and unknown:
        return Judged(None, tuple(told), ended)
    status, why, fine = on_the_way(case, begun=bool(group), partly=total > 0, broken="leverantören_avbröt" in causes)
    return Judged(status, (*told, *why, *fine), ended, fine=fine)


# ---- not there yet ---------------------------------------------------------------------------------------------------


def on_the_way(case: Case, *, begun: bool, partly: bool, broken: bool) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """The status of a requirement that is not reached, why, and what is in order all the same.

    Decided by what is late, broken off, begun or talked about.
    """
    late, first = _first(case)
    told, fine = ((first,), ()) if late else ((), (first,) if first else ())
    if case.closed:
        return ("delvis_uppfyllt" if partly else "ej_uppfyllt"), ("Avtalet är slut.", *told), fine
    if broken:
        return "avvikelse", ("En plats är avbruten av leverantören, och ingen ny har tagit vid.", *told), fine
    if case.due is not None and case.due.last < case.today:
        return "avvikelse", (f"Kravet skulle ha varit uppfyllt senast {case.due.text}.", *told), fine
    if begun:
        return "delvis_uppfyllt", told, ("Kravet är uppfyllt när platserna är genomförda.", *fine)
    if late:
        return "avvikelse", told, fine
    return ("dialog_genomförd" if case.held else "ej_påbörjad"), told, fine


def _first(case: Case) -> tuple[bool, str]:
    """Whether nothing was begun or offered in time, and a sentence about the first place; '' when nothing is known."""
    first, offered = case.first, case.offered
    if first.start is None:
        return False, ""
    limit = f"{first.allowed} månader från avtalets start {first.start.text}"
    if first.latest is None and first.begun is None:
        return False, f"Första platsen ska ha börjat eller erbjudits inom {limit}. Startdagen är inte känd."
    if first.latest is None:
        return False, f"Om första platsen började inom {limit} går inte att säga: startdagen är inte känd."
    if first.verdict == "i_tid" and first.begun is not None:
        return False, f"Första platsen började {first.begun.text}, inom {limit}."
    if first.verdict == "väntar" and case.today <= first.latest:
        return False, f"Första platsen ska ha börjat eller erbjudits senast {first.latest.isoformat()} ({limit})."
    if offered is not None and offered.last <= first.latest:
        return False, f"Platser erbjöds i tid, i överenskommelsen {offered.text}."
    agreed = case.agreed and first.begun is None
    perhaps = agreed if offered is None else offered.first <= first.latest
    if first.verdict == "okänt" or perhaps:
        return False, f"Om första platsen började eller erbjöds inom {limit} går inte att säga: dagen är inte känd."
    began = f"Första platsen började {first.begun.text}" if first.begun else "Ingen plats har börjat"
    return True, f"{began}. Den skulle ha börjat eller erbjudits senast {first.latest.isoformat()} ({limit})."
