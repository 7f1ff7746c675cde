"""What a tab proposes, as the shells ask for it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import Repository

PROGRAM = Path(sys.executable).with_name("sysselreg")


def asked(folder: Path, shell: str, words: str, at: str) -> list[str]:
    environment = {**os.environ, "_SYSSELREG_COMPLETE": f"{shell}_complete", "COMP_WORDS": words, "COMP_CWORD": at}
    done = subprocess.run([PROGRAM], cwd=folder, env=environment, capture_output=True, text=True, check=True)
    assert done.stderr == ""
    return done.stdout.split()


@pytest.mark.parametrize(
    ("words", "at", "proposed"),
    [
        ("sysselreg upp", "1", ["uppdatera", "uppfyllnad"]),
        ("sysselreg visa pla-", "2", ["pla-8m2kd4"]),
        ("sysselreg visa ../", "2", []),
        ("sysselreg ny pl", "2", ["placering"]),
        ("sysselreg andra pla-8m2kd4 --satt könx", "4", []),
        ("sysselreg andra pla-8m2kd4 --satt kö", "4", ["kön="]),
        # Bash parts words at the sign.
        ("sysselreg andra pla-8m2kd4 --satt kön = k", "6", ["kvinna"]),
        ("sysselreg ny placering --satt kön =", "5", ["kvinna", "man", "annat", "okänt"]),
        ("sysselreg statistik --format x", "3", ["xlsx"]),
        ("sysselreg arende av", "2", ["avsluta"]),
    ],
)
def test_bash(words: str, at: str, proposed: list[str], exempel: Repository) -> None:
    assert [each.removeprefix("plain,") for each in asked(exempel.root, "bash", words, at)] == proposed


def test_outside_a_register_nothing_is_proposed_and_nothing_said(tmp_path: Path) -> None:
    assert asked(tmp_path, "bash", "sysselreg visa pla-", "2") == []
    assert asked(tmp_path, "bash", "sysselreg --register saknas visa pla-", "4") == []


def test_powershell_gets_the_word_alone(exempel: Repository) -> None:
    assert asked(exempel.root, "powershell", "sysselreg visa pla-", "pla-") == ["pla-8m2kd4"]
    assert asked(exempel.root, "powershell", "sysselreg ny ", "")[:2] == ["aktivitet", "arende"]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "powershell"])
def test_each_shell_has_its_script(shell: str) -> None:
    environment = {**os.environ, "_SYSSELREG_COMPLETE": f"{shell}_source"}
    done = subprocess.run([PROGRAM], env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, f"{shell}_complete" in done.stdout) == (0, True)


def test_bash_takes_the_script_and_fills_in(exempel: Repository) -> None:
    script = (
        'eval "$(_SYSSELREG_COMPLETE=bash_source sysselreg)"; '
        "COMP_WORDS=(sysselreg visa pla-); COMP_CWORD=2; _sysselreg_completion sysselreg; echo ${COMPREPLY[@]}"
    )
    environment = {**os.environ, "PATH": f"{PROGRAM.parent}:{os.environ['PATH']}"}
    done = subprocess.run(
        ["bash", "-c", script], cwd=exempel.root, env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout == "pla-8m2kd4\n"
