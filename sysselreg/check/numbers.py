"""Cases held against the series that their numbers are taken from (OSL 5 kap.; architecture: Numbers)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from sysselreg.check.identity import series_pattern
from sysselreg.check.wording import about
from sysselreg.finding import Finding
from sysselreg.record.model import Record
from sysselreg.schema.model import Schemas


class Taken(NamedTuple):
    """The numbers of a board's series in a year that somebody has taken or reserved, as people write them."""

    board: str
    series: str
    year: int
    numbers: frozenset[str]


def not_taken(schemas: Schemas, cases: Iterable[Record], known: Iterable[Taken]) -> Iterator[Finding]:
    """G804: a case has a number of a series kept here that nobody has taken. Series that are not known are not held."""
    forms = [(each, series_pattern(each.series.replace("{år}", f"{each.year:04}"))) for each in known]
    for case in cases:
        number = str(case.data.get("diarienummer", ""))
        for each, form in forms:
            if case.data.get("nämnd") == each.board and form.fullmatch(number) and number not in each.numbers:
                yield about(schemas, "G804", case, ("diarienummer",), nämnd=each.board)
