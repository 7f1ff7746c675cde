"""Shown figures and goals for the terminal and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from fractions import Fraction

from sysselreg.figure.model import Shown, ShownFigure, ShownGoal, ShownGroup
from sysselreg.figure.output import goals_json, statistics_json
from sysselreg.period import Period
from sysselreg.swedish import number, round_half_up

_NAME, _VALUE, _BAR = 50, 16, 24
INTERNAL = "ARBETSMATERIAL – får ej spridas"
_MARKS = {"nått": "✓", "missat": "✗", "kan_inte_bedömas": "?"}


def figures_json(figures: Sequence[ShownFigure], period: Period, revision: str) -> str:
    """The contract of the design (cli, JSON: statistik)."""
    return json.dumps(statistics_json(figures, period, revision), ensure_ascii=False, indent=1) + "\n"


def goals_as_json(goals: Sequence[ShownGoal], period: Period, revision: str) -> str:
    """The contract of the design (cli, JSON: mal)."""
    return json.dumps(goals_json(goals, period, revision), ensure_ascii=False, indent=1) + "\n"


def figures_text(figures: Sequence[ShownFigure], period: Period, revision: str) -> str:
    """Figures with value and coverage, their groups with bars; last those that the register knows nothing of."""
    lines = [_heading("Nyckeltal", period, revision), ""]
    if any(figure.internal for figure in figures):
        lines.insert(0, INTERNAL)
    silent = [figure for figure in figures if figure.shown.total == 0 and not figure.shown.hidden]
    for figure in figures:
        if figure not in silent:
            lines += _figure(figure)
    if silent:
        lines += ["Registret har inga uppgifter för", *(f"  {each.id}  {each.definition.name}" for each in silent)]
    return "\n".join(lines).rstrip() + "\n"


def _heading(what: str, period: Period, revision: str) -> str:
    state = f", registrets läge {revision}" if revision else ""
    return f"{what} {period.start.isoformat()} – {period.last.isoformat()}{state}"


def _figure(figure: ShownFigure) -> Iterator[str]:
    name = f"{figure.id}  {figure.definition.name:<{_NAME}}"
    yield f"{name} {figure.shown.text:>{_VALUE}}  {_coverage(figure.shown)}".rstrip()
    values = [abs(group.shown.value) for group in figure.groups if group.shown.value is not None]
    for group in figure.groups:
        yield _group(group, max(values, default=Fraction(0)))
    for note in figure.notes:
        yield f"       {note}"
    yield ""


def _group(group: ShownGroup, largest: Fraction) -> str:
    value = group.shown.value
    length = int(round_half_up(value * _BAR / largest)) if value and value > 0 and largest else 0
    return f"       {group.label:<{_NAME - 2}} {group.shown.text:>{_VALUE}}  {'█' * length}".rstrip()


def _coverage(shown: Shown) -> str:
    if shown.known is None or shown.total is None:
        return ""
    return f"{number(shown.known)} av {number(shown.total)} kända" if shown.known != shown.total else ""


def goals_text(goals: Sequence[ShownGoal], period: Period, revision: str) -> str:
    """Each goal with its outcome and a sentence about it."""
    lines = [_heading("Mål", period, revision), ""]
    if any(each.shown is not None and each.shown.internal for each in goals):
        lines.insert(0, INTERNAL)
    if not goals:
        lines.append("Inget mål gäller i registret under perioden.")
    for each in goals:
        lines += [
            f"{_MARKS[each.status]} {each.goal.name}  ({each.goal.figure})",
            f"    {each.sentence}",
            f"    {each.goal.wording}" if each.goal.wording not in ("", each.goal.name) else "",
            f"    Beslut: {each.goal.decision}" if each.goal.decision else "",
            "",
        ]
    return "\n".join(line for i, line in enumerate(lines) if line or not i or lines[i - 1]).rstrip() + "\n"
