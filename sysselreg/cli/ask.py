"""Questions in the terminal: one field at a time, each answer checked at once. `<` goes back, Ctrl-C stops it all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sysselreg.cli.choice import Asking, ask_option, ask_options, ask_reference, options_of
from sysselreg.cli.terminal import NOTHING, BackError, line, tell, wrapped, yes
from sysselreg.errors import UsageError
from sysselreg.record.assign import HEADER, folded, value_of
from sysselreg.record.draft import allowed, missing, next_id
from sysselreg.schema.model import Field
from sysselreg.snapshot import Snapshot
from sysselreg.yamltext import Path

MORE = "Vill du fylla i mer? Skriv fältets namn, eller Enter när posten är klar."
MEND = "Vad vill du rätta? Skriv fältets namn, eller Enter för att sluta utan att skriva."
_DATES = frozenset({"datum", "partiellt-datum"})


def ask_missing(asking: Asking, data: Mapping[str, Any]) -> dict[str, Any]:
    """The content with an answer for each required field that it lacks. Raises BackError before the first question."""
    return _in_turn(asking, missing(asking.kind, data), dict(data), (), _must(asking))


def _must(asking: Asking) -> frozenset[str]:
    return frozenset() if asking.as_draft else asking.kind.root.required


def ask_more(asking: Asking, data: Mapping[str, Any], question: str) -> dict[str, Any]:
    """The content with the fields that somebody asks for by name, until Enter. `question` is for the first time."""
    now = dict(data)
    fields = {name: field for name, field in asking.kind.root.children.items() if name not in HEADER}
    while True:
        rest = ", ".join(field.title for name, field in fields.items() if name not in now)
        tell("\n", *wrapped(question if now == data else MORE), *wrapped(f"Fält som inte är ifyllda: {rest}."))
        try:
            answer = line()
            if not answer:
                return now
            found = _fields_called(answer, fields)
            if len(found) == 1:
                now = _in_turn(asking, found, now, (), _must(asking))
            else:
                among = ", ".join(field.title for field in found)
                tell(f"”{answer}” kan vara {among}." if found else f"Inget fält heter ”{answer}”.")
        except BackError:
            continue


def summary(asking: Asking, snapshot: Snapshot, data: Mapping[str, Any]) -> str:
    """What has been answered, told as `visa` tells a record. `snapshot`: the register as it is by now."""
    from sysselreg import lookup
    from sysselreg.record.model import Record
    from sysselreg.record.tell import lines_as_text, told

    record = Record(asking.kind.name, "", "", data, b"")
    name_of = lookup.namer(snapshot, asking.schemas)
    return lines_as_text(told(record, asking.schemas, name_of)).rstrip()


def _fields_called(answer: str, fields: Mapping[str, Field]) -> list[Field]:
    """The field of a name or label; those that begin so when none is called just so."""
    names = {name: {folded(name), folded(field.title)} for name, field in fields.items()}
    sought = folded(answer)
    exact = [fields[name] for name, known in names.items() if sought in known]
    return exact or [fields[name] for name, known in names.items() if any(each.startswith(sought) for each in known)]


def _in_turn(
    asking: Asking, fields: Sequence[Field], data: dict[str, Any], path: Path, must: frozenset[str]
) -> dict[str, Any]:
    """Ask for several fields, one after the other. Raises BackError when somebody goes back from the first."""
    at = 0
    while at < len(fields):
        field = fields[at]
        count = f"[{at + 1}/{len(fields)}] " if len(fields) > 1 else ""
        old, needed = data.get(field.name), field.name in must
        tell("\n", *_heading(asking, field, count, kept=old is not None, must=needed))
        try:
            answer = _ask(asking, field, (*path, field.name), old, must=needed)
        except BackError:
            if at == 0:
                raise
            at -= 1
            continue
        data.pop(field.name, None)
        if answer is not None:
            data[field.name] = answer
        at += 1
    return data


def _heading(asking: Asking, field: Field, count: str, *, kept: bool, must: bool) -> list[str]:
    enter = " (Enter behåller, - tar bort)" if kept else " (Enter hoppar över)"
    single = field.item is None and not field.children
    form = allowed(field, asking.schemas) if field.format and not field.refers else ""
    return wrapped(f"{count}{field.title}{enter if single and not must else ''}. {field.description} {form}")


def _ask(asking: Asking, field: Field, path: Path, old: Any, *, must: bool) -> Any:
    """The answer for one field, None when it is skipped."""
    if field.item is not None:
        held = old if isinstance(old, list) else []
        if not field.item.children:
            return _ask_values(asking, field.item, path, held) or ([] if must else None)
        # Whoever asks for an optional list by its name wants to add to it.
        wanted = len(path) == 1 and not must
        return _ask_rows(asking, field.item, path, held, wanted=wanted) or ([] if must else None)
    if field.children:
        if len(path) > 1 and not yes(f"{field.title}: fyll i?", default=False):
            return old
        return _in_turn(asking, list(field.children.values()), dict(old or {}), path, field.required) or None
    if field.refers:
        return ask_reference(asking, field, old, must=must)
    if options := options_of(asking, field):
        return ask_option(options, old, must=must)
    return _ask_text(asking, field, path, old, must=must)


# ---- single values ---------------------------------------------------------------------------------------------------


def _ask_text(asking: Asking, field: Field, path: Path, old: Any, *, must: bool) -> str | None:
    default = old or (asking.today.isoformat() if must and field.format in _DATES else None)
    while True:
        answer = line(default)
        if answer in NOTHING and not must:
            return None
        if not answer:
            tell("Det här fältet måste fyllas i.")
            continue
        try:
            value = value_of(field, field.name, answer, asking.schemas, asking.snapshot)
        except UsageError as error:
            tell(error.sentence)
            continue
        wrong = list(_wrong(asking, field, path, value))
        if not wrong:
            return str(value)
        for sentence in wrong:
            tell(*wrapped(sentence))


def _wrong(asking: Asking, field: Field, path: Path, value: str) -> Iterator[str]:
    """What kontrollera would say of one answer, before there is a whole record."""
    from sysselreg.check import personal
    from sysselreg.check.run import run
    from sysselreg.record.ids import path_of
    from sysselreg.snapshot import CONFIG
    from sysselreg.yamlwrite import emit

    nested: Any = value
    for step in reversed(path):
        nested = [nested] if isinstance(step, int) else {step: nested}
    made = f"{asking.kind.prefix}-000000"
    data = {"typ": asking.kind.name, "id": made, "version": asking.kind.version, **nested}
    file = path_of(asking.kind, made, asking.today.year)
    held = {CONFIG: asking.snapshot.files[CONFIG], file: emit(data, asking.kind.root).encode()}
    for finding in run(Snapshot(held), asking.schemas, ()).findings:
        # What else the record lacks is asked for in its turn.
        if finding.place.file == file and finding.code != "S002" and finding.field:
            yield from (finding.message.replace(f" ({finding.field})", ""), finding.remedy)
    if not field.format:
        for finding in personal.in_text(asking.schemas, value, "", field.title):
            yield from (finding.message, finding.remedy)


# ---- lists -----------------------------------------------------------------------------------------------------------


def _ask_values(asking: Asking, item: Field, path: Path, old: list[Any]) -> list[Any]:
    """Codes all at once, other values one by one until Enter; what the list held before is kept or begun again."""
    if options := options_of(asking, item):
        return list(ask_options(options, old))
    values = list(old) if old and yes(f"Nu: {', '.join(map(str, old))}. Behåll?") else []
    while True:
        try:
            tell(f"Värde {len(values) + 1} (Enter när det är klart)")
            answer = _ask(asking, item, (*path, 0), None, must=False)
        except BackError:
            if not values:
                raise
            values.pop()
            continue
        if answer is None:
            return values
        if answer in values:
            tell("Det är redan med.")
        else:
            values.append(answer)


def _ask_rows(asking: Asking, item: Field, path: Path, old: list[Any], *, wanted: bool) -> list[Any]:
    """Groups of fields as long as somebody adds one; what the list held before is kept or begun again."""
    rows = list(old) if old and yes(f"{len(old)} finns redan. Behåll?") else []
    fields = [child for name, child in item.children.items() if name != "id"]
    while yes(f"Lägg till {'fler' if rows else item.title.lower()}?", default=wanted and not rows):
        named = {"id": next_id(item, rows)} if "id" in item.children else {}
        try:
            rows.append({**named, **_in_turn(asking, fields, {}, (*path, 0), item.required)})
        except BackError:
            continue
    return rows
