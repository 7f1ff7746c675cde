"""What the checks say of one state and not of the other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from sysselreg.finding import Finding


class Compared(NamedTuple):
    """Findings that are new, that are solved, and that stand as before."""

    new: tuple[Finding, ...]
    solved: tuple[Finding, ...]
    standing: tuple[Finding, ...]


def compare(before: Sequence[Finding], after: Sequence[Finding]) -> Compared:
    """Hold findings against each other, wherever their lines have moved.

    One that only says its numbers anew (same rule, same place) is new, and the old one is not told as solved.
    """
    was, now = (Counter(map(_same, findings)) for findings in (before, after))
    new = tuple(_beyond(after, was))
    again = {_where(finding) for finding in new}
    solved = tuple(each for each in _beyond(before, now) if _where(each) not in again)
    fresh = set(map(id, new))
    return Compared(new, solved, tuple(each for each in after if id(each) not in fresh))


def about(finding: Finding, path: str, record_id: str) -> bool:
    """Whether a finding has to do with a record: it stands there, points there or names it."""
    files = {finding.place.file, *(place.file for place in finding.also)}
    return path in files or (bool(record_id) and record_id in finding.message)


def _beyond(findings: Iterable[Finding], others: Counter[tuple[str, ...]]) -> Iterator[Finding]:
    """The findings that the others do not have as many of."""
    left = Counter(others)
    for finding in findings:
        if left[_same(finding)]:
            left[_same(finding)] -= 1
        else:
            yield finding


def _where(finding: Finding) -> tuple[str, ...]:
    return finding.place.file, finding.code, finding.field


def _same(finding: Finding) -> tuple[str, ...]:
    return (*_where(finding), finding.message)
