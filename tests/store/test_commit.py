"""A commit holds the files it was given and nothing else, whatever lies about it in the repository."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from sysselreg.errors import DiskError, GitStateError, SysselregError, UnsafeInputError
from sysselreg.store import lock
from sysselreg.store.commit import Write, commit, commit_identity
from sysselreg.store.place import work_state
from tests.conftest import Repository

Make = Callable[..., Repository]

ONE = "records/aktivitet/2025/akt-3c6w0z.yaml"
TWO = "records/aktivitet/2025/akt-9x2v5b.yaml"
NEW = "records/placering/2026/pla-8m2kd4.yaml"


@pytest.fixture
def forrad(repository: Make) -> Repository:
    made = repository()
    made.commit({ONE: "titel: ett\n", TWO: "titel: annan\n", "egen.txt": "mitt\n"})
    return made


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
    assert commit(forrad.root, [Write(ONE, b"titel: ett\n", b"titel: ett\n")], "Prov\n") == head
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


# ---- states of the repository ----------------------------------------------------------------------------------------


def detached(forrad: Repository) -> None:
    forrad.git("switch", "-q", "--detach")


def merging(forrad: Repository, command: tuple[str, ...] = ("merge",)) -> None:
    forrad.git("switch", "-q", "-c", "annas")
    forrad.commit({ONE: "titel: annas\n"})
    forrad.git("switch", "-q", "main")
    forrad.commit({ONE: "titel: bos\n"})
    subprocess.run(["git", *command, "annas"], cwd=forrad.path, capture_output=True, check=False)


def rebasing(forrad: Repository) -> None:
    merging(forrad, ("rebase",))


def picking(forrad: Repository) -> None:
    merging(forrad, ("cherry-pick",))


def reverting(forrad: Repository) -> None:
    forrad.commit({ONE: "titel: två\n"})
    forrad.commit({ONE: "titel: tre\n"})
    subprocess.run(["git", "revert", "HEAD~1"], cwd=forrad.path, capture_output=True, check=False)


def bisecting(forrad: Repository) -> None:
    forrad.git("bisect", "start")


@pytest.mark.parametrize(
    ("state", "told"),
    [
        (
            detached,
            "Ingen gren är vald (Git kallar det ”detached HEAD”), så det som sparas skulle tappas bort. "
            "Gå till en gren med git switch main, eller gör en ny med git switch -c NAMN.",
        ),
        (
            merging,
            "En sammanslagning (git merge) pågår i förrådet. "
            "Avsluta den först, eller avbryt den med git merge --abort.",
        ),
        (
            rebasing,
            "En ombasering (git rebase) pågår i förrådet. Avsluta den först, eller avbryt den med git rebase --abort.",
        ),
        (
            picking,
            "En plockad ändring (git cherry-pick) pågår i förrådet. "
            "Avsluta den först, eller avbryt den med git cherry-pick --abort.",
        ),
        (
            reverting,
            "En ångrad ändring (git revert) pågår i förrådet. "
            "Avsluta den först, eller avbryt den med git revert --abort.",
        ),
        (
            bisecting,
            "En felsökning (git bisect) pågår i förrådet. Avsluta den först, eller avbryt den med git bisect reset.",
        ),
    ],
)
def test_a_repository_in_the_middle_of_something_is_refused_by_name(
    state: Callable[[Repository], None], told: str, forrad: Repository
) -> None:
    work_state(forrad.root)
    state(forrad)
    seen = (forrad.root / TWO).read_bytes()
    assert refused(forrad, Write(TWO, seen, b"titel: ny\n")) == told


def test_outside_git(tmp_path: Path) -> None:
    with pytest.raises(GitStateError) as failed:
        commit(tmp_path, [Write(ONE, None, b"x")], "Prov\n")
    assert failed.value.sentence == (
        f"Mappen {tmp_path} ligger inte i ett Git-förråd, så inget kan sparas. Gör ett förråd med git init."
    )


def test_a_bare_repository_and_gits_own_folder(forrad: Repository, tmp_path: Path) -> None:
    bare = tmp_path / "delat.git"
    forrad.git("clone", "-q", "--bare", forrad.path.as_uri(), str(bare))
    with pytest.raises(GitStateError, match="har inga arbetsfiler"):
        commit(bare, [Write(ONE, None, b"x")], "Prov\n")
    inside = forrad.path / ".git/info"
    with pytest.raises(GitStateError) as failed:
        commit(inside, [Write(ONE, None, b"x")], "Prov\n")
    assert failed.value.sentence == (
        f"Registret {inside} ligger i Gits egen mapp {forrad.path}/.git. Flytta det därifrån."
    )


def test_nobody_known_to_git(forrad: Repository, git_home: Path) -> None:
    assert commit_identity(forrad.root) == "Prov <prov@example.org>"
    (git_home / ".gitconfig").unlink()
    assert refused(forrad, Write(ONE, b"titel: ett\n", b"titel: ny\n")) == (
        "Git vet inte vem du är, så inget kan sparas i ditt namn. Kör git config --global user.name ”Ditt namn” "
        "och git config --global user.email din.adress@kommunen.se"
    )


# ---- what others have done -------------------------------------------------------------------------------------------


def test_a_file_changed_since_it_was_read_is_refused_with_the_difference(forrad: Repository) -> None:
    (forrad.root / ONE).write_bytes(b"titel: deras\n")
    assert refused(forrad, Write(ONE, b"titel: ett\n", b"titel: mitt\n")) == (
        f"{ONE} har ändringar som inte är med i det som skulle sparas. Inget är sparat. "
        f"Spara dem eller ta bort dem, och kör igen. Så här skiljer filen:\n--- {ONE}\n+++ {ONE}\n@@ -1 +1 @@\n-titel: ett\n+titel: deras\n"
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
        f"{ONE} har ett annat innehåll än filen i Gits index (git add). Inget är sparat. "
        f"Ta bort den därifrån med git restore --staged {ONE} och kör igen."
    )
    forrad.git("restore", "--staged", ONE)
    commit(forrad.root, [mine], "Prov\n")
    assert saved(forrad) == [f"M {ONE}"]


def test_a_record_staged_as_it_shall_be_is_fine(forrad: Repository) -> None:
    (forrad.root / ONE).write_bytes(b"titel: stagad\n")
    forrad.git("add", ONE)
    commit(forrad.root, [Write(ONE, b"titel: stagad\n", b"titel: stagad\n")], "Prov\n")
    assert saved(forrad) == [f"M {ONE}"]


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


# ---- locks and disks -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["index.lock", "refs/heads/main.lock", "HEAD.lock"])
def test_a_lock_of_gits_that_stays_is_named_with_its_age_and_left(
    name: str, forrad: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lock, "GIT_PATIENCE", 0.2)
    file = forrad.path / ".git" / name
    file.touch()
    os.utime(file, (time.time() - 7200, time.time() - 7200))
    write = Write(ONE, b"titel: ett\n", b"titel: ny\n")
    assert refused(forrad, write) == (
        f"Låsfilen {file} har legat i vägen i 2 timmar. Ett annat program använder förrådet, "
        "eller så avbröts det. Inget är sparat. Avsluta det andra programmet; är inget igång, ta bort låsfilen. "
        "Kör sedan igen."
    )
    assert file.exists()
    file.unlink()
    commit(forrad.root, [write], "Prov\n")
    assert saved(forrad) == [f"M {ONE}"]


def test_a_lock_of_gits_that_goes_away_is_waited_for(forrad: Repository) -> None:
    file = forrad.path / ".git/index.lock"
    file.touch()
    other = subprocess.Popen(["sh", "-c", f"sleep 0.4; rm {file}"])
    commit(forrad.root, [Write(ONE, b"titel: ett\n", b"titel: ny\n")], "Prov\n")
    assert other.wait() == 0
    assert saved(forrad) == [f"M {ONE}"]


def test_another_run_that_never_ends_is_told(forrad: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lock, "PATIENCE", 0.2)
    with lock.held(work_state(forrad.root).home):
        told = refused(forrad, Write(ONE, b"titel: ett\n", b"titel: ny\n"))
    assert told == "Ett annat sysselreg arbetar i samma förråd. Vänta tills det är klart och kör igen."


FULL = """
import sys
from pathlib import Path
from sysselreg.errors import SysselregError
from sysselreg.store.commit import Write, commit
root = Path(sys.argv[1])
try:
    commit(root, [Write("records/ny.yaml", None, b"titel: ny\\n" * 4000)], "Prov\\n")
