"""`reports/figures/` → definitions of figures, their views and the dimensions they may be split by."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any, get_args

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
from sysselreg.period import PartialDate
from sysselreg.schema.model import Vocabulary
from sysselreg.snapshot import REPORTS, Snapshot
from sysselreg.swedish import join_and
from sysselreg.table.model import View, definition_file

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
        figures += _area(path, definition_file(snapshot, path), dimensions)
    return Definitions(tuple(figures), _views(snapshot, SHARED), views, dimensions)


def _views(snapshot: Snapshot, path: str) -> tuple[View, ...]:
    if path not in snapshot.files:
        raise DefinitionError(f"Filen {path} saknas. Lägg dit vyerna som nyckeltalen räknas med.")
    parts = [part for part in snapshot.text(path).split(";\n") if part.strip()]
    views = []
    for part in parts:
        names = _VIEW.findall(part)
        if len(names) != 1:
            begins = " ".join(part.split())[:60]
            raise DefinitionError(
                f"Filen {path} har en sats som inte är en vy: ”{begins}”. Varje sats ska börja med "
                "”create view namn as” på en egen rad och sluta med semikolon."
            )
        views.append(View(names[0], part.strip(), path))
    return tuple(views)


def _dimensions(snapshot: Snapshot, vocabularies: Mapping[str, Vocabulary]) -> dict[str, Dimension]:
    dimensions = {}
    for name, entry in definition_file(snapshot, DIMENSIONS)["delningar"].items():
        vocabulary = entry.get("kodlista")
        if vocabulary is not None and vocabulary not in vocabularies:
            raise DefinitionError(f"Delningen {name} i {DIMENSIONS} nämner kodlistan {vocabulary}, som inte finns.")
        codes = vocabularies[vocabulary].codes if vocabulary else {}
        labels = {code: each.label for code, each in codes.items()} or entry.get("koder", {})
        table = (entry["tabell"], entry["kod"], entry["text"]) if "tabell" in entry else None
        personal, fixed = bool(entry.get("personuppgift")), bool(entry.get("fast_ordning"))
        dimensions[name] = Dimension(name, entry["namn"], labels, table, entry.get("tid", ""), personal, fixed)
    return dimensions


def _area(path: str, top: Any, dimensions: Mapping[str, Dimension]) -> Iterator[FigureDefinition]:
    if not isinstance(top, dict) or "nyckeltal" not in top:
        raise DefinitionError(f"Filen {path} saknar listan nyckeltal. Rätta filen.")
    for entry in top["nyckeltal"]:
        try:
            definition = _figure(path, entry)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            name = entry.get("id", "") if isinstance(entry, dict) else ""
            raise DefinitionError(
                f"Nyckeltalet {name} i {path} saknar eller har fel i {error}. Rätta filen."
            ) from error
        _examine(definition, dimensions)
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


def _examine(definition: FigureDefinition, dimensions: Mapping[str, Dimension]) -> None:
    """What a definition must never do. Supplier tables are never crossed with personal attributes (figures.md)."""
    where = f"Nyckeltalet {definition.id} i {definition.file}"
    named = {name for split in definition.splits for name in split.by} | set(definition.default)
    if unknown := sorted(named - set(dimensions)):
        raise DefinitionError(f"{where} delas efter {join_and(unknown)}, som inte finns i {DIMENSIONS}.")
    if definition.kind not in get_args(Kind) or definition.protection not in get_args(Protection):
        raise DefinitionError(f"{where} har ett okänt slag eller skydd. Slag: {join_and(get_args(Kind), 'eller')}.")
    if definition.protection == "person" and "leverantör" in named:
        raise DefinitionError(f"{where} räknar personer och får inte delas efter leverantör.")
    if definition.protection != "person" and any(dimensions[name].personal for name in named):
        raise DefinitionError(f"{where} delas efter en personuppgift. Sätt skydd: person.")
    if definition.default and split_of(definition, definition.default) is None:
        raise DefinitionError(f"{where} har en standarddelning som inte är tillåten.")
