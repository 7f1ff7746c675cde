"""L19, an extract: every field with its label, in words, in rows that no page can part from their heading."""

from __future__ import annotations

import re

import pytest

from sysselreg.document.blocks import Table
from sysselreg.document.letter.facts import facts
from tests.letter.conftest import Data, Made, Said, Wanted

ROWS = {
    "dia-2371mc": {
        "Upphandling": "upp-rz1jh4 Ny butik vid Exempelporten",
        "Möte": "Datum: 2025-05-12; Form: På plats; Deltagare: Rekryterare, Leverantör, Arbetsförmedlingen",
        "Platser p4": "Form: Tillsvidareanställning; Antal: 1; Omfattning: 100 %; Från: 2025-06-02; "
        "Möjlig anställning: Ja",
    },
    "upp-6rqggf": {
        "Bransch": "Anläggning",
        "Uppfyllnad u1, beslut": "Följd: Vite; Belopp: 270 000 kr; ",
    },
    "prg-3senke": {
        "Rapportpunkter 8": "Nummer: 8; Lydelse: Hur arbetet kan bli en del av ordinarie verksamhet. Besvaras av: "
        "Organisation",
    },
    "han-2h6ne5": {"Rubrik": "Årsrapport 2024", "Nummer": "7"},
}


@pytest.mark.parametrize("record", ROWS)
def test_what_belongs_together_is_one_row(record: str, letter: Made) -> None:
    table = facts(letter(Wanted("L19", record)).subject)["utdrag"]
    assert isinstance(table, Table)
    told = {label: content.replace("\u00a0", " ") for label, content in (row.cells for row in table.rows)}
    for label, begins in ROWS[record].items():
        assert told[label].startswith(begins)
    assert {row.kind for row in table.rows} == {"rad"}
    assert not re.search(r"\w_\w", " ".join(told.values()))


@pytest.mark.parametrize(
    ("record", "heading"),
    [
        ("dia-2371mc", "Låtsaskonstruktion AB, Ny butik vid Exempelporten"),
        ("upp-6rqggf", "Ombyggnad av torget"),
        # What it is called is a secret.
        ("han-64xpze", "han-64xpze"),
    ],
)
def test_an_extract_is_headed_by_what_the_record_is_called(record: str, heading: str, letter: Made) -> None:
    assert letter(Wanted("L19", record)).heading == f"Utdrag ur registret: {heading}"


@pytest.mark.parametrize(
    ("secrecy", "instead", "why"),
    [
        ({"nivå": "sekretess", "lagrum": "OSL 19 kap. 3 §"}, "omfattas av sekretess", "posten inte är öppen för alla."),
        ({"nivå": "intern"}, "är intern", "posten är arbetsmaterial och ingen allmän handling"),
    ],
    ids=["secret", "intern"],
)
def test_what_is_withheld_has_a_reason_in_law(said: Said, secrecy: Data, instead: str, why: str) -> None:
    text = said("L19", "upp-fnm8ny", {"upp-fnm8ny": {"sekretess": secrecy}})
    assert f"Titel Uppgiften {instead}" in text
    assert f"Där det står ”Uppgiften {instead}” har vi tagit bort" in text
    assert why in text
    assert "Vill ni ha ett skriftligt beslut om det som inte lämnas ut?" in text
    (other,) = {"omfattas av sekretess", "är intern"} - {instead}
    assert f"Uppgiften {other}" not in text
