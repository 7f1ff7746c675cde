"""What a told change must never spread: personal data, words of what is not open. And that it always is told."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sysselreg import comparison
from sysselreg.change.render import RENDERERS
from tests.change.conftest import DIALOG, GROUND, JOB, PROCUREMENT, Edit, Tell, edited, only, snapshot

# An invented number that passes the check: no such day-number is given out.
NUMBER, OTHER_NUMBER, MAIL = "811218-9876", "811218-9884", "anna.andersson@gmail.com"


@pytest.mark.parametrize("form", RENDERERS)
@pytest.mark.parametrize(
    "edit",
    [
        (PROCUREMENT, ("titel: Markarbeten", f"titel: Markarbeten {NUMBER} {MAIL}")),
        (PROCUREMENT, ("status: pågående", f"status: pågående\nanteckning: {NUMBER}, {MAIL}")),
        (PROCUREMENT, ("    vite: 50000", f"    vite: 50000\n    formulering: {'ord ' * 148}{NUMBER} {MAIL}")),
        (PROCUREMENT, ("ramavtal: nej", f"påhitt {NUMBER}: {MAIL}")),
        (f"records/organisation/2023/{NUMBER}.yaml", f"typ: organisation\nid: {NUMBER}\nnamn: {MAIL}\n"),
        ("records/texter/2023/inledning.md", f"Ring {NUMBER}.\n\nEller {MAIL}.\n"),
        ("sysselreg.yaml", ("namn: Tekniska förvaltningen", f"namn: {NUMBER} {MAIL}")),
    ],
)
def test_personal_data_is_masked_in_every_form(tell: Tell, edit: Edit, form: str) -> None:
    told = RENDERERS[form](tell(edit))
    assert NUMBER not in told
    assert NUMBER[7:] not in told
    assert "anna.andersson" not in told
    assert "8112••" in told  # the control: it is there, masked


def test_a_number_exchanged_for_another_is_not_told_as_no_change(tell: Tell) -> None:
    ground = ((PROCUREMENT, ("status: pågående", f"status: pågående\nanteckning: {NUMBER}")),)
    told = only(tell((PROCUREMENT, (NUMBER, OTHER_NUMBER)), ground=ground))
    assert told.sentences == ("Anteckning ändras i en personuppgift som inte visas.",)


# ---- what is not open ------------------------------------------------------------------------------------------------

CLOSED = (PROCUREMENT, ("titel: Markarbeten", "sekretess:\n  nivå: intern\ntitel: Hemligt bygge"))
WORDS = (
    PROCUREMENT,
    ("titel: Hemligt bygge", "titel: Hemligare bygge"),
    ("motiv: Arbetet utförs i kommunen och avtalet är långt.", "motiv: Hemligt motiv."),
    ("ramavtal: nej\n", "ramavtal: nej\nbransch: hemlig bransch\n"),
    ("annonserad: 2022-09-01", "annonserad: 2022-09-02"),
    ("fördyring:\n  bedömd: nej\n", "fördyring:\n  bedömd: okänt\n"),
)


@pytest.mark.parametrize("form", ["md", "html"])
def test_words_of_what_is_not_open_stay_in_the_register(tell: Tell, form: str) -> None:
    job = (JOB, ("omfattning_procent: 75", "omfattning_procent: 30"), ("status: pågående", "status: paus"))
    change = tell(WORDS, job, ground=(CLOSED,), closing=True)
    told = RENDERERS[form](change).lower()
    assert "hemlig" not in told
    assert "markarbeten" not in told
    assert "omfattas av sekretess" in told
    # what is told: codes, dates, and that words have changed
    sentences = next(each.sentences for each in change.records if each.id == "upp-aaa001")
    assert sentences == (
        "Titel får andra ord (omfattas av sekretess).",
        "Bransch sätts till (omfattas av sekretess).",
        "Bedömning: motiv får andra ord (omfattas av sekretess).",
        "Datum: annonserad flyttas från 2022-09-01 till 2022-09-02.",
        "Fördyring: bedömd ändras från nej till okänt.",
    )


def test_the_control_in_the_register_they_are_told(tell: Tell) -> None:
    assert "”Hemligare bygge”" in RENDERERS["text"](tell(WORDS, ground=(CLOSED,)))


def test_findings_about_what_is_not_open_name_only_the_rule(tell: Tell) -> None:
    odd = (
        PROCUREMENT,
        ("ramavtal: nej", "ramavtal: hemligt"),
        ("annonserad: 2022-09-01", "annonserad: hemligt"),
        ("objekt: tjänst", "objekt: tjänst\nhemligt_fält: ja"),
    )
    change = tell(odd, ground=(CLOSED,), closing=True)
    assert len(only(change).findings) == 3
    assert "hemlig" not in RENDERERS["md"](change).lower()
    assert "hemligt" in RENDERERS["text"](tell(odd, ground=(CLOSED,))).lower()


def test_a_record_that_is_opened_is_still_closed_about_what_it_was(tell: Tell) -> None:
    change = tell((PROCUREMENT, ("sekretess:\n  nivå: intern\n", "")), ground=(CLOSED,), closing=True)
    assert "hemligt" not in RENDERERS["md"](change).lower()


# ---- whatever the register holds, the change is told -----------------------------------------------------------------


def mangled(draw: st.DrawFn, text: str) -> str:
    """A record with a few of its lines gone, doubled, moved or given another value."""
    lines = text.splitlines()
    for _ in range(draw(st.integers(0, 4))):
        at = draw(st.integers(0, len(lines) - 1))
        match draw(st.sampled_from(["drop", "double", "swap", "value", "indent", "list"])):
            case "drop" if len(lines) > 1:
                del lines[at]
            case "double":
                lines.insert(at, lines[at])
            case "swap":
                lines[at], lines[0] = lines[0], lines[at]
            case "value":
                value = draw(
                    st.sampled_from(
                        ["okänt", "2023", "2023-02-30", "[]", "{}", "-1", '""', "ja", "[a, b]", "org-bbb001"]
                    )
                )
                lines[at] = f"{lines[at].partition(':')[0]}: {value}"
            case "indent":
                lines[at] = f"  {lines[at]}"
            case _:
                lines[at] = f"{lines[at].partition(':')[0]}:\n  - x"
    return "\n".join(lines) + "\n"


@st.composite
def registers(draw: st.DrawFn) -> Mapping[str, bytes]:
    files = dict(GROUND)
    for path in draw(st.lists(st.sampled_from([JOB, PROCUREMENT, DIALOG, "sysselreg.yaml"]), min_size=1, max_size=2)):
        files[path] = mangled(draw, files[path].decode()).encode()
    return files


@given(registers(), registers())
def test_every_change_is_told(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> None:
    """However broken the records: what differs is named, with at least one sentence, and JSON is JSON."""
    change = comparison.told(snapshot(before), snapshot(after))
    differing = {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}
    assert {told.path for told in change.records} == differing
    assert all(told.sentences and all(told.sentences) for told in change.records)
    for render in RENDERERS.values():
        assert render(change)
    assert len(json.loads(RENDERERS["json"](change))["poster"]) == len(differing)


def test_nothing_changed_is_said(tell: Tell) -> None:
    assert tell().records == ()
    assert "Inget är ändrat i registret." in RENDERERS["md"](tell())
    assert edited(GROUND) == GROUND
