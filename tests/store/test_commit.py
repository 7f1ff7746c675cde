"""A commit holds the files it was given and nothing else, whatever lies about it in the repository."""

from __future__ import annotations

import os
import stat
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from sysselreg.errors import GitStateError
from sysselreg.store import lock
from sysselreg.store.commit import Write, commit
from tests.conftest import Repository
from tests.store.saving import FILES, NEW, ONE, TWO, refused, saved

Make = Callable[..., Repository]


@pytest.fixture
def forrad(repository: Make) -> Repository:
    made = repository()
    made.commit(FILES)
    return made


# ---- what it does ----------------------------------------------------------------------------------------------------


def test_files_are_written_removed_and_committed_together(forrad: Repository) -> None:
    before = forrad.git("rev-parse", "HEAD")
    made = commit(
        forrad.root,
        [
            Write(ONE, b"titel: ett\n", "titel: två\n".encode()),
            Write(NEW, None, b"titel: ny\n"),
            Write(TWO, b"titel: annan\n", None),
        ],
        "Ändrar 3 poster\n\nBegaran: 7\n",
    )
    assert made == forrad.git("rev-parse", "main")
    assert forrad.git("rev-parse", "HEAD^") == before
    assert saved(forrad) == [f"M {ONE}", f"D {TWO}", f"A {NEW}"]
    assert (forrad.root / ONE).read_text(encoding="utf-8") == "titel: två\n"
    assert (forrad.root / NEW).read_bytes() == b"titel: ny\n"
    assert not (forrad.root / TWO).exists()
    assert forrad.git("status", "--porcelain") == ""
    assert forrad.git("log", "-1", "--format=%an <%ae>|%cn|%s|%(trailers:key=Begaran,valueonly)") == (
        "Prov <prov@example.org>|Prov|Ändrar 3 poster|7"
    )
    assert forrad.git("fsck", "--strict") == ""


def test_what_the_folder_holds_already_is_committed_as_it_is(forrad: Repository) -> None:
    (forrad.root / ONE).write_bytes(b"titel: mitt\n")
    (forrad.root / TWO).unlink()
    commit(forrad.root, [Write(ONE, b"titel: mitt\n", b"titel: mitt\n"), Write(TWO, None, None)], "Prov\n")
    assert saved(forrad) == [f"M {ONE}", f"D {TWO}"]
    assert forrad.git("status", "--porcelain") == ""


def test_nothing_new_makes_no_commit(forrad: Repository) -> None:
    head = forrad.git("rev-parse", "HEAD")
    assert commit(forrad.root, [Write(ONE, b"titel: ett\n", b"titel: ett\n")], "Prov\n") is None
    assert forrad.git("rev-parse", "HEAD") == head


def test_the_users_own_changes_stay_as_they_are(forrad: Repository) -> None:
    forrad.write({"stagad.txt": "stagad\n", "ospårad.txt": "lös\n", "egen.txt": "ändrad\n"})
    forrad.git("add", "stagad.txt")
    (forrad.root / "stagad.txt").write_text("stagad och ändrad\n", encoding="utf-8")
    forrad.git("rm", "-q", "--cached", TWO)
    before = forrad.git("status", "--porcelain")
    commit(forrad.root, [Write(ONE, b"titel: ett\n", b"titel: mitt\n")], "Prov\n")
    assert saved(forrad) == [f"M {ONE}"]
    assert forrad.git("status", "--porcelain") == before
    assert forrad.git("show", ":stagad.txt") == "stagad"


def test_the_first_commit_of_an_empty_repository(repository: Make) -> None:
    forrad = repository()
    made = commit(forrad.root, [Write(ONE, None, b"titel: ett\n")], "Första\n")
    assert forrad.git("log", "--format=%H %s") == f"{made} Första"
    assert saved(forrad) == [f"A {ONE}"]
    assert forrad.git("status", "--porcelain") == "?? sysselreg.yaml"


