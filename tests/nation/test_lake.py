"""Figures over many registers' exports: what they are, what a lake may hold, and what it must never do."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pytest

from benchmarks.lake import make_export
from sysselreg.figure.choice import requests
from sysselreg.figure.compute import compute
from sysselreg.figure.definitions import load_definitions
from sysselreg.figure.model import Figure, Numbers, Request
from sysselreg.lake.count import SqlCounter
from sysselreg.lake.definitions import for_lake
from sysselreg.lake.run import opened
from sysselreg.period import Period
from sysselreg.schema.model import Schemas
from sysselreg.store.read import program_files
from tests.cli.test_output_schemas import schema
from tests.conftest import Cli
from tests.nation.conftest import Asked, Lake

ROOT = Path(__file__).resolve().parent.parent.parent
EXAMPLE = ROOT / "tests" / "registers" / "exempelkommun"


# One of each kind: closed lists, several codes at once, time, shares, matrices with their margins, medians.
SPLITS = [
    Request("N03", ("kravtyp",)),
    Request("N10", ("form",)),
    Request("N10", ("kvartal",)),
    Request("N13", ("åldersgrupp",)),
    Request("N15", ("tertial",)),
    Request("N19", ("kön",)),
    Request("N12", ("form", "kön")),
    Request("N18", ("kvartal", "kön")),
    Request("N26", ("kravtyp",)),
]


def bare(figure: Figure) -> Figure:
    """A figure without records and bounds, which sums do not carry."""

    def plain(numbers: Numbers) -> Numbers:
        return replace(numbers, low=None, high=None, records=(), unknown_records=())

    groups, margins = (
        tuple(replace(group, numbers=plain(group.numbers)) for group in some)
        for some in (figure.groups, figure.margins)
    )
    return replace(figure, numbers=plain(figure.numbers), groups=groups, margins=margins)


def test_sums_that_the_engine_makes_are_those_of_the_rows(schemas: Schemas, lake: Lake) -> None:
    period = Period.year(2023)
    with opened(program_files(), str(lake(3, 60)), "duckdb") as engine:
        registers = {f"exempel-00{n}": f"Exempel {n}" for n in (1, 2, 3)}
        definitions = for_lake(load_definitions(program_files(), schemas.vocabularies), registers)
        wanted = [*requests(definitions, period), *SPLITS]
        rows = compute(engine, definitions, wanted, period, period.last)
        sums = compute(engine, definitions, wanted, period, period.last, counter=SqlCounter(engine))

    assert len(rows) > 50
    assert [each.numbers.total for each in rows].count(0) < len(rows) / 2
    assert [bare(each) for each in sums] == [bare(each) for each in rows]


def told(figure: dict[str, Any]) -> tuple[Any, ...]:
    cells = sorted((each["grupp"], each["värde"]) for each in figure.get("per", ()))
    return figure["värde"], figure["täljare"], figure["nämnare"], figure["täckning"], cells


def test_one_register_alone_is_counted_in_a_lake_as_it_counts_itself(cli: Cli, tmp_path: Path) -> None:
    assert cli("--register", EXAMPLE, "exportera", "parquet", "--ut", tmp_path).code == 0
    words = ["statistik", "--ar", "2024", "--internt", "--format", "json"]
    own = json.loads(cli("--register", EXAMPLE, *words).out)["nyckeltal"]
    done = cli(*words, "--lager", tmp_path)
    found = json.loads(done.out)

    assert "1 register i lagret, exporterade " in done.err
    schema("statistik").validate(found)
    assert found["lager"]["register"] == {"exempelkommun": "Exempelkommun"}
    assert len(found["nyckeltal"]) == len(own) > 40
    without = [
        {**each, "per": []} if "delning" not in other else each
        for each, other in zip(own, found["nyckeltal"], strict=True)
    ]
    assert [told(each) for each in found["nyckeltal"]] == [told(each) for each in without]


def test_the_same_key_in_two_registers_is_two(lake: Lake, asked: Asked) -> None:
    whole = asked(lake(3, 60), "2021..2025", "N10", by=("register",), internal=True)["N10/register"]

    parts = {group.name: group.shown.value for group in whole.groups}
    assert list(parts) == ["exempel-001", "exempel-002", "exempel-003"]
    assert whole.shown.value == sum(value or 0 for value in parts.values())


def test_few_persons_are_withheld_in_a_lake_too(lake: Lake, asked: Asked) -> None:
    open_, shown = (asked(lake(3, 60), "2023", "N11", internal=internal)["N11"] for internal in (True, False))

    assert any(0 < (group.shown.value or 0) < 5 for group in open_.groups)
    assert all(group.shown.value is None or group.shown.value >= 5 for group in shown.groups)
    assert len([group for group in shown.groups if group.shown.hidden is None]) < len(open_.groups)


def test_what_one_register_hides_alone_does_not_follow_from_the_sum(lake: Lake, asked: Asked, tmp_path: Path) -> None:
    """Two registers with many placements and one with few: the few are the sum without what the others show."""
    large = lake(2, 800)
    assert asked(large, "2021..2025", "N10", internal=False)["N10"].shown.hidden is None
    with_small = Path(shutil.copytree(large, tmp_path / "lager"))
    make_export(with_small, 3, 3)

    by_register = asked(with_small, "2021..2025", "N10", by=("register",), internal=True)["N10/register"]
    assert 0 < (by_register.groups[-1].shown.value or 0) < 5
    found = asked(with_small, "2021..2025", "N10", "N11", internal=False)
    assert found["N10"].shown.hidden is not None
    assert all(group.shown.hidden for group in found["N11"].groups)


def test_a_lake_is_split_by_closed_lists_time_and_register_only(cli: Cli, lake: Lake) -> None:
    words = ["statistik", "--lager", lake(3, 60), "--ar", "2023", "--nyckeltal", "N05"]
    done = cli(*words, "--per", "leverantör")

    assert (done.code, done.err) == (
        2,
        "N05 kan inte delas efter leverantör. Möjliga delningar är kravtyp, år, tertial, kvartal eller register.\n",
    )
    assert cli(*words, "--per", "kravtyp").code == 0
    crossed = cli(*words[:-1], "N10", "--per", "register,kön")
    assert crossed.err.startswith("N10 kan inte delas efter register och kön.")


# ---- what a lake may hold --------------------------------------------------------------------------------------------


def refused(cli: Cli, where: Path) -> tuple[int, str]:
    done = cli("statistik", "--lager", where, "--ar", "2023", "--nyckeltal", "N01")
    assert done.out == ""
    return done.code, done.err.replace(str(where), "LAGER").rstrip("\n")


def change(path: Path, sql: str) -> None:
    """Write a Parquet file anew with other content; `sql` reads {file}."""
    made = path.with_suffix(".ny")
    duckdb.execute(f"copy ({sql.format(file=f'read_parquet({str(path)!r})')}) to {str(made)!r} (format parquet)")
    made.replace(path)


def test_a_whole_lake_is_counted(cli: Cli, own_lake: Path) -> None:
    done = cli("statistik", "--lager", own_lake, "--ar", "2023", "--nyckeltal", "N01")

    assert (done.code, done.err) == (0, "3 register i lagret, exporterade 2025-12-31.\n")
    assert "N01" in done.out


def test_a_lake_that_is_not_there(cli: Cli, tmp_path: Path) -> None:
    assert refused(cli, tmp_path / "saknas") == (2, "Lagret LAGER finns inte. Rätta --lager.")
    assert refused(cli, tmp_path) == (
        2,
        "Lagret LAGER innehåller inget register. Varje register ska ha en egen mapp, som sysselreg exportera parquet "
        "--ut gör.",
    )


def test_a_table_that_is_missing_or_of_another_form(cli: Cli, own_lake: Path) -> None:
    krav = own_lake / "register=exempel-002" / "krav.parquet"
    krav.rename(krav.with_suffix(".csv"))

    assert refused(cli, own_lake) == (
        2,
        "register=exempel-002 i lagret saknar tabellen krav. Den finns som csv, men bara Parquet räknas. Exportera om "
        "registret med sysselreg exportera parquet.",
    )


def test_a_file_that_is_not_what_it_is_called(cli: Cli, own_lake: Path) -> None:
    (own_lake / "register=exempel-002" / "krav.parquet").write_bytes(b"inte Parquet, men lika namn")

    code, sentence = refused(cli, own_lake)
    assert code == 3
    assert sentence.startswith(
        "Tabellen krav i lagret går inte att läsa. Någon av filerna är skadad eller ändrad. Exportera om registret som "
        "den kommer från (motorns svar: ”"
    )


def test_a_column_that_is_missing(cli: Cli, own_lake: Path) -> None:
    change(own_lake / "register=exempel-001" / "krav.parquet", "select * exclude (typ) from {file}")

    assert refused(cli, own_lake)[1].startswith("Tabellen krav i lagret går inte att läsa.")


def test_rows_that_are_missing(cli: Cli, own_lake: Path) -> None:
    change(own_lake / "register=exempel-003" / "organisation.parquet", "select * from {file} limit 0")

    assert refused(cli, own_lake) == (
        3,
        "Tabellen organisation i registret exempel-003 har 0 rader i lagret, men exporten hade 1. "
        "Exportera om registret.",
    )


def test_tables_of_another_version(cli: Cli, own_lake: Path) -> None:
    for name in ("exempel-001", "exempel-003"):
        change(
            own_lake / f"register={name}" / "innehall.parquet",
            "select * replace ('gammal' as version) from {file}",
        )

    code, sentence = refused(cli, own_lake)
    assert code == 3
    assert sentence.startswith(
        "exempel-001 och exempel-003 är exporterat med en annan version av tabellerna (gammal) än det här programmet "
        "har ("
    )
    assert sentence.endswith("Exportera om med samma version av sysselreg, så att allt räknas lika.")


def test_the_same_register_twice(cli: Cli, own_lake: Path) -> None:
    shutil.copytree(own_lake / "register=exempel-001", own_lake / "register=exempel-001-kopia")

    assert refused(cli, own_lake) == (
        3,
        "Registret exempel-001 finns flera gånger i lagret: register=exempel-001 och register=exempel-001-kopia. "
        "Behåll en av dem.",
    )


def test_a_register_under_the_name_of_another(cli: Cli, own_lake: Path) -> None:
    (own_lake / "register=exempel-001").rename(own_lake / "register=annan")

    assert refused(cli, own_lake) == (
        3,
        "Mappen register=annan innehåller registret exempel-001. Döp om den till register=exempel-001.",
    )


# ---- what it must never do -------------------------------------------------------------------------------------------


def test_links_are_not_followed_out_of_the_lake(cli: Cli, own_lake: Path, tmp_path: Path) -> None:
    file = own_lake / "register=exempel-001" / "krav.parquet"
    outside = tmp_path / "utanfor.parquet"
    file.rename(outside)
    file.symlink_to(outside)
    assert refused(cli, own_lake) == (
        3,
        "LAGER/register=exempel-001/krav.parquet är ingen fil. Ett lager får inte ha länkar, för då "
        "går annat att läsa.",
    )

    file.unlink()
    outside.rename(file)
    (own_lake / "register=lank").symlink_to(own_lake / "register=exempel-001")
    assert refused(cli, own_lake) == (
        3,
        "LAGER/register=lank är ingen mapp. Ett lager får inte ha länkar eller filer i mapparnas ställe.",
    )


@pytest.mark.parametrize("name", ["register=x'); drop table placering; --", "register=Å", "register=", "register=a b"])
def test_the_name_of_a_folder_is_never_sql(cli: Cli, own_lake: Path, name: str) -> None:
    (own_lake / "register=exempel-001").rename(own_lake / name)

    assert refused(cli, own_lake) == (
        2,
        f"Mappen {name} i lagret har inget giltigt namn. Döp den efter registret i den.",
    )


def test_a_value_is_never_sql(cli: Cli, own_lake: Path) -> None:
    change(
        own_lake / "register=exempel-001" / "placering.parquet",
        "select * replace ('kvinna''); select 1; --' as kön) from {file}",
    )
    done = cli("statistik", "--lager", own_lake, "--period", "2021..2025", "--nyckeltal", "N11", "--internt")

    assert done.code == 0, done.err
    assert "Kvinna'); select 1; --" in done.out


def test_the_engine_reads_nothing_outside_the_lake(own_lake: Path, tmp_path: Path) -> None:
    outside = tmp_path / "hemligt.csv"
    outside.write_text("a\n1\n")
    inside = own_lake / "register=exempel-001" / "krav.parquet"
    with opened(program_files(), str(own_lake), "duckdb") as engine:
        connection = engine.connection  # type: ignore[attr-defined]
        assert connection.execute("select count(*) from read_parquet(?)", [str(inside)]).fetchall()
        for path in (outside, f"{own_lake}/../hemligt.csv", "/etc/passwd", "https://example.org/x.csv"):
            with pytest.raises(duckdb.PermissionException):
                connection.execute("select * from read_text(?)", [str(path)])
        with pytest.raises(duckdb.PermissionException):
            connection.execute(f"copy (select 1) to '{tmp_path}/ut.csv'")
        with pytest.raises(duckdb.InvalidInputException, match="locked"):
            connection.execute("set enable_external_access = true")


def test_options_that_do_not_go_together(cli: Cli, lake: Lake) -> None:
    where = lake(3, 60)

    assert cli("statistik", "--motor", "local").err == "--motor gäller ett lager. Skriv vilket med --lager.\n"
    alone = "Ett lager har register i sig. Ta bort --register och --revision.\n"
    assert cli("--revision", "HEAD", "statistik", "--lager", where).err == alone
    assert cli("--register", EXAMPLE, "statistik", "--lager", where).err == alone
