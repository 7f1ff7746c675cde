"""Drafts for an editor: what they show, and that what is read back is what was meant."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sysselreg.record.draft import Draft, content, draft, filled, missing, named, undrafted
from sysselreg.schema.model import Field, Kind, Schemas
from sysselreg.yamltext import parse, plain_data
from sysselreg.yamlwrite import comments_of, emit
from tests.schema.test_generated_records import KINDS, SCHEMAS, records


def read_back(text: str, ours: frozenset[str], kind: Kind) -> tuple[dict[str, Any], str]:
    """What an edited draft says: its content, and the text it becomes."""
    bare = undrafted(text, ours)
    parsed = parse(bare.encode())
    assert parsed.faults == ()
    assert parsed.root is not None
    data, comments = content(bare, parsed.root, kind)
    return data, emit(data, kind.root, comments)


def form(kind: str, schemas: Schemas, **data: Any) -> Draft:
    return draft(schemas.kinds[kind], schemas, data, intro=["Fyll i."])


def test_a_form_explains_its_fields_required_ones_first(schemas: Schemas) -> None:
    text = form("organisation", schemas, namn="Städ AB").text
    assert text.startswith(
        "# Fyll i.\n\n# Namn (måste fyllas i). Organisationens namn.\nnamn: Städ AB\n\n"
        "# Slag (måste fyllas i). Vilket slags organisation det är. Välj: kommun,\n"
    )
    assert "\nslag:\n\n# Diarienummer. " in text
    assert "#     andel_procent: Andel av de anställda" in text
    assert "\n# kapacitet:\n#   - id:\n#     tjänst:\n#     volym:\n#     ensam_eller_i_grupp:\n" in text


def test_fields_are_taken_with_their_hash_away_and_empty_ones_are_left_out(schemas: Schemas) -> None:
    text, ours = form("organisation", schemas)
    for old, new in {
        "\nnamn:\n": "\nnamn: Städ AB\n",
        "\nslag:\n": "\nslag: leverantör\n# Ny sedan i våras\n",
        "\n# lokal:\n": "\nlokal:\n",
        "\n# nätverk:\n#   -\n": "\nnätverk:\n  - NOS\n  -\n",
        "# kapacitet:\n#   - id:\n#     tjänst:\n#     volym:\n#     ensam_eller_i_grupp:\n": (
            "kapacitet:\n  - id:\n    tjänst: Städ\n    volym:\n  - id:\n    tjänst: Gräs\n"
        ),
    }.items():
        assert text.count(old) == 1
        text = text.replace(old, new)
    assert read_back(text, ours, schemas.kinds["organisation"])[1] == (
        "namn: Städ AB\nslag: leverantör\n# Ny sedan i våras\nnätverk:\n  - NOS\n"
        "kapacitet:\n  - id: k1\n    tjänst: Städ\n  - id: k2\n    tjänst: Gräs\n"
    )


def test_an_untouched_form_says_nothing_and_lacks_what_is_required(schemas: Schemas) -> None:
    for kind in schemas.kinds.values():
        data, text = read_back(*form(kind.name, schemas), kind)
        assert (data, text) == ({}, "\n")
        assert {field.name for field in missing(kind, data)} == kind.root.required - {"typ", "id", "version"}


def test_an_empty_list_that_somebody_writes_is_kept() -> None:
    assert filled({"krav": [], "avtalstid": {"till": ""}, "platser": [{"id": ""}], "a": ["", "b"]}) == {
        "krav": [],
        "a": ["b"],
    }


def test_items_get_the_first_free_id_where_one_must_be_or_is_left_empty(schemas: Schemas) -> None:
    kind = schemas.kinds["program"]
    given = {
        "mål": [{"minst": "1"}, {"id": "m1"}, {"minst": "2"}],
        "resurser": [{"år": "2025"}, {"id": "", "år": "2026"}],
    }
    assert named(given, kind.root) == {
        "mål": [{"id": "m2", "minst": "1"}, {"id": "m1"}, {"id": "m3", "minst": "2"}],
        "resurser": [{"år": "2025"}, {"id": "r1", "år": "2026"}],
    }


@pytest.mark.parametrize("name", KINDS)
@given(data=st.data())
def test_a_draft_that_nobody_changes_is_the_record_with_its_comments(name: str, data: st.DataObject) -> None:
    kind = SCHEMAS.kinds[name]
    text = "# överst\n" + emit(data.draw(records(kind)), kind.root) + "# sist\n"
    root = parse(text.encode()).root
    assert root is not None
    made = draft(kind, SCHEMAS, plain_data(root), comments_of(text, root), ["Ändra."])
    assert read_back(*made, kind) == (plain_data(root), text)


@pytest.mark.parametrize("name", KINDS)
def test_a_form_has_a_line_for_every_field(name: str) -> None:
    kind = SCHEMAS.kinds[name]
    text = re.sub(r"^# ( *-| *(?:- )?[a-zåäö][a-zåäö0-9_]*:)$", r"\1", draft(kind, SCHEMAS, {}).text, flags=re.M)
    root = parse(text.encode()).root
    assert root is not None
    wanted = {path for path in single_fields(kind.root) if path[0] not in ("typ", "id", "version")}
    assert set(single_values(plain_data(root))) == wanted


def single_fields(field: Field, outer: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Every single field of a kind; a list adds no step."""
    inner = field.item or field
    for name, child in inner.children.items():
        yield from single_fields(child, (*outer, name))
    if not inner.children:
        yield outer


def single_values(data: Any, outer: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for name, value in data.items() if isinstance(data, dict) else ():
        yield from single_values(value, (*outer, name))
    for value in data if isinstance(data, list) else ():
        yield from single_values(value, outer)
    if data == "":
        yield outer
