"""A case with everything of the register that belongs to it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from sysselreg.record.load import leaves, load
from sysselreg.record.model import Record
from sysselreg.schema.model import Schemas
from sysselreg.snapshot import RECORDS, Snapshot


class Belonging(NamedTuple):
    """A record that belongs to a case, and by what: the fields that name the case, the documents that are about it."""

    record: Record
    by: tuple[str, ...]


class Dossier(NamedTuple):
    """A case, its documents in the order of their numbers, and the other records that belong to it, by path."""

    case: Record
    documents: tuple[Record, ...]
    others: tuple[Belonging, ...]

    def name(self, document: Record) -> str:
        """The number of a document as people write it: SO 2021/0205-3."""
        return f"{self.case.data.get('diarienummer', self.case.id)}-{document.data.get('nummer', '?')}"


def dossier(snapshot: Snapshot, schemas: Schemas, case: Record) -> Dossier:
    """Everything that belongs to a case.

    That is: its documents, records that name its diarienummer or the number of a document, that refer to it or to one
    of its documents, and what the documents are about (`avser`).
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
    for document in documents:
        for meant in document.data.get("avser", ()):
            if meant in paths and meant not in own:
                by.setdefault(paths[meant], []).append(f"avses i {names[document.id]}")
    return found._replace(
        others=tuple(Belonging(each, tuple(by[each.path])) for each in load(snapshot, schemas, sorted(by)).records)
    )


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
