"""What is wrong with the shape of a file, in words."""

from __future__ import annotations

from sysselreg.check.wording import label, worded
from sysselreg.finding import Finding, Place
from sysselreg.record.read import RecordFault
from sysselreg.schema.formats import FORMATS
from sysselreg.schema.model import Field, Schemas
from sysselreg.schema.validator import expected_text
from sysselreg.snapshot import RECORDS


def worded_fault(schemas: Schemas, path: str, fault: RecordFault) -> Finding:
    """The finding of a fault in a record file or in the settings."""
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
