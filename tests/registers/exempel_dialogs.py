"""The invented dialogs: who was to be met, when it happened, and what came of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from tests.registers.exempel_days import CLOSED
from tests.registers.exempel_draw import (
    STAND,
    YEARS,
    Draws,
    between,
    blurred,
    chance,
    day_between,
    days_after,
    deck,
    months_after,
    new_id,
    pick,
    some,
    weighted,
)
from tests.registers.exempel_organisations import SOURCE
from tests.registers.exempel_procurements import Contract, Procurement
from tests.registers.exempel_words import NO_PLACES, PROFILES, SANCTIONS

# What a dialog came to; `places` becomes överenskommen or fullföljd when its placements are known.
_RESULTS = {"places": 20, "none": 6, "broken": 2, "absent": 2}
# In a contract that ends in a decision the dialogs give nothing, or what they gave is broken off.
_BREACHES = {
    "vite": "none", "hävning": "broken", "ingen": "none", "ej_uppfyllt": "absent", "avvikelse": "absent",
    "rättelse_begärd": "absent",
}  # fmt: skip
_RECENT = {"places": 1, "held": 2}
_TOPICS = ("krav", "tidpunkt", "konsekvens", "uppföljning", "personuppgifter")
_ROOM_FOR_PLACES = timedelta(days=150)


@dataclass(frozen=True, slots=True)
class Dialog:
    """A dialog's record with what placements are built on. `met` is the exact day, None when it is not yet held."""

    data: dict[str, Any]
    procurement: Procurement
    contract: Contract
    met: date | None
    result: str

    @property
    def gives_places(self) -> bool:
        """Whether placements come out of it."""
        return self.result in ("places", "broken")


def dialogs(draws: Draws, count: int, bought: list[Procurement]) -> list[Dialog]:
    """So many dialogs: one for each supplier that must have one, then again later in the same contract.

    Raises ValueError when the contracts do not have room for so many.
    """
    duties = [duty for duty in _duties(bought) if not _forgotten(*duty)]
    rounds = _rounds(duties, count)
    results, recent = deck(draws, _RESULTS), deck(draws, _RECENT)
    made: list[Dialog] = []
    for (index, procurement, contract), total in zip(duties, rounds, strict=True):
        for turn in range(total):
            met = _day(draws, procurement, contract, turn, total)
            result = _result(procurement, contract, met, results, recent)
            made.append(_dialog(draws, procurement, contract, met, result, late=index % 2 == 0))
    return made


def _duties(bought: list[Procurement]) -> Iterator[tuple[int, Procurement, Contract]]:
    index = 0
    for procurement in bought:
        if procurement.plan.requirement in ("inget", "köpta") or procurement.plan.status == "överprövning":
            continue
        for contract in procurement.contracts:
            index += 1
            yield index, procurement, contract


def _forgotten(index: int, procurement: Procurement, contract: Contract) -> bool:
    """One first dialog in nineteen has not been held although the contract runs: the late ones."""
    return index % 19 == 7 and procurement.plan.status == "pågående" and contract.first < STAND


def _rounds(duties: list[tuple[int, Procurement, Contract]], count: int) -> list[int]:
    rooms = [_room(procurement, contract) for _, procurement, contract in duties]
    if count > sum(rooms):
        raise ValueError(
            f"Det finns plats för högst {sum(rooms)} dialoger. Be om fler upphandlingar eller färre dialoger."
        )
    rounds = [0] * len(duties)
    left = count
    while left:
        for index, room in enumerate(rooms):
            if left and rounds[index] < room:
                rounds[index] += 1
                left -= 1
    return rounds


