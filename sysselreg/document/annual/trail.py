"""The way back in print: from a figure to its records by number, from these to commits and to who wrote and approved.

Each record is listed once. In that order those that the same figures count stand together, so that a figure names
nearly all its records by a few spans of numbers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sysselreg.document.annual.appendix import counted_records, records_of
from sysselreg.document.annual.figures import is_silent, trace_of
from sysselreg.document.annual.model import DefinitionView, Materials
from sysselreg.document.blocks import Column, Fact, Row, Table
from sysselreg.document.html import Html, escaped
from sysselreg.document.outline import letter
from sysselreg.figure.explain import facts
from sysselreg.figure.model import ShownFigure
from sysselreg.record.model import Trail
from sysselreg.swedish import number


def _in_order(materials: Materials) -> list[str]:
    """The records that count in some figure, in the order that they are numbered in."""
    counts = {name: set(records_of(figure)) for name, figure in materials.figures.items()}
    largest = sorted(counts, key=lambda name: (-len(counts[name]), name))
    return sorted(
        counted_records(materials),
        key=lambda record: (record[:3], [record not in counts[name] for name in largest], record),
    )


def trace_table(materials: Materials) -> Table | None:
    """Each figure with its definition and the numbers of its records; None when none counts any."""
    numbers = {record: at for at, record in enumerate(_in_order(materials), 1)}
    rows = tuple(
        Row(
            (
                f"{figure.id} {figure.definition.name}",
                _definition(figure),
                *_counted(figure, numbers),
            ),
            anchor=trace_of(figure),
        )
        for figure in _traced(materials)
    )
    columns = (Column("Nyckeltal", 10), Column("Definition", 4), Column("Poster", 2, numeric=True), Column("Nummer", 9))
    note = (
        "Definitionerna ligger i reports/figures, numren i listan nedan. "
        f"Allt bakom ett tal visar sysselreg forklara, som N10 --ar {materials.year}."
    )
    return Table("t-sparbarhet", "Från nyckeltal till poster", columns, rows, note=note) if rows else None


def _definition(figure: ShownFigure) -> Html:
    """The file that holds it; on a screen it leads to what stands in it."""
    name = escaped(figure.definition.file.removeprefix("reports/figures/").removesuffix(".yaml"))
    return Html(f'{name} <a class="skarm" href="#{_defined(figure)}">visa</a>')


def _defined(figure: ShownFigure) -> str:
    return f"def-{figure.id.lower()}"


def definitions(materials: Materials) -> list[DefinitionView]:
    """How each figure of the trace table is counted: for the screen, since it would fill many pages in print."""
    return [
        DefinitionView(
            _defined(figure),
            f"{figure.id} {figure.definition.name}",
            tuple(Fact(name, text) for name, text in facts(figure.definition) if text),
            materials.statements.get(figure.id, ""),
        )
        for figure in _traced(materials)
    ]


def _traced(materials: Materials) -> list[ShownFigure]:
    named = sorted(materials.figures.items())
    return [figure for name, figure in named if "/" not in name and not is_silent(figure)]


def _counted(figure: ShownFigure, numbers: Mapping[str, int]) -> tuple[str, str]:
    if figure.shown.hidden:
        return "dolt", ""
    records = figure.shown.records
    return number(len(records)), spans([numbers[each] for each in records])


def spans(numbers: Sequence[int]) -> str:
    """Whole numbers with what follows each other drawn together: `1–3, 7`."""
    found: list[list[int]] = []
    for each in sorted(numbers):
        if found and found[-1][-1] == each - 1:
            found[-1][1:] = [each]
        else:
            found.append([each])
    return ", ".join("–".join(map(str, each)) for each in found)


def people_table(materials: Materials) -> Table | None:
    """Who wrote and who approved the commits behind the records; None when nothing is committed."""
    made = _made(materials)
    rows = tuple(
        Row((mark, _person(by), _person(approved_by), number(len(days)), max(days)))
        for (by, approved_by), (mark, days) in made.items()
    )
    columns = (
        Column("Märke", 2),
        Column("Skriven av", 6),
        Column("Godkänd av", 6),
        Column("Poster", 2, numeric=True),
        Column("Senast", 3),
    )
    return Table("t-incheckningar", "Vem som har skrivit och godkänt posterna", columns, rows) if rows else None


def record_list(materials: Materials) -> list[str]:
    """The records by number, each with its commit and the mark of who wrote and approved that."""
    made = _made(materials)
    told = []
    for record in _in_order(materials):
        trail = materials.trails.get(record)
        told.append(f"{record} {trail.commit[:_COMMIT]} {made[_people(trail)][0]}" if trail else f"{record} {_LOOSE}")
    return told


# A word as long as the beginning of a commit, so that the columns hold.
_COMMIT, _LOOSE = 7, "osparad"


def _made(materials: Materials) -> dict[tuple[str, str], tuple[str, list[str]]]:
    """Author and approver → their mark and the day of each record's commit, those behind most records first."""
    days: dict[tuple[str, str], list[str]] = {}
    for record in _in_order(materials):
        if trail := materials.trails.get(record):
            days.setdefault(_people(trail), []).append(trail.day)
    most = sorted(days, key=lambda people: (-len(days[people]), people))
    return {people: (letter(at), days[people]) for at, people in enumerate(most, 1)}


def _people(trail: Trail) -> tuple[str, str]:
    return trail.by, trail.approved_by


def _person(named: str) -> str:
    return named.rpartition(" <")[0] or named or "ingen annan"
