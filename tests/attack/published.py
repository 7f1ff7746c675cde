"""What is published: everything that a question discloses, whatever is shown of it in the end."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from sysselreg import checking, kept, lookup, pipeline
from sysselreg.check.model import CheckedRecords, Outcome
from sysselreg.figure.choice import Question
from sysselreg.figure.compute import every_view, in_period
from sysselreg.figure.counts import as_own
from sysselreg.figure.model import Definitions, Figure, Judged, ShownFigure, ShownGoal
from sysselreg.period import Period
from sysselreg.snapshot import Snapshot
from sysselreg.table.model import Engine, View
from tests.attack.attack import Found, Rows, Told, told_too_closely

ROOT = Path(__file__).resolve().parent.parent.parent
REGISTERS = {
    "lund": ROOT,
    **{name: ROOT / "tests/registers" / name for name in ("exempelkommun", "goteborg", "nordanstig", "ostersund")},
}


@cache
def register(name: str) -> tuple[Snapshot, Outcome, CheckedRecords]:
    """A register as it lies here, checked."""
    snapshot = lookup.take(REGISTERS[name], None)
    outcome = checking.check(snapshot)
    return snapshot, outcome, outcome.sound()


def everything_told(ask: Callable[[], object]) -> list[Told]:
    """Each figure that a question discloses, beside what may be printed of it; goals as figures of their own."""
    told: list[Told] = []
    disclosed = pipeline.disclose_together

    def watched(figures: Sequence[Figure], judged: Sequence[Judged], *more: Any, **options: Any) -> Any:
        found: tuple[tuple[ShownFigure, ...], tuple[ShownGoal, ...]] = disclosed(figures, judged, *more, **options)
        told.extend(map(Told, figures, found[0]))
        goals = zip((each.figure for each in judged), (each.shown for each in found[1]), strict=True)
        told.extend(Told(as_own(figure), shown) for figure, shown in goals if figure is not None and shown is not None)
        return found

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(pipeline, "disclose_together", watched)
        # An answer that is kept from before would not be disclosed again.
        patched.setattr(kept, "among", lambda _: {})
        ask()
    return told


def asked(name: str, period: Period, by: tuple[str, ...] | None = None) -> list[Told]:
    """What `statistik` and `mal` tell of a register in a period."""
    snapshot, outcome, _ = register(name)
    return everything_told(lambda: pipeline.figures(snapshot, outcome, Question(period, period.last, by=by)))


def reported(name: str, year: int, profile: str | None = None) -> list[Told]:
    """What the Årsrapport of a year is made from."""
    snapshot, outcome, checked = register(name)
    return everything_told(lambda: pipeline._materials(snapshot, outcome, checked, year, profile))


def attacked(name: str, told: Iterable[Told]) -> list[Found]:
    """What follows of what is withheld in a register's figures."""
    snapshot, _, checked = register(name)
    everything = list(told)
    period = everything[0].figure.period
    limit = int(checked.config["sekretessgräns"])
    with pipeline._counting(snapshot, checked, period, period.last) as (engine, definitions):
        return told_too_closely(everything, rows_of(engine, definitions), limit)


def rows_of(engine: Engine, definitions: Definitions) -> Rows:
    """The rows of a view in a figure's period, each asked once."""
    for view in every_view(definitions):
        engine.define(view)
    kept: dict[tuple[str, Period], list[Mapping[str, Any]]] = {}

    def rows(view: str, figure: Figure) -> Iterable[Mapping[str, Any]]:
        at = (view, figure.period)
        if at not in kept:
            engine.at(figure.period, figure.period.last)
            kept[at] = list(engine.rows(View(view, "", ""), in_period(figure.period)))
        return kept[at]

    return rows
