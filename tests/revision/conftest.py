"""Histories that `revision` goes through, in real repositories."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests import office as offices
from tests.conftest import Cli, Repository
from tests.office import firm

BROKEN = firm("levrantör")


class Office(offices.Office):
    """A register whose history is proven."""

    def told(self, *words: str) -> dict[str, Any]:
        """What `revision` says as JSON; what it says of the exit code holds."""
        ran, found = self.published("revision", *words)
        assert (ran.code, ran.err) == (0 if found["stämmer"] else 1, "")
        return dict(found)

    def deviations(self, *words: str) -> list[tuple[str, str | None, str | None, str | None, bool]]:
        """Each as code, commit, file, who mended it, and whether it is still so."""
        return [
            (each["kod"], each["incheckning"], each["fil"], (each["rättad"] or {}).get("incheckning"), each["kvar"])
            for each in self.told(*words)["avvikelser"]
        ]

    def rows(self) -> list[str]:
        """What was looked at, a row each, however wide the terminal is."""
        return self.ran("revision").out.split("\n\n")[1].replace("\n  ", " ").splitlines()


@pytest.fixture
def office(repository: Callable[..., Repository], cli: Cli) -> Office:
    return Office(repository(), cli)
