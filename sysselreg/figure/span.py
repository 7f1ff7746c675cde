"""How far withheld counts can be told from outside, in all published tables at once (exact linear programming).

Whatever agrees with what is shown is a world that an outsider must reckon with. All of them are the solutions of the
sums that the tables tell, none below its least and none above its most. The truth is one of them, so the search begins
there and walks (a simplex in which variables need not stand at their bounds).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, TypeAlias

# What a count is known by: anything that can be a key.
Key: TypeAlias = Any
Exact: TypeAlias = int | Fraction
# A sum that is shown: each key's factor; what the keys may differ from the truth adds up to nothing.
Sum: TypeAlias = Mapping[Key, int]


@dataclass(frozen=True, slots=True)
class Room:
    """How far a withheld count may be from the truth: below it, and above it (None: no limit)."""

    down: int
    up: int | None = None

    def narrowed(self, other: Room) -> Room:
        """What both allow."""
        ups = [each for each in (self.up, other.up) if each is not None]
        return Room(min(self.down, other.down), min(ups, default=None))


class Worlds:
    """The worlds that agree with some sums, and how far apart those seen so far are for each withheld count."""

    def __init__(self, room: Mapping[Key, Room], sums: Iterable[Sum], seen: Worlds | None = None) -> None:
        """`seen`: worlds where more was shown, all of which agree here too."""
        self.room = room
        self.at: dict[Key, Exact] = dict.fromkeys(room, 0)
        self.low: dict[Key, Exact] = {key: seen.low.get(key, 0) if seen else 0 for key in room}
        self.high: dict[Key, Exact] = {key: seen.high.get(key, 0) if seen else 0 for key in room}
        self.order = {key: place for place, key in enumerate(room)}
        self.rows: dict[Key, dict[Key, Exact]] = {}
        for each in sums:
            self._solve({key: factor for key, factor in each.items() if factor and key in room})

    def span(self, key: Key, enough: int) -> Exact:
        """How far apart the lowest and the highest count are; looked for no further than `enough`."""
        for way in (1, -1):
            while self.high[key] - self.low[key] < enough and self._step(key, way, enough):
                pass
        return self.high[key] - self.low[key]

    def _solve(self, equation: Mapping[Key, Exact]) -> None:
        """Take in a sum: one of its keys becomes what the others make it."""
        rest: dict[Key, Exact] = {}
        for key, factor in equation.items():
            _add(rest, self.rows.get(key, {key: 1}), factor)
        if rest:
            key = next((each for each, factor in rest.items() if abs(factor) == 1), next(iter(rest)))
            factor = rest.pop(key)
            self._substitute(key, {each: _divided(-other, factor) for each, other in rest.items()})

    def _substitute(self, key: Key, made_of: dict[Key, Exact]) -> None:
        for row in self.rows.values():
            if key in row:
                _add(row, made_of, row.pop(key))
        self.rows[key] = made_of

    def _step(self, key: Key, way: int, enough: int) -> bool:
        """One step that takes the count as far as it goes in one direction; False when there is none."""
        itself: dict[Key, Exact] = {key: 1}
        aim = self.rows.get(key, itself)
        chosen = min(
            (each for each, factor in aim.items() if self._free(each, way if factor > 0 else -way)),
            key=self.order.__getitem__,
            default=None,
        )
        if chosen is None or way * self.at[key] >= enough:
            return False
        sign = way if aim[chosen] > 0 else -way
        # As far as is asked for, or until the first count stands at its bound (the first in order, so that it ends).
        length = _divided(enough - way * self.at[key], _size(aim[chosen]))
        blocked: Key = None
        for each, factor in self._moved(chosen):
            left = self._left(each, sign if factor > 0 else -sign)
            if left is None:
                continue
            reach = _divided(left, _size(factor))
            if reach < length or (blocked is not None and reach == length and self.order[each] < self.order[blocked]):
                length, blocked = reach, each
        for each, factor in self._moved(chosen):
            self.at[each] += factor * sign * length
            self.low[each] = min(self.low[each], self.at[each])
            self.high[each] = max(self.high[each], self.at[each])
        if blocked is not None and blocked != chosen:
            row = self.rows.pop(blocked)
            factor = row.pop(chosen)
            made_of = {each: _divided(-other, factor) for each, other in row.items()}
            self._substitute(chosen, {**made_of, blocked: _divided(1, factor)})
        return True

    def _moved(self, chosen: Key) -> Iterator[tuple[Key, Exact]]:
        """Everything that moves when one free count does, by how much."""
        yield chosen, 1
        for key, row in self.rows.items():
            if chosen in row:
                yield key, row[chosen]

    def _left(self, key: Key, sign: int) -> Exact | None:
        room, at = self.room[key], self.at[key]
        if sign < 0:
            return at + room.down
        return None if room.up is None else room.up - at

    def _free(self, key: Key, sign: int) -> bool:
        left = self._left(key, sign)
        return left is None or left > 0


def _add(row: dict[Key, Exact], other: Mapping[Key, Exact], factor: Exact) -> None:
    for key, each in other.items():
        total = row.get(key, 0) + factor * each
        if total:
            row[key] = total
        else:
            row.pop(key, None)


def _divided(number: Exact, by: Exact) -> Exact:
    if by in (1, -1):  # nearly always, and then whole numbers stay whole and quick
        return number * by
    found = Fraction(number) / by
    return found.numerator if found.denominator == 1 else found


def _size(number: Exact) -> Exact:
    return number if number >= 0 else -number
