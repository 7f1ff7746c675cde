"""`uppdatera`: two people with a clone each, and what comes together."""

from __future__ import annotations

import os
import signal

import pytest

from sysselreg.cli.main import main
from sysselreg.store import apply
from sysselreg.store.apply import MovedError
from sysselreg.store.commit import fast_forward
from sysselreg.store.driver import install_driver
from tests.conftest import Cli, Ran, Repository
from tests.fuzz.crash import ended, forked
from tests.merging import ACTIVITY, HANDLING, ORGANISATION, PLACEMENT, change, clones, remove

NEW_PATH = "records/organisation/2025/org-7h2k9d.yaml"
NEW = "typ: organisation\nid: org-7h2k9d\nversion: 1\nnamn: Blåytor AB\nslag: leverantör\nlokal: ja\n"


@pytest.fixture
def people(exempel: Repository) -> list[Repository]:
    """Anna and Bo, each with a clone; Anna works on a branch of her own."""
    exempel.commit({NEW_PATH: NEW})
    anna, bo = clones(exempel)
    anna.git("switch", "-q", "-c", "arbete/anna")
    return [anna, bo]


def approved(bo: Repository, path: str, *pairs: tuple[str, str]) -> str:
    """A change that is on the shared main branch."""
    made = change(bo, path, *pairs)
    bo.git("push", "-q", "origin", "main")
    return made


def update(cli: Cli, at: Repository, *words: str) -> Ran:
    return cli("--register", at.root, "uppdatera", *words)


def read(at: Repository, path: str) -> str:
    return (at.root / path).read_text(encoding="utf-8")


def test_two_people_change_different_fields_of_one_record_and_both_win(people: list[Repository], cli: Cli) -> None:
    anna, bo = people
    theirs = approved(bo, PLACEMENT, ("stöd: inget", "stöd: lönebidrag"))
    ours = change(anna, PLACEMENT, ("omfattning_procent: 75", "omfattning_procent: 80"))
    done = update(cli, anna)
    assert (done.code, done.out) == (0, "")
    head = anna.git("rev-parse", "HEAD")
    assert done.err == (
        f"Grenen arbete/anna är uppdaterad. Se vad som är nytt: sysselreg andringar {ours[:10]}..{head[:10]}\n"
    )
    assert "stöd: lönebidrag\nomfattning_procent: 80\n" in read(anna, PLACEMENT)
    assert anna.git("rev-parse", "HEAD^1", "HEAD^2").splitlines() == [ours, theirs]
    assert anna.git("log", "-1", "--format=%an: %s") == "Anna: Hämta in main"
    assert anna.git("status", "--porcelain") == ""
    again = update(cli, anna)
    assert (again.code, again.err) == (0, "Det finns inget nytt att hämta in.\n")


def test_what_is_not_shared_has_nowhere_to_be_fetched_from(exempel: Repository, cli: Cli) -> None:
    exempel.git("switch", "-q", "-c", "arbete/eget")
    ran = update(cli, exempel)
    assert (ran.code, ran.err) == (
        0,
        "Huvudgrenen i den här klonen har inget nytt, och det finns ingen annan plats att hämta från, för registret är "
        "inte delat med någon. Lägg till det gemensamma förrådet med git remote add origin ADRESS.\n",
    )
    exempel.git("switch", "-q", "main")
    change(exempel, PLACEMENT, ("stöd: inget", "stöd: lönebidrag"))
    exempel.git("switch", "-q", "arbete/eget")
    assert update(cli, exempel).err.startswith("Grenen arbete/eget är uppdaterad.")


def killed_at_the_journal(at: Repository, *words: str) -> None:
    """Run a command that is killed when it has noted what it is about to do, and done nothing of it."""

    def run() -> None:
        def die(*_: object) -> None:
            os.kill(os.getpid(), signal.SIGKILL)

        apply._write_files = die  # type: ignore[assignment]
        main(["--register", str(at.root), *words])

    assert ended(forked(run)) == -signal.SIGKILL


