"""`--revision`: every command that reads can read a commit, and every command that writes refuses it."""

from __future__ import annotations

from pathlib import Path

import pytest

from sysselreg.cli.group import COMMANDS
from tests.conftest import Cli, Repository

PATH = "records/organisation/2025/org-9b3t7w.yaml"
PROCUREMENT = "records/upphandling/2025/upp-7k3qf9.yaml"
READS = {
    "visa": ["visa", "org-9b3t7w"],
    "lista": ["lista", "organisation"],
    "sok": ["sok", "Exempelstäd AB"],
    "kontrollera": ["kontrollera"],
    "forklara": ["forklara", "org-9b3t7w"],
    "andringar": ["andringar"],
    "historik": ["historik", "org-9b3t7w"],
    "revision": ["revision"],
    "bedom": ["bedom", "upp-7k3qf9"],
    "uppfyllnad": ["uppfyllnad", "upp-7k3qf9"],
    "kalkyl": ["kalkyl", "upp-7k3qf9"],
    "bevaka": ["bevaka"],
    "brev": ["brev", "L19", "org-9b3t7w", "--ut"],
    "statistik": ["statistik", "--ar", "2025"],
    "diarium": ["diarium", "--format", "json"],
    "mal": ["mal", "--ar", "2025"],
    "rapport": ["rapport", "2025", "--format", "html", "--ut"],
    "exportera": ["exportera", "csv", "--publik", "--ar", "2025", "--ut"],
}
WRITES = {
    "init": ["init", "nytt"],
    "ny": ["ny", "organisation", "--satt", "namn=A", "--satt", "slag=myndighet"],
    "andra": ["andra", "org-9b3t7w", "--satt", "slag=myndighet"],
    "formatera": ["formatera"],
    "spara": ["spara"],
    "skicka": ["skicka"],
    "uppdatera": ["uppdatera"],
    "konflikt": ["konflikt"],
    "granska": ["granska", "arbete"],
    "overlamna": ["overlamna", "upp-7k3qf9"],
    "arende": ["arende", "ny", "KS", "--rubrik", "A"],
    "doktor": ["doktor"],
}


def test_every_command_is_known_here() -> None:
    assert {*READS, *WRITES} == set(COMMANDS)


@pytest.mark.parametrize("name", [name for name in READS if name != "andringar"])
def test_a_commit_is_read_as_it_was_when_it_was_checked_out(
    name: str, exempel: Repository, cli: Cli, tmp_path: Path
) -> None:
    first = exempel.git("rev-parse", "HEAD")
    text = (exempel.root / PATH).read_text(encoding="utf-8")

    def run(*before: str) -> tuple[int, str, list[bytes]]:
        where = tmp_path / str(len(list(tmp_path.iterdir())))
        words = [*READS[name], *([str(where)] if READS[name][-1] == "--ut" else [])]
        ran = cli("--register", exempel.root, *before, "--idag", "2025-12-31", *words)
        return ran.code, ran.out.replace(str(where), ""), [each.read_bytes() for each in sorted(where.glob("*"))]

    then = run()
    assert then[0] in (0, 1)  # 1: something is overdue
    other = text.replace("namn: Exempelstäd AB\nslag: leverantör", "namn: Annat AB\nslag: myndighet")
    procurement = (exempel.root / PROCUREMENT).read_text(encoding="utf-8")
    exempel.commit({PATH: other, PROCUREMENT: procurement.replace("titel: Lokalvård", "titel: Städning")})
    exempel.write({PATH: "trasig: [\n"})
    assert run() != then
    assert run("--revision", first) == then


def test_andringar_tells_what_a_commit_brings(exempel: Repository, cli: Cli) -> None:
    text = (exempel.root / PATH).read_text(encoding="utf-8")
    commit = exempel.commit({PATH: text.replace("slag: leverantör", "slag: hybridorganisation")})
    exempel.commit({PATH: text.replace("slag: leverantör", "slag: myndighet")})
    told = cli("--register", exempel.root, "--revision", commit, "andringar").out
    assert "Slag ändras från leverantör till hybridorganisation." in told


@pytest.mark.parametrize("name", READS)
def test_a_commit_that_does_not_exist(name: str, exempel: Repository, cli: Cli, tmp_path: Path) -> None:
    words = [*READS[name], *([str(tmp_path / "ut")] if READS[name][-1] == "--ut" else [])]
    ran = cli("--register", exempel.root, "--revision", "finns-inte", *words)
    assert (ran.code, ran.out) == (2, "")
    assert "Git känner ingen incheckning ”finns-inte”" in ran.err


@pytest.mark.parametrize("name", WRITES)
def test_what_is_committed_is_not_written_over(
    name: str, exempel: Repository, cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    before = exempel.git("for-each-ref"), exempel.git("status", "--porcelain", "--ignored")
    ran = cli("--register", exempel.root, "--revision", "HEAD", *WRITES[name])
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(f"{name} ")
    assert ran.err.endswith(" och kan inte användas med --revision.\n")
    assert (exempel.git("for-each-ref"), exempel.git("status", "--porcelain", "--ignored")) == before
    assert not (tmp_path / "nytt").exists()