def _room(procurement: Procurement, contract: Contract) -> int:
    if (
        procurement.framework
        or procurement.breach(contract)
        or procurement.plan.status in ("tilldelad", "avtal_tecknat")
    ):
        return 1
    return max((min(contract.last, STAND) - contract.first).days // 130, 1)


def _day(draws: Draws, procurement: Procurement, contract: Contract, turn: int, total: int) -> date | None:
    """The day of the meeting, after the register's day when it is only called for; None when none is set."""
    if procurement.plan.status == "tilldelad":
        return None
    if procurement.plan.status == "avtal_tecknat" or (procurement.plan.status == "pågående" and 1 < total == turn + 1):
        if chance(draws, 30):
            return days_after(STAND, between(draws, 8, 40))
        if chance(draws, 20):
            return None
    span = max(
        (min(contract.last - _ROOM_FOR_PLACES - timedelta(days=30), STAND - timedelta(days=20)) - contract.first).days,
        1,
    )
    # The first is held within 30 days of the contract's start, or late.
    delay = between(draws, 4, 26) if chance(draws, 75) else between(draws, 36, 100)
    # The last of several is recent where the contract still runs.
    into = span * turn // max(total - 1, 1)
    first = contract.first + timedelta(days=into + (delay if not turn else between(draws, 0, 25)))
    return min(day_between(draws, first, first), day_between(draws, STAND - timedelta(days=8), STAND))


def _result(
    procurement: Procurement,
    contract: Contract,
    met: date | None,
    results: Iterator[str],
    recent: Iterator[str],
) -> str:
    if met is None:
        return "planned"
    if met > STAND:
        return "called"
    if procurement.framework:
        return "none"
    if contract.last - met < _ROOM_FOR_PLACES:
        return "none"
    if (breach := procurement.breach(contract)) is not None:
        return _BREACHES[breach]
    if met > STAND - timedelta(days=60) and procurement.plan.status not in CLOSED:
        return next(recent)
    result = next(results)
    return "places" if result == "broken" and met > STAND - timedelta(days=200) else result


# ---- the record ------------------------------------------------------------------------------------------------------

_STATUS = {
    "planned": "planerad",
    "called": "kallad",
    "held": "genomförd",
    "none": "avslutad_utan_platser",
    "absent": "uteblev",
    "places": "överenskommen",
    "broken": "bruten",
}


def _dialog(
    draws: Draws, procurement: Procurement, contract: Contract, met: date | None, result: str, *, late: bool
) -> Dialog:
    data: dict[str, Any] = {
        "typ": "dialogöverenskommelse", "id": new_id(draws, "dia"), "version": 1, "källa": SOURCE,
        "upphandling": procurement.id, "leverantör": contract.supplier, "status": _STATUS[result],
    }  # fmt: skip
    if met is not None:
        data["möte"] = _meeting(draws, met, result)
    if result in ("held", "none", "places", "broken"):
        data["genomgånget"] = list(_TOPICS) if chance(draws, 60) else some(draws, _TOPICS, 2, 4)
        data["rekryteringsväg"] = weighted(
            draws, {"kommunens": 55, "leverantörens_egen": 15, "blandad": 22, "okänt": 8}
        )
    if result == "none":
        data["orsak_inga_platser"] = NO_PLACES[-1] if procurement.framework else pick(draws, NO_PLACES[:-1])
        data.update({"platser": []} if chance(draws, 50) else {})
    if result in ("places", "broken") and met is not None:
        data.update(_agreement(draws, procurement, met, late=late))
    return Dialog(data, procurement, contract, met, result)


def _meeting(draws: Draws, met: date, result: str) -> dict[str, Any]:
    meeting: dict[str, Any] = {"datum": blurred(draws, met, 3) if met <= STAND else met.isoformat()}
    if not chance(draws, 8):
        meeting["form"] = weighted(draws, {"på_plats": 60, "digitalt": 25, "telefon": 9, "okänt": 6})
    if result in ("called", "absent"):
        return meeting
    others = some(draws, ("beställare", "upphandlare", "samordnare", "arbetsförmedlingen", "annan"), 0, 2)
    return {**meeting, "deltagare": ["rekryterare", "leverantör", *others]}


def _agreement(draws: Draws, procurement: Procurement, met: date, *, late: bool) -> dict[str, Any]:
    """What an agreement holds beside its places."""
    made: dict[str, Any] = {}
    if not chance(draws, 20):
        made["kravprofil"] = pick(draws, PROFILES.get(procurement.plan.branch, PROFILES[""]))
    asked = days_after(met, between(draws, 0, 21))
    if asked <= STAND and not chance(draws, 8):
        made["rekvirerad"] = blurred(draws, asked, 5)
    made["skriftlig"] = weighted(draws, {"ja": 65, "nej": 27, "okänt": 8})
    if made["skriftlig"] == "ja":
        signed = days_after(asked, between(draws, 1, 20))
        made.update({"undertecknad": signed.isoformat()} if signed <= STAND and not chance(draws, 12) else {})
        made["sanktion_vid_förtida_avslut"] = pick(draws, SANCTIONS)
    if not chance(draws, 10):
        made["rapportering"] = weighted(draws, {"månad": 25, "kvartal": 55, "halvår": 12, "slut": 8})
    if procurement.plan.status == "pågående":
        # A day that has passed with no newer one in its place: the follow-up is late.
        made["nästa_avstämning"] = days_after(months_after(STAND, -3 if late else 1), between(draws, 0, 40)).isoformat()
    return made


def made_year(dialog: Dialog) -> int:
    """The year the record was made: when the dialog was called for."""
    day = dialog.met if dialog.met is not None else STAND
    return min(max(day.year, dialog.procurement.made, YEARS[0]), YEARS[-1])
