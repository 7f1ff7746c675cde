"""Every figure counted a second way, straight from the records without SQL, gives what the program gives."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sysselreg import checking, lookup
from sysselreg.calculation.method import load_method
from sysselreg.calculation.parameters import load_parameters
from sysselreg.calculation.register import rows as calculated_rows
from sysselreg.check.model import CheckedRecords
from sysselreg.check.run import with_defaults
from sysselreg.due.reports import reports_due
from sysselreg.figure.compute import compute
from sysselreg.figure.definitions import load_definitions
from sysselreg.figure.model import Definitions, Figure, Request
from sysselreg.period import Period
from sysselreg.record.model import Record
from sysselreg.schema.model import Schemas
from sysselreg.snapshot import Snapshot
from sysselreg.store.read import package_files
from sysselreg.table.definitions import load_tables, period_table
from sysselreg.table.engine import opened
from sysselreg.table.model import Table
from sysselreg.table.rows import fill
from tests.recount import dialogs, money, people, procurements
from tests.recount.counting import Fact, Result, When, by_groups, result, shares, units
from tests.recount.made import PROCUREMENT, registers
from tests.recount.register import Data, Register, read, register

ROOT = Path(__file__).resolve().parents[2]
REGISTERS = {
    "lund": range(2023, 2024),
    "exempelkommun": range(2023, 2026),
    "ostersund": range(2017, 2020),
    "nordanstig": range(2020, 2021),
    "goteborg": range(2015, 2016),
}
# A figure, or a split of it that has a view of its own → how its facts are found.
FACTS: dict[str, Callable[[Register, When], Iterator[Fact]]] = {
    **{
        name.upper(): getattr(module, name)
        for module in (procurements, people, dialogs, money)
        for name in vars(module)
        if re.fullmatch("n[0-9]{2}", name) and getattr(module, name).__module__ == module.__name__
    },
    "N11": people.n10,
    "N14": people.n10,
    "N03/krav": procurements.n03_combined,
    "N03/krävda_platser": procurements.n03_places,
    "N15/år": people.n15_by_month,
    "N15/tertial": people.n15_by_month,
    "N15/kvartal": people.n15_by_month,
    "N16/gräns": people.n16_line,
    "N22/mått": people.n22_steps,
    "N26/ledtid": dialogs.n26_steps,
    "N30/aktör": people.n30_actors,
    "N31/fördyring": procurements.n31_judged,
    "N33/mått": procurements.n33_measures,
    "N34/mått": dialogs.n34_amount,
    "N36/mått": money.n36_measures,
    "N36/slag,mått": money.n36_measures,
    "N39/belopp": money.n39_amounts,
    "N39/budgetpost": money.n39_posts,
    "N39/budgetpost,belopp": money.n39_both,
    "N41/krav": procurements.n41_combined,
    "N41/part": procurements.raised,
}  # fmt: skip


def told(figure: Figure) -> Result:
    n = figure.numbers
    return Result(n.value, n.numerator, n.denominator, n.known, n.total, n.records)


def differences(figure: Figure, facts_of: Callable[[str], list[Fact]], when: When) -> Iterator[tuple[str, Any, Any]]:
    """Where the second way says something else: what, by the program, by the second way."""
    definition, split = figure.definition, figure.split
    name = definition.id
    recounted = result(units(facts_of(name), definition.kind, when), definition.kind, definition.divisor)
    if told(figure) != recounted:
        yield name, told(figure), recounted
    if split is None:
        return
    by = ",".join(split.by)
    facts = facts_of(f"{name}/{by}" if f"{name}/{by}" in FACTS else name)
    if split.kind == "fördelning":
        first: Any = {
            tuple(code for _, code in group.keys): group.numbers.value for group in figure.groups if group.numbers.value
        }
        second: Any = shares(facts, definition.kind, split.by, when)
    else:
        first = {
            tuple(code for _, code in group.keys): (group.numbers.value, group.numbers.known, group.numbers.total)
            for group in figure.groups
            if group.numbers.total
        }
        found = by_groups(facts, split.kind, split.by, when, definition.divisor)
        second = {codes: (each.value, each.known, each.total) for codes, each in found.items() if each.total}
    if first != second:
        yield f"{name}/{by}", first, second


def everything(definitions: Definitions) -> list[Request]:
    """Every figure, not split and split in every way that it may be in one dimension or is by default."""
    requests = []
    for definition in definitions.figures:
        ways = {(), definition.default, *(split.by for split in definition.splits)}
        requests += [Request(definition.id, by) for by in sorted(ways)]
    return requests


def root_of(name: str) -> Path:
    return ROOT if name == "lund" else ROOT / "tests" / "registers" / name


@cache
def checked(name: str) -> tuple[Any, CheckedRecords]:
    snapshot = lookup.take(root_of(name), None)
    return snapshot, checking.check(snapshot).sound()


def both_ways(
    held: CheckedRecords,
    worth: Sequence[Mapping[str, Any]],
    period: Period,
    tables: tuple[Table, ...],
    definitions: Definitions,
    again: Register,
    today: date | None = None,
) -> list[tuple[str, Any, Any]]:
    """Every figure in every split, counted by the program and again: the differences."""
    day = today or period.last
    computed = {"lägesrapport": reports_due(held, day), "kalkyl": worth}
    with opened(fill(tables, held.records, held.config, computed), period_table(tables), period, day) as engine:
        figures = compute(engine, definitions, everything(definitions), period, day)
    again.reports, again.worth = [dict(row) for row in computed["lägesrapport"]], [dict(row) for row in worth]
    when = When(period.start, period.last, day)
    facts_of = cache(lambda name: list(FACTS[name](again, when)))
    return [each for figure in figures for each in differences(figure, facts_of, when)]


def compared(name: str, period: Period, today: date | None = None) -> list[tuple[str, Any, Any]]:
    snapshot, held = checked(name)
    worth = calculated_rows(held, load_parameters(snapshot), load_method(snapshot))
    definitions = load_definitions(snapshot, held.schemas.vocabularies)
    again = register(read(root_of(name)), dict(held.config))
    return both_ways(held, worth, period, load_tables(snapshot), definitions, again, today)


@pytest.mark.parametrize(("name", "year"), [(name, year) for name, years in REGISTERS.items() for year in years])
def test_every_figure_of_each_year_is_the_same_counted_another_way(name: str, year: int) -> None:
    assert compared(name, Period.year(year)) == []


def test_a_period_of_several_years_that_is_not_over_is_the_same_too() -> None:
    assert compared("exempelkommun", Period.parse("2022..2026"), date(2026, 3, 5)) == []


Given = Callable[[list[tuple[str, Data]], str], list[tuple[str, Any, Any]]]


@pytest.fixture(scope="module")
def compare(schemas: Schemas) -> Given:
    """A made register, counted both ways over a period: the differences."""
    package = Snapshot(package_files())
    tables, definitions = load_tables(package), load_definitions(package, schemas.vocabularies)

    def compared(records: list[tuple[str, Data]], period: str, **regler: Any) -> list[tuple[str, Any, Any]]:
        config = with_defaults(
            {"organisation": "Prov", "register": "prov", "regler": regler},
            schemas.settings.root,
            schemas.settings.schema,
        )
        made = tuple(Record(kind, data["id"], f"records/{data['id']}.yaml", data, b"") for kind, data in records)
        held = CheckedRecords(made, config, schemas, {})
        return both_ways(held, [], Period.parse(period), tables, definitions, register(records, config))

    return compared


PERIODS = st.sampled_from(["2024", "2024-01..2024-06", "2023..2025", "2024-02-29"])
RULES = st.fixed_dictionaries({
    "lämplig": st.sampled_from(["alternativ_1", "alternativ_2", "göteborg"]),
    "uppfyllt_vid_procent": st.sampled_from([75, 100]),
})  # fmt: skip


@settings(max_examples=12)
@given(made=registers(), period=PERIODS, rules=RULES)
def test_made_registers_are_counted_alike(
    compare: Given, made: list[tuple[str, Data]], period: str, rules: Data
) -> None:
    assert compare(made, period, **rules) == []


def test_an_empty_register_is_counted_alike(compare: Given) -> None:
    assert compare([], "2024") == []


@settings(max_examples=6)
@given(procurement=PROCUREMENT, period=PERIODS)
def test_a_register_of_one_record_is_counted_alike(compare: Given, procurement: Data, period: str) -> None:
    alone = {key: value for key, value in procurement.items() if key != "avrop_från"}
    assert compare([("upphandling", {"id": "upp-1", **alone})], period) == []


def without_the_known(value: Any) -> Any:
    """Only what every record must say, and okänt where a list has it."""
    lists = {"objekt", "kön", "åldersgrupp", "försörjning_före"}
    kept = {"id", "part", "upphandling", "leverantör", "deltagare", "form", "status", "avser", "slag", "krav", "titel"}
    return {key: "okänt" if key in lists else each for key, each in value.items() if key in kept | lists}


@settings(max_examples=6)
@given(made=registers(), period=PERIODS)
def test_a_register_where_nothing_is_known_is_counted_alike(
    compare: Given, made: list[tuple[str, Data]], period: str
) -> None:
    assert compare([(kind, without_the_known(data)) for kind, data in made if kind != "handling"], period) == []


@settings(max_examples=6)
@given(starts=st.lists(st.integers(2015, 2024), min_size=1, max_size=5), period=PERIODS)
def test_placements_over_many_years_are_counted_alike(compare: Given, starts: list[int], period: str) -> None:
    procurement = {"id": "upp-1", "part": "egen", "status": "pågående", "objekt": "tjänst", "krav": []}
    placements = [
        ("placering", {"id": f"pla-{place}", "upphandling": "upp-1", "leverantör": "org-a", "deltagare": f"d-{place}",
                       "form": "praktik", "status": "avslutad_fullföljd", "omfattning_procent": 10 * (1 + place),
                       "planerad": {"från": f"{year}-03-01", "till": "2025-06-30"},
                       "faktisk": {"från": f"{year}-03-01", "till": f"202{4 + place % 2}-0{1 + place % 9}-15"}})
        for place, year in enumerate(starts)
    ]  # fmt: skip
    assert compare([("upphandling", procurement), *placements], period) == []
