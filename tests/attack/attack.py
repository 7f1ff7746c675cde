"""Published figures attacked by linear programming, by somebody who knows all definitions but no record.

How many people there are of each kind is unknown, whole and never negative. Whatever is printed is an equation. What a
withheld count may be is then the least and the most over all worlds that agree with every equation.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations, product
from typing import Any, NamedTuple

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_matrix

from sysselreg.figure.model import Figure, Keys, Numbers, Shown, ShownFigure
from tests.attack.people import (
    ALWAYS,
    BEHIND,
    MEANINGS,
    NO_DIMENSION,
    POPULATIONS,
    SEVERAL,
    UNKNOWN,
    Codes,
    Names,
    Who,
    code,
    result,
    times,
    triangulated,
)

Rows = Callable[[str, Figure], Iterable[Mapping[str, Any]]]
# So many worlds are looked at before each count is looked at by itself.
_AT_ONCE = 6
# What is counted for goals leaves external procurements out.
OWN = "utan externa: "
LATER = "tillagd"


class Told(NamedTuple):
    """A figure and what is printed of it. `earlier`: some of the people were not registered then."""

    figure: Figure
    shown: ShownFigure
    earlier: bool = False


class Cell(NamedTuple):
    """A printed cell, and the numbers behind it. `listed`: that it stands there tells that somebody is in it."""

    figure: str
    keys: Keys
    numbers: Numbers
    shown: Shown
    kind: str
    spread: str
    listed: bool


class Target(NamedTuple):
    """A withheld count: where it stands, who is counted, and for a part of a share all those whom it is told of."""

    name: tuple[object, ...]
    form: np.ndarray
    whole: bytes | None


class Found(NamedTuple):
    """A withheld count that can be told too closely: where, and the least, the most and the true number."""

    figure: str
    keys: Keys
    what: str
    least: float
    most: float
    truth: float


@dataclass
class Attack:
    """Everything printed about persons over some time that belongs together."""

    told: Sequence[Told]
    rows: Rows
    limit: int
    kinds: list[tuple[str, Names, list[Codes]]] = field(default_factory=list)
    counts: list[float] = field(default_factory=list)
    known: dict[bytes, tuple[np.ndarray, float]] = field(default_factory=dict)
    targets: dict[bytes, Target] = field(default_factory=dict)
    least: list[np.ndarray] = field(default_factory=list)
    most: list[np.ndarray] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Set up kinds of people and equations. A number that is not what the meanings make it is an error."""
        periods = {each.figure.period for each in self.told}
        self.blocks = sorted({day for period in periods for day in (period.start, period.end)})
        self.parts: dict[str, list[Names]] = {}
        for name in POPULATIONS:
            self._people(name, [each.figure for each in self.told if _population(each.figure) == name])
        self.truth = np.array(self.counts)
        self._agreeing()
        for each in self.told:
            for cell in _cells(each.figure, each.shown):
                self._learn(each, cell)

        # What is not small and stands somewhere else is not withheld; and of a part of a share whose whole is not told
        # either, it is the share that is withheld.
        for key, each in [*self.targets.items()]:
            shared = each.whole is not None and each.whole not in self.known
            if each.form @ self.truth >= self.limit and (key in self.known or shared):
                del self.targets[key]

    # ---- who there may be --------------------------------------------------------------------------------------------

    def _people(self, name: str, figures: Sequence[Figure]) -> None:
        if not figures:
            return
        crossed = {_crossed(f, g.keys) for f in figures for g in (*f.groups, *f.margins)}
        crossed |= {_crossed(f, ()) for f in figures}
        self.parts[name] = parts = triangulated(crossed)
        dims = sorted(set().union(*parts))
        units: dict[str, set[tuple[str, ...]]] = defaultdict(set)
        for figure in {each.period: each for each in figures}.values():
            told = {
                (view, column): {row["enhet"]: code(row[column]) for row in self.rows(view, figure)}
                for view, column, _ in POPULATIONS[name].more
            }
            names = {called: (view, column) for view, column, called in POPULATIONS[name].more}
            for row in self.rows(POPULATIONS[name].view, figure):
                if (when := self._when(row, figure)) is None:
                    continue
                extra = {called: told[at].get(row["enhet"], "okänt") for called, at in names.items()}
                # Who is registered after the first print stands in the row.
                later = {LATER: str(row.get(LATER, "nej"))}
                codes = {**{key: code(row.get(key)) for key in dims}, **extra, **times(row), **later, "tid": when}
                units[row["enhet"]].add(tuple(codes[key] for key in dims))
        for part in parts:
            at = [dims.index(dim) for dim in part]
            self._kinds(name, part, [frozenset(tuple(kind[i] for i in at) for kind in each) for each in units.values()])

    def _kinds(self, name: str, dims: Names, everybody: list[frozenset[tuple[str, ...]]]) -> None:
        """The kinds of people by some dimensions, and how many of each there are."""
        found = [{kind[at] for kinds in everybody for kind in kinds} for at in range(len(dims))]
        codes_of = [sorted(codes | ALWAYS.get(dim, set())) for dim, codes in zip(dims, found, strict=True)]
        may_be = {frozenset([kind]) for kind in product(*codes_of)}
        for at, dim in enumerate(dims):
            if dim in SEVERAL:
                may_be |= {
                    frozenset([kind, (*kind[:at], other, *kind[at + 1 :])])
                    for kind in product(*codes_of) for other in codes_of[at]
                }  # fmt: skip
        for kinds in sorted(may_be | {*everybody}, key=sorted):
            self.kinds.append((name, dims, [dict(zip(dims, kind, strict=True)) for kind in sorted(kinds)]))
            self.counts.append(everybody.count(kinds))

    def _agreeing(self) -> None:
        """Parts of the same people agree where they tell the same."""
        for name, parts in self.parts.items():
            for one, other in combinations(parts, 2):
                sides = [self._by(name, part, [dim for dim in one if dim in other]) for part in (one, other)]
                nobody = np.zeros(len(self.kinds))
                for told in {*sides[0], *sides[1]}:
                    form = sides[0].get(told, nobody) - sides[1].get(told, nobody)
                    assert abs(form @ self.truth) < 1e-6
                    self.known[form.tobytes()] = (form, 0.0)

    def _by(self, name: str, part: Names, shared: list[str]) -> dict[frozenset[tuple[str, ...]], np.ndarray]:
        found: dict[frozenset[tuple[str, ...]], np.ndarray] = {}
        for at, (population, dims, kinds) in enumerate(self.kinds):
            if (population, dims) == (name, part):
                told = frozenset(tuple(kind[dim] for dim in shared) for kind in kinds)
                found.setdefault(told, np.zeros(len(self.kinds)))[at] = 1
        return found

    def _when(self, row: Mapping[str, Any], figure: Figure) -> str | None:
        """The stretch of time of a row; None when it is not surely in the period. What goes on is of its period."""
        first, last = row["datum"], row["datum_sist"]
        if _population(figure) == "pågående":
            return figure.period.start.isoformat()
        if first is None or last is None or not figure.period.start <= first <= last < figure.period.end:
            return None
        return max(day for day in self.blocks if day <= first).isoformat()

    # ---- what is printed ---------------------------------------------------------------------------------------------

    def _learn(self, told: Told, cell: Cell) -> None:
        for what, form, number, truth in self._numbers(told, cell):
            assert truth is None or abs(form @ self.truth - truth) < 1e-6, (cell.figure, cell.keys, what)
            if number is not None:
                self.known[form.tobytes()] = (form, float(number))
            elif self._is_target(cell, what, form):
                whole = None if what == "antal" else self._whole(told, cell)
                self.targets.setdefault(form.tobytes(), Target((cell.figure, cell.keys, what), form, whole))
            if number is None and what == "antal" and (cell.listed or self._says_few(cell)):
                self.least.append(form)
            if number is None and what == "antal" and self._says_few(cell):
                self.most.append(form)

    def _says_few(self, cell: Cell) -> bool:
        return not cell.keys and cell.shown.text == f"färre än {self.limit}"

    def _is_target(self, cell: Cell, what: str, form: np.ndarray) -> bool:
        """A withheld count of persons: no base of a share, and no count of those of whom nothing is known, which stands
        in the coverage (N37 counts nothing else). What is withheld only because its share rests on few is no secret,
        that there is nobody is none by itself, and "färre än 5" says itself how close it is."""
        if cell.figure == "N37" or not form @ self.truth:
            return False
        small = form @ self.truth < self.limit
        thin = cell.kind in ("andel", "fördelning", "kvot") and 0 < (cell.numbers.denominator or 0) < 10
        nobody = any(each in UNKNOWN for _, each in cell.keys)
        told = nobody or self._says_few(cell)
        return what in ("antal", "täljare", "övriga") and not told and (small or not thin)

    def _whole(self, told: Told, cell: Cell) -> bytes:
        return self._form(MEANINGS[cell.figure].population, told, cell.keys, ()).tobytes()

    def _numbers(self, told: Told, cell: Cell) -> Iterator[tuple[str, np.ndarray, Any, Any]]:
        """What a cell tells: its name, who is counted, the number (None when withheld), and the true one."""
        meaning, shown, numbers = MEANINGS[cell.figure], cell.shown, cell.numbers

        def count(keys: Keys, *more: Who) -> np.ndarray:
            return self._form(meaning.population, told, keys, more)

        if any(key in NO_DIMENSION for key, _ in cell.keys):
            return
        if cell.kind == "andel":
            base, part = count(cell.keys, meaning.known), count(cell.keys, meaning.known, meaning.counted)
            rest = None if shown.denominator is None else shown.denominator - shown.numerator
            yield "täljare", part, shown.numerator, numbers.numerator
            yield "övriga", base - part, rest, None
            yield "nämnare", base, shown.denominator, numbers.denominator
            yield "totalt", count(cell.keys), shown.total, None
        elif cell.kind == "fördelning":
            keys = tuple(pair for pair in cell.keys if pair[0] != cell.spread)
            whole = count(keys, meaning.known)
            mine = count(cell.keys) if len(keys) < len(cell.keys) else whole
            yield "antal", mine, shown.numerator, numbers.numerator
            yield "nämnare", whole, shown.denominator, numbers.denominator
        elif cell.kind == "antal" or cell.figure == "N09":
            yield "antal", count(cell.keys), shown.numerator, numbers.numerator
        elif cell.figure == "N32":
            yield "antal", count(cell.keys), shown.denominator, numbers.denominator
        elif cell.kind == "kvot" or (cell.kind == "summa" and cell.figure != "N15"):
            yield "totalt", count(cell.keys), shown.total, None

    def _form(self, population: str, told: Told, keys: Keys, more: Sequence[Who]) -> np.ndarray:
        figure = told.figure
        start, end = figure.period.start.isoformat(), figure.period.end.isoformat()
        own = figure.definition.view.startswith(OWN)

        def fits(codes: Codes) -> bool:
            behind = {**codes, "resultat": result(codes.get("utfall", ""))}
            right = all(behind[key] == each for key, each in keys) and not (own and codes["part"] == "extern")
            there = start <= codes["tid"] < end and not (told.earlier and codes[LATER] == "ja")
            return right and there and all(test(codes) for test in more)

        wanted = _crossed(figure, keys)
        part = next(each for each in self.parts[population] if wanted <= {*each})
        return np.array(
            [float((name, dims) == (population, part) and any(map(fits, kinds))) for name, dims, kinds in self.kinds]
        )

    # ---- what follows ------------------------------------------------------------------------------------------------

    def told_too_closely(self) -> list[Found]:
        """The withheld counts that can be told to within less than the limit."""
        if not self.targets:
            return []
        forms, numbers = zip(*self.known.values(), strict=True) if self.known else ((), ())
        alive = np.ones(len(self.kinds), bool)
        for form, number in zip(forms, numbers, strict=True):
            if number == 0 and (form >= 0).all():
                alive &= form == 0
        equal = csr_matrix(np.array(forms).reshape(len(forms), -1)[:, alive]) if forms else None
        bounds = [*(-form for form in self.least), *self.most]
        at_most = [-1.0] * len(self.least) + [self.limit - 1.0] * len(self.most)
        low = {key: float(each.form @ self.truth) for key, each in self.targets.items()}
        high = dict(low)
        within = csr_matrix(np.array(bounds)[:, alive]) if bounds else None
        # Nobody guesses at more than twice as many people as there are.
        many = 2 * float(self.truth.max(initial=0)) + 2 * self.limit

        def look(aim: np.ndarray) -> None:
            """The world of whole people where an aim is least."""
            found = linprog(
                aim[alive], A_eq=equal, b_eq=list(numbers) or None, A_ub=within, b_ub=at_most or None,
                bounds=(0, many), method="highs", integrality=1,
            )  # fmt: skip
            assert found.status == 0, found.message
            for key, each in self.targets.items():
                here = float(each.form[alive] @ found.x)
                low[key], high[key] = min(low[key], here), max(high[key], here)

        def close(key: bytes) -> bool:
            """Whether it is told more closely than to so many numbers, or than "färre än" tells itself."""
            wide = high[key] - low[key] > self.limit - 1 - 1e-6
            return not wide and not (low[key] < 1 + 1e-6 and high[key] > self.limit - 1 - 1e-6)

        # Many at once first, each up or down by chance: most are wide apart after a few.
        chance = np.random.default_rng(1)
        for _ in range(_AT_ONCE):
            aim = sum(chance.choice((-1.0, 1.0)) * each.form for each in self.targets.values())
            if any(map(close, self.targets)):
                look(aim)
                look(-aim)
        for key, target in self.targets.items():
            for sign in (1, -1):
                if close(key):
                    look(sign * target.form)
        return [
            Found(*each.name, low[key], high[key], float(each.form @ self.truth))
            for key, each in self.targets.items()
            if close(key)
        ]


