"""`andra`: only the lines of what is changed, held against the whole register, never over what somebody else wrote."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from tests.cli.test_ny import editor, untouched
from tests.conftest import Cli, Repository

PROCUREMENT = "records/upphandling/2025/upp-7k3qf9.yaml"
SUPPLIER = "records/organisation/2025/org-9b3t7w.yaml"
DOCUMENT = "records/handling/2025/han-0t4y7b.yaml"


def difference(register: Repository, path: str = PROCUREMENT) -> list[str]:
    """The lines that differ from the last commit."""
    shown = register.git("diff", "--unified=0", "--", path).splitlines()
    return [line for line in shown if re.match(r"[-+](?![-+])", line)]


def test_only_the_lines_of_the_changed_fields_change(cli: Cli, exempel: Repository) -> None:
    given = ("--satt", "avtalstid.till=2027-12-31", "--satt", "krav[k1].antal=3")
    done = cli("--register", exempel.root, "andra", "upp-7", *given)
    assert (done.code, done.out) == (0, "upp-7k3qf9\n")
    assert done.err.endswith(f"Ändrat i {PROCUREMENT}. Checka in med sysselreg spara.\n")
    assert difference(exempel) == ["-    antal: 2", "+    antal: 3", "-  till: 2027-03-31", "+  till: 2027-12-31"]
    assert cli("--register", exempel.root, "formatera", "--kontrollera").code == 0


def test_comments_stay(cli: Cli, exempel: Repository) -> None:
    text = (exempel.root / SUPPLIER).read_text(encoding="utf-8")
    noted = "# Ring växeln\n" + text.replace("slag: leverantör\n", "slag: leverantör  # sedan 2019\n# Lokalt?\n")
    exempel.commit({SUPPLIER: noted})
    assert cli("--register", exempel.root, "andra", "org-9b", "--satt", "lokal=nej", "--satt", "kommun=Lund").code == 0
    assert (exempel.root / SUPPLIER).read_text(encoding="utf-8") == noted.replace(
        "# Lokalt?\nlokal: ja", "kommun: Lund\n# Lokalt?\nlokal: nej"
    )


def test_a_case_is_found_by_its_number_and_a_document_by_its_start(cli: Cli, exempel: Repository) -> None:
    assert cli("--register", exempel.root, "andra", "KS 2025/0042", "--satt", "handläggare=Upphandlare").code == 0
    done = cli("--register", exempel.root, "andra", "org", "--satt", "namn=x")
    assert (done.code, done.err) == (2, "”org” kan vara org-4x8m2k, org-9b3t7w. Skriv fler tecken.\n")


def test_a_field_is_taken_away(cli: Cli, exempel: Repository) -> None:
    assert cli("--register", exempel.root, "andra", "org-9b", "--ta-bort", "lokal").code == 0
    assert difference(exempel, SUPPLIER) == ["-lokal: ja"]
    done = cli("--register", exempel.root, "andra", "org-9b", "--ta-bort", "namn")
    assert (done.code, "fel S002  Namn (namn) saknas." in done.err) == (1, True)
    assert difference(exempel, SUPPLIER) == ["-lokal: ja"]


def test_nothing_to_change_is_said_and_nothing_is_written(cli: Cli, exempel: Repository) -> None:
    before = (exempel.root / SUPPLIER).stat()
    done = cli("--register", exempel.root, "andra", "org-9b", "--satt", "lokal=Ja")
    assert (done.code, done.err) == (0, "Posten har redan de uppgifterna. Inget är ändrat.\n")
    assert (exempel.root / SUPPLIER).stat().st_ino == before.st_ino


def test_one_must_say_what_to_change(cli: Cli, exempel: Repository) -> None:
    done = cli("--register", exempel.root, "andra", "org-9b")
    assert done.code == 2
    assert done.err.startswith("Skriv vad som ska ändras: --satt FÄLT=VÄRDE, --ta-bort FÄLT eller --redigera.")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["upp-7", "--satt", "status=avslutat"], "fel S010  Status (status) är ”avslutat”"),
        (["upp-7", "--satt", "upphandlande_organisation=org-000000"], "fel R101"),
        (["upp-7", "--satt", "titel=Ring 070-174 06 35", "--utkast"], "fel P405"),
        # Another record points to what goes.
        (["dia-2m", "--ta-bort", "platser"], "records/placering/2025/pla-8m2kd4.yaml"),
    ],
)
def test_what_would_make_the_register_wrong_is_not_written(
    words: list[str], said: str, cli: Cli, exempel: Repository
) -> None:
    done = cli("--register", exempel.root, "andra", *words)
    assert (done.code, done.out, untouched(exempel)) == (1, "", True)
    assert said in done.err
    assert "\nInget är skrivet. " in done.err


def test_a_program_among_the_records_is_not_written_over(cli: Cli, exempel: Repository) -> None:
    path = next(exempel.root.glob("records/organisation/*/org-4x8m2k.yaml"))
    path.chmod(0o755)
    done = cli("--register", exempel.root, "andra", "org-4x8m2k", "--satt", "anteckning=Ny")
    where = path.relative_to(exempel.root)
    assert (done.code, done.err) == (
        3,
        f"{where} är ingen vanlig fil, utan en länk eller en körbar fil. Inget är skrivet. "
        f"Se sysselreg kontrollera {where}.\n",
    )
    path.chmod(0o644)
    assert cli("--register", exempel.root, "andra", "org-4x8m2k", "--satt", "anteckning=Ny").code == 0


def test_of_two_files_with_one_id_none_is_chosen(cli: Cli, exempel: Repository) -> None:
    path = next(exempel.root.glob("records/organisation/*/org-4x8m2k.yaml"))
    exempel.write({"records/organisation/2031/org-4x8m2k.yaml": path.read_text(encoding="utf-8")})
    for words in (["andra", "org-4x8m2k", "--satt", "anteckning=Ny"], ["visa", "org-4x8"]):
        done = cli("--register", exempel.root, *words)
        assert (done.code, done.err) == (
            3,
            f"Två filer har samma id: {path.relative_to(exempel.root)} och records/organisation/2031/org-4x8m2k.yaml. "
            "Se sysselreg kontrollera, och ta bort den ena.\n",
        )


def test_what_is_no_status_is_told_once(cli: Cli, exempel: Repository) -> None:
    done = cli("--register", exempel.root, "andra", "upp-7k3qf9", "--satt", "status=hej")
    assert (done.code, "fel S010" in done.err, "H901" in done.err) == (1, True, False)


def test_errors_that_were_there_before_can_be_mended_one_at_a_time(cli: Cli, exempel: Repository) -> None:
    text = (exempel.root / SUPPLIER).read_text(encoding="utf-8")
    exempel.write({SUPPLIER: text.replace("lokal: ja", "enskild_firma: x\nlokal: kanske")})
    cli("--register", exempel.root, "formatera")
    exempel.commit()
    done = cli("--register", exempel.root, "andra", "org-9b", "--satt", "lokal=nej")
    assert (done.code, done.err.startswith("Ändrat i ")) == (0, True)
    assert cli("--register", exempel.root, "kontrollera").code == 1


def test_a_warning_is_told_and_written(cli: Cli, exempel: Repository) -> None:
    done = cli("--register", exempel.root, "andra", "upp-7", "--satt", "status=identifierad")
    assert (done.code, done.out) == (0, "upp-7k3qf9\n")
    assert "varning H901  Status har ändrats från pågående till identifierad." in done.err


def test_a_draft_may_be_wrong(cli: Cli, exempel: Repository) -> None:
    done = cli("--register", exempel.root, "andra", "upp-7", "--satt", "status=avslutat", "--utkast")
    assert (done.code, difference(exempel)) == (0, ["-status: pågående", "+status: avslutat"])
    assert done.err.endswith(f"Ändrat i {PROCUREMENT}. Checka in med sysselreg spara --utkast.\n")
    assert cli("--register", exempel.root, "spara").code == 1
    assert cli("--register", exempel.root, "spara", "--utkast").code == 0


def test_a_status_that_is_taken_away_is_told_as_that(cli: Cli, exempel: Repository) -> None:
    done = cli("--register", exempel.root, "andra", "upp-7", "--ta-bort", "status", "--utkast")
    assert "varning H901  Status har ändrats från pågående till inget värde." in done.err


def test_a_sent_document_is_final_even_as_a_draft(cli: Cli, exempel: Repository) -> None:
    sent = ("--satt", "status=expedierad", "--satt", "mottagare=Exempelstäd AB")
    sent += ("--satt", "expediering.datum=2025-03-21", "--satt", "expediering.sätt=e_post")
    assert cli("--register", exempel.root, "andra", "han-0t", *sent).code == 0
    # Not final before it is committed.
    assert cli("--register", exempel.root, "andra", "han-0t", "--satt", "rubrik=Två platser").code == 0
    exempel.commit()
    for draft in ((), ("--utkast",)):
        done = cli("--register", exempel.root, "andra", "han-0t", "--satt", "rubrik=Tre platser", *draft)
        assert (done.code, "fel H902  Handlingen är expedierad men har ändrats." in done.err) == (1, True)
    assert untouched(exempel)


def test_a_dry_run_shows_the_difference(cli: Cli, exempel: Repository) -> None:
    done = cli("--register", exempel.root, "andra", "org-9b", "--satt", "lokal=nej", "--torrkorning")
    assert done.code == 0
    assert "\n-lokal: ja\n+lokal: nej\n" in done.out
    assert untouched(exempel)


def test_a_file_that_is_not_canonical_is_refused(cli: Cli, exempel: Repository) -> None:
    text = (exempel.root / SUPPLIER).read_text(encoding="utf-8")
    exempel.write({SUPPLIER: text.replace("lokal: ja", "lokal:   ja")})
    done = cli("--register", exempel.root, "andra", "org-9b", "--satt", "kommun=Lund")
    assert (done.code, "Kör sysselreg formatera först" in done.err) == (2, True)
    assert cli("--register", exempel.root, "formatera").code == 0
    assert cli("--register", exempel.root, "andra", "org-9b", "--satt", "kommun=Lund").code == 0


def test_what_is_committed_is_not_written_over(cli: Cli, exempel: Repository) -> None:
    done = cli("--register", exempel.root, "--revision", "HEAD", "andra", "org-9b", "--satt", "lokal=nej")
    assert (done.code, done.err) == (2, "andra skriver i mappen och kan inte användas med --revision.\n")


# ---- --redigera ------------------------------------------------------------------------------------------------------


def test_a_record_is_edited_with_its_fields_explained(
    cli: Cli, exempel: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor(tmp_path, monkeypatch, "sed -i 's/^lokal: ja/lokal: nej/; s/^# kommun:/kommun: Lund/' \"$f\"")
    assert cli("--register", exempel.root, "andra", "org-9b", "--redigera").code == 0
    assert difference(exempel, SUPPLIER) == ["-lokal: ja", "+kommun: Lund", "+lokal: nej"]
    shown = (tmp_path / "given-1").read_text(encoding="utf-8")
    assert "# Slag (måste fyllas i). Vilket slags organisation det är. Välj: kommun," in shown
    assert "\nid: org-9b3t7w\n" in shown


def test_a_draft_that_is_left_as_it_is_changes_nothing_and_is_no_error(
    cli: Cli, exempel: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor(tmp_path, monkeypatch, ":", "sed -i 's/^lokal: ja/lokal: kanske/' \"$f\"")
    done = cli("--register", exempel.root, "andra", "org-9b", "--redigera")
    assert (done.code, done.err) == (0, "Utkastet är oförändrat eller tomt. Inget är skrivet.\n")
    # What is wrong and left so is one.
    assert cli("--register", exempel.root, "andra", "org-9b", "--redigera").code == 1
    assert untouched(exempel)


def test_without_a_terminal_no_editor_is_started_unless_it_is_chosen(
    cli: Cli, exempel: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor(tmp_path, monkeypatch, "sed -i 's/^lokal: ja/lokal: nej/' \"$f\"")
    chosen = os.environ["EDITOR"]
    monkeypatch.delenv("EDITOR")
    for words in (("andra", "org-9b"), ("ny", "organisation")):
        done = cli("--register", exempel.root, *words, "--redigera")
        assert (done.code, done.out, done.err) == (
            2,
            "",
            "--redigera öppnar en textredigerare, och här finns ingen terminal att visa den i. Inget är skrivet. "
            "Använd --satt i stället, eller välj en redigerare som klarar sig utan med EDITOR.\n",
        )
    monkeypatch.setenv("VISUAL", chosen)
    assert cli("--register", exempel.root, "andra", "org-9b", "--redigera").code == 0


def test_the_id_is_not_edited_away(
    cli: Cli, exempel: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor(tmp_path, monkeypatch, "sed -i 's/^id: .*/id: org-000000/' \"$f\"")
    done = cli("--register", exempel.root, "andra", "org-9b", "--redigera")
    assert (done.code, untouched(exempel)) == (1, True)
    assert "id ändras aldrig. Skriv id: org-9b3t7w igen." in done.err


def test_what_somebody_else_wrote_meanwhile_is_never_written_over(
    cli: Cli, exempel: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    theirs = exempel.root / SUPPLIER
    editor(tmp_path, monkeypatch, f"sed -i 's/^lokal: ja/lokal: nej/' \"$f\"; echo 'anteckning: Deras' >>{theirs}")
    done = cli("--register", exempel.root, "andra", "org-9b", "--redigera")
    assert done.code == 5
    assert "org-9b3t7w.yaml har ändrats av någon annan" in done.err
    assert difference(exempel, SUPPLIER) == ["+anteckning: Deras"]
    (kept,) = tmp_path.glob("sysselreg-*.yaml")
    assert f"Ditt utkast finns kvar i {kept}." in done.err
    assert "lokal: nej\n" in kept.read_text(encoding="utf-8")
