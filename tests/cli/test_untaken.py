"""A board whose numbers are taken here: none is written by hand, and one that nobody has taken is found and stopped."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.case.conftest import BOARDS, case, handling
from tests.conftest import Cli, Ran, Repository
from tests.servers.fixtures import Clone, Shared

KS = "KS 2026/0001"
BY_HAND = (
    "KS 2026/0999 skrivs inte för hand: Kommunstyrelsen tar sina nummer här. Registrera ärendet med sysselreg arende "
    "ny, som tar nästa nummer."
)
FOUND = (
    "fel G804  Diarienummer (diarienummer) är KS 2026/0999, men Kommunstyrelsen tar sina nummer här och det numret "
    "har ingen tagit."
)
PATH = "records/arende/2026/are-zzz001.yaml"


@pytest.fixture
def bare(repository: Callable[..., Repository], shared: Shared) -> Path:
    """The repository that all share, with two boards and no cases."""
    made = repository(name="forst")
    made.commit({"sysselreg.yaml": BOARDS})
    return shared(made)


@pytest.fixture
def anna(bare: Path, clone: Clone) -> Repository:
    return clone(f"file://{bare}")


@pytest.fixture
def bo(bare: Path, clone: Clone) -> Repository:
    return clone(f"file://{bare}", "Bo")


@pytest.fixture
def run(cli: Cli) -> Callable[..., Ran]:
    """Run a command in a clone, on a day in 2026."""

    def ran(found: Repository, *words: str) -> Ran:
        return cli("--register", found.root, "--idag", "2026-03-04", *words)

    return ran


def new(run: Callable[..., Ran], found: Repository, *more: str) -> str:
    """The id of a case that gets its number as it should."""
    ran = run(found, "arende", "ny", "KS", "--rubrik", "Städning", "--ar", "2026", *more)
    assert ran.code == 0, ran.err
    return ran.out.split()[-1]


def test_a_new_case_gets_no_number_by_hand(run: Callable[..., Ran], anna: Repository) -> None:
    words = ("--satt", "rubrik=Städning", "--satt", "öppnat=2026-03-04")
    here = ("--satt", "nämnd=Kommunstyrelsen", "--satt", "diarienummer=KS 2026/0999")
    for more in ((), ("--utkast",), ("--torrkorning",)):
        ran = run(anna, "ny", "ärende", *words, *here, *more)
        assert (ran.code, ran.out) == (1, "")
        assert ran.err.startswith(BY_HAND + "\n")
    outside = ("--satt", "nämnd=Socialnämnden", "--satt", "diarienummer=SO 2026/0999")
    assert run(anna, "ny", "ärende", *words, *outside).code == 0


def test_a_case_keeps_its_number(run: Callable[..., Ran], anna: Repository) -> None:
    made = new(run, anna)
    ran = run(anna, "andra", made, "--satt", "diarienummer=KS 2026/0999")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith(BY_HAND + "\n")
    assert run(anna, "andra", made, "--satt", "rubrik=Lokalvård").code == 0
    anna.write(case("bbb001", "SO 2026/0002"))
    moved = ("--satt", "nämnd=Kommunstyrelsen", "--satt", "diarienummer=KS 2026/0002")
    assert "KS 2026/0002 skrivs inte för hand" in run(anna, "andra", "are-bbb001", *moved).err
    assert run(anna, "arende", "reservera", "KS").out == "KS 2026/0002\n"
    assert run(anna, "andra", "are-bbb001", *moved).code == 0


def test_a_document_gets_no_number_by_hand(run: Callable[..., Ran], anna: Repository) -> None:
    anna.write({**case("aaa001", KS), **case("bbb001", "SO 2026/0002"), **handling("aaa001", "bbb001", 1)})
    words = ("--satt", "nummer=7", "--satt", "riktning=upprättad", "--satt", "datum=2026-03-04", "--satt", "rubrik=x")
    ran = run(anna, "ny", "handling", "--satt", "ärende=are-aaa001", *words)
    assert ran.code == 1
    assert ran.err.startswith(
        f"{KS}-7 skrivs inte för hand: numren i ärendet tas här. Registrera handlingen med sysselreg arende handling.\n"
    )
    assert run(anna, "ny", "handling", "--satt", "ärende=are-bbb001", *words).code == 0
    assert "skrivs inte för hand" in run(anna, "andra", "han-aaa001", "--satt", "ärende=are-aaa001").err
    assert run(anna, "andra", "han-aaa001", "--satt", "nummer=2").code == 0


def test_a_number_that_nobody_has_taken_is_found_and_goes_nowhere(
    run: Callable[..., Ran], anna: Repository, bo: Repository
) -> None:
    new(run, anna)
    anna.write({PATH: case("zzz001", "KS 2026/0999")["records/arende/2026/are-zzz001.yaml"]})
    ran = run(anna, "kontrollera")
    assert ran.code == 1
    assert f"{PATH}:4:1  {FOUND}\n" in ran.out
    assert run(anna, "spara").code == 1
    assert run(anna, "spara", "--utkast").code == 0
    sent = run(anna, "skicka")
    assert sent.code == 1
    assert FOUND in sent.out + sent.err
    anna.git("push", "-q", "origin", "HEAD:refs/heads/arbete/a")
    seen = run(bo, "granska", "arbete/a")
    assert seen.code == 1
    assert FOUND in seen.err
    anna.git("rm", "-q", PATH)
    anna.commit()
    assert run(anna, "kontrollera").code == 0
    assert run(anna, "skicka").code == 0
    anna.git("push", "-q", "origin", "HEAD:refs/heads/arbete/a")
    assert run(bo, "granska", "arbete/a").code == 0


@pytest.mark.parametrize("place", ["gren", "referens"])
def test_what_others_have_taken_is_theirs(
    run: Callable[..., Ran], anna: Repository, bo: Repository, place: str
) -> None:
    anna.commit({"sysselreg.yaml": BOARDS + f"nummerplats: {place}\n"})
    anna.git("push", "-q", "origin", "main")
    assert run(bo, "uppdatera").code == 0
    new(run, bo)
    made = new(run, anna)
    anna.commit()
    anna.git("push", "-q", "origin", "HEAD:refs/heads/arbete/a", "HEAD:main")
    bo.write({f"records/arende/2026/{made}.yaml": (anna.root / f"records/arende/2026/{made}.yaml").read_bytes()})
    # Before the clone has seen more of the series it cannot know; then it does.
    assert "G804" in run(bo, "kontrollera").out
    (bo.root / f"records/arende/2026/{made}.yaml").unlink()
    assert run(bo, "uppdatera").code == 0
    assert (bo.root / f"records/arende/2026/{made}.yaml").exists()
    assert run(bo, "kontrollera").code == 0


def test_a_clone_that_does_not_know_the_series_says_nothing(
    run: Callable[..., Ran], anna: Repository, bo: Repository, bare: Path, clone: Clone
) -> None:
    bad = case("zzz001", "KS 2026/0999")
    anna.write(bad)
    assert run(anna, "kontrollera").code == 0
    new(run, bo)
    new(run, bo)
    late = clone(f"file://{bare}", "Cilla")
    late.write(bad)
    assert "G804" in run(late, "kontrollera").out
    late.git("fetch", "-q", "--depth=1", "origin", "+refs/heads/*:refs/remotes/origin/*")
    assert run(late, "kontrollera").code == 0


def test_the_message_is_explained(run: Callable[..., Ran], anna: Repository) -> None:
    ran = run(anna, "forklara", "G804")
    assert (ran.code, "När serien kommer till numret får två ärenden samma diarienummer." in ran.out) == (0, True)
