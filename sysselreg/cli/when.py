"""Periods and days as the options give them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from sysselreg.cli.main import Context
from sysselreg.errors import UsageError
from sysselreg.period import PartialDate, Period

# The years whose holidays are known (due.days.KNOWN, which brings a calendar with it).
FIRST, LAST = 1954, 2098

if TYPE_CHECKING:
    from sysselreg.figure.choice import Question


def question(
    ctx: Context, year: str | None, period: str | None, ids: str | None, by: str | None, *, internal: bool
) -> Question:
    """What the options ask. Raises UsageError when a year or period cannot be read, or both are given."""
    from sysselreg.figure.choice import Question

    if year and period:
        raise UsageError("Skriv antingen --ar eller --period, inte båda.")
    asked = Period.parse(period or year or str(today(ctx).year))
    if year and asked.calendar_year is None:
        raise UsageError(f"Året ”{year}” går inte att läsa. Skriv fyra siffror, som 2023.")
    names = tuple(name.strip().upper() for name in ids.split(",") if name.strip()) if ids else ()
    split = tuple(name.strip() for name in by.split(",") if name.strip()) if by else None
    return Question(asked, min(today(ctx), asked.last), names, split, internal)


def today(ctx: Context) -> date:
    """The day of `--idag`, else today. Raises UsageError when it is no day."""
    if ctx.today_text is None:
        return date.today()
    return day(ctx.today_text)


def day(written: str) -> date:
    """The day of a text. Raises UsageError when it is no day."""
    when = PartialDate.parse(written)
    if when is None or when.exact is None:
        raise UsageError(f"Dagen ”{written}” finns inte. Skriv --idag som ÅÅÅÅ-MM-DD.")
    if not FIRST <= when.exact.year <= LAST:
        raise UsageError(f"Dagen {written} är för långt bort. Skriv --idag som en dag från {FIRST} till {LAST}.")
    return when.exact


def must_have_come(what: str, written: str, now: date, after: str = "", earlier: str = "") -> None:
    """Raise UsageError for a day that has not come, or is before that of an earlier step.

    `what`: which day, as people call it; `after`: the day before it, `earlier`: what people call that one.
    """
    when, first = PartialDate.parse(written), PartialDate.parse(after)
    if when is not None and when.first > now:
        raise UsageError(
            f"{what} är {written}, men i dag är det {now}. Skriv i dag eller en tidigare dag. Inget är skrivet."
        )
    if when is not None and first is not None and when.last < first.first:
        raise UsageError(
            f"{what} är {written}, före {earlier}, som är {after}. Rätta den dag som är fel. Inget är skrivet."
        )
