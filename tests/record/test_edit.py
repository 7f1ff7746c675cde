"""Editing: only the lines of what is changed change, whatever the record and the change; comments stay."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sysselreg.errors import UnsafeInputError, UsageError
from sysselreg.record.edit import REMOVE, Change, edit
from sysselreg.schema.model import Field, Kind
from sysselreg.yamltext import Path, parse, plain_data
from sysselreg.yamlwrite import emit
from tests.schema.test_generated_records import KINDS, SCHEMAS, records

PROCUREMENT = """\
# Upphandlingen i korthet
typ: upphandling
id: upp-7k3qf9
version: 1
titel: Lokalvård i skolor  # ring TF
status: pågående
# kraven står i underlaget
krav:
  # det första
  - id: k1
    typ: skarpt_krav
    antal: 2  # enligt mötet
  - id: k2
    typ: dialogkrav
avtalstid:
  till: 2027-06-30
# ur prognosen
prognos: Pågående
anteckning: |-
  Två rader,
  # den här är text.
# sist
"""


def edited(text: str, *changes: tuple[Path, Any], kind: str = "upphandling") -> str:
    return edit(text, SCHEMAS.kinds[kind], [Change(path, value) for path, value in changes])


@pytest.mark.parametrize(
    ("path", "value", "old", "new"),
    [
        (("status",), "avslutad", "status: pågående", "status: avslutad"),
        (("krav", 0, "antal"), "3", "antal: 2  #", "antal: 3  #"),
        (("avtalstid", "från"), "2025", "avtalstid:\n", "avtalstid:\n  från: 2025\n"),
        (("utförs",), "okänt", "# ur prognosen", "utförs: okänt\n# ur prognosen"),
        (("cpv",), "45233250-6", "# kraven", 'cpv: "45233250-6"\n# kraven'),
        (("prognos",), "=cmd|' /C calc'!A0", "Pågående", "\"=cmd|' /C calc'!A0\""),
        (("prognos",), "NO", "Pågående", '"NO"'),
        (("prognos",), REMOVE, "prognos: Pågående\n", ""),
        (("titel",), "Två\nrader", "titel: Lokalvård i skolor  # ring TF", "titel: |-  # ring TF\n  Två\n  rader"),
        (("anteckning",), "En rad", "anteckning: |-\n  Två rader,\n  # den här är text.", "anteckning: En rad"),
        (("avtalstid", "till"), REMOVE, "avtalstid:\n  till: 2027-06-30\n", ""),
        (("krav", 1), REMOVE, "  - id: k2\n    typ: dialogkrav\n", ""),
        (("krav", 0), REMOVE, "  - id: k1\n    typ: skarpt_krav\n    antal: 2  # enligt mötet\n", ""),
        (("krav", 2), {"typ": "bonus", "id": "k3"}, "dialogkrav\n", "dialogkrav\n  - id: k3\n    typ: bonus\n"),
        (("krav", 1, "målgrupper", 0), "ungdomar", "dialogkrav\n", "dialogkrav\n    målgrupper:\n      - ungdomar\n"),
    ],
)  # fmt: skip
def test_one_change_touches_its_own_lines_and_no_comment(path: Path, value: Any, old: str, new: str) -> None:
    assert PROCUREMENT.count(old) == 1
    assert edited(PROCUREMENT, (path, value)) == PROCUREMENT.replace(old, new)


def test_a_required_list_becomes_empty_and_its_comments_stay() -> None:
    without = edited(PROCUREMENT, (("krav", 0), REMOVE), (("krav", 0), REMOVE))
    assert "# kraven står i underlaget\nkrav: []\n# det första\navtalstid:\n" in without
    assert "enligt mötet" not in without


def test_changes_are_made_in_turn() -> None:
    text = edited(PROCUREMENT, (("krav", 0), REMOVE), (("krav", 0, "antal"), "1"), (("krav", 1), {"id": "k3"}))
    assert "  # det första\n  - id: k2\n    typ: dialogkrav\n    antal: 1\n  - id: k3\navtalstid:" in text


def test_comments_follow_the_values_of_a_list() -> None:
    text = (
        "typ: organisation\nid: org-4x8m2k\nversion: 1\nnamn: A\nslag: kommun\n"
        "nätverk:\n  - NOS  # sedan 2019\n  - SKOOPI  # vilande\n"
    )
    assert edited(text, (("nätverk", 0), REMOVE), kind="organisation").endswith("nätverk:\n  - SKOOPI  # vilande\n")
    assert edited(text, (("nätverk",), ["SKOOPI", "NOS"]), kind="organisation").endswith(
        "nätverk:\n  - SKOOPI  # vilande\n  - NOS  # sedan 2019\n"
    )


def test_no_change_changes_nothing() -> None:
    assert edited(PROCUREMENT) == PROCUREMENT
    assert edited(PROCUREMENT, (("status",), "pågående")) == PROCUREMENT


def test_a_text_that_is_not_canonical_is_refused() -> None:
    with pytest.raises(UsageError, match=r"inte skriven i standardform.*Kör sysselreg formatera först"):
        edited(PROCUREMENT.replace("status:", "status:  "), (("status",), "avslutad"))
    with pytest.raises(UnsafeInputError, match="går inte att läsa"):
        edited(PROCUREMENT + "titel: en till\n", (("status",), "avslutad"))


@pytest.mark.parametrize("path", [("fördyring",), ("krav", 7, "antal"), ("krav", 7), ("avtalstid", "från")])
def test_what_is_not_there_cannot_be_removed(path: Path) -> None:
    with pytest.raises(UsageError, match=r"finns inte i posten\. Inget är ändrat"):
        edited(PROCUREMENT, (path, REMOVE))


def test_a_single_value_where_a_group_should_be_is_told() -> None:
    broken = PROCUREMENT.replace("avtalstid:\n  till: 2027-06-30", "avtalstid: okänd")
    with pytest.raises(UsageError, match=r"felskriven vid avtalstid\.till.*kontrollera"):
        edited(broken, (("avtalstid", "till"), "2028"))


# ---- any record, any change ------------------------------------------------------------------------------------------


def leaves(value: Any, path: Path = ()) -> Iterator[Path]:
    """The paths of everything in a content."""
    steps = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, each in steps:
        yield (*path, step)
        yield from leaves(each, (*path, step))


def fields_missing(data: Any, field: Field, path: Path = ()) -> Iterator[tuple[Path, Field]]:
    """Where a single value can be put that is not there."""
    for name, child in field.children.items():
        if isinstance(data, dict) and name in data:
            yield from fields_missing(data[name], child, (*path, name))
        elif not child.children and child.item is None:
            yield (*path, name), child


def texts() -> st.SearchStrategy[str]:
    return st.sampled_from(
        ["Pågående", "NO", "2023-05", "a: b", "# inte en kommentar", "två\nrader", "=1+1", "7", " x", "ja"]
    )


def commented(text: str, lines: set[int]) -> str:
    """The record with comments of their own above, and beside, some lines that begin a field or an item."""
    done, literal = [], ""
    for number, line in enumerate(text.rstrip("\n").split("\n")):
        indent = line[: len(line) - len(line.lstrip())]
        inside = bool(literal) and (not line or len(indent) >= len(literal))
        if not inside:
            dashes = len(re.match(r"(?:- )*", line.lstrip())[0])  # type: ignore[index]
            literal = indent + " " * (dashes + 2) if re.search(r" \|-?$", line) else ""
        if number not in lines or inside:
            done.append(line)
        else:
            done += [f"{indent}# ovanför {number}", f"{line}  # bredvid {number}"]
    return "\n".join(done) + "\n"


def some_change(kind: Kind, data: dict[str, Any], draw: st.DataObject) -> tuple[Change, dict[str, Any]]:
    """A change of a record, and the content it should give."""
    wanted = copy.deepcopy(data)
    there = [path for path in leaves(data) if path not in (("typ",), ("id",), ("version",))]
    missing = [path for path, _ in fields_missing(data, kind.root)]
    what = draw.draw(st.sampled_from(["set", "remove", "add"]))
    if what == "add" and missing:
        path, value = draw.draw(st.sampled_from(missing)), draw.draw(texts())
        put(wanted, path, value)
        return Change(path, value), wanted
    path = draw.draw(st.sampled_from(there))
    if what == "set" and not isinstance(at(data, path), dict | list):
        value = draw.draw(texts())
        put(wanted, path, value)
        return Change(path, value), wanted
    take(wanted, kind.root, path)
    return Change(path, REMOVE), wanted


def at(data: Any, path: Path) -> Any:
    for step in path:
        data = data[step]
    return data


def put(data: Any, path: Path, value: Any) -> None:
    at(data, path[:-1])[path[-1]] = value


def take(data: Any, field: Field, path: Path) -> None:
    """Remove it, and what is empty after it unless that must be there."""
    del at(data, path[:-1])[path[-1]]
    outer = path[:-1]
    holder = field.at(outer[:-1]) if outer else None
    if outer and not at(data, outer) and not (holder and outer[-1] in holder.required):
        take(data, field, outer)


@pytest.mark.parametrize("name", KINDS)
@given(data=st.data())
def test_an_edit_is_the_canonical_text_of_the_changed_content_and_leaves_the_rest(
    name: str, data: st.DataObject
) -> None:
    kind = SCHEMAS.kinds[name]
    plain = emit(data.draw(records(kind)), kind.root)
    record = content(plain)
    change, wanted = some_change(kind, record, data)
    assert edit(plain, kind, [change]) == emit(wanted, kind.root)

    text = commented(plain, data.draw(st.sets(st.integers(0, plain.count("\n")), max_size=6)))
    after = edit(text, kind, [change])
    assert content(after) == wanted
    comments = re.compile(r"^ *# ovanför [0-9]+$", re.M)
    assert [each.strip() for each in comments.findall(after)] == [each.strip() for each in comments.findall(text)]
    touched = str(change.path[0])
    assert without(after, touched) == without(text, touched)


def content(text: str) -> dict[str, Any]:
    parsed = parse(text.encode())
    assert parsed.faults == ()
    assert parsed.root is not None
    found: dict[str, Any] = plain_data(parsed.root)
    return found


def without(text: str, name: str) -> list[str]:
    """The lines of a record but for one field of it, and the comments of their own."""
    kept, field = [], ""
    for line in text.rstrip("\n").split("\n"):
        field = line.split(":")[0] if re.match(r"[^ #]", line) else field
        if field != name and not re.match(r" *# ovanför", line):
            kept.append(line)
    return kept
