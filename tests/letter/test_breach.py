"""A supplier is told of a breach only when the register shows it, on the day that it shows it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from sysselreg import pipeline
from sysselreg.document.letter.make import make
from sysselreg.document.letter.model import Choices
from sysselreg.errors import UsageError
from sysselreg.store.read import at_commit
from tests.document import pdfchecks
from tests.letter.conftest import Data, Said

TORGET, HEMMET, MATEN = "upp-6rqggf", "upp-e9tee6", "upp-bb5mr8"
SUPPLIER = "org-56k11w"
# After its last day.
LATE = "2026-02-02"
DIALOG: Data = {"id": "k1", "typ": "dialogkrav", "enhet": "dialog", "förfaller": "2024-09"}
SHARP: Data = {"id": "k2", "typ": "skarpt_krav", "enhet": "platser", "antal": 9, "vite": 70_000, "förfaller": "2025-04"}
# No dialog that was held: else a requirement of dialog is fulfilled.
NEVER_MET: dict[str, Data] = {each: {"status": "planerad"} for each in ("dia-3a3cem", "dia-s9whqw")}


def _outcome(krav: str, status: str, day: str = "2025-06-01", **decided: object) -> Data:
    row = {"id": f"u{krav}", "krav": krav, "leverantör": SUPPLIER, "status": status, "datum": day}
    return {**row, "beslut": decided} if decided else row


def _two(*rows: Data) -> dict[str, Data]:
    return {HEMMET: {"krav": [DIALOG, SHARP], "uppfyllnad": list(rows)}, **NEVER_MET}


# ---- what is told ----------------------------------------------------------------------------------------------------


def test_what_is_counted_is_of_the_letters_day_and_told_to_the_supplier(said: Said) -> None:
    """People judged it on 15 January 2025; the places are those of the letter's day."""
    text = said("L9", HEMMET)
    assert "Vår uppföljning den 8 januari 2026 visar att det skarpa kravet på nio platser bara delvis" in text
    assert "Bristen Kravet gäller nio platser: en är genomförd, tre pågår" in text
    assert "Ni behöver ordna en ny plats för den tid som återstår. Skulle ha uppfyllts senast April 2025" in text
    assert "everantören" not in text


def test_a_rule_of_the_register_is_no_breach_of_the_contract(said: Said) -> None:
    """Its first place began later than the register wants, and nothing in the contract says when."""
    for letter in ("L9", "L10"):
        assert "Första platsen" not in said(letter, HEMMET)


def test_several_faults_agree(said: Said) -> None:
    both = _two(_outcome("k1", "ej_uppfyllt"), _outcome("k2", "ej_uppfyllt"))
    text = said("L9", HEMMET, both)
    assert text.startswith("Rätta bristerna senast den 29 januari 2026")
    assert "visar att dialogkravet inte är uppfyllt och det skarpa kravet på nio platser inte är uppfyllt." in text
    assert "Bristerna Dialogkravet: Ingen dialog är hållen. Det skarpa kravet på nio platser: Kravet gäller nio" in text
    assert "September 2024 (dialogkravet) och april 2025 (det skarpa kravet på nio platser)" in text
    one = said("L9", HEMMET, _two(_outcome("k1", "uppfyllt"), _outcome("k2", "ej_uppfyllt")))
    assert one.startswith("Rätta bristen senast")


def test_what_the_register_cannot_count_is_as_people_have_judged_it(said: Said) -> None:
    hours = {
        HEMMET: {"krav": [{**SHARP, "enhet": "timmar", "antal": 3000}], "uppfyllnad": [_outcome("k2", "avvikelse")]}
    }
    text = said("L9", HEMMET, hours)
    assert "Vår uppföljning den 1 juni 2025 visar att kravet inte är uppfyllt." in text
    assert "Bristen Kravet gäller 3 000 timmar. Vi bedömer att det inte är gjort fullt ut. Skulle ha uppfyllts" in text
    hours[HEMMET]["krav"][0].pop("antal")
    with pytest.raises(UsageError, match="registret säger inte säkert vad som fattas av leverantören"):
        said("L9", HEMMET, hours)


def test_a_request_for_a_report_says_which_period_was_late_first_and_threatens_with_no_penalty(home: Path) -> None:
    there = pipeline.letter_desk(at_commit(home, "HEAD"), date(2026, 1, 8))
    late = next(each for each in there.dues if each.id == "dia-jmt2fh" and each.rule in ("B205", "B206"))
    wanted, settled = there.held.records.by_id["dia-jmt2fh"], replace(late, rule="B207")
    made = make(there, there.definitions["L9"], wanted, Choices(there.day, registered=True), settled)
    text = " ".join(pdfchecks.flat(page.text) for page in pdfchecks.read(made.pdf))
    assert "Bristen Lägesrapporten för april–september 2025 har inte kommit." in text
    assert "Rapporten skulle ha kommit 10 juli 2025, den för april–juni 2025" in text
    assert "Vite" not in text


