"""`revision`: what has been wrong in the history, who brought it, who mended it; in real repositories."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from sysselreg.yamlevents import data_file
from sysselreg.yamlwrite import scalar_text
from tests.cli.terminal import talk
from tests.conftest import Cli, Ran, Repository

ROOT = Path(__file__).resolve().parent.parent.parent
FIRM = "records/organisation/2025/org-9b3t7w.yaml"
LETTER = "records/handling/2025/han-3c6w0z.yaml"
CASE = "records/arende/2025/are-1q8v4n.yaml"
ANNA, BO = "Anna <anna.ek@example.org>", "Bo <bo@example.org>"
SENT = """\
typ: handling
id: han-3c6w0z
version: 1
källa:
  handling: Påhittad exempeldata
ärende: are-1q8v4n
nummer: 1
riktning: expedierad
datum: 2025-03-20
rubrik: Kallelse till dialog
status: expedierad
"""


def firm(kind: str = "leverantör", extra: str = "") -> str:
    return f"typ: organisation\nid: org-9b3t7w\nversion: 1\nnamn: Exempelstäd AB\nslag: {kind}\n{extra}"


BROKEN = firm("levrantör")


class Office:
    """A register in which Anna works on branches and Bo approves."""

    def __init__(self, made: Repository, cli: Cli) -> None:
        self.made, self.git, self.root, self.cli = made, made.git, made.root, cli

    def by(self, person: str) -> None:
        self.git("config", "user.name", person.partition(" <")[0])
        self.git("config", "user.email", person.partition("<")[2].rstrip(">"))

    def commit(self, files: dict[str, str | None], person: str = ANNA, said: str = "Ändring") -> str:
        """Write files (None: without it) and commit everything."""
        self.by(person)
        self.made.write({path: text for path, text in files.items() if text is not None})
        for path in (path for path, text in files.items() if text is None):
            (self.root / path).unlink()
        self.git("add", "--all")
        self.git("commit", "-q", "--allow-empty", "-m", said)
        return self.git("rev-parse", "HEAD")

    def approve(self, branch: str = "arbete", person: str = BO) -> str:
        self.by(person)
        self.git("checkout", "-q", "main")
        tree = self.git("rev-parse", f"{branch}^{{tree}}")
        self.git("merge", "-q", "--no-ff", "-m", f"Godkänn\n\nGranskad-av: {person}\nGranskat-träd: {tree}", branch)
        return self.git("rev-parse", "HEAD")

    def branch(self, name: str = "arbete", start: str = "main") -> None:
        self.git("checkout", "-q", "-B", name, start)

    def changed(self, files: dict[str, str | None]) -> str:
        """A change that Anna has made and Bo approved."""
        self.branch()
        commit = self.commit(files)
        self.approve()
        return commit

    def ran(self, *words: str) -> Ran:
        return self.cli("--register", self.root, "revision", *words)

    def rows(self) -> list[str]:
        """What was looked at, a row each, however wide the terminal is."""
        return self.ran().out.split("\n\n")[1].replace("\n  ", " ").splitlines()

    def told(self, *words: str) -> dict[str, Any]:
        """What it says as JSON, as published; what it says of the exit code holds."""
        ran = self.ran(*words, "--format", "json")
        found: dict[str, Any] = json.loads(ran.out)
        top = data_file((ROOT / "schemas" / "output" / "revision.yaml").read_text(encoding="utf-8"))
        jsonschema.Draft202012Validator(top).validate(found)
        assert (ran.code, ran.err) == (0 if found["stämmer"] else 1, "")
        return found

    def deviations(self, *words: str) -> list[tuple[str, str | None, str | None, str | None, bool]]:
        """Each as code, commit, file, who mended it, and whether it is still so."""
        return [
            (each["kod"], each["incheckning"], each["fil"], (each["rättad"] or {}).get("incheckning"), each["kvar"])
            for each in self.told(*words)["avvikelser"]
        ]


@pytest.fixture
def office(repository: Callable[..., Repository], cli: Cli) -> Office:
    made = Office(repository(), cli)
    made.commit({FIRM: firm()})
    return made


# ---- versions --------------------------------------------------------------------------------------------------------


def test_a_history_in_which_all_is_right(office: Office) -> None:
    office.changed({FIRM: firm("hybridorganisation")})
    found = office.told()
    assert (found["stämmer"], found["avvikelser"], found["väntar"]) == (True, [], [])
    assert (found["incheckningar"], found["versioner"], found["sedan"]) == (3, 3, None)
    first, second = office.ran().out.splitlines()[:2]
    assert (first.startswith(f"Historiken till {office.git('rev-parse', 'HEAD')[:10]} ("), second) == (True, "Stämmer.")
    assert office.rows() == [
        "✓ 3 versioner av poster, texter och inställningar, prövade mot schemat som gällde.",
        "✓ 3 incheckningar: varje ändring är godkänd av någon annan.",
        "✓ Inget som är expedierat eller utgivet har ändrats eller tagits bort.",
        "✓ Varje innehåll stämmer med sin kontrollsumma.",
        "– 0 av 3 incheckningar är signerade. Signaturer prövas inte: vem som gjorde vad är det som Git säger.",
    ]


def test_a_fault_that_was_mended_is_told_with_who_brought_it_who_approved_and_who_mended_it(office: Office) -> None:
    office.changed({FIRM: firm("hybridorganisation")})
    brought = office.changed({FIRM: BROKEN})
    office.changed({FIRM: BROKEN + "anteckning: Samma fel, en gång\n"})
    mended = office.changed({FIRM: firm()})
    office.changed({FIRM: firm("myndighet")})
    (only,) = office.told()["avvikelser"]
    assert only["meddelande"].startswith("Slag (slag) är ”levrantör”")
    assert (only["kod"], only["fil"], only["rad"], only["kvar"]) == ("S010", FIRM, 5, False)
    assert (only["incheckning"], only["av"], only["godkänd_av"]) == (brought, ANNA, BO)
    assert (only["rättad"]["incheckning"], only["rättad"]["av"]) == (mended, ANNA)
    ran = office.ran()
    assert ran.code == 1
    assert "\nStämmer inte: 1 avvikelse, varav 1 är rättad.\n" in ran.out
    assert f"  {brought[:10]}  Anna, godkänt av Bo 2" in ran.out
    assert f"  {mended[:10]}  Anna.\n" in ran.out


def test_a_fault_that_is_still_there_is_told_as_that(office: Office) -> None:
    brought = office.changed({FIRM: BROKEN})
    assert office.deviations() == [("S010", brought, FIRM, None, True)]
    assert "Rättat" not in office.ran().out


def test_a_fault_that_came_back_is_another(office: Office) -> None:
    first = office.changed({FIRM: BROKEN})
    mended = office.changed({FIRM: firm()})
    again = office.changed({FIRM: BROKEN})
    assert office.deviations() == [("S010", first, FIRM, mended, False), ("S010", again, FIRM, None, True)]
    assert office.told()["versioner"] == 3  # settings, and two versions of the firm, however often they came


def test_a_fault_goes_with_the_file(office: Office) -> None:
    brought = office.changed({FIRM: BROKEN})
    gone = office.changed({FIRM: None})
    assert office.deviations() == [("S010", brought, FIRM, gone, False)]


def test_a_fault_of_a_branch_is_ended_by_the_merge_that_took_the_other_side(office: Office) -> None:
    office.branch()
    brought = office.commit({FIRM: BROKEN})
    office.changed({FIRM: firm("myndighet")})
    office.by(BO)
    office.git("merge", "-q", "--no-ff", "-s", "ours", "-m", "Slå ihop", brought)
    merge = office.git("rev-parse", "HEAD")
    assert ("S010", brought, FIRM, merge, False) in office.deviations()


def test_a_fault_that_two_branches_brought_is_ended_for_both(office: Office) -> None:
    other = FIRM.replace("9b3t7w", "4x8m2k")
    brought = []
    for name in ("ett", "tva"):
        office.branch(name, office.git("rev-list", "--max-parents=0", "HEAD"))
        brought.append(office.commit({other: BROKEN.replace("9b3t7w", "4x8m2k")}, said=name))
        office.approve(name)
    assert sorted(office.deviations()) == sorted(("S010", each, other, None, True) for each in brought)
    gone = office.changed({other: None})
    assert sorted(office.deviations()) == sorted(("S010", each, other, gone, False) for each in brought)


def test_a_file_that_moves_brings_its_fault_anew(office: Office) -> None:
    brought = office.changed({FIRM: BROKEN})
    later = FIRM.replace("2025", "2026")
    moved = office.changed({FIRM: None, later: BROKEN})
    assert office.deviations() == [("S010", brought, FIRM, moved, False), ("S010", moved, later, None, True)]


def test_what_does_not_belong_among_the_records_is_told(office: Office) -> None:
    brought = office.changed({"records/bild.png": "x"})
    (office.root / "records/lank.yaml").symlink_to("bild.png")
    office.branch()
    linked = office.commit({})
    office.approve()
    assert office.deviations() == [
        ("S041", brought, "records/bild.png", None, True),
        ("S042", linked, "records/lank.yaml", None, True),
    ]


def test_another_repository_among_the_records(office: Office) -> None:
    office.branch()
    office.by(ANNA)
    office.git("update-index", "--add", "--cacheinfo", f"160000,{'a' * 40},records/annat")
    office.git("commit", "-q", "-m", "Ändring")
    brought = office.git("rev-parse", "HEAD")
    office.git("update-index", "--force-remove", "records/annat")
    office.git("commit", "-q", "-m", "Ändring")
    gone = office.git("rev-parse", "HEAD")
    office.approve()
    assert office.deviations() == [("S042", brought, "records/annat", gone, False)]


def test_a_name_that_is_no_text(office: Office) -> None:
    office.branch()
    Path(os.fsdecode(bytes(office.root) + b"/records/\xff.txt")).write_text("x", encoding="utf-8")
    office.commit({})
    office.approve()
    assert [each["kod"] for each in office.told()["avvikelser"]] == ["S041"]
    assert "S041" in office.ran().out


def test_settings_that_are_a_link_are_no_settings(office: Office) -> None:
    office.branch()
    (office.root / "sysselreg.yaml").rename(office.root / "annat.yaml")
    (office.root / "sysselreg.yaml").symlink_to("annat.yaml")
    brought = office.commit({})
    (office.root / "sysselreg.yaml").unlink()
    (office.root / "annat.yaml").rename(office.root / "sysselreg.yaml")
    mended = office.commit({})
    office.approve()
    assert office.deviations() == [("S042", brought, "sysselreg.yaml", mended, False)]


def test_settings_are_checked_too(office: Office) -> None:
    brought = office.changed({"sysselreg.yaml": "register: prov\n"})
    assert office.deviations() == [("S002", brought, "sysselreg.yaml", None, True)]


def test_personal_data_that_was_taken_away_can_still_be_read(office: Office) -> None:
    brought = office.changed({FIRM: firm(extra="anteckning: Ring 19121212-1212\n")})
    mended = office.changed({FIRM: firm()})
    assert office.deviations() == [("P401", brought, FIRM, mended, False)]
    said = office.ran().out
    assert "Anna. Det går fortfarande att läsa i historiken.\n" in said
    assert "1212-1212" not in said


def test_personal_data_in_what_a_commit_says(office: Office) -> None:
    office.branch()
    brought = office.commit({FIRM: firm("myndighet")}, said="Ändring för 19121212-1212")
    office.approve()
    assert office.deviations() == [("P401", brought, None, None, True)]
    assert "1212-1212" not in office.ran().out
    assert "1212-1212" not in office.ran("--format", "json").out


# ---- schemas ---------------------------------------------------------------------------------------------------------


def own_schema(version: int, more: str = "") -> dict[str, str | None]:
    text = (ROOT / "schemas/kinds/organisation.yaml").read_text(encoding="utf-8")
    assert "\nversion: 1\n" in text
    assert "const: 1" not in text
    changed = text.replace("\nversion: 1\n", f"\nversion: {version}\n").replace("  namn:\n", f"{more}  namn:\n", 1)
    return {"schemas/kinds/organisation.yaml": changed}


def test_each_version_is_held_to_the_schema_of_its_time(office: Office) -> None:
    new = firm().replace("version: 1", "version: 2")
    office.changed({**own_schema(2), FIRM: new})
    assert office.deviations() == []
    late = "records/organisation/2025/org-4x8m2k.yaml"
    old = firm().replace("org-9b3t7w", "org-4x8m2k")
    brought = office.changed({late: old})
    assert office.deviations() == [("S035", brought, late, None, True)]


def test_a_schema_that_cannot_be_read_proves_nothing(office: Office) -> None:
    office.changed({"schemas/kinds/organisation.yaml": "typ: [\n"})
    brought = office.changed({FIRM: firm("myndighet")})
    office.changed({"schemas/kinds/organisation.yaml": None})
    found = [each for each in office.told()["avvikelser"] if each["fil"] == FIRM]
    assert [(each["kod"], each["incheckning"]) for each in found] == [("H909", brought)]


# ---- what may not change ---------------------------------------------------------------------------------------------


def test_a_letter_that_was_sent_and_then_changed(office: Office) -> None:
    office.changed({LETTER: SENT})
    assert office.deviations() == []
    changed = office.changed({LETTER: SENT.replace("Kallelse", "Inbjudan")})
    assert office.deviations() == [("H902", changed, LETTER, None, True)]
    restored = office.changed({LETTER: SENT})
    assert office.deviations() == [("H902", changed, LETTER, restored, False)]


def test_a_letter_that_a_merge_has_changed(office: Office) -> None:
    """On neither side, so nobody has read it: hazards F60."""
    office.changed({LETTER: SENT})
    office.branch()
    office.commit({FIRM: firm("myndighet")})
    office.approve()
    office.made.write({LETTER: SENT.replace("Kallelse", "Inbjudan")})
    office.git("commit", "-q", "--amend", "--no-edit", "--all")
    merge = office.git("rev-parse", "HEAD")
    assert office.deviations() == [("H906", merge, None, None, True), ("H902", merge, LETTER, None, True)]


def test_a_letter_that_was_sent_and_then_removed(office: Office) -> None:
    office.changed({LETTER: SENT})
    removed = office.changed({LETTER: None})
    assert office.deviations() == [("H903", removed, LETTER, None, True)]


def test_a_letter_that_only_moves_is_as_it_was(office: Office) -> None:
    office.changed({LETTER: SENT})
    office.changed({LETTER: None, LETTER.replace("2025", "2026"): SENT})
    assert office.deviations() == []


def test_a_letter_that_moves_and_changes_has_changed(office: Office) -> None:
    office.changed({LETTER: SENT})
    later = LETTER.replace("2025", "2026")
    moved = office.changed({LETTER: None, later: SENT.replace("Kallelse", "Inbjudan")})
    assert office.deviations() == [("H902", moved, later, None, True)]


def test_a_letter_made_of_a_commit_that_is_there_no_more(office: Office) -> None:
    made_of = office.git("rev-parse", "HEAD")

    def letter(commit: str) -> str:
        return SENT.replace("status:", f"underlag:\n  commit: {scalar_text(commit, typed=False)}\nstatus:")

    office.changed({LETTER: letter(made_of)})
    assert office.deviations() == []
    office.changed({LETTER.replace("3c6w0z", "4d7x1z"): letter("a" * 40).replace("3c6w0z", "4d7x1z")})
    (only,) = office.told()["avvikelser"]
    assert (only["kod"], only["incheckning"]) == ("H907", None)
    assert only["meddelande"] == "Gjord ur incheckningen aaaaaaaaaa, som inte finns i historiken."


# ---- who -------------------------------------------------------------------------------------------------------------


def test_what_nobody_else_has_approved(office: Office) -> None:
    alone = office.commit({FIRM: firm("myndighet")})
    office.branch()
    self_approved = office.commit({FIRM: firm("hybridorganisation")})
    office.approve(person=ANNA)
    assert office.deviations() == [("H905", alone, None, None, True), ("H905", self_approved, None, None, True)]
    assert f"  {alone[:10]}  Anna  Ändring\n" in office.ran().out


def test_work_that_begins_beside_everything_needs_approval_too(office: Office) -> None:
    office.git("checkout", "-q", "--orphan", "vid-sidan")
    other = office.commit({FIRM: firm("myndighet")})
    office.git("checkout", "-q", "main")
    office.git("merge", "-q", "--no-ff", "--allow-unrelated-histories", "-s", "ours", "-m", "Slå ihop", "vid-sidan")
    assert office.deviations() == [("H905", other, None, None, True)]


def test_what_is_not_in_the_register_needs_no_approval(office: Office) -> None:
    office.commit({"README.md": "Hej\n"})
    assert office.deviations() == []


def test_work_that_is_not_on_main_yet_waits(office: Office) -> None:
    office.branch()
    commit = office.commit({FIRM: firm("myndighet")})
    assert (office.told()["väntar"], office.deviations()) == ([commit], [])
    assert "– 1 incheckning väntar på granskning och är inte med i det som är godkänt." in office.rows()


@pytest.mark.parametrize(
    "smuggle",
    [{FIRM: firm("hybridorganisation")}, {"records/organisation/2025/org-4x8m2k.yaml": None}],
    ids=["something is added", "something is left out"],
)
def test_an_approval_that_holds_something_else(office: Office, smuggle: dict[str, str | None]) -> None:
    """hazards F60: the evil merge"""
    other = "records/organisation/2025/org-4x8m2k.yaml"
    office.branch()
    office.commit({FIRM: firm("myndighet"), other: firm().replace("org-9b3t7w", "org-4x8m2k")})
    office.approve()
    assert office.deviations() == []
    for path, text in smuggle.items():
        office.made.write({path: text}) if text else (office.root / path).unlink()
    office.git("commit", "-q", "--amend", "--no-edit", "--all")
    assert office.deviations() == [("H906", office.git("rev-parse", "HEAD"), None, None, True)]


def test_a_commit_that_is_dated_before_the_one_it_follows(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_COMMITTER_DATE", "2001-02-03T04:05:06+0100")
    office.branch()
    commit = office.commit({FIRM: firm("myndighet")})
    monkeypatch.delenv("GIT_COMMITTER_DATE")
    office.approve()
    (only,) = office.told()["avvikelser"]
    assert (only["kod"], only["nivå"], only["incheckning"]) == ("H910", "varning", commit)


def test_a_commit_that_says_no_time(office: Office) -> None:
    """hazards F64: it is told by Git's own examination, and stops nothing else"""
    raw = office.git("cat-file", "commit", "HEAD")
    bad = re.sub(r"^committer .*$", "committer Anna <anna.ek@example.org> igår", raw, flags=re.M)
    words = ["git", "hash-object", "-t", "commit", "-w", "--stdin", "--literally"]
    made = subprocess.run(
        words, cwd=office.made.path, input=f"{bad}\n", check=True, capture_output=True, text=True
    ).stdout.strip()
    office.git("reset", "-q", "--hard", made)
    office.changed({FIRM: firm("myndighet")})
    assert "H911" in {each["kod"] for each in office.told()["avvikelser"]}


