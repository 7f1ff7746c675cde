"""What may not have changed since the last commit: status by status, sent documents, removed cases."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from tests.conftest import Cli

CASE = "records/arende/2025/are-1q8v4n.yaml"
DOCUMENT = "records/handling/2025/han-0t4y7b.yaml"
AGREEMENT = "records/dialogoverenskommelse/2025/dia-2m5r8c.yaml"
PROCUREMENT = "records/upphandling/2025/upp-7k3qf9.yaml"


@pytest.fixture
def home(tmp_path: Path, cli: Cli) -> Path:
    """The example register with one document sent, committed."""
    folder = tmp_path / "register"
    assert cli("init", str(folder), "--exempel").code == 0
    sent = "mottagare: Exempelstäd AB\nrubrik:"
    edit(folder, DOCUMENT, "rubrik:", sent)
    edit(folder, DOCUMENT, "status: granskad", "expediering:\n  datum: 2025-03-21\n  sätt: e_post\nstatus: expedierad")
    commit(folder, cli)
    return folder


def edit(home: Path, path: str, old: str, new: str) -> None:
    text = (home / path).read_text(encoding="utf-8")
    assert old in text
    (home / path).write_text(text.replace(old, new, 1), encoding="utf-8")


def commit(home: Path, cli: Cli) -> None:
    assert cli("--register", str(home), "formatera").code == 0
    who = {f"GIT_{role}_{what}": "prov@example.org" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    for words in (["add", "-A"], ["commit", "-q", "--no-verify", "-m", "läge"]):
        subprocess.run(["git", "-C", str(home), *words], check=True, env={**os.environ, **who})


def findings(home: Path, cli: Cli, *words: str) -> str:
    return cli("--register", str(home), *words, "kontrollera", "--format", "rader").out


def test_an_unchanged_register_gives_none(home: Path, cli: Cli) -> None:
    assert "H90" not in findings(home, cli)


def test_an_expected_change_of_status_gives_none_and_an_odd_one_is_told(home: Path, cli: Cli) -> None:
    edit(home, PROCUREMENT, "status: pågående", "status: avslutad")
    assert "H901" not in findings(home, cli)
    edit(home, PROCUREMENT, "status: avslutad", "status: identifierad")
    assert (
        f"{PROCUREMENT}:10:1: varning H901 Status har ändrats från pågående till identifierad. "
        "Efter pågående kommer avslutad. Var den gamla statusen fel, skriv det i anteckning." in findings(home, cli)
    )


def test_a_sent_document_is_final(home: Path, cli: Cli) -> None:
    edit(home, DOCUMENT, "Överenskommelse om två platser", "Överenskommelse om tre platser")
    assert "fel H902 Handlingen är expedierad men har ändrats." in findings(home, cli)


def test_whether_all_may_read_a_sent_document_is_tried_again(home: Path, cli: Cli) -> None:
    secret = "sekretess:\n  nivå: sekretess\n  lagrum: OSL 31 kap. 16 §\nkälla:"
    public = "offentlig_rubrik: Överenskommelse\nrubrik:"
    edit(home, DOCUMENT, "källa:", secret)
    assert "H902" not in findings(home, cli)
    commit(home, cli)
    edit(home, DOCUMENT, secret, "källa:")
    assert "H902" not in findings(home, cli)
    edit(home, DOCUMENT, "rubrik:", public)
    assert "H902" not in findings(home, cli)
    edit(home, DOCUMENT, "Överenskommelse om två platser", "Överenskommelse om tre platser")
    assert "fel H902" in findings(home, cli)


def test_a_case_is_never_removed(home: Path, cli: Cli) -> None:
    (home / CASE).unlink()
    assert f"{CASE}: fel H903 Posten are-1q8v4n (ärende) finns inte längre." in findings(home, cli)


def test_another_record_may_be_removed(home: Path, cli: Cli) -> None:
    (home / "records/utvardering/2025/utv-5h1n6d.yaml").unlink()
    assert "H903" not in findings(home, cli)


def test_a_commit_is_held_against_the_one_before(home: Path, cli: Cli) -> None:
    edit(home, DOCUMENT, "Överenskommelse om två platser", "Överenskommelse om tre platser")
    commit(home, cli)
    assert "H902" not in findings(home, cli)
    assert "fel H902" in findings(home, cli, "--revision", "HEAD")
    done = cli("--register", str(home), "kontrollera", "--mot", "HEAD^", "--format", "rader")
    assert "fel H902" in done.out
