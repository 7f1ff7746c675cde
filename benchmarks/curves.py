"""How the cost grows from 1,000 to 100,000 records, measured and drawn on logarithmic axes."""

from __future__ import annotations

import math
import shutil
import statistics
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from html import escape
from pathlib import Path
from typing import TypeAlias

from benchmarks import data, peers
from benchmarks.groups import change_one, command, forget, register
from benchmarks.measure import Side, seconds
from benchmarks.places import BUILD, ROOT

SIZES = (1_000, 10_000, 100_000)
# The peers take hours at 100,000.
_PEERS_UP_TO = 10_000
# Name of the curve → (records, CPU seconds) of each point.
Curves: TypeAlias = Mapping[str, Sequence[tuple[int, float]]]

_OURS = {
    "kontrollera, kall": "#0b5394",
    "kontrollera, en ändring": "#2a7fc9",
    "statistik": "#7a3e9d",
    "visa en post": "#2e7d32",
}
_WIDTH, _HEIGHT, _LEFT, _RIGHT, _TOP, _BOTTOM = 760, 440, 70, 190, 40, 50
_FLOOR, _CEILING = 0.001, 1000.0


def measure(programs: Path) -> dict[str, list[tuple[int, float]]]:
    """Every curve: the median CPU seconds of three runs at each size; of a peer, one run."""
    found: dict[str, list[tuple[int, float]]] = {}
    for size in SIZES:
        folder = register(size)
        count = len(data.records(folder))
        for side, rounds in _sides(programs, folder, size):
            found.setdefault(side.name, []).append((count, statistics.median(seconds(side) for _ in range(rounds))))
    return found


def _sides(programs: Path, folder: Path, size: int) -> Iterator[tuple[Side, int]]:
    yield command("kontrollera, kall", folder, "kontrollera", before=forget), 3
    yield command("kontrollera, en ändring", folder, "kontrollera", before=partial(change_one, folder)), 3
    yield command("statistik", folder, "statistik", "--ar", "2024"), 3
    yield command("visa en post", folder, "visa", data.records(folder)[0].stem), 3
    yield Side("git status", ["git", "status", "--porcelain"], folder), 3
    if size <= _PEERS_UP_TO:
        items = peers.doorstop_tree(BUILD / "doorstop", folder)
        doorstop = Side("Doorstop", [str(programs / "doorstop"), "--no-reformat", "-q"], items)
        seconds(doorstop)  # the first check stamps every item
        yield doorstop, 1
        documents, out = peers.strictdoc_tree(BUILD / "strictdoc", folder), BUILD / "strictdoc-ut"
        words = [str(programs / "strictdoc"), "export", "--formats=json", "--output-dir", str(out), str(documents)]
        yield Side("StrictDoc", words, ROOT, before=partial(shutil.rmtree, out, ignore_errors=True)), 1
        calls = peers.schema_calls(programs, BUILD / "schemas", folder)
        yield Side("check-jsonschema", ["sh", "-c", calls], ROOT), 1


def draw(curves: Curves) -> str:
    """The curves as SVG: records across, CPU seconds up, both logarithmic; each curve named at its last point."""
    title = "CPU-sekunder efter antal poster: sysselreg i färg, andra verktyg i grått"
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{title}" '
        'font-family="sans-serif" font-size="13">',
        f"<title>{title}</title>",
        f"<desc>{escape(_told(curves))}</desc>",
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#ffffff"/>',
        f'<text x="{_LEFT}" y="24" font-weight="bold" fill="#222222">{title}</text>',
        *_grid(),
    ]
    # Names never lie on each other: from the bottom up, each at least a line above the one before.
    above: dict[int, float] = {}
    for name, points in sorted(curves.items(), key=lambda each: each[1][-1][1]):
        colour, (last, value) = _OURS.get(name, "#767676"), points[-1]
        line = " ".join(f"{_across(count):.1f},{_up(value):.1f}" for count, value in points)
        parts.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [f'<circle cx="{_across(n):.1f}" cy="{_up(v):.1f}" r="3" fill="{colour}"/>' for n, v in points]
        above[last] = min(_up(value) + 4, above.get(last, math.inf) - 15)
        parts.append(f'<text x="{_across(last) + 8:.1f}" y="{above[last]:.1f}" fill="{colour}">{escape(name)}</text>')
    return "\n".join([*parts, "</svg>", ""])


def _grid() -> Iterator[str]:
    for power in range(round(math.log10(_FLOOR)), round(math.log10(_CEILING)) + 1):
        y = _up(10.0**power)
        yield f'<path d="M{_LEFT} {y:.1f}H{_WIDTH - _RIGHT}" stroke="#dddddd"/>'
        yield f'<text x="{_LEFT - 8}" y="{y + 4:.1f}" text-anchor="end" fill="#444444">{_number(10.0**power)}</text>'
    y = _HEIGHT - _BOTTOM + 22
    for size in SIZES:
        yield f'<text x="{_across(size):.1f}" y="{y}" text-anchor="middle" fill="#444444">{_number(size)}</text>'
    yield f'<text x="{_WIDTH - _RIGHT + 28}" y="{y}" fill="#444444">poster</text>'


def _told(curves: Curves) -> str:
    return " ".join(
        f"{name}: " + ", ".join(f"{_number(count)} poster {_number(value)} s" for count, value in points) + "."
        for name, points in curves.items()
    )


def _across(count: float) -> float:
    share = math.log10(count / SIZES[0]) / math.log10(SIZES[-1] / SIZES[0])
    return _LEFT + 20 + share * (_WIDTH - _LEFT - _RIGHT - 30)


def _up(value: float) -> float:
    share = math.log10(max(value, _FLOOR) / _FLOOR) / math.log10(_CEILING / _FLOOR)
    return _HEIGHT - _BOTTOM - share * (_HEIGHT - _TOP - _BOTTOM)


def _number(value: float) -> str:
    """A number as it is written in Swedish, with two figures below ten."""
    text = f"{value:,.0f}".replace(",", "\N{NO-BREAK SPACE}") if value >= 10 else f"{value:.2g}"
    return text.replace(".", ",")
