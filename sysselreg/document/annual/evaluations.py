"""What evaluations say: quotes that may be published, conclusions, and socio-economic values as they state them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from sysselreg.document.annual.model import Materials
from sysselreg.document.blocks import Fact
from sysselreg.period import PartialDate
from sysselreg.record.model import Record
from sysselreg.record.secrecy import is_open
from sysselreg.swedish import kronor, sentence_start, sort_key

_MOST_QUOTES, _MOST_CONCLUSIONS = 6, 8


def _arrived(materials: Materials) -> Iterator[Record]:
    """Open evaluations that had come in by the end of the period."""
    for record in materials.records.records:
        if record.kind == "utvärdering" and is_open(record.data.get("sekretess")):
            when = PartialDate.parse(str(record.data.get("inkommen", "")))
            if when and when.last < materials.period.end:
                yield record


def of_the_year(materials: Materials) -> Iterator[Record]:
    """Open evaluations that came in during the period."""
    for record in _arrived(materials):
        when = PartialDate.parse(str(record.data["inkommen"]))
        if when and when.last >= materials.period.start:
            yield record


def quotes(materials: Materials) -> list[Fact]:
    """The year's quotes, each once, that whoever said it has agreed to publish; who said it as the term.

    The kinds of evaluation take turns, in the order of the code list, so that no voice drowns the others.
    """
    said: dict[str, str] = {}
    for record in of_the_year(materials):
        for quote in record.data.get("citat", ()):
            if quote["får_publiceras"] == "ja":
                said.setdefault(" ".join(str(quote["text"]).split()), str(record.data["slag"]))
    codes = materials.records.schemas.vocabularies["utvarderingsslag"].codes
    voices = [sorted((text for text, kind in said.items() if kind == each), key=sort_key) for each in codes]
    turns = sorted((turn, place) for place, texts in enumerate(voices) for turn in range(len(texts)))
    labels = [code.label for code in codes.values()]
    return [Fact(labels[place], voices[place][turn]) for turn, place in turns[:_MOST_QUOTES]]


def conclusions(materials: Materials) -> list[Fact]:
    """Each different conclusion of the year, the most common first, with how many drew it."""
    drawn = Counter(
        (materials.label("utvarderingsslag", record.data["slag"]), str(record.data["slutsats"]))
        for record in of_the_year(materials)
        if "slutsats" in record.data
    )
    order = sorted(drawn, key=lambda key: (-drawn[key], sort_key(key[0]), sort_key(key[1])))
    return [
        Fact(kind, told if drawn[kind, told] == 1 else f"{told.rstrip('. ')} ({drawn[kind, told]} utvärderingar).")
        for kind, told in order[:_MOST_CONCLUSIONS]
    ]


def stated_values(materials: Materials) -> Iterator[Fact]:
    """Socio-economic values as an evaluation states them: amount, for whom, on what assumption."""
    for record in _arrived(materials):
        for value in record.data.get("värden", ()):
            amount = kronor(value["belopp"]) if "belopp" in value else "belopp saknas"
            per = f" {materials.label('per', value['per']).lower()}" if "per" in value else ""
            whom = f" för {materials.label('aktor', value['aktör']).lower()}" if "aktör" in value else ""
            given = f" {sentence_start(str(value['förutsättning'])).rstrip('.')}." if "förutsättning" in value else ""
            yield Fact(str(value.get("beskrivning", record.id)), f"{amount}{per}{whom}.{given}")
