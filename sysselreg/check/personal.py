"""No personal data anywhere in the register: not in values, texts, settings or file names (design: data model, GDPR).

A finding never repeats what it found: value and path are masked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from itertools import chain

from sysselreg.check.detect import hits, masked
from sysselreg.check.facts import entries, fields, plan
from sysselreg.check.model import Register, Rule
from sysselreg.check.wording import about, function_words, worded
from sysselreg.finding import Finding, Place
from sysselreg.record.model import Record, field_name
from sysselreg.schema.model import Field, Schemas
from sysselreg.snapshot import CONFIG, RECORDS, Snapshot
from sysselreg.yamltext import Fields, Path, find, parse
from sysselreg.yamlwrite import comments_of

# Formats so narrow that nothing personal fits in them; an orgnr has its own rule.
_NARROW = frozenset(
    {"id", "referens", "lokalt-id", "datum", "partiellt-datum", "deltagarnyckel", "sha256", "commit", "cpv", "sni"}
    | {"kommunkod", "nyckeltal", "orgnr", "diarienummer"}
)


def in_records(register: Register) -> Iterator[Finding]:
    """P401–P405 in every text of every record."""
    schemas, words = register.schemas, function_words(register.schemas)
    for record, path, _, text in fields(register, _is_free):
        if isinstance(text, str):
            for hit in hits(text, words):
                yield about(schemas, hit.code, record, path, värde=hit.masked)


def in_texts(register: Register) -> Iterator[Finding]:
    """P401–P405 in the narrative texts."""
    for path, text in register.texts.items():
        yield from in_text(register.schemas, text, path, "Texten")


def in_settings(register: Register, root: Fields | None) -> Iterator[Finding]:
    """P401–P405 in `sysselreg.yaml`, which holds the sender's telephone and address. `root`: its tree."""
    words = function_words(register.schemas)
    for path, field, text in entries(register.config, plan(register.schemas.settings.root, _is_free)):
        for hit in hits(text, words) if isinstance(text, str) else ():
            name = field_name(register.config, path)
            values = {"fält": f"{field.title} ({name})", "värde": hit.masked}
            place = Place(CONFIG, *find(root, path)) if root is not None else Place(CONFIG)
            yield worded(register.schemas, hit.code, place, values, field=name)


def in_paths(register: Register, paths: Iterable[str]) -> Iterator[Finding]:
    """P401–P405 in the names of files."""
    for path in paths:
        yield from in_path(register.schemas, path)


def in_files(register: Register, files: Mapping[str, bytes]) -> Iterator[Finding]:
    """P401–P405 where no rule looks: comments, and files that could not be read as records."""
    records = {record.path: record for record in register.records}
    for path, data in files.items():
        if path not in records and path not in register.texts:
            yield from in_text(register.schemas, data.decode("utf-8", "replace"), path, "Filen")
        elif path in records and b"#" in data:
            text = data.decode("utf-8", "replace")
            comments = comments_of(text, records[path].tree)
            for comment in [*chain.from_iterable(comments.above.values()), *comments.beside.values(), *comments.end]:
                lines = "\n" * text.count("\n", 0, text.find(comment))
                yield from in_text(register.schemas, lines + comment, path, "Kommentaren")


def orgnr_is_personal(register: Register) -> Iterator[Finding]:
    """P406: an organisation number whose third and fourth digits are below 20 is a personnummer."""
    for record, path, text in _orgnrs(register):
        if _is_personal_orgnr(text):
            yield about(register.schemas, "P406", record, path, värde=f"{text[:4]}••-••••")


def sole_trader_with_number(register: Register) -> Iterator[Finding]:
    """P407: a sole trader's number is its owner's personnummer, so there must be none."""
    for record, path, text in _orgnrs(register):
        if record.data.get("enskild_firma") == "ja" and not _is_personal_orgnr(text):
            yield about(register.schemas, "P407", record, path, also=(record.place("enskild_firma"),))


def settings_rules(snapshot: Snapshot) -> tuple[Rule, ...]:
    """The rules about the settings of a snapshot, bound to them."""
    return (partial(in_settings, root=parse(snapshot.files.get(CONFIG, b"")).root),)


def file_rules(snapshot: Snapshot) -> tuple[Rule, ...]:
    """The rules about the files below `records/`, bound to them."""
    files = {path: snapshot.files[path] for path in snapshot.under(RECORDS) if path not in snapshot.irregular}
    return (partial(in_paths, paths=tuple(snapshot.under(RECORDS))), partial(in_files, files=files))


def rules(snapshot: Snapshot) -> tuple[Rule, ...]:
    """The rules of this module, with the files of a snapshot."""
    about_records = (in_records, in_texts, orgnr_is_personal, sole_trader_with_number)
    return (*about_records, *settings_rules(snapshot), *file_rules(snapshot))


def in_text(schemas: Schemas, text: str, file: str, what: str) -> Iterator[Finding]:
    """P401–P405 in a text outside the records: a narrative text, a comment, a commit message (`file` may be empty).

    `what` names the text in the message: "Texten", "Ändringens beskrivning".
    """
    for hit in hits(text, function_words(schemas)):
        line, column = text.count("\n", 0, hit.start) + 1, hit.start - text.rfind("\n", 0, hit.start)
        yield worded(schemas, hit.code, Place(file, line, column), {"fält": what, "värde": hit.masked})


def in_path(schemas: Schemas, path: str) -> Iterator[Finding]:
    """P401–P405 in the path of a file; the finding's own place is masked."""
    words = function_words(schemas)
    for hit in hits(path, words):
        yield worded(schemas, hit.code, Place(masked(path, words)), {"fält": "Filens namn", "värde": hit.masked})


def safe(finding: Finding, schemas: Schemas) -> Finding:
    """The finding with personal data masked in all it shows, for rules that repeat what somebody wrote."""
    words = function_words(schemas)

    def unnamed(place: Place) -> Place:
        return replace(place, file=masked(place.file, words))

    return replace(
        finding,
        place=unnamed(finding.place),
        field=masked(finding.field, words),
        record_id=masked(finding.record_id, words),
        also=tuple(map(unnamed, finding.also)),
        message=masked(finding.message, words),
        remedy=masked(finding.remedy, words),
        reason=masked(finding.reason, words),
    )


def _is_free(field: Field) -> bool:
    """Whether people write what they like in the field: no code, date or id."""
    return field.type == "string" and not field.vocabulary and field.format not in _NARROW


def _orgnrs(register: Register) -> Iterator[tuple[Record, Path, str]]:
    for record, path, _, text in fields(register, _is_orgnr):
        yield record, path, str(text)


def _is_orgnr(field: Field) -> bool:
    return field.format == "orgnr"


def _is_personal_orgnr(text: str) -> bool:
    return text[2:4] < "20"
