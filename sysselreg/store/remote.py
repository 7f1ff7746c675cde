"""The shared repository: fetching from it, pushing to it, asking what it has. The only door to the network for Git.

What goes wrong there is told in one Swedish sentence with what to do about it; what the server itself says follows in
its own words. Nothing is ever forced, in either direction.
"""

from __future__ import annotations

import os
import re
from fnmatch import fnmatchcase
from pathlib import Path
from typing import NamedTuple

from sysselreg.errors import GitStateError, RemoteError
from sysselreg.store.failure import masked_address, sentence, server_words
from sysselreg.store.git import Answer, attempt, converse, git
from sysselreg.store.trust import check_trust

# A register of 100,000 records over a slow line. A server that says nothing at all is given up before; its own checks
# of what it is sent may take a while.
_SECONDS = 600
# A question has a short answer. Nothing else limits how long git's http waits for an address that swallows all that is
# sent there (the system gives up after minutes), so what is large begins with a question.
_QUESTION_SECONDS = 60
_HTTP = ("-c", "http.lowSpeedLimit=1", "-c", "http.lowSpeedTime=60")
_SSH = "ssh -o BatchMode=yes -o ConnectTimeout=20 -o ServerAliveInterval=15"
_NO_OPTIONS = "does not support push options"


class RewrittenError(GitStateError):
    """What the shared repository has under a name no longer contains what this clone got from there before."""


class Result(NamedTuple):
    """What became of one ref: whether it is now as asked, and else Git's or the server's reason."""

    ok: bool
    reason: str


class Pushed(NamedTuple):
    """What a push gave: each ref's result by its full name there, what the server said, whether it took the options."""

    refs: dict[str, Result]
    said: str
    options_taken: bool


def shared_remote(root: Path) -> str:
    """The remote that all share: `origin`, or the only one there is. Raises GitStateError when there is none."""
    names = git(root, "remote").decode().split()
    if "origin" in names:
        return "origin"
    if len(names) == 1:
        return names[0]
    raise GitStateError(
        "Förrådet har ingen gemensam plats att skicka till. Lägg till den med git remote add origin ADRESS."
        if not names
        else f"Förrådet har flera fjärrförråd ({', '.join(names)}) men inget som heter origin. Döp det gemensamma till "
        "origin med git remote rename NAMN origin."
    )


def main_branch(root: Path, remote: str) -> str:
    """The name of the branch that all share, as the remote says. Raises GitStateError when it has none yet."""
    known = attempt(root, "symbolic-ref", "--quiet", f"refs/remotes/{remote}/HEAD").out.decode().strip()
    if known:
        return known.removeprefix(f"refs/remotes/{remote}/")
    told = _ask(root, remote, "ls-remote", "--symref", "--upload-pack=git-upload-pack", "--", remote, "HEAD").out
    found = re.search(rb"^ref: refs/heads/(\S+)\tHEAD$", told, re.MULTILINE)
    if not found:
        raise GitStateError(
            f"{address(root, remote)} har inga incheckningar än. Lägg upp registret första gången med "
            f"git push {remote} main."
        )
    return found[1].decode("utf-8", "replace")


def address(root: Path, remote: str) -> str:
    """Where the remote is, without password."""
    return masked_address(git(root, "ls-remote", "--get-url", remote).decode("utf-8", "replace").strip())


def remote_refs(root: Path, remote: str, *patterns: str) -> dict[str, str]:
    """Full ref name → id of what the remote has, those that match one of the patterns (`*` matches `/` too), or all.

    Raises RemoteError when it cannot be reached or does not let us in.
    """
    words = ("ls-remote", "--refs", "--upload-pack=git-upload-pack", "--", remote, *patterns)
    lines = _ask(root, remote, *words).out.decode("utf-8", "replace").splitlines()
    found = {ref: name for name, _, ref in (line.partition("\t") for line in lines)}
    # ls-remote takes a pattern for the end of a name.
    return {ref: name for ref, name in found.items() if not patterns or any(fnmatchcase(ref, p) for p in patterns)}


def fetch(root: Path, remote: str, *refspecs: str) -> None:
    """Fetch these refs, and nothing that the settings may add; a ref here only ever moves forwards.

    Raises RemoteError as `remote_refs`, RewrittenError when a ref there has been rewritten.
    """
    words = (
        "-c", "fetch.fsckObjects=true", "fetch", "--no-tags", "--no-write-fetch-head", "--no-auto-maintenance",
        "--no-recurse-submodules", "--refmap=", "--upload-pack=git-upload-pack", "--", remote, *refspecs,
    )  # fmt: skip
    answer = _converse(root, remote, *words)
    rewritten = re.findall(r"^ ! \[rejected\] +(\S+) +-> +\S+ +\(non-fast-forward\)", answer.err, re.MULTILINE)
    if rewritten:
        raise RewrittenError(
            f"{', '.join(rewritten)} på {address(root, remote)} har skrivits om: det som fanns där sist finns inte "
            "kvar. Inget är ändrat hos dig. Fråga den som sköter det gemensamma förrådet vad som har hänt."
        )
    _arrived(root, remote, answer)


def push(root: Path, remote: str, *refspecs: str, options: tuple[str, ...] = ()) -> Pushed:
    """One plain push, never forced. A ref that is rejected is told in the result.

    A server that does not know push options gets the same push without them (hazards F15). Raises RemoteError when the
    server cannot be reached, does not let us in, or the answer never came: then nobody knows whether it arrived, and
    the same push again is safe.
    """
    words = (
        "push", "--porcelain", "--no-follow-tags", "--no-recurse-submodules", "--receive-pack=git-receive-pack",
        *(f"--push-option={option}" for option in options), "--", remote, *refspecs,
    )  # fmt: skip
    answer = _converse(root, remote, *words)
    if options and _NO_OPTIONS in answer.err:
        return push(root, remote, *refspecs)._replace(options_taken=False)
    refs = _results(answer.out.decode("utf-8", "replace"))
    if not refs or any(result.reason.startswith("remote failed to report status") for result in refs.values()):
        _arrived(root, remote, answer)
    return Pushed(refs, server_words(answer.err), options_taken=True)


def _results(porcelain: str) -> dict[str, Result]:
    """`flag TAB from:to TAB summary (reason)` for each ref (git help push, Output)."""
    refs = {}
    for line in porcelain.splitlines():
        flag, _, rest = line.partition("\t")
        names, tab, summary = rest.partition("\t")
        if tab:
            reason = re.search(r"\((.*)\)$", summary)
            refs[names.partition(":")[2]] = Result(flag != "!", reason[1] if reason and flag == "!" else "")
    return refs


def _ask(root: Path, remote: str, *words: str) -> Answer:
    answer = _converse(root, remote, *words, seconds=_QUESTION_SECONDS)
    _arrived(root, remote, answer)
    return answer


def _converse(root: Path, remote: str, *words: str, seconds: float = _SECONDS) -> Answer:
    check_trust(root)
    # The user's own way to use ssh is kept; the repository's own has been refused.
    own = os.environ.get("GIT_SSH_COMMAND") or git(root, "config", "core.sshCommand", allowed=(0, 1)).decode().strip()
    answer = converse(root, *_HTTP, *words, settings={"GIT_SSH_COMMAND": own or _SSH}, seconds=seconds)
    if answer is None:
        raise RemoteError(sentence("timed out", address(root, remote)))
    return answer


def _arrived(root: Path, remote: str, answer: Answer) -> None:
    """Raise RemoteError unless git is content."""
    if answer.code != 0:
        raise RemoteError(sentence(answer.err, address(root, remote)))
