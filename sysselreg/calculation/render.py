"""The calculation told for a terminal, 80 columns wide."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from sysselreg.calculation.about import Told, field_title, posts, used, value_text, why
from sysselreg.calculation.model import SOCIETY
from sysselreg.record.model import Record
from sysselreg.schema.model import Schemas
from sysselreg.swedish import join_and, kronor, number, percent_value, plural

_WIDTH = 80
_OWN = "Registrets egen kalkyl, version {}. Den är inte Upphandlingsmyndighetens."


def as_text(told: Told, title: str, schemas: Schemas) -> str:
    """Everything, block by block."""
    return "\n".join(block for block in _blocks(told, title, schemas) if block)


def _blocks(told: Told, title: str, schemas: Schemas) -> Iterator[str]:
    head = f"Samhällsekonomisk kalkyl: {title}" + (f"  {told.subject.id}" if told.subject else "")
    yield _wrapped(head) + _wrapped(_OWN.format(told.method.version)) + _wrapped(basis(told)) + _few(told)
    if told.valuation.counted:
        yield _actors(told, schemas)
        yield _posts(told, schemas)
        yield _inputs(told, schemas)
        yield _ranges(told)
    yield _left_out(told, schemas)
    yield _payback(told)
    yield "".join(_stored(each, schemas) for each in told.stored)
    if told.valuation.counted:
        yield _parameters(told)
    yield "Antaganden\n" + "".join(_wrapped(each.text, 4, "  - ") for each in told.method.assumptions)
    yield _compared(told)


def basis(told: Told) -> str:
    """What the calculation rests on, in sentences."""
    counted, whole = told.valuation.counted, len(told.valuation.counted) + len(told.valuation.left_out)
    months = number(sum((each.calculation.months for each in counted), Fraction()), 1)
    year = f" Hela tiden är räknad med {told.year} års parametrar." if told.year else ""
    if told.subject is None:
        return f"Bygger på en person i {months} månader enligt filen.{year}"
    if not whole:
        return "Ingen anställning har avslutats, så det finns inget att räkna på."
    of = f"{len(counted)} av {whole} {plural(whole, 'avslutad anställning', 'avslutade anställningar')}"
    return f"Bygger på {of}" + (f", tillsammans {months} månader.{year}" if counted else ".")


def _few(told: Told) -> str:
    few = 0 < len(told.valuation.counted) < told.limit
    return _wrapped(f"ARBETSMATERIAL – får ej spridas: bygger på färre än {told.limit} personer.") if few else ""


def _actors(told: Told, schemas: Schemas) -> str:
    labels = schemas.vocabularies["aktor"].codes
    months = sum((each.calculation.months for each in told.valuation.counted), Fraction())
    rows = [("", "Kronor", "Per månad")]
    for actor, amount in told.valuation.actors.items():
        rows.append((labels[actor].label, number(amount), number(amount / months)))
    return _table(rows)


def _posts(told: Told, schemas: Schemas) -> str:
    labels = schemas.vocabularies["aktor"].codes
    lines = ["Så är det räknat (avrundat post för post)\n"]
    for post, amount in posts(told):
        if amount:
            way = " → ".join(labels[each].label if each else "–" for each in (post.payer, post.receiver))
            shown = number(amount)
            lines.append(f"  {f'{post.name}: {way}':<{_WIDTH - 4 - len(shown)}}  {shown}\n")
            lines.append(_wrapped(post.formula, 6))
    return "".join(lines)


def _inputs(told: Told, schemas: Schemas) -> str:
    """The inputs of each record once; for a file all of its facts."""
    inputs = schemas.kinds["utvärdering"].root.children["kalkylunderlag"].children
    groups: dict[str, Mapping[str, Any]] = {}
    for each in told.valuation.counted:
        groups.setdefault(each.inputs, each.facts)
    lines = []
    for source, facts in groups.items():
        shown = [name for name in facts if not source or name in inputs]
        lines.append(f"Indata{' ur ' + source if source else ''}\n")
        lines += [_wrapped(f"{field_title(schemas, name)}: {_fact(name, facts[name])}", 4, "  ") for name in shown]
    return "".join(lines)


def _fact(name: str, value: Any) -> str:
    if isinstance(value, int) and name != "månader":
        return percent_value(value) if "procent" in name else kronor(value)
    if isinstance(value, list):
        return join_and([f"{each['försörjning_före']} {number(each['per_månad'])} kr i månaden" for each in value])
    return str(value)


def _ranges(told: Told) -> str:
    rows = [("Känslighet, kronor för samhället", "Lågt", "Mellan", "Högt")]
    rows += [(f"{each.name} {each.said}".strip(), *_three(each, SOCIETY)) for each in told.ranges]
    return _table(rows)


def _three(each: Any, actor: str) -> tuple[str, str, str]:
    return number(each.low[actor]), number(each.middle[actor]), number(each.high[actor])


def _left_out(told: Told, schemas: Schemas) -> str:
    """Why some could not be counted, the same reasons together."""
    reasons: dict[str, list[str]] = {}
    for each in told.valuation.left_out:
        reasons.setdefault(why(each, told, schemas), []).append(each.placement)
    if not reasons:
        return ""
    lines = (
        _wrapped(f"{reason} {plural(len(ids), 'Gäller', f'Gäller {len(ids)}:')} {', '.join(ids)}.", 4, "  - ")
        for reason, ids in reasons.items()
    )
    return "Kunde inte räknas\n" + "".join(lines)


def _payback(told: Told) -> str:
    paid = told.payback
    if paid is None:
        return ""
    text = (
        f"Fördyringen är {number(paid.extra)} kr och kommunens upphandlingskostnad {number(paid.procurement)} kr. "
        f"En månad i arbete ger kommunen {number(paid.gain)} kr. "
    )
    if paid.months is None:
        return "Återbetalning\n" + _wrapped(f"{text}Kostnaden betalas därför inte tillbaka av kommunens intäkter.", 2)
    return "Återbetalning\n" + _wrapped(
        f"{text}Efter {number(paid.months, 1)} månader i arbete, för alla tillsammans, är kostnaden betald.", 2
    )


def _stored(evaluation: Record, schemas: Schemas) -> str:
    """A run of another's calculator as it was stored: theirs, not ours."""
    run, labels = evaluation.data["kalkyl"], schemas.vocabularies["aktor"].codes
    per = schemas.vocabularies["per"].codes
    when = f", körd {run['kördatum']}" if "kördatum" in run else ""
    text = _wrapped(f"Sparad körning ({evaluation.id}): {run['källa']}{when}")
    text += _wrapped("Räknad av någon annan med andra indata. Jämför inte krona för krona.", 2)
    rows = [
        (labels[each["aktör"]].label, number(each["belopp"]), per[each["per"]].label.lower() if "per" in each else "")
        for each in run.get("resultat", ())
    ]
    return text + (_table([("", "Kronor", ""), *rows]) if rows else "")


