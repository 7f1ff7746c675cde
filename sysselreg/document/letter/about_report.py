"""Facts of a tjänsteskrivelse that goes before an Årsrapport: the mandate, and the year in the report's own figures.

Every number is the one that the report prints: disclosed, and with what is not open left out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sysselreg.check.facts import at, day, rows
from sysselreg.document.annual import appendix, figures, procurements
from sysselreg.document.annual.model import Materials
from sysselreg.document.blocks import Column, Row, Table
from sysselreg.document.letter.model import Subject, Value
from sysselreg.document.letter.words import name_of, on, title, when
from sysselreg.figure.model import Shown
from sysselreg.period import Period
from sysselreg.record.model import Record
from sysselreg.swedish import count_word, counted, join_and, plural, sort_key

# Those who want to know what a mandate led to (schemas/vocabularies/partroll.yaml).
_TOLD = frozenset({"projektägare", "beställare", "finansiär", "mottagare"})


_ONE_GOAL = {"nått": "är nått", "missat": "är missat", "kan_inte_bedömas": "kan inte bedömas"}


def _of_report(told: Callable[[Materials], Value]) -> Callable[[Subject], Value]:
    """A fact of the report, None for a letter that goes before none."""

    def fact(subject: Subject) -> Value:
        report = subject.annual
        return told(report) if report else None

    return fact


def _of_mandate(told: Callable[[Subject], Value]) -> Callable[[Subject], Value]:
    """A fact of the mandate that is reported, None for a letter that is about no report."""
    return lambda subject: told(subject) if subject.annual else None


def _decision(name: str) -> Callable[[Subject], Value]:
    return _of_mandate(lambda subject: at(subject.record.data, "beslut", name))


def report_title(subject: Subject) -> str:
    """What the report is called beside its year: `Arbete genom upphandling`."""
    return str(subject.records.config.get("rapport", {}).get("titel") or title(subject.record))


def issued(subject: Subject) -> Record | None:
    """The issue that the report went out as, the last by the day of the letter; None when it has not gone out."""
    year = Period.year(subject.year)
    whole = {"från": year.start.isoformat(), "till": year.last.isoformat()}
    found = [
        each
        for each in subject.records.of("utgivning")
        if each.data["avser_tid"] == whole and each.data["datum"] <= subject.date.isoformat()
        if (document := handled(subject, each)) is None or document.data.get("status") != "makulerad"
    ]
    return max(found, key=lambda each: (str(each.data["datum"]), each.id), default=None)


def handled(subject: Subject, issue: Record) -> Record | None:
    """The handling that an issue is in its case, None when it is in none."""
    return subject.records.by_id.get(str(issue.data.get("handling")))


def dated(subject: Subject, report: Materials) -> str:
    """The day of the report and its number in the diary: `2026-02-10 (KS 2025/0027-5)`."""
    issue = issued(subject)
    if issue is None:
        return report.revision.date.isoformat() if report.revision.date else "inte incheckad"
    document = handled(subject, issue)
    case = subject.records.by_id.get(str(document.data["ärende"])) if document else None
    number = f" ({case.data['diarienummer']}-{document.data['nummer']})" if document and case else ""
    return f"{issue.data['datum']}{number}"


def _state(subject: Subject) -> Value:
    """The commit that the report is made of."""
    if subject.annual is None:
        return None
    issue = issued(subject)
    own = subject.annual.revision.short
    return (str(issue.data["incheckning"])[: len(own)] if issue and own else own) or None


def parties(subject: Subject) -> list[str]:
    """Those of the mandate's parties that a decision about its report concerns."""
    found = [name_of(subject, row["organisation"]) for _, row in rows(subject.record, "parter") if row["roll"] in _TOLD]
    return sorted({each for each in found if each}, key=sort_key)


def _points(subject: Subject) -> Value:
    count = len(at(subject.record.data, "rapportpunkter") or ())
    return counted(count, "punkt", "punkter") if count else None


def _term(subject: Subject) -> Value:
    """`gällde från 1 januari 2023 till 31 december 2025`, as much as is known; `gäller` until the last day."""
    first, last = (when(subject.record.data, "giltig", end) for end in ("från", "till"))
    told = " ".join([*([f"från {first}"] if first else []), *([f"till {last}"] if last else [])])
    ended = day(subject.record, "giltig", "till")
    verb = "gällde" if ended is not None and ended.last < subject.date else "gäller"
    return f"{verb} {told}" if told else None


