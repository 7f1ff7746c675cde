"""Choosing records: by kind, by the values of fields, by a text."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from sysselreg.errors import UsageError
from sysselreg.record.load import values
from sysselreg.record.model import Record
from sysselreg.schema.model import Field, Kind, Schemas

_ASCII = str.maketrans("åäöÅÄÖ", "aaoAAO")


class Condition(NamedTuple):
    """A dotted field and the value it must have; of a list, one of its entries."""

    path: tuple[str, ...]
    value: str


def kind_named(schemas: Schemas, written: str) -> Kind:
    """The kind of a name, with or without Swedish letters. Raises UsageError with the names there are."""
    for kind in schemas.kinds.values():
        if written.casefold() in (kind.name, kind.folder, kind.prefix):
            return kind
    near = difflib.get_close_matches(written, [*schemas.kinds, *(k.folder for k in schemas.kinds.values())], n=1)
    meant = f" Menade du {near[0]}?" if near else ""
    raise UsageError(f"Typen ”{written}” finns inte.{meant} Välj en av: {', '.join(schemas.kinds)}.")


def conditions(written: Iterable[str], schemas: Schemas, kind: Kind | None) -> list[Condition]:
    """`fält=värde` each. Raises UsageError when one has no equals sign, its field exists in no kind asked for, or its
    value in none of the code lists of the field.
    """
    found: list[Condition] = []
    for each in written:
        name, equals, value = each.partition("=")
        if not equals:
            raise UsageError(f"”{each}” är inget villkor. Skriv fält=värde, som status=pågående.")
        roots = [kind.root] if kind else [each.root for each in schemas.kinds.values()]
        known_as = [known for known in (_known(root, name.split(".")) for root in roots) if known]
        if not known_as:
            known = sorted({child for root in roots for child in root.children})
            near = difflib.get_close_matches(name, [path for root in roots for path in _dotted(root)], n=1)
            meant = f" Menade du {near[0]}?" if near else ""
            listed = f" Fälten är: {', '.join(known)}." if kind else ""
            raise UsageError(f"Fältet ”{name}” finns inte.{meant}{listed}")
        _check_code(name, value, [field for _, field in known_as], schemas)
        found.extend(Condition(path, value) for path in sorted({path for path, _ in known_as}))
    return found


def _check_code(name: str, value: str, fields: Sequence[Field], schemas: Schemas) -> None:
    """A misspelt code would choose nothing, which looks like an answer."""
    if all(field.vocabulary for field in fields):
        codes = list(dict.fromkeys(code for field in fields for code in schemas.vocabularies[field.vocabulary].codes))
        if value.casefold() not in codes:
            near = difflib.get_close_matches(value.casefold(), codes, n=1)
            meant = f" Menade du {near[0]}?" if near else ""
            raise UsageError(f"”{value}” finns inte bland värdena för {name}.{meant} Välj ett av: {', '.join(codes)}.")


def _known(root: Field, names: Sequence[str]) -> tuple[tuple[str, ...], Field] | None:
    """The names as the schema spells them and the field they mean, lists stepped into; None when one is unknown."""
    here, path = root, []
    for name in names:
        found = spelled(here, name)
        if found is None:
            return None
        path.append(found)
        here = here.children[found]
        while here.item is not None:
            here = here.item
    return tuple(path), here


def spelled(field: Field, name: str) -> str | None:
    """The field below one as the schema spells its name, written with or without Swedish letters."""
    return next((child for child in field.children if name in (child, child.translate(_ASCII))), None)


def _dotted(field: Field) -> Iterator[str]:
    """The fields below one as people write them, `krav.typ`, outer before inner."""
    while field.item is not None:
        field = field.item
    for name, child in field.children.items():
        yield name
        yield from (f"{name}.{inner}" for inner in _dotted(child))


def chosen(records: Iterable[Record], wanted: Sequence[Condition]) -> list[Record]:
    """The records that meet every condition."""
    return [record for record in records if all(_meets(record.data, each.path, each.value) for each in wanted)]


def _meets(data: Any, path: tuple[str, ...], value: str) -> bool:
    if isinstance(data, list):
        return any(_meets(each, path, value) for each in data)
    if not path:
        return str(data).casefold() == value.casefold()
    return isinstance(data, dict) and path[0] in data and _meets(data[path[0]], path[1:], value)


def containing(records: Iterable[Record], text: str) -> Iterator[tuple[Record, str, str]]:
    """Each record that holds the text, in any case, with the first field that does and its value."""
    sought = text.casefold()
    for record in records:
        for path, value in values(record.data):
            if sought in value.casefold():
                yield record, record.field_name(path), value
                break
