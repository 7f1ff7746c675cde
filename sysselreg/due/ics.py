"""Deadlines for a calendar (RFC 5545): the same bytes for the same deadlines. The only importer of `icalendar`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from icalendar import Calendar, Event

from sysselreg.due.model import Due


def as_ics(found: Iterable[Due], today: date, register: str) -> bytes:
    """One all-day event for each deadline that can be counted, over all days that it may fall on.

    An event keeps its UID from run to run, so that a calendar updates it; the stamp is the day counted from, never the
    clock. `register`: the register's name.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//sysselreg//bevaka//SV")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", f"Bevakning {register}")
    for each in found:
        if each.latest is not None:
            event = Event()
            event.add("uid", f"{each.uid}@{register}.sysselreg")
            event.add("dtstamp", datetime(today.year, today.month, today.day, tzinfo=UTC))
            event.add("dtstart", each.latest.first)
            event.add("dtend", each.latest.last + timedelta(days=1))
            event.add("summary", f"{'Förfallen: ' if each.overdue_days else ''}{each.what}")
            event.add("description", _description(each))
            event.add("categories", [each.role])
            event.add("transp", "TRANSPARENT")
            calendar.add_component(event)
    content: bytes = calendar.to_ical()
    return content


def _description(each: Due) -> str:
    rows = (
        f"Roll: {each.role}{f', {each.function}' if each.function else ''}",
        f"Post: {each.id}",
        f"Brev: {each.letter}" if each.letter else "",
        f"Bevakning: {each.rule}",
        f"Okänt: {each.lacking}" if each.lacking else "",
    )
    return "\n".join(row for row in rows if row)