# ---- numbers and the repository --------------------------------------------------------------------------------------


def link(office: Office, number: int, parent: str = "") -> str:
    """A commit of a chain of numbers, on its ref."""
    tree = office.git("hash-object", "-t", "tree", "/dev/null", "-w")
    said = f"KS 2025/{number:04}\n\nNummer: {number}\nSlag: tagen\nBegaran: 0b9c6f0e-5d7e-4a8e-9d2a-{number:012}\n"
    made = office.git("commit-tree", tree, *(("-p", parent) if parent else ()), "-m", said.rstrip())
    office.git("update-ref", "refs/heads/sysselreg/nummer/ks/2025", made)
    return made


def test_a_chain_of_numbers_with_a_gap(office: Office) -> None:
    first = link(office, 1)
    second = link(office, 2, first)
    assert (office.told()["nummerserier"], office.deviations()) == (["ks/2025"], [])
    assert "✓ 1 nummerserie: utan luckor." in office.rows()
    link(office, 4, second)
    (only,) = office.told()["avvikelser"]
    assert only["kod"] == "H908"
    assert only["meddelande"].endswith("har nummer 4, men nästa nummer är 3.")


def test_a_chain_that_was_rewritten(office: Office) -> None:
    office.git("update-ref", "refs/sysselreg/sedda/ks/2025", link(office, 2, link(office, 1)))
    assert office.deviations() == []
    office.git("update-ref", "-d", "refs/heads/sysselreg/nummer/ks/2025")
    link(office, 1)
    assert office.deviations() == []  # one of them holds the other: not all has been fetched
    office.by(BO)
    link(office, 1)
    (only,) = office.told()["avvikelser"]
    assert (only["kod"], "är omskriven" in only["meddelande"]) == ("H908", True)