def _parameters(told: Told) -> str:
    lines = ["Parametrar\n"]
    for name, value in used(told):
        parameter = told.parameters.by_id[name]
        shown = value_text(value)
        days = f"{value.first} till {value.last}"
        lines.append(_wrapped(f"{parameter.name}: {shown} {parameter.unit}, {days}. {value.source}.", 4, "  "))
    return "".join(lines)


def _compared(told: Told) -> str:
    lines = (_wrapped(f"{each.comparison.name}. {each.text}", 4, "  - ") for each in told.compared)
    return "Publicerade tal, räknade om här\n" + "".join(lines)


def _table(rows: Sequence[tuple[str, ...]]) -> str:
    """A first column of words and columns of numbers to the right."""
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    first = min(widths[0], _WIDTH - 4 - sum(width + 2 for width in widths[1:]))
    lines = []
    for row in rows:
        *above, last = textwrap.wrap(row[0], first) or [""]
        cells = "".join(f"  {cell:>{width}}" for cell, width in zip(row[1:], widths[1:], strict=True))
        lines += [f"  {line}" for line in above]
        lines.append(f"  {last:<{first}}{cells}".rstrip())
    return "\n".join(lines) + "\n"


def _wrapped(text: str, depth: int = 0, first: str | None = None) -> str:
    space = " " * depth
    begins = space if first is None else first
    return textwrap.fill(text, _WIDTH, initial_indent=begins, subsequent_indent=space, break_on_hyphens=False) + "\n"
