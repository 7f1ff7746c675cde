"""`ny` without a terminal: from options, from files, in an editor; it never asks, and writes all or nothing."""

from __future__ import annotations

import itertools
import json
import re
import signal
from pathlib import Path

import pytest

from tests.cli.terminal import talk
from tests.conftest import Cli, Repository

SUPPLIER = ("--satt", "namn=Städ AB", "--satt", "slag=leverantör")


def untouched(register: Repository) -> bool:
    return register.git("status", "--porcelain") == ""


def test_a_record_is_made_and_its_id_printed(cli: Cli, exempel: Repository) -> None:
    done = cli("--register", exempel.root, "--idag", "2026-02-03", "ny", "organisation", *SUPPLIER)
    assert done.code == 0
    made = done.out.strip()
    assert re.fullmatch(r"org-[0-9a-hjkmnp-tv-z]{6}", made)
    path = f"records/organisation/2026/{made}.yaml"
    assert done.err == f"Skrivet i {path}. Checka in med sysselreg spara.\n"
    assert (exempel.root / path).read_text(encoding="utf-8") == (
        f"typ: organisation\nid: {made}\nversion: 1\nnamn: Städ AB\nslag: leverantör\n"
    )
    assert cli("--register", exempel.root, "kontrollera").code == 0


@pytest.mark.parametrize("name", ["dialogöverenskommelse", "dialogoverenskommelse", "Dialogöverenskommelse", "dia"])
def test_a_kind_may_be_called_what_people_call_it(name: str, cli: Cli, exempel: Repository) -> None:
    given = ("--satt", "upphandling=upp", "--satt", "leverantör=org-9b", "--satt", "status=planerad")
    assert cli("--register", exempel.root, "ny", name, *given).out.startswith("dia-")


def test_everything_that_is_missing_is_told_at_once(cli: Cli, exempel: Repository) -> None:
    done = cli("--register", exempel.root, "ny", "upphandling", "--satt", "titel=Städ", "--satt", "objekt=tjänst")
    assert (done.code, done.out) == (2, "")
    assert done.err == (
        "Det här måste fyllas i: Part, Upphandlande organisation, Status och Krav. Inget är skrivet. Lägg till "
        "--satt part='egen|bolag|extern' --satt upphandlande_organisation=org-… "
        "--satt status='identifierad|bedömd|planerad|annonserad|…' --satt krav='[]', "
        "eller fyll i ett formulär med --redigera.\n"
    )
    assert untouched(exempel)


def test_an_error_is_told_as_kontrollera_tells_it_and_nothing_is_written(cli: Cli, exempel: Repository) -> None:
    done = cli(
        "--register", exempel.root, "ny", "organisation", "--satt", "namn=Städ AB", "--satt", "slag=leverantorer"
    )
    assert (done.code, done.out) == (1, "")
    assert done.err.startswith(
        "Den nya posten  fel S010  Slag (slag) är ”leverantorer”, som inte finns i listan. Menade du leverantör?\n"
    )
    assert done.err.endswith(
        "\nInget är skrivet. Rätta det som står ovan, eller lägg till --utkast om uppgifterna inte är klara.\n"
    )
    assert untouched(exempel)


@pytest.mark.parametrize(
    ("name", "code", "told"),
    [
        (
            "   ",
            2,
            "Namn (namn) har inget värde. Skriv ett. "
            "Ett fält som finns tas bort med sysselreg andra ID --ta-bort namn.\n",
        ),
        ("a\nb", 1, "Den nya posten  fel S020  Namn (namn) har en radbrytning.\n"),
    ],
)
def test_a_name_is_one_line_with_something_on_it(
    name: str, code: int, told: str, cli: Cli, exempel: Repository
) -> None:
    words = ("--register", exempel.root, "ny", "organisation", "--satt", "slag=leverantör")
    done = cli(*words, "--satt", f"namn={name}")
    assert (done.code, done.out, done.err[: len(told)], untouched(exempel)) == (code, "", told, True)
    assert cli(*words, "--satt", "namn=a b", "--satt", "anteckning=a\nb").code == 0


