"""`konflikt`: what clashes is told, asked about and settled in one merge."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from tests.cli.test_output_schemas import schema
from tests.conftest import Cli, Ran, Repository
from tests.merging import HANDLING, ORGANISATION, PLACEMENT, PROCUREMENT, change, clones, remove

Answering = Callable[..., None]


@pytest.fixture
def people(exempel: Repository) -> list[Repository]:
    """Anna, on a branch of her own, and Bo, on main; both have changed the form of support, Anna the sex too."""
    anna, bo = clones(exempel)
    anna.git("switch", "-q", "-c", "arbete/anna")
    change(bo, PLACEMENT, ("stöd: inget", "stöd: lönebidrag"))
    bo.git("push", "-q", "origin", "main")
    change(anna, PLACEMENT, ("stöd: inget", "stöd: nystartsjobb"), ("kön: okänt", "kön: kvinna"))
    anna.git("fetch", "-q")
    return [anna, bo]


@pytest.fixture
def answering(monkeypatch: pytest.MonkeyPatch) -> Answering:
    """Somebody at the terminal who gives these answers; one too few ends the input."""

    def given(*answers: str) -> None:
        waiting = list(answers)

        def answer(prompt: str = "") -> str:  # noqa: ARG001 - as input
            if not waiting:
                raise EOFError
            return waiting.pop(0)

        monkeypatch.setattr("sysselreg.cli.konflikt.somebody_there", lambda: True)
        monkeypatch.setattr("builtins.input", answer)

    return given


def settle(cli: Cli, at: Repository, *words: str) -> Ran:
    return cli("--register", at.root, "konflikt", *words)


def read(at: Repository, path: str = PLACEMENT) -> str:
    return (at.root / path).read_text(encoding="utf-8")


def day(at: Repository, commit: str) -> str:
    return at.git("log", "-1", "--format=%cd", "--date=format:%Y-%m-%d %H:%M", commit)


def test_without_a_terminal_the_conflicts_are_listed_with_who_and_when(people: list[Repository], cli: Cli) -> None:
    anna, _ = people
    before = anna.git("rev-parse", "HEAD")
    done = settle(cli, anna)
    assert done.code == 5
    assert done.out == (
        "pla-8m2kd4:stöd  Stöd\n"
        "  före  Inget stöd\n"
        f"  min   Nystartsjobb  (Anna {day(anna, 'HEAD')})\n"
        f"  deras Lönebidrag  (Bo {day(anna, 'origin/main')})\n"
    )
    assert done.err == "1 fält krockar med main. Inget är ändrat. Avgör med --valj eller --satt.\n"
    assert (anna.git("rev-parse", "HEAD"), anna.git("status", "--porcelain")) == (before, "")


def test_the_list_as_json(people: list[Repository], cli: Cli) -> None:
    anna, _ = people
    done = settle(cli, anna, "--format", "json")
    assert done.code == 5
    told = json.loads(done.out)
    schema("konflikt").validate(told)
    assert (told["gren"], told["mot"], told["revision"]) == ("arbete/anna", "main", anna.git("rev-parse", "HEAD"))
    (clash,) = told["krockar"]
    assert (clash["fält"], clash["fil"], clash["etikett"], clash["före"]) == (
        "pla-8m2kd4:stöd",
        PLACEMENT,
        "Stöd",
        "inget",
    )
    assert (clash["min"]["värde"], clash["min"]["av"]) == ("nystartsjobb", "Anna")
    assert (clash["deras"]["värde"], clash["deras"]["av"]) == ("lönebidrag", "Bo")
    assert settle(cli, anna, "--valj", "pla-8m2kd4:stöd=min").code == 0
    done = settle(cli, anna, "--format", "json")
    schema("konflikt").validate(json.loads(done.out))
    assert (done.code, json.loads(done.out)["krockar"]) == (0, [])


@pytest.mark.parametrize(
    ("words", "value", "whose"),
    [
        (["--valj", "pla-8m2kd4:stöd=min"], "nystartsjobb", "min"),
        (["--valj", "pla-8m2kd4:stod=deras"], "lönebidrag", "deras"),
        (["--satt", "pla-8m2kd4:stöd=introduktionsjobb"], "introduktionsjobb", "eget värde"),
    ],
)
def test_settled_without_questions(
    people: list[Repository], cli: Cli, words: list[str], value: str, whose: str
) -> None:
    anna, _ = people
    sides = anna.git("rev-parse", "HEAD", "origin/main").splitlines()
    done = settle(cli, anna, *words)
    assert (done.code, done.out) == (0, "")
    assert done.err.startswith("Avgjort. Ändringarna på main är inhämtade (incheckning ")
    assert "kön: kvinna\n" in read(anna)
    assert f"stöd: {value}\n" in read(anna)
    assert anna.git("rev-parse", "HEAD^1", "HEAD^2").splitlines() == sides
    assert anna.git("log", "-1", "--format=%B") == f"Hämta in main\n\nKonflikt: pla-8m2kd4:stöd: {whose}"
    assert anna.git("status", "--porcelain") == ""
    again = settle(cli, anna)
    assert (again.code, again.err) == (0, "Inget krockar. Hämta in det som är nytt med sysselreg uppdatera.\n")


def test_a_dry_run_shows_what_the_answer_would_change(people: list[Repository], cli: Cli) -> None:
    anna, _ = people
    before = anna.git("rev-parse", "HEAD")
    done = settle(cli, anna, "--valj", "pla-8m2kd4:stöd=deras", "--torrkorning")
    assert (done.code, "-stöd: nystartsjobb\n+stöd: lönebidrag\n" in done.out) == (0, True)
    assert (anna.git("rev-parse", "HEAD"), anna.git("status", "--porcelain")) == (before, "")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (
            ["--valj", "pla-8m2kd4:stöd=hennes"],
            "”pla-8m2kd4:stöd=hennes” är inget val. Skriv FÄLT=min, FÄLT=deras eller FÄLT=båda.",
        ),
        (["--valj", "pla-8m2kd4:kön=min"], "”pla-8m2kd4:kön” krockar inte. Det som krockar är: pla-8m2kd4:stöd."),
        (["--satt", "pla-8m2kd4:stöd=gåva"], "Stöd (stöd) är ”gåva”, som inte finns i listan."),
        (["--satt", "pla-8m2kd4:stöd="], "Stöd har inget värde. Skriv ett, eller välj min eller deras."),
    ],
)
def test_wrong_answers_are_told(people: list[Repository], cli: Cli, words: list[str], sentence: str) -> None:
    anna, _ = people
    before = anna.git("rev-parse", "HEAD")
    done = settle(cli, anna, *words)
    assert (done.code, done.err.startswith(sentence)) == (2, True), done.err
    assert anna.git("rev-parse", "HEAD") == before


def test_asked_in_a_terminal(people: list[Repository], cli: Cli, answering: Answering) -> None:
    anna, _ = people
    answering("2")
    done = settle(cli, anna)
    assert done.code == 0, done.err
    assert done.err.startswith(
        "1 fält krockar med main. Svara med en siffra. < går tillbaka, Ctrl-C avbryter allt.\n"
        "\n"
        "[1/1] Visstidsanställning hos Exempelstäd AB (pla-8m2kd4)\n"
        "Stöd. Statligt stöd till arbetsgivaren.\n"
        "     före   Inget stöd\n"
        f"  1  min    Nystartsjobb   (Anna {day(anna, 'HEAD^1')})\n"
        f"  2  deras  Lönebidrag   (Bo {day(anna, 'HEAD^2')})\n"
        "  3  eget värde\n"
    )
    assert "stöd: lönebidrag\n" in read(anna)


def test_a_value_of_ones_own_is_held_against_the_schema_at_once(
    people: list[Repository], cli: Cli, answering: Answering
) -> None:
    anna, _ = people
    answering("vet ej", "3", "<", "3", "", "gåva", "Introduktionsjobb")
    done = settle(cli, anna)
    assert done.code == 0, done.err
    assert done.err.count("Svara 1, 2 eller 3.\n") == 1
    assert "1 min, 2 deras eller 3 eget värde?\n" in done.err
    assert "Stöd har inget värde. Skriv ett, eller välj min eller deras.\n" in done.err
    assert "Stöd (stöd) är ”gåva”, som inte finns i listan." in done.err
    assert "stöd: introduktionsjobb\n" in read(anna)


def test_going_back_and_stopping(people: list[Repository], cli: Cli, answering: Answering) -> None:
    anna, bo = people
    change(bo, ORGANISATION, ("namn: Exempelstäd AB", "namn: Exempelstäd i Norr AB"))
    bo.git("push", "-q", "origin", "main")
    before = change(anna, ORGANISATION, ("namn: Exempelstäd AB", "namn: Exempelstäd Norr"))
    anna.git("fetch", "-q")
    answering("1", "1")
    assert settle(cli, anna, "--torrkorning").code == 0
    answering("1")
    done = settle(cli, anna)
    assert (done.code, done.err.endswith("> Avbrutet. Inget är halvskrivet.\n")) == (130, True)
    assert (anna.git("rev-parse", "HEAD"), anna.git("status", "--porcelain")) == (before, "")
    answering("<", "1", "<", "2", "2")
    done = settle(cli, anna)
    assert "Det här är den första frågan. Avbryt med Ctrl-C." in done.err
    assert done.err.count("[1/2]") == 3
    assert "namn: Exempelstäd i Norr AB" in read(anna, ORGANISATION)
    assert "stöd: lönebidrag\n" in read(anna)


def test_a_placements_end_is_asked_whole(exempel: Repository, cli: Cli) -> None:
    anna, bo = clones(exempel)
    anna.git("switch", "-q", "-c", "arbete/anna")
    change(bo, PLACEMENT, ("till: 2026-04-30", "till: 2026-03-31"))
    bo.git("push", "-q", "origin", "main")
    change(anna, PLACEMENT, ("status: pågående", "status: paus"))
    anna.git("fetch", "-q")
    done = settle(cli, anna)
    assert done.out.startswith(
        "pla-8m2kd4:planerad.till  Planerad tid: Till\n"
        "  före  2026-04-30\n"
        "  min   2026-04-30  (oförändrat)\n"
        f"  deras 2026-03-31  (Bo {day(anna, 'origin/main')})\n"
        "pla-8m2kd4:status  Status\n"
    )
    assert settle(cli, anna, "--valj", "pla-8m2kd4:planerad.till=deras", "--valj", "pla-8m2kd4:status=min").code == 0
    assert "  till: 2026-03-31\n" in read(anna)
    assert "status: paus\n" in read(anna)


def test_a_requirement_that_both_made_is_chosen_whole(exempel: Repository, cli: Cli) -> None:
    anna, bo = clones(exempel)
    anna.git("switch", "-q", "-c", "arbete/anna")
    row = "    vite: 20000\n  - id: k2\n    typ: {}\n    enhet: dialog\n"
    change(bo, PROCUREMENT, ("    vite: 20000\n", row.format("dialogkrav")))
    bo.git("push", "-q", "origin", "main")
    change(anna, PROCUREMENT, ("    vite: 20000\n", row.format("bonus")))
    anna.git("fetch", "-q")
    done = settle(cli, anna)
    assert "upp-7k3qf9:krav[k2]  Krav k2\n  före  saknas\n  min   Id för krav: k2, Kravtyp: Bonus" in done.out
    own = settle(cli, anna, "--satt", "upp-7k3qf9:krav[k2]=x")
    assert (own.code, own.err) == (
        2,
        "upp-7k3qf9:krav[k2] har inget enskilt värde att skriva. Välj min, deras eller båda.\n",
    )
    assert settle(cli, anna, "--valj", "upp-7k3qf9:krav[k2]=deras").code == 0
    assert "  - id: k2\n    typ: dialogkrav\n" in read(anna, PROCUREMENT)


@pytest.fixture
def requirements(exempel: Repository) -> Callable[[str, str], Repository]:
    """Bo's words after the first requirement, on main, and Anna's there, on a branch of her own → Anna."""

    def made(bos: str, annas: str) -> Repository:
        anna, bo = clones(exempel)
        anna.git("switch", "-q", "-c", "arbete/anna")
        change(bo, PROCUREMENT, ("    vite: 20000\n", f"    vite: 20000\n{bos}"))
        bo.git("push", "-q", "origin", "main")
        change(anna, PROCUREMENT, ("    vite: 20000\n", f"    vite: 20000\n{annas}"))
        anna.git("fetch", "-q")
        return anna

    return made


def test_a_requirement_that_both_made_may_be_two(
    requirements: Callable[[str, str], Repository], cli: Cli, answering: Answering
) -> None:
    row = "  - id: {}\n    typ: {}\n    enhet: dialog\n"
    anna = requirements(
        row.format("k2", "dialogkrav") + row.format("k4", "bonus"),
        row.format("k2", "bonus") + row.format("k3", "bonus"),
    )
    done = settle(cli, anna)
    assert done.out.endswith("\n  båda  deras heter k2 och din k5\n")
    answering("3")
    done = settle(cli, anna)
    assert done.code == 0, done.err
    assert "\n  3  båda   deras heter k2 och din k5\n" in done.err
    assert (
        "upp-7k3qf9:krav[k2]: den andras heter k2 och din k5. Har du hänvisat till k2, ändra det till k5.\n" in done.err
    )
    held = {name: row.format(name, "bonus") for name in ("k3", "k4", "k5")}
    text = read(anna, PROCUREMENT)
    assert all(each in text for each in (row.format("k2", "dialogkrav"), *held.values()))
    assert anna.git("log", "-1", "--format=%B").endswith("Konflikt: upp-7k3qf9:krav[k2]: båda")


def test_what_both_added_to_a_list_of_a_requirement_may_stand(exempel: Repository, cli: Cli) -> None:
    """A requirement is decided together, so it is asked; elsewhere lists of codes merge by themselves."""
    anna, bo = clones(exempel)
    anna.git("switch", "-q", "-c", "arbete/anna")
    change(bo, PROCUREMENT, ("      - långtidsarbetslösa\n", "      - långtidsarbetslösa\n      - ungdomar\n"))
    bo.git("push", "-q", "origin", "main")
    change(anna, PROCUREMENT, ("      - långtidsarbetslösa\n", "      - nyanlända\n"))
    anna.git("fetch", "-q")
    field = "upp-7k3qf9:krav[k1].målgrupper"
    assert settle(cli, anna).out.endswith("\n  båda  Nyanlända; Ungdomar\n")
    assert settle(cli, anna, "--valj", f"{field}=bada").code == 0
    assert "    målgrupper:\n      - nyanlända\n      - ungdomar\n" in read(anna, PROCUREMENT)


def test_where_only_one_side_can_stand_both_is_refused(people: list[Repository], cli: Cli) -> None:
    anna, _ = people
    done = settle(cli, anna, "--valj", "pla-8m2kd4:stöd=båda")
    assert (done.code, done.err) == (2, "I pla-8m2kd4:stöd kan bara en sida stå. Välj min eller deras.\n")


def test_a_removed_record_is_settled_whole(exempel: Repository, cli: Cli) -> None:
    anna, bo = clones(exempel)
    anna.git("switch", "-q", "-c", "arbete/anna")
    change(bo, PLACEMENT, ("stöd: inget", "stöd: lönebidrag"))
    bo.git("push", "-q", "origin", "main")
    remove(anna, PLACEMENT)
    anna.git("fetch", "-q")
    done = settle(cli, anna)
    assert done.out == (
        "pla-8m2kd4  Hela posten\n"
        "  före  fanns\n"
        f"  min   borttagen  (Anna {day(anna, 'HEAD')})\n"
        f"  deras ändrad: stöd  (Bo {day(anna, 'origin/main')})\n"
    )
    assert settle(cli, anna, "--valj", "pla-8m2kd4=deras").code == 0
    assert "stöd: lönebidrag" in read(anna)


def test_a_file_that_is_no_record_is_settled_whole(exempel: Repository, cli: Cli) -> None:
    exempel.commit({"LÄSMIG.txt": "a\n"})
    anna, bo = clones(exempel)
    anna.git("switch", "-q", "-c", "arbete/anna")
    change(bo, "LÄSMIG.txt", ("a", "b"))
    bo.git("push", "-q", "origin", "main")
    change(anna, "LÄSMIG.txt", ("a", "c"))
    anna.git("fetch", "-q")
    assert settle(cli, anna).out.startswith("LÄSMIG.txt  Hela filen\n  före  fanns\n  min   ändrad  (Anna ")
    assert settle(cli, anna, "--valj", "LÄSMIG.txt=deras").code == 0
    assert read(anna, "LÄSMIG.txt") == "b\n"


def test_answers_that_make_the_register_wrong_are_not_kept(exempel: Repository, cli: Cli) -> None:
    """Bo removes the placement that Anna's evaluation is about."""
    anna, bo = clones(exempel)
    anna.git("switch", "-q", "-c", "arbete/anna")
    remove(bo, PLACEMENT)
    bo.git("push", "-q", "origin", "main")
    change(anna, PLACEMENT, ("stöd: inget", "stöd: lönebidrag"))
    own = read(anna, "records/utvardering/2025/utv-5h1n6d.yaml").replace("upp-7k3qf9", "pla-8m2kd4")
    before = anna.commit({"records/utvardering/2025/utv-6j2p7f.yaml": own.replace("utv-5h1n6d", "utv-6j2p7f")})
    anna.git("fetch", "-q")
    done = settle(cli, anna, "--valj", "pla-8m2kd4=deras")
    assert done.code == 5
    assert done.err.startswith("Med de här svaren blir registret fel. Inget är ändrat.\n")
    assert "fel R101" in done.err
    assert anna.git("rev-parse", "HEAD") == before
    assert settle(cli, anna, "--valj", "pla-8m2kd4=min").code == 0


