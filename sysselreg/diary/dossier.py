"""A case with everything of the register that belongs to it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from sysselreg.record.load import leaves, load
from sysselreg.record.model import Record
from sysselreg.schema.model import Schemas
from sysselreg.snapshot import RECORDS, Snapshot

# What is under a procurement, or under what is under one, by the field that says so.
_UNDER = ("upphandling", "dialogöverenskommelse", "avser", "avrop_från")


class Belonging(NamedTuple):
    """A record that belongs to a case, and by what.

    That is the fields that name the case, the documents that are about it, else the record of the case it is under.
    """

    record: Record
    by: tuple[str, ...]


class Dossier(NamedTuple):
    """A case, its documents in the order of their numbers, and the other records that belong to it.

    Those are by kind, then by the first document that is about them.
    """

    case: Record
    documents: tuple[Record, ...]
    others: tuple[Belonging, ...]

    def name(self, document: Record) -> str:
        """The number of a document as people write it: SO 2021/0205-3."""
        return f"{self.case.data.get('diarienummer', self.case.id)}-{document.data.get('nummer', '?')}"


def dossier(snapshot: Snapshot, schemas: Schemas, case: Record) -> Dossier:
    """Everything that belongs to a case.

    That is: its documents, records that name its diarienummer or the number of a document, that refer to it or to one
    of its documents, what the documents are about (`avser`), and what is under a record that has its diarienummer.
    """
    number = str(case.data.get("diarienummer", case.id))
    documents = tuple(sorted(_documents(snapshot, schemas, case), key=_order))
    found = Dossier(case, documents, ())
    names = {each.id: found.name(each) for each in documents}
    own = {case.id: number, **names}
    by: dict[str, list[str]] = {}
    for record in load(snapshot, schemas, _holding(snapshot, [case.id, number, *names])).records:
        for field, value in leaves(record) if record.id not in own else ():
            if value in own:
                by.setdefault(record.path, []).append(field if value == case.id else f"{field} {own[value]}")
            elif field.endswith("diarienummer") and value in own.values():
                by.setdefault(record.path, []).append(field if value == number else f"{field} {value}")
    paths = {path.rsplit("/", 1)[1].removesuffix(".yaml"): path for path in snapshot.under(RECORDS, ".yaml")}
    first: dict[str, int] = {}
    for position, document in enumerate(documents):
        for meant in document.data.get("avser", ()):
            if meant in paths and meant not in own:
                by.setdefault(paths[meant], []).append(f"avses i {names[document.id]}")
                first.setdefault(paths[meant], position)
    for path, field, above in _under(snapshot, schemas, number):
        if path not in by and path.rsplit("/", 1)[1].removesuffix(".yaml") not in own:
            by[path] = [f"{field} {above}"]

    def order(each: Belonging) -> tuple[str, int, str]:
        path = each.record.path
        return path.split("/")[1], first.get(path, len(documents)), path

    others = (Belonging(each, tuple(by[each.path])) for each in load(snapshot, schemas, by).records)
    return found._replace(others=tuple(sorted(others, key=order)))


def _under(snapshot: Snapshot, schemas: Schemas, number: str) -> Iterator[tuple[str, str, str]]:
    """Path, field and id above of what is under the records with a diarienummer, and has no other of its own."""
    own = load(snapshot, schemas, _holding(snapshot, [number])).records
    above = {each.id for each in own if each.data.get("diarienummer") == number and each.kind != "ärende"}
    seen = set(above)
    while above:
        below: set[str] = set()
        for record in load(snapshot, schemas, _holding(snapshot, sorted(above))).records:
            field = next((name for name in _UNDER if str(record.data.get(name)) in above), None)
            if field and record.id not in seen and record.data.get("diarienummer", number) == number:
                below.add(record.id)
                yield record.path, field, record.data[field]
        seen |= below
        above = below


def _documents(snapshot: Snapshot, schemas: Schemas, case: Record) -> Iterator[Record]:
    folder = f"{RECORDS}{schemas.kinds['handling'].folder}/"
    paths = (path for path in _holding(snapshot, [case.id]) if path.startswith(folder))
    return (record for record in load(snapshot, schemas, paths).records if record.data.get("ärende") == case.id)


def _order(document: Record) -> tuple[int, str]:
    number = document.data.get("nummer")
    return (number if isinstance(number, int) else 0, document.id)


def _holding(snapshot: Snapshot, texts: Sequence[str]) -> list[str]:
    """The record files that hold one of some texts."""
    sought = [text.encode() for text in texts]
    return [p for p in snapshot.under(RECORDS, ".yaml") if any(text in snapshot.files[p] for text in sought)]
