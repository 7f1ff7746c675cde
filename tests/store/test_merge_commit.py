"""A finished tree becomes a commit on a branch; where the branch is checked out, folder and index follow."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sysselreg.errors import GitStateError, UnsafeInputError
from sysselreg.store.commit import merge_commit
from tests.conftest import Repository

Make = Callable[..., Repository]

ONE = "records/aktivitet/2025/akt-3c6w0z.yaml"
TWO = "records/aktivitet/2025/akt-9x2v5b.yaml"
NEW = "records/aktivitet/2025/akt-1q8v4n.yaml"


@pytest.fixture
def forrad(repository: Make) -> Repository:
    """Anna has changed one record, made another and a program; main has changed the other."""
    made = repository()
    made.commit({ONE: "titel: ett\n", TWO: "titel: två\n", "egen.txt": "mitt\n"})
    made.git("switch", "-q", "-c", "annas")
    made.write({"krok.sh": "#!/bin/sh\n"})
    (made.root / "krok.sh").chmod(0o755)
    made.commit({ONE: "titel: annas\n", NEW: "titel: ny\n"})
    made.git("switch", "-q", "main")
    made.commit({TWO: "titel: bos\n"})
    return made


def merged(forrad: Repository, branch: str = "main") -> tuple[str, str]:
    """What merging Anna's branch gives, and the commit that it became."""
    tree = forrad.git("merge-tree", "--write-tree", "main", "annas")
    parents = [forrad.git("rev-parse", name) for name in ("main", "annas")]
    return tree, merge_commit(forrad.root, branch=branch, tree=tree, parents=parents, message="Godkänner annas\n")


def test_the_branch_that_is_checked_out_brings_folder_and_index_along(forrad: Repository) -> None:
    forrad.write({"egen.txt": "ändrad\n", "ny.txt": "stagad\n"})
    forrad.git("add", "ny.txt")
    before = forrad.git("status", "--porcelain")
    tree, made = merged(forrad)
    assert forrad.git("rev-parse", "main", "main^{tree}").splitlines() == [made, tree]
    assert forrad.git("rev-parse", "main^2") == forrad.git("rev-parse", "annas")
    assert (forrad.root / ONE).read_bytes() == b"titel: annas\n"
    assert (forrad.root / NEW).read_bytes() == b"titel: ny\n"
    assert (forrad.root / "krok.sh").stat().st_mode & 0o777 == 0o755
    assert forrad.git("status", "--porcelain") == before


def test_another_branch_is_moved_without_touching_the_folder(forrad: Repository) -> None:
    forrad.git("switch", "-q", "annas")
    (forrad.root / ONE).write_bytes(b"titel: under arbete\n")
    _, made = merged(forrad)
    assert forrad.git("rev-parse", "main") == made
    assert (forrad.root / ONE).read_bytes() == b"titel: under arbete\n"
    assert forrad.git("status", "--porcelain") == f"M {ONE}"


def test_a_file_with_changes_of_ones_own_is_not_overwritten(forrad: Repository) -> None:
    (forrad.root / ONE).write_bytes(b"titel: under arbete\n")
    head = forrad.git("rev-parse", "main")
    with pytest.raises(GitStateError) as failed:
        merged(forrad)
    assert failed.value.sentence.startswith(f"{ONE} har ändringar som inte är sparade och som skulle skrivas över.")
    assert "+titel: under arbete" in failed.value.sentence
    assert forrad.git("rev-parse", "main") == head
    assert forrad.git("status", "--porcelain") == f"M {ONE}"


def test_an_untracked_file_in_the_way_is_not_overwritten(forrad: Repository) -> None:
    forrad.write({NEW: "titel: min egen\n"})
    with pytest.raises(GitStateError, match=r"akt-1q8v4n[.]yaml har ändringar som inte är sparade och som"):
        merged(forrad)
    assert (forrad.root / NEW).read_bytes() == b"titel: min egen\n"


def test_a_branch_that_has_moved_since_is_refused(forrad: Repository) -> None:
    old, theirs = forrad.git("rev-parse", "main^"), forrad.git("rev-parse", "annas")
    tree = forrad.git("rev-parse", "annas^{tree}")
    for here in ("main", "annas"):
        forrad.git("switch", "-q", here)
        head, status = forrad.git("rev-parse", "main"), forrad.git("status", "--porcelain")
        with pytest.raises(GitStateError) as failed:
            merge_commit(forrad.root, branch="main", tree=tree, parents=[old, theirs], message="Prov\n")
        assert "Inget är sparat" in failed.value.sentence
        assert forrad.git("rev-parse", "main") == head
        assert forrad.git("status", "--porcelain") == status


def test_a_branch_checked_out_elsewhere_is_left_to_whoever_works_there(forrad: Repository, tmp_path: Path) -> None:
    forrad.git("switch", "-q", "annas")
    forrad.git("worktree", "add", "-q", str(tmp_path / "bos"), "main")
    with pytest.raises(GitStateError) as failed:
        merged(forrad)
    assert failed.value.sentence == f"Grenen main är utcheckad i {tmp_path}/bos. Kör kommandot där i stället."


def test_links_are_left_to_git(forrad: Repository) -> None:
    forrad.git("switch", "-q", "annas")
    (forrad.root / "länk").symlink_to(ONE)
    forrad.commit()
    forrad.git("switch", "-q", "main")
    with pytest.raises(UnsafeInputError) as failed:
        merged(forrad)
    assert failed.value.sentence == "länk är en länk eller ett annat förråd. Slå ihop grenarna med git merge."
