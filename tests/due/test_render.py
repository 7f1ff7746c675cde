"""What is due as people, programs and calendars read it."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest
from icalendar import Calendar

from sysselreg.due.ics import as_ics
from sysselreg.due.render import as_json, as_text
from sysselreg.due.run import due
from tests.due.conftest import Checked, dialog, placement, procurement

TODAY = date(2025, 11, 22)
RECORDS = (
    procurement(
        status="tilldelad",
        tilldelning=[{"id": "t1", "leverantör": "org-bbb001"}],
        datum={"tilldelning": "2025-11-17"},
        roller={"upphandlare": "Upphandlingsenheten", "rekryterare": "Arbetsmarknadsenheten"},
    ),
    dialog(möte={"datum": "2025-11"}),
    placement(planerad={"till": "2025-11-20"}),
    placement(
        "pla-aaa002",
        status="avslutad_i_förtid",
        faktisk={"från": "2025-05-05"},
        utfall=[{"tidpunkt": "12_månader", "utfall": "okänt"}],
    ),
)

WIDE = """\
Bevakning 22\u00a0november 2025, registrets läge 1a2b3c4d5e: 1 förfallen, 2 inom 30
dagar, 2 kan inte räknas

Upphandlare, Upphandlingsenheten: 1 inom 30 dagar

2025-11-24  om 2 dagar     Lämna över Markarbeten med Exempelbygg AB till
                           samordnare och rekryterare
                           B101  L2  upp-aaa001

Rekryterare, Arbetsmarknadsenheten: 1 förfallen, 1 inom 30 dagar, 2 kan inte
räknas

2025-11-06  16 dagar sen   Begär arbetsgivarens utvärdering: Praktik hos
                           Exempelbygg AB
                           B303  L12  pla-aaa001
okänd dag   kanske sen     Bekräfta dialogen med Exempelbygg AB om Markarbeten
                           Senast någon dag från 2025-11-07 till 2025-12-05:
                           Datum (möte.datum) är bara känd som 2025-11.
                           B201  L4  dia-aaa001
okänd dag                  Meddela upphandlare och beställare att en placering
                           slutade i förtid: Praktik hos Exempelbygg AB
                           Kan inte räknas: Till (faktisk.till) saknas.
                           B302  L11  pla-aaa002
okänd dag                  Begär arbetsgivarens utvärdering: Praktik hos
                           Exempelbygg AB
                           Kan inte räknas: Till (faktisk.till) saknas.
                           B303  L12  pla-aaa002

Mer om en bevakning: sysselreg forklara KOD, som B101.
"""
NARROW = """\
Bevakning 22\u00a0november 2025, registrets
läge 1a2b3c4d5e: 1 förfallen, 2 inom 30
dagar, 2 kan inte räknas

Upphandlare, Upphandlingsenheten: 1
inom 30 dagar

2025-11-24  om 2 dagar
  Lämna över Markarbeten med
  Exempelbygg AB till samordnare och
  rekryterare
  B101  L2  upp-aaa001

Rekryterare, Arbetsmarknadsenheten: 1
förfallen, 1 inom 30 dagar, 2 kan inte
räknas

2025-11-06  16 dagar sen
  Begär arbetsgivarens utvärdering:
  Praktik hos Exempelbygg AB
  B303  L12  pla-aaa001
okänd dag   kanske sen
  Bekräfta dialogen med Exempelbygg AB
  om Markarbeten
  Senast någon dag från 2025-11-07 till
  2025-12-05: Datum (möte.datum) är
  bara känd som 2025-11.
  B201  L4  dia-aaa001
okänd dag
  Meddela upphandlare och beställare
  att en placering slutade i förtid:
  Praktik hos Exempelbygg AB
  Kan inte räknas: Till (faktisk.till)
  saknas.
  B302  L11  pla-aaa002
okänd dag
  Begär arbetsgivarens utvärdering:
  Praktik hos Exempelbygg AB
  Kan inte räknas: Till (faktisk.till)
  saknas.
  B303  L12  pla-aaa002