except SysselregError as error:
    print(error.exit_code, error.sentence)
"""


@pytest.mark.parametrize(
    ("make", "reason"),
    [("dd if=/dev/zero of=fyll bs=1k 2>/dev/null", "disken är full"), ("mount -o remount,ro .", "disken går inte")],
)
def test_a_full_or_read_only_disk_leaves_all_as_it_was(make: str, reason: str, tmp_path: Path) -> None:
    """A small disk of its own in a name space of its own, where the system allows that."""
    import sys

    program = tmp_path / "prov.py"
    program.write_text(FULL, encoding="utf-8")
    disk = tmp_path / "disk"
    disk.mkdir()
    script = f"""
        set -e
        mount -t tmpfs -o size=600k prov {disk}
        cd {disk}
        git init -q -b main --template= .
        git config user.name Prov; git config user.email prov@example.org
        echo titel > records.txt; git add .; git commit -q -m läge; mkdir records .git/sysselreg
        git rev-parse HEAD
        {make} || true
        {sys.executable} {program} {disk}
        git rev-parse HEAD
        ls records
    """
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2]), "PYTHONDONTWRITEBYTECODE": "1"}
    ran = subprocess.run(
        ["unshare", "-rm", "sh", "-c", script], capture_output=True, text=True, env=environment, check=False
    )
    if "unshare" in ran.stderr or "permission denied" in ran.stderr:
        pytest.skip("no disk of our own here")
    assert ran.stderr == ""
    before, told, after = ran.stdout.splitlines()
    assert told.startswith("6 ")
    assert str(disk) in told
    assert reason in told
    assert before == after


def test_no_right_to_write_is_told_with_the_path(forrad: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever runs the tests may be root, whom nothing stops; the system's answer is given in its place."""
    import errno

    def denied(*_words: object, **_more: object) -> int:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    with monkeypatch.context() as patched:
        patched.setattr(Path, "mkdir", denied)
        told = refused(forrad, Write(ONE, b"titel: ett\n", b"titel: ny\n"), kind=DiskError)
    assert told == f"{forrad.path}/.git/sysselreg/lock går inte att skriva: du har inte rätt till den. Inget är sparat."


