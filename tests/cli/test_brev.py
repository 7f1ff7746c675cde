"""`brev` used wrongly: what would be kept for ever, or be lost, is refused before it is written."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sysselreg.store import lock
from tests.conftest import Brev, git

CASE = "KS 2025/0027"
DIALOG, ENDED = "dia-39t2n0", "pla-qgg400"


def handlings(home: Path) -> dict[str, str]:
    return {path.stem: path.read_text(encoding="utf-8") for path in (home / "records/handling").rglob("*.yaml")}


# ---- the participant -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    [
        ["--mottagare", "Påhittad Deltagare, Exempelgatan 1"],
        ["--er-beteckning", "Påhittad Deltagare"],
        ["--namn", "Påhittad Deltagare", "--mottagare", "Påhittad Deltagare"],
    ],
)
@pytest.mark.parametrize("done", [["--uppratta", "--arende", CASE, "--nummer", "5"], []])
def test_nothing_about_the_participant_can_be_put_where_it_is_kept(
    brev: Brev, home: Path, tmp_path: Path, words: list[str], done: list[str]
) -> None:
    before = handlings(home)
    ran = brev("l13", ENDED, *words, *done)
    option = next(each for each in words if each in ("--mottagare", "--er-beteckning"))
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(f"{option} skrivs in i registret, och där får inget stå om deltagaren. Ta bort {option}.")
    assert handlings(home) == before
    assert not (tmp_path / "ut").exists()


def test_a_sent_certificate_gets_no_recipient_either(brev: Brev, home: Path) -> None:
    made = brev("L13", ENDED, "--uppratta", "--arende", CASE, "--nummer", "5", "--namn", "Påhittad Deltagare")
    assert made.code == 0, made.err
    han = made.out.splitlines()[0].split("\t")[2]
    refused = brev("L13", han, "--expediera", "--sandsatt", "brev", "--mottagare", "Påhittad Deltagare")
    assert refused.code == 2
    assert "--mottagare skrivs in i registret" in refused.err
    assert brev("L13", han, "--expediera", "--sandsatt", "brev").code == 0
    assert all("Deltagare" not in text for text in handlings(home).values())


def test_a_registered_certificate_has_no_name_and_says_how_one_with_a_name_is_made(brev: Brev, tmp_path: Path) -> None:
    made = brev("L13", ENDED, "--uppratta", "--arende", CASE, "--nummer", "5")
    han = made.out.split("\t")[2].strip()
    refused = brev("L13", han, "--namn", "Påhittad Deltagare")
    assert (refused.code, refused.out) == (2, "")
    assert f"Gör intyget med namn ur posten: sysselreg brev L13 {ENDED} --namn -" in refused.err
    named = brev("L13", ENDED, "--namn", "Påhittad Deltagare")
    assert (named.code, named.out) == (0, f"{tmp_path}/ut/l13-{ENDED}-2026-01-08-utskrift.pdf\n")


# ---- what is final ---------------------------------------------------------------------------------------------------


def test_a_letter_is_not_sent_before_its_own_day(brev: Brev, home: Path) -> None:
    han = brev("L5", DIALOG, "--uppratta", "--arende", CASE, "--nummer", "5").out.split("\t")[2].strip()
    before = handlings(home)
    early = brev("L5", han, "--expediera", "--sandsatt", "e_post", day="2026-01-07")
    assert early.code == 2
    assert early.err == (
        "Dagen då brevet skickas är 2026-01-07, före brevets egen dag, som är 2026-01-08. Rätta den dag som är fel. "
        "Inget är skrivet.\n"
    )
    assert handlings(home) == before
    assert brev("L5", han, "--expediera", "--sandsatt", "e_post", day="2026-01-08").code == 0
    assert "status: expedierad" in handlings(home)[han]


def test_a_letter_drawn_up_twice_to_settle_the_same_is_told(brev: Brev) -> None:
    first = brev("L5", DIALOG, "--uppratta", "--arende", CASE, "--nummer", "5")
    assert "upprättat förut" not in first.err
    again = brev("L5", DIALOG, "--uppratta", "--arende", CASE, "--nummer", "6")
    assert again.code == 0
    assert f"L5 om {DIALOG} är upprättat förut: {first.out.split(chr(9))[2].strip()}." in again.err


def test_a_cancelled_case_takes_no_letter_and_a_closed_one_is_told(brev: Brev, home: Path) -> None:
    before = handlings(home)
    cancelled = brev("L5", DIALOG, "--uppratta", "--arende", "KS 2024/0019", "--nummer", "5")
    assert cancelled.code == 2
    assert cancelled.err == "KS 2024/0019 är makulerat. Registrera handlingen i det ärende som gäller.\n"
    assert handlings(home) == before
    closed = brev("L5", DIALOG, "--uppratta", "--arende", "KS 2024/0018", "--nummer", "9")
    assert closed.code == 0
    assert "KS 2024/0018 är avslutat. Ska det handläggas igen: sysselreg andra are-85j0s8" in closed.err


# ---- options that would be ignored -----------------------------------------------------------------------------------


def test_an_option_that_means_nothing_is_refused(brev: Brev) -> None:
    for more in ([], ["--uppratta", "--arende", CASE, "--nummer", "5"]):
        ran = brev("L5", DIALOG, "--leverantor", "org-finnsej", *more)
        assert ran.code == 2
        assert f"{DIALOG} är ingen upphandling, så det finns ingen leverantör att välja." in ran.err
    han = brev("L5", DIALOG, "--uppratta", "--arende", CASE, "--nummer", "5").out.split("\t")[2].strip()
    again = brev("L5", han, "--mottagare", "Någon annan")
    assert again.code == 2
    assert again.err == f"{han} görs om som det upprättades. Ta bort --mottagare.\n"
    assert brev("L5", han).code == 0


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (["L7", DIALOG], "TYP och ID"),
        (["--mottagare", "Någon"], "--mottagare"),
        (["--leverantor", "org-09n02q", "--er-beteckning", "D 1"], "--leverantor och --er-beteckning"),
    ],
)
def test_what_is_about_one_letter_is_not_put_on_all(brev: Brev, words: list[str], named: str) -> None:
    ran = brev("--forfallna", *words, "--torrkorning")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == f"--forfallna gäller alla brev. Ta bort {named}.\n"


# ---- all that is due -------------------------------------------------------------------------------------------------


def test_a_letter_that_cannot_be_printed_does_not_stop_the_others(brev: Brev, home: Path, tmp_path: Path) -> None:
    record = next((home / "records/upphandling").rglob("upp-cf816z.yaml"))
    text = record.read_text(encoding="utf-8")
    record.write_text(text.replace("titel: Måltider till hemtjänsten", "titel: Måltider 😀"), encoding="utf-8")
    git(home, "commit", "-qam", "Ett tecken som inget typsnitt har")
    ran = brev("--forfallna", "--arende", CASE, "--nummer", "5")
    assert ran.code == 1
    assert re.search(
        r"^6 kunde inte upprättas:\n  (L\d+ \w+-\w+, ){2}L\d+ \w+-\w+ och 3 till: Dokumentets typsnitt saknar",
        ran.err,
        re.MULTILINE,
    )
    done = [line.split("\t") for line in ran.out.splitlines()]
    # The numbers of those that were made have no gaps.
    assert [each[1] for each in done] == [f"{CASE}-{number}" for number in range(5, 5 + len(done))]
    assert len(done) > 50
    assert len(list((tmp_path / "ut").iterdir())) == len(done)


def test_letters_that_another_run_is_making_are_not_made_too(
    brev: Brev, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lock, "PATIENCE", 0.1)
    ours = home / ".git/sysselreg"
    ours.mkdir(exist_ok=True)
    before = handlings(home)
    with lock.held(ours / "brev"):
        ran = brev("--forfallna", "--arende", CASE, "--nummer", "5")
        assert (ran.code, ran.out) == (5, "")
        assert ran.err.startswith("Ett annat sysselreg arbetar i samma förråd. Vänta tills det är klart och kör igen.")
        assert brev("--forfallna", "--arende", CASE, "--nummer", "5", "--torrkorning").code == 0
    assert handlings(home) == before


def test_letters_that_wait_on_a_branch_to_be_approved_are_not_made_again(brev: Brev, home: Path) -> None:
    main = git(home, "branch", "--show-current")
    dry = ("--forfallna", "--arende", CASE, "--nummer", "5", "--torrkorning")
    assert f"L5\t{DIALOG}\t" in brev(*dry).out
    git(home, "switch", "-q", "-c", "arbete/brev")
    han = brev("L5", DIALOG, "--uppratta", "--arende", CASE, "--nummer", "5").out.split("\t")[2].strip()
    git(home, "add", "records")
    git(home, "commit", "-qm", "Brev")
    git(home, "switch", "-q", main)
    waiting = brev(*dry)
    assert f"L5\t{DIALOG}\t" not in waiting.out
    assert "1 är redan upprättade på en gren som inte är införd här:\n  L5 dia-39t2n0 på arbete/brev\n" in waiting.err
    # A letter that was cancelled there is made.
    git(home, "switch", "-q", "arbete/brev")
    path = next(home.rglob(f"{han}.yaml"))
    path.write_text(path.read_text(encoding="utf-8").replace("status: granskad", "status: makulerad"), encoding="utf-8")
    git(home, "commit", "-qam", "Makulerat")
    git(home, "switch", "-q", main)
    assert f"L5\t{DIALOG}\t" in brev(*dry).out
