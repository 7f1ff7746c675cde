"""What is staged, as a commit on no branch, so that it can be checked like any other before Git makes one of it."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

from sysselreg.errors import DiskError
from sysselreg.store.disk import reason
from sysselreg.store.git import git
from sysselreg.store.merge import provisional


def staged(root: Path) -> tuple[str, set[str]]:
    """The commit, and the paths below the register that it changes. Run as a hook of `git commit`.

    The index is a copy: Git may hold a lock on its own, and writes in it what it learns. Raises GitStateError when a
    conflict is not settled, DiskError when the index cannot be read.
    """
    # `git commit FILE` and `git commit -a` have an index of their own, which Git names for the hook.
    index = Path(os.environ.get("GIT_INDEX_FILE") or root / _words(root, "rev-parse", "--git-path", "index"))
    with tempfile.TemporaryDirectory(prefix="sysselreg-") as folder:
        copy = Path(folder) / "index"
        try:
            shutil.copyfile(index, copy)
        except FileNotFoundError:
            pass  # nothing has ever been staged
        except OSError as error:
            raise DiskError(f"{index} går inte att läsa: {reason(error)}.") from error
        tree = git(root, "write-tree", "--missing-ok", settings={"GIT_INDEX_FILE": str(copy)}).decode().strip()
    head = git(root, "rev-parse", "--verify", "--quiet", "HEAD", allowed=(0, 1)).decode().split()
    commit = provisional(root, tree, *head)
    words = ("-r", "-z", "--name-only", "--no-commit-id", "--root", "--no-renames", "--relative", commit)
    changed = git(root, "diff-tree", *words).decode("utf-8", "surrogateescape").split("\0")
    return commit, {path for path in changed if path}


def _words(root: Path, *words: str) -> str:
    return git(root, *words).decode().strip()
