"""Charts as deterministic SVG: direct labels, every value printed and told, never colour alone."""

from sysselreg.document.charts.axes import lines, stacked_columns
from sysselreg.document.charts.bars import bullets, horizontal_bars, likert
from sysselreg.document.charts.ranges import Reach, ranges
from sysselreg.document.charts.values import Answers, Bar, Bullet, Column, Line, Value

__all__ = [
    "Answers", "Bar", "Bullet", "Column", "Line", "Reach", "Value",
    "bullets", "horizontal_bars", "likert", "lines", "ranges", "stacked_columns",
]  # fmt: skip
