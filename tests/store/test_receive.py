"""What a push brings, read from real commits: every version of every file, and of a merge only what is its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from sysselreg.store.git import git
from sysselreg.store.receive import Update, arrived, layers, new_commits, updates
from tests.conftest import Repository

ID = "a" * 40


def brought(at: Repository, *commits: str) -> dict[str, str]:
    return {each.path: each.mode for each in arrived(at.path, commits)}


def test_lines_of_git_are_read() -> None:
    zero = "0" * 40
    lines = [f"{zero} {ID} refs/heads/a", f"{ID} {zero} refs/heads/å b"]
    assert updates(lines) == [Update("refs/heads/a", None, ID), Update("refs/heads/å b", ID, None)]


def test_of_a_merge_only_what_neither_side_had(exempel: Repository) -> None:
    exempel.git("switch", "-q", "-c", "annas")
    exempel.commit({"anna.txt": "anna\n"})
    exempel.git("switch", "-q", "main")
    exempel.commit({"bo.txt": "bo\n"})
    exempel.git("merge", "-q", "--no-ff", "--no-commit", "annas")
    plain = exempel.git("commit-tree", exempel.git("write-tree"), "-p", "main", "-p", "annas", "-m", "x")
    assert brought(exempel, plain) == {}
    (exempel.path / "smugen").symlink_to("anna.txt")
    exempel.write({"anna.txt": "varken eller\n"})
    exempel.git("add", "--all")
    evil = exempel.git("commit-tree", exempel.git("write-tree"), "-p", "main", "-p", "annas", "-m", "x")
    assert brought(exempel, evil) == {"anna.txt": "100644", "smugen": "120000"}
    both = exempel.git("rev-parse", "annas", "main").split()
    assert brought(exempel, *both) == {"anna.txt": "100644", "bo.txt": "100644"}


def test_each_version_of_a_record_is_read_and_what_is_removed_is_not(exempel: Repository) -> None:
    start = exempel.git("rev-parse", "HEAD")
    path = "records/texter/2025/inledning.md"
    first = exempel.commit({path: "ett\n", "annat.txt": "x\n"})
    second = exempel.commit({path: "två\n"})
    exempel.git("rm", "-q", path)
    third = exempel.commit({"records/texter/2025/slut.md": "tre\n"})
    found = arrived(exempel.path, (third, second, first))
    assert {each.commit for each in found} == {first, second, third}
    assert layers(exempel.path, found) == [
        {"records/texter/2025/slut.md": b"tre\n", path: "två\n".encode()},
        {path: b"ett\n"},
    ]
    assert arrived(exempel.path, [start]) != []  # the first commit of all has no parent to differ from


def test_only_commits_that_no_branch_has_are_new(exempel: Repository) -> None:
    head = exempel.git("rev-parse", "HEAD")
    loose = exempel.git("commit-tree", "HEAD^{tree}", "-p", "HEAD", "-m", "Ny")
    sent = [Update("refs/heads/a", None, loose), Update("refs/heads/b", None, head), Update("refs/heads/c", head, None)]
    assert [commit.id for commit in new_commits(exempel.path, sent)] == [loose]
    assert new_commits(exempel.path, sent[2:]) == []


@pytest.mark.parametrize("receiving", [False, True])
def test_where_git_says_it_is_counts_only_while_a_push_is_judged(
    receiving: bool, exempel: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "annat.git"
    exempel.git("init", "-q", "--bare", str(other))
    monkeypatch.chdir(other)
    monkeypatch.setenv("GIT_DIR", ".")
    if receiving:
        monkeypatch.setenv("GIT_QUARANTINE_PATH", str(other))
    where = git(exempel.path, "rev-parse", "--absolute-git-dir").decode().strip()
    assert where == str(other if receiving else exempel.path / ".git")