def test_content_that_is_not_what_its_name_says(office: Office) -> None:
    """hazards F64"""
    office.commit({"README.md": "Hej\n"})
    blob = office.git("rev-parse", "HEAD:README.md")
    other = office.git("rev-parse", "HEAD:sysselreg.yaml")
    held = {name: office.made.path / ".git/objects" / name[:2] / name[2:] for name in (blob, other)}
    held[blob].chmod(0o644)
    held[blob].write_bytes(held[other].read_bytes())
    (only,) = office.told()["avvikelser"]
    assert only["kod"] == "H911"


def test_a_clone_that_is_cut_proves_nothing(office: Office, cli: Cli, tmp_path: Path) -> None:
    """hazards F42"""
    office.changed({FIRM: firm("myndighet")})
    subprocess.run(["git", "clone", "-q", "--depth=1", f"file://{office.made.path}", tmp_path / "klon"], check=True)
    ran = cli("--register", tmp_path / "klon", "revision")
    assert (ran.code, ran.out) == (5, "")
    assert ran.err == (
        "Klonen är avkortad, så historiken går inte att pröva. Hämta resten med git fetch --unshallow.\n"
    )


def test_before_the_first_commit(repository: Callable[..., Repository], cli: Cli) -> None:
    ran = cli("--register", repository().root, "revision")
    assert (ran.code, ran.out) == (5, "")
    assert ran.err == "Det finns ingen incheckning än, så det finns ingen historik att pröva.\n"


