"""What the tests of the process share: one procurement given as a dict, assessed or held against what was done."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, TypeAlias

import pytest

from sysselreg.assess.compliance import compliance
from sysselreg.assess.library import load_clauses, load_questions
from sysselreg.assess.model import Assessment, Compliance
from sysselreg.assess.procurement import assess
from sysselreg.check.model import Register
from sysselreg.check.run import with_defaults
from sysselreg.schema.model import Schemas
from sysselreg.snapshot import Snapshot
from sysselreg.store.read import package_files
from tests.figure.conftest import records_of

Data: TypeAlias = dict[str, Any]
Assess: TypeAlias = Callable[..., Assessment]
Comply: TypeAlias = Callable[..., tuple[Compliance, ...]]

TODAY = date(2026, 11, 22)
SUPPLIER, OTHER = "org-bbb001", "org-bbb002"


def procurement(**data: Any) -> tuple[str, Data]:
    """A planned procurement of a service, without requirements."""
    made = {
        "id": "upp-aaa001", "titel": "Prov", "part": "egen", "upphandlande_organisation": "org-kkk001",
        "status": "planerad", "objekt": "tjänst", "krav": [],
    }  # fmt: skip
    return "upphandling", {**made, **data}


def plain(text: str) -> str:
    """With ordinary spaces."""
    return text.replace("\u00a0", " ")


@pytest.fixture(scope="session")
def register_of(schemas: Schemas) -> Callable[..., Register]:
    """(kind, data) → the register as rules see it."""

    def made(records: Sequence[tuple[str, Data]], rules: Data | None = None) -> Register:
        config = {"organisation": "Provkommun", "register": "prov", **({"regler": rules} if rules else {})}
        filled = with_defaults(config, schemas.settings.root, schemas.settings.schema)
        return Register(tuple(records_of(records)), filled, schemas, {})

    return made


@pytest.fixture(scope="session")
def assessed(register_of: Callable[..., Register], schemas: Schemas) -> Assess:
    """Assess a procurement by the shipped questions and clauses; `regler` are settings."""
    shipped = Snapshot(package_files())
    questions, clauses = load_questions(shipped), load_clauses(shipped, schemas)

    def found(data: tuple[str, Data], today: date = TODAY, **regler: Any) -> Assessment:
        register = register_of([data], regler)
        return assess(register, register.records[0], questions, clauses, today)

    return found


@pytest.fixture(scope="session")
def complied(register_of: Callable[..., Register]) -> Comply:
    """The compliance of the first record, a procurement, on a day."""

    def found(*records: tuple[str, Data], today: date = TODAY, **regler: Any) -> tuple[Compliance, ...]:
        register = register_of(records, regler)
        return compliance(register, register.records[0], today)

    return found
