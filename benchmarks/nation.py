"""Many registers on both engines: `python -m benchmarks.nation [ANTAL …]`. Equal figures, CPU time, memory.

Each engine counts in a process of its own (Spark's Java with it): every figure of a year over 290 made-up registers.
The bar is that both engines say the same. A million placements take half an hour to make and Spark a quarter to count:
`make bench` leaves them out.
"""

from __future__ import annotations

import json
import sys
from hashlib import sha256

from benchmarks.lake import make_lake
from benchmarks.measure import Side, watched
from benchmarks.places import BUILD, ROOT
from sysselreg.figure.choice import Question
from sysselreg.lake.run import lake_figures
from sysselreg.period import Period
from sysselreg.schema.load import load_schemas
from sysselreg.store.read import program_files

REGISTERS, SIZES, SMALL, YEAR = 290, (1, 10_000, 1_000_000), (1, 10_000), 2023
MOTORS = ("duckdb", "local")


def main(sizes: tuple[int, ...]) -> int:
    """Count, print, keep in build/nation.json; 1 when the engines differ. SystemExit when one cannot be run."""
    print(f"{REGISTERS} register, alla nyckeltal för {YEAR}. Klocktid, CPU-tid, minne.\n")
    found = []
    missed = False
    for placements in sizes:
        lake = make_lake(BUILD / "nation", REGISTERS, placements)
        told = set()
        for motor in MOTORS:
            words = [sys.executable, "-m", "benchmarks.nation", "--en", str(lake), motor]
            run = watched(Side(motor, words, ROOT, allowed=(0,)))
            print(
                f"{placements:9} placeringar  {motor:<7} {run.seconds:8.1f} s {run.cpu:8.1f} s {run.memory:6.0f} MB",
                flush=True,
            )
            found.append({"placeringar": placements, "motor": motor, **run._asdict(), "out": run.out.split()[-1]})
            told.add(run.out.split()[-1])
        print(f"{'':23}alla nyckeltal lika: {'ja' if len(told) == 1 else 'NEJ'}")
        missed |= len(told) != 1
    (ROOT / "build" / "nation.json").write_text(json.dumps(found, indent=1))
    return int(missed)


def _one(lake: str, motor: str) -> None:
    """Count in this process and print the digest of all figures."""
    program = program_files()
    period = Period.year(YEAR)
    asked = Question(period, period.last, internal=True)
    found, _ = lake_figures(program, load_schemas(program).vocabularies, lake, motor, asked)
    told = repr([(each.name, each.shown, each.groups, each.margins) for each in found])
    print(sha256(told.encode()).hexdigest())


if __name__ == "__main__":
    if sys.argv[1:2] == ["--en"]:
        _one(*sys.argv[2:4])
    else:
        sys.exit(main(tuple(map(int, sys.argv[1:])) or SIZES))