def test_errors_that_the_register_has_already_do_not_stop(cli: Cli, exempel: Repository) -> None:
    exempel.commit({"records/organisation/2025/org-000000.yaml": "typ: organisation\nid: org-000000\nversion: 1\n"})
    assert cli("--register", exempel.root, "kontrollera").code == 1
    assert cli("--register", exempel.root, "ny", "organisation", *SUPPLIER).code == 0


def test_a_draft_may_be_wrong_but_never_hold_personal_data(cli: Cli, exempel: Repository) -> None:
    words = ("--register", exempel.root, "ny", "organisation", "--satt", "namn=Städ AB", "--utkast")
    refused = cli(*words, "--satt", "anteckning=Ring 070-174 06 35")
    assert refused.code == 1
    assert "fel P405  Filen innehåller ett mobilnummer: 070-••• •• ••" in refused.err
    assert refused.err.endswith("Inget är skrivet. Det här måste rättas även i ett utkast.\n")
    assert cli(*words[:-1], "--satt", "slag=leverantör", "--satt", "anteckning=Ring 070-174 06 35").err.endswith(
        "Inget är skrivet. Det här måste rättas även i ett utkast.\n"
    )
    assert untouched(exempel)
    done = cli(*words)
    assert done.code == 0
    assert "fel S002  Slag (slag) saknas." in done.err
    assert done.err.endswith("Checka in med sysselreg spara --utkast.\n")
    assert (
        f"id: {done.out}"
        in (next(exempel.root.glob("records/organisation/2*/" + done.out.strip() + ".yaml"))).read_text()
    )


def test_a_dry_run_shows_what_would_be_written(cli: Cli, exempel: Repository) -> None:
    done = cli("--register", exempel.root, "ny", "organisation", *SUPPLIER, "--torrkorning")
    assert done.code == 0
    assert "\n+namn: Städ AB\n+slag: leverantör\n" in done.out
    wrong = cli("--register", exempel.root, "ny", "organisation", *SUPPLIER, "--satt", "lokal=x", "--torrkorning")
    assert (wrong.code, "S010" in wrong.err) == (1, True)
    assert untouched(exempel)


def test_what_is_committed_is_not_written_over(cli: Cli, exempel: Repository) -> None:
    done = cli("--register", exempel.root, "--revision", "HEAD", "ny", "organisation", *SUPPLIER)
    assert (done.code, done.err) == (2, "ny skriver i mappen och kan inte användas med --revision.\n")


def test_a_linked_folder_is_not_written_into(cli: Cli, exempel: Repository, tmp_path: Path) -> None:
    (tmp_path / "annan").mkdir()
    (exempel.root / "records/organisation/2026").symlink_to(tmp_path / "annan")
    done = cli("--register", exempel.root, "--idag", "2026-02-03", "ny", "organisation", *SUPPLIER)
    assert (done.code, list((tmp_path / "annan").iterdir())) == (3, [])
    assert "går genom en länk. Inget är skrivet. Se sysselreg kontrollera records/organisation/2026.\n" in done.err


# ---- ids -------------------------------------------------------------------------------------------------------------


def drawn(monkeypatch: pytest.MonkeyPatch, *tails: str) -> None:
    """Let chance give these tails of ids, one after the other."""
    letters = itertools.chain.from_iterable(tails)
    monkeypatch.setattr("secrets.choice", lambda _: next(letters))