# ---- what is not -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("letter", ["L9", "L10"])
@pytest.mark.parametrize(
    ("last", "day", "told"), [("2026-01", "2026-01-31", "i januari"), ("2026-02-02", LATE, r"den 2\Wfebruari")]
)
def test_there_is_no_breach_on_the_last_day(said: Said, letter: str, last: str, day: str, told: str) -> None:
    krav = {"id": "k1", "typ": "skarpt_krav", "enhet": "platser", "antal": 2, "förfaller": last}
    changes: dict[str, Data] = {MATEN: {"krav": [krav]}}
    with pytest.raises(UsageError, match=f"{MATEN}: tiden är inte slut. Kravet ska vara uppfyllt senast {told}\\W2026"):
        said(letter, MATEN, changes, day=day)
    assert "Bristen Kravet gäller två platser: ingen har börjat." in said(letter, MATEN, changes, day="2026-02-03")


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        (
            {MATEN: {"krav": [{"id": "k1", "typ": "skarpt_krav", "enhet": "platser", "antal": 2}]}},
            r"registret säger inte när kravet ska vara uppfyllt\. Fyll i krav\[k1\]\.förfaller\.",
        ),
        ({MATEN: {"part": "extern"}}, "kravet är en extern köpares, och kommunen bedömer det inte"),
        (
            {MATEN: {"krav": [{"id": "k1", "typ": "skarpt_krav", "enhet": "platser", "antal": 2, "art": "frivillig"}]}},
            "kravet är frivilligt för leverantören",
        ),
        (
            {MATEN: {"krav": [{"id": "k1", "typ": "skarpt_krav", "enhet": "platser", "förfaller": "2026-01"}]}},
            f"registret säger inte säkert vad som fattas av leverantören. Se sysselreg uppfyllnad {MATEN}",
        ),
    ],
    ids=["no day", "another's", "voluntary", "no number"],
)
def test_a_breach_that_the_register_does_not_show_is_not_told(said: Said, changes: dict[str, Data], why: str) -> None:
    assert "Bristen Kravet gäller två platser: ingen har börjat." in said("L9", MATEN, day=LATE)
    with pytest.raises(UsageError, match=why):
        said("L9", MATEN, changes, day=LATE)


def test_whose_places_are_lacking_must_be_said(said: Said) -> None:
    """Six suppliers and 30 places: for each of them or for all?"""
    for letter in ("L9", "L10"):
        with pytest.raises(UsageError, match="upp-5f3pty: registret säger inte säkert vad som fattas av leverantören"):
            said(letter, "upp-5f3pty", supplier="org-t3k9k3")


def test_what_is_fulfilled_is_not_asked_for(said: Said) -> None:
    held = {HEMMET: {"krav": [DIALOG], "uppfyllnad": [_outcome("k1", "avvikelse")]}}
    assert "Bristen Ingen dialog är hållen." in said("L9", HEMMET, {**held, **NEVER_MET})
    with pytest.raises(UsageError, match=f"visar att kravet är uppfyllt. Se sysselreg uppfyllnad {HEMMET}, och rätta"):
        said("L9", HEMMET, held)


def test_what_is_over_cannot_be_put_right(said: Said) -> None:
    over = {MATEN: {"avtalstid": {"från": "2025-04-28", "till": "2026-02-01"}, "tilldelning": _award()}}
    with pytest.raises(
        UsageError, match=r"avtalet är slut, så det går inte att rätta bristen\. Pröva en påföljd med L10"
    ):
        said("L9", MATEN, over, day=LATE)
    assert "ingen har börjat. Avtalet är slut." in said("L10", MATEN, over, day=LATE)


def _award() -> list[Data]:
    return [{"id": "t1", "leverantör": "org-x8savc"}]


# ---- what is decided -------------------------------------------------------------------------------------------------

FIRST = _outcome("k1", "sanktionsbeslut", "2025-01-15", följd="vite", belopp=20_000, motiv="Ingen kom.")


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
    text = said("L10", HEMMET, _two(FIRST, _outcome("k2", "ej_uppfyllt", **second)))
    assert text.startswith(heading)
    assert words in text
    assert ("det skarpa kravet på nio platser inte är uppfyllt" in text) == bool(second)


def test_a_decision_tells_its_day_its_number_of_places_and_objections_before_payment(said: Said) -> None:
    fined = _outcome("k2", "sanktionsbeslut", följd="vite", belopp=140_000, motiv="Två saknas.")
    text = said("L10", HEMMET, _two(fined))
    assert "Därför beslutade kommunen den 1 juni 2025 att begära vite enligt avtalet. Har ni invändningar:" in text
    assert "Beslutat vite 140 000 kr, för två platser" in text
    other = {**fined, "beslut": {**fined["beslut"], "belopp": 100_000}}
    assert "Beslutat vite 100 000 kr Skäl" in said("L10", HEMMET, _two(other))


@pytest.mark.parametrize("missing", ["belopp", "motiv", "datum"])
def test_a_decision_that_is_not_all_there_is_not_told(said: Said, missing: str) -> None:
    half = {**FIRST, "beslut": {**FIRST["beslut"]}}
    (half if missing == "datum" else half["beslut"]).pop(missing)
    with pytest.raises(UsageError, match=rf"beslutet om dialogkravet saknar {missing}\. Fyll i det i {HEMMET}"):
        said("L10", HEMMET, _two(half))
    assert said("L10", HEMMET, _two(FIRST)).startswith("Beslut: ni ska betala 20 000 kr i vite")


def test_a_decision_is_not_told_before_its_day(said: Said) -> None:
    assert said("L10", TORGET, day="2025-08-21").startswith("Beslut: ni ska betala 270 000 kr i vite")
    with pytest.raises(UsageError, match=r"beslutet om kravet är fattat först den 21\Waugusti\W2025\."):
        said("L10", TORGET, day="2025-08-20")


def test_a_decision_is_told_once(said: Said) -> None:
    """Its letter went on 2 September 2025."""
    assert said("L10", TORGET, day="2025-09-01").startswith("Beslut: ni ska betala 270 000 kr i vite")
    with pytest.raises(UsageError, match=r"upp-6rqggf: beslutet är meddelat den 2\Wseptember\W2025 \(han-9pkajr\)\."):
        said("L10", TORGET, day="2025-09-02")
