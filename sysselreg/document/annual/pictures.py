"""The charts of the Årsrapport, drawn from shown figures only. Each is None when there is nothing to draw."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from sysselreg.document.annual.figures import blank, comparable, is_silent
from sysselreg.document.annual.model import Materials
from sysselreg.document.annual.splits import all_groups, names
from sysselreg.document.annual.worth import sensitivity
from sysselreg.document.charts import (
    Answers,
    Bar,
    Bullet,
    Column,
    Line,
    Value,
    bullets,
    horizontal_bars,
    likert,
    lines,
    stacked_columns,
)
from sysselreg.document.charts.values import sized
from sysselreg.document.html import Html
from sysselreg.figure.choice import SERIES
from sysselreg.figure.model import UNKNOWN, Shown, ShownFigure, ShownGroup
from sysselreg.swedish import join_and, number

NO_VALUE = Value("–", None, "uppgift saknas")
_SERIES_NAMES = ("överenskomna", "startade", "avslutade")
_QUARTERS = ("K1", "K2", "K3", "K4")
# As many fills as the drawing has.
_MOST_PARTS = 5


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart, and what is to be said under it: which groups it leaves out because they are withheld."""

    svg: Html
    note: str = ""


def all_pictures(materials: Materials) -> Mapping[str, Picture]:
    """Every chart that can be drawn, by the name that the templates ask for."""
    asked, before, year = materials.figures, materials.before, materials.year
    drawn = {
        "kvartal": quarters(asked.get("N08/kvartal,form"), f"Överenskomna platser {year}, per kvartal och form"),
        "form": bars(asked.get("N12"), before.get("N12"), "Startade placeringar efter form"),
        "utfall": bars(asked.get("N18"), before.get("N18"), "Situation när placeringen avslutades", _OF_ALL),
        "avslut": bars(asked.get("N17"), before.get("N17"), "Hur placeringarna slutade"),
        "platser": places(materials, "förvaltning", f"Platser efter förvaltning {year}"),
        "utveckling": development(materials),
        "betyg": answers(asked.get("N42"), f"Arbetsgivarnas betyg {year}"),
        "svar": answers(asked.get("N43"), f"Arbetsgivarnas svar {year}"),
        "kanslighet": sensitivity(materials),
    }
    return {
        name: found if isinstance(found, Picture) else Picture(found)
        for name, found in drawn.items()
        if found is not None
    }


# Beside it stand shares of those whose outcome is known (N19).
_OF_ALL = "Andelarna är av alla avslutade placeringar, också dem vars utfall är okänt."


def bars(figure: ShownFigure | None, before: ShownFigure | None, title: str, note: str = "") -> Picture | None:
    """One bar a group of a figure's split, with the year before under it; a share is drawn as its count."""
    if figure is None or not figure.groups or len(figure.dimensions) != 1 or blank(figure):
        return None
    years = (str(figure.period.start.year), str(figure.period.start.year - 1))
    usable = before is not None and before.dimensions == figure.dimensions and comparable(figure, before)
    earlier = before if usable else None
    rows = [
        Bar(label, value(figure.group(name)), value(earlier.group(name)) if earlier else None)
        for name, label in all_groups(figure, earlier).items()
    ]
    drawn = [bar for bar in rows if any(each.size is not None for each in bar.values)]
    if not any(each.size for bar in drawn for each in bar.values):
        return None
    hidden = [bar.label for bar in rows if bar not in drawn]
    left_out = f"Visas inte, för att ingen ska kunna pekas ut: {join_and(hidden)}." if hidden else ""
    told = " ".join(filter(None, (left_out, note)))
    return Picture(horizontal_bars(title, drawn, years if earlier else ("", "")), told)


def value(group: ShownGroup | None) -> Value:
    """What a chart may draw of a group: nothing was counted in one that is not there."""
    return Value("0", 0) if group is None else shown_value(group.shown)


def shown_value(shown: Shown) -> Value:
    """What a chart may draw of a shown value; a withheld one has no size. `14 (48 %)` for a counted share."""
    if shown.hidden or shown.value is None:
        return Value("..", None, shown.text)
    if shown.unit == "procent" and shown.numerator is not None:
        return Value(f"{number(shown.numerator)} ({shown.text})", shown.numerator)
    return Value(shown.text, shown.value)


