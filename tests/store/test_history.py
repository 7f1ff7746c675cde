"""What each commit made of a file, and who approved it: in real repositories with two people, branches and merges."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from sysselreg.errors import GitStateError, UsageError
from sysselreg.store.history import History, history, paths_ever
from tests.conftest import Repository

PATH = "records/organisation/2025/org-9b3t7w.yaml"
ANNA, BO = "Anna <anna@example.org>", "Bo <bo@example.org>"


class Office:
    """A register in which Anna works on branches and Bo approves."""

    def __init__(self, repository: Repository) -> None:
        self.repository, self.git, self.root = repository, repository.git, repository.root

    def by(self, person: str) -> None:
        name, _, address = person.partition(" <")
        self.git("config", "user.name", name)
        self.git("config", "user.email", address.rstrip(">"))

    def commit(self, person: str, text: str | None, said: str = "Ändring") -> str:
        """Commit the file (None: without it)."""
        self.by(person)
        if text is None:
            (self.root / PATH).unlink()
        else:
            self.repository.write({PATH: text})
        self.git("add", "--all")
        self.git("commit", "-q", "--allow-empty", "-m", said)
        return self.git("rev-parse", "HEAD")

    def approve(self, branch: str, person: str = BO, reviewer: str | None = None, tree: str | None = None) -> str:
        """Merge a branch into main as an approval does."""
        self.by(person)
        self.git("checkout", "-q", "main")
        trailers = (
            f"Granskad-av: {reviewer or person}\nGranskat-träd: {tree or self.git('rev-parse', branch + '^{tree}')}"
        )
        self.git("merge", "-q", "--no-ff", "-m", f"Godkänn {branch}\n\n{trailers}", branch)
        return self.git("rev-parse", "HEAD")

    def branch(self, name: str, start: str = "main") -> None:
        self.git("checkout", "-q", "-b", name, start)


@pytest.fixture
def office(repository: Callable[..., Repository]) -> Office:
    made = Office(repository())
    made.commit(ANNA, "a: 1\nb: 1\n", "Start")
    return made


def told(found: History) -> list[tuple[str, str | None, bytes | None, bytes | None]]:
    """Each version as who, who approved, from (the first side) and to."""
    return [
        (version.commit.author, version.approval.by if version.approval else None, version.sides[0], version.after)
        for version in found.versions
    ]


def test_a_change_belongs_to_its_author_and_is_approved_by_the_merge_that_brought_it_in(office: Office) -> None:
    office.branch("arbete")
    commit = office.commit(ANNA, "a: 2\nb: 1\n")
    office.approve("arbete")
    found = history(office.root, PATH)
    assert told(found) == [
        (ANNA, BO, b"a: 1\nb: 1\n", b"a: 2\nb: 1\n"),
        (ANNA, None, None, b"a: 1\nb: 1\n"),
    ]
    assert found.versions[0].commit.id == commit
    assert (found.head, found.cut) == (b"a: 2\nb: 1\n", False)


def test_of_two_branches_the_newest_change_comes_first(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whichever of them was approved last."""
    for branch, second, text in (("ett", "52", "a: 2\nb: 1\n"), ("två", "49", "a: 1\nb: 1\nc: 1\n")):
        monkeypatch.setenv("GIT_COMMITTER_DATE", f"2040-01-01T11:05:{second}+00:00")
        office.branch(branch)
        office.commit(ANNA, text)
        office.git("checkout", "-q", "main")
    monkeypatch.setenv("GIT_COMMITTER_DATE", "2040-01-01T11:06:00+00:00")
    office.approve("ett")
    office.git("merge", "-q", "--no-ff", "-X", "ours", "-m", "Godkänn två", "två")
    times = [each.commit.time[11:19] for each in history(office.root, PATH).versions]
    assert times[-3:-1] == ["11:05:52", "11:05:49"]
    assert times[:-1] == sorted(times[:-1], reverse=True)


def test_what_is_not_yet_on_main_has_nobody_who_approved_it(office: Office) -> None:
    office.branch("arbete")
    office.commit(ANNA, "a: 2\nb: 1\n")
    assert told(history(office.root, PATH))[0] == (ANNA, None, b"a: 1\nb: 1\n", b"a: 2\nb: 1\n")
    office.approve("arbete")
    office.git("checkout", "-q", "arbete")
    assert told(history(office.root, PATH))[0] == (ANNA, BO, b"a: 1\nb: 1\n", b"a: 2\nb: 1\n")


