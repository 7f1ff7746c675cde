"""A cache that is corrupt, closed, full, turned off or somebody else's at the same time is as none."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sysselreg import checking, kept
from sysselreg.store.read import working_tree

if TYPE_CHECKING:
    from tests.conftest import Repository

    Make = Callable[..., Repository]

KEYS = [kept.key(b"%d" % number) for number in range(1200)]
VALUES = {key: b"%b in full" % key for key in KEYS}


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache/sysselreg"


def store(cache: Path) -> Path:
    (found,) = cache.glob("*.sqlite")
    return found


def told(register: Repository) -> tuple[object, ...]:
    outcome = checking.check(working_tree(register.root))
    return outcome.findings, outcome.count, outcome.checked and outcome.checked.records


def test_what_is_kept_is_found_again(cache: Path) -> None:
    assert kept.among(KEYS) == {}
    kept.keep(VALUES)
    assert kept.among([*KEYS, kept.key(b"other")]) == VALUES
    kept.keep({KEYS[0]: b"anew"})
    assert kept.among(KEYS[:2]) == {KEYS[0]: b"anew", KEYS[1]: VALUES[KEYS[1]]}
    assert kept.size() == sum(file.stat().st_size for file in cache.iterdir())
    kept.empty()
    assert (kept.among(KEYS), kept.size() > 0) == ({}, True)  # an empty one, made by asking


def half(content: bytes) -> bytes:
    return content[: len(content) // 2]


def overwritten(content: bytes) -> bytes:
    return content[:4096] + b"\xff" * 8192 + content[12288:]


def flipped(content: bytes) -> bytes:
    """Every value another than it was, in a file that SQLite finds nothing wrong with."""
    return content.replace(b" in full", b" in fuII")


SPOILED = [half, overwritten, flipped, lambda _: b"", lambda _: b"no database at all" * 99, lambda old: b"x" + old]


@pytest.mark.parametrize("spoil", SPOILED)
def test_a_spoiled_file_gives_nothing_wrong_and_is_made_anew(spoil: Callable[[bytes], bytes], cache: Path) -> None:
    kept.keep(VALUES)
    file = store(cache)
    content = file.read_bytes()
    assert spoil(content) != content
    file.write_bytes(spoil(content))
    found = kept.among(KEYS)
    assert found.items() <= VALUES.items()
    assert len(found) < len(VALUES)
    for _ in range(2):  # the first may find out that the file is to be thrown away
        kept.keep(VALUES)
    assert kept.among(KEYS) == VALUES


@pytest.mark.parametrize("spoil", SPOILED)
def test_a_spoiled_cache_does_not_change_what_is_found(
    spoil: Callable[[bytes], bytes], cache: Path, exempel: Repository
) -> None:
    (placing,) = exempel.root.glob("records/placering/*/*.yaml")
    text = placing.read_text(encoding="utf-8")
    first = told(exempel)
    for file in cache.iterdir():
        file.write_bytes(spoil(file.read_bytes()))
    assert told(exempel) == first
    placing.write_text(text.replace("status: ", "status: x"), encoding="utf-8")
    changed = told(exempel)
    assert changed != first
    for file in cache.iterdir():
        file.write_bytes(spoil(file.read_bytes()))
    assert told(exempel) == changed


def closed(cache: Path) -> None:
    cache.parent.mkdir()
    cache.write_text("in the way", encoding="utf-8")


def somebody_elses(cache: Path) -> None:
    cache.mkdir(parents=True)
    os.chown(cache, 12345, 12345)


def off(cache: Path) -> None:
    os.environ[kept.OFF] = "1"  # set back by the test
    cache.parent.mkdir()


@pytest.mark.parametrize(
    "shut",
    [closed, pytest.param(somebody_elses, marks=pytest.mark.skipif(os.geteuid() != 0, reason="needs root")), off],
)
def test_without_a_cache_the_same_is_found(
    shut: Callable[[Path], None], exempel: Repository, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    wanted = told(exempel)
    monkeypatch.setenv(kept.OFF, "")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "shut"))
    shut(tmp_path / "shut/sysselreg")
    assert told(exempel) == told(exempel) == wanted
    kept.keep(VALUES)
    assert kept.among(KEYS) == {}
    assert not list(tmp_path.glob("shut/sysselreg/*.sqlite"))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_cache_that_may_only_be_read_is_used_as_it_is(cache: Path, exempel: Repository) -> None:
    kept.keep(VALUES)
    wanted = told(exempel)
    for path in (*cache.iterdir(), cache):
        path.chmod(0o555)
    assert told(exempel) == wanted
    kept.keep({KEYS[0]: b"anew"})
    assert kept.among(KEYS) in ({}, VALUES)
    cache.chmod(0o755)


RUN = """
import os, resource, signal, sys
from pathlib import Path
from sysselreg.checking import check
from sysselreg.store.read import working_tree
{first}
print(*(f"{{each.code}} {{each.place}}" for each in check(working_tree(Path(sys.argv[1]))).findings))
"""
SMALL_FILES = "resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, 40_000))"


def ran(register: Repository, first: str = "", **settings: str) -> subprocess.Popen[str]:
    """A check in a process of its own."""
    words = [sys.executable, "-c", RUN.format(first=first), str(register.root)]
    return subprocess.Popen(
        words, env={**os.environ, **settings}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def test_a_full_disk_is_no_obstacle(exempel: Repository, cache: Path) -> None:
    process = ran(exempel, SMALL_FILES)
    out, err = process.communicate()
    assert (process.returncode, err) == (0, "")
    assert out.split() == [word for f in told(exempel)[0] for word in (f.code, str(f.place))]  # type: ignore[attr-defined]
    assert all(file.stat().st_size <= 40_000 for file in cache.iterdir() if file.suffix != ".sqlite")


def test_several_programs_use_it_at_once(exempel: Repository, cache: Path) -> None:
    (placing,) = exempel.root.glob("records/placering/*/*.yaml")
    placing.write_text(placing.read_text(encoding="utf-8").replace("status: ", "status: x"), encoding="utf-8")
    processes = [ran(exempel) for _ in range(4)]
    said = [(process.communicate(), process.returncode) for process in processes]
    assert {code for _, code in said} == {0}
    assert len({out for (out, _), _ in said}) == 1
    assert "S010" in said[0][0][0]
    assert store(cache).stat().st_size > 0
    assert told(exempel) == told(exempel)
