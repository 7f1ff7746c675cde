"""An assessment told: for the terminal and as JSON, both from the same answers."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator
from typing import Any

from sysselreg.assess.commands import change, fill_in
from sysselreg.assess.model import Answer, Assessment, Clause, Ruling, Suitability
from sysselreg.schema.model import Schemas

FORMAT_VERSION = 1
_WIDTH = 80
_ANSWERS: dict[Answer, str] = {"ja": "ja", "nej": "nej", "okänt": "går inte att bedöma"}
ANSWERS_AS_JSON: dict[Answer, str] = {"ja": "ja", "nej": "nej", "okänt": "kan_inte_bedömas"}


def wrapped(text: str, depth: int = 0, first: str | None = None) -> str:
    """Text folded for a terminal so many columns in; `first` begins its first line instead."""
    space = " " * depth
    begins = space if first is None else first
    return textwrap.fill(text, _WIDTH, initial_indent=begins, subsequent_indent=space, break_on_hyphens=False) + "\n"


def as_text(found: Assessment, title: str, schemas: Schemas, *, clauses_only: bool = False) -> str:
    """Everything, or only the clauses, for a terminal."""
    head = f"{title}  {found.procurement.id}\n"
    blocks = map(clause_text, found.proposal.clauses) if clauses_only else _blocks(found, schemas)
    return "\n".join([head, *blocks])


def _blocks(found: Assessment, schemas: Schemas) -> Iterator[str]:
    answer = _ANSWERS[found.answer]
    yield (
        f"Ska upphandlingen ha sysselsättningskrav?\n{wrapped(f'{answer.capitalize()}. {found.summary}')}"
        + "".join(wrapped(note) for note in found.notes)
    )
    told: set[str] = set()
    for rule in found.rules:
        yield _rule(found, rule, told, schemas)
        told |= {part.code for part in rule.parts}
    asked = (_ruling(found, each, schemas) + wrapped(f"Källa: {each.source}", 6) for each in found.questions)
    yield "Frågor att pröva\n" + "".join(asked)
    yield from _proposal(found)


def _rule(found: Assessment, rule: Suitability, told: set[str], schemas: Schemas) -> str:
    """A rule with its parts; what a rule before it has told already is only counted in."""
    where = "gäller här" if rule.in_force else "gäller inte här"
    new = [part for part in rule.parts if part.code not in told]
    also = "  Det som står ovan och dessutom:\n" if len(new) < len(rule.parts) else ""
    body = "".join(_ruling(found, each, schemas) for each in new)
    return f"{rule.name} ({where}): {_ANSWERS[rule.answer]}\n{also}{body}{wrapped(f'Källa: {rule.source}', 2)}"


def _ruling(found: Assessment, each: Ruling, schemas: Schemas) -> str:
    mark = {"ja": "ja", "nej": "nej", "okänt": "?"}[each.answer]
    lines = [wrapped(each.question, 6, f"  {mark:<4}"), wrapped(each.reason, 6)]
    if each.lacking:
        kind = schemas.kinds[found.procurement.kind]
        command, codes = fill_in(found.procurement.id, each.lacking, kind, schemas)
        lines.append(f"      Fyll i: {command}\n")
        lines += [wrapped(codes, 6)] if codes else []
    return "".join(lines)


def _proposal(found: Assessment) -> Iterator[str]:
    proposal = found.proposal
    if proposal.reason:
        command = f"Skriv det: {change(found.procurement.id, proposal.changes)}\n" if proposal.changes else ""
        yield f"Förslag\n{wrapped(proposal.reason)}{command}"
    yield from map(clause_text, proposal.clauses)


def clause_text(clause: Clause) -> str:
    """One clause, as it can be copied into the procurement's documents."""
    penalty = f"\n  Vite\n{_indented(clause.penalty)}" if clause.penalty else ""
    advice = wrapped(f"Att tänka på: {clause.advice}", 2) if clause.advice else ""
    return (
        f"{wrapped(f'Klausul: {clause.title} ({clause.name}, från {clause.valid_from.isoformat()})')}"
        f"{wrapped(f'Används: {clause.when}', 2, '  ')}\n{_indented(clause.wording)}{penalty}\n"
        f"{advice}{wrapped(f'Källa: {clause.source}', 2)}"
    )


def _indented(text: str) -> str:
    """The clause's own lines, each folded under its number."""
    return "".join(wrapped(line, 5 if line[:1].isdigit() else 2, "  ") for line in text.splitlines())


def as_json(found: Assessment, title: str, revision: str) -> str:
    """The contract of `schemas/output/bedom.yaml`."""
    proposal = found.proposal
    told = {
        "format_version": FORMAT_VERSION,
        "revision": revision or None,
        "id": found.procurement.id,
        "titel": title,
        "svar": ANSWERS_AS_JSON[found.answer],
        "sammanfattning": found.summary,
        "upplysningar": list(found.notes),
        "regler": [
            {
                "regel": rule.rule,
                "namn": rule.name,
                "gäller": rule.in_force,
                "svar": ANSWERS_AS_JSON[rule.answer],
                "källa": rule.source,
                "villkor": [_ruling_json(part) for part in rule.parts],
            }
            for rule in found.rules
        ],
        "frågor": [_ruling_json(each) for each in found.questions],
        "förslag": {
            "krav": proposal.kind or None,
            "antal": proposal.amount,
            "skäl": proposal.reason,
            "ändringar": list(proposal.changes),
            "klausuler": [clause_json(clause) for clause in proposal.clauses],
        },
    }
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"


def _ruling_json(each: Ruling) -> dict[str, Any]:
    return {
        "kod": each.code,
        "fråga": each.question,
        "svar": ANSWERS_AS_JSON[each.answer],
        "skäl": each.reason,
        "källa": each.source,
        "saknas": list(each.lacking),
    }


def clause_json(clause: Clause) -> dict[str, Any]:
    """A clause as the output schema has it."""
    return {
        "klausul": clause.name,
        "namn": clause.title,
        "krav": clause.requirement,
        "används": clause.when,
        "lydelse": clause.wording,
        "vite": clause.penalty or None,
        "att_tänka_på": clause.advice or None,
        "källa": clause.source,
        "gäller_från": clause.valid_from.isoformat(),
        "gäller_till": clause.valid_to.isoformat() if clause.valid_to else None,
    }
