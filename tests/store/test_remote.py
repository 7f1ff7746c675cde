"""The shared repository, over real servers: what comes through, and what is told when it does not."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from sysselreg.errors import GitStateError, RemoteError
from sysselreg.store import remote as remote_module
from sysselreg.store.remote import (
    Result,
    RewrittenError,
    address,
    fetch,
    main_branch,
    push,
    remote_refs,
    shared_remote,
)
from tests.conftest import Cli, Repository
from tests.servers.fixtures import Clone, HttpServer, Shared, SshServer, add_hook

KEPT = "Allt ligger kvar på din dator."


@pytest.fixture
def bare(exempel: Repository, shared: Shared) -> Path:
    return shared(exempel)


@pytest.fixture
def anna(bare: Path, clone: Clone) -> Repository:
    return clone(bare)


def told(act: Callable[..., object], *words: object) -> str:
    """The sentence of the RemoteError, which always says what is kept."""
    with pytest.raises(RemoteError) as caught:
        act(*words)
    assert caught.value.exit_code == 7
    assert KEPT in caught.value.sentence
    return caught.value.sentence


# ---- what comes through ----------------------------------------------------------------------------------------------


def addresses(http_server: HttpServer, ssh_server: SshServer, bare: Path) -> dict[str, str]:
    return {"fil": str(bare), "http": http_server(bare).url(), "ssh": ssh_server("anna").url("anna", bare)}


@pytest.mark.parametrize("way", ["fil", "http", "ssh"])
def test_what_one_pushes_another_fetches(
    way: str, http_server: HttpServer, ssh_server: SshServer, bare: Path, clone: Clone
) -> None:
    url = addresses(http_server, ssh_server, bare)[way]
    anna, bo = clone(url), clone(url, "Bo")
    commit = anna.commit({"records/x.txt": "x\n"})
    pushed = push(anna.root, "origin", "HEAD:refs/heads/arbete/x")
    assert pushed.refs == {"refs/heads/arbete/x": Result(ok=True, reason="")}
    assert remote_refs(bo.root, "origin", "refs/heads/arbete/*") == {"refs/heads/arbete/x": commit}
    fetch(bo.root, "origin", "refs/heads/arbete/x:refs/remotes/origin/arbete/x")
    assert bo.git("rev-parse", "origin/arbete/x") == commit


def test_a_ref_is_named_whole(anna: Repository) -> None:
    anna.git("push", "-q", "origin", "HEAD:refs/heads/a/refs/heads/main")
    assert list(remote_refs(anna.root, "origin", "refs/heads/main")) == ["refs/heads/main"]
    assert list(remote_refs(anna.root, "origin")) == ["refs/heads/a/refs/heads/main", "refs/heads/main"]


def test_a_fetch_brings_only_what_it_was_asked_for(anna: Repository, bare: Path, clone: Clone) -> None:
    bo = clone(bare, "Bo")
    anna.git("tag", "v1")
    anna.commit({"records/x.txt": "x\n"})
    anna.git("push", "-q", "origin", "HEAD:main", "HEAD:refs/heads/annan", "v1")
    before = bo.git("for-each-ref")
    fetch(bo.root, "origin", "refs/heads/main")
    assert bo.git("for-each-ref") == before
    assert bo.git("cat-file", "-t", anna.git("rev-parse", "HEAD")) == "commit"


def test_the_main_branch_is_the_one_that_the_remote_says(
    anna: Repository, repository: Callable[..., Repository], tmp_path: Path
) -> None:
    assert main_branch(anna.root, "origin") == "main"
    anna.git("remote", "set-head", "origin", "--delete")
    anna.git("push", "-q", "origin", "main:stam")
    anna.git("--git-dir", anna.git("remote", "get-url", "origin"), "symbolic-ref", "HEAD", "refs/heads/stam")
    assert main_branch(anna.root, "origin") == "stam"
    empty = repository(name="tomt")
    empty.git("init", "-q", "--bare", str(tmp_path / "tom.git"))
    empty.git("remote", "add", "origin", str(tmp_path / "tom.git"))
    with pytest.raises(GitStateError, match=r"har inga incheckningar än.*git push origin main"):
        main_branch(empty.root, "origin")


def test_the_shared_one_is_origin_or_the_only_one(anna: Repository) -> None:
    assert shared_remote(anna.root) == "origin"
    anna.git("remote", "rename", "origin", "kommunen")
    assert shared_remote(anna.root) == "kommunen"
    anna.git("remote", "add", "annan", "/x")
    with pytest.raises(GitStateError, match=r"flera fjärrförråd .annan, kommunen. men inget som heter origin"):
        shared_remote(anna.root)
    anna.git("remote", "remove", "annan")
    anna.git("remote", "remove", "kommunen")
    with pytest.raises(GitStateError, match=r"ingen gemensam plats att skicka till.*git remote add origin ADRESS"):
        shared_remote(anna.root)


# ---- what the server refuses -----------------------------------------------------------------------------------------


def test_a_push_that_would_rewrite_is_rejected_and_not_forced(anna: Repository, bare: Path, clone: Clone) -> None:
    bo = clone(bare, "Bo")
    theirs = bo.commit({"records/bo.txt": "bo\n"})
    push(bo.root, "origin", "main")
    anna.commit({"records/anna.txt": "anna\n"})
    assert push(anna.root, "origin", "main").refs == {"refs/heads/main": Result(ok=False, reason="fetch first")}
    assert remote_refs(anna.root, "origin", "refs/heads/main") == {"refs/heads/main": theirs}


def test_one_ref_may_be_rejected_and_the_other_not(anna: Repository, bare: Path) -> None:
    add_hook(bare, "update", 'test "$1" != refs/heads/b')
    pushed = push(anna.root, "origin", "main:refs/heads/a", "main:refs/heads/b")
    assert pushed.refs == {"refs/heads/a": Result(True, ""), "refs/heads/b": Result(False, "hook declined")}


def test_the_words_of_the_servers_rules_come_through(anna: Repository, bare: Path) -> None:
    add_hook(bare, "pre-receive", "echo 'Posten saknar diarienummer.'; echo >&2; echo ' Se regel 7.' >&2; exit 1")
    pushed = push(anna.root, "origin", "main:refs/heads/x")
    assert pushed.refs["refs/heads/x"] == Result(ok=False, reason="pre-receive hook declined")
    assert pushed.said == "Posten saknar diarienummer.\n\n Se regel 7."


def test_a_rewritten_branch_is_not_followed(anna: Repository, bare: Path, clone: Clone) -> None:
    bo = clone(bare, "Bo")
    seen = bo.git("rev-parse", "origin/main")
    anna.git("commit", "-q", "--amend", "-m", "Omskriven")
    anna.git("push", "-q", "--force", "origin", "main")
    with pytest.raises(RewrittenError, match=r"main på .*register.git har skrivits om") as caught:
        fetch(bo.root, "origin", "refs/heads/main:refs/remotes/origin/main")
    assert caught.value.exit_code == 5
    assert bo.git("rev-parse", "origin/main") == seen


@pytest.mark.parametrize("knows", [True, False])
def test_push_options_are_left_out_for_a_server_without_them(anna: Repository, bare: Path, knows: bool) -> None:
    anna.git("--git-dir", str(bare), "config", "receive.advertisePushOptions", str(knows).lower())
    add_hook(bare, "post-receive", 'echo "${GIT_PUSH_OPTION_COUNT:-0} ${GIT_PUSH_OPTION_0:-}"')
    pushed = push(anna.root, "origin", "main:refs/heads/x", options=("a=b",))
    assert pushed.refs["refs/heads/x"].ok
    assert (pushed.options_taken, pushed.said) == ((True, "1 a=b") if knows else (False, "0"))


# ---- what goes wrong on the way --------------------------------------------------------------------------------------


def test_a_password_that_is_missing_or_wrong(bare: Path, clone: Clone, http_server: HttpServer) -> None:
    server = http_server(bare)
    anna = clone(server.url())
    assert "refs/heads/main" in remote_refs(anna.root, "origin")
    anna.git("remote", "set-url", "origin", server.open_url)
    assert "vill ha användarnamn och lösenord" in told(remote_refs, anna.root, "origin")
    anna.git("remote", "set-url", "origin", server.url().replace("hemlig", "fel-lösen"))
    said = told(push, anna.root, "origin", "main:x")
    assert f"Servern ({server.open_url}) godtog inte ditt användarnamn" in said
    assert "anna" not in said
    assert "lösen@" not in said


def test_the_password_is_never_shown(bare: Path, clone: Clone, http_server: HttpServer) -> None:
    server = http_server(bare)
    anna = clone(server.url())
    assert address(anna.root, "origin") == server.open_url
    server.stop()
    said = told(fetch, anna.root, "origin", "refs/heads/main")
    assert f"Servern ({server.open_url}) går inte att nå" in said
    assert "hemlig" not in said


def test_a_key_that_the_server_does_not_know(bare: Path, clone: Clone, ssh_server: SshServer) -> None:
    server = ssh_server("anna")
    anna = clone(server.url("anna", bare))
    (server.home / "authorized_keys").write_text("", encoding="utf-8")
    assert "känner inte igen din SSH-nyckel" in told(remote_refs, anna.root, "origin")


def test_a_server_that_the_computer_does_not_know(bare: Path, clone: Clone, ssh_server: SshServer) -> None:
    server = ssh_server("anna")
    anna = clone(server.url("anna", bare))
    known = server.home / "known_hosts"
    right = known.read_text(encoding="utf-8")
    known.write_text("", encoding="utf-8")
    assert "Datorn känner inte igen servern" in told(remote_refs, anna.root, "origin")
    other = (server.home / "anna.pub").read_text(encoding="utf-8")
    known.write_text(f"{right.split()[0]} {other}", encoding="utf-8")
    assert "har en annan nyckel än förut" in told(remote_refs, anna.root, "origin")
    known.write_text(right, encoding="utf-8")
    assert "refs/heads/main" in remote_refs(anna.root, "origin")


def test_gitolite_says_no_in_its_own_words(exempel: Repository, gitolite: SshServer, clone: Clone) -> None:
    server = gitolite("repo register\n    RW = anna\n    R = bo\n", "anna", "bo", "cilla")
    exempel.git("push", "-q", server.url("anna", "register"), "main")
    bo = clone(server.url("bo", "register"), "Bo")
    said = told(push, bo.root, "origin", "main:refs/heads/x")
    assert "vet vem du är men ger dig inte rätt till det här" in said
    assert "Servern säger:\n  FATAL: W any register bo DENIED by fallthru" in said
    bo.git("remote", "set-url", "origin", server.url("cilla", "register"))
    assert "FATAL: R any register cilla DENIED" in told(remote_refs, bo.root, "origin")


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("https://finns-inte.invalid/x", "Datorn hittar inte servern (https://finns-inte.invalid/x)"),
        ("ssh://git@finns-inte.invalid/x", "Datorn hittar inte servern (ssh://git@finns-inte.invalid/x)"),
        ("http://127.0.0.1:9/x", "Servern (http://127.0.0.1:9/x) går inte att nå"),
        ("ssh://127.0.0.1:9/x", "Servern (ssh://127.0.0.1:9/x) går inte att nå"),
        ("/finns/inte", "Det finns inget förråd på /finns/inte"),
        ("git://127.0.0.1/x", "Adressen git://127.0.0.1/x börjar på ett sätt som inte är tillåtet"),
        ("ext::sh -c 'touch canary'", "börjar på ett sätt som inte är tillåtet"),
        ("gopher://x/y", "Adressen gopher://x/y börjar på ett sätt som inte är tillåtet"),
    ],
)
def test_an_address_that_leads_nowhere(anna: Repository, url: str, sentence: str) -> None:
    assert "refs/heads/main" in remote_refs(anna.root, "origin")
    anna.git("remote", "set-url", "origin", url)
    assert sentence in told(remote_refs, anna.root, "origin")
    assert not (anna.path / "canary").exists()


def test_a_repository_that_the_server_does_not_have(bare: Path, clone: Clone, http_server: HttpServer) -> None:
    server = http_server(bare)
    anna = clone(server.url())
    anna.git("remote", "set-url", "origin", server.url().replace("register", "annat"))
    assert f"Det finns inget förråd på {server.open_url.replace('register', 'annat')}" in told(
        remote_refs, anna.root, "origin"
    )


@pytest.mark.parametrize("way", ["http", "ssh"])
def test_a_server_that_never_answers(anna: Repository, way: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remote_module, "_QUESTION_SECONDS", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        anna.git("remote", "set-url", "origin", f"{way}://127.0.0.1:{silent.getsockname()[1]}/x")
        assert "svarade inte i tid" in told(remote_refs, anna.root, "origin")


def test_an_address_that_swallows_what_is_sent_there(
    anna: Repository, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A firewall that drops packets; here a queue that is full, so that the system answers nobody."""
    monkeypatch.setattr(remote_module, "_QUESTION_SECONDS", 1)
    anna.commit({"x.txt": "x\n"})
    with socket.socket() as deaf, contextlib.ExitStack() as queue:
        deaf.bind(("127.0.0.1", 0))
        deaf.listen(0)
        for _ in range(4):
            waiting = queue.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(deaf.getsockname())
        anna.git("remote", "set-url", "origin", f"http://127.0.0.1:{deaf.getsockname()[1]}/x")
        for command in ("skicka", "uppdatera"):
            ran = cli("--register", anna.root, command)
            assert (ran.code, "svarade inte i tid" in ran.err) == (7, True), ran.err


