"""The same records for us and for the peers: exempelkommun scaled up, Doorstop items and JSON Schemas made from it."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from sysselreg.schema.load import load_schemas
from sysselreg.snapshot import Snapshot
from sysselreg.store.read import package_files

SCALE_10_000, SCALE_100_000 = 15, 150


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


def name_somebody(folder: Path) -> None:
    """Tell Git who commits in a register, whatever the machine says."""
    for key, value in (("user.name", "bench"), ("user.email", "bench@example.org")):
        subprocess.run(["git", "-C", str(folder), "config", key, value], check=True)


def records(folder: Path) -> list[Path]:
    """The record files of a register."""
    return sorted(folder.glob("records/*/*/*.yaml"))


def with_history(folder: Path, source: Path, commits: int = 5000) -> tuple[Path, Path]:
    """The register with that many commits, each work branch merged into main, and one record that every fiftieth
    changes.
    """
    names = sorted(source.glob("records/placering/2024/*.yaml"))
    if not (folder / "sysselreg.yaml").is_file():
        shutil.copytree(source, folder, ignore=shutil.ignore_patterns(".git"))
        _commit(folder)
        start = _git(folder, "rev-parse", "HEAD").strip().decode()
        stream = b"".join(_branches(source, names, commits // 2, start))
        _git(folder, "fast-import", "--quiet", "--force", given=stream)
        _git(folder, "reset", "-q", "--hard", "refs/heads/main")
        _git(folder, "gc", "-q")
    return folder, folder / names[0].relative_to(source)


def _branches(source: Path, names: list[Path], count: int, start: str) -> Iterator[bytes]:
    """For git fast-import: a work branch with one change and the merge of it, over and over."""
    main = start
    for number in range(1, count + 1):
        path = names[0] if number % 25 == 0 else names[number % len(names)]
        text = f"{path.read_text(encoding='utf-8')}anteckning: Ändring {number}\n".encode()
        content = f"M 100644 inline {path.relative_to(source).as_posix()}\n".encode() + _data(text)
        for who, said, mark, parents in (
            ("skribent", "Ändring", 2 * number, f"from {main}\n"),
            ("granskare", "Godkänn", 2 * number + 1, f"from {main}\nmerge :{2 * number}\n"),
        ):
            moment = f"{who} <{who}@example.org> {1_700_000_000 + 3600 * number} +0100\n"
            yield f"commit refs/heads/main\nmark :{mark}\nauthor {moment}committer {moment}".encode()
            yield _data(said.encode()) + parents.encode() + content
        main = f":{2 * number + 1}"


def _data(content: bytes) -> bytes:
    return b"data %d\n%b\n" % (len(content), content)


def _git(folder: Path, *words: str, given: bytes = b"") -> bytes:
    return subprocess.run(["git", "-C", str(folder), *words], input=given, check=True, capture_output=True).stdout


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
