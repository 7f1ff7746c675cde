"""Facts of letters about a record as such: its id, and an extract of what it says."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from sysselreg.document.blocks import Column, Row, Table
from sysselreg.document.letter.model import Subject, Value
from sysselreg.document.letter.words import name_of, title
from sysselreg.record.secrecy import SECRET
from sysselreg.record.tell import Line, told
from sysselreg.swedish import sentence_start

_WITHHELD = f"Där det står ”{SECRET}” har vi tagit bort det som posten säger, eftersom posten inte är öppen för alla."


def _extract(subject: Subject) -> Value:
    """What the record says, label by label, groups under their heading; no words of what is not open."""
    body = []
    for line in _lines(subject):
        indent = "\u2003" * line.depth
        if line.value:
            body.append(Row((indent + sentence_start(line.label), line.value)))
        else:
            body.append(Row((indent + line.label,), "grupp"))
    return Table("utdrag", "Uppgifter i posten", (Column("Uppgift", 4), Column("Innehåll", 7)), tuple(body))


def _lines(subject: Subject) -> Iterator[Line]:
    return told(subject.record, subject.records.schemas, lambda each: name_of(subject, each) or each)


def _withheld(subject: Subject) -> Value:
    return _WITHHELD if any(SECRET in line.value for line in _lines(subject)) else None


FACTS: Mapping[str, Callable[[Subject], Value]] = {
    "post": lambda subject: subject.record.id,
    "postens_slag": lambda subject: subject.record.kind,
    "postens_namn": lambda subject: title(subject.record) if title(subject.record) != SECRET else None,
    "utdrag": _extract,
    "utelämnat": _withheld,
}
