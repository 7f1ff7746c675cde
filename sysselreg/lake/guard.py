"""What may not be shown of many registers because one of them could be told from it.

Each register shows its own figures. Whoever takes those of all others from the sum is left with one register's, small
or withheld as it may be, unless several have something to hide.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from sysselreg.figure.counts import counts_of, is_small
from sysselreg.figure.model import Count, Figure, Keys, Kind, Numbers
from sysselreg.figure.split import Codes
from sysselreg.lake.definitions import REGISTER

# So many registers must hide something in a table for nobody to know what one of them hides.
_ENOUGH = 3
Apart = Mapping[tuple[str, Codes], Mapping[Codes, Mapping[str, Numbers]]]


def told_apart(figures: Iterable[Figure], apart: Apart, limit: int) -> frozenset[Count]:
    """The counts that would tell of one register. `apart`: each register's own numbers, as `SqlCounter` keeps them."""
    return frozenset(
        counts_of(figure, keys, kind)[0]
        for figure in figures
        if figure.definition.protection == "person"
        for keys, kind in _alone(figure, apart, limit)
    )


def _alone(figure: Figure, apart: Apart, limit: int) -> Iterator[tuple[Keys, Kind]]:
    """The cells of a figure in which one register hides something alone, or two may."""
    by = tuple(name for name, _ in figure.dimensions)
    if by == (REGISTER,):
        return
    kind = figure.split.kind if figure.split else figure.definition.kind
    small = {
        codes: {register for register, numbers in each.items() if is_small(numbers, kind, limit)}
        for codes, each in apart.get((figure.definition.id, by), {}).items()
    }
    registers = {register for each in apart.get((figure.definition.id, by), {}).values() for register in each}
    if len(registers) < 2:  # one alone is as it shows itself
        return
    few = 0 < len(set().union(*small.values())) < _ENOUGH
    cells: list[tuple[Keys, Kind]] = [(group.keys, kind) for group in (*figure.groups, *figure.margins)]
    for keys, counting in [((), figure.definition.kind), *cells]:
        codes = tuple(dict(keys).get(name, "") for name in by)
        if (few and keys) or len(small.get(codes, ())) == 1:
            yield keys, counting
