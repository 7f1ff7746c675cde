"""How records, fields and values are spoken of in running text: labels, codes and names, and what an expert reworded.

Special wordings are data (`reports/andringar.yaml`). What a record says is put in as text, never read as a template.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sysselreg.change.difference import entry_names
from sysselreg.change.model import Kind
from sysselreg.check.wording import shown
from sysselreg.errors import DefinitionError
from sysselreg.schema.formats import FORMATS
from sysselreg.schema.load import read_all
from sysselreg.schema.model import Field, Schemas
from sysselreg.snapshot import REPORTS, Snapshot
from sysselreg.swedish import join_and, kronor, number, percent_value

FILE = REPORTS + "andringar.yaml"
SETTINGS, TEXT, OTHER = "inställning", "text", "fil"
SECRET = "(omfattas av sekretess)"  # noqa: S105 - a wording, not a password
_UNREADABLE = frozenset({"sha256", "commit"})
# Long enough to judge a text by, short enough that one record does not fill a comment.
_SHOWN = 600


@dataclass(frozen=True, slots=True)
class Entry:
    """What an entry of a list is called, and the fields that tell which one it is."""

    name: str
    shows: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Wording:
    """The wording file: kinds, fields and lists by dotted name (`placering.planerad.till`), units by field name."""

    kinds: Mapping[str, Kind]
    fields: Mapping[str, str]
    entries: Mapping[str, Entry]
    parts: Mapping[str, str]
    units: Mapping[str, str]
    proper: frozenset[str]


def load_wording(snapshot: Snapshot, kinds: Iterable[str]) -> Wording:
    """Read the wording file. `kinds`: all there are, worded or not. Raises DefinitionError when the file is broken."""
    top = read_all(snapshot, [FILE])[FILE]
    unworded = {name: Kind(name, "posten", f"{name}-poster", neuter=False) for name in kinds}
    try:
        worded = {
            name: Kind(name, e["bestämd"], e["flera"], e.get("genus") == "ett", tuple(e.get("främst", ())))
            for name, e in top["typer"].items()
        }
        return Wording(
            kinds={**worded, **{name: kind for name, kind in unworded.items() if name not in worded}},
            fields=dict(top["fält"]),
            entries={name: Entry(e["namn"], tuple(e.get("visar", ()))) for name, e in top["rader"].items()},
            parts=dict(top["delar"]),
            units=dict(top["enheter"]),
            proper=frozenset(top["egennamn"]),
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise DefinitionError(f"Filen {FILE} är trasig: {error!r}. Rätta den.") from error


@dataclass(frozen=True, slots=True)
class Words:
    """Everything needed to speak of one record. `closed`: its own words must not be told, only codes and dates."""

    schemas: Schemas
    wording: Wording
    name_of: Callable[[str], str]
    closed: bool = False

    def lower(self, text: str) -> str:
        """A label or the label of a code inside a sentence: `pågående`, but `CPV-kod` and `Lund`."""
        first = text.split(" ", 1)[0]
        return text if text[1:2].isupper() or first in self.wording.proper else text[:1].lower() + text[1:]

    def label(self, field: Field | None, key: str) -> str:
        """A field's label as it begins a sentence; the key itself when no schema has the field."""
        return field.title if field else "okänt fält" if self.closed else key

    def part(self, field: Field | None, key: str) -> str:
        """A field's label inside a sentence about what it belongs to: `slutet`, `antal`."""
        return self.wording.parts.get(key) or self.lower(self.label(field, key))

    def value(self, value: Any, field: Field | None) -> str:
        """A value as it is said: the label of a code, the name of a record, an amount with its unit, a text quoted."""
        if isinstance(value, Mapping):
            return self.fields(value, field)
        if isinstance(value, list):
            return self.items(value, field)
        if self.closed and not self._bound(value, field):
            return SECRET
        if field is not None and field.vocabulary:
            code = self.schemas.vocabularies[field.vocabulary].codes.get(str(value))
            return self.lower(code.label) if code else self.quoted(str(value))
        if field is not None and field.refers:
            name = self.name_of(str(value))
            return f"{name} ({value})" if name != value else str(value)
        if isinstance(value, int):
            return self._number(value, field)
        return str(value) if field is not None and field.format else self.quoted(str(value))

    def safe(self, text: str) -> str:
        """A text on one line with personal data masked, before it is cut: half a number is told by no pattern."""
        return shown(" ".join(text.split()), self.schemas)

    def quoted(self, text: str) -> str:
        """What a record says, in quotation marks."""
        return quoted(self.safe(text))

    def fields(self, value: Mapping[str, Any], field: Field | None) -> str:
        """The fields of a map: `typ skarpt krav, antal 3`. Left out: its own id, and what nobody can judge."""
        known = field.children if field else {}
        told = {key: each for key, each in value.items() if key != "id" and _of(known.get(key)) not in _UNREADABLE}
        return ", ".join(self.field(key, each, known.get(key)) for key, each in told.items())

    def field(self, key: str, value: Any, field: Field | None) -> str:
        """A field with its value: `antal 3`, `avtalstid (från 2023-02, till 2025-04)`."""
        label, said = self.lower(self.label(field, key)), self.value(value, field)
        unnamed = isinstance(value, list) and isinstance(next(iter(value), None), Mapping) and not _named(value, field)
        return f"{label} ({said})" if isinstance(value, Mapping) or unnamed else f"{label} {said}"

    def items(self, value: list[Any], field: Field | None) -> str:
        """The entries of a list: `ungdomar och nyanlända`, `k1 (antal 3) och k2 (antal 1)`; `inga` when empty."""
        item = field.item if field else None
        if named := _named(value, field):
            return join_and([f"{name} ({self.value(each, item)})" for name, each in named.items()])
        said = [self.value(each, item) for each in value]
        return "; ".join(said) if any(isinstance(each, Mapping) for each in value) else join_and(said) or "inga"

    def entry(self, path: str, name: str, content: Any, field: Field | None) -> str:
        """An entry of a list by name: `Kravet k1 (skarpt krav)`. `path`: the list with its kind, `field`: the list."""
        special, item = self.wording.entries.get(path), field.item if field else None
        children = item.children if item else {}
        shown = [
            self._short(content[key], children.get(key))
            for key in (special.shows if special else ())
            if isinstance(content, Mapping) and str(content.get(key, name)) != name
        ]
        keyed = next((child for key, child in children.items() if str(content.get(key)) == name), None)
        named = self._short(name, keyed) if keyed and keyed.vocabulary else name
        what = special.name if special else self.label(field, path.rsplit(".", 1)[-1])
        return f"{what} {named} ({', '.join(shown)})" if shown else f"{what} {named}"

    def _short(self, value: Any, field: Field | None) -> str:
        return self.name_of(str(value)) if field is not None and field.refers else self.value(value, field)

    def _bound(self, value: Any, field: Field | None) -> bool:
        """Whether a value is one of those that its field foresees, and so no words of anybody's."""
        if field is None or isinstance(value, int):
            return field is not None
        if field.vocabulary:
            return value in self.schemas.vocabularies[field.vocabulary].codes
        return field.format in FORMATS and FORMATS[field.format].accepts(value)

    def _number(self, value: int, field: Field | None) -> str:
        match self.wording.units.get(field.name) if field else None:
            case "kr":
                return kronor(value)
            case "%":
                return percent_value(value)
            case "byte":
                return f"{number(value)} byte"
            case _:
                return str(value) if is_year(field) else number(value)


def is_free(field: Field | None) -> bool:
    """Whether people write what they like in the field: no code, date, id or number."""
    return field is None or (
        field.type == "string" and not (field.vocabulary or field.format or field.refers or field.name in ("typ", "id"))
    )


def is_year(field: Field | None) -> bool:
    """Whether an integer is a year, which is neither raised nor lowered."""
    return field is not None and (field.minimum or 0) >= 1900


def quoted(text: str) -> str:
    """A text in quotation marks, cut when long."""
    return f"”{cut(text)}”"


def cut(text: str) -> str:
    """The text, or its beginning and how much more there is."""
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN].rstrip()} … [{number(len(text) - _SHOWN)} tecken till]"


def _named(value: Any, field: Field | None) -> dict[str, Any]:
    """The entries of a list by their local ids; none when they have none."""
    has_ids = all(isinstance(each, Mapping) and "id" in each for each in value)
    return (entry_names(value, field) or {}) if has_ids else {}


def _of(field: Field | None) -> str:
    return field.format if field else ""