@pytest.mark.parametrize("init", [(), ("--object-format=sha256",)])
def test_both_kinds_of_object_names(init: tuple[str, ...], repository: Make) -> None:
    forrad = repository(init=init)
    forrad.commit({ONE: "titel: ett\n"})
    made = commit(forrad.root, [Write(ONE, b"titel: ett\n", b"titel: ny\n")], "Prov\n")
    assert len(made) == (64 if init else 40)
    assert saved(forrad) == [f"M {ONE}"]


def test_a_register_in_a_folder_of_the_repository(repository: Make) -> None:
    forrad = repository(below="kommunen/register")
    forrad.commit({ONE: "titel: ett\n"})
    commit(forrad.root, [Write(ONE, b"titel: ett\n", b"titel: ny\n")], "Prov\n")
    assert saved(forrad) == [f"M kommunen/register/{ONE}"]
    assert forrad.git("status", "--porcelain") == ""


def test_a_linked_work_tree_keeps_its_own_branch(forrad: Repository, tmp_path: Path) -> None:
    linked = tmp_path / "länkad"
    forrad.git("worktree", "add", "-q", "-b", "annas", str(linked))
    made = commit(linked, [Write(ONE, b"titel: ett\n", b"titel: annas\n")], "Prov\n")
    assert forrad.git("rev-parse", "annas") == made
    assert forrad.git("rev-parse", "main") != made
    assert (forrad.root / ONE).read_bytes() == b"titel: ett\n"
    assert Repository(linked, linked).git("status", "--porcelain") == ""


def test_a_shallow_clone(forrad: Repository, tmp_path: Path) -> None:
    forrad.commit({ONE: "titel: nyare\n"})
    shallow = tmp_path / "grund"
    forrad.git("clone", "-q", "--depth=1", forrad.path.as_uri(), str(shallow))
    commit(shallow, [Write(ONE, b"titel: nyare\n", b"titel: ny\n")], "Prov\n")
    assert saved(Repository(shallow, shallow)) == [f"M {ONE}"]


def test_a_partial_clone_without_a_network(forrad: Repository, tmp_path: Path) -> None:
    forrad.git("config", "uploadpack.allowFilter", "true")
    forrad.commit({ONE: "titel: nyare\n"})
    partial = tmp_path / "delvis"
    forrad.git("clone", "-q", "--filter=blob:none", forrad.path.as_uri(), str(partial))
    forrad.path.rename(tmp_path / "borta")
    commit(partial, [Write(ONE, b"titel: nyare\n", b"titel: ny\n")], "Prov\n")
    assert saved(Repository(partial, partial)) == [f"M {ONE}"]


@pytest.mark.parametrize(("key", "value"), [("core.autocrlf", "true"), ("core.eol", "crlf")])
def test_line_ends_are_never_changed(key: str, value: str, forrad: Repository) -> None:
    forrad.git("config", key, value)
    (forrad.root / ".gitattributes").write_text("*.yaml text\n", encoding="utf-8")
    commit(forrad.root, [Write(ONE, b"titel: ett\n", b"titel: ny\n")], "Prov\n")
    assert (forrad.root / ONE).read_bytes() == b"titel: ny\n"
    assert forrad.git("cat-file", "-s", f"HEAD:{ONE}") == "10"


