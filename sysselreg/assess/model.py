"""The nouns of the assess room: an answered question, an assessed procurement, a clause, a supplier's compliance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from sysselreg.record.model import Record

Answer = Literal["ja", "nej", "okänt"]


@dataclass(frozen=True, slots=True)
class Question:
    """A question of `schemas/bedomning.yaml`: its words for each answer may hold `{namn}` of values given with it."""

    code: str
    text: str
    words: Mapping[Answer, str]
    source: str


@dataclass(frozen=True, slots=True)
class Ruling:
    """One question answered. `lacking`: the fields, as people write them, that must be filled in for an answer."""

    code: str
    question: str
    answer: Answer
    reason: str
    source: str
    lacking: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Suitability:
    """One rule of the list `lamplighetsregel`, held against a procurement; all of its parts must be yes."""

    rule: str
    name: str
    source: str
    in_force: bool
    answer: Answer
    parts: tuple[Ruling, ...]


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause of `reports/krav/`; `wording` and `penalty` ('' for none) may hold `{namn}`.

    `unit` is '' when any will do, `valid_to` None as long as the clause holds.
    """

    name: str
    title: str
    requirement: str
    unit: str
    when: str
    wording: str
    penalty: str
    advice: str
    source: str
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class Proposal:
    """What requirement to set, and why; `kind` is '' when none is proposed. `amount`: of places, None unknown.

    `changes`: what `sysselreg andra --satt` would write, `fält=värde` each.
    """

    kind: str
    amount: int | None
    reason: str
    clauses: tuple[Clause, ...]
    changes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Assessment:
    """Whether a procurement should have requirements: `answer`, in words `summary`.

    The answer is that of the rule in force, and no when a question that decides is answered no. `notes`: what else an
    upphandlare should know, such as that the record says otherwise.
    """

    procurement: Record
    answer: Answer
    summary: str
    rules: tuple[Suitability, ...]
    questions: tuple[Ruling, ...]
    notes: tuple[str, ...]
    proposal: Proposal


@dataclass(frozen=True, slots=True)
class Ending:
    """A placement that ended early, and whether that is a breach of contract.

    `replaced_by`: the id of the placement that took over, '' for none. `agreed`: a sentence with what the agreement
    says of an early ending, where the requirement itself makes it no breach; '' else.
    """

    placement: Record
    breach: Answer
    reason: str
    replaced_by: str
    agreed: str = ""

    @property
    def told(self) -> str:
        """The reason, and what the agreement says."""
        return " ".join(filter(None, (self.reason, self.agreed)))


@dataclass(frozen=True, slots=True)
class Penalty:
    """What the contract lets the municipality claim: kronor for each place, places lacking, at most so many kronor."""

    each: int
    places: int

    @property
    def most(self) -> int:
        """Kronor if the whole penalty is claimed."""
        return self.each * self.places


@dataclass(frozen=True, slots=True)
class Compliance:
    """Whether one supplier fulfils one requirement, apart from what became of the participants.

    `recorded` is the entry of `uppfyllnad` that people have written, None for none. `suggested` is a code of the list
    `uppfyllnadsstatus`, None when it cannot be said; it is never written by itself. `reasons` are sentences, the
    deciding one first; of them `fine` tell what is in order, not what is lacking. `breach`: whether some early ending
    is a breach of contract. `penalty`: None when the contract has none, nothing is lacking, or it is for people to
    count.
    """

    requirement: Mapping[str, Any]
    supplier: str
    recorded: Mapping[str, Any] | None
    suggested: str | None
    reasons: tuple[str, ...]
    breach: Answer
    endings: tuple[Ending, ...]
    penalty: Penalty | None
    fine: tuple[str, ...] = ()
