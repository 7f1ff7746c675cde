"""Where personal data is looked for, and that no finding shows it."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from sysselreg.check.personal import in_text, safe
from sysselreg.schema.model import Schemas
from tests.check.exempelby import CheckAll, Edit, codes, told

NUMBER = "811218-9876"
ORG = "records/organisation/2023/org-bbb001.yaml"
UPP = "records/upphandling/2023/upp-aaa001.yaml"


@pytest.mark.parametrize(
    ("change", "label"),
    [
        (("titel: Markarbeten", f"titel: Markarbeten för {NUMBER}"), "Titel (titel)"),
        (("motiv: Arbetet", f"motiv: Sökande {NUMBER}. Arbetet"), "Motiv (bedömning.motiv)"),
        (("förvaltning: TF", f'förvaltning: "{NUMBER}"'), "Förvaltning (förvaltning)"),
        (("titel: Markarbeten", f"titel: Markarbeten  # {NUMBER}"), "Kommentaren"),
        (("titel: Markarbeten", f"# {NUMBER}\ntitel: Markarbeten"), "Kommentaren"),
        (("status: pågående", f"status: pågående {NUMBER}"), "Filen"),  # not a record that rules can read
        (("titel: Markarbeten", f"{NUMBER}: x\ntitel: Markarbeten"), "Filen"),
    ],
)
def test_found_everywhere_in_a_record(change: tuple[str, str], label: str, edit: Edit) -> None:
    found = [each for each in edit(UPP, change).findings if each.code == "P401"]
    assert [each.message for each in found] == [
        f"{label} innehåller ett personnummer eller samordningsnummer: 8112••-••••"
    ]
    assert found[0].place.line > 0


def test_a_comment_is_told_at_its_line(edit: Edit) -> None:
    (found,) = edit(UPP, ("titel: Markarbeten", f"titel: Markarbeten  # {NUMBER}")).findings
    assert (found.place.file, found.place.line) == (UPP, 4)


def test_a_file_name_is_told_without_its_number(check_all: CheckAll) -> None:
    outcome = check_all({f"records/texter/2023/{NUMBER}.md": "Arbetet fortsätter.\n"})
    found = [each for each in outcome.findings if each.code == "P401"]
    assert [(each.place.file, each.message) for each in found] == [
        (
            "records/texter/2023/8112••-••••.md",
            "Filens namn innehåller ett personnummer eller samordningsnummer: 8112••-••••",
        )
    ]


def test_no_finding_of_ours_shows_a_number(check_all: CheckAll, ground: Mapping[str, bytes]) -> None:
    org = ground[ORG].decode()
    number = org.split('orgnr: "')[1][:11]
    outcome = check_all({ORG: org.replace(number, NUMBER), "records/texter/2023/inledning.md": f"Tel {NUMBER}.\n"})
    assert {"P401", "P406"} <= set(codes(outcome))
    assert NUMBER not in told(outcome.findings)


def test_no_rule_repeats_a_number(edit: Edit) -> None:
    outcome = edit(UPP, ("förvaltning: TF", f'förvaltning: "{NUMBER}"'))
    assert sorted(codes(outcome)) == ["P401", "R125"]
    assert NUMBER not in told(outcome.findings)


def test_a_finding_that_repeats_a_number_is_made_safe(edit: Edit, schemas: Schemas) -> None:
    outcome = edit(UPP, ("part: egen", f"part: egen {NUMBER}"))
    repeats = [each for each in outcome.findings if each.code == "S010"]
    assert len(repeats) == 1
    shown = safe(repeats[0], schemas)
    assert NUMBER not in told((shown,))
    assert "8112••-••••" in shown.message


def test_a_commit_message(schemas: Schemas) -> None:
    found = list(in_text(schemas, f"Ny placering\n\nGäller {NUMBER}.", "", "Ändringens beskrivning"))
    assert [(each.message, each.place.line) for each in found] == [
        ("Ändringens beskrivning innehåller ett personnummer eller samordningsnummer: 8112••-••••", 3)
    ]
    assert list(in_text(schemas, "Ny placering KS 2023/0042", "", "Ändringens beskrivning")) == []


@pytest.mark.parametrize("firm", ["ja", "nej"])
def test_an_orgnr_that_is_a_personal_number_is_one_finding(firm: str, edit: Edit, ground: Mapping[str, bytes]) -> None:
    number = ground[ORG].decode().split('orgnr: "')[1][:11]
    outcome = edit(ORG, (number, NUMBER), ("enskild_firma: nej", f"enskild_firma: {firm}"))
    assert codes(outcome) == ["P406"]
