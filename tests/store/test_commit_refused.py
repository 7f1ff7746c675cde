"""What a commit refuses, each by name and with everything left as it was: odd states, locks, disks, paths, programs."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from sysselreg.errors import DiskError, GitStateError, UnsafeInputError
from sysselreg.store import lock
from sysselreg.store.commit import Write, commit, commit_identity
from sysselreg.store.place import work_state
from tests.conftest import Repository
from tests.store.saving import FILES, ONE, TWO, refused, saved

Make = Callable[..., Repository]


@pytest.fixture
def forrad(repository: Make) -> Repository:
    made = repository()
    made.commit(FILES)
    return made


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
            "Avsluta den först, eller avbryt den med git merge --abort och kör sysselreg uppdatera.",
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
        'Git vet inte vem du är, så inget kan sparas i ditt namn. Kör git config --global user.name "DITT NAMN" '
        "och git config --global user.email DIN-ADRESS"
    )


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
