"""Facts of letters about a record as such: its id, and an extract of what it says."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from sysselreg.check.facts import at
from sysselreg.diary.model import INTERNAL
from sysselreg.document.blocks import Column, Row, Table
from sysselreg.document.letter.model import Subject, Value
from sysselreg.document.letter.words import in_text, name_of
from sysselreg.record.secrecy import SECRET
from sysselreg.record.tell import Line, title, told
from sysselreg.swedish import NBSP, sentence_start

# What is said in the place of a record's own words, and why: a provision, or that it is no official document. Nothing
# else keeps anything from whoever asks (TF 2 kap. 2 §).
_WHY = {
    SECRET: "eftersom posten inte är öppen för alla.",
    INTERNAL: "eftersom vi bedömer att posten är arbetsmaterial och ingen allmän handling (tryckfrihetsförordningen "
    "2 kap. 12 §).",
}


def _extract(subject: Subject) -> Value:
    """What the record says, label by label; no words of what is not open.

    What belongs together, as the fields of one place, is one row under a label of its own: no heading is left behind
    when a page ends.
    """
    rows: dict[str, list[str]] = {}
    headings: list[str] = []
    for line in _lines(subject):
        del headings[line.depth :]
        if not line.value:
            headings.append(line.label)
        elif headings:
            label = line.label.replace(" ", NBSP)
            rows.setdefault(_named(headings), []).append(f"{label}:{NBSP}{_in_words(line.value)}")
        else:
            rows.setdefault(line.label, []).append(_in_words(line.value))
    body = tuple(Row((label, "; ".join(told).replace(".; ", ". "))) for label, told in rows.items())
    return Table("utdrag", "Uppgifter i posten", (Column("Uppgift", 4), Column("Innehåll", 7)), body)


def _named(headings: Sequence[str]) -> str:
    """`Platser p1`, `Uppfyllnad 1, beslut`: a field by its label, an entry of a list by its own id or its number."""
    first, *rest = headings
    return first + "".join(f", {in_text(each)}" if each[:1].isupper() else f" {each}" for each in rest)


def _in_words(value: str) -> str:
    """Words and keys as people write them, `Personer och resultat`; a file name, a number or an id as it is."""
    words = value.replace("_", " ")
    return sentence_start(words) if words.replace(", ", "").replace(" ", "").isalpha() else value


def _lines(subject: Subject) -> Iterator[Line]:
    internal = at(subject.record.data, "sekretess", "nivå") == "intern"
    for line in told(subject.record, subject.records.schemas, lambda each: name_of(subject, each) or each):
        yield line._replace(value=INTERNAL) if internal and line.value == SECRET else line


def _withheld(subject: Subject) -> Value:
    values = [line.value for line in _lines(subject)]
    found = [each for each in _WHY if any(each in value for value in values)]
    return (
        " ".join(f"Där det står ”{each}” har vi tagit bort det som posten säger, {_WHY[each]}" for each in found)
        or None
    )


def _title(subject: Subject) -> Value:
    """What the record is called, which for an agreement is by its supplier and procurement."""
    named = title(subject.record, lambda each: name_of(subject, each) or each)
    return named if SECRET not in named and named != subject.record.id else None


FACTS: Mapping[str, Callable[[Subject], Value]] = {
    "post": lambda subject: subject.record.id,
    "postens_slag": lambda subject: subject.record.kind,
    "postens_namn": _title,
    "utdrag": _extract,
    "utelämnat": _withheld,
}
