"""Settings: rules follow the register's thresholds and lists, and no settings file, however odd, stops them."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sysselreg.snapshot import CONFIG
from tests.check.exempelby import CheckAll, codes

HEAD = "register: exempelby\norganisation: Exempelby kommun\n"
PLA = "records/placering/2023/pla-aaa001.yaml"


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("plats_minst_månader: 6", []),
        ("plats_minst_månader: 7", ["V301", "V301"]),  # the placement and the place in the agreement
        ("målgrupp_vuxna_inskrivna_över_månader: 12", []),
        ("målgrupp_vuxna_inskrivna_över_månader: 24", ["V302"]),
        ("målgrupp_unga_inskrivna_över_månader: 12", ["V302"]),
    ],
)
def test_thresholds_are_the_registers_own(rule: str, expected: list[str], check_all: CheckAll) -> None:
    assert codes(check_all({CONFIG: f"{HEAD}regler:\n  {rule}\n"})) == expected


def test_without_lists_any_board_and_administration_will_do(check_all: CheckAll) -> None:
    assert codes(check_all({CONFIG: HEAD})) == []


@pytest.mark.parametrize(
    ("number", "fits"),
    [("KS 2023/0042", True), ("KS 2023/12345", True), ("KS 2023/42", False), ("SO 2023/0042", False)],
)
def test_a_number_of_the_series(number: str, check_all: CheckAll, ground: dict[str, bytes], *, fits: bool) -> None:
    files = {
        path: content.decode().replace("KS 2023/0042", number)
        for path, content in ground.items()
        if b"KS 2023/0042" in content
    }
    assert codes(check_all(files)) == ([] if fits else ["R127"])


SHAPES = st.recursive(
    st.one_of(st.sampled_from(("KS {år}/{nr:04}", "{nr:09999}", "{år.real}", "prg-aaa001", "3", "x")), st.integers()),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from(("kod", "namn", "serie", "avser_program", "e_post")), inner, max_size=3),
    ),
    max_leaves=6,
)


def _flow(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_flow(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_flow(each) for each in value) + "]"
    return f'"{value}"' if isinstance(value, str) else str(value)


@given(
    st.dictionaries(
        st.sampled_from(("förvaltningar", "nämnder", "regler", "mål", "rapport", "avsändare", "okänt")), SHAPES
    )
)
@example({"mål": 3})
@example({"mål": [{"kod": 1}], "rapport": {"avser_program": []}, "nämnder": [{"namn": [], "serie": "{nr:09999}"}]})
@example({"regler": "x", "förvaltningar": [[]], "avsändare": [{"e_post": 1}]})
def test_odd_settings_never_stop_the_rules(check_all: CheckAll, odd: dict[str, object]) -> None:
    text = HEAD + "".join(f"{key}: {_flow(value)}\n" for key, value in odd.items())
    outcome = check_all({CONFIG: text})
    assert all(each.place.file == CONFIG or each.code[0] in "RV" for each in outcome.findings)
