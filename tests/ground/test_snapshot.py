"""Snapshots, places and the order of findings."""

from __future__ import annotations

from datetime import date

from sysselreg.finding import Finding, Level, Place, worst_first
from sysselreg.snapshot import Revision, Snapshot


def test_a_revision_says_whether_the_files_differ_from_the_commit() -> None:
    commit = "3f9c1ab2d4" + "0" * 30
    assert Revision(commit, date(2025, 3, 1)).short == "3f9c1ab2d4"
    assert Revision(commit, date(2025, 3, 1), clean=False).short == "3f9c1ab2d4+"
    assert Revision(clean=False).short == ""


def test_paths_below_a_folder_come_sorted_and_by_suffix() -> None:
    snapshot = Snapshot({"records/b.yaml": b"", "records/a.md": b"", "records2/c.yaml": b"", "records/a.yaml": b""})
    assert list(snapshot.under("records/")) == ["records/a.md", "records/a.yaml", "records/b.yaml"]
    assert list(snapshot.under("records/", ".yaml")) == ["records/a.yaml", "records/b.yaml"]


def test_a_place_is_written_as_editors_know_it() -> None:
    assert [str(Place("a.yaml", *where)) for where in ((), (3,), (3, 7))] == ["a.yaml", "a.yaml:3", "a.yaml:3:7"]


def test_errors_come_first_then_file_then_line_as_a_number() -> None:
    def finding(level: Level, file: str, line: int) -> Finding:
        return Finding("S001", level, Place(file, line), "", "", "")

    mixed = [
        finding("upplysning", "a", 1),
        finding("fel", "b", 10),
        finding("varning", "a", 1),
        finding("fel", "b", 9),
        finding("fel", "a", 20),
    ]
    assert [(f.level, f.place.file, f.place.line) for f in worst_first(mixed)] == [
        ("fel", "a", 20),
        ("fel", "b", 9),
        ("fel", "b", 10),
        ("varning", "a", 1),
        ("upplysning", "a", 1),
    ]
