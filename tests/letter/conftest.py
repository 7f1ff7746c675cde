"""Letters of exempelkommun, made from a committed copy as its users get them, each once for the whole run."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path
from typing import NamedTuple, TypeAlias

import pytest

from sysselreg import pipeline
from sysselreg.document.letter.make import Desk, make
from sysselreg.document.letter.model import Choices, Letter
from sysselreg.store.read import at_commit
from tests.annual.conftest import committed


class Wanted(NamedTuple):
    """A letter, the record it is made for, the day, the supplier where there are several, a participant's name."""

    letter: str
    record: str
    day: str = "2026-01-08"
    supplier: str = ""
    name: str = ""


Made: TypeAlias = Callable[[Wanted], Letter]


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clean repository with the records of exempelkommun."""
    return committed("exempelkommun", tmp_path_factory.mktemp("brev"))


@pytest.fixture(scope="session")
def letter(home: Path) -> Made:
    """Make a letter as it is registered in a case."""
    return maker(home)


def maker(home: Path) -> Made:
    """How letters of a register are made, each once."""
    snapshot = at_commit(home, "HEAD")

    @cache
    def of_day(day: str) -> Desk:
        return pipeline.letter_desk(snapshot, date.fromisoformat(day))

    @cache
    def made(wanted: Wanted) -> Letter:
        there = of_day(wanted.day)
        choices = Choices(there.day, case="KS 2025/0027", registered=True, supplier=wanted.supplier, name=wanted.name)
        return make(there, there.definitions[wanted.letter], there.held.records.by_id[wanted.record], choices)

    return made