def test_a_server_that_cannot_take_several_refs_as_one(anna: Repository, bare: Path) -> None:
    """Nothing of ours asks for it: each ref has a result of its own (hazards F14)."""
    anna.git("--git-dir", str(bare), "config", "receive.advertiseAtomic", "false")
    add_hook(bare, "update", 'test "$1" != refs/heads/nej')
    pushed = push(anna.root, "origin", "main:refs/heads/ja", "main:refs/heads/nej")
    assert pushed.refs == {
        "refs/heads/ja": Result(ok=True, reason=""),
        "refs/heads/nej": Result(ok=False, reason="hook declined"),
    }
    assert push(anna.root, "origin", "main:refs/heads/ja").refs["refs/heads/ja"].ok


@pytest.mark.parametrize("way", ["fil", "http", "ssh"])
def test_receive_pack_killed_leaves_nothing_half_done(
    way: str, http_server: HttpServer, ssh_server: SshServer, bare: Path, clone: Clone
) -> None:
    anna = clone(addresses(http_server, ssh_server, bare)[way])
    commit = anna.commit({"records/x.txt": "x\n"})
    add_hook(bare, "pre-receive", "kill -9 $PPID")
    assert "bröts. Hann något fram märks det nästa gång" in told(push, anna.root, "origin", "main:refs/heads/x")
    add_hook(bare, "pre-receive", "exit 0")
    assert list(remote_refs(anna.root, "origin")) == ["refs/heads/main"]
    assert push(anna.root, "origin", "main:refs/heads/x").refs["refs/heads/x"].ok
    assert remote_refs(anna.root, "origin", "refs/heads/x") == {"refs/heads/x": commit}
    anna.git("--git-dir", str(bare), "fsck", "--strict")


