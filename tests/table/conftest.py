"""What tests of tables share: records made from dicts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

import pytest

from sysselreg.record.model import Record

Make: TypeAlias = Callable[[str, str, dict[str, Any]], Record]


@pytest.fixture(scope="session")
def record() -> Make:
    """A record of a kind with an id and fields, as if it had been read and typed."""

    def made(kind: str, name: str, data: dict[str, Any]) -> Record:
        return Record(kind, name, f"records/{name}.yaml", {"id": name, **data}, b"")

    return made
