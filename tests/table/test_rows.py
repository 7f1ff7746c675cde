"""Records → rows: what stands in a table is what the record says, and what it does not say is None."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from sysselreg.errors import DefinitionError
from sysselreg.period import Period
from sysselreg.record.model import Record
from sysselreg.table.model import PERIOD, SETTINGS, Column, Row, Table
from sysselreg.table.rows import fill, fill_period

Make = Callable[[str, str, dict[str, Any]], Record]


def table(*columns: tuple[str, str, Any], source: str = "upphandling", items: str = "") -> Table:
    made = tuple(Column(name, path, kind, "Prov.") for name, path, kind in columns)
    return Table("prov", "Prov.", source, items, made, "reports/tables/prov.yaml")


def rows(defined: Table, *records: Record, config: dict[str, Any] | None = None) -> list[Row]:
    (filled,) = fill([defined], records, config or {})
    return list(filled.rows)


def test_a_partial_date_becomes_its_first_and_last_day(record: Make) -> None:
    defined = table(("post", "id", "text"), ("stängd", "datum.stängd", "datum"))
    given = [
        record("upphandling", f"upp-{i}", {"datum": {"stängd": text}})
        for i, text in enumerate(["2018-05-03", "2018-02", "2018"])
    ]

    assert [(row["stängd"], row["stängd_sist"]) for row in rows(defined, *given)] == [
        ("2018-05-03", "2018-05-03"),
        ("2018-02-01", "2018-02-28"),
        ("2018-01-01", "2018-12-31"),
    ]


def test_silence_is_none_and_never_zero(record: Make) -> None:
    defined = table(
        ("värde", "värde.avtalat", "heltal"), ("antal_krav", "krav", "antal"), ("stängd", "datum.stängd", "datum")
    )

    assert rows(defined, record("upphandling", "upp-1", {})) == [
        {"värde": None, "antal_krav": None, "stängd": None, "stängd_sist": None}
    ]
    assert rows(defined, record("upphandling", "upp-1", {"krav": [], "värde": {"avtalat": 0}})) == [
        {"värde": 0, "antal_krav": 0, "stängd": None, "stängd_sist": None}
    ]


def test_a_list_gives_a_row_for_each_item_and_reaches_its_record(record: Make) -> None:
    defined = table(("post", "^.id", "text"), ("status", "^.status", "text"), ("typ", "typ", "text"), items="krav")
    given = record("upphandling", "upp-1", {"status": "tilldelad", "krav": [{"typ": "dialogkrav"}, {"typ": "bonus"}]})

    assert rows(defined, given) == [
        {"post": "upp-1", "status": "tilldelad", "typ": "dialogkrav"},
        {"post": "upp-1", "status": "tilldelad", "typ": "bonus"},
    ]
    assert rows(defined, record("upphandling", "upp-2", {"status": "tilldelad"})) == []


def test_a_list_of_texts_gives_rows_with_the_item_itself(record: Make) -> None:
    defined = table(("post", "^.id", "text"), ("organisation", ".", "text"), source="aktivitet", items="organisationer")
    given = record("aktivitet", "akt-1", {"organisationer": ["org-1", "org-2"]})

    assert [row["organisation"] for row in rows(defined, given)] == ["org-1", "org-2"]


def test_only_records_of_the_tables_own_kind_become_rows(record: Make) -> None:
    defined = table(("post", "id", "text"))

    assert rows(defined, record("aktivitet", "akt-1", {}), record("upphandling", "upp-1", {})) == [{"post": "upp-1"}]


def test_settings_are_one_row_or_one_for_each_item_of_a_list() -> None:
    thresholds = table(("månader", "regler.månader", "heltal"), source=SETTINGS)
    units = table(("kod", "kod", "text"), source=SETTINGS, items="förvaltningar")
    config = {"regler": {"månader": 4}, "förvaltningar": [{"kod": "KLF"}, {"kod": "TF"}]}

    assert rows(thresholds, config=config) == [{"månader": 4}]
    assert rows(units, config=config) == [{"kod": "KLF"}, {"kod": "TF"}]


def test_the_period_is_one_row_with_its_last_day() -> None:
    days = table(("från", "från", "datum"), ("till", "till", "datum"), ("idag", "idag", "datum"), source=PERIOD)
    (row,) = fill_period(days, Period.year(2024), date(2024, 6, 1)).rows

    assert (row["från"], row["till"], row["idag"]) == ("2024-01-01", "2024-12-31", "2024-06-01")
    assert fill([days], [], {}) == ()


@pytest.mark.parametrize(
    ("kind", "value"), [("heltal", "två"), ("datum", "i våras"), ("antal", "många"), ("lista", "en"), ("text", ["en"])]
)
def test_a_column_that_does_not_fit_the_records_is_named(record: Make, kind: str, value: object) -> None:
    with pytest.raises(DefinitionError) as refused:
        rows(table(("fält", "fält", kind)), record("upphandling", "upp-1", {"fält": value}))

    shown = str(value)
    assert refused.value.sentence == (
        f"reports/tables/prov.yaml: Kolumnen fält är {kind}, men posterna har där ”{shown}”. "
        "Rätta kolumnens typ eller väg."
    )


def test_a_column_that_fits_is_kept_as_it_is(record: Make) -> None:
    defined = table(("n", "n", "heltal"), ("t", "t", "text"), ("l", "l", "lista"))

    assert rows(defined, record("upphandling", "upp-1", {"n": 7, "t": "0205", "l": ["a"]})) == [
        {"n": 7, "t": "0205", "l": ["a"]}
    ]
