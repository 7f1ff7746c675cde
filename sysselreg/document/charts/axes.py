"""Charts on a numbered axis: stacked columns and lines."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from sysselreg.document.charts import drawing as d
from sysselreg.document.charts.values import Column, Line, Value, check_rows, reasons, sized, told
from sysselreg.document.html import Html
from sysselreg.swedish import number

# Least distance between two printed lines of text.
_LEAST = 1050


@dataclass(frozen=True, slots=True)
class _Plot:
    left: int
    right: int
    top: int
    bottom: int
    step: int
    highest: int

    def y(self, size: Fraction) -> int:
        return self.bottom - d.scaled(self.bottom - self.top, size / self.highest)

    def grid(self) -> list[str]:
        parts = list[str]()
        for tick in range(0, self.highest + 1, self.step):
            y = self.y(Fraction(tick))
            parts.append(d.rule(self.left, y, self.right, y, d.RULE if tick else d.INK, 50 if tick else 80))
            parts.append(d.text(self.left - 500, y + 290, number(tick), size=d.SMALL, anchor="end", fill=d.MUTED))
        return parts


def _plot(values: Iterable[Fraction], right: int, top: int) -> _Plot:
    """The axis: from zero, at most six steps of 1, 2 or 5 times a power of ten, and room for its numbers."""
    largest = max(1, ceil(max(values)))
    power = 1
    while True:
        step = next((power * digit for digit in (1, 2, 5) if largest <= 6 * power * digit), 0)
        if step:
            break
        power *= 10
    highest = -(-largest // step) * step
    return _Plot(d.text_width(number(highest), d.SMALL) + 700, right, top, 15600, step, highest)


def stacked_columns(title: str, series: Sequence[str], columns: Sequence[Column]) -> Html:
    """One column a label, its parts on top of each other; at most five series, named beside the last column."""
    check_rows(columns)
    names = max(d.text_width(name) for name in series) + 2400
    sums = [max(sized(column.total), sum(map(sized, column.parts), Fraction())) for column in columns]
    plot = _plot(sums, d.WIDTH - names, 1500)
    parts = plot.grid()
    slot = (plot.right - plot.left) // len(columns)
    for i, column in enumerate(columns):
        parts += _column(plot, series, column, plot.left + slot * i + slot // 2, slot)
    parts += _series_names(plot, series, columns[-1])
    hidden = max(sum(part.size is None for part in column.parts) for column in columns)
    lines = max(len(d.wrap(column.label, slot - 300)) for column in columns)
    values = [part for column in columns for part in (*column.parts, column.total)]
    notes, height = d.withheld_notes(reasons(values), plot.bottom + 600 + _LEAST * (hidden + lines))
    words = (
        (column.label, [*zip((name.lower() for name in series), column.parts, strict=True), ("totalt", column.total)])
        for column in columns
    )
    return d.svg(height, told(title, words), [*parts, *notes])


def _column(plot: _Plot, series: Sequence[str], column: Column, middle: int, slot: int) -> list[str]:
    width = min(6400, slot * 6 // 10)
    parts, outside, base = list[str](), list[tuple[int, str]](), Fraction()
    for part, fill in zip(column.parts, d.FILLS, strict=False):
        if not sized(part):
            continue
        low, high = plot.y(base), plot.y(base + sized(part))
        base += sized(part)
        parts.append(d.rectangle(middle - width // 2, high, width, max(low - high - 60, 40), fill, d.EDGES[fill]))
        if low - high >= _LEAST and d.text_width(part.shown, bold=True) <= width:
            at = (low + high) // 2 + 300
            parts.append(d.text(middle, at, part.shown, anchor="middle", fill=d.ON_FILL[fill], bold=True))
        else:
            outside.append(((low + high) // 2 + 280, part.shown))
    places = d.spread((at for at, _ in outside), 850, plot.bottom)
    parts += [
        d.text(middle + width // 2 + 250, at, shown, size=760, bold=True)
        for at, (_, shown) in zip(places, outside, strict=True)
    ]
    if any(part.size is None for part in column.parts) and sized(column.total) > base:
        # What is left of the total belongs to the parts that are not shown: a frame of its own, never a gap.
        low, high = plot.y(base), plot.y(sized(column.total))
        base = sized(column.total)
        parts.append(d.rectangle(middle - width // 2, high, width, low - high - 60, d.WHITE, d.MUTED))
        parts.append(d.text(middle, (low + high) // 2 + 200, d.WITHHELD, anchor="middle", bold=True))
    parts += _on_white(middle, plot.y(base) - 400, column.total.mark)
    lines = d.wrap(column.label, slot - 300)
    below = plot.bottom + 300 + _LEAST
    parts += [d.text(middle, below + _LEAST * i, line, anchor="middle") for i, line in enumerate(lines)]
    hidden = [name for name, part in zip(series, column.parts, strict=True) if part.size is None]
    parts += [
        d.text(middle, below + _LEAST * (len(lines) + i), f"{name} ..", size=760, anchor="middle", fill=d.MUTED)
        for i, name in enumerate(hidden)
    ]
    return parts


def _on_white(x: int, y: int, words: str, colour: str = d.INK) -> list[str]:
    """A number that a grid line must not strike through."""
    width = d.text_width(words, bold=True) + 200
    return [
        d.rectangle(x - width // 2, y - 720, width, 860, d.WHITE),
        d.text(x, y, words, anchor="middle", fill=colour, bold=True),
    ]


def _series_names(plot: _Plot, series: Sequence[str], last: Column) -> list[str]:
    wanted, base = list[int](), Fraction()
    for part in last.parts:
        # Upper parts stand higher even when they are empty, so that the order of the names is that of the parts.
        wanted.append(plot.y(base + sized(part) / 2) + 290 - len(wanted))
        base += sized(part)
    places = d.spread(wanted, 1250, plot.bottom)
    x, parts = plot.right + 700, list[str]()
    for name, at, fill in zip(series, places, d.FILLS, strict=False):
        parts += d.rectangle(x, at - 720, 800, 800, fill, d.EDGES[fill]), d.text(x + 1200, at, name)
    return parts


def lines(title: str, labels: Sequence[str], series: Sequence[Line]) -> Html:
    """Lines over equal steps of time; each named at its end, every value printed, a value not drawn breaks the line."""
    check_rows(series)
    check_rows(labels)
    ends = [f"{line.points[-1].mark}  {line.name}" for line in series]
    right = d.WIDTH - max(d.text_width(end, bold=True) for end in ends) - 300
    plot = _plot((sized(point) for line in series for point in line.points), right, 1900)
    between = (right - plot.left - 2500) // max(len(labels) - 1, 1)
    xs = [plot.left + 1800 + between * i for i in range(len(labels))]
    parts = plot.grid()
    parts += [d.text(x, plot.bottom + 1350, label, anchor="middle") for x, label in zip(xs, labels, strict=True)]
    for kind, line in enumerate(series):
        parts += _line(plot, xs, line, kind)
    for i, x in enumerate(xs[:-1]):
        parts += _point_values(plot, x, [line.points[i] for line in series])
    last = [_height(plot, line.points[-1]) for line in series]
    parts += [
        d.text(right + 300, at + 300, end, fill=_STYLES[kind % 4][0], bold=True)
        for kind, (at, end) in enumerate(zip(d.spread(last, 1150, plot.bottom - 200), ends, strict=True))
    ]
    notes, height = d.withheld_notes(reasons(point for line in series for point in line.points), plot.bottom + 1700)
    words = ((line.name, list(zip(labels, line.points, strict=True))) for line in series)
    return d.svg(height, told(title, words), [*parts, *notes])


_STYLES = ((d.PETROL, 220, ""), (d.TEAL, 170, ""), (d.MUTED, 150, "4 2.5"), (d.INK, 130, "1.5 2"))


def _line(plot: _Plot, xs: Sequence[int], line: Line, kind: int) -> list[str]:
    colour, width, dash = _STYLES[kind % 4]
    runs: list[list[tuple[int, int]]] = [[]]
    for x, point in zip(xs, line.points, strict=True):
        if point.size is None:
            runs.append([])
        else:
            runs[-1].append((x, plot.y(sized(point))))
    parts = [d.polyline(run, colour, width, dash) for run in runs if len(run) > 1]
    return parts + [d.marker(kind, x, y, colour) for run in runs for x, y in run]


def _height(plot: _Plot, point: Value) -> int:
    """Where the words of a point stand; those of one that is not drawn stand just above the axis."""
    return plot.y(sized(point)) if point.size is not None else plot.bottom - 1900


def _point_values(plot: _Plot, x: int, points: Sequence[Value]) -> list[str]:
    """The values at one step: the highest above its mark, the lowest below, others beside; moved apart where they meet.

    What would stand below the axis stands beside its mark too.
    """
    heights = [_height(plot, point) for point in points]
    highest, lowest = heights.index(min(heights)), len(heights) - 1 - heights[::-1].index(max(heights))
    moved = {highest: -650}
    if lowest != highest and heights[lowest] + 1180 <= plot.bottom - 150:
        moved[lowest] = 1180
    places = d.spread((at + moved.get(i, 290) for i, at in enumerate(heights)), 950, plot.bottom - 150)
    parts = list[str]()
    for kind, (at, point) in enumerate(zip(places, points, strict=True)):
        beside = 0 if kind in moved else 550 + d.text_width(point.mark, bold=True) // 2
        parts += _on_white(x + beside, at, point.mark, _STYLES[kind % 4][0])
    return parts
