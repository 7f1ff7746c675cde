"""What a command may cost before it begins: by the number of modules that it imports, never by the clock."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import Repository

PROGRAM = str(Path(sys.executable).parent / "sysselreg")
# Engines and libraries that take longer to import than the rest of such a command takes.
HEAVY = {"jsonschema", "jsonschema_rs", "duckdb", "weasyprint", "jinja2", "git", "markdown_it", "_ruamel_yaml"}


def imported(*words: str | Path, **more: str) -> list[str]:
    """The modules that a run of the program imports once what it reads of the program's own files is kept."""
    command = [sys.executable, "-X", "importtime", PROGRAM, *map(str, words)]
    for _ in range(2):
        ran = subprocess.run(command, capture_output=True, text=True, check=True, env={**os.environ, **more})
    return [line.rsplit("|", 1)[1].strip() for line in ran.stderr.splitlines() if line.startswith("import time:")][1:]


@pytest.mark.parametrize(
    ("words", "ours", "everything"),
    [
        (["--help"], 3, 60),
        (["--version"], 7, 150),
        (["visa", "upp-7k3qf9"], 36, 240),
        (["lista", "organisation"], 36, 240),
        (["historik", "upp-7k3qf9"], 46, 240),
    ],
)
def test_what_only_shows_imports_little(words: list[str], ours: int, everything: int, exempel: Repository) -> None:
    before = [] if words[0].startswith("--") else ["--register", exempel.root]
    modules = imported(*before, *words)
    own = [each for each in modules if each.startswith("sysselreg")]
    assert not HEAVY & set(modules)
    assert len(own) <= ours, own
    assert len(modules) <= everything, modules


def test_checking_imports_the_validator_and_no_engine(exempel: Repository) -> None:
    modules = imported("--register", exempel.root, "kontrollera")
    assert HEAVY & set(modules) <= {"jsonschema_rs", "_ruamel_yaml"}
    assert len(modules) <= 340


@pytest.mark.parametrize("words", ["sysselreg vi", "sysselreg visa upp"])
def test_completing_imports_next_to_nothing(words: str, exempel: Repository) -> None:
    asked = {"COMP_WORDS": words, "COMP_CWORD": str(words.count(" ")), "_SYSSELREG_COMPLETE": "bash_complete"}
    command = [sys.executable, "-X", "importtime", PROGRAM]
    ran = subprocess.run(
        command, capture_output=True, text=True, check=True, cwd=exempel.root, env={**os.environ, **asked}
    )
    modules = [line.rsplit("|", 1)[1].strip() for line in ran.stderr.splitlines() if line.startswith("import time:")]
    assert ran.stdout.endswith(("visa\n", "upp-7k3qf9\n")), ran.stdout
    assert not HEAVY & set(modules)
    assert len([each for each in modules if each.startswith("sysselreg")]) <= 20