def test_what_was_killed_is_finished_before_anything_is_fetched(people: list[Repository], cli: Cli) -> None:
    anna, bo = people
    change(anna, PLACEMENT, ("omfattning_procent: 75", "omfattning_procent: 80"))
    anna.git("push", "-q", "origin", "arbete/anna")
    old = bo.git("rev-parse", "main")
    killed_at_the_journal(bo, "granska", "arbete/anna", "--godkann")
    new = bo.git("rev-parse", "origin/main")
    assert bo.git("rev-parse", "main") == old != new
    told = cli("--register", bo.root, "doktor")
    assert (
        f"✗ En körning som gör incheckningen {new[:10]} på main har inte kommit till sitt slut.\n"
        "  Är inget annat sysselreg igång avbröts den. Kör sysselreg spara: den görs klar eller tas tillbaka.\n"
    ) in told.out
    ran = update(cli, bo)
    assert (ran.code, ran.err) == (
        0,
        f"En körning som avbröts är nu slutförd: incheckningen {new[:10]} är sparad på main.\n"
        "Det finns inget nytt att hämta in.\n",
    )
    assert bo.git("rev-parse", "main") == new
    assert bo.git("status", "--porcelain") == ""
    assert "✓ Ingen körning har avbrutits halvvägs.\n" in cli("--register", bo.root, "doktor").out


def test_what_our_own_recovery_has_moved_is_no_other_who_did(people: list[Repository]) -> None:
    anna, bo = people
    change(anna, PLACEMENT, ("omfattning_procent: 75", "omfattning_procent: 80"))
    anna.git("push", "-q", "origin", "arbete/anna")
    old = bo.git("rev-parse", "main")
    killed_at_the_journal(bo, "granska", "arbete/anna", "--godkann")
    new = bo.git("rev-parse", "origin/main")
    other = bo.git("commit-tree", f"{old}^{{tree}}", "-p", old, "-m", "Annat")
    with pytest.raises(MovedError) as failed:
        fast_forward(bo.root, branch="main", old=old, new=other)
    assert failed.value.sentence == (
        f"En körning som avbröts är nu slutförd: incheckningen {new[:10]} är sparad på main. Kör igen."
    )
    with pytest.raises(MovedError, match="har flyttats av någon annan"):
        fast_forward(bo.root, branch="main", old=old, new=other)


def test_the_merge_driver_is_a_setting_that_is_trusted(people: list[Repository], cli: Cli) -> None:
    anna, bo = people
    approved(bo, PLACEMENT, ("stöd: inget", "stöd: lönebidrag"))
    install_driver(anna.root)
    anna.git("config", "merge.sysselreg.driver", "/annat/program sammanfoga %O %A %B %P")
    done = update(cli, anna)
    assert (done.code, "merge.sysselreg.driver" in done.err) == (5, True)
    install_driver(anna.root)
    assert update(cli, anna).code == 0


def test_without_work_of_ones_own_the_branch_is_moved_on(people: list[Repository], cli: Cli) -> None:
    anna, bo = people
    theirs = approved(bo, PLACEMENT, ("stöd: inget", "stöd: lönebidrag"))
    anna.write({"mitt.txt": "kvar"})
    assert update(cli, anna).code == 0
    assert anna.git("rev-parse", "HEAD") == theirs
    assert "stöd: lönebidrag" in read(anna, PLACEMENT)
    assert anna.git("status", "--porcelain") == "?? mitt.txt"


def test_the_same_field_stops_it_and_nothing_is_changed(people: list[Repository], cli: Cli) -> None:
    anna, bo = people
    approved(bo, PLACEMENT, ("stöd: inget", "stöd: lönebidrag"), ("kön: okänt", "kön: man"))
    ours = change(anna, PLACEMENT, ("stöd: inget", "stöd: nystartsjobb"), ("kön: okänt", "kön: kvinna"))
    done = update(cli, anna)
    assert (done.code, done.out, done.err) == (
        5,
        "",
        "2 fält krockar med main. Inget från main är inhämtat, inte heller det som inte krockar.\n"
        "  pla-8m2kd4:kön  Kön\n"
        "  pla-8m2kd4:stöd  Stöd\n"
        "Avgör dem med sysselreg konflikt.\n",
    )
    assert (anna.git("rev-parse", "HEAD"), anna.git("status", "--porcelain")) == (ours, "")


