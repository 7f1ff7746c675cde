"""Goals: which hold, and whether they are reached, missed or cannot be judged. All arithmetic is exact."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from functools import partial
from math import ceil
from typing import Any

from sysselreg.errors import UsageError
from sysselreg.figure.choice import parts, suggestion
from sysselreg.figure.compute import compute
from sysselreg.figure.model import Definitions, Figure, Goal, Judged, Request, Status
from sysselreg.figure.wording import RATIO_KINDS, limit_of, made_up, value_words
from sysselreg.period import PartialDate, Period
from sysselreg.record.model import Record
from sysselreg.schema.load import naming, place_of, read
from sysselreg.snapshot import REPORTS, Snapshot
from sysselreg.swedish import number
from sysselreg.table.model import Engine

GOALS = REPORTS + "goals/"
ALL_THE_TIME = "hela_tiden"


def load_goals(snapshot: Snapshot) -> dict[str, Goal]:
    """The goals of `reports/goals/` by name. Raises DefinitionError, naming the file, when one is itself broken."""
    return {goal.id: goal for goal in (load_goal(snapshot, path) for path in snapshot.under(GOALS, ".yaml"))}


def load_goal(snapshot: Snapshot, path: str) -> Goal:
    """The goal of one file. Raises DefinitionError, with file and line, when it is broken."""
    top = read(snapshot, path)
    with naming(partial(place_of, snapshot, path), "Målet"):
        return _goal(top, top["mål"], top["namn"], path)


def goals_in_force(
    shipped: Mapping[str, Goal], config: Mapping[str, Any], records: Iterable[Record], period: Period
) -> list[Goal]:
    """The goals named in the settings and those of the programs that hold in the period, measurable ones only.

    A program's goal with the figure and the limits of one that is named already is the same goal, told once. Raises
    UsageError, with a suggestion, when the settings name a goal that does not exist.
    """
    goals = []
    for name in config.get("mål", ()):
        if name not in shipped:
            raise UsageError(f"Målet {name} i sysselreg.yaml finns inte.{suggestion(name, shipped)}")
        goals.append(shipped[name])
    named = {(goal.figure, goal.at_least, goal.at_most) for goal in goals}
    own = [goal for record in records if record.kind == "program" for goal in _program_goals(record)]
    goals += [goal for goal in own if (goal.figure, goal.at_least, goal.at_most) not in named]
    return [goal for goal in goals if _holds(goal, period)]


def judge(
    engine: Engine, definitions: Definitions, goals: Sequence[Goal], period: Period, today: date
) -> tuple[Judged, ...]:
    """Each goal held against its figure, external procurements left out (figures.md: they count in no goal).

    A goal that is measured over all of its time is judged over that time, the others over the period; not at all when
    its figure is counted in more than one way in that time.
    """
    known = {definition.id for definition in definitions.figures}
    over = [_horizon(goal, period) for goal in goals]
    found: dict[tuple[str, Period], Figure] = {}
    for each in dict.fromkeys(over):
        ids = dict.fromkeys(goal.figure for goal, when in zip(goals, over, strict=True) if when == each)
        wanted = [
            Request(figure, ()) for figure in ids if figure in known and len(parts(definitions, figure, each)) == 1
        ]
        for figure in compute(engine, definitions, wanted, each, min(today, each.last), own=True):
            found[figure.definition.id, each] = figure
    return tuple(
        held(goal, found[goal.figure, when])
        if (goal.figure, when) in found
        else _without_figure(goal, changed=len(parts(definitions, goal.figure, when)) > 1)
        for goal, when in zip(goals, over, strict=True)
    )


def held(goal: Goal, figure: Figure) -> Judged:
    """One goal against one computed figure."""
    numbers = figure.numbers
    least, most = limit_of(goal.at_least, figure), limit_of(goal.at_most, figure)
    counted = numbers.denominator if figure.definition.kind in RATIO_KINDS else None
    needed = ceil(least * counted) if least is not None and counted is not None else None
    low, high = (numbers.value, numbers.value) if numbers.known == numbers.total else (numbers.low, numbers.high)
    # Nothing counted at all may mean that nothing was done or that nothing was registered: unknown is never zero.
    status = _status(least, most, low, high) if numbers.total else "kan_inte_bedömas"
    if status == "kan_inte_bedömas" or numbers.value is None:
        return Judged(goal, figure, status, None, needed, None if status == "nått" else _lacking(figure))
    over = most is not None and numbers.value > most
    limit = most if over or least is None else least
    gap = numbers.value - limit if limit is not None else None
    return Judged(goal, figure, status, gap, needed, None if status == "nått" else _short(figure, gap, needed))


def _status(least: Fraction | None, most: Fraction | None, low: Fraction | None, high: Fraction | None) -> Status:
    """Certain whatever the unknown turns out to be, or not to be judged."""
    enough = least is None or (low is not None and low >= least)
    within = most is None or (high is not None and high <= most)
    if enough and within:
        return "nått"
    too_low = least is not None and high is not None and high < least
    too_high = most is not None and low is not None and low > most
    return "missat" if too_low or too_high else "kan_inte_bedömas"


def _lacking(figure: Figure) -> str:
    numbers, counts = figure.numbers, figure.definition.counts
    unknown = numbers.total - numbers.known
    if not numbers.total or not unknown:
        return f"Det finns inga {counts} att räkna i perioden."
    return f"Uppgifter saknas för {number(unknown)} av {number(numbers.total)} {counts}."


def _short(figure: Figure, gap: Fraction | None, needed: int | None) -> str:
    """By how much a goal is missed, in the units that are counted where that is possible."""
    numbers, definition = figure.numbers, figure.definition
    if gap is not None and gap > 0:
        return f"Värdet är {value_words(gap, definition.unit, 1, 1)} för högt."
    if needed is not None and numbers.numerator is not None and definition.divisor == 1:
        lacking = number(needed - numbers.numerator)
        whole = made_up(Fraction(needed), numbers.denominator or Fraction(0), definition.kind)
        return f"Det hade behövts {lacking} till: {whole}."
    return f"Det hade behövts {value_words(-(gap or Fraction(0)), definition.unit, 1, 1)} till."


def _without_figure(goal: Goal, *, changed: bool) -> Judged:
    why = "på mer än ett sätt under perioden. Välj ett år i taget" if changed else "inte för perioden"
    return Judged(goal, None, "kan_inte_bedömas", None, None, f"Nyckeltalet {goal.figure} räknas {why}.")


def _horizon(goal: Goal, period: Period) -> Period:
    if goal.horizon != ALL_THE_TIME or goal.valid_from is None:
        return period
    return Period(goal.valid_from, goal.valid_to + timedelta(days=1) if goal.valid_to else period.end)


def _holds(goal: Goal, period: Period) -> bool:
    starts = goal.valid_from is None or goal.valid_from <= period.last
    return starts and (goal.valid_to is None or goal.valid_to >= period.start)


def _program_goals(record: Record) -> Iterator[Goal]:
    """The measurable goals of a program; they hold as long as it does when they do not say otherwise."""
    for top in record.data.get("mål", ()):
        if top.get("nyckeltal") and ("minst" in top or "högst" in top):
            name = top.get("beskrivning") or record.data.get("titel", "")
            dates = top.get("giltig") or record.data.get("giltig") or {}
            fields = {**top, "gäller_från": dates.get("från"), "gäller_till": dates.get("till")}
            source = record.data.get("källa", {}).get("handling", "")
            yield _goal({"källa": source, **fields}, f"{record.id}/{top['id']}", name, record.id)


def _goal(top: Mapping[str, Any], name: str, title: str, origin: str) -> Goal:
    first, last = (_day(top.get(key)) for key in ("gäller_från", "gäller_till"))
    decision = top.get("beslut", "")
    return Goal(
        id=name,
        name=title,
        figure=top["nyckeltal"],
        at_least=_number(top.get("minst")),
        at_most=_number(top.get("högst")),
        horizon=top.get("period", "varje_år"),
        decision=decision if isinstance(decision, str) else ", ".join(str(part) for part in decision.values()),
        wording=top.get("lydelse") or top.get("beskrivning", ""),
        source=top.get("källa", ""),
        origin=origin,
        valid_from=first.first if first else None,
        valid_to=last.last if last else None,
    )


def _number(written: Any) -> Fraction | None:
    return None if written is None else Fraction(str(written))


def _day(written: Any) -> PartialDate | None:
    if written is None:
        return None
    when = PartialDate.parse(str(written))
    if when is None:
        raise ValueError(f"datumet {written}")
    return when
