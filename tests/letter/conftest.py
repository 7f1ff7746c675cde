"""Letters of exempelkommun, made from a committed copy as its users get them, each once for the whole run."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

import pytest

from sysselreg import pipeline
from sysselreg.document.letter.build import frame
from sysselreg.document.letter.facts import facts
from sysselreg.document.letter.make import Desk, desk, make
from sysselreg.document.letter.model import Choices, Letter
from sysselreg.document.templates import render
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
Data: TypeAlias = dict[str, Any]
Said: TypeAlias = Callable[..., str]


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


@pytest.fixture(scope="session")
def said(home: Path) -> Said:
    """The text of a letter for a record, with fields of some records given others; None takes a field away."""
    snapshot = at_commit(home, "HEAD")
    held = pipeline.letter_desk(snapshot, date(2026, 1, 8)).held

    def told(
        letter: str,
        record_id: str,
        changes: Mapping[str, Data] | None = None,
        *,
        day: str = "2026-01-08",
        supplier: str = "",
    ) -> str:
        given = changes or {}
        records = tuple(
            replace(each, data=with_fields(each.data, given[each.id])) if each.id in given else each
            for each in held.records.records
        )
        there = desk(snapshot, replace(held.records, records=records), date.fromisoformat(day), held.report)
        choices = Choices(there.day, case="KS 2025/0027", registered=True, supplier=supplier)
        made = make(there, there.definitions[letter], there.held.records.by_id[record_id], choices).subject
        shown = {**facts(made), "ram": frame(made, snapshot.revision)}
        html = render(there.templates, made.definition.template, shown)
        text = re.sub(r"<[^>]*>", " ", html[html.index("<main>") :])
        return " ".join(unescape(text).replace("\xad", "").split()).replace(" .", ".")

    return told


def with_fields(data: Mapping[str, Any], given: Data) -> Data:
    """A record with some fields given others; None takes a field away."""
    return {key: value for key, value in {**data, **given}.items() if value is not None}
