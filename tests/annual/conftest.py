"""The Årsrapport of each register, made once from a committed copy, as its users get it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
REGISTERS = {
    "lund": (ROOT, 2023),
    "ostersund": (ROOT / "tests/registers/ostersund", 2018),
    "goteborg": (ROOT / "tests/registers/goteborg", 2015),
    "nordanstig": (ROOT / "tests/registers/nordanstig", 2020),
    "exempelkommun": (ROOT / "tests/registers/exempelkommun", 2025),
}


def committed(name: str, folder: Path) -> Path:
    """A clean repository with the register's settings, records and own parameters, and nothing else."""
    source, _ = REGISTERS[name]
    home = folder / name
    home.mkdir()
    shutil.copy(source / "sysselreg.yaml", home)
    shutil.copytree(source / "records", home / "records")
    if source != ROOT and (source / "schemas").is_dir():
        shutil.copytree(source / "schemas", home / "schemas")
    who = {f"GIT_{role}_{what}": "prov@example.org" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    when = {f"GIT_{role}_DATE": "2026-02-01T10:00:00+0100" for role in ("AUTHOR", "COMMITTER")}
    for words in (["init", "-q", "-b", "main"], ["add", "-A"], ["commit", "-q", "-m", "Läge"]):
        subprocess.run(["git", "-C", str(home), *words], check=True, env={**os.environ, **who, **when})
    return home


def sysselreg(*words: str, folder: Path | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
    """The installed program in a process of its own."""
    command = [str(Path(sys.executable).with_name("sysselreg")), *words]
    return subprocess.run(
        command, capture_output=True, text=True, check=False, cwd=folder, env={**os.environ, **environment}
    )


@pytest.fixture(scope="session")
def report(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., bytes]:
    """The report of a register: name → PDF (or HTML), kept for the whole run."""
    kept: dict[tuple[str, str, str], bytes] = {}

    def made(name: str, form: str = "pdf", profile: str = "") -> bytes:
        key = (name, form, profile)
        if key not in kept:
            folder = tmp_path_factory.mktemp(name)
            home, year = committed(name, folder), REGISTERS[name][1]
            chosen = ["--profil", profile] if profile else []
            done = sysselreg(
                "--register", str(home), "rapport", str(year), "--format", form, "--ut", str(folder), *chosen
            )
            assert done.returncode == 0, done.stderr
            kept[key] = Path(done.stdout.strip()).read_bytes()
        return kept[key]

    return made
