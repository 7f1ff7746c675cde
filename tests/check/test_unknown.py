"""Unknown is never a contradiction: a right register stays without one when anything that may be left out is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sysselreg.schema.model import Field, Schemas
from sysselreg.snapshot import CONFIG
from sysselreg.yamltext import parse, plain_data
from sysselreg.yamlwrite import emit
from tests.check.exempelby import CheckAll, Edit, codes

# What must never be heard of what is not known.
CONTRADICTIONS = "M"


def _optional(field: Field, value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The paths of the entries that may be left out."""
    if isinstance(value, dict):
        for key, each in value.items():
            if key not in field.required and len(value) > 1:
                yield (*path, key)
            yield from _optional(field.children[key], each, (*path, key))
    elif isinstance(value, list) and field.item is not None:
        for index, each in enumerate(value):
            yield from _optional(field.item, each, (*path, index))


def _without(value: Any, left_out: set[tuple[str | int, ...]], path: tuple[str | int, ...] = ()) -> Any:
    if isinstance(value, dict):
        kept = {key: each for key, each in value.items() if (*path, key) not in left_out}
        return {key: _without(each, left_out, (*path, key)) for key, each in kept.items()}
    if isinstance(value, list):
        return [_without(each, left_out, (*path, index)) for index, each in enumerate(value)]
    return value


def _vague(text: str, much: int) -> str:
    """A day as only its month or year."""
    return text[: 4 + 3 * (2 - much)] if len(text) == 10 and text[4] == text[7] == "-" else text


@given(data=st.data())
def test_leaving_out_what_may_be_left_out(
    data: st.DataObject, ground: Mapping[str, bytes], schemas: Schemas, check_all: CheckAll
) -> None:
    files = {}
    for path, content in ground.items():
        kind = schemas.by_folder(path.split("/")[1]) if path.endswith(".yaml") and path != CONFIG else None
        root = parse(content).root
        if kind is None or root is None:
            continue
        record = plain_data(root)
        left_out = data.draw(st.sets(st.sampled_from(list(_optional(kind.root, record)) or [("",)]), max_size=6))
        files[path] = emit(_without(record, left_out), kind.root)
    outcome = check_all(files)
    assert [each for each in outcome.findings if each.code.startswith(CONTRADICTIONS)] == []


@given(data=st.data())
def test_days_known_only_by_month_or_year(
    data: st.DataObject, ground: Mapping[str, bytes], schemas: Schemas, check_all: CheckAll
) -> None:
    def blurred(field: Field | None, value: Any) -> Any:
        if field is None:
            return value
        if isinstance(value, dict):
            return {key: blurred(field.children[key], each) for key, each in value.items()}
        if isinstance(value, list):
            return [blurred(field.item, each) for each in value]
        return _vague(value, data.draw(st.integers(0, 2))) if field.format == "partiellt-datum" else value

    files = {}
    for path, content in ground.items():
        kind = schemas.by_folder(path.split("/")[1]) if path.endswith(".yaml") and path != CONFIG else None
        root = parse(content).root
        if kind is not None and root is not None:
            files[path] = emit(blurred(kind.root, plain_data(root)), kind.root)
    assert codes(check_all(files)) == []


PLA = "records/placering/2023/pla-aaa001.yaml"
UPP = "records/upphandling/2023/upp-aaa001.yaml"
DIA = "records/dialogoverenskommelse/2023/dia-aaa001.yaml"


@pytest.mark.parametrize(
    ("path", "silent", "heard", "code"),
    [
        (PLA, ("kön: kvinna", "kön: okänt"), ("kön: kvinna", "kön: annat"), ""),
        (PLA, ("inskriven: 12_till_24_månader", "inskriven: okänt"), ("12_till_24", "6_till_12"), "V302"),
        (PLA, ("åldersgrupp: 26_till_54", "åldersgrupp: okänt"), ("12_till_24", "6_till_12"), "V302"),
        (PLA, ("utfall: studier", "utfall: okänt"), ("avslutad_fullföljd", "avslutad_i_förtid"), "M209"),
        (UPP, ("datum: 2022-06", "datum: 2022-09"), ("datum: 2022-06", "datum: 2022-10"), "M202"),
        (UPP, ("annonserad: 2022-09-01", "annonserad: 2022"), ("annonserad: 2022-09-01", "annonserad: 2023"), "M202"),
        (DIA, ("skriftlig: ja", "skriftlig: okänt"), ("form: praktik", "form: lärling"), ""),
    ],
)
def test_what_may_be_true_is_silent(
    path: str, silent: tuple[str, str], heard: tuple[str, str], code: str, edit: Edit
) -> None:
    assert codes(edit(path, silent)) == []
    assert set(codes(edit(path, heard))) == ({code} if code else set())
