"""A register of a few placements with a history: who wrote what, and who approved it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

import pytest

from tests.conftest import Repository

Fields: TypeAlias = Mapping[str, str]
Place: TypeAlias = Callable[..., dict[str, str]]

SETTINGS = "register: prov\norganisation: Provkommun\nsekretessgräns: 5\n"
ORGANISATIONS = {
    "records/organisation/2024/org-4x8m2k.yaml": (
        "typ: organisation\nid: org-4x8m2k\nversion: 1\nnamn: Provkommun\nslag: kommun\n"
    ),
    "records/organisation/2024/org-9b3t7w.yaml": (
        "typ: organisation\nid: org-9b3t7w\nversion: 1\nnamn: Exempel Städ AB\nslag: leverantör\n"
    ),
    "records/upphandling/2024/upp-7k3qf9.yaml": (
        "typ: upphandling\nid: upp-7k3qf9\nversion: 1\ntitel: Lokalvård exempel\npart: egen\n"
        "upphandlande_organisation: org-4x8m2k\nstatus: pågående\nobjekt: tjänst\nbransch: lokalvård\n"
        "krav:\n  - id: k1\n    typ: dialogkrav\n    enhet: dialog\n"
        "datum:\n  tilldelning: 2024-01-10\n"
        "tilldelning:\n  - id: t1\n    leverantör: org-9b3t7w\n    överlämnad: 2024-01-12\n"
    ),
}


def placement(number: int, *, gender: str = "kvinna", start: str = "2024-03-01", form: str = "praktik") -> str:
    """A placement that is going on."""
    return (
        f"typ: placering\nid: pla-{number:06d}\nversion: 1\nupphandling: upp-7k3qf9\nleverantör: org-9b3t7w\n"
        f"deltagare: d-{number:08d}\nkön: {gender}\nform: {form}\nfaktisk:\n  från: {start}\nstatus: pågående\n"
    )


def path(number: int) -> str:
    """Where a placement lies."""
    return f"records/placering/2024/pla-{number:06d}.yaml"


def placements(first: int, many: int, **fields: str) -> dict[str, str]:
    """So many placements, numbered from the first."""
    return {path(each): placement(each, **fields) for each in range(first, first + many)}


@pytest.fixture
def register(repository: Callable[..., Repository]) -> Repository:
    """18 women and 7 men began in 2024; committed."""
    made = repository(name="register")
    made.commit(
        {
            "sysselreg.yaml": SETTINGS,
            **ORGANISATIONS,
            **placements(100, 18),
            **placements(200, 7, gender="man"),
        }
    )
    return made


ANNA, BO = "Anna Exempel <anna@example.org>", "Bo Exempel <bo@example.org>"


def by(person: str, register: Repository, *words: str) -> str:
    """Run git as somebody."""
    name, _, address = person.rstrip(">").partition(" <")
    return register.git("-c", f"user.name={name}", "-c", f"user.email={address}", *words)


def approved(register: Repository, files: Mapping[str, str]) -> str:
    """Anna writes files on a branch, Bo approves them; the commit that she made."""
    register.git("checkout", "-q", "-b", "arbete")
    register.write(files)
    register.git("add", "--all")
    by(ANNA, register, "commit", "-q", "-m", "Ändring")
    made, tree = register.git("rev-parse", "HEAD"), register.git("rev-parse", "HEAD^{tree}")
    register.git("checkout", "-q", "main")
    message = f"Godkänn\n\nGranskad-av: {BO}\nGranskat-träd: {tree}"
    by(BO, register, "merge", "-q", "--no-ff", "-m", message, "arbete")
    register.git("branch", "-q", "-d", "arbete")
    return made
