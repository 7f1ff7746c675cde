"""Chains of numbers, and repositories that cannot be what they say."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

from tests.conftest import Cli, Repository
from tests.office import BO, FIRM, firm
from tests.revision.conftest import Office


def link(office: Office, number: int, parent: str = "") -> str:
    """A commit of a chain of numbers, on its ref."""
    tree = office.git("hash-object", "-t", "tree", "/dev/null", "-w")
    said = f"KS 2025/{number:04}\n\nNummer: {number}\nSlag: tagen\nBegaran: 0b9c6f0e-5d7e-4a8e-9d2a-{number:012}\n"
    made = office.git("commit-tree", tree, *(("-p", parent) if parent else ()), "-m", said.rstrip())
    office.git("update-ref", "refs/heads/sysselreg/nummer/ks/2025", made)
    return made


def test_a_chain_of_numbers_with_a_gap(office: Office) -> None:
    first = link(office, 1)
    second = link(office, 2, first)
    assert (office.told()["nummerserier"], office.deviations()) == (["ks/2025"], [])
    assert "✓ 1 nummerserie: utan luckor." in office.rows()
    link(office, 4, second)
    (only,) = office.told()["avvikelser"]
    assert only["kod"] == "H908"
    assert only["meddelande"].endswith("har nummer 4, men nästa nummer är 3.")


def test_a_chain_that_was_rewritten(office: Office) -> None:
    first = link(office, 1)
    office.git("update-ref", "refs/sysselreg/sedda/ks/2025", link(office, 2, first))
    assert office.deviations() == []
    office.git("update-ref", "refs/heads/sysselreg/nummer/ks/2025", first)
    assert office.deviations() == []  # one of them holds the other: not all has been fetched
    office.by(BO)
    link(office, 1)
    (only,) = office.told()["avvikelser"]
    assert (only["kod"], "är omskriven" in only["meddelande"]) == ("H908", True)


def test_content_that_is_not_what_its_name_says(office: Office) -> None:
    """hazards F64"""
    office.commit({"README.md": "Hej\n"})
    blob = office.git("rev-parse", "HEAD:README.md")
    other = office.git("rev-parse", "HEAD:sysselreg.yaml")
    held = {name: office.made.path / ".git/objects" / name[:2] / name[2:] for name in (blob, other)}
    held[blob].chmod(0o644)
    held[blob].write_bytes(held[other].read_bytes())
    (only,) = office.told()["avvikelser"]
    assert only["kod"] == "H911"


def test_a_clone_that_is_cut_proves_nothing(office: Office, cli: Cli, tmp_path: Path) -> None:
    """hazards F42"""
    office.changed({FIRM: firm("myndighet")})
    subprocess.run(["git", "clone", "-q", "--depth=1", f"file://{office.made.path}", tmp_path / "klon"], check=True)
    ran = cli("--register", tmp_path / "klon", "revision")
    assert (ran.code, ran.out) == (5, "")
    assert ran.err == (
        "Klonen är avkortad, så historiken går inte att pröva. Hämta resten med git fetch --unshallow.\n"
    )


def test_before_the_first_commit(repository: Callable[..., Repository], cli: Cli) -> None:
    ran = cli("--register", repository().root, "revision")
    assert (ran.code, ran.out) == (5, "")
    assert ran.err == "Det finns ingen incheckning än, så det finns ingen historik att pröva.\n"
