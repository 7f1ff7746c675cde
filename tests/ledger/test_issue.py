"""`rapport --uppratta`: what was told is kept, registered in its case, protected from then on and never changed."""

from __future__ import annotations

import csv
import io
import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from sysselreg.yamlevents import data_file
from tests.conftest import Cli, Ran, Repository
from tests.ledger.conftest import SETTINGS, path, placement, placements

DAY = "2025-02-10"
CASE = (
    "typ: ärende\nid: are-1q8v4n\nversion: 1\ndiarienummer: KS 2024/0018\nrubrik: Sysselsättningskrav\n"
    "nämnd: Kommunstyrelsen\nöppnat: 2024-01-08\nstatus: öppet\n"
)
BOARD = "nämnder:\n  - namn: Kommunstyrelsen\n    serie: KS {år}/{nr:04}\n    nummer: utifrån\n"


def issue(cli: Cli, register: Repository, out: Path, *words: str, year: str = "2024") -> Ran:
    return cli("--register", register.root, "--idag", DAY, "rapport", year, "--uppratta", "--ut", out, *words)


def kept(register: Repository, kind: str) -> list[dict[str, Any]]:
    found = sorted((register.root / "records" / kind).rglob("*.yaml"))
    return [data_file(each.read_text(encoding="utf-8")) for each in found]


def cells(issued: dict[str, Any], figure: str, year: str, *split: str) -> dict[str, str]:
    """Group ('' for the whole) → wording, of one table."""
    (table,) = (
        each
        for each in issued["tabeller"]
        if (each["nyckeltal"], each["från"][:4], tuple(each.get("delning", ()))) == (figure, year, split)
    )
    rows = csv.DictReader(io.StringIO(table["celler"]))
    return {" × ".join(row[name] for name in split): row["visning"] for row in rows}


def statistics(cli: Cli, register: Repository, *words: str) -> dict[str, dict[str, str]]:
    """Figure → group ('' for the whole) → wording."""
    ran = cli("--register", register.root, "statistik", "--format", "json", *words)
    assert ran.code == 0, ran.err
    return {
        each["id"]: {"": each["visning"], **{g["grupp"]: g["visning"] for g in each.get("per", ())}}
        for each in json.loads(ran.out)["nyckeltal"]
    }


HIDDEN = "färre än 5 eller dolt"


def test_what_a_report_told_is_kept_with_its_file_and_commit(register: Repository, cli: Cli, tmp_path: Path) -> None:
    register.commit(placements(300, 2, gender="annat"))
    ran = issue(cli, register, tmp_path)
    assert ran.code == 0
    file, number, name = ran.out.rstrip("\n").split("\t")
    assert number == ""
    assert "Rapporten hör inte till något ärende i registret." in ran.err

    (told,) = kept(register, "utgivning")
    content = Path(file).read_bytes()
    assert told["id"] == name
    assert (told["rubrik"], told["datum"], told["gräns"], told["profil"]) == ("Årsrapport 2024", DAY, 5, "full")
    assert told["avser_tid"] == {"från": "2024-01-01", "till": "2024-12-31"}
    assert told["incheckning"] == register.git("rev-parse", "HEAD")
    assert told["fil"] == {
        "namn": "arsrapport-prov-2024.pdf",
        "sha256": sha256(content).hexdigest(),
        "format": "PDF/A-3a",
        "byte": len(content),
    }
    assert "handling" not in told
    assert cells(told, "N11", "2024", "kön") == {"": "27", "kvinna": "18", "man": HIDDEN, "annat": HIDDEN}
    assert cells(told, "N10", "2023") == {"": "0"}
    # A record that is right and in its canonical form, and the same report is made again from its commit.
    assert cli("--register", register.root, "kontrollera", "--strikt").code == 0
    register.commit()
    again = cli("--register", register.root, "--revision", "HEAD~1", "rapport", "2024", "--ut", tmp_path / "igen")
    assert Path(again.out.rstrip("\n")).read_bytes() == content