def test_a_removed_record_that_the_other_has_changed_stops_it(people: list[Repository], cli: Cli) -> None:
    anna, bo = people
    approved(bo, PLACEMENT, ("stöd: inget", "stöd: lönebidrag"))
    remove(anna, PLACEMENT)
    done = update(cli, anna)
    assert (done.code, done.err.splitlines()[:2]) == (
        5,
        [
            "1 hel fil krockar med main. Inget från main är inhämtat, inte heller det som inte krockar.",
            "  pla-8m2kd4  Hela posten",
        ],
    )


def test_two_right_changes_that_are_wrong_together_are_told_with_both(people: list[Repository], cli: Cli) -> None:
    anna, bo = people
    remove(bo, NEW_PATH)
    bo.git("push", "-q", "origin", "main")
    ours = change(anna, PLACEMENT, ("leverantör: org-9b3t7w", "leverantör: org-7h2k9d"))
    done = update(cli, anna)
    assert done.code == 5
    assert done.err.startswith(
        "Ändringarna går att slå ihop med main, men tillsammans ger de fel. Inget är inhämtat.\n"
        f"{PLACEMENT}:7:1  fel R101  Leverantör (leverantör) är org-7h2k9d, men ingen post har det id:t.\n"
    )
    assert "    Du har ändrat Visstidsanställning hos Blåytor AB (pla-8m2kd4):\n" in done.err
    assert "    Den andra har ändrat Blåytor AB (org-7h2k9d):\n      Organisationen tas bort" in done.err
    assert done.err.endswith("spara, och kör sysselreg uppdatera igen.\n")
    assert (anna.git("rev-parse", "HEAD"), anna.git("status", "--porcelain")) == (ours, "")
    # Nothing clashes, but there is nothing to bring in either.
    settled = cli("--register", anna.root, "konflikt")
    assert (settled.code, settled.err) == (5, done.err)
    change(anna, PLACEMENT, ("leverantör: org-7h2k9d", "leverantör: org-9b3t7w"))
    assert update(cli, anna).code == 0


def test_the_same_handling_number_taken_twice_stops_it(people: list[Repository], cli: Cli) -> None:
    anna, bo = people
    text = read(bo, HANDLING).replace("nummer: 1", "nummer: 2")
    bo.commit({HANDLING.replace("0t4y7b", "1v5z8c"): text.replace("han-0t4y7b", "han-1v5z8c")})
    bo.git("push", "-q", "origin", "main")
    other = HANDLING.replace("0t4y7b", "2w6a9d")
    anna.commit({other: text.replace("han-0t4y7b", "han-2w6a9d")})
    done = update(cli, anna)
    assert done.code == 5
    assert "fel R122  Nummer (nummer) är 2, men det numret i ärendet har redan han-1v5z8c" in done.err
    assert "    Du har ändrat Överenskommelse om två platser (han-2w6a9d):" in done.err
    assert "    Den andra har ändrat Överenskommelse om två platser (han-1v5z8c):" in done.err
    change(anna, other, ("nummer: 2", "nummer: 3"))
    assert update(cli, anna).code == 0


def test_an_error_of_ones_own_does_not_stop_it(people: list[Repository], cli: Cli) -> None:
    anna, bo = people
    approved(bo, ACTIVITY, ("titel: ", "titel: Första "))
    change(anna, PLACEMENT, ("leverantör: org-9b3t7w", "leverantör: org-111111"))
    assert update(cli, anna).code == 0


def test_a_dry_run_shows_the_difference_and_changes_nothing(people: list[Repository], cli: Cli) -> None:
    anna, bo = people
    approved(bo, PLACEMENT, ("stöd: inget", "stöd: lönebidrag"))
    ours = change(anna, ORGANISATION, ("lokal: ja", "lokal: nej"))
    done = update(cli, anna, "--torrkorning")
    assert (done.code, done.err) == (0, "")
    assert f"--- {PLACEMENT}\n+++ {PLACEMENT}\n" in done.out
    assert "-stöd: inget\n+stöd: lönebidrag\n" in done.out
    assert "lokal" not in done.out
    assert (anna.git("rev-parse", "HEAD"), anna.git("status", "--porcelain")) == (ours, "")


