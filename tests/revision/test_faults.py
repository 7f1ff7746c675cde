"""What has been wrong in the history: who brought it, who approved it, who mended it."""

from __future__ import annotations

from tests.office import ANNA, BO, FIRM, firm
from tests.revision.conftest import BROKEN, Office


def test_a_history_in_which_all_is_right(office: Office) -> None:
    office.changed({FIRM: firm("hybridorganisation")})
    found = office.told()
    assert (found["stämmer"], found["avvikelser"], found["väntar"]) == (True, [], [])
    assert (found["incheckningar"], found["versioner"], found["sedan"]) == (3, 3, None)
    first, second = office.ran("revision").out.splitlines()[:2]
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
    ran = office.ran("revision")
    assert ran.code == 1
    assert "\nStämmer inte: 1 avvikelse, varav 1 är rättad.\n" in ran.out
    assert f"  {brought[:10]}  Anna, godkänt av Bo 2" in ran.out
    assert f"  {mended[:10]}  Anna.\n" in ran.out


def test_a_fault_that_is_still_there_is_told_as_that(office: Office) -> None:
    brought = office.changed({FIRM: BROKEN})
    assert office.deviations() == [("S010", brought, FIRM, None, True)]
    assert "Rättat" not in office.ran("revision").out


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


def test_personal_data_that_was_taken_away_can_still_be_read(office: Office) -> None:
    brought = office.changed({FIRM: firm(extra="anteckning: Ring 19121212-1212\n")})
    mended = office.changed({FIRM: firm()})
    assert office.deviations() == [("P401", brought, FIRM, mended, False)]
    said = office.ran("revision").out
    assert "Anna. Det går fortfarande att läsa i historiken.\n" in said
    assert "1212-1212" not in said


def test_personal_data_in_what_a_commit_says(office: Office) -> None:
    office.branch()
    brought = office.commit({FIRM: firm("myndighet")}, said="Ändring för 19121212-1212")
    office.approve()
    assert office.deviations() == [("P401", brought, None, None, True)]
    assert "1212-1212" not in office.ran("revision").out
    assert "1212-1212" not in office.ran("revision", "--format", "json").out
