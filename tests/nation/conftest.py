"""What tests of many registers share: made-up lakes, and the figures counted over them."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import pytest

from benchmarks.lake import make_lake
from sysselreg.figure.choice import Question
from sysselreg.figure.model import ShownFigure
from sysselreg.lake.run import lake_figures
from sysselreg.period import Period
from sysselreg.schema.model import Schemas
from sysselreg.store.read import program_files

Lake: TypeAlias = Callable[[int, int], Path]
Asked: TypeAlias = Callable[..., dict[str, ShownFigure]]


@pytest.fixture(scope="session")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Lake:
    """A made-up lake of so many registers and placements; not to be changed."""
    folder = tmp_path_factory.mktemp("lager")
    return lambda registers, placements: make_lake(folder, registers, placements)


@pytest.fixture
def own_lake(lake: Lake, tmp_path: Path) -> Path:
    """A lake of three registers that a test may spoil."""
    return Path(shutil.copytree(lake(3, 60), tmp_path / "eget"))


@pytest.fixture(scope="session")
def asked(schemas: Schemas) -> Asked:
    """The figures of a lake: name → figure."""

    def counted(
        where: Path, period: str, *ids: str, motor: str = "duckdb", by: tuple[str, ...] | None = None, internal: bool
    ) -> dict[str, ShownFigure]:
        days = Period.parse(period)
        question = Question(days, days.last, ids, by, internal)
        found, _ = lake_figures(program_files(), schemas.vocabularies, str(where), motor, question)
        return {figure.name: figure for figure in found}

    return counted
