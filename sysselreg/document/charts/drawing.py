"""SVG by hand: exact coordinates, text that stays text, one palette. What the charts are drawn with.

Coordinates are whole hundredths of a user unit, so nothing depends on how a float is printed. A drawing is `WIDTH` wide
and set 160 mm wide in print: one unit is a third of a millimetre.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from html import escape
from typing import Literal

from sysselreg.document.html import Html

WIDTH = 48000
# Contrast (WCAG 2.1): text at least 4.5:1 on its ground, edges of what is drawn at least 3:1 on white.
INK, MUTED, RULE, WHITE = "#1c2326", "#55616a", "#c9d1d4", "#ffffff"
PETROL, TEAL, MIST, PALE, STONE = "#0f4c5c", "#2f7f86", "#9cc5c1", "#e8f1f0", "#d5dadd"
FILLS = (PETROL, TEAL, MIST, PALE, STONE)
ON_FILL = {PETROL: WHITE, TEAL: WHITE, MIST: INK, PALE: INK, STONE: INK}
EDGES = {PETROL: PETROL, TEAL: TEAL, MIST: TEAL, PALE: TEAL, STONE: MUTED}
FONT = "'SR Sans', 'Source Sans 3', 'Segoe UI', system-ui, sans-serif"
BODY, SMALL = 880, 820
WITHHELD = ".."

# Advance widths of Source Sans 3 Regular in thousandths of an em, rounded up; what is not listed is as wide as an m.
_ADVANCES = {
    200: "  \u00a0", 260: "',.:;ijIl|’!", 340: "()[]f{}-rt", 360: "/\\", 440: '"*?szx”cvy', 480: "JLY–",
    520: "#$+0123456789<=>F^_aegk~åäé−EVX", 560: "ASTZ`hnouöÅÄüPRbdpq", 640: "BCK&DGNU", 720: "HOQÖMw",
}  # fmt: skip
_ADVANCE = {letter: width for width, letters in _ADVANCES.items() for letter in letters}

Anchor = Literal["start", "middle", "end"]


def scaled(length: int, part: Fraction) -> int:
    """That part of a length, rounded to a whole hundredth."""
    return round(length * part)


def text_width(words: str, size: int = BODY, *, bold: bool = False) -> int:
    """About how wide the words are set; never less than they are."""
    thousandths = sum(_ADVANCE.get(letter, 860) for letter in words)
    return -(-thousandths * size * (106 if bold else 100) // 100000)


def wrap(words: str, width: int, size: int = BODY) -> list[str]:
    """The words in as few lines as fit in the width; a single word may stick out."""
    lines: list[str] = []
    for word in words.split(" "):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(longer, size) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def text(
    x: int, y: int, words: str, *, size: int = BODY, anchor: Anchor = "start", fill: str = INK, bold: bool = False
) -> str:
    """Words with their baseline at y."""
    return (
        f'<text x="{_units(x)}" y="{_units(y)}" font-family="{FONT}" font-size="{_units(size)}"'
        f' font-weight="{600 if bold else 400}" text-anchor="{anchor}" fill="{fill}">{escape(words)}</text>'
    )


def rectangle(x: int, y: int, width: int, height: int, fill: str, edge: str = "") -> str:
    """A box; with an edge, the edge is drawn inside so that the size stays true."""
    if not edge:
        return (
            f'<rect x="{_units(x)}" y="{_units(y)}" width="{_units(width)}" height="{_units(height)}" fill="{fill}"/>'
        )
    inset = min(35, width // 2, height // 2)
    box = (x + inset, y + inset, max(width - 2 * inset, 1), max(height - 2 * inset, 1))
    left, top, wide, high = (_units(length) for length in box)
    return (
        f'<rect x="{left}" y="{top}" width="{wide}" height="{high}" fill="{fill}" stroke="{edge}" stroke-width=".7"/>'
    )


def rule(x1: int, y1: int, x2: int, y2: int, colour: str = RULE, width: int = 50) -> str:
    """A straight line."""
    ends = f'x1="{_units(x1)}" y1="{_units(y1)}" x2="{_units(x2)}" y2="{_units(y2)}"'
    return f'<line {ends} stroke="{colour}" stroke-width="{_units(width)}"/>'


def polyline(points: Iterable[tuple[int, int]], colour: str, width: int, dash: str = "") -> str:
    """A line through the points."""
    path = " ".join(f"{_units(x)},{_units(y)}" for x, y in points)
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    return f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="{_units(width)}"{dashed}/>'


def marker(kind: int, x: int, y: int, colour: str) -> str:
    """The point of a line: a disc, a square, a diamond or a ring, so that lines differ without colour."""
    if kind % 4 in (0, 3):
        look = f'fill="{colour}"' if kind % 4 == 0 else f'fill="{WHITE}" stroke="{colour}" stroke-width="1.2"'
        return f'<circle cx="{_units(x)}" cy="{_units(y)}" r="2.8" {look}/>'
    if kind % 4 == 1:
        return rectangle(x - 260, y - 260, 520, 520, colour)
    corners = ((x, y - 350), (x + 350, y), (x, y + 350), (x - 350, y))
    return f'<polygon points="{" ".join(f"{_units(a)},{_units(b)}" for a, b in corners)}" fill="{colour}"/>'


def svg(height: int, title: str, parts: Iterable[str]) -> Html:
    """The drawing; the title holds the numbers and becomes the alternative text of the figure."""
    return Html(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_units(WIDTH)} {_units(height)}" role="img">'
        f"<title>{escape(title)}</title>{''.join(parts)}</svg>"
    )


def spread(wanted: Iterable[int], least: int, lowest: int) -> list[int]:
    """Positions near the wanted ones, in the same order, at least `least` apart and none further than `lowest`."""
    order = sorted(enumerate(wanted), key=lambda pair: pair[1])
    placed: list[int] = []
    for _, position in order:
        placed.append(max(position, placed[-1] + least) if placed else position)
    for i in range(len(placed) - 1, -1, -1):
        limit = placed[i + 1] - least if i + 1 < len(placed) else lowest
        placed[i] = min(placed[i], limit)
    result = [0] * len(order)
    for (index, _), position in zip(order, placed, strict=True):
        result[index] = position
    return result


def withheld_notes(reasons: Iterable[str], y: int) -> tuple[list[str], int]:
    """What `..` stands for, in a line each under the drawing; and the height that ends it."""
    lines = [f"{WITHHELD} {reason}" for reason in reasons]
    texts = [text(0, y + 1200 * (i + 1), line, size=SMALL, fill=MUTED) for i, line in enumerate(lines)]
    return texts, y + 1200 * len(lines) + 300


def _units(hundredths: int) -> str:
    whole, rest = divmod(abs(hundredths), 100)
    return f"{'-' if hundredths < 0 else ''}{whole}" + (f".{rest:02d}".rstrip("0") if rest else "")