def test_an_issued_report_is_a_document_of_its_case(register: Repository, cli: Cli, tmp_path: Path) -> None:
    settings = SETTINGS + BOARD + "rapport:\n  diarienummer: KS 2024/0018\n"
    register.commit({"sysselreg.yaml": settings, "records/arende/2024/are-1q8v4n.yaml": CASE})
    without = issue(cli, register, tmp_path)
    assert (without.code, without.err) == (
        2,
        "Numren i KS 2024/0018 tas utanför registret. Skriv handlingens nummer i ärendet med --nummer.\n",
    )
    assert kept(register, "utgivning") == []

    ran = issue(cli, register, tmp_path, "--nummer", "7")
    assert ran.out.rstrip("\n").split("\t")[1] == "KS 2024/0018-7"
    (document,), (told,) = kept(register, "handling"), kept(register, "utgivning")
    assert told["handling"] == document["id"]
    assert (document["ärende"], document["nummer"], document["rubrik"]) == ("are-1q8v4n", 7, "Årsrapport 2024")
    assert document["fil"] == told["fil"]
    assert document["underlag"]["commit"] == told["incheckning"]


def test_a_number_of_a_case_kept_here_is_taken(register: Repository, cli: Cli, tmp_path: Path) -> None:
    register.commit({"sysselreg.yaml": SETTINGS + BOARD.replace("utifrån", "här") + "nummerplats: odelat\n"})
    number = cli("--register", register.root, "--idag", DAY, "arende", "ny", "KS", "--rubrik", "Sysselsättningskrav",
                 "--ar", "2025").out.split("\t")[0]  # fmt: skip
    register.commit()
    refused = issue(cli, register, tmp_path, "--arende", number, "--nummer", "1")
    assert (refused.code, refused.err) == (2, f"Numren i {number} tas här. Ta bort --nummer.\n")

    assert issue(cli, register, tmp_path, "--arende", number).out.split("\t")[1] == f"{number}-1"
    (document,), (told,) = kept(register, "handling"), kept(register, "utgivning")
    assert (document["nummer"], told["handling"]) == (1, document["id"])
    assert cli("--register", register.root, "kontrollera").code == 0


def test_a_dry_run_shows_the_record_and_writes_nothing(register: Repository, cli: Cli, tmp_path: Path) -> None:
    ran = issue(cli, register, tmp_path / "ut", "--torrkorning")

    assert ran.code == 0
    assert "+typ: utgivning\n" in ran.out
    assert "+      kvinna,18,antal,18,18,,18,18\n" in ran.out
    assert (register.git("status", "--porcelain"), (tmp_path / "ut").exists()) == ("", False)


def test_a_draft_writes_nothing_and_binds_nobody(register: Repository, cli: Cli, tmp_path: Path) -> None:
    ran = cli("--register", register.root, "rapport", "2024", "--ut", tmp_path)

    assert (ran.code, register.git("status", "--porcelain")) == (0, "")


def test_only_what_is_committed_is_issued(register: Repository, cli: Cli, tmp_path: Path) -> None:
    register.write({path(100): placement(100, gender="man")})
    ran = issue(cli, register, tmp_path)
    assert (ran.code, ran.err) == (
        5,
        f"{path(100)} är inte incheckat. Checka in det med sysselreg spara först. "
        "En utgiven rapport bygger på en incheckning, så att den alltid går att göra om.\n",
    )
    register.commit()
    assert issue(cli, register, tmp_path).code == 0
    # The next one must know what this one told.
    assert "utgivning" in issue(cli, register, tmp_path).err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--internt",), "Det som ges ut är PDF utan interna uppgifter. Ta bort --internt och --format.\n"),
        (("--format", "html"), "Det som ges ut är PDF utan interna uppgifter. Ta bort --internt och --format.\n"),
        (("--nummer", "3"), "--nummer gäller en handling i ett ärende. Ange ärendet med --arende.\n"),
    ],
)
def test_what_does_not_go_together_is_refused(
    words: tuple[str, ...], said: str, register: Repository, cli: Cli, tmp_path: Path
) -> None:
    ran = issue(cli, register, tmp_path, *words)
    assert (ran.code, ran.err) == (2, said)


