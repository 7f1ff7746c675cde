"""Every letter for a record that suits it: what it says, that it can be archived and read by all, the same bytes."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from sysselreg.document.letter.model import Letter
from tests.annual.conftest import sysselreg
from tests.document import pdfchecks
from tests.letter.conftest import Wanted

Made = Callable[[Wanted], Letter]

pytestmark = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler-utils is not installed")

L3 = Wanted("L3", "upp-b6edp6", "2025-11-06", "org-fr94j9")
L3_NO_MEETING = Wanted("L3", "upp-b6edp6", "2026-01-09", "org-eznsr2")
L7 = Wanted("L7", "dia-2371mc", "2026-01-05")
L11 = Wanted("L11", "pla-1xgk11", "2025-02-19")
# What must be readable in each: the facts of its records.
SAYS = {
    L3: [
        "2025-11-06 KS 2025/0027-7",
        "Låtsastransporter AB Platschef",
        "Bekräfta mötet torsdagen den 8 januari 2026",
        "I det ingår ett dialogkrav.",
        "Bekräfta mötet senast torsdagen den 20 november 2025. Mejla till arbetsmarknadsenheten@exempelkommun.example",
        "och skriv KS 2025/0027-7 i ämnesraden.",
        "Målgrupper Personer med funktionsnedsättning",
        "Avtalstid 3 november 2025 – 2 november 2029",
        "Kopia till Upphandlingsenheten",
        "Det ni skickar till oss blir allmän handling",
        "L3. Bygger på upp-b6edp6, org-fr94j9",
    ],
    L3_NO_MEETING: ["Exempelbussarna AB", "Boka startmöte senast den 23 januari 2026", "Föreslå en tid."],
    L7: [
        "har vi kommit överens om elva platser",
        "Rapporteras Varje kvartal",
        "Undertecknad 12 juni 2025",
        "Plats för arbetsträning 3",
        "efter sju dagar. Efter 35 dagar begär vi rättelse",
    ],
    L11: [
        "En plats för arbetsträning hos Sagoträdgården AB slutade den 18 februari 2025, 49 dagar före planerat slut.",
        "Orsak Deltagaren avbröt",
        "Genomförd tid 37 % av den planerade",
        "Kravet är uppfyllt genom dialogen. Avbrottet är därför inget brott mot kravet.",
    ],
}


@pytest.mark.parametrize("wanted", SAYS, ids="-".join)
def test_a_letter_says_what_its_records_say(wanted: Wanted, letter: Made) -> None:
    found = pdfchecks.complaints(letter(wanted).pdf, "letter", must_hold=SAYS[wanted])
    assert found == []


def test_a_draft_is_marked_and_a_registered_letter_is_not(home: Path, letter: Made, tmp_path: Path) -> None:
    words = ("brev", "L7", "dia-2371mc", "--ut", str(tmp_path))
    ran = sysselreg("--register", str(home), "--idag", L7.day, *words)
    assert ran.stdout == f"{tmp_path}/l7-dia-2371mc-2026-01-05-utkast.pdf\n"
    assert "Det är inte registrerat." in ran.stderr
    draft = (tmp_path / "l7-dia-2371mc-2026-01-05-utkast.pdf").read_bytes()
    assert pdfchecks.complaints(draft, "letter", must_hold=["Begäran om lägesrapport (utkast)"]) == []
    assert "utkast" not in pdfchecks.read(letter(L7).pdf)[0].text