def test_two_people_settle_the_same_conflict(people: list[Repository], cli: Cli) -> None:
    """Both work on the same branch; whoever sends last is told, updates, and settles what differs."""
    anna, bo = people
    anna.git("push", "-q", "origin", "arbete/anna")
    bo.git("fetch", "-q")
    bo.git("switch", "-q", "arbete/anna")
    assert settle(cli, bo, "--valj", "pla-8m2kd4:stöd=deras").code == 0
    bo.git("push", "-q", "origin", "arbete/anna")
    assert settle(cli, anna, "--valj", "pla-8m2kd4:stöd=min").code == 0
    with pytest.raises(Exception, match="exit status 1"):
        anna.git("push", "origin", "arbete/anna")
    update = cli("--register", anna.root, "uppdatera")
    assert update.code == 5
    assert update.err.startswith("1 fält krockar med arbete/anna. Inget från arbete/anna är inhämtat, inte heller ")
    done = settle(cli, anna)
    assert "  min   Nystartsjobb  (Anna " in done.out
    assert "  deras Lönebidrag  (Bo " in done.out
    assert settle(cli, anna, "--valj", "pla-8m2kd4:stöd=deras").code == 0
    anna.git("push", "-q", "origin", "arbete/anna")
    assert "stöd: lönebidrag\n" in read(anna)
    assert cli("--register", anna.root, "uppdatera").err == "Det finns inget nytt att hämta in.\n"


