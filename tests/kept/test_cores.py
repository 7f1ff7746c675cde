"""A cold check uses all cores, tells how far it has come, and ends tidily when it is interrupted."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sysselreg import checking
from sysselreg.check import known, own
from sysselreg.check.cores import spread
from sysselreg.cli import progress
from sysselreg.errors import DiskError
from sysselreg.store.read import working_tree

if TYPE_CHECKING:
    from tests.conftest import Cli, Repository

EXEMPEL = Path(__file__).resolve().parent.parent / "registers/exempelkommun"


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


def test_the_same_is_found_on_one_core_and_on_all(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    snapshot = working_tree(EXEMPEL)
    alone = checking.check(snapshot)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "other"))
    monkeypatch.setattr(own, "_MANY", 2)
    monkeypatch.setattr(own, "_AT_ONCE", 50)
    monkeypatch.setattr(known, "_MANY", 2)
    told: list[tuple[str, int, int]] = []
    together = checking.check(snapshot, lambda *each: told.append(each))
    assert together.findings == alone.findings != ()
    whole = sum(1 for _ in snapshot.under("records/", ".yaml"))
    assert [each for each in told if each[0] == "Läser poster"][-1] == ("Läser poster", whole, whole)
    compared = [done for what, done, _ in told if what == "Jämför poster"]
    assert compared[:3] == [1, 2, 3]


def test_work_is_done_in_other_processes_and_failures_come_back() -> None:
    pids = list(spread(lambda _: os.getpid(), 8, worth_it=True, each=8))
    assert (os.getpid() in pids) is (os.cpu_count() == 1)
    assert set(spread(lambda _: os.getpid(), 8, worth_it=False, each=8)) == {os.getpid()}
    renewed = list(spread(lambda _: os.getpid(), 8, worth_it=True, each=1))
    assert len(set(renewed)) == (8 if os.cpu_count() != 1 else 1)
    assert sorted(spread(lambda at: at, 9, worth_it=True, each=2)) == list(range(9))

    def fails(at: int) -> int:
        if at == 5:
            raise DiskError("Filen x går inte att läsa.")
        return at

    with pytest.raises(DiskError) as failed:
        list(spread(fails, 8, worth_it=True, each=8))
    assert failed.value.sentence == "Filen x går inte att läsa."


INTERRUPTED = """
import os, sys, time
from sysselreg.check import known, own
from sysselreg.cli.main import main
known._FEW, own._MANY, own._AT_ONCE = -1, 1, 1
judged = own._judged
def slowly(*given):
    os.write(1, b"begun" + bytes([10]))
    time.sleep(30)
    return judged(*given)
own._judged = slowly
sys.exit(main(["--register", sys.argv[1], "kontrollera"]))
"""


def test_an_interrupted_check_ends_at_once_without_a_trace(exempel: Repository) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", INTERRUPTED, str(exempel.root)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "begun\n"
    os.killpg(process.pid, signal.SIGINT)  # as Ctrl-C does: to all of them
    _, said = process.communicate(timeout=20)
    assert (process.returncode, said) == (130, "\nAvbrutet. Inget är halvskrivet.\n")
    for _ in range(50):
        try:
            os.killpg(process.pid, 0)
        except ProcessLookupError:
            break
        time.sleep(0.1)
    with pytest.raises(ProcessLookupError):
        os.killpg(process.pid, 0)


def test_progress_is_told_on_a_terminal_when_it_takes_long(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    clock = [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: clock[0])
    monkeypatch.setenv("COLUMNS", "80")

    def shown(*, terminal: bool, seconds: float) -> str:
        monkeypatch.setattr(sys.stderr, "isatty", lambda: terminal, raising=False)
        with progress.progress() as told:
            told("Läser poster", 0, 12000)
            clock[0] += seconds
            told("Läser poster", 3000, 12000)
        return capsys.readouterr().err

    assert shown(terminal=False, seconds=3) == ""
    assert shown(terminal=True, seconds=1) == ""
    line = "Läser poster █████░░░░░░░░░░░░░░░ 3 000 av 12 000, 1 000 per sekund, 9 s kvar"
    assert shown(terminal=True, seconds=3).replace("\u00a0", " ") == f"\r{line}\033[K\r\033[K"


@pytest.mark.parametrize("words", [["kontrollera"], ["statistik", "--ar", "2025"], ["rapport", "2025"]])
def test_what_checks_all_tells_how_far_it_has_come(
    words: list[str], exempel: Repository, cli: Cli, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    place = ("--ut", tmp_path) if words[0] == "rapport" else ()
    for seconds, told in ((3600, False), (0, True)):
        monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / f"cache{seconds}"))
        monkeypatch.setattr(progress, "_SILENT", seconds)
        monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
        ran = cli("--register", exempel.root, *words, *place)
        assert (ran.code, "Läser poster ████████████████████ 10 av 10" in ran.err) == (0, told)
