"""What the tests of rules share: Exempelby, and all rules held against a change of it."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from sysselreg.check.model import Outcome
from sysselreg.check.rules import all_rules
from sysselreg.check.run import run
from sysselreg.schema.load import load_schemas
from sysselreg.schema.model import Schemas
from sysselreg.snapshot import SCHEMAS, Snapshot
from sysselreg.store.read import package_files
from tests.check.exempelby import HERE, CheckAll, Edit, Files, tree


@pytest.fixture(scope="session")
def ground() -> Mapping[str, bytes]:
    """The invented municipality Exempelby: one record or two of each kind, all of them right."""
    return tree(HERE / "grund")


@pytest.fixture(scope="session")
def check_all(ground: Mapping[str, bytes], schemas: Schemas) -> CheckAll:
    """Everything that is wrong with Exempelby once some of its files are others."""

    def checked(files: Files) -> Outcome:
        held = {path: text.encode() if isinstance(text, str) else text for path, text in files.items()}
        snapshot = Snapshot({**package_files(), **ground, **held})
        own = any(path.startswith(SCHEMAS) for path in held)
        return run(snapshot, load_schemas(snapshot) if own else schemas, all_rules(snapshot))

    return checked


@pytest.fixture(scope="session")
def edit(ground: Mapping[str, bytes], check_all: CheckAll) -> Edit:
    """Everything that is wrong after text in one file of Exempelby is exchanged: `edit(path, (old, new), …)`."""

    def edited(path: str, *changes: tuple[str, str]) -> Outcome:
        text = ground[path].decode()
        for old, new in changes:
            assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {path}"
            text = text.replace(old, new)
        return check_all({path: text})

    return edited
