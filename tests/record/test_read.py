"""One file → a record: typing by schema, places, names of fields, and what keeps a file from being a record."""

from __future__ import annotations

import pytest

from sysselreg.finding import Place
from sysselreg.record.model import field_name
from sysselreg.record.read import read_record
from sysselreg.schema.model import Schemas

PATH = "records/upphandling/2025/upp-7k3qf9.yaml"
HEAD = "typ: upphandling\nid: upp-7k3qf9\nversion: 1\n"
RIGHT = HEAD + (
    "titel: Lokalvård i skolor\npart: egen\nupphandlande_organisation: org-4x8m2k\nstatus: planerad\nobjekt: tjänst\n"
    "krav:\n  - id: k1\n    typ: dialogkrav\n  - id: k2\n    typ: skarpt_krav\n    antal: 3\n    vite: 0\n"
)


def faults(text: str, schemas: Schemas, path: str = PATH) -> list[tuple[str, int, int, str]]:
    """Code, line, column and field of each fault."""
    return [(f.code, f.line, f.column, f.field) for f in read_record(path, text.encode(), schemas).faults]


def test_a_record_is_typed_by_its_schema_and_knows_its_places(schemas: Schemas) -> None:
    record = read_record(PATH, RIGHT.encode(), schemas).record
    assert record is not None
    assert (record.kind, record.id, record.path) == ("upphandling", "upp-7k3qf9", PATH)
    assert record.data["version"] == 1
    assert record.data["krav"][1] == {"id": "k2", "typ": "skarpt_krav", "antal": 3, "vite": 0}
    assert record.place("krav", 1, "antal") == Place(PATH, 14, 5)
    assert record.place("krav", 0) == Place(PATH, 10, 5)
    assert record.place("krav", 0, "antal") == Place(PATH, 10, 5)  # not there: the nearest that encloses it
    assert record.place() == Place(PATH, 1, 1)
    assert record.field_name(("krav", 1, "antal")) == "krav[k2].antal"


def test_fields_are_named_as_people_write_them() -> None:
    data = {"krav": [{"id": "k1"}, {"typ": "x"}], "avtalstid": {"till": "2025"}, "cpv": "x"}
    paths: list[tuple[str | int, ...]] = [("avtalstid", "till"), ("krav", 0), ("krav", 1, "typ"), ("krav", 7)]
    assert [field_name(data, path) for path in paths] == ["avtalstid.till", "krav[k1]", "krav[2].typ", "krav[8]"]
    assert field_name(data, ("cpv", "x", 0)) == "cpv.x[1]"


def test_many_mistakes_are_told_at_once_each_where_it_is(schemas: Schemas) -> None:
    text = RIGHT.replace("status: planerad", "status: planerat").replace("antal: 3", "antal: tre") + "cvp: x\n"
    assert faults(text, schemas) == [
        ("S001", 16, 1, "cvp"),
        ("S003", 14, 5, "krav[k2].antal"),
        ("S010", 7, 1, "status"),
    ]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("id: upp-7k3qf9", "id: upp-7k3qf", [("S033", 2, 1, "id")]),
        ("id: upp-7k3qf9", "id: org-7k3qf9", [("S033", 2, 1, "id")]),
        ("id: upp-7k3qf9", "id: upp-7k3qf8", [("S036", 2, 1, "id")]),
        ("id: upp-7k3qf9\n", "", [("S002", 1, 1, "id")]),
        ("id: upp-7k3qf9", 'id: ""', [("S015", 2, 1, "id")]),
        ("id: upp-7k3qf9", "id: [upp-7k3qf9]", [("S006", 2, 1, "id")]),
        ("version: 1", "version: 2", [("S035", 3, 1, "version")]),
        ("version: 1", "version: ett", [("S003", 3, 1, "version")]),
        ("typ: upphandling", "typ: upphandlingar", [("S030", 1, 1, "typ")]),
        ("typ: upphandling", "typ: [upphandling]", [("S030", 1, 1, "typ")]),
        ("typ: upphandling\n", "", [("S032", 1, 1, "typ")]),
        ("id: k2", "id: k1", [("S037", 12, 5, "krav[k1].id")]),
        ("id: k2", "id: K2", [("S011", 12, 5, "krav[K2].id")]),
        ("krav:", "krav: # inget", [("S040", 9, 1, "")]),
    ],
)
def test_what_keeps_a_file_from_being_a_record(
    old: str, new: str, told: list[tuple[str, int, int, str]], schemas: Schemas
) -> None:
    assert faults(RIGHT, schemas) == []
    assert faults(RIGHT.replace(old, new, 1), schemas) == told


def test_a_record_that_is_only_written_untidily_can_still_be_looked_at(schemas: Schemas) -> None:
    reading = read_record(PATH, RIGHT.replace("part: egen", "part:   egen").encode(), schemas)
    assert [fault.code for fault in reading.faults] == ["S040"]
    assert reading.record is not None
    broken = read_record(PATH, RIGHT.replace("part: egen", "part: okänd").encode(), schemas)
    assert broken.record is None


def test_a_record_in_another_kinds_folder_is_read_as_what_it_says_it_is(schemas: Schemas) -> None:
    wrong = "records/placering/2025/upp-7k3qf9.yaml"
    assert faults(RIGHT, schemas, wrong) == [("S031", 1, 1, "typ")]
    nowhere = "records/diverse/2025/upp-7k3qf9.yaml"
    assert faults(RIGHT, schemas, nowhere) == [("S031", 1, 1, "typ")]
    assert faults(RIGHT.replace("typ: upphandling", "typ: x"), schemas, nowhere) == [("S030", 1, 1, "typ")]
