"""`bevaka`: what is due, for whom, and the exit code."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from sysselreg.cli import when
from sysselreg.due.days import KNOWN
from tests.conftest import Cli, Repository

DIALOG = "records/dialogoverenskommelse/2025/dia-2m5r8c.yaml"


def test_what_is_due_is_told_and_something_overdue_is_code_1(exempel: Repository, cli: Cli) -> None:
    done = cli("--register", exempel.root, "--idag", "2025-11-22", "bevaka")
    assert (done.code, done.err) == (1, "")
    state, _, rest = done.out.partition("\n\n")
    assert state.replace("\n", " ").endswith(": 3 förfallna")
    assert rest == (
        "Rekryterare: 3 förfallna\n"
        "\n"
        "2025-07-10  135 dagar sen  Lägesrapport för april–september 2025 från\n"
        "                           Exempelstäd AB, Lokalvård i skolor\n"
        "                           B204  dia-2m5r8c\n"
        "2025-07-17  128 dagar sen  Påminn Exempelstäd AB om lägesrapporten för\n"
        "                           april–september 2025, Lokalvård i skolor\n"
        "                           B205  L8  dia-2m5r8c\n"
        "2025-11-17  5 dagar sen    Påminn om arbetsgivarens utvärdering: Lokalvård i\n"
        "                           skolor\n"
        "                           B304  L8  utv-5h1n6d\n"
        "\n"
        "Mer om en bevakning: sysselreg forklara KOD, som B101.\n"
    )


@pytest.mark.parametrize(
    ("words", "code", "rules"),
    [
        (["--idag", "2025-11-22", "bevaka"], 1, ["B204", "B205", "B304"]),
        (["--idag", "2025-11-22", "bevaka", "--roll", "rekryterare"], 1, ["B204", "B205", "B304"]),
        (["--idag", "2025-11-22", "bevaka", "--roll", "samordnare"], 0, []),
        (["--idag", "2025-11-22", "bevaka", "--roll", "samordnare", "--inom", "100"], 0, ["B401"]),
        (["--idag", "2025-11-22", "bevaka", "--roll", "samordnare", "--inom", "99"], 0, []),
        (["--idag", "2025-07-10", "bevaka", "--inom", "0"], 0, ["B204"]),  # the last day is not late
        (["--idag", "2025-07-11", "bevaka", "--inom", "0"], 1, ["B204"]),
        (["--idag", "2025-05-05", "bevaka"], 0, []),
    ],
)
def test_role_and_time_choose_what_is_told(
    words: list[str], code: int, rules: list[str], exempel: Repository, cli: Cli
) -> None:
    done = cli("--register", exempel.root, *words, "--format", "json")
    assert done.code == code
    assert [each["regel"] for each in json.loads(done.out)["bevakningar"]] == rules


@pytest.mark.parametrize(
    ("about", "told"),
    [
        ("upp-aa4hab", {"upp-aa4hab"}),
        ("upp-aa4", {"upp-aa4hab"}),
        ("KS 2025/0027", {"upp-aa4hab"}),  # the case that has the procurement's number
        ("dia-39t2n0", {"dia-39t2n0", "pla-vqb0b2"}),  # a dialog and a placement agreed in it
        ("upp-b6edp6", {"upp-b6edp6", "dia-f3r7cq"}),
        ("org-fr94j9", {"upp-b6edp6"}),  # a dialog with this supplier, not the one with the other
        ("utv-vkjk75", {"utv-vkjk75"}),
        ("pla-bdne2r", {"pla-bdne2r", "utv-vkjk75"}),
        ("akt-015rdk", set()),
    ],
)
def test_what_is_due_about_one_record(about: str, told: set[str], cli: Cli) -> None:
    example = Path(__file__).resolve().parent.parent / "registers/exempelkommun"
    done = cli("--register", example, "--idag", "2026-01-20", "bevaka", about, "--format", "json")
    assert {each["id"] for each in json.loads(done.out)["bevakningar"]} == told


def test_who_has_a_role_in_what_is_evaluated(cli: Cli) -> None:
    example = Path(__file__).resolve().parent.parent / "registers/exempelkommun"
    done = cli("--register", example, "--idag", "2026-01-20", "bevaka", "utv-vkjk75")
    assert "Rekryterare, Arbetsmarknadsenheten: 1 förfallen" in done.out


def test_an_earlier_commit_is_told_as_it_was(exempel: Repository, cli: Cli) -> None:
    before = exempel.git("rev-parse", "HEAD")
    text = (exempel.root / DIALOG).read_text(encoding="utf-8")
    exempel.commit({DIALOG: text.replace("status: överenskommen", "status: fullföljd")})
    words = ("--register", exempel.root, "--idag", "2025-11-22")
    now = json.loads(cli(*words, "bevaka", "--format", "json").out)
    then = json.loads(cli(*words, "--revision", before, "bevaka", "--format", "json").out)
    assert [each["regel"] for each in now["bevakningar"]] == ["B304"]
    assert [each["regel"] for each in then["bevakningar"]] == ["B204", "B205", "B304"]
    assert (now["revision"], then["revision"]) == (exempel.git("rev-parse", "HEAD")[:10], before[:10])


def test_a_calendar_is_the_same_bytes_each_time(exempel: Repository, cli: Cli) -> None:
    words = ("--register", exempel.root, "--idag", "2025-11-22", "bevaka", "--format", "ics")
    first, again = cli(*words), cli(*words)
    assert (first.code, first.out) == (1, again.out)
    assert "UID:B204-dia-2m5r8c-2025-04@provkommun-exempel.sysselreg\r\n" in first.out


def test_what_a_calendar_cannot_hold_is_told_beside_it(exempel: Repository, cli: Cli) -> None:
    path = "records/utvardering/2025/utv-5h1n6d.yaml"
    text = (exempel.root / path).read_text(encoding="utf-8").replace("begärd: 2025-11-03\n", "")
    exempel.write({path: text.replace("källa:\n  handling: Påhittad exempeldata\n", "")})
    done = cli("--register", exempel.root, "--idag", "2025-11-22", "bevaka", "--format", "ics")
    assert done.err == "1 frist kan inte räknas och är inte med. Se sysselreg bevaka.\n"
    assert "B304" not in done.out


def test_a_register_with_errors_is_not_watched(exempel: Repository, cli: Cli) -> None:
    exempel.write({DIALOG: "typ: dialogöverenskommelse\n"})
    done = cli("--register", exempel.root, "bevaka")
    assert (done.code, done.out) == (1, "")
    assert "fel som måste rättas först" in done.err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (
            ["--roll", "chef"],
            "--roll går inte att använda. Välj ett av: beställare, upphandlare, samordnare, rekryterare. "
            "Se sysselreg bevaka --help.\n",
        ),
        (
            ["--inom", "-1"],
            "--inom går inte att använda. Skriv ett heltal från 0 till 3650. Se sysselreg bevaka --help.\n",
        ),
    ],
)
def test_wrong_use(words: list[str], told: str, exempel: Repository, cli: Cli) -> None:
    done = cli("--register", exempel.root, "bevaka", *words)
    assert (done.code, done.err) == (2, told)


def test_lateness_is_no_finding(exempel: Repository, cli: Cli) -> None:
    assert cli("--register", exempel.root, "--idag", "2025-11-22", "bevaka").code == 1
    done = cli("--register", exempel.root, "--idag", "2025-11-22", "kontrollera", "--format", "json")
    assert [each["kod"] for each in json.loads(done.out)["fynd"] if each["kod"].startswith("B")] == []
    assert done.code == 0


@pytest.mark.parametrize(
    "register", [".", "tests/registers/ostersund", "tests/registers/goteborg", "tests/registers/nordanstig"]
)
def test_registers_of_finished_history_have_nothing_that_nobody_can_mend(register: str, cli: Cli) -> None:
    root = Path(__file__).resolve().parent.parent.parent
    done = cli("--register", root / register, "--idag", "2025-11-22", "bevaka", "--format", "json")
    assert (done.code, json.loads(done.out)["bevakningar"]) == (0, [])


def test_a_day_is_one_whose_holidays_are_known(exempel: Repository, cli: Cli) -> None:
    assert (KNOWN[0].year, KNOWN[1].year) == (when.FIRST, when.LAST)
    for day in ("0001-01-01", "1953-12-31", "2099-01-01", "9999-12-31"):
        refused = cli("--register", exempel.root, "--idag", day, "bevaka")
        assert (refused.code, refused.out) == (2, "")
        assert refused.err == f"Dagen {day} är för långt bort. Skriv --idag som en dag från 1954 till 2098.\n"
    for day, code in (("1954-01-01", 0), ("2098-12-31", 1)):
        assert cli("--register", exempel.root, "--idag", day, "bevaka").code == code


def test_a_clock_that_is_behind_the_register_is_told(
    exempel: Repository, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    changed = exempel.git("log", "-1", "--format=%cs")
    assert "klocka" not in cli("--register", exempel.root, "bevaka").err
    assert "klocka" not in cli("--register", exempel.root, "--idag", "1970-01-01", "bevaka").err
    monkeypatch.setattr(when, "today", lambda _: date(1970, 1, 1))
    assert cli("--register", exempel.root, "bevaka").err == (
        f"Datorns klocka visar 1970-01-01, men registret ändrades {changed}. Rätta klockan, eller skriv dagen med "
        "--idag.\n"
    )
