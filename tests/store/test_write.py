"""Files are written whole or not at all, and only over what the writer saw (hazards F32, F33, F54)."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from sysselreg.errors import DiskError, GitStateError
from sysselreg.store.disk import reason
from sysselreg.store.write import replace_file, unified_difference


def test_a_file_is_replaced_and_nothing_is_left_behind(tmp_path: Path) -> None:
    path = tmp_path / "mapp/fil.yaml"
    replace_file(path, seen=None, new=b"ett\n")
    replace_file(path, seen=b"ett\n", new=b"tva\n")
    assert path.read_bytes() == b"tva\n"
    assert os.listdir(path.parent) == ["fil.yaml"]  # noqa: PTH208 - names alone
    assert path.stat().st_mode & 0o777 == 0o644


@pytest.mark.parametrize(("seen", "there"), [(b"ett\n", b"annat\n"), (None, b"annat\n"), (b"ett\n", None)])
def test_what_somebody_has_changed_since_is_not_overwritten(
    seen: bytes | None, there: bytes | None, tmp_path: Path
) -> None:
    path = tmp_path / "fil.yaml"
    if there is not None:
        path.write_bytes(there)
    with pytest.raises(GitStateError) as refused:
        replace_file(path, seen=seen, new=b"nytt\n")
    assert refused.value.sentence == (
        "fil.yaml har ändrats av någon annan medan programmet arbetade. Inget är skrivet. Kör igen."
    )
    assert (path.read_bytes() if path.exists() else None) == there


def test_a_full_disk_leaves_the_old_file_and_no_half_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "fil.yaml"
    path.write_bytes(b"gammal\n")

    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(DiskError) as refused:
        replace_file(path, seen=b"gammal\n", new=b"ny\n" * 1000)
    assert refused.value.sentence == f"{path} går inte att skriva: disken är full. Inget är ändrat."
    assert refused.value.exit_code == 6
    assert path.read_bytes() == b"gammal\n"
    assert [each.name for each in tmp_path.iterdir()] == ["fil.yaml"]


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "fil").write_bytes(b"")
    with pytest.raises(DiskError) as refused:
        replace_file(tmp_path / "fil/ny.yaml", seen=None, new=b"x")
    assert "det ligger en fil i vägen" in refused.value.sentence


def test_unusual_reasons_keep_the_systems_own_words() -> None:
    assert reason(OSError(errno.EROFS, "Read-only file system")) == "disken går inte att skriva på"
    assert reason(OSError(errno.EXDEV, "Invalid cross-device link")) == "Invalid cross-device link"
    assert reason(OSError("utan nummer")) == "utan nummer"


def test_a_difference_is_shown_as_diff_does() -> None:
    assert unified_difference("a.yaml", b"ett\ntv\xc3\xa5\n", "ett\ntre\n") == (
        "--- a.yaml\n+++ a.yaml\n@@ -1,2 +1,2 @@\n ett\n-två\n+tre\n"
    )
    assert unified_difference("a.yaml", b"", "") == ""


def test_what_is_saved_while_a_file_is_made_ready_is_not_overwritten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "post.yaml"
    path.write_bytes(b"1\n")

    def slow(_: int) -> None:
        path.write_bytes(b"somebody else\n")

    monkeypatch.setattr("os.fsync", slow)
    with pytest.raises(GitStateError, match="har ändrats av någon annan"):
        replace_file(path, seen=b"1\n", new=b"2\n")
    assert (path.read_bytes(), list(tmp_path.iterdir())) == (b"somebody else\n", [path])


COUNTER = """
import sys
import subprocess
import sys
from pathlib import Path
from sysselreg.errors import GitStateError
from sysselreg.store.write import replace_file
path, written = Path(sys.argv[1]), 0
while written < 60:
    seen = path.read_bytes()
    try:
        replace_file(path, seen=seen, new=b"%d" % (int(seen) + 1))
        written += 1
    except GitStateError:
        pass
"""


def test_no_write_of_two_programs_is_lost(tmp_path: Path) -> None:
    path = tmp_path / "tal"
    path.write_bytes(b"0")
    programs = [subprocess.Popen([sys.executable, "-c", COUNTER, str(path)]) for _ in range(3)]
    assert [each.wait(timeout=120) for each in programs] == [0, 0, 0]
    assert path.read_bytes() == b"180"
