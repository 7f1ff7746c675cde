"""The same records for us and for the peers: exempelkommun scaled up, Doorstop items and JSON Schemas made from it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from sysselreg.schema.load import load_schemas
from sysselreg.snapshot import Snapshot
from sysselreg.store.read import package_files
from sysselreg.yamltext import parse, plain_data

SCALE_10_000 = 15


def register(folder: Path, scale: int = SCALE_10_000) -> Path:
    """A committed register of about 670 × scale records."""
    if not (folder / "sysselreg.yaml").is_file():
        command = [
            sys.executable,
            "-m",
            "tests.registers.make_exempelkommun",
            "--ut",
            str(folder),
            "--skala",
            str(scale),
        ]
        subprocess.run(command, check=True)
        _commit(folder)
    return folder


def _commit(folder: Path) -> None:
    for words in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "mätning"]):
        author = ["-c", "user.name=bench", "-c", "user.email=bench@example.org"]
        subprocess.run(["git", *author, "-C", str(folder), *words], check=True)


def records(folder: Path) -> list[Path]:
    """The record files of a register."""
    return sorted(folder.glob("records/*/*/*.yaml"))


def doorstop_document(folder: Path, source: Path) -> Path:
    """One Doorstop item for each record, with the record's text."""
    if folder.is_dir():
        return folder
    folder.mkdir(parents=True)
    settings = {"digits": 6, "prefix": "REQ", "sep": "", "itemformat": "yaml"}
    (folder / ".doorstop.yml").write_text("settings:\n" + "".join(f"  {k}: {v!r}\n" for k, v in settings.items()))
    for number, path in enumerate(records(source), 1):
        text = path.read_text(encoding="utf-8").replace("\n", "\n  ").rstrip()
        (folder / f"REQ{number:06d}.yml").write_text(
            "active: true\nderived: false\nheader: ''\n"
            f"level: 1.{number}\nlinks: []\nnormative: true\nref: ''\nreviewed: null\ntext: |\n  {text}\n",
            encoding="utf-8",
        )
    _commit(folder)
    return folder


def json_schemas(folder: Path) -> dict[str, Path]:
    """Folder of a kind → its compiled JSON Schema, as check-jsonschema reads it."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = {}
    for kind in load_schemas(Snapshot(package_files())).kinds.values():
        paths[kind.folder] = folder / f"{kind.folder}.json"
        paths[kind.folder].write_text(json.dumps(kind.schema, ensure_ascii=False), encoding="utf-8")
    return paths


def first_id(folder: Path) -> str:
    """The id of one record."""
    root = parse(records(folder)[0].read_bytes()).root
    return str(plain_data(root)["id"]) if root else ""
