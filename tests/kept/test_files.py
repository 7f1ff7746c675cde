"""A file is known again without being opened, and never taken for what it is not."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sysselreg.errors import DiskError
from sysselreg.snapshot import Snapshot, blob_id
from sysselreg.store import files
from sysselreg.store.read import at_commit, working_tree

if TYPE_CHECKING:
    from tests.conftest import Repository

    Make = Callable[..., Repository]

HERE = "records/aktivitet/2025/"
ONE, TWO = f"{HERE}akt-3c6w0z.yaml", f"{HERE}akt-9x2v5b.yaml"


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The record files that are opened from here on."""
    found: list[str] = []
    read = files.read

    def seen(root: Path, path: str) -> bytes:
        found.append(path)
        return read(root, path)

    monkeypatch.setattr(files, "read", seen)
    return found


def later(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let what is on the disk have lain there for long."""
    now = time.time_ns
    monkeypatch.setattr(time, "time_ns", lambda: now() + 60_000_000_000)


def said(snapshot: Snapshot) -> dict[str, bytes]:
    return {path: snapshot.files[path] for path in snapshot.under("records/")}


def test_a_file_that_has_lain_is_opened_once(
    repository: Make, opened: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    forrad = repository()
    forrad.commit({ONE: "titel: ett\n", TWO: "titel: två\n"})
    later(monkeypatch)
    assert said(working_tree(forrad.root)) == {ONE: b"titel: ett\n", TWO: "titel: två\n".encode()}
    assert sorted(path for path in opened if path.startswith("records/")) == [ONE, TWO]
    opened.clear()
    again = working_tree(forrad.root)
    assert [path for path in opened if path.startswith("records/")] == []
    assert again.named([ONE]) == [(ONE, blob_id(b"titel: ett\n", "sha1"))]
    assert again.revision.clean


def test_one_that_was_just_written_is_opened_again(repository: Make, opened: list[str]) -> None:
    forrad = repository()
    forrad.commit({ONE: "titel: ett\n"})
    working_tree(forrad.root)
    opened.clear()
    working_tree(forrad.root)
    assert ONE in opened


@pytest.mark.parametrize("how", ["edited", "swapped", "touched", "gone", "another folder"])
def test_what_has_changed_is_seen(how: str, repository: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    forrad = repository()
    forrad.commit({ONE: "titel: ett\n", TWO: "titel: tva\n"})
    later(monkeypatch)
    working_tree(forrad.root)
    first, second = forrad.root / ONE, forrad.root / TWO
    times = first.stat().st_atime_ns, first.stat().st_mtime_ns
    if how == "edited":  # as long as before, and with its times set back
        first.write_text("titel: tre\n", encoding="utf-8")
        os.utime(first, ns=times)
    elif how == "swapped":
        first.rename(first.with_suffix(".x"))
        second.rename(first)
        first.with_suffix(".x").rename(second)
    elif how == "touched":
        os.utime(first)
    elif how == "gone":
        first.unlink()
    else:
        first.parent.rename(first.parent.with_name("2024"))
    wanted = {
        path.relative_to(forrad.root).as_posix(): path.read_bytes()
        for path in sorted((forrad.root / "records").rglob("*.yaml"))
    }
    now = working_tree(forrad.root)
    assert said(now) == wanted
    assert now.revision.clean is (how == "touched")
    assert dict(now.named(wanted)) == {path: blob_id(data, "sha1") for path, data in wanted.items()}


def test_a_folder_that_became_empty_just_now_is_empty(repository: Make) -> None:
    forrad = repository()
    forrad.commit({"records/aktivitet/.gitkeep": ""})
    forrad.write({"records/aktivitet/x.txt": "x"})
    assert list(working_tree(forrad.root).under("records/")) == ["records/aktivitet/x.txt"]
    (forrad.root / "records/aktivitet/x.txt").unlink()
    assert list(working_tree(forrad.root).under("records/")) == []


def test_what_changes_meanwhile_is_as_it_was_or_is_told(repository: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    forrad = repository()
    forrad.commit({ONE: "titel: ett\n"})
    forrad.write({TWO: "titel: två\n"})
    later(monkeypatch)
    working_tree(forrad.root)
    now = working_tree(forrad.root)
    forrad.write({ONE: "titel: annan\n", TWO: "titel: annan\n"})
    assert now.files[ONE] == b"titel: ett\n"  # Git has it
    with pytest.raises(DiskError) as refused:
        now.files[TWO]
    assert refused.value.sentence == f"Filen {forrad.root / TWO} ändrades medan registret lästes. Kör kommandot igen."
    assert working_tree(forrad.root).files[TWO] == b"titel: annan\n"


def test_a_commit_and_the_working_tree_give_one_content_one_name(repository: Make) -> None:
    for algorithm in ("sha1", "sha256"):
        forrad = repository(init=("--object-format", algorithm), name=algorithm)
        forrad.commit({ONE: "titel: ett\n", TWO: "titel: två\n"})
        now, then = working_tree(forrad.root), at_commit(forrad.root, "HEAD")
        assert now.named([ONE]) == then.named([ONE]) == [(ONE, forrad.git("rev-parse", f"HEAD:{ONE}"))]
        assert said(now) == said(then)
