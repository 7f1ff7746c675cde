"""Here also a small register is checked as a large one is: in parts that are kept."""

from __future__ import annotations

import pytest

from sysselreg.check import known


@pytest.fixture(autouse=True)
def in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """No register is small enough to be checked all at once."""
    monkeypatch.setattr(known, "_FEW", -1)
