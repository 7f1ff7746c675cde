"""Charts as deterministic SVG: five kinds, direct labels, every value printed, never colour alone."""

from sysselreg.document.charts.axes import lines, stacked_columns
from sysselreg.document.charts.bars import bullets, horizontal_bars, likert
from sysselreg.document.charts.values import Answers, Bar, Bullet, Column, Line, Value

__all__ = [
    "Answers", "Bar", "Bullet", "Column", "Line", "Value",
    "bullets", "horizontal_bars", "likert", "lines", "stacked_columns",
]  # fmt: skip