def test_the_host_goes_away_after_it_has_taken_the_push(bare: Path, clone: Clone, http_server: HttpServer) -> None:
    server = http_server(bare)
    anna = clone(server.url())
    commit = anna.commit({"records/x.txt": "x\n"})
    add_hook(bare, "post-receive", f"kill -9 {server.pid}")
    assert "inget skickas dubbelt" in told(push, anna.root, "origin", "main:refs/heads/x")
    anna.git("remote", "set-url", "origin", http_server(bare).url())
    assert push(anna.root, "origin", "main:refs/heads/x").refs == {"refs/heads/x": Result(True, "")}
    assert remote_refs(anna.root, "origin", "refs/heads/x") == {"refs/heads/x": commit}


# ---- settings from somebody else -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("remote.origin.uploadpack", "touch {canary}; git-upload-pack"),
        ("remote.origin.receivepack", "touch {canary}; git-receive-pack"),
        ("core.sshCommand", "touch {canary}; ssh"),
        ("credential.helper", "!touch {canary}; echo password=x;"),
        ("core.askPass", "{canary}.sh"),
        ("url./annat/.insteadOf", "/"),
        ("remote.origin.vcs", "ext"),
        ("http.proxy", "http://127.0.0.1:9"),
        ("include.path", "annan"),
    ],
)
def test_settings_of_the_repository_never_run_programs(anna: Repository, tmp_path: Path, key: str, value: str) -> None:
    canary = tmp_path / "canary"
    (tmp_path / "canary.sh").write_text(f"#!/bin/sh\ntouch {canary}\n", encoding="utf-8")
    (tmp_path / "canary.sh").chmod(0o755)
    assert push(anna.root, "origin", "main:refs/heads/x").refs["refs/heads/x"].ok
    anna.git("config", key, value.format(canary=canary))
    for act in (lambda: remote_refs(anna.root, "origin"), lambda: push(anna.root, "origin", "main:refs/heads/y")):
        with pytest.raises(GitStateError, match=f"(?i){key.rpartition('.')[2]}"):
            act()
    assert not canary.exists()


def test_ssh_as_the_user_has_set_it_is_used(anna: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    anna.git("remote", "set-url", "origin", "ssh://server/x")
    seen = tmp_path / "seen"
    script = tmp_path / "min-ssh"
    script.write_text(f'#!/bin/sh\necho "$0 $*" >>{seen}\nexit 1\n', encoding="utf-8")
    script.chmod(0o755)
    anna.git("config", "--global", "core.sshCommand", f"{script} -i nyckel")
    told(remote_refs, anna.root, "origin")
    assert "min-ssh -i nyckel" in seen.read_text(encoding="utf-8")
    monkeypatch.setenv("GIT_SSH_COMMAND", f"{script} -i annan")
    told(remote_refs, anna.root, "origin")
    assert "min-ssh -i annan" in seen.read_text(encoding="utf-8")
