"""`ny` in a terminal: what it asks, what it says of the answers, going back, giving up, mending."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.cli.terminal import talk
from tests.conftest import Repository


def made(register: Repository, folder: str) -> list[Path]:
    """The records of a kind that are not in the last commit."""
    listed = register.git("ls-files", "--others", f"records/{folder}")
    return [register.root / path for path in listed.splitlines()]


def only(register: Repository, folder: str) -> str:
    (path,) = made(register, folder)
    return re.sub(r"^id: .*\n", "", path.read_text(encoding="utf-8"), flags=re.M)


def test_the_required_fields_are_asked_for_one_by_one(exempel: Repository) -> None:
    done = talk(
        exempel.root, ["--idag", "2026-02-03", "ny", "organisation"], ["Nya Gräs AB", "lev", ""], redirected=True
    )
    assert done.code == 0
    (path,) = made(exempel, "organisation")
    assert done.out == path.stem + "\n"
    assert path.parent.name == "2026"
    assert only(exempel, "organisation") == "typ: organisation\nversion: 1\nnamn: Nya Gräs AB\nslag: leverantör\n"
    assert "[1/2] Namn. Organisationens namn.\n> " in done.screen
    assert "  4  Leverantör " in done.screen
    assert f"Skrivet i {path.relative_to(exempel.root)}." in done.screen


def test_answers_are_checked_at_once_and_may_be_numbers_names_or_searches(exempel: Repository) -> None:
    answers = ["Städning", "fel", "1", "zzz", "exempelk", "planerad", "Tjänst", "j", "skarpt", "platser", "två", "2"]
    answers += [
        "",
        "obligatorisk",
        "1, nyanlända",
        "50 000",
        "2027-02-30",
        "2027-02",
        "Ring 070-174 06 35",
        "",
        "n",
        "",
    ]
    done = talk(exempel.root, ["ny", "upphandling"], answers)
    assert done.code == 0, done.screen
    assert only(exempel, "upphandling") == (
        "typ: upphandling\nversion: 1\ntitel: Städning\npart: egen\nupphandlande_organisation: org-4x8m2k\n"
        "status: planerad\nobjekt: tjänst\nkrav:\n  - id: k1\n    typ: skarpt_krav\n    enhet: platser\n    antal: 2\n"
        "    art: obligatorisk\n    målgrupper:\n      - ungdomar\n      - nyanlända\n    vite: 50000\n"
        "    förfaller: 2027-02\n"
    )
    for said in (
        "”fel” finns inte i listan. Skriv ett nummer eller ett namn ur den.",
        "Ingen organisation passar på ”zzz”. Skriv något annat.",
        "  Exempelkommun  org-4x8m2k",
        "Antal är ”två”.\nSkriv ett heltal från 1",
        "Förfaller är ”2027-02-30”.\nSkriv en dag, en månad eller ett år som finns",
        "Formulering innehåller ett mobilnummer: 070-••• •• ••\n",
    ):
        assert said in done.screen
    assert "    Målgrupper                  Ungdomar, Nyanlända\n" in done.screen


def test_one_goes_back_with_a_less_than_sign(exempel: Repository) -> None:
    done = talk(exempel.root, ["ny", "organisation"], ["<", "Fel AB", "<", "Rätt AB", "leverantör", ""])
    assert done.code == 0
    assert "Det här är den första frågan." in done.screen
    assert "[Fel AB] > " in done.screen
    assert "namn: Rätt AB\n" in only(exempel, "organisation")


@pytest.mark.parametrize("end", ["\x03", "\x04"])
def test_stopping_writes_nothing(exempel: Repository, end: str) -> None:
    done = talk(exempel.root, ["ny", "organisation"], ["Nya Gräs AB", end])
    assert done.code == 130
    assert "Avbrutet. Inget är halvskrivet." in done.screen
    assert exempel.git("status", "--porcelain", "--untracked-files=all") == ""


def test_optional_fields_are_filled_in_changed_and_taken_away_by_name(exempel: Repository) -> None:
    answers = [
        "Gräs",
        "4",
        "lok",
        "ja",
        "finns inte",
        "k",
        "Kommun",
        "Lund",
        "kommun",
        "-",
        "nätverk",
        "NOS",
        "NOS",
        "",
    ]
    answers += ["behörig", "40", "2025-03", "kapacitet", "j", "Gräsklippning", "", "", "n", ""]
    done = talk(exempel.root, ["ny", "organisation"], answers)
    assert done.code == 0, done.screen
    assert only(exempel, "organisation").endswith(
        "slag: leverantör\nlokal: ja\nnätverk:\n  - NOS\nreserverad_behörig:\n  andel_procent: 40\n"
        "  prövad: 2025-03\nkapacitet:\n  - id: k1\n    tjänst: Gräsklippning\n"
    )
    assert "Inget fält heter ”finns inte”." in done.screen
    assert "”k” kan vara Källa, Kommun, Kriterier för socialt företag, Kapacitet." in done.screen
    assert "Det är redan med." in done.screen


def test_what_was_given_is_not_asked_for(exempel: Repository) -> None:
    done = talk(exempel.root, ["ny", "organisation", "--satt", "slag=leverantör"], ["Gräs", ""])
    assert done.code == 0
    assert "Slag. " not in done.screen
    assert "namn: Gräs\nslag: leverantör\n" in only(exempel, "organisation")


def test_nothing_is_asked_when_nothing_is_missing(exempel: Repository) -> None:
    done = talk(exempel.root, ["ny", "organisation", "--satt", "slag=leverantör", "--satt", "namn=Gräs"], [])
    assert (done.code, "Vill du" in done.screen) == (0, False)


def test_an_error_at_the_end_is_mended_with_more_questions(exempel: Repository) -> None:
    answers = ["Gräs", "leverantör", "organisationsnummer", "121212-1212", "", "orgnr", "-", ""]
    done = talk(exempel.root, ["ny", "organisation"], answers)
    assert done.code == 0
    assert "Den nya posten  fel P406  Organisationsnummer (orgnr) är ett personnummer: 1212••-••••" in done.screen
    assert "Vad vill du rätta?" in done.screen
    # What somebody types is seen; what the program shows of it is masked.
    assert done.screen.count("121212-1212") == 1
    assert only(exempel, "organisation").endswith("slag: leverantör\n")


def test_giving_up_keeps_the_answers_in_a_file(
    exempel: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    done = talk(exempel.root, ["ny", "organisation"], ["Gräs", "leverantör", "orgnr", "121212-1212", "", ""])
    assert done.code == 1
    (kept,) = tmp_path.glob("sysselreg-*.yaml")
    assert kept.read_text(encoding="utf-8") == 'namn: Gräs\nslag: leverantör\norgnr: "121212-1212"\n'
    assert kept.stat().st_mode & 0o077 == 0
    assert f"Svaren finns i {kept}." in done.screen.replace("\n", "")
    assert made(exempel, "organisation") == []


def test_a_warning_is_asked_about(exempel: Repository) -> None:
    answers = ["", "exempelstäd", "d-4k7m2p9x", "praktik", "pågående", "", "n", "faktisk", "2025-09-01", "", ""]
    done = talk(exempel.root, ["ny", "placering"], answers)
    assert done.code == 0, done.screen
    assert "[upp-7k3qf9] > " in done.screen
    assert "Den nya posten  varning U701  Status är ”Pågående”, men Från (faktisk.från) saknas." in done.screen
    assert "Skriva posten ändå? [J/n] n\n\nInget är skrivet.\n" in done.screen
    assert "faktisk:\n  från: 2025-09-01\n" in only(exempel, "placering")


def test_another_record_is_made_on_the_way(exempel: Repository) -> None:
    answers = ["", "+", "<", "+", "Nya Gräs AB", "leverantör", "", "planerad", "", "j"]
    done = talk(exempel.root, ["ny", "dialogöverenskommelse"], answers, redirected=True)
    assert done.code == 0, done.screen
    (supplier,) = made(exempel, "organisation")
    assert f"leverantör: {supplier.stem}\nstatus: planerad\n" in only(exempel, "dialogoverenskommelse")
    assert f"  Leverantör                      {supplier.stem} Nya Gräs AB\n" in done.screen
    assert done.out.startswith("dia-")


def test_what_was_made_on_the_way_stays_when_the_rest_is_stopped_and_that_is_said(exempel: Repository) -> None:
    answers = ["", "+", "Nya Gräs AB", "leverantör", "", "\x03"]
    done = talk(exempel.root, ["ny", "dialogöverenskommelse"], answers)
    assert done.code == 130
    (supplier,) = made(exempel, "organisation")
    assert made(exempel, "dialogoverenskommelse") == []
    assert (
        "Ny dialogöverenskommelse. < går tillbaka en fråga. Ctrl-C avbryter, och posten skrivs inte.\n" in done.screen
    )
    assert "Skriv + för att lägga in en ny organisation. Den skrivs genast, för sig.\n" in done.screen
    assert f"Skrivet i {supplier.relative_to(exempel.root)}." in done.screen


def test_numbers_on_the_screen_hold_after_a_search_that_finds_nothing(exempel: Repository) -> None:
    done = talk(exempel.root, ["ny", "dialogöverenskommelse"], ["", "zzz", "2", "planerad", ""])
    assert done.code == 0, done.screen
    assert "Ingen organisation passar på ”zzz”. Skriv något annat.\n> 2\n" in done.screen
    assert "leverantör: org-9b3t7w\n" in only(exempel, "dialogoverenskommelse")


def test_a_draft_may_lack_what_is_required(exempel: Repository) -> None:
    done = talk(exempel.root, ["ny", "organisation", "--utkast"], ["Gräs", "", "", "j"])
    assert done.code == 0, done.screen
    assert only(exempel, "organisation") == "typ: organisation\nversion: 1\nnamn: Gräs\n"


def test_the_registers_own_lists_are_offered(exempel: Repository) -> None:
    answers = ["KS 2026/0007", "Upphandling av städning", "", "", ""]
    done = talk(exempel.root, ["--idag", "2026-02-03", "ny", "ärende"], answers)
    assert done.code == 0, done.screen
    assert "  1  Kommunstyrelsen\n[Kommunstyrelsen] > " in done.screen
    assert "nämnd: Kommunstyrelsen\nöppnat: 2026-02-03\n" in only(exempel, "arende")
