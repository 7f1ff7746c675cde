"""The servers of the tests are what they should be: only the right key or password comes in."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.conftest import Repository
from tests.servers.fixtures import Clone, HttpServer, Shared, SshServer


def refused(*words: str) -> str:
    return subprocess.run(["git", *words], capture_output=True, text=True, check=False).stderr


def test_http_asks_for_a_password(
    exempel: Repository, shared: Shared, http_server: HttpServer, clone: Clone, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = http_server(shared(exempel))
    anna = clone(server.url())
    anna.git("push", "-q", "origin", "HEAD:refs/heads/arbete/x")
    assert "refs/heads/arbete/x" in anna.git("ls-remote", "origin")
    monkeypatch.setenv("GIT_TERMINAL_PROMPT", "0")
    assert "could not read Username" in refused("ls-remote", server.open_url)
    assert "Authentication failed" in refused("ls-remote", server.url().replace("hemlig", "fel"))


def test_ssh_lets_the_right_key_in(exempel: Repository, shared: Shared, ssh_server: SshServer, clone: Clone) -> None:
    server, bare = ssh_server("anna"), shared(exempel)
    anna = clone(server.url("anna", bare))
    anna.git("push", "-q", "origin", "HEAD:refs/heads/arbete/x")
    assert "refs/heads/arbete/x" in anna.git("ls-remote", "origin")
    (server.home / "authorized_keys").write_text("", encoding="utf-8")
    assert "Permission denied (publickey)" in refused("ls-remote", server.url("anna", bare))


def test_gitolite_gives_each_user_what_the_rules_say(exempel: Repository, gitolite: SshServer, clone: Clone) -> None:
    server = gitolite("repo register\n    RW = anna\n    R = bo\n", "anna", "bo")
    exempel.git("push", "-q", server.url("anna", "register"), "main")
    bo = clone(server.url("bo", "register"), "Bo")
    said = refused("-C", str(bo.path), "push", "origin", "HEAD:refs/heads/arbete/x")
    assert "FATAL: W any register bo DENIED by fallthru" in said
    assert (server.home / "repositories/register.git").is_dir()


def test_a_stopped_server_is_gone(exempel: Repository, shared: Shared, http_server: HttpServer) -> None:
    server = http_server(shared(exempel))
    assert refused("ls-remote", server.url()) == ""
    server.stop()
    assert "Failed to connect" in refused("ls-remote", server.url())
    assert not Path(f"/proc/{server.pid}").exists()
