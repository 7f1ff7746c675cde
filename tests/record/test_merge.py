"""Two versions of one record brought together: properties over made versions, then each case by itself."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sysselreg.record.keyed import Rows, at, keyed, written
from sysselreg.record.merge import Conflict, Merged, both, merge
from sysselreg.record.read import canonical
from sysselreg.schema.load import load_schemas
from sysselreg.schema.model import Kind
from sysselreg.snapshot import Snapshot
from sysselreg.store.read import package_files
from sysselreg.yamltext import parse, plain_data
from sysselreg.yamlwrite import emit

SCHEMAS = load_schemas(Snapshot(package_files()))
PROCUREMENT, PLACEMENT = SCHEMAS.kinds["upphandling"], SCHEMAS.kinds["placering"]
HEAD = {"typ": "upphandling", "id": "upp-7k3qf9", "version": "1"}

# ---- properties ------------------------------------------------------------------------------------------------------

# Field → the values that a version may hold; None: the field is not there. Rows of lists likewise.
FIELDS: dict[str, list[Any]] = {
    "titel": ["Lokalvård", "Lokalvård i skolor", "NO", 'Städ "a": b'],
    "status": ["planerad", "annonserad"],
    "prognos": [None, "Pågående", "Under uppstart"],
    "datum": [None, {"behov": "2025"}, {"behov": "2025", "stängd": "2025-04-01"}, {"stängd": "2025-04"}],
    "marknadsdialog": [None, ["akt-111111"], ["akt-111111", "akt-222222"], ["akt-333333", "akt-111111"], []],
    "anteckning": [None, "En rad", "Två\nrader", "Två\nrader\noch en till\n"],
}
ROWS: dict[str, dict[str, list[Any]]] = {
    "krav": {
        "k1": [None, {"typ": "dialogkrav"}, {"typ": "skarpt_krav", "antal": "3"}, {"typ": "skarpt_krav", "antal": "4"}],
        "k2": [None, {"typ": "bonus", "målgrupper": ["ungdomar"]}, {"typ": "bonus", "målgrupper": ["nyanlända"]}],
        "k3": [None, {"typ": "bonus"}],
    },
    "tilldelning": {
        "t1": [None, {"leverantör": "org-111111"}, {"leverantör": "org-111111", "avtal_från": "2025-05-01"}],
        "t2": [None, {"leverantör": "org-222222"}],
    },
}
SLOTS: dict[tuple[str, ...], list[Any]] = {
    **{(name,): values for name, values in FIELDS.items()},
    **{(name, row): values for name, rows in ROWS.items() for row, values in rows.items()},
}
Choice = dict[tuple[str, ...], Any]
CHOICES = st.fixed_dictionaries({slot: st.sampled_from(values) for slot, values in SLOTS.items()})


@st.composite
def changed(draw: st.DrawFn, base: Choice, slots: list[tuple[str, ...]]) -> Choice:
    """A version that differs from the base in some of the slots."""
    touched = draw(st.lists(st.sampled_from(slots), unique=True, max_size=4)) if slots else []
    return {**base, **{slot: draw(st.sampled_from(SLOTS[slot])) for slot in touched}}


@st.composite
def three(draw: st.DrawFn) -> tuple[bytes, bytes, bytes]:
    """A base and two versions of it, changed wherever their authors liked."""
    base = draw(CHOICES)
    return tuple(file(each, draw) for each in (base, *(draw(changed(base, list(SLOTS))) for _ in range(2))))  # type: ignore[return-value]


def file(choice: Choice, draw: st.DrawFn | None = None) -> bytes:
    """The canonical file of a version, now and then with comments."""
    data: dict[str, Any] = dict(HEAD)
    for slot, value in choice.items():
        if len(slot) == 1 and value is not None:
            data[slot[0]] = copy.deepcopy(value)
        elif len(slot) == 2:
            data.setdefault(slot[0], [])
            if value is not None:
                data[slot[0]].append({"id": slot[1], **copy.deepcopy(value)})
    lines = emit(data, PROCUREMENT.root).split("\n")
    commented = draw(st.lists(st.integers(0, len(lines) - 2), max_size=3)) if draw else []
    if "|" not in "".join(lines):
        for number in commented:
            lines[number] += f"  # kommentar {number}"
    return canonical_of("\n".join(lines))


def canonical_of(text: str, kind: Kind = PROCUREMENT) -> bytes:
    root = parse(text.encode()).root
    assert root is not None
    return canonical(text, root, kind).encode()


def content(file: bytes, kind: Kind = PROCUREMENT) -> Any:
    """What a file says, with the order of rows and of single values left out."""

    def unordered(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: unordered(each) for key, each in value.items()}
        return frozenset(value) if isinstance(value, list) else value

    root = parse(file).root
    assert root is not None
    return unordered(dict(keyed(plain_data(root), kind.root)))


def content_of(row: dict[str, Any]) -> dict[str, Any]:
    """A row as `content` has it."""
    return {key: frozenset(value) if isinstance(value, list) else value for key, value in row.items()}


def merged(base: bytes | None, ours: bytes, theirs: bytes, kind: Kind = PROCUREMENT, **more: Any) -> Merged:
    found = merge(base, ours, theirs, kind, **more)
    assert found is not None
    return found


@given(three())
def test_a_change_on_one_side_only_gives_that_side(versions: tuple[bytes, bytes, bytes]) -> None:
    base, ours, _ = versions
    assert merged(base, ours, base) == merged(base, base, ours) == merged(base, ours, ours) == Merged(ours, ours, ())


@given(three())
def test_whose_change_is_called_ours_decides_nothing_but_order(versions: tuple[bytes, bytes, bytes]) -> None:
    base, ours, theirs = versions
    one, other = merged(base, ours, theirs), merged(base, theirs, ours)
    assert content(one.ours) == content(other.theirs)
    assert content(one.theirs) == content(other.ours)
    assert {c.path: (c.base, c.ours, c.theirs) for c in one.conflicts} == {
        c.path: (c.base, c.theirs, c.ours) for c in other.conflicts
    }


@given(three())
def test_the_result_is_canonical_and_its_markers_hold_both_sides(versions: tuple[bytes, bytes, bytes]) -> None:
    base, ours, theirs = versions
    found = merged(base, ours, theirs)
    for version in (found.ours, found.theirs):
        if version not in (ours, theirs):  # the file of one side is taken as it is
            assert canonical_of(version.decode()) == version
    if found.conflicts:
        assert [fault.code for fault in parse(found.content).faults] == ["T022"]
        assert side(found.content, "ours") == found.ours
        assert side(found.content, "theirs") == found.theirs
    else:
        assert found.content == found.ours == found.theirs


def side(text: bytes, wanted: str) -> bytes:
    """What remains of a file with markers when one side is taken everywhere."""
    at_now, kept = "both", []
    for line in text.decode().splitlines(keepends=True):
        match line[:7]:
            case "<<<<<<<":
                at_now = "ours"
            case "=======":
                at_now = "theirs"
            case ">>>>>>>":
                at_now = "both"
            case _ if at_now in ("both", wanted):
                kept.append(line)
    return "".join(kept).encode()


@given(three())
def test_a_settled_conflict_is_none(versions: tuple[bytes, bytes, bytes]) -> None:
    base, ours, theirs = versions
    found = merged(base, ours, theirs)
    theirs_everywhere = {conflict.path: conflict.theirs for conflict in found.conflicts}
    if found.conflicts:
        assert merged(base, ours, theirs, settled=theirs_everywhere) == Merged(found.theirs, found.theirs, ())


@given(st.data())
def test_changes_of_different_fields_all_survive(data: st.DataObject) -> None:
    base = data.draw(CHOICES)
    slots = data.draw(st.permutations(list(SLOTS)))
    cut = data.draw(st.integers(0, len(slots)))
    ours, theirs = data.draw(changed(base, slots[:cut])), data.draw(changed(base, slots[cut:]))
    found = merged(file(base), file(ours), file(theirs))
    assert found.conflicts == ()
    both = {slot: ours[slot] if ours[slot] != base[slot] else theirs[slot] for slot in base}
    assert content(found.ours) == content(file(both))


# ---- cases -----------------------------------------------------------------------------------------------------------

BASE = """\
typ: upphandling
id: upp-7k3qf9
version: 1
titel: Lokalvård
part: egen
upphandlande_organisation: org-4x8m2k
status: planerad
objekt: tjänst
krav:
  - id: k1
    typ: skarpt_krav
    enhet: platser
    antal: 2
  - id: k2
    typ: bonus
