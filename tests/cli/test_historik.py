"""`historik`: who changed what in a record, when, and who approved it."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests import office as offices
from tests.conftest import Cli, Repository
from tests.office import ANNA, BO, FIRM, firm


class Office(offices.Office):
    """A register whose firm has a history."""

    def told(self, *words: str) -> list[dict[str, Any]]:
        ran, found = self.published("historik", *words)
        assert (ran.code, ran.err) == (0, "")
        return list(found)

    def said(self, *words: str) -> str:
        ran = self.ran("historik", *words)
        assert (ran.code, ran.err) == (0, "")
        return ran.out


@pytest.fixture
def office(repository: Callable[..., Repository], cli: Cli) -> Office:
    return Office(repository(), cli)


def test_each_field_with_who_and_who_approved(office: Office) -> None:
    commit = office.changed({FIRM: firm("hybridorganisation", "kommun: Provstad\n")})
    first = office.told("org-9b3t7w")[0]
    assert {key: first[key] for key in ("incheckning", "av", "godkänd_av")} == {
        "incheckning": commit,
        "av": ANNA,
        "godkänd_av": BO,
    }
    assert first["tid"] == office.git("show", "-s", "--format=%cI", commit)
    assert first["godkänd_tid"] == office.git("show", "-s", "--format=%cI", "main")
    assert first["ändringar"] == [
        {"fält": "slag", "från": "leverantör", "till": "hybridorganisation"},
        {"fält": "kommun", "från": None, "till": "Provstad"},
    ]


def test_the_first_change_is_the_new_record_field_by_field(office: Office) -> None:
    (only,) = office.told("org-9b3t7w")
    assert (only["av"], only["godkänd_av"], only["godkänd_tid"]) == (ANNA, None, None)
    assert {each["fält"]: each["till"] for each in only["ändringar"]} == {
        "typ": "organisation",
        "id": "org-9b3t7w",
        "version": 1,
        "namn": "Exempelstäd AB",
        "slag": "leverantör",
    }
    assert {each["från"] for each in only["ändringar"]} == {None}


def test_for_people_it_is_told_in_sentences_the_newest_first(office: Office) -> None:
    commit = office.changed({FIRM: firm("hybridorganisation")})
    when = office.git("show", "-s", "--format=%cd", "--date=format:%Y-%m-%d %H:%M", commit)
    approved = office.git("show", "-s", "--format=%cd", "--date=format:%Y-%m-%d %H:%M", "main")
    assert office.said("org-9").startswith(
        f"org-9b3t7w  Exempelstäd AB\n{FIRM}\n\n"
        f"{when}  Anna  {commit[:10]}\n"
        f"  Godkänt av Bo {approved}.\n"
        "  Slag ändras från leverantör till hybridorganisation.\n"
    )
    assert (
        "\n  Inte godkänt av någon annan.\n  Ny organisation: namn ”Exempelstäd AB”, slag leverantör.\n"
        in office.said("org-9b3t7w")
    )


def test_what_is_not_committed_comes_first(office: Office) -> None:
    office.made.write({FIRM: firm("hybridorganisation")})
    first, second = office.told("org-9b3t7w")
    assert first == {
        "incheckning": None,
        "tid": None,
        "av": None,
        "godkänd_av": None,
        "godkänd_tid": None,
        "ändringar": [{"fält": "slag", "från": "leverantör", "till": "hybridorganisation"}],
    }
    assert second["av"] == ANNA
    assert "\n\nej incheckat\n  Slag ändras från leverantör till hybridorganisation.\n" in office.said("org-9b3t7w")
    assert len(office.told("org-9b3t7w", "--format", "json")) == 2


def test_a_new_record_that_nobody_has_committed(office: Office) -> None:
    office.made.write({FIRM.replace("9b3t7w", "2c4d6e"): firm().replace("9b3t7w", "2c4d6e")})
    (only,) = office.told("org-2c4")
    assert (only["incheckning"], only["ändringar"][1]["till"]) == (None, "org-2c4d6e")


def test_a_removed_record_has_its_history(office: Office) -> None:
    office.changed({FIRM: None})
    first, second = office.told("org-9b")
    assert (first["av"], first["godkänd_av"]) == (ANNA, BO)
    assert {each["till"] for each in first["ändringar"]} == {None}
    assert {each["från"] for each in first["ändringar"]} == {each["till"] for each in second["ändringar"]}
    assert office.said("org-9b").startswith(f"org-9b3t7w\n{FIRM}\n")
    assert "\n  Organisationen tas bort: namn ”Exempelstäd AB”, slag leverantör.\n" in office.said("org-9b")


def test_a_record_removed_only_here_is_not_committed(office: Office) -> None:
    (office.root / FIRM).unlink()
    assert [each["incheckning"] is None for each in office.told("org-9b3t7w")] == [True, False]


@pytest.mark.parametrize("removed", [False, True], ids=["today's", "removed"])
def test_a_start_that_several_ids_have_is_asked_about(removed: bool, office: Office) -> None:
    office.made.write({FIRM.replace("9b3t7w", "9b4d6e"): firm().replace("9b3t7w", "9b4d6e")})
    office.made.commit()
    if removed:
        shutil.rmtree(office.root / "records")
        office.made.commit()
    ran = office.ran("historik", "org-9b")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == "”org-9b” kan vara org-9b3t7w, org-9b4d6e. Skriv fler tecken.\n"
    assert office.told("org-9b3")[-1]["ändringar"][1]["till"] == "org-9b3t7w"


def test_an_id_that_has_never_been(office: Office) -> None:
    ran = office.ran("historik", "org-qqqqqq")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == "Posten ”org-qqqqqq” finns inte. Sök den med sysselreg sok eller sysselreg lista.\n"


def test_a_file_that_lies_where_no_record_may(office: Office) -> None:
    office.made.write({"records/organisation/tjugo\nfem/org-2c4d6e.yaml": firm().replace("9b3t7w", "2c4d6e")})
    ran = office.ran("historik", "org-2c4d6e")
    assert (ran.code, ran.out) == (3, "")
    assert ran.err.endswith("ligger inte där en post ska ligga. Se sysselreg kontrollera.\n")


def test_an_arende_is_found_by_its_diarienummer(office: Office) -> None:
    path = "records/arende/2025/are-2m4n6p.yaml"
    office.made.commit(
        {
            path: "typ: ärende\nid: are-2m4n6p\nversion: 1\ndiarienummer: KS 2025/0007\n"
            "rubrik: Prov\nnämnd: Kommunstyrelsen\nöppnat: 2025-02-03\n"
        }
    )
    assert office.told("KS 2025/0007")[0]["ändringar"][1] == {"fält": "id", "från": None, "till": "are-2m4n6p"}


def test_as_of_a_revision_what_came_later_is_not_there(office: Office) -> None:
    before = office.git("rev-parse", "HEAD")
    office.changed({FIRM: None})
    office.made.write({FIRM: firm("myndighet")})
    ran = office.cli("--register", office.root, "--revision", before, "historik", "org-9", "--format", "json")
    assert [each["incheckning"] for each in json.loads(ran.out)] == [before]
    assert len(office.told("org-9")) == 3


# ---- merges ----------------------------------------------------------------------------------------------------------


def test_fields_that_a_merge_only_brings_together_are_told_where_they_were_made(office: Office) -> None:
    office.git("checkout", "-q", "-b", "arbete")
    mine = office.commit({FIRM: firm("hybridorganisation")})
    office.git("checkout", "-q", "main")
    theirs = office.commit({FIRM: firm(extra="kommun: Provstad\n")}, BO)
    office.git("checkout", "-q", "arbete")
    office.git("merge", "-q", "--no-commit", "-s", "ours", "main")
    office.commit({FIRM: firm("hybridorganisation", "kommun: Provstad\n")})
    office.approve()
    found = {each["incheckning"]: each for each in office.told("org-9b3t7w")}
    assert set(found) == {mine, theirs, office.git("rev-list", "--max-parents=0", "main")}
    assert (found[mine]["godkänd_av"], found[theirs]["godkänd_av"]) == (BO, None)


def test_a_field_that_both_had_changed_is_decided_by_the_merge(office: Office) -> None:
    office.git("checkout", "-q", "-b", "arbete")
    office.commit({FIRM: firm("hybridorganisation")})
    office.git("checkout", "-q", "main")
    office.commit({FIRM: firm("myndighet", "kommun: Provstad\n")}, BO)
    office.git("checkout", "-q", "arbete")
    office.git("merge", "-q", "--no-commit", "-s", "ours", "main")
    merge = office.commit({FIRM: firm("hybridorganisation", "kommun: Provstad\n")})
    office.approve()
    first = office.told("org-9b3t7w")[0]
    assert (first["incheckning"], first["av"], first["godkänd_av"]) == (merge, ANNA, BO)
    assert first["ändringar"] == [{"fält": "slag", "från": "myndighet", "till": "hybridorganisation"}]


def test_a_change_slipped_into_the_approving_merge_is_told_and_approved_by_nobody(office: Office) -> None:
    """hazards F60"""
    office.changed({FIRM: firm("hybridorganisation")})
    office.made.write({FIRM: firm("hybridorganisation", "kommun: Annanstad\n")})
    office.git("commit", "-q", "--amend", "--no-edit", "--all")
    first, second, _ = office.told("org-9b3t7w")
    assert (first["av"], first["godkänd_av"]) == (BO, None)
    assert first["ändringar"] == [{"fält": "kommun", "från": None, "till": "Annanstad"}]
    assert (second["av"], second["godkänd_av"]) == (ANNA, BO)


# ---- odd versions, hostile text --------------------------------------------------------------------------------------


def test_a_version_that_is_no_record_is_shown_whole(office: Office) -> None:
    office.commit({FIRM: "<<<<<<< a\n"})
    office.commit({FIRM: firm("myndighet")})
    mended, broken, _ = office.told("org-9b3t7w")
    assert broken["ändringar"] == [{"fält": "(hela filen)", "från": firm(), "till": "<<<<<<< a\n"}]
    assert mended["ändringar"] == [{"fält": "(hela filen)", "från": "<<<<<<< a\n", "till": firm("myndighet")}]
    assert office.said("org-9b3t7w").count("Filen går inte att läsa som en post") == 2


def test_only_comments_changed(office: Office) -> None:
    office.commit({FIRM: f"# en rad\n{firm()}"})
    assert office.told("org-9b3t7w")[0]["ändringar"] == []
    assert "\n  Bara kommentarer eller skrivsätt är ändrade, inga uppgifter.\n" in office.said("org-9b3t7w")


def test_a_name_that_would_steer_the_terminal_is_escaped(office: Office) -> None:
    """hazards F79"""
    office.commit({FIRM: firm("myndighet")}, "A\x1b]0;ägd\x07nna <a@example.org>")
    told = office.said("org-9b3t7w")
    assert "  A�]0;ägd�nna  " in told
    assert "\x1b" not in told
    assert "\x1b" not in office.told("org-9b3t7w")[0]["av"]


def test_personal_data_is_masked_in_both_forms(office: Office) -> None:
    office.commit({FIRM: firm(extra='anteckning: "Ring 811218-9876"\n')})
    assert "811218" not in office.said("org-9b3t7w")
    assert office.told("org-9b3t7w")[0]["ändringar"][0]["till"] == "Ring 8112••-••••"


def test_a_shallow_clone_says_so(office: Office, tmp_path: Path) -> None:
    office.commit({FIRM: firm("myndighet")})
    clone = tmp_path / "klon"
    subprocess.run(["git", "clone", "-q", "--depth", "1", office.root.as_uri(), clone], check=True)
    ran = office.cli("--register", clone, "historik", "org-9b3t7w")
    assert (ran.code, ran.out) == (0, f"org-9b3t7w  Exempelstäd AB\n{FIRM}\n")
    assert ran.err == "Klonen är avkortad, så äldre ändringar syns inte. Hämta resten med git fetch --unshallow.\n"


def test_outside_git_there_is_nothing_to_tell(tmp_path: Path, office: Office) -> None:
    plain = tmp_path / "utan"
    shutil.copytree(office.root, plain, ignore=shutil.ignore_patterns(".git"))
    ran = office.cli("--register", plain, "historik", "org-9b3t7w")
    assert (ran.code, ran.out) == (5, "")
    assert "ligger inte i ett Git-förråd, så det finns inga incheckningar att läsa" in ran.err
