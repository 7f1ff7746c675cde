"""How far a result moves: a bar from low to high for each assumption, and one line where the result stands.

Nothing here is withheld: whoever draws it sees to it that enough persons stand behind the numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from sysselreg.document.charts import drawing as d
from sysselreg.document.charts.values import check_rows
from sysselreg.document.html import Html
from sysselreg.swedish import kronor, number

_ROW, _THICK, _LABEL, _GAP, _TOP = 2500, 1150, 17000, 500, 1700


@dataclass(frozen=True, slots=True)
class Reach:
    """One row: the result with the assumption low, as it is, and high, in whole kronor; `low` is not above `high`."""

    label: str
    low: int
    middle: int
    high: int


def ranges(title: str, rows: Sequence[Reach]) -> Html:
    """Each row from its low to its high, both printed; the middle is one line through all rows."""
    check_rows(rows)
    left = max(min(d.text_width(row.label), _LABEL) for row in rows) + _GAP
    begins = left + max(d.text_width(number(row.low), bold=True) for row in rows) + 2 * _GAP
    ends = d.WIDTH - max(d.text_width(number(row.high), bold=True) for row in rows) - _GAP
    lowest, highest = min(row.low for row in rows), max(row.high for row in rows)

    def x(amount: int) -> int:
        return begins + d.scaled(ends - begins, Fraction(amount - lowest, max(highest - lowest, 1)))

    bottom = _TOP + _ROW * len(rows)
    middle = x(rows[0].middle)
    parts = [d.text(middle, 900, kronor(rows[0].middle), anchor="middle", bold=True)]
    if lowest < 0 < highest:
        parts.append(d.rule(x(0), _TOP, x(0), bottom, d.MUTED))
        parts.append(d.text(x(0), bottom + 1000, "0", size=d.SMALL, anchor="middle", fill=d.MUTED))
    for place, row in enumerate(rows):
        y = _TOP + _ROW * place + _ROW // 2
        lines = d.wrap(row.label, left - _GAP)
        first = y + 300 - 1050 * (len(lines) - 1) // 2
        parts += [d.text(left - _GAP, first + 1050 * i, line, anchor="end") for i, line in enumerate(lines)]
        length = max(x(row.high) - x(row.low), 80)
        parts.append(d.rectangle(x(row.low), y - _THICK // 2, length, _THICK, d.MIST, d.TEAL))
        parts.append(d.text(x(row.low) - 300, y + 300, number(row.low), anchor="end"))
        parts.append(d.text(x(row.low) + length + 300, y + 300, number(row.high)))
    parts.append(d.rule(middle, 1200, middle, bottom, d.PETROL, 160))
    words = "; ".join(f"{row.label}: från {number(row.low)} till {number(row.high)} kr" for row in rows)
    return d.svg(bottom + 1400, f"{title}. Räknat värde {kronor(rows[0].middle)}. {words}.", parts)
