"""A message or a duty explained: what it is about, how to mend or settle it, why it matters, where it comes from."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from string import Formatter

from sysselreg.errors import UsageError
from sysselreg.schema.model import Duty, Message, Schemas

_LEVELS = {
    "fel": "fel: måste rättas innan posten kan användas",
    "varning": "varning: bör rättas eller förklaras",
    "upplysning": "upplysning: bra att veta",
}


def explain_code(schemas: Schemas, code: str) -> str | None:
    """The explanation of a message or a duty; None when there is no such code."""
    message, duty = schemas.messages.get(code.upper()), schemas.duties.get(code.upper())
    if duty is not None:
        return _duty(schemas, duty)
    return _told(message) if message else None


def _told(message: Message) -> str:
    rows = [
        f"{message.code}  {message.name}",
        "",
        f"Nivå          {_LEVELS[message.level]}",
        f"Så säger det  {_bare(message.message)}",
        f"Gör så här    {_bare(message.remedy)}",
        f"Varför        {_bare(message.reason)}",
    ]
    rows += [f"Gräns         {name.replace('_', ' ')}: {value}" for name, value in message.thresholds.items()]
    if message.source:
        rows.append(f"Källa         {message.source}")
    return "\n".join(rows) + "\n"


def _duty(schemas: Schemas, duty: Duty) -> str:
    rules = schemas.settings.schema["properties"]["regler"]["properties"]
    letter = schemas.vocabularies["brevtyp"].codes.get(duty.letter)
    rows = [
        f"{duty.code}  {duty.name}",
        "",
        f"Vad           {_bare(duty.what)}",
        f"Vem           {duty.role}",
        f"Frist         {duty.term}",
        *(f"Gräns         {name.replace('_', ' ')}: {_said(rules[name]['default'])}" for name in duty.limits),
        f"Klart         {duty.done}",
        *([f"Upphör        {duty.ends}"] if duty.ends else ()),
        *([f"Brev          {letter.code} {letter.label}"] if letter else ()),
        f"Varför        {duty.reason}",
        f"Källa         {duty.source}",
    ]
    return "\n".join(rows) + "\n"


def _said(value: object) -> str:
    return ", ".join(value) if isinstance(value, list) else str(value)


def _bare(template: str) -> str:
    """The sentence with ‹name› where a value is put in; optional additions are left out."""
    parts = Formatter().parse(template.replace("{menade}", "").replace("{annat}", ""))
    return "".join(literal + (f"‹{name}›" if name is not None else "") for literal, name, _, _ in parts)


def unknown(written: str, known: Iterable[str]) -> UsageError:
    """The failure of asking for something that is no message, duty or figure."""
    near = difflib.get_close_matches(written.upper(), list(known), n=3, cutoff=0.4)
    hint = f" Menade du {', '.join(near)}?" if near else ""
    return UsageError(f"”{written}” är varken en meddelandekod, en bevakning eller ett nyckeltal.{hint}")
