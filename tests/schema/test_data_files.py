"""The data files that experts may change: each fits its meta schema, and every field can be read by people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import jsonschema
import pytest

from sysselreg.schema.model import Field, Schemas
from sysselreg.store.read import package_files
from sysselreg.yamlevents import data_file

FILES = {path: data for path, data in package_files().items() if path.endswith(".yaml")}
# Meta schema → the files it is about: one file, or all of a folder.
ABOUT = {
    "kinds": "schemas/kinds/",
    "types": "schemas/types.yaml",
    "register": "schemas/register.yaml",
    "vocabularies": "schemas/vocabularies/",
    "rules": "schemas/rules/",
    "states": "schemas/states/",
    "bevakning": "schemas/bevakning.yaml",
    "glossary": "schemas/glossary.yaml",
    "parameters": "schemas/parameters/",
    "tables": "reports/tables/",
    "delningar": "reports/figures/delningar.yaml",
    "figures": "reports/figures/",
    "goals": "reports/goals/",
    "letters": "reports/letters/",
    "andringar": "reports/andringar.yaml",
    "bedomning": "schemas/bedomning.yaml",
    "kalkyl": "schemas/kalkyl.yaml",
    "klarsprak": "reports/klarsprak.yaml",
    "krav": "reports/krav/",
}
FITTED = [
    (meta, path)
    for meta, where in ABOUT.items()
    for path in sorted(FILES)
    if path.startswith(where) and (meta == "delningar" or path != ABOUT["delningar"])
]


def loaded(path: str) -> Any:
    return data_file(FILES[path].decode())


def judge(meta: str) -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(loaded(f"schemas/meta/{meta}.yaml"))


def test_there_is_a_meta_schema_for_every_folder_and_no_other() -> None:
    assert {path.rsplit("/", 1)[1] for path in FILES if path.startswith("schemas/meta/")} == {
        f"{m}.yaml" for m in ABOUT
    }
    known = tuple(ABOUT.values())
    # Examples are records, and what commands print is held to `schemas/output/` where the commands are tested.
    apart = ("schemas/meta/", "schemas/exempel/", "schemas/output/")
    assert [path for path in FILES if not path.startswith((*known, *apart))] == []


@pytest.mark.parametrize("meta", ABOUT)
def test_a_meta_schema_is_a_schema(meta: str) -> None:
    jsonschema.Draft202012Validator.check_schema(loaded(f"schemas/meta/{meta}.yaml"))


@pytest.mark.parametrize(("meta", "path"), FITTED, ids=lambda value: value)
def test_a_data_file_fits_its_meta_schema_and_no_longer_with_a_slip_in_it(meta: str, path: str) -> None:
    data = loaded(path)
    assert [f"{list(e.absolute_path)}: {e.message}" for e in judge(meta).iter_errors(data)] == []
    assert not judge(meta).is_valid({**data, "Okänd nyckel!": {"x": 1}})


# ---- fields ----------------------------------------------------------------------------------------------------------


def properties(node: Any, path: str) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """(place, name, definition) of each property of a schema file, nested ones too."""
    if isinstance(node, Mapping):
        for key, value in node.items():
            if key == "properties":
                for name, each in value.items():
                    yield f"{path}.{name}", name, each
                    yield from properties(each, f"{path}.{name}")
            else:
                yield from properties(value, f"{path}.{key}")


SCHEMA_FILES = [path for path in FILES if path.startswith("schemas/kinds/")]
SCHEMA_FILES += ["schemas/types.yaml", "schemas/register.yaml"]
PROPERTIES = [found for path in SCHEMA_FILES for found in properties(loaded(path), path.removeprefix("schemas/"))]


def test_every_field_has_a_label_a_sentence_and_a_word_in_the_glossary() -> None:
    glossary = loaded("schemas/glossary.yaml")
    assert len(PROPERTIES) > 300
    assert [place for place, _, each in PROPERTIES if not each.get("title") or not each.get("description")] == []
    assert [place for place, _, each in PROPERTIES if not str(each["description"]).endswith(".")] == []
    assert sorted({name for _, name, _ in PROPERTIES if name not in glossary}) == []


def test_every_kind_has_the_common_head_first_and_the_note_last(schemas: Schemas) -> None:
    head = ["typ", "id", "version", "diarienummer", "sekretess", "källa"]
    for kind in schemas.kinds.values():
        names = list(kind.root.children)
        own = [name for name in head if name in names]
        # The diarienummer of an ärende is its own field, among its own.
        assert names[: len(own)] == own, kind.name
        assert names[-1] == "anteckning", kind.name
        assert {"typ", "id", "version"} <= kind.root.required, kind.name
        assert kind.schema["properties"]["typ"]["const"] == kind.name
        assert kind.folder.isascii()


def test_prefixes_and_folders_are_one_for_each_kind(schemas: Schemas) -> None:
    for attribute in ("prefix", "folder"):
        assert len({getattr(kind, attribute) for kind in schemas.kinds.values()}) == len(schemas.kinds)
    assert {kind.folder + ".yaml" for kind in schemas.kinds.values()} == {
        path.rsplit("/", 1)[1] for path in SCHEMA_FILES if path.startswith("schemas/kinds/")
    }


def fields(field: Field, path: str) -> Iterator[tuple[str, Field]]:
    yield path, field
    for name, child in field.children.items():
        yield from fields(child, f"{path}.{name}")
    if field.item is not None:
        yield from fields(field.item, f"{path}[]")


def test_references_name_kinds_that_exist(schemas: Schemas) -> None:
    roots = [*schemas.kinds.values(), schemas.settings]
    found = [(path, f) for kind in roots for path, f in fields(kind.root, kind.name)]
    assert [path for path, f in found if f.format == "referens" and not f.refers] == []
    assert [path for path, f in found if not set(f.refers) <= set(schemas.kinds)] == []
    assert sum(bool(f.refers) for _, f in found) >= 20


def test_compiled_kinds_are_plain_json_schema(schemas: Schemas) -> None:
    for kind in [*schemas.kinds.values(), schemas.settings]:
        jsonschema.Draft202012Validator.check_schema(kind.schema)
        assert "$ref" not in str(kind.schema)


# ---- code lists ------------------------------------------------------------------------------------------------------


def test_a_field_of_a_code_list_accepts_its_codes_and_no_others(schemas: Schemas) -> None:
    seen = set()
    for kind in [*schemas.kinds.values(), schemas.settings]:
        for path, field in fields(kind.root, kind.name):
            if field.vocabulary:
                seen.add(field.vocabulary)
                assert _node(kind.schema, path)["enum"] == list(schemas.vocabularies[field.vocabulary].codes), path
    assert len(seen) > 40


def _node(schema: Any, path: str) -> Any:
    for step in path.replace("[]", ".[]").split(".")[1:]:
        schema = schema["items"] if step == "[]" else schema["properties"][step]
    return schema


def test_labels_are_told_apart_and_validity_runs_forward(schemas: Schemas) -> None:
    for vocabulary in schemas.vocabularies.values():
        labels = [code.label.casefold() for code in vocabulary.codes.values()]
        assert len(set(labels)) == len(labels), vocabulary.name
        for code in vocabulary.codes.values():
            first, last = (date.fromisoformat(text or "2000-01-01") for text in (code.valid_from, code.valid_to))
            assert not (code.valid_from and code.valid_to) or first <= last, code


def test_codes_never_look_like_what_yaml_reads_as_something_else(schemas: Schemas) -> None:
    taken = {"yes", "no", "on", "off", "y", "n", "true", "false", "null", "~", ""}
    assert [
        (v.name, code)
        for v in schemas.vocabularies.values()
        for code in v.codes
        if code.casefold() in taken or code.isdigit()
    ] == []
