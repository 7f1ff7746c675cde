"""Facts of letters about an organisation's tertial: what it has awarded, and what of that was without requirements."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from sysselreg.check.facts import BEFORE_AWARD, at, rows
from sysselreg.document.blocks import Column, Row, Table
from sysselreg.document.letter.model import Subject, Value
from sysselreg.document.letter.words import label, title
from sysselreg.due import tertial
from sysselreg.record.model import Record
from sysselreg.schema.model import Schemas
from sysselreg.swedish import count_word, counted, number, percent, sentence_start, sort_key

# Requirements were decided on, and there are none all the same.
_PROMISED = "krav skulle ställas"


def awarded(subject: Subject) -> Sequence[Record]:
    """The organisation's procurements that were awarded during the last tertial that has ended."""
    found = tertial.awarded(subject.records, tertial.last_tertial(subject.date).period)
    return found.get(subject.record.id, ())


def _without(subject: Subject) -> list[Record]:
    return [each for each in awarded(subject) if not tertial.has_requirements(subject.records, each)]


def _without_table(subject: Subject) -> Value:
    schemas = subject.records.schemas
    body = [
        Row(
            (
                title(each) or each.id,
                str(at(each.data, "datum", "tilldelning") or "–"),
                sentence_start(_assessed(schemas, each)),
                str(at(each.data, "bedömning", "motiv") or "–"),
            )
        )
        for each in sorted(_without(subject), key=lambda each: sort_key(title(each) or each.id))
    ]
    columns = (Column("Upphandling", 5), Column("Tilldelad", 4), Column("Bedömning", 3), Column("Motiv", 7))
    return Table("utan-krav", "Upphandlingar utan sociala krav", columns, tuple(body)) if body else None


def _assessed(schemas: Schemas, procurement: Record) -> str:
    """What was decided about requirements, of a procurement that has none."""
    decided = at(procurement.data, "bedömning", "beslut")
    return _PROMISED if decided == "krav" else label(schemas, "bedomningsbeslut", decided) or "ej bedömd"


def _unexplained(subject: Subject) -> Value:
    """`ja` when it is not said of each procurement without requirements why it has none."""
    found = (each.data.get("bedömning", {}) for each in _without(subject))
    return "ja" if any(each.get("beslut") != "inget_krav" or "motiv" not in each for each in found) else None


def _awarded_in_words(subject: Subject) -> Value:
    """`fem upphandlingar, varav två utan sociala krav`."""
    count, without = len(awarded(subject)), len(_without(subject))
    told = counted(count, "upphandling", "upphandlingar")
    if count == without:
        return (
            f"{told} utan sociala krav"
            if count == 1
            else f"{told}, {'båda' if count == 2 else 'alla'} utan sociala krav"
        )
    return f"{told}, varav {count_word(without)} utan sociala krav"


def _share_with(subject: Subject) -> Value:
    """The share of service procurements with requirements."""
    held, total = tertial.services(subject.records, awarded(subject))
    return f"{number(held)} av {number(total)} tjänsteupphandlingar ({percent(held, total)})" if total else None


def _goal(subject: Subject) -> Value:
    """The goal about requirements in procurements, in the words of the mandate that set it."""
    goals = [goal for each in subject.records.of("program") for _, goal in rows(each, "mål")]
    found = [goal for goal in goals if goal.get("nyckeltal") in ("N01", "N04") and "beskrivning" in goal]
    return " ".join(str(goal["beskrivning"]) for goal in found) or None


def _coming(subject: Subject) -> Value:
    planned = (each for each in subject.records.of("upphandling") if each.data["status"] in BEFORE_AWARD)
    found = tertial.by_buyer(subject.records, planned).get(subject.record.id, ())
    return sorted((title(each) or each.id for each in found), key=sort_key) or None


FACTS: Mapping[str, Callable[[Subject], Value]] = {
    "tertial": lambda subject: tertial.last_tertial(subject.date).name,
    "tilldelade": _awarded_in_words,
    "utan_krav": _without_table,
    "oförklarade": _unexplained,
    "andel_med_krav": _share_with,
    "mål": _goal,
    "kommande": _coming,
}
