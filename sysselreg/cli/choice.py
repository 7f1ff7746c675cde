"""Answers to choose from: codes and the register's own lists by number or name, records by searching."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sysselreg.cli.terminal import NOTHING, BackError, line, tell, width
from sysselreg.record.assign import folded
from sysselreg.schema.model import Field, Kind, Schemas
from sysselreg.snapshot import Snapshot

_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Asking:
    """What questions need to know: the register, the record's kind, today, whether required fields may wait.

    `new` asks for a new record of another kind and gives its id, '' when that came to nothing; None where none is made.
    """

    snapshot: Snapshot
    schemas: Schemas
    settings: Mapping[str, Any]
    kind: Kind
    today: date
    as_draft: bool
    new: Callable[[Kind], str] | None


class Option(NamedTuple):
    """One answer to choose: what the record gets, what it is called, what it means."""

    value: str
    label: str
    meaning: str = ""


def options_of(asking: Asking, field: Field) -> list[Option]:
    """What there is to choose from: codes and the register's own lists; nothing where anything may be written."""
    if field.vocabulary:
        codes = asking.schemas.vocabularies[field.vocabulary].codes.values()
        return [Option(code.code, code.label, code.meaning) for code in codes]
    where, name = {"kod-förvaltning": ("förvaltningar", "kod"), "nämnd": ("nämnder", "namn")}.get(
        field.format, ("", "")
    )
    listed = asking.settings.get(where, ())
    # Settings that are wrong are told by kontrollera; here they only give no answers to choose from.
    entries = [each for each in listed if isinstance(each, Mapping) and name in each]
    return [
        Option(str(each[name]), str(each[name]), "" if name == "namn" else str(each.get("namn", "")))
        for each in entries
    ]


def _records(asking: Asking, field: Field) -> list[Option]:
    from sysselreg import lookup
    from sysselreg.record.tell import title
    from sysselreg.swedish import sort_key

    name_of = lookup.namer(asking.snapshot, asking.schemas)
    found = [
        Option(record.id, title(record, name_of), f"{record.id}  {record.kind if len(field.refers) > 1 else ''}")
        for kind in field.refers
        for record in lookup.records(asking.snapshot, asking.schemas, asking.schemas.kinds[kind]).records
    ]
    return sorted(found, key=lambda option: sort_key(option.label))


def ask_option(options: Sequence[Option], old: str | None, *, must: bool) -> str | None:
    """One of the options, by number or by name, None when it is skipped."""
    only = options[0].value if must and len(options) == 1 else None
    _show(options)
    while True:
        answer = line(old or only)
        if answer in NOTHING and not must:
            return None
        if chosen := _chosen(answer, options):
            tell(f"  {chosen.label}")
            return chosen.value
        tell(_not_there(answer) if answer else "Välj ett svar.")


def ask_options(options: Sequence[Option], old: Sequence[str]) -> list[str]:
    """Some of the options, by numbers or names with commas between, maybe none."""
    _show(options)
    tell("Ett eller flera, med komma emellan. Enter om det inte är något.")
    while True:
        answers = [part.strip() for part in line(", ".join(old)).split(",") if part.strip()]
        chosen = [(_chosen(answer, options), answer) for answer in answers]
        unknown = [answer for found, answer in chosen if found is None]
        if not unknown:
            found = [option for option, _ in chosen if option]
            tell(f"  {', '.join(option.label for option in found)}")
            return list(dict.fromkeys(option.value for option in found))
        tell(_not_there(unknown[0]))


def _chosen(answer: str, options: Sequence[Option]) -> Option | None:
    """The option of a number, of a name, or of the beginning of one name only."""
    found = [each for each in options if folded(answer) in (folded(each.value), folded(each.label))]
    found = found or [each for each in options if answer and folded(each.label).startswith(folded(answer))]
    return _numbered(answer, options) or (found[0] if len(found) == 1 else None)


def _not_there(answer: str) -> str:
    return f"”{answer}” finns inte i listan. Skriv ett nummer eller ett namn ur den."


def ask_reference(asking: Asking, field: Field, old: str | None, *, must: bool) -> str | None:
    """The id of a record, chosen by number, found by name or by the beginning of its id; None when it is skipped."""
    options = _records(asking, field)
    kinds = " eller ".join(field.refers)
    shown = options if len(options) <= _SHOWN else []
    if not shown:
        tell(f"Sök bland {len(options)}: skriv en del av namnet." if options else f"Registret har ingen {kinds} än.")
    if asking.new:
        tell(f"Skriv + för att lägga in en ny {field.refers[0]}. Den skrivs genast, för sig.")
    fresh = True
    while True:
        _show(shown if fresh else [])
        answer = line(old or (options[0].value if must and len(options) == 1 else None))
        if answer in NOTHING and not must:
            return None
        if answer == "+" and asking.new:
            if made := _new(asking, field):
                return made
            fresh = True
            continue
        sought = folded(answer)
        passing = [each for each in options if each.value.startswith(answer) or sought in folded(each.label)]
        chosen = _numbered(answer, shown) or (passing[0] if len(passing) == 1 else None)
        if chosen and answer:
            tell(f"  {chosen.label}  {chosen.value}")
            return chosen.value
        # What stands on the screen keeps its numbers until something else does.
        fresh = 0 < len(passing) <= _SHOWN
        if fresh:
            shown = passing
        else:
            tell(f"{len(passing) or 'Ingen'} {kinds} passar på ”{answer}”. Skriv något annat.")


def _new(asking: Asking, field: Field) -> str:
    try:
        return asking.new(asking.schemas.kinds[field.refers[0]]) if asking.new else ""
    except BackError:
        return ""


def _show(options: Sequence[Option]) -> None:
    longest = max((len(option.label) for option in options), default=0)
    for number, option in enumerate(options, 1):
        told = f"{number:>3}  {option.label:<{longest}}  {option.meaning}".rstrip()
        tell(*textwrap.wrap(told, width(), subsequent_indent=" " * (longest + 7), break_on_hyphens=False))


def _numbered(answer: str, options: Sequence[Option]) -> Option | None:
    number = int(answer) if answer.isdecimal() and len(answer) < 4 else 0
    return options[number - 1] if 1 <= number <= len(options) else None
