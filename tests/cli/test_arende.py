"""`arende`: a case gets its number from the shared repository, or the one that a diary outside has given it."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.conftest import Ran, Repository
from tests.servers.fixtures import Clone, Shared, add_hook

if TYPE_CHECKING:
    from tests.conftest import Cli

BOARDS = """\
register: prov
organisation: Provkommun
nämnder:
  - namn: Kommunstyrelsen
    serie: KS {år}/{nr:04}
    nummer: här
  - namn: Socialnämnden
    serie: SO {år}/{nr:04}
  - namn: Miljönämnden
    nummer: här
  - namn: Byggnadsnämnden
    serie: BN {år}/{nr}
    nummer: här
  - namn: Bygglovsnämnden
    serie: BN {år}/{nr}
    nummer: här
"""


@pytest.fixture
def bare(exempel: Repository, shared: Shared) -> Path:
    """The repository that all share, with a register whose boards have their numbers from here and there."""
    exempel.commit({"sysselreg.yaml": BOARDS})
    return shared(exempel)


@pytest.fixture
def anna(bare: Path, clone: Clone) -> Repository:
    return clone(f"file://{bare}")


@pytest.fixture
def bo(bare: Path, clone: Clone) -> Repository:
    return clone(f"file://{bare}", "Bo")


@pytest.fixture
def arende(cli: Cli) -> Callable[..., Ran]:
    """Run one of the commands in a clone, on a day in 2026."""

    def ran(found: Repository, *words: str) -> Ran:
        return cli("--register", found.root, "--idag", "2026-03-04", "arende", *words)

    return ran


def made(ran: Ran) -> tuple[str, str]:
    """The diarienummer and id that were printed."""
    assert ran.code == 0, ran.err
    number, _, record_id = ran.out.removesuffix("\n").partition("\t")
    return number, record_id


def text(found: Repository, record_id: str) -> str:
    return (found.root / f"records/arende/2026/{record_id}.yaml").read_text(encoding="utf-8")


def cases(found: Repository) -> int:
    return len(list((found.root / "records/arende/2026").glob("*.yaml")))


# ---- numbers taken here ----------------------------------------------------------------------------------------------


def test_a_case_gets_the_next_number_and_is_written(
    arende: Callable[..., Ran], anna: Repository, bo: Repository, cli: Cli
) -> None:
    assert made(arende(bo, "ny", "KS", "--rubrik", "Städning", "--ar", "2026"))[0] == "KS 2026/0001"
    ran = arende(anna, "ny", "kommunstyrelsen", "--rubrik", "Måltider", "--satt", "handläggare=Samordnare")
    number, record_id = made(ran)
    assert number == "KS 2026/0002"
    assert text(anna, record_id) == (
        f"typ: ärende\nid: {record_id}\nversion: 1\ndiarienummer: KS 2026/0002\nrubrik: Måltider\n"
        "nämnd: Kommunstyrelsen\nöppnat: 2026-03-04\nhandläggare: Samordnare\nstatus: öppet\n"
    )
    assert ran.err == f"Skrivet i records/arende/2026/{record_id}.yaml. Checka in med sysselreg spara.\n"
    assert cli("--register", anna.root, "kontrollera").code == 0


def test_the_first_number_of_a_year_is_asked_for_with_its_year(arende: Callable[..., Ran], anna: Repository) -> None:
    ran = arende(anna, "ny", "KS", "--rubrik", "Städning")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == "Serien har inga nummer för 2026 än. Stämmer året, kör igen med --ar 2026.\n"
    assert cases(anna) == 0
    assert arende(anna, "nummer").err == "Inget väntar på nummer.\n"
    assert made(arende(anna, "ny", "KS", "--rubrik", "Städning", "--ar", "2026"))[0] == "KS 2026/0001"
    assert made(arende(anna, "ny", "KS", "--rubrik", "Måltider"))[0] == "KS 2026/0002"
    ahead = arende(anna, "ny", "KS", "--rubrik", "I förväg", "--ar", "2027")
    assert made(ahead)[0] == "KS 2027/0001"
    assert ahead.err.startswith(
        "Ärendet är öppnat 2026-03-04, men numret hör till 2027. Är det fel, makulera ärendet.\n"
    )


def test_a_dry_run_takes_no_number(arende: Callable[..., Ran], anna: Repository, bare: Path) -> None:
    ran = arende(anna, "ny", "KS", "--rubrik", "Städning", "--ar", "2026", "--torrkorning")
    assert ran.code == 0
    assert "+diarienummer: KS 2026/0001\n+rubrik: Städning\n" in ran.out
    assert ran.err == "Numret tas först när kommandot körs utan --torrkorning, och blir då det nästa lediga.\n"
    assert cases(anna) == 0
    assert not (bare / "refs/heads/sysselreg").exists()


def test_a_dry_run_says_what_the_real_one_would(arende: Callable[..., Ran], anna: Repository, bo: Repository) -> None:
    words = ("ny", "KS", "--rubrik", "Städning")
    dry = arende(anna, *words, "--torrkorning")
    assert (dry.code, dry.err) == (2, "Serien har inga nummer för 2026 än. Stämmer året, kör igen med --ar 2026.\n")
    assert dry == arende(anna, *words)
    assert arende(anna, "reservera", "KS", "--torrkorning").err == dry.err
    made(arende(bo, *words, "--ar", "2026"))
    assert "+diarienummer: KS 2026/0002\n" in arende(anna, *words, "--torrkorning").out
    unused = ("--diarienummer", "KS 2026/0001")
    dry = arende(anna, *words, *unused, "--torrkorning")
    assert dry.err == "KS 2026/0001 är inte reserverat, så numret går inte att använda.\n"
    assert dry == arende(anna, *words, *unused)


def test_a_case_that_must_not_be_written_takes_no_number(
    arende: Callable[..., Ran], anna: Repository, bare: Path
) -> None:
    ran = arende(anna, "ny", "KS", "--rubrik", "Samtal om 19121212-1212", "--ar", "2026")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith("Det nya ärendet  fel P401  Rubrik (rubrik) innehåller ett personnummer")
    assert ran.err.endswith("Inget är skrivet.\n")
    assert cases(anna) == 0
    assert not (bare / "refs/heads/sysselreg").exists()
    assert made(arende(anna, "ny", "KS", "--rubrik", "Samtal", "--ar", "2026"))[0] == "KS 2026/0001"


def test_without_the_network_the_case_waits_and_the_same_command_finishes_it(
    arende: Callable[..., Ran], anna: Repository, bare: Path
) -> None:
    away = bare.rename(bare.with_name("borta"))
    words = ("ny", "KS", "--rubrik", "Städning", "--ar", "2026")
    ran = arende(anna, *words)
    assert (ran.code, ran.out) == (7, "")
    assert ran.err.startswith("Inget nummer tilldelat. ")
    waiting = re.search(r"^Ärendet väntar som (are-[0-9a-z]{6})\. Samma kommando igen", ran.err, re.MULTILINE)
    assert waiting
    assert cases(anna) == 0
    assert arende(anna, *words).code == 7
    assert arende(anna, "nummer", "--torrkorning").err == f"{waiting[1]}  Städning\n"
    away.rename(bare)
    assert made(arende(anna, *words)) == ("KS 2026/0001", waiting[1])
    assert arende(anna, "nummer").err == "Inget väntar på nummer.\n"
    assert made(arende(anna, "ny", "KS", "--rubrik", "Ett till"))[0] == "KS 2026/0002"


def test_what_waits_may_begin_a_year(arende: Callable[..., Ran], anna: Repository, bare: Path) -> None:
    away = bare.rename(bare.with_name("borta"))
    words = ("ny", "KS", "--rubrik", "Städning")
    waiting = re.search(r"Ärendet väntar som (are-\w{6})", arende(anna, *words).err)
    assert waiting
    assert arende(anna, "ny", "BN", "--rubrik", "Bygge", "--ar", "2026").code == 2  # two boards: none is asked for
    assert arende(anna, "ny", "Byggnadsnämnden", "--rubrik", "Bygge", "--ar", "2026").code == 7
    away.rename(bare)
    named = "Serien har inga nummer för 2026 än. Stämmer året, kör igen med --ar 2026.\n"
    assert arende(anna, *words).err == named
    # What cannot be had yet does not stop the rest.
    ran = arende(anna, "nummer")
    assert (ran.code, ran.out.split("\t")[0], ran.err.startswith(f"{waiting[1]}: {named}")) == (2, "BN 2026/1", True)
    assert (arende(anna, "nummer", "--ar", "2025").code, cases(anna)) == (2, 1)
    assert made(arende(anna, "nummer", "--ar", "2026")) == ("KS 2026/0001", waiting[1])
    assert arende(anna, "nummer").err == "Inget väntar på nummer.\n"


def test_what_waits_is_told_where_people_look(
    arende: Callable[..., Ran], anna: Repository, bare: Path, cli: Cli
) -> None:
    def looks(*words: str) -> Ran:
        return cli("--register", anna.root, "--idag", "2026-03-04", *words)

    before = {words: looks(*words).err for words in (("spara",), ("bevaka",))}
    away = bare.rename(bare.with_name("borta"))
    waiting = re.search(r"Ärendet väntar som (are-\w{6})", arende(anna, "ny", "KS", "--rubrik", "Städning").err)
    assert waiting
    told = f"Väntar på nummer: {waiting[1]}. Ta numren med sysselreg arende nummer.\n"
    assert f"✗ {told}" in looks("doktor").out
    for words, was in before.items():
        assert told not in was
        assert told in looks(*words).err
    for command in (("visa",), ("arende", "visa")):
        shown = looks(*command, waiting[1])
        assert (shown.code, shown.out) == (2, "")
        assert shown.err == (
            f"{waiting[1]} väntar på nummer och finns inte i registret än: Städning. Ta numret med sysselreg arende "
            f"nummer {waiting[1]}, eller ta bort det med sysselreg arende makulera {waiting[1]}.\n"
        )
    away.rename(bare)
    assert arende(anna, "nummer", waiting[1], "--ar", "2026").code == 0
    assert looks("arende", "visa", waiting[1]).code == 0
    assert "väntar" not in looks("doktor").out + looks("spara").err


def test_what_waits_may_be_let_go_unless_it_has_a_number(
    arende: Callable[..., Ran], anna: Repository, bo: Repository, bare: Path
) -> None:
    assert arende(bo, "reservera", "KS", "--ar", "2026").code == 0
    words = ("ny", "KS", "--rubrik", "Städning", "--diarienummer", "KS 2026/0001")
    away = bare.rename(bare.with_name("borta"))
    waiting = re.search(r"Ärendet väntar som (are-\w{6})", arende(anna, *words).err)
    assert waiting
    away.rename(bare)
    made(arende(bo, *words))
    assert "KS 2026/0001 är inte reserverat" in arende(anna, "nummer").err
    dry = arende(anna, "makulera", waiting[1], "--torrkorning")
    assert dry.err == f"{waiting[1]} väntar på nummer och skulle tas bort.\n"
    assert arende(anna, "makulera", waiting[1]).err == (
        f"{waiting[1]} väntar inte längre på nummer. Det hade inget, så inget finns kvar.\n"
    )
    assert arende(anna, "nummer").err == "Inget väntar på nummer.\n"
    # The answer is lost after the number was taken.
    add_hook(bare, "reference-transaction", '[ "$1" != committed ] || kill -9 $PPID')
    waiting = re.search(r"Ärendet väntar som (are-\w{6})", arende(anna, "ny", "KS", "--rubrik", "Måltider").err)
    assert waiting
    (bare / "hooks/reference-transaction").unlink()
    ran = arende(anna, "makulera", waiting[1], "--skal", "Fel")
    assert (ran.code, ran.err) == (
        2,
        f"{waiting[1]} har fått KS 2026/0002. Skriv det färdigt med sysselreg arende nummer {waiting[1]}, och makulera "
        "det sedan.\n",
    )
    assert made(arende(anna, "nummer", waiting[1])) == ("KS 2026/0002", waiting[1])


def test_a_case_with_the_same_heading_is_told(arende: Callable[..., Ran], anna: Repository) -> None:
    words = ("ny", "KS", "--rubrik", "Städning", "--ar", "2026")
    first = arende(anna, *words)
    assert "samma rubrik" not in first.err
    again = arende(anna, *words)
    assert made(again)[0] == "KS 2026/0002"
    alike = f"KS 2026/0001 ({made(first)[1]}) har samma rubrik. Är det samma ärende, makulera det nya.\n"
    assert again.err.startswith(alike)
    assert "samma rubrik" not in arende(anna, "ny", "Byggnadsnämnden", *words[2:]).err


def test_everything_that_waits_gets_its_number_in_the_order_it_was_asked_for(
    arende: Callable[..., Ran], anna: Repository, bare: Path
) -> None:
    away = bare.rename(bare.with_name("borta"))
    for heading in ("Ett", "Två"):
        assert arende(anna, "ny", "KS", "--rubrik", heading, "--ar", "2026").code == 7
    away.rename(bare)
    ran = arende(anna, "nummer")
    assert [line.split("\t")[0] for line in ran.out.splitlines()] == ["KS 2026/0001", "KS 2026/0002"]
    assert "rubrik: Två" in text(anna, ran.out.splitlines()[1].split("\t")[1])


def test_a_lost_answer_costs_no_number(arende: Callable[..., Ran], anna: Repository, bare: Path) -> None:
    add_hook(bare, "reference-transaction", '[ "$1" != committed ] || kill -9 $PPID')
    words = ("ny", "KS", "--rubrik", "Städning", "--ar", "2026")
    assert arende(anna, *words).code == 7
    (bare / "hooks/reference-transaction").unlink()
    assert made(arende(anna, *words))[0] == "KS 2026/0001"
    assert made(arende(anna, "ny", "KS", "--rubrik", "Måltider"))[0] == "KS 2026/0002"


def test_a_clock_that_is_behind_is_told(
    arende: Callable[..., Ran], anna: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    tree = anna.git("hash-object", "-t", "tree", "-w", "/dev/null")
    text = "KS 2026/0001\n\nNummer: 1\nSlag: tagen\nBegaran: 00000000-0000-0000-0000-000000000001\n"
    monkeypatch.setenv("GIT_AUTHOR_DATE", "2099-12-30T12:00:00Z")
    monkeypatch.setenv("GIT_COMMITTER_DATE", "2099-12-30T12:00:00Z")
    anna.git("push", "-q", "origin", anna.git("commit-tree", tree, "-m", text) + ":refs/heads/sysselreg/nummer/ks/2026")
    said = "Numret före KS 2026/0002 togs 2099-12-30, men datorns klocka har inte kommit dit."
    assert said in arende(anna, "ny", "KS", "--rubrik", "Städning").err
    assert said.replace("0002", "0003") not in arende(anna, "ny", "KS", "--rubrik", "Måltider").err


def test_a_chain_that_lacks_what_the_register_has_is_an_alarm(arende: Callable[..., Ran], anna: Repository) -> None:
    ran = arende(anna, "ny", "KS", "--rubrik", "Sent", "--ar", "2025")
    assert ran.code == 5
    assert "LARM: I registret finns KS 2025/0042, men nummerserien ks/2025 slutar vid 0." in ran.err


def test_a_reserved_number_is_used_by_name(arende: Callable[..., Ran], anna: Repository, bo: Repository) -> None:
    ran = arende(anna, "reservera", "KS", "--ar", "2026")
    assert (ran.code, ran.out) == (0, "KS 2026/0001\n")
    assert arende(anna, "reservera", "KS", "--torrkorning").err == (
        "Nästa lediga nummer skulle reserveras, nu KS 2026/0002.\n"
    )
    used = ("ny", "KS", "--diarienummer", "KS 2026/0001", "--rubrik")
    assert made(arende(bo, *used, "På papper under avbrottet"))[0] == "KS 2026/0001"
    again = arende(anna, *used, "En gång till")
    assert (again.code, again.err) == (2, "KS 2026/0001 är inte reserverat, så numret går inte att använda.\n")
    assert arende(anna, "nummer").err == "Inget väntar på nummer.\n"
    other = arende(anna, "ny", "KS", "--diarienummer", "SO 2026/0001", "--rubrik", "Fel serie")
    assert other.err == (
        "SO 2026/0001 hör inte till Kommunstyrelsen, som har nummer som KS 2026/0042. Rätta --diarienummer.\n"
    )


def test_a_reserved_number_may_be_cancelled(arende: Callable[..., Ran], anna: Repository, bo: Repository) -> None:
    assert arende(bo, "reservera", "KS", "--ar", "2026").out == "KS 2026/0001\n"
    dry = arende(anna, "makulera", "KS 2026/0001", "--torrkorning")
    assert (dry.code, dry.err) == (0, "KS 2026/0001 är reserverat och skulle makuleras.\n")
    ran = arende(anna, "makulera", "KS 2026/0001", "--skal", "Fel serie")
    assert (ran.code, ran.out) == (0, "")
    assert ran.err == (
        "KS 2026/0001 är makulerat och används aldrig. Det var reserverat och har ingen post, så skälet skrivs inte.\n"
    )
    assert anna.git("log", "-1", "--format=%s", "refs/sysselreg/sedda/ks/2026") == "KS 2026/0001 makulerad"
    assert arende(anna, "makulera", "KS 2026/0001").err == "KS 2026/0001 är redan makulerat.\n"
    late = arende(bo, "ny", "KS", "--rubrik", "Sent", "--diarienummer", "KS 2026/0001")
    assert late.err == "KS 2026/0001 är inte reserverat, så numret går inte att använda.\n"
    assert made(arende(bo, "ny", "KS", "--rubrik", "Nästa"))[0] == "KS 2026/0002"
    assert arende(anna, "makulera", "KS 2026/0002", "--skal", "x").err == (
        "KS 2026/0002 är taget, men ärendet finns inte här. Hämta det med sysselreg uppdatera, eller gör det färdigt "
        "med sysselreg arende nummer.\n"
    )


def test_a_cancelled_case_keeps_its_number(arende: Callable[..., Ran], anna: Repository) -> None:
    number, record_id = made(arende(anna, "ny", "KS", "--rubrik", "Städning", "--ar", "2026"))
    before = text(anna, record_id)
    dry = arende(anna, "makulera", record_id, "--skal", "Dubblett", "--torrkorning")
    assert (dry.code, "+makuleringsskäl: Dubblett\n" in dry.out, text(anna, record_id)) == (0, True, before)
    ran = arende(anna, "makulera", number, "--skal", "Dubblett")
    assert ran.err == (
        f"{number} är makulerat i records/arende/2026/{record_id}.yaml. Checka in med sysselreg spara.\n"
    )
    assert text(anna, record_id) == before.replace("öppet", "makulerat\nmakuleringsskäl: Dubblett")
    assert anna.git("log", "-1", "--format=%s", "refs/sysselreg/sedda/ks/2026") == "KS 2026/0001 makulerad"
    assert arende(anna, "makulera", number, "--skal", "Dubblett").code == 0
    assert made(arende(anna, "ny", "KS", "--rubrik", "Nästa"))[0] == "KS 2026/0002"
    assert arende(anna, "makulera", number).err == "Skriv varför ärendet makuleras med --skal TEXT.\n"
    assert "är varken ärende eller handling" in arende(anna, "makulera", "org-4x8m2k", "--skal", "x").err


def test_numbers_may_lie_outside_the_branches(arende: Callable[..., Ran], anna: Repository, bare: Path) -> None:
    anna.write({"sysselreg.yaml": BOARDS + "nummerplats: referens\n"})
    assert made(arende(anna, "ny", "KS", "--rubrik", "Städning", "--ar", "2026"))[0] == "KS 2026/0001"
    assert (bare / "refs/sysselreg/nummer/ks/2026").exists()


# ---- numbers from outside --------------------------------------------------------------------------------------------


def test_a_number_from_outside_is_recorded(arende: Callable[..., Ran], anna: Repository, bare: Path) -> None:
    ran = arende(anna, "ny", "SO", "--rubrik", "Bidrag")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == "Socialnämnden tar sina nummer utanför registret. Skriv numret med --diarienummer.\n"
    number, record_id = made(arende(anna, "ny", "SO", "--rubrik", "Bidrag", "--diarienummer", "SO 2026/0205"))
    assert number == "SO 2026/0205"
    assert "diarienummer: SO 2026/0205\nrubrik: Bidrag\nnämnd: Socialnämnden\n" in text(anna, record_id)
    assert not (bare / "refs/heads/sysselreg").exists()


@pytest.mark.parametrize(
    ("number", "said", "code"),
    [
        ("SO 2026/0206", "", 0),
        ("SO 2026/x", "Det nya ärendet  fel S011  Diarienummer (diarienummer) är ”SO 2026/x”", 1),
        ("SO 2026/0205", "fel R121  Diarienummer (diarienummer) är SO 2026/0205, men det numret", 1),
        ("SO 2026/0207", "Det nya ärendet  fel G802  Diarienumret SO 2026/0207 finns i registret och är taget", 1),
    ],
)
def test_a_number_from_outside_has_the_right_form_and_is_nobody_elses_here_or_on_a_branch(
    number: str, said: str, code: int, arende: Callable[..., Ran], anna: Repository
) -> None:
    words = ("ny", "SO", "--rubrik", "Bidrag", "--diarienummer")
    anna.git("switch", "-q", "-c", "arbete")
    made(arende(anna, *words, "SO 2026/0207"))
    anna.commit()
    anna.git("switch", "-q", "main")
    made(arende(anna, *words, "SO 2026/0205"))
    ran = arende(anna, *words, number)
    assert ran.code == code
    assert said in ran.err
    assert cases(anna) == 1 + (code == 0)


def test_a_case_from_outside_is_cancelled_in_its_record_alone(arende: Callable[..., Ran], anna: Repository) -> None:
    number, record_id = made(arende(anna, "ny", "SO", "--rubrik", "Bidrag", "--diarienummer", "SO 2026/0205"))
    assert arende(anna, "makulera", number, "--skal", "Fel nämnd").code == 0
    assert "status: makulerat\nmakuleringsskäl: Fel nämnd\n" in text(anna, record_id)


# ---- boards ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ("ny", "TN", "--rubrik", "x"),
            "”TN” är ingen nämnd i registret. Välj en av: Kommunstyrelsen (KS), Socialnämnden (SO), Miljönämnden, "
            "Byggnadsnämnden (BN), Bygglovsnämnden (BN).",
        ),
        (
            ("reservera", "bn"),
            "”bn” är flera nämnder i registret. Välj en av: Kommunstyrelsen (KS), Socialnämnden (SO), Miljönämnden, "
            "Byggnadsnämnden (BN), Bygglovsnämnden (BN).",
        ),
        (
            ("ny", "Miljönämnden", "--rubrik", "x"),
            "Miljönämnden tar sina nummer här men har ingen serie. Skriv in den i sysselreg.yaml, som "
            "serie: KS {år}/{nr:04}.",
        ),
        (("reservera", "SO"), "Socialnämnden tar sina nummer utanför registret. Reservera numret där."),
        (("ny", "KS"), "Skriv vad ärendet gäller med --rubrik TEXT."),
        (("ny", "KS", "--rubrik", "  "), "Skriv vad ärendet gäller med --rubrik TEXT."),
        (
            ("ny", "KS", "--rubrik", "x", "--ar", "2099"),
            "2099 är för långt bort. Nummer tas nu i serierna för 2025, 2026 och 2027.",
        ),
        (
            ("reservera", "KS", "--ar", "1900"),
            "1900 är för långt bort. Nummer tas nu i serierna för 2025, 2026 och 2027.",
        ),
        (
            ("ny", "KS", "--rubrik", "x", "--ar", "2026", "--satt", "öppnat=2026-03-05"),
            "Öppnat är 2026-03-05, men i dag är det 2026-03-04. Skriv i dag eller en tidigare dag. Inget är skrivet.",
        ),
        (("ny", "KS", "--rubrik", "x", "--ar", "26"), "Året ”26” går inte att läsa. Skriv fyra siffror, som 2026."),
        (
            ("ny", "KS", "--rubrik", "x", "--satt", "nämd=y"),
            "Fältet ”nämd” finns inte. Menade du nämnd?",
        ),
        (
            ("ny", "KS", "--rubrik", "x", "--satt", "diarienummer=KS 2026/0007"),
            "Nämnd och diarienummer sätts inte med --satt. Skriv arende ny NÄMND och --diarienummer NR.",
        ),
        (
            ("ny", "KS", "--rubrik", "x", "--satt", "nämnd=Socialnämnden"),
            "Nämnd och diarienummer sätts inte med --satt. Skriv arende ny NÄMND och --diarienummer NR.",
        ),
        (("nytt",), "Kommandot ”nytt” finns inte. Menade du ny?"),
    ],
)
def test_what_cannot_be_is_told(
    words: tuple[str, ...], said: str, arende: Callable[..., Ran], anna: Repository, bare: Path
) -> None:
    ran = arende(anna, *words)
    assert (ran.code, ran.out, ran.err) == (2, "", said + "\n")
    assert not (bare / "refs/heads/sysselreg").exists()


def test_two_boards_may_share_a_series(arende: Callable[..., Ran], anna: Repository) -> None:
    assert made(arende(anna, "ny", "Byggnadsnämnden", "--rubrik", "Ett", "--ar", "2026"))[0] == "BN 2026/1"
    assert made(arende(anna, "ny", "Bygglovsnämnden", "--rubrik", "Två"))[0] == "BN 2026/2"


def test_a_commit_is_not_written_to(cli: Cli, anna: Repository) -> None:
    ran = cli("--register", anna.root, "--revision", "HEAD", "arende", "ny", "KS", "--rubrik", "x")
    assert ran.err == "arende ny skriver i mappen och kan inte användas med --revision.\n"


def test_a_number_of_a_series_that_is_kept_here_is_no_number_from_outside(
    arende: Callable[..., Ran], anna: Repository
) -> None:
    words = ("ny", "Socialnämnden", "--rubrik", "Skrivelse", "--diarienummer")
    refused = arende(anna, *words, "KS 2026/0001")
    assert (refused.code, refused.out) == (2, "")
    assert refused.err.startswith(
        "KS 2026/0001 hör till en nämnd som tar sina nummer i registret, inte till Socialnämnden."
    )
    assert arende(anna, *words, "SO 2026/0001").code == 0
    # The series is as free as it was.
    assert arende(anna, "ny", "KS", "--rubrik", "Ett", "--ar", "2026").out.startswith("KS 2026/0001\t")
