"""Killing a commit for real, and judging what is left: the old state or the new one, and nobody else's work touched."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from sysselreg.store.commit import Write, commit, recover
from tests.conftest import Repository

CHANGED = "records/aktivitet/2025/akt-3c6w0z.yaml"
EDITED = "records/aktivitet/2025/akt-5d7x1b.yaml"
REMOVED = "records/aktivitet/2025/akt-9x2v5b.yaml"
ADDED = "records/placering/2026/pla-8m2kd4.yaml"
WRITES = [
    Write(CHANGED, b"titel: ett\n", "titel: två\n".encode()),
    Write(EDITED, b"titel: redan skriven\n", b"titel: redan skriven\n"),
    Write(REMOVED, b"titel: bort\n", None),
    Write(ADDED, None, b"titel: ny\n" * 200),
]
# What counts as a step: before each of these the process may die. Git's own steps are Popen.
_STEPS = {"subprocess.Popen", "os.rename", "os.remove", "os.mkdir", "os.chmod", "shutil.rmtree", "fcntl.flock"}


class Picture(NamedTuple):
    """What a state is made of. Ours: the branch's tree and message, our files, their index entries; and the rest."""

    tree: str
    subject: str
    files: tuple[bytes | None, ...]
    index: str
    status: str
    others: tuple[str, ...]


def begin(forrad: Repository) -> None:
    """A register with work of the user's own beside: staged, changed, removed from the index, untracked."""
    forrad.commit(
        {
            CHANGED: "titel: ett\n",
            EDITED: "titel: före\n",
            REMOVED: "titel: bort\n",
            "egen.txt": "mitt\n",
            "bort.txt": "mitt\n",
        }
    )
    forrad.write(
        {EDITED: "titel: redan skriven\n", "stagad.txt": "stagad\n", "egen.txt": "ändrad\n", "lös.txt": "lös\n"}
    )
    forrad.git("add", "stagad.txt")
    forrad.git("rm", "-q", "--cached", "bort.txt")


def picture(forrad: Repository) -> Picture:
    """The state as Git and the disk have it."""
    ours = [write.path for write in WRITES]
    tree, subject = forrad.git("log", "-1", "--format=%T|%s").split("|")
    files = tuple((forrad.root / path).read_bytes() if (forrad.root / path).exists() else None for path in ours)
    index = forrad.git("ls-files", "-s", "--", *ours)
    status = forrad.git("status", "--porcelain", "--untracked-files=all")
    others = [f"{path.name}: {path.read_bytes()!r}" for path in sorted(forrad.path.glob("*.txt"))]
    return Picture(tree, subject, files, index, status, (forrad.git("ls-files", "-s", "*.txt"), *others))


def act(forrad: Repository) -> None:
    """The work that is killed."""
    commit(forrad.root, WRITES, "Prov\n")


def forked(work: Callable[[], object]) -> int:
    """Start a process of its own, with a process group of its own, and return its id. It fails aloud."""
    with warnings.catch_warnings():
        # Threads of the libraries under test are none of the child's business.
        warnings.simplefilter("ignore", DeprecationWarning)
        pid = os.fork()
    if pid == 0:
        os.setpgid(0, 0)
        code = 70
        with contextlib.suppress(BaseException):
            work()
            code = 0
        os._exit(code)
    with contextlib.suppress(OSError):  # whichever comes first
        os.setpgid(pid, pid)
    return pid


def ended(pid: int) -> int:
    """Wait for a process; its exit code, negative for a signal."""
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def die_at(step: int) -> None:
    """From now on this process counts its steps, and kills itself before the one with this number."""
    left = step

    def watch(event: str, _arguments: object) -> None:
        nonlocal left
        if event in _STEPS:
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(watch)


def judge(forrad: Repository, old: Picture, new: Picture) -> Picture:
    """Judge what a killed process left, bring it to an end as the next run does, and judge that. Returns the end."""
    left = picture(forrad)
    assert left.tree in (old.tree, new.tree), "the branch holds something between"
    assert left.others == old.others, "somebody else's work was touched"
    for found, before, after in zip(left.files, old.files, new.files, strict=True):
        assert found in (before, after), "a file is half-written"
    recover(forrad.root)
    end = picture(forrad)
    assert end in (old, new), "neither the old state nor the new one"
    assert end == new or left.tree == old.tree, "a finished commit was taken back"
    litter = [path.name for path in forrad.path.rglob(".sysselreg-*")]
    litter += [path.name for path in (forrad.path / ".git/sysselreg").iterdir() if path.name != "lock"]
    assert litter == [], "something was left lying"
    return end


def copy(forrad: Repository, to: Path) -> Repository:
    """A repository like this one, to be broken."""
    shutil.copytree(forrad.path, to, symlinks=True)
    return Repository(to, to)
