"""`arende handling`, `avsluta` and `makulera`: documents with numbers from here or outside, what ends, what is void."""

from __future__ import annotations

import re
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import TypeAlias

import pytest

from tests.case.conftest import case, handling
from tests.conftest import Cli, Ran, Repository
from tests.servers.fixtures import Clone, Shared, add_hook

Arende: TypeAlias = Callable[..., Ran]
KS, SO = "KS 2026/0001", "SO 2026/0001"
LETTER = ("--riktning", "inkommen", "--avsandare", "Städ AB", "--rubrik", "Lägesrapport")


@pytest.fixture
def bare(register: Callable[..., Repository], shared: Shared) -> Path:
    """The repository that all share: a case with numbers from here and one with numbers from outside."""
    return shared(register(case("aaa001", KS, status="öppet"), case("bbb001", SO, status="öppet")))


@pytest.fixture
def anna(bare: Path, clone: Clone) -> Repository:
    return clone(f"file://{bare}")


@pytest.fixture
def bo(bare: Path, clone: Clone) -> Repository:
    return clone(f"file://{bare}", "Bo")


@pytest.fixture
def arende(cli: Cli) -> Arende:
    """Run one of the commands in a clone, on a day in 2026."""

    def ran(found: Repository, *words: str | Path) -> Ran:
        return cli("--register", found.root, "--idag", "2026-03-04", "arende", *words)

    return ran


def made(ran: Ran) -> tuple[str, str]:
    """The number and id that were printed."""
    assert ran.code == 0, ran.err
    number, _, record_id = ran.out.removesuffix("\n").partition("\t")
    return number, record_id


def text(found: Repository, record_id: str) -> str:
    (path,) = found.root.glob(f"records/*/*/{record_id}.yaml")
    return path.read_text(encoding="utf-8")


def count(found: Repository) -> int:
    return len(list(found.root.glob("records/handling/*/*.yaml")))


# ---- numbers taken here ----------------------------------------------------------------------------------------------


def test_a_document_gets_the_next_number_in_its_case_and_is_written(
    arende: Arende, anna: Repository, bo: Repository, cli: Cli
) -> None:
    assert made(arende(bo, "handling", KS, *LETTER))[0] == f"{KS}-1"
    ran = arende(anna, "handling", "are-aaa", *LETTER, "--mottagare", "Kommunstyrelsen", "--avser", KS)
    number, record_id = made(ran)
    assert number == f"{KS}-2"
    assert text(anna, record_id) == (
        f"typ: handling\nid: {record_id}\nversion: 1\närende: are-aaa001\nnummer: 2\nriktning: inkommen\n"
        "datum: 2026-03-04\navsändare: Städ AB\nmottagare: Kommunstyrelsen\nrubrik: Lägesrapport\n"
        "avser:\n  - are-aaa001\n"
    )
    assert ran.err == f"Skrivet i records/handling/2026/{record_id}.yaml. Checka in med sysselreg spara.\n"
    assert cli("--register", anna.root, "kontrollera").code == 0
    assert cli("--register", anna.root, "visa", f"{KS}-2").out.startswith(record_id)


def test_each_case_has_numbers_of_its_own(arende: Arende, anna: Repository, bare: Path) -> None:
    assert made(arende(anna, "handling", KS, *LETTER))[0] == f"{KS}-1"
    assert made(arende(anna, "ny", "KS", "--rubrik", "Ett till", "--ar", "2027"))[0] == "KS 2027/0001"
    assert made(arende(anna, "handling", "KS 2027/0001", *LETTER))[0] == "KS 2027/0001-1"
    assert (bare / "refs/heads/sysselreg/nummer/ks-2026-0001/2026").exists()
    assert (bare / "refs/heads/sysselreg/nummer/ks-2027-0001/2027").exists()


def test_without_the_network_the_document_waits_and_gets_one_number(
    arende: Arende, anna: Repository, bare: Path
) -> None:
    away = bare.rename(bare.with_name("borta"))
    ran = arende(anna, "handling", KS, *LETTER)
    assert (ran.code, ran.out, count(anna)) == (7, "", 0)
    waiting = re.search(r"^Handlingen väntar som (han-\w{6})\. Samma kommando igen", ran.err, re.MULTILINE)
    assert waiting
    assert arende(anna, "nummer", "--torrkorning").err == f"{waiting[1]}  Lägesrapport\n"
    away.rename(bare)
    assert made(arende(anna, "handling", KS, *LETTER)) == (f"{KS}-1", waiting[1])
    assert arende(anna, "nummer").err == "Inget väntar på nummer.\n"


