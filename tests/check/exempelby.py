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
    """The files below a folder by their path there; empty when there is no such folder.

    `x.md.latin-1` stands for `x.md` in that encoding, so that every file of the project itself is UTF-8.
    """
    found = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.suffix == ".latin-1":
            found[name.removesuffix(".latin-1")] = path.read_text(encoding="utf-8").encode("latin-1")
        elif path.is_file():
            found[name] = path.read_bytes()
    return found


def codes(outcome: Outcome) -> list[str]:
    """The codes of all findings."""
    return [finding.code for finding in outcome.findings]


def told(findings: tuple[Finding, ...]) -> str:
    """Findings as people read them (design: cli)."""
    return "\n".join(
        f"{each.place}  {each.level} {each.code}  {each.message}\n    {each.remedy}\n    Varför: {each.reason}\n"
        for each in findings
    )