# ---- paths -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    [
        "../utanför.yaml",
        "/etc/passwd",
        "records/../../x.yaml",
        ".git/config",
        "records/.GIT/hooks/x",
        "records/git~1/x",
        "records/-x.yaml",
        "records/CON",
        "records/nul.yaml",
        "records/punkt.",
        "records/blank ",
        "records//x.yaml",
        "records/två\nrader.yaml",
        "records/osynlig\u200b.yaml",
        "records/a\\b.yaml",
        "records/kolon:.yaml",
        "records/" + "a" * 300,
        "",
    ],
)
def test_paths_that_could_mean_something_else_are_refused(path: str, forrad: Repository) -> None:
    told = refused(forrad, Write(path, None, b"x"), kind=UnsafeInputError)
    assert told.startswith("Filnamnet '")
    assert told.endswith("eller är längre än 240 tecken. Byt namn på filen.")


def test_paths_that_people_use_are_not(forrad: Repository) -> None:
    paths = [
        "records/texter/2025/inledning.md",
        ".gitlab-ci.yml",
        "records/x/consult.yaml",
        "schemas/vocabularies/å ä.yaml",
    ]
    commit(forrad.root, [Write(path, None, b"x") for path in paths], "Prov\n")
    assert len(saved(forrad)) == 4


def test_links_are_refused(forrad: Repository, tmp_path: Path) -> None:
    outside = tmp_path / "utanför"
    outside.mkdir()
    (outside / "x.yaml").write_bytes(b"titel: ett\n")
    (forrad.root / "records/länk").symlink_to(outside)
    told = refused(forrad, Write("records/länk/x.yaml", b"titel: ett\n", b"titel: ny\n"), kind=UnsafeInputError)
    assert told == (
        "records/länk/x.yaml går genom länken records/länk, så det är inte säkert vad som skulle sparas. "
        "Ersätt länken med det som den pekar på."
    )
    (forrad.root / ONE).unlink()
    (forrad.root / ONE).symlink_to(outside / "x.yaml")
    told = refused(forrad, Write(ONE, b"titel: ett\n", b"titel: ny\n"), kind=UnsafeInputError)
    assert told.startswith(f"{ONE} går genom länken {ONE}, ")
    assert (outside / "x.yaml").read_bytes() == b"titel: ett\n"


def test_a_file_never_takes_the_place_of_a_committed_folder(forrad: Repository) -> None:
    shutil.rmtree(forrad.root / "records/aktivitet")
    forrad.write({"records/aktivitet": "x"})
    told = refused(forrad, Write("records/aktivitet", b"x", b"x"), kind=UnsafeInputError)
    assert told == "aktivitet är både en fil och en mapp. Byt namn på den ena."


# ---- nobody's programs -----------------------------------------------------------------------------------------------


