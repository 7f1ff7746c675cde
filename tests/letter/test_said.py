"""What a letter says when the records say something else: each sentence agrees with its facts."""

from __future__ import annotations

import pytest

from sysselreg.errors import UsageError
from tests.letter.conftest import Data, Said, with_fields

TORGET, HEMMET, SKOLOR, FORSKOLA = "upp-6rqggf", "upp-e9tee6", "upp-x1304s", "upp-aa4hab"


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
    text = said("L2", FORSKOLA, {FORSKOLA: {"krav": [krav]}})
    assert ("Vårt mål är att hålla den första dialogen inom 30 dagar" in text) == dialog
    assert ("Första platsen Vårt mål är att den börjar eller erbjuds inom sex månader" in text) == place


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
    both = [with_fields(krav, {"förfaller": day}) for krav, day in zip((DIALOG, SHARP), days, strict=True)]
    assert words in said("L2", SKOLOR, {SKOLOR: {"krav": both}})


@pytest.mark.parametrize(
    ("krav", "words"),
    [
        (DIALOG, "Blir mötet inte av är dialogkravet inte uppfyllt."),
        (SHARP, "Blir mötet inte av vet vi inte hur avtalet ska följas."),
    ],
)
def test_only_a_requirement_of_dialog_turns_on_the_meeting(said: Said, krav: Data, words: str) -> None:
    assert words in said("L3", FORSKOLA, {FORSKOLA: {"krav": [krav], "status": "avtal_tecknat"}})


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
    assert "hur det gick" in said("L12", "pla-1r07zn")
    ongoing = said("L12", "pla-nehqb8")
    assert "hur det går" in ongoing
    assert "1. Ger placeringen er ett mervärde?" in ongoing
    assert "Tack för att ni tar emot en person" in ongoing


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
    assert "Kravet är en extern köpares, och kommunen bedömer det inte. Det gör beställaren." in text
    assert "Beställaren bedömer om det är ett brott mot avtalet." in text
    without = said("L11", "pla-1xgk11", {"upp-2mrqsy": {"krav": []}})
    assert "Avtalet har inget krav som det går att bedöma avbrottet mot." in without


def test_an_outcome_is_followed_up_when_its_time_has_come(said: Said) -> None:
    last = {"pla-fxkt7e": {"faktisk": {"från": "2024-06-01", "till": "2025-01-08"}}}
    assert said("L15", "pla-fxkt7e", last).startswith("Följ upp utfallet efter 12 månader")
    with pytest.raises(UsageError, match=r"än: det är inte dags att följa upp utfallet. Det går från och med 8\W"):
        said("L15", "pla-fxkt7e", last, day="2026-01-07")


def test_a_report_back_agrees_with_how_many_requirements_there_are(said: Said) -> None:
    row = {"leverantör": "org-56k11w", "status": "uppfyllt", "datum": "2025-06-01"}
    both = [{"krav": krav, **row} for krav in ("k1", "k2")]
    text = said("L14", HEMMET, {HEMMET: {"uppfyllnad": both}})
    assert text.startswith("Kraven är uppfyllda: avsluta uppföljningen")
    assert "återrapporterar vi här om kraven är uppfyllda." in text
    assert said("L14", TORGET).startswith("Beslut är fattat: avsluta uppföljningen")
