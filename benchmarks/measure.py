"""Times of whole commands, in alternating pairs, so that a noisy machine is noisy for both."""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Side:
    """One command: name, words, folder, and the exit codes that count as done."""

    name: str
    words: Sequence[str]
    folder: Path
    allowed: tuple[int, ...] = (0, 1)


@dataclass(frozen=True)
class Comparison:
    """Median CPU seconds (user and system, children too) of ours and theirs, and the ratio with its spread."""

    what: str
    bar: str
    ours: float
    theirs: float
    ratio: float
    low: float
    high: float
    met: bool

    def line(self) -> str:
        """One line for the terminal."""
        mark = "nådd" if self.met else "INTE nådd"
        return (
            f"{self.what:<58} {self.ours:9.3f} s {self.theirs:9.3f} s   ×{self.ratio:6.2f} "
            f"({self.low:.2f}–{self.high:.2f})   {self.bar:<10} {mark}"
        )


def pairs(
    what: str, ours: Side, theirs: Side, *, rounds: int, at_most: float = 0.0, at_least: float = 0.0
) -> Comparison:
    """Run both in turn. `at_most`: ours ÷ theirs may not be more; `at_least`: theirs ÷ ours must be that much."""
    mine, other = [], []
    for _ in range(rounds):
        mine.append(_seconds(ours))
        other.append(_seconds(theirs))
    ratios = [a / b if at_most else b / a for a, b in zip(mine, other, strict=True)]
    ratio = statistics.median(ratios)
    met = ratio <= at_most if at_most else ratio >= at_least
    bar = f"≤ {at_most:g}" if at_most else f"≥ {at_least:g}"
    return Comparison(
        what, bar, statistics.median(mine), statistics.median(other), ratio, min(ratios), max(ratios), met
    )


def _seconds(side: Side) -> float:
    """CPU seconds of one run; the work of both cores counts in full, so that a parallel peer gains nothing."""
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(side.words, cwd=side.folder, env=environment, capture_output=True, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode not in side.allowed:
        raise SystemExit(f"{side.name}: exit {done.returncode}\n{done.stderr.decode()[-2000:]}")
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
