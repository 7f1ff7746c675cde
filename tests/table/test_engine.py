"""Tables in the engine: what goes in comes out, and broken SQL is told in a sentence that says where."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sysselreg.errors import DefinitionError
from sysselreg.period import Period
from sysselreg.record.model import Record
from sysselreg.table.engine import opened
from sysselreg.table.model import PERIOD, Column, Filled, Table, View

Make = Callable[[str, str, dict[str, Any]], Record]

PERIODS = Table(
    "period", "Prov.", PERIOD, "", (Column("till", "till", "datum", "Prov."),), "reports/tables/period.yaml"
)
COLUMNS = (
    Column("post", "id", "text", "Prov."),
    Column("värde", "värde", "heltal", "Prov."),
    Column("stängd", "stängd", "datum", "Prov."),
    Column("ord", "ord", "lista", "Prov."),
)
TABLE = Table("prov", "Prov.", "upphandling", "", COLUMNS, "reports/tables/prov.yaml")
WHOLE = View("prov", "", "reports/tables/prov.yaml")

days = st.none() | st.dates(date(1900, 1, 1), date(2100, 12, 31)).map(date.isoformat)
text = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]))
row = st.fixed_dictionaries(
    {
        "post": text,
        "värde": st.none() | st.integers(-(10**12), 10**12),
        "stängd": days,
        "stängd_sist": days,
        "ord": st.none() | st.lists(text, max_size=3),
    }
)


def seen(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


@given(st.lists(row, max_size=5))
def test_rows_come_back_as_they_were_loaded(rows: list[dict[str, Any]]) -> None:
    with opened([Filled(TABLE, rows)], PERIODS, Period.year(2024), date(2024, 12, 31)) as engine:
        found = [{name: seen(value) for name, value in each.items()} for each in engine.rows(WHOLE)]

    assert found == rows


def test_a_view_sees_the_period_it_is_asked_for() -> None:
    view = View("sist", "create view sist as\nselect till from period", "reports/figures/prov.sql")
    with opened([], PERIODS, Period.year(2023), date(2023, 12, 31)) as engine:
        engine.define(view)
        first = engine.rows(view)
        engine.at(Period.year(2024), date(2024, 12, 31))
        second = engine.rows(view)

    assert (first, second) == ([{"till": date(2023, 12, 31)}], [{"till": date(2024, 12, 31)}])


@pytest.mark.parametrize(
    ("sql", "sentence"),
    [
        (
            "create view n99 as\nselect till,\n  fel\nfrom period",
            "reports/figures/prov.sql:12: Vyn n99 går inte att räkna. Kolumnen fel finns inte. Rätta SQL-satsen "
            '(motorns svar: ”Binder Error: Referenced column "fel" not found',
        ),
        (
            "create view n99 as\nselekt 1",
            "reports/figures/prov.sql:11: Vyn n99 går inte att räkna. SQL-satsen är felskriven vid ”selekt”. Rätta",
        ),
        (
            "create view n99 as\nselect 1 from saknas",
            "reports/figures/prov.sql:11: Vyn n99 går inte att räkna. Tabellen eller vyn saknas finns inte. Rätta",
        ),
        (
            "create view n99 as\nselect sum('a') from period",
            "reports/figures/prov.sql:11: Vyn n99 går inte att räkna. Rätta SQL-satsen (motorns svar: ”Binder ",
        ),
    ],
)
def test_broken_sql_is_told_with_file_line_and_what_the_engine_says(sql: str, sentence: str) -> None:
    view = View("n99", sql, "reports/figures/prov.sql", 10)
    with opened([], PERIODS, Period.year(2024), date(2024, 12, 31)) as engine:
        with pytest.raises(DefinitionError) as refused:
            engine.define(view)
        whole = View("n99", "create view n99 as\nselect till from period", "reports/figures/prov.sql")
        engine.define(whole)
        assert engine.rows(whole) == [{"till": date(2024, 12, 31)}]

    assert refused.value.sentence.startswith(sentence)
    assert refused.value.sentence.endswith("”).")
    assert "LINE" not in refused.value.sentence


def test_a_view_that_fails_only_when_it_is_read_is_told_too() -> None:
    view = View(
        "n99", "create view n99 as\nselect cast('x' || till as date) as d from period", "reports/figures/prov.sql"
    )
    with opened([], PERIODS, Period.year(2024), date(2024, 12, 31)) as engine:
        engine.define(view)
        with pytest.raises(DefinitionError) as refused:
            engine.rows(view)

    assert refused.value.sentence.startswith(
        "reports/figures/prov.sql:1: Vyn n99 går inte att räkna. Värdet ”x2024-12-31” har fel slag. Rätta SQL-satsen "
    )


ENDLESS = "create view n99 as\nwith recursive r(n) as (select 1 union all select n from r) select {} from r"


@pytest.mark.parametrize("picked", ["n", "count(*) as n"])
def test_a_view_that_never_ends_is_broken_off(picked: str) -> None:
    view = View("n99", ENDLESS.format(picked), "reports/figures/prov.sql", 7)
    with opened([], PERIODS, Period.year(2024), date(2024, 12, 31), patience=0.2) as engine:
        engine.define(view)
        with pytest.raises(DefinitionError) as refused:
            engine.rows(view)
        whole = View("n98", "create view n98 as\nselect till from period", "reports/figures/prov.sql")
        engine.define(whole)
        assert engine.rows(whole) == [{"till": date(2024, 12, 31)}]

    assert refused.value.sentence == (
        "reports/figures/prov.sql:7: Vyn n99 är inte färdig efter 0 sekunder och är avbruten. "
        "Troligen går den runt utan slut, eller parar alla rader med alla. Rätta SQL-satsen."
    )


def test_the_engine_reads_no_files(tmp_path: Any) -> None:
    (tmp_path / "hemlig.csv").write_text("a\n1\n", encoding="utf-8")
    stolen = View("n99", f"create view n99 as\nselect * from '{tmp_path}/hemlig.csv'", "reports/figures/prov.sql")
    with (
        opened([], PERIODS, Period.year(2024), date(2024, 12, 31)) as engine,
        pytest.raises(DefinitionError) as refused,
    ):
        engine.define(stolen)

    assert "disabled" in refused.value.sentence


def test_ctrl_c_is_ctrl_c_while_the_engine_counts() -> None:
    """DuckDB tells it as an error of its own, which would be taken for a bug of ours."""
    forever = "select count(*) from range(10000000) as a cross join range(10000000) as b where a.range * b.range = -1"
    alarm = threading.Timer(0.5, os.kill, [os.getpid(), signal.SIGINT])
    with opened([], PERIODS, Period.year(2024), date(2024, 12, 31)) as engine:
        alarm.start()
        with pytest.raises(KeyboardInterrupt):
            engine.ask(WHOLE, forever)
        assert engine.ask(WHOLE, "select 1")[1] == [(1,)]


def test_the_engine_draws_nothing_on_stdout() -> None:
    with opened([], PERIODS, Period.year(2024), date(2024, 12, 31)) as engine:
        assert engine.ask(WHOLE, "select current_setting('enable_progress_bar')")[1] == [(False,)]
