"""What the settings mean: `sysselreg.yaml` names what exists, and its numbers agree with each other.

Its shape is held against `schemas/register.yaml` elsewhere; a setting of the wrong shape is left to that.
"""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from functools import partial
from itertools import pairwise
from typing import Any

from sysselreg.check.facts import at
from sysselreg.check.identity import series_example
from sysselreg.check.model import Register, Rule
from sysselreg.check.wording import worded
from sysselreg.errors import DefinitionError
from sysselreg.finding import Finding, Place
from sysselreg.record.model import field_name
from sysselreg.schema.formats import FORMATS
from sysselreg.schema.load import read
from sysselreg.snapshot import CONFIG, REPORTS, Snapshot
from sysselreg.yamltext import Fields, Path, find, parse

# The steps of the code list `inskriven`: a threshold between them could not be decided.
_STEPS = (6, 12, 24)
_REMINDERS = (
    ("rapport_påminnelse_1_dagar", "rapport_påminnelse_2_dagar", "rapport_rättelse_dagar"),
    ("utvärdering_påminnelse_1_dagar", "utvärdering_påminnelse_2_dagar"),
)


def rules(snapshot: Snapshot) -> tuple[Rule, ...]:
    """The rules of this module, with the places of the settings file and the goals of a snapshot."""
    root = parse(snapshot.files.get(CONFIG, b"")).root
    goals = {_goal(snapshot, path) for path in snapshot.under(REPORTS + "goals/", ".yaml")}
    return (
        partial(program, root=root),
        partial(known_goals, root=root, goals=goals),
        partial(series, root=root),
        partial(lists, root=root),
        partial(target_group_steps, root=root),
        partial(reminders, root=root),
    )


def program(register: Register, root: Fields | None) -> Iterator[Finding]:
    """I601: the program that the report is about is not in the register."""
    wanted = at(register.config, "rapport", "avser_program")
    target = register.by_id.get(str(wanted))
    if wanted is not None and (target is None or target.kind != "program"):
        possible = ", ".join(each.id for each in register.of("program")) or "inget"
        yield _about(register, root, "I601", ("rapport", "avser_program"), värde=wanted, möjliga=possible)


def known_goals(register: Register, root: Fields | None, goals: Collection[str]) -> Iterator[Finding]:
    """I602: a goal in force that no file describes."""
    written = at(register.config, "mål")
    for index, goal in enumerate(written if isinstance(written, list) else ()):
        if isinstance(goal, str) and goal not in goals:
            close = difflib.get_close_matches(goal, goals, n=1, cutoff=0.5)
            menade = f" Menade du {close[0]}?" if close else ""
            possible = ", ".join(sorted(goals)) or "inget"
            yield _about(register, root, "I602", ("mål", index), värde=goal, menade=menade, möjliga=possible)


def series(register: Register, root: Fields | None) -> Iterator[Finding]:
    """I603, I604: a series whose numbers are no diarienummer, and a series that two boards share."""
    first: dict[str, str] = {}
    for index, board in enumerate(_entries(register, "nämnder")):
        pattern, name = board.get("serie"), str(board.get("namn"))
        if not isinstance(pattern, str):
            continue
        path = ("nämnder", index, "serie")
        example = series_example(pattern, "2023")
        if not FORMATS["diarienummer"].accepts(example):
            yield _about(register, root, "I603", path, värde=pattern, exempel=example)
        if first.setdefault(pattern, name) != name:
            yield _about(register, root, "I604", path, värde=pattern, nämnd=name, annan=first[pattern])


def lists(register: Register, root: Fields | None) -> Iterator[Finding]:
    """I605: a code or name that stands twice in its list."""
    for name, key in (("förvaltningar", "kod"), ("nämnder", "namn")):
        seen: set[str] = set()
        for index, entry in enumerate(_entries(register, name)):
            value = str(entry.get(key))
            if value.casefold() in seen:
                yield _about(register, root, "I605", (name, index, key), värde=value)
            seen.add(value.casefold())


def target_group_steps(register: Register, root: Fields | None) -> Iterator[Finding]:
    """I606: a threshold that the code list of registration times cannot tell."""
    for key in ("målgrupp_unga_inskrivna_över_månader", "målgrupp_vuxna_inskrivna_över_månader"):
        months = at(register.config, "regler", key)
        if isinstance(months, int) and months not in _STEPS:
            yield _about(register, root, "I606", ("regler", key), värde=months)


def reminders(register: Register, root: Fields | None) -> Iterator[Finding]:
    """I607: a later reminder that comes before an earlier one."""
    for chain in _REMINDERS:
        for earlier, later in pairwise(chain):
            first, second = at(register.config, "regler", earlier), at(register.config, "regler", later)
            if isinstance(first, int) and isinstance(second, int) and second <= first:
                path = ("regler", later)
                yield _about(
                    register, root, "I607", path, värde=second, annat=_label(register, ("regler", earlier)), dagar=first
                )


def _goal(snapshot: Snapshot, path: str) -> str:
    """A goal's name; that of a broken file, which is told as such elsewhere, is taken to be the file's."""
    with suppress(DefinitionError):
        top = read(snapshot, path)
        if isinstance(top, Mapping) and "mål" in top:
            return str(top["mål"])
    return path.rpartition("/")[2].removesuffix(".yaml")


def _about(register: Register, root: Fields | None, code: str, path: Path, **values: Any) -> Finding:
    line, column = find(root, path) if root is not None else (0, 0)
    name = field_name(register.config, path)
    return worded(
        register.schemas, code, Place(CONFIG, line, column), {"fält": _label(register, path), **values}, field=name
    )


def _label(register: Register, path: Path) -> str:
    field = register.schemas.settings.root.at(path)
    name = field_name(register.config, path)
    return f"{field.title} ({name})" if field else name


def _entries(register: Register, name: str) -> Iterator[Mapping[str, Any]]:
    found = register.config.get(name)
    return (entry for entry in (found if isinstance(found, list) else ()) if isinstance(entry, Mapping))
