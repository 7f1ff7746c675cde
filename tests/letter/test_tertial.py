"""L16: what is said of procurements without requirements agrees with what was decided about them."""

from __future__ import annotations

import pytest

from tests.letter.conftest import Data, Said

BUYER, PROCUREMENT = "org-2wvjaa", "upp-xemv60"
STEP = "Skriv varför inget krav ställdes i de upphandlingar där det inte framgår."
WHY = "Arbetet utförs på annan ort."


@pytest.mark.parametrize(
    ("assessed", "shown", "asked"),
    [
        ({"beslut": "inget_krav", "motiv": WHY}, f"Inget krav ställs {WHY}", False),
        ({"beslut": "inget_krav"}, "Inget krav ställs –", True),
        ({"beslut": "ej_bedömd"}, "Ej bedömd –", True),
        # There are none all the same.
        ({"beslut": "krav", "motiv": WHY}, f"Krav skulle ställas {WHY}", True),
    ],
    ids=["none", "no reason", "not assessed", "promised"],
)
def test_a_buyer_is_asked_why_only_when_it_is_not_said(said: Said, assessed: Data, shown: str, asked: bool) -> None:
    text = said("L16", BUYER, {PROCUREMENT: {"bedömning": assessed}})
    assert shown in text
    assert (STEP in text) == asked
