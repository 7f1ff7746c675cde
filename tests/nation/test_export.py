"""`exportera`: what leaves a register, and what does not."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from sysselreg.errors import DefinitionError
from sysselreg.table.model import Column, Filled, Table
from sysselreg.table.shared import pseudonymous, version_of
from tests.conftest import Cli, Repository

ROOT = Path(__file__).resolve().parent.parent.parent
EXAMPLE = ROOT / "tests" / "registers" / "exempelkommun"
NAMES = Table(
    "prov",
    "Prov.",
    "placering",
    "",
    (
        Column("post", "id", "text", "Prov.", "nyckel"),
        Column("deltagare", "deltagare", "text", "Prov.", "nyckel"),
        Column("slag", "slag", "text", "Prov.", "kod"),
        Column("rad", "rad", "text", "Prov.", "kod", ("totalt",)),
        Column("titel", "titel", "text", "Prov."),
        Column("antal", "antal", "heltal", "Prov."),
    ),
    "reports/tables/prov.yaml",
)


def row(post: str, deltagare: str, slag: str = "praktik", rad: str = "Lön", titel: str = "Ord") -> dict[str, Any]:
    return {"post": post, "deltagare": deltagare, "slag": slag, "rad": rad, "titel": titel, "antal": 3}


def every_text(folder: Path) -> Iterator[str]:
    for path in sorted(folder.rglob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            yield from (str(value) for value in json.loads(line).values() if isinstance(value, (str, list)))


def test_keys_are_numbers_that_mean_the_same_in_all_tables_and_words_stay_at_home() -> None:
    one, two = pseudonymous(
        [Filled(NAMES, [row("pla-1", "d-1"), row("pla-2", "d-1", rad="Totalt")]), Filled(NAMES, [row("pla-2", "d-2")])],
        b"x",
    )

    first = {each["rad"]: each for each in one.rows}
    assert first[None]["deltagare"] == first["totalt"]["deltagare"]
    assert first["totalt"]["post"] == two.rows[0]["post"]
    assert sorted({each[key] for each in (*one.rows, *two.rows) for key in ("post", "deltagare")}) == [1, 2, 3, 4]
    assert [list(each) for each in two.rows] == [["post", "deltagare", "slag", "rad", "antal"]]


def test_numbers_and_the_order_of_rows_follow_the_secret_and_not_the_ids() -> None:
    held = [Filled(NAMES, [row(f"pla-{n:03}", f"d-{n:03}") for n in range(50)])]
    (one,), (again,), (other,) = (pseudonymous(held, secret) for secret in (b"x", b"x", b"y"))

    assert one == again
    assert one != other
    posts = [each["post"] for each in one.rows]
    assert posts == sorted(posts)
    people = [each["deltagare"] for each in one.rows]
    assert people not in (sorted(people), sorted(people, reverse=True))


def test_what_is_no_code_is_not_exported_as_one() -> None:
    assert pseudonymous([Filled(NAMES, [row("pla-1", "d-1", slag="praktik")])], b"x")
    with pytest.raises(DefinitionError) as refused:
        pseudonymous([Filled(NAMES, [row("pla-1", "d-1", slag="Anna bad om praktik")])], b"x")
    assert refused.value.sentence == (
        "reports/tables/prov.yaml: Kolumnen slag delas som kod men innehåller något annat. "
        "Ta bort delas, eller rätta koden."
    )


def test_tables_of_other_columns_are_another_version() -> None:
    shorter = Table("prov", "Prov.", "placering", "", NAMES.columns[:3], "")

    assert version_of([NAMES]) != version_of([shorter])
    assert version_of([shorter]) == version_of([Table("prov", "Annat.", "placering", "", NAMES.columns[:3], "")])


def test_no_id_key_name_or_sentence_of_the_records_leaves_the_register(cli: Cli, tmp_path: Path) -> None:
    done = cli("--register", EXAMPLE, "exportera", "json", "--ut", tmp_path)
    assert (done.code, done.out) == (0, f"{tmp_path}/register=exempelkommun\n")

    texts = [text for text in every_text(tmp_path) if "Exempelkommun" not in text]
    assert len(texts) > 5000
    assert [text for text in texts if re.search(r"[a-z]{3}-[0-9a-z]{6}\b|\bd-[0-9a-z]{8}\b|[A-ZÅÄÖ]{2}|  ", text)] == []
    assert max(len(text) for text in texts) < 60


def test_the_same_commit_gives_the_same_bytes_and_says_what_it_is(
    exempel: Repository, cli: Cli, tmp_path: Path
) -> None:
    def run(name: str) -> dict[str, bytes]:
        done = cli("--register", exempel.root, "--revision", "HEAD", "exportera", "parquet", "--ut", tmp_path / name)
        assert done.code == 0, done.err
        return {path.name: path.read_bytes() for path in (tmp_path / name).rglob("*.parquet")}

    first = run("a")
    assert first == run("b")
    assert run("a") == first  # replaced, not added to
    path = next((tmp_path / "a").rglob("placering.parquet"))
    asked = "select decode(key), decode(value) from parquet_kv_metadata(?)"
    told = dict(duckdb.execute(asked, [str(path)]).fetchall())
    assert told["tabell"] == "placering"
    assert told["incheckning"] == exempel.git("rev-parse", "HEAD")[:10]
    assert json.loads(told["kolumner"])["kön"] == "Kön."


def test_a_folder_with_something_else_in_it_is_not_replaced(exempel: Repository, cli: Cli, tmp_path: Path) -> None:
    assert cli("--register", exempel.root, "exportera", "csv", "--ut", tmp_path).code == 0
    (folder,) = tmp_path.glob("register=*")
    (folder / "anteckning.txt").write_text("mitt")

    done = cli("--register", exempel.root, "exportera", "csv", "--ut", tmp_path)

    assert done.code == 6
    assert done.err == (
        f"Mappen {folder} innehåller anteckning.txt, som inte är en export. Flytta det, eller välj en annan mapp "
        "med --ut. Mappen ersätts hel.\n"
    )
    assert (folder / "anteckning.txt").read_text() == "mitt"
    assert [each.name for each in tmp_path.iterdir() if each.name.startswith(".")] == []


def test_public_figures_are_what_statistik_shows(cli: Cli, tmp_path: Path) -> None:
    done = cli("--register", EXAMPLE, "exportera", "csv", "--publik", "--ar", "2024", "--ut", tmp_path)

    assert (done.code, done.out) == (0, f"{tmp_path}/nyckeltal-exempelkommun-2024.csv\n")
    shown = cli("--register", EXAMPLE, "statistik", "--ar", "2024", "--format", "csv")
    assert (tmp_path / "nyckeltal-exempelkommun-2024.csv").read_text(encoding="utf-8") == shown.out
    assert "eller dolt" in shown.out


def test_a_period_is_for_figures_only(cli: Cli, tmp_path: Path) -> None:
    done = cli("--register", EXAMPLE, "exportera", "csv", "--ar", "2024", "--ut", tmp_path)

    assert (done.code, done.err) == (
        2,
        "Tabellerna exporteras hela. Ta bort --ar och --period, eller lägg till --publik.\n",
    )
