"""What stands in print for a number of a unit."""

from __future__ import annotations

from fractions import Fraction

from sysselreg.figure.model import Figure, Shown, ShownGoal
from sysselreg.swedish import NBSP, kronor, number, percent_value, plural, round_half_up

RATIO_KINDS = ("andel", "kvot")
PERCENT, KRONOR, DAYS = "procent", "kronor", "dagar"
# Of which there is none where nothing is counted.
COUNTED = frozenset({"antal", "månader", KRONOR})
NO_DATA, UNKNOWN_VALUE = "underlag saknas", "okänt"
# The definition changes within the period: only its parts have values.
CHANGED = "räknas olika"
_DECIMALS = {"antal": 0, "månader": 1}


def scaled(value: Fraction, unit: str) -> Fraction:
    """A value in its unit's own scale: a share becomes percent, everything else is as it is."""
    return value * 100 if unit == PERCENT else value


def limit_of(written: Fraction | None, figure: Figure) -> Fraction | None:
    """A limit in the figure's own scale: shares and ratios are written in percent."""
    if written is None or figure.definition.kind not in RATIO_KINDS:
        return written
    return written / 100


def value_words(value: Fraction | None, unit: str, known: int, total: int) -> str:
    """The printed value; words when there is none: nothing to count (`underlag saknas`) or nothing known (`okänt`)."""
    if value is None:
        return UNKNOWN_VALUE if total and not known else NO_DATA
    if unit == PERCENT:
        return _share_words(scaled(value, unit))
    if unit == KRONOR:
        return kronor(value)
    if unit == DAYS:
        whole = int(round_half_up(value))
        return f"{number(whole)}{NBSP}{plural(whole, 'dag', 'dagar')}"
    return number(value, _DECIMALS.get(unit, 2))


def _share_words(percent: Fraction) -> str:
    """Rounded to whole percent, except that rounding never makes some of them all or none."""
    if Fraction(199, 2) <= percent < 100:
        return f"över {percent_value(99)}"
    return f"under {percent_value(1)}" if 0 < percent < Fraction(1, 2) else percent_value(percent)


def shown_words(shown: Shown, *, covered: bool = True) -> str:
    """What is shown with what it is made up of: `54 % (7 av 13, 13 av 14 kända)`; the wording alone when withheld.

    `covered`: with how many are known, where not all are.
    """
    if shown.hidden:
        return shown.text
    made = ""
    if shown.numerator is not None and shown.denominator is not None:
        by = "av" if shown.unit == PERCENT else "delat med"
        made = f"{number(shown.numerator)} {by} {number(shown.denominator)}"
    full = shown.known == shown.total or not covered
    known = "" if full else f"{number(shown.known or 0)} av {number(shown.total or 0)} kända"
    told = ", ".join(filter(None, (made, known)))
    return f"{shown.text} ({told})" if told else shown.text


def difference_words(difference: Fraction, unit: str) -> str:
    """How much more or less, in the unit's own scale: `−1`, `+3,8 procentenheter`, `+12 000 kr`."""
    whole = difference.denominator == 1
    text = {
        PERCENT: f"{number(difference, 0 if whole else 1)}{NBSP}procentenheter",
        KRONOR: kronor(difference),
        DAYS: f"{number(difference, 0 if whole else 1)}{NBSP}dagar",
    }.get(unit, number(difference, _DECIMALS.get(unit, 2)))
    return f"+{text}" if difference > 0 else text


def goal_sentence(goal: ShownGoal) -> str:
    """What a goal's status means, in one or two sentences."""
    if goal.status == "nått":
        return f"Målet är nått. {_outcome(goal)}"
    if goal.status == "missat":
        return f"Målet är inte nått. {_outcome(goal)} {goal.missing}"
    return f"Målet kan inte bedömas. {goal.missing}"


def _outcome(goal: ShownGoal) -> str:
    if goal.shown is None or goal.shown.shown.value is None:
        return "Det är säkert även om uppgifter saknas."
    shown, definition = goal.shown.shown, goal.shown.definition
    told = shown.text
    if shown.numerator is not None and shown.denominator is not None:
        made = made_up(shown.numerator, shown.denominator, definition.kind)
        unit = f" {shown.unit}" if " " in shown.unit else ""
        told = f"{made} ({told})" if definition.kind == "andel" else f"{told}{unit} ({made})"
    return f"Utfallet är {told} och målet är {_limits(goal)}."


def made_up(numerator: Fraction, denominator: Fraction, kind: str) -> str:
    """What a share or a ratio is made of: `49 av 98`, `4 delat med 9`."""
    return f"{number(numerator)} {'av' if kind == 'andel' else 'delat med'} {number(denominator)}"


def _limits(goal: ShownGoal) -> str:
    """`minst 50 %`, `2–3`, `högst 10`; limits are already in the unit's scale."""
    unit = goal.shown.shown.unit if goal.shown else ""
    least, most = (None if each is None else _limit(each, unit) for each in (goal.at_least, goal.at_most))
    if least and most:
        return f"från {least} till {most}"
    return f"minst {least}" if least else f"högst {most}"


def _limit(value: Fraction, unit: str) -> str:
    decimals = 0 if value.denominator == 1 else 2
    if unit == PERCENT:
        return percent_value(value, decimals)
    return kronor(value, decimals) if unit == KRONOR else number(value, decimals)
