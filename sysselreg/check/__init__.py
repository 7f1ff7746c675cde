"""Everything that is wrong with a register, and the gate that only checked records pass."""

from __future__ import annotations

from sysselreg.check.run import Rule

RULES: tuple[Rule, ...] = ()
