"""A register in which Anna works on branches and Bo approves, and what the program tells of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema

from sysselreg.yamlevents import data_file
from tests.conftest import Cli, Ran, Repository

ROOT = Path(__file__).resolve().parent.parent
FIRM = "records/organisation/2025/org-9b3t7w.yaml"
ANNA, BO = "Anna <anna.ek@example.org>", "Bo <bo@example.org>"


def firm(kind: str = "leverantör", extra: str = "") -> str:
    return f"typ: organisation\nid: org-9b3t7w\nversion: 1\nnamn: Exempelstäd AB\nslag: {kind}\n{extra}"


class Office:
    """The register, at first with one firm."""

    def __init__(self, made: Repository, cli: Cli) -> None:
        self.made, self.git, self.root, self.cli = made, made.git, made.root, cli
        self.commit({FIRM: firm()})

    def by(self, person: str) -> None:
        self.git("config", "user.name", person.partition(" <")[0])
        self.git("config", "user.email", person.partition("<")[2].rstrip(">"))

    def commit(self, files: dict[str, str | None], person: str = ANNA, said: str = "Ändring") -> str:
        """Write files (None: without it) and commit everything."""
        self.by(person)
        self.made.write({path: text for path, text in files.items() if text is not None})
        for path in (path for path, text in files.items() if text is None):
            (self.root / path).unlink()
        self.git("add", "--all")
        self.git("commit", "-q", "--allow-empty", "-m", said)
        return self.git("rev-parse", "HEAD")

    def approve(self, branch: str = "arbete", person: str = BO) -> str:
        self.by(person)
        self.git("checkout", "-q", "main")
        tree = self.git("rev-parse", f"{branch}^{{tree}}")
        self.git("merge", "-q", "--no-ff", "-m", f"Godkänn\n\nGranskad-av: {person}\nGranskat-träd: {tree}", branch)
        return self.git("rev-parse", "HEAD")

    def branch(self, name: str = "arbete", start: str = "main") -> None:
        self.git("checkout", "-q", "-B", name, start)

    def changed(self, files: dict[str, str | None]) -> str:
        """A change that Anna has made and Bo approved."""
        self.branch()
        commit = self.commit(files)
        self.approve()
        return commit

    def ran(self, *words: str) -> Ran:
        return self.cli("--register", self.root, *words)

    def published(self, command: str, *words: str) -> tuple[Ran, Any]:
        """What a command says as JSON, held against what is published of it."""
        ran = self.ran(command, *words, "--format", "json")
        found = json.loads(ran.out)
        top = data_file((ROOT / "schemas" / "output" / f"{command}.yaml").read_text(encoding="utf-8"))
        jsonschema.Draft202012Validator(top).validate(found)
        return ran, found
