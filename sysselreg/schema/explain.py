"""A message explained: what it is about, how to mend it, why it matters, where it comes from."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from string import Formatter

from sysselreg.errors import UsageError
from sysselreg.schema.model import Message, Schemas

_LEVELS = {
    "fel": "fel: måste rättas innan posten kan användas",
    "varning": "varning: bör rättas eller förklaras",
    "upplysning": "upplysning: bra att veta",
}


def explain_message(schemas: Schemas, code: str) -> str | None:
    """The explanation of a message; None when there is no such code."""
    message = schemas.messages.get(code.upper())
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


def _bare(template: str) -> str:
    """The sentence with ‹name› where a value is put in; optional additions are left out."""
    parts = Formatter().parse(template.replace("{menade}", "").replace("{annat}", ""))
    return "".join(literal + (f"‹{name}›" if name is not None else "") for literal, name, _, _ in parts)


def unknown(written: str, known: Iterable[str]) -> UsageError:
    """The failure of asking for something that is neither a message nor a figure."""
    near = difflib.get_close_matches(written.upper(), list(known), n=3, cutoff=0.4)
    hint = f" Menade du {', '.join(near)}?" if near else ""
    return UsageError(f"”{written}” är varken en meddelandekod eller ett nyckeltal.{hint}")
