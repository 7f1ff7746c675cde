"""`krok`: what is staged is checked before Git makes a commit of it; hooks are put in place, never over another's."""

from __future__ import annotations

import io
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from sysselreg.store import lock
from sysselreg.store.create import new_register
from tests.conftest import Cli, Ran, Repository
from tests.servers.fixtures import fill

PLACEMENT = "records/placering/2025/pla-8m2kd4.yaml"
WRONG = ("omfattning_procent: 75", "omfattning_procent: 120")
TOLD = f"{PLACEMENT}:17:1  fel S021  Omfattning (omfattning_procent) är 120.\n"
STOPPED = "Inget är incheckat: det som skulle checkas in har 1 fel. Rätta, kör git add och git commit.\n"


def git(at: Path, *words: str) -> Ran:
    """Git as the user runs it, from a folder and with hooks."""
    done = subprocess.run(["git", *words], cwd=at, check=False, capture_output=True, text=True)
    return Ran(done.returncode, done.stdout, done.stderr)


@pytest.fixture
def register(exempel: Repository, cli: Cli) -> Repository:
    """A register with its hook."""
    assert cli("krok", "installera", exempel.root).code == 0
    return exempel


def change(at: Repository, old: str, new: str, path: str = PLACEMENT) -> None:
    text = (at.root / path).read_text(encoding="utf-8")
    assert old in text
    at.write({path: text.replace(old, new)})


# ---- before a commit -------------------------------------------------------------------------------------------------


def test_a_staged_error_stops_the_commit_and_a_mended_one_does_not(register: Repository) -> None:
    change(register, *WRONG)
    git(register.path, "add", "--all")
    before = register.git("rev-parse", "HEAD")
    ran = git(register.path, "commit", "-m", "Fel")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith(TOLD)
    assert ran.err.endswith(STOPPED)
    assert register.git("rev-parse", "HEAD") == before
    change(register, "procent: 120", "procent: 80")
    git(register.path, "add", "--all")
    assert git(register.path, "commit", "-q", "-m", "Rätt") == Ran(0, "", "")


def test_only_what_is_staged_counts(register: Repository) -> None:
    change(register, *WRONG)
    register.write({"README.md": "text\n"})
    git(register.path, "add", "README.md")
    assert git(register.path, "commit", "-q", "-m", "Annat").code == 0
    change(register, "stöd: inget", "stöd: lönebidrag")
    git(register.path, "add", PLACEMENT)
    change(register, "procent: 120", "procent: 75")
    # The folder is right, what is staged is not.
    assert git(register.path, "commit", "-q", "-m", "Fel").err.startswith(TOLD)
    assert git(register.path, "commit", "-q", "-a", "-m", "Rätt") == Ran(0, "", "")


@pytest.mark.parametrize("how", [["-a"], [PLACEMENT]])
def test_what_commit_itself_adds_is_checked_too(how: list[str], register: Repository) -> None:
    change(register, *WRONG)
    assert git(register.path, "commit", "-m", "Fel", *how).err.endswith(STOPPED)
    change(register, "procent: 120", "procent: 80")
    assert git(register.path, "commit", "-q", "-m", "Rätt", *how) == Ran(0, "", "")


def test_an_old_error_stops_nobody_elsewhere(register: Repository) -> None:
    change(register, *WRONG)
    register.git("commit", "-q", "-a", "--no-verify", "-m", "Förbi")
    other = "records/organisation/2025/org-4x8m2k.yaml"
    other = next(str(path.relative_to(register.root)) for path in sorted(register.root.glob("records/org*/*/*.yaml")))
    register.write({other: (register.root / other).read_text(encoding="utf-8") + "anteckning: Bytt växel\n"})
    git(register.path, "add", other)
    assert git(register.path, "commit", "-q", "-m", "Annan post").code == 0


