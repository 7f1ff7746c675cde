"""Numbers and ids taken on two branches: only found when all branches are read."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from tests.conftest import Cli

CASE = """\
typ: ärende
id: {id}
version: 1
diarienummer: {number}
rubrik: Lokalvård i skolor
nämnd: Kommunstyrelsen
öppnat: 2025-03-03
status: öppet
"""
ORGANISATION = """\
typ: organisation
id: org-7h2k9d
version: 1
namn: {name}
slag: leverantör
"""
SETTINGS = """\
register: prov
organisation: Provkommun
nämnder:
  - namn: Kommunstyrelsen
    serie: KS {år}/{nr:04}
    nummer: utifrån
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A register with a main branch and nothing in it but its settings."""
    git(tmp_path, "init", "-q", "-b", "main")
    write(tmp_path, "sysselreg.yaml", SETTINGS)
    commit(tmp_path)
    return tmp_path


def git(home: Path, *words: str) -> None:
    who = {f"GIT_{role}_{what}": "prov@example.org" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    subprocess.run(["git", "-C", str(home), *words], check=True, capture_output=True, env={**os.environ, **who})


def write(home: Path, path: str, text: str) -> None:
    (home / path).parent.mkdir(parents=True, exist_ok=True)
    (home / path).write_text(text, encoding="utf-8")


def commit(home: Path) -> None:
    git(home, "add", "-A")
    git(home, "commit", "-q", "-m", "läge")


def case(home: Path, record_id: str, number: str) -> None:
    write(home, f"records/arende/2025/{record_id}.yaml", CASE.format(id=record_id, number=number))
    commit(home)


def test_the_same_diarienummer_on_another_branch(home: Path, cli: Cli) -> None:
    git(home, "switch", "-q", "-c", "annas")
    case(home, "are-1q8v4n", "KS 2025/0042")
    git(home, "switch", "-q", "main")
    case(home, "are-2r9w5p", "KS 2025/0042")
    alone = cli("--register", str(home), "kontrollera")
    assert (alone.code, alone.out) == (0, "1 post kontrollerad: inga fel.\n")
    all_read = cli("--register", str(home), "kontrollera", "--alla-grenar")
    assert all_read.code == 1
    assert all_read.out.startswith(
        "records/arende/2025/are-2r9w5p.yaml:4:1  fel G802  Diarienumret KS 2025/0042 finns i registret och är "
        "taget av ett annat ärende på grenen annas (records/arende/2025/are-1q8v4n.yaml).\n"
        "    Ge det ärende som registrerades sist nästa lediga nummer.   sysselreg forklara G802\n"
    )


def test_different_numbers_on_branches_are_no_finding(home: Path, cli: Cli) -> None:
    git(home, "switch", "-q", "-c", "annas")
    case(home, "are-1q8v4n", "KS 2025/0042")
    git(home, "switch", "-q", "main")
    case(home, "are-2r9w5p", "KS 2025/0043")
    done = cli("--register", str(home), "kontrollera", "--alla-grenar")
    assert (done.code, done.out) == (0, "1 post kontrollerad: inga fel.\n")


def test_the_same_id_made_on_two_branches(home: Path, cli: Cli) -> None:
    path = "records/organisation/2025/org-7h2k9d.yaml"
    git(home, "switch", "-q", "-c", "annas")
    write(home, path, ORGANISATION.format(name="Grönytor AB"))
    commit(home)
    git(home, "switch", "-q", "main")
    write(home, path, ORGANISATION.format(name="Blåytor AB"))
    commit(home)
    done = cli("--register", str(home), "kontrollera", "--alla-grenar")
    assert done.code == 1
    assert "fel G801  Id org-7h2k9d finns i registret och är taget för en annan post på grenen annas" in done.out


def test_a_record_edited_on_another_branch_is_the_same_record(home: Path, cli: Cli) -> None:
    path = "records/organisation/2025/org-7h2k9d.yaml"
    write(home, path, ORGANISATION.format(name="Grönytor AB"))
    commit(home)
    git(home, "switch", "-q", "-c", "annas")
    write(home, path, ORGANISATION.format(name="Grönytor i Provstad AB"))
    commit(home)
    git(home, "switch", "-q", "main")
    done = cli("--register", str(home), "kontrollera", "--alla-grenar")
    assert (done.code, done.out) == (0, "1 post kontrollerad: inga fel.\n")


def test_two_other_branches_take_one_handling_number(home: Path, cli: Cli) -> None:
    case(home, "are-1q8v4n", "KS 2025/0042")
    handling = "typ: handling\nid: {0}\nversion: 1\närende: are-1q8v4n\nnummer: 1\nriktning: upprättad\n"
    handling += "datum: 2025-03-20\nrubrik: Överenskommelse\nstatus: granskad\n"
    for branch, record_id in (("annas", "han-0t4y7b"), ("bos", "han-1v5z8c")):
        git(home, "switch", "-q", "-c", branch, "main")
        write(home, f"records/handling/2025/{record_id}.yaml", handling.format(record_id))
        commit(home)
    git(home, "switch", "-q", "main")
    done = cli("--register", str(home), "kontrollera", "--alla-grenar")
    assert done.code == 1
    assert (
        "fel G803  Handlingsnumret 1 i ärendet finns i grenen annas och är taget av en annan handling på grenen bos"
        in done.out
    )