def told_too_closely(told: Iterable[Told], rows: Rows, limit: int) -> list[Found]:
    """What follows of withheld counts from everything that is printed about persons."""
    persons = [each for each in told if each.figure.definition.protection == "person"]
    return [found for group in apart(persons) for found in Attack(group, rows, limit).told_too_closely()]


def apart(told: Sequence[Told]) -> list[list[Told]]:
    """Figures of times that have days in common together, those of other times by themselves."""
    groups: list[list[Told]] = []
    end = date.min
    for each in sorted(told, key=lambda each: (each.figure.period.start, each.figure.period.end)):
        if groups and each.figure.period.start < end:
            groups[-1].append(each)
        else:
            groups.append([each])
        end = max(end, each.figure.period.end)
    return groups


def _population(figure: Figure) -> str:
    return MEANINGS[figure.definition.id].population


def _crossed(figure: Figure, keys: Keys) -> frozenset[str]:
    """The dimensions that a cell's numbers are told by."""
    asked = {BEHIND.get(key, key) for key, _ in keys} - NO_DIMENSION
    own = {"part"} if figure.definition.view.startswith(OWN) else set()
    return frozenset({*asked, *own, *MEANINGS[figure.definition.id].by, "tid", LATER})


def _cells(figure: Figure, shown: ShownFigure) -> Iterator[Cell]:
    name, split = figure.definition.id, figure.split
    yield Cell(name, (), figure.numbers, shown.shown, figure.definition.kind, "", listed=False)
    if split is None:
        return
    printed = {group.keys: group.shown for group in (*shown.groups, *shown.margins)}
    for group in (*figure.groups, *figure.margins):
        # A cell of a matrix is listed whether anybody is in it or not, but somebody is in its row.
        tells = split.kind != "andel" and len(group.keys) == 1 and bool(group.numbers.numerator)
        out = printed.get(group.keys, _NOT_PRINTED)
        yield Cell(name, group.keys, group.numbers, out, split.kind, split.spread, tells and group.keys in printed)


_NOT_PRINTED = Shown(None, None, None, "", None, None, "", "står inte", (), ())
