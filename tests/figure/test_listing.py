"""Figures and goals in a terminal of 80 columns."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from sysselreg import checking, lookup, pipeline
from sysselreg.exchange.figures import HEAD, rows
from sysselreg.figure.choice import Question
from sysselreg.figure.disclosure import disclose
from sysselreg.figure.listing import figures_text
from sysselreg.figure.model import Before, Figure, ShownFigure
from sysselreg.figure.output import statistics_json
from sysselreg.figure.render import goals_text
from sysselreg.period import Period

Data = dict[str, Any]
Count = Callable[..., dict[str, Figure]]
EXEMPEL = Path(__file__).resolve().parents[2] / "tests" / "registers" / "exempelkommun"


def procurement(day: str, krav: str = "dialogkrav", **fields: Any) -> tuple[str, Data]:
    base: Data = {"part": "egen", "status": "tilldelad", "objekt": "tjänst", "krav": [{"id": "k1", "typ": krav}]}
    return "upphandling", {**base, "datum": {"tilldelning": day}, **fields}


def shown(count: Count, register: list[tuple[str, Data]], period: str, *ids: str, **asked: Any) -> list[ShownFigure]:
    return list(disclose(list(count(register, period, *ids, **asked).values()), 5))


def listed(figures: list[ShownFigure], period: str) -> list[str]:
    text = figures_text(figures, Period.parse(period), "abc1234567").replace("\u00a0", " ")
    assert max(map(len, text.splitlines())) <= 80
    return text.splitlines()


def test_value_the_year_before_and_coverage_stand_in_columns(count: Count) -> None:
    register = [procurement("2024-02-01"), procurement("2024-03-01", krav="skarpt_krav"), procurement("2024-04-01"),
                procurement("2023-05-01"), procurement("2024-05-01", objekt="okänt")]  # fmt: skip
    now = shown(count, register, "2024", "N01", "N03", "N36")
    then = {figure.id: figure for figure in shown(count, register, "2023", "N01", "N03", "N36")}
    figures = [replace(each, before=Before(Period.year(2023), then[each.id].shown, alike=True)) for each in now]

    assert listed(figures, "2024") == [
        "Nyckeltal 2024                                        registrets läge abc1234567",
        "",
        "                                                    2024         2023      Kända",
        "N01  Tjänsteupphandlingar med krav                 100 %        100 %     3 av 4",
        "",
        "N03  Upphandlingar efter typ av krav                   4            1",
        "     Dialogkrav                                        3  ██████████████████████",
        "     Skarpt krav                                       1  ███████▍",
        "",
        "Registret har inga uppgifter för",
        "  N36  Aktiviteter",
    ]


def test_another_definition_before_and_a_period_that_is_no_year_are_told(count: Count) -> None:
    (now,) = shown(count, [procurement("2024-02-01")], "2024-01..2024-06", "N01")
    before = Before(Period.parse("2023-01..2023-06"), now.shown, alike=False)

    assert listed([replace(now, before=before)], "2024-01..2024-06")[1:] == [
        "",
        "Före är 2023-01-01 – 2023-06-30.",
        "                                                      Nu         Före",
        "",
        "N01  Tjänsteupphandlingar med krav                 100 %        100 %",
        "     Värdet före är räknat på ett annat sätt.",
    ]


def test_words_and_large_sums_keep_apart_from_the_value_beside_them(count: Count) -> None:
    row = {"id": "b1", "post": "totalt", "budget": 90_000_000, "utfall": 80_000_000}
    program = ("program", {"giltig": {"från": "2023", "till": "2024"}, "budget": [row]})
    (nobody,) = shown(count, [program], "2024", "N32")
    extra = {"fördyring": {"bedömd": "ja", "belopp": 123_456_789}}
    (dear,) = shown(count, [procurement("2024-02-01", **extra)], "2024", "N31")
    figures = [
        replace(each, before=Before(Period.year(2023), each.shown, alike=True), groups=(), notes=())
        for each in (nobody, dear)
    ]

    assert listed(figures, "2024")[3:] == [
        "N32  Kostnad per startad placering       underlag saknas            –",
        "N31  Fördyring                            123 456 789 kr 123 456 789 kr",
    ]


def test_what_is_withheld_is_dots_and_told_once_and_most_of_it_a_sentence(count: Count) -> None:
    def begun(gender: str, number: int, name: str = "upp-1") -> list[tuple[str, Data]]:
        return [
            ("placering", {"upphandling": name, "deltagare": f"{name}-{gender}-{n}", "kön": gender, "form": "praktik",
                           "status": "pågående", "faktisk": {"från": "2024-03-01"}})
            for n in range(number)
        ]  # fmt: skip

    register = [procurement("2024-01-01", id="upp-1", bransch="Park"), *begun("kvinna", 18), *begun("man", 3),
                *begun("annat", 7)]  # fmt: skip
    lines = listed(shown(count, register, "2024", "N11", "N14"), "2024")

    assert lines[2:] == [
        "                                                    2024",
        "",
        "N11  Personer efter kön                               28",
        "     Kvinna                                           18  ██████████████████████",
        "     Man                                              ..",
        "     Annat                                            ..",
        "",
        "N14  Kön och bransch                                  28",
        "     Grupperna är för små för att visas.",
        "",
        ".. visas inte. Färre än 5 personer, eller dolt så att en grupp med färre än 5",
        "   inte går att räkna fram.",
    ]


def test_two_dimensions_are_a_table_or_where_that_is_too_wide_bars_under_each_group(count: Count) -> None:
    def dialog(form: str, number: int, **fields: Any) -> tuple[str, Data]:
        return "dialogöverenskommelse", {
            "upphandling": "upp-1", "leverantör": "org-a", "status": "överenskommen", "möte": {"datum": "2024-02-01"},
            "platser": [{"id": "p1", "form": form, "antal": number}], **fields,
        }  # fmt: skip

    register = [procurement("2024-01-01", id="upp-1", bransch="Park"), dialog("praktik", 3), dialog("lärling", 1)]
    narrow = listed(shown(count, register, "2024", "N08", by=("bransch", "form")), "2024")
    assert narrow[4:] == [
        "N08  Överenskomna platser                              4",
        "           Lärling  Praktik  Alla",
        "     Park        1        3     4",
        "     Alla        1        3     4",
    ]

    awards = [{"id": "t1", "leverantör": "org-a", "avtal_till": "2024-01-31"}]
    kinds = ["dialogkrav", "skarpt_krav", "reserverad_upphandling", "köpta_sysselsättningsplatser"]
    krav = [{"id": f"k{n}", "typ": kind} for n, kind in enumerate(kinds)]
    judged = [{"krav": f"k{n}", "leverantör": "org-a", "status": "uppfyllt", "datum": "2024-05-01"} for n in range(4)]
    judged[1]["status"] = "ej_uppfyllt"
    register = [procurement("2024-01-01", tilldelning=awards, uppfyllnad=judged)]
    register[0][1]["krav"] = krav
    wide = listed(shown(count, register, "2024", "N25", by=("uppfyllnad", "kravtyp")), "2024")
    assert wide[4:] == [
        "N25  Uppfyllda krav                                 75 %",
        "     Uppfyllt                                       75 %",
        "       Dialogkrav                                  100 %  ██████████████████████",
        "       Reserverad upphandling                      100 %  ██████████████████████",
        "       Köpta sysselsättningsplatser                100 %  ██████████████████████",
        "     Ej uppfyllt                                    25 %",
        "       Skarpt krav                                 100 %  ██████████████████████",
    ]


def test_unlike_measures_have_no_sum(count: Count) -> None:
    activity = ("aktivitet", {"slag": "rfi", "titel": "t", "datum": "2024-05-01", "antal_deltagare": 12})
    (figure,) = shown(count, [activity], "2024", "N36", by=("slag", "mått"))

    assert [(group.name, group.shown.value) for group in figure.margins] == [("aktiviteter", 1), ("deltagare", 12)]
    assert listed([figure], "2024")[4:] == [
        "N36  Aktiviteter                                       1",
        "           Aktiviteter  Deltagare",
        "     RFI             1         12",
        "     Alla            1         12",
    ]


@pytest.mark.parametrize(
    ("period", "by"),
    [("2025", None), ("2023..2025", ("kön",)), ("2024", ("förvaltning", "form")), ("2024", ("leverantör",)),
     ("2026", None)],
)  # fmt: skip
def test_nothing_of_the_large_register_is_wider_than_the_terminal(period: str, by: tuple[str, ...] | None) -> None:
    snapshot = lookup.take(EXEMPEL, None)
    outcome = checking.check(snapshot)
    days = Period.parse(period)
    question = Question(days, min(days.last, date(2026, 3, 1)), (), by)

    lines = listed(list(pipeline.figures(snapshot, outcome, question)), period)
    assert len(lines) > 40
    goals = goals_text(pipeline.goals(snapshot, outcome, question), days, "abc1234567")
    assert max(map(len, goals.splitlines())) <= 80


def test_the_value_before_is_in_every_format() -> None:
    snapshot = lookup.take(EXEMPEL, None)
    outcome = checking.check(snapshot)
    now, then = (
        pipeline.figures(snapshot, outcome, Question(Period.year(year), date(year, 12, 31), ("N08",)))
        for year in (2025, 2024)
    )
    (told,) = statistics_json(now, Period.year(2025), "")["nyckeltal"]
    row = dict(zip(HEAD, rows(now)[0], strict=True))

    assert then[0].shown.value == 107
    assert (told["före"]["värde"], told["före"]["räknat_lika"]) == (107, True)
    assert told["före"]["period"] == {"från": "2024-01-01", "till": "2024-12-31"}
    assert (row["värde"], row["värde_före"], row["visning_före"]) == (94, 107, "107")
    assert (row["före_från"], row["före_till"]) == (date(2024, 1, 1), date(2024, 12, 31))


@pytest.mark.parametrize(
    ("period", "before"),
    [
        ("2024", "2023"),
        ("2017..2019", "2014..2016"),
        ("2024-01..2024-06", "2023-01..2023-06"),
        ("2024-02-29", "2023-02-28"),
        ("2023-07..2024-06", "2022-07..2023-06"),
        ("2023-07..2024-07", "2021-07..2022-07"),
        ("2024-05-10..2024-05-20", "2023-05-10..2023-05-20"),
    ],
)
def test_what_is_compared_with_lies_whole_years_before(period: str, before: str) -> None:
    assert Period.parse(period).earlier == Period.parse(before)
    assert Period.parse("0001").earlier is None