def test_unsaved_changes_of_other_records_are_kept_and_of_the_same_ones_stop_it(
    people: list[Repository], cli: Cli
) -> None:
    anna, bo = people
    approved(bo, PLACEMENT, ("stöd: inget", "stöd: lönebidrag"))
    ours = change(anna, ORGANISATION, ("lokal: ja", "lokal: nej"))
    mine = read(anna, PLACEMENT).replace("kön: okänt", "kön: kvinna")
    anna.write({PLACEMENT: mine})
    for words in ((), ("--torrkorning",)):
        done = update(cli, anna, *words)
        assert (done.code, done.out) == (5, "")
        assert done.err.startswith(
            f"{PLACEMENT} har ändringar som inte är sparade och som skulle skrivas över. Inget är ändrat. Spara dem "
        )
    assert (anna.git("rev-parse", "HEAD"), read(anna, PLACEMENT)) == (ours, mine)
    anna.git("checkout", "-q", "--", PLACEMENT)
    other = read(anna, ACTIVITY).replace("titel: ", "titel: Min ")
    anna.write({ACTIVITY: other})
    assert update(cli, anna).code == 0
    assert (read(anna, ACTIVITY), "stöd: lönebidrag" in read(anna, PLACEMENT)) == (other, True)


BACK = "Nytt arbete börjar du därifrån: sysselreg uppdatera --main\n"


def test_back_to_main_when_everything_is_saved_and_sent(people: list[Repository], cli: Cli) -> None:
    anna, bo = people
    theirs = approved(bo, ACTIVITY, ("titel: ", "titel: Första "))
    ours = change(anna, PLACEMENT, ("stöd: inget", "stöd: lönebidrag"))
    before = anna.git("for-each-ref", "refs/heads"), anna.git("symbolic-ref", "HEAD")
    unsent = update(cli, anna, "--main")
    assert (unsent.code, unsent.err) == (
        5,
        "Allt på grenen arbete/anna är inte skickat. Kör sysselreg skicka först.\n",
    )
    anna.git("push", "-q", "origin", "arbete/anna")
    mine = read(anna, PLACEMENT)
    anna.write({PLACEMENT: mine.replace("kön: okänt", "kön: kvinna")})
    unsaved = update(cli, anna, "--main")
    assert (unsaved.code, unsaved.err) == (
        5,
        f"Det finns ändringar som inte är sparade ({PLACEMENT}). Kör sysselreg spara först, så att det stannar på sin "
        "gren.\n",
    )
    anna.write({PLACEMENT: mine})
    shown = update(cli, anna, "--main", "--torrkorning")
    assert (shown.code, "-stöd: lönebidrag\n+stöd: inget\n" in shown.out) == (0, True)
    assert (anna.git("for-each-ref", "refs/heads"), anna.git("symbolic-ref", "HEAD")) == before
    done = update(cli, anna, "--main")
    assert (done.code, done.out, done.err) == (
        0,
        "",
        "Du är nu på main, som är uppdaterad. Ditt arbete finns kvar på grenen arbete/anna.\n",
    )
    assert anna.git("symbolic-ref", "--short", "HEAD") == "main"
    assert (anna.git("rev-parse", "HEAD"), anna.git("rev-parse", "arbete/anna")) == (theirs, ours)
    assert (anna.git("status", "--porcelain"), "stöd: inget" in read(anna, PLACEMENT)) == ("", True)
    again = update(cli, anna, "--main")
    assert (again.code, again.err) == (0, "Det finns inget nytt att hämta in.\n")


def test_a_branch_that_is_wholly_in_main_is_told(people: list[Repository], cli: Cli) -> None:
    anna, bo = people
    change(anna, PLACEMENT, ("stöd: inget", "stöd: lönebidrag"))
    anna.git("push", "-q", "origin", "arbete/anna")
    assert BACK not in update(cli, anna).err
    bo.git("fetch", "-q")
    bo.git("merge", "-q", "--no-ff", "-m", "Godkänn", "origin/arbete/anna")
    bo.git("push", "-q", "origin", "main")
    done = update(cli, anna)
    assert (done.code, done.err.splitlines(keepends=True)[1:]) == (0, [f"Allt på arbete/anna är med i main. {BACK}"])
    assert update(cli, anna, "--main").code == 0
    assert anna.git("rev-parse", "HEAD") == bo.git("rev-parse", "HEAD")


