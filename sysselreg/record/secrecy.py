"""What may be told of a record that is not open: that it exists, its codes and dates, never its words (OSL).

Where the record has words of its own for the public (`offentlig_rubrik`), these are told instead (OSL 5 kap. 2 §).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sysselreg.record.model import Record
from sysselreg.record.tell import TITLES
from sysselreg.schema.model import Field, Schemas

SECRET = "Uppgiften omfattas av sekretess"  # noqa: S105 - a wording, not a password
# What a field is called that has the public's words for another.
PUBLIC = "offentlig_"


def public(record: Record, schemas: Schemas, secrecy: Mapping[str, Any] | None = None) -> Record:
    """The record as a published document may use it: unchanged when open, else without its free text.

    `secrecy`: what counts when the record has no `sekretess` of its own.
    """
    if is_open(record.data.get("sekretess", secrecy)):
        return record
    wordings = {name: words for name, words in record.data.items() if name.startswith(PUBLIC)}
    instead = {name.removeprefix(PUBLIC): words for name, words in wordings.items()}
    return replace(record, data=_without_words(record.data, schemas.kinds[record.kind].root) | wordings | instead)


def is_open(secrecy: Mapping[str, Any] | None) -> bool:
    """Whether a `sekretess` lets everybody read."""
    return secrecy is None or secrecy.get("nivå", "öppen") == "öppen"


def _without_words(data: Mapping[str, Any], field: Field | None) -> dict[str, Any]:
    children: Mapping[str, Field] = field.children if field else {}
    return {key: _without_word(each, children.get(key)) for key, each in data.items()}


def _without_word(value: Any, field: Field | None) -> Any:
    if isinstance(value, Mapping):
        return _without_words(value, field)
    if isinstance(value, list):
        return [_without_word(each, field.item if field else None) for each in value]
    bound = field is not None and (field.vocabulary or field.format or field.refers or field.name in _HEADER)
    silent = field is not None and field.format in _OTHER_WORDS
    return value if (bound and not silent) or not isinstance(value, str) else SECRET


# The provision is what makes the rest secret, and is no secret itself.
_HEADER = frozenset({"typ", "id", "nivå", "lagrum"})
# Codes that say the same as the words: what is bought, and what a place is about.
_OTHER_WORDS = frozenset({"cpv", "sni"})


def public_records(records: Sequence[Record], schemas: Schemas) -> tuple[Record, ...]:
    """All records as a published document may use them; a document goes with its case when it says nothing itself."""
    cases = _secrecy_of_cases(records)
    return tuple(public(record, schemas, cases.get(record.data.get("ärende"))) for record in records)


def closed(records: Sequence[Record]) -> list[Record]:
    """The records that are not open, the documents of a case that is not among them."""
    cases = _secrecy_of_cases(records)
    return [r for r in records if not is_open(r.data.get("sekretess", cases.get(r.data.get("ärende"))))]


def _secrecy_of_cases(records: Iterable[Record]) -> dict[Any, Mapping[str, Any]]:
    return {record.id: record.data["sekretess"] for record in records if "sekretess" in record.data}


def mentions(text: str, records: Iterable[Record]) -> Iterator[tuple[int, str]]:
    """Where a text names one of the records, by its id or by what it is called, with the record's id."""
    folded = _folded(text)
    for record in records:
        names = [record.id, *(str(record.data[key]) for key in TITLES if key in record.data)]
        # An expression for each of thousands of records costs more than all other rules.
        near = [name for name in names if _folded(name) in folded]
        written = "|".join(r"\s+".join(map(re.escape, name.split())) for name in near)
        for found in re.finditer(rf"(?<!\w)(?:{written})(?!\w)", text, re.IGNORECASE) if near else ():
            yield found.start(), record.id


def _folded(text: str) -> str:
    """So that what an expression takes for the same is the same: capitals, white space, the i of other alphabets."""
    return " ".join(text.split()).casefold().replace("i\u0307", "i").replace("\u0131", "i")


def public_texts(texts: Mapping[str, str], records: Sequence[Record]) -> dict[str, str]:
    """The narrative texts as a published document may use them, by path.

    A paragraph that names a record that is not open, and the text of such a record itself (`upp_7k3qf9.md`), says only
    that it is withheld.
    """
    untold = closed(records)
    own = {record.id.replace("-", "_") for record in untold}

    def public_text(path: str, text: str) -> str:
        if path.rpartition("/")[2].removesuffix(".md") in own:
            return f"{SECRET}.\n"
        paragraphs = re.split(r"(\n[ \t]*\n)", text)
        return "".join(f"{SECRET}." if any(mentions(each, untold)) else each for each in paragraphs)

    return {path: public_text(path, text) for path, text in texts.items()}
