"""What a change makes of the figures of an issued report: `andringar` and `granska` tell which, and by how much."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sysselreg import pipeline
from sysselreg.yamlevents import data_file
from tests.conftest import Cli, Repository
from tests.ledger.conftest import ORGANISATIONS, SETTINGS, path, placement, placements

PROCUREMENT = "records/upphandling/2024/upp-7k3qf9.yaml"
MORE = "records/upphandling/2024/upp-2m8d4r.yaml"
HIDDEN = "färre än 5 eller dolt"
UNTOUCHED = "Inget tal i en utgiven rapport ändras."


@pytest.fixture(scope="module")
def made() -> dict[str, str]:
    """The issue of the first test that wanted one: making a PDF for each takes its time."""
    return {}


@pytest.fixture
def issued(register: Repository, cli: Cli, tmp_path: Path, made: dict[str, str]) -> Repository:
    """The report of 2024 is issued and committed; it says 18 women and 7 men."""
    if not made:
        give_out(cli, register, tmp_path)
        (file,) = (register.root / "records/utgivning").rglob("*.yaml")
        made[file.relative_to(register.root).as_posix()] = file.read_text(encoding="utf-8")
    register.commit(made)
    return register


def give_out(cli: Cli, register: Repository, out: Path) -> str:
    """Issue the report of 2024; the issue's id."""
    ran = cli("--register", register.root, "--idag", "2025-02-10", "rapport", "2024", "--uppratta", "--ut", out)
    assert ran.code == 0, ran.err
    return ran.out.rstrip("\n").rpartition("\t")[2]


def changes(cli: Cli, register: Repository, *words: str) -> str:
    """What `andringar` tells, with ordinary spaces."""
    ran = cli("--register", register.root, "andringar", *words)
    assert ran.code == 0, ran.err
    return ran.out.replace("\u00a0", " ")


def effects(cli: Cli, register: Repository, *words: str) -> dict[tuple[str, str], tuple[str, str, float | None]]:
    """(Figure, group) of the year 2024 → before, after, difference, of the only issued report."""
    (told,) = json.loads(changes(cli, register, *words, "--format", "json"))["utgivna_rapporter"]
    return {
        (each["nyckeltal"], each["grupp"] or ""): (each["före"], each["efter"], each["skillnad"])
        for each in told["tal"]
        if each["från"] == "2024-01-01"
    }


def statistics(cli: Cli, register: Repository, *words: str) -> dict[str, object]:
    """Figure → all that `statistik` prints of it for 2024."""
    ran = cli("--register", register.root, *words, "statistik", "--ar", "2024", "--format", "json")
    told = ("visning", "täljare", "nämnare", "täckning")
    return {
        each["id"]: [[cell.get(name) for name in told] for cell in (each, *each.get("per", ()))]
        for each in json.loads(ran.out)["nyckeltal"]
    }


