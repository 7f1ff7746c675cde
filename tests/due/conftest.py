"""What the tests of deadlines share: a small register written as its rules need it, and what is due in it on a day."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, TypeAlias

import pytest

from sysselreg.check.model import CheckedRecords
from sysselreg.due.model import Due
from sysselreg.due.run import due
from sysselreg.schema.model import Schemas
from sysselreg.snapshot import CONFIG
from sysselreg.yamlwrite import emit
from tests.conftest import SETTINGS, Check

Data: TypeAlias = Mapping[str, Any]
# The deadlines of some records on a day (written ÅÅÅÅ-MM-DD) under some `regler`.
Dues: TypeAlias = Callable[..., list[Due]]
Checked: TypeAlias = Callable[..., CheckedRecords]

KINDS = {
    "upp": "upphandling", "dia": "dialogöverenskommelse", "pla": "placering", "utv": "utvärdering",
    "org": "organisation", "prg": "program", "han": "handling",
}  # fmt: skip


def record(record_id: str, **fields: Any) -> dict[str, Any]:
    """A record of the kind that its id says, with these fields."""
    return {"typ": KINDS[record_id[:3]], "id": record_id, "version": 1, **fields}


def procurement(**fields: Any) -> dict[str, Any]:
    """A procurement of our own with a requirement of dialog and one supplier; fields given as None are left out."""
    usual = {
        "titel": "Markarbeten", "part": "egen", "upphandlande_organisation": "org-kkk001", "status": "pågående",
        "objekt": "tjänst", "krav": [{"id": "k1", "typ": "dialogkrav"}],
        "tilldelning": [{"id": "t1", "leverantör": "org-bbb001", "överlämnad": "2025-01-01"}],
    }  # fmt: skip
    return record("upp-aaa001", **_without_none({**usual, **fields}))


def dialog(**fields: Any) -> dict[str, Any]:
    """A dialog with the supplier of that procurement."""
    usual = {"upphandling": "upp-aaa001", "leverantör": "org-bbb001", "status": "genomförd"}
    return record("dia-aaa001", **_without_none({**usual, **fields}))


def placement(record_id: str = "pla-aaa001", **fields: Any) -> dict[str, Any]:
    """A placement with that supplier."""
    usual = {
        "upphandling": "upp-aaa001", "leverantör": "org-bbb001", "deltagare": "d-4k7m2p9x", "form": "praktik",
        "status": "pågående",
    }  # fmt: skip
    return record(record_id, **_without_none({**usual, **fields}))


def letter(kind: str, day: str, *about: str, **fields: Any) -> dict[str, Any]:
    """A letter sent on a day about some records."""
    usual = {
        "ärende": "are-aaa001", "nummer": 1, "riktning": "expedierad", "datum": day, "rubrik": "Brev",
        "brevtyp": kind, "avser": list(about), "status": "expedierad",
    }  # fmt: skip
    return record(f"han-{kind[1:]:0>2}{day[5:7]}{day[8:]}", **_without_none({**usual, **fields}))


ORGANISATIONS = (
    record("org-kkk001", namn="Exempelby kommun", slag="kommun"),
    record("org-bbb001", namn="Exempelbygg AB", slag="leverantör"),
    record("org-bbb002", namn="Exempelstäd AB", slag="leverantör"),
)


@pytest.fixture(scope="session")
def checked(check: Check, schemas: Schemas) -> Checked:
    """Checked records from data; `regler` are those of the settings."""

    def made(records: Iterable[Data], **regler: Any) -> CheckedRecords:
        rules = "".join(f"  {key}: {value}\n" for key, value in regler.items())
        files = {CONFIG: SETTINGS + (f"regler:\n{rules}" if rules else "")}
        for data in [*ORGANISATIONS, *records]:
            kind = schemas.kinds[data["typ"]]
            files[f"records/{kind.folder}/2025/{data['id']}.yaml"] = emit(data, kind.root)
        outcome = check(files)
        assert outcome.checked is not None, outcome.findings
        return outcome.checked

    return made


@pytest.fixture(scope="session")
def dues(checked: Checked) -> Dues:
    """What is due: `dues("2025-11-22", procurement(), överlämning_arbetsdagar=5)`."""

    def found(today: str, *records: Data, **regler: Any) -> list[Due]:
        return list(due(checked(records, **regler), date.fromisoformat(today)))

    return found


def one(found: Iterable[Due], code: str) -> Due:
    """The only deadline of a rule."""
    (only,) = of(found, code)
    return only


def of(found: Iterable[Due], code: str) -> list[Due]:
    """The deadlines of a rule."""
    return [each for each in found if each.rule == code]


def latest(found: Iterable[Due], code: str) -> str:
    """The last day of a rule's only deadline, as written; '' when it cannot be counted."""
    when = one(found, code).latest
    return when.text if when else ""


def _without_none(fields: Data) -> dict[str, Any]:
    return {key: value for key, value in fields.items() if value is not None}