def test_options_of_an_issue_are_refused_without_it(register: Repository, cli: Cli, tmp_path: Path) -> None:
    ran = cli("--register", register.root, "rapport", "2024", "--torrkorning", "--ut", tmp_path)
    assert (ran.code, ran.err) == (2, "--arende, --nummer och --torrkorning hör till --uppratta.\n")


# ---- what is protected afterwards ------------------------------------------------------------------------------------


def test_what_was_withheld_stays_withheld_when_more_is_registered(
    register: Repository, cli: Cli, tmp_path: Path
) -> None:
    register.commit(placements(300, 3, gender="annat"))
    later = placements(400, 9, gender="annat")
    # Without an issue the three are twelve, and shown; beside one the three would follow.
    register.write(later)
    assert statistics(cli, register, "--ar", "2024")["N11"] == {"": "37", "kvinna": "18", "man": "7", "annat": "12"}
    for each in later:
        (register.root / each).unlink()

    assert issue(cli, register, tmp_path).code == 0
    register.commit(later)
    assert statistics(cli, register, "--ar", "2024")["N11"] == {
        "": "37", "kvinna": "18", "man": HIDDEN, "annat": HIDDEN,
    }  # fmt: skip


def test_part_of_an_issued_year_does_not_tell_the_few_of_the_rest(
    register: Repository, cli: Cli, tmp_path: Path
) -> None:
    register.commit(placements(300, 2, gender="man", start="2024-12-02"))
    early = ("--period", "2024-01..2024-11")
    # Before: 18 + 7 until November. After: 18 + 9 in the year is told, and two men began in December.
    assert statistics(cli, register, *early)["N11"] == {"": "25", "kvinna": "18", "man": "7"}
    assert issue(cli, register, tmp_path).code == 0
    register.commit()

    after = statistics(cli, register, *early)
    assert after["N11"][""] == "färre än 5 eller dolt"
    assert HIDDEN in after["N11"].values()
    assert statistics(cli, register, "--ar", "2024")["N11"] == {"": "27", "kvinna": "18", "man": "9"}


def test_a_longer_time_does_not_tell_the_few_beside_an_issued_year(
    register: Repository, cli: Cli, tmp_path: Path
) -> None:
    assert issue(cli, register, tmp_path).code == 0
    register.commit(placements(300, 2, gender="man", start="2025-01-15"))
    both = statistics(cli, register, "--period", "2024..2025")["N11"]

    assert "9" not in both.values()
    assert "27" not in both.values()
    internal = statistics(cli, register, "--period", "2024..2025", "--internt")["N11"]
    assert internal == {"": "27", "kvinna": "18", "man": "9"}


def test_another_year_is_not_touched(register: Repository, cli: Cli, tmp_path: Path) -> None:
    before = statistics(cli, register, "--ar", "2022")
    assert issue(cli, register, tmp_path).code == 0
    register.commit()
    assert statistics(cli, register, "--ar", "2022") == before


# ---- for good --------------------------------------------------------------------------------------------------------


def test_an_issue_is_never_changed_or_removed(register: Repository, cli: Cli, tmp_path: Path) -> None:
    assert issue(cli, register, tmp_path).code == 0
    register.commit()
    (found,) = (register.root / "records/utgivning").rglob("*.yaml")
    text = found.read_text(encoding="utf-8")
    name = found.stem
    assert cli("--register", register.root, "kontrollera").code == 0

    found.write_text(text.replace("gräns: 5", "gräns: 3"), encoding="utf-8")
    changed = cli("--register", register.root, "kontrollera")
    assert changed.code == 1
    assert f"H904 Utgivningen {name} är ändrad." in " ".join(changed.out.split())
    found.unlink()
    removed = cli("--register", register.root, "kontrollera")
    assert f"H904 Utgivningen {name} är borttagen." in " ".join(removed.out.split())
    found.write_text(text, encoding="utf-8")
    assert cli("--register", register.root, "kontrollera").code == 0
