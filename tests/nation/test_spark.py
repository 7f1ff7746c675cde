"""The same figures on Apache Spark, and what is said where it cannot be had."""

from __future__ import annotations

import importlib.util
import os
import shutil
from pathlib import Path

import pytest

from sysselreg.errors import DefinitionError
from sysselreg.lake import spark
from sysselreg.lake.run import opened
from sysselreg.store.read import program_files
from sysselreg.table.model import View
from tests.conftest import Cli
from tests.nation.conftest import Asked, Lake


def why_not() -> str:
    """Why Spark cannot be had here, '' when it can."""
    for name in ("pyspark", "sqlglot"):
        if importlib.util.find_spec(name) is None:
            return f"{name} är inte installerat. Kör make test, eller pip install 'sysselreg[nation]'."
    if shutil.which("java") is None and not os.environ.get("JAVA_HOME"):
        return "Java finns inte på datorn. Kör tools/system-packages.sh test."
    return ""


with_spark = pytest.mark.skipif(bool(why_not()), reason=why_not() or "-")
# What the Python side of Spark leaves to be collected is not ours to close.
quiet = pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")


@with_spark
@quiet
@pytest.mark.parametrize("placements", [1, 10_000])
def test_every_figure_is_the_same_on_both_engines(lake: Lake, asked: Asked, placements: int) -> None:
    where = lake(2, placements)
    duckdb, on_spark = (asked(where, "2023", motor=motor, internal=True) for motor in ("duckdb", "local"))

    assert len(duckdb) > 40
    assert sum(figure.shown.total or 0 for figure in duckdb.values()) > placements
    assert list(on_spark) == list(duckdb)
    for name, figure in duckdb.items():
        assert on_spark[name] == figure, name


@with_spark
@quiet
def test_broken_sql_is_told_with_its_place_on_spark_too(lake: Lake) -> None:
    view = View("n99", "create view n99 as\nselect finns_inte from villkor", "reports/figures/prov.sql", 10)
    with opened(program_files(), str(lake(2, 1)), "local") as engine, pytest.raises(DefinitionError) as refused:
        engine.define(view)

    assert refused.value.sentence.startswith(
        "reports/figures/prov.sql:10: Vyn n99 går inte att räkna i Spark. Räkna med --motor duckdb, eller rätta "
        "SQL-satsen (motorns svar: ”[UNRESOLVED_COLUMN"
    )


@with_spark
def test_the_dialect_of_the_definitions_is_translated() -> None:
    assert spark.translated("select datediff('day', \"från\", till) from period") == (
        "SELECT DATEDIFF(DAY, `från`, till) FROM period"
    )


def run(cli: Cli, where: Path, motor: str) -> tuple[int, str]:
    done = cli("statistik", "--lager", where, "--ar", "2023", "--nyckeltal", "N01", "--motor", motor)
    return done.code, done.err


def test_without_pyspark_it_is_told_how_to_get_it(cli: Cli, lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pyspark.errors", None)

    assert run(cli, lake(2, 1), "local") == (
        2,
        "Spark finns inte i den här installationen av sysselreg. Installera det med: pip install 'sysselreg[nation]'\n",
    )
    assert run(cli, lake(2, 1), "duckdb")[0] == 0


@with_spark
def test_without_java_it_is_told_how_to_get_it(cli: Cli, lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", "")

    assert run(cli, lake(2, 1), "local") == (
        2,
        "Spark behöver Java 17 eller nyare, och Java finns inte på datorn. Installera det, till exempel med: "
        "sudo apt-get install openjdk-17-jre-headless\n",
    )


def test_an_engine_that_is_none(cli: Cli, lake: Lake) -> None:
    assert run(cli, lake(2, 1), "oracle") == (
        2,
        "Motorn oracle finns inte. Skriv duckdb, local eller adressen till ett Sparkkluster, som spark://värd:7077.\n",
    )
