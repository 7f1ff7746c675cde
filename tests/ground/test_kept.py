"""What is kept between runs is made once per basis, and a cache that is of no use does no harm."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sysselreg.kept import folder, kept

CONTENT = {"kön": ["okänt", None, True, 1, 0.5], "å\n": {"ä": ""}}


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path / "sysselreg"


class Made:
    """Counts how often it is asked."""

    times = 0

    def __call__(self) -> Any:
        self.times += 1
        return CONTENT


def test_the_same_basis_is_made_once() -> None:
    make = Made()
    assert [kept([b"a", b"b"], make), kept([b"a", b"b"], make)] == [CONTENT, CONTENT]
    assert make.times == 1
    kept([b"ab"], make)
    kept([b"a", b"c"], make)
    assert make.times == 3


def cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-1])


def changed(file: Path) -> None:
    file.write_bytes(file.read_bytes().replace(b"0.5", b"0.6"))


def emptied(file: Path) -> None:
    file.write_bytes(b"")


def foreign(file: Path) -> None:
    file.write_bytes(b"\xff\xfe\x00")


@pytest.mark.parametrize("damage", [cut, changed, emptied, foreign, Path.unlink])
def test_what_is_damaged_is_made_again_and_kept_again(cache: Path, damage: Callable[[Path], None]) -> None:
    make = Made()
    kept([b"a"], make)
    damage(next(cache.iterdir()))
    assert [kept([b"a"], make), kept([b"a"], make)] == [CONTENT, CONTENT]
    assert make.times == 2


def test_a_cache_that_cannot_be_written_does_no_harm(cache: Path) -> None:
    cache.write_text("a file where the folder should be")
    make = Made()
    assert [kept([b"a"], make), kept([b"a"], make)] == [CONTENT, CONTENT]
    assert make.times == 2


def test_what_fails_is_not_kept() -> None:
    def fails() -> Any:
        raise LookupError("no")

    with pytest.raises(LookupError, match="no"):
        kept([b"a"], fails)
    assert kept([b"a"], Made()) == CONTENT


def test_the_oldest_go(cache: Path) -> None:
    for number in range(40):
        kept([b"%d" % number], Made())
        os.utime(max(cache.iterdir(), key=lambda each: each.stat().st_mtime_ns), (number, number))
    assert len(list(cache.iterdir())) == 32
    make = Made()
    kept([b"39"], make)
    kept([b"0"], make)
    assert make.times == 1


def test_a_relative_place_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", "cache")
    monkeypatch.setenv("HOME", "/srv/hem")
    assert folder() == Path("/srv/hem/.cache/sysselreg")