def _shown(report: Materials, name: str) -> Shown | None:
    """A figure as it may be shown; None when the register knows nothing that it could count."""
    figure = report.figures.get(name)
    return None if figure is None or figures.is_silent(figure) else figure.shown


def _persons(report: Materials) -> Value:
    shown = _shown(report, "N10")
    return f"{figures.in_prose(shown)} {'person' if shown.value == 1 else 'personer'}" if shown else None


def _procurements(report: Materials) -> Value:
    """`38 upphandlingar aktuella`, after `var`."""
    count = len(procurements.of_the_year(report.records.records, report.period))
    told = counted(count, "upphandling", "upphandlingar")
    return f"{told} {plural(count, 'aktuell', 'aktuella')}" if count else None


def _goals_in_words(report: Materials) -> Value:
    """`Av fem mål är tre nådda och två missade`, with how many cannot be judged."""
    statuses = [goal.status for goal in report.goals]
    if len(statuses) == 1:
        return f"Årets mål {_ONE_GOAL[statuses[0]]}."
    judged = [
        f"{count_word(count, neuter=True)} {one if count == 1 else several}"
        for status, one, several in (("nått", "nått", "nådda"), ("missat", "missat", "missade"))
        if (count := sum(each == status for each in statuses))
    ]
    total, unclear = counted(len(statuses), "mål", "mål", neuter=True), statuses.count("kan_inte_bedömas")
    if not judged:
        return f"Inget av årets {total} kan bedömas." if statuses else None
    rest = f", och {count_word(unclear, neuter=True)} kan inte bedömas" if unclear else ""
    return f"Av {total} är {join_and(judged)}{rest}."


def _goals(report: Materials) -> Value:
    """Each goal with its outcome and whether it is reached."""
    body = tuple(Row((goal.name, goal.outcome, goal.status_text)) for goal in appendix.goals(report))
    columns = (Column("Mål", 9), Column("Utfall", 2, numeric=True), Column("Bedömning", 3))
    return Table("mal", f"Mål och utfall {report.year}", columns, body) if body else None


def _missed(report: Materials) -> Value:
    return [f"{goal.name}: {goal.sentence}" for goal in appendix.goals(report) if goal.status == "missat"] or None


def _kronor(name: str) -> Callable[[Subject], Value]:
    """A part of the year's budget in kronor."""

    def told(report: Materials) -> Value:
        group = report.figures["N39"].group(name)
        return group.shown.text if group and group.shown.value is not None else None

    return _of_report(told)


def _extra_cost(report: Materials) -> Value:
    """Whether the requirements made the year's procurements dearer, in a sentence; None when nobody has judged it."""
    shown = _shown(report, "N31")
    if shown is None or (shown.value is None and not shown.hidden):
        return None
    if shown.hidden:
        return f"Fördyringen visas inte. {shown.hidden}"
    if not shown.value:
        return "Kraven bedöms inte ha gjort årets upphandlingar dyrare."
    return f"Kraven bedöms ha gjort årets upphandlingar {shown.text} dyrare."


def _assessed(report: Materials) -> Value:
    shown = _shown(report, "N31")
    return figures.coverage(shown) if shown and not shown.hidden else None


FACTS: Mapping[str, Callable[[Subject], Value]] = {
    "rapportår": _of_report(lambda report: str(report.year)),
    "rapportens_läge": _state,
    "uppdrag": _of_mandate(lambda subject: title(subject.record)),
    "uppdragsgivare": _decision("instans"),
    "uppdragets_nummer": _decision("diarienummer"),
    "uppdragets_dag": _of_mandate(lambda subject: on(subject.record.data, "beslut", "datum")),
    "uppdragets_tid": _of_mandate(_term),
    "rapportpunkter": _of_mandate(_points),
    "antal_personer": _of_report(_persons),
    "antal_upphandlingar": _of_report(_procurements),
    "stora_tal": _of_report(lambda report: figures.key_figures(report) or None),
    "målen": _of_report(_goals),
    "målen_i_ord": _of_report(_goals_in_words),
    "missade_mål": _of_report(_missed),
    "budget": _kronor("budget"),
    "budgetutfall": _kronor("utfall"),
    "kvar_av_budgeten": _kronor("kvar"),
    "budgetnoter": _of_report(lambda report: report.figures["N39"].notes or None),
    "fördyring": _of_report(_extra_cost),
    "fördyring_bedömd": _of_report(_assessed),
}