def test_main_here_that_holds_unsent_work_is_not_left_behind(people: list[Repository], cli: Cli) -> None:
    anna, _ = people
    anna.git("switch", "-q", "main")
    change(anna, PLACEMENT, ("stöd: inget", "stöd: lönebidrag"))
    anna.git("switch", "-q", "arbete/anna")
    done = update(cli, anna, "--main")
    assert (done.code, done.err) == (
        5,
        "På main i din klon finns det som inte är skickat. Kör git switch main och sysselreg skicka.\n",
    )
    assert anna.git("symbolic-ref", "--short", "HEAD") == "arbete/anna"


def test_what_others_have_sent_to_the_same_branch_comes_first(people: list[Repository], cli: Cli) -> None:
    anna, bo = people
    anna.git("push", "-q", "origin", "arbete/anna")
    bo.git("fetch", "-q")
    bo.git("switch", "-q", "arbete/anna")
    change(bo, PLACEMENT, ("kön: okänt", "kön: man"))
    bo.git("push", "-q", "origin", "arbete/anna")
    bo.git("switch", "-q", "main")
    approved(bo, PLACEMENT, ("stöd: inget", "stöd: lönebidrag"))
    change(anna, PLACEMENT, ("omfattning_procent: 75", "omfattning_procent: 80"))
    assert update(cli, anna).code == 0
    assert anna.git("log", "--first-parent", "-3", "--format=%s").splitlines() == [
        "Hämta in main",
        "Hämta in det andra har sparat på arbete/anna",
        "Ändring",
    ]
    assert all(each in read(anna, PLACEMENT) for each in ("kön: man", "stöd: lönebidrag", "procent: 80"))


def test_without_a_shared_repository_it_is_the_clones_own_main(exempel: Repository, cli: Cli) -> None:
    exempel.git("switch", "-q", "-c", "arbete")
    change(exempel, PLACEMENT, ("omfattning_procent: 75", "omfattning_procent: 80"))
    exempel.git("switch", "-q", "main")
    alone = update(cli, exempel)
    assert alone.code == 5
    assert alone.err.startswith("Det finns ingen annan gren att hämta in i main.")
    change(exempel, PLACEMENT, ("stöd: inget", "stöd: lönebidrag"))
    exempel.git("switch", "-q", "arbete")
    assert update(cli, exempel).code == 0
    assert "stöd: lönebidrag\nomfattning_procent: 80\n" in read(exempel, PLACEMENT)


def test_odd_states_and_wrong_use_are_named(people: list[Repository], cli: Cli) -> None:
    anna, bo = people
    done = cli("--register", anna.root, "--revision", "HEAD", "uppdatera")
    assert (done.code, done.err) == (2, "uppdatera skriver på grenen och kan inte användas med --revision.\n")
    approved(bo, PLACEMENT, ("stöd: inget", "stöd: lönebidrag"))
    change(anna, PLACEMENT, ("stöd: inget", "stöd: nystartsjobb"))
    anna.git("fetch", "-q")
    with pytest.raises(Exception, match="exit status 1"):
        anna.git("merge", "origin/main")
    done = update(cli, anna)
    assert done.code == 5
    assert done.err.startswith("En sammanslagning (git merge) pågår i förrådet. Avsluta den först, eller avbryt den")


def test_main_that_has_been_rewritten_is_never_followed(people: list[Repository], cli: Cli) -> None:
    anna, bo = people
    approved(bo, PLACEMENT, ("stöd: inget", "stöd: lönebidrag"))
    assert update(cli, anna).code == 0
    bo.git("reset", "-q", "--hard", "HEAD^")
    change(bo, PLACEMENT, ("stöd: inget", "stöd: nystartsjobb"))
    bo.git("push", "-q", "--force", "origin", "main")
    done = update(cli, anna)
    assert done.code == 5
    assert "har skrivits om" in done.err
