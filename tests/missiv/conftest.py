"""Registers that a tjänsteskrivelse is written in, as their users get them: committed, and read once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cache, partial

import pytest

from sysselreg import pipeline
from sysselreg.document.letter.facts import facts
from sysselreg.document.letter.make import make
from sysselreg.document.letter.model import Choices, Letter
from sysselreg.document.templates import load_templates, render
from sysselreg.store.read import at_commit, program_files
from tests.annual.conftest import committed
from tests.conftest import Brev


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, str, str, str], Letter]:
    """The tjänsteskrivelse about a record of a register on a day, as it is registered in a case."""
    homes = {name: committed(name, tmp_path_factory.mktemp(name)) for name in ("lund", "exempelkommun")}

    @cache
    def one(register: str, record: str, day: str, case: str) -> Letter:
        there = pipeline.letter_desk(at_commit(homes[register], "HEAD"), date.fromisoformat(day))
        choices = Choices(there.day, case=case, registered=True)
        return make(there, there.definitions["L18"], there.held.records.by_id[record], choices)

    return one


@pytest.fixture(scope="session")
def html() -> Callable[[Letter], str]:
    """The page that a letter was printed from."""

    def page(letter: Letter) -> str:
        definition = letter.subject.definition
        templates = load_templates(program_files().files)
        return render(templates, definition.template, {**facts(letter.subject), "ram": letter.frame})

    return page


@pytest.fixture
def brev(brev: Brev) -> Brev:
    """`brev` as it is run when the year before is to be answered for."""
    return partial(brev, day="2026-02-10")
