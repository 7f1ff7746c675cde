"""The noun of the due room: one thing that somebody has to do within a time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sysselreg.period import PartialDate

# Those who share the work (Östersund), in the order that they take it up.
ROLES = ("beställare", "upphandlare", "samordnare", "rekryterare")


@dataclass(frozen=True, slots=True)
class Due:
    """One thing to do, not settled yet.

    `rule` is a code of `schemas/bevakning.yaml`, `id` the record it is about, `part` which of several of the rule's in
    that record ('' for the only one); the three never change while the thing is to be done. `role` is one of the four
    roles, `function` who has it in the procurement ('' unknown). `opens`: the first day that it can be done, None when
    it always can.

    `latest`: the last day to do it, a range when a day it is counted from is only known to its month or year, None
    when that day is missing; `lacking` then says what is not known. `overdue_days`: how many days have certainly passed
    since, 0 when it is not late. `letter`: the letter that goes with it, '' for none or when it is written already.
    `period`: the time that a report is about, `juli–september 2025` or `2024`, '' for what is no report.
    """

    rule: str
    id: str
    part: str
    what: str
    role: str
    function: str
    opens: date | None
    latest: PartialDate | None
    lacking: str
    overdue_days: int
    letter: str
    period: str = ""

    @property
    def uid(self) -> str:
        """What stays the same from run to run, whatever the day: `B204-dia-2m5r8c-2025-07`."""
        return "-".join(filter(None, (self.rule, self.id, self.part)))
