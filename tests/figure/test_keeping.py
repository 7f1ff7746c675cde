"""Shown figures that are kept between runs are the same when they are read back, and nothing else is ever made."""

from __future__ import annotations

import os
import pickle
from datetime import date
from pathlib import Path

import pytest

from sysselreg import checking, lookup, pipeline
from sysselreg.figure.choice import Question
from sysselreg.figure.keeping import as_bytes, from_bytes
from sysselreg.period import Period
from tests.conftest import Cli, Repository

EXEMPEL = Path(__file__).resolve().parent.parent / "registers" / "exempelkommun"
YEAR = Period.year(2024)


def test_figures_and_goals_come_back_as_they_were() -> None:
    snapshot = lookup.take(EXEMPEL, None)
    outcome, question = checking.check(snapshot), Question(YEAR, YEAR.last)
    told = (pipeline.figures(snapshot, outcome, question), pipeline.goals(snapshot, outcome, question))
    assert len(told[0]) > 40
    assert len(told[1]) == 5
    assert from_bytes(as_bytes(told)) == told


class Evil:
    """Says, when it is read, that a command is to be run."""

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.system, ("exit 1",)


@pytest.mark.parametrize(
    "content",
    [
        pickle.dumps((Evil(),)),
        pickle.dumps((date(2024, 1, 1), Path("a"))),
        pickle.dumps([date(2024, 1, 1)]),
        b"",
        b"\x80\x05",
        as_bytes((date(2024, 1, 1),))[:-3],
    ],
)
def test_anything_else_is_nothing(content: bytes) -> None:
    assert from_bytes(content) is None
    assert from_bytes(as_bytes((date(2024, 1, 1),))) == (date(2024, 1, 1),)


def test_a_question_asked_again_is_answered_alike_and_a_change_is_seen(
    cli: Cli, exempel: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    words = ("--register", str(exempel.root), "statistik", "--ar", "2025", "--format", "json")
    first = cli(*words)
    assert cli(*words).out == first.out
    settings = exempel.root / "sysselreg.yaml"
    settings.write_text(settings.read_text("utf-8") + "sekretessgräns: 9\n", "utf-8")
    other = cli(*words)
    assert other.code == 0
    assert other.out != first.out
    monkeypatch.setenv("SYSSELREG_UTAN_CACHE", "1")
    assert cli(*words).out == other.out
