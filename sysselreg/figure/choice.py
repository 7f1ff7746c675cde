"""Which figures, in which version and split: what was asked held against what is defined."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from difflib import get_close_matches
from typing import Any, NamedTuple

from sysselreg.errors import UsageError
from sysselreg.figure.model import Definitions, FigureDefinition, Request, Split
from sysselreg.period import Period
from sysselreg.swedish import date_table, join_and

# Names of splits may be typed without their dots, as field names may.
_FOLDED = str.maketrans("åäö", "aao")


class Question(NamedTuple):
    """What is asked of the figures: the days, the day that open rows count to, which figures, split how.

    `past`: years of which only the totals that make up a series are wanted.
    """

    period: Period
    today: date
    ids: tuple[str, ...] = ()
    by: tuple[str, ...] | None = None
    internal: bool = False
    past: tuple[int, ...] = ()


def in_force(definitions: Definitions, figure: str, period: Period) -> FigureDefinition | None:
    """The version of a figure that holds for a period; None when none does yet or any more.

    Raises UsageError for an unknown figure, and when the definition changed within the period.
    """
    versions = [definition for definition in definitions.figures if definition.id == figure]
    if not versions:
        raise UsageError(f"Nyckeltalet {figure} finns inte.{suggestion(figure, _ids(definitions))}")
    found = [version for version in versions if _touches(version, period)]
    if len(found) > 1:
        starts = join_and(sorted(version.valid_from or "" for version in found[1:]))
        raise UsageError(
            f"Nyckeltalet {figure} räknas på ett annat sätt från {starts}. Välj en period före eller efter, eller dela "
            "efter år (--per år)."
        )
    return found[0] if found and _covers(found[0], period) else None


def parts(definitions: Definitions, figure: str, period: Period) -> tuple[Period, ...]:
    """The parts of a period that each have a definition of their own; none where no definition holds."""
    found = []
    for version in definitions.figures:
        if version.id == figure and _touches(version, period):
            start = max(period.start, date.fromisoformat(version.valid_from or "0001-01-01"))
            last = min(period.last, date.fromisoformat(version.valid_to or "9999-12-30"))
            found.append(Period(start, last + timedelta(days=1)))
    return tuple(sorted(found, key=lambda part: part.start))


def is_series(definitions: Definitions, request: Request, period: Period) -> bool:
    """Whether a figure is asked for by time over a period in which its definition changes, each time by its own."""
    by = request.by or ()
    timed = len(by) == 1 and bool(definitions.dimensions[by[0]].time)
    return timed and len(parts(definitions, request.id, period)) > 1


def requests(
    definitions: Definitions, period: Period, ids: Sequence[str] = (), by: tuple[str, ...] | None = None
) -> list[Request]:
    """What to compute: these figures, or all in force when no id is given, split as asked or by default.

    Raises UsageError, with a suggestion, for an unknown figure or split; for a split that a named figure, or every
    figure, does not allow; and for a named figure that is not in force.
    """
    spelled = {name.translate(_FOLDED): name for name in definitions.dimensions}
    by = None if by is None else tuple(spelled.get(dimension.translate(_FOLDED), dimension) for dimension in by)
    for dimension in by or ():
        if dimension not in definitions.dimensions:
            known = suggestion(dimension, definitions.dimensions)
            raise UsageError(f"Det går inte att dela efter {dimension}.{known}")
    if by and (len(by) > 2 or len(set(by)) < len(by)):
        raise UsageError(
            f"Det går att dela efter en eller två olika sorter, som kön eller kön,form. Här står {join_and(by)}."
        )
    wanted = []
    for figure in ids or _ids(definitions):
        if series := _as_series(definitions, figure, period, by, named=bool(ids)):
            wanted.append(series)
            continue
        definition = in_force(definitions, figure, period)
        if definition is None:
            if ids:
                raise UsageError(
                    f"Nyckeltalet {figure} gäller inte hela perioden {_days(period)}. Välj en annan period."
                )
            continue
        allowed = not by or split_of(definition, by) is not None
        if ids and not allowed:
            raise UsageError(refusal(definition, by or ()))
        wanted.append(Request(figure, by if allowed else None))
    if by and not any(request.by for request in wanted):
        raise UsageError(
            f"Inget nyckeltal kan delas efter {join_and(by)}. Hur det får delas står i sysselreg forklara N10."
        )
    return wanted


def _as_series(
    definitions: Definitions, figure: str, period: Period, by: tuple[str, ...] | None, *, named: bool
) -> Request | None:
    """A figure whose definition changes in the period by time: as asked, and by year when nothing special is asked."""
    request = Request(figure, by if by or named else ("år",))
    if not is_series(definitions, request, period):
        return None
    versions = [version for version in definitions.figures if version.id == figure and _touches(version, period)]
    return request if all(split_of(version, request.by or ()) for version in versions) else None


# What the Årsrapport pictures beside the usual splits. Counted whatever is asked for: what is shown together in one
# place is disclosed together everywhere.
_PICTURED = (
    ("N08", ("kvartal", "form")),
    ("N08", ("förvaltning",)),
    ("N12", ("förvaltning",)),
    ("N18", ("förvaltning",)),
)


# What is followed from year to year, in the order of the flow.
SERIES = ("N08", "N12", "N18")


def pictured(definitions: Definitions, period: Period) -> list[Request]:
    """The further splits that a report shows as pictures, as far as the definitions in force allow them."""
    return [
        Request(figure, by)
        for figure, by in _PICTURED
        if (found := _now(definitions, figure, period)) is not None and split_of(found, by) is not None
    ]


def series(definitions: Definitions, period: Period) -> list[Request]:
    """The totals that a report follows from year to year, as far as there are definitions of them in force."""
    return [Request(figure, ()) for figure in SERIES if _now(definitions, figure, period) is not None]


def _now(definitions: Definitions, figure: str, period: Period) -> FigureDefinition | None:
    return in_force(definitions, figure, period) if len(parts(definitions, figure, period)) == 1 else None


def split_of(definition: FigureDefinition, by: tuple[str, ...]) -> Split | None:
    """How a figure is split by these dimensions (in any order), None when it may not be or there are none."""
    for split in definition.splits:
        if set(split.by) == set(by) and len(by) == len(split.by):
            columns = dict(zip(split.by, split.columns, strict=True))
            return replace(split, by=by, columns=tuple(columns[name] for name in by))
    if definition.protection == "person" and definition.kind in ("andel", "kvot"):
        return None  # a share of persons in two dimensions cannot be guarded as one table
    plain = {split.by[0] for split in definition.splits if _is_plain(split, definition)}
    if len(by) == 2 and set(by) <= plain and by[0] != by[1]:
        return Split(by, by, definition.view, definition.kind, definition.unit)
    return None


def _is_plain(split: Split, definition: FigureDefinition) -> bool:
    return split == Split(split.by, split.by, definition.view, definition.kind, definition.unit) and len(split.by) == 1


def _ids(definitions: Definitions) -> list[str]:
    return sorted({definition.id for definition in definitions.figures})


def _touches(version: FigureDefinition, period: Period) -> bool:
    return (version.valid_from or "") <= period.last.isoformat() and (
        version.valid_to or "9999"
    ) >= period.start.isoformat()


def _covers(version: FigureDefinition, period: Period) -> bool:
    return (version.valid_from or "") <= period.start.isoformat() and (
        version.valid_to or "9999"
    ) >= period.last.isoformat()


def _days(period: Period) -> str:
    return f"{date_table(period.start)}–{date_table(period.last)}"


def suggestion(word: str, known: Mapping[str, Any] | Sequence[str]) -> str:
    """The end of a message about an unknown word: the one that was probably meant, else all there are."""
    close = get_close_matches(word.casefold(), [name.casefold() for name in known], n=1, cutoff=0.6)
    names = {name.casefold(): name for name in known}
    if close:
        return f" Menade du {names[close[0]]}?"
    return f" Välj bland {join_and(list(known))}."


def refusal(definition: FigureDefinition, by: tuple[str, ...]) -> str:
    """Why a figure may not be split so, and how it may."""
    possible = join_and([" och ".join(split.by) for split in definition.splits], "eller")
    return f"{definition.id} kan inte delas efter {join_and(list(by))}. Möjliga delningar är {possible}."
