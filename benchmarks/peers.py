"""The peers, in a virtual environment of their own, and the same records in the form that each of them reads."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

from benchmarks.data import commit, records
from sysselreg.schema.load import load_schemas
from sysselreg.store.read import program_files

# Exact versions, so that a ratio can be compared with one of last year.
PEERS = ("doorstop==3.2", "check-jsonschema==0.39.0", "strictdoc==0.30.4")


def install(home: Path) -> Path:
    """The folder of the peers' programs."""
    if not (home / "bin" / "strictdoc").exists():
        subprocess.run([sys.executable, "-m", "venv", str(home)], check=True)
        subprocess.run([home / "bin" / "pip", "install", "-q", "--disable-pip-version-check", *PEERS], check=True)
    return home / "bin"


# Doorstop's documents form a tree: procurements at the root, every other kind below them.
_DOCUMENTS = {
    "upphandling": "UPP",
    "dialogoverenskommelse": "DIA",
    "placering": "PLA",
    "utvardering": "UTV",
    "organisation": "ORG",
    "aktivitet": "AKT",
    "program": "PRG",
    "arende": "ARE",
    "handling": "HAN",
}


def doorstop_tree(folder: Path, source: Path) -> Path:
    """One Doorstop item for each record, with the record's text and its references to procurements as links.

    The folder is made anew: Doorstop's first check writes a stamp into every item, later ones find nothing to write.
    """
    shutil.rmtree(folder, ignore_errors=True)
    names: dict[str, str] = {}
    found: list[tuple[str, str, int, Path]] = []
    for kind, prefix in _DOCUMENTS.items():
        (folder / kind).mkdir(parents=True)
        parent = "" if prefix == "UPP" else "  parent: UPP\n"
        settings = f"settings:\n  digits: 6\n  itemformat: yaml\n{parent}  prefix: {prefix}\n  sep: ''\n"
        (folder / kind / ".doorstop.yml").write_text(settings)
        for number, path in enumerate(sorted((source / "records" / kind).rglob("*.yaml")), 1):
            names[path.stem] = f"{prefix}{number:06d}"
            found.append((kind, path.stem, number, path))
    for kind, record_id, number, path in found:
        text = path.read_text(encoding="utf-8")
        mentioned = {names[each] for each in re.findall(r"upp-[0-9a-z]{6}", text) if each in names} - {names[record_id]}
        links = "links:\n" + "".join(f"- {each}: null\n" for each in sorted(mentioned)) if mentioned else "links: []\n"
        body = text.replace("\n", "\n  ").rstrip()
        (folder / kind / f"{names[record_id]}.yml").write_text(
            f"active: true\nderived: false\nheader: ''\nlevel: 1.{number}\n{links}"
            f"normative: true\nref: ''\nreviewed: null\ntext: |\n  {body}\n",
            encoding="utf-8",
        )
    commit(folder)
    return folder


def json_schemas(folder: Path) -> dict[str, Path]:
    """Folder of a kind → its compiled JSON Schema, as check-jsonschema reads it."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = {}
    for kind in load_schemas(program_files()).kinds.values():
        paths[kind.folder] = folder / f"{kind.folder}.json"
        paths[kind.folder].write_text(json.dumps(kind.schema, ensure_ascii=False), encoding="utf-8")
    return paths


def strictdoc_tree(folder: Path, source: Path) -> Path:
    """One StrictDoc requirement for each record, a document for each kind and year, procurements as parents."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    documents: dict[str, list[str]] = {}
    for path in records(source):
        text = path.read_text(encoding="utf-8")
        mentioned = sorted(set(re.findall(r"upp-[0-9a-z]{6}", text)) - {path.stem})
        parents = mentioned if not path.stem.startswith("upp-") else []
        links = "RELATIONS:\n" + "".join(f"- TYPE: Parent\n  VALUE: {each}\n" for each in parents) if parents else ""
        documents.setdefault(f"{path.parts[-3]} {path.parts[-2]}", []).append(
            f"[REQUIREMENT]\nUID: {path.stem}\nSTATEMENT: >>>\n{text.rstrip()}\n<<<\n{links}"
        )
    for title, nodes in documents.items():
        content = "\n".join([f"[DOCUMENT]\nTITLE: {title}\n", *nodes])
        (folder / f"{title.replace(' ', '-')}.sdoc").write_text(content, encoding="utf-8")
    return folder


def schema_calls(programs: Path, folder: Path, source: Path) -> str:
    """The shell line that checks every record against its schema: one call for each kind, as its users would run it."""
    return " && ".join(
        f"find {source}/records/{kind} -name '*.yaml' -print0 | "
        f"xargs -0 -n 100000 {programs}/check-jsonschema --disable-formats '*' --schemafile {schema} >/dev/null || true"
        for kind, schema in json_schemas(folder).items()
    )