def test_two_letters_with_one_heading_that_wait_are_two(arende: Arende, anna: Repository, bare: Path) -> None:
    away = bare.rename(bare.with_name("borta"))
    for day in ("2026-03-02", "2026-03-03"):
        assert arende(anna, "handling", KS, *LETTER, "--datum", day).code == 7
    away.rename(bare)
    ran = arende(anna, "nummer")
    assert [line.split("\t")[0] for line in ran.out.splitlines()] == [f"{KS}-1", f"{KS}-2"]
    days = [re.search("datum: (.*)", text(anna, line.split("\t")[1])) for line in ran.out.splitlines()]
    assert [day and day[1] for day in days] == ["2026-03-02", "2026-03-03"]


def test_a_lost_answer_costs_no_number(arende: Arende, anna: Repository, bare: Path) -> None:
    add_hook(bare, "reference-transaction", '[ "$1" != committed ] || kill -9 $PPID')
    assert arende(anna, "handling", KS, *LETTER).code == 7
    (bare / "hooks/reference-transaction").unlink()
    assert made(arende(anna, "handling", KS, *LETTER))[0] == f"{KS}-1"
    assert made(arende(anna, "handling", KS, *LETTER))[0] == f"{KS}-2"


def test_a_dry_run_takes_no_number(arende: Arende, anna: Repository, bare: Path) -> None:
    ran = arende(anna, "handling", KS, *LETTER, "--torrkorning")
    assert (ran.code, count(anna)) == (0, 0)
    assert "+ärende: are-aaa001\n+nummer: 1\n+riktning: inkommen\n" in ran.out
    assert ran.err == "Numret tas först när kommandot körs utan --torrkorning, och blir då det nästa lediga.\n"
    assert not (bare / "refs/heads/sysselreg").exists()


def test_what_must_not_be_written_takes_no_number(arende: Arende, anna: Repository, bare: Path) -> None:
    ran = arende(anna, "handling", KS, "--riktning", "inkommen", "--rubrik", "Samtal om 19121212-1212")
    assert (ran.code, ran.out, count(anna)) == (1, "", 0)
    assert ran.err.startswith("Den nya handlingen  fel P401  Rubrik (rubrik) innehåller ett personnummer")
    assert ran.err.endswith("Inget är skrivet.\n")
    assert not (bare / "refs/heads/sysselreg").exists()


# ---- numbers from outside --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("written", ["3", f"{SO}-3"])
def test_a_number_from_outside_is_recorded(arende: Arende, anna: Repository, bare: Path, written: str) -> None:
    number, record_id = made(arende(anna, "handling", SO, *LETTER, "--nummer", written, "--datum", "2026-02-28"))
    assert number == f"{SO}-3"
    assert "ärende: are-bbb001\nnummer: 3\nriktning: inkommen\ndatum: 2026-02-28\n" in text(anna, record_id)
    assert not (bare / "refs/heads/sysselreg").exists()
    dry = arende(anna, "handling", SO, *LETTER, "--nummer", "4", "--torrkorning")
    assert (dry.code, "+nummer: 4\n" in dry.out, count(anna)) == (0, True, 1)


@pytest.mark.parametrize(
    ("number", "said", "code"),
    [
        ("1", "", 0),
        ("3", "fel R122  Nummer (nummer) är 3, men det numret i ärendet har redan han-", 1),
        ("4", "Den nya handlingen  fel G803  Handlingsnumret 4 i ärendet finns i registret och är taget", 1),
        ("0", f"0 är inget handlingsnummer i {SO}. Skriv ett heltal från 1, eller som {SO}-3.", 2),
        ("²", f"² är inget handlingsnummer i {SO}.", 2),
        (f"{KS}-1", f"{KS}-1 är inget handlingsnummer i {SO}.", 2),
    ],
)
def test_a_number_from_outside_is_nobody_elses_here_or_on_a_branch(
    arende: Arende, anna: Repository, number: str, said: str, code: int
) -> None:
    anna.git("switch", "-q", "-c", "arbete")
    made(arende(anna, "handling", SO, *LETTER, "--nummer", "4"))
    anna.commit()
    anna.git("switch", "-q", "main")
    made(arende(anna, "handling", SO, *LETTER, "--nummer", "3"))
    ran = arende(anna, "handling", SO, *LETTER, "--nummer", number)
    assert (ran.code, count(anna)) == (code, 1 + (code == 0))
    assert said in ran.err


