"""The nouns of the diary room."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sysselreg.period import PartialDate

# In the place of what only the office may read.
INTERNAL = "Uppgiften är intern"


@dataclass(frozen=True, slots=True)
class Entry:
    """A document of a case, as it may be shown; '' for what the register does not say.

    `case_number` and `number`: SO 2021/0205 and 3; `day`: as in the record; `direction`, `status`: codes; `sender`,
    `recipient`, `heading`: the three that OSL 5 kap. 2 § asks for besides day and number; `secrecy`: `nivå`, `lagrum`,
    `till`, its own or the case's, empty when it is open; `reason`: why it is cancelled.
    """

    id: str
    case_number: str
    number: int
    day: str
    direction: str
    sender: str
    recipient: str
    heading: str
    secrecy: Mapping[str, str]
    status: str
    reason: str

    @property
    def name(self) -> str:
        """The number as people write it: SO 2021/0205-3."""
        return f"{self.case_number}-{self.number}"

    @property
    def is_draft(self) -> bool:
        """Whether it is not drawn up yet; what has come in is an official document at once (TF 2 kap. 9 and 10 §§)."""
        return self.status == "utkast" and self.direction != "inkommen"


class Gap(NamedTuple):
    """Numbers that nothing is shown under: the first and last of a run as people write them, and why."""

    first: str
    last: str
    why: str


@dataclass(frozen=True, slots=True)
class Case:
    """A case with what is shown of it, in the order of the numbers. Texts as in `Entry`."""

    id: str
    number: str
    heading: str
    board: str
    opened: str
    closed: str
    status: str
    reason: str
    secrecy: Mapping[str, str]
    rows: tuple[Entry | Gap, ...]

    @property
    def entries(self) -> Iterator[Entry]:
        """Its documents."""
        return (row for row in self.rows if isinstance(row, Entry))


@dataclass(frozen=True, slots=True)
class Diary:
    """The cases in the order of their numbers, with the gaps between numbers that are taken here.

    `year`: the year that the documents are of, None for all; `public`: whether everybody may read it; `homeless`: ids
    of documents that belong to no case of the register, or have no number: they are in no diary.
    """

    rows: tuple[Case | Gap, ...]
    year: int | None
    public: bool
    homeless: tuple[str, ...]

    @property
    def cases(self) -> Iterator[Case]:
        """The cases."""
        return (row for row in self.rows if isinstance(row, Case))

    def lapsed(self, today: date) -> Iterator[str]:
        """The numbers of what is secret until a day that has passed: somebody has to decide again."""
        for case in self.cases:
            shut = [(case.number, case.secrecy), *((entry.name, entry.secrecy) for entry in case.entries)]
            for number, secrecy in shut:
                until = PartialDate.parse(secrecy.get("till", ""))
                if until is not None and until.last < today:
                    yield number

    @property
    def withholds(self) -> bool:
        """Whether something in it is not for everybody, and would be left out of the public diary."""
        shut = any(case.secrecy or any(entry.secrecy for entry in case.entries) for case in self.cases)
        drafts = any(entry.is_draft for case in self.cases for entry in case.entries)
        return not self.public and (shut or drafts)