@pytest.mark.parametrize("path", ["records/placering/länk.yaml", "records/placering/2025/länk.yaml"])
def test_a_link_and_a_program_below_records_are_refused(path: str, register: Repository) -> None:
    (register.root / path).symlink_to("/etc/passwd")
    git(register.path, "add", "--all")
    assert f"{path} är en länk, en körbar fil eller något annat" in git(register.path, "commit", "-m", "Länk").err
    (register.root / path).unlink()
    (register.root / PLACEMENT).chmod(0o755)
    git(register.path, "add", "--all")
    assert f"{PLACEMENT} är en länk, en körbar fil" in git(register.path, "commit", "-m", "Program").err
    (register.root / PLACEMENT).chmod(0o644)
    change(register, "stöd: inget", "stöd: lönebidrag")
    git(register.path, "add", "--all")
    assert git(register.path, "commit", "-q", "-m", "Rätt").code == 0


def test_the_first_commit_is_checked_too(repository: Callable[..., Repository], cli: Cli) -> None:
    made = repository()
    made.write(new_register("Provkommun", with_examples=True))
    cli("krok", "installera", made.root)
    change(made, *WRONG)
    git(made.path, "add", "--all")
    assert git(made.path, "commit", "-m", "Första").err.startswith(TOLD)
    change(made, "procent: 120", "procent: 75")
    git(made.path, "add", "--all")
    assert git(made.path, "commit", "-q", "-m", "Första").code == 0


def test_a_register_below_another_project(repository: Callable[..., Repository], cli: Cli) -> None:
    made = repository(below="vårt register")
    made.commit(new_register("Provkommun", with_examples=True))
    cli("krok", "installera", made.root)
    change(made, *WRONG)
    git(made.path, "add", "--all")
    assert git(made.path, "commit", "-m", "Fel").err.startswith(TOLD)
    (made.path / "annat.txt").write_text("x", encoding="utf-8")
    git(made.path, "reset", "-q")
    git(made.path, "add", "annat.txt")
    assert git(made.path, "commit", "-q", "-m", "Annat") == Ran(0, "", "")


# ---- putting them in place -------------------------------------------------------------------------------------------


def test_what_is_there_already_is_told_and_left(exempel: Repository, cli: Cli) -> None:
    hook = exempel.path / ".git/hooks/pre-commit"
    exempel.write({".gitattributes": "* -text\n"})
    first = cli("krok", "installera", exempel.root)
    assert (first.code, first.out, first.err) == (
        0,
        "",
        "Git slår nu ihop poster fält för fält i den här klonen.\n"
        "Filen .gitattributes har fått en rad om det, som gäller för alla när den är incheckad: git add .gitattributes "
        '&& git commit -m "Poster slås ihop fält för fält" .gitattributes\n'
        f"{hook}: det som checkas in kontrolleras först.\n",
    )
    again = cli("krok", "installera", exempel.root)
    assert again.err == (f"Git slår redan ihop poster fält för fält i den här klonen.\n{hook} är redan som den ska.\n")
    hook.write_text("#!/bin/sh\nmin egen\n", encoding="utf-8")
    other = cli("krok", "installera", exempel.root).err
    assert f"{hook} finns redan och är inte ändrad. Lägg till raden: " in other
    assert other.endswith(" krok pre-commit || exit 1\n")
    assert hook.read_text(encoding="utf-8") == "#!/bin/sh\nmin egen\n"


def test_an_older_hook_of_ours_is_brought_up_to_date(exempel: Repository, cli: Cli) -> None:
    hook = exempel.path / ".git/hooks/pre-commit"
    cli("krok", "installera", exempel.root)
    right = hook.read_text(encoding="utf-8")
    hook.write_text(right.replace("exec ", "exec /borta/"), encoding="utf-8")
    hook.chmod(0o644)
    assert "det som checkas in kontrolleras först" in cli("krok", "installera", exempel.root).err
    assert (hook.read_text(encoding="utf-8"), os.access(hook, os.X_OK)) == (right, True)