# ---- how much --------------------------------------------------------------------------------------------------------


def test_only_what_has_come_since(office: Office) -> None:
    office.changed({FIRM: BROKEN})
    checkpoint = office.git("rev-parse", "HEAD")
    office.changed({FIRM: firm()})
    later = office.changed({FIRM: BROKEN + "anteckning: Igen\n"})
    found = office.told("--sedan", checkpoint)
    assert (found["sedan"], found["incheckningar"], found["versioner"]) == (checkpoint, 4, 2)
    assert [each["incheckning"] for each in found["avvikelser"]] == [later]
    assert office.told("--sedan", "HEAD")["incheckningar"] == 0


def test_since_a_commit_that_was_rewritten_away(office: Office) -> None:
    """hazards F63"""
    gone = office.commit({FIRM: firm("myndighet")})
    office.git("reset", "-q", "--hard", "HEAD^")
    office.changed({FIRM: firm("hybridorganisation")})
    ran = office.ran("--sedan", gone)
    assert (ran.code, ran.out) == (5, "")
    assert "är historiken omskriven: ta reda på av vem och varför." in ran.err


def test_the_history_behind_a_revision(office: Office, cli: Cli) -> None:
    first = office.git("rev-parse", "HEAD")
    office.changed({FIRM: BROKEN})
    ran = cli("--register", office.root, "--revision", first, "revision")
    assert (ran.code, f"Historiken till {first[:10]} (" in ran.out) == (0, True)


