"""What a letter says when the records say something else: each sentence agrees with its facts."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from sysselreg import pipeline
from sysselreg.document.letter.build import frame
from sysselreg.document.letter.facts import facts
from sysselreg.document.letter.make import desk, make
from sysselreg.document.letter.model import Choices, Held
from sysselreg.document.templates import render
from sysselreg.errors import UsageError
from sysselreg.store.read import at_commit

Data: TypeAlias = dict[str, Any]
Said: TypeAlias = Callable[..., str]
DAY = "2026-01-08"
TORGET, HEMMET, SKOLOR = "upp-6rqggf", "upp-e9tee6", "upp-x1304s"


@pytest.fixture(scope="session")
def said(home: Path) -> Said:
    """The text of a letter for a record, with fields of some records given others; None takes a field away."""
    snapshot = at_commit(home, "HEAD")
    held = pipeline.letter_desk(snapshot, date.fromisoformat(DAY)).held

    def told(
        letter: str, record_id: str, changes: Mapping[str, Data] | None = None, *, day: str = DAY, supplier: str = ""
    ) -> str:
        given = changes or {}
        records = tuple(
            replace(each, data=_with(each.data, given[each.id])) if each.id in given else each
            for each in held.records.records
        )
        there = desk(snapshot, replace(held.records, records=records), date.fromisoformat(day), held.report)
        choices = Choices(there.day, case="KS 2025/0027", registered=True, supplier=supplier)
        made = make(there, there.definitions[letter], there.held.records.by_id[record_id], choices).subject
        shown = {**facts(made), "ram": frame(made, snapshot.revision)}
        html = render(there.templates, made.definition.template, shown)
        text = re.sub(r"<[^>]*>", " ", html[html.index("<main>") :])
        return " ".join(unescape(text).replace("\xad", "").split()).replace(" .", ".")

    assert isinstance(held, Held)
    return told


def _with(data: Mapping[str, Any], given: Data) -> Data:
    return {key: value for key, value in {**data, **given}.items() if value is not None}


# ---- requirements ----------------------------------------------------------------------------------------------------

DIALOG = {"id": "k1", "typ": "dialogkrav", "enhet": "dialog"}
SHARP = {"id": "k2", "typ": "skarpt_krav", "enhet": "platser", "antal": 3, "vite": 1000}
BONUS = {"id": "k2", "typ": "bonus", "enhet": "platser", "antal": 3}
BOUGHT = {"id": "k1", "typ": "köpta_sysselsättningsplatser", "enhet": "platser", "antal": 3}
RESERVED = {"id": "k1", "typ": "reserverad_upphandling"}


@pytest.mark.parametrize(
    ("krav", "words"),
    [
        ([DIALOG], "I avtalet ingår ett dialogkrav. Nu lämnar vi över uppföljningen av kravet till er."),
        (
            [DIALOG, SHARP],
            "ett dialogkrav och ett skarpt krav på tre platser. Nu lämnar vi över uppföljningen av kraven",
        ),
        ([DIALOG, BONUS], "ett dialogkrav och en bonus för tre platser."),
        ([BOUGHT], "I avtalet ingår köp av tre platser."),
        ([{**BOUGHT, "antal": None}], "I avtalet ingår köp av sysselsättningsplatser."),
    ],
)
def test_how_requirements_are_told(said: Said, krav: list[Data], words: str) -> None:
    assert words in said("L2", SKOLOR, {SKOLOR: {"krav": krav}})


@pytest.mark.parametrize(
    ("krav", "dialog", "place"),
    [(DIALOG, True, False), (SHARP, True, True), (BOUGHT, False, True), (RESERVED, False, False)],
    ids=["dialog", "sharp", "bought", "reserved"],
)
def test_a_handover_asks_only_for_what_the_requirement_asks(said: Said, krav: Data, dialog: bool, place: bool) -> None:
    text = said("L2", SKOLOR, {SKOLOR: {"krav": [krav]}})
    assert ("Den första dialogen ska vara hållen inom 30 dagar" in text) == dialog
    assert ("Första platsen Börjar eller erbjuds inom sex månader" in text) == place


def test_the_time_of_the_contract_is_the_procurements_when_the_award_has_none(said: Said) -> None:
    awards = [{"id": "t1", "leverantör": "org-tx4jqn"}]
    term = {"från": "2025-11-03", "till": "2027-05"}
    text = said("L2", SKOLOR, {SKOLOR: {"tilldelning": awards, "avtalstid": term}})
    assert "Skinande Exempel Lokalvård AB inte angivet 2025-11-03 – 2027-05" in text
    text = said("L2", SKOLOR, {SKOLOR: {"tilldelning": [{**awards[0], "avtal_från": "2026-02-01"}], "avtalstid": term}})
    assert "2026-02-01 – 2027-05" in text


def test_target_groups_are_told_in_the_order_of_their_list(said: Said) -> None:
    groups = ["övriga", "nyanlända", "ungdomar"]
    text = said("L2", SKOLOR, {SKOLOR: {"krav": [{**DIALOG, "målgrupper": groups}]}})
    assert "Målgrupper Ungdomar, nyanlända och övriga" in text


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (("2026-03-01", "2026-03-01"), "Ska uppfyllas senast 1 mars 2026 Avtal"),
        (
            ("2026-03-01", "2027-06"),
            "Ska uppfyllas senast 1 mars 2026 (dialogkravet) och juni 2027 (det skarpa kravet på tre platser)",
        ),
        (("2026-03-01", None), "Ska uppfyllas senast 1 mars 2026 (dialogkravet) Avtal"),
        ((None, None), "Vite 1 000 kr för varje plats som inte blir av Avtal"),
    ],
)
def test_each_requirement_has_its_own_last_day(said: Said, days: tuple[str | None, str | None], words: str) -> None:
    both = [_with(krav, {"förfaller": day}) for krav, day in zip((DIALOG, SHARP), days, strict=True)]
    assert words in said("L2", SKOLOR, {SKOLOR: {"krav": both}})


@pytest.mark.parametrize(
    ("krav", "words"),
    [
        (DIALOG, "Blir mötet inte av är dialogkravet inte uppfyllt."),
        (SHARP, "Blir mötet inte av vet vi inte hur avtalet ska följas."),
    ],
)
def test_only_a_requirement_of_dialog_turns_on_the_meeting(said: Said, krav: Data, words: str) -> None:
    assert words in said("L3", SKOLOR, {SKOLOR: {"krav": [krav]}}, supplier="org-tx4jqn")


# ---- dialogs and placements ------------------------------------------------------------------------------------------


def test_a_dialog_without_places_leaves_other_requirements_standing(said: Said) -> None:
    ended = {"dia-qyz201": {"status": "avslutad_utan_platser", "platser": None, "orsak_inga_platser": "Inget arbete."}}
    text = said("L4", "dia-qyz201", ended)
    assert (
        "Dialogkravet är uppfyllt genom mötet, även om det inte ledde till några platser. "
        "Det som avtalet kräver i övrigt gäller fortfarande." in text
    )
    alone = said("L4", "dia-qyz201", {**ended, SKOLOR: {"krav": [SHARP]}})
    assert "Mötet ledde inte till några platser. Kravet i avtalet gäller fortfarande." in alone


def test_what_people_have_judged_of_a_dialog_stands(said: Said) -> None:
    judged = {"krav": "k1", "leverantör": "org-tx4jqn"}
    for status, met in (("uppfyllt", True), ("avvikelse", False)):
        text = said("L4", "dia-qyz201", {SKOLOR: {"part": "extern", "uppfyllnad": [{**judged, "status": status}]}})
        assert ("Dialogkravet är uppfyllt" in text) == met


def test_fewer_dialogs_than_asked_for_do_not_fulfil_the_requirement(said: Said) -> None:
    for count, met in ((1, True), (20, False)):
        asked = {SKOLOR: {"krav": [{**DIALOG, "antal": count}], "uppfyllnad": None}}
        assert ("Dialogkravet är uppfyllt" in said("L4", "dia-qyz201", asked)) == met


@pytest.mark.parametrize(("day", "told"), [("2026-01-08", True), ("2026-01", True), ("2026-01-07", False)])
def test_a_next_meeting_lies_ahead(said: Said, day: str, told: bool) -> None:
    text = said("L7", "dia-2371mc", {"dia-2371mc": {"nästa_avstämning": day}})
    assert ("Nästa avstämning" in text) == told


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("2026-01-08", "är överenskommen och börjar den 8 januari 2026."),
        ("2026-01", "är överenskommen och börjar i januari 2026."),
        ("2026-01-07", "är överenskommen och skulle börja den 7 januari 2026."),
    ],
)
def test_a_day_that_has_passed_is_no_plan(said: Said, day: str, words: str) -> None:
    assert words in said("L6", "pla-5yabx8", {"pla-5yabx8": {"planerad": {"från": day}}})


def test_how_many_places_the_supplier_has_filled(said: Said) -> None:
    assert "Hittills hos leverantören Sex platser tillsatta eller överenskomna" in said("L6", "pla-5yabx8")
    alone = {"pla-5yabx8": {"upphandling": TORGET}}
    assert "Hittills hos leverantören En plats tillsatt eller överenskommen" in said("L6", "pla-5yabx8", alone)


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ("praktik", "har haft praktik hos"),
        ("lärling", "har varit lärling hos"),
        ("utbildning", "har deltagit i en utbildning hos"),
        ("visstidsanställning", "har haft en visstidsanställning hos"),
    ],
)
def test_a_certificate_says_what_was_done_and_not_whether_it_was_to_the_end(said: Said, form: str, words: str) -> None:
    ends = ("avslutad_fullföljd", "avslutad_i_förtid")
    told = [said("L13", "pla-1r07zn", {"pla-1r07zn": {"form": form, "status": status}}) for status in ends]
    assert words in told[0]
    assert told[0] == told[1]


def test_an_extract_of_a_secret_procurement_tells_neither_trade_nor_codes_and_is_signed(said: Said) -> None:
    told = said("L19", "upp-fnm8ny")
    assert "Med vänlig hälsning Samordnaren för sysselsättningskrav" in told
    assert "50870000-4" not in told
    assert "81300" not in told
    assert "Ni kan begära ett beslut." in told
    assert "50870000-4" in said("L19", "upp-fnm8ny", {"upp-fnm8ny": {"sekretess": {"nivå": "öppen"}}})


def test_an_evaluation_is_asked_in_the_tense_of_the_place(said: Said) -> None:
    assert "hur det gick" in said("L12", "pla-gpfexk")
    ongoing = said("L12", "pla-nehqb8")
    assert "hur det går" in ongoing
    assert "1. Ger placeringen er ett mervärde?" in ongoing


@pytest.mark.parametrize(
    ("agreed", "cause", "heading"),
    [
        ("Vite 5 000 kr.", "leverantören_avbröt", "Ta ställning till en plats som slutade i förtid"),
        ("Vite 5 000 kr.", "deltagaren_avbröt", "Anteckna en plats som slutade i förtid"),
        ("ingen", "leverantören_avbröt", "Anteckna en plats som slutade i förtid"),
    ],
)
def test_what_the_agreement_says_is_decided_on_though_the_requirement_is_not_broken(
    said: Said, agreed: str, cause: str, heading: str
) -> None:
    # Its contract asks for nothing but a dialog.
    changes: dict[str, Data] = {
        "pla-1xgk11": {"avslut": {"orsak": cause}, "dialogöverenskommelse": "dia-pc6yxn"},
        "dia-pc6yxn": {"sanktion_vid_förtida_avslut": agreed},
    }
    text = said("L11", "pla-1xgk11", changes)
    assert text.startswith(heading)
    assert "Avbrottet är därför inget brott mot avtalet." in text
    assert ("Enligt överenskommelsen Vite 5 000 kr." in text) == (heading.startswith("Ta ställning"))


def test_an_early_ending_is_judged_by_whoever_asked_for_the_place(said: Said) -> None:
    text = said("L11", "pla-1xgk11", {"upp-2mrqsy": {"part": "extern"}})
    assert "Kravet är en extern köpares, och kommunen bedömer det inte. Därför går det inte att säga om det är" in text
    without = said("L11", "pla-1xgk11", {"upp-2mrqsy": {"krav": []}})
    assert "Avtalet har inget krav som det går att bedöma avbrottet mot." in without


def test_an_outcome_is_followed_up_when_its_time_has_come(said: Said) -> None:
    last = {"pla-fxkt7e": {"faktisk": {"från": "2024-06-01", "till": "2025-01-08"}}}
    assert said("L15", "pla-fxkt7e", last).startswith("Följ upp utfallet efter 12 månader")
    with pytest.raises(UsageError, match=r"än: det är inte dags att följa upp utfallet. Det går från och med 8\W"):
        said("L15", "pla-fxkt7e", last, day="2026-01-07")


# ---- what is not met -------------------------------------------------------------------------------------------------


def _outcome(krav: str, status: str, day: str, **decided: object) -> Data:
    row = {"krav": krav, "leverantör": "org-56k11w", "status": status, "datum": day}
    return {**row, "beslut": decided} if decided else row


def test_what_is_in_order_is_nothing_to_put_right(said: Said) -> None:
    text = said("L9", "upp-5f3pty", supplier="org-t3k9k3")
    assert "Bristen För leverantören: Kravet gäller 30 platser: två är genomförda" in text
    assert "Första platsen började" not in text
    late = said("L9", "upp-e9tee6")
    assert "Första platsen började 23 april 2025. Den skulle ha börjat eller erbjudits senast 15 januari 2025" in late


def test_several_faults_agree(said: Said) -> None:
    both = [_outcome("k1", "ej_uppfyllt", "2025-01-15"), _outcome("k2", "ej_uppfyllt", "2025-06-01")]
    text = said("L9", HEMMET, {HEMMET: {"uppfyllnad": both}})
    assert text.startswith("Rätta bristerna senast den 29 januari 2026")
    assert "Vår uppföljning den 1 juni 2025 visar att dialogkravet inte är uppfyllt och det skarpa kravet" in text
    assert (
        "Ska uppfyllas senast September 2024 (dialogkravet) och april 2025 (det skarpa kravet på nio platser)" in text
    )
    # The day is that of what is not met.
    one = said("L9", HEMMET, {HEMMET: {"uppfyllnad": [_outcome("k1", "uppfyllt", "2025-09-01"), both[1]]}})
    assert one.startswith("Rätta bristen senast")
    assert "Vår uppföljning den 1 juni 2025 visar" in one


@pytest.mark.parametrize(
    ("second", "heading", "words"),
    [
        # Not decided on: the letter tells of the decision.
        ({}, "Beslut: ni ska betala 20 000 kr i vite", "Skäl för beslutet Ingen kom."),
        (
            {"följd": "vite", "belopp": 70_000, "motiv": "En plats saknas."},
            "Beslut: ni ska betala 90 000 kr i vite",
            "Besluten Dialogkravet: vite, 20 000 kr, den 15 januari 2025. Ingen kom. "
            "Det skarpa kravet på nio platser: vite, 70 000 kr, den 1 juni 2025. En plats saknas.",
        ),
        (
            {"följd": "ingen", "motiv": "Platsen kom till slut."},
            "Beslut: ni ska betala 20 000 kr i vite",
            "Det skarpa kravet på nio platser: ingen följd, den 1 juni 2025. Platsen kom till slut.",
        ),
        (
            {"följd": "hävning", "motiv": "Arbetet är nedlagt."},
            "Beslut: avtalet hävs",
            "Kommunen har också beslutat att begära 20 000 kr i vite.",
        ),
    ],
    ids=["undecided", "two", "none", "gravest"],
)
def test_every_decision_is_told(said: Said, second: Data, heading: str, words: str) -> None:
    first = _outcome("k1", "sanktionsbeslut", "2025-01-15", följd="vite", belopp=20_000, motiv="Ingen kom.")
    other = _outcome("k2", "ej_uppfyllt", "2025-06-01", **second)
    text = said("L10", HEMMET, {HEMMET: {"uppfyllnad": [first, other]}})
    assert text.startswith(heading)
    assert words in text
    assert ("det skarpa kravet på nio platser inte är uppfyllt" in text) == bool(second)


def test_an_amount_that_is_not_known_is_not_told(said: Said) -> None:
    made = [
        _outcome("k1", "sanktionsbeslut", "2025-01-15", följd="vite", belopp=20_000),
        _outcome("k2", "sanktionsbeslut", "2025-06-01", följd="vite"),
    ]
    text = said("L10", HEMMET, {HEMMET: {"uppfyllnad": made}})
    assert text.startswith("Beslut: ni ska betala vite")
    assert "Betala vitet när fakturan kommer." in text


def test_a_report_back_agrees_with_how_many_requirements_there_are(said: Said) -> None:
    both = [_outcome("k1", "uppfyllt", "2025-01-15"), _outcome("k2", "uppfyllt", "2025-06-01")]
    text = said("L14", HEMMET, {HEMMET: {"uppfyllnad": both}})
    assert text.startswith("Kraven är uppfyllda: avsluta uppföljningen")
    assert "återrapporterar vi här om kraven är uppfyllda." in text
    assert said("L14", TORGET).startswith("Beslut är fattat: avsluta uppföljningen")
