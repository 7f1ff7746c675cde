"""Many registers on both engines: `python -m benchmarks.nation [ANTAL …]`. Equal figures, CPU time, memory.

Each engine counts in a process of its own, which measures itself and what it starts (Spark's Java among it). What is
counted is every figure of a year over 290 made-up registers; the bar is that both engines say the same.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path

from benchmarks.lake import make_lake
from sysselreg.lake.run import LakeQuestion, lake_figures
from sysselreg.period import Period
from sysselreg.schema.load import load_schemas
from sysselreg.store.read import program_files

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / "build" / "bench" / "nation"
REGISTERS, SIZES, YEAR = 290, (1, 10_000, 1_000_000), 2023
MOTORS = ("duckdb", "local")


@dataclass(frozen=True)
class Counted:
    """One run: seconds by the clock and of CPU, the most resident memory in MB, and the digest of all figures."""

    motor: str
    placements: int
    seconds: float
    cpu: float
    memory: int
    figures: str


def main(sizes: tuple[int, ...] = SIZES) -> tuple[int, list[dict[str, object]]]:
    """Count, print; 1 when the engines differ or one cannot be run, and the measurements for build/bench.json."""
    print(f"{REGISTERS} register, alla nyckeltal för {YEAR}. Klocktid, CPU-tid, minne.\n")
    found: list[Counted] = []
    missed = 0
    for placements in sizes:
        lake = make_lake(BUILD, REGISTERS, placements)
        pair = [_in_process(lake, placements, motor) for motor in MOTORS]
        for counted in filter(None, pair):
            print(
                f"{placements:9} placeringar  {counted.motor:<7} {counted.seconds:8.1f} s {counted.cpu:8.1f} s "
                f"{counted.memory:6} MB"
            )
            found.append(counted)
        equal = len({each.figures if each else "" for each in pair}) == 1
        print(f"{'':23}alla nyckeltal lika: {'ja' if equal else 'NEJ'}")
        missed |= not equal
    return int(missed), [asdict(each) for each in found]


def _in_process(lake: Path, placements: int, motor: str) -> Counted | None:
    words = [sys.executable, "-m", "benchmarks.nation", "--en", str(lake), motor]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        print(f"{motor}: {done.stderr.strip().splitlines()[-1]}")
        return None
    return Counted(motor, placements, **json.loads(done.stdout.splitlines()[-1]))


def _one(lake: str, motor: str) -> None:
    """Count in this process and print what it took."""
    watch = _Watch()
    program = program_files()
    known = load_schemas(program).vocabularies
    period = Period.year(YEAR)
    began = time.monotonic()
    with watch:
        found, _ = lake_figures(program, known, LakeQuestion(lake, motor, period, period.last, internal=True))
    told = repr([(each.name, each.shown, each.groups, each.margins) for each in found])
    took = {"seconds": time.monotonic() - began, "cpu": watch.cpu, "memory": watch.memory}
    print(json.dumps({**took, "figures": sha256(told.encode()).hexdigest()}))


class _Watch:
    """The CPU time and the most memory of this process and its children, looked at four times a second."""

    def __init__(self) -> None:
        self.cpu, self.memory = 0.0, 0
        self.ended = threading.Event()
        self.thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> None:
        self.thread.start()

    def __exit__(self, *_: object) -> None:
        self.ended.set()
        self.thread.join()

    def _look(self) -> None:
        while not self.ended.wait(0.25):
            cpu, memory = _used()
            self.cpu, self.memory = max(self.cpu, cpu), max(self.memory, memory)


def _used() -> tuple[float, int]:
    """CPU seconds and resident MB of this process and all that descend from it."""
    parents: dict[int, int] = {}
    used: dict[int, tuple[float, int]] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:  # it has ended
            continue
        number = int(path.parent.name)
        parents[number] = int(fields[1])
        used[number] = (int(fields[11]) + int(fields[12])) / 100, int(fields[21]) * 4096 // 2**20
    mine = {int(Path("/proc/self").resolve().name)}
    while more := {number for number, parent in parents.items() if parent in mine} - mine:
        mine |= more
    return sum(used[each][0] for each in mine if each in used), sum(used[each][1] for each in mine if each in used)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--en"]:
        _one(*sys.argv[2:4])
    else:
        sys.exit(main(tuple(map(int, sys.argv[1:])) or SIZES)[0])