def test_an_id_that_another_branch_has_taken_is_not_taken_again(
    cli: Cli, exempel: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    head = exempel.git("rev-parse", "HEAD")
    exempel.git("checkout", "-q", "-b", "annan")
    exempel.commit({"records/organisation/2019/org-aaaaaa.yaml": "typ: organisation\n"})
    exempel.git("update-ref", "refs/remotes/origin/tredje", "HEAD")
    exempel.git("checkout", "-q", "main")
    exempel.git("branch", "-q", "-D", "annan")
    assert exempel.git("rev-parse", "HEAD") == head
    drawn(monkeypatch, "aaaaaa", "9b3t7w", "bbbbbb")
    assert cli("--register", exempel.root, "ny", "organisation", *SUPPLIER).out == "org-bbbbbb\n"


def test_an_id_is_never_of_digits_alone(cli: Cli, exempel: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    """`pla-440974-2025-08-26`, the name of a letter's file, would read as a personnummer."""
    drawn(monkeypatch, "440974", "44097a")
    assert cli("--register", exempel.root, "ny", "organisation", *SUPPLIER).out == "org-44097a\n"


def test_a_register_below_the_repositorys_root_sees_the_branches_too(
    cli: Cli, repository: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = repository(below="register")  # type: ignore[operator]
    made.commit({"records/organisation/2019/org-aaaaaa.yaml": "typ: organisation\n"})
    made.git("branch", "annan")
    made.git("rm", "-q", "-r", "register/records")
    made.git("commit", "-q", "-m", "bort")
    drawn(monkeypatch, "aaaaaa", "bbbbbb")
    assert cli("--register", made.root, "ny", "organisation", *SUPPLIER).out == "org-bbbbbb\n"


def test_a_register_outside_git_takes_new_records_too(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "sysselreg.yaml").write_text("register: prov\norganisation: Prov\n", encoding="utf-8")
    assert cli("--register", tmp_path, "ny", "organisation", *SUPPLIER).code == 0


def test_a_record_that_is_not_there_yet_is_called_the_new_one_wherever_it_is_named(
    cli: Cli, exempel: Repository
) -> None:
    case = ("--satt", "diarienummer=KS 2025/0042", "--satt", "rubrik=Prov", "--satt", "nämnd=Kommunstyrelsen")
    done = cli(
        "--register",
        exempel.root,
        "--idag",
        "2025-06-01",
        "ny",
        "arende",
        *case,
        "--satt",
        "status=öppet",
        "--satt",
        "öppnat=2025-01-02",
    )
    assert done.code == 1
    assert done.err.startswith("records/arende/2025/are-1q8v4n.yaml:4:1  fel R121  ")
    assert "Prov) i Den nya posten.\n" in done.err
    assert "    Se även Den nya posten\n" in done.err


# ---- --fran ----------------------------------------------------------------------------------------------------------


def given(register: Repository, text: str | bytes, name: str = "in.yaml") -> Path:
    path = register.path.parent / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


@pytest.mark.parametrize(
    "text",
    [
        "namn: Städ AB\nslag: leverantör\nkapacitet:\n  - tjänst: Städ\n",
        "# Leverantörer\n- namn: Städ AB\n  slag: leverantör\n  kapacitet: [{tjänst: Städ}]\n",
        "\ufefftyp: organisation\r\nslag: leverantör\r\nnamn: Sta\u0308d AB\r\nkapacitet:\r\n- tjänst: Städ\r\n",
        json.dumps({"namn": "Städ AB", "slag": "leverantör", "lokal": None, "kapacitet": [{"tjänst": "Städ"}]}),
        json.dumps([{"namn": "Städ AB", "slag": "leverantör", "kapacitet": [{"tjänst": "Städ"}]}], indent="\t"),
    ],
)
def test_a_file_gives_records_as_yaml_or_json(text: str, cli: Cli, exempel: Repository) -> None:
    done = cli("--register", exempel.root, "ny", "organisation", "--fran", given(exempel, text))
    assert done.code == 0, done.err
    (path,) = exempel.root.glob(f"records/organisation/*/{done.out.strip()}.yaml")
    assert path.read_text(encoding="utf-8").partition("version: 1\n")[2] == (
        "namn: Städ AB\nslag: leverantör\nkapacitet:\n  - tjänst: Städ\n"
    )


def test_numbers_of_json_are_the_numbers_of_the_record(cli: Cli, exempel: Repository) -> None:
    text = '{"slag": "nätverksträff", "titel": "Möte", "antal_deltagare": 12, "datum": "2025-03-06"}'
    done = cli("--register", exempel.root, "ny", "aktivitet", "--fran", given(exempel, text))
    (path,) = exempel.root.glob(f"records/aktivitet/*/{done.out.strip()}.yaml")
    assert path.read_text(encoding="utf-8").endswith("titel: Möte\ndatum: 2025-03-06\nantal_deltagare: 12\n")


def test_a_list_makes_all_or_none_and_satt_holds_for_all(cli: Cli, exempel: Repository) -> None:
    source = given(exempel, "- namn: A\n- namn: B\n  lokal: kanske\n- namn: C\n  orgnummer: 1\n")
    words = ("--register", exempel.root, "ny", "organisation", "--fran", source, "--satt", "slag=leverantör")
    done = cli(*words)
    assert (done.code, done.out, untouched(exempel)) == (1, "", True)
    assert f"Post 2 i {source}  fel S010  Lokal (lokal) är ”kanske”" in done.err
    assert f"Post 3 i {source}  fel S001  Fältet orgnummer finns inte i organisation. Menade du orgnr?" in done.err
    given(exempel, "- namn: A\n- namn: B\n- namn: C\n")
    made = cli(*words).out.split()
    assert len(made) == 3
    named = [next(exempel.root.glob(f"records/organisation/*/{each}.yaml")).read_text() for each in made]
    assert [re.findall("namn: (.)", text) for text in named] == [["A"], ["B"], ["C"]]
    assert all("slag: leverantör" in text for text in named)


@pytest.mark.parametrize(
    ("text", "said", "code"),
    [
        ("namn: A\nnamn: B\n", "in.yaml:2:1  fel T017  Fältet namn finns redan på rad 1.", 3),
        ("- namn: A\n- namn: B\n  namn: C\n", "in.yaml:3:3  fel T017  Fältet namn finns redan på rad 2.", 3),
        ('{"namn": "A", "namn": "B"}', "fel T017  Fältet namn finns redan på rad 1.", 3),
        ("namn: &a A\n", "in.yaml:1:7  fel T012  Här står ankaret &a.", 3),
        (b"namn: \xe5\n", "fel T001  Filen innehåller 0xe5, som inte är ett tecken i UTF-8.", 3),
        ("", "fel T010", 3),
        ("bara text\n", "fel T011  Filen börjar inte med ett fält.", 3),
        ("- bara text\n", "fel T011  Filen börjar inte med ett fält.", 3),
        ("[" * 5000, "fel T018", 3),
        ("id: org-aaaaaa\nnamn: A\n", "En ny post får sitt id av programmet. Ta bort raden id.", 2),
        ("typ: upphandling\nnamn: A\n", "typ är ”upphandling” i uppgifterna men ska vara organisation.", 2),
        ("- namn: A\n  slag: kommun\n- namn: B\n", "Post 2 i in.yaml saknar Slag. Inget är skrivet.", 2),
        ('{"namn": "A", "slag": "kommun", "lokal": true}', "Lokal (lokal) är ”true”, som inte finns i listan.", 1),
        ('{"namn": "A\\u202e", "slag": "kommun"}', "fel T006  Texten innehåller det osynliga tecknet U+202E.", 1),
    ],
)
def test_a_file_that_cannot_be_used_is_told(
    text: str | bytes, said: str, code: int, cli: Cli, exempel: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(given(exempel, text).parent)
    done = cli(
        "--register",
        exempel.root,
        "ny",
        "organisation",
        "--fran",
        "in.yaml",
        "--satt=kommun=Lund",
    )
    assert (done.code, untouched(exempel)) == (code, True)
    assert said in done.err


def test_a_file_that_is_not_there_is_told(cli: Cli, exempel: Repository) -> None:
    done = cli("--register", exempel.root, "ny", "organisation", "--fran", "saknas.yaml")
    assert (done.code, done.err) == (6, "saknas.yaml går inte att använda: den finns inte.\n")


def test_a_file_without_end_or_too_large_is_told(cli: Cli, exempel: Repository) -> None:
    words = ("--register", exempel.root, "ny", "organisation", "--fran")
    endless = cli(*words, "/dev/zero")
    assert (endless.code, endless.err) == (
        2, "/dev/zero är ingen vanlig fil. Ge en fil med YAML eller JSON, eller - för stdin.\n"
    )  # fmt: skip
    large = cli(*words, given(exempel, "- namn: A\n" * 27000))
    assert (large.code, large.err.endswith("är större än 256 kB. Dela upp den. Inget är skrivet.\n")) == (3, True)


def test_many_new_records_are_told_by_their_number(cli: Cli, exempel: Repository) -> None:
    done = cli(
        "--register", exempel.root, "ny", "organisation", "--fran", given(exempel, "- namn: A\n  slag: kommun\n" * 8)
    )
    assert (done.code, done.err.count("records/organisation/")) == (0, 5)
    assert " och 3 filer till. Checka in med sysselreg spara.\n" in done.err


def test_an_unknown_field_is_refused_even_in_a_draft(cli: Cli, exempel: Repository) -> None:
    source = given(exempel, "namn: A\nslag: kommun\norgnummer: 1\n")
    done = cli("--register", exempel.root, "ny", "organisation", "--fran", source, "--utkast")
    assert (done.code, "S001" in done.err, untouched(exempel)) == (1, True, True)


def test_one_write_that_fails_takes_the_others_back(
    cli: Cli, exempel: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn(monkeypatch, "aaaaaa", "bbbbbb")
    # Found by nobody who reads the register, but in the way of the second file.
    (exempel.root / "records/organisation/2026/org-bbbbbb.yaml").mkdir(parents=True)
    source = given(exempel, "- namn: A\n  slag: kommun\n- namn: B\n  slag: kommun\n")
    done = cli("--register", exempel.root, "--idag", "2026-02-03", "ny", "organisation", "--fran", source)
    assert done.code == 6
    assert untouched(exempel)


# ---- --redigera ------------------------------------------------------------------------------------------------------


def editor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *rounds: str) -> Path:
    """An editor that does these shell commands to the file, one set a round, and keeps what it was given."""
    script = tmp_path / "redigera"
    steps = "".join(f"{number}) {each} ;;\n" for number, each in enumerate(rounds, 1))
    script.write_text(
        f'#!/bin/sh\nat={tmp_path}/runda\necho x >>$at\nn=$(wc -l <$at)\ncp "$1" {tmp_path}/given-$n\nf="$1"\n'
        f"case $((n)) in\n{steps}esac\n",
        encoding="utf-8",
    )
    script.chmod(0o755)
    monkeypatch.setenv("EDITOR", str(script))
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    return tmp_path


FILL = "sed -i 's/^namn:.*/namn: Städ AB/; s/^slag:.*/slag: leverantör/; s/^# lokal:/lokal: ja/' \"$f\""


def test_a_form_is_filled_in_an_editor(
    cli: Cli, exempel: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor(tmp_path, monkeypatch, FILL)
    done = cli("--register", exempel.root, "ny", "organisation", "--redigera", "--satt", "kommun=Lund")
    assert done.code == 0, done.err
    (path,) = exempel.root.glob(f"records/organisation/*/{done.out.strip()}.yaml")
    assert path.read_text(encoding="utf-8").endswith("\nnamn: Städ AB\nslag: leverantör\nkommun: Lund\nlokal: ja\n")
    shown = (tmp_path / "given-1").read_text(encoding="utf-8")
    assert "# Namn (måste fyllas i). Organisationens namn.\nnamn:\n" in shown
    assert "kommun: Lund\n" in shown
    assert list(tmp_path.glob("sysselreg-*")) == []


@pytest.mark.parametrize("step", [":", ': >"$f"', "sed -i '/^[^#]/d' \"$f\""])
def test_an_untouched_or_emptied_form_writes_nothing(
    step: str, cli: Cli, exempel: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor(tmp_path, monkeypatch, step)
    done = cli("--register", exempel.root, "ny", "organisation", "--redigera")
    assert (done.code, done.err) == (1, "Utkastet är oförändrat eller tomt. Inget är skrivet.\n")
    assert untouched(exempel)
    assert list(tmp_path.glob("sysselreg-*")) == []


@pytest.mark.parametrize(
    ("step", "said"),
    [
        ("sed -i 's/^namn:.*/namn: Städ AB/' \"$f\"", "fel S002  Slag (slag) saknas."),
        ("sed -i 's/^namn:.*/namn Städ AB/' \"$f\"", "Utkastet:"),
        ("echo 'id: org-aaaaaa' >>\"$f\"", "En ny post får sitt id av programmet."),
        ("printf 'anteckning: \\351\\n' >>\"$f\"", "fel T001"),
    ],
)
def test_what_somebody_has_typed_is_kept_when_it_cannot_be_taken(
    step: str, said: str, cli: Cli, exempel: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor(tmp_path, monkeypatch, step)
    done = cli("--register", exempel.root, "ny", "organisation", "--redigera")
    assert (done.code, done.out, untouched(exempel)) == (1, "", True)
    (kept,) = tmp_path.glob("sysselreg-*.yaml")
    assert said in done.err
    assert done.err.endswith(f"Ditt utkast finns kvar i {kept}.\n")


def test_what_must_be_mended_stands_first_in_the_next_round(
    exempel: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor(tmp_path, monkeypatch, "sed -i 's/^namn:.*/namn: Städ AB/' \"$f\"", FILL)
    done = talk(exempel.root, ["ny", "organisation", "--redigera"], ["j"])
    assert done.code == 0, done.screen
    again = (tmp_path / "given-2").read_text(encoding="utf-8")
    assert again.startswith("# ATT RÄTTA:\n# Den nya posten  fel S002  Slag (slag) saknas.\n")
    assert "\nnamn: Städ AB\n" in again
    (path,) = [exempel.root / each for each in exempel.git("ls-files", "--others", "records").split()]
    assert path.read_text(encoding="utf-8").endswith("version: 1\nnamn: Städ AB\nslag: leverantör\nlokal: ja\n")


def test_an_editor_that_is_not_there_is_told(
    cli: Cli, exempel: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor(tmp_path, monkeypatch)
    monkeypatch.setenv("EDITOR", "finns-inte")
    done = cli("--register", exempel.root, "ny", "organisation", "--redigera")
    assert done.code == 2
    assert done.err == (
        "Redigeraren finns-inte finns inte eller avslutades med fel. Inget är skrivet. "
        "Välj en annan redigerare med EDITOR, som EDITOR=nano.\n"
    )
    assert list(tmp_path.glob("sysselreg-*")) == []


def test_what_an_editor_wrote_before_it_ended_badly_is_kept(
    cli: Cli, exempel: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = editor(tmp_path, monkeypatch, f"{FILL}; exit 1", "exit 1") / "redigera"
    done = cli("--register", exempel.root, "ny", "organisation", "--redigera")
    assert (done.code, untouched(exempel)) == (2, True)
    (kept,) = tmp_path.glob("sysselreg-*.yaml")
    assert done.err == (
        f"Ditt utkast finns kvar i {kept}.\n"
        f"Redigeraren {script} finns inte eller avslutades med fel. Inget är skrivet. "
        "Välj en annan redigerare med EDITOR, som EDITOR=nano.\n"
    )
    assert "\nnamn: Städ AB\n" in kept.read_text(encoding="utf-8")
    # Nothing written, nothing to keep.
    assert cli("--register", exempel.root, "ny", "organisation", "--redigera").code == 2
    assert list(tmp_path.glob("sysselreg-*.yaml")) == [kept]


def test_what_an_editor_has_written_is_kept_when_the_terminal_is_closed(
    cli: Cli, exempel: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = signal.signal(signal.SIGHUP, signal.default_int_handler)
    try:
        editor(tmp_path, monkeypatch, f"{FILL}; kill -HUP $PPID")
        done = cli("--register", exempel.root, "ny", "organisation", "--redigera")
    finally:
        signal.signal(signal.SIGHUP, before)
    (kept,) = tmp_path.glob("sysselreg-*.yaml")
    assert (done.code, done.err) == (
        130,
        f"Ditt utkast finns kvar i {kept}.\n\nAvbrutet. Inget är halvskrivet.\n",
    )
    assert "\nnamn: Städ AB\n" in kept.read_text(encoding="utf-8")


# ---- a placement and its agreement -----------------------------------------------------------------------------------

PLACE = ("--satt", "deltagare=d-7k2m9q4x", "--satt", "status=överenskommen", "--satt", "dialogöverenskommelse=dia-2m")


@pytest.mark.parametrize(
    ("more", "told", "says"),
    [
        (
            ["--satt", "plats=p1"],
            "Ur dia-2m5r8c: upphandling, leverantör, form, omfattning och planerad tid.\n",
            "form: visstidsanställning\nomfattning_procent: 75\nplanerad:\n  från: 2025-05-01\n  till: 2026-04-30\n",
        ),
        # What is given stands; without a place there is nothing to say of it.
        (
            ["--satt", "plats=p1", "--satt", "form=praktik", "--satt", "planerad.från=2025-09-01"],
            "Ur dia-2m5r8c: upphandling, leverantör och omfattning.\n",
            "form: praktik\nomfattning_procent: 75\nplanerad:\n  från: 2025-09-01\nstatus",
        ),
        (["--satt", "form=praktik"], "Ur dia-2m5r8c: upphandling och leverantör.\n", "form: praktik\nstatus"),
    ],
    ids=["place", "given", "no place"],
)
def test_a_placement_is_given_what_its_agreement_says(
    more: list[str], told: str, says: str, cli: Cli, exempel: Repository
) -> None:
    done = cli("--register", exempel.root, "--idag", "2025-04-03", "ny", "placering", *PLACE, *more)
    assert (done.code, done.err.startswith(told)) == (0, True), done.err
    text = (exempel.root / f"records/placering/2025/{done.out.strip()}.yaml").read_text(encoding="utf-8")
    assert "upphandling: upp-7k3qf9\nleverantör: org-9b3t7w\n" in text
    assert says in text


def test_a_file_says_all_that_is_known(cli: Cli, exempel: Repository, tmp_path: Path) -> None:
    file = tmp_path / "ny.yaml"
    file.write_text(
        "upphandling: upp-7k3qf9\nleverantör: org-9b3t7w\ndialogöverenskommelse: dia-2m5r8c\nplats: p1\n"
        "deltagare: d-7k2m9q4x\nform: visstidsanställning\nstatus: överenskommen\n",
        encoding="utf-8",
    )
    done = cli("--register", exempel.root, "--idag", "2025-04-03", "ny", "placering", "--fran", file)
    assert done.code == 0, done.err
    assert "Ur dia-" not in done.err
    text = (exempel.root / f"records/placering/2025/{done.out.strip()}.yaml").read_text(encoding="utf-8")
    assert "planerad" not in text
