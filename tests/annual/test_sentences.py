"""Sentences of the templates, each made of a few facts: plural, few, none, withheld, and years that are not alike."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from html import unescape
from typing import Any

import pytest

from sysselreg.document.annual.figures import comparable, in_prose
from sysselreg.document.annual.pictures import bars
from sysselreg.document.annual.told import NOTHING_TOLD, tell
from sysselreg.document.templates import load_templates, render
from sysselreg.figure.definitions import load_definitions
from sysselreg.figure.model import FigureDefinition, Shown, ShownFigure, ShownGroup
from sysselreg.period import Period
from sysselreg.schema.load import load_schemas
from sysselreg.snapshot import Snapshot
from sysselreg.store.read import package_files

PACKAGE = Snapshot(package_files())


@pytest.fixture(scope="module")
def definition() -> Callable[[str], FigureDefinition]:
    found = load_definitions(PACKAGE, load_schemas(PACKAGE).vocabularies).figures
    return lambda name: next(each for each in found if each.id == name)


def shown(unit: str, value: Fraction | None, text: str = "", *, top: int = 0, of: int | None = None) -> Shown:
    hidden = "Färre än 5 personer." if value is None else None
    part = (None, None) if value is None or of is None else (Fraction(top), Fraction(of))
    return Shown(value, *part, unit, 10, 10, text or str(value), hidden, (), ())


def share(top: int, of: int) -> Shown:
    return shown("procent", Fraction(100 * top, of), f"{round(100 * top / of)}\u00a0%", top=top, of=of)


@pytest.fixture(scope="module")
def figure(definition: Callable[[str], FigureDefinition]) -> Callable[..., ShownFigure]:
    def made(name: str, told: Shown, year: int = 2025) -> ShownFigure:
        return ShownFigure(definition(name), Period.year(year), told, (), (), (), None, (), internal=False)

    return made


def sentence(macro: str, *, new: bool = True, **told: Any) -> str:
    """One macro of the sentences, told of these figures and facts and nothing else."""
    figures = {f"N{number:02}": told.pop(f"N{number:02}", NOTHING_TOLD) for number in range(1, 44)}
    r = {"ar": "2025", "tabeller": {}, "finns": {"nya": new}, "antal": {"externa": ""}, "tal": figures, **told}
    page = f'{{% import "reports/arsrapport/meningar.html.j2" as mening %}}{{{{ mening.{macro}(r) }}}}'
    templates = load_templates({**PACKAGE.files, "reports/prov.html.j2": page.encode()})
    html = str(render(templates, "reports/prov.html.j2", {"r": r}))
    return " ".join(re.sub(r"<[^>]+>", " ", unescape(html)).replace("\u00a0", " ").replace("\u00ad", "").split())


Figure = Callable[..., ShownFigure]


def test_a_share_of_few_is_told_as_what_it_is_made_of(figure: Figure) -> None:
    few, many = (
        tell(figure("N29", share(top, of)), figure("N29", share(0, 1), 2024)) for top, of in ((3, 4), (26, 31))
    )

    assert sentence("omdomen", N29=few) == (
        "Tre fjärdedelar av arbetsgivarna som svarade ser ett mervärde (3 av 4, mot 0 av 1 året före)."
    )
    assert sentence("omdomen", N29=many).endswith("ser ett mervärde (84 %, mot 0 av 1 året före).")
    assert sentence("omdomen", N29=tell(figure("N29", share(0, 1)), None)) == (
        "Ingen av arbetsgivarna som svarade ser ett mervärde (0 av 1)."
    )


@pytest.mark.parametrize(
    ("ended", "told"),
    [
        (shown("antal", None, "färre än 5"), "färre än 5 placeringar"),
        (shown("antal", None, "färre än 5 eller dolt"), "ett dolt antal placeringar"),
        (shown("antal", Fraction(0)), "inga placeringar"),
        (shown("antal", Fraction(1)), "en placering"),
    ],
)
def test_what_ended_is_told_also_when_it_is_withheld(figure: Figure, ended: Shown, told: str) -> None:
    assert sentence("resultat", N18=tell(figure("N18", ended), None)) == (
        f"Under 2025 avslutades {told}. "
        "Hur stor andel av dem som gick vidare till arbete eller studier kan inte redovisas."
    )


def test_a_year_when_nobody_began_tells_of_those_who_went_on(figure: Figure) -> None:
    going = tell(figure("N15", shown("månader", Fraction(3261, 10), "326,1")), None)

    assert sentence("personer", new=False, N15=going) == (
        "Ingen ny placering är registrerad för 2025. "
        "Placeringar som började tidigare gav tillsammans 326,1 heltidsmånader."
    )


@pytest.mark.parametrize(
    ("vacant", "told"), [(0, "inga platser lediga"), (1, "en plats ledig"), (10, "tio platser lediga")]
)
def test_places_that_nobody_has_begun_on_are_vacant(figure: Figure, vacant: int, told: str) -> None:
    agreed, left = (tell(figure(name, shown("antal", Fraction(n))), None) for name, n in (("N08", 3), ("N35", vacant)))

    assert sentence("platser", N08=agreed, N35=left).endswith(f"Vid årets slut var {told}.")
    # What a goal leaves out is told beside the number that has it.
    assert sentence("platser", N08=agreed, antal={"externa": "en extern"}) == (
        "I dialog med leverantörerna blev tre platser överenskomna under 2025. "
        "Platser i externa upphandlingar är med här, men räknas inte i målen."
    )


def test_years_that_are_counted_in_different_ways_are_not_compared(figure: Figure) -> None:
    now, then = figure("N29", share(26, 31)), figure("N29", share(17, 28), 2024)
    other = replace(then, definition=replace(then.definition, view="n29_annat"))

    assert "(84 %, mot 61 % året före)" in sentence("omdomen", N29=tell(now, then))
    assert "(84 %)" in sentence("omdomen", N29=tell(now, other))
    assert not comparable(now, other)


def test_what_a_requirement_costs_is_held_against_what_it_gives(figure: Figure) -> None:
    worth = {"fordyring": "324 000 kr", "upphandling": "396 000 kr", "intakt": "9 000 kr", "manader": "80"}
    told = tell(figure("N30", shown("kronor", Fraction(1000), "1 000 kr")), None)
    paid, never = (
        sentence("kalkyl", N30=told, kalkyl=True, bilder={}, aterbetalning={**worth, "manader": months})
        for months in ("80", "")
    )

    assert "De avtal som tilldelades under 2025 har blivit 324 000 kr dyrare, så långt det är känt." in paid
    assert "Efter 80 månader i arbete, för alla tillsammans, är kostnaden betald." in paid
    assert never.endswith("Kostnaden betalas därför inte tillbaka av kommunens intäkter.")


def test_a_group_that_is_withheld_in_both_years_is_named_and_not_drawn(figure: Figure) -> None:
    hidden = shown("procent", None, "visas inte")

    def year(when: int, **outcomes: Shown) -> ShownFigure:
        groups = tuple(ShownGroup((("utfall", name),), name, name.title(), each) for name, each in outcomes.items())
        made = figure("N18", shown("antal", Fraction(40)), when)
        return replace(made, dimensions=(("utfall", "Utfall"),), groups=groups)

    now = year(2025, arbete=share(20, 40), studier=share(9, 40), annat=hidden)
    then = year(2024, arbete=share(21, 40), studier=hidden, annat=hidden)
    drawn = bars(now, then, "Utfall", "Andelarna är av alla.")

    assert drawn is not None
    assert drawn.note == "Visas inte, för att ingen ska kunna pekas ut: Annat. Andelarna är av alla."
    assert "Annat" not in drawn.svg
    assert "Studier" in drawn.svg
    assert bars(year(2025, arbete=share(20, 40), studier=hidden, annat=hidden), then, "Utfall") is None


def test_days_are_told_as_whole_days() -> None:
    assert [in_prose(shown("dagar", Fraction(n, 2))) for n in (1, 2, 9, 96)] == [
        "en\u00a0dag", "en\u00a0dag", "fem\u00a0dagar", "48\u00a0dagar",
    ]  # fmt: skip
