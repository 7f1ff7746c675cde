"""A letter that has no meaning as things stand: said in one sentence, with what fits instead."""

from __future__ import annotations

from sysselreg.document.letter.model import Subject
from sysselreg.errors import UsageError


def refusal(subject: Subject, why: str) -> UsageError:
    """The error to raise from a fact of the letter: `why` it cannot be made, and what can be done."""
    letter = subject.definition
    return UsageError(f"{letter.id} {letter.name} kan inte göras för {subject.record.id}: {why}")