@pytest.mark.parametrize(
    ("approve", "approver"),
    [
        ({}, BO),
        ({"person": "Bo <BO@Example.org>"}, "Bo <BO@Example.org>"),
        ({"person": ANNA}, None),
        ({"person": "Annan Anna <ANNA@example.org>"}, None),
        ({"person": ANNA, "reviewer": BO}, None),
        ({"tree": "4b825dc642cb6eb9a060e54bf8d69288fbee4904"}, None),
    ],
    ids=["another", "another, other case", "herself", "herself, other case", "somebody else's name", "another tree"],
)
def test_only_somebody_else_approves_and_only_what_was_reviewed(
    approve: dict[str, str], approver: str | None, office: Office
) -> None:
    office.branch("arbete")
    office.commit(ANNA, "a: 2\nb: 1\n")
    office.approve("arbete", **approve)
    assert told(history(office.root, PATH))[0][:2] == (ANNA, approver)


def test_the_first_merge_counts_even_when_the_branch_goes_on(office: Office) -> None:
    office.branch("arbete")
    office.commit(ANNA, "a: 2\nb: 1\n")
    office.approve("arbete")
    office.git("checkout", "-q", "arbete")
    office.commit(ANNA, "a: 3\nb: 1\n")
    office.approve("arbete", person=ANNA)
    assert [(to, by) for _, by, _, to in told(history(office.root, PATH))[:2]] == [
        (b"a: 3\nb: 1\n", None),
        (b"a: 2\nb: 1\n", BO),
    ]


def test_a_merge_of_two_changes_is_a_version_with_both_sides_and_their_base(office: Office) -> None:
    office.branch("arbete")
    office.commit(ANNA, "a: 2\nb: 1\n")
    office.git("checkout", "-q", "main")
    office.commit(BO, "a: 1\nb: 2\n")
    office.git("checkout", "-q", "arbete")
    office.by(ANNA)
    office.git("merge", "-q", "-s", "ours", "--no-commit", "main")
    merge = office.commit(ANNA, "a: 2\nb: 2\n", "Hämta in main")
    found = history(office.root, PATH).versions[0]
    assert found.commit.id == merge
    assert (found.base, found.sides, found.after) == (
        b"a: 1\nb: 1\n",
        (b"a: 2\nb: 1\n", b"a: 1\nb: 2\n"),
        b"a: 2\nb: 2\n",
    )


def test_a_merge_that_drops_what_a_side_changed_is_a_version_too(office: Office) -> None:
    office.branch("arbete")
    office.commit(ANNA, "a: 2\nb: 1\n")
    office.git("checkout", "-q", "main")
    office.commit(BO, "a: 3\nb: 1\n")
    office.git("merge", "-q", "-s", "ours", "-m", "Behåll mitt", "arbete")
    found = history(office.root, PATH).versions
    assert [version.commit.message.strip() for version in found] == ["Behåll mitt", "Ändring", "Ändring", "Start"]
    assert (found[0].base, found[0].sides) == (b"a: 1\nb: 1\n", (b"a: 3\nb: 1\n", b"a: 2\nb: 1\n"))


def test_a_merge_that_only_brings_in_is_no_version(office: Office) -> None:
    office.branch("annat")
    office.git("commit", "-q", "--allow-empty", "-m", "Något annat")
    office.git("checkout", "-q", "main")
    office.commit(BO, "a: 2\nb: 1\n")
    office.approve("annat", person=BO)
    assert [version.commit.message.strip() for version in history(office.root, PATH).versions] == ["Ändring", "Start"]


def test_a_merge_that_slips_in_a_change_of_its_own_is_approved_by_nobody(office: Office) -> None:
    office.branch("arbete")
    office.commit(ANNA, "a: 2\nb: 1\n")
    office.approve("arbete")
    office.repository.write({PATH: "a: 2\nb: 99\n"})
    office.git("commit", "-q", "--amend", "--no-edit", "--all")
    assert told(history(office.root, PATH))[:2] == [
        (BO, None, b"a: 1\nb: 1\n", b"a: 2\nb: 99\n"),
        (ANNA, BO, b"a: 1\nb: 1\n", b"a: 2\nb: 1\n"),
    ]