Mer om en bevakning: sysselreg forklara
KOD, som B101.
"""


def text(checked: Checked, *records: Any, width: int = 79, within: int = 30) -> str:
    found = due(checked(records), TODAY, TODAY + timedelta(days=within))
    return as_text(found, TODAY, within, "1a2b3c4d5e", width)


def test_by_role_and_function_the_most_overdue_first(checked: Checked) -> None:
    assert text(checked, *RECORDS) == WIDE


def test_on_a_narrow_screen(checked: Checked) -> None:
    assert text(checked, *RECORDS, width=39) == NARROW


@pytest.mark.parametrize("width", [39, 59, 60, 79, 100])
def test_no_line_is_wider_than_the_screen(width: int, checked: Checked) -> None:
    assert max(map(len, text(checked, *RECORDS, width=width).splitlines())) <= width


def test_no_days_ahead_is_today(checked: Checked) -> None:
    assert as_text(due(checked([]), TODAY), TODAY, 0, "", 80) == "Bevakning 22\u00a0november 2025: inget i dag\n"


def test_nothing_to_do(checked: Checked) -> None:
    assert text(checked, within=1) == "Bevakning 22\u00a0november 2025, registrets läge 1a2b3c4d5e: inget inom 1 dag\n"


def test_as_json(checked: Checked) -> None:
    told = json.loads(as_json(due(checked(RECORDS), TODAY), TODAY, ""))
    assert (told["format_version"], told["revision"], told["idag"]) == (1, None, "2025-11-22")
    by_uid = {each.pop("uid"): each for each in told["bevakningar"]}
    assert by_uid["B303-pla-aaa001"] == {
        "vad": "Begär arbetsgivarens utvärdering: Praktik hos Exempelbygg AB",
        "id": "pla-aaa001",
        "roll": "rekryterare",
        "funktion": "Arbetsmarknadsenheten",
        "senast": "2025-11-06",
        "senast_mellan": None,
        "okänt": None,
        "tidigast": "2025-11-06",
        "förfallen_dagar": 16,
        "brev": "L12",
        "regel": "B303",
    }
    spread = by_uid["B201-dia-aaa001"]
    assert (spread["senast"], spread["senast_mellan"]) == (None, {"från": "2025-11-07", "till": "2025-12-05"})
    assert (spread["förfallen_dagar"], spread["okänt"]) == (0, "Datum (möte.datum) är bara känd som 2025-11")
    unknown = by_uid["B302-pla-aaa002"]
    assert (unknown["senast"], unknown["senast_mellan"], unknown["tidigast"]) == (None, None, None)
    assert unknown["okänt"] == "Till (faktisk.till) saknas"


def test_what_is_far_ahead_is_shown_when_asked_for(checked: Checked) -> None:
    assert "B401" not in text(checked, *RECORDS, within=99)
    assert "2026-03-02  om 100 dagar" in text(checked, *RECORDS, within=100)


# ---- calendars -------------------------------------------------------------------------------------------------------


def events(content: bytes) -> dict[str, Any]:
    return {str(event["uid"]): event for event in Calendar.from_ical(content).walk("VEVENT")}


def test_a_calendar_has_an_event_for_what_can_be_counted(checked: Checked) -> None:
    found = due(checked(RECORDS), TODAY)
    told = events(as_ics(found, TODAY, "prov"))
    assert set(told) == {f"{each.uid}@prov.sysselreg" for each in found if each.latest}
    assert len(told) == len(found) - 2
    late, spread = told["B303-pla-aaa001@prov.sysselreg"], told["B201-dia-aaa001@prov.sysselreg"]
    assert (late["dtstart"].dt, late["dtend"].dt) == (date(2025, 11, 6), date(2025, 11, 7))
    assert str(late["summary"]) == "Förfallen: Begär arbetsgivarens utvärdering: Praktik hos Exempelbygg AB"
    assert str(late["description"]) == (
        "Roll: rekryterare, Arbetsmarknadsenheten\nPost: pla-aaa001\nBrev: L12\nBevakning: B303"
    )
    assert (spread["dtstart"].dt, spread["dtend"].dt) == (date(2025, 11, 7), date(2025, 12, 6))


def test_the_same_deadlines_are_the_same_bytes_and_keep_their_names(checked: Checked) -> None:
    register = checked(RECORDS)
    first, again = (as_ics(due(register, TODAY), TODAY, "prov") for _ in range(2))
    assert first == again
    assert first.count(b"DTSTAMP:20251122T000000Z\r\n") == first.count(b"BEGIN:VEVENT")
    tomorrow = date(2025, 11, 23)
    assert set(events(as_ics(due(register, tomorrow), tomorrow, "prov"))) == set(events(first))


def test_lines_are_folded_and_text_is_escaped(checked: Checked) -> None:
    named = procurement(titel="Å" * 60 + "; väg, bro", status="avslutad", avtalstid={"till": "2025-11-01"})
    content = as_ics(due(checked([named]), TODAY), TODAY, "prov")
    assert max(map(len, content.split(b"\r\n"))) <= 75
    assert b"\\; v" in content
    (event,) = events(content).values()
    assert str(event["summary"]) == f"Förfallen: Återrapportera hur det gick med kravet i {'Å' * 60}; väg, bro"
