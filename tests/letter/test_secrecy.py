"""The secrecy of what is sent: a provision keeps an official document from the public, the word `intern` never does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sysselreg.yamlevents import data_file
from tests.annual.conftest import committed
from tests.conftest import Brev, Cli, git

CASE, NUMBER = ("--arende", "KS 2025/0027"), ("--nummer", "5")
SENT = ("--uppratta", "--expediera", "--sandsatt", "e_post")
INTERNAL, SECRET = "nivå: intern", r"nivå: sekretess\n  lagrum: OSL 31 kap. 16 §"
SAID = "bygger på något som är internt: ett skickat brev är en allmän handling."


@pytest.fixture
def home(tmp_path: Path, git_home: Path) -> Path:  # noqa: ARG001
    """A clean register with the records of exempelkommun."""
    return committed("exempelkommun", tmp_path)


def mark(home: Path, record: str, secrecy: str) -> None:
    """Write the secrecy of a record and commit it."""
    path = next(home.rglob(f"{record}.yaml"))
    text = path.read_text(encoding="utf-8")
    marked = re.sub(r"(?m)^version: 1\n(diarienummer: .*\n)?", rf"\g<0>sekretess:\n  {secrecy}\n", text, count=1)
    path.write_text(marked, encoding="utf-8")
    git(home, "add", "--all")
    git(home, "commit", "-qm", "Sekretess")


def secrecy(home: Path) -> object:
    """That of the letter that has been drawn up."""
    (found,) = (
        read
        for path in (home / "records/handling").rglob("*.yaml")
        if (read := data_file(path.read_text(encoding="utf-8"))).get("brevtyp") == "L7" and "underlag" in read
    )
    return found.get("sekretess")


@pytest.mark.parametrize(
    ("marks", "expected", "told"),
    [
        ({}, None, False),
        ({"dia-2371mc": INTERNAL}, None, True),
        ({"are-qfs4vy": INTERNAL}, {"nivå": "öppen"}, True),
        ({"dia-2371mc": SECRET}, {"nivå": "sekretess", "lagrum": "OSL 31 kap. 16 §"}, False),
        # The one that names a provision, whichever comes first.
        (
            {"dia-2371mc": INTERNAL, "upp-rz1jh4": SECRET},
            {"nivå": "sekretess", "lagrum": "OSL 31 kap. 16 §"},
            False,
        ),
    ],
    ids=["open", "intern", "case", "secret", "both"],
)
def test_a_letter_takes_a_provision_from_its_records_but_not_intern(
    marks: dict[str, str], expected: object, told: bool, brev: Brev, home: Path, cli: Cli
) -> None:
    for record, words in marks.items():
        mark(home, record, words)
    ran = brev("L7", "dia-2371mc", *SENT, *CASE, *NUMBER)
    assert ran.code == 0, ran.err
    assert secrecy(home) == expected
    assert (SAID in ran.err) == told
    public = cli("--register", home, "diarium", "--offentlig", "--ar", "2026").out
    assert ("Begäran om lägesrapport: Ny butik vid Exempelporten" in public) == (expected in (None, {"nivå": "öppen"}))


def test_a_letter_that_is_marked_intern_is_not_sent_before_that_is_decided(brev: Brev, home: Path, cli: Cli) -> None:
    made = brev("L7", "dia-2371mc", "--uppratta", *CASE, *NUMBER).out.split()[-1]
    at = ("--register", home, "andra", made, "--satt")
    assert cli(*at, "sekretess.nivå=intern").code == 0
    refused = brev("L7", made, "--expediera", "--sandsatt", "e_post")
    assert (refused.code, refused.out) == (2, "")
    assert refused.err == (
        "KS 2025/0027-5 är intern, eller hör till ett ärende som är det. Det som kommer in eller skickas är en allmän "
        "handling, och bara en bestämmelse kan hålla den hemlig. Skriv sysselreg andra "
        f"{made} --satt sekretess.nivå=öppen, eller om en bestämmelse gäller --satt sekretess.nivå=sekretess --satt "
        "sekretess.lagrum=LAGRUM.\n"
    )
    assert cli(*at, "sekretess.nivå=öppen").code == 0
    assert brev("L7", made, "--expediera", "--sandsatt", "e_post").code == 0


@pytest.mark.parametrize(
    ("direction", "case_is_internal", "words", "code"),
    [
        ("inkommen", False, ["--sekretess", "intern"], 2),
        ("expedierad", False, ["--sekretess", "intern"], 2),
        ("inkommen", True, [], 2),
        ("inkommen", True, ["--sekretess", "öppen"], 0),
        ("upprättad", True, [], 0),
        ("inkommen", False, [], 0),
    ],
)
def test_what_comes_in_or_is_sent_is_not_registered_as_internal(
    direction: str, case_is_internal: bool, words: list[str], code: int, home: Path, cli: Cli
) -> None:
    if case_is_internal:
        mark(home, "are-qfs4vy", INTERNAL)
    party = {"inkommen": ["--avsandare", "Städ AB"], "expedierad": ["--mottagare", "Städ AB"]}.get(direction, [])
    named = ("--rubrik", "Fråga om platser", *party, *NUMBER, *words)
    ran = cli(
        "--register", home, "--idag", "2026-01-08", "arende", "handling", CASE[1], "--riktning", direction, *named
    )
    assert ran.code == code, ran.err
    assert ran.err.startswith("Handlingen är intern, eller hör till ett ärende som är det.") == (code == 2)
