"""Exempelby: a small invented register without a single finding, and how a change of it is told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeAlias

from sysselreg.check.model import Outcome
from sysselreg.finding import Finding

HERE = Path(__file__).parent

Files: TypeAlias = Mapping[str, str | bytes]
CheckAll: TypeAlias = Callable[[Files], Outcome]
Edit: TypeAlias = Callable[..., Outcome]


def tree(folder: Path) -> dict[str, bytes]:
    """The files below a folder by their path there; empty when there is no such folder."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def codes(outcome: Outcome) -> list[str]:
    """The codes of all findings."""
    return [finding.code for finding in outcome.findings]


def told(findings: tuple[Finding, ...]) -> str:
    """Findings as people read them (design: cli)."""
    return "\n".join(
        f"{each.place}  {each.level} {each.code}  {each.message}\n    {each.remedy}\n    Varför: {each.reason}\n"
        for each in findings
    )
