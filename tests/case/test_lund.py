"""SO 2021/0205, from the letter that came in to the decision sent: first as far as the source goes, then to its end."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.annual.conftest import committed
from tests.conftest import Cli

CASE = "SO 2021/0205"
INTO = ("arende", "handling", CASE)


@pytest.fixture
def lund(tmp_path: Path) -> Path:
    return committed("lund", tmp_path)


def test_the_case_is_told_as_the_source_tells_it_and_no_further(cli: Cli, lund: Path) -> None:
    ran = cli("--register", lund, "arende", "visa", CASE)
    assert ran.code == 0
    assert ran.out.startswith(f"{CASE}  Skrivelsen Arbetsmarknad 2.0 från Lundakvintetten\n")
    assert "  Handläggare                     Utvecklingssekreterare, enheten för resurs och utveckling\n" in ran.out
    assert "  Status                          inte angiven\n" in ran.out
    assert " ".join(ran.out.partition("Handlingar\n")[2].split()) == (
        f"{CASE}-1 2021-12-08 Inkommen från Lundakvintetten (M, L, C, KD, FNL) till Socialnämnden "
        "Skrivelsen Arbetsmarknad 2.0 "
        f"{CASE}-2 2022-02-01 Upprättad av Socialförvaltningen till Socialnämnden "
        "Tjänsteskrivelse: Svar på skrivelse Arbetsmarknad 2.0 från Lundakvintetten "
        "Förslag till beslut: "
        "- att begära att kommunstyrelsen ger kommunkontoret i uppdrag att utreda införande av sociala "
        "upphandlingar med sysselsättningskrav "
        "- att i övrigt anse skrivelsen besvarad. "
        "Beslutet skickas till Kommunstyrelsen."
    )


def test_the_decision_and_its_expedition_are_registered_and_the_case_is_closed(cli: Cli, lund: Path) -> None:
    """The source ends with the proposal, so these days are the test's own."""

    def ran(*words: str) -> str:
        done = cli("--register", lund, "--idag", "2022-02-21", *words)
        assert done.code == 0, done.err
        return done.out

    decision = ("--rubrik", "Beslut om skrivelsen Arbetsmarknad 2.0", "--avsandare", "Socialnämnden")
    ran(*INTO, "--nummer", "3", "--riktning", "upprättad", "--datum", "2022-02-16", *decision, "--avser", f"{CASE}-2")
    to_board = (
        "--rubrik",
        "Beslutet för kännedom och åtgärd",
        "--mottagare",
        "Kommunstyrelsen",
        "--avser",
        f"{CASE}-3",
    )
    sent = (
        "--satt",
        "status=expedierad",
        "--satt",
        "expediering.datum=2022-02-18",
        "--satt",
        "expediering.sätt=internt",
    )
    ran(*INTO, "--nummer", "4", "--riktning", "expedierad", "--datum", "2022-02-18", *to_board, *sent)
    ran("andra", f"{CASE}-1", "--satt", "status=besvarad")
    ran("arende", "avsluta", CASE)
    ran("spara")
    shown = json.loads(ran("diarium", "--format", "json"))
    assert [(each["nummer"], each["datum"], each["riktning"], each["mottagare"]) for each in shown["handlingar"]] == [
        (1, "2021-12-08", "inkommen", "Socialnämnden"),
        (2, "2022-02-01", "upprättad", "Socialnämnden"),
        (3, "2022-02-16", "upprättad", None),
        (4, "2022-02-18", "expedierad", "Kommunstyrelsen"),
    ]
    assert (shown["ärenden"][0]["status"], shown["ärenden"][0]["avslutat"]) == ("avslutat", "2022-02-21")
    assert shown["luckor"] == []
    told = ran("arende", "visa", CASE)
    assert "  Avslutat                        2022-02-21\n" in told
    assert f"  {CASE}-4  2022-02-18  Expedierad till Kommunstyrelsen\n" in told
    assert cli("--register", lund, "kontrollera").code == 0
    refused = cli("--register", lund, "arende", "makulera", f"{CASE}-4", "--skal", "Fel")
    assert (
        refused.err == f"{CASE}-4 är expedierad och kan inte bli makulerad. Den ändras aldrig mer. "
        "Registrera en handling till, som ersätter den.\n"
    )
