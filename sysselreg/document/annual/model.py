"""The nouns of the Årsrapport: what it is made from, and what its templates are given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sysselreg.calculation.about import Told
from sysselreg.check.model import CheckedRecords
from sysselreg.document.blocks import Fact
from sysselreg.document.html import Html
from sysselreg.figure.model import ShownFigure, ShownGoal
from sysselreg.finding import Finding
from sysselreg.period import Period
from sysselreg.record.model import Record, Trail
from sysselreg.snapshot import Revision


@dataclass(frozen=True)
class Materials:
    """Everything the report is made from; nothing else is read.

    `figures`: by id, or `N12/kvartal` for another split than the default; `before`: by id, for the year before; `past`:
    by year and id, totals of the mandate's years before that.
    `findings`: what the checks say. `digests`: record id → SHA-256 of its file. `worth`: the calculation behind N30,
    None when that may not be shown. `trails`: record id → the commit that last changed what the figures read of it;
    none of a record that is not committed. `statements`: figure id → the SQL that it is counted by.
    """

    records: CheckedRecords
    period: Period
    figures: Mapping[str, ShownFigure]
    before: Mapping[str, ShownFigure]
    past: Mapping[tuple[int, str], ShownFigure]
    goals: Sequence[ShownGoal]
    findings: Sequence[Finding]
    digests: Mapping[str, str]
    revision: Revision
    program: Record | None
    worth: Told | None
    profile: str
    internal: bool = False
    trails: Mapping[str, Trail] = field(default_factory=dict)
    statements: Mapping[str, str] = field(default_factory=dict)

    @property
    def year(self) -> int:
        """The year reported."""
        return self.period.start.year

    def label(self, vocabulary: str, code: object) -> str:
        """What people read for a code."""
        found = self.records.schemas.vocabularies[vocabulary].codes.get(str(code))
        return found.label if found else str(code)

    def name(self, record_id: object) -> str:
        """What the record of an id is called."""
        record = self.records.by_id.get(str(record_id))
        return str(record.data.get("namn") or record.data.get("titel") or record_id) if record else str(record_id)


@dataclass(frozen=True, slots=True)
class ProcurementView:
    """One procurement as a chapter and a card show it.

    `facts`: its terms; `text`: narrative text of its own; `missing`: what the register does not know of it; `need`:
    when it was raised, in a sentence; `awarded`, `begins`, `ends`: days in running text (`den 3 maj 2025`, `maj 2025`),
    each '' when unknown; `holds`: what the agreement does (`gäller`); `talks`: held dialogs; `places`: agreed in them,
    None when not known. `external`: a private buyer set the demand.
    """

    id: str
    title: str
    demands: str
    forecast: str
    unit: str
    external: bool
    facts: tuple[Fact, ...]
    missing: tuple[str, ...]
    text: Html
    need: str
    awarded: str
    holds: str
    begins: str
    ends: str
    value: str
    talks: int
    places: int | None


@dataclass(frozen=True, slots=True)
class DefinitionView:
    """How a figure is counted: its id in the page, its name, what is known about it, and the SQL."""

    anchor: str
    name: str
    facts: tuple[Fact, ...]
    statement: str


@dataclass(frozen=True, slots=True)
class Answer:
    """One point of the mandate: number, wording, kind of answer ('' for a text of its own) and what that is called."""

    number: int
    wording: str
    kind: str
    title: str


@dataclass(frozen=True, slots=True)
class ProgramView:
    """The mandate: title, who decided and when, valid from and to, the points to report, in words."""

    title: str
    decision: str
    valid: str
    ambition: str
    answers: tuple[Answer, ...]
    proposals: str


@dataclass(frozen=True, slots=True)
class GoalView:
    """A goal with its outcome: everything in words; `status` is the code, for the mark beside it."""

    name: str
    limit: str
    outcome: str
    status: str
    status_text: str
    sentence: str
    decision: str

    @property
    def reason(self) -> str:
        """The sentence without its beginning, which only says the status."""
        return self.sentence.partition(". ")[2]
