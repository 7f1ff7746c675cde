"""Every fact that a letter may show, by name: computed here and in the modules beside, never in a template."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from sysselreg.document.letter import (
    about_agreement,
    about_breach,
    about_compliance,
    about_dialog,
    about_placement,
    about_procurement,
    about_record,
    about_report,
    about_results,
    about_statement,
    about_tertial,
    about_time,
)
from sysselreg.document.letter.model import Subject, Value
from sysselreg.document.letter.words import in_one_line
from sysselreg.errors import UsageError
from sysselreg.swedish import join_and

FACTS: Mapping[str, Callable[[Subject], Value]] = {
    **about_time.FACTS,
    **about_procurement.FACTS,
    **about_dialog.FACTS,
    **about_agreement.FACTS,
    **about_placement.FACTS,
    **about_compliance.FACTS,
    **about_breach.FACTS,
    **about_results.FACTS,
    **about_tertial.FACTS,
    **about_record.FACTS,
    **about_report.FACTS,
    **about_statement.FACTS,
}
# What may stand only in letters inside the house.
IN_HOUSE = frozenset({"deltagarnyckel"})
# What is said of a fact that nobody can write in a record: there is nothing to tell.
_NONE = {
    "påminnelse": "det finns inget att påminna om",
    "rapportperiod": "det finns ingen period att rapportera",
    "uppföljning": "utfallet är följt upp",
    "brist": "det finns ingen försenad lägesrapport och inget krav som inte följs",
    "att_brister": "inget krav är bedömt som inte uppfyllt",
    "utan_krav": "det finns inga upphandlingar utan krav under tertialet",
    "resultat": "det finns inget resultat under året",
}
# What is said of a fact that is not known, where its name does not.
_WORDS = {"reserverad": "en reservering"}
# What has to come before a fact that is known only from a day on.
_NOT_YET = {
    "påminnelse": "det är inte dags att påminna",
    "rapportperiod": "ingen period att rapportera är slut",
    "uppföljning": "det är inte dags att följa upp utfallet",
}


def facts(subject: Subject) -> dict[str, Value]:
    """What the template of a letter is given: every fact that its definition names, '' for what is not known.

    Raises UsageError naming the facts that the letter cannot do without, or the day that they come.
    """
    definition = subject.definition
    found = {name: FACTS[name](subject) for name in definition.facts}
    missing = [name for name in definition.requires if not found[name]]
    if missing:
        raise UsageError(
            f"{definition.id} {definition.name} kan inte göras för {subject.record.id}{_why(subject, missing)}"
        )
    return {name: "" if value is None else value for name, value in found.items()}


def _why(subject: Subject, missing: Sequence[str]) -> str:
    duties = subject.records.schemas.duties
    days = [
        each.opens
        for each in subject.dues
        if each.opens and each.opens > subject.date and duties[each.rule].letter == subject.definition.id
    ]
    if days and set(missing) <= set(_NOT_YET):
        return f" än: {join_and([_NOT_YET[name] for name in missing])}. Det går från och med {in_one_line(min(days))}."
    lacking = [_WORDS.get(name, name.replace("_", " ")) for name in missing if name not in _NONE]
    if not lacking:
        return f": {join_and([_NONE[name] for name in missing])}."
    return f": registret saknar {join_and(lacking)}. Fyll i det i posten, eller i en post som den pekar på."
