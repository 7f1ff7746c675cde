"""The tables that are shipped: every column finds its field, and every table can be asked."""

from __future__ import annotations

from datetime import date

import pytest

from sysselreg.errors import DefinitionError
from sysselreg.period import Period
from sysselreg.schema.model import Field, Schemas
from sysselreg.snapshot import Snapshot
from sysselreg.store.read import package_files
from sysselreg.table.definitions import load_tables
from sysselreg.table.engine import opened
from sysselreg.table.model import PERIOD, SETTINGS, Column, Table, View
from sysselreg.table.rows import fill

TABLES = load_tables(Snapshot(package_files()))
NAMES = {
    "upphandling", "krav", "tilldelning", "uppfyllnad", "dialog", "plats", "placering", "utfall", "utvardering",
    "organisation", "aktivitet", "aktivitet_organisation", "program", "mal", "budget", "resurs", "handling", "period",
    "villkor", "lagesrapport", "kalkyl",
}  # fmt: skip
FITS = {
    "text": {"string"},
    "heltal": {"integer"},
    "datum": {"string"},
    "lista": {"array"},
    "antal": {"array"},
}


def field_of(schemas: Schemas, table: Table, column: Column) -> Field | None:
    root = schemas.settings.root if table.source == SETTINGS else schemas.kinds[table.source].root
    steps = tuple(table.items.split(".")) if table.items else ()
    here = root.at((*steps, 0) if steps else ())
    if column.path == ".":
        return here
    if column.path.startswith("~."):
        return schemas.settings.root.at(tuple(column.path[2:].split(".")))
    if column.path.startswith("^."):
        return root.at(tuple(column.path[2:].split(".")))
    return here.at(tuple(column.path.split("."))) if here else None


# `lagesrapport` is of what was due, `kalkyl` of what was calculated: neither stands in a record.
OF_RECORDS = [table for table in TABLES if table.source not in (PERIOD, "lägesrapport", "kalkyl")]


@pytest.mark.parametrize("table", OF_RECORDS, ids=lambda table: table.name)
def test_every_column_names_a_field_of_its_schema_and_its_type(schemas: Schemas, table: Table) -> None:
    fields = {column.name: field_of(schemas, table, column) for column in table.columns}

    assert [name for name, field in fields.items() if field is None] == []
    kinds = {column.name: column.type for column in table.columns}
    assert [name for name, field in fields.items() if field and field.type not in FITS[kinds[name]]] == []
    partial = [name for name, field in fields.items() if field and field.format in ("datum", "partiellt-datum")]
    assert [name for name in partial if kinds[name] != "datum"] == []


def test_the_promised_tables_are_there_and_can_be_asked_when_the_register_is_empty() -> None:
    assert {table.name for table in TABLES} >= NAMES
    period = next(table for table in TABLES if table.source == PERIOD)
    with opened(fill(TABLES, [], {}), period, Period.year(2024), date(2024, 12, 31)) as engine:
        counts = {table.name: len(engine.rows(View(table.name, "", table.file))) for table in TABLES}

    assert counts.pop("period") == 1
    assert counts.pop("villkor") == 1
    assert set(counts.values()) == {0}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("tabell: Krav\nbeskrivning: b\nkälla: upphandling\nkolumner: {}\n",
         "reports/tables/x.yaml:1:1: Tabellen heter ”Krav”. Namnet får bara ha a–z, siffror och understreck."),
        ("tabell: krav\nbeskrivning: b\nkolumner: {}\n",
         "reports/tables/x.yaml:1:1: Tabellen saknar källa. Lägg till det."),
        ("tabell: krav\nbeskrivning: b\nkälla: upphandling\nkolumner: {a: {väg: a, typ: tal, beskrivning: b}}\n",
         "reports/tables/x.yaml:4:12: Kolumnen a har typen ”tal”. Välj en av text, heltal, datum, lista, antal."),
        ("tabell: krav\nbeskrivning: b\nkälla: k\nkolumner:\n  a:\n    typ: text\n    beskrivning: b\n",
         "reports/tables/x.yaml:5:3: Kolumnen a saknar väg. Lägg till det."),
        ("tabell: krav\nbeskrivning: b\nkälla: k\nkolumner: [a]\n",
         "reports/tables/x.yaml:1:1: Tabellen har inte den form som behövs. Jämför med en sådan fil som följer med "
         "programmet (motorns svar: ”'list' object has no attribute 'items'”)."),
        ("tabell: [\n",
         "reports/tables/x.yaml:2: Filen går inte att läsa som YAML. Rätta raden eller den före (motorns svar: ”while"),
    ],
)  # fmt: skip
def test_a_broken_table_file_is_named(text: str, sentence: str) -> None:
    with pytest.raises(DefinitionError) as refused:
        load_tables(Snapshot({"reports/tables/x.yaml": text.encode()}))

    assert refused.value.sentence.startswith(sentence)
    good = "tabell: krav\nbeskrivning: b\nkälla: upphandling\nkolumner: {a: {väg: a, typ: text, beskrivning: b}}\n"
    assert [table.name for table in load_tables(Snapshot({"reports/tables/x.yaml": good.encode()}))] == ["krav"]


# A text that is neither out of a list nor of one of these forms may hold anything, so it stays in the register.
CODES = {"cpv", "sni", "kommunkod"}
NAMING = {"id", "referens", "lokalt-id", "deltagarnyckel"}


@pytest.mark.parametrize("table", OF_RECORDS, ids=lambda table: table.name)
def test_no_free_text_is_shared_and_what_names_somebody_only_as_a_number(schemas: Schemas, table: Table) -> None:
    for column in table.columns:
        field = field_of(schemas, table, column)
        assert field is not None
        each = field.item if field.item and column.type == "lista" else field
        if column.shared == "kod" and not column.words:
            assert each.vocabulary or each.format in CODES, (table.name, column.name)
        if each.format in NAMING and each.type == "string":
            assert column.shared in ("", "nyckel"), (table.name, column.name)
        if column.shared == "nyckel":
            assert each.format in NAMING, (table.name, column.name)


def test_a_participant_is_shared_as_a_number_and_the_words_of_people_are_not() -> None:
    shared = {(table.name, column.name): column.shared for table in TABLES for column in table.columns}

    assert shared["placering", "deltagare"] == "nyckel"
    assert shared["placering", "kön"] == "kod"
    assert [shared[name] for name in [("upphandling", "titel"), ("organisation", "namn"), ("handling", "rubrik")]] == [
        "", "", "",
    ]  # fmt: skip