def test_a_removed_file_is_found_by_the_start_of_its_id_and_has_its_history(office: Office) -> None:
    office.branch("arbete")
    office.commit(ANNA, None)
    office.approve("arbete")
    assert paths_ever(office.root, "org-9") == [PATH]
    assert paths_ever(office.root, "org-8") == []
    assert paths_ever(office.root, "*") == []
    found = history(office.root, PATH)
    assert told(found)[0] == (ANNA, BO, b"a: 1\nb: 1\n", None)
    assert found.head is None


def test_a_revision_has_the_history_behind_it_and_the_approvals_of_today(office: Office) -> None:
    office.branch("arbete")
    first = office.commit(ANNA, "a: 2\nb: 1\n")
    office.commit(ANNA, "a: 3\nb: 1\n")
    office.approve("arbete")
    assert [(to, by) for _, by, _, to in told(history(office.root, PATH, first))] == [
        (b"a: 2\nb: 1\n", BO),
        (b"a: 1\nb: 1\n", None),
    ]
    for name in ("finns-inte", "--all"):
        with pytest.raises(UsageError, match=f"Git känner ingen incheckning ”{name}”"):
            history(office.root, PATH, name)


def test_before_the_first_commit_there_is_no_history(repository: Callable[..., Repository]) -> None:
    made = repository()
    assert history(made.root, PATH) == History((), None, cut=False)
    assert paths_ever(made.root, "org-9b3t7w") == []


def test_a_register_in_a_folder_of_a_repository(repository: Callable[..., Repository]) -> None:
    office = Office(repository(below="register"))
    office.commit(ANNA, "a: 1\n")
    assert told(history(office.root, PATH)) == [(ANNA, None, None, b"a: 1\n")]
    (office.root / PATH).unlink()
    office.git("commit", "-q", "-a", "-m", "Bort")
    assert paths_ever(office.root, "org-9b3t7w") == [PATH]


def test_a_shallow_clone_says_that_it_is_cut_and_blames_nobody_for_what_is_older(
    office: Office, tmp_path: Path
) -> None:
    office.commit(BO, "a: 2\nb: 1\n")
    office.commit(BO, "a: 2\nb: 1\n", "Tom")
    clone = tmp_path / "klon"
    for depth, versions in ((1, 0), (2, 0), (9, 2)):
        subprocess.run(
            ["git", "clone", "-q", "--depth", str(depth), office.root.as_uri(), f"{clone}{depth}"], check=True
        )
        found = history(Path(f"{clone}{depth}"), PATH)
        assert (found.cut, len(found.versions), found.head) == (depth < 9, versions, b"a: 2\nb: 1\n")


def test_a_partial_clone_says_what_to_fetch(office: Office, tmp_path: Path) -> None:
    office.commit(BO, "a: 2\nb: 1\n")
    office.git("config", "uploadpack.allowFilter", "true")
    clone = tmp_path / "klon"
    subprocess.run(["git", "clone", "-q", "--filter=blob:none", office.root.as_uri(), clone], check=True)
    with pytest.raises(GitStateError, match="Hämta det först med git fetch --refetch --no-filter"):
        history(clone, PATH)


def test_neither_replaced_nor_grafted_commits_change_the_history(office: Office) -> None:
    """hazards F62"""
    first = office.git("rev-parse", "HEAD")
    second = office.commit(BO, "a: 2\nb: 1\n")
    plain = history(office.root, PATH)
    assert len(plain.versions) == 2
    other = office.git("commit-tree", "-m", "Utbytt", f"{second}^{{tree}}")
    office.git("replace", second, other)
    (office.repository.path / ".git" / "info").mkdir(exist_ok=True)
    (office.repository.path / ".git" / "info" / "grafts").write_text(f"{second}\n", encoding="utf-8")
    assert office.git("log", "--format=%H", "--", PATH) != f"{second}\n{first}"
    assert history(office.root, PATH) == plain
