"""What nobody else has approved, and approvals that hold something else."""

from __future__ import annotations

import re
import subprocess

import pytest

from tests.office import ANNA, FIRM, firm
from tests.revision.conftest import Office


def test_what_nobody_else_has_approved(office: Office) -> None:
    alone = office.commit({FIRM: firm("myndighet")})
    office.branch()
    self_approved = office.commit({FIRM: firm("hybridorganisation")})
    office.approve(person=ANNA)
    assert office.deviations() == [("H905", alone, None, None, True), ("H905", self_approved, None, None, True)]
    assert f"  {alone[:10]}  Anna  Ändring\n" in office.ran("revision").out


def test_work_that_begins_beside_everything_needs_approval_too(office: Office) -> None:
    office.git("checkout", "-q", "--orphan", "vid-sidan")
    other = office.commit({FIRM: firm("myndighet")})
    office.git("checkout", "-q", "main")
    office.git("merge", "-q", "--no-ff", "--allow-unrelated-histories", "-s", "ours", "-m", "Slå ihop", "vid-sidan")
    assert office.deviations() == [("H905", other, None, None, True)]


def test_what_is_not_in_the_register_needs_no_approval(office: Office) -> None:
    office.commit({"README.md": "Hej\n"})
    assert office.deviations() == []


def test_work_that_is_not_on_main_yet_waits(office: Office) -> None:
    office.branch()
    commit = office.commit({FIRM: firm("myndighet")})
    assert (office.told()["väntar"], office.deviations()) == ([commit], [])
    assert "– 1 incheckning väntar på granskning och är inte med i det som är godkänt." in office.rows()


@pytest.mark.parametrize(
    "smuggle",
    [{FIRM: firm("hybridorganisation")}, {"records/organisation/2025/org-4x8m2k.yaml": None}],
    ids=["something is added", "something is left out"],
)
def test_an_approval_that_holds_something_else(office: Office, smuggle: dict[str, str | None]) -> None:
    """hazards F60: the evil merge"""
    other = "records/organisation/2025/org-4x8m2k.yaml"
    office.branch()
    office.commit({FIRM: firm("myndighet"), other: firm().replace("org-9b3t7w", "org-4x8m2k")})
    office.approve()
    assert office.deviations() == []
    for path, text in smuggle.items():
        office.made.write({path: text}) if text else (office.root / path).unlink()
    office.git("commit", "-q", "--amend", "--no-edit", "--all")
    assert office.deviations() == [("H906", office.git("rev-parse", "HEAD"), None, None, True)]


def test_a_commit_that_is_dated_before_the_one_it_follows(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_COMMITTER_DATE", "2001-02-03T04:05:06+0100")
    office.branch()
    commit = office.commit({FIRM: firm("myndighet")})
    monkeypatch.delenv("GIT_COMMITTER_DATE")
    office.approve()
    (only,) = office.told()["avvikelser"]
    assert (only["kod"], only["nivå"], only["incheckning"]) == ("H910", "varning", commit)


def test_a_commit_that_says_no_time(office: Office) -> None:
    """hazards F64: it is told by Git's own examination, and stops nothing else"""
    raw = office.git("cat-file", "commit", "HEAD")
    bad = re.sub(r"^committer .*$", "committer Anna <anna.ek@example.org> igår", raw, flags=re.M)
    words = ["git", "hash-object", "-t", "commit", "-w", "--stdin", "--literally"]
    made = subprocess.run(
        words, cwd=office.made.path, input=f"{bad}\n", check=True, capture_output=True, text=True
    ).stdout.strip()
    office.git("reset", "-q", "--hard", made)
    office.changed({FIRM: firm("myndighet")})
    assert "H911" in {each["kod"] for each in office.told()["avvikelser"]}
