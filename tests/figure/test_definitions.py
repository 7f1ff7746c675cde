"""Definitions of figures: what is shipped holds together, what is broken is named, what is asked wrongly is told."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from sysselreg.errors import DefinitionError, UsageError
from sysselreg.figure.choice import in_force, requests
from sysselreg.figure.definitions import load_definitions
from sysselreg.figure.disclosure import disclose
from sysselreg.figure.model import Definitions, Figure, Request
from sysselreg.period import Period
from sysselreg.schema.model import Schemas
from sysselreg.snapshot import Snapshot

Data = dict[str, Any]
Count = Callable[..., dict[str, Figure]]
Computed = Callable[..., tuple[Figure, ...]]

IDS = [f"N{number:02}" for number in range(1, 44)]
YEAR = Period.year(2024)
SPLITS = "delningar: {år: {namn: År, tid: år}, kön: {namn: Kön, personuppgift: true}, leverantör: {namn: L}}\n"
FIGURE = (
    "titel: T\nnyckeltal:\n  - {id: N99, namn: n, definition: d, slag: antal, enhet: antal, räknar: poster, "
    "täljare: t, period: p, vy: n99, skydd: organisation, källa: k}\n"
)
SQL = (
    'create view n99 as\nselect post, post as enhet, 1 as "täljare", tilldelning as datum, '
    "tilldelning as datum_sist from upphandling;\n"
)


def loaded(schemas: Schemas, figure: str = FIGURE, sql: str = SQL, **others: str) -> Definitions:
    files = {"delningar.yaml": SPLITS, "gemensam.sql": "", "prov.yaml": figure, "prov.sql": sql, **others}
    held = {f"reports/figures/{name}": text.encode() for name, text in files.items()}
    return load_definitions(Snapshot(held), schemas.vocabularies)


def test_every_promised_figure_is_there_and_every_split_of_it_can_be_computed(
    definitions: Definitions, computed: Computed
) -> None:
    register = [("upphandling", {"id": "upp-1", "part": "egen", "status": "tilldelad", "objekt": "tjänst", "krav": []})]
    wanted = [Request(figure.id, split.by) for figure in definitions.figures for split in figure.splits]
    found = computed(register, "2024", wanted)

    assert sorted({figure.definition.id for figure in found}) == IDS
    assert [Request(figure.definition.id, tuple(name for name, _ in figure.dimensions)) for figure in found] == wanted


def test_every_view_is_built_on_in_portable_words(definitions: Definitions) -> None:
    views = [*definitions.shared, *(view for area in definitions.views.values() for view in area)]
    names = [view.name for view in views]

    assert len(names) == len(set(names))
    unquoted = {
        word
        for view in views
        for line in view.sql.splitlines()
        if not line.startswith("--")
        for place, part in enumerate(line.split('"'))
        if place % 2 == 0
        for at, text in enumerate(part.split("'"))
        if at % 2 == 0
        for word in text.split()
        if any(letter in word for letter in "åäöÅÄÖ")
    }
    assert unquoted == set()


def test_what_is_asked_for_by_name(definitions: Definitions) -> None:
    assert requests(definitions, YEAR, ["N10"], ("kön", "form")) == [Request("N10", ("kön", "form"))]
    assert requests(definitions, YEAR, ["N10"]) == [Request("N10", None)]
    every = requests(definitions, YEAR, by=("förvaltning",))
    assert [request.id for request in every] == IDS
    assert Request("N36", None) in every
    assert Request("N01", ("förvaltning",)) in every


@pytest.mark.parametrize(
    ("ids", "by", "sentence"),
    [
        (["N100"], None, "Nyckeltalet N100 finns inte. Menade du N10?"),
        (["X"], None, "Nyckeltalet X finns inte. Välj bland N01, N02,"),
        (["N10"], ("könn",), "Det går inte att dela efter könn. Menade du kön?"),
        (["N10"], ("leverantör",), "N10 kan inte delas efter leverantör. Möjliga delningar är kön, åldersgrupp,"),
        (["N13"], ("form", "kravtyp"), "N13 kan inte delas efter form och kravtyp. Möjliga delningar är åldersgrupp,"),
        (
            ["N39"],
            ("belopp", "budgetpost", "år"),
            "Det går att dela efter en eller två olika sorter, som kön eller kön,form. Här står belopp, ",
        ),
        (
            [],
            ("kön", "form", "år"),
            "Det går att dela efter en eller två olika sorter, som kön eller kön,form. Här står",
        ),
        (
            [],
            ("kön", "kön"),
            "Det går att dela efter en eller två olika sorter, som kön eller kön,form. Här står kön och",
        ),
        ([], ("belopp", "kön"), "Inget nyckeltal kan delas efter belopp och kön. Hur det får delas står i "),
    ],
)
def test_what_cannot_be_asked_is_told_with_what_can(
    definitions: Definitions, ids: list[str], by: tuple[str, ...] | None, sentence: str
) -> None:
    with pytest.raises(UsageError) as refused:
        requests(definitions, YEAR, ids, by)

    assert refused.value.sentence.startswith(sentence)


def test_a_closed_definition_holds_for_its_years_and_the_next_one_after(schemas: Schemas) -> None:
    old = FIGURE.replace("källa: k}", "källa: k, gäller_till: 2023-12-31}")
    new = FIGURE.replace("titel: T\nnyckeltal:\n", "").replace("namn: n,", "namn: ny, gäller_från: 2024-01-01,")
    found = loaded(schemas, old + new)
    before, after = (in_force(found, "N99", Period.year(year)) for year in (2023, 2024))

    assert before is not None
    assert after is not None
    assert (before.name, after.name) == ("n", "ny")
    with pytest.raises(UsageError) as refused:
        in_force(found, "N99", Period.parse("2023..2024"))
    assert refused.value.sentence == (
        "Nyckeltalet N99 räknas på ett annat sätt från 2024-01-01. "
        "Välj en period före eller efter, eller dela efter år (--per år)."
    )


# Until 2023 awarded procurements are counted, from 2024 the requirements in them.
OLD, NEW = (
    FIGURE.replace("källa: k}", f"källa: k, per: [år, kvartal], {until}}}")
    for until in ("gäller_till: 2023-12-31", "gäller_från: 2024-01-01")
)
NEW = (
    NEW.replace("titel: T\nnyckeltal:\n", "")
    .replace("vy: n99", "vy: n99_krav")
    .replace("definition: d", "definition: ny")
)
TIMES = SPLITS.replace("år: {namn: År, tid: år}", "år: {namn: År, tid: år}, kvartal: {namn: Kvartal, tid: kvartal}")
BOTH = SQL + (
    '\ncreate view n99_krav as\nselect n99.post, n99.post || krav.krav as enhet, 1 as "täljare", n99.datum, '
    "n99.datum_sist from n99 join krav on krav.post = n99.post;\n"
)


def awarded(day: str, krav: int) -> tuple[str, Data]:
    return "upphandling", {
        "datum": {"tilldelning": day},
        "krav": [{"id": f"k{n}", "typ": "bonus"} for n in range(krav)],
    }


def test_a_series_is_counted_under_each_years_own_definition(schemas: Schemas, count: Count) -> None:
    found = loaded(schemas, OLD + NEW, BOTH, **{"delningar.yaml": TIMES})
    register = [awarded("2022-05-01", 3), awarded("2023-05-01", 3), awarded("2023-12-31", 0), awarded("2024-01-01", 3),
                awarded("2024-07-01", 2), awarded("2025-02-01", 1)]  # fmt: skip
    alone = {year: count(register, year, "N99", defined=found)["N99"].numbers.value for year in ("2023", "2024")}
    figure = count(register, "2022..2025", "N99", by=("år",), defined=found)["N99"]
    usual = count(register, "2022..2025", defined=found)["N99"]
    quarters = count(register, "2023-10..2024-03", "N99", by=("kvartal",), defined=found)["N99"]

    assert alone == {"2023": 2, "2024": 5}
    assert {group.name: group.numbers.value for group in figure.groups} == {"2022": 1, "2023": 2, "2024": 5, "2025": 1}
    assert {group.name: group.numbers.value for group in quarters.groups} == {"2023 K4": 1, "2024 K1": 3}
    # There is no sum of unlike things, and the change is told.
    assert (figure.numbers.value, figure.numbers.total, figure.changed) == (None, 9, True)
    assert figure.notes == ("Till och med 2023-12-31 räknas det på ett annat sätt: d",)
    (shown,) = disclose([figure], 5)
    assert (shown.shown.text, shown.shown.value) == ("räknas olika", None)
    # Among all figures it is told by year.
    assert usual == figure
    assert not count(register, "2024..2025", "N99", by=("år",), defined=found)["N99"].changed


def test_open_time_counts_to_the_end_of_each_definition(schemas: Schemas, count: Count) -> None:
    sql = SQL.replace("tilldelning as datum, tilldelning as datum_sist from upphandling", (
        'period."från" as datum, period.till as datum_sist from upphandling cross join period'
    ))  # fmt: skip
    found = loaded(schemas, OLD + NEW.replace("n99_krav", "n99"), sql, **{"delningar.yaml": TIMES})
    figure = count([awarded("2022-05-01", 1)], "2023..2024", "N99", by=("år",), defined=found)["N99"]

    assert {group.name: group.numbers.value for group in figure.groups} == {"2023": 1, "2024": 1}


def test_a_figure_that_no_longer_holds_is_refused_by_name_and_left_out_otherwise(schemas: Schemas) -> None:
    found = loaded(schemas, FIGURE.replace("källa: k}", "källa: k, gäller_till: 2023-12-31}"))

    assert requests(found, YEAR) == []
    with pytest.raises(UsageError) as refused:
        requests(found, YEAR, ["N99"])
    assert refused.value.sentence == (
        "Nyckeltalet N99 gäller inte hela perioden 2024-01-01–2024-12-31. Välj en annan period."
    )
    assert requests(found, Period.year(2023), ["N99"]) == [Request("N99", None)]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (("slag: antal", "slag: annat"),
         "reports/figures/prov.yaml:3:5: Nyckeltalet N99 har slag annat och skydd organisation. Slag ska vara antal, "),
        (("namn: n, ", ""), "reports/figures/prov.yaml:3:5: Nyckeltalet N99 saknar namn. Lägg till det."),
        (("källa: k", "källa: k, per: [kust]"),
         "reports/figures/prov.yaml:3:5: Nyckeltalet N99 delas efter kust, som inte finns i reports/figures/delningar"),
        (("källa: k", "källa: k, per: [kön]"),
         "reports/figures/prov.yaml:3:5: Nyckeltalet N99 delas efter en personuppgift. Sätt skydd: person."),
        (("skydd: organisation, källa: k", "skydd: person, källa: k, per: [leverantör]"),
         "reports/figures/prov.yaml:3:5: Nyckeltalet N99 räknar personer och får inte delas efter leverantör. Ta"),
        (("källa: k", "källa: k, standard: [år]"),
         "reports/figures/prov.yaml:3:5: Nyckeltalet N99 har en standarddelning som inte står bland dess delningar "),
        (("  - {id: N99,", "  - {id: N99, per: 5,"),
         "reports/figures/prov.yaml:3:5: Nyckeltalet N99 har inte den form som behövs. Jämför med en sådan fil som "),
        (("nyckeltal:\n", "nyckeltal:\n  - 5\n"),
         "reports/figures/prov.yaml:3:5: Nyckeltalet har inte den form som behövs. "),
        (("nyckeltal:", "tal:"), "reports/figures/prov.yaml:1:1: Filen saknar nyckeltal. Lägg till det."),
    ],
)  # fmt: skip
def test_a_broken_definition_is_named(schemas: Schemas, change: tuple[str, str], sentence: str) -> None:
    with pytest.raises(DefinitionError) as refused:
        loaded(schemas, FIGURE.replace(*change))

    assert refused.value.sentence.startswith(sentence)
    assert [figure.id for figure in loaded(schemas).figures] == ["N99"]


def test_a_sql_file_holds_views_and_nothing_else(schemas: Schemas) -> None:
    with pytest.raises(DefinitionError) as refused:
        loaded(schemas, sql=SQL + "\n" + "drop table upphandling;\n")

    assert refused.value.sentence.startswith(
        "reports/figures/prov.sql:4: Satsen ”drop table upphandling” är inte en vy."
    )


@pytest.mark.parametrize(
    ("sql", "sentence"),
    [
        (SQL.replace("from upphandling", "from upphandlingar"),
         "reports/figures/prov.sql:2: Vyn n99 går inte att räkna. Tabellen eller vyn upphandlingar finns inte. Rätta"),
        (SQL.replace('1 as "täljare"', '1.5e0 as "täljare"'),
         "reports/figures/prov.sql:1: Vyn n99 har värden av fel slag. Varje vy ska ge post, enhet, täljare (heltal; "),
        (SQL.replace("post as enhet, ", ""),
         "reports/figures/prov.sql:1: Vyn n99 saknar kolumnen enhet. Varje vy ska ge post, "),
        (SQL.replace("n99", "n98"), "reports/figures/prov.yaml: N99 bygger på vyn n99, som inte finns. Rätta namnet,"),
    ],
)  # fmt: skip
def test_broken_sql_is_told_with_file_and_figure(schemas: Schemas, count: Count, sql: str, sentence: str) -> None:
    register = [("upphandling", {"datum": {"tilldelning": "2024-05-01"}})]
    with pytest.raises(DefinitionError) as refused:
        count(register, "2024", defined=loaded(schemas, sql=sql))

    assert refused.value.sentence.startswith(sentence)
    assert count(register, "2024", defined=loaded(schemas))["N99"].numbers.value == 1


def test_a_split_may_be_named_without_its_dots(definitions: Definitions) -> None:
    dotted, plain = (requests(definitions, Period.year(2024), ["N10"], (name,)) for name in ("kön", "kon"))
    assert dotted == plain
    with pytest.raises(UsageError, match="Det går inte att dela efter konn"):
        requests(definitions, Period.year(2024), ["N10"], ("konn",))
