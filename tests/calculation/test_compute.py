"""Money flows between actors, the time, the law's steps, and kronor that add up."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sysselreg.calculation.compute import months, spans, summed, unknown, whole_kronor
from sysselreg.calculation.inputs import case_of
from sysselreg.calculation.model import ACTORS
from tests.calculation.conftest import EXAMPLE, METHOD, PARAMETERS, counted

BEFORE = ("försörjningsstöd", "aktivitetsstöd", "arbetslöshetsersättning", "etableringsersättning", "ingen")
SUPPORT = ("inget", "nystartsjobb", "lönebidrag")


def rows(kind: str, amount: int) -> list[dict[str, Any]]:
    return [{"försörjning_före": kind, "per_månad": amount}]


@st.composite
def facts(draw: st.DrawFn) -> dict[str, Any]:
    kronor, share = st.integers(0, 60_000), st.integers(0, 100)
    first = draw(st.dates(date(2019, 1, 1), date(2019, 12, 1)))
    before = draw(st.sampled_from(BEFORE))
    found = {
        "från": first.isoformat(),
        "till": draw(st.dates(first, date(2019, 12, 31))).isoformat(),
        "omfattning_procent": draw(st.integers(1, 100)),
        "månadslön": draw(st.integers(1, 40_000)),
        "stöd": draw(st.sampled_from(SUPPORT)),
        "stöd_procent_av_avgift": draw(st.integers(0, 300)),
        "stöd_per_månad": draw(kronor),
        "försörjning_före": before,
        "boendekostnad": draw(kronor),
        "produktivitet_procent": draw(share),
        "handledarlön": draw(kronor),
        "handledning_procent": draw(share),
        "administration": draw(kronor),
        "upphandlingskostnad": draw(kronor),
        "indirekt_skatt_procent": draw(share),
    }
    stated = before != "försörjningsstöd" or draw(st.booleans())
    return {**found, "ersättningar": rows(before, draw(kronor)) if stated else []}


@given(facts())
def test_transfers_cancel_and_only_what_is_real_is_left(changes: dict[str, Any]) -> None:
    found = counted(changes)
    real = found.flows["produktion"] - sum(
        found.flows[code] for code in ("handledning", "administration", "upphandling")
    )
    assert found.society == real
    kronor = whole_kronor(found.actors)
    assert sum(kronor[actor] for actor in ACTORS) == kronor["samhälle"]
    assert all(abs(kronor[actor] - found.actors[actor]) < 1 for actor in ACTORS)
    assert abs(kronor["samhälle"] - real) <= Fraction(1, 2)


@given(facts(), st.dates(date(2019, 1, 2), date(2019, 12, 31)))
def test_a_time_cut_in_two_is_worth_the_same(changes: dict[str, Any], day: date) -> None:
    if not changes["från"] < day.isoformat() <= changes["till"]:
        return
    changes |= {"administration": 0, "upphandlingskostnad": 0}
    whole, first, second = (
        counted({**changes, **days})
        for days in ({}, {"till": (day - timedelta(days=1)).isoformat()}, {"från": day.isoformat()})
    )
    assert {a: first.actors[a] + second.actors[a] for a in ACTORS} == dict(whole.actors)


@pytest.mark.parametrize(
    ("first", "last", "wanted"),
    [
        ("2019-01-01", "2019-12-31", "12"),
        ("2024-01-01", "2024-12-31", "12"),  # a leap year is twelve months too
        ("2024-02-01", "2024-02-29", "1"),
        ("2024-02-01", "2024-02-28", "28/29"),
        ("2023-02-01", "2023-02-28", "1"),
        ("2024-02-29", "2024-02-29", "1/29"),
        ("2019-01-16", "2019-02-14", "1/62"),  # 16/31 + 14/28 = 63/62
        ("2019-12-31", "2020-01-01", "2/31"),
        ("2019-05-05", "2019-05-05", "1/31"),
    ],
)
def test_months_are_those_of_the_calendar(first: str, last: str, wanted: str) -> None:
    found = months(date.fromisoformat(first), date.fromisoformat(last))
    assert found == Fraction(wanted) + (1 if wanted == "1/62" else 0)


def test_a_time_over_two_years_is_counted_with_the_parameters_of_each() -> None:
    over = {"från": "2023-07-01", "till": "2024-06-30", "stöd": "inget"}
    parts = spans(PARAMETERS, date(2023, 7, 1), date(2024, 6, 30))
    assert [(part.months, part.day.year) for part in parts if part.months] == [(6, 2023), (6, 2024)]
    case = case_of({**EXAMPLE, **over}, PARAMETERS)
    assert unknown(case, PARAMETERS) == [(2024, "kommunalskatt"), (2024, "regionskatt")]
    assert case_of({**EXAMPLE, **over}, PARAMETERS, 2023).spans == ((12, date(2023, 1, 1)),)


def test_a_parameter_that_changes_within_a_year_cuts_the_time() -> None:
    parts = spans(PARAMETERS, date(2017, 10, 16), date(2017, 11, 15))
    assert [(part.months, part.day) for part in parts] == [
        (Fraction(16, 31), date(2017, 1, 1)),
        (Fraction(1, 2), date(2017, 11, 1)),
    ]


@pytest.mark.parametrize(
    ("wage", "extent", "support"),
    [(20000, 100, 6284 * 2), (20001, 100, 6284 * 2), (19000, 100, 2 * 5969.8), (30000, 50, 6284)],
)
def test_nystartsjobb_stops_at_the_ceiling_which_follows_the_extent(wage: int, extent: int, support: float) -> None:
    found = counted({"månadslön": wage, "omfattning_procent": extent, "till": "2019-01-31"})
    assert found.flows["stöd"] == Fraction(str(support))


def test_support_of_another_kind_is_a_sum_a_month_of_full_time() -> None:
    found = counted({"stöd": "lönebidrag", "stöd_per_månad": 10000, "omfattning_procent": 75, "till": "2019-02-28"})
    assert found.flows["stöd"] == 15000


@pytest.mark.parametrize(
    ("before", "facts", "municipality", "state"),
    [
        ("försörjningsstöd", {"boendekostnad": 5000}, 9080, 0),  # the norm of 2019 is 4 080
        ("försörjningsstöd", {"ersättningar": rows("försörjningsstöd", 8000)}, 8000, 0),
        ("etableringsersättning", {"ersättningar": rows("etableringsersättning", 6000)}, 0, 6000),
        ("ingen", {}, 0, 0),
    ],
)
def test_who_no_longer_pays(before: str, facts: dict[str, Any], municipality: int, state: int) -> None:
    flows = counted({"försörjning_före": before, "till": "2019-01-31", **facts}).flows
    assert (flows["försörjningsstöd"], flows["ersättning"]) == (municipality, state)


def test_a_taxed_benefit_was_taxed_before_too_and_a_tax_free_one_was_not() -> None:
    def tax(before: str) -> Fraction:
        return counted({"försörjning_före": before, "ersättningar": rows(before, 15000)}).flows["kommunalskatt"]

    assert tax("etableringsersättning") == counted({}).flows["kommunalskatt"]
    # 0,77 prisbasbelopp of 46 500 is taken off 180 000, which is more than 3,11 of them: less a tenth of what is over.
    deduction = Fraction(77, 100) * 46500 - Fraction(180000 - Fraction(311, 100) * 46500, 10)
    assert tax("etableringsersättning") - tax("aktivitetsstöd") == Fraction("0.2070") * (180000 - deduction)


def test_jobbskatteavdrag_follows_the_law_of_its_year() -> None:
    # 2019, 246 000 kronor: (1,703 pbb + 12,8 % over 3,24 pbb − grundavdrag) × (20,70 + 11,49) %
    base = 46500
    deduction = Fraction(77, 100) * base - Fraction(246000 - Fraction(311, 100) * base, 10)
    underlag = Fraction("1.703") * base + Fraction("0.128") * (246000 - Fraction("3.24") * base)
    assert counted({}).flows["jobbskatteavdrag"] == (underlag - deduction) * Fraction("0.3219")


def test_a_wage_below_what_is_taxed_gives_no_tax_and_no_deduction() -> None:
    flows = counted({"månadslön": 1500, "stöd": "inget"}).flows
    assert (flows["kommunalskatt"], flows["regionskatt"], flows["jobbskatteavdrag"]) == (0, 0, 0)


def test_what_is_paid_once_does_not_follow_the_time() -> None:
    flows = counted({"till": "2019-01-01"}).flows
    assert (flows["administration"], flows["upphandling"]) == (10000, 40000)


@pytest.mark.parametrize(
    ("amounts", "wanted"),
    [
        ((Fraction(1, 2),) * 4 + (Fraction(0),), [1, 1, 0, 0, 0, 2]),
        ((Fraction(-1, 2), Fraction(1, 2), Fraction(0), Fraction(0), Fraction(0)), [0, 0, 0, 0, 0, 0]),
        ((Fraction(5, 10), Fraction(0), Fraction(0), Fraction(0), Fraction(0)), [1, 0, 0, 0, 0, 1]),
        ((Fraction(-7, 3),) * 5, [-3, -3, -2, -2, -2, -12]),
    ],
)
def test_whole_kronor_add_up(amounts: tuple[Fraction, ...], wanted: list[int]) -> None:
    found = whole_kronor(dict(zip(ACTORS, amounts, strict=True)))
    assert sum(found[actor] for actor in ACTORS) == found["samhälle"]
    assert sorted(found.values()) == sorted(wanted)


def test_several_persons_are_the_sum_of_their_rows() -> None:
    each = [counted({"månadslön": wage}) for wage in (20001, 20002, 20003)]
    told = [whole_kronor(found.actors) for found in each]
    assert summed(each) == {actor: sum(row[actor] for row in told) for actor in told[0]}
    assert summed([]) == dict.fromkeys((*ACTORS, "samhälle"), 0)


def test_every_flow_that_is_counted_has_its_words_and_no_other() -> None:
    assert set(counted({}).flows) == {post.code for post in METHOD.posts}
