"""The `sysselreg andra` that would write what is missing or proposed, ready to be copied to a shell."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sysselreg.schema.model import Field, Kind, Schemas
from sysselreg.swedish import join_and

_STEP = re.compile(r"\[[^\[\]]+\]")
_DATES = {"datum": "ÅÅÅÅ-MM-DD", "partiellt-datum": "ÅÅÅÅ-MM-DD"}
# An answered question needs an assessment to stand in, not a decision yet.
_MEANWHILE = {"bedömning.beslut": "ej_bedömd"}
# What every shell takes as it is.
_PLAIN = re.compile(r"[\w.=:,/-]+")


def change(record_id: str, changes: Sequence[str]) -> str:
    """The command that writes `fält=värde` each."""
    return " ".join(["sysselreg andra", record_id, *(f"--satt {_quoted(each)}" for each in changes)])


def fill_in(record_id: str, lacking: Sequence[str], kind: Kind, schemas: Schemas) -> tuple[str, str]:
    """The command that fills in some fields, a placeholder for each value, and what the placeholders stand for."""
    fields = {name: _field(kind, name) for name in lacking}
    command = change(record_id, [f"{name}={_MEANWHILE.get(name) or _placeholder(fields[name])}" for name in lacking])
    lists = [field.vocabulary for name, field in fields.items() if field.vocabulary and name not in _MEANWHILE]
    codes = [code for each in lists for code in schemas.vocabularies[each].codes if code != "okänt"]
    return command, f"KOD är {join_and(codes, 'eller')}." if codes else ""


def _quoted(text: str) -> str:
    """The text as one word of a shell."""
    return text if _PLAIN.fullmatch(text) else "'" + text.replace("'", "'\\''") + "'"


def _field(kind: Kind, name: str) -> Field:
    """The field that a written name means: `krav[k1].antal`."""
    here = kind.root
    for step in _STEP.sub("", name).split("."):
        here = (here.item or here).children[step]
    return here


def _placeholder(field: Field) -> str:
    if field.vocabulary:
        return "KOD"
    return "TAL" if field.type == "integer" else _DATES.get(field.format, "TEXT")
