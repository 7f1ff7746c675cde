"""Server processes of a test: on free ports, answering when the test begins, gone when it ends or is itself killed."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

_SERVERS = "/usr/sbin:/usr/local/sbin:/sbin"  # not in the path of ordinary users


def needed(name: str) -> str:
    """The absolute path of a server's program; the test is skipped, and says why, where it is not installed."""
    found = shutil.which(name, path=f"{os.environ['PATH']}:{_SERVERS}")
    if found is None:
        pytest.skip(f"{name} finns inte på datorn. Kör tools/system-packages.sh test.")
    return found


def start(command: Sequence[str | Path], *, home: Path, stdin: int = subprocess.DEVNULL) -> subprocess.Popen[bytes]:
    """Start a server in a session of its own and with a clean environment; what it says goes to `home`/log.

    The kernel kills it when the test process dies, however that happens.
    """
    clean = {"HOME": str(home), "PATH": f"{os.environ['PATH']}:{_SERVERS}", "LC_ALL": "C", "GIT_CONFIG_NOSYSTEM": "1"}
    with (home / "log").open("ab") as log:
        return subprocess.Popen(
            [needed("setpriv"), "--pdeathsig", "KILL", *map(str, command)],
            stdin=stdin,
            stdout=log,
            stderr=log,
            env=clean,
            cwd=home,
            start_new_session=True,
        )


def stop(*running: subprocess.Popen[bytes]) -> None:
    """Kill servers at once, with what they have started in their own sessions."""
    for process in running:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answering(process: subprocess.Popen[bytes], port: int, home: Path) -> None:
    """Wait until the server answers; fail with its own words if it ends instead."""
    until = time.monotonic() + 10
    while time.monotonic() < until and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.01)
    stop(process)
    raise RuntimeError((home / "log").read_text(encoding="utf-8", errors="replace"))
