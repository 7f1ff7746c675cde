"""Letters about a dialog, before and after its meeting: L1 and L2 ask for it, L3 calls to it, L4 confirms it."""

from __future__ import annotations

import pytest

from sysselreg.errors import UsageError
from tests.letter.conftest import Data, Said

FORSKOLA, SKOLOR, PLANNED, CALLED = "upp-aa4hab", "upp-x1304s", "dia-w7vf4x", "dia-z7e5mc"
SIGNED: Data = {FORSKOLA: {"status": "avtal_tecknat"}}


def refused(said: Said, letter: str, record_id: str, changes: dict[str, Data], **words: str) -> str:
    """Why a letter cannot be made, after the record's id."""
    with pytest.raises(UsageError) as why:
        said(letter, record_id, changes, **words)
    return str(why.value).split(f"{record_id}: ", 1)[1].replace("\xa0", " ")


# ---- invitation and handover -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"datum": {"behov": "2026-01"}}, "Behovet uppstår Januari 2026"),
        ({"datum": {"behov": "2025-12"}}, None),
        ({"datum": {"behov": "2026-05"}, "avtalstid": {"från": "2026-08", "till": "2029-07"}}, "Planerad avtalstid"),
    ],
)
def test_an_invitation_tells_what_lies_ahead(said: Said, fields: Data, words: str | None) -> None:
    text = said("L1", "upp-pfbsk7", {"upp-pfbsk7": fields})
    assert text.startswith("Berätta vilka krav som fungerar: Skötsel av naturreservat")
    assert ("Behovet uppstår" in text) == (words is not None and words.startswith("Behovet"))
    assert words is None or words in text


def test_the_days_of_requirements_are_told_in_their_tense(said: Said) -> None:
    krav = [
        {"id": "k1", "typ": "dialogkrav", "enhet": "dialog", "förfaller": "2026-01"},
        {"id": "k2", "typ": "skarpt_krav", "enhet": "platser", "antal": 3, "förfaller": "2025-12"},
    ]
    for letter in ("L2", "L3"):
        text = said(letter, FORSKOLA, {FORSKOLA: {"krav": krav, "status": "avtal_tecknat"}})
        assert "Ska uppfyllas senast Januari 2026 (dialogkravet)" in text
        assert "Skulle ha uppfyllts senast December 2025 (det skarpa kravet på tre platser)" in text
    met = [{"krav": "k2", "leverantör": "org-hkvvw4", "status": "uppfyllt"}]
    text = said("L3", FORSKOLA, {FORSKOLA: {"krav": krav, "status": "avtal_tecknat", "uppfyllnad": met}})
    assert "Skulle ha uppfyllts" not in text


@pytest.mark.parametrize(
    ("signed", "words"),
    [
        ("2025-12-22", "Vårt mål är att hålla den första dialogen inom 30 dagar från att avtalet tecknades."),
        ("2025-11-24", "Vårt mål var att hålla den första dialogen senast den 29 december 2025."),
    ],
)
def test_a_handover_tells_the_day_of_a_dialog_that_is_late(said: Said, signed: str, words: str) -> None:
    fields = {"status": "avtal_tecknat", "datum": {"avtal_tecknat": signed}}
    assert words in said("L2", FORSKOLA, {FORSKOLA: fields})


def test_a_handover_of_suppliers_that_were_met_asks_for_no_first_meeting(said: Said) -> None:
    text = said("L2", FORSKOLA, {**SIGNED, PLANNED: {"status": "genomförd", "möte": {"datum": "2026-01-07"}}})
    assert "Ta över kontakten senast torsdagen den 15 januari 2026. Första dialogen är redan hållen." in text
    assert "Meddela upphandlaren när platserna är klara." in text
    ahead = said("L2", FORSKOLA, {**SIGNED, PLANNED: {"status": "genomförd", "möte": {"datum": "2026-01-09"}}})
    assert "Ta den första kontakten senast" in ahead


def test_nothing_is_handed_over_while_the_award_is_reviewed(said: Said) -> None:
    assert said("L2", FORSKOLA)
    with pytest.raises(UsageError, match="upp-aa4hab har status ”överprövning”"):
        said("L2", FORSKOLA, {FORSKOLA: {"status": "överprövning"}})


# ---- call ------------------------------------------------------------------------------------------------------------


def test_a_call_says_by_when_to_answer_and_by_when_to_meet(said: Said) -> None:
    text = said("L3", FORSKOLA, {FORSKOLA: {"status": "avtal_tecknat", "datum": {"avtal_tecknat": "2025-12-22"}}})
    assert text.startswith("Föreslå tid för ett startmöte senast den 22 januari 2026 Ni har fått avtalet")
    assert "Föreslå en tid senast torsdagen den 22 januari 2026." in text
    assert "Vi vill gärna träffas senast den 21 januari 2026. Går inte det? Hör av er" in text
    late = said("L3", FORSKOLA, {FORSKOLA: {"status": "avtal_tecknat", "datum": {"avtal_tecknat": "2025-11-24"}}})
    assert "Är det svårt att hitta en tid? Hör av er" in late


def test_whoever_was_met_is_called_to_another_meeting(said: Said) -> None:
    text = said("L3", "dia-q91bf9")
    assert text.startswith("Föreslå tid för ett nytt möte senast den 22 januari 2026")
    assert "Vi träffades den 7 april 2025, och nu vill vi träffa er igen" in text
    # The requirement of dialog does not turn on this meeting.
    assert "Blir mötet inte av vet vi inte hur avtalet ska följas." in text
    assert "Skulle ha uppfyllts senast April 2025 (det skarpa kravet på nio platser)" in text


