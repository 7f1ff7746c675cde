"""Faults through history: what is wrong with a version of a file, which commit brought it, which ended it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TypeAlias

from sysselreg.check import personal
from sysselreg.check.model import Register
from sysselreg.check.run import run, settings
from sysselreg.finding import Finding
from sysselreg.schema.model import Schemas
from sysselreg.snapshot import CONFIG, Snapshot
from sysselreg.yamltext import parse

# Path → numbers of the faults that the file has.
_Alive: TypeAlias = Mapping[str, tuple[int, ...]]
_NONE: _Alive = MappingProxyType({})
_Mark: TypeAlias = tuple[str, str, str]


def errors_of_other(path: str, data: bytes | None, schemas: Schemas) -> tuple[Finding, ...]:
    """The errors of a file that is no record: the settings, a text, what does not belong; `data` is None for no file.

    What a record says by itself `own` tells. Neither asks what the register may be as a whole.
    """
    snapshot = Snapshot({path: data or b""}, irregular=() if data is not None else (path,))
    if path == CONFIG and data is not None:
        config, found = settings(snapshot, schemas)
        found += personal.in_settings(Register((), config, schemas, {}), parse(data).root)
    else:
        told = run(snapshot, schemas, personal.rules(snapshot)).findings
        found = [f for f in told if (f.place.file == CONFIG) == (path == CONFIG)]
    return tuple(personal.safe(f, schemas) for f in found if f.level == "fel")


class Lives:
    """The lives of faults: `begun` is each fault with the commit that brought it, `ended` its number → who ended it.

    A fault is the same as long as code and field are. Give commits with parents before children.
    """

    def __init__(self) -> None:
        self.begun: list[tuple[Finding, str]] = []
        self.ended: dict[int, str] = {}
        self._alive: dict[str, _Alive] = {}
        self._marks: list[_Mark] = []

    def step(self, commit: str, parents: Sequence[str], held: Mapping[str, Sequence[Finding]]) -> None:
        """A commit. `held`: the files that differ from some parent, each with the errors that it has now."""
        before = [self._alive.get(parent, _NONE) for parent in parents] or [_NONE]
        paths = {path for path, found in held.items() if found}
        paths |= {path for each in before for path in held if path in each}
        if any(each is not before[0] for each in before):
            paths |= {path for each in before for path in each}
        if not paths:
            self._alive[commit] = before[0]
            return
        now = dict(before[0])
        for path in paths:
            was = tuple(dict.fromkeys(number for each in before for number in each.get(path, ())))
            left = self._file(commit, was, held[path]) if path in held else was
            now.pop(path, None)
            if left:
                now[path] = left
        self._alive[commit] = now

    def _file(self, commit: str, was: Sequence[int], found: Sequence[Finding]) -> tuple[int, ...]:
        here = {(f.place.file, f.code, f.field): f for f in found}
        left = [number for number in was if self._marks[number] in here]
        for number in was:
            if number not in left:
                self.ended.setdefault(number, commit)
        known = {self._marks[number] for number in left}
        for mark, finding in here.items():
            if mark not in known:
                left.append(len(self.begun))
                self.begun.append((finding, commit))
                self._marks.append(mark)
        return tuple(left)

    def remaining(self, commit: str) -> set[int]:
        """The numbers of the faults that a commit has."""
        return {number for numbers in self._alive.get(commit, _NONE).values() for number in numbers}