# ---- secrecy and the file --------------------------------------------------------------------------------------------


def test_secrecy_is_kept_with_its_provision_and_the_publics_words(arende: Arende, anna: Repository) -> None:
    secrecy = ("--sekretess", "Sekretess", "--lagrum", "OSL 19 kap. 3 §", "--till", "2028")
    words = ("--satt", "offentlig_rubrik=Anbud", "--satt", "offentlig_avsändare=En anbudsgivare")
    _, record_id = made(arende(anna, "handling", KS, *LETTER, *secrecy, *words))
    written = text(anna, record_id)
    assert "sekretess:\n  nivå: sekretess\n  lagrum: OSL 19 kap. 3 §\n  till: 2028\n" in written
    assert "offentlig_avsändare: En anbudsgivare\n" in written
    assert "offentlig_rubrik: Anbud\n" in written


def test_secrecy_without_its_provision_is_told(arende: Arende, anna: Repository) -> None:
    ran = arende(anna, "handling", KS, *LETTER, "--sekretess", "sekretess")
    assert made(ran)[0] == f"{KS}-1"
    assert ran.err.startswith(
        "Den nya handlingen  varning R130  Nivå (sekretess.nivå) är sekretess, men lagrummet saknas."
    )


def test_of_a_file_only_its_description_is_kept(arende: Arende, anna: Repository, tmp_path: Path) -> None:
    content = b"%PDF-1.7\n<x:xmpmeta><pdfaid:part>2</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>"
    (file := tmp_path / "Lägesrapport kvartal 1.pdf").write_bytes(content)
    _, record_id = made(arende(anna, "handling", KS, *LETTER, "--fil", file))
    assert text(anna, record_id).endswith(
        f"fil:\n  namn: Lägesrapport kvartal 1.pdf\n  sha256: {sha256(content).hexdigest()}\n  format: PDF/A-2a\n"
        f"  byte: {len(content)}\n"
    )
    assert anna.git("status", "--short", "--untracked-files=all").splitlines() == [
        f"?? records/handling/2026/{record_id}.yaml"
    ]


@pytest.mark.parametrize(
    ("name", "content", "form"),
    [
        ("a.pdf", b"%PDF-1.4\n", "PDF"),
        ("a.pdf", b"%PDF-1.7\n<rdf:Description pdfaid:part='3' pdfaid:conformance=\"B\"/>", "PDF/A-3b"),
        ("a.bin", b"%PDF-2.0\n<pdfaid:part>4</pdfaid:part>", "PDF/A-4"),
        ("a.docx", b"PK", "DOCX"),
        ("a.pdf", b"hej", "PDF"),
        ("a", b"hej", None),
    ],
)
def test_the_format_is_what_the_file_says(
    arende: Arende, anna: Repository, tmp_path: Path, name: str, content: bytes, form: str | None
) -> None:
    (tmp_path / name).write_bytes(content)
    _, record_id = made(arende(anna, "handling", KS, *LETTER, "--fil", tmp_path / name))
    found = re.search(r"^  format: (.*)$", text(anna, record_id), re.MULTILINE)
    assert (found and found[1]) == form


def test_the_name_of_a_file_holds_nobodys_number(arende: Arende, anna: Repository, tmp_path: Path) -> None:
    for name, code in (("191212121212.pdf", 1), ("rapport.pdf", 0)):
        (tmp_path / name).write_bytes(b"%PDF-1.4\n")
        assert arende(anna, "handling", KS, *LETTER, "--fil", tmp_path / name).code == code
    ran = arende(anna, "handling", KS, *LETTER, "--fil", tmp_path / "borta.pdf")
    assert (ran.code, ran.err) == (6, f"{tmp_path / 'borta.pdf'} går inte att använda: den finns inte.\n")
    assert count(anna) == 1