@pytest.mark.parametrize("status", ["genomförd", "överenskommen", "avslutad_utan_platser"])
def test_nobody_is_called_to_a_first_dialog_that_is_held(said: Said, status: str) -> None:
    assert said("L3", FORSKOLA, SIGNED)
    held = {**SIGNED, PLANNED: {"status": status, "möte": {"datum": "2026-01-07"}}}
    assert refused(said, "L3", FORSKOLA, held) == (
        "första dialogen är hållen (dia-w7vf4x). Nästa möte har en egen post: sysselreg ny dialogöverenskommelse."
    )
    assert refused(said, "L3", "upp-e9tee6", {}).endswith("Nästa möte har en egen post: sysselreg brev L3 dia-q91bf9.")


@pytest.mark.parametrize(("day", "passed"), [("2026-01-09", False), ("2026-01-08", True), ("2025-12", True)])
def test_nobody_is_called_to_a_meeting_that_was(said: Said, day: str, passed: bool) -> None:
    called = {CALLED: {"möte": {"datum": day}}}
    if not passed:
        assert said("L3", CALLED, called).startswith("Bekräfta mötet fredagen den 9 januari 2026")
        return
    assert refused(said, "L3", CALLED, called).endswith(
        "Skriv i dia-z7e5mc om det är genomfört eller uteblev, eller en ny dag."
    )


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        (
            {"status": "tilldelad"},
            "upp-aa4hab har status ”tilldelad”. Kalla när avtalet är tecknat, så länge det gäller.",
        ),
        (
            {"status": "avslutad"},
            "upp-aa4hab har status ”avslutad”. Kalla när avtalet är tecknat, så länge det gäller.",
        ),
        (
            {"status": "pågående", "avtalstid": {"till": "2026-01-07"}},
            "avtalet är slut. Återrapportera kravet med L14.",
        ),
    ],
)
def test_nobody_is_called_about_a_contract_that_does_not_hold(said: Said, fields: Data, why: str) -> None:
    awards = [{"id": "t1", "leverantör": "org-hkvvw4"}]
    assert refused(said, "L3", PLANNED, {FORSKOLA: {**fields, "tilldelning": awards}}) == why
    assert said("L3", PLANNED, {FORSKOLA: {"status": "pågående", "tilldelning": awards}})


# ---- confirmation ----------------------------------------------------------------------------------------------------


def test_a_meeting_is_confirmed_when_it_is_held(said: Said) -> None:
    assert "Tack för mötet den 8 januari 2026" in said(
        "L4", "dia-yfdzsx", {"dia-yfdzsx": {"möte": {"datum": "2026-01-08"}}}
    )
    ahead = {"dia-yfdzsx": {"möte": {"datum": "2026-01-09"}}}
    assert refused(said, "L4", "dia-yfdzsx", ahead) == "mötet är den 9 januari 2026. Gör brevet när det är hållet."


def test_what_was_not_gone_through_does_not_undo_the_dialog(said: Said) -> None:
    text = said("L4", "dia-yfdzsx", {"dia-yfdzsx": {"genomgånget": ["uppföljning"]}})
    assert "Vi gick inte igenom Kravet, tidpunkten, konsekvensen och personuppgifterna" in text
    assert "Dialogkravet är uppfyllt genom mötet." in text
    assert "Det vi inte gick igenom tar vi vid nästa kontakt." in text
    assert "gick inte igenom" not in said("L4", "dia-yfdzsx")


@pytest.mark.parametrize(("last", "holds"), [("2026-01-08", True), ("2026-01-07", False)])
def test_a_contract_that_is_over_asks_for_nothing_more(said: Said, last: str, holds: bool) -> None:
    krav = [{"id": "k1", "typ": "skarpt_krav", "enhet": "platser", "antal": 3}]
    awards = [{"id": "t1", "leverantör": "org-hkvvw4"}]
    ended = {"krav": krav, "tilldelning": awards, "avtalstid": {"till": last}, "status": "pågående"}
    met = {"status": "avslutad_utan_platser", "möte": {"datum": "2025-12-18"}, "genomgånget": ["krav"]}
    text = said("L4", PLANNED, {FORSKOLA: ended, PLANNED: met})
    assert "Mötet ledde inte till några platser." in text
    assert ("Kravet i avtalet gäller fortfarande." in text) == holds
    assert ("tar vi vid nästa kontakt" in text) == holds


@pytest.mark.parametrize(
    ("start", "asked"), [("2026-01-08", True), ("2026-01", True), ("2026-01-07", False), (None, True)]
)
def test_a_mentor_is_named_before_somebody_begins(said: Said, start: str | None, asked: bool) -> None:
    place = {"id": "p1", "antal": 1, **({"från": start} if start else {})}
    text = said("L4", "dia-8kxevx", {"dia-8kxevx": {"platser": [place]}})
    assert ("Utse en handledare för varje plats innan någon börjar." in text) == asked


def test_the_authority_keeps_its_capital(said: Said) -> None:
    met = {"dia-yfdzsx": {"möte": {"datum": "2025-11-20", "deltagare": ["leverantör", "arbetsförmedlingen"]}}}
    assert "Deltog Leverantör och Arbetsförmedlingen" in said("L4", "dia-yfdzsx", met)
