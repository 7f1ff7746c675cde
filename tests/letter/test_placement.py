"""Letters about a placement: what has no meaning as things stand is refused, and nothing is called what it is not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from sysselreg import pipeline
from sysselreg.document.letter.facts import facts
from sysselreg.document.letter.make import supplier_of
from sysselreg.document.letter.model import Choices
from sysselreg.document.letter.subject import subject
from sysselreg.errors import UsageError
from sysselreg.store.read import at_commit
from tests.letter.conftest import Data, Said

AGREED, ONGOING = "pla-5yabx8", "pla-nehqb8"


@pytest.mark.parametrize(
    ("placement", "planned", "why"),
    [
        (AGREED, {"från": "2026-01-07"}, "platsen skulle ha börjat den 7\\W"),
        (AGREED, {"från": "2025-12"}, "platsen skulle ha börjat i december\\W2025"),
        (ONGOING, {"från": "2025-01-07", "till": "2026-01-07"}, "platsen skulle ha slutat den 7\\W"),
    ],
)
def test_nobody_clears_a_place_of_which_it_is_not_known_how_it_went(
    said: Said, placement: str, planned: Data, why: str
) -> None:
    status = "överenskommen" if placement == AGREED else "pågående"
    ahead = {"från": "2026-01", "till": "2026-01-08"}
    assert said("L6", placement, {placement: {"status": status, "planerad": ahead}})
    with pytest.raises(UsageError, match=rf"{why}.*registret säger inte att den har det\. Skriv först hur det gick"):
        said("L6", placement, {placement: {"status": status, "planerad": planned}})


def test_a_place_that_has_begun_is_filled(said: Said) -> None:
    days = {"från": "2025-11-03"}
    changes: dict[str, Data] = {ONGOING: {"status": "pågående", "faktisk": days, "planerad": days}}
    assert "är tillsatt sedan den 3 november 2025. Platsen ingår" in said("L6", ONGOING, changes)
    assert "är tillsatt. Platsen ingår" in said("L6", ONGOING, {ONGOING: {**changes[ONGOING], "faktisk": None}})


def test_a_place_is_no_ground_for_a_requirement_of_dialog(said: Said) -> None:
    contract = "upp-wtq4m5"
    dialog = {"id": "k1", "typ": "dialogkrav", "enhet": "dialog"}
    sharp = {"id": "k2", "typ": "skarpt_krav", "enhet": "platser", "antal": 3}
    alone = said("L6", AGREED, {contract: {"krav": [dialog]}})
    assert "Dialogkravet är uppfyllt av dialogen. Anteckningen visar vad den ledde till." in alone
    both = said("L6", AGREED, {contract: {"krav": [dialog, sharp]}})
    assert "Anteckningen är underlaget när ni ska bedöma om kraven är uppfyllda." in both


def test_what_had_no_planned_end_did_not_end_early(said: Said) -> None:
    assert said("L11", "pla-1xgk11").startswith("Anteckna en plats som slutade i förtid")
    endless: dict[str, Data] = {"pla-1xgk11": {"planerad": {"från": "2024-01-08"}}}
    assert said("L11", "pla-1xgk11", endless).startswith("Anteckna en plats som har slutat")


@pytest.mark.parametrize(
    ("letter", "placement", "last", "told"),
    [
        ("L11", "pla-1xgk11", "2025-02-18", "18\\Wfebruari"),
        ("L12", "pla-1r07zn", "2024-02-12", "12\\Wfebruari"),
        ("L13", "pla-1r07zn", "2024-02-12", "12\\Wfebruari"),
    ],
)
def test_an_end_that_lies_ahead_has_not_come(said: Said, letter: str, placement: str, last: str, told: str) -> None:
    assert said(letter, placement, day=last)
    before = (date.fromisoformat(last) - timedelta(days=1)).isoformat()
    with pytest.raises(UsageError, match=rf"placeringen slutar först den {told}"):
        said(letter, placement, day=before)


def test_an_agreement_that_names_a_penalty_the_contract_has_not_is_told_beside_it(said: Said) -> None:
    text = said("L11", "pla-jm13jd")
    assert "Vite enligt avtalet Inget i registret Enligt överenskommelsen Vite enligt avtalet om leverantören" in text
    fined = [{"id": "k1", "typ": "skarpt_krav", "enhet": "platser", "antal": 3, "vite": 5000}]
    assert "Vite enligt avtalet 5 000 kr för varje plats" in said("L11", "pla-jm13jd", {"upp-5zht6t": {"krav": fined}})


def test_an_employer_who_has_answered_is_not_asked(said: Said) -> None:
    asked = "utv-vkjk75"
    assert said("L12", "pla-bdne2r").startswith("Berätta senast den 22 januari 2026")
    with pytest.raises(UsageError, match=rf"L12 .* för pla-bdne2r: arbetsgivaren har svarat redan \({asked}\)\."):
        said("L12", "pla-bdne2r", {asked: {"status": "inkommen", "inkommen": "2025-09-01"}})


# ---- the requirement reported back -----------------------------------------------------------------------------------


def test_what_may_still_be_met_is_not_reported_back(said: Said) -> None:
    """Its last day is 31 January 2026."""
    assert said("L14", "upp-bb5mr8", day="2026-02-01").startswith("Bedöm om kravet är uppfyllt")
    with pytest.raises(UsageError, match=r"tiden är inte slut\. Sista dagen för kravet är den 31\Wjanuari\W2026"):
        said("L14", "upp-bb5mr8", day="2026-01-31")
    met = {"krav": "k1", "leverantör": "org-x8savc", "status": "uppfyllt"}
    assert said("L14", "upp-bb5mr8", {"upp-bb5mr8": {"uppfyllnad": [met]}}).startswith("Kravet är uppfyllt: avsluta")


def test_what_another_asks_for_is_not_reported_back(said: Said) -> None:
    assert said("L14", "upp-6rqggf")
    with pytest.raises(UsageError, match="kravet är en extern köpares, och kommunen återrapporterar det inte"):
        said("L14", "upp-6rqggf", {"upp-6rqggf": {"part": "extern"}})


# ---- what is proposed ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("day", ["2025-10-01", "2026-01-08", "2026-03-02", "2026-06-01"])
def test_no_letter_is_proposed_that_is_then_refused(home: Path, day: str) -> None:
    there = pipeline.letter_desk(at_commit(home, "HEAD"), date.fromisoformat(day))
    overdue = [each for each in there.dues if each.letter and each.latest and each.latest.last <= there.day]
    assert len(overdue) > 20
    for each in overdue:
        definition, record = there.definitions[each.letter], there.held.records.by_id[each.id]
        supplier = supplier_of(record, each) if "leverantör" in definition.to else ""
        about = subject(definition, there.held, record, Choices(there.day, supplier=supplier))
        mine = tuple(due for due in there.dues if due.id == each.id)
        assert facts(replace(about, dues=mine, due=each)), each.uid
