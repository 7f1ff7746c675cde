"""Figures about places and people, held against counts made by hand or straight from the dicts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from sysselreg.figure.model import Figure

Data = dict[str, Any]
Count = Callable[..., dict[str, Figure]]

PROCUREMENT = ("upphandling", {"id": "upp-1", "part": "egen", "status": "pågående", "objekt": "tjänst",
                               "krav": [{"id": "k1", "typ": "skarpt_krav"}], "bransch": "Park"})  # fmt: skip


def placement(person: str, start: str | None = "2024-03-01", **fields: Any) -> tuple[str, Data]:
    actual = {"från": start, **({"till": fields.pop("till")} if "till" in fields else {})} if start else {}
    base: Data = {
        "upphandling": "upp-1",
        "leverantör": "org-1",
        "deltagare": person,
        "form": "praktik",
        "status": "pågående",
    }
    return "placering", {**base, "faktisk": actual, **fields}


def ended(person: str, outcome: str | None, last: str = "2024-06-30", **fields: Any) -> tuple[str, Data]:
    outcomes = [] if outcome is None else [{"tidpunkt": "vid_avslut", "utfall": outcome}]
    return placement(person, till=last, status="avslutad_fullföljd", utfall=outcomes, **fields)


def groups(figure: Figure) -> dict[str, Fraction | None]:
    return {group.name: group.numbers.value for group in figure.groups}


def test_a_person_counts_once_and_a_place_by_its_record(count: Count) -> None:
    register = [
        PROCUREMENT,
        placement("d-1", kön="kvinna"),
        placement("d-1", "2024-09-01", kön="kvinna", form="visstidsanställning"),
        placement("d-2", kön="man"),
        placement("d-3"),
        placement("d-4", "2023-12-31", kön="man"),
        placement("d-5", None, status="överenskommen"),
        placement("d-6", "2024-04-01", status="ej_tillträdd"),
    ]
    figures = count(register, "2024", "N10", "N11", "N12", "N13")

    assert figures["N10"].numbers.value == 3
    assert groups(figures["N11"]) == {"kvinna": 1, "man": 1, "okänt": 1}
    assert groups(figures["N12"]) == {"visstidsanställning": 1, "praktik": 3}
    share = figures["N13"].numbers
    assert (share.value, share.known, share.total) == (Fraction(1, 2), 2, 3)
    people = figures["N12"].numbers.persons
    assert people is not None
    assert people.counted == 3


def test_someone_without_a_start_is_unknown_unless_they_surely_started_in_the_period(count: Count) -> None:
    register = [PROCUREMENT, placement("d-1", None), placement("d-1"), placement("d-2", None), placement("d-3", "2024")]
    year, spring = (count(register, period, "N10")["N10"].numbers for period in ("2024", "2024-01..2024-06"))

    assert (year.value, year.known, year.total) == (2, 2, 3)
    assert (spring.value, spring.known, spring.total) == (1, 1, 3)


def test_gender_and_branch_make_a_matrix_with_sums(count: Count) -> None:
    bakery = ("upphandling", {**PROCUREMENT[1], "id": "upp-2", "bransch": "Bageri"})
    register = [
        PROCUREMENT,
        bakery,
        placement("d-1", kön="kvinna"),
        placement("d-2", kön="man"),
        placement("d-3", kön="man"),
        placement("d-4", kön="man", upphandling="upp-2"),
    ]
    figure = count(register, "2024", "N14")["N14"]

    assert groups(figure) == {"Bageri × kvinna": 0, "Bageri × man": 1, "Park × kvinna": 1, "Park × man": 2}
    assert {group.name: group.numbers.value for group in figure.margins} == {
        "Bageri": 1,
        "Park": 3,
        "kvinna": 1,
        "man": 3,
    }


def test_months_go_by_the_days_inside_the_period(count: Count) -> None:
    register = [
        PROCUREMENT,
        placement("d-1", "2023-12-01", till="2024-01-31", status="avslutad_fullföljd", omfattning_procent=100),
        placement("d-2", "2024-12-30", omfattning_procent=50),
        placement("d-3", "2024-01-01", till="2024-01-10", status="avslutad_i_förtid"),
    ]
    year = count(register, "2024", "N15")["N15"].numbers
    early = count(register, "2024", "N15", today=date(2024, 12, 30))["N15"].numbers

    assert year.value == (Fraction(31) + Fraction(2, 2)) / Fraction(3044, 100)
    assert (year.known, year.total) == (2, 3)
    assert early.value == (Fraction(31) + Fraction(1, 2)) / Fraction(3044, 100)


def test_months_by_quarter_make_the_whole(count: Count) -> None:
    register = [
        PROCUREMENT,
        placement("d-1", "2023-12-01", till="2024-04-30", status="avslutad_fullföljd", omfattning_procent=100),
        placement("d-2", "2024-03-31", omfattning_procent=50),
        placement("d-3", "2024-02", omfattning_procent=50),
    ]
    figure = count(register, "2024", "N15", by=("kvartal",), today=date(2024, 7, 1))["N15"]
    days = {name: value * Fraction(3044, 100) for name, value in groups(figure).items() if value is not None}

    assert days == {"2024 K1": 91 + Fraction(1, 2), "2024 K2": 30 + Fraction(91, 2), "2024 K3": Fraction(1, 2)}
    assert figure.numbers.value == sum(days.values()) / Fraction(3044, 100)
    assert {group.name: group.numbers.total for group in figure.groups} == {"2024 K1": 6, "2024 K2": 7, "2024 K3": 2}


def test_started_of_agreed_places(count: Count) -> None:
    def agreement(status: str, *numbers: int) -> tuple[str, Data]:
        places = [{"id": f"p{n}", "antal": n} for n in numbers]
        return "dialogöverenskommelse", {
            "upphandling": "upp-1",
            "status": status,
            "möte": {"datum": "2024-02-01"},
            "platser": places,
        }

    register = [PROCUREMENT, agreement("överenskommen", 3, 5), agreement("bruten", 2), agreement("genomförd", 9)]
    figures = count([*register, *(placement(f"d-{n}") for n in range(4))], "2024", "N08", "N09")

    assert figures["N08"].numbers.value == 10
    assert figures["N09"].numbers.value == Fraction(4, 10)


def test_outcomes_at_the_end(count: Count) -> None:
    register = [
        PROCUREMENT,
        ended("d-1", "arbete_osubventionerat", kön="kvinna"),
        ended("d-2", "studier", kön="man"),
        ended("d-3", "försörjningsstöd", kön="man"),
        ended("d-4", "aktivitetsstöd", kön="man"),
        ended("d-5", "ej_avstämd", kön="kvinna"),
        ended("d-6", None),
        ended("d-7", "studier", last="2025-01-01", start="2024-03-01"),
        placement("d-8"),
    ]
    by_outcome = count(register, "2024", "N18")["N18"]
    by_result = count(register, "2024", "N19")["N19"]
    by_gender = count(register, "2024", "N19", by=("resultat", "kön"))["N19"]

    assert by_outcome.numbers.value == 6
    assert groups(by_outcome) == {
        "arbete_osubventionerat": Fraction(1, 6),
        "studier": Fraction(1, 6),
        "aktivitetsstöd": Fraction(1, 6),
        "försörjningsstöd": Fraction(1, 6),
        "ej_avstämd": Fraction(1, 6),
        "okänt": Fraction(1, 6),
    }
    share = by_result.numbers
    assert (share.value, share.numerator, share.denominator, share.known, share.total) == (Fraction(1, 2), 2, 4, 4, 6)
    assert groups(by_result) == {
        "arbete_eller_studier": Fraction(1, 2),
        "ersättning_eller_försörjningsstöd": Fraction(1, 4),
        "annat": Fraction(1, 4),
    }
    assert groups(by_gender)["arbete_eller_studier × man"] == Fraction(1, 3)
    assert groups(by_gender)["arbete_eller_studier × kvinna"] == 1
    assert groups(by_gender)["annat × kvinna"] == 0
    sums = {group.name: group.numbers.value for group in by_gender.margins}
    assert (sums["arbete_eller_studier"], sums["man"]) == (Fraction(1, 2), 1)


def test_support_before_is_a_share_of_the_known(count: Count) -> None:
    before = ["försörjningsstöd", "försörjningsstöd", "studiestöd", "okänt", None]
    register = [PROCUREMENT] + [
        placement(f"d-{n}", **({"försörjning_före": source} if source else {})) for n, source in enumerate(before)
    ]
    share = count(register, "2024", "N21", by=())["N21"].numbers

    assert (share.value, share.numerator, share.denominator, share.known, share.total) == (Fraction(2, 3), 2, 3, 3, 5)


def test_added_value_as_employers_answer(count: Count) -> None:
    def answer(value: str | None, **fields: Any) -> tuple[str, Data]:
        reply = {"svar": {"mervärde": value}} if value else {}
        return "utvärdering", {"avser": "upp-1", "slag": "arbetsgivare", "inkommen": "2024-05-01", "status": "inkommen",
                               **reply, **fields}  # fmt: skip

    external = ("upphandling", {**PROCUREMENT[1], "id": "upp-x", "part": "extern"})
    register = [
        PROCUREMENT,
        external,
        placement("d-1", id="pla-1"),
        answer("ja", avser="pla-1"),
        answer("delvis"),
        answer("vet_ej"),
        answer(None),
        answer("ja", avser="upp-x"),
        answer("ja", slag="deltagare"),
        ("utvärdering", {"avser": "upp-1", "slag": "arbetsgivare", "begärd": "2024-05-01", "status": "begärd"}),
    ]
    share = count(register, "2024", "N29")["N29"].numbers

    assert (share.value, share.known, share.total) == (Fraction(1, 3), 3, 4)


def test_activities_by_kind_and_their_participants(count: Count) -> None:
    def activity(kind: str, **fields: Any) -> tuple[str, Data]:
        return "aktivitet", {"slag": kind, "titel": "t", "datum": "2024-05", **fields}

    register = [
        activity("nätverksträff", antal_deltagare=12, antal_tillfällen=5),
        activity("nätverksträff"),
        activity("seminarium", antal_deltagare=0),
        ("aktivitet", {"slag": "förstudie", "titel": "t", "period": {"från": "2024-11", "till": "2025-03"}}),
        ("aktivitet", {"slag": "styrgrupp", "titel": "t"}),
    ]
    figure = count(register, "2024", "N36")["N36"]
    both = count(register, "2024", "N36", by=("slag", "mått"))["N36"]

    assert (figure.numbers.value, figure.numbers.known, figure.numbers.total) == (8, 4, 5)
    assert groups(figure) == {"nätverksträff": 6, "seminarium": 1, "styrgrupp": None, "förstudie": 1}
    people = {group.keys[0][1]: group.numbers for group in both.groups if group.keys[1][1] == "deltagare"}
    assert (people["nätverksträff"].value, people["nätverksträff"].known, people["nätverksträff"].total) == (12, 1, 2)
    assert (people["seminarium"].value, people["förstudie"].value) == (0, None)


def test_an_activity_of_unknown_occasions_is_one_and_the_figure_says_so(count: Count) -> None:
    def lasting(**fields: Any) -> tuple[str, Data]:
        return "aktivitet", {"slag": "arbetsmöte", "titel": "t", "period": {"från": "2024", "till": "2025"}, **fields}

    day = ("aktivitet", {"slag": "styrgrupp", "titel": "t", "datum": "2024-05-02"})
    counted = count([lasting(), lasting(), lasting(antal_tillfällen=3), day], "2024", "N36")["N36"]
    told = count([lasting(antal_tillfällen=3), day], "2024", "N36")["N36"]

    assert (counted.numbers.value, told.numbers.value) == (6, 4)
    assert counted.notes == (
        "Antal aktiviteter som pågår längre än en dag utan att säga hur många gånger: 2. En sådan räknas en gång, så "
        "tillfällena kan vara fler.",
    )
    assert told.notes == ()
    # Another period has nothing to say of them.
    assert count([lasting(), day], "2025", "N36")["N36"].notes == ()


def test_external_procurements_are_left_out_where_only_own_ones_count(count: Count) -> None:
    external = ("upphandling", {**PROCUREMENT[1], "id": "upp-x", "part": "extern"})
    register = [PROCUREMENT, external, placement("d-1"), placement("d-2", upphandling="upp-x")]

    assert count(register, "2024", "N10")["N10"].numbers.value == 2
    assert count(register, "2024", "N10", own=True)["N10"].numbers.value == 1


codes = st.sampled_from
placements = st.lists(
    st.fixed_dictionaries(
        {
            "deltagare": codes([f"d-{n}" for n in range(5)]),
            "kön": codes(["kvinna", "man", "okänt"]),
            "form": codes(["praktik", "visstidsanställning"]),
            "status": codes(["vakant", "pågående", "avslutad_fullföljd", "ej_tillträdd"]),
            "faktisk": codes([{}, {"från": "2024-05-01"}, {"från": "2024"}, {"från": "2023-05-01"}, {"från": "2023"}]),
        }
    ),
    max_size=12,
)


@given(placements)
def test_a_second_way_of_counting_gives_the_same(count: Count, found: list[Data]) -> None:
    figures = count(
        [PROCUREMENT, *(("placering", {"upphandling": "upp-1", **each}) for each in found)], "2024", "N10", "N12"
    )
    started = [
        p for p in found
        if p["status"] in ("pågående", "avslutad_fullföljd") or (p["faktisk"] and p["status"] != "ej_tillträdd")
    ]  # fmt: skip
    sure = [p for p in started if p["faktisk"].get("från", "").startswith("2024")]
    undated = [p for p in started if not p["faktisk"]]
    people, unsure = {p["deltagare"] for p in sure}, {p["deltagare"] for p in undated}

    numbers = figures["N10"].numbers
    assert (numbers.numerator or 0, numbers.known, numbers.total) == (len(people), len(people), len(people | unsure))
    forms = Counter(p["form"] for p in sure)
    assert groups(figures["N12"]) == {form: forms[form] or None for form in {p["form"] for p in [*sure, *undated]}}