@pytest.mark.parametrize("where", ["klon", "server"])
def test_a_lock_and_a_full_disk_are_told_in_our_words(
    where: str, exempel: Repository, small_disk: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lock, "GIT_PATIENCE", 0.2)
    there = small_disk / where
    exempel.git("clone", "-q", *(["--bare"] if where == "server" else []), str(exempel.path), str(there))
    settings = there / ("config.lock" if where == "server" else ".git/config.lock")
    settings.touch()
    ran = cli("krok", "installera", there)
    assert ran.code == 5
    assert f"Låsfilen {settings} har legat i vägen i " in ran.err
    settings.unlink()
    fill(small_disk)
    full = cli("krok", "installera", there)
    assert full.code == 6
    assert "går inte att skriva: disken är full." in full.err
    assert "error" not in full.err + ran.err
    (small_disk / "fyll").unlink()
    assert cli("krok", "installera", there).code == 0


def test_hooks_kept_elsewhere_are_left_alone(exempel: Repository, cli: Cli) -> None:
    exempel.git("config", "--global", "core.hooksPath", "/mina/krokar")
    ran = cli("krok", "installera", exempel.root)
    assert "Dina krokar ligger i /mina/krokar (core.hooksPath). Lägg till raden i pre-commit där: " in ran.err
    assert not (exempel.path / ".git/hooks/pre-commit").exists()


def test_a_dry_run_of_installing_changes_nothing(exempel: Repository, cli: Cli) -> None:
    ran = cli("krok", "installera", "--torrkorning", exempel.root)
    assert ran.code == 0
    assert ran.out.startswith("#!/bin/sh\n# sysselreg: ")
    assert f"Skulle skriva {exempel.path}/.git/hooks/pre-commit:" in ran.err
    assert not (exempel.path / ".git/hooks/pre-commit").exists()
    assert "merge.sysselreg" not in exempel.git("config", "--local", "--list")


def test_the_register_can_be_named_before_the_command_and_no_commit_can(exempel: Repository, cli: Cli) -> None:
    assert cli("--register", exempel.root, "krok", "installera").code == 0
    assert (exempel.path / ".git/hooks/pre-commit").exists()
    ran = cli("--register", exempel.root, "--revision", "HEAD", "krok", "installera")
    assert (ran.code, ran.err) == (2, "krok installera ändrar klonen och kan inte användas med --revision.\n")


# ---- the merged result, for the forges' jobs -------------------------------------------------------------------------


def test_the_merged_result_is_a_commit_that_can_be_checked(register: Repository, cli: Cli) -> None:
    main = register.git("rev-parse", "HEAD")
    register.git("switch", "-q", "-c", "arbete/a")
    change(register, "omfattning_procent: 75", "omfattning_procent: 60")
    register.commit()
    register.git("switch", "-q", "main")
    change(register, "stöd: inget", "stöd: lönebidrag")
    register.commit()
    ran = cli("--register", register.root, "krok", "sammanslagning", "main", "arbete/a")
    assert (ran.code, ran.err) == (0, "")
    text = register.git("show", f"{ran.out.strip()}:{PLACEMENT}")
    assert "omfattning_procent: 60" in text
    assert "stöd: lönebidrag" in text
    assert register.git("rev-parse", "main^") == main
    change(register, "stöd: lönebidrag", "stöd: inget")
    change(register, "omfattning_procent: 75", "omfattning_procent: 90")
    register.commit()
    clash = cli("--register", register.root, "krok", "sammanslagning", "main", "arbete/a")
    assert (clash.code, clash.out) == (5, "")
    assert "med main. Den som har gjort ändringen avgör dem med sysselreg uppdatera.\n" in clash.err
    assert "  pla-8m2kd4:omfattning_procent  Omfattning\n" in clash.err


@pytest.mark.parametrize(
    ("answer", "code", "out"),
    [
        ('[{"id": 7, "body": "annat"}, {"id": 8, "body": "<!-- sysselreg --> x"}]', 0, "8\n"),
        ("[]", 0, "\n"),
        ("<html>502</html>", 7, ""),
        ("", 7, ""),
        ('{"message": "401 Unauthorized"}', 7, ""),
    ],
)
def test_our_comment_is_found_in_what_the_server_answers(
    answer: str, code: int, out: str, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(answer))
    done = cli("krok", "tidigare")
    assert (done.code, done.out) == (code, out)
    assert done.err.startswith("Servern svarade inte med en lista över kommentarer. ") == (code == 7)
