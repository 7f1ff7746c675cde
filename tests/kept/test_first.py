"""The first check of a small register keeps its outcome alone; the second keeps what each record says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from sysselreg import kept
from sysselreg.check import known
from sysselreg.check.own import Named
from sysselreg.finding import Finding
from sysselreg.store.read import working_tree
from tests.conftest import Repository


def test_the_first_check_keeps_its_outcome_and_the_second_the_records(
    exempel: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(known, "_FEW", 20_000)
    parts: list[int] = []
    of_records = known._of_records

    def counted(held: known._Held, files: Sequence[Named], marks: Sequence[bytes]) -> Iterator[Finding]:
        parts.append(len(files))
        return of_records(held, files, marks)

    monkeypatch.setattr(known, "_of_records", counted)
    first = known.outcome_of(working_tree(exempel.root))
    assert parts == []
    assert kept.size() > 0
    assert known.outcome_of(working_tree(exempel.root)).findings == first.findings
    assert parts == []
    record = next(exempel.root.glob("records/organisation/*/*.yaml"))
    record.write_text(record.read_text("utf-8") + "okänt_fält: x\n", "utf-8")
    second = known.outcome_of(working_tree(exempel.root))
    assert len(parts) == 1
    assert [each.code for each in second.findings if each not in first.findings] == ["S001"]
    monkeypatch.setenv(kept.OFF, "1")
    assert known.outcome_of(working_tree(exempel.root)).findings == second.findings
