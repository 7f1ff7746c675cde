"""All bars, ours and the peers side by side in one run: printed, written to build/bench.json, drawn as curves.

    python -m benchmarks [NAMN …]      only the groups named (start, kall, varm, statistik, …)

Everything kept between runs lies in a cache of the benchmark's own. "Kall": that cache is empty.
"""

from __future__ import annotations

import json
import os
import platform
import shutil
import sys
from dataclasses import asdict
from importlib.util import find_spec

from benchmarks import curves, groups, letters, nation, peers
from benchmarks.places import BUILD, ROOT


def main(wanted: list[str]) -> int:
    """Measure, print, keep. Exit code 1 when a bar is missed, 2 for a group that does not exist."""
    if unknown := set(wanted) - groups.GROUPS.keys():
        print(f"Okänd grupp: {', '.join(unknown)}. Välj bland {', '.join(groups.GROUPS)}.", file=sys.stderr)
        return 2
    os.environ["XDG_CACHE_HOME"] = str(BUILD / "cache")
    programs = peers.install(BUILD / "peers")
    print("CPU-sekunder, median av paren; kvot med lägsta och högsta. Program: " + ", ".join(peers.PEERS) + "\n")
    found = []
    for name in wanted or groups.GROUPS:
        for bar in groups.GROUPS[name](programs):
            print(bar.line(), flush=True)
            found.append(bar)
    missed = not all(each.met for each in found)
    if not wanted:
        machine = {"python": platform.python_version(), "system": platform.platform(), "kärnor": os.cpu_count()}
        grown = curves.measure(programs)
        content = {"maskin": machine, "mätningar": [asdict(each) for each in found], "kurvor": grown}
        (ROOT / "build" / "bench.json").write_text(json.dumps(content, ensure_ascii=False, indent=1))
        (ROOT / "docs" / "bilder").mkdir(exist_ok=True)
        (ROOT / "docs" / "bilder" / "vaxer.svg").write_text(curves.draw(grown))
        missed |= bool(letters.main(1000))
        missed |= _nation()
    return int(missed)


def _nation() -> bool:
    """Whether the figures of many registers differ between DuckDB and Spark."""
    if not (find_spec("pyspark") and shutil.which("java")):
        print("\nMånga register mäts inte: Spark eller Java saknas.")
        return False
    print()
    return bool(nation.main(nation.SMALL))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
