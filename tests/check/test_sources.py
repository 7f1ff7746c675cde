"""The real input: the sources contradict themselves in these places, and nothing else is wrong with the records."""

from __future__ import annotations

from pathlib import Path

import pytest

from sysselreg.check.rules import all_rules
from sysselreg.check.run import run
from sysselreg.schema.model import Schemas
from sysselreg.store.read import working_tree

ROOT = Path(__file__).parents[2]
REGISTERS = ROOT / "tests" / "registers"


@pytest.mark.parametrize(
    ("register", "expected"),
    [
        (
            ROOT,  # Lund 2023: four procurements, one external, against two or three
            ["M225 Registret har 4 upphandlingar, varav 1 extern, men ambitionen är 2–3."],
        ),
        (
            REGISTERS / "ostersund",
            [
                "M222 Kvar (budget[b1].kvar) är 358 242 kr, men raderna är 126 034 + 169 208 = 295 242 kr. "
                "Det skiljer 63 000 kr.",
                "M223 Upphandlingar med krav uppges vara 10, men på ett annat ställe 9.",
                "M224 Upphandlingar med krav uppges vara 10, men registret har 9.",
                "V308 Kravet k1 är ett skarpt krav på platser, men inget vite är angivet.",
            ],
        ),
        (REGISTERS / "goteborg", ["M224 Upphandlande enheter uppges vara 7, men registret har 6."]),
        (REGISTERS / "nordanstig", []),
    ],
    ids=["lund", "ostersund", "goteborg", "nordanstig"],
)
def test_what_the_sources_contradict(register: Path, expected: list[str], schemas: Schemas) -> None:
    snapshot = working_tree(register)
    outcome = run(snapshot, schemas, all_rules(snapshot))
    heard = [f"{each.code} {each.message}" for each in outcome.findings if each.level != "upplysning"]
    assert [each.replace("\u00a0", " ") for each in heard] == expected
    assert outcome.checked is not None