def test_git_dir_of_the_surroundings_is_ignored(
    forrad: Repository, repository: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = repository(name="annat")
    theirs = other.commit({ONE: "titel: deras\n"})
    for name in ("GIT_DIR", "GIT_COMMON_DIR", "GIT_OBJECT_DIRECTORY", "GIT_INDEX_FILE", "GIT_WORK_TREE"):
        monkeypatch.setenv(name, str(other.path / ".git"))
    monkeypatch.setenv("GIT_AUTHOR_NAME", "Någon annan")
    made = commit(forrad.root, [Write(ONE, b"titel: ett\n", b"titel: ny\n")], "Prov\n")
    assert os.environ["GIT_DIR"] == str(other.path / ".git")
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    assert forrad.git("log", "-1", "--format=%H %an") == f"{made} Prov"
    assert other.git("rev-parse", "HEAD") == theirs


def test_commits_are_signed_when_the_user_wants_it(forrad: Repository, tmp_path: Path) -> None:
    key = tmp_path / "nyckel"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(key)], check=True)
    forrad.git("config", "gpg.format", "ssh")
    forrad.git("config", "user.signingkey", str(key))
    forrad.git("config", "commit.gpgsign", "true")
    commit(forrad.root, [Write(ONE, b"titel: ett\n", b"titel: ny\n")], "Prov\n")
    assert "gpgsig -----BEGIN SSH SIGNATURE-----" in forrad.git("cat-file", "commit", "HEAD")
    key.unlink()
    told = refused(forrad, Write(ONE, b"titel: ny\n", b"titel: igen\n"))
    assert told.startswith("Incheckningen gick inte att signera, så inget är sparat.")
    assert told.endswith("se till att nyckeln fungerar (git config user.signingkey).")


def test_modes(forrad: Repository) -> None:
    commit(forrad.root, [Write(NEW, None, b"titel: ny\n")], "Prov\n")
    assert forrad.git("ls-tree", "HEAD", NEW).startswith("100644 blob ")
    assert stat.S_IMODE((forrad.root / NEW).stat().st_mode) == 0o644


# ---- what others have done -------------------------------------------------------------------------------------------


def test_a_file_changed_since_it_was_read_is_refused_with_the_difference(forrad: Repository) -> None:
    (forrad.root / ONE).write_bytes(b"titel: deras\n")
    assert refused(forrad, Write(ONE, b"titel: ett\n", b"titel: mitt\n")) == (
        f"{ONE} har ändringar som inte är sparade och som skulle skrivas över. Inget är ändrat. "
        f"Spara dem eller ta bort dem, och kör igen. Så här skiljer filen:\n--- {ONE}\n+++ {ONE}\n@@ -1 +1 @@\n"
        "-titel: ett\n+titel: deras\n"
    )
    commit(forrad.root, [Write(ONE, b"titel: deras\n", b"titel: mitt\n")], "Prov\n")
    assert saved(forrad) == [f"M {ONE}"]


def test_a_file_that_came_into_being_or_went_away_is_refused_too(forrad: Repository) -> None:
    forrad.write({NEW: "titel: deras\n"})
    assert "+titel: deras" in refused(forrad, Write(NEW, None, b"titel: mitt\n"))
    (forrad.root / ONE).unlink()
    assert "-titel: ett" in refused(forrad, Write(ONE, b"titel: ett\n", b"titel: mitt\n"))


def test_a_record_staged_with_other_content_is_refused(forrad: Repository) -> None:
    (forrad.root / ONE).write_bytes(b"titel: stagad\n")
    forrad.git("add", ONE)
    (forrad.root / ONE).write_bytes(b"titel: senare\n")
    mine = Write(ONE, b"titel: senare\n", b"titel: senare\n")
    assert refused(forrad, mine) == (
        f"{ONE} har ett annat innehåll än filen i Gits index (git add). Inget är ändrat. "
        f"Ta bort den därifrån med git restore --staged {ONE} och kör igen."
    )
    forrad.git("restore", "--staged", ONE)
    commit(forrad.root, [mine], "Prov\n")
    assert saved(forrad) == [f"M {ONE}"]


