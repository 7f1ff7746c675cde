"""`kontrollera` narrowed to a change shows what the change is to blame for, also in other files."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from tests.conftest import Cli

ORGANISATION = "typ: organisation\nid: {id}\nversion: 1\nnamn: {name}\nslag: kommun\n"
PROCUREMENT = """\
typ: upphandling
id: upp-7k3qf9
version: 1
titel: Lokalvård
part: egen
upphandlande_organisation: org-4x8m2k
status: identifierad
objekt: tjänst
krav: []
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A committed register with a procurement that refers to an organisation."""
    write(tmp_path, "sysselreg.yaml", "register: prov\norganisation: Provkommun\n")
    write(tmp_path, "records/organisation/2025/org-4x8m2k.yaml", ORGANISATION.format(id="org-4x8m2k", name="Prov"))
    write(tmp_path, "records/upphandling/2025/upp-7k3qf9.yaml", PROCUREMENT)
    who = {f"GIT_{role}_{what}": "prov@example.org" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    for words in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "läge"]):
        subprocess.run(["git", "-C", str(tmp_path), *words], check=True, env={**os.environ, **who})
    return tmp_path


def write(home: Path, path: str, text: str) -> None:
    (home / path).parent.mkdir(parents=True, exist_ok=True)
    (home / path).write_text(text, encoding="utf-8")


def test_nothing_changed_shows_nothing(home: Path, cli: Cli) -> None:
    assert cli("--register", str(home), "kontrollera", "--andrade").code == 0


def test_a_removed_record_is_blamed_where_it_was_referred_to(home: Path, cli: Cli) -> None:
    (home / "records/organisation/2025/org-4x8m2k.yaml").unlink()
    done = cli("--register", str(home), "kontrollera", "--andrade")
    assert done.code == 1
    assert "records/upphandling/2025/upp-7k3qf9.yaml:6:1  fel R101" in done.out


def test_a_changed_file_is_blamed_for_a_duplicate_that_is_told_elsewhere(home: Path, cli: Cli) -> None:
    copy = ORGANISATION.format(id="org-4x8m2k", name="Prov igen")
    write(home, "records/organisation/2024/org-4x8m2k.yaml", copy)
    done = cli("--register", str(home), "kontrollera", "--andrade")
    assert done.code == 1
    assert "fel R120" in done.out


def test_a_file_named_by_a_personnummer_is_found_by_its_name(home: Path, cli: Cli) -> None:
    number = "19850709" + "-9805"
    path = f"records/organisation/2025/{number}.yaml"
    write(home, path, ORGANISATION.format(id="org-7h2k9d", name="Prov två"))
    for words in ([str(home / path)], ["--andrade"], ["--mot", "HEAD"], ["--andrade", "--format", "json"]):
        done = cli("--register", str(home), "kontrollera", *words)
        assert done.code == 1, words
        assert "P401" in done.out
        assert number not in done.out