@pytest.fixture
def canary(tmp_path: Path) -> tuple[Path, Path]:
    """A program, and the file that it leaves behind when somebody runs it."""
    left, program = tmp_path / "kanarie", tmp_path / "ond.sh"
    program.write_text(f"#!/bin/sh\necho $0 $@ >> {left}\ncat\n", encoding="utf-8")
    program.chmod(0o755)
    return program, left


def test_hooks_and_attributes_run_nothing(forrad: Repository, canary: tuple[Path, Path]) -> None:
    program, left = canary
    hooks = "pre-commit prepare-commit-msg commit-msg post-commit reference-transaction post-index-change post-rewrite"
    for hook in hooks.split():
        shutil.copy(program, forrad.path / ".git/hooks" / hook)
    (forrad.root / ".gitattributes").write_text("* filter=ond diff=ond merge=ond\n", encoding="utf-8")
    forrad.git("config", "core.fsmonitor", str(program))
    commit(forrad.root, [Write(ONE, b"titel: ett\n", b"titel: ny\n")], "Prov\n")
    assert saved(forrad) == [f"M {ONE}"]
    # The control: git itself runs them.
    assert left.unlink(missing_ok=True) is None
    subprocess.run(["git", "commit", "-qam", "x"], cwd=forrad.path, capture_output=True, check=False)
    assert left.exists()


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("core.sshCommand", "{program}"),
        ("filter.ond.clean", "{program}"),
        ("filter.ond.process", "{program}"),
        ("diff.external", "{program}"),
        ("gpg.program", "{program}"),
        ("gpg.ssh.program", "{program}"),
        ("credential.helper", "!{program}"),
        ("include.path", "/dev/null"),
        ("core.worktree", "/"),
        ("merge.sysselreg.driver", "{program} %A"),
        ("remote.origin.uploadpack", "{program}"),
        ("url.ext::x.insteadOf", "https://"),
        ("core.sparseCheckout", "true"),
    ],
)
def test_settings_that_could_run_programs_are_refused_by_name(
    key: str, value: str, forrad: Repository, canary: tuple[Path, Path]
) -> None:
    program, left = canary
    work_state(forrad.root)
    config = forrad.path / ".git/config"
    before = config.read_text(encoding="utf-8")
    forrad.git("config", key, value.format(program=program))
    first, *middle, last = key.split(".")
    named = ".".join([first.lower(), *middle, last.lower()])
    with pytest.raises(GitStateError) as failed:
        commit(forrad.root, [Write(ONE, b"titel: ett\n", b"titel: ny\n")], "Prov\n")
    assert failed.value.sentence == (
        f"Inställningen {named} i förrådets .git/config kan få Git att köra program eller läsa annat än "
        f"registret, så inget är gjort. Är den inte din, ta bort den: git config --local --unset-all {named}. "
        "Är den din, lägg den i dina egna inställningar i stället: git config --global."
    )
    assert not left.exists()
    config.write_text(before, encoding="utf-8")
    commit(forrad.root, [Write(ONE, b"titel: ett\n", b"titel: ny\n")], "Prov\n")


def test_settings_that_people_have_are_trusted(forrad: Repository) -> None:
    for key, value in (
        ("user.name", "Prov"),
        ("remote.origin.url", "https://example.org/register.git"),
        ("remote.origin.fetch", "+refs/heads/*:refs/remotes/origin/*"),
        ("branch.main.remote", "origin"),
        ("branch.main.vscode-merge-base", "origin/main"),
        ("credential.helper", "store"),
        ("merge.sysselreg.driver", "sysselreg sammanfoga %O %A %B %P"),
        ("pull.rebase", "true"),
        ("core.autocrlf", "input"),
        ("core.hooksPath", "krokar"),
    ):
        forrad.git("config", key, value)
    commit(forrad.root, [Write(ONE, b"titel: ett\n", b"titel: ny\n")], "Prov\n")
    assert saved(forrad) == [f"M {ONE}"]


def test_settings_of_a_work_tree_of_its_own_are_read_too(forrad: Repository) -> None:
    forrad.git("config", "extensions.worktreeConfig", "true")
    forrad.git("config", "--worktree", "core.editor", "vim")
    assert "Inställningen core.editor i förrådets .git/config" in refused(
        forrad, Write(ONE, b"titel: ett\n", b"titel: ny\n")
    )


def test_modes(forrad: Repository) -> None:
    commit(forrad.root, [Write(NEW, None, b"titel: ny\n")], "Prov\n")
    assert forrad.git("ls-tree", "HEAD", NEW).startswith("100644 blob ")
    assert stat.S_IMODE((forrad.root / NEW).stat().st_mode) == 0o644
