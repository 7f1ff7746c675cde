"""Narrative texts: which digits are figures that must be named, and what else a text may hold."""

from __future__ import annotations

import pytest

from tests.check.exempelby import CheckAll

TEXT = "records/texter/2023/inledning.md"


@pytest.mark.parametrize(
    "text",
    [
        "Under 2023 och 2024 fortsatte arbetet.",
        "Piloten pågår till och med den 31 december 2024.",
        "Beslutet togs 2022-02-01, i december 2022.",
        "Läsåret 2023/24 och åren 2021–2023.",
        "Ärendet är SO 2021/0205, handling KS 2023/0042-3.",
        "Enligt LOU 4 kap. 18 § och lagen (2016:1145) gäller det.",
        "Skrivelsen Arbetsmarknad 2.0 och målen i Agenda 2030.",
        "Tre upphandlingar och två dialoger.",
        "Se punkt 5, alternativ 1 och bilaga 2.",
        "Nyckeltalet N10 och formatet A4.",
        "1. Först.\n2. Sedan.",
        "Mötet började kl. 13.30.",
        "Se <https://exempelby.example/2023/12345> eller [sidan](https://exempelby.example/77).",
        "{{ nyckeltal.N36.nätverksträff }} träffar och {{ nyckeltal.N01 }}.",
        "Upphandlingen upp-aaa001 fortsätter.",
        "## 1.1 Pilot",
    ],
)
def test_digits_that_are_no_figures(text: str, check_all: CheckAll) -> None:
    assert check_all({TEXT: text + "\n"}).findings == ()


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Av 2023 års 12 platser tillsattes hälften.", "12"),
        ("Andelen var 22 %.", "22 %"),
        ("Budgeten var 1 620 000 kr.", "1 620 000"),
        ("Ambitionen var 2–3 upphandlingar.", "2–3"),
        ("Snittet var 1,5 platser.", "1,5"),
        ("Det kostade 2000 kr.", "2000"),
        ("Projektledningen var 25% av en tjänst.", "25%"),
        ("I maj deltog 9 personer.", "9"),
    ],
)
def test_digits_that_are_figures(text: str, number: str, check_all: CheckAll) -> None:
    assert [each.message for each in check_all({TEXT: text + "\n"}).findings] == [f"Texten innehåller talet {number}."]


@pytest.mark.parametrize(
    "broken",
    [
        "{{N10}}",
        "{{ N10 }}",
        "{{ nyckeltal.X }}",
        "{{7*7}}",
        "{% for x in y %}",
        "{{ nyckeltal.N10",
        "{{ nyckeltal.N10.__class__ }}",
    ],
)
def test_braces_that_name_no_figure(broken: str, check_all: CheckAll) -> None:
    found = check_all({TEXT: f"Under året {broken} slut.\n"}).findings
    assert {each.code for each in found} == {"X503"}


@pytest.mark.parametrize("html", ["<script>x()</script>", "<img src=x>", "<!-- dold -->", "![bild](x.png)", "<br/>"])
def test_html_and_images(html: str, check_all: CheckAll) -> None:
    found = check_all({TEXT: f"Text {html} text.\n"}).findings
    assert {each.code for each in found} == {"X506"}


def test_a_line_and_column_is_that_of_the_text(check_all: CheckAll) -> None:
    (found,) = check_all({TEXT: "Första raden.\n\nHär står 17 platser.\n"}).findings
    assert str(found.place) == f"{TEXT}:3:10"
