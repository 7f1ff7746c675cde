"""Every fact that a letter may show, by name: computed here and in the modules beside, never in a template."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sysselreg.document.letter import (
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
from sysselreg.errors import UsageError
from sysselreg.swedish import join_and

FACTS: Mapping[str, Callable[[Subject], Value]] = {
    **about_time.FACTS,
    **about_procurement.FACTS,
    **about_dialog.FACTS,
    **about_placement.FACTS,
    **about_compliance.FACTS,
    **about_results.FACTS,
    **about_tertial.FACTS,
    **about_record.FACTS,
    **about_report.FACTS,
    **about_statement.FACTS,
}
# What may stand only in letters inside the house.
IN_HOUSE = frozenset({"deltagarnyckel"})
# What is said of a fact that a letter needs and that is not known; else its name.
_WORDS = {
    "påminnelse": "något att påminna om",
    "rapportperiod": "en period att rapportera",
    "uppföljning": "en tid som inte är följd upp",
    "brist": "en försenad lägesrapport eller ett krav som inte följs",
    "att_brister": "ett krav som inte är uppfyllt",
    "reserverad": "en reservering",
    "utan_krav": "upphandlingar utan krav under tertialet",
    "resultat": "resultat under året",
}


def facts(subject: Subject) -> dict[str, Value]:
    """What the template of a letter is given: every fact that its definition names, '' for what is not known.

    Raises UsageError naming the facts that the letter cannot do without.
    """
    definition = subject.definition
    found = {name: FACTS[name](subject) for name in definition.facts}
    missing = [_WORDS.get(name, name.replace("_", " ")) for name in definition.requires if not found[name]]
    if missing:
        raise UsageError(
            f"{definition.id} {definition.name} kan inte göras för {subject.record.id}: registret saknar "
            f"{join_and(missing)}. Fyll i det i posten, eller i en post som den pekar på."
        )
    return {name: "" if value is None else value for name, value in found.items()}
