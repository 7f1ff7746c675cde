"""What the charts are given: labels and values ready to be shown, after disclosure control.

A `Value` that is withheld or unknown has no size, is drawn as its mark (`..`) and said in words, never as zero.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from sysselreg.document.charts.drawing import WITHHELD


@dataclass(frozen=True, slots=True)
class Value:
    """One number of a chart.

    `shown`: the wording (`12`, `52 %`, `..`); `size`: what is drawn, at least 0, None when nothing may be drawn;
    `words`: said instead of the number (`färre än 5`), required without a size. ValueError otherwise.
    """

    shown: str
    size: int | Decimal | Fraction | None = None
    words: str = ""

    def __post_init__(self) -> None:
        """Refuse what could be drawn as a zero that nobody has counted."""
        if self.size is None and not self.words:
            raise ValueError(f"a value without size needs words: {self.shown!r}")
        if isinstance(self.size, float) or (self.size is not None and self.size < 0):
            raise ValueError(f"a chart cannot draw {self.size}")

    @property
    def told(self) -> str:
        """The value for somebody who does not see the drawing."""
        return self.words or self.shown

    @property
    def mark(self) -> str:
        """What is printed where the value would stand: its wording, `..` without a size."""
        return self.shown if self.size is not None else WITHHELD


@dataclass(frozen=True, slots=True)
class Bar:
    """One horizontal bar, and what it was a year before where that is known."""

    label: str
    value: Value
    before: Value | None = None

    @property
    def values(self) -> tuple[Value, ...]:
        """What is drawn in the row: this year's value, then that of the year before."""
        return (self.value,) if self.before is None else (self.value, self.before)


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its parts from the bottom up, in the order of the series, and their total."""

    label: str
    parts: tuple[Value, ...]
    total: Value


@dataclass(frozen=True, slots=True)
class Bullet:
    """What was agreed, what has started of it and what is done."""

    label: str
    agreed: Value
    started: Value
    done: Value

    @property
    def values(self) -> tuple[Value, Value, Value]:
        """Agreed, started, done."""
        return self.agreed, self.started, self.done


@dataclass(frozen=True, slots=True)
class Line:
    """One line: a value at each point of the axis."""

    name: str
    points: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Answers:
    """The answers to one question: how many chose each alternative; `total` is printed at the end (`11 svar`)."""

    question: str
    counts: tuple[Value, ...]
    total: str = ""


def sized(value: Value) -> Fraction:
    """The size, 0 for a value that is not drawn."""
    return Fraction(value.size or 0)


def told(title: str, rows: Iterable[tuple[str, Iterable[tuple[str, Value]]]]) -> str:
    """The whole chart in words: `Titel. Rad: namn 12, namn färre än 5; Rad: …`."""
    lines = (f"{label}: {', '.join(f'{name} {value.told}'.strip() for name, value in pairs)}" for label, pairs in rows)
    return f"{title}. {'; '.join(lines)}."


def reasons(values: Iterable[Value]) -> list[str]:
    """The different words that stand for values not drawn, in order of appearance."""
    return list(dict.fromkeys(value.words for value in values if value.size is None))


def check_rows(rows: Sequence[object]) -> None:
    """A chart of nothing is not drawn: say in the text why there is none. ValueError."""
    if not rows:
        raise ValueError("a chart needs at least one row")
