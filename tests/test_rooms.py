"""The floor plan holds: a room imports only rooms before it, and each foreign library has one door."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parent.parent / "sysselreg"
GROUND = {"errors", "finding", "kept", "period", "snapshot", "swedish", "yamlevents", "yamltext", "yamlwrite"}
# Along the flow; the edges touch the disk, other formats and the terminal.
MAY_USE = {
    "schema": set(),
    "record": {"schema"},
    "check": {"schema", "record"},
    "assess": {"schema", "record", "check"},
    "diary": {"schema", "record", "check"},
    "due": {"schema", "record", "check"},
    "calculation": {"schema", "record", "check"},  # before the tables: N30 counts its rows
    "table": {"schema", "record", "check"},
    "figure": {"schema", "record", "check", "table"},
    "change": {"schema", "record", "check", "assess", "figure"},  # what it makes of figures that a report told
    "exchange": {"figure", "table"},
    "lake": {"schema", "table", "figure"},  # the same figures, counted over the exports of many registers
    "document": {"schema", "record", "check", "assess", "calculation", "diary", "due", "figure", "exchange"},
    "store": {"schema", "record"},  # merging two commits merges the records in them
    # A letter needs no verb of another room: `brev` asks the document room itself.
    "cli": {"pipeline", "checking", "comparison", "lookup", "audit", "schema", "record", "check", "assess", "change"}
    | {"diary", "due", "figure", "exchange", "lake", "store", "calculation", "document"},
}
DOORS = {
    "ruamel": {"yamlevents"},
    "_ruamel_yaml": {"yamlevents"},
    "jsonschema": {"schema.validator"},
    "jsonschema_rs": {"schema.validator"},
    "holidays": {"due.days"},
    "icalendar": {"due.ics"},
    "duckdb": {"table.engine", "exchange.figures"},
    "jinja2": {"document.templates"},
    "markdown_it": {"document.markdown"},
    "weasyprint": {"document.pdf"},
    "openpyxl": {"exchange.figures"},
    "pyspark": {"lake.spark"},
    "py4j": {"lake.spark"},
    "sqlglot": {"lake.spark"},
    "subprocess": {"store.git"},
    "multiprocessing": {"check.cores"},
    "sqlite3": {"kept"},
    "git": {"store.place"},
}


@cache
def modules() -> dict[str, ast.Module]:
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        name = ".".join(path.relative_to(PACKAGE).with_suffix("").parts).removesuffix(".__init__")
        found[name] = ast.parse(path.read_text(encoding="utf-8"))
    return found


def imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def wrong_ways(name: str, tree: ast.Module) -> set[str]:
    room = name.split(".", maxsplit=1)[0]
    if room in ("pipeline", "checking", "comparison", "lookup", "audit"):
        return set()
    used = {each.split(".")[1] for each in imported(tree) if each.startswith("sysselreg.")}
    return used - {"__version__", room} - GROUND - MAY_USE.get(room, set())


@pytest.mark.parametrize("name", [name for name in modules() if name != "__init__"])
def test_a_room_imports_only_rooms_before_it(name: str) -> None:
    assert wrong_ways(name, modules()[name]) == set()


def test_a_step_back_is_seen() -> None:
    back = ast.parse("from sysselreg.figure.model import Figure\nfrom sysselreg.period import Period")
    assert wrong_ways("check.sums", back) == {"figure"}
    assert wrong_ways("document.annual.build", back) == set()


def test_each_foreign_library_has_one_door() -> None:
    found: dict[str, set[str]] = {library: set() for library in DOORS}
    for name, tree in modules().items():
        for each in imported(tree):
            if each.split(".")[0] in found:
                found[each.split(".")[0]].add(name)
    assert {library: names for library, names in found.items() if not names <= DOORS[library]} == {}


def test_only_the_outer_boundary_prints_exits_or_catches_everything() -> None:
    offenders = []
    for name, tree in modules().items():
        if name.startswith("cli"):
            continue
        for node in ast.walk(tree):
            called = node.func if isinstance(node, ast.Call) else None
            if isinstance(called, ast.Name) and called.id in ("print", "exit", "quit"):
                offenders.append(f"{name}: {called.id}")
            if isinstance(node, ast.ExceptHandler) and (
                node.type is None
                or (isinstance(node.type, ast.Name) and node.type.id in ("Exception", "BaseException"))
            ):
                offenders.append(f"{name}: catches everything")
    assert offenders == []
