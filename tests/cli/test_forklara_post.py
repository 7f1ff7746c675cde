"""`forklara ID`: where a record is counted."""

from __future__ import annotations

from pathlib import Path

from tests.conftest import Cli

REGISTERS = Path(__file__).resolve().parent.parent / "registers"


def test_a_procurement_names_the_figures_that_count_it(cli: Cli) -> None:
    done = cli("--register", str(REGISTERS / "nordanstig"), "forklara", "upp-")
    assert done.code == 0, done.err
    assert "Räknas 2020 i\n" in done.out
    assert "  N33 Reserverade upphandlingar och köpta platser\n" in done.out
    assert "N10" not in done.out


def test_an_organisation_is_counted_in_none(cli: Cli) -> None:
    listed = cli("--register", str(REGISTERS / "nordanstig"), "lista", "organisation", "--format", "csv").out
    record_id = listed.splitlines()[1].split(",")[0]
    done = cli("--register", str(REGISTERS / "nordanstig"), "forklara", record_id)
    assert done.code == 0, done.err
    assert "Posten räknas inte i något nyckeltal." in done.out


def test_an_id_that_is_not_there(cli: Cli) -> None:
    done = cli("--register", str(REGISTERS / "nordanstig"), "forklara", "upp-zzzzzz")
    assert done.code == 2
    assert done.err.startswith("Posten ”upp-zzzzzz” finns inte.")
