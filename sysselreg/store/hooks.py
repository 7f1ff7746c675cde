"""What Git must know in a clone or on a server, since no clone carries it: hooks, merge driver, a server's settings.

Never over somebody else's: a hook that is there and not ours stays, and what to put into it is told.
"""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import NamedTuple

from sysselreg.errors import DiskError
from sysselreg.store.disk import reason
from sysselreg.store.driver import driver_fault, install_driver, own_program
from sysselreg.store.git import attempt, git
from sysselreg.store.lock import writing
from sysselreg.store.write import replace_file

_MARK = "# sysselreg:"
_PURPOSES = {
    "pre-commit": "det som checkas in kontrolleras först",
    "pre-receive": "det som skickas hit kontrolleras innan det tas emot",
}


class Hook(NamedTuple):
    """A hook of a repository: its file, what must be in it, and what is there (None: no file)."""

    path: Path
    script: str
    there: str | None

    @property
    def is_right(self) -> bool:
        """Whether it runs this program."""
        return self.there == self.script and bool(self.path.stat().st_mode & 0o111)


def is_bare(folder: Path) -> bool:
    """Whether a folder is itself a repository without work tree, as on a server."""
    if not ((folder / "HEAD").is_file() and (folder / "objects").is_dir()):
        return False
    return git(folder, "rev-parse", "--is-bare-repository", settings={"GIT_DIR": str(folder)}).strip() == b"true"


def pre_commit(root: Path) -> Hook:
    """The hook of the clone that a register lies in. Raises NotARepositoryError outside Git."""
    common = root / git(root, "rev-parse", "--git-common-dir").decode().strip()
    below = git(root, "rev-parse", "--show-prefix").decode().strip()
    return _hook(common.resolve() / "hooks/pre-commit", f"--register {shlex.quote(below)} " if below else "")


def pre_receive(bare: Path) -> Hook:
    """The hook of a shared repository."""
    return _hook(bare / "hooks/pre-receive", "")


def _hook(path: Path, options: str) -> Hook:
    script = f"#!/bin/sh\n{_MARK} {_PURPOSES[path.name]}\nexec {own_program()} {options}krok {path.name}\n"
    return Hook(path, script, path.read_text(encoding="utf-8", errors="replace") if path.exists() else None)


def elsewhere(root: Path) -> str:
    """The folder that the user's settings say hooks lie in instead; empty when they say nothing."""
    listed = git(root, "config", "--show-scope", "--get-all", "core.hooksPath", allowed=(0, 1)).decode()
    own = [value for scope, _, value in (line.partition("\t") for line in listed.splitlines()) if scope != "command"]
    return own[-1] if own else ""


def write(hook: Hook) -> str:
    """Put the hook there, and say what became of it. Raises DiskError when the disk refuses."""
    if hook.is_right if hook.there else False:
        return f"{hook.path} är redan som den ska."
    if hook.there is not None and _MARK not in hook.there:
        line = hook.script.splitlines()[-1].removeprefix("exec ")
        end = " || exit 1" if hook.path.name == "pre-commit" else ""
        return f"{hook.path} finns redan och är inte ändrad. Lägg till raden: {line}{end}"
    old = hook.path.read_bytes() if hook.there is not None else None
    replace_file(hook.path, seen=old, new=hook.script.encode())
    try:
        hook.path.chmod(0o755)
    except OSError as error:
        raise DiskError(f"{hook.path} går inte att göra körbar: {reason(error)}.") from error
    return f"{hook.path}: {_PURPOSES[hook.path.name]}."


def install(root: Path) -> list[str]:
    """Give a clone the merge driver and the hook; what was done, in sentences."""
    already, attributes = not driver_fault(root), root / ".gitattributes"
    before = attributes.read_bytes() if attributes.exists() else b""
    install_driver(root)
    done = [f"Git slår {'redan' if already else 'nu'} ihop poster fält för fält i den här klonen."]
    if attributes.read_bytes() != before:
        how = 'git add .gitattributes && git commit -m "Poster slås ihop fält för fält" .gitattributes'
        done.append(f"Filen .gitattributes har fått en rad om det, som gäller för alla när den är incheckad: {how}")
    if folder := elsewhere(root):
        line = pre_commit(root).script.splitlines()[-1].removeprefix("exec ")
        done.append(f"Dina krokar ligger i {folder} (core.hooksPath). Lägg till raden i pre-commit där: {line}")
    else:
        done.append(write(pre_commit(root)))
    return done


def install_on_server(bare: Path) -> list[str]:
    """Give a shared repository its hook and let Git refuse broken objects; what was done, in sentences."""
    here = {"GIT_DIR": str(bare)}
    done = [write(pre_receive(bare))]
    writing(bare, "config", "receive.fsckObjects", "true", settings=here)
    done.append("Git tar inte emot skadade objekt (receive.fsckObjects).")
    # Git's own choice for a new repository may be another branch than the one that registers have.
    if attempt(bare, "rev-parse", "--verify", "--quiet", "HEAD", settings=here).code:
        writing(bare, "symbolic-ref", "HEAD", "refs/heads/main", settings=here)
    main = git(bare, "symbolic-ref", "--short", "HEAD", settings=here).decode().strip()
    return [*done, f"Det som är godkänt ligger på grenen {main}."]
