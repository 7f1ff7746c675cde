"""What is printed for a number."""

from __future__ import annotations

from fractions import Fraction

import pytest

from sysselreg.figure.wording import value_words


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        (Fraction(358_242, 1_620_000), "procent", "22\u00a0%"),
        (Fraction(49, 98), "procent", "50\u00a0%"),
        (Fraction(1), "procent", "100\u00a0%"),
        (Fraction(299, 300), "procent", "över 99\u00a0%"),
        (Fraction(99, 100), "procent", "99\u00a0%"),
        (Fraction(1, 300), "procent", "under 1\u00a0%"),
        (Fraction(0), "procent", "0\u00a0%"),
        (Fraction(123, 107), "procent", "115\u00a0%"),
        (Fraction(1_261_758), "kronor", "1\u00a0261\u00a0758\u00a0kr"),
        (Fraction(-63_000), "kronor", "−63\u00a0000\u00a0kr"),
        (Fraction(4, 9), "platser per företag", "0,44"),
        (Fraction(1129, 2), "månader", "564,5"),
        (Fraction(1_500), "antal", "1\u00a0500"),
    ],
)
def test_a_value_in_its_unit(value: Fraction, unit: str, words: str) -> None:
    assert value_words(value, unit, 1, 1) == words


def test_no_value_is_told_as_nothing_to_count_or_nothing_known() -> None:
    assert value_words(None, "procent", 0, 0) == "underlag saknas"
    assert value_words(None, "procent", 0, 3) == "okänt"
    assert value_words(None, "procent", 2, 3) == "underlag saknas"
