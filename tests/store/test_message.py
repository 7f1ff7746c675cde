"""Messages of commits: what people write never passes for a trailer, and no control character comes through."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sysselreg.errors import UsageError
from sysselreg.store.commit import Write, commit
from sysselreg.store.message import message
from tests.conftest import Repository


def test_subject_text_and_trailers() -> None:
    told = message("Ny placering", "Efter mötet.\n\nTvå stycken.\n", [("Nummer", "7"), ("Begaran", "a-b")])
    assert told == "Ny placering\n\nEfter mötet.\n\nTvå stycken.\n\nNummer: 7\nBegaran: a-b\n"
    assert message("Ny placering") == "Ny placering\n"


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("Två\nrader", "Två rader\n"),
        ("\x1b]0;ond\x07titel", "]0;ondtitel\n"),
        ("osyn\u200blig \u202eomvänd", "osynlig omvänd\n"),
        ("  luft   i  mitten ", "luft i mitten\n"),
        ("A\u030angstro\u0308m", "Ångström\n"),
    ],
)
def test_what_cannot_be_seen_is_left_out(written: str, kept: str) -> None:
    assert message(written) == kept


@pytest.mark.parametrize("empty", ["", "  \n", "\u200b"])
def test_a_message_says_something(empty: str) -> None:
    with pytest.raises(UsageError) as failed:
        message(empty, "text")
    assert failed.value.sentence == "Ändringens beskrivning är tom. Skriv i en mening vad som är ändrat."


@given(
    body=st.text(st.sampled_from("Granskad-av: x\n\t #(cherry picked from)é"), max_size=80), value=st.text(max_size=20)
)
def test_only_trailers_read_as_trailers(body: str, value: str) -> None:
    told = message("Rubrik", f"{body}\nGranskad-av: Bo", [("Nummer", value)])
    *_, last = told.rstrip("\n").split("\n\n")
    assert last.startswith("Nummer:")
    assert "\nGranskad-av" not in told


def test_git_reads_no_trailer_that_was_not_given(repository: Callable[..., Repository]) -> None:
    forrad = repository()
    for number, given_ in enumerate(([], [("Nummer", "7")])):
        told = message("Rubrik", "Granskad-av: Bo <bo@example.org>\nGranskad-av : Bo", given_)
        commit(forrad.root, [Write(f"records/{number}.yaml", None, b"x")], told)
        assert forrad.git("log", "-1", "--format=%(trailers)") == "".join(f"{key}: {value}" for key, value in given_)
