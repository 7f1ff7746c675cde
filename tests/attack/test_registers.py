"""No withheld count of the registers here can be told to within less than the limit, from all that is printed at once.

The attack solves every equation by linear programming over whole people, with a solver and an idea of what each figure
counts that are not the program's own (attack.py, people.py).
"""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from sysselreg import pipeline
from sysselreg.document.annual.appendix import contradiction_table
from sysselreg.figure import withheld
from sysselreg.figure.disclosure import disclose
from sysselreg.figure.suppression import Protected
from sysselreg.period import Period
from tests.attack.people import MEANINGS, triangulated
from tests.attack.published import asked, attacked, register, reported

REPORTS = [
    *(("exempelkommun", year) for year in (2022, 2023, 2024, 2025, 2026)),
    ("lund", 2023),
    ("ostersund", 2018),
    ("goteborg", 2015),
    ("nordanstig", 2020),
]
SPLITS = (
    "kön", "åldersgrupp", "försörjning_före", "form", "förvaltning", "kvartal", "kravtyp", "kön,form", "kön,bransch",
    "utfall,kön", "resultat,kön", "åldersgrupp,bransch",
)  # fmt: skip


@pytest.mark.parametrize(("name", "year"), REPORTS)
def test_no_report_gives_anybody_away(name: str, year: int) -> None:
    told = reported(name, year)

    persons = {each.figure.definition.id for each in told if each.figure.definition.protection == "person"}
    assert persons <= MEANINGS.keys()
    assert attacked(name, told) == []


def test_both_profiles_are_made_from_the_same() -> None:
    assert reported("exempelkommun", 2025, "lund") == reported("exempelkommun", 2025, "full")


def test_what_does_not_add_up_tells_no_few_persons() -> None:
    snapshot, outcome, checked = register("exempelkommun")
    public, internal = (
        contradiction_table(pipeline._materials(snapshot, outcome, checked, 2025, None, internal=each))
        for each in (False, True)
    )
    assert public is not None
    assert internal is not None
    personal = [(row.cells[1], other.cells[1]) for row, other in zip(public.rows, internal.rows, strict=True)
                if row.cells[2].endswith("Uppgiften visas inte.")]  # fmt: skip

    few = [(told, truth) for told, truth in personal if truth.split()[0] in {"en", "två", "tre", "fyra"}]
    assert {told for told, _ in few} == {"färre än 5 placeringar"}
    assert all(told == truth for told, truth in personal if (told, truth) not in few)


def test_there_is_something_to_look_for() -> None:
    told = reported("exempelkommun", 2025)
    groups = [(group, each) for each in told for group in each.shown.groups]

    assert len({each.figure.period for each in told}) > 2
    assert len([group for group, each in groups if group.shown.hidden and each.shown.shown.hidden is None]) > 20


def test_without_the_others_that_protect_it_a_small_number_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def small_alone(_: object, first: Iterable[object], *more: object) -> Protected:  # noqa: ARG001
        return Protected(frozenset(first), frozenset())

    monkeypatch.setattr(withheld, "protect", small_alone)
    found = attacked("exempelkommun", reported("exempelkommun", 2025))

    assert any(each.least == each.most == each.truth < 5 for each in found)


def test_one_table_that_is_not_protected_gives_others_away() -> None:
    told = [each for each in reported("exempelkommun", 2025) if each.figure.period == Period.year(2025)]
    assert attacked("exempelkommun", told) == []
    open_ = {each.shown.name: disclose([each.figure], 5, internal=True)[0] for each in told}
    careless = [each._replace(shown=open_["N11"]) if each.shown.name == "N11" else each for each in told]

    assert attacked("exempelkommun", careless) != []


def test_dimensions_that_go_in_a_circle_are_crossed() -> None:
    ring = [frozenset(pair) for pair in (("a", "b"), ("b", "c"), ("c", "d"), ("d", "a"))]
    assert triangulated(ring) == [("a", "b", "d"), ("b", "c", "d")]
    assert triangulated(ring[:2]) == [("a", "b"), ("b", "c")]


@pytest.mark.parametrize("by", SPLITS)
def test_no_split_gives_anybody_away(by: str) -> None:
    year = 2024 + SPLITS.index(by) % 2
    assert attacked("exempelkommun", asked("exempelkommun", Period.year(year), tuple(by.split(",")))) == []


@pytest.mark.parametrize("period", ["2024-01..2024-06", "2025-01..2025-04", "2023..2025"])
def test_no_period_gives_anybody_away(period: str) -> None:
    assert attacked("exempelkommun", asked("exempelkommun", Period.parse(period))) == []
