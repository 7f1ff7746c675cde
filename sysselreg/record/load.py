"""Records as they are, unchecked: for showing and finding. A file that cannot be read is left out and named."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from sysselreg.errors import UnsafeInputError, UsageError
from sysselreg.record.direct import read_directly
from sysselreg.record.model import PLACE, Record
from sysselreg.schema.model import Field, Schemas
from sysselreg.snapshot import RECORDS, Snapshot
from sysselreg.yamltext import Path, parse


class Loaded(NamedTuple):
    """The records that could be read, by path, and the paths that could not."""

    records: tuple[Record, ...]
    unreadable: tuple[str, ...]


def load(snapshot: Snapshot, schemas: Schemas, paths: Iterable[str] | None = None) -> Loaded:
    """Read the records at some paths, or all of them."""
    records, unreadable = [], []
    for path in snapshot.under(RECORDS, ".yaml") if paths is None else paths:
        record = _as_it_is(path, snapshot.files[path], schemas)
        if record is None:
            unreadable.append(path)
        else:
            records.append(record)
    return Loaded(tuple(records), tuple(unreadable))


def _as_it_is(path: str, source: bytes, schemas: Schemas) -> Record | None:
    match = PLACE.match(path)
    kind = schemas.by_folder(match["folder"]) if match else None
    if match is None or kind is None:
        return None
    data = read_directly(source, kind.root)
    if data is None:
        # It brings the validator, which those that are as they should be are shown without.
        from sysselreg.record.read import typed_data

        root = parse(source).root
        data = typed_data(root, kind.root) if root is not None else None
    return Record(kind.name, str(data.get("id") or match["name"]), path, data, source) if data is not None else None


def find_one(snapshot: Snapshot, schemas: Schemas, written: str) -> Record:
    """The record of an id, of an unambiguous start of one, of a diarienummer (the ärende) or of a handling's number.

    Raises UsageError when there is none or more than one, naming those it could be, and UnsafeInputError when its file
    cannot be read.
    """
    ids: dict[str, str] = {}
    twice: dict[str, str] = {}
    for path in snapshot.under(RECORDS, ".yaml"):
        name = path.rsplit("/", 1)[1].removesuffix(".yaml")
        (twice if name in ids else ids)[name] = path
    near = [written] if written in ids else [each for each in ids if written and each.startswith(written)]
    if len(near) == 1 and near[0] in twice:
        both = f"{ids[near[0]]} och {twice[near[0]]}"
        raise UnsafeInputError(f"Två filer har samma id: {both}. Se sysselreg kontrollera, och ta bort den ena.")
    if len(near) == 1:
        found = load(snapshot, schemas, [ids[near[0]]]).records
        if not found:
            raise UnsafeInputError(f"{ids[near[0]]} går inte att läsa. Se sysselreg kontrollera.")
        return found[0]
    if len(near) > 1:
        raise UsageError(
            f"”{written}” kan vara {', '.join(near[:5])}{' …' if len(near) > 5 else ''}. Skriv fler tecken."
        )
    numbered = _of_number(snapshot, schemas, written)
    if not numbered:
        raise UsageError(f"Posten ”{written}” finns inte. Sök den med sysselreg sok eller sysselreg lista.")
    return numbered[0]


def _of_number(snapshot: Snapshot, schemas: Schemas, written: str) -> list[Record]:
    """The cases with a diarienummer; without one, the documents with a number in a case (`SO 2021/0205-3`)."""
    cases = having(snapshot, schemas, "ärende", ("diarienummer", written))
    in_case, _, number = written.rpartition("-")
    if cases or not number.isdecimal():
        return cases
    return [
        document
        for case in having(snapshot, schemas, "ärende", ("diarienummer", in_case))
        for document in having(snapshot, schemas, "handling", ("ärende", case.id))
        if str(document.data.get("nummer")) == number
    ]


def having(snapshot: Snapshot, schemas: Schemas, kind: str, field: tuple[str, str]) -> list[Record]:
    """The records of a kind that have a value in a field."""
    name, value = field
    folder = f"{RECORDS}{schemas.kinds[kind].folder}/"
    paths = [path for path in snapshot.under(folder, ".yaml") if value.encode() in snapshot.files[path]]
    return [record for record in load(snapshot, schemas, paths).records if record.data.get(name) == value]


def mentions(snapshot: Snapshot, schemas: Schemas, record_id: str) -> list[tuple[Record, str]]:
    """The records that refer to a record, each with the fields that do (as people write them).

    Only records of a kind that may refer to it are opened.
    """
    about = schemas.by_prefix(record_id.partition("-")[0])
    near = [each for each in schemas.kinds.values() if about is None or _may_refer(each.root, about.name)]
    paths = [p for each in near for p in snapshot.under(f"{RECORDS}{each.folder}/", ".yaml")]
    holding = sorted(p for p, data in snapshot.contents(paths).items() if record_id.encode() in data)
    found = []
    for record in load(snapshot, schemas, holding).records:
        fields = [name for name, value in leaves(record) if value == record_id and name != "id"]
        if record.id != record_id and fields:
            found.append((record, ", ".join(fields)))
    return found


def _may_refer(field: Field, kind: str) -> bool:
    inner = (*field.children.values(), *((field.item,) if field.item else ()))
    return kind in field.refers or any(_may_refer(each, kind) for each in inner)


def leaves(record: Record) -> Iterator[tuple[str, str]]:
    """Every single value of a record with its field as people write it."""
    return ((record.field_name(path), value) for path, value in values(record.data))


def values(data: object, path: Path = ()) -> Iterator[tuple[Path, str]]:
    """Every single value of a record's data with its path."""
    if isinstance(data, dict):
        for key, each in data.items():
            yield from values(each, (*path, key))
    elif isinstance(data, list):
        for index, each in enumerate(data):
            yield from values(each, (*path, index))
    else:
        yield path, str(data)
