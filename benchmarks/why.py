"""Where the time of a command that misses its bar goes: Python's start, imports, Git, and the program itself."""

from __future__ import annotations

import json
import re
import statistics
import subprocess
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from benchmarks.measure import Side

_IMPORT = re.compile(r"import time: +([0-9]+) \|")
_MOST = 8
_TIMES = 5
_COUNTED = "import resource as r; u = r.getrusage(r.RUSAGE_SELF); print([u.ru_utime + u.ru_stime, 0, []])"
# Runs the program in this process, first as it is and then under the profiler, and says what it cost.
_PROFILED = """
import resource, sys
profiled, sys.argv = sys.argv[1] == "1", ["sysselreg", *sys.argv[2:]]
from sysselreg.cli.start import run
watch = None
if profiled:
    import cProfile
    watch = cProfile.Profile()
try:
    watch.runcall(run) if watch else run()
except SystemExit:
    pass
own, git = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
import json, os, pstats
rows = []
for (file, line, name), (_, calls, seconds, _, _) in pstats.Stats(watch).stats.items() if watch else ():
    rows.append((seconds, calls, f"{os.path.basename(file)}:{line} {name}" if line else name))
print(json.dumps([own.ru_utime + own.ru_stime, git.ru_utime + git.ru_stime, sorted(rows, reverse=True)[:20]]))
"""


def why(side: Side) -> Iterator[str]:
    """Lines about one of our commands."""
    arguments = side.words[1:]
    start = statistics.median(_run(side, "-c", _COUNTED)[0] for _ in range(_TIMES))
    whole = [_run(side, "-c", _PROFILED, "0", *arguments)[:2] for _ in range(_TIMES)]
    own, git = (statistics.median(each) for each in zip(*whole, strict=True))
    imports = statistics.median(_imports(side) for _ in range(_TIMES))
    yield (
        f"{own + git:.3f} s = Pythons start {start:.3f}, importer {imports:.3f}, Git {git:.3f}, "
        f"programmet självt {max(0.0, own - start - imports):.3f}"
    )
    for seconds, calls, name in _run(side, "-c", _PROFILED, "1", *arguments)[2][:_MOST]:
        yield f"{seconds:8.3f} s {calls:8d} anrop  {name}"


def _run(side: Side, *words: str) -> tuple[float, float, list[tuple[float, int, str]]]:
    """CPU seconds of a process itself and of what it started, and its functions, those that take most first."""
    side.before()
    done = subprocess.run([sys.executable, *words], cwd=side.folder, capture_output=True, text=True, check=True)
    own, children, rows = json.loads(done.stdout.splitlines()[-1])
    return own, children, rows


def _imports(side: Side) -> float:
    side.before()
    words = [sys.executable, "-X", "importtime", *side.words]
    done = subprocess.run(words, cwd=side.folder, capture_output=True, text=True, check=False)
    return sum(map(int, _IMPORT.findall(done.stderr))) / 1e6
