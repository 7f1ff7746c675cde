"""Who may approve what: pure, over commits made here."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sysselreg.store.approval import approver_of, is_own_work, trailers
from sysselreg.store.commits import Commit, commits
from sysselreg.store.message import message
from sysselreg.store.review import is_plain_merge
from tests.conftest import Repository

ANNA, BO, CLEO = "Anna <anna@example.org>", "Bo <bo@example.org>", "Cleo <cleo@example.org>"
TREE = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"


def made(author: str = ANNA, committer: str | None = None, said: str = "Ändring", name: str = "c1") -> Commit:
    return Commit(name, TREE, ("c0",), author, committer or author, "2026-11-22T10:00:00+01:00", said)


def merge(
    by: str = BO,
    committer: str | None = None,
    said: str = f"Godkänn\n\nGranskad-av: {BO}\nGranskat-träd: {TREE}\n",
    parents: tuple[str, ...] = ("c0", "c1"),
) -> Commit:
    return Commit("m1", "b" * 40, parents, by, committer or by, "2026-11-22T11:00:00+01:00", said)


@pytest.mark.parametrize(
    ("commit", "own"),
    [
        (made(), True),
        (made("Anna Annat <ANNA@Example.ORG>"), True),
        (made(CLEO, committer=ANNA), True),
        (made(CLEO, said="Ändring\n\nCo-authored-by: Anna <anna@example.org>"), True),
        (made(CLEO, said="Ändring\n\nco-Authored-By: A <Anna@example.org>\nAnnat: x"), True),
        (made(CLEO), False),
        (made("anna <cleo@example.org>"), False),
        (made(CLEO, said="Tack Anna <anna@example.org>"), False),
    ],
    ids=[
        "author",
        "other case",
        "committer",
        "co-author",
        "co-author, other case",
        "nothing",
        "only the name",
        "named",
    ],
)
def test_own_work_is_told_by_the_address(commit: Commit, own: bool) -> None:
    assert is_own_work(ANNA, [made(BO), commit]) is own


def test_who_has_no_address_cannot_be_told_from_anybody() -> None:
    assert is_own_work("Dana <>", [made()])
    assert not is_own_work("Dana <dana@example.org>", [made("Anna <>")])


def test_the_reviewer_who_made_the_merge_approves() -> None:
    assert approver_of(merge(), [made()]) == BO


def test_a_merge_made_by_the_forge_in_the_reviewers_name_approves() -> None:
    assert approver_of(merge(by=BO, committer="Forge <noreply@forge.example>"), [made()]) == BO


@pytest.mark.parametrize(
    ("by", "brought"),
    [
        (merge(by=CLEO), [made()]),
        (merge(), [made(BO)]),
        (merge(), [made(), made(BO, name="c2")]),
        (merge(), [made(said=f"Ändring\n\nCo-authored-by: {BO}")]),
        (merge(said=f"Godkänn\n\nGranskad-av: {BO}\nGranskat-träd: {'a' * 40}\n"), [made()]),
        (merge(said=f"Godkänn\n\nGranskad-av: {BO}\n"), [made()]),
        (merge(said=f"Godkänn\n\nGranskat-träd: {TREE}\n"), [made()]),
        (merge(said=f"Granskad-av: {BO}\nGranskat-träd: {TREE}\n"), [made()]),
        (merge(by="Bo <>", said=f"Godkänn\n\nGranskad-av: Bo <>\nGranskat-träd: {TREE}\n"), [made()]),
        (merge(parents=("c0",)), [made()]),
        (merge(parents=("c0", "c1", "c2")), [made(), made(name="c2")]),
        (merge(), [made(name="c2")]),
    ],
    ids=[
        "made by another than it names",
        "of one's own",
        "of one's own in part",
        "of what one has co-written",
        "of another tree: a commit has come since",
        "of no tree",
        "by nobody",
        "said in the subject",
        "by no address",
        "no merge",
        "three parents",
        "brings in something else than its second parent",
    ],
)
def test_what_is_no_approval(by: Commit, brought: list[Commit]) -> None:
    """hazards F60, F61"""
    assert approver_of(by, brought) is None


def test_only_the_last_paragraph_holds_trailers() -> None:
    said = message("Rubrik", f"Granskad-av: {CLEO}\nmer", [("Granskad-av", BO), ("Annat", "a: b")])
    assert trailers(made(said=said), "Granskad-av") == [BO]
    assert trailers(made(said=said), "annat") == ["a: b"]
    assert trailers(made(said="Granskad-av: x"), "Granskad-av") == []


def test_a_merge_with_something_of_its_own_is_no_plain_merge(repository: Callable[..., Repository]) -> None:
    """hazards F60: the evil merge"""
    office = repository()
    office.commit({"records/a.txt": "1\n"})
    office.git("checkout", "-q", "-b", "arbete")
    office.commit({"records/b.txt": "1\n"})
    office.git("checkout", "-q", "main")
    office.commit({"records/c.txt": "1\n"})
    office.git("merge", "-q", "--no-ff", "-m", "Slå ihop", "arbete")

    def last() -> Commit:
        name = office.git("rev-parse", "HEAD")
        return commits(office.root, [name])[name]

    assert is_plain_merge(office.root, last())
    office.write({"records/b.txt": "smuget\n"})
    office.git("commit", "-q", "--amend", "--no-edit", "--all")
    assert not is_plain_merge(office.root, last())
    office.git("checkout", "-q", "HEAD^1")
    assert not is_plain_merge(office.root, last())
