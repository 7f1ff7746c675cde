"""Which two states are compared: real repositories, as people work in them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sysselreg.errors import GitStateError, UsageError
from sysselreg.store.compare import Ends, elsewhere, ends
from tests.conftest import Repository

ORG = "records/organisation/2025/org-{}.yaml"


def record(number: int) -> dict[str, str]:
    name = f"aaa00{number}"
    return {ORG.format(name): f"typ: organisation\nid: org-{name}\nversion: 1\nnamn: A{number}\nslag: kommun\n"}


class Office:
    """A repository with main at `start`, a branch `anna` with one commit of its own, and main one commit further."""

    def __init__(self, made: Repository) -> None:
        self.made, self.git, self.root = made, made.git, made.root
        self.start = made.commit(record(1))
        self.git("switch", "-q", "-c", "anna")
        self.anna = made.commit(record(2))
        self.git("switch", "-q", "main")
        self.main = made.commit(record(3))

    def share(self, commit: str) -> None:
        """The shared repository's main is known to be at a commit."""
        self.git("update-ref", "refs/remotes/origin/main", commit)


@pytest.fixture
def office(repository: Callable[..., Repository]) -> Office:
    return Office(repository())


def test_on_a_branch_the_folder_is_compared_with_where_it_left_main(office: Office) -> None:
    office.git("switch", "-q", "anna")
    assert ends(office.root, None, None) == Ends(office.start, None)


def test_on_main_the_folder_is_compared_with_the_last_commit(office: Office) -> None:
    assert ends(office.root, None, None) == Ends(office.main, None)


def test_what_is_not_shared_yet_is_part_of_the_change(office: Office) -> None:
    office.share(office.start)
    assert ends(office.root, None, None) == Ends(office.start, None)
    office.share(office.main)
    assert ends(office.root, None, None) == Ends(office.main, None)


def test_the_shared_repository_may_have_any_name(office: Office) -> None:
    office.git("remote", "add", "kommunen", "https://exempel.se/register.git")
    office.git("update-ref", "refs/remotes/kommunen/main", office.start)
    assert ends(office.root, None, None) == Ends(office.start, None)


def test_a_branch_by_name_is_what_it_brings(office: Office) -> None:
    expected = Ends(office.start, office.anna)
    assert (
        ends(office.root, "anna", None)
        == ends(office.root, None, "anna")
        == ends(office.root, "..anna", None)
        == expected
    )


def test_two_names_leave_out_what_the_first_got_in_the_meantime(office: Office) -> None:
    """Else what main got since would be told as removed by the branch."""
    expected = Ends(office.start, office.anna)
    assert ends(office.root, "main..anna", None) == ends(office.root, "main...anna", None) == expected
    assert ends(office.root, "main..", "anna") == expected


def test_a_commit_that_main_has_is_told_against_its_parent(office: Office) -> None:
    assert ends(office.root, office.main, None) == Ends(office.start, office.main)
    assert ends(office.root, "HEAD", None) == Ends(office.start, office.main)
    assert ends(office.root, office.start, None) == Ends(None, office.start)
    office.git("merge", "-q", "--no-edit", "anna")
    assert ends(office.root, "HEAD", None) == Ends(office.main, office.git("rev-parse", "HEAD"))


def test_an_open_end_is_the_folder(office: Office) -> None:
    assert ends(office.root, "HEAD..", None) == Ends(office.main, None)
    assert ends(office.root, f"{office.start}..", None) == Ends(office.start, None)


def test_without_a_head_and_without_a_main(repository: Callable[..., Repository]) -> None:
    made = repository()
    assert ends(made.root, None, None) == Ends(None, None)
    first = made.commit(record(1))
    made.git("branch", "-q", "-m", "main", "annat")
    assert ends(made.root, None, None) == Ends(first, None)
    second = made.commit(record(2))
    assert ends(made.root, "annat", None) == Ends(first, second)


def test_in_a_detached_clone_as_ci_has_it(office: Office) -> None:
    office.share(office.main)
    office.git("checkout", "-q", "--detach", "anna")
    office.git("branch", "-q", "-D", "main", "anna")
    assert ends(office.root, "origin/main..HEAD", None) == Ends(office.start, office.anna)
    assert ends(office.root, None, None) == Ends(office.start, None)


@pytest.mark.parametrize("written", ["saknas", "main..saknas", "saknas..main", "-x", "--output=x..main", "main.."])
def test_a_name_that_git_does_not_know_is_told(office: Office, written: str) -> None:
    if written == "main..":  # the control
        assert ends(office.root, written, None).base == office.main
        return
    with pytest.raises(UsageError, match="Git känner ingen incheckning ”") as told:
        ends(office.root, written, None)
    assert "git branch -a" in told.value.sentence


def test_two_heads_are_one_too_many(office: Office) -> None:
    with pytest.raises(UsageError, match="Skriv antingen --revision anna eller main, inte båda"):
        ends(office.root, "anna..main", "anna")


def test_without_a_common_commit_the_way_out_is_told(office: Office) -> None:
    office.git("switch", "-q", "--orphan", "annan")
    office.made.commit(record(4) | {"sysselreg.yaml": "register: prov\norganisation: Provkommun\n"})
    with pytest.raises(GitStateError, match="git fetch --unshallow"):
        ends(office.root, "main..annan", None)


def test_files_outside_the_register_are_named(repository: Callable[..., Repository]) -> None:
    made = repository(below="register")
    start = made.commit(record(1))
    (made.path / ".gitlab-ci.yml").write_text("x", encoding="utf-8")
    (made.path / "records").mkdir()
    (made.path / "records" / "ö.txt").write_text("x", encoding="utf-8")
    (made.root / "anteckningar.txt").write_text("x", encoding="utf-8")
    end = made.commit(
        record(2) | {"sysselreg.yaml": "register: prov\norganisation: Annan\n", "schemas/x.yaml": "x: 1\n"}
    )
    assert elsewhere(made.root, Ends(start, end)) == [".gitlab-ci.yml", "records/ö.txt", "register/anteckningar.txt"]
    assert elsewhere(made.root, Ends(start, None)) == elsewhere(made.root, Ends(start, end))
    assert elsewhere(made.root, Ends(end, None)) == elsewhere(made.root, Ends(None, None)) == []
