"""Letters about an agreement of places: L5 to sign it, L7 to ask how it goes, L8 to remind."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from sysselreg import pipeline
from sysselreg.document.letter.facts import facts
from sysselreg.document.letter.make import supplier_of
from sysselreg.document.letter.model import Choices
from sysselreg.document.letter.subject import subject
from sysselreg.errors import UsageError
from sysselreg.store.read import at_commit
from tests.letter.conftest import Data, Said

UNSIGNED, REPORTING, SKOLOR = "dia-8kxevx", "dia-2371mc", "upp-x1304s"
# Its placements, moved elsewhere.
EMPTIED: dict[str, Data] = {
    each: {"dialogöverenskommelse": None} for each in ("pla-fjtfy8", "pla-22b867", "pla-23gdj3")
}
PLACE: Data = {"id": "p1", "antal": 1, "form": "praktik", "från": "2026-02-02", "till": "2026-06-30"}


# ---- to sign ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        (
            {"undertecknad": "2026-01-05"},
            "överenskommelsen är undertecknad den 5 januari 2026. Skriv nya platser i en ny överenskommelse.",
        ),
        ({"skriftlig": "nej"}, "överenskommelsen ska inte vara skriftlig. Bekräfta dialogen med L4."),
        (
            {"platser": [{**PLACE, "till": "2026-01-07"}]},
            "den sista platsen eller avtalet är slut. Sätt status fullföljd eller bruten i posten.",
        ),
        ({"platser": [{**PLACE, "till": "2026-01"}]}, ""),
    ],
    ids=["signed", "not written", "over", "maybe over"],
)
def test_only_what_is_to_be_signed_is_sent_to_be(said: Said, fields: Data, why: str) -> None:
    if not why:
        assert said("L5", UNSIGNED, {UNSIGNED: fields, **EMPTIED})
        return
    with pytest.raises(UsageError) as refused:
        said("L5", UNSIGNED, {UNSIGNED: fields, **EMPTIED})
    told = str(refused.value).replace("\xa0", " ")
    assert told == f"L5 Överenskommelse om platser kan inte göras för {UNSIGNED}: {why}"


def test_what_a_contract_that_is_over_led_to_is_not_signed(said: Said) -> None:
    with pytest.raises(UsageError, match="den sista platsen eller avtalet är slut"):
        said("L5", UNSIGNED, {SKOLOR: {"status": "avslutad"}})


def test_what_is_not_talked_about_yet_is_not_signed(said: Said) -> None:
    assert "Det här är vi överens om." in said("L5", UNSIGNED, {UNSIGNED: {"möte": None}})
    with pytest.raises(UsageError, match=r"mötet är den 9\Wjanuari\W2026\. Gör brevet när det är hållet\."):
        said("L5", UNSIGNED, {UNSIGNED: {"möte": {"datum": "2026-01-09"}}})


@pytest.mark.parametrize("status", ["fullföljd", "bruten"])
def test_an_agreement_that_has_had_its_course_is_not_signed(said: Said, status: str) -> None:
    with pytest.raises(UsageError, match="L5 Överenskommelse om platser görs när status är ”överenskommen”"):
        said("L5", UNSIGNED, {UNSIGNED: {"status": status}})


def test_no_penalty_is_agreed_on_that_the_contract_does_not_have(said: Said) -> None:
    agreed = {"sanktion_vid_förtida_avslut": "Vite enligt avtalet."}
    krav = {"id": "k1", "typ": "skarpt_krav", "enhet": "platser", "antal": 3}
    text = said("L5", UNSIGNED, {UNSIGNED: agreed, SKOLOR: {"krav": [{**krav, "vite": 40000}]}})
    assert "Om en placering slutar i förtid Vite enligt avtalet. Vite enligt avtalet 40 000 kr för varje plats" in text
    assert "Vite" not in said("L5", UNSIGNED, {SKOLOR: {"krav": [{**krav, "vite": 40000}]}})
    for without in (krav, {**krav, "vite": 0}):
        with pytest.raises(UsageError, match=r"inget krav i avtalet har ett vite\. Skriv vitet i upphandlingen"):
            said("L5", UNSIGNED, {UNSIGNED: agreed, SKOLOR: {"krav": [without]}})


def test_what_is_not_known_of_a_place_is_agreed_on_later(said: Said) -> None:
    places = [
        {"id": "p1", "antal": 1, "form": "tillsvidareanställning", "från": "2026-02-02"},
        {"id": "p2", "antal": 2, "form": "praktik", "omfattning_procent": 50, "från": "2026-03"},
    ]
    text = said("L5", UNSIGNED, {UNSIGNED: {"platser": places}})
    assert "Tillsvidareanställning 1 bestäms senare 2026-02-02 tills vidare bestäms senare" in text
    assert "Praktikplats 2 50 % 2026-03 bestäms senare bestäms senare" in text


@pytest.mark.parametrize(("start", "told"), [("2026-01-21", True), ("2026-01", True), ("2026-01-22", False)])
def test_a_place_that_begins_before_the_signing_is_agreed_on_too(said: Said, start: str, told: bool) -> None:
    text = said("L5", UNSIGNED, {UNSIGNED: {"platser": [{**PLACE, "från": start}]}})
    assert "senast torsdagen den 22 januari 2026" in text
    assert ("också för platser som har börjat före den dagen" in text) == told


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"rapportering": "halvår"}, "rapportera varje halvår, senast den 10"),
        ({"rapportering": None, "platser": [{**PLACE, "antal": 2}]}, "rapportera varje kvartal, senast den 10"),
        ({"rapportering": None, "platser": [{**PLACE, "antal": 3}]}, "rapportera varje månad, senast den 10"),
    ],
)
def test_an_agreement_says_how_often_the_register_asks(said: Said, fields: Data, words: str) -> None:
    assert words in said("L5", UNSIGNED, {UNSIGNED: fields})


# ---- how it goes -----------------------------------------------------------------------------------------------------


def test_a_place_that_is_filled_again_has_several_placements(said: Said) -> None:
    text = said("L7", "dia-qyz201")
    assert "kommit överens om sju platser" in text
    assert "Har börjat enligt registret 8 placeringar" in text
    # Not those that begin after the letter.
    begun: Data = {"pla-8qsmy3": {"faktisk": {"från": "2026-01-09"}}}
    assert "7 placeringar" in said("L7", "dia-qyz201", begun)


@pytest.mark.parametrize(
    ("letter", "fields", "words"),
    [
        ("L7", {}, "Rapporten för april–juni 2025 skulle ha kommit senast den 10 juli 2025. Nu räcker en enda"),
        ("L8", {}, "Rapporten för april–juni 2025 skulle ha kommit senast den 10 juli 2025, för 182 dagar sedan."),
        ("L7", {"rapportering": "halvår"}, "Rapporten för januari–juni 2025 skulle ha kommit senast den 10 juli 2025."),
        ("L8", {"rapportering": "halvår"}, "Den skulle ha kommit senast den 10 juli 2025, för 182 dagar sedan."),
    ],
)
def test_of_several_periods_the_late_one_is_named(said: Said, letter: str, fields: Data, words: str) -> None:
    assert words in said(letter, REPORTING, {REPORTING: fields})


def test_a_report_that_is_not_late_is_waited_for_by_the_days_of_the_settings(said: Said) -> None:
    quarter = {REPORTING: {"platser": [{**PLACE, "från": "2025-10-01"}]}}
    text = said("L7", REPORTING, quarter)
    assert "Skicka rapporten senast måndagen den 12 januari 2026." in text
    assert "påminner vi er efter sju dagar. Efter 35 dagar begär vi rättelse." in text
    assert "skulle ha kommit" not in text
    assert "påminner vi er, och kommer den inte då heller" in said("L7", REPORTING, quarter, day="2026-01-13")


def test_when_nothing_is_to_be_reported_nothing_is_to_be_filled_in(said: Said) -> None:
    for letter, why in (("L7", "det finns ingen period att rapportera."), ("L8", "det finns inget att påminna om.")):
        with pytest.raises(UsageError, match=f"kan inte göras för dia-52tm9c: {why}$"):
            said(letter, "dia-52tm9c")


def test_one_kind_of_place_is_one_row_to_fill_in(said: Said) -> None:
    places: list[dict[str, Any]] = [{**PLACE, "från": "2025-07-01"}, {**PLACE, "id": "p2", "antal": 2}]
    text = said("L7", REPORTING, {REPORTING: {"platser": places}})
    assert "Avtalat antal Har börjat Pågår nu Har slutat Praktikplats 3 Hur fungerar" in text


# ---- what is proposed ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("day", ["2025-09-01", "2026-01-08", "2026-03-16", "2026-07-01", "2028-01-03"])
def test_a_letter_that_is_proposed_can_be_made(home: Path, day: str) -> None:
    """But for what people have to write down first, which the refusal says."""
    desk = pipeline.letter_desk(at_commit(home, "HEAD"), date.fromisoformat(day))
    tried = 0
    for due in desk.dues:
        if due.letter in ("L2", "L3", "L4", "L5", "L7", "L8") and (due.opens is None or due.opens <= desk.day):
            record = desk.held.records.by_id[due.id]
            choices = Choices(desk.day, supplier=supplier_of(record, due))
            about = subject(desk.definitions[due.letter], desk.held, record, choices)
            mine = tuple(each for each in desk.dues if each.id == about.record.id)
            assert facts(replace(about, dues=mine, due=due))
            tried += 1
    assert tried
