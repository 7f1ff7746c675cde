"""Shown figures as bytes, to be kept between runs and read back as they were."""

from __future__ import annotations

import pickle
from datetime import date
from fractions import Fraction
from io import BytesIO
from typing import Any

from sysselreg.figure import model
from sysselreg.period import Period

# All that shown figures are made of; nothing else is ever made from bytes that lay on a disk.
_MADE_OF = {
    (each.__module__, each.__qualname__): each
    for each in (
        *(date, Fraction, Period, model.FigureDefinition, model.Split, model.NoteRule, model.Collection, model.Goal),
        *(model.Shown, model.ShownGroup, model.Before, model.ShownFigure, model.ShownGoal),
    )
}


class _Reader(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        """One of the few classes; everything else is refused."""
        if (found := _MADE_OF.get((module, name))) is None:
            raise pickle.UnpicklingError(name)
        return found


def as_bytes(shown: tuple[Any, ...]) -> bytes:
    """Tuples of shown figures and goals as bytes."""
    return pickle.dumps(shown, pickle.HIGHEST_PROTOCOL)


def from_bytes(content: bytes) -> tuple[Any, ...] | None:
    """What `as_bytes` was given; None when the bytes hold anything else."""
    try:
        found = _Reader(BytesIO(content)).load()
    except (pickle.UnpicklingError, EOFError, ValueError, TypeError, AttributeError, IndexError):
        return None
    return found if isinstance(found, tuple) else None