def test_in_the_middle_of_gits_own_merge_the_way_out_is_named(people: list[Repository], cli: Cli) -> None:
    anna, _ = people
    with pytest.raises(Exception, match="exit status 1"):
        anna.git("merge", "origin/main")
    done = settle(cli, anna)
    assert (done.code, done.err) == (
        5,
        "En sammanslagning (git merge) pågår i förrådet. Avsluta den först, eller avbryt den med git merge --abort och "
        "kör sysselreg uppdatera.\n",
    )
    anna.git("merge", "--abort")
    assert settle(cli, anna, "--valj", "pla-8m2kd4:stöd=min").code == 0


def test_what_cannot_be_read_is_settled_whole(exempel: Repository, cli: Cli) -> None:
    anna, bo = clones(exempel)
    anna.git("switch", "-q", "-c", "arbete/anna")
    change(bo, HANDLING, ("datum: 2025-03-20", "datum: 2025-03-21"))
    bo.git("push", "-q", "origin", "main")
    change(anna, HANDLING, ("rubrik: Över", "rubrik: [Över"))
    anna.git("fetch", "-q")
    assert settle(cli, anna).out.startswith("han-0t4y7b  Hela posten\n  före  fanns\n  min   ändrad  (Anna ")
    assert settle(cli, anna, "--valj", "han-0t4y7b=deras").code == 0
    assert "datum: 2025-03-21\n" in read(anna, HANDLING)
