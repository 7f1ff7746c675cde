"""What people write after --satt and --ta-bort, as changes of a record (design: cli).

`fält=värde`, `grupp.fält=värde`, `lista[id].fält=värde`. A list's item is told by its `id`; where items have none, by
their first field (`utfall[vid_avslut]`), by their value or by their number from 1. Another name makes a new item.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sysselreg.errors import UsageError
from sysselreg.record.choose import spelled
from sysselreg.record.edit import REMOVE, Change, changed, item_key
from sysselreg.record.load import find_one
from sysselreg.schema.formats import id_pattern
from sysselreg.schema.model import Field, Kind, Schemas, Vocabulary
from sysselreg.snapshot import Snapshot
from sysselreg.yamltext import FORBIDDEN, Path

HEADER = ("typ", "id", "version")
EMPTY_LIST = "[]"
_NAME = re.compile(r"[^.\[\]=]+(?:\[[^\[\]]+\])?(?:\.[^.\[\]=]+(?:\[[^\[\]]+\])?)*")
_STEP = re.compile(r"\[([^\[\]]+)\]|([^.\[\]]+)")
_GROUPED = re.compile(r"-?[0-9]{1,3}(?:[ \u00a0\u202f][0-9]{3})+")
_ASCII = str.maketrans("åäö", "aao")


class Found(NamedTuple):
    """Where a written name leads: the path, its field, and the items that must be made on the way."""

    path: Path
    field: Field
    made: tuple[Change, ...]


def changes(
    data: Mapping[str, Any],
    kind: Kind,
    given: Sequence[str],
    removed: Sequence[str],
    schemas: Schemas,
    snapshot: Snapshot,
) -> list[Change]:
    """The changes that `fält=värde` and names to remove ask of a record with this content, the removals last.

    A list of single values becomes those given for it; `fält+=värde` adds one. Raises UsageError for a field that does
    not exist (with the nearest name), for one that never changes, and for a value that cannot be one of the field.
    """
    done: list[Change] = []
    begun: set[Path] = set()
    written: list[Path] = []
    now = dict(data)
    for each in given:
        name, equals, text = each.partition("=")
        if not equals:
            raise UsageError(f"”{each}” är ingen ändring. Skriv fält=värde, som status=pågående.")
        adding, name = name.endswith("+"), name.removesuffix("+")
        path, field, made = located(now, kind, name)
        new = list(made)
        if field.item is not None and not field.item.children and text != EMPTY_LIST:
            if not adding and path not in begun:
                new.append(Change(path, []))
            held = len(_at(changed(now, kind.root, new), path) or ())
            begun.add(path)
            written.append((*path, held))
            new.append(Change((*path, held), value_of(field.item, name, text, schemas, snapshot)))
        elif adding:
            raise UsageError(f"{field.title} ({name}) är ingen lista med enkla värden, så += går inte.")
        elif path in written:
            raise UsageError(f"{field.title} ({name}) sätts två gånger men har bara ett värde. Välj det ena.")
        else:
            written.append(path)
            new.append(Change(path, value_of(field, name, text, schemas, snapshot)))
        now = changed(now, kind.root, new)
        done += new
    told = now
    for name in removed:
        whole = located(told, kind, name).path
        if any(path[: len(whole)] == whole for path in written):
            raise UsageError(f"{name} både sätts och tas bort. Välj det ena.")
        found = located(now, kind, name)
        if found.made:
            raise UsageError(f"{name} finns inte i posten, så det finns inget att ta bort.")
        now = changed(now, kind.root, [Change(found.path, REMOVE)])
        done.append(Change(found.path, REMOVE))
    return done


def located(data: Mapping[str, Any], kind: Kind, name: str) -> Found:
    """The field that a written name leads to. Raises UsageError when there is none, or it never changes."""
    if not _NAME.fullmatch(name):
        raise UsageError(f"”{name}” är inget fält. Skriv som i posten: status, avtalstid.till eller krav[k1].antal.")
    path: Path = ()
    made: list[Change] = []
    field = kind.root
    for item, key in _STEP.findall(name):
        step: str | int
        if item:
            field, step, new = _item(_at(data, path), field, item, path)
            made += new
        else:
            field, step = _child(field, key, path, name)
        path = (*path, step)
    if len(path) == 1 and path[0] in HEADER:
        raise UsageError(f"{field.title} ({path[0]}) sätts av programmet och ändras aldrig.")
    return Found(path, field, tuple(made))


def _child(field: Field, key: str, path: Path, name: str) -> tuple[Field, str]:
    if field.item is not None:
        example = f"{path[-1]}[{_first_id(field)}].{key}" if field.item.children else f"{path[-1]}=…"
        if field.item.children and spelled(field.item, key) is None:  # the item's name, as if the list were a group
            inner = name.partition(f".{key}.")[2] or next(each for each in field.item.children if each != "id")
            example = f"{path[-1]}[{key}].{inner}"
        raise UsageError(f"{field.title} ({path[-1]}) är en lista, så {name} räcker inte. Skriv som {example}.")
    found = spelled(field, key)
    if found is None:
        if not field.children:
            raise UsageError(f"{field.title} ({path[-1]}) är ett enda värde, så {name} finns inte.")
        known = [each for each in field.children if path or each not in HEADER]
        near = difflib.get_close_matches(key, known, n=1)
        advice = f"Menade du {near[0]}?" if near else f"Välj ett av: {', '.join(known)}."
        raise UsageError(f"Fältet ”{name}” finns inte. {advice}")
    return field.children[found], found


def _item(here: Any, field: Field, name: str, path: Path) -> tuple[Field, int, list[Change]]:
    if field.item is None:
        raise UsageError(f"{field.title} ({path[-1]}) är ingen lista, så [{name}] finns inte där.")
    items = here if isinstance(here, list) else []
    key = item_key(field)
    for position, item in enumerate(items):
        if (str(item.get(key, "")) if isinstance(item, dict) else item) == name:
            return field.item, position, []
    if name.isdecimal() and 1 <= int(name) <= len(items):
        return field.item, int(name) - 1, []
    made = {key: name} if key else name
    return field.item, len(items), [Change((*path, len(items)), made)]


def _at(data: Any, path: Path) -> Any:
    """What stands at a path; None when nothing does."""
    for step in path:
        try:
            data = data[step]
        except (KeyError, IndexError, TypeError):
            return None
    return data


def value_of(field: Field, name: str, text: str, schemas: Schemas, snapshot: Snapshot) -> Any:
    """A written value as the record holds it: the code of a label, the id of a record that is meant.

    What is wrong with it in other ways is left for the check to tell. Raises UsageError when it is empty, holds a
    character that no record may hold, or is meant for a group.
    """
    text = unicodedata.normalize("NFC", text)
    if field.children or (field.item is not None and text != EMPTY_LIST):
        inner = next((each for each in (field.item or field).children if each != "id"), "")
        written = f"{name}[{_first_id(field)}].{inner}=…" if field.item else f"{name}.{inner}=…"
        raise UsageError(f"{field.title} ({name}) har flera fält. Skriv ett i taget, som {written}")
    if field.item is not None:
        return []
    if not text.strip():
        raise UsageError(
            f"{field.title} ({name}) har inget värde. Skriv ett. "
            f"Ett fält som finns tas bort med sysselreg andra ID --ta-bort {name}."
        )
    if bad := FORBIDDEN.search(text):
        raise UsageError(
            f"{field.title} ({name}) innehåller tecknet U+{ord(bad[0]):04X}, som inte syns. Skriv värdet utan det."
        )
    if field.vocabulary:
        return code_of(schemas.vocabularies[field.vocabulary], text) or text
    if field.refers and not re.fullmatch(id_pattern(()), text):
        return find_one(snapshot, schemas, text).id
    if field.type == "integer" and _GROUPED.fullmatch(text):
        return re.sub(r"\s", "", text)
    return text


def code_of(vocabulary: Vocabulary, text: str) -> str | None:
    """The code that is meant by a code or a label, whatever its case, with or without Swedish letters."""
    if text in vocabulary.codes:
        return text
    meant = {folded(each): code.code for code in vocabulary.codes.values() for each in (code.label, code.code)}
    return meant.get(folded(text))


def folded(text: str) -> str:
    """A name or label as people may write it: whatever its case, without Swedish letters, space as `_`."""
    return re.sub(r"[\s_]+", "_", text.casefold().strip().translate(_ASCII))


def _first_id(field: Field) -> str:
    return f"{field.name[0].translate(_ASCII)}1" if item_key(field) == "id" else "…"
