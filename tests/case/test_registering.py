"""A record that needs its own number in what it holds gets the number first, once, whatever happens in between."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from sysselreg.cli import case as cases
from sysselreg.cli.main import Context
from sysselreg.cli.registering import give
from sysselreg.cli.write import desk_of
from sysselreg.errors import DefinitionError
from sysselreg.store.waiting import Waiting, kept
from tests.case.conftest import case
from tests.conftest import Repository

NUMBER = "KS 2026/0001"


def test_a_letter_that_cannot_be_made_keeps_its_number_for_the_next_try(
    register: Callable[..., Repository],
) -> None:
    found = register(case("aaa001", NUMBER, status="öppet"))
    desk = desk_of(Context(str(found.root), None, "2026-03-04"), "prov", as_draft=False, dry=False)
    config = cases.settings_of(desk)
    record = cases.case_named(desk.snapshot, desk.schemas, NUMBER)
    path, data = cases.new_document(desk, record, ["riktning=upprättad", "rubrik=Brev"])
    chain = cases.chain_in(config, record)
    assert chain is not None
    asked = Waiting(uuid4(), chain.series, chain.year, None, True, path, data)
    seen = []

    def fails(data: Any, number: str) -> Any:
        seen.append((number, data["nummer"]))
        raise DefinitionError("Mallen är trasig.")

    with pytest.raises(DefinitionError):
        give(desk, config, asked, fails)
    assert not (found.root / path).exists()
    assert [each.request for each in kept(found.root)] == [asked.request]
    give(desk, config, asked, lambda data, number: {**data, "rubrik": f"Brev {number}"})
    assert seen == [(f"{NUMBER}-1", 1)]
    written = (found.root / path).read_text(encoding="utf-8")
    assert "nummer: 1\n" in written
    assert f"rubrik: Brev {NUMBER}-1\n" in written
    assert kept(found.root) == []
