"""Budgets: the total row where there is one, whole mandates, and the contradictions that the sources hold."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from sysselreg.figure.model import Figure

Data = dict[str, Any]
Count = Callable[..., dict[str, Figure]]

OSTERSUND = [
    {"id": "b1", "post": "totalt", "budget": 1_620_000, "utfall": 1_261_758, "kvar": 358_242},
    {"id": "b2", "post": "externa kostnader", "kvar": 126_034},
    {"id": "b3", "post": "lönekostnader och upphandling", "kvar": 169_208},
]
WHOLE_MANDATE = "Beloppen gäller hela programmets tid och inte bara den valda perioden."


def program(*lines: Data, **fields: Any) -> tuple[str, Data]:
    return "program", {
        "id": "prg-1",
        "titel": "t",
        "giltig": {"från": "2017-06", "till": "2019-04-30"},
        "budget": list(lines),
        **fields,
    }


def groups(figure: Figure) -> dict[str, Fraction | None]:
    return {group.name: group.numbers.value for group in figure.groups}


def test_the_budget_of_ostersund_and_what_does_not_add_up(count: Count) -> None:
    figure = count([program(*OSTERSUND)], "2017..2019", "N39")["N39"]

    assert figure.numbers.value == Fraction(358_242, 1_620_000)
    assert groups(figure) == {"budget": 1_620_000, "utfall": 1_261_758, "kvar": 358_242}
    assert {group.numbers.known for group in figure.groups} == {1}
    assert figure.notes == (
        "Budgetposternas kvar är tillsammans 295\u00a0242 kr, men för hela budgeten är 358\u00a0242 kr kvar. "
        "Skillnaden är 63\u00a0000 kr.",
        WHOLE_MANDATE,
    )


def test_each_post_by_itself(count: Count) -> None:
    left = count([program(*OSTERSUND)], "2018", "N39", by=("budgetpost",))["N39"]
    both = count([program(*OSTERSUND)], "2018", "N39", by=("budgetpost", "belopp"))["N39"]

    assert groups(left) == {"externa kostnader": 126_034, "lönekostnader och upphandling": 169_208}
    assert groups(both)["externa kostnader × kvar"] == 126_034
    assert groups(both)["externa kostnader × budget"] is None


def test_a_mandates_budget_counts_in_every_period_that_it_overlaps_and_in_no_other(count: Count) -> None:
    totals = {
        period: count([program(*OSTERSUND)], period, "N39")["N39"].numbers.total
        for period in ("2017-05", "2017-06", "2018", "2019-04", "2019-05", "2016..2020")
    }

    assert totals == {"2017-05": 0, "2017-06": 1, "2018": 1, "2019-04": 1, "2019-05": 0, "2016..2020": 1}


def test_without_a_total_row_the_posts_are_summed_and_years_kept_apart(count: Count) -> None:
    lines = [
        {"id": "b1", "år": 2023, "post": "lön", "budget": 100, "utfall": 40},
        {"id": "b2", "år": 2023, "post": "resor", "budget": 50, "utfall": 60},
        {"id": "b3", "år": 2024, "post": "totalt", "budget": 1000, "utfall": 0},
        {"id": "b4", "år": 2024, "post": "lön", "budget": 1000, "utfall": 0},
    ]
    year, both, half = (
        count([program(*lines)], period, "N39")["N39"] for period in ("2023", "2023..2024", "2023-01..2023-06")
    )

    assert (year.numbers.numerator, year.numbers.denominator, year.notes) == (50, 150, ())
    assert (both.numbers.numerator, both.numbers.denominator) == (1050, 1150)
    assert (half.numbers.value, half.numbers.known, half.numbers.total) == (None, 0, 2)


def test_a_stated_remainder_that_is_not_budget_minus_spent_is_told(count: Count) -> None:
    wrong = {"id": "b1", "år": 2023, "post": "totalt", "budget": 1000, "utfall": 400, "kvar": 500}
    figure = count([program(wrong)], "2023", "N39")["N39"]
    right = count([program({**wrong, "kvar": 600})], "2023", "N39")["N39"]

    assert figure.numbers.value == Fraction(600, 1000)
    assert figure.notes == (
        "Budgetposten totalt anger 500 kr kvar, men budget minus utfall är 600 kr. Skillnaden är 100 kr.",
    )
    assert right.notes == ()


def test_an_unknown_amount_is_not_zero(count: Count) -> None:
    lines = [
        {"id": "b1", "år": 2023, "post": "lön", "budget": 100},
        {"id": "b2", "år": 2023, "post": "resor", "budget": 10, "utfall": 4},
    ]
    figure = count([program(*lines)], "2023", "N39")["N39"]

    assert (figure.numbers.numerator, figure.numbers.denominator, figure.numbers.known, figure.numbers.total) == (
        6,
        10,
        1,
        2,
    )
    assert groups(figure) == {"budget": 110, "utfall": 4, "kvar": 6}
