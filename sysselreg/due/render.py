"""Deadlines for the terminal and as JSON (design: cli)."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from sysselreg.due.model import ROLES, Due
from sysselreg.swedish import date_text, number, plural

_NARROW = 60
_DAY, _LATE = 10, 13


def as_json(found: Sequence[Due], today: date, revision: str) -> str:
    """The contract of the design (cli, JSON: bevaka; format_version 1)."""
    content = {
        "format_version": 1,
        "revision": revision or None,
        "idag": today.isoformat(),
        "bevakningar": [_as_data(each) for each in found],
    }
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def as_text(found: Sequence[Due], today: date, within: int, revision: str, width: int) -> str:
    """What is to be done within so many days, by role and function, what is most overdue first."""
    state = f", registrets läge {revision}" if revision else ""
    lines = textwrap.wrap(f"Bevakning {date_text(today)}{state}: {_counts(found, within)}", width)
    for role, function in sorted({(each.role, each.function) for each in found}, key=_by_role):
        mine = [each for each in found if (each.role, each.function) == (role, function)]
        heading = f"{role.capitalize()}{f', {function}' if function else ''}: {_counts(mine, within)}"
        lines += ["", *textwrap.wrap(heading, width), ""]
        for each in mine:
            lines += _row(each, today, width)
    if found:
        lines += ["", *textwrap.wrap("Mer om en bevakning: sysselreg forklara KOD, som B101.", width)]
    return "\n".join(lines) + "\n"


def _as_data(each: Due) -> dict[str, Any]:
    exact = each.latest.exact if each.latest else None
    return {
        "vad": each.what,
        "id": each.id,
        "roll": each.role,
        "funktion": each.function or None,
        "senast": exact.isoformat() if exact else None,
        "senast_mellan": None
        if exact or not each.latest
        else {"från": each.latest.first.isoformat(), "till": each.latest.last.isoformat()},
        "okänt": each.lacking or None,
        "tidigast": each.opens.isoformat() if each.opens else None,
        "förfallen_dagar": each.overdue_days,
        "brev": each.letter or None,
        "regel": each.rule,
        "uid": each.uid,
    }


def _counts(found: Sequence[Due], within: int) -> str:
    late = sum(each.overdue_days > 0 for each in found)
    unknown = sum(each.latest is None for each in found)
    told = [f"{number(late)} {plural(late, 'förfallen', 'förfallna')}"] if late else []
    if ahead := len(found) - late - unknown:
        told.append(f"{number(ahead)} {_within(within)}")
    told += [f"{number(unknown)} kan inte räknas"] if unknown else []
    return ", ".join(told) or f"inget {_within(within)}"


def _within(days: int) -> str:
    return f"inom {number(days)} {plural(days, 'dag', 'dagar')}" if days else "i dag"


def _row(each: Due, today: date, width: int) -> Iterator[str]:
    """The day and how late it is, then what to do and where to read more; on a narrow screen below each other."""
    left = f"{_when(each):<{_DAY}}  {_late(each, today):<{_LATE}}"
    narrow = width < _NARROW
    indent = " " * (2 if narrow else len(left) + 2)
    tail = "  ".join(filter(None, (each.rule, each.letter, each.id)))
    lines = [
        line
        for text in (each.what, _unknown(each), tail)
        for line in textwrap.wrap(text, width - len(indent), break_on_hyphens=False)
    ]
    yield left.rstrip() if narrow else f"{left}  {lines.pop(0)}"
    yield from (indent + line for line in lines)


def _when(each: Due) -> str:
    exact = each.latest.exact if each.latest else None
    return exact.isoformat() if exact else "okänd dag"


def _late(each: Due, today: date) -> str:
    if each.latest is None:
        return ""
    if each.overdue_days:
        return f"{number(each.overdue_days)} {plural(each.overdue_days, 'dag', 'dagar')} sen"
    if each.latest.exact is None:
        return "kanske sen" if each.latest.first < today else ""
    left = (each.latest.first - today).days
    return ("i dag", "i morgon")[left] if left < 2 else f"om {number(left)} dagar"


def _unknown(each: Due) -> str:
    if each.latest is None:
        return f"Kan inte räknas: {each.lacking}."
    between = f"Senast någon dag från {each.latest.first} till {each.latest.last}"
    return f"{between}: {each.lacking}." if each.lacking else ""


def _by_role(group: tuple[str, str]) -> tuple[int, str]:
    return ROLES.index(group[0]), group[1]
