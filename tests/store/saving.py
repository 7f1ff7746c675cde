"""What the tests of saving share: two records, and refusals that must leave everything as it was."""

from __future__ import annotations

import pytest

from sysselreg.errors import GitStateError, SysselregError
from sysselreg.store.commit import Write, commit
from tests.conftest import Repository

ONE = "records/aktivitet/2025/akt-3c6w0z.yaml"
TWO = "records/aktivitet/2025/akt-9x2v5b.yaml"
NEW = "records/placering/2026/pla-8m2kd4.yaml"
FILES = {ONE: "titel: ett\n", TWO: "titel: annan\n", "egen.txt": "mitt\n"}


def refused(forrad: Repository, *writes: Write, kind: type[SysselregError] = GitStateError) -> str:
    """The sentence of a refusal that has left branch, index and files as they were."""
    before = picture(forrad)
    with pytest.raises(kind) as failed:
        commit(forrad.root, writes, "Prov\n")
    assert picture(forrad) == before
    return failed.value.sentence


def picture(forrad: Repository) -> tuple[str, str, dict[str, bytes]]:
    files = [path for path in forrad.path.rglob("*") if path.is_file() and ".git" not in path.parts]
    refs = forrad.git("for-each-ref", "--format=%(refname) %(objectname)")
    return refs, forrad.git("ls-files", "-s"), {str(path): path.read_bytes() for path in sorted(files)}


def saved(forrad: Repository, name: str = "HEAD") -> list[str]:
    """What a commit did: `M path`."""
    shown = forrad.git("show", "--format=", "--name-status", "--no-renames", name)
    return shown.replace("\t", " ").splitlines()
