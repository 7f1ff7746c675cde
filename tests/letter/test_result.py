"""L17: what a supplier has answered is told in a sentence that agrees with how many answers there are."""

from __future__ import annotations

import pytest

from tests.letter.conftest import Said

ONE, SEVERAL = ("org-26wjd4", "utv-dbtxnm"), ("org-09n02q", "utv-by478z")


@pytest.mark.parametrize(
    ("of", "answer", "words"),
    [
        (ONE, "ja", "I utvärderingen svarade ni ja på frågan om mervärde."),
        (ONE, "delvis", "I utvärderingen svarade ni inte ja på frågan om mervärde."),
        (SEVERAL, "ja", "I 2 av 3 utvärderingar svarade ni ja på frågan om mervärde."),
        (SEVERAL, "nej", "I 1 av 3 utvärderingar svarade ni ja på frågan om mervärde."),
    ],
)
def test_the_answers_of_the_year_are_told(said: Said, of: tuple[str, str], answer: str, words: str) -> None:
    supplier, evaluation = of
    assert words in said("L17", supplier, {evaluation: {"svar": {"mervärde": answer}}})
