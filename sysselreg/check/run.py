"""All checks of one snapshot, in one pass: files by themselves, the settings, then the rules between records."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from sysselreg.check import personal
from sysselreg.check.faults import worded_fault
from sysselreg.check.model import CheckedRecords, Outcome, Register, Rule
from sysselreg.check.wording import at, worded
from sysselreg.finding import Finding, Place, worst_first
from sysselreg.record.model import Record, field_name
from sysselreg.record.read import RecordFault, read_record, typed_data
from sysselreg.schema.model import Field, Schemas
from sysselreg.schema.validator import faults as schema_faults
from sysselreg.snapshot import CONFIG, RECORDS, Snapshot
from sysselreg.yamltext import find, parse

RECORD = re.compile(r"records/[^/]+/[^/]+/[^/]+\.yaml\Z")
TEXT = re.compile(r"records/texter/[0-9]{4}/[a-z0-9_-]+\.md\Z")


def run(snapshot: Snapshot, schemas: Schemas, rules: Iterable[Rule]) -> Outcome:
    """Check everything. Rules see the records that could be read, so one bad record never hides the next ten."""
    findings: list[Finding] = []
    records: list[Record] = []
    texts: dict[str, str] = {}
    for path in snapshot.under(RECORDS):
        if path in snapshot.irregular:
            continue
        if RECORD.match(path):
            reading = read_record(path, snapshot.files[path], schemas)
            findings.extend(worded_fault(schemas, path, fault) for fault in reading.faults)
            if reading.record is not None:
                records.append(reading.record)
        elif TEXT.match(path):
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
    count = sum(1 for path in snapshot.under(RECORDS, ".yaml") if RECORD.match(path))
    checked = CheckedRecords(tuple(records), config, schemas, texts)
    return Outcome(ordered, count, (lambda: checked) if sound else None)


def settings(snapshot: Snapshot, schemas: Schemas) -> tuple[Mapping[str, Any], list[Finding]]:
    """`sysselreg.yaml` with the defaults of its schema put in, and what is wrong with it."""
    if CONFIG in snapshot.irregular:  # which is told by itself
        return {}, []
    parsed = parse(snapshot.files.get(CONFIG, b""))
    kind = schemas.settings
    if parsed.root is None:
        faults = [_from_text(fault.code, fault.line, fault.column, fault.value) for fault in parsed.faults]
        return {}, [worded_fault(schemas, CONFIG, fault) for fault in faults]
    data = typed_data(parsed.root, kind.root)
    found = [_from_text(fault.code, fault.line, fault.column, fault.value, fault.other) for fault in parsed.faults]
    for fault in schema_faults(kind, data, schemas):
        line, column = find(parsed.root, fault.path)
        written = at(data, fault.path)
        values = {"värde": str(written) if isinstance(written, (str, int)) else "", **fault.values}
        found.append(RecordFault(fault.code, line, column, field_name(data, fault.path), fault.path, values))
    return with_defaults(data, kind.root, kind.schema), [worded_fault(schemas, CONFIG, fault) for fault in found]


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
