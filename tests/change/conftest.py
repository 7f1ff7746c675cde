"""What the tests of told changes share: Exempelby before and after an edit, told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

import pytest

from sysselreg import comparison
from sysselreg.change.model import Change, Told
from sysselreg.snapshot import Revision, Snapshot
from sysselreg.store.read import package_files
from tests.check.exempelby import HERE, tree

GROUND: Mapping[str, bytes] = tree(HERE / "grund")
PRACTICE = "records/placering/2023/pla-aaa001.yaml"
JOB = "records/placering/2023/pla-aaa002.yaml"
PROCUREMENT = "records/upphandling/2023/upp-aaa001.yaml"
DIALOG = "records/dialogoverenskommelse/2023/dia-aaa001.yaml"

# (file, (old, new), …); a file alone is removed, (file, text) is written anew
Edit: TypeAlias = tuple[str | tuple[str, str], ...]
Tell: TypeAlias = Callable[..., Change]


def edited(files: Mapping[str, bytes], *edits: Edit) -> dict[str, bytes]:
    """The files with text exchanged, written or removed."""
    held = dict(files)
    for path, *changes in edits:
        assert isinstance(path, str)
        if not changes:
            del held[path]
        for change in changes:
            if isinstance(change, str):
                held[path] = change.encode()
                continue
            old, new = change
            text = held[path].decode()
            assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {path}"
            held[path] = text.replace(old, new).encode()
    return held


def snapshot(files: Mapping[str, bytes], commit: str = "b" * 40) -> Snapshot:
    return Snapshot({**package_files(), **files}, Revision(commit))


@pytest.fixture(scope="session")
def tell() -> Tell:
    """The change that some edits make; `ground` is what Exempelby was before them."""

    def told(*edits: Edit, ground: tuple[Edit, ...] = (), closing: bool = False) -> Change:
        before = edited(GROUND, *ground)
        after = edited(before, *edits)
        return comparison.told(snapshot(before, "a" * 40), snapshot(after), closing=closing)

    return told


def only(change: Change) -> Told:
    """The one record that has changed."""
    (told,) = change.records
    return told
