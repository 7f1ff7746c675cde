"""The only door to Git: absolute program, clean environment, no prompts, only plumbing that runs nobody's filters.

Each rule here answers a measured hazard (design: hazards, Untrusted content and repositories).
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import subprocess
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from sysselreg.errors import GitStateError
from sysselreg.kept import kept

# Older clients lack merge-tree (hazards F49). The clone-time weaknesses of later ones do not reach us: nothing here
# clones, checks out or enters submodules.
OLDEST = (2, 38)
_SAFE = ("core.fsmonitor=false", "core.hooksPath=/dev/null", "safe.bareRepository=explicit", "core.quotePath=false")
# How the shared repository may be reached. git:// knows neither who is asking nor who answers.
_NETWORK = "file:https:http:ssh"
_SECONDS = 120
# While a push is judged, what it brings lies apart, and only these words of Git's say where (git help receive-pack,
# Quarantine Environment). Nobody but Git sets the last one, so elsewhere all are left out.
_RECEIVING = frozenset({"GIT_DIR", "GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_QUARANTINE_PATH"})


class NotARepositoryError(GitStateError):
    """The folder is in no Git repository."""


@lru_cache(maxsize=1)
def program() -> str:
    """The absolute path of git. Raises GitStateError when it is missing or older than we dare to use."""
    found = shutil.which("git")
    if found is None:
        raise GitStateError(
            "Git finns inte på datorn. Installera paketet git (Debian och Ubuntu: sudo apt install git)."
        )
    path = str(Path(found).resolve())
    _check_version(path)
    return path


def environment(settings: Mapping[str, str] = MappingProxyType({})) -> dict[str, str]:
    """What git may know of its surroundings: no inherited GIT_*, no prompts, no replaced objects, plain English."""
    receiving = _RECEIVING if "GIT_QUARANTINE_PATH" in os.environ else frozenset()
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_") or name in receiving}
    if "GIT_DIR" in kept:  # Git says ”.”, which means another folder wherever git is run
        kept["GIT_DIR"] = str(Path(kept["GIT_DIR"]).resolve())
    return {
        **kept,
        "LC_ALL": "C",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_NO_REPLACE_OBJECTS": "1",
        "GIT_GRAFT_FILE": os.devnull,  # nor grafted: every commit has the parents it names (hazards F62)
        "GIT_OPTIONAL_LOCKS": "0",
        # A partial clone would fetch what it lacks from wherever, and with whatever program, its settings name.
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_ALLOW_PROTOCOL": "",
        **settings,
    }


class Answer(NamedTuple):
    """What a run of git gave: exit code, what it printed, what it said."""

    code: int
    out: bytes
    err: str


def attempt(
    where: Path,
    *words: str,
    given: bytes = b"",
    settings: Mapping[str, str] = MappingProxyType({}),
    seconds: int = _SECONDS,
) -> Answer:
    """Run git in a folder, whatever its exit code. `settings` are put into its environment (GIT_INDEX_FILE and such).

    Raises GitStateError when it takes longer than `seconds`, NotARepositoryError outside a repository.
    """
    try:
        done = subprocess.run(
            _command(where, words),
            input=given,
            capture_output=True,
            env=environment(settings),
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise GitStateError(f"Git svarade inte inom {seconds} sekunder (git {words[0]}). Försök igen.") from None
    if b"not a git repository" in done.stderr:
        raise NotARepositoryError(
            f"Mappen {where} ligger inte i ett Git-förråd, så det finns inga incheckningar att läsa. "
            "Gör ett förråd med git init."
        )
    return Answer(done.returncode, done.stdout, done.stderr.decode("utf-8", "replace"))


def converse(
    where: Path, *words: str, settings: Mapping[str, str] = MappingProxyType({}), seconds: float = _SECONDS
) -> Answer | None:
    """Run git against another machine, whatever its exit code; None when it has not come to an end within `seconds`.

    Nobody can be asked for a password: in a session of its own there is no terminal. Interrupted or out of time, git
    and what it has started (ssh, git-remote-https) are told to end, so that no lock is left.
    """
    network = {"GIT_ALLOW_PROTOCOL": _NETWORK, "GIT_ASKPASS": "", "SSH_ASKPASS_REQUIRE": "never"}
    process = subprocess.Popen(
        _command(where, words),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment({**network, **settings}),
        start_new_session=True,
    )
    try:
        out, err = process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        return None
    finally:
        _end(process)
    return Answer(process.returncode, out, err.decode("utf-8", "replace"))


def _end(process: subprocess.Popen[bytes]) -> None:
    """End what still runs in the session of a process; what does not listen is killed."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError, subprocess.TimeoutExpired):
                os.killpg(process.pid, number)
                process.communicate(timeout=5)


def git(
    where: Path,
    *words: str,
    given: bytes = b"",
    allowed: Sequence[int] = (0,),
    settings: Mapping[str, str] = MappingProxyType({}),
) -> bytes:
    """Run git in a folder and return what it printed.

    Raises GitStateError with git's own last line when it exits with a code that is not `allowed`, and as `attempt`.
    """
    done = attempt(where, *words, given=given, settings=settings)
    if done.code not in allowed:
        raise GitStateError(told(words, done.err, where))
    return done.out


def _command(where: Path, words: Sequence[str]) -> list[str]:
    safe = [part for each in _SAFE for part in ("-c", each)]
    return [program(), *safe, "-C", str(where), *words]


def told(words: Sequence[str], stderr: str, where: Path) -> str:
    """Why git could not do it, as a sentence: the usual reasons in Swedish, else its own last line."""
    if "dubious ownership" in stderr:
        return (
            f"Git litar inte på mappen {where}, som ägs av någon annan. Är den din, kör: "
            f"git config --global --add safe.directory {where}"
        )
    if "cannot use bare repository" in stderr:
        return (
            f"{where} ligger i Gits egen mapp eller i ett förråd utan arbetsfiler (”bare”), och där kan inget register "
            "ligga. Välj en annan mapp, eller klona förrådet med git clone och arbeta i klonen."
        )
    if re.search("transport .* not allowed|promisor|lazy fetching disabled", stderr):
        return f"Git saknar en del av innehållet i {where}. Hämta det först med git fetch --refetch --no-filter."
    lines = [line for line in stderr.splitlines() if line.strip()]
    last = re.sub(r"[\x00-\x1f\x7f-\x9f]", "�", lines[-1]) if lines else "inget svar"
    return f"Git kunde inte utföra ”git {words[0]}” i {where}: {last}"


def version() -> tuple[int, ...]:
    """Git's version, (2, 45, 1). Raises GitStateError as `program`."""
    return _version(program())


def _version(path: str) -> tuple[int, ...]:
    text = subprocess.run([path, "--version"], capture_output=True, text=True, check=True).stdout
    return tuple(int(n) for n in re.findall(r"[0-9]+", text)[:3])


def _check_version(path: str) -> None:
    # Asked once of each program file: starting it costs as much as a look-up in it.
    status = Path(path).stat()
    basis = f"{path} {status.st_mtime_ns} {status.st_size}".encode("utf-8", "surrogateescape")
    if (numbers := tuple(kept([basis], lambda: _version(path)))) < OLDEST:
        raise GitStateError(
            f"Git är version {'.'.join(map(str, numbers))}. Installera {OLDEST[0]}.{OLDEST[1]} eller nyare."
        )
