"""The fields that differ: nothing lost, nothing told twice."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sysselreg.change.difference import differences, entry_names
from sysselreg.change.model import FieldChange
from sysselreg.schema.load import load_schemas
from sysselreg.schema.model import Field, Kind
from sysselreg.snapshot import Snapshot
from sysselreg.store.read import package_files

KINDS = load_schemas(Snapshot(package_files())).kinds


def told(before: Any, after: Any, kind: str = "upphandling") -> list[tuple[str, Any, Any]]:
    return [(each.name, each.before, each.after) for each in differences(before, after, KINDS[kind].root)]


@pytest.mark.parametrize(
    ("kind", "before", "after", "expected"),
    [
        ("upphandling", {"titel": "A"}, {"titel": "B"}, [("titel", "A", "B")]),
        ("upphandling", {"titel": "A"}, {"titel": "A"}, []),
        ("program", {"giltig": {"till": "2024"}}, {"giltig": {"till": "2025"}}, [("giltig.till", "2024", "2025")]),
        # what comes or goes is told whole
        ("upphandling", {}, {"värde": {"avtalat": 5}}, [("värde", None, {"avtalat": 5})]),
        ("upphandling", {"krav": []}, {}, [("krav", [], None)]),
        # entries by their local id, wherever they stand
        (
            "upphandling",
            {"krav": [{"id": "k1", "antal": 1}, {"id": "k2"}]},
            {"krav": [{"id": "k1", "antal": 2}, {"id": "k3"}]},
            [("krav[k1].antal", 1, 2), ("krav[k2]", {"id": "k2"}, None), ("krav[k3]", None, {"id": "k3"})],
        ),
        (
            "upphandling",
            {"krav": [{"id": "k1"}, {"id": "k2"}]},
            {"krav": [{"id": "k2"}, {"id": "k1"}]},
            [("krav", ["k1", "k2"], ["k2", "k1"])],
        ),
        # without an id by a first field that is a code
        (
            "placering",
            {"utfall": [{"tidpunkt": "vid_avslut", "utfall": "okänt"}]},
            {"utfall": [{"tidpunkt": "vid_avslut", "utfall": "studier"}]},
            [("utfall[vid_avslut].utfall", "okänt", "studier")],
        ),
        # entries that nothing tells apart: the list as one value
        (
            "utvärdering",
            {"citat": [{"text": "Bra"}, {"text": "Bra"}]},
            {"citat": [{"text": "Bra"}]},
            [("citat", [{"text": "Bra"}, {"text": "Bra"}], [{"text": "Bra"}])],
        ),
        ("utvärdering", {"påmind": ["2023-01"]}, {"påmind": ["2023-02"]}, [("påmind", ["2023-01"], ["2023-02"])]),
        # what no schema has, and what has the wrong shape
        ("upphandling", {"påhitt": "1"}, {"påhitt": "2"}, [("påhitt", "1", "2")]),
        ("upphandling", {"krav": [{"id": "k1"}]}, {"krav": "inga"}, [("krav", [{"id": "k1"}], "inga")]),
    ],
)  # fmt: skip
def test_what_differs(kind: str, before: Any, after: Any, expected: list[tuple[str, Any, Any]]) -> None:
    assert told(before, after, kind) == expected


# ---- the difference put on what was gives what is --------------------------------------------------------------------


def content(field: Field) -> st.SearchStrategy[Any]:
    if field.type == "object":
        return st.fixed_dictionaries({}, optional={key: content(child) for key, child in field.children.items()})
    if field.type == "array":
        assert field.item is not None
        return st.lists(content(field.item), max_size=3)
    return st.integers(0, 3) if field.type == "integer" else st.sampled_from(["a", "b", "c"])


def two_contents(kind: Kind) -> st.SearchStrategy[tuple[Kind, Any, Any]]:
    """Two contents of which some fields are the same, so that differences lie deep too."""
    one = content(kind.root)
    same = st.sets(st.sampled_from(sorted(kind.root.children)))
    return st.tuples(one, one, same).map(
        lambda three: (kind, three[0], {**three[1], **{key: three[0][key] for key in three[2] if key in three[0]}})
    )


def applied(before: Any, changes: list[FieldChange], field: Field | None) -> Any:
    """The content with the changes made."""
    whole = [change for change in changes if not change.path]
    if whole:
        return whole[0].after
    below: dict[str, list[FieldChange]] = {}
    for change in changes:
        rest = FieldChange(change.path[1:], change.before, change.after, change.field)
        below.setdefault(change.path[0], []).append(rest)
    known = field.children if field else {}
    if isinstance(before, Mapping):
        made = {**before, **{key: applied(before.get(key), each, known.get(key)) for key, each in below.items()}}
        return {key: value for key, value in made.items() if value is not None}
    names = entry_names(before, field)
    assert names is not None
    assert field is not None
    made = dict(names)
    for step, each in below.items():
        made[step[1:-1]] = applied(names.get(step[1:-1]), each, field.item)
    return [value for value in made.values() if value is not None]


def ordered(changes: list[FieldChange]) -> tuple[list[FieldChange], list[FieldChange]]:
    """The changes of content, and those that only say that entries have changed places."""
    places = [
        each for each in changes
        if each.field is not None and each.field.item is not None and each.field.item.children
        and isinstance(each.before, list) and isinstance(each.after, list)
        and all(isinstance(name, str) for name in [*each.before, *each.after]) and each.before + each.after
    ]  # fmt: skip
    return [each for each in changes if each not in places], places


def placeless(value: Any, field: Field | None) -> Any:
    """A content in which the places of entries that have names do not matter."""
    if isinstance(value, Mapping):
        known = field.children if field else {}
        return {key: placeless(each, known.get(key)) for key, each in value.items()}
    names = entry_names(value, field)
    if names is not None and field is not None:
        return {name: placeless(each, field.item) for name, each in names.items()}
    return value


@given(st.sampled_from(list(KINDS.values())).flatmap(two_contents))
def test_the_difference_put_on_what_was_gives_what_is(case: tuple[Kind, Any, Any]) -> None:
    kind, before, after = case
    changes, _ = ordered(list(differences(before, after, kind.root)))
    assert placeless(applied(before, changes, kind.root), kind.root) == placeless(after, kind.root)


@given(st.sampled_from(list(KINDS.values())).flatmap(lambda kind: st.tuples(st.just(kind), content(kind.root))))
def test_the_same_differs_in_nothing(case: tuple[Kind, Any]) -> None:
    kind, same = case
    assert list(differences(same, same, kind.root)) == []
