"""The invented placements' courses in exact days: which agreement bears them, when they begin, and how they end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from tests.registers.exempel_dialogs import Dialog
from tests.registers.exempel_draw import (
    STAND,
    Draws,
    between,
    chance,
    day_between,
    days_after,
    deck,
    last_day,
    months_after,
    pick,
    workday,
)
from tests.registers.exempel_procurements import Contract, Procurement

_FORMS = {
    "praktik": 18, "visstidsanställning": 11, "arbetsträning": 6, "lärling": 4, "tillsvidareanställning": 4,
    "trainee": 3, "utbildning": 4,
}  # fmt: skip
_SOCIAL_FORMS = {"arbetsträning": 6, "praktik": 3, "visstidsanställning": 1}
_MONTHS = {
    "praktik": (3, 6), "visstidsanställning": (6, 12), "arbetsträning": (3, 9), "lärling": (6, 12),
    "tillsvidareanställning": (6, 12), "trainee": (6, 12), "utbildning": (3, 10),
}  # fmt: skip
_WISHED = (4, 6, 3, 8, 5, 2, 7, 5)
_EARLY = {
    "deltagaren_avbröt": 8, "leverantören_avbröt": 3, "saklig_grund": 2, "annat_hinder": 3, "flytt": 2,
    "övergick_i_anställning": 2,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Bearer:
    """What gives places: an agreed dialog, or a contract in which places are bought or reserved (dialog None)."""

    procurement: Procurement
    contract: Contract
    dialog: Dialog | None


@dataclass(frozen=True, slots=True)
class Course:
    """One placement's course in exact days. `last` None: until further notice; `begun`/`ended` None: not (yet)."""

    bearer: Bearer
    form: str
    first: date
    last: date | None
    status: str
    begun: date | None = None
    ended: date | None = None
    cause: str = ""


def courses(draws: Draws, count: int, bought: list[Procurement], held: list[Dialog]) -> list[list[Course]]:
    """So many courses, one list for each bearer, at least one in each.

    Raises ValueError when there are fewer courses than bearers.
    """
    bearers = list(_bearers(bought, held))
    if count < len(bearers):
        raise ValueError(f"Det behövs minst {len(bearers)} placeringar till så många dialoger.")
    kinds = {False: deck(draws, _FORMS), True: deck(draws, _SOCIAL_FORMS)}
    early = deck(draws, _EARLY)
    made = []
    for bearer, wanted in zip(bearers, _shares(bearers, count), strict=True):
        forms = kinds[bearer.procurement.plan.requirement in ("köpta", "reserverad")]
        made.append([_course(draws, bearer, next(forms), early) for _ in range(wanted)])
    return made


def _bearers(bought: list[Procurement], held: list[Dialog]) -> Iterator[Bearer]:
    for dialog in held:
        if dialog.gives_places:
            yield Bearer(dialog.procurement, dialog.contract, dialog)
    for procurement in bought:
        if procurement.plan.requirement == "köpta":
            for contract in procurement.contracts:
                if contract.first < STAND - timedelta(days=60):
                    yield Bearer(procurement, contract, None)


def _shares(bearers: list[Bearer], count: int) -> list[int]:
    """How many placements each bearer gets: the wished pattern, scaled by largest remainder, at least one."""
    wished = [1 if _broken(bearer) else _WISHED[index % len(_WISHED)] for index, bearer in enumerate(bearers)]
    rest, total = count - len(bearers), sum(wished)
    shares = [1 + each * rest // total for each in wished]
    missing = count - sum(shares)
    order = sorted(range(len(bearers)), key=lambda index: (-(wished[index] * rest % total), index))
    for index in order[:missing]:
        shares[index] += 1
    return shares


def _broken(bearer: Bearer) -> bool:
    return bearer.dialog is not None and bearer.dialog.result == "broken"


# ---- the course ------------------------------------------------------------------------------------------------------


def _course(draws: Draws, bearer: Bearer, form: str, early: Iterator[str]) -> Course:
    opened, closed = _window(bearer)
    least, most = _MONTHS[form]
    months = between(draws, least, most)
    room = (min(closed, STAND + timedelta(days=100)) - opened).days
    while months > least and months_after(opened, months) > closed:
        months -= 1
    if months_after(opened, months) > closed:
        form, months = "praktik", 3
    latest = min(opened + timedelta(days=room), workday(months_after(closed, -months) - timedelta(days=5)))
    # Most begin soon after the dialog: the earlier of two draws.
    drawn = min(day_between(draws, opened, max(latest, opened)) for _ in range(2))
    first = min(drawn, max(latest, opened))
    until = None if form == "tillsvidareanställning" else min(last_day(first, months), closed)
    return _fate(draws, Course(bearer, form, first, until, ""), early)


def _window(bearer: Bearer) -> tuple[date, date]:
    """The days that placements may begin and must have ended, within the contract."""
    if bearer.dialog is None or bearer.dialog.met is None:
        return days_after(bearer.contract.first, 10), bearer.contract.last
    opened = max(days_after(bearer.dialog.met, 12), days_after(bearer.contract.first, 3))
    horizon = months_after(opened, 15)
    return opened, min(bearer.contract.last, max(horizon, months_after(opened, 4)))


def _fate(draws: Draws, course: Course, early: Iterator[str]) -> Course:
    broken = _broken(course.bearer)
    share = between(draws, 1, 100)
    if course.first > STAND or share <= 4:
        return _not_begun(draws, course, broken=broken)
    if share <= 9:
        return _with(course, "ej_tillträdd", cause=next(early))
    begun = course.first if chance(draws, 85) else min(days_after(course.first, between(draws, 1, 12)), STAND)
    last = course.last or STAND + timedelta(days=400)
    if broken or share <= 27:
        end = workday(begun + timedelta(days=between(draws, 9, max((last - begun).days - 20, 10))))
        cause = "leverantören_avbröt" if broken else next(early)
        if end <= STAND:
            return _with(course, "avslutad_i_förtid", begun, end, cause)
        if broken:
            return _with(course, "avslutad_i_förtid", begun, max(begun, STAND - timedelta(days=2)), cause)
    if last > STAND:
        return _with(course, "paus" if share > 92 else "pågående", begun)
    if share > 97:
        return _with(course, "pågående", begun)
    cause = "övergick_i_anställning" if share > 84 else "fullföljd"
    return _with(course, "avslutad_fullföljd", begun, last, cause)


def _not_begun(draws: Draws, course: Course, *, broken: bool) -> Course:
    """What lies ahead, or should have begun but is still vacant or without anybody matched."""
    if broken:
        return _with(course, "ej_tillträdd", cause="leverantören_avbröt")
    return _with(course, pick(draws, ("vakant", "matchning", "överenskommen")))


def _with(course: Course, status: str, begun: date | None = None, ended: date | None = None, cause: str = "") -> Course:
    return Course(course.bearer, course.form, course.first, course.last, status, begun, ended, cause)