def counted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The issues that figures are counted for again, as they are."""
    calls: list[str] = []
    again: Callable[..., Any] = pipeline.told_again

    def noted(snapshot: Any, checked: Any, issue: Any) -> Any:
        calls.append(issue.record.id)
        return again(snapshot, checked, issue)

    monkeypatch.setattr(pipeline, "told_again", noted)
    return calls


# ---- which figures, and by how much ----------------------------------------------------------------------------------


def test_a_corrected_record_shows_what_it_makes_of_the_report(issued: Repository, cli: Cli) -> None:
    issued.write({path(200): placement(200, gender="kvinna")})

    found = effects(cli, issued, "HEAD..")
    assert found["N11", "Kvinna"] == ("18", "19", 1)
    assert found["N11", "Man"] == ("7", "6", -1)
    assert found["N13", ""][2] == 4
    # As many people as before.
    assert ("N10", "") not in found
    text = changes(cli, issued, "HEAD..")
    (told,) = (issued.root / "records/utgivning").rglob("*.yaml")
    assert f"\nFöljder för en utgiven rapport: Årsrapport 2024  {told.stem}\n" in text
    assert "  N11 Personer efter kön: Kvinna 18 → 19 (+1); Man 7 → 6 (−1)\n" in text
    assert "  N13 Andel kvinnor: 72 % (18 av 25) → 76 % (19 av 25), +4 procentenheter\n" in text
    assert UNTOUCHED not in text


def test_a_record_more_and_a_record_less(issued: Repository, cli: Cli) -> None:
    issued.write(placements(300, 2))
    (issued.root / path(200)).unlink()

    found = effects(cli, issued, "HEAD..")
    assert found["N10", ""] == ("25", "26", 1)
    assert (found["N11", "Kvinna"], found["N11", "Man"]) == (("18", "20", 2), ("7", "6", -1))


def test_it_tells_what_differs_in_the_statistics_and_nothing_else(issued: Repository, cli: Cli) -> None:
    issued.write(
        {
            **placements(300, 3, gender="man", form="visstidsanställning"),
            path(200): placement(200, start="2023-12-01"),
            MORE: ORGANISATIONS[PROCUREMENT].replace("upp-7k3qf9", "upp-2m8d4r").replace("Lokalvård", "Trädvård"),
        }
    )
    was, now = (statistics(cli, issued, *words) for words in (("--revision", "HEAD"), ()))
    different = {name for name in was if was[name] != now[name]}

    assert {"N03", "N10", "N11"} <= different
    assert {"N19", "N39"} & different == set()
    told = {name for name, _ in effects(cli, issued, "HEAD..")}
    assert told == different


def test_a_branch_under_review_shows_it_too(issued: Repository, cli: Cli) -> None:
    issued.git("checkout", "-q", "-b", "rattelse")
    issued.commit({path(200): placement(200, gender="kvinna")})
    issued.git("checkout", "-q", "main")

    assert effects(cli, issued, "main..rattelse")["N11", "Man"] == ("7", "6", -1)
    ran = cli("--register", issued.root, "granska", "rattelse")
    assert "N11 Personer efter kön: Kvinna 18 → 19 (+1); Man 7 → 6 (−1)" in ran.out


def test_what_the_report_has_is_told_when_it_was_another_already(issued: Repository, cli: Cli) -> None:
    issued.commit({path(200): placement(200, gender="kvinna")})
    issued.write({path(201): placement(201, gender="kvinna")})
    assert "Kvinna 19 → 20 (+1), i rapporten 18; Man 6 → 5 (−1), i rapporten 7" in changes(cli, issued, "HEAD..")

    issued.write({path(201): placement(201, gender="man"), path(200): placement(200, gender="man")})
    assert "Kvinna 19 → 18 (−1), som i rapporten; Man 6 → 7 (+1), som i rapporten" in changes(cli, issued, "HEAD..")


def test_a_report_that_comes_with_a_change_is_held_to_what_it_told(
    register: Repository, cli: Cli, tmp_path: Path
) -> None:
    register.git("checkout", "-q", "-b", "arbete")
    register.commit({path(200): placement(200, gender="kvinna")})
    give_out(cli, register, tmp_path)
    register.commit()
    # The report has the correction already.
    assert effects(cli, register, "main..arbete") == {}

    register.commit({path(201): placement(201, gender="kvinna")})
    found = effects(cli, register, "main..arbete")
    assert found["N11", "Kvinna"] == ("18", "20", 2)
    assert "Kvinna 18 → 20 (+2), i rapporten 19" in changes(cli, register, "main..arbete")


# ---- what changes nothing costs nothing ------------------------------------------------------------------------------


def test_a_note_changes_no_figure(issued: Repository, cli: Cli) -> None:
    issued.write({path(200): placement(200, gender="man") + "anteckning: Hör av sig i maj\n"})

    assert effects(cli, issued, "HEAD..") == {}
    text = changes(cli, issued, "HEAD..")
    assert UNTOUCHED in text
    assert "Följder för en utgiven rapport" not in text


def test_nothing_is_counted_for_what_no_figure_reads(
    issued: Repository, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = counted(monkeypatch)
    settings = SETTINGS + "nämnder:\n  - namn: Kommunstyrelsen\n    serie: KS {år}/{nr:04}\n    nummer: utifrån\n"
    issued.commit({"sysselreg.yaml": settings})
    case = (
        "typ: ärende\nid: are-1q8v4n\nversion: 1\ndiarienummer: KS 2024/0018\nrubrik: Krav\nnämnd: Kommunstyrelsen\n"
        "öppnat: 2024-01-08\nstatus: öppet\n"
    )
    issued.write({"records/arende/2024/are-1q8v4n.yaml": case, "records/texter/2024/inledning.md": "Ett år.\n"})
    assert UNTOUCHED in changes(cli, issued, "HEAD..")
    assert calls == []

    issued.write({path(200): placement(200, gender="kvinna")})
    assert UNTOUCHED not in changes(cli, issued, "HEAD..")
    assert len(calls) == 2


def test_nothing_is_counted_where_nothing_is_issued(
    register: Repository, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = counted(monkeypatch)
    register.write({path(200): placement(200, gender="kvinna")})
    text = changes(cli, register, "HEAD..")

    assert "Kön ändras från man till kvinna." in text
    assert (calls, "utgiven" in text) == ([], False)


def test_errors_come_first(issued: Repository, cli: Cli) -> None:
    issued.write({path(200): placement(200, gender="vet ej")})
    assert json.loads(changes(cli, issued, "HEAD..", "--format", "json"))["utgivna_rapporter"] is None
    later = "Vad ändringen gör med tal i utgivna rapporter går att räkna när felen är rättade."
    assert later in changes(cli, issued, "HEAD..")

    # What was wrong before is held against what the report told.
    issued.commit()
    issued.write({path(200): placement(200, gender="kvinna")})
    assert effects(cli, issued, "HEAD..")["N11", "Kvinna"] == ("18", "19", 1)


# ---- what is withheld stays so ---------------------------------------------------------------------------------------


def test_a_withheld_number_is_told_by_no_difference(register: Repository, cli: Cli, tmp_path: Path) -> None:
    register.commit(placements(300, 3, gender="annat"))
    give_out(cli, register, tmp_path)
    register.commit()
    register.write({path(300): placement(300, gender="kvinna")})

    found = effects(cli, register, "HEAD..")
    assert {group for figure, group in found if figure == "N11"} <= {"Kvinna"}
    register.write({path(300): placement(300, gender="annat"), path(200): placement(200, gender="annat")})
    # 7 men and 3 others became 6 and 4: both were withheld and are.
    assert [key for key in effects(cli, register, "HEAD..") if key[0] == "N11"] == []


def test_what_may_no_longer_be_shown_is_told_without_its_number(issued: Repository, cli: Cli) -> None:
    issued.write({path(each): placement(each, gender="kvinna") for each in range(200, 204)})

    found = effects(cli, issued, "HEAD..")
    assert found["N11", "Man"] == ("7", HIDDEN, None)
    assert "3" not in {each for told in found.values() for each in told[:2]}


@pytest.mark.parametrize("form", ["md", "html"])
def test_what_leaves_the_register_tells_no_difference_of_persons(form: str, issued: Repository, cli: Cli) -> None:
    other = ORGANISATIONS[PROCUREMENT].replace("upp-7k3qf9", "upp-2m8d4r").replace("Lokalvård", "Trädvård")
    issued.write({path(200): placement(200, gender="kvinna"), MORE: other})
    text = changes(cli, issued, "HEAD..", "--format", form)

    assert "N11 Personer efter kön: ändras" in text
    assert "eftersom en liten skillnad kan röja en enskild" in text
    assert "18 → 19" not in text
    # Procurements are no persons.
    assert "N03 Upphandlingar efter typ av krav: 1 → 2 (+1)" in text
    assert "18 → 19" in changes(cli, issued, "HEAD..")


def test_the_words_of_an_issue_that_is_not_open_stay_in_the_register(issued: Repository, cli: Cli) -> None:
    (file,) = (issued.root / "records/utgivning").rglob("*.yaml")
    text = file.read_text(encoding="utf-8").replace("rubrik:", "sekretess:\n  nivå: sekretess\nrubrik:", 1)
    issued.commit({file.relative_to(issued.root).as_posix(): text})
    issued.write({path(200): placement(200, gender="kvinna")})

    spread, own = (changes(cli, issued, "HEAD..", "--format", form) for form in ("md", "text"))
    assert "N11 Personer efter kön: ändras" in spread
    assert ("Årsrapport 2024" in spread, "Årsrapport 2024" in own) == (False, True)


# ---- asked afterwards ------------------------------------------------------------------------------------------------


def explained(cli: Cli, register: Repository, *words: str) -> str:
    ran = cli("--register", register.root, "forklara", *words)
    assert (ran.code, ran.err) == (0, "")
    return " ".join(ran.out.split())


def test_an_issued_report_is_held_against_what_is_counted_now(issued: Repository, cli: Cli) -> None:
    (file,) = (issued.root / "records/utgivning").rglob("*.yaml")
    commit = data_file(file.read_text(encoding="utf-8"))["incheckning"][:10]
    text = explained(cli, issued, file.stem)
    assert f"Gavs ut 2025-02-10, ur incheckningen {commit}." in text
    assert "Räknat nu är alla tal som visades desamma." in text

    issued.commit({path(200): placement(200, gender="kvinna")})
    text = explained(cli, issued, file.stem)
    assert "N11 Personer efter kön: Kvinna 18 → 19 (+1); Man 7 → 6 (−1)" in text
    assert f"Vad som har ändrats sedan dess: sysselreg andringar {commit}.. Övriga skillnader" in text
    assert "Räknat nu är alla" not in text


def test_a_figure_says_which_reports_told_it(issued: Repository, cli: Cli) -> None:
    (file,) = (issued.root / "records/utgivning").rglob("*.yaml")
    told = f"Rapporter som har gett ut nyckeltalet Årsrapport 2024 ({file.stem}):"
    assert f"{told} de tal som visades är som nu" in explained(cli, issued, "N11", "--ar", "2024")

    issued.commit({path(200): placement(200, gender="kvinna")})
    assert f"{told} Kvinna 18 → 19 (+1); Man 7 → 6 (−1)" in explained(cli, issued, "N11", "--ar", "2024")
    # The report told nothing of other times.
    assert "Rapporter som" not in explained(cli, issued, "N11", "--period", "2024-01..2024-06")


def test_what_a_report_withheld_is_compared_with_nothing(register: Repository, cli: Cli, tmp_path: Path) -> None:
    register.commit(placements(300, 3, gender="annat"))
    give_out(cli, register, tmp_path)

    internal = explained(cli, register, "N11", "--ar", "2024", "--internt")
    assert "Annat 3" in internal.replace(":", "")
    assert "de tal som visades är som nu" in internal
