"""What is listed and found is the same with what is kept, without it, and after any change."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from sysselreg import kept, lookup
from sysselreg.record.load import Loaded, load
from sysselreg.schema.load import load_schemas
from sysselreg.schema.model import Schemas
from sysselreg.snapshot import Snapshot
from sysselreg.store.read import package_files
from tests.conftest import Cli, Repository

KIND = "schemas/kinds/organisation.yaml"
WORDS = [
    *(["lista", "--format", form] for form in ("text", "json", "yaml", "csv")),
    ["lista", "organisation"],
    ["lista", "--dar", "status=pågående"],
    ["sok", "exempel"],
    ["sok", "exempel", "--format", "json"],
    ["--revision", "HEAD", "lista"],
    ["diarium", "--format", "json"],
]


def change(path: str, old: str, new: str) -> Callable[[Path], None]:
    def changed(root: Path) -> None:
        text = (root / path).read_text("utf-8")
        assert old in text
        (root / path).write_text(text.replace(old, new), "utf-8")

    return changed


def own_schema(root: Path) -> None:
    """One in which the name of an organisation is a number."""
    before, after = "  namn:\n    $ref: typer/text\n", "  namn:\n    $ref: typer/antal\n"
    text = package_files()[KIND].decode()
    assert before in text
    (root / KIND).parent.mkdir(parents=True)
    (root / KIND).write_text(text.replace(before, after), "utf-8")


FIRM = "records/organisation/2025/org-9b3t7w.yaml"
CHANGES: list[Callable[[Path], object]] = [
    lambda _root: None,
    change(FIRM, "Exempelstäd AB", "556"),
    own_schema,
    change(FIRM, "slag:", "slag: ["),
    change(FIRM, "slag: [", "slag:"),
    lambda root: (root / FIRM).rename(root / FIRM.replace("9b3t7w", "7h2k9d")),
]


def test_the_same_is_listed_and_found_with_and_without(
    exempel: Repository, cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    names = []
    for changed in CHANGES:
        changed(exempel.root)
        for words in WORDS:
            monkeypatch.setenv(kept.OFF, "1")
            without = cli("--register", exempel.root, *words)
            monkeypatch.delenv(kept.OFF)
            for _ in range(2):
                assert cli("--register", exempel.root, *words) == without
        listed = json.loads(cli("--register", exempel.root, "lista", "organisation", "--format", "json").out)
        names.append([each["namn"] for each in listed])
    first = "Exempelkommun"
    assert names == [[first, "Exempelstäd AB"], [first, "556"], [first, 556], [first], [first, 556], [first, 556]]


def test_only_what_is_new_is_read(exempel: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    asked: list[list[str]] = []

    def counted(snapshot: Snapshot, known: Schemas, paths: list[str]) -> Loaded:
        asked.append(paths)
        return load(snapshot, known, paths)

    monkeypatch.setattr(lookup, "load", counted)

    def read() -> list[str]:
        snapshot = lookup.take(exempel.root, None)
        lookup.records(snapshot, load_schemas(snapshot), None)
        return asked.pop()

    assert (len(read()), read()) == (10, [])
    change(FIRM, "Exempelstäd AB", "Exempelfönster AB")(exempel.root)
    assert (read(), read()) == ([FIRM], [])
    own_schema(exempel.root)
    assert (len(read()), read()) == (10, [])
