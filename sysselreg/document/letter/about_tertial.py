"""Facts of letters about an organisation's tertial: what it has awarded, and what of that was without requirements."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from sysselreg.check.facts import AWARDED, BEFORE_AWARD, at, day, rows
from sysselreg.document.blocks import Column, Row, Table
from sysselreg.document.letter.about_procurement import demanded_by
from sysselreg.document.letter.model import Subject, Value
from sysselreg.document.letter.words import label, title
from sysselreg.period import Period
from sysselreg.record.model import Record
from sysselreg.swedish import count_word, counted, number, percent, sentence_start, sort_key

_TERTIALS = ("första", "andra", "tredje")


def _tertial(subject: Subject) -> tuple[int, Period]:
    """The last tertial that has ended: its number from 0, and its days."""
    year, which = subject.date.year, (subject.date.month - 1) // 4 - 1
    if which < 0:
        year, which = year - 1, 2
    start = date(year, 4 * which + 1, 1)
    return which, Period(start, date(year + 1, 1, 1) if which == 2 else date(year, 4 * which + 5, 1))


def _tertial_words(subject: Subject) -> Value:
    which, period = _tertial(subject)
    return f"{_TERTIALS[which]} tertialet {period.start.year}"


def _bought_by(subject: Subject) -> list[Record]:
    """The procurements of an organisation's own, by its record or by its name in the settings."""
    names = {each["kod"]: each["namn"] for each in subject.records.config.get("förvaltningar", ())}
    own = subject.record
    return [
        each
        for each in subject.records.of("upphandling")
        if each.data["part"] != "extern"
        and (
            each.data["upphandlande_organisation"] == own.id
            or names.get(each.data.get("förvaltning"), "") == (title(own) or None)
        )
    ]


def awarded(subject: Subject) -> list[Record]:
    """The organisation's procurements that were awarded during the tertial."""
    _, period = _tertial(subject)
    found = []
    for each in _bought_by(subject):
        awarded = day(each, "datum", "tilldelning")
        if each.data["status"] in AWARDED and awarded and period.contains(awarded):
            found.append(each)
    return found


def _without(subject: Subject) -> list[Record]:
    return [each for each in awarded(subject) if not demanded_by(subject.held, each)]


def _without_table(subject: Subject) -> Value:
    schemas = subject.records.schemas
    body = [
        Row(
            (
                title(each) or each.id,
                str(at(each.data, "datum", "tilldelning") or "–"),
                sentence_start(label(schemas, "bedomningsbeslut", at(each.data, "bedömning", "beslut")) or "ej bedömd"),
                str(at(each.data, "bedömning", "motiv") or "–"),
            )
        )
        for each in sorted(_without(subject), key=lambda each: sort_key(title(each) or each.id))
    ]
    columns = (Column("Upphandling", 5), Column("Tilldelad", 4), Column("Bedömning", 3), Column("Motiv", 7))
    return Table("utan-krav", "Upphandlingar utan sociala krav", columns, tuple(body)) if body else None


def _awarded_in_words(subject: Subject) -> Value:
    """`fem upphandlingar, varav två utan sociala krav`."""
    count, without = len(awarded(subject)), len(_without(subject))
    told = counted(count, "upphandling", "upphandlingar")
    if count == without:
        return f"{told} utan sociala krav" if count == 1 else f"{told}, alla utan sociala krav"
    return f"{told}, varav {count_word(without)} utan sociala krav"


def _share_with(subject: Subject) -> Value:
    """The share of service procurements with requirements, as N01 counts them."""
    services = [each for each in awarded(subject) if each.data["objekt"] == "tjänst"]
    held = [each for each in services if demanded_by(subject.held, each)]
    if not services:
        return None
    share = percent(len(held), len(services))
    return f"{number(len(held))} av {number(len(services))} tjänsteupphandlingar ({share})"


def _goal(subject: Subject) -> Value:
    """The goal about requirements in procurements, in the words of the mandate that set it."""
    goals = [goal for each in subject.records.of("program") for _, goal in rows(each, "mål")]
    found = [goal for goal in goals if goal.get("nyckeltal") in ("N01", "N04") and "beskrivning" in goal]
    return " ".join(str(goal["beskrivning"]) for goal in found) or None


def _coming(subject: Subject) -> Value:
    found = [each for each in _bought_by(subject) if each.data["status"] in BEFORE_AWARD]
    return sorted((title(each) or each.id for each in found), key=sort_key) or None


FACTS: Mapping[str, Callable[[Subject], Value]] = {
    "tertial": _tertial_words,
    "tilldelade": _awarded_in_words,
    "utan_krav": _without_table,
    "andel_med_krav": _share_with,
    "mål": _goal,
    "kommande": _coming,
}
