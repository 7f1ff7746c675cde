"""A key figure explained: what it counts, out of what, in which period, by which SQL, from which source."""

from __future__ import annotations

from sysselreg.figure.model import Definitions, FigureDefinition


def explain_figure(definitions: Definitions, written: str) -> str | None:
    """The explanation of a figure, newest version first; None when there is no such figure."""
    versions = [each for each in definitions.figures if each.id == written.upper()]
    return "\n".join(_told(each, definitions) for each in reversed(versions)) if versions else None


def _told(figure: FigureDefinition, definitions: Definitions) -> str:
    rows = [
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
    head = f"{figure.id}  {figure.name}\n\n"
    facts = "".join(f"{name:<13} {text}\n" for name, text in rows if text)
    return f"{head}{facts}\nSå räknas det (SQL, en rad för varje sak som räknas):\n\n{_sql(figure, definitions)}"


_PROTECTION = {
    "person": "personer: små grupper visas inte",
    "organisation": "upphandlingar och organisationer: inget döljs",
}


def _validity(figure: FigureDefinition) -> str:
    if not figure.valid_from and not figure.valid_to:
        return "tills vidare"
    return f"{figure.valid_from or ''}–{figure.valid_to or ''}"


def _sql(figure: FigureDefinition, definitions: Definitions) -> str:
    view = next(each for each in definitions.views[figure.file] if each.name == figure.view)
    return view.sql.strip() + "\n"
