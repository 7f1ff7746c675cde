"""A key figure explained: what it counts, by which SQL and from which source; and, counted, from which records."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence

from sysselreg.figure.model import Definitions, FigureDefinition, ShownFigure
from sysselreg.figure.retold import Effect, effect, sentences, words
from sysselreg.figure.trace import Traced
from sysselreg.figure.wording import shown_words
from sysselreg.record.model import Trail
from sysselreg.swedish import number
from sysselreg.table.model import Row, View

_WIDTH = 80
_NOT_COMMITTED = "inte incheckat"


def explain_figure(definitions: Definitions, written: str) -> str | None:
    """The explanation of a figure, newest version first; None when there is no such figure."""
    versions = [each for each in definitions.figures if each.id == written.upper()]
    return "\n".join(_told(each, definitions) for each in reversed(versions)) if versions else None


def explain_counted(traced: Traced, trails: Mapping[str, Trail], labels: Mapping[str, Mapping[str, str]]) -> str:
    """A counted figure: definition, value, SQL, and the records that it counts, by the commit that made them so.

    `trails`: by record id; `labels`: what the fields of a kind are called.
    """
    figure = traced.figure
    period = f"{figure.period.start.isoformat()} – {figure.period.last.isoformat()}"
    parts = [
        *([_INTERNAL] if figure.internal else []),
        _facts(figure.definition),
        f"Räknat för {period}\n\n" + "".join(f"{line}\n" for line in _values(figure)),
        *_issued(traced),
        f"Så räknas det (SQL, en rad för varje sak som räknas):\n\n{statements(traced.views)}",
        "Fält som läses\n\n"
        + "".join(_read(labels[kind], kind, names) for kind, names in traced.reads.items() if kind in labels),
        *_rows(traced),
        *_records("Poster som räknas", figure.shown.records, figure, trails),
        *_records("Poster som inte gick att räkna", figure.shown.unknown_records, figure, trails),
    ]
    return "\n".join(parts)


def _issued(traced: Traced) -> Iterator[str]:
    """What reports told of the figure, as far as they showed it, held against what it is now."""
    if not traced.issues:
        return
    lines = ["Rapporter som har gett ut nyckeltalet", ""]
    for issue in traced.issues:
        found = effect(issue, issue.figures, [traced.figure]).numbers
        differ = [f"{each.group} {words(each)}".strip() for each in found if each.before and not each.before.hidden]
        lines += _item(f"{issue.name}: {'; '.join(differ) or 'de tal som visades är som nu'}")
    yield "\n".join(lines) + "\n"


def explain_issue(found: Effect) -> str:
    """An issued report: where it is, and which of its numbers are others when they are counted now."""
    issue, record = found.issue, found.issue.record
    registered = f" som {issue.number}" if issue.number else ""
    given = f"Gavs ut {record.data['datum']}{registered}, ur incheckningen {record.data['incheckning'][:10]}."
    lines = [f"{record.id}  {record.data['rubrik']}", record.path, "", given, ""]
    if not found.numbers:
        return "\n".join([*lines, "Räknat nu är alla tal som visades desamma."]) + "\n"
    lines += ["Räknat nu är de här talen andra:", "", *(each for told in sentences(found) for each in _item(told)), ""]
    since = f"Vad som har ändrats sedan dess: sysselreg andringar {record.data['incheckning'][:10]}.."
    return "\n".join([*lines, since, "Övriga skillnader är nyckeltal som räknas på ett annat sätt än då."]) + "\n"


def _item(text: str) -> list[str]:
    return textwrap.wrap(text, _WIDTH, initial_indent="  ", subsequent_indent="    ", break_on_hyphens=False)


_INTERNAL = "ARBETSMATERIAL – får ej spridas\n"


def _told(figure: FigureDefinition, definitions: Definitions) -> str:
    view = next(each for each in definitions.views[figure.file] if each.name == figure.view)
    return f"{_facts(figure)}\nSå räknas det (SQL, en rad för varje sak som räknas):\n\n{view.sql.strip()}\n"


def _facts(figure: FigureDefinition) -> str:
    return f"{figure.id}  {figure.name}\n\n" + "".join(f"{_fact(name, text)}\n" for name, text in facts(figure) if text)


def facts(figure: FigureDefinition) -> list[tuple[str, str]]:
    """What is known about a figure, each thing under its name; '' where there is nothing to say."""
    return [
        ("Betyder", figure.definition),
        ("Täljare", figure.numerator),
        ("Nämnare", figure.denominator),
        ("Räknar", figure.counts),
        ("Enhet", figure.unit),
        ("Period", figure.dated),
        ("Delas efter", ", ".join(" och ".join(split.by) for split in figure.splits)),
        ("Skydd", _PROTECTION[figure.protection]),
        ("Gäller", _validity(figure)),
        ("Källa", figure.source),
        ("Definition", figure.file),
    ]


def _fact(name: str, text: str) -> str:
    return textwrap.fill(text, _WIDTH, initial_indent=f"{name:<14}", subsequent_indent=" " * 14, break_on_hyphens=False)


_PROTECTION = {
    "person": "personer: små grupper visas inte",
    "organisation": "upphandlingar och organisationer: inget döljs",
}


def _validity(figure: FigureDefinition) -> str:
    if not figure.valid_from and not figure.valid_to:
        return "tills vidare"
    return f"{figure.valid_from or ''}–{figure.valid_to or ''}"


def statements(views: Sequence[View]) -> str:
    """The SQL of some views, as it is written."""
    return "\n\n".join(view.sql.strip() for view in views) + "\n"


def _values(figure: ShownFigure) -> Iterator[str]:
    """The value with its parts and coverage, or why it is withheld, then its groups."""
    yield _fact("Värde", shown_words(figure.shown))
    if figure.shown.hidden:
        yield _fact("Varför", figure.shown.hidden)
    if figure.groups:
        yield ""
    for group in figure.groups:
        yield _fact("", f"{group.label}: {shown_words(group.shown)}")
    for note in figure.notes:
        yield _fact("", note)


def _read(titles: Mapping[str, str], kind: str, names: Sequence[str]) -> str:
    told = ", ".join(sorted(titles.get(name, name) for name in names))
    return textwrap.fill(told, _WIDTH, initial_indent=f"  {kind}: ", subsequent_indent="    ") + "\n"


def _rows(traced: Traced) -> Iterator[str]:
    """The rows that the SQL gives, one a line; of persons only where nothing is withheld."""
    figure = traced.figure
    if figure.definition.protection == "person" and not figure.internal:
        yield "Raderna säger något om var och en, och visas bara med --internt.\n"
        return
    lines = [f"  {line}" for row in traced.rows for line in _row(row)]
    yield f"Rader ({number(len(traced.rows))})\n\n" + "".join(f"{line}\n" for line in lines)


_FIRST = ("post", "enhet", "person", "täljare", "nämnare", "datum", "datum_sist")


def _row(row: Row) -> list[str]:
    days = [day.isoformat() for day in (row["datum"], row["datum_sist"]) if day is not None]
    parts = [str(number(each)) if each is not None else "okänt" for each in (row["täljare"], row.get("nämnare", 0))]
    count = " av ".join(parts) if "nämnare" in row else parts[0]
    more = ", ".join(f"{name} {value}" for name, value in row.items() if name not in _FIRST and value is not None)
    told = f"{row['post']}  {count}  {'..'.join(dict.fromkeys(days)) or 'dag okänd'}  {more}"
    return textwrap.wrap(told, _WIDTH - 2, subsequent_indent="    ", break_on_hyphens=False)


def _records(heading: str, ids: Sequence[str], figure: ShownFigure, trails: Mapping[str, Trail]) -> Iterator[str]:
    """Records by the commit that last changed what the figure reads of them, the newest first."""
    if not ids:
        if figure.shown.hidden:
            yield f"{heading} visas inte, eftersom talet är dolt.\n"
        return
    by: dict[Trail | None, list[str]] = {}
    for each in ids:
        by.setdefault(trails.get(each), []).append(each)
    first = f"{heading} ({number(len(ids))}), efter incheckningen som senast ändrade det som läses av dem"
    lines = textwrap.wrap(first, _WIDTH)
    for trail in sorted(by, key=lambda each: (each is not None, each.day if each else ""), reverse=True):
        lines += ["", *textwrap.wrap(_trail(trail), _WIDTH, initial_indent="  ", subsequent_indent=" " * 14)]
        lines += textwrap.wrap("  ".join(by[trail]), _WIDTH - 4, initial_indent="    ", subsequent_indent="    ",
                               break_on_hyphens=False)  # fmt: skip
    yield "\n".join(lines) + "\n"


def _trail(trail: Trail | None) -> str:
    if trail is None:
        return _NOT_COMMITTED
    approved = f"godkänt av {_name(trail.approved_by)}" if trail.approved_by else "inte godkänt av någon annan"
    return f"{trail.commit[:10]}  {trail.day}  {_name(trail.by)}, {approved}"


def _name(person: str) -> str:
    return person.rpartition(" <")[0] or person
