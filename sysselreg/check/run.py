"""All checks of one snapshot, in one pass: files by themselves, the settings, then the rules between records."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from sysselreg.check import personal
from sysselreg.check.model import CheckedRecords, Outcome, Register
from sysselreg.check.wording import at, label, worded
from sysselreg.finding import Finding, Place, worst_first
from sysselreg.record.model import Record, field_name
from sysselreg.record.read import RecordFault, read_record, typed_data
from sysselreg.schema.formats import FORMATS
from sysselreg.schema.model import Field, Schemas
from sysselreg.schema.validator import expected_text
from sysselreg.schema.validator import faults as schema_faults
from sysselreg.snapshot import CONFIG, RECORDS, Snapshot
from sysselreg.yamltext import find, parse

_RECORD = re.compile(r"records/[^/]+/[^/]+/[^/]+\.yaml\Z")
_TEXT = re.compile(r"records/texter/[0-9]{4}/[a-z0-9_-]+\.md\Z")

Rule = Callable[[Register], Iterator[Finding]]


def run(snapshot: Snapshot, schemas: Schemas, rules: Iterable[Rule]) -> Outcome:
    """Check everything. Rules see the records that could be read, so one bad record never hides the next ten."""
    findings: list[Finding] = []
    records: list[Record] = []
    texts: dict[str, str] = {}
    for path in snapshot.under(RECORDS):
        if path in snapshot.irregular:
            continue
        if _RECORD.match(path):
            reading = read_record(path, snapshot.files[path], schemas)
            findings.extend(_worded_fault(schemas, path, fault) for fault in reading.faults)
            if reading.record is not None:
                records.append(reading.record)
        elif _TEXT.match(path):
            texts[path] = snapshot.files[path].decode("utf-8", "replace")
        else:
            findings.append(worded(schemas, "S041", Place(path), {"värde": path}))
    findings.extend(worded(schemas, "S042", Place(path), {"värde": path}) for path in snapshot.irregular)
    config, about_config = settings(snapshot, schemas)
    findings.extend(about_config)
    register = Register(tuple(records), config, schemas, texts)
    for rule in rules:
        findings.extend(rule(register))
    # What somebody wrote by mistake is repeated in messages, logs and merge requests: never a person's number.
    ordered = tuple(worst_first(personal.safe(finding, schemas) for finding in findings))
    sound = not any(finding.level == "fel" for finding in ordered)
    count = sum(1 for path in snapshot.under(RECORDS, ".yaml") if _RECORD.match(path))
    return Outcome(ordered, count, CheckedRecords(tuple(records), config, schemas, texts) if sound else None)


def settings(snapshot: Snapshot, schemas: Schemas) -> tuple[Mapping[str, Any], list[Finding]]:
    """`sysselreg.yaml` with the defaults of its schema put in, and what is wrong with it."""
    if CONFIG in snapshot.irregular:  # which is told by itself
        return {}, []
    parsed = parse(snapshot.files.get(CONFIG, b""))
    kind = schemas.settings
    if parsed.root is None:
        faults = [_from_text(fault.code, fault.line, fault.column, fault.value) for fault in parsed.faults]
        return {}, [_worded_fault(schemas, CONFIG, fault) for fault in faults]
    data = typed_data(parsed.root, kind.root)
    found = [_from_text(fault.code, fault.line, fault.column, fault.value, fault.other) for fault in parsed.faults]
    for fault in schema_faults(kind, data, schemas):
        line, column = find(parsed.root, fault.path)
        written = at(data, fault.path)
        values = {"värde": str(written) if isinstance(written, (str, int)) else "", **fault.values}
        found.append(RecordFault(fault.code, line, column, field_name(data, fault.path), fault.path, values))
    return with_defaults(data, kind.root, kind.schema), [_worded_fault(schemas, CONFIG, fault) for fault in found]


def with_defaults(data: Mapping[str, Any], field: Field, schema: Mapping[str, Any]) -> dict[str, Any]:
    """Settings with every `default` of the schema filled in where the register says nothing."""
    filled = dict(data)
    for name, child in field.children.items():
        spec = schema["properties"][name]
        if child.type == "object" and isinstance(filled.get(name, {}), Mapping):
            inner = with_defaults(filled.get(name, {}), child, spec)
            if inner:
                filled[name] = inner
        elif name not in filled and "default" in spec:
            filled[name] = spec["default"]
    return filled


def _from_text(code: str, line: int, column: int, value: str, other: int = 0) -> RecordFault:
    return RecordFault(code, line, column, "", (), {"värde": value, "annan_rad": str(other)})


def _worded_fault(schemas: Schemas, path: str, fault: RecordFault) -> Finding:
    kind = _kind_name(path, schemas)
    field = schemas.kinds.get(kind, schemas.settings).root.at(fault.path)
    values = {
        "fält": label(schemas, kind, fault.field, fault.path)
        if kind in schemas.kinds
        else _config_label(field, fault.field),
        "typ": kind,
        "beskrivning": field.description if field else "",
        **fault.values,
    }
    if field is not None and fault.code == "S002":
        values["beskrivning"] = f"{field.description}{_choices(field, schemas)}"
    if suggestion := fault.values.get("förslag"):
        values["menade"] = f" Menade du {suggestion}?"
    also = (Place(path, int(fault.values["annan_rad"])),) if fault.values.get("annan_rad", "0") != "0" else ()
    return worded(
        schemas,
        fault.code,
        Place(path, fault.line, fault.column),
        {"menade": "", **values},
        field=fault.field,
        record_id=path.rsplit("/", 1)[-1].removesuffix(".yaml") if path.startswith(RECORDS) else "",
        also=also,
    )


def _choices(field: Field, schemas: Schemas) -> str:
    """What can be written in a field that is missing: its codes or its form; nothing for free text."""
    if field.vocabulary:
        return f" Välj ett av: {', '.join(schemas.vocabularies[field.vocabulary].codes)}."
    if field.name == "version":
        return " Skriv 1."
    return f" Skriv {expected_text(field, schemas)}." if field.format in FORMATS else ""


def _config_label(field: Field | None, name: str) -> str:
    return f"{field.title} ({name})" if field else name


def _kind_name(path: str, schemas: Schemas) -> str:
    folder = path.split("/")[1] if path.startswith(RECORDS) else ""
    kind = schemas.by_folder(folder)
    return kind.name if kind else "sysselreg.yaml"