def quarters(figure: ShownFigure | None, title: str) -> Html | None:
    """One column a quarter, its parts the groups of the other dimension, the smallest of many gathered as `Övriga`."""
    if figure is None or not figure.shown.value:
        return None
    (time, _), (other, _) = figure.dimensions
    cells = {(group.key(time)[-2:], group.key(other)): value(group) for group in figure.groups}
    if any(each.size is None for each in cells.values()):
        return None
    labels = names(figure.groups, other)
    whole = {code: sum((sized(cells[key]) for key in cells if key[1] == code), Fraction()) for code in labels}
    kept = sorted(labels, key=lambda code: -whole[code])[: _MOST_PARTS - (len(labels) > _MOST_PARTS)]
    parts = [[code] for code in labels if code in kept] + [[code for code in labels if code not in kept]]
    drawn = []
    for quarter in _QUARTERS:
        sizes = [sum((_size(cells, quarter, code) for code in part), Fraction()) for part in parts if part]
        drawn.append(Column(f"Kvartal {quarter[-1]}", tuple(map(_plain, sizes)), _plain(sum(sizes, Fraction()))))
    series = [labels[code] for code in labels if code in kept]
    return stacked_columns(title, [*series, "Övriga"] if len(kept) < len(labels) else series, drawn)


def _size(cells: Mapping[tuple[str, str], Value], quarter: str, code: str) -> Fraction:
    found = cells.get((quarter, code))
    return sized(found) if found else Fraction()


def _plain(size: Fraction) -> Value:
    return Value(number(size), size)


def places(materials: Materials, dimension: str, title: str) -> Html | None:
    """Agreed, started and ended for each group of a dimension; None when fewer than two groups have any."""
    figures = [figure for name in SERIES if (figure := materials.figures.get(f"{name}/{dimension}"))]
    if len(figures) < len(SERIES) or any(blank(figure) for figure in figures if figure.groups):
        return None
    labels = {group.name: group.label for figure in figures for group in figure.groups}
    if UNKNOWN in labels:
        labels[UNKNOWN] = labels.pop(UNKNOWN)
    rows = [Bullet(label, *(value(figure.group(name)) for figure in figures)) for name, label in labels.items()]
    return bullets(title, rows, ("Överenskomna", "Startade", "Avslutade")) if len(rows) > 1 else None


def development(materials: Materials) -> Html | None:
    """Agreed, started and ended places from year to year; None with fewer than two years that anything is known of."""
    year = materials.year
    figures = {**materials.past}
    figures |= {(year - 1, name): materials.before[name] for name in SERIES if name in materials.before}
    figures |= {(year, name): materials.figures[name] for name in SERIES if name in materials.figures}
    told = sorted({each for (each, _), figure in figures.items() if not is_silent(figure)})
    if len(told) < 2:
        return None
    points = [[_point(figures.get((each, name)), figures.get((year, name))) for each in told] for name in SERIES]
    series = [Line(name, tuple(row)) for name, row in zip(_SERIES_NAMES, points, strict=True)]
    return lines("Platser från år till år", list(map(str, told)), series)


def _point(figure: ShownFigure | None, now: ShownFigure | None) -> Value:
    """A year's value; none of a year that was counted in another way."""
    if figure is not None and now is not None and figure.definition != now.definition:
        return Value("–", None, "räknas på ett annat sätt")
    return NO_VALUE if figure is None or is_silent(figure) else shown_value(figure.shown)


def answers(figure: ShownFigure | None, title: str) -> Html | None:
    """How a question was answered, one bar a question shared between the alternatives in their own order."""
    if figure is None or not figure.shown.value or len(figure.dimensions) != 2:
        return None
    (question, _), (answer, _) = figure.dimensions
    cells = {(group.key(question), group.key(answer)): group for group in figure.groups}
    alternatives = names(figure.groups, answer)
    rows = []
    for code, label in names(figure.groups, question).items():
        counts = tuple(value(cells.get((code, each))) for each in alternatives)
        rows.append(Answers(label, counts, f"{number(sum(map(sized, counts), Fraction()))} svar"))
    return likert(title, list(alternatives.values()), rows)