# ---- what cannot be --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            (KS, "--rubrik", "x"),
            "Skriv --riktning inkommen, upprättad eller expedierad, och --rubrik: kort vad den gäller.",
        ),
        (
            (KS, "--riktning", "in"),
            "Skriv --riktning inkommen, upprättad eller expedierad, och --rubrik: kort vad den gäller.",
        ),
        (
            ("KS 2026/0009", *LETTER),
            "Posten ”KS 2026/0009” finns inte. Sök den med sysselreg sok eller sysselreg lista.",
        ),
        ((KS, *LETTER, "--nummer", "2"), f"Numren i {KS} tas här. Ta bort --nummer."),
        ((SO, *LETTER), f"Numren i {SO} tas utanför registret. Skriv handlingens nummer i ärendet med --nummer."),
        ((KS, *LETTER, "--lagrum", "OSL 19 kap. 3 §"), "Skriv också nivån, som --sekretess sekretess."),
        (
            (KS, *LETTER, "--satt", "nummer=7"),
            "Ärende och nummer sätts inte med --satt. Skriv arende handling ÄRENDE och --nummer NR.",
        ),
        (
            (KS, *LETTER, "--satt", "ärende=are-bbb001"),
            "Ärende och nummer sätts inte med --satt. Skriv arende handling ÄRENDE och --nummer NR.",
        ),
        (
            (KS, *LETTER, "--avser", "upp-9"),
            "Posten ”upp-9” finns inte. Sök den med sysselreg sok eller sysselreg lista.",
        ),
        (
            (KS, "--riktning", "inkommen", "--rubrik", " \t"),
            "Skriv --riktning inkommen, upprättad eller expedierad, och --rubrik: kort vad den gäller.",
        ),
        (
            (KS, *LETTER, "--datum", "2026-03-05"),
            "Datum är 2026-03-05, men i dag är det 2026-03-04. Skriv i dag eller en tidigare dag. Inget är skrivet.",
        ),
        ((KS, *LETTER, "--satt", "rubbrik=x"), "Fältet ”rubbrik” finns inte. Menade du rubrik?"),
    ],
)
def test_what_cannot_be_is_told(arende: Arende, anna: Repository, words: tuple[str, ...], said: str) -> None:
    ran = arende(anna, "handling", *words)
    assert (ran.code, ran.out, ran.err, count(anna)) == (2, "", said + "\n", 0)
    assert made(arende(anna, "handling", KS, *LETTER))[0] == f"{KS}-1"


def test_a_direction_that_does_not_exist_is_told_with_those_that_do(arende: Arende, anna: Repository) -> None:
    ran = arende(anna, "handling", KS, "--riktning", "ut", "--rubrik", "x")
    assert ran.code == 1
    assert "Den nya handlingen  fel S010  Riktning (riktning) är ”ut”" in ran.err
    assert made(arende(anna, "handling", KS, "--riktning", "UPPRATTAD", "--rubrik", "x"))[0] == f"{KS}-1"


def test_a_cancelled_case_takes_no_documents_and_a_closed_one_says_so(arende: Arende, anna: Repository) -> None:
    assert arende(anna, "avsluta", KS).code == 0
    late = arende(anna, "handling", KS, *LETTER)
    assert made(late)[0] == f"{KS}-1"
    assert late.err.startswith(
        f"{KS} är avslutat. Ska det handläggas igen: "
        "sysselreg andra are-aaa001 --satt status=öppet --ta-bort avslutat\n"
    )
    assert arende(anna, "makulera", SO, "--skal", "Dubblett").code == 0
    ran = arende(anna, "handling", SO, *LETTER, "--nummer", "1")
    assert (ran.code, ran.err) == (2, f"{SO} är makulerat. Registrera handlingen i det ärende som gäller.\n")


@pytest.mark.parametrize("name", ["handling", "avsluta", "makulera"])
def test_a_commit_is_not_written_to(cli: Cli, anna: Repository, name: str) -> None:
    ran = cli("--register", anna.root, "--revision", "HEAD", "arende", name, KS)
    assert ran.err == f"arende {name} skriver i mappen och kan inte användas med --revision.\n"


# ---- closing ---------------------------------------------------------------------------------------------------------


