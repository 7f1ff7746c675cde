"""`doktor` tells what is kept between runs, and empties it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sysselreg import kept

if TYPE_CHECKING:
    from tests.conftest import Cli, Repository


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache/sysselreg"


def row(cli: Cli, register: Repository, *words: str) -> str:
    lines = cli("--register", register.root, "doktor", *words).out.splitlines()
    return next(line for line in lines if "sparas i " in line or "mellan körningarna" in line)


def test_the_size_and_the_place_are_told_and_it_is_emptied(cli: Cli, exempel: Repository, cache: Path) -> None:
    assert cli("--register", exempel.root, "kontrollera").code == 0
    keys = [kept.key(b"%d" % number) for number in range(999)]
    kept.keep({key: bytes(2000) for key in keys})
    text = f"✓ Det som redan är läst och kontrollerat sparas i {cache}:"
    told, _, size = row(cli, exempel).rpartition(" ")
    number = int(told.removeprefix(text))
    assert (told.removesuffix(str(number)).rstrip(), size) == (text, "MB.")
    assert 2 <= number <= 6
    assert row(cli, exempel, "--tom-cache").endswith("kB.")
    assert kept.among(keys) == {}
    assert cli("--register", exempel.root, "kontrollera").code == 0


def test_that_nothing_can_be_kept_is_told(
    cli: Cli, exempel: Repository, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache.parent.mkdir()
    cache.write_text("in the way", encoding="utf-8")
    assert row(cli, exempel) == f"– Inget kan sparas mellan körningarna i {cache}, så stora register tar längre tid."
    cache.unlink()
    monkeypatch.setenv(kept.OFF, "1")
    assert row(cli, exempel) == "– Inget sparas mellan körningarna: SYSSELREG_UTAN_CACHE är satt."


@pytest.mark.skipif(os.geteuid() == 0, reason="root may remove everything")
def test_a_cache_that_cannot_be_removed_is_told(cli: Cli, exempel: Repository, cache: Path) -> None:
    kept.keep({kept.key(b"one"): b"1"})
    cache.chmod(0o555)
    refused = cli("--register", exempel.root, "doktor", "--tom-cache")
    cache.chmod(0o755)
    assert refused.code == 6
    assert "går inte att ta bort: du har inte rätt till den." in refused.err
