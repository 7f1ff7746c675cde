"""Figures about procurements, held against counts made by hand or straight from the dicts."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sysselreg.figure.model import Figure

Data = dict[str, Any]
Count = Callable[..., dict[str, Figure]]

DIALOG, SHARP = {"id": "k1", "typ": "dialogkrav"}, {"id": "k2", "typ": "skarpt_krav", "enhet": "platser", "antal": 4}
SUITED = {"utförs": "kommunen", "avtalstid": {"från": "2024-01-01", "till": "2024-12-31"}}


def procurement(**fields: Any) -> tuple[str, Data]:
    base: Data = {"part": "egen", "status": "tilldelad", "objekt": "tjänst", "krav": [DIALOG]}
    return "upphandling", {**base, "datum": {"tilldelning": "2024-05-01"}, **fields}


def groups(figure: Figure) -> dict[str, Fraction | None]:
    return {group.name: group.numbers.value for group in figure.groups}


def test_share_of_service_procurements_with_requirements(count: Count) -> None:
    register = [
        *(procurement() for _ in range(49)),
        *(procurement(krav=[]) for _ in range(49)),
        procurement(objekt="vara"),
        procurement(part="extern"),
        procurement(status="avbruten"),
        procurement(status="annonserad", datum={"annonserad": "2024-02-01"}),
        procurement(datum={"tilldelning": "2023-12-31"}),
    ]
    numbers = count(register, "2024", "N01")["N01"].numbers

    assert (numbers.value, numbers.numerator, numbers.denominator) == (Fraction(1, 2), 49, 98)
    assert (numbers.known, numbers.total, len(numbers.records)) == (98, 98, 98)


def test_what_is_not_known_lowers_the_coverage_and_is_no_zero(count: Count) -> None:
    register = [
        procurement(id="upp-1"),
        procurement(id="upp-2", krav=[]),
        procurement(id="upp-3", objekt="okänt"),
        procurement(id="upp-4", datum={}),
        procurement(id="upp-5", datum={"tilldelning": "2024"}),
        ("upphandling", {"id": "upp-6", "part": "egen", "status": "tilldelad", "objekt": "tjänst",
                         "datum": {"tilldelning": "2024-01-01"}}),
    ]  # fmt: skip
    whole, half = (count(register, period, "N01")["N01"].numbers for period in ("2024", "2024-01..2024-06"))

    assert (whole.numerator, whole.denominator, whole.known, whole.total) == (2, 3, 3, 6)
    assert whole.unknown_records == ("upp-3", "upp-4", "upp-6")
    assert (whole.low, whole.high) == (Fraction(1, 2), Fraction(5, 6))
    assert (half.numerator, half.denominator, half.known, half.total) == (1, 2, 2, 6)


def test_an_award_without_its_day_lies_between_the_notice_and_the_contract(count: Count) -> None:
    between = {"annonserad": "2024-02-01", "avtal_tecknat": "2024-11-01"}
    register = [procurement(datum=between), procurement(datum={"annonserad": "2024-02-01"})]
    inside, before = (count(register, period, "N01")["N01"].numbers for period in ("2024", "2023"))

    assert (inside.known, inside.total) == (1, 2)
    assert (before.known, before.total, before.value) == (0, 0, None)


def test_all_unknown_gives_no_value(count: Count) -> None:
    figures = count([procurement(datum={})], "2024", "N01", "N03", "N04", "N05")

    assert {name: (figure.numbers.value, figure.numbers.known) for name, figure in figures.items()} == dict.fromkeys(
        ["N01", "N04", "N05"], (None, 0)
    ) | {"N03": (None, 0)}


def test_an_empty_register_counts_nothing_and_has_no_shares(count: Count) -> None:
    figures = count([], "2024")

    assert {figure.numbers.total for figure in figures.values()} == {0}
    values = {figure.definition.kind: figure.numbers.value for figure in figures.values()}
    assert values == {"antal": 0, "summa": 0, "andel": None, "kvot": None, "median": None}


@pytest.mark.parametrize(
    ("fields", "suited"),
    [
        ({}, 1),
        ({"utförs": "omedelbar_närhet"}, 1),
        ({"utförs": "annan_ort"}, 0),
        ({"utförs": "okänt"}, None),
        ({"utförs": "annan_ort", "avtalstid": {}}, 0),
        ({"avtalstid": {}}, None),
        ({"avtalstid": {"från": "2024-01-01", "till": "2024-04-30"}}, 1),
        ({"avtalstid": {"från": "2024-01-01", "till": "2024-04-29"}}, 0),
        ({"avtalstid": {"från": "2023-10-31", "till": "2024-02-29"}}, 1),
        ({"avtalstid": {"från": "2023-10-31", "till": "2024-02-28"}}, 0),
        ({"avtalstid": {"från": "2024-01", "till": "2024-05"}}, None),
        ({"avtalstid": {"från": "2024-01", "till": "2024-06"}}, 1),
        ({"avtalstid": {"från": "2024", "till": "2024"}}, None),
        ({"avtalstid": {"från": "2024-01", "till": "2024-03"}}, 0),
    ],
)
def test_suited_by_the_first_alternative_of_ostersund(count: Count, fields: Data, suited: int | None) -> None:
    numbers = count([procurement(**{**SUITED, **fields})], "2024", "N04")["N04"].numbers

    assert (numbers.denominator if numbers.known else None if numbers.total else 0) == suited


@pytest.mark.parametrize(
    ("value", "suited"),
    [({"avtalat": 1_000_000}, 1), ({"avtalat": 999_999}, 0), ({"beräknat": 1_000_000}, 1), ({}, None),
     ({"beräknat": 2_000_000, "avtalat": 10}, 0)],
)  # fmt: skip
def test_suited_by_the_second_alternative_needs_a_million(count: Count, value: Data, suited: int | None) -> None:
    config = {"regler": {"lämplig": "alternativ_2"}}
    numbers = count([procurement(**SUITED, värde=value)], "2024", "N04", config=config)["N04"].numbers

    assert (numbers.denominator if numbers.known else None if numbers.total else 0) == suited


@pytest.mark.parametrize(
    ("till", "employees", "suited"),
    [
        ("2024-04-30", "ja", 0),
        ("2024-05-01", "ja", 1),
        ("2024-05-01", "nej", 0),
        ("2024-05-01", "okänt", None),
        ("2024-04-30", "okänt", 0),
        (None, "ja", None),
    ],
)
def test_suited_by_the_rule_of_goteborg(count: Count, till: str | None, employees: str, suited: int | None) -> None:
    term = {"från": "2024-01-01", **({"till": till} if till else {})}
    register = [procurement(avtalstid=term, fler_än_en_anställd=employees)]
    by_rule = {"regler": {"lämplig": "göteborg"}}
    # N02 is always by Göteborg's rule, N04 by the rule in force in the register.
    for figure, config in (("N02", None), ("N02", by_rule), ("N04", by_rule)):
        numbers = count(register, "2024", figure, config=config)[figure].numbers
        assert (numbers.denominator if numbers.known else None if numbers.total else 0) == suited


def test_a_call_off_is_no_procurement_of_its_own(count: Count) -> None:
    framework = procurement(id="upp-rammen", ramavtal="ja")
    call_off = procurement(id="upp-avropp", avrop_från="upp-rammen")
    alone = count([framework], "2024", "N01", "N03", "N04", "N05", "N41")
    both = count([framework, call_off], "2024", "N01", "N03", "N04", "N05", "N41")

    assert {name: figure.numbers for name, figure in both.items()} == {
        name: figure.numbers for name, figure in alone.items()
    }
    assert alone["N03"].numbers.value == 1


def test_requirement_types_count_once_in_the_total_and_once_in_each_type(count: Count) -> None:
    register = [procurement(), procurement(krav=[SHARP]), procurement(krav=[DIALOG, SHARP]), procurement(krav=[])]
    combined = count(register, "2024", "N03")["N03"]
    each = count(register, "2024", "N03", by=("kravtyp",))["N03"]

    assert groups(combined) == {"dialogkrav": 1, "skarpt_krav": 1, "dialogkrav + skarpt_krav": 1}
    assert [group.label for group in combined.groups] == ["Dialogkrav", "Skarpt krav", "Dialogkrav + skarpt krav"]
    assert (combined.numbers.value, combined.overlap, combined.notes) == (3, False, ())
    assert groups(each) == {"dialogkrav": 2, "skarpt_krav": 2}
    assert (each.numbers.value, each.overlap) == (3, True)
    assert each.notes == (
        "Samma upphandlingar kan finnas i flera grupper. Därför kan gruppernas summa vara större än det hela.",
    )


def test_a_procurement_is_dated_by_its_award_and_otherwise_by_its_closing(count: Count) -> None:
    register = [
        procurement(datum={"tilldelning": "2024-05-01", "stängd": "2023-12-01"}),
        procurement(datum={"stängd": "2023-12"}),
        procurement(status="annonserad", datum={"stängd": "2023-12"}),
        procurement(status="annonserad", datum={}),
    ]

    assert {year: count(register, year, "N03")["N03"].numbers.value for year in ("2023", "2024")} == {
        "2023": 2,
        "2024": 1,
    }


def test_obliged_companies_are_counted_once_however_many_contracts(count: Count) -> None:
    def to(*suppliers: str) -> list[Data]:
        return [{"id": f"t{place}", "leverantör": name} for place, name in enumerate(suppliers)]

    register = [
        procurement(tilldelning=to("org-a", "org-b")),
        procurement(tilldelning=to("org-a")),
        procurement(tilldelning=to("org-c"), krav=[]),
        procurement(tilldelning=to("org-d"), part="extern"),
        procurement(id="upp-utan", tilldelning=[]),
    ]
    numbers = count(register, "2024", "N05")["N05"].numbers

    assert (numbers.value, numbers.known, numbers.total, numbers.unknown_records) == (2, 2, 3, ("upp-utan",))


def test_requested_places_and_what_half_of_the_companies_need(count: Count) -> None:
    suppliers = [{"id": f"t{n}", "leverantör": f"org-{n}"} for n in range(9)]
    register = [
        procurement(id="upp-1", tilldelning=suppliers),
        ("dialogöverenskommelse", {"upphandling": "upp-1", "status": "överenskommen", "rekvirerad": "2024-06-01",
                                   "platser": [{"id": "p1", "antal": 3}, {"id": "p2", "antal": 1}]}),
        ("dialogöverenskommelse", {"upphandling": "upp-1", "status": "överenskommen", "rekvirerad": "2023-06-01",
                                   "platser": [{"id": "p1", "antal": 7}]}),
        ("dialogöverenskommelse", {"upphandling": "upp-1", "status": "genomförd",
                                   "platser": [{"id": "p1", "antal": 7}]}),
    ]  # fmt: skip
    figures = count(register, "2024", "N06", "N07")

    assert figures["N06"].numbers.value == 4
    ratio = figures["N07"]
    assert (ratio.numbers.value, ratio.numbers.numerator, ratio.numbers.denominator) == (Fraction(4, 9), 4, 9)
    assert ratio.needed == 5


def dialog(upphandling: str = "upp-1", **fields: Any) -> tuple[str, Data]:
    return "dialogöverenskommelse", {
        "upphandling": upphandling,
        "rekvirerad": "2024-06-01",
        "möte": {"datum": "2024-05-01"},
        "status": "överenskommen",
        **fields,
    }


@pytest.mark.parametrize("name", ["N06", "N08"])
def test_places_without_a_number_are_unknown_and_none_are_zero(name: str, count: Count) -> None:
    silent = count([procurement(id="upp-1"), dialog()], "2024", name)[name].numbers
    empty = count([procurement(id="upp-1"), dialog(platser=[])], "2024", name)[name].numbers

    assert (silent.value, silent.known, silent.total) == (None, 0, 1)
    assert (empty.value, empty.known, empty.total) == (0, 1, 1)


def test_requested_and_agreed_places_have_the_same_base_and_the_goal_its_own(count: Count) -> None:
    register = [
        procurement(id="upp-1", tilldelning=[{"id": "t1", "leverantör": "org-1"}]),
        procurement(id="upp-2", part="extern", tilldelning=[{"id": "t1", "leverantör": "org-2"}]),
        dialog("upp-1", platser=[{"id": "p1", "antal": 3}]),
        dialog("upp-2", platser=[{"id": "p1", "antal": 4}]),
    ]
    figures = count(register, "2024", "N06", "N07", "N08")
    requested, agreed = (count(register, "2024", name, by=("part",))[name] for name in ("N06", "N08"))

    assert (figures["N06"].numbers.value, figures["N08"].numbers.value) == (7, 7)
    assert groups(requested) == groups(agreed) == {"egen": 3, "extern": 4}
    assert (figures["N07"].numbers.numerator, figures["N07"].numbers.denominator) == (3, 1)


def test_bought_places_agreements_and_local_ones(count: Count) -> None:
    bought = {"id": "k1", "typ": "köpta_sysselsättningsplatser", "enhet": "platser", "antal": 12}
    locals_ = {"org-1": "ja", "org-2": "nej", "org-3": "okänt"}
    register = [
        *(("organisation", {"id": name, "namn": name, "lokal": lokal}) for name, lokal in locals_.items()),
        procurement(krav=[bought], tilldelning=[{"id": f"t{n}", "leverantör": name} for n, name in enumerate(locals_)]),
        procurement(
            krav=[{"id": "k1", "typ": "reserverad_upphandling"}], tilldelning=[{"id": "t", "leverantör": "org-1"}]
        ),
        procurement(),
    ]
    figure = count(register, "2024", "N33")["N33"]

    assert figure.numbers.value == 2
    assert groups(figure) == {
        "reserverade_upphandlingar": 1,
        "upphandlingar_med_köpta_platser": 1,
        "köpta_platser": 12,
        "avtal": 4,
        "lokala_avtal": 2,
    }
    local = next(group for group in figure.groups if group.name == "lokala_avtal")
    assert (local.numbers.known, local.numbers.total) == (3, 4)


def test_coming_and_raised_procurements_go_by_the_need(count: Count) -> None:
    register = [
        procurement(status="planerad", datum={"behov": "2025"}, bransch="Städ"),
        procurement(status="identifierad", datum={"behov": "2025-03"}, bransch="Bygg"),
        procurement(status="planerad", datum={"behov": "2025"}, part="extern"),
        procurement(status="tilldelad", datum={"behov": "2025", "tilldelning": "2025-02-01"}),
        procurement(status="planerad", datum={"behov": "2026"}, krav=[]),
    ]
    figures = count(register, "2025", "N40", "N41")

    assert (figures["N40"].numbers.value, groups(figures["N40"])) == (2, {"Bygg": 1, "Städ": 1})
    assert (figures["N41"].numbers.value, groups(figures["N41"])) == (3, {"egen": 3, "extern": 1})


def test_splits_by_time_and_in_two_dimensions(count: Count) -> None:
    register = [
        procurement(förvaltning="TF", datum={"tilldelning": "2024-01-31"}),
        procurement(förvaltning="KLF", datum={"tilldelning": "2024-05-01"}),
        procurement(förvaltning="KLF", datum={"tilldelning": "2024-09"}, krav=[]),
        procurement(datum={"tilldelning": "2024"}),
    ]
    config = {"förvaltningar": [{"kod": "KLF", "namn": "Kommunledning"}, {"kod": "TF", "namn": "Teknik"}]}
    quarters = count(register, "2024", "N01", by=("kvartal",), config=config)["N01"]
    thirds = count(register, "2024", "N03", by=("förvaltning", "tertial"), config=config)["N03"]

    assert groups(quarters) == {"2024 K1": 1, "2024 K2": 1, "2024 K3": 0, "okänt": 1}
    assert [group.label for group in quarters.groups][-1] == "Okänt"
    assert groups(thirds)["KLF × 2024 T2"] == 1
    assert groups(thirds)["TF × 2024 T2"] == 0
    margins = {group.keys[0]: group.numbers.value for group in thirds.margins}
    units = {("förvaltning", code): 1 for code in ("KLF", "TF", "okänt")}
    assert margins == units | {("tertial", code): 1 for code in ("2024 T1", "2024 T2", "okänt")}
    assert [group.label for group in thirds.margins][:3] == ["Kommunledning", "Teknik", "Okänt"]


codes = st.sampled_from
procurements = st.lists(
    st.fixed_dictionaries(
        {
            "part": codes(["egen", "bolag", "extern"]),
            "status": codes(["planerad", "tilldelad", "pågående", "avbruten"]),
            "objekt": codes(["tjänst", "vara", "okänt"]),
            "krav": codes([[], [DIALOG], [SHARP], [DIALOG, SHARP]]),
            "förvaltning": codes(["KLF", "TF"]),
            "datum": codes([{}, {"tilldelning": "2024-05-01"}, {"tilldelning": "2024"}, {"tilldelning": "2023-05"}]),
        }
    ),
    max_size=12,
)


@given(procurements)
def test_a_second_way_of_counting_gives_the_same(count: Count, found: list[Data]) -> None:
    figures = count([("upphandling", each) for each in found], "2024", "N01", "N03")
    own = [p for p in found if p["part"] != "extern" and p["status"] != "avbruten"]
    awarded = [p for p in own if p["status"] != "planerad" or "tilldelning" in p["datum"]]
    dated = [p for p in awarded if p["datum"].get("tilldelning", "").startswith("2024")]
    services = [p for p in dated if p["objekt"] == "tjänst"]
    unknown = [
        p for p in awarded if (not p["datum"] and p["objekt"] != "vara") or (p in dated and p["objekt"] == "okänt")
    ]

    share = figures["N01"].numbers
    with_requirements = sum(1 for p in services if p["krav"])
    assert (share.numerator or 0, share.denominator or 0) == (with_requirements, len(services))
    assert (share.known, share.total) == (len(services), len(services) + len(unknown))

    kinds = [" + ".join(k["typ"] for k in p["krav"]) for p in dated if p["krav"]]
    undated = [" + ".join(k["typ"] for k in p["krav"]) for p in awarded if p["krav"] and not p["datum"]]
    expected = {kind: kinds.count(kind) or None for kind in {*kinds, *undated}}
    assert groups(figures["N03"]) == expected
