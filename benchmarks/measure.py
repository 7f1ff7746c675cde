"""What whole commands cost, in alternating pairs, so that a noisy machine is noisy for both."""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import NamedTuple

from benchmarks.places import OURS
from benchmarks.why import why


def _nothing() -> None:
    """Nothing is made ready."""


@dataclass(frozen=True)
class Side:
    """One command: name, words, folder, the exit codes that count as done, and what is made ready before each run."""

    name: str
    words: Sequence[str]
    folder: Path
    allowed: tuple[int, ...] = (0, 1)
    before: Callable[[], None] = _nothing


@dataclass(frozen=True)
class Bar:
    """One bar: the median of ours and of what it is held against, in `unit`, and their ratio with its spread.

    A bar of an amount (memory, blobs a second) has the ratio of the amount to its limit.
    """

    what: str
    bar: str
    ours: float
    theirs: float
    unit: str
    ratio: float
    low: float
    high: float
    met: bool
    why: tuple[str, ...] = ()

    def line(self) -> str:
        """One line for the terminal, and where the time goes when the bar is missed."""
        mark = "nådd" if self.met else "INTE nådd"
        line = (
            f"{self.what:<66} {self.ours:9.3f} {self.theirs:9.3f} {self.unit:<4} ×{self.ratio:6.2f} "
            f"({self.low:.2f}–{self.high:.2f})   {self.bar:<10} {mark}"
        )
        return "\n".join([line, *(f"    {each}" for each in self.why)])


def pairs(what: str, ours: Side, theirs: Side, *, rounds: int, at_most: float = 0.0, at_least: float = 0.0) -> Bar:
    """Run both in turn. `at_most`: ours ÷ theirs may not be more; `at_least`: theirs ÷ ours must be that much."""
    mine, other = [], []
    for _ in range(rounds):
        mine.append(seconds(ours))
        other.append(seconds(theirs))
    ratios = [a / b if at_most else b / a for a, b in zip(mine, other, strict=True)]
    ratio = statistics.median(ratios)
    met = ratio <= at_most if at_most else ratio >= at_least
    bar = f"≤ {at_most:g}" if at_most else f"≥ {at_least:g}"
    middle, others = statistics.median(mine), statistics.median(other)
    because = () if met or ours.words[0] != OURS else tuple(why(ours))
    return Bar(what, bar, middle, others, "s", ratio, min(ratios), max(ratios), met, because)


def amount(what: str, found: Sequence[float], unit: str, *, at_most: float = 0.0, at_least: float = 0.0) -> Bar:
    """An amount measured one or several times, held against its limit."""
    limit = at_most or at_least
    middle = statistics.median(found)
    met = middle <= limit if at_most else middle >= limit
    bar = f"≤ {at_most:g} {unit}" if at_most else f"≥ {at_least:g} {unit}"
    return Bar(what, bar, middle, limit, unit, middle / limit, min(found) / limit, max(found) / limit, met)


def seconds(side: Side) -> float:
    """CPU seconds of one run; the work of both cores counts in full, so that a parallel peer gains nothing."""
    side.before()
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(side.words, cwd=side.folder, env=_environment(), capture_output=True, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    _refuse(side, done.returncode, done.stderr)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def peak(side: Side) -> float:
    """The greatest memory of a command and its children together, in MB."""
    return watched(side).memory


class Watched(NamedTuple):
    """One run: seconds by the clock and of CPU, the greatest memory in MB of all processes together, and its stdout."""

    seconds: float
    cpu: float
    memory: float
    out: str


def watched(side: Side) -> Watched:
    """Run a command and look at its memory every twentieth of a second.

    From /proc; pages that several processes share are divided among them.
    """
    side.before()
    began, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    with (
        TemporaryFile() as out,
        TemporaryFile() as said,
        subprocess.Popen(side.words, cwd=side.folder, env=_environment(), stdout=out, stderr=said) as process,
    ):
        most, busy = 0, 0.0
        while process.poll() is None:
            family = _family(process.pid)
            most, busy = max(most, sum(map(_proportional, family))), max(busy, sum(map(_busy, family)))
            time.sleep(0.05)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        out.seek(0)
        said.seek(0)
        _refuse(side, process.returncode, said.read())
        cpu = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
        # A process that nobody waited for (Spark's Java) is in no account but what was seen of it while it lived.
        return Watched(time.perf_counter() - began, max(cpu, busy), most / 1024, out.read().decode())


def _family(pid: int) -> list[int]:
    """A process and all that it has started."""
    found = [pid]
    for each in found:
        with suppress(OSError):
            for task in Path(f"/proc/{each}/task").iterdir():
                found += map(int, (task / "children").read_text().split())
    return found


def _busy(pid: int) -> float:
    """The CPU seconds of a process until now; 0 when it has just ended."""
    with suppress(OSError):
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return 0.0


def _proportional(pid: int) -> int:
    """A process's own share of memory in kB; 0 when it has just ended."""
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    return 0


def _environment() -> dict[str, str]:
    return {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}


def _refuse(side: Side, code: int, said: bytes) -> None:
    if code not in side.allowed:
        raise SystemExit(f"{side.name}: exit {code}\n{said.decode()[-2000:]}")