def test_a_case_is_closed(arende: Arende, anna: Repository) -> None:
    before = text(anna, "are-aaa001")
    dry = arende(anna, "avsluta", KS, "--torrkorning")
    assert (dry.code, "+avslutat: 2026-03-04\n" in dry.out, text(anna, "are-aaa001")) == (0, True, before)
    ran = arende(anna, "avsluta", KS, "--datum", "2030-01-01")
    assert (ran.code, text(anna, "are-aaa001")) == (2, before)
    assert ran.err.startswith("Avslutat är 2030-01-01, men i dag är det 2026-03-04.")
    ran = arende(anna, "avsluta", KS, "--datum", "2026-03-01")
    assert (ran.code, ran.out) == (0, "")
    assert ran.err == f"{KS} är avslutat i records/arende/2026/are-aaa001.yaml. Checka in med sysselreg spara.\n"
    assert text(anna, "are-aaa001") == before.replace("status: öppet", "avslutat: 2026-03-01\nstatus: avslutat")
    again = arende(anna, "avsluta", KS)
    assert (again.code, again.err) == (2, f"{KS} är redan avslutat, 2026-03-01.\n")


def test_a_case_is_closed_no_day_before_it_was_opened(arende: Arende, anna: Repository) -> None:
    ran = arende(anna, "avsluta", KS, "--datum", "2026-01-09")
    assert ran.code == 2
    assert ran.err.startswith("Avslutat är 2026-01-09, före dagen då ärendet öppnades, som är 2026-01-10.")
    assert arende(anna, "avsluta", SO, "--datum", "2026-01-10").err.startswith(f"{SO} är avslutat i ")
    ran = arende(anna, "avsluta", "han-aaa001")
    assert ran.err == "Posten ”han-aaa001” finns inte. Sök den med sysselreg sok eller sysselreg lista.\n"


def test_a_draft_left_in_a_closed_case_is_told(arende: Arende, anna: Repository) -> None:
    made(arende(anna, "handling", KS, *LETTER, "--satt", "status=utkast"))
    ran = arende(anna, "avsluta", KS)
    assert ran.code == 0
    assert f"varning R132  Status (status) är utkast, men {KS} är avslutat." in ran.err


def test_a_document_sent_by_hand_is_final_when_it_says_how(arende: Arende, anna: Repository) -> None:
    sent = (
        "--riktning",
        "expedierad",
        "--mottagare",
        "Kommunstyrelsen",
        "--rubrik",
        "Beslutet",
        "--datum",
        "2026-01-12",
    )
    number, record_id = made(arende(anna, "handling", KS, *sent, "--sandsatt", "internt"))
    assert "expediering:\n  datum: 2026-01-12\n  sätt: internt\nstatus: expedierad\n" in text(anna, record_id)
    refused = arende(anna, "makulera", number, "--skal", "Fel")
    assert refused.code == 2
    assert refused.err.startswith(f"{number} är expedierad och kan inte bli makulerad. Den ändras aldrig mer.")
    # What does not say how it was sent may still be mended.
    number, _ = made(arende(anna, "handling", KS, *sent))
    assert arende(anna, "makulera", number, "--skal", "Fel").code == 0
    received = arende(anna, "handling", KS, *LETTER, "--sandsatt", "internt")
    assert (received.code, received.err) == (2, "--sandsatt hör till --riktning expedierad.\n")
    unknown = arende(anna, "handling", KS, *sent, "--sandsatt", "brevduva")
    assert unknown.code == 1
    assert "Sätt (expediering.sätt) är ”brevduva”, som inte finns i listan." in unknown.err


def test_an_empty_file_is_no_document(arende: Arende, anna: Repository, tmp_path: Path) -> None:
    file = tmp_path / "bilaga.pdf"
    file.write_bytes(b"")
    refused = arende(anna, "handling", KS, *LETTER, "--fil", str(file))
    assert (refused.code, refused.err) == (2, f"{file} är tom. Ange filen som handlingen består av.\n")
    file.write_bytes(b"x")
    assert arende(anna, "handling", KS, *LETTER, "--fil", str(file)).code == 0


# ---- cancelling ------------------------------------------------------------------------------------------------------


