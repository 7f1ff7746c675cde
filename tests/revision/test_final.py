"""What is sent may not change, whoever changes it."""

from __future__ import annotations

from sysselreg.yamlwrite import scalar_text
from tests.office import FIRM, firm
from tests.revision.conftest import Office

LETTER = "records/handling/2025/han-3c6w0z.yaml"
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
