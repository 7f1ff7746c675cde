"""L15: what is known of an outcome, and what may be written of it."""

from __future__ import annotations

import pytest

from tests.document import pdfchecks
from tests.letter.conftest import Data, Made, Said, Wanted

PLACEMENT = "pla-fxkt7e"
WORK = {"tidpunkt": "vid_avslut", "utfall": "arbete_subventionerat"}
STUDIES = {"tidpunkt": "3_månader", "utfall": "studier"}


def at(time: str, outcome: str) -> Data:
    """An outcome at a time."""
    return {"tidpunkt": time, "utfall": outcome}


@pytest.mark.parametrize(
    ("outcomes", "words"),
    [
        ([WORK], "Senast kända utfall Arbete med stöd (vid avslutet) Det här"),
        ([WORK, STUDIES], "Senast kända utfall Studier (efter 3 månader) Det här"),
        # What nobody has asked for or found out is no outcome.
        ([WORK, STUDIES, at("6_månader", "ej_avstämd")], "Senast kända utfall Studier (efter 3 månader) Det här"),
        ([WORK, STUDIES, at("6_månader", "okänt")], "Senast kända utfall Studier (efter 3 månader) Det här"),
    ],
)
def test_the_last_outcome_is_one_that_is_known(said: Said, outcomes: list[Data], words: str) -> None:
    assert words in said("L15", PLACEMENT, {PLACEMENT: {"utfall": outcomes}})


@pytest.mark.parametrize("outcomes", [None, [at("vid_avslut", "ej_avstämd")]])
def test_without_a_known_outcome_none_is_told(said: Said, outcomes: list[Data] | None) -> None:
    assert "Senast kända utfall" not in said("L15", PLACEMENT, {PLACEMENT: {"utfall": outcomes}})


def test_a_code_that_is_not_the_words_stands_beside_them(said: Said) -> None:
    text = said("L15", PLACEMENT)
    assert "Arbete utan stöd arbete_osubventionerat Arbete med stöd arbete_subventionerat Annars ordet självt" in text
    assert "studier, arbetslöshetsersättning, aktivitetsstöd, försörjningsstöd," in text
    # Nobody is asked to write that nobody has asked.
    assert "ej_avstämd" not in text


def test_the_command_is_set_as_it_is_written(letter: Made) -> None:
    (page,) = pdfchecks.read(letter(Wanted("L15", PLACEMENT)).pdf)
    assert f'sysselreg andra {PLACEMENT} --satt "utfall[12_månader].utfall=KOD"' in pdfchecks.flat(page.text)
