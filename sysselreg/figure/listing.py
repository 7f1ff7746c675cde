"""Shown figures for a terminal of 80 columns: value, the period before, coverage, groups with bars, tables of two."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from sysselreg.figure.model import Shown, ShownFigure, ShownGroup
from sysselreg.figure.render import INTERNAL, WIDTH, heading, wrapped
from sysselreg.figure.wording import NO_DATA, PERCENT
from sysselreg.period import Period
from sysselreg.swedish import number, round_half_up

# Where the value, the one before and the coverage end.
_VALUE, _BEFORE, _KNOWN = 56, 69, WIDTH
_INDENT = " " * 5
_BAR = WIDTH - _VALUE - 2
_EIGHTHS = "▏▎▍▌▋▊▉█"
HIDDEN, NOTHING = "..", "–"
# How the labels of two dimensions are joined.
BETWEEN = " × "


def figures_text(figures: Sequence[ShownFigure], period: Period, revision: str) -> str:
    """Figures with their groups; last those that the register knows nothing of, and why something is withheld."""
    internal = [INTERNAL] if any(figure.internal for figure in figures) else []
    told = [figure for figure in figures if not _is_silent(figure)]
    if all(figure.before is None or _of(figure.before.shown) == NOTHING for figure in told):
        told = [replace(figure, before=None) for figure in told]
    lines = [*internal, heading("Nyckeltal", period, revision), "", *_columns(told, period)]
    for figure in told:
        rows = list(_figure(figure))
        lines += ["", *rows, ""] if len(rows) > 1 else rows
    lines.append("")
    silent = [figure for figure in figures if _is_silent(figure)]
    if silent:
        lines += ["Registret har inga uppgifter för"]
        lines += [*(row for each in silent for row in wrapped(f"{each.id}  {each.definition.name}", 7, "  ")), ""]
    lines += _legend(told)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).rstrip() + "\n"


def _is_silent(figure: ShownFigure) -> bool:
    return figure.silent and (figure.before is None or _of(figure.before.shown) == NOTHING)


def _columns(figures: Sequence[ShownFigure], period: Period) -> Iterator[str]:
    """The heads of the columns, and which period the one before is when it is no calendar year."""
    before = next((figure.before.period for figure in figures if figure.before), None)
    year, earlier = period.calendar_year, before.calendar_year if before else None
    if before and not earlier:
        yield from wrapped(f"Före är {before}.", 0)
    heads = (str(year or "Nu"), str(earlier or "Före") if before else "", "Kända")
    yield _row("", *heads) if any(_coverage(figure.shown) for figure in figures) else _row("", *heads[:2], "")


def _row(text: str, value: str, before: str, known: str) -> str:
    line = f"{text}{value:>{max(_VALUE - len(text), 0)}} {before:>{_BEFORE - _VALUE - 1}}{known:>{_KNOWN - _BEFORE}}"
    return line.rstrip()


def _figure(figure: ShownFigure) -> Iterator[str]:
    value = figure.shown.text if not figure.silent else NOTHING
    before = _of(figure.before.shown) if figure.before else ""
    name = textwrap.wrap(f"{figure.id}  {figure.definition.name}", _VALUE - len(value) - 1, subsequent_indent=_INDENT)
    yield from name[:-1]
    yield _row(name[-1], value, before, _coverage(figure.shown))
    if figure.before and not figure.before.alike:
        yield from wrapped("Värdet före är räknat på ett annat sätt.", 5)
    if _mostly_hidden(figure):
        yield from wrapped("Grupperna är för små för att visas.", 5)
    else:
        yield from _groups(figure)
    for note in figure.notes:
        yield from wrapped(note, 5)


def _of(shown: Shown) -> str:
    """A value in a narrow column: a dash where nothing was counted or divided by, dots where it is withheld."""
    if shown.hidden:
        return HIDDEN
    return shown.text if shown.total and shown.text != NO_DATA else NOTHING


def _coverage(shown: Shown) -> str:
    if shown.known is None or shown.total is None or shown.known == shown.total:
        return ""
    return f"{number(shown.known)} av {number(shown.total)}"


# ---- groups in one dimension -----------------------------------------------------------------------------------------


def _groups(figure: ShownFigure) -> Iterator[str]:
    """One dimension as bars; two as a table, or where that is too wide as bars under each group of the first."""
    if len(figure.dimensions) < 2:
        yield from _bars(figure.groups, _whole(figure))
    elif max(map(len, table := _table(figure))) <= WIDTH:
        yield from table
    else:
        sums = _sums(figure, 0)
        for code, label in _heads(figure, 0).items():
            yield _line(label, sums.get(code, ""), "")
            cells = [cell for cell in figure.groups if _codes(cell)[0] == code and _of(cell.shown) != NOTHING]
            yield from _bars([replace(cell, label=_labels(cell)[1]) for cell in cells], _whole(figure), 2)


def _whole(figure: ShownFigure) -> Fraction:
    """What the longest bar stands for: all for shares, else the largest group."""
    values = [abs(group.shown.value) for group in figure.groups if group.shown.value is not None]
    share = bool(figure.groups) and figure.groups[0].shown.unit == PERCENT
    return max([*values, Fraction(100 if share else 0)])


def _bars(groups: Iterable[ShownGroup], whole: Fraction, depth: int = 0) -> Iterator[str]:
    for group in groups:
        text = _of(group.shown)
        space = _VALUE - len(_INDENT) - depth - len(text) - 1
        *above, label = (" " * depth + part for part in textwrap.wrap(group.label, space))
        yield from (_INDENT + part for part in above)
        yield _line(label, text, _bar(group.shown.value, whole))


def _line(label: str, text: str, bar: str) -> str:
    return f"{_INDENT}{label}{text:>{_VALUE - len(_INDENT) - len(label)}}  {bar}".rstrip()


def _bar(value: Fraction | None, whole: Fraction) -> str:
    """In eighths of a column; what is more than nothing is seen."""
    if not value or value < 0 or not whole:
        return ""
    eighths = max(int(round_half_up(value * _BAR * 8 / whole)), 1)
    return "█" * (eighths // 8) + (_EIGHTHS[eighths % 8 - 1] if eighths % 8 else "")


# ---- groups in two dimensions ----------------------------------------------------------------------------------------


def _mostly_hidden(figure: ShownFigure) -> bool:
    """Whether a table would be mostly dots, or a list nothing else."""
    hidden = sum(group.shown.hidden is not None for group in figure.groups)
    return hidden > 0 and (
        hidden == len(figure.groups) or (len(figure.dimensions) == 2 and 2 * hidden > len(figure.groups))
    )


def _codes(cell: ShownGroup) -> tuple[str, ...]:
    return tuple(code for _, code in cell.keys)


def _labels(cell: ShownGroup) -> list[str]:
    return cell.label.split(BETWEEN)


def _heads(figure: ShownFigure, place: int) -> dict[str, str]:
    """Code → label of one dimension, in its order."""
    return {_codes(cell)[place]: _labels(cell)[place] for cell in figure.groups}


def _sums(figure: ShownFigure, place: int) -> dict[str, str]:
    """Code → the sum over the other dimension; empty when that measures unlike things."""
    dimension = figure.dimensions[place][0]
    return {cell.key(dimension): _of(cell.shown) for cell in figure.margins if cell.keys[0][0] == dimension}


def _rows(figure: ShownFigure) -> list[list[str]]:
    """A table as texts, its heads first; a column and a row of sums where there are any."""
    rows, columns = _heads(figure, 0), _heads(figure, 1)
    across, down = _sums(figure, 0), _sums(figure, 1)
    cells = {_codes(cell): _of(cell.shown) for cell in figure.groups}
    lines = [["", *columns.values(), *(["Alla"] if across else [])]]
    for code, label in rows.items():
        lines.append([label, *(cells.get((code, other), NOTHING) for other in columns)])
        lines[-1] += [across[code]] if across else []
    if down:
        lines.append(["Alla", *(down[other] for other in columns), *([_of(figure.shown)] if across else [])])
    return lines


def _table(figure: ShownFigure) -> list[str]:
    """The rows, each column as wide as it needs."""
    rows = _rows(figure)
    widths = [max(len(text) for text in column) for column in zip(*rows, strict=True)]
    return [
        (
            _INDENT
            + f"{row[0]:<{widths[0]}}"
            + "".join(f"{text:>{width + 2}}" for text, width in zip(row[1:], widths[1:], strict=True))
        ).rstrip()
        for row in rows
    ]


# ---- words -----------------------------------------------------------------------------------------------------------


def _legend(figures: Sequence[ShownFigure]) -> Iterator[str]:
    """Why something is withheld, each reason once."""
    cells = [group.shown for figure in figures for group in (*figure.groups, *figure.margins)]
    before = [figure.before.shown for figure in figures if figure.before]
    reasons = dict.fromkeys(shown.hidden for shown in (*cells, *before) if shown.hidden)
    if reasons:
        yield from wrapped(f"{HIDDEN} visas inte. {' '.join(reason for reason in reasons if reason)}", 3, "")
