"""A record under way: a commented draft for an editor, read back; what is missing; names for the items of lists."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from sysselreg.record.assign import EMPTY_LIST, HEADER
from sysselreg.record.edit import carried
from sysselreg.schema.formats import FORMATS
from sysselreg.schema.model import Field, Kind, Schemas
from sysselreg.schema.validator import expected_text
from sysselreg.yamltext import Fields, plain_data
from sysselreg.yamlwrite import NO_COMMENTS, Comments, comments_of, emit

_WIDTH = 78
# Stands for "nothing yet" while a draft is written: a private character that no record may hold.
_BLANK = "\ue000"
_DATES = {"datum": "ÅÅÅÅ-MM-DD", "partiellt-datum": "ÅÅÅÅ-MM-DD, ÅÅÅÅ-MM eller ÅÅÅÅ"}


class Draft(NamedTuple):
    """The text to edit, and the lines of it that are ours and go away again."""

    text: str
    ours: frozenset[str]


def draft(
    kind: Kind, schemas: Schemas, data: Mapping[str, Any], comments: Comments = NO_COMMENTS, intro: Sequence[str] = ()
) -> Draft:
    """A record as a form: what it holds and what it must hold, each field explained, then the others commented out."""
    required = kind.root.required
    fields = {name: field for name, field in kind.root.children.items() if name in data or name not in HEADER}
    live = {n: data.get(n, _skeleton(f)) for n, f in fields.items() if n in data or n in required}
    live |= {name: value for name, value in data.items() if name not in fields}
    explained = {n: ["", *_explained(f, schemas, required=n in required)] for n, f in fields.items() if n not in HEADER}
    above = dict(comments.above)
    for name in live:
        above[name,] = [*explained.get(name, ()), *above.get((name,), ())]
    head = [f"# {line}" for line in intro]
    body = emit(live, kind.root, Comments(above, comments.beside, comments.end)).replace(f" {_BLANK}", "")
    rest = [line for name in fields if name not in live for line in (*explained[name], *_commented(fields[name]))]
    text = "\n".join([*head, body.rstrip("\n"), *rest]) + "\n"
    ours = {*head, *rest, *(line for lines in explained.values() for line in lines)}
    return Draft(text, frozenset(line for line in ours if line))


def undrafted(text: str, ours: frozenset[str]) -> str:
    """An edited draft without our lines. What somebody has added as a comment stays."""
    return "\n".join(line for line in text.split("\n") if line.rstrip() not in ours)


def content(text: str, root: Fields, kind: Kind) -> tuple[dict[str, Any], Comments]:
    """What an edited draft says, with the fields that nobody filled in left out, and its comments."""
    written = plain_data(root)
    new = named(filled(written), kind.root)
    return new, carried(comments_of(text, root), written, new, kind.root)


def _skeleton(field: Field) -> Any:
    if field.item is not None:
        return [_skeleton(field.item)]
    return {name: _skeleton(child) for name, child in field.children.items()} if field.children else _BLANK


def _commented(field: Field) -> Iterator[str]:
    shape = Field("", "", "", "object", children={field.name: field})
    for line in emit({field.name: _skeleton(field)}, shape).replace(f" {_BLANK}", "").splitlines():
        yield f"# {line}"


def _explained(field: Field, schemas: Schemas, *, required: bool) -> Iterator[str]:
    must = " (måste fyllas i)" if required else ""
    yield from _wrapped(f"{field.title}{must}. {field.description} {allowed(field, schemas)}", "# ")
    inner = field.item or field
    for name, child in inner.children.items():
        if name == "id":  # given by us when it is left empty
            continue
        must = " (måste fyllas i)" if name in inner.required else ""
        yield from _wrapped(f"{name}{must}: {child.description} {allowed(child, schemas)}", "#     ")


def _wrapped(text: str, indent: str) -> list[str]:
    return textwrap.wrap(text, _WIDTH, initial_indent=indent, subsequent_indent=f"{indent}  ", break_on_hyphens=False)


def allowed(field: Field, schemas: Schemas) -> str:
    """What can be written in a field, in a sentence; '' for free text and groups."""
    if field.item is not None:
        return allowed(field.item, schemas)
    if field.vocabulary:
        return f"Välj: {', '.join(schemas.vocabularies[field.vocabulary].codes)}."
    if field.format in _DATES:
        return f"Skriv {_DATES[field.format]}."
    if field.format in FORMATS:
        return f"Skriv {expected_text(field, schemas)}."
    if field.type != "integer":
        return ""
    most = f" till {field.maximum}" if field.maximum is not None and field.maximum < 1000 else " och uppåt"
    return f"Skriv ett heltal från {field.minimum}{most}." if field.minimum is not None else "Skriv ett heltal."


# ---- what a record under way lacks -----------------------------------------------------------------------------------


def filled(value: Any) -> Any:
    """The content without what is left empty in a form; an empty list that somebody wrote stays.

    An item that somebody has filled in keeps its empty `id`: one is made for it.
    """
    if isinstance(value, Mapping):
        kept = {key: filled(each) for key, each in value.items()}
        kept = {key: each for key, each in kept.items() if each not in ("", {}, None) or value[key] == []}
        return {"id": "", **kept} if kept and value.get("id") == "" else kept
    if isinstance(value, list):
        items = [each for each in map(filled, value) if each not in ("", {}, None)]
        return items if items or not value else None
    return value


def missing(kind: Kind, data: Mapping[str, Any]) -> list[Field]:
    """The fields that a record must have and this content lacks, in the order of the schema."""
    return [
        field
        for name, field in kind.root.children.items()
        if name in kind.root.required and name not in HEADER and name not in data
    ]


def as_option(field: Field, schemas: Schemas) -> str:
    """How to give a missing field on the command line: `--satt part=egen|bolag|extern`."""
    if field.vocabulary:
        codes = list(schemas.vocabularies[field.vocabulary].codes)
        value = "|".join(codes[:4]) + ("|…" if len(codes) > 4 else "")
    elif field.item is not None:
        value = EMPTY_LIST
    elif field.refers:
        value = f"{schemas.kinds[field.refers[0]].prefix}-…"
    else:
        value = "ÅÅÅÅ-MM-DD" if field.format in _DATES else "…"
    quote = "'" if re.search(r"[|\[]", value) else ""
    return f"--satt {field.name}={quote}{value}{quote}"


def named(value: Any, field: Field | None) -> Any:
    """The content with an id for each item of a list that must have one, or has an empty one: `krav` gets k1, k2."""
    if isinstance(value, Mapping):
        return {key: named(each, field.children.get(key) if field else None) for key, each in value.items()}
    if not isinstance(value, list) or field is None or field.item is None:
        return value
    done: list[Any] = []
    for each in value:
        inner = named(each, field.item)
        if isinstance(inner, dict) and not inner.get("id") and ("id" in inner or "id" in field.item.required):
            inner = {**inner, "id": next_id(field, [*value, *done])}
        done.append(inner)
    return done


def next_id(field: Field, items: Sequence[Any]) -> str:
    """A free local id for one more item of a list: the field's first letter and a number."""
    taken = {str(item.get("id", "")) for item in items if isinstance(item, Mapping)}
    letter = field.name[0].translate(str.maketrans("åäö", "aao"))
    return next(each for each in (f"{letter}{number}" for number in range(1, len(taken) + 2)) if each not in taken)
