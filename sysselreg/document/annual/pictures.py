"""The charts of the Årsrapport, drawn from shown figures only."""

from __future__ import annotations

from fractions import Fraction

from sysselreg.document.annual.figures import blank
from sysselreg.document.charts import Bar, Value, horizontal_bars
from sysselreg.document.html import Html
from sysselreg.figure.model import Shown, ShownFigure
from sysselreg.swedish import number


def bars(figure: ShownFigure | None, title: str, *, counts: bool = False) -> Html | None:
    """One bar a group of a figure's split; None when there is nothing to draw.

    With `counts` the numerators are drawn and the share stands beside: `14 (48 %)`.
    """
    if figure is None or not figure.groups or len(figure.dimensions) != 1 or blank(figure):
        return None
    drawn = [Bar(group.label, value(group.shown, counts=counts)) for group in figure.groups]
    if not any(bar.value.size for bar in drawn):
        return None
    return horizontal_bars(title, drawn)


def value(shown: Shown, *, counts: bool = False) -> Value:
    """What a chart may draw of a shown value; a withheld one has no size."""
    if shown.hidden or shown.value is None:
        return Value("..", None, shown.text)
    if counts and shown.numerator is not None:
        return Value(f"{_whole(shown.numerator)} ({shown.text})", shown.numerator)
    return Value(shown.text, shown.value)


def _whole(count: Fraction) -> str:
    return number(count)
