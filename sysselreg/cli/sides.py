"""What the sides of a conflict say, in words: before, mine and theirs, who changed it and when."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from sysselreg.cli.merging import Question
from sysselreg.record.keyed import field_at
from sysselreg.record.merge import value_at

if TYPE_CHECKING:
    from sysselreg.schema.model import Field, Kind, Schemas
    from sysselreg.snapshot import Snapshot
    from sysselreg.store.place import State


@dataclass(frozen=True, slots=True)
class Table:
    """What the questions need to know: where we are, the register as ours has it, the two commits."""

    root: Path
    state: State
    snapshot: Snapshot
    schemas: Schemas
    name_of: Callable[[str], str]
    ours: str
    theirs: str


class Side(NamedTuple):
    """What one side says: the value, in words, whether it is as it was, else the last who changed it, and when."""

    value: Any
    words: str
    same: bool = False
    by: str = ""
    time: str = ""

    @property
    def who(self) -> str:
        """`(Anna 2025-03-02 14:10)`; empty when nobody is known."""
        if self.same:
            return "(oförändrat)"
        return f"({self.by} {self.time[:16].replace('T', ' ')})" if self.by else ""


def sides(table: Table, question: Question) -> tuple[Side, Side, Side]:
    """Before, mine and theirs. Of a whole file they say what became of it, and of a record which fields changed."""
    clash, conflict = question.clash, question.conflict
    if conflict is None:
        contents = (clash.base, clash.ours, clash.theirs)
        told = [_fate(clash.kind, clash.base, content) for content in contents]
        before, mine, theirs = (Side(words, words) for words in told)
    else:
        contents = (conflict.base, conflict.ours, conflict.theirs)
        field = field_at(clash.kind, conflict.path) if clash.kind else None
        before, mine, theirs = (Side(value, words(table, value, field)) for value in contents)
    return (
        before,
        _with_author(table, question, mine, table.ours, contents[:2]),
        _with_author(table, question, theirs, table.theirs, contents[::2]),
    )


def _fate(kind: Kind | None, base: bytes | None, content: bytes | None) -> str:
    from sysselreg.change.difference import differences

    if content == base:
        return "fanns inte" if base is None else "fanns"
    if content is None or base is None:
        return "borttagen" if content is None else "ny"
    was, now = (value_at(each, kind, ()) if kind else None for each in (base, content))
    changed = [change.name for change in differences(was, now, kind.root)] if was and now and kind else []
    return f"ändrad: {', '.join(changed)}" if changed else "ändrad"


def _with_author(table: Table, question: Question, side: Side, tip: str, was_and_is: tuple[Any, ...]) -> Side:
    from sysselreg.store.history import history

    was, value = was_and_is
    if value == was and value is not None:
        return side._replace(same=True)
    clash, conflict = question.clash, question.conflict
    if not clash.path.startswith(table.state.prefix):
        return side

    def held(source: bytes | None) -> Any:
        return value_at(source, clash.kind, conflict.path) if conflict and clash.kind else source

    for version in history(table.root, clash.path.removeprefix(table.state.prefix), tip).versions:
        if held(version.after) == value and all(held(each) != value for each in version.sides):
            name = version.commit.author.rpartition(" <")[0] or version.commit.author
            return side._replace(by=name, time=version.commit.time)
    return side


def words(table: Table, value: Any, field: Field | None) -> str:
    """A value as people read it."""
    from sysselreg.record.tell import worded

    if value is None:
        return "saknas"
    if isinstance(value, Mapping):
        children = field.children if field else {}
        told = ((key, children.get(key), each) for key, each in value.items())
        return ", ".join(f"{child.title if child else key}: {words(table, each, child)}" for key, child, each in told)
    if isinstance(value, list):
        return "; ".join(words(table, each, field.item if field else None) for each in value) or "inga"
    return worded(value, field, table.schemas, table.name_of)
