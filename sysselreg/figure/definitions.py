"""`reports/figures/` → definitions of figures, their views and the dimensions they may be split by."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from functools import partial
from typing import Any, TypeAlias, get_args

from sysselreg.errors import DefinitionError
from sysselreg.figure.choice import split_of
from sysselreg.figure.model import (
    Collection,
    Definitions,
    Dimension,
    FigureDefinition,
    Kind,
    NoteRule,
    Protection,
    Split,
)
from sysselreg.finding import Place
from sysselreg.period import PartialDate
from sysselreg.schema.load import naming, place_of, read
from sysselreg.schema.model import Vocabulary
from sysselreg.snapshot import REPORTS, Snapshot
from sysselreg.swedish import join_and
from sysselreg.table.model import View

Where: TypeAlias = Callable[[], Place]

FIGURES = REPORTS + "figures/"
SHARED, DIMENSIONS = FIGURES + "gemensam.sql", FIGURES + "delningar.yaml"
_VIEW = re.compile(r"^create view ([a-z][a-z0-9_]*) as$", re.M)


def load_definitions(snapshot: Snapshot, vocabularies: Mapping[str, Vocabulary]) -> Definitions:
    """All definitions. Raises DefinitionError, naming file and figure, when one of them is itself broken."""
    dimensions = _dimensions(snapshot, vocabularies)
    figures: list[FigureDefinition] = []
    views: dict[str, tuple[View, ...]] = {}
    for path in snapshot.under(FIGURES, ".yaml"):
        if path == DIMENSIONS:
            continue
        views[path] = _views(snapshot, path.removesuffix(".yaml") + ".sql")
        figures += _area(snapshot, path, dimensions)
    return Definitions(tuple(figures), _views(snapshot, SHARED), views, dimensions)


def _views(snapshot: Snapshot, path: str) -> tuple[View, ...]:
    if path not in snapshot.files:
        raise DefinitionError("Filen saknas. Lägg dit vyerna som nyckeltalen räknas med.", Place(path))
    views = []
    line = 1
    with naming(partial(Place, path)):
        parts = snapshot.text(path).split(";\n")
    for part in parts:
        begins = line + part[: len(part) - len(part.lstrip())].count("\n")
        line += part.count("\n") + 1
        if not part.strip():
            continue
        names = _VIEW.findall(part)
        if len(names) != 1:
            raise DefinitionError(
                f"Satsen ”{' '.join(part.split())[:60]}” är inte en vy. Varje sats ska börja med "
                "”create view namn as” på en egen rad och sluta med semikolon.",
                Place(path, begins),
            )
        views.append(View(names[0], part.strip(), path, begins))
    return tuple(views)


def _dimensions(snapshot: Snapshot, vocabularies: Mapping[str, Vocabulary]) -> dict[str, Dimension]:
    where = partial(place_of, snapshot, DIMENSIONS)
    top = read(snapshot, DIMENSIONS)
    with naming(where):
        entries = top["delningar"].items()
    return {name: _dimension(partial(where, "delningar", name), name, entry, vocabularies) for name, entry in entries}


def _dimension(where: Where, name: str, entry: Any, vocabularies: Mapping[str, Vocabulary]) -> Dimension:
    with naming(where, f"Delningen {name}"):
        vocabulary = entry.get("kodlista")
        if vocabulary is not None and vocabulary not in vocabularies:
            raise DefinitionError(f"Kodlistan {vocabulary} finns inte. Rätta delningen {name}.", where())
        codes = vocabularies[vocabulary].codes if vocabulary else {}
        labels = {code: each.label for code, each in codes.items()} or entry.get("koder", {})
        table = (entry["tabell"], entry["kod"], entry["text"]) if "tabell" in entry else None
        personal, fixed, unlike = (bool(entry.get(key)) for key in ("personuppgift", "fast_ordning", "olika_mått"))
        return Dimension(name, entry["namn"], labels, table, entry.get("tid", ""), personal, fixed, unlike)


def _area(snapshot: Snapshot, path: str, dimensions: Mapping[str, Dimension]) -> Iterator[FigureDefinition]:
    where = partial(place_of, snapshot, path)
    top = read(snapshot, path)
    with naming(where):
        entries = list(top["nyckeltal"])
    for at, entry in enumerate(entries):
        here = partial(where, "nyckeltal", at)
        with naming(here, f"Nyckeltalet {entry['id']}" if isinstance(entry, dict) and "id" in entry else "Nyckeltalet"):
            definition = _figure(path, entry)
        _examine(definition, dimensions, here)
        yield definition


def _figure(path: str, entry: Mapping[str, Any]) -> FigureDefinition:
    kind: Kind = entry["slag"]
    view, unit = entry["vy"], entry["enhet"]
    protection: Protection = entry["skydd"]
    threshold = entry.get("tröskel")
    return FigureDefinition(
        id=entry["id"],
        name=entry["namn"],
        definition=entry["definition"],
        kind=kind,
        unit=unit,
        counts=entry["räknar"],
        numerator=entry["täljare"],
        denominator=entry.get("nämnare", ""),
        dated=entry["period"],
        view=view,
        splits=tuple(_split(each, view, kind, unit) for each in entry.get("per", ())),
        default=tuple(entry.get("standard", ())),
        protection=protection,
        source=entry["källa"],
        file=path,
        valid_from=_day(entry, "gäller_från"),
        valid_to=_day(entry, "gäller_till"),
        threshold=None if threshold is None else Fraction(threshold) / 100,
        divisor=entry.get("delat_med", 1),
        notes=tuple(NoteRule(note["vy"], note["text"]) for note in entry.get("anmärkningar", ())),
        population=entry.get("population", view),
        numerator_group=tuple(entry.get("täljargrupp", {}).items()),
        others_group=tuple(entry.get("övrigagrupp", {}).items()),
        collections=tuple(
            Collection(name, each["av"], {group: tuple(codes) for group, codes in each["grupper"].items()})
            for name, each in entry.get("samlar", {}).items()
        ),
    )


def _split(entry: Any, view: str, kind: Kind, unit: str) -> Split:
    if isinstance(entry, str):
        return Split((entry,), (entry,), view, kind, unit)
    by = tuple(entry["efter"])
    columns = (entry["kolumn"],) if "kolumn" in entry else by
    if len(columns) != len(by):
        raise ValueError("kolumn")
    kind = entry.get("slag", kind)
    return Split(
        by=by,
        columns=columns,
        view=entry.get("vy", view),
        kind=kind,
        unit=entry.get("enhet", unit),
        combined=bool(entry.get("kombination")),
        spread=by[0] if kind == "fördelning" else "",
    )


def _day(entry: Mapping[str, Any], key: str) -> str | None:
    text = entry.get(key)
    if text is not None and PartialDate.parse(str(text)) is None:
        raise ValueError(key)
    return None if text is None else str(text)


def _examine(definition: FigureDefinition, dimensions: Mapping[str, Dimension], where: Where) -> None:
    """What a definition must never do. Supplier tables are never crossed with personal attributes (figures.md)."""
    if wrong := _wrong(definition, dimensions):
        raise DefinitionError(f"Nyckeltalet {definition.id} {wrong}", where())


def _wrong(definition: FigureDefinition, dimensions: Mapping[str, Dimension]) -> str:
    named = {name for split in definition.splits for name in split.by} | set(definition.default)
    if unknown := sorted(named - set(dimensions)):
        return f"delas efter {join_and(unknown)}, som inte finns i {DIMENSIONS}."
    if definition.kind not in get_args(Kind) or definition.protection not in get_args(Protection):
        return (
            f"har slag {definition.kind} och skydd {definition.protection}. Slag ska vara "
            f"{join_and(get_args(Kind), 'eller')}, skydd {join_and(get_args(Protection), 'eller')}."
        )
    if definition.protection == "person" and "leverantör" in named:
        return "räknar personer och får inte delas efter leverantör. Ta bort delningen."
    if definition.protection != "person" and any(dimensions[name].personal for name in named):
        return "delas efter en personuppgift. Sätt skydd: person."
    if definition.default and split_of(definition, definition.default) is None:
        return "har en standarddelning som inte står bland dess delningar (per). Lägg till den där."
    return ""
