"""Fixtures: a shared repository, the servers in front of it, clones of it, and hooks that make it answer as a forge.

bare = shared(exempel)                    # a bare repository with the register's main branch
anna = clone(http_server(bare).url())     # also: clone(bare), clone(ssh_server("anna").url("anna", bare))
"""

from __future__ import annotations

import contextlib
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeAlias

import pytest

from tests.conftest import Repository
from tests.servers import shell, web

HOOKS = Path(__file__).resolve().parent / "hooks"

Shared: TypeAlias = Callable[[Repository], Path]
Clone: TypeAlias = Callable[..., Repository]
HttpServer: TypeAlias = Callable[[Path], web.Web]
SshServer: TypeAlias = Callable[..., shell.Shell]


@pytest.fixture
def shared(tmp_path: Path) -> Shared:
    """Make a bare repository, as on a server, that holds what the given one has committed; by default register.git."""

    def made(source: Repository, name: str = "register.git") -> Path:
        bare = tmp_path / "delat" / name
        subprocess.run(["git", "clone", "-q", "--bare", source.path, bare], check=True)
        subprocess.run(["git", "-C", bare, "config", "http.receivepack", "true"], check=True)
        return bare

    return made


@pytest.fixture
def clone(tmp_path: Path, git_home: Path) -> Clone:  # noqa: ARG001
    """Clone an address as another person: the name is the folder's too, and the one in the commits."""

    def made(url: str | Path, name: str = "Anna") -> Repository:
        path = tmp_path / name.lower()
        subprocess.run(["git", "clone", "-q", str(url), path], check=True)
        found = Repository(path, path)
        found.git("config", "user.name", name)
        found.git("config", "user.email", f"{name.lower()}@example.org")
        return found

    return made


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of its own with room for a register, where the system allows that."""
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=8m", "prov", disk], capture_output=True, check=False
    ).returncode:
        pytest.skip("only root may mount a disk")
    yield disk
    subprocess.run(["umount", disk], check=True)


def fill(disk: Path) -> None:
    """Write until there is no room left."""
    with contextlib.suppress(OSError), (disk / "fyll").open("wb", buffering=0) as file:
        while file.write(bytes(4096)):
            pass


@pytest.fixture
def http_server(tmp_path: Path) -> Iterator[HttpServer]:
    """Serve a bare repository by nginx and git-http-backend; anna, bo and cilla have a password."""
    with contextlib.ExitStack() as ending:
        homes = iter(range(100))

        def served(bare: Path) -> web.Web:
            server = web.serve(bare, tmp_path / f"http{next(homes)}")
            ending.callback(server.stop)
            return server

        yield served


@pytest.fixture
def ssh_server(tmp_path: Path, git_home: Path) -> Iterator[SshServer]:
    """Start sshd for one or more users with keys of their own; every path of the machine is served."""
    with contextlib.ExitStack() as ending:

        def served(*users: str) -> shell.Shell:
            server = shell.serve(tmp_path / "ssh", git_home, users or ("anna",))
            ending.callback(server.stop)
            return server

        yield served


@pytest.fixture
def gitolite(tmp_path: Path, git_home: Path) -> Iterator[SshServer]:
    """Start gitolite behind sshd with rules as in its gitolite.conf; the repositories are in home/repositories."""
    with contextlib.ExitStack() as ending:

        def served(rules: str, *users: str) -> shell.Shell:
            home = tmp_path / "gitolite"
            server = shell.serve(home, git_home, users or ("anna",), shell.gitolite(home, rules))
            ending.callback(server.stop)
            return server

        yield served


def add_hook(bare: Path, name: str, script: str) -> None:
    """Put a shell script as a hook of a shared repository."""
    hook = bare / "hooks" / name
    hook.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    hook.chmod(0o755)


def as_gitlab(bare: Path) -> None:
    """Let the repository answer pushes as GitLab does. What it was asked by push options is kept in its file asked."""
    subprocess.run(["git", "-C", bare, "config", "receive.advertisePushOptions", "true"], check=True)
    shutil.copy(HOOKS / "gitlab", bare / "hooks" / "post-receive")


def as_forgejo(bare: Path) -> None:
    """Let the repository take pushes to refs/for/ as Forgejo does (AGit): refs/pull/N/head comes of it."""
    subprocess.run(["git", "-C", bare, "config", "receive.advertisePushOptions", "true"], check=True)
    subprocess.run(["git", "-C", bare, "config", "receive.procReceiveRefs", "refs/for"], check=True)
    shutil.copy(HOOKS / "forgejo", bare / "hooks" / "proc-receive")