marknadsdialog:
  - akt-111111
  - akt-222222
datum:
  behov: 2025
"""
PLACED = """\
typ: placering
id: pla-8m2kd4
version: 1
upphandling: upp-7k3qf9
leverantör: org-4x8m2k
deltagare: d-7k3qf9ab
form: praktik
planerad:
  från: 2025-01-01
  till: 2025-06-30
faktisk:
  från: 2025-01-01
status: pågående
utfall:
  - tidpunkt: vid_avslut
    utfall: okänt
"""


def edited(*pairs: tuple[str, str], of: str = BASE) -> bytes:
    for old, new in pairs:
        assert old in of
        of = of.replace(old, new, 1)
    return of.encode()


def test_rows_of_a_list_are_found_by_their_id_wherever_they_stand() -> None:
    row = "  - id: k3\n    typ: bonus\n"
    ours = edited(("  - id: k2", row + "  - id: k2"))
    theirs = edited(("antal: 2", "antal: 5"), ("marknadsdialog", row.replace("k3", "k4") + "marknadsdialog"))
    found = merged(BASE.encode(), ours, theirs)
    assert found.conflicts == ()
    root = parse(found.content).root
    assert root is not None
    assert [row["id"] for row in plain_data(root)["krav"]] == ["k1", "k3", "k2", "k4"]
    assert "antal: 5" in found.content.decode()


def test_single_values_are_a_set() -> None:
    ours = edited(("  - akt-111111\n", ""), ("  - akt-222222\n", "  - akt-222222\n  - akt-333333\n"))
    theirs = edited(("  - akt-222222\n", "  - akt-222222\n  - akt-444444\n"))
    found = merged(BASE.encode(), ours, theirs)
    assert "marknadsdialog:\n  - akt-222222\n  - akt-333333\n  - akt-444444\n" in found.content.decode()
    assert found.conflicts == ()


def test_different_changes_of_one_field_conflict_and_only_there() -> None:
    ours = edited(("titel: Lokalvård", "titel: Lokalvård i skolor"), ("behov: 2025", "behov: 2026"))
    theirs = edited(("titel: Lokalvård", "titel: Lokalvård och fönsterputs"), ("objekt: tjänst", "objekt: vara"))
    found = merged(BASE.encode(), ours, theirs)
    assert found.conflicts == (Conflict(("titel",), "Lokalvård", "Lokalvård i skolor", "Lokalvård och fönsterputs"),)
    assert found.content.decode() == BASE.replace("objekt: tjänst", "objekt: vara").replace(
        "behov: 2025", "behov: 2026"
    ).replace(
        "titel: Lokalvård\n",
        "<<<<<<< din ändring\ntitel: Lokalvård i skolor\n=======\n"
        "titel: Lokalvård och fönsterputs\n>>>>>>> den andras ändring\n",
    )


def test_what_one_takes_away_and_the_other_changes_conflicts() -> None:
    ours, theirs = edited(("datum:\n  behov: 2025\n", "")), edited(("behov: 2025", "behov: 2026"))
    found = merged(BASE.encode(), ours, theirs)
    assert found.conflicts == (Conflict(("datum",), {"behov": "2025"}, None, {"behov": "2026"}),)
    assert found.content.decode().endswith(
        "<<<<<<< din ändring\n=======\ndatum:\n  behov: 2026\n>>>>>>> den andras ändring\n"
    )
    gone = merged(BASE.encode(), ours, edited(("titel: Lokalvård", "titel: Annat")))
    assert (gone.conflicts, b"datum" in gone.content) == ((), False)


def test_two_changes_of_one_requirement_conflict_even_in_different_fields() -> None:
    ours, theirs = edited(("antal: 2", "antal: 3")), edited(("antal: 2", "antal: 2\n    vite: 50000"))
    found = merged(BASE.encode(), ours, theirs)
    assert [written(c.path, PROCUREMENT) for c in found.conflicts] == ["krav[k1].antal", "krav[k1].vite"]
    assert found.conflicts[1] == Conflict(("krav", "k1", "vite"), None, None, "50000")
    apart = merged(BASE.encode(), ours, edited(("typ: bonus", "typ: dialogkrav")))
    assert (apart.conflicts, b"antal: 3" in apart.content, b"typ: dialogkrav" in apart.content) == ((), True, True)
    same = merged(BASE.encode(), ours, edited(("antal: 2", "antal: 3"), ("objekt: tjänst", "objekt: vara")))
    assert same.conflicts == ()


def test_two_changes_of_a_placements_end_conflict_even_in_different_fields() -> None:
    ours = edited(("till: 2025-06-30", "till: 2025-03-31"), of=PLACED)
    theirs = edited(("status: pågående", "status: avslutad_i_förtid\navslut:\n  orsak: flytt"), of=PLACED)
    found = merged(PLACED.encode(), ours, theirs, PLACEMENT)
    assert found.conflicts == (
        Conflict(("planerad", "till"), "2025-06-30", "2025-03-31", "2025-06-30"),
        Conflict(("status",), "pågående", "pågående", "avslutad_i_förtid"),
        Conflict(("avslut",), None, None, {"orsak": "flytt"}),
    )
    start = merged(PLACED.encode(), edited(("från: 2025-01-01", "från: 2025-01-07"), of=PLACED), theirs, PLACEMENT)
    assert start.conflicts == ()


def test_two_rows_made_with_the_same_id_are_never_mixed() -> None:
    ours = edited(("marknadsdialog", "  - id: k3\n    typ: bonus\n    antal: 1\nmarknadsdialog"))
    theirs = edited(("marknadsdialog", "  - id: k3\n    typ: dialogkrav\n    vite: 7\nmarknadsdialog"))
    (only,) = merged(BASE.encode(), ours, theirs).conflicts
    assert only == Conflict(
        ("krav", "k3"),
        None,
        {"id": "k3", "typ": "bonus", "antal": "1"},
        {"id": "k3", "typ": "dialogkrav", "vite": "7"},
    )


@given(three())
def test_keeping_both_keeps_what_each_side_has_added(versions: tuple[bytes, bytes, bytes]) -> None:
    base, ours, theirs = versions
    for conflict in merged(base, ours, theirs).conflicts:
        kept = both(conflict, {"k1", "k2", "k3", "t1", "t2"})
        if kept is None:
            continue
        found = merged(base, ours, theirs, settled={conflict.path: kept})
        assert conflict.path not in {each.path for each in found.conflicts}
        if isinstance(kept[0], dict):
            was, new = conflict.path[-1], kept[1]["id"]
            held = at(content(found.ours), conflict.path[:-1])
            assert held[was] == content_of(conflict.theirs)
            assert held[new] == {**content_of(conflict.ours), "id": new}
        else:
            before = set(conflict.base or ())
            gone = (before - set(conflict.ours)) | (before - set(conflict.theirs))
            assert set(kept) == (set(conflict.ours) | set(conflict.theirs)) - gone


@pytest.mark.parametrize(("name", "new"), [("k2", "k4"), ("k", "k2"), ("bonus", "bonus2"), ("2", "3"), ("k09", "k10")])
def test_the_next_free_id(name: str, new: str) -> None:
    conflict = Conflict(("krav", name), None, {"id": name, "typ": "bonus"}, {"id": name, "typ": "dialogkrav"})
    assert both(conflict, {name, "k3"}) == [conflict.theirs, {"id": new, "typ": "bonus"}]


@pytest.mark.parametrize(
    ("base", "ours", "theirs"),
    [
        ("a", "b", "c"),
        (["a"], None, ["a", "b"]),  # one took the list away
        (["a", "b"], ["a"], []),  # both took away: the union is what one of them has
        ({"id": "k2", "antal": "1"}, {"id": "k2", "antal": "2"}, {"id": "k2", "antal": "3"}),  # one row, changed twice
        (None, {"orsak": "flytt"}, {"orsak": "fullföljd"}),
    ],
)
def test_where_only_one_can_stand_there_is_no_both(base: Any, ours: Any, theirs: Any) -> None:
    assert both(Conflict(("krav", "k2"), base, ours, theirs), ()) is None


def test_rows_without_an_id_are_told_apart_by_their_first_field() -> None:
    row = "    utfall: okänt\n  - tidpunkt: {}\n    utfall: studier\n"
    ours = edited(("    utfall: okänt\n", row.format("3_månader")), of=PLACED)
    theirs = edited(("    utfall: okänt\n", row.format("6_månader")), of=PLACED)
    found = merged(PLACED.encode(), ours, theirs, PLACEMENT)
    assert found.conflicts == ()
    assert isinstance(keyed({"utfall": []}, PLACEMENT.root)["utfall"], Rows)
    assert found.content.decode().endswith(
        "utfall:\n  - tidpunkt: vid_avslut\n    utfall: okänt\n  - tidpunkt: 3_månader\n    utfall: studier\n"
        "  - tidpunkt: 6_månader\n    utfall: studier\n"
    )


def test_rows_that_cannot_be_told_apart_are_one_field() -> None:
    ours, theirs = edited(("id: k2", "id: k1")), edited(("antal: 2", "antal: 3"))
    assert [c.path for c in merged(BASE.encode(), ours, theirs).conflicts] == [("krav",)]


@pytest.mark.parametrize("base", [None, b"<<<<<<< a\n=======\n>>>>>>> b\n"], ids=["both made it", "unreadable base"])
def test_without_a_known_base_every_difference_is_asked(base: bytes | None) -> None:
    ours = edited(("antal: 2", "antal: 3"), ("datum:\n  behov: 2025\n", ""))
    found = merged(base, ours, BASE.encode())
    assert found.conflicts == (
        Conflict(("krav", "k1", "antal"), None, "3", "2"),
        Conflict(("datum",), None, None, {"behov": "2025"}),
    )
    assert merged(base, ours, ours).conflicts == ()


@pytest.mark.parametrize(
    "broken",
    [
        edited(("titel: Lokalvård", "titel: [")),
        edited(("version: 1", "version: 2")),
        edited(("typ: upphandling", "typ: placering")),
        edited(("titel: Lokalvård", "titel: Lokalvård\ntitel: Annat")),
        b"\xff",
    ],
    ids=["no YAML", "other version", "other kind", "a key twice", "no text"],
)
def test_a_side_that_is_no_record_is_left_to_a_merge_of_text(broken: bytes) -> None:
    sound = edited(("behov: 2025", "behov: 2026"))
    assert merge(BASE.encode(), broken, sound, PROCUREMENT) is None
    assert merge(BASE.encode(), sound, broken, PROCUREMENT) is None
    assert merged(BASE.encode(), BASE.encode(), broken).content == broken


def test_comments_of_both_are_kept() -> None:
    ours = edited(("titel:", "# Ur protokollet\ntitel:"), ("antal: 2", "antal: 3  # enligt tillägg"))
    theirs = edited(("titel:", "# Rättad\ntitel:"), ("objekt: tjänst", "objekt: vara  # se avropet"))
    text = merged(BASE.encode(), ours, theirs).content.decode()
    assert "# Ur protokollet\n# Rättad\ntitel: Lokalvård\n" in text
    assert "    antal: 3  # enligt tillägg\n" in text
    assert "objekt: vara  # se avropet\n" in text


def test_a_comment_follows_its_row_and_one_without_a_row_goes_last() -> None:
    ours = edited(("  - id: k2\n    typ: bonus\n", ""))
    theirs = edited(("typ: bonus", "typ: bonus  # prövas i maj"), ("titel: Lokalvård", "titel: Annat"))
    text = merged(BASE.encode(), ours, theirs).content.decode()
    assert "k2" not in text
    assert text.endswith("datum:\n  behov: 2025\n# prövas i maj\n")
    moved = edited(("krav:\n", "krav:\n  - id: k0\n    typ: dialogkrav\n"))
    text = merged(BASE.encode(), moved, theirs).content.decode()
    assert "  - id: k2\n    typ: bonus  # prövas i maj\n" in text


def test_a_comment_that_one_took_away_is_gone() -> None:
    base = edited(("titel: Lokalvård", "titel: Lokalvård  # gammalt"))
    theirs = base.replace(b"behov: 2025", b"behov: 2026")
    text = merged(base, BASE.encode(), theirs).content.decode()
    assert "#" not in text
    assert "behov: 2026" in text


def test_every_field_that_a_kind_decides_together_exists() -> None:
    named = [(kind, path) for kind in SCHEMAS.kinds.values() for group in kind.together for path in group]
    assert {kind.name for kind, _ in named} == {"placering", "upphandling"}
    for kind, path in named:
        field = kind.root
        for step in path.removesuffix("[]").split("."):
            field = field.children[step]
        assert (field.item is not None and "id" in field.item.children) == path.endswith("[]")


def test_nothing_stands_below_a_single_value() -> None:
    assert at({"titel": "Lokalvård"}, ("titel", "kort")) is None
    assert at({"krav": Rows(k1={"antal": "2"})}, ("krav", "k1", "antal")) == "2"
