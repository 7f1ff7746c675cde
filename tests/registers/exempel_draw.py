"""Draws and days for the invented register.

Everything rests on `Random.random`, the one method whose sequence for a given seed Python promises to keep between
versions, so the same seed gives the same bytes everywhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import TypeVar

T = TypeVar("T")

# The day that the register stands: everything up to it has happened, everything after it is planned.
STAND = date(2025, 12, 31)
YEARS = (2023, 2024, 2025)
_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_HOLIDAYS = frozenset({(1, 1), (1, 6), (5, 1), (6, 6), (12, 24), (12, 25), (12, 26), (12, 31)})


@dataclass(frozen=True, slots=True)
class Draws:
    """The stream of chance and the ids already given."""

    rng: Random
    used: set[str] = field(default_factory=set)


def start(seed: int) -> Draws:
    """A new stream for a seed."""
    return Draws(Random(seed))  # noqa: S311 - invented data, no secret


def below(draws: Draws, limit: int) -> int:
    """A whole number from 0 up to, not including, the limit."""
    return int(draws.rng.random() * limit)


def between(draws: Draws, low: int, high: int) -> int:
    """A whole number from low to high, both included."""
    return low + below(draws, high - low + 1)


def chance(draws: Draws, percent: int) -> bool:
    """True in so many cases of a hundred."""
    return draws.rng.random() * 100 < percent


def pick(draws: Draws, values: Sequence[T]) -> T:
    """One of the values, all equally likely."""
    return values[below(draws, len(values))]


def weighted(draws: Draws, weights: Mapping[str, int]) -> str:
    """One of the keys, as likely as its weight."""
    left = draws.rng.random() * sum(weights.values())
    for value, weight in weights.items():
        left -= weight
        if left < 0:
            return value
    return next(iter(weights))


def shuffled(draws: Draws, values: Sequence[T]) -> list[T]:
    """The values in a drawn order."""
    mixed = list(values)
    for last in range(len(mixed) - 1, 0, -1):
        other = below(draws, last + 1)
        mixed[last], mixed[other] = mixed[other], mixed[last]
    return mixed


def deck(draws: Draws, weights: Mapping[str, int]) -> Iterator[str]:
    """Endless draws without replacement: each round deals every key as often as its weight, so nothing is missed."""
    cards = [value for value, weight in weights.items() for _ in range(weight)]
    while True:
        yield from shuffled(draws, cards)


def some(draws: Draws, values: Sequence[T], low: int, high: int) -> list[T]:
    """From low to high of the values, in their own order."""
    wanted = frozenset(shuffled(draws, range(len(values)))[: between(draws, low, high)])
    return [value for index, value in enumerate(values) if index in wanted]


def new_id(draws: Draws, prefix: str, length: int = 6) -> str:
    """A record id or a participant's key that has not been given before."""
    while True:
        tail = "".join(_ALPHABET[below(draws, 32)] for _ in range(length))
        made = f"{prefix}-{tail}"
        if made not in draws.used and not tail.isdigit():
            draws.used.add(made)
            return made


# ---- days ------------------------------------------------------------------------------------------------------------


def workday(day: date) -> date:
    """The day itself, or the next one that is neither Saturday, Sunday nor a holiday with a fixed date."""
    while day.weekday() > 4 or (day.month, day.day) in _HOLIDAYS:
        day += timedelta(days=1)
    return day


def workdays_after(day: date, count: int) -> date:
    """So many working days later."""
    for _ in range(count):
        day = workday(day + timedelta(days=1))
    return day


def days_after(day: date, count: int) -> date:
    """So many days later, moved to a working day."""
    return workday(day + timedelta(days=count))


def months_after(day: date, count: int) -> date:
    """The same day so many months later; the month's last day where that day does not exist."""
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, min(day.day, last))
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")


def last_day(first: date, months: int) -> date:
    """The last day of a time of so many months: from 31 March three months last to 30 June."""
    following = months_after(first, months)
    return following if following.day < first.day else following - timedelta(days=1)


def day_between(draws: Draws, first: date, last: date) -> date:
    """A working day from the first day on; near the last day it may be moved past it."""
    return workday(first + timedelta(days=below(draws, max((last - first).days, 0) + 1)))


def blurred(draws: Draws, day: date, month: int = 0, year: int = 0) -> str:
    """The day as text; in so many cases of a hundred only its month or its year is known."""
    text = day.isoformat()
    if chance(draws, year):
        return text[:4]
    return text[:7] if chance(draws, month) else text