def test_a_cancelled_document_stays_and_its_number_is_never_used_again(arende: Arende, anna: Repository) -> None:
    number, record_id = made(arende(anna, "handling", KS, *LETTER))
    before = text(anna, record_id)
    dry = arende(anna, "makulera", number, "--skal", "Fel ärende", "--torrkorning")
    assert (dry.code, "+makuleringsskäl: Fel ärende\n" in dry.out, text(anna, record_id)) == (0, True, before)
    ran = arende(anna, "makulera", number, "--skal", "Fel ärende")
    assert ran.err == (
        f"{number} är makulerad i records/handling/2026/{record_id}.yaml. Checka in med sysselreg spara.\n"
    )
    assert text(anna, record_id) == before + "status: makulerad\nmakuleringsskäl: Fel ärende\n"
    assert anna.git("log", "-1", "--format=%s", "refs/sysselreg/sedda/ks-2026-0001/2026") == f"{number} makulerad"
    again = arende(anna, "makulera", record_id, "--skal", "Fel ärende")
    assert (again.code, again.err) == (0, f"{number} är redan makulerad.\n")
    assert made(arende(anna, "handling", KS, *LETTER))[0] == f"{KS}-2"


def test_a_document_with_a_number_from_outside_is_cancelled_in_its_record_alone(
    arende: Arende, anna: Repository, bare: Path
) -> None:
    number, record_id = made(arende(anna, "handling", SO, *LETTER, "--nummer", "1"))
    assert arende(anna, "makulera", number, "--skal", "Fel ärende").code == 0
    assert "status: makulerad\nmakuleringsskäl: Fel ärende\n" in text(anna, record_id)
    assert not (bare / "refs/heads/sysselreg").exists()


def test_what_is_sent_is_not_cancelled(arende: Arende, anna: Repository) -> None:
    sent = ("--riktning", "expedierad", "--mottagare", "Städ AB", "--rubrik", "Begäran om rättelse")
    how = ("--satt", "expediering.datum=2026-03-04", "--satt", "expediering.sätt=e-post", "--satt", "status=expedierad")
    number, _ = made(arende(anna, "handling", KS, *sent, *how))
    ran = arende(anna, "makulera", number, "--skal", "Fel")
    assert (ran.code, ran.err) == (
        2,
        f"{number} är expedierad och kan inte bli makulerad. Den ändras aldrig mer. "
        "Registrera en handling till, som ersätter den.\n",
    )
    number, _ = made(arende(anna, "handling", KS, *sent))
    assert arende(anna, "makulera", number, "--skal", "Fel").code == 0


def test_a_case_with_documents_that_hold_is_not_cancelled(arende: Arende, anna: Repository) -> None:
    number, _ = made(arende(anna, "handling", KS, *LETTER))
    before = text(anna, "are-aaa001")
    ran = arende(anna, "makulera", KS, "--skal", "Dubblett")
    assert (ran.code, text(anna, "are-aaa001")) == (1, before)
    assert f"fel R131  Ärende (ärende) är are-aaa001, men {KS} är makulerat." in ran.err
    assert ran.err.endswith("Inget är makulerat.\n")
    assert arende(anna, "makulera", number, "--skal", "Dubblett").code == 0
    assert arende(anna, "makulera", KS, "--skal", "Dubblett").code == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((KS,), "Skriv varför ärendet makuleras med --skal TEXT."),
        ((KS, "--skal", "  "), "Skriv varför ärendet makuleras med --skal TEXT."),
        (
            ("KS 2026/0009", "--skal", "x"),
            "KS 2026/0009 är varken taget eller reserverat, så det finns inget att makulera.",
        ),
        ((f"{SO}-1",), "Skriv varför handlingen makuleras med --skal TEXT."),
        (
            ("org-aaa001", "--skal", "x"),
            "org-aaa001 är varken ärende eller handling, så det går inte att makulera.",
        ),
    ],
)
def test_what_cannot_be_cancelled_is_told(arende: Arende, anna: Repository, words: tuple[str, ...], said: str) -> None:
    organisation = "typ: organisation\nid: org-aaa001\nversion: 1\nnamn: X\nslag: kommun\n"
    anna.write({**handling("aaa001", "bbb001", 1), "records/organisation/2026/org-aaa001.yaml": organisation})
    ran = arende(anna, "makulera", *words)
    assert (ran.code, ran.out, ran.err) == (2, "", said + "\n")
