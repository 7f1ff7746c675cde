"""The invented participants: keys without identity, what is known of them, and what became of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any, NamedTuple

from tests.registers.exempel_draw import (
    STAND,
    YEARS,
    Draws,
    between,
    blurred,
    chance,
    days_after,
    deck,
    months_after,
    new_id,
    pick,
    weighted,
)
from tests.registers.exempel_words import OUTSIDE_TARGET

_DECKS: Mapping[str, Mapping[str, int]] = {
    "kön": {"kvinna": 56, "man": 36, "okänt": 6, "annat": 2},
    "kön, mansdominerat": {"kvinna": 20, "man": 72, "okänt": 6, "annat": 2},
    "åldersgrupp": {"upp_till_25": 28, "26_till_54": 52, "55_eller_mer": 15, "okänt": 5},
    "försörjning_före": {
        "försörjningsstöd": 42, "aktivitetsstöd": 24, "arbetslöshetsersättning": 9, "etableringsersättning": 9,
        "sjukersättning": 2, "studiestöd": 3, "ingen": 5, "okänt": 6,
    },
    "vid_avslut": {
        "arbete_osubventionerat": 5, "arbete_subventionerat": 5, "studier": 3, "arbetslöshetsersättning": 2,
        "aktivitetsstöd": 4, "försörjningsstöd": 5, "arbetslöshetsersättning_och_försörjningsstöd": 1, "annat": 1,
        "ej_avstämd": 1, "okänt": 2,
    },
    "3_månader": {
        "arbete_osubventionerat": 6, "arbete_subventionerat": 4, "studier": 3, "arbetslöshetsersättning": 2,
        "aktivitetsstöd": 3, "försörjningsstöd": 4, "arbetslöshetsersättning_och_försörjningsstöd": 1, "annat": 1,
        "ej_avstämd": 2, "okänt": 2,
    },
    "6_månader": {
        "arbete_osubventionerat": 6, "arbete_subventionerat": 3, "studier": 3, "arbetslöshetsersättning": 1,
        "aktivitetsstöd": 2, "försörjningsstöd": 3, "arbetslöshetsersättning_och_försörjningsstöd": 1, "annat": 1,
        "ej_avstämd": 2, "okänt": 2,
    },
    "12_månader": {
        "arbete_osubventionerat": 5, "arbete_subventionerat": 2, "studier": 2, "arbetslöshetsersättning": 1,
        "aktivitetsstöd": 1, "försörjningsstöd": 2, "arbetslöshetsersättning_och_försörjningsstöd": 1, "annat": 1,
        "ej_avstämd": 2, "okänt": 2,
    },
}  # fmt: skip
_LATER = (("3_månader", 3, 82), ("6_månader", 6, 74), ("12_månader", 12, 70))
_MALE = frozenset({"bygg", "anläggning", "avfall", "grönytor", "transport"})
_PAID = frozenset({"tillsvidareanställning", "visstidsanställning", "lärling", "trainee"})
_GRANTS = {"inget": 25, "nystartsjobb": 32, "introduktionsjobb": 22, "lönebidrag": 12, "annat": 5, "okänt": 4}


class Person(NamedTuple):
    """A participant as the register knows one: an opaque key, and codes that stay the same in a later placement."""

    key: str
    gender: str
    age: str
    support: str


def describe(draws: Draws) -> Mapping[str, Iterator[str]]:
    """Endless draws of what is known of participants, each code dealt as often as it is common."""
    return {name: deck(draws, weights) for name, weights in _DECKS.items()}


def person(
    draws: Draws, decks: Mapping[str, Iterator[str]], known: list[tuple[date, Person]], begun: date | None, branch: str
) -> Person:
    """A new participant or, one time in ten, one whose earlier placement has ended."""
    if begun is not None and chance(draws, 11):
        free = [each for each in known[-120:] if each[0] < begun]
        if free:
            chosen = pick(draws, free)
            known.remove(chosen)
            return chosen[1]
    gender = next(decks["kön, mansdominerat" if branch in _MALE else "kön"])
    if gender == "annat" and (begun is None or begun.year < YEARS[-1]):
        # So few that they hide another group too: only in the last year, so that the others show women and men.
        gender = "okänt"
    return Person(new_id(draws, "d", 8), gender, next(decks["åldersgrupp"]), next(decks["försörjning_före"]))


def circumstances(draws: Draws, who: Person, form: str, status: str) -> dict[str, Any]:
    """What is known about participant and workplace; of a vacant place only its form."""
    made: dict[str, Any] = {"form": form}
    if status != "vakant":
        made = {**_background(draws, who), **made}
        if form in _PAID:
            made["stöd"] = weighted(draws, _GRANTS)
        elif not chance(draws, 35):
            made["stöd"] = "inget"
    if not chance(draws, 5):
        made["omfattning_procent"] = int(weighted(draws, {"100": 48, "75": 20, "50": 20, "25": 4, "80": 5, "60": 3}))
    if status in ("vakant", "matchning", "ej_tillträdd"):
        return made
    if not chance(draws, 10):
        made["handledare_utsedd"] = weighted(draws, {"ja": 80, "nej": 10, "okänt": 10})
        made["handledarkurs"] = weighted(draws, {"ja": 45, "nej": 40, "okänt": 15})
    return {**made, **_steps(draws, ended=status.startswith("avslutad"))}


def _background(draws: Draws, who: Person) -> dict[str, str]:
    known = {"kön": who.gender, "åldersgrupp": who.age, "försörjning_före": who.support}
    made = {name: code for name, code in known.items() if not chance(draws, 3)}
    if chance(draws, 4):
        return made
    if who.age == "upp_till_25":
        registered = {"6_till_12_månader": 42, "12_till_24_månader": 35, "över_24_månader": 18, "okänt": 5}
    else:
        registered = {"12_till_24_månader": 45, "över_24_månader": 48, "okänt": 7}
    if who.age != "okänt" and "åldersgrupp" in made and chance(draws, 6):
        made["inskriven"] = pick(draws, ("under_6_månader", "ej_inskriven"))
        made["motiv_målgrupp"] = pick(draws, OUTSIDE_TARGET)
    else:
        made["inskriven"] = weighted(draws, registered)
    return made


def _steps(draws: Draws, *, ended: bool) -> dict[str, Any]:
    if chance(draws, 22):
        return {}
    before = int(weighted(draws, {"1": 8, "2": 26, "3": 40, "4": 26}))
    steps = {"före": before}
    if ended and not chance(draws, 18):
        moved = int(weighted(draws, {"-1": 5, "0": 40, "1": 45, "2": 10}))
        steps["efter"] = min(max(before + moved, 1), 4)
    return {"trappsteg": steps}


def outcome(
    draws: Draws, decks: Mapping[str, Iterator[str]], cause: str, begun: date | None, ended: date | None
) -> dict[str, Any]:
    """How a placement ended and what was found at the end and 3, 6 and 12 months after; some are never asked."""
    if not cause:
        return {}
    if ended is None or begun is None:
        return {"avslut": {"orsak": cause}}
    final: dict[str, Any] = {"orsak": cause}
    if not chance(draws, 12):
        final["intyg"] = weighted(draws, {"ja": 70, "nej": 18, "okänt": 12})
    rows = [_row(draws, "vid_avslut", ended, _code(draws, decks, "vid_avslut", cause))]
    for point, months, share in _LATER:
        due = months_after(ended, months)
        if due <= STAND - timedelta(days=14) and chance(draws, share):
            rows.append(_row(draws, point, days_after(due, between(draws, -6, 12)), _code(draws, decks, point, cause)))
    return {"avslut": final, "utfall": rows}


def _code(draws: Draws, decks: Mapping[str, Iterator[str]], point: str, cause: str) -> str:
    if cause == "övergick_i_anställning" and (point == "vid_avslut" or chance(draws, 80)):
        return weighted(draws, {"arbete_osubventionerat": 6, "arbete_subventionerat": 4})
    return next(decks[point])


def _row(draws: Draws, point: str, day: date, code: str) -> dict[str, str]:
    """One follow-up; one that nobody made has no day, and now and then only the month was noted."""
    if code == "ej_avstämd" or chance(draws, 4):
        return {"tidpunkt": point, "utfall": code}
    return {"tidpunkt": point, "datum": blurred(draws, min(day, STAND), 6), "utfall": code}
