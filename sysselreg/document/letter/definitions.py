"""`reports/letters/*.yaml` → definitions of letters, and what is wrong with them or with their templates."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Collection, Iterator, Mapping
from functools import partial
from typing import Any, TypeAlias

from sysselreg.document.letter.facts import FACTS, IN_HOUSE
from sysselreg.document.letter.model import Definition
from sysselreg.document.templates import Templates, load_templates, names_used
from sysselreg.document.templates import faults as unreadable
from sysselreg.errors import DefinitionError, UsageError
from sysselreg.finding import Place
from sysselreg.schema.load import naming, place_of, read
from sysselreg.schema.model import Schemas
from sysselreg.snapshot import REPORTS, Snapshot
from sysselreg.swedish import join_and, sort_key

LETTERS = REPORTS + "letters/"
# Roles by which somebody of the municipality's own is meant: only they may read a participant's key.
OWN_ROLES = ("rekryterare",)
# What every template may use beside its facts.
_ALWAYS = frozenset({"ram"})

Where: TypeAlias = Callable[..., Place]


def load_letters(snapshot: Snapshot, schemas: Schemas) -> dict[str, Definition]:
    """The letters by id, in order of number. Raises DefinitionError, with file and line, when one is broken."""
    found = [load_letter(snapshot, schemas, path) for path in snapshot.under(LETTERS, ".yaml")]
    return {each.id: each for each in sorted(found, key=lambda each: sort_key(each.id))}


def letter_named(letters: Mapping[str, Definition], written: str) -> Definition:
    """The letter of an id (`L3`, `l3`). Raises UsageError with those there are when there is none."""
    letter = letters.get(written.upper())
    if letter is None:
        raise UsageError(
            f"Brevet ”{written}” finns inte. Välj ett av: {', '.join(letters)}. Se sysselreg brev --lista."
        )
    return letter


def load_letter(snapshot: Snapshot, schemas: Schemas, path: str) -> Definition:
    """The letter of one file. Raises DefinitionError, with file and line, when it is broken."""
    top = read(snapshot, path)
    where = partial(place_of, snapshot, path)
    with naming(where, "Brevet"):
        letter = _letter(top, path)
    for wrong, steps in _wrong(letter, schemas):
        raise DefinitionError(wrong, where(*steps))
    return letter


def template_faults(letter: Definition, templates: Templates) -> Iterator[DefinitionError]:
    """The names in a letter's template that it may not use, each where it stands first."""
    for name, place in names_used(templates, letter.template):
        if name in _ALWAYS or name in letter.facts:
            continue
        if name in FACTS:
            what = f"Mallen använder {name}, som {letter.id} inte får använda. Lägg till det i {letter.file}."
        else:
            near = difflib.get_close_matches(name, letter.facts, n=1)
            what = f"Uppgiften ”{name}” finns inte.{f' Menade du {near[0]}?' if near else ' Rätta namnet i mallen.'}"
        yield DefinitionError(what, place)


def faults(snapshot: Snapshot, schemas: Schemas, own: Collection[str]) -> Iterator[DefinitionError]:
    """What is wrong with the letters among a register's own files, but for templates that cannot be read."""
    touched = {path.partition(".")[0] for path in own if path.startswith(LETTERS)}
    templates = load_templates(snapshot.files)
    for path in snapshot.under(LETTERS, ".yaml"):
        if path.partition(".")[0] not in touched:
            continue
        try:
            letter = load_letter(snapshot, schemas, path)
        except DefinitionError as error:
            yield error
            continue
        # A template that cannot be read is told where all templates are.
        if letter.template not in own or not any(unreadable(snapshot.files, [letter.template])):
            yield from template_faults(letter, templates)


def _letter(top: Mapping[str, Any], path: str) -> Definition:
    return Definition(
        id=top["brev"],
        name=top["namn"],
        document=top["dokumenttyp"],
        trigger=top["utlöses"],
        kinds={kind: tuple(statuses) for kind, statuses in top["för"].items()},
        to=tuple(top["till"]),
        officer=top["handläggare"],
        source=top["källa"],
        file=path,
        copies=tuple(top.get("kopia", ())),
        again=tuple(top.get("kopia_från_andra", ())),
        reply_days=int(top.get("svarstid_arbetsdagar", 10)),
        requires=tuple(top["kräver"]),
        may_use=tuple(top.get("får_använda", ())),
        public=top.get("offentligt") == "ja",
        style=top.get("stil", ""),
        decided=dict(top.get("vid_beslut", {})),
    )


def _wrong(letter: Definition, schemas: Schemas) -> Iterator[tuple[str, tuple[str | int, ...]]]:
    """What a definition must not say, and where it says so."""
    known = schemas.vocabularies["brevtyp"].codes
    if letter.id not in known:
        yield f"Brevet {letter.id} finns inte i kodlistan brevtyp. Välj ett av: {', '.join(known)}.", ("brev",)
    for kind, statuses in letter.kinds.items():
        if kind not in schemas.kinds:
            yield f"Typen ”{kind}” finns inte. Välj av: {', '.join(schemas.kinds)}.", ("för", kind)
            continue
        field = schemas.kinds[kind].root.children.get("status")
        codes = schemas.vocabularies[field.vocabulary].codes if field else {}
        unknown = [each for each in statuses if each not in codes]
        if unknown:
            yield f"{kind.capitalize()} har ingen status {join_and(unknown)}.", ("för", kind)
    for code in letter.decided:
        if code not in schemas.vocabularies["foljd"].codes:
            yield f"Följden ”{code}” finns inte i kodlistan foljd.", ("vid_beslut", code)
    for key, names in (("kräver", letter.requires), ("får_använda", letter.may_use)):
        for at, name in enumerate(names):
            if name not in FACTS:
                near = difflib.get_close_matches(name, FACTS, n=1)
                yield f"Uppgiften ”{name}” finns inte.{f' Menade du {near[0]}?' if near else ''}", (key, at)
            if name in IN_HOUSE and not {*letter.to, *letter.copies, *letter.again} <= {*OWN_ROLES}:
                yield f"Uppgiften {name} får bara stå i brev till {join_and(OWN_ROLES)}. Ta bort den.", (key, at)
