"""`visa`, `lista`, `sok`, `forklara` and `formatera`."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sysselreg.exchange.csv import csv_text
from sysselreg.schema.model import Schemas

if TYPE_CHECKING:
    from tests.conftest import Cli, Repository

ACTIVITY = "records/aktivitet/2025/akt-3c6w0z.yaml"
PROCUREMENT = "records/upphandling/2025/upp-7k3qf9.yaml"
IDS = ["akt-3c6w0z", "are-1q8v4n", "dia-2m5r8c", "han-0t4y7b", "org-4x8m2k", "org-9b3t7w", "pla-8m2kd4", "prg-6d2j9q"]
IDS += ["upp-7k3qf9", "utv-5h1n6d"]


def change(register: Repository, path: str, old: str, new: str) -> None:
    text = (register.root / path).read_text(encoding="utf-8")
    assert old in text
    register.write({path: text.replace(old, new)})


# ---- visa ------------------------------------------------------------------------------------------------------------


def test_visa_tells_a_record_with_labels_and_what_points_at_it(cli: Cli, exempel: Repository) -> None:
    ran = cli("--register", exempel.root, "visa", "upp")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith(f"upp-7k3qf9  Lokalvård i skolor\n{PROCUREMENT}\n\n  Källa\n    Handling      ")
    assert "  Form                            Öppet förfarande\n" in ran.out
    assert "  Upphandlande organisation       org-4x8m2k Provkommun\n" not in ran.out
    assert "  Upphandlande organisation       org-4x8m2k Exempelkommun\n" in ran.out
    assert ran.out.endswith(
        "\nDet här pekar på posten:\n"
        "  akt-3c6w0z  Branschdialog om lokalvård (upphandlingar[1])\n"
        "  dia-2m5r8c  Exempelstäd AB, Lokalvård i skolor (upphandling)\n"
        "  pla-8m2kd4  Visstidsanställning hos Exempelstäd AB (upphandling)\n"
        "  utv-5h1n6d  Arbetsgivare, Lokalvård i skolor (avser)\n"
    )


def test_visa_gives_the_record_as_it_is_stored(cli: Cli, exempel: Repository) -> None:
    stored = (exempel.root / PROCUREMENT).read_text(encoding="utf-8")
    assert cli("--register", exempel.root, "visa", "upp", "--format", "yaml").out == stored
    told = json.loads(cli("--register", exempel.root, "visa", "upp", "--format", "json").out)
    assert list(told)[:3] == ["typ", "id", "version"]
    assert told["fil"] == PROCUREMENT
    assert told["krav"][0]["antal"] == 2
    assert told["cpv"] == "90910000-9"


def test_visa_finds_a_diarienummer_and_reads_a_commit(cli: Cli, exempel: Repository) -> None:
    assert cli("--register", exempel.root, "visa", "KS 2025/0042").out.startswith("are-1q8v4n  ")
    change(exempel, PROCUREMENT, "titel: Lokalvård i skolor", "titel: Nytt namn")
    assert cli("--register", exempel.root, "visa", "upp").out.startswith("upp-7k3qf9  Nytt namn\n")
    assert cli("--register", exempel.root, "--revision", "HEAD", "visa", "upp").out.startswith(
        "upp-7k3qf9  Lokalvård i skolor\n"
    )


@pytest.mark.parametrize(
    ("written", "code", "told"),
    [
        ("org", 2, "”org” kan vara org-4x8m2k, org-9b3t7w. Skriv fler tecken.\n"),
        ("xyz", 2, "Posten ”xyz” finns inte. Sök den med sysselreg sok eller sysselreg lista.\n"),
        ("upp", 3, f"{PROCUREMENT} går inte att läsa. Se sysselreg kontrollera.\n"),
    ],
)
def test_visa_tells_what_it_cannot_show(written: str, code: int, told: str, cli: Cli, exempel: Repository) -> None:
    if code == 3:
        exempel.write({PROCUREMENT: "titel: [\n"})
    ran = cli("--register", exempel.root, "visa", written)
    assert (ran.code, ran.out, ran.err) == (code, "", told)


# ---- lista, sok ------------------------------------------------------------------------------------------------------


def test_lista_gives_all_or_some_records(cli: Cli, exempel: Repository) -> None:
    every = cli("--register", exempel.root, "lista")
    assert [line.split()[0] for line in every.out.splitlines()] == IDS
    assert (
        cli("--register", exempel.root, "lista", "organisation").out
        == "org-4x8m2k  organisation    Exempelkommun\norg-9b3t7w  organisation    Exempelstäd AB\n"
    )
    ran = cli("--register", exempel.root, "lista", "--dar", "status=pågående", "--dar", "krav.typ=skarpt_krav")
    assert [line.split()[0] for line in ran.out.splitlines()] == ["upp-7k3qf9"]
    none = cli("--register", exempel.root, "lista", "placering", "--dar", "status=vakant")
    assert (none.code, none.out) == (0, "")


def test_lista_as_json_is_the_records_as_stored_with_their_file(cli: Cli, exempel: Repository) -> None:
    told = json.loads(cli("--register", exempel.root, "lista", "--format", "json").out)
    assert [record["id"] for record in told] == IDS
    assert all(record["fil"].endswith(f"/{record['id']}.yaml") for record in told)
    assert (
        json.loads(
            cli("--register", exempel.root, "lista", "placering", "--dar", "status=vakant", "--format", "json").out
        )
        == []
    )


def test_lista_as_yaml_is_the_files_as_they_are_one_document_each(cli: Cli, exempel: Repository) -> None:
    out = cli("--register", exempel.root, "lista", "organisation", "--format", "yaml").out
    paths = [f"records/organisation/2025/{name}.yaml" for name in ("org-4x8m2k", "org-9b3t7w")]
    assert out == "".join(f"--- # {p}\n{(exempel.root / p).read_text(encoding='utf-8')}" for p in paths)


def test_lista_as_csv_can_be_read_back(cli: Cli, exempel: Repository) -> None:
    change(exempel, PROCUREMENT, "titel: Lokalvård i skolor", 'titel: "Lokalvård, ”skolor”\\n\\"A\\""')
    rows = list(csv.reader(io.StringIO(cli("--register", exempel.root, "lista", "--format", "csv").out)))
    assert rows[0] == ["id", "typ", "status", "titel", "fil"]
    assert [row[0] for row in rows[1:]] == IDS
    assert ["upp-7k3qf9", "upphandling", "pågående", 'Lokalvård, ”skolor”\n"A"', PROCUREMENT] in rows


def test_lista_names_what_it_could_not_read(cli: Cli, exempel: Repository) -> None:
    exempel.write({PROCUREMENT: "titel: [\n"})
    ran = cli("--register", exempel.root, "lista")
    assert [line.split()[0] for line in ran.out.splitlines()] == [i for i in IDS if i != "upp-7k3qf9"]
    assert ran.err == f"{PROCUREMENT} går inte att läsa och är inte med. Se sysselreg kontrollera.\n"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["lista", "placeringar"], "Typen ”placeringar” finns inte. Menade du placering? Välj en av: "),
        (["lista", "--dar", "status"], "”status” är inget villkor. Skriv fält=värde, som status=pågående.\n"),
        (["lista", "--dar", "statsu=x"], "Fältet ”statsu” finns inte. Menade du status?\n"),
        (
            ["lista", "placering", "--dar", "status=pagaende"],
            "”pagaende” finns inte bland värdena för status. Menade du pågående? Välj ett av: vakant, matchning, ",
        ),
        (
            ["lista", "--dar", "krav.typ=skarptkrav"],
            "”skarptkrav” finns inte bland värdena för krav.typ. Menade du skarpt_krav? Välj ett av: dialogkrav, ",
        ),
        (["lista", "--format", "xml"], "--format går inte att använda. Välj ett av: text, json, yaml, csv. "),
    ],
)
def test_lista_tells_wrong_use(words: list[str], told: str, cli: Cli, exempel: Repository) -> None:
    ran = cli("--register", exempel.root, *words)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(told)


def test_sok_finds_a_text_in_any_field_and_says_where(cli: Cli, exempel: Repository) -> None:
    ran = cli("--register", exempel.root, "sok", "BRANSCHDIALOG")
    assert ran.out == "akt-3c6w0z  aktivitet  Branschdialog om lokalvård  slag: branschdialog\n"
    found = json.loads(cli("--register", exempel.root, "sok", "branschdialog", "--format", "json").out)
    assert [(record["id"], record["fil"]) for record in found] == [("akt-3c6w0z", ACTIVITY)]
    nothing = cli("--register", exempel.root, "sok", "finns ingenstans")
    assert (nothing.code, nothing.out) == (0, "")


# ---- personal data that somebody wrote by mistake --------------------------------------------------------------------

NUMBER, MASKED = "811218-9876", "8112••-••••"
EVERY_FORM = [["visa", "upp", "--format", form] for form in ("text", "yaml", "json")] + [
    [*words, "--format", form] for words in (["lista"], ["sok", "lokalv"]) for form in ("text", "json", "yaml", "csv")
]


@pytest.mark.parametrize("words", EVERY_FORM)
def test_a_personnummer_is_masked_in_every_form(words: list[str], cli: Cli, exempel: Repository) -> None:
    change(exempel, PROCUREMENT, "titel: Lokalvård i skolor", f"titel: Lokalvård {NUMBER}\n{NUMBER}: {NUMBER}")
    change(exempel, PROCUREMENT, "antal: 2", "antal: 8112189876")
    ran = cli("--register", exempel.root, *words)
    assert ran.code == 0
    assert f"Lokalvård {MASKED}" in ran.out
    assert NUMBER not in ran.out
    assert "8112189876" not in ran.out
    if words[-1] == "json":
        told = json.loads(ran.out)
        record = told if words[0] == "visa" else next(each for each in told if each["id"] == "upp-7k3qf9")
        assert (record["titel"], record[MASKED], record["krav"][0]["antal"]) == (f"Lokalvård {MASKED}", MASKED, MASKED)
    if words[0] == "sok" and words[-1] == "text":
        assert MASKED in cli("--register", exempel.root, "sok", NUMBER).out


@pytest.mark.parametrize("at", range(36, 52))
def test_a_number_that_a_narrow_list_cuts_is_masked_first(at: int, cli: Cli, exempel: Repository) -> None:
    change(exempel, PROCUREMENT, "titel: Lokalvård i skolor", f"titel: Lokalvård {'x' * at} {NUMBER}")
    for words in (["lista", "upphandling"], ["sok", NUMBER]):
        out = cli("--register", exempel.root, *words).out
        assert "Lokalvård xxx" in out
        assert "81121" not in out


@pytest.mark.parametrize("at", range(460, 480, 3))
def test_a_number_that_a_message_cuts_is_masked_first(at: int, cli: Cli, exempel: Repository) -> None:
    change(exempel, PROCUREMENT, "status: pågående", f"status: {'x' * at} {NUMBER}")
    out = cli("--register", exempel.root, "kontrollera", PROCUREMENT).out
    assert "xxx" in out
    assert "81121" not in out


@pytest.mark.parametrize("words", EVERY_FORM)
def test_the_address_of_an_office_is_shown_as_it_is(words: list[str], cli: Cli, exempel: Repository) -> None:
    change(exempel, PROCUREMENT, "titel: Lokalvård i skolor", "titel: Lokalvård upphandling@exempel.se")
    assert cli("--register", exempel.root, "kontrollera").code == 0
    assert "upphandling@exempel.se" in cli("--register", exempel.root, *words).out


# ---- hazards F79, F80: what a terminal and a spreadsheet could run -----------------------------------------------


@pytest.mark.parametrize("words", [["lista"], ["sok", "pwn"], ["visa", "upp"], ["visa", "upp", "--format", "yaml"]])
@pytest.mark.parametrize("escape", ["\x1b]0;pwn\x07", "\x9b2Jpwn", "\u202epwn", "\rpwn"])
def test_a_title_cannot_steer_the_terminal(words: list[str], escape: str, cli: Cli, exempel: Repository) -> None:
    change(exempel, PROCUREMENT, "titel: Lokalvård i skolor", f"titel: Lokalvård{escape}")
    for more in ([], ["--format", "json"]):
        if words[-1] == "yaml" and more:
            continue
        ran = cli("--register", exempel.root, *words, *more)
        assert ran.code == 0
        assert "pwn" in ran.out
        assert not set("\x1b\x07\x9b\u202e\r") & set(ran.out + ran.err)
    told = cli("--register", exempel.root, "kontrollera")
    assert not set("\x1b\x07\x9b\u202e\r") & set(told.out + told.err)
    assert told.code == 1


def test_a_file_name_cannot_steer_the_terminal_or_stop_the_program(cli: Cli, exempel: Repository) -> None:
    folder = exempel.root / "records/aktivitet/2025"
    (folder / "\x1b]0;pwn\x07.yaml").write_bytes(b"titel: [\n")
    (folder.parent / "2024").mkdir()
    Path(str(folder.parent / "2024") + "/\udcff.yaml").write_bytes(b"titel: [\n")
    for words in (["kontrollera"], ["lista"], ["formatera", "--kontrollera"], ["sok", "x"]):
        for form in ([], ["--format", "json"]) if words[0] != "formatera" else ([],):
            ran = cli("--register", exempel.root, *words, *form)
            assert ran.code in (0, 1)
            assert not set("\x1b\x07\udcff") & set(ran.out + ran.err)
    exempel.commit()
    assert cli("--register", exempel.root, "--revision", "HEAD", "kontrollera").code == 1


FORMULAS = ['=HYPERLINK("http://x";"y")', "+46 46 000 00 00", "-1+1", "@SUM(A1)", "\t=1", "\n=1", "  =1"]


@pytest.mark.parametrize("formula", FORMULAS)
def test_a_title_is_no_formula_in_a_spreadsheet(formula: str, cli: Cli, exempel: Repository) -> None:
    change(exempel, PROCUREMENT, "titel: Lokalvård i skolor", f"titel: {json.dumps(formula)}")
    out = cli("--register", exempel.root, "lista", "upphandling", "--format", "csv").out
    assert list(csv.reader(io.StringIO(out)))[1][3] == "'" + formula


def test_numbers_and_ordinary_texts_are_left_as_they_are() -> None:
    rows = [(-5, 3, None, "a-b", "5 %", "”=1”")]
    assert csv_text(("a",), rows) == "a\n-5,3,,a-b,5 %,”=1”\n"
    assert csv_text(("a",), [("＝1",), ("\u00a0=1",)]) == "a\n'＝1\n'\u00a0=1\n"


# ---- forklara --------------------------------------------------------------------------------------------------------


def test_forklara_tells_what_a_message_means(cli: Cli, exempel: Repository) -> None:
    ran = cli("--register", exempel.root, "forklara", "s021")
    assert (ran.code, ran.out) == (
        0,
        "S021  Talet är för stort eller för litet\n"
        "\n"
        "Nivå          fel: måste rättas innan posten kan användas\n"
        "Så säger det  ‹fält› är ‹värde›.\n"
        "Gör så här    Skriv ‹gräns›.\n"
        "Varför        Ett tal utanför gränserna är nästan alltid ett skrivfel.\n",
    )


def test_forklara_knows_every_message_outside_a_register_too(
    cli: Cli, schemas: Schemas, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    codes = sorted(schemas.messages)[::7]
    for code in codes:
        ran = cli("forklara", code)
        assert ran.code == 0
        assert ran.out.startswith(f"{code}  {schemas.messages[code].name}\n")
        assert not re.search(r"(?<!\{)\{[a-zåäö_]*\}", ran.out)
    told = cli("forklara", "X503").out
    assert "{{ nyckeltal.N10 }}" in told
    assert "‹{" not in told


def test_forklara_guesses_what_was_meant(cli: Cli, exempel: Repository) -> None:
    ran = cli("--register", exempel.root, "forklara", "S0211")
    assert ran.code == 2
    assert "S021" in ran.err


# ---- formatera -------------------------------------------------------------------------------------------------------


@pytest.fixture
def untidy(exempel: Repository) -> Repository:
    """One record with Windows line ends and a comment, one that cannot be read."""
    text = (exempel.root / ACTIVITY).read_text(encoding="utf-8")
    exempel.write({ACTIVITY: "\ufeff" + text.replace("version: 1\n", "version: 1   # först\n").replace("\n", "\r\n")})
    exempel.write({PROCUREMENT: "titel: a: b\n"})
    return exempel


def test_formatera_mends_the_form_and_names_what_it_could_not_read(cli: Cli, untidy: Repository) -> None:
    ran = cli("--register", untidy.root, "formatera")
    assert ran.code == 1
    assert ran.out == f"{ACTIVITY}\n"
    assert ran.err == (
        f"{PROCUREMENT} går inte att läsa och är inte ändrad. Se sysselreg kontrollera.\n1 fil ändrad.\n"
    )
    assert "version: 1  # först\n" in (untidy.root / ACTIVITY).read_bytes().decode()
    assert (untidy.root / PROCUREMENT).read_bytes() == b"titel: a: b\n"
    again = cli("--register", untidy.root, "formatera", ACTIVITY)
    assert (again.code, again.out, again.err) == (0, "", "0 filer ändrade.\n")


@pytest.mark.parametrize(("option", "code"), [("--kontrollera", 1), ("--torrkorning", 0)])
def test_formatera_can_look_without_writing(option: str, code: int, cli: Cli, untidy: Repository) -> None:
    before = (untidy.root / ACTIVITY).read_bytes()
    ran = cli("--register", untidy.root, "formatera", option, ACTIVITY)
    assert ran.code == code
    assert ran.err.endswith("1 fil skulle ändras.\n")
    assert (untidy.root / ACTIVITY).read_bytes() == before
    if option == "--torrkorning":
        assert ran.out.startswith(f"--- {ACTIVITY}\n+++ {ACTIVITY}\n@@ ")
        assert "+version: 1  # först\n" in ran.out
    else:
        assert ran.out == f"{ACTIVITY}\n"
    assert cli("--register", untidy.root, "formatera", option, "records/placering").code == 0


def test_formatera_does_not_write_in_a_commit(cli: Cli, untidy: Repository) -> None:
    ran = cli("--register", untidy.root, "--revision", "HEAD", "formatera")
    assert (ran.code, ran.err) == (2, "formatera skriver i mappen och kan inte användas med --revision.\n")
