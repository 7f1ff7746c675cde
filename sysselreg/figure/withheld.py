"""Which counts about people to withhold: everything that is shown together, held against what is issued already."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from sysselreg.figure.circulation import Edge, Table
from sysselreg.figure.counts import (
    base_of,
    count_of,
    is_small,
    keys_of,
    numerator_of,
    others_of,
    told_by,
)
from sysselreg.figure.issued import Recounted, Rest, counts_told, counts_withheld, rests
from sysselreg.figure.linked import UNKNOWN_CODES, external_counts, tables_of, unknown_of
from sysselreg.figure.model import Count, Figure, Keys, Kind, Numbers
from sysselreg.figure.suppression import Protected, protect
from sysselreg.period import Period


def withheld_counts(
    figures: Sequence[Figure], limit: int, issued: Sequence[Recounted], closed: Set[Count] = frozenset()
) -> Protected:
    """The counts to withhold in figures about persons, also for what has been issued before, and those in `closed`.

    Those that are too close all the same are so by what is issued; not even that there is such a group may be told.
    """
    issued = [issue for issue in issued if issue.now.definition.protection == "person"]
    together = [*figures, *(issue.now for issue in issued)]
    items = [item for figure in together for item in _items(figure)]
    first = {key for item in items if is_small(item.numbers, item.kind, limit) for key in item.keys}
    first |= counts_withheld(issued) | closed
    dear = {of(figure, ()) for figure in together for of in (numerator_of, others_of, base_of)}
    tables = tables_of(figures, together, dear)
    first |= {each.key for each in external_counts(figures) if 0 < each.size < limit}
    left = list(rests(_numbers(figures), _numbers(issue.now for issue in issued)))
    first |= {each.rest for each in left if 0 < each.number < limit}
    tables += _of_rests(left, tables)
    told = counts_told(issued)
    tables = [tuple(replace(edge, public=edge.public or edge.key in told) for edge in table) for table in tables]
    counts = {*(edge.key for table in tables for edge in table), *(key for item in items for key in item.keys)}
    bound = [*(frozenset(item.keys) for item in items), *(frozenset({each.rest, each.asked}) for each in left)]
    # How many are known is told with every share, and many who are left are no secret.
    plain = {count for count in counts if count.what in ("nämnare", "okända")} | {each.rest for each in left} - first
    bound += [each for figure in together for each in _covered(figure)]
    bound += _tied(counts)
    found = protect(tables, first, bound, limit - 1, plain)
    wholes = {unknown_of(figure, ()): count_of(figure, ()) for figure in together}
    # Where not even all of them are told, no coverage tells how many are unknown; that nobody is may be known anyway.
    some = {edge.key for table in tables for edge in table if edge.value} - told
    untold = {key for key in some if _whole_of(key, wholes) in found.withheld}
    if not untold:
        return found
    tables = [tuple(replace(e, public=e.public and e.key not in untold) for e in table) for table in tables]
    hidden = {_whole_of(key, wholes) for key in untold} | {key for key in untold if key.what == "okända"}
    return protect(tables, first | hidden, bound, limit - 1, plain)


def _whole_of(count: Count, wholes: Mapping[Count, Count]) -> Count | None:
    """All those of whom a count of unknown ones is a part; None for any other count."""
    known = frozenset((name, code) for name, code in count.codes if code not in UNKNOWN_CODES)
    return wholes.get(count) if known == count.codes else count._replace(codes=known)


def _numbers(figures: Iterable[Figure]) -> dict[Count, int]:
    """The counts that figures tell, and how many each is."""
    told = (item.told for figure in figures for item in _items(figure))
    return {count: number for each in told for count, number in each.items() if number is not None}


def _of_rests(left: Iterable[Rest], tables: Iterable[Table]) -> Iterator[Table]:
    """A count, its parts and what is left as a table."""
    edges = {edge.key: edge for table in tables for edge in table}
    for whole, parts, rest, number, _ in left:
        found = [edges[key] for key in (*parts, whole) if key in edges]
        if len(found) == len(parts) + 1:
            *inside, total = (replace(edge, tail="a", head="b") for edge in found)
            yield (*inside, Edge(rest, "a", "b", number, 1), replace(total, tail="b", head="a"))


class _Item(NamedTuple):
    """Something that is shown or withheld as one: the keys of its counts, its numbers and how they are made."""

    keys: tuple[Count, ...]
    numbers: Numbers
    kind: Kind
    told: Mapping[Count, int | None]


def _items(figure: Figure) -> Iterator[_Item]:
    cells: list[tuple[Keys, Numbers, Kind]] = [((), figure.numbers, figure.definition.kind)]
    if figure.split is not None:
        cells += [(group.keys, group.numbers, figure.split.kind) for group in (*figure.groups, *figure.margins)]
    for keys, numbers, kind in cells:
        yield _Item(keys_of(figure, keys, kind), numbers, kind, told_by(figure, keys, kind, numbers))


def _covered(figure: Figure) -> Iterator[frozenset[Count]]:
    """How many are unknown in each group of a share: that stands in the coverage wherever all of the group are told."""
    if figure.split is not None and figure.split.kind == "andel":
        for group in figure.groups:
            yield frozenset({unknown_of(figure, group.keys), count_of(figure, group.keys)})


def _tied(counts: Iterable[Count]) -> Iterator[frozenset[Count]]:
    """The same count in periods that have days in common, directly or by way of another: withheld in all or none.

    Periods that are apart say nothing of each other. So a year is withheld alike in its own report and beside the next
    year's, and a small number of one year withholds nothing of another.
    """
    counts = list(counts)
    groups: dict[Period, int] = {}
    end = date.min
    for period in sorted({count.period for count in counts}, key=lambda each: (each.start, each.end)):
        groups[period] = len(groups) if period.start >= end else max(groups.values())
        end = max(end, period.end)
    same: dict[object, set[Count]] = {}
    for count in counts:
        same.setdefault((groups[count.period], *count[1:]), set()).add(count)
    return (frozenset(keys) for keys in same.values() if len(keys) > 1)
