"""Clients that take numbers as the program does, each in a process of its own that is killed at any moment.

python number_client.py ROOT SERIES YEAR HOW_MANY: each number is written to ROOT/.git/tagna as "request number".
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from uuid import uuid4

from sysselreg.store.chain import Chain
from sysselreg.store.number import take
from sysselreg.store.waiting import Waiting, done, keep, kept


def work(root: Path, chain: Chain, how_many: int) -> None:
    """Take numbers until there are so many; what waits from an earlier process comes first."""
    while len(written(root)) < how_many:
        if not kept(root):
            keep(root, Waiting(uuid4(), chain.series, chain.year, None, True, "", {}))
        waiting = kept(root)[0]
        taken = take(root, chain, waiting.request, begin=True)
        with (root / ".git/tagna").open("a", encoding="utf-8") as file:
            file.write(f"{waiting.request} {taken.number}\n")
        done(root, waiting)


def written(root: Path) -> set[tuple[str, int]]:
    """What the client of a clone has been told: (request, number)."""
    path = root / ".git/tagna"
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return {(request, int(number)) for request, number in map(str.split, lines)}


def command(root: Path, chain: Chain, how_many: int) -> list[str]:
    """The command of a client."""
    return [sys.executable, __file__, str(root), chain.series, str(chain.year), str(how_many)]


def rush(roots: Sequence[Path], chain: Chain, how_many: int, kills: int, chance: random.Random) -> None:
    """Let a client for each clone take so many numbers, all at once; now and then one is killed and begins again.

    Half of the killed take with them what they have started, half leave it running.
    """
    running = {root: _start(root, chain, how_many) for root in roots}
    try:
        while running:
            time.sleep(chance.uniform(0, 0.15))
            for root, process in list(running.items()):
                if process.poll() is not None:
                    said = process.communicate()[1].decode()
                    assert process.returncode == 0, said
                    del running[root]
            if running and kills:
                kills -= 1
                root, process = chance.choice(list(running.items()))
                _kill(process, children=chance.random() < 0.5)
                running[root] = _start(root, chain, how_many)
    finally:
        for process in running.values():
            _kill(process, children=True)


def judge(bare: Path, roots: Sequence[Path], chain: Chain, how_many: int) -> None:
    """Every number is one client's, from 1 without a gap; what waited when its client was killed is among them."""
    words = ("log", "--reverse", "--format=%(trailers:key=Begaran,valueonly,separator=) %s", chain.ref)
    log = subprocess.run(["git", "-C", bare, *words], capture_output=True, text=True, check=True).stdout.splitlines()
    assert [line.split(" ", 1)[1] for line in log] == [chain.text(n) for n in range(1, len(roots) * how_many + 1)]
    told = sorted((number, request) for root in roots for request, number in written(root))
    assert told == [(number, line.split()[0]) for number, line in enumerate(log, 1)]


def _start(root: Path, chain: Chain, how_many: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen(command(root, chain, how_many), stderr=subprocess.PIPE)


def _kill(process: subprocess.Popen[bytes], *, children: bool) -> None:
    started = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    ids = [process.pid, *map(int, started.read_text(encoding="ascii").split())] if children else [process.pid]
    for each in ids:
        try:
            os.kill(each, signal.SIGKILL)
        except ProcessLookupError:
            continue
    process.communicate()


if __name__ == "__main__":
    work(Path(sys.argv[1]), Chain(sys.argv[2], int(sys.argv[3]), "gren"), int(sys.argv[4]))