def test_an_unsettled_conflict_in_the_index_is_refused(forrad: Repository) -> None:
    """As `git stash pop` may leave it, with nothing else to tell that something is going on."""
    forrad.write({ONE: "titel: undanlagd\n"})
    forrad.git("stash", "-q")
    forrad.commit({ONE: "titel: senare\n"})
    subprocess.run(["git", "stash", "pop"], cwd=forrad.path, capture_output=True, check=False)
    (forrad.root / ONE).write_bytes(b"titel: avgjord\n")
    mine = Write(ONE, b"titel: avgjord\n", b"titel: avgjord\n")
    assert refused(forrad, mine).startswith(f"{ONE} har en olöst konflikt i Gits index (git add). Inget är ändrat.")
    (forrad.root / ONE).unlink()
    assert "en olöst konflikt" in refused(forrad, Write(ONE, None, None))


def test_a_record_staged_as_it_shall_be_is_fine(forrad: Repository) -> None:
    (forrad.root / ONE).write_bytes(b"titel: stagad\n")
    forrad.git("add", ONE)
    commit(forrad.root, [Write(ONE, b"titel: stagad\n", b"titel: stagad\n")], "Prov\n")
    assert saved(forrad) == [f"M {ONE}"]


def test_what_the_user_had_staged_stays_staged_when_nothing_is_saved(
    forrad: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lock, "GIT_PATIENCE", 0.1)
    (forrad.root / ONE).write_bytes(b"titel: stagad\n")
    forrad.git("add", ONE)
    (forrad.path / ".git/refs/heads/main.lock").touch()
    told = refused(forrad, Write(ONE, b"titel: stagad\n", b"titel: stagad\n"), Write(NEW, None, b"titel: ny\n"))
    assert told.startswith("Låsfilen ")
    assert forrad.git("status", "--porcelain") == f"M  {ONE}"


def test_the_branch_moved_by_somebody_elses_commit_keeps_both(
    forrad: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    interrupted(forrad, monkeypatch, {"egen.txt": "deras\n"})
    commit(forrad.root, [Write(ONE, b"titel: ett\n", b"titel: mitt\n")], "Mitt\n")
    assert forrad.git("log", "--format=%s", "-3").splitlines() == ["Mitt", "Deras", "Ändring"]
    assert saved(forrad) == [f"M {ONE}"]
    assert saved(forrad, "HEAD^") == ["M egen.txt"]
    assert forrad.git("status", "--porcelain") == ""


def test_the_same_file_committed_by_somebody_else_meanwhile_is_refused(
    forrad: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    interrupted(forrad, monkeypatch, {ONE: "titel: deras\n"})
    with pytest.raises(GitStateError) as failed:
        commit(forrad.root, [Write(ONE, b"titel: ett\n", b"titel: mitt\n")], "Mitt\n")
    assert failed.value.sentence == (
        f"{ONE} har fått ett annat innehåll på grenen main medan programmet arbetade. "
        "Inget är sparat. Se det andra med git log -p, och gör om din ändring."
    )
    assert forrad.git("show", f"HEAD:{ONE}") == "titel: deras"
    assert (forrad.root / ONE).read_bytes() == b"titel: ett\n"


def interrupted(forrad: Repository, monkeypatch: pytest.MonkeyPatch, theirs: dict[str, str]) -> None:
    """Somebody else's commit arrives once, just before the branch is moved, from a clone that pushes into it."""
    from sysselreg.store import apply

    moved: Callable[..., None] = apply._move_branch
    clone = forrad.path.with_name("klon")
    forrad.git("clone", "-q", forrad.path.as_uri(), str(clone))
    other = Repository(clone, clone)

    def late(*words: object) -> None:
        if not other.git("log", "--format=%s", "--grep=Deras"):
            other.write(theirs)
            other.git("commit", "-q", "-a", "-m", "Deras")
            forrad.git("fetch", "-q", str(clone), "main")
            forrad.git("update-ref", "refs/heads/main", "FETCH_HEAD")
            if ONE not in theirs:
                forrad.git("checkout", "-q", "HEAD", "--", *theirs)
        moved(*words)

    monkeypatch.setattr(apply, "_move_branch", late)
