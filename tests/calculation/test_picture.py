"""The picture of sensitivity: every number printed and said, nothing outside, the same bytes each time."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sysselreg.document.charts.drawing import WIDTH
from sysselreg.document.charts.ranges import Reach, ranges

ROWS = [Reach("Produktivitet", 96665, 161323, 225982), Reach("Alla samtidigt", -33612, 161323, 301967)]


def test_every_number_is_printed_and_said() -> None:
    drawn = str(ranges("Känslighet", ROWS)).replace("\u00a0", " ")
    assert drawn == str(ranges("Känslighet", ROWS)).replace("\u00a0", " ")
    assert (
        "<title>Känslighet. Räknat värde 161 323 kr. Produktivitet: från 96 665 till 225 982 kr; "
        "Alla samtidigt: från −33 612 till 301 967 kr.</title>"
    ) in drawn
    texts = re.findall(r">([^<>]+)</text>", drawn)
    assert {"96 665", "225 982", "−33 612", "301 967", "161 323 kr", "0", "Produktivitet"} <= set(texts)
    assert "0" not in re.findall(r">([^<>]+)</text>", str(ranges("K", ROWS[:1])))


def test_a_picture_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one row"):
        ranges("Känslighet", [])


@given(st.lists(st.tuples(*[st.integers(-(10**9), 10**9)] * 3), min_size=1, max_size=6))
def test_nothing_is_drawn_outside(numbers: list[tuple[int, int, int]]) -> None:
    middle = sorted(numbers[0])[1]
    rows = [Reach("Upphandlingskostnad", min(a, middle, c), middle, max(a, middle, c)) for a, _, c in numbers]
    drawn = str(ranges("Känslighet", rows))
    boxes = [(float(x), float(w)) for x, w in re.findall(r'<rect x="(-?[\d.]+)" y="[\d.-]+" width="([\d.]+)"', drawn)]
    assert len(boxes) == len(rows)
    assert all(x >= 0 and x + w <= WIDTH / 100 + 1 for x, w in boxes)
