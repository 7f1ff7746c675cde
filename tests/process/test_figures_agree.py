"""`bedom` and the figures answer alike: the rules are written in Python and in SQL, and must be one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sysselreg import checking, lookup
from sysselreg.check.model import Register
from sysselreg.figure.definitions import load_definitions
from sysselreg.period import Period
from sysselreg.schema.model import Schemas
from sysselreg.snapshot import Snapshot
from sysselreg.store.read import package_files
from tests.figure.conftest import engine_of
from tests.process.conftest import Assess, Data, procurement

ROOT = Path(__file__).resolve().parent.parent.parent
REGISTERS = [
    ROOT,
    *sorted(path for path in (ROOT / "tests" / "registers").iterdir() if (path / "sysselreg.yaml").is_file()),
]
_ANSWERS = {1: "ja", 0: "nej", None: "okänt"}

DAYS = st.sampled_from([
    "2023", "2023-10", "2023-10-29", "2023-10-30", "2023-10-31", "2023-11-01", "2024-01", "2024-02-28", "2024-02-29",
    "2024-03-01", "2024-02", "2024", "2023-02-28", "2024-12-31", "2025-02-28",
])  # fmt: skip
PROCUREMENTS = st.fixed_dictionaries(
    {},
    optional={
        "avtalstid": st.fixed_dictionaries({}, optional={"från": DAYS, "till": DAYS}),
        "utförs": st.sampled_from(["kommunen", "omedelbar_närhet", "annan_ort", "okänt"]),
        "fler_än_en_anställd": st.sampled_from(["ja", "nej", "okänt"]),
        "värde": st.dictionaries(
            st.sampled_from(["beräknat", "avtalat"]), st.sampled_from([0, 999_999, 1_000_000, 1_000_001]), min_size=1
        ),
    },
)


def by_figures(
    records: Sequence[tuple[str, Data]], config: Mapping[str, Any], view: str, schemas: Schemas
) -> dict[str, str]:
    """Record → the answer of a view of reports/figures/gemensam.sql."""
    shared = load_definitions(Snapshot(package_files()), schemas.vocabularies).shared
    with engine_of(records, dict(config), Period.year(2024)) as engine:
        for each in shared:
            engine.define(each)
        wanted = next(each for each in shared if each.name == view)
        return {str(row["post"]): _ANSWERS[row["passar"]] for row in engine.rows(wanted)}


@pytest.mark.parametrize("rule", ["alternativ_1", "alternativ_2", "göteborg"])
@settings(max_examples=4)  # an engine for each example is what takes time: many procurements in each instead
@given(made=st.lists(PROCUREMENTS, min_size=60, max_size=120))
def test_the_same_answers(
    assessed: Assess, register_of: Callable[..., Register], schemas: Schemas, rule: str, made: list[Data]
) -> None:
    records = [procurement(**{**each, "id": f"upp-{place:06}"}) for place, each in enumerate(made)]
    config = register_of(records, {"lämplig": rule}).config
    answers = {data["id"]: assessed((kind, data), lämplig=rule) for kind, data in records}
    assert {name: found.rules[0].answer for name, found in answers.items()} == by_figures(
        records, config, "passar", schemas
    )
    goteborg = {name: next(r for r in found.rules if r.rule == "göteborg").answer for name, found in answers.items()}
    assert goteborg == by_figures(records, config, "passar_goteborg", schemas)


@pytest.mark.parametrize("root", REGISTERS, ids=lambda path: path.name)
def test_the_same_answers_in_whole_registers(assessed: Assess, schemas: Schemas, root: Path) -> None:
    snapshot = lookup.take(root, None)
    checked = checking.check(snapshot).sound()
    records = [(each.kind, dict(each.data)) for each in checked.records if each.kind == "upphandling"]
    found = {data["id"]: assessed((kind, data), **checked.config["regler"]) for kind, data in records}
    assert {name: each.rules[0].answer for name, each in found.items()} == by_figures(
        records, checked.config, "passar", schemas
    )
