"""Goals for the terminal, and figures and goals as JSON."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from sysselreg.figure.model import ShownFigure, ShownGoal
from sysselreg.figure.output import goals_json, statistics_json
from sysselreg.period import Period

INTERNAL = "ARBETSMATERIAL – får ej spridas"
WIDTH = 80
_MARKS = {"nått": "✓", "missat": "✗", "kan_inte_bedömas": "?"}


def figures_json(
    figures: Sequence[ShownFigure], period: Period, revision: str, lake: Mapping[str, object] = MappingProxyType({})
) -> str:
    """The contract of the design (cli, JSON: statistik). `lake`: what is counted, of many registers."""
    told = statistics_json(figures, period, revision) | ({"lager": dict(lake)} if lake else {})
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"


def goals_as_json(goals: Sequence[ShownGoal], period: Period, revision: str) -> str:
    """The contract of the design (cli, JSON: mal)."""
    return json.dumps(goals_json(goals, period, revision), ensure_ascii=False, indent=1) + "\n"


def heading(what: str, period: Period, revision: str) -> str:
    """What is told, of which period, and the state of the register at the right."""
    title = f"{what} {period}"
    return f"{title}{f'registrets läge {revision}':>{WIDTH - len(title)}}" if revision else title


def wrapped(text: str, depth: int, first: str | None = None) -> list[str]:
    """Text folded so many columns in; `first` begins its first line instead."""
    space = " " * depth
    begins = space if first is None else first
    return textwrap.wrap(text, WIDTH, initial_indent=begins, subsequent_indent=space, break_on_hyphens=False)


def goals_text(goals: Sequence[ShownGoal], period: Period, revision: str) -> str:
    """Each goal with its outcome and a sentence about it."""
    lines = [INTERNAL] if any(each.shown is not None and each.shown.internal for each in goals) else []
    lines += [heading("Mål", period, revision), ""]
    if not goals:
        lines.append("Inget mål gäller i registret under perioden.")
    for each in goals:
        goal = each.goal
        lines += wrapped(f"{goal.name} ({goal.figure})", 2, f"{_MARKS[each.status]} ")
        lines += wrapped(each.sentence, 4)
        lines += wrapped(goal.wording, 4) if goal.wording != goal.name else []
        lines += wrapped(f"Beslut: {goal.decision}", 4) if goal.decision else []
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"
