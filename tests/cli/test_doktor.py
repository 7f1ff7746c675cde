"""`doktor`: everything right is one line each; what is wrong is named with how to mend it, whatever is missing."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from sysselreg.cli.main import main
from tests.cli.test_output_schemas import schema
from tests.conftest import Cli, Ran, Repository
from tests.fuzz.crash import ended, forked
from tests.servers.fixtures import Clone, Shared, fill

PLACEMENT = "records/placering/2025/pla-8m2kd4.yaml"


@pytest.fixture
def anna(exempel: Repository, shared: Shared, clone: Clone, cli: Cli) -> Repository:
    """A clone in which all is right."""
    made = clone(shared(exempel))
    cli("krok", "installera", made.root)
    return made


def doctor(cli: Cli, at: Repository, *words: str) -> Ran:
    return cli("--register", at.root, "doktor", *words)


def test_where_all_is_right_there_is_no_fault(anna: Repository, cli: Cli) -> None:
    ran = doctor(cli, anna, "--natverk")
    assert (ran.code, ran.err) == (0, "")
    lines = ran.out.splitlines()
    assert [line for line in lines if line.startswith("✗")] == []
    for told in (
        "✓ Git 2.",
        f"✓ Registret i {anna.root}: 10 poster, postformat version 1.",
        "✓ Grenen main är utcheckad, och inget är halvgjort.",
        "✓ Du får skriva i registret och i Gits mapp.",
        "✓ Du checkar in som Anna <anna@example.org>.",
        "✓ Git slår ihop poster fält för fält.",
        "✓ Det som checkas in med git commit kontrolleras först.",
        "✓ Registret delas på ",
        "– Incheckningar signeras inte",
    ):
        assert any(line.startswith(told) for line in lines), told
    assert lines[-1].endswith("svarar och har 1 namn på grenar och annat.")
    assert "svarar" not in doctor(cli, anna).out


def old_lock(at: Repository, path: str) -> None:
    lock = at.path / ".git" / path
    lock.write_bytes(b"")
    os.utime(lock, (1_700_000_000, 1_700_000_000))


FAULTS: dict[str, tuple[Callable[[Repository], object], str]] = {
    "krok": (
        lambda at: (at.path / ".git/hooks/pre-commit").unlink(),
        "✗ Det som checkas in med git commit kontrolleras inte.\n  Kör sysselreg krok installera.\n",
    ),
    "annans krok": (
        lambda at: (at.path / ".git/hooks/pre-commit").write_text("#!/bin/sh\n", encoding="utf-8"),
        "pre-commit kontrollerar inte registret med det här programmet.\n  Kör sysselreg krok installera.\n",
    ),
    "drivrutin": (
        lambda at: at.git("config", "--unset", "merge.sysselreg.driver"),
        "✗ Git vet inte i den här klonen hur poster slås ihop fält för fält, och gör det rad för rad.\n"
        "  Kör sysselreg krok installera.\n",
    ),
    "inställning": (
        lambda at: at.git("config", "core.sshCommand", "/ond/ssh"),
        "✗ Inställningen core.sshcommand i förrådets .git/config kan få Git att köra program",
    ),
    "lösryckt": (lambda at: at.git("checkout", "-q", "--detach"), "✗ Ingen gren är vald"),
    "pågående": (
        lambda at: (at.path / ".git/MERGE_HEAD").write_text(at.git("rev-parse", "HEAD"), encoding="utf-8"),
        "✗ En sammanslagning (git merge) pågår i förrådet.",
    ),
    "lås på index": (lambda at: old_lock(at, "index.lock"), ".git/index.lock har legat i "),
    "lås på gren": (
        lambda at: old_lock(at, "refs/heads/main.lock"),
        " dygn.\n  Är inget annat program igång i förrådet, ta bort den.\n",
    ),
    "gren i vägen": (
        lambda at: at.git("branch", "arbete"),
        "✗ refs/heads/arbete står i vägen för alla grenar vars namn börjar så.\n"
        "  Döp om den: git branch -m arbete NYTT-NAMN\n",
    ),
    "radslut": (
        lambda at: (at.git("config", "core.autocrlf", "true"), at.write({".gitattributes": ""})),
        "✗ Git skriver om radslut i posterna (core.autocrlf).\n"
        "  Lägg till raden * -text i .gitattributes och checka in den.\n",
    ),
    "signering": (
        lambda at: at.git("config", "commit.gpgSign", "true"),
        "✗ Incheckningar ska signeras, men Git vet inte med vilken nyckel.\n",
    ),
    "borta nyckel": (
        lambda at: (at.git("config", "commit.gpgSign", "true"), at.git("config", "user.signingKey", "/borta.pub")),
        "✗ Nyckeln /borta.pub finns inte.\n",
    ),
    "namn": (
        lambda at: (at.git("config", "user.email", ""), at.git("config", "user.name", "")),
        '✗ Git vet inte vem du är, så inget kan sparas i ditt namn. Kör git config --global user.name "DITT NAMN" och '
        "git config --global user.email DIN-ADRESS\n",
    ),
    "tom adress": (lambda at: at.git("config", "user.email", ""), "✗ Git vet inte vem du är, så inget kan sparas"),
    "oläslig anteckning": (
        lambda at: ((at.path / ".git/sysselreg").mkdir(), (at.path / ".git/sysselreg/journal").write_bytes(b"{")),
        ".git/sysselreg/journal) går inte att läsa.\n  Kör sysselreg spara, som tar bort den, och se med git status om "
        "något är halvgjort.\n",
    ),
    "registret": (
        lambda at: at.write({"sysselreg.yaml": "register: prov\n"}),
        "✗ sysselreg.yaml:1:1: ",
    ),
    "schema": (lambda at: at.write({"schemas/kinds/placering.yaml": "typ: [\n"}), "✗ schemas/kinds/placering.yaml:"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_what_is_wrong_is_told_with_how_to_mend_it(name: str, anna: Repository, cli: Cli) -> None:
    assert doctor(cli, anna).code == 0
    breaks, told = FAULTS[name]
    breaks(anna)
    ran = doctor(cli, anna)
    assert told in ran.out
    assert (ran.code, ran.err) == (1, "")


def test_without_an_address_nothing_is_saved_or_approved(anna: Repository, cli: Cli) -> None:
    anna.git("switch", "-q", "-c", "arbete/a")
    text = (anna.root / PLACEMENT).read_text(encoding="utf-8")
    anna.commit({PLACEMENT: text.replace("stöd: inget", "stöd: lönebidrag")})
    anna.git("switch", "-q", "main")
    anna.git("config", "user.name", "Bo")
    anna.git("config", "user.email", "")
    anna.write({PLACEMENT: f"{text}anteckning: Bytt växel\n"})
    for words in (["spara"], ["granska", "arbete/a", "--godkann"]):
        ran = cli("--register", anna.root, *words)
        assert (ran.code, ran.out) == (5, "")
        assert ran.err.startswith("Git vet inte vem du är, så inget kan sparas i ditt namn.")
    anna.git("config", "user.email", "bo@example.org")
    assert cli("--register", anna.root, "spara").code == 0


def test_a_full_disk_is_told(anna: Repository, small_disk: Path, cli: Cli) -> None:
    shutil.copytree(anna.path, small_disk / "anna", symlinks=True)
    there = Repository(small_disk / "anna", small_disk / "anna")
    assert doctor(cli, there).code == 0
    fill(small_disk)
    ran = doctor(cli, there)
    told = f"✗ {there.root} går inte att skriva i: disken är full, så inget kan sparas.\n  Frigör utrymme på disken.\n"
    assert told in ran.out
    assert (ran.code, ran.err) == (1, "")


def test_what_a_killed_write_leaves_is_named_and_removed_when_it_is_old(anna: Repository, cli: Cli) -> None:
    def run() -> None:
        def watch(event: str, arguments: tuple[object, ...]) -> None:
            if event == "os.rename" and str(arguments[1]).endswith(".yaml"):
                os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(watch)
        main(["--register", str(anna.root), "andra", "pla-8m2kd4", "--satt", "omfattning_procent=80"])

    assert ended(forked(run)) == -signal.SIGKILL
    [left] = (anna.root / PLACEMENT).parent.glob(".sysselreg-*")
    assert f"– {left} är en rest av en körning som avbröts för " in doctor(cli, anna).out
    assert cli("--register", anna.root, "spara").err == "Det finns inget att spara.\n"
    assert left.exists()
    os.utime(left, (1_700_000_000, 1_700_000_000))
    assert cli("--register", anna.root, "spara").err == "Det finns inget att spara.\n"
    assert not left.exists()
    assert "är en rest av" not in doctor(cli, anna).out


def test_a_shallow_clone_is_told(anna: Repository, clone: Clone, cli: Cli) -> None:
    anna.commit({"b.txt": "b"})
    anna.git("push", "-q", "origin", "main")
    bare = anna.git("remote", "get-url", "origin")
    bo = clone(f"file://{bare}", "Bo")
    bo.git("fetch", "-q", "--depth=1")
    cli("krok", "installera", bo.root)
    told = "✗ Klonen är grund: äldre incheckningar saknas.\n  Hämta dem med git fetch --unshallow.\n"
    assert told in doctor(cli, bo).out
    bo.git("fetch", "-q", "--unshallow")
    assert doctor(cli, bo).code == 0


def test_a_server_that_cannot_be_reached_is_told_only_when_asked_for(anna: Repository, cli: Cli) -> None:
    anna.git("remote", "set-url", "origin", "/finns/inte")
    assert doctor(cli, anna).code == 0
    ran = doctor(cli, anna, "--natverk")
    assert ran.code == 1
    assert "✗ Det finns inget förråd på /finns/inte" in ran.out


def test_a_folder_outside_git_and_outside_a_register(tmp_path: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    ran = cli("doktor")
    assert ran.code == 1
    assert f"✗ Här finns inget register: ingen sysselreg.yaml i {tmp_path}" in ran.out
    (tmp_path / "sysselreg.yaml").write_text("register: prov\norganisation: Provkommun\n", encoding="utf-8")
    ran = cli("doktor")
    assert [line for line in ran.out.splitlines() if line.startswith("✗")] == [
        f"✗ Mappen {tmp_path} ligger inte i ett Git-förråd, så det finns inga incheckningar att läsa. Gör ett förråd "
        "med git init."
    ]


def outside(at: Path, path: str) -> Ran:
    """The program as a process of its own, which finds git by itself."""
    command = [sys.executable, "-c", "from sysselreg.cli.start import run; run()", "doktor"]
    done = subprocess.run(command, cwd=at, env={"PATH": path}, capture_output=True, text=True, check=False)
    return Ran(done.returncode, done.stdout, done.stderr)


@pytest.mark.parametrize(
    ("version", "told"),
    [
        ("2.30.2", "✗ Git är version 2.30.2. Installera 2.38 eller nyare."),
        ("2.43.0", "– Git 2.43.0 kan ha en känd brist (CVE-2024-32002)"),
        ("2.43.4", "✓ Git 2.43.4\n"),
    ],
)
def test_the_version_of_git_is_judged(version: str, told: str, anna: Repository, tmp_path: Path) -> None:
    real = subprocess.check_output(["which", "git"], text=True).strip()
    (tmp_path / "bin").mkdir()
    fake = tmp_path / "bin/git"
    fake.write_text(
        f'#!/bin/sh\n[ "$1" = --version ] && echo "git version {version}" && exit\nexec {real} "$@"\n', encoding="utf-8"
    )
    fake.chmod(0o755)
    ran = outside(anna.path, f"{tmp_path}/bin:{os.environ['PATH']}")
    assert told in ran.out
    assert ran.err == ""


def test_without_git_it_is_told_once(anna: Repository) -> None:
    ran = outside(anna.path, "/finns/inte")
    assert (ran.code, ran.err) == (1, "")
    assert ran.out.count("✗ Git finns inte på datorn. Installera paketet git") == 1


def test_json_is_what_is_published(anna: Repository, cli: Cli) -> None:
    (anna.path / ".git/hooks/pre-commit").unlink()
    ran = doctor(cli, anna, "--format", "json")
    told = json.loads(ran.out)
    schema("doktor").validate(told)
    assert ran.code == 1
    assert [row for row in told["rader"] if row["rätt"] is False] == [
        {
            "vad": "krok",
            "rätt": False,
            "text": "Det som checkas in med git commit kontrolleras inte.",
            "åtgärd": "Kör sysselreg krok installera.",
        }
    ]
