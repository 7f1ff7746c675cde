"""Goals: reached, missed or not to be judged, in exact arithmetic."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sysselreg.errors import DefinitionError, UsageError
from sysselreg.figure.disclosure import disclose_together
from sysselreg.figure.goals import load_goals
from sysselreg.figure.model import Definitions, Judged, ShownGoal
from sysselreg.figure.output import goals_json
from sysselreg.period import Period
from sysselreg.snapshot import Snapshot
from sysselreg.store.read import package_files

Data = dict[str, Any]
Judge = Callable[..., dict[str, Judged]]

GOTEBORG = {"mål": ["goteborg-50-procent"]}


def services(with_requirements: int, without: int, **fields: Any) -> list[tuple[str, Data]]:
    base: Data = {"part": "egen", "status": "tilldelad", "objekt": "tjänst", "datum": {"tilldelning": "2014-05-01"}}
    dialog = [{"id": "k1", "typ": "dialogkrav"}]
    return [
        ("upphandling", {**base, "krav": dialog if n < with_requirements else [], **fields})
        for n in range(with_requirements + without)
    ]


def told(judged: dict[str, Judged]) -> dict[str, ShownGoal]:
    return {goal.goal.id: goal for goal in disclose_together([], list(judged.values()), 5)[1]}


def test_49_of_98_is_reached_and_48_of_98_is_not(judged: Judge) -> None:
    reached = told(judged(services(49, 49), "2014", GOTEBORG))["goteborg-50-procent"]
    missed = told(judged(services(48, 50), "2014", GOTEBORG))["goteborg-50-procent"]

    assert (reached.status, reached.gap, reached.missing) == ("nått", 0, None)
    assert reached.sentence == "Målet är nått. Utfallet är 49 av 98 (50\u00a0%) och målet är minst 50\u00a0%."
    assert (missed.status, missed.gap, missed.needed) == ("missat", Fraction(-50, 49), 49)
    assert missed.sentence == (
        "Målet är inte nått. Utfallet är 48 av 98 (49\u00a0%) och målet är minst 50\u00a0%. "
        "Det hade behövts 1 till: 49 av 98."
    )


@given(st.integers(0, 60), st.integers(0, 60))
def test_half_is_reached_exactly_when_twice_the_part_is_the_whole(judged: Judge, part: int, rest: int) -> None:
    found = judged(services(part, rest), "2014", GOTEBORG)["goteborg-50-procent"]

    expected = "kan_inte_bedömas" if not part + rest else "nått" if 2 * part >= part + rest else "missat"
    assert found.status == expected


def test_what_is_missing_decides_only_when_it_could(judged: Judge) -> None:
    unknown = services(4, 0, objekt="okänt")
    sure, low, open_ = (
        told(judged([*services(*known), *unknown], "2014", GOTEBORG))["goteborg-50-procent"]
        for known in ((6, 2), (1, 10), (4, 6))
    )

    assert (sure.status, low.status, open_.status) == ("nått", "missat", "kan_inte_bedömas")
    assert open_.sentence == "Målet kan inte bedömas. Uppgifter saknas för 4 av 14 upphandlingar."
    assert (open_.gap, open_.missing) == (None, "Uppgifter saknas för 4 av 14 upphandlingar.")


def test_nothing_to_count_cannot_be_judged(judged: Judge) -> None:
    found = told(judged([], "2014", GOTEBORG))["goteborg-50-procent"]

    assert found.sentence == "Målet kan inte bedömas. Det finns inga upphandlingar att räkna i perioden."


def test_a_goal_is_not_judged_over_years_that_count_its_figure_in_different_ways(
    judged: Judge, definitions: Definitions
) -> None:
    versions = [
        each
        for figure in definitions.figures
        for each in (
            (replace(figure, valid_to="2014-12-31"), replace(figure, valid_from="2015-01-01"))
            if figure.id == "N01"
            else (figure,)
        )
    ]
    changed = replace(definitions, figures=tuple(versions))
    over, year = (judged(services(1, 0), when, GOTEBORG, changed) for when in ("2014..2015", "2014"))

    assert told(over)["goteborg-50-procent"].sentence == (
        "Målet kan inte bedömas. Nyckeltalet N01 räknas på mer än ett sätt under perioden. Välj ett år i taget."
    )
    assert told(year)["goteborg-50-procent"].status == "nått"


def test_external_procurements_count_in_no_goal(judged: Judge) -> None:
    def raised(part: str) -> tuple[str, Data]:
        return "upphandling", {"part": part, "status": "pågående", "objekt": "okänt", "datum": {"behov": "2023"},
                               "krav": [{"id": "k1", "typ": "dialogkrav"}]}  # fmt: skip

    config = {"mål": ["lund-2-3-upphandlingar"]}
    one = told(judged([raised("egen"), raised("extern")], "2023", config))["lund-2-3-upphandlingar"]
    two = told(judged([raised("egen"), raised("bolag"), raised("extern")], "2023", config))["lund-2-3-upphandlingar"]

    assert (one.status, one.missing) == ("missat", "Det hade behövts 1 till.")
    assert (two.status, two.sentence) == ("nått", "Målet är nått. Utfallet är 2 och målet är minst 2.")


def test_half_as_many_places_as_companies(judged: Judge) -> None:
    def register(places: int) -> list[tuple[str, Data]]:
        suppliers = [{"id": f"t{n}", "leverantör": f"org-{n}"} for n in range(9)]
        dialog = {"upphandling": "upp-1", "status": "överenskommen", "rekvirerad": "2018-05-01",
                  "platser": [{"id": "p1", "antal": places}]}  # fmt: skip
        awarded = services(1, 0, id="upp-1", tilldelning=suppliers, datum={"tilldelning": "2018-02-01"})
        return [*awarded, ("dialogöverenskommelse", dialog)]

    config = {"mål": ["ostersund-halften"]}
    missed, reached = (told(judged(register(n), "2018", config))["ostersund-halften"] for n in (4, 5))

    assert (missed.status, missed.needed) == ("missat", 5)
    assert missed.sentence == (
        "Målet är inte nått. Utfallet är 0,44 platser per företag (4 delat med 9) och målet är minst 0,50. "
        "Det hade behövts 1 till: 5 delat med 9."
    )
    assert reached.status == "nått"


def program(*goals: Data, **fields: Any) -> tuple[str, Data]:
    return "program", {
        "id": "prg-1",
        "titel": "Pilot",
        "giltig": {"från": "2014-01", "till": "2015-12"},
        "mål": list(goals),
        **fields,
    }


def test_a_programs_own_goals_hold_as_long_as_it_does(judged: Judge) -> None:
    goals = [
        {"id": "m1", "nyckeltal": "N01", "minst": 60, "beslut": {"instans": "KS", "datum": "2013-11-27"}},
        {"id": "m2", "beskrivning": "Ett mål i ord"},
        {"id": "m3", "nyckeltal": "N99", "minst": 1},
        {"id": "m4", "nyckeltal": "N01", "minst": 50},
        {"id": "m5", "nyckeltal": "N03", "högst": 1, "giltig": {"från": "2016"}},
    ]
    register = [*services(5, 5), program(*goals)]
    inside, after = (told(judged(register, period, GOTEBORG)) for period in ("2014", "2016"))

    assert {name: goal.status for name, goal in inside.items()} == {
        "goteborg-50-procent": "nått",
        "prg-1/m1": "missat",
        "prg-1/m3": "kan_inte_bedömas",
    }
    assert inside["prg-1/m1"].goal.decision == "KS, 2013-11-27"
    assert inside["prg-1/m3"].missing == "Nyckeltalet N99 räknas inte för perioden."
    assert set(after) == {"goteborg-50-procent", "prg-1/m5"}


def test_a_goal_for_all_of_the_time_is_judged_over_all_of_it(judged: Judge) -> None:
    later = services(3, 0, datum={"tilldelning": "2015-05-01"})
    goals = [{"id": name, "nyckeltal": "N01", "minst": 60, "period": period}
             for name, period in (("m1", "hela_tiden"), ("m2", "varje_år"))]  # fmt: skip
    found = told(judged([*services(1, 2), *later, program(goals[0]), program(goals[1], id="prg-2")], "2014", {}))

    assert (found["prg-1/m1"].status, found["prg-2/m2"].status) == ("nått", "missat")
    assert found["prg-1/m1"].shown is not None
    assert found["prg-1/m1"].shown.period == Period.parse("2014..2015")


def test_too_much_misses_a_goal_with_an_upper_limit(judged: Judge) -> None:
    between = {"id": "m1", "nyckeltal": "N03", "minst": 2, "högst": 3}
    statuses = {
        n: told(judged([*services(n, 0), program(between)], "2014", {}))["prg-1/m1"].sentence for n in (1, 3, 4)
    }

    assert statuses == {
        1: "Målet är inte nått. Utfallet är 1 och målet är från 2 till 3. Det hade behövts 1 till.",
        3: "Målet är nått. Utfallet är 3 och målet är från 2 till 3.",
        4: "Målet är inte nått. Utfallet är 4 och målet är från 2 till 3. Värdet är 1 för högt.",
    }


def test_a_goal_on_few_people_is_not_told(judged: Judge) -> None:
    placements = [
        ("placering", {"upphandling": "upp-1", "deltagare": f"d-{n}", "form": "praktik", "status": "pågående",
                       "faktisk": {"från": "2014-05-01"}})
        for n in range(3)
    ]  # fmt: skip
    register = [*services(1, 0, id="upp-1"), *placements, program({"id": "m1", "nyckeltal": "N10", "minst": 2})]
    found = judged(register, "2014", {})
    open_, internal = (disclose_together([], list(found.values()), 5, internal=each)[1][0] for each in (False, True))

    assert (open_.status, open_.gap, open_.missing) == ("kan_inte_bedömas", None, "Färre än 5 personer.")
    assert (internal.status, internal.gap) == ("nått", 1)


def test_an_unknown_goal_in_the_settings_is_refused_with_a_suggestion(judged: Judge) -> None:
    with pytest.raises(UsageError) as refused:
        judged([], "2014", {"mål": ["goteborg-50"]})

    assert refused.value.sentence == "Målet goteborg-50 i sysselreg.yaml finns inte. Menade du goteborg-50-procent?"
    assert set(judged([], "2014", GOTEBORG)) == {"goteborg-50-procent"}


def test_a_broken_goal_file_is_named() -> None:
    with pytest.raises(DefinitionError) as refused:
        load_goals(Snapshot({"reports/goals/x.yaml": b"m\xc3\xa5l: x\nnamn: X\n"}))

    assert refused.value.sentence == "reports/goals/x.yaml:1:1: Målet saknar nyckeltal. Lägg till det."
    assert len(load_goals(Snapshot(package_files()))) == 5


def test_the_json_of_goals(judged: Judge) -> None:
    shown = disclose_together([], list(judged(services(48, 50), "2014", GOTEBORG).values()), 5)[1]
    content = goals_json(shown, Period.year(2014), "0123456789")
    (goal,) = content.pop("mål")

    assert content == {
        "format_version": 1,
        "revision": "0123456789",
        "period": {"från": "2014-01-01", "till": "2014-12-31"},
    }
    keys = (
        "id",
        "nyckeltal",
        "minst",
        "utfall",
        "status",
        "saknas",
        "avvikelse",
        "behövs",
        "täljare",
        "nämnare",
        "täckning",
    )
    assert {key: goal[key] for key in keys} == {
        "id": "goteborg-50-procent",
        "nyckeltal": "N01",
        "minst": 50,
        "utfall": 48.9796,
        "status": "missat",
        "saknas": "Det hade behövts 1 till: 49 av 98.",
        "avvikelse": -1.0204,
        "behövs": 49,
        "täljare": 48,
        "nämnare": 98,
        "täckning": {"kända": 98, "totalt": 98},
    }
