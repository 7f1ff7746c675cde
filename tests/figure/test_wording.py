"""What is printed for a number."""

from __future__ import annotations

from fractions import Fraction

import pytest

from sysselreg.figure.model import Shown
from sysselreg.figure.wording import difference_words, shown_words, value_words


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


@pytest.mark.parametrize(
    ("difference", "unit", "words"),
    [
        (Fraction(-1), "antal", "−1"),
        (Fraction(4), "procent", "+4\u00a0procentenheter"),
        (Fraction(-50, 13), "procent", "−3,8\u00a0procentenheter"),
        (Fraction(12_000), "kronor", "+12\u00a0000\u00a0kr"),
        (Fraction(-3), "dagar", "−3\u00a0dagar"),
        (Fraction(1, 2), "dagar", "+0,5\u00a0dagar"),
        (Fraction(1, 3), "platser per företag", "+0,33"),
    ],
)
def test_a_difference_in_its_unit(difference: Fraction, unit: str, words: str) -> None:
    assert difference_words(difference, unit) == words


@pytest.mark.parametrize(
    ("unit", "numbers", "known", "words"),
    [
        ("procent", (7, 13), 13, "54 % (7 av 13, 13 av 14 kända)"),
        # A ratio is no part of anything.
        ("platser per företag", (3, 2), 14, "54 % (3 delat med 2)"),
        ("antal", (7, None), 14, "54 %"),
    ],
)
def test_what_a_number_is_made_up_of(unit: str, numbers: tuple[int, int | None], known: int, words: str) -> None:
    numerator, denominator = (None if each is None else Fraction(each) for each in numbers)
    shown = Shown(Fraction(1), numerator, denominator, unit, known, 14, "54 %", None, (), ())
    assert shown_words(shown) == words
    assert shown_words(shown, covered=False) == words.replace(", 13 av 14 kända", "")
