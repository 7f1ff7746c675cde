"""Shown figures and goals as the JSON of `statistik` and `mal` (design: cli, JSON; format_version 1)."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from sysselreg.figure.model import Shown, ShownFigure, ShownGoal, ShownGroup
from sysselreg.period import Period
from sysselreg.swedish import round_half_up

FORMAT_VERSION = 1
DECIMALS = 4


def statistics_json(figures: Iterable[ShownFigure], period: Period, revision: str) -> dict[str, Any]:
    """The content of `statistik --format json`. `revision` as `Revision.short`, '' without a commit."""
    return {**_head(period, revision), "nyckeltal": [_figure(figure) for figure in figures]}


def goals_json(goals: Iterable[ShownGoal], period: Period, revision: str) -> dict[str, Any]:
    """The content of `mal --format json`; limits and outcomes in the unit's own scale (percent: 50)."""
    return {**_head(period, revision), "mål": [_goal(goal) for goal in goals]}


def plain_number(value: Fraction | None) -> int | float | None:
    """A number for JSON: whole when it is, else rounded half up to four decimals."""
    if value is None:
        return None
    return int(value) if value.denominator == 1 else float(round_half_up(value, DECIMALS))


def _head(period: Period, revision: str) -> dict[str, Any]:
    return {"format_version": FORMAT_VERSION, "revision": revision or None, "period": _period(period)}


def _period(period: Period) -> dict[str, str]:
    return {"från": period.start.isoformat(), "till": period.last.isoformat()}


def _figure(figure: ShownFigure) -> dict[str, Any]:
    definition = figure.definition
    top = {"id": definition.id, "namn": definition.name, "definition": definition.definition, **_numbers(figure.shown)}
    if figure.needed is not None:
        top["behövs"] = figure.needed
    if figure.before is not None:
        before = figure.before
        top["före"] = {"period": _period(before.period), "räknat_lika": before.alike, **_numbers(before.shown)}
    if figure.dimensions:
        top["delning"] = [name for name, _ in figure.dimensions]
        top["per"] = [_group(group) for group in figure.groups]
    if figure.margins:
        top["summor"] = [_group(group) for group in figure.margins]
    return {**top, "anmärkningar": list(figure.notes), "internt": figure.internal}


def _group(group: ShownGroup) -> dict[str, Any]:
    return {"grupp": group.name, "nycklar": dict(group.keys), "etikett": group.label, **_numbers(group.shown)}


def _numbers(shown: Shown) -> dict[str, Any]:
    return {
        "enhet": shown.unit,
        "värde": plain_number(shown.value),
        "täljare": plain_number(shown.numerator),
        "nämnare": plain_number(shown.denominator),
        "täckning": {"kända": shown.known, "totalt": shown.total},
        "visning": shown.text,
        "dold": shown.hidden,
        "poster": list(shown.records),
        "okända_poster": list(shown.unknown_records),
    }


def _goal(judged: ShownGoal) -> dict[str, Any]:
    goal, shown = judged.goal, judged.shown
    numbers = _numbers(shown.shown) if shown else {}
    return {
        "id": goal.id,
        "namn": goal.name,
        "nyckeltal": goal.figure,
        "minst": plain_number(judged.at_least),
        "högst": plain_number(judged.at_most),
        "utfall": numbers.pop("värde", None),
        "status": judged.status,
        "saknas": judged.missing,
        "avvikelse": plain_number(judged.gap),
        "behövs": judged.needed,
        "mening": judged.sentence,
        "period": _period(shown.period) if shown else None,
        "beslut": goal.decision,
        "lydelse": goal.wording,
        **numbers,
        "internt": shown is not None and shown.internal,
    }
