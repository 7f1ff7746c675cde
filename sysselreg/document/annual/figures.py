"""Shown figures as tables, large numbers and words. Nothing is counted here: every number was shown by disclosure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from sysselreg.document.annual.model import Materials
from sysselreg.document.blocks import Column, KeyFigure, Row, Table
from sysselreg.figure.model import Shown, ShownFigure
from sysselreg.swedish import count_word, counted, number, round_half_up

NOTHING = "–"
_PLACEHOLDER = re.compile(r"\{\{\s*nyckeltal\.(N[0-9]{2})(?:\.([^\s{}]+))?\s*\}\}")


def silent_names(materials: Materials) -> list[str]:
    """The figures that the register knows nothing of in the year nor the year before."""
    return [
        f"{figure.id} {figure.definition.name[:1].lower()}{figure.definition.name[1:]}"
        for figure in _by_id(materials.figures)
        if is_silent(figure) and (figure.id not in materials.before or is_silent(materials.before[figure.id]))
    ]


def overview(materials: Materials, source: str) -> Table | None:
    """Every figure that counts something, with its value, the year before and the coverage; None when none does."""
    rows, notes = [], [_COVERAGE_NOTE]
    for figure in _by_id(materials.figures):
        before = materials.before.get(figure.id)
        name = f"{figure.id} {figure.definition.name}"
        if is_silent(figure) and (before is None or is_silent(before)):
            continue
        earlier = NOTHING if before is None or is_silent(before) else before.shown.text
        now = NOTHING if is_silent(figure) else figure.shown.text
        traced = "" if is_silent(figure) else trace_of(figure)
        rows.append(Row((name, now, earlier, coverage(figure.shown)), trace=traced))
        # A figure with groups has a table of its own, where its notes stand.
        notes += [f"{figure.id}: {note}" for note in figure.notes if not figure.groups]
        if earlier != NOTHING and before is not None and before.definition != figure.definition:
            notes.append(f"{figure.id} räknades på ett annat sätt {materials.year - 1}.")
    columns = (
        Column("Nyckeltal", 6),
        Column(str(materials.year), 3, numeric=True),
        Column(str(materials.year - 1), 3, numeric=True),
        Column("Täckning", 3, numeric=True),
    )
    if not rows:
        return None
    return Table("t-nyckeltal", f"Nyckeltal {materials.year}", columns, tuple(rows), source, " ".join(notes))


_COVERAGE_NOTE = "Täckning är hur många av de underliggande uppgifterna som är kända. Okänt räknas aldrig som noll."


def trace_of(figure: ShownFigure) -> str:
    """The id of the row that tells what a figure rests on (appendix, Spårbarhet)."""
    return f"spar-{figure.id.lower()}"


def is_silent(figure: ShownFigure) -> bool:
    """Whether the register holds nothing that the figure could count: neither a value nor a zero would be true."""
    return figure.shown.total == 0 and not figure.shown.hidden


def _by_id(figures: Mapping[str, ShownFigure]) -> list[ShownFigure]:
    return [figures[name] for name in sorted(figures) if "/" not in name]


def coverage(shown: Shown) -> str:
    """`12 av 14`, a dash where nothing could have been known."""
    if shown.known is None or shown.total is None:
        return "dold"
    return f"{number(shown.known)} av {number(shown.total)}" if shown.total else NOTHING


def comparable(figure: ShownFigure, before: ShownFigure) -> bool:
    """Whether the two years are two numbers of the same thing, counted in the same way.

    A budget for the whole mandate is one number, and its note says so.
    """
    same = bool(figure.notes) and figure.notes == before.notes and figure.shown.value == before.shown.value
    return not is_silent(before) and not same and figure.definition == before.definition


def blank(figure: ShownFigure) -> bool:
    """Whether more than half of a split is withheld: then a sentence says so instead of a table of dots."""
    return 2 * sum(group.shown.hidden is not None for group in figure.groups) > len(figure.groups)


def blank_splits(materials: Materials) -> list[str]:
    """The names of the figures about persons whose split is too small to print, for that sentence."""
    return [
        figure.definition.name.lower()
        for figure in _by_id(materials.figures)
        if figure.definition.protection == "person" and figure.groups and blank(figure)
    ]


def withheld(materials: Materials) -> list[tuple[str, str, str]]:
    """Figure, group ('' for the whole) and reason of everything that is withheld."""
    found = []
    for figure in _by_id(materials.figures):
        if figure.shown.hidden:
            found.append((f"{figure.id} {figure.definition.name}", "", figure.shown.hidden))
        found.extend(
            (f"{figure.id} {figure.definition.name}", group.label, group.shown.hidden)
            for group in (*figure.groups, *figure.margins)
            if group.shown.hidden
        )
    return found


_KEY_FIGURES = (
    ("N03", "tilldelade upphandlingar med krav"),
    ("N41", "upphandlingar lyftes"),
    ("N08", "överenskomna platser"),
    ("N10", "personer har börjat"),
    ("N19", "till arbete eller studier"),
    ("N33", "reserverade eller med köpta platser"),
    ("N36", "aktiviteter"),
    ("N39", "kvar av budgeten"),
)
_AT_MOST = 4


def key_figures(materials: Materials) -> list[KeyFigure]:
    """The large numbers: the first four, in order of interest, that the register knows anything about."""
    numbers: list[KeyFigure] = []
    for name, label in _KEY_FIGURES:
        figure = materials.figures[name]
        if figure.shown.value is None or is_silent(figure) or len(numbers) == _AT_MOST:
            continue
        before = materials.before.get(name)
        known = before is not None and before.shown.value is not None and comparable(figure, before)
        detail = f"{before.shown.text} året före" if before is not None and known else ""
        if figure.shown.total and figure.shown.known is not None and figure.shown.known < figure.shown.total:
            detail = ", ".join(filter(None, [detail, f"{coverage(figure.shown)} uppgifter kända"]))
        numbers.append(KeyFigure(figure.shown.text, label, detail, trace_of(figure)))
    return numbers


def wordings(materials: Materials, texts: Mapping[str, str]) -> dict[str, str]:
    """What narrative texts may name: `nyckeltal.N36` and `nyckeltal.N36.nätverksträff` → words.

    A group of the default split that nobody belongs to is `noll`, when its name is a code that exists.
    """
    words: dict[str, str] = {}
    for figure in _by_id(materials.figures):
        words[f"nyckeltal.{figure.id}"] = in_prose(figure.shown)
        for group in figure.groups:
            words[f"nyckeltal.{figure.id}.{group.name}"] = in_prose(group.shown)
    codes = {code for vocabulary in materials.records.schemas.vocabularies.values() for code in vocabulary.codes}
    for name, code in _asked(texts):
        if code in codes and name in materials.figures:
            words.setdefault(f"nyckeltal.{name}.{code}", "noll")
    return words


def _asked(texts: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for text in texts.values():
        for name, group in _PLACEHOLDER.findall(text):
            if group:
                yield name, group


def in_prose(shown: Shown) -> str:
    """A shown value in running text: small counts as words (`sju`, `fem dagar`)."""
    if shown.value is not None and shown.unit == "antal" and shown.value.denominator == 1:
        return count_word(int(shown.value))
    if shown.value is not None and shown.unit == "dagar":
        return counted(int(round_half_up(shown.value)), "dag", "dagar")
    return shown.text
