"""Shown figures: what may be printed of small registers, and what must not."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sysselreg.errors import UsageError
from sysselreg.figure.disclosure import disclose
from sysselreg.figure.model import Figure, Request, ShownFigure, ShownGroup
from sysselreg.figure.output import statistics_json

Data = dict[str, Any]
Count = Callable[..., dict[str, Figure]]
Computed = Callable[..., tuple[Figure, ...]]

PROCUREMENT = ("upphandling", {"id": "upp-1", "part": "egen", "status": "pågående", "objekt": "tjänst",
                               "krav": [{"id": "k1", "typ": "skarpt_krav"}], "datum": {"tilldelning": "2024-01-01"},
                               "bransch": "Park"})  # fmt: skip
LISTED = "Färre än 5 personer, eller dolt så att en grupp med färre än 5 inte går att räkna fram."


def people(prefix: str = "d", **groups: int) -> list[tuple[str, Data]]:
    """Started placements, so many of each gender."""
    return [
        ("placering", {"upphandling": "upp-1", "deltagare": f"{prefix}-{gender}-{n}", "kön": gender, "form": "praktik",
                       "status": "pågående", "faktisk": {"från": "2024-03-01"}})
        for gender, number in groups.items()
        for n in range(number)
    ]  # fmt: skip


def ended(outcome: str, number: int, gender: str = "kvinna", year: int = 2024) -> list[tuple[str, Data]]:
    return [
        ("placering", {"upphandling": "upp-1", "deltagare": f"e-{outcome}-{n}", "kön": gender, "form": "praktik",
                       "status": "avslutad_fullföljd", "faktisk": {"från": f"{year}-03-01", "till": f"{year}-06-30"},
                       "utfall": [{"tidpunkt": "vid_avslut", "utfall": outcome}]})
        for n in range(number)
    ]  # fmt: skip


def shown(figures: dict[str, Figure], limit: int = 5, *, internal: bool = False) -> dict[str, ShownFigure]:
    return {figure.id: figure for figure in disclose(list(figures.values()), limit, internal=internal)}


def texts(groups: tuple[ShownGroup, ...]) -> dict[str, str]:
    return {group.name: group.shown.text for group in groups}


def test_a_small_number_of_people_is_withheld_with_everything_that_tells_it(count: Count) -> None:
    figure = shown(count([PROCUREMENT, *people(kvinna=3)], "2024", "N10"))["N10"].shown

    assert (figure.text, figure.hidden) == ("färre än 5", "Färre än 5 personer.")
    assert (figure.value, figure.numerator, figure.denominator, figure.known, figure.total) == (None,) * 5
    assert (figure.records, figure.unknown_records) == ((), ())


def test_five_people_are_shown_and_so_is_nobody(count: Count) -> None:
    five = shown(count([PROCUREMENT, *people(kvinna=5)], "2024", "N10"))["N10"].shown
    none = shown(count([PROCUREMENT], "2024", "N10"))["N10"].shown

    assert (five.text, five.hidden, five.value, five.known, len(five.records)) == ("5", None, 5, 5, 5)
    assert (none.text, none.hidden, none.value) == ("0", None, 0)


def test_a_group_is_not_to_be_had_by_subtraction(count: Count) -> None:
    register = [PROCUREMENT, *people(kvinna=18, man=3, annat=7)]
    figure = shown(count(register, "2024", "N11"))["N11"]

    assert figure.shown.text == "28"
    assert texts(figure.groups) == {"kvinna": "18", "man": "färre än 5 eller dolt", "annat": "färre än 5 eller dolt"}
    assert {group.shown.hidden for group in figure.groups} == {None, LISTED}


def test_of_a_withheld_whole_not_even_the_groups_are_told(count: Count) -> None:
    """Three people in three listed groups would be one in each."""
    figures = shown(count([PROCUREMENT, *people(kvinna=1, man=1, annat=1)], "2024", "N11", "N14"))

    assert figures["N11"].shown.text == "färre än 5"
    assert [(figure.groups, figure.margins) for figure in figures.values()] == [((), ()), ((), ())]


def test_figures_of_one_run_do_not_give_each_other_away(count: Count) -> None:
    bakery = ("upphandling", {**PROCUREMENT[1], "id": "upp-2", "bransch": "Bageri"})
    others = [(kind, {**data, "upphandling": "upp-2"}) for kind, data in people("b", kvinna=9, man=9)]
    register = [PROCUREMENT, bakery, *others, *people(kvinna=18, man=9, annat=3)]
    together = shown(count(register, "2024", "N11") | count(register, "2024", "N14"))
    gender = {group.name: group.shown.text for group in together["N11"].groups}
    sums = {group.name: group.shown.text for group in together["N14"].margins if group.key("kön")}

    assert gender == sums
    assert Counter(gender.values())["färre än 5 eller dolt"] == 2


def test_the_same_gender_is_withheld_whatever_is_counted(count: Count) -> None:
    more = [(kind, {**data, "form": "lärling"}) for kind, data in people(kvinna=2, man=25)]
    register = [PROCUREMENT, *people(kvinna=18, man=25, annat=1), *more]
    people_, places = (
        shown(count(register, "2024", "N10", by=("kön",)) | count(register, "2024", "N12", by=("kön",)))[n]
        for n in ("N10", "N12")
    )

    hidden = "färre än 5 eller dolt"
    assert texts(people_.groups) == {"kvinna": "18", "man": hidden, "annat": hidden}
    assert texts(places.groups) == {"kvinna": "20", "man": hidden, "annat": hidden}


def test_a_share_needs_ten_and_no_small_part(count: Count) -> None:
    def share(**groups: int) -> tuple[str, bool]:
        figure = shown(count([PROCUREMENT, *people(**groups)], "2024", "N13"))["N13"].shown
        return figure.text, figure.hidden is not None

    assert share(kvinna=5, man=5) == ("50\u00a0%", False)
    assert share(kvinna=5, man=4) == ("visas inte", True)
    assert share(kvinna=18, man=3) == ("visas inte", True)
    assert share(kvinna=3, man=18) == ("visas inte", True)
    assert share(man=12) == ("0\u00a0%", False)


def test_a_share_by_groups_withholds_two_when_one_is_small(count: Count) -> None:
    def half(form: str, kvinna: int, man: int) -> list[tuple[str, Data]]:
        return [(kind, {**data, "form": form}) for kind, data in people(form, kvinna=kvinna, man=man)]

    register = [PROCUREMENT, *half("praktik", 3, 9), *half("lärling", 30, 40), *half("trainee", 10, 10)]
    figure = shown(count(register, "2024", "N13", by=("form",)))["N13"]

    assert figure.shown.text == "42\u00a0%"
    assert texts(figure.groups) == {"lärling": "43\u00a0%", "praktik": "visas inte", "trainee": "visas inte"}


def test_outcomes_do_not_tell_the_headline_share_that_is_shown(count: Count) -> None:
    register = [
        PROCUREMENT,
        *ended("arbete_osubventionerat", 12),
        *ended("försörjningsstöd", 3),
        *ended("annat", 20),
    ]
    figure = shown(count(register, "2024", "N19"))["N19"]

    assert figure.shown.text == "34\u00a0%"
    assert texts(figure.groups) == {
        "arbete_eller_studier": "34\u00a0%",
        "ersättning_eller_försörjningsstöd": "visas inte",
        "annat": "visas inte",
    }


def test_a_small_number_of_one_year_withholds_nothing_of_another(computed: Computed) -> None:
    now = [*ended("studier", 12), *ended("annat", 9), *ended("försörjningsstöd", 14)]
    before = [*ended("studier", 3, year=2023), *ended("annat", 20, year=2023), *ended("försörjningsstöd", 8, year=2023)]
    register = [PROCUREMENT, *now, *before]
    figures = [computed(register, year, [Request("N18")])[0] for year in ("2024", "2023")]
    this, last = (texts(figure.groups) for figure in disclose(figures, 5))

    assert "visas inte" not in this.values()
    assert last == {"studier": "visas inte", "försörjningsstöd": "visas inte", "annat": "65\u00a0%"}
    # The year is withheld alike in its own report and beside the next year's.
    assert texts(disclose(figures[1:], 5)[0].groups) == last
    # But what holds both years ties them together: the small number would follow from the other two.
    both = computed(register, "2023..2024", [Request("N18")])
    tied = [texts(figure.groups)["studier"] for figure in disclose([*figures, *both], 5)]
    assert tied == ["visas inte"] * 3


def test_a_share_of_women_beside_the_genders_gives_no_small_gender_away(count: Count) -> None:
    register = [PROCUREMENT, *people(kvinna=16, man=20, annat=1, okänt=6)]
    found = shown(count(register, "2024", "N11", "N13"))

    assert found["N13"].shown.text == "43\u00a0%"
    hidden = "färre än 5 eller dolt"
    assert texts(found["N11"].groups) == {"kvinna": "16", "man": hidden, "annat": hidden, "okänt": "6"}


def test_results_that_gather_outcomes_give_no_small_outcome_away(count: Count) -> None:
    outcomes = {
        "studier": 12,
        "arbetslöshetsersättning": 7,
        "försörjningsstöd": 15,
        "arbetslöshetsersättning_och_försörjningsstöd": 3,
        "aktivitetsstöd": 20,
    }
    register = [PROCUREMENT, *(each for outcome, number in outcomes.items() for each in ended(outcome, number))]
    found = shown(count(register, "2024", "N18", "N19"))
    told = {group.name: group.shown.numerator for group in found["N18"].groups if group.shown.hidden is None}

    assert texts(found["N19"].groups)["ersättning_eller_försörjningsstöd"] == "44\u00a0%"
    assert told == {"studier": 12, "försörjningsstöd": 15, "aktivitetsstöd": 20}


def test_many_places_of_few_people_are_few_people(count: Count) -> None:
    same = [(kind, {**data, "deltagare": "d-1", "form": "praktik"}) for kind, data in people(kvinna=6)]
    register = [PROCUREMENT, *same, *[(kind, {**data, "form": "lärling"}) for kind, data in people("f", man=20)]]
    figure = shown(count(register, "2024", "N12"))["N12"]

    assert texts(figure.groups) == {"praktik": "färre än 5 eller dolt", "lärling": "färre än 5 eller dolt"}


def test_records_stand_beside_no_personal_attribute(count: Count) -> None:
    figure = shown(count([PROCUREMENT, *people(kvinna=9, man=9)], "2024", "N11"))["N11"]

    assert len(figure.shown.records) == 18
    assert {group.shown.records for group in figure.groups} == {()}
    assert {group.shown.known for group in figure.groups} == {9}


def test_internal_figures_withhold_nothing_and_say_so(count: Count) -> None:
    figures = count([PROCUREMENT, *people(kvinna=3, man=1)], "2024", "N11", "N13")
    internal = shown(figures, internal=True)

    assert texts(internal["N11"].groups) == {"kvinna": "3", "man": "1"}
    assert [len(group.shown.records) for group in internal["N11"].groups] == [3, 1]
    assert (internal["N13"].shown.text, internal["N13"].shown.numerator) == ("75\u00a0%", 3)
    assert {figure.internal for figure in internal.values()} == {True}
    assert {figure.internal for figure in shown(figures).values()} == {False}


def test_figures_about_organisations_pass_as_they_are(count: Count) -> None:
    figure = shown(count([PROCUREMENT], "2024", "N03"))["N03"]

    assert (figure.shown.text, texts(figure.groups)) == ("1", {"skarpt_krav": "1"})
    assert figure.groups[0].shown.records == ("upp-1",)


def test_nothing_to_count_and_nothing_known_are_words(count: Count) -> None:
    awarded = ("upphandling", {**PROCUREMENT[1], "datum": {}})

    assert shown(count([], "2024", "N01"))["N01"].shown.text == "underlag saknas"
    assert shown(count([awarded], "2024", "N03"))["N03"].shown.text == "okänt"
    assert shown(count([awarded], "2024", "N01"))["N01"].shown.text == "okänt"


def test_the_limit_may_be_higher_or_three_but_never_lower(count: Count) -> None:
    figures = count([PROCUREMENT, *people(kvinna=4)], "2024", "N10")

    assert shown(figures, 3)["N10"].shown.text == "4"
    assert shown(figures, 10)["N10"].shown.text == "färre än 10"
    with pytest.raises(UsageError) as refused:
        shown(figures, 2)
    assert refused.value.sentence == "Sekretessgränsen 2 är för låg. Den får aldrig vara under 3. Ändra sysselreg.yaml."


genders = st.fixed_dictionaries({name: st.integers(0, 8) for name in ("kvinna", "man", "annat", "okänt")})


@given(genders, genders)
def test_what_is_shown_is_true_and_nothing_small_is_shown(
    count: Count, park: dict[str, int], bakery: dict[str, int]
) -> None:
    other = ("upphandling", {**PROCUREMENT[1], "id": "upp-2", "bransch": "Bageri"})
    inside = [(kind, {**data, "upphandling": "upp-2"}) for kind, data in people("b", **bakery)]
    figures = count([PROCUREMENT, other, *people(**park), *inside], "2024", "N10", "N11", "N13", "N14")
    found = shown(figures)

    for name, figure in figures.items():
        pairs = [(figure.numbers, found[name].shown)]
        for cells, printed in ((figure.groups, found[name].groups), (figure.margins, found[name].margins)):
            # Of a withheld whole not even the groups are listed.
            few = found[name].shown.hidden is not None and not printed
            pairs += [] if few else [(cell.numbers, out.shown) for cell, out in zip(cells, printed, strict=True)]
        for truth, out in pairs:
            if out.hidden is None:
                assert out.numerator == truth.numerator
                assert not 0 < (truth.numerator or 0) < 5
            else:
                assert (out.value, out.numerator, out.denominator, out.known, out.total) == (None,) * 5
    told = {text for figure in found.values() for text in texts((*figure.groups, *figure.margins)).values()}
    assert not told & {"1", "2", "3", "4"}
    json.dumps(statistics_json(found.values(), figures["N10"].period, ""), allow_nan=False)