def test_a_register_in_a_folder_of_its_repository(repository: Callable[..., Repository], cli: Cli) -> None:
    office = Office(repository("stad/register"), cli)
    office.commit({FIRM: firm()})
    brought = office.changed({FIRM: BROKEN})
    assert office.deviations() == [("S010", brought, FIRM, None, True)]


def test_a_long_history_is_gone_through_once(office: Office) -> None:
    """3,000 changes of 60 files, each approved, and one version that is wrong."""
    start = office.git("rev-parse", "HEAD")
    stream, main = [], start
    for n in range(1, 3001):
        path = FIRM.replace("9b3t7w", f"{n % 60:06}")
        text = firm("levrantör" if n == 1500 else "leverantör", f"anteckning: Ändring {n}\n")
        data = text.replace("9b3t7w", f"{n % 60:06}").encode()
        when = f"{1_900_000_000 + n} +0100"
        head = f"commit refs/heads/main\nmark :{n}\ncommitter {ANNA} {when}\ndata 2\nAa\nfrom {main}\n"
        stream.append(b"%bM 100644 inline %b\ndata %d\n%b\n" % (head.encode(), path.encode(), len(data), data))
        main = f":{n}"
    subprocess.run(["git", "fast-import", "--quiet"], cwd=office.made.path, input=b"".join(stream), check=True)
    found = office.told()
    assert (found["incheckningar"], found["versioner"]) == (3001, 3002)
    (wrong,) = [each for each in found["avvikelser"] if each["kod"] != "H905"]
    assert (wrong["kod"], wrong["kvar"]) == ("S010", False)
    assert office.git("rev-list", "--count", wrong["incheckning"]) == "1501"
    assert office.git("rev-list", "--count", wrong["rättad"]["incheckning"]) == "1561"
    said = office.ran().out
    assert "H905  En ändring som ingen annan har godkänt (3\N{NO-BREAK SPACE}000 gånger)\n" in said
    assert "\n  … och 2\N{NO-BREAK SPACE}995 till. Alla visas med --format json.\n" in said


def test_progress_is_shown_in_a_terminal_and_nowhere_else(office: Office) -> None:
    office.changed({FIRM: firm("myndighet")})
    seen = talk(office.root, ["revision"], [], redirected=True)
    assert (seen.code, "Incheckningar" in seen.screen, "Incheckningar" in seen.out) == (0, True, False)
    assert office.ran().err == ""
