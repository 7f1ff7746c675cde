"""Charts whose rows lie down: horizontal bars, bullets (agreed, started, done) and Likert answers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from sysselreg.document.charts import drawing as d
from sysselreg.document.charts.values import Answers, Bar, Bullet, Value, check_rows, reasons, sized, told
from sysselreg.document.html import Html

_LINE, _GAP = 1050, 800


def horizontal_bars(title: str, bars: Sequence[Bar], years: tuple[str, str] = ("", "")) -> Html:
    """One bar a row; the longest fills the width. With `years`, this one and the one before stand under each other."""
    check_rows(bars)
    largest = max(sized(value) for bar in bars for value in bar.values)
    left = _label_width((bar.label for bar in bars), 18000)
    ends = max(d.text_width(_end(value), bold=True) for bar in bars for value in bar.values)
    room = max(d.WIDTH - left - ends - 700, 6000)
    legend, top = _legend(years, left, (d.PETROL, d.PALE)) if any(years) else ([], 200)
    parts, y = list[str](), top
    for bar in bars:
        label, height = _label(bar.label, left, y, 2300 if len(bar.values) == 1 else 3100)
        middle = y + height // 2
        parts += label
        if bar.before is None:
            parts += _bar(bar.value, left, middle, _length(room, bar.value, largest), d.PETROL)
        else:
            parts += _bar(bar.value, left, middle - 600, _length(room, bar.value, largest), d.PETROL)
            parts += _bar(bar.before, left, middle + 580, _length(room, bar.before, largest), d.PALE)
        y += height
    parts.append(d.rule(left, top - 100, left, y + 100, d.INK, 80))
    words = ((bar.label, list(zip(years, bar.values, strict=False))) for bar in bars)
    return d.svg(y + 300, told(title, words), [*legend, *parts])


def _bar(value: Value, left: int, middle: int, length: int, fill: str) -> list[str]:
    """A bar with its number at the end; the dark one is the one to read first."""
    first, drawn = fill == d.PETROL, value.size is not None
    half = 700 if first else 420
    words = d.text(
        left + length + 500,
        middle + (300 if first else 270),
        _end(value),
        size=d.BODY if first else d.SMALL,
        bold=drawn and first,
        fill=d.INK if drawn else d.MUTED,
    )
    edge = "" if first else d.EDGES[fill]
    return [d.rectangle(left, middle - half, length, 2 * half, fill, edge), words] if length else [words]


def _end(value: Value) -> str:
    return value.shown if value.size is not None else f"{value.mark} ({value.words})"


def bullets(
    title: str, rows: Sequence[Bullet], names: tuple[str, str, str] = ("Överenskomna", "Startade", "Slutförda")
) -> Html:
    """Agreed as a frame, started as a light bar in it, done as a dark one in that; the numbers in columns beside."""
    check_rows(rows)
    largest = max(sized(value) for row in rows for value in row.values)
    left = _label_width((row.label for row in rows), 17000)
    widths = [d.text_width(name, d.SMALL, bold=True) + 1900 for name in names]
    ends = [d.WIDTH - sum(widths[i + 1 :]) for i in range(3)]
    right = d.WIDTH - sum(widths)
    looks = ((d.WHITE, d.MUTED, 1150), (d.MIST, d.TEAL, 1150), (d.PETROL, d.PETROL, 560))
    parts, y = list[str](), 1700
    for name, end, (fill, edge, _) in zip(names, ends, looks, strict=True):
        parts.append(d.text(end, 900, name, size=d.SMALL, anchor="end", bold=True))
        parts.append(d.rectangle(end - d.text_width(name, d.SMALL, bold=True) - 950, 250, 700, 700, fill, edge))
    for row in rows:
        label, height = _label(row.label, left, y, 1950)
        parts += label
        middle = y + height // 2
        for value, end, (fill, edge, thick) in zip(row.values, ends, looks, strict=True):
            length = _length(right - left - 300, value, largest)
            if length:
                parts.append(d.rectangle(left, middle - thick // 2, length, thick, fill, edge))
            parts.append(d.text(end, middle + 300, value.mark, anchor="end"))
        y += height
        parts.append(d.rule(right + 500, y, d.WIDTH, y))
    parts.append(d.rule(left, 1600, left, y, d.INK, 80))
    notes, height = d.withheld_notes(reasons(value for row in rows for value in row.values), y + 100)
    words = ((row.label, list(zip((name.lower() for name in names), row.values, strict=True))) for row in rows)
    return d.svg(height, told(title, words), [*parts, *notes])


def likert(title: str, alternatives: Sequence[str], rows: Sequence[Answers]) -> Html:
    """Each question as one full bar, shared between at most five alternatives in their own order.

    A question with a withheld count is not drawn at all: the other shares would reveal it.
    """
    check_rows(rows)
    left = _label_width((row.question for row in rows), 18000)
    right = d.WIDTH - max(d.text_width(row.total, d.SMALL) for row in rows) - 600
    parts, y = _legend(alternatives, left)
    for row in rows:
        label, height = _label(row.question, left, y, 2900)
        parts += label
        middle = y + height // 2
        parts += _answers(row, left, right, middle)
        parts.append(d.text(d.WIDTH, middle + 300, row.total, size=d.SMALL, anchor="end", fill=d.MUTED))
        y += height
    words = (
        (row.question, list(zip((name.lower() for name in alternatives), row.counts, strict=True))) for row in rows
    )
    return d.svg(y + 200, told(title, words), parts)


def _answers(row: Answers, left: int, right: int, middle: int) -> list[str]:
    if any(value.size is None for value in row.counts):
        frame = d.rectangle(left, middle - 750, right - left, 1500, d.WHITE, d.MUTED)
        why = f"{_withheld(row.counts)} ({'; '.join(reasons(row.counts))})"
        return [frame, d.text((left + right) // 2, middle + 300, why, anchor="middle", fill=d.MUTED)]
    whole = sum((sized(value) for value in row.counts), Fraction())
    parts, x, narrow = list[str](), left, list[tuple[int, str]]()
    for value, fill in zip(row.counts, d.FILLS, strict=False):
        length = _length(right - left, value, whole)
        if not length:
            continue
        parts.append(d.rectangle(x, middle - 750, max(length - 60, 40), 1500, fill, d.EDGES[fill]))
        at = x + length // 2
        if d.text_width(value.shown, bold=True) + 200 <= length:
            parts.append(d.text(at, middle + 300, value.shown, anchor="middle", fill=d.ON_FILL[fill], bold=True))
        else:
            narrow.append((at, value.shown))
        x += length
    # Too narrow for their numbers: above and below in turn.
    return [*parts, *_beside(narrow[::2], right, middle - 850), *_beside(narrow[1::2], right, middle + 1450)]


def _beside(labels: Sequence[tuple[int, str]], right: int, y: int) -> list[str]:
    """The numbers on one line near where they belong, moved apart where they would meet."""
    widest = max((d.text_width(shown, 760, bold=True) for _, shown in labels), default=0) + 200
    places = d.spread((at for at, _ in labels), widest, right)
    return [
        d.text(at, y, shown, size=760, anchor="middle", bold=True)
        for at, (_, shown) in zip(places, labels, strict=True)
    ]


def _legend(names: Sequence[str], left: int, fills: Sequence[str] = d.FILLS) -> tuple[list[str], int]:
    """The alternatives with their fills, in as many lines as it takes; and the height used."""
    parts, x, y = list[str](), left, 900
    for name, fill in zip(names, fills, strict=False):
        width = d.text_width(name, d.SMALL) + 1100
        if x > left and x + width > d.WIDTH:
            x, y = left, y + 1200
        parts += d.rectangle(x, y - 680, 750, 750, fill, d.EDGES[fill]), d.text(x + 1050, y, name, size=d.SMALL)
        x += width + 1100
    return parts, y + 500


def _withheld(values: Iterable[Value]) -> str:
    return next(value.mark for value in values if value.size is None)


def _label_width(labels: Iterable[str], most: int) -> int:
    return min(max(d.text_width(label) for label in labels), most) + _GAP


def _label(words: str, left: int, y: int, least: int) -> tuple[list[str], int]:
    """The label of a row, right-aligned before the axis and centred in the height that the row needs."""
    lines = d.wrap(words, left - _GAP)
    height = max(least, _LINE * len(lines) + 700)
    first = y + height // 2 + 300 - _LINE * (len(lines) - 1) // 2
    return [d.text(left - _GAP, first + _LINE * i, line, anchor="end") for i, line in enumerate(lines)], height


def _length(room: int, value: Value, largest: Fraction) -> int:
    """How long a value is drawn; what is more than nothing is always seen."""
    size = sized(value)
    return max(d.scaled(room, size / largest), 80) if size else 0
