"""A register with files of its own in `reports/`: what is wrong with them is told before anybody counts with them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from sysselreg.store.read import package_files

if TYPE_CHECKING:
    from tests.conftest import Cli, Repository

GOAL, TABLE = "reports/goals/goteborg-50-procent.yaml", "reports/tables/krav.yaml"
FIGURES, VIEWS = "reports/figures/upphandlingar.yaml", "reports/figures/upphandlingar.sql"
TEMPLATE = "reports/arsrapport/lund.html.j2"


def shipped(path: str) -> str:
    return package_files()[path].decode()


def line_of(text: str, sought: str) -> int:
    return text[: text.index(sought)].count("\n") + 1


def changed(path: str, old: str, new: str) -> dict[str, str]:
    text = shipped(path)
    assert old in text
    return {path: text.replace(old, new, 1)}


def told(cli: Cli, register: Repository) -> list[str]:
    ran = cli("--register", register.root, "kontrollera", "--format", "rader")
    assert ran.code in (0, 1)
    return [line for line in ran.out.splitlines() if " fel D001 " in line]


def test_own_files_that_can_be_used_are_no_findings(cli: Cli, exempel: Repository) -> None:
    exempel.write({path: shipped(path) + "\n" for path in (GOAL, TABLE, FIGURES, VIEWS, TEMPLATE)})
    ran = cli("--register", exempel.root, "kontrollera")
    assert (ran.code, ran.out) == (0, "10 poster kontrollerade: inga fel.\n")
    assert cli("--register", exempel.root, "statistik", "--ar", "2025").code == 0


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (
            changed(GOAL, "nyckeltal: N01\n", ""),
            [
                f"{GOAL}:1:1: fel D001 Målet saknar nyckeltal. Lägg till det. "
                f"Registrets egna filer är {GOAL}. Tas en sådan fil bort gäller programmets egen."
            ],
        ),
        (
            changed(TABLE, "typ: text", "typ: ord"),
            [f"{TABLE}:6:3: fel D001 Kolumnen post har typen ”ord”. Välj en av text, heltal, datum, lista, antal."],
        ),
        (
            changed(FIGURES, "vy: n02", "vy: n99"),
            [f"{FIGURES}: fel D001 N02 bygger på vyn n99, som inte finns. Rätta namnet, eller gör vyn i SQL-filen."],
        ),
        ({FIGURES: "- 5\n"}, [f"{FIGURES}: fel D001 Filen har inte den form som behövs. Jämför med en sådan fil som "]),
        (
            # n02 is built on n01: it fails for the same reason, which is told once.
            changed(VIEWS, "from tilldelad;", "from tilldelade;"),
            [
                f"{VIEWS}:{line_of(shipped(VIEWS), 'from tilldelad;')}: fel D001 Vyn n01 går inte att räkna. "
                "Tabellen eller vyn tilldelade finns inte. Rätta SQL-satsen (motorns svar: ”Catalog Error: "
            ],
        ),
        (
            # What stands after the line that was removed stands one line up.
            changed(VIEWS, "  post as enhet,\n", ""),
            [
                f"{VIEWS}:{line_of(shipped(VIEWS), 'create view n01')}: fel D001 Vyn n01 saknar enhet, "
                "som N01 behöver. Lägg till det i vyn.",
                f"{VIEWS}:{line_of(shipped(VIEWS), 'n01.enhet') - 1}: fel D001 Vyn n02 går inte att räkna. ",
            ],
        ),
        (
            changed(VIEWS, "  bransch,\n", ""),
            [
                f"{VIEWS}:{line_of(shipped(VIEWS), 'create view n01')}: fel D001 Vyn n01 saknar bransch, som N01 ",
                f"{VIEWS}:{line_of(shipped(VIEWS), 'n01.bransch') - 1}: fel D001 Vyn n02 går inte att räkna. ",
            ],
        ),
        (
            {TEMPLATE: "<p>\n{% if %}"},
            [f"{TEMPLATE}:2: fel D001 Mallen går inte att läsa. Rätta raden (motorns svar: ”Expected an expression, "],
        ),
        ({TEMPLATE: "<p>\n\n{{ a|storr }}"}, [f"{TEMPLATE}:3: fel D001 Filtret ”storr” finns inte. Rätta raden "]),
        (
            {**changed(GOAL, "nyckeltal: N01\n", ""), TABLE: "tabell: [\n", TEMPLATE: "{% if %}"},
            [f"{TEMPLATE}:1: fel D001 ", f"{GOAL}:1:1: fel D001 ", f"{TABLE}:2: fel D001 Filen går inte att läsa som "],
        ),
    ],
    ids=[
        "goal",
        "table",
        "no view",
        "no figures",
        "broken view",
        "column",
        "split",
        "template",
        "filter",
        "all at once",
    ],
)
def test_what_is_wrong_with_own_files_are_findings(
    files: dict[str, str], expected: list[str], cli: Cli, exempel: Repository
) -> None:
    assert told(cli, exempel) == []
    exempel.write(files)
    lines = told(cli, exempel)
    assert len(lines) == len(expected)
    for line, begins in zip(lines, expected, strict=True):
        assert line.startswith(begins)


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (changed("schemas/kinds/aktivitet.yaml", "    maxItems: 500\n", "    maxItems: många\n"),
         "schemas/kinds/aktivitet.yaml: Schemat för aktivitet är inte ett JSON Schema. Rätta det (motorns svar: ”"),
        ({"schemas/kinds/aktivitet.yaml": "typ: [\n"},
         "schemas/kinds/aktivitet.yaml:2: Filen går inte att läsa som YAML. Rätta raden eller den före (motorns"),
        (changed("schemas/states/placering.yaml", "    kräver:", "    krav:"),
         "schemas/states/placering.yaml: Filen saknar kräver. Lägg till det."),
    ],
    ids=["no schema", "no YAML", "guards"],
)  # fmt: skip
def test_nothing_can_be_checked_by_a_broken_schema(
    files: dict[str, str], expected: str, cli: Cli, exempel: Repository
) -> None:
    exempel.write(files)
    ran = cli("--register", exempel.root, "kontrollera")
    assert (ran.code, ran.out) == (3, "")
    assert ran.err.startswith(expected)


def test_a_narrowed_check_tells_of_broken_definitions_too(cli: Cli, exempel: Repository) -> None:
    exempel.write({TEMPLATE: "{% if %}"})
    ran = cli("--register", exempel.root, "kontrollera", "--andrade", "--format", "rader")
    assert (ran.code, ran.out.count(" fel D001 ")) == (1, 1)


def test_a_figure_that_cannot_be_computed_says_where_and_how_to_mend_it(cli: Cli, exempel: Repository) -> None:
    exempel.write(changed(VIEWS, "from tilldelad;", "from tilldelade;"))
    ran = cli("--register", exempel.root, "statistik", "--ar", "2025")
    assert (ran.code, ran.out) == (3, "")
    assert ran.err.startswith(
        f"{VIEWS}:{line_of(shipped(VIEWS), 'from tilldelad;')}: Vyn n01 går inte att räkna. Tabellen eller vyn "
        "tilldelade finns inte. Rätta SQL-satsen (motorns svar: ”Catalog Error: Table with name tilldelade does not "
    )


def test_a_unit_of_the_registers_own_is_shown_as_a_number(exempel: Repository, cli: Cli) -> None:
    path = next(each for each in exempel.root.glob("records/placering/*/*.yaml") if "omfattning_p" in each.read_text())
    share = re.search(r"^omfattning_procent: ([0-9]+)$", path.read_text(), re.M)
    assert share is not None

    def shown() -> str:
        told = cli("--register", exempel.root, "visa", path.stem)
        (line,) = (line for line in told.out.splitlines() if line.startswith("  Omfattning "))
        return line.removeprefix("  Omfattning").strip()

    assert shown() == f"{share[1]}\u00a0%"
    types = shipped("schemas/types.yaml")
    assert 'enhet: "%"' in types
    exempel.write({"schemas/types.yaml": types.replace('enhet: "%"', "enhet: timmar")})
    assert shown() == share[1]
