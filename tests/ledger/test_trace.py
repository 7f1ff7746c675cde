"""`forklara N11 --ar 2024`: from a figure to its records and the commits that made them what they are."""

from __future__ import annotations

import re
from pathlib import Path

from tests.conftest import Cli, Repository
from tests.ledger.conftest import approved, path, placement, placements


def told(text: str) -> dict[str, list[str]]:
    """Commit (or `inte incheckat`) with who it is by → the records under it."""
    _, _, listed = text.partition("Poster som räknas")[2].partition("\n\n")
    found: dict[str, list[str]] = {}
    heading = ""
    for line in listed.splitlines():
        if line.startswith("    "):
            found[heading] += line.split()
        elif line.strip():
            heading = line.strip()
            found[heading] = []
    return found


def counted(cli: Cli, root: Path, *words: str) -> str:
    ran = cli("--register", root, "forklara", *words, "--ar", "2024")
    assert (ran.code, ran.err) == (0, "")
    return ran.out


def test_a_figure_is_followed_to_records_commits_and_people(register: Repository, cli: Cli) -> None:
    first = register.git("rev-parse", "HEAD")
    made = approved(register, {path(100): placement(100, gender="man")})
    # A note is no part of what the figure reads, so it changes nothing here.
    register.commit({path(101): placement(101) + "anteckning: Hör av sig i maj\n"})
    register.write({path(102): placement(102, gender="man")})

    text = counted(cli, register.root, "N11")
    found = told(text)
    day = register.git("log", "-1", "--format=%cs")
    assert set(found) == {
        f"{made[:10]}  {day}  Anna Exempel, godkänt av Bo Exempel",
        f"{first[:10]}  {day}  Prov, inte godkänt av någon annan",
        "inte incheckat",
    }
    assert found[f"{made[:10]}  {day}  Anna Exempel, godkänt av Bo Exempel"] == ["pla-000100"]
    assert found["inte incheckat"] == ["pla-000102"]
    assert len(found[f"{first[:10]}  {day}  Prov, inte godkänt av någon annan"]) == 23
    assert "Betyder       Antalet personer som har börjat på en plats, efter kön." in text
    assert 'startad."kön",' in text
    assert "create view startad as" in text
    assert re.search(r"placering: .*Kön", text)
    assert "Anteckning" not in text
    assert max(map(len, (text.partition("Så räknas")[0] + text.partition("Fält som")[2]).splitlines())) <= 80


def test_a_commit_is_traced_as_it_was(register: Repository, cli: Cli) -> None:
    first = register.git("rev-parse", "HEAD")
    register.commit({path(100): placement(100, gender="man")})

    ran = cli("--register", register.root, "--revision", first, "forklara", "N11", "--ar", "2024")
    assert [name[:10] for name in told(ran.out)] == [first[:10]]


def test_rows_of_persons_are_shown_only_internally(register: Repository, cli: Cli) -> None:
    public, internal = (counted(cli, register.root, "N11", *more) for more in ((), ("--internt",)))

    assert "Raderna säger något om var och en, och visas bara med --internt." in public
    assert not re.search(r"pla-000100  1  ", public)
    assert re.search(r"pla-000100  1  2024-03-01  .*kön kvinna", internal)
    assert internal.startswith("ARBETSMATERIAL – får ej spridas\n")
    assert "ARBETSMATERIAL" not in public


def test_nothing_is_told_of_who_a_withheld_figure_counts(register: Repository, cli: Cli) -> None:
    register.git("rm", "-q", "-r", "records/placering")
    register.commit(placements(300, 3))
    text, internal = (counted(cli, register.root, "N11", *more) for more in ((), ("--internt",)))

    assert "Värde         färre än 5\n" in text
    assert "Poster som räknas visas inte, eftersom talet är dolt." in text
    assert "pla-" not in text.partition("Så räknas det")[0] + text.partition("Fält som läses")[2]
    assert "pla-000300" in internal


def test_rows_about_organisations_are_shown_without_secret_words(register: Repository, cli: Cli) -> None:
    secret = register.root / "records/upphandling/2024/upp-7k3qf9.yaml"
    told = " ".join(counted(cli, register.root, "N03").split())
    assert re.search(r"upp-7k3qf9 1 2024-01-10 .*bransch lokalvård", told)
    text = secret.read_text(encoding="utf-8").replace("titel:", "sekretess:\n  nivå: sekretess\ntitel:", 1)
    register.commit({"records/upphandling/2024/upp-7k3qf9.yaml": text})

    assert "lokalvård" not in " ".join(counted(cli, register.root, "N03").split())
    assert "bransch lokalvård" in " ".join(counted(cli, register.root, "N03", "--internt").split())


def test_a_register_outside_git_says_that_nothing_is_committed(register: Repository, cli: Cli, tmp_path: Path) -> None:
    register.root.rename(tmp_path / "utanfor")
    (tmp_path / "utanfor/.git").rename(tmp_path / "git")

    assert list(told(counted(cli, tmp_path / "utanfor", "N11"))) == ["inte incheckat"]


def test_a_period_is_asked_of_a_figure_alone(register: Repository, cli: Cli) -> None:
    ran = cli("--register", register.root, "forklara", "S021", "--ar", "2024")
    assert (ran.code, ran.err[:29]) == (2, "Nyckeltalet S021 finns inte. ")
    alone = cli("--register", register.root, "forklara", "N11", "--internt")
    assert (alone.code, alone.err) == (2, "--internt hör till --ar eller --period.\n")
    assert cli("--register", register.root, "forklara", "N11").code == 0
