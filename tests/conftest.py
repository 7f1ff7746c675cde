"""What tests share: the program's schemas, one file checked by itself, the command line, real Git repositories.

Properties run with few examples by default and always the same ones; `HYPOTHESIS_PROFILE=deep` runs many new ones.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import pytest
from hypothesis import HealthCheck, settings

from sysselreg.check.model import Outcome
from sysselreg.check.run import run
from sysselreg.cli.main import main
from sysselreg.schema.load import load_schemas
from sysselreg.schema.model import Schemas
from sysselreg.snapshot import CONFIG, Snapshot
from sysselreg.store.create import new_register
from sysselreg.store.read import package_files
from tests.annual.conftest import committed

settings.register_profile("default", max_examples=40, deadline=None, derandomize=True)
settings.register_profile(
    "deep", max_examples=3000, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))

pytest_plugins = ["tests.servers.fixtures"]

SETTINGS = "register: prov\norganisation: Provkommun\n"

Files: TypeAlias = Mapping[str, str | bytes]
Check: TypeAlias = Callable[[Files], Outcome]


@dataclass(frozen=True, slots=True)
class Ran:
    """What a run of the program gave."""

    code: int
    out: str
    err: str


@pytest.fixture(scope="session", autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> None:
    """What the tests keep between runs is not what their owner keeps."""
    os.environ["XDG_CACHE_HOME"] = str(tmp_path_factory.mktemp("cache"))


Cli: TypeAlias = Callable[..., Ran]


@pytest.fixture(scope="session")
def schemas() -> Schemas:
    """The program's own schemas."""
    return load_schemas(Snapshot(package_files()))


@pytest.fixture(scope="session")
def check(schemas: Schemas) -> Check:
    """Check a register given as path → text or bytes, without the rules between records."""

    def checked(files: Files) -> Outcome:
        held = {path: text.encode() if isinstance(text, str) else text for path, text in files.items()}
        return run(Snapshot({CONFIG: SETTINGS.encode(), **held}), schemas, ())

    return checked


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, git_home: Path) -> Cli:  # noqa: ARG001
    """Run a command in this process, as `sysselreg WORDS` would."""
    monkeypatch.setenv("COLUMNS", "80")

    def ran(*words: str | Path) -> Ran:
        capsys.readouterr()
        code = main([str(word) for word in words])
        out, err = capsys.readouterr()
        return Ran(code, out, err)

    return ran


@pytest.fixture
def git_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of its own with a name for Git, so that nobody's own settings take part."""
    home = tmp_path / "home"
    home.mkdir()
    (home / ".gitconfig").write_text("[user]\n\tname = Prov\n\temail = prov@example.org\n", encoding="utf-8")
    for name in [name for name in os.environ if name.startswith(("GIT_", "XDG_CONFIG"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(home))
    return home


def git(home: Path, *words: str) -> str:
    """What git prints in a folder."""
    done = subprocess.run(["git", *words], cwd=home, check=True, capture_output=True, text=True)
    return done.stdout.strip()


@dataclass(frozen=True, slots=True)
class Repository:
    """A real Git repository with a register at `root` (below `path`)."""

    path: Path
    root: Path

    def git(self, *words: str) -> str:
        """What git prints."""
        return git(self.path, *words)

    def write(self, files: Files) -> None:
        """Write files below the register's root."""
        for path, text in files.items():
            (self.root / path).parent.mkdir(parents=True, exist_ok=True)
            (self.root / path).write_bytes(text.encode() if isinstance(text, str) else text)

    def commit(self, files: Files | None = None) -> str:
        """Write files, commit everything and return the commit's hash."""
        self.write(files or {})
        self.git("add", "--all")
        self.git("commit", "-q", "-m", "Ändring")
        return self.git("rev-parse", "HEAD")


@pytest.fixture
def repository(tmp_path: Path, git_home: Path) -> Callable[..., Repository]:  # noqa: ARG001
    """Make a repository, by default with a register at its root; `below` puts the register in a folder of it."""

    def made(below: str = "", init: tuple[str, ...] = (), name: str = "forrad") -> Repository:
        path = tmp_path / name
        path.mkdir()
        found = Repository(path, path / below)
        found.git("init", "-q", "--initial-branch=main", *init)
        found.write({CONFIG: SETTINGS})
        return found

    return made


@pytest.fixture
def exempel(repository: Callable[..., Repository]) -> Repository:
    """A committed register with the example records that `init --exempel` lays out."""
    made = repository(name="exempel")
    made.commit(new_register("Provkommun", with_examples=True))
    return made


@pytest.fixture
def home(tmp_path: Path, git_home: Path) -> Path:  # noqa: ARG001
    """A clean repository with the records of exempelkommun."""
    return committed("exempelkommun", tmp_path)


Brev: TypeAlias = Callable[..., Ran]


@pytest.fixture
def brev(cli: Cli, home: Path, tmp_path: Path) -> Brev:
    """Run `brev` in it on a day, files to a folder of their own."""

    def ran(*words: str, day: str = "2026-01-08") -> Ran:
        return cli("--register", home, "--idag", day, "brev", *words, "--ut", tmp_path / "ut")

    return ran
