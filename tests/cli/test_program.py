"""The program as a process: help, wrong use, exit codes, what it imports, and what must never end in a traceback."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sysselreg import __version__, lookup
from sysselreg import cli as package
from sysselreg.cli.group import COMMANDS
from sysselreg.errors import (
    DefinitionError,
    DiskError,
    GitStateError,
    RemoteError,
    SysselregError,
    UnsafeInputError,
    UsageError,
)

if TYPE_CHECKING:
    from tests.conftest import Cli, Repository

PROGRAM = str(Path(sys.executable).parent / "sysselreg")
REGENERATE = "COLUMNS=80 python -c \"from sysselreg.cli.main import main; main(['--help'])\" > sysselreg/cli/help.txt"


def run(*words: str | Path, **more: str) -> subprocess.CompletedProcess[bytes]:
    """The installed program as a process of its own."""
    return subprocess.run(
        [PROGRAM, *words], capture_output=True, check=False, env={**os.environ, **more}, stdin=subprocess.DEVNULL
    )


# ---- help ------------------------------------------------------------------------------------------------------------


def test_the_kept_help_is_what_click_prints(cli: Cli) -> None:
    kept = (Path(str(package.__file__)).parent / "help.txt").read_text(encoding="utf-8")
    assert kept == cli("--help").out, f"Skriv om den så här: {REGENERATE}"
    assert kept == cli().out
    assert run("--help").stdout.decode() == kept
    assert run().stdout.decode() == kept


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_swedish_help(name: str, cli: Cli) -> None:
    ran = cli(name, "--help")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith(f"Användning: sysselreg {name} [VAL]")
    assert re.search(r"^Val:$", ran.out, re.M)
    assert "Visa den här hjälpen." in ran.out
    assert not re.search("Usage|Options|OPTIONS|Commands|Show this|required", ran.out)


def test_the_version_is_told(cli: Cli) -> None:
    assert cli("--version").out == f"sysselreg {__version__}\n"


# ---- wrong use -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["lsta"], "Kommandot ”lsta” finns inte. Menade du lista?"),
        (["qqqq"], "Kommandot ”qqqq” finns inte. Se sysselreg --help."),
        (["--registr", "x"], "Valet --registr finns inte. Menade du --register? Se sysselreg --help."),
        (["--register"], "Valet --register behöver ett värde. Se sysselreg --help."),
        (["visa"], "ID saknas. Se sysselreg visa --help."),
        (["init"], "KATALOG saknas. Se sysselreg init --help."),
        (["visa", "a", "b"], "Ordet ”b” är ett för mycket. Se sysselreg visa --help."),
        (
            ["kontrollera", "--strickt"],
            "Valet --strickt finns inte. Menade du --strikt? Se sysselreg kontrollera --help.",
        ),
        (["kontrollera", "--strikt=ja"], "Valet --strikt ska inte ha något värde. Se sysselreg --help."),
        (
            ["kontrollera", "--format", "xml"],
            "--format går inte att använda. Välj ett av: text, rader, json, gitlab, junit, sarif, github. "
            "Se sysselreg kontrollera --help.",
        ),
        (
            ["rapport", "i år"],
            "ÅR går inte att använda. Skriv ett heltal från 1990 till 2199. Se sysselreg rapport --help.",
        ),
        (["--register", "/finns/inte", "lista"], "Mappen /finns/inte finns inte. Rätta --register."),
    ],
)
def test_wrong_use_gives_two_and_a_swedish_sentence(words: list[str], told: str, cli: Cli) -> None:
    ran = cli(*words)
    assert (ran.code, ran.out, ran.err) == (2, "", told + "\n")


@pytest.mark.parametrize("name", [name for name in COMMANDS if name not in ("init", "forklara", "doktor")])
def test_outside_a_register_the_user_is_told_where_to_go(
    name: str, cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    words = {
        **{
            each: ["x"] for each in ("visa", "sok", "granska", "historik", "bedom", "overlamna", "uppfyllnad", "kalkyl")
        },
        "rapport": ["2023"],
        "arende": ["nummer"],
        "ny": ["placering"],
        "andra": ["x", "--satt", "a=b"],
        "brev": ["L7", "x"],
        "exportera": ["csv"],
    }.get(name, [])
    ran = cli(name, *words)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(f"Här finns inget register: ingen sysselreg.yaml i {tmp_path} eller mapparna ovanför.")


# ---- exit codes ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (UsageError, 2),
        (UnsafeInputError, 3),
        (DefinitionError, 3),
        (GitStateError, 5),
        (DiskError, 6),
        (RemoteError, 7),
    ],
)
def test_every_failure_has_its_code_and_says_its_sentence(
    error: type[SysselregError], code: int, cli: Cli, exempel: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise error("Så här gick det: \x1b[31mrött.")

    monkeypatch.setattr(lookup, "take", fail)
    ran = cli("--register", exempel.root, "lista")
    assert (ran.code, ran.out, ran.err) == (code, "", "Så här gick det: �[31mrött.\n")


def test_a_bug_of_ours_gives_seventy_and_a_log_instead_of_a_traceback(
    cli: Cli, exempel: Repository, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError("hoppsan")

    monkeypatch.setattr(lookup, "take", fail)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    ran = cli("--register", exempel.root, "lista")
    assert (ran.code, ran.out) == (70, "")
    told = re.fullmatch(
        r"Det här är ett fel i programmet, inte i dina uppgifter\. Inget är halvskrivet\. "
        r"Skicka med filen (\S+\.log) när du anmäler felet\.\n",
        ran.err,
    )
    assert told is not None
    assert "ZeroDivisionError: hoppsan" in Path(told[1]).read_text(encoding="utf-8")


def test_a_broken_schema_of_the_register_gives_three(cli: Cli, exempel: Repository) -> None:
    exempel.write({"schemas/kinds/aktivitet.yaml": "typ: [\n"})
    ran = cli("--register", exempel.root, "kontrollera")
    assert (ran.code, ran.out) == (3, "")
    assert ran.err.startswith(
        "schemas/kinds/aktivitet.yaml:2: Filen går inte att läsa som YAML. Rätta raden eller den före (motorns"
    )


def test_a_commit_asked_for_outside_git_gives_five(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "sysselreg.yaml").write_text("register: x\norganisation: x\n", encoding="utf-8")
    for words in (["--revision", "HEAD", "lista"], ["kontrollera", "--andrade"], ["kontrollera", "--mot", "HEAD"]):
        ran = cli("--register", tmp_path, *words)
        assert (ran.code, ran.out) == (5, "")
        assert ran.err == (
            f"Mappen {tmp_path} ligger inte i ett Git-förråd, så det finns inga incheckningar att läsa. "
            "Gör ett förråd med git init.\n"
        )
    assert cli("--register", tmp_path, "lista").code == 0


def test_a_file_that_cannot_be_read_gives_six(cli: Cli, exempel: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied", "/hemligt")

    monkeypatch.setattr(lookup, "take", refuse)
    ran = cli("--register", exempel.root, "lista")
    assert (ran.code, ran.err) == (6, "/hemligt går inte att använda: du har inte rätt till den.\n")


def test_a_link_in_the_place_of_the_settings_is_refused(cli: Cli, exempel: Repository, tmp_path: Path) -> None:
    (exempel.root / "sysselreg.yaml").rename(tmp_path / "annat.yaml")
    (exempel.root / "sysselreg.yaml").symlink_to(tmp_path / "annat.yaml")
    ran = cli("--register", exempel.root, "kontrollera")
    assert (ran.code, ran.err) == (
        6,
        f"Filen {exempel.root}/sysselreg.yaml går inte att läsa: den är en länk. Lägg filen själv i länkens ställe.\n",
    )


def test_links_in_records_are_findings(cli: Cli, exempel: Repository) -> None:
    (exempel.root / "records/aktivitet/2025/akt-000000.yaml").symlink_to("/etc/hostname")
    (exempel.root / "records/ut").symlink_to("/etc")
    now = cli("--register", exempel.root, "kontrollera", "--format", "rader")
    exempel.commit()
    then = cli("--register", exempel.root, "--revision", "HEAD", "kontrollera", "--format", "rader")
    for ran in (now, then):
        assert ran.code == 1
        assert re.findall(r"^(\S+): fel (S042) ", ran.out, re.M) == [
            ("records/aktivitet/2025/akt-000000.yaml", "S042"),
            ("records/ut", "S042"),
        ]


def test_another_repository_among_the_records_is_one_finding_and_hides_no_other(cli: Cli, exempel: Repository) -> None:
    other = exempel.root / "records/organisation/2025/annat"
    subprocess.run(["git", "init", "-q", other], check=True)
    (other / "org-7h2k9d.yaml").write_text("typ: organisation\n", encoding="utf-8")
    (exempel.root / "records/aktivitet/2025/akt-000000.yaml").write_text("", encoding="utf-8")
    ran = cli("--register", exempel.root, "kontrollera", "--format", "rader")
    assert (ran.code, re.findall(r"^(\S+?)(?::\d+:\d+)?: fel (\S+) ", ran.out, re.M)) == (
        1,
        [("records/aktivitet/2025/akt-000000.yaml", "T010"), ("records/organisation/2025/annat", "S042")],
    )
    assert "Flytta ut ett annat Git-förråd." in ran.out
    shutil.rmtree(other)
    assert "S042" not in cli("--register", exempel.root, "kontrollera", "--format", "rader").out


# ---- what start-up may cost ------------------------------------------------------------------------------------------


def imported(*words: str | Path) -> set[str]:
    ran = subprocess.run(
        [sys.executable, "-X", "importtime", PROGRAM, *map(str, words)], capture_output=True, text=True, check=True
    )
    return {line.rsplit("|", 1)[1].strip() for line in ran.stderr.splitlines() if "|" in line}


HEAVY = {"jsonschema", "jsonschema_rs", "duckdb", "weasyprint", "jinja2", "git", "hypothesis", "markdown_it"}


def test_help_imports_next_to_nothing() -> None:
    modules = imported("--help")
    assert "sysselreg.cli.start" in modules
    assert not modules & (HEAVY | {"click", "pathlib", "subprocess", "_ruamel_yaml"})
    assert {module for module in modules if module.startswith("sysselreg.")} == {"sysselreg.cli", "sysselreg.cli.start"}


@pytest.mark.parametrize("words", [["visa", "upp"], ["lista"], ["sok", "lokal"], ["forklara", "S021"]])
def test_looking_at_records_imports_no_engine(words: list[str], exempel: Repository) -> None:
    modules = imported("--register", exempel.root, *words)
    assert "click" in modules
    assert not modules & HEAVY


def test_checking_imports_the_validator_and_no_engine(exempel: Repository) -> None:
    modules = imported("--register", exempel.root, "kontrollera")
    assert "jsonschema_rs" in modules
    assert not modules & {"duckdb", "weasyprint", "jinja2", "jsonschema"}


# ---- pipes, disks, terminals, interrupts --------------------------------------------------------------------------


@pytest.fixture
def large(exempel: Repository) -> Repository:
    """More than fits in a pipe, so that writing goes on after the reader has left."""
    text = (exempel.root / "records/aktivitet/2025/akt-3c6w0z.yaml").read_text(encoding="utf-8")
    exempel.write(
        {
            f"records/aktivitet/2025/akt-{n:06}.yaml": text.replace("akt-3c6w0z", f"akt-{n:06}")
            + f"anteckning: {'Lång anteckning. ' * 400}slut\n"
            for n in range(30)
        }
    )
    return exempel


@pytest.mark.parametrize("words", [["--help"], ["lista", "--format", "json"], ["kontrollera"], ["visa", "akt-000001"]])
def test_a_reader_that_leaves_is_no_fault(words: list[str], large: Repository) -> None:
    for reader in ("true", "head -1"):
        command = f"set -o pipefail; {PROGRAM} {'' if words == ['--help'] else f'--register {large.root}'} "
        ran = subprocess.run(
            ["bash", "-c", f"{command} {' '.join(words)} | {reader}"], capture_output=True, text=True, check=False
        )
        assert ran.stderr == ""
        assert ran.returncode == 0 or (words == ["kontrollera"] and ran.returncode == 1)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
@pytest.mark.parametrize("words", [["--help"], ["lista", "--format", "json"]])
def test_a_full_disk_is_told(words: list[str], large: Repository) -> None:
    with Path("/dev/full").open("wb") as full:
        ran = subprocess.run(
            [PROGRAM, *([] if words == ["--help"] else ["--register", str(large.root)]), *words],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert (ran.returncode, ran.stderr) == (6, "Utskriften gick inte: disken är full.\n")


@pytest.mark.parametrize("words", ["--help", "lista", "lista qqq"])
@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-", "<&-"])
def test_closed_streams_are_no_fault(words: str, closed: str, exempel: Repository) -> None:
    command = f"{PROGRAM} {words if words == '--help' else f'--register {exempel.root} {words}'} {closed}"
    ran = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    assert ran.returncode == (2 if "qqq" in words else 0)
    assert "Traceback" not in ran.stdout + ran.stderr
    assert "fel i programmet" not in ran.stderr


ASCII = {"LC_ALL": "C", "LANG": "", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}


@pytest.mark.parametrize(
    "surroundings",
    [ASCII, {**ASCII, "PYTHONIOENCODING": "ascii"}, {"PYTHONIOENCODING": "ascii"}, {"LC_ALL": "POSIX"}],
)
def test_without_a_utf8_locale_swedish_still_goes_in_and_out(surroundings: dict[str, str], exempel: Repository) -> None:
    told = run("--help", **surroundings)
    assert (told.returncode, told.stderr) == (0, b"")
    assert "Årsrapport och brev" in told.stdout.decode()
    found = run("--register", exempel.root, "lista", "ärende", "--dar", "nämnd=Kommunstyrelsen", **surroundings)
    assert found.stdout.decode().startswith("are-1q8v4n  ärende")
    wrong = run("--register", exempel.root, "visa", "å", **surroundings)
    assert (wrong.returncode, wrong.stderr.decode()) == (
        2,
        "Posten ”å” finns inte. Sök den med sysselreg sok eller sysselreg lista.\n",
    )
    exempel.write({"records/å.txt": "x"})
    checked = run("--register", exempel.root, "kontrollera", "--format", "rader", **surroundings)
    assert checked.stdout.decode().startswith("records/å.txt: fel S041 ")


def test_a_terminal_with_another_alphabet_gets_an_escape_for_what_it_lacks(exempel: Repository) -> None:
    told = run("--help", PYTHONIOENCODING="latin-1")
    assert (told.returncode, told.stderr) == (0, b"")
    assert "Användning: sysselreg [VAL] KOMMANDO [ARGUMENT]\\u2026" in told.stdout.decode("latin-1")
    wrong = run("--register", exempel.root, "visa", "å", PYTHONIOENCODING="latin-1")
    assert wrong.stderr.decode("latin-1").startswith("Posten \\u201då\\u201d finns inte. Sök den ")


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_an_interrupt_ends_tidily(sent: signal.Signals, exempel: Repository, tmp_path: Path) -> None:
    """A git that never answers stands for any long work; it tells by a pipe that it has begun."""
    folder = tmp_path / "bin"
    folder.mkdir()
    os.mkfifo(tmp_path / "begun")
    (folder / "git").write_text(f"#!/bin/sh\necho > {tmp_path}/begun\nexec sleep 60\n", encoding="utf-8")
    (folder / "git").chmod(0o755)
    with subprocess.Popen(
        [PROGRAM, "--register", exempel.root, "lista"],
        env={**os.environ, "PATH": f"{folder}:{os.environ['PATH']}"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    ) as process:
        (tmp_path / "begun").read_bytes()
        process.send_signal(sent)
        ended = process.wait(30)
        with contextlib.suppress(ProcessLookupError):  # a git that outlived us holds the pipes
            os.killpg(process.pid, signal.SIGKILL)
        out, err = process.communicate()
    assert (ended, out) == (130, b"")
    # The line feed ends the line where the terminal shows ^C.
    assert err.decode() == "\nAvbrutet. Inget är halvskrivet.\n"
