"""Compliance, decisions, answers, extra cost, cost for each place and early market dialog, each at its edges."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from sysselreg.figure.model import Figure

Data = dict[str, Any]
Count = Callable[..., dict[str, Figure]]

SHARP = {"id": "k1", "typ": "skarpt_krav", "enhet": "platser", "antal": 2}


def procurement(**fields: Any) -> tuple[str, Data]:
    base: Data = {
        "id": "upp-1", "part": "egen", "status": "pågående", "objekt": "tjänst", "krav": [SHARP],
        "datum": {"tilldelning": "2024-02-01"}, "tilldelning": [{"id": "t1", "leverantör": "org-a"}],
    }  # fmt: skip
    return "upphandling", {**base, **fields}


def fulfilment(status: str, when: str | None = "2024-06-01", **fields: Any) -> Data:
    return {"krav": "k1", "leverantör": "org-a", "status": status, **({"datum": when} if when else {}), **fields}


def groups(figure: Figure) -> dict[str, Fraction | None]:
    return {group.name: group.numbers.value for group in figure.groups}


# ---- compliance ------------------------------------------------------------------------------------------------------


def judged(count: Count, *entries: Data, today: date | None = None, **fields: Any) -> tuple[object, ...]:
    register = [procurement(uppfyllnad=list(entries), **fields)]
    numbers = count(register, "2024", "N25", today=today)["N25"].numbers
    return numbers.numerator, numbers.denominator, numbers.known, numbers.total


@pytest.mark.parametrize(
    ("status", "counted"),
    [
        ("uppfyllt", (1, 1, 1, 1)),
        ("delvis_uppfyllt", (0, 1, 1, 1)),
        ("ej_uppfyllt", (0, 1, 1, 1)),
        ("sanktionsbeslut", (0, 1, 1, 1)),
        ("avvikelse", (0, 0, 0, 0)),  # still going on
        ("rättelse_begärd", (0, 0, 0, 0)),
        ("dialog_genomförd", (0, 0, 0, 0)),
        ("ej_påbörjad", (0, 0, 0, 0)),
    ],
)
def test_a_requirement_is_over_when_it_is_decided(count: Count, status: str, counted: tuple[int, ...]) -> None:
    assert judged(count, fulfilment(status)) == counted


ENDS = {"från": "2024-01-01", "till": "2024-09-30"}
UNKNOWN = (None, None, 0, 1)


@pytest.mark.parametrize(
    ("fields", "counted"),
    [
        ({"avtalstid": ENDS}, UNKNOWN),
        ({"avtalstid": {**ENDS, "förlängning_till": "2025-09-30"}}, (0, 0, 0, 0)),
        ({"avtalstid": {**ENDS, "till": "2024-12-31"}}, (0, 0, 0, 0)),  # the day itself is not past
        ({"avtalstid": {**ENDS, "till": "2024-12-30"}}, UNKNOWN),
        (
            {"avtalstid": ENDS, "tilldelning": [{"id": "t1", "leverantör": "org-a", "avtal_till": "2025-01-01"}]},
            (0,) * 4,
        ),
        ({"tilldelning": [{"id": "t1", "leverantör": "org-a", "avtal_till": "2024-05-31"}]}, UNKNOWN),
        ({"status": "avslutad"}, UNKNOWN),
        ({"status": "avslutad", "avtalstid": {**ENDS, "till": "2023-12-31"}}, (0, 0, 0, 0)),
    ],
)
def test_or_when_its_contract_is_over_and_then_it_is_unknown_until_decided(
    count: Count, fields: Data, counted: tuple[int, ...]
) -> None:
    assert judged(count, **fields) == counted
    assert judged(count, fulfilment("avvikelse"), **fields) == counted
    assert judged(count, fulfilment("uppfyllt"), **fields) == (1, 1, 1, 1)


def test_the_day_of_the_decision_places_it_and_the_last_one_holds(count: Count) -> None:
    assert judged(count, fulfilment("uppfyllt", "2025-01-01")) == (0, 0, 0, 0)
    assert judged(count, fulfilment("uppfyllt", None)) == UNKNOWN
    assert judged(count, fulfilment("ej_uppfyllt"), fulfilment("uppfyllt", "2024-07-01")) == (1, 1, 1, 1)
    # Decided, but found wanting since: no longer decided.
    assert judged(count, fulfilment("uppfyllt"), fulfilment("avvikelse", "2024-07-01")) == (0, 0, 0, 0)


@pytest.mark.parametrize(
    "fields",
    [{"part": "extern"}, {"status": "avbruten"}, {"krav": [{**SHARP, "art": "frivillig"}]},
     {"krav": [{**SHARP, "typ": "bonus"}]}],
)  # fmt: skip
def test_what_obliges_nobody_is_not_judged(count: Count, fields: Data) -> None:
    assert judged(count, fulfilment("uppfyllt"), **fields)[3] == 0


def test_each_requirement_and_supplier_by_type(count: Count) -> None:
    dialog = {"id": "k2", "typ": "dialogkrav", "enhet": "dialog"}
    awards = [{"id": "t1", "leverantör": "org-a"}, {"id": "t2", "leverantör": "org-b"}]
    entries = [fulfilment("uppfyllt", krav="k2"), fulfilment("uppfyllt", krav="k2", leverantör="org-b"),
               fulfilment("delvis_uppfyllt"), fulfilment("sanktionsbeslut", leverantör="org-b")]  # fmt: skip
    register = [procurement(krav=[SHARP, dialog], tilldelning=awards, uppfyllnad=entries)]

    assert groups(count(register, "2024", "N25")["N25"]) == {
        "uppfyllt": Fraction(1, 2),
        "delvis_uppfyllt": Fraction(1, 4),
        "sanktionsbeslut": Fraction(1, 4),
    }
    assert groups(count(register, "2024", "N25", by=("kravtyp",))["N25"]) == {"dialogkrav": 1, "skarpt_krav": 0}
    both = groups(count(register, "2024", "N25", by=("uppfyllnad", "kravtyp"))["N25"])
    assert (both["sanktionsbeslut × skarpt_krav"], both["uppfyllt × dialogkrav"]) == (Fraction(1, 2), 1)


def test_penalties_and_decisions_not_to_claim(count: Count) -> None:
    entries = [
        fulfilment("sanktionsbeslut", id="u1", beslut={"följd": "vite", "belopp": 50_000}),
        fulfilment("sanktionsbeslut", id="u2", beslut={"följd": "vite"}),
        fulfilment("sanktionsbeslut", id="u3", beslut={"följd": "ingen", "motiv": "m"}),
        fulfilment("sanktionsbeslut", "2025-01-01", id="u4", beslut={"följd": "hävning"}),
        fulfilment("ej_uppfyllt", id="u5"),
    ]
    register = [procurement(uppfyllnad=entries), procurement(id="upp-x", part="extern", uppfyllnad=entries)]
    amount = count(register, "2024", "N34", by=("mått",))["N34"].groups[0].numbers

    assert groups(count(register, "2024", "N34")["N34"]) == {"vite": 2, "ingen": 1}
    # Decided on but not how much is unknown, not nothing.
    assert (amount.value, amount.known, amount.total) == (50_000, 2, 3)


# ---- evaluations -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "counted"),
    [
        ({"begärd": "2024-05-01", "inkommen": "2025-02-01"}, (1, 1, 1)),
        ({"begärd": "2024-05-01", "status": "granskad"}, (1, 1, 1)),
        ({"begärd": "2024-05-01", "status": "påmind"}, (0, 1, 1)),
        ({"begärd": "2024-05-01", "status": "utebliven"}, (0, 1, 1)),
        ({"begärd": "2024-05-01"}, (None, 0, 1)),
        ({"status": "begärd"}, (None, 0, 1)),  # asked some time
        ({"begärd": "2025-01-01", "status": "begärd"}, (0, 0, 0)),
        ({"inkommen": "2024-05-01", "status": "inkommen"}, (0, 0, 0)),  # nobody is noted to have asked
        ({"begärd": "2024-05-01", "status": "begärd", "avser": "upp-x"}, (0, 0, 0)),
    ],
)
def test_asked_for_and_answered(count: Count, fields: Data, counted: tuple[object, ...]) -> None:
    register = [procurement(), procurement(id="upp-x", part="extern"),
                ("utvärdering", {"avser": "upp-1", "slag": "deltagare", **fields})]  # fmt: skip
    numbers = count(register, "2024", "N28")["N28"].numbers

    assert (numbers.numerator, numbers.known, numbers.total) == counted


# ---- money -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("judgement", "amount"),
    [
        ({"bedömd": "nej"}, None),  # nobody has judged
        ({"bedömd": "ja", "belopp": 70_000}, 70_000),
        ({"bedömd": "ja", "belopp": 0}, 0),
        ({"bedömd": "ja"}, None),
        ({"bedömd": "okänt"}, None),
        ({"bedömd": "okänt", "belopp": 5}, None),
        ({}, None),
        ({"bedömd": "nej", "belopp": 5}, None),  # the judgement decides
    ],
)
def test_the_extra_cost_of_a_procurement(count: Count, judgement: Data, amount: int | None) -> None:
    numbers = count([procurement(fördyring=judgement)], "2024", "N31")["N31"].numbers
    assert (numbers.value, numbers.total) == (amount, 1)


def test_how_many_of_those_that_were_judged_cost_more(count: Count) -> None:
    judgements = [
        {"bedömd": "ja", "belopp": 70_000},
        {"bedömd": "ja", "belopp": 0},
        {"bedömd": "ja", "belopp": 0},
        {"bedömd": "ja"},
        {"bedömd": "nej"},
        {"bedömd": "okänt"},
        {},
    ]
    register = [procurement(id=f"upp-{place}", fördyring=each) for place, each in enumerate(judgements)]
    register.append(procurement(id="upp-9", krav=[], fördyring={"bedömd": "ja", "belopp": 9}))

    figure = count(register, "2024", "N31")["N31"]
    assert groups(figure) == {"ja": Fraction(1, 3), "nej": Fraction(2, 3)}
    assert (figure.numbers.value, figure.numbers.known, figure.numbers.total) == (70_000, 3, 7)


def test_a_call_off_has_an_extra_cost_of_its_own(count: Count) -> None:
    register = [
        procurement(id="upp-1", fördyring={"bedömd": "ja", "belopp": 10}),
        procurement(id="upp-2", avrop_från="upp-1", fördyring={"bedömd": "ja", "belopp": 300}),
        procurement(id="upp-3", part="extern", fördyring={"bedömd": "ja", "belopp": 5}),
    ]
    assert count(register, "2024", "N31")["N31"].numbers.value == 310
    assert count(register, "2024", "N03")["N03"].numbers.value == 1


def placements(number: int, start: str = "2024-05-01") -> list[tuple[str, Data]]:
    return [("placering", {"deltagare": f"d-{n}", "status": "pågående", "faktisk": {"från": start}, "form": "praktik"})
            for n in range(number)]  # fmt: skip


def test_what_a_started_place_has_cost(count: Count) -> None:
    def program(**row: Any) -> tuple[str, Data]:
        return "program", {
            "giltig": {"från": "2023-01-01", "till": "2025-12-31"},
            "budget": [{"id": "b1", "post": "lön", **row}],
        }

    paid = program(år=2024, budget=900, utfall=600)
    last_year = program(år=2023, budget=900, utfall=800)

    numbers = count([paid, last_year, *placements(4), *placements(2, "2025-01-01")], "2024", "N32")["N32"].numbers
    assert (numbers.value, numbers.numerator, numbers.denominator) == (150, 600, 4)
    # Nobody begun is no price; no outturn is not free.
    assert count([paid], "2024", "N32")["N32"].numbers.value is None
    lacking = count([program(år=2024, budget=900), *placements(4)], "2024", "N32")["N32"].numbers
    assert (lacking.value, lacking.known, lacking.total) == (None, 4, 5)
    by_year = count([paid, last_year, *placements(4)], "2023..2024", "N32", by=("år",))["N32"]
    assert groups(by_year) == {"2023": None, "2024": 150}


# ---- early market dialog ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "activity", "had"),
    [
        ({"marknadsdialog": ["akt-9"]}, None, 1),
        ({"marknadsdialog": []}, None, 0),
        ({}, None, None),
        ({}, "rfi", 1),
        ({}, "branschdialog", 1),
        ({"marknadsdialog": []}, "branschdialog", 1),
        ({}, "seminarium", None),
    ],
)
def test_procurements_that_asked_the_market_first(
    count: Count, fields: Data, activity: str | None, had: int | None
) -> None:
    told = [("aktivitet", {"slag": activity, "upphandlingar": ["upp-1"]})] if activity else []
    numbers = count([procurement(**fields), *told], "2024", "N38")["N38"].numbers

    assert (numbers.numerator if numbers.known else None, numbers.total) == (had, 1)
    # Without requirements it is not among those that are counted.
    assert count([procurement(krav=[], **fields), *told], "2024", "N38")["N38"].numbers.total == 0
