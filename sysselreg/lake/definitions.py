"""What can be counted over many registers: the same figures, split by closed lists, by time and by register."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from sysselreg.figure.model import Definitions, Dimension, FigureDefinition, Split

REGISTER = "register"


def for_lake(definitions: Definitions, registers: Mapping[str, str]) -> Definitions:
    """The definitions without splits by words, names and notes, which stay in each register. `registers`: name → label.

    The split by register has a column of its own, so that it is never crossed with another.
    """
    dimensions = {**definitions.dimensions, REGISTER: Dimension(REGISTER, "Register", registers)}
    closed = {name for name, each in dimensions.items() if each.labels or each.time}
    return replace(
        definitions, figures=tuple(_figure(each, closed) for each in definitions.figures), dimensions=dimensions
    )


def _figure(definition: FigureDefinition, closed: set[str]) -> FigureDefinition:
    by_register = Split((REGISTER,), ("post",), definition.view, definition.kind, definition.unit)
    splits = tuple(split for split in definition.splits if closed.issuperset(split.by))
    default = definition.default if closed.issuperset(definition.default) else ()
    return replace(definition, splits=(*splits, by_register), default=default, notes=())
