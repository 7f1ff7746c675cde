"""The merge driver: Git calls this program when both sides of a merge have changed the same record."""

from __future__ import annotations

import shlex
import shutil
import sys
import tempfile
from pathlib import Path

from sysselreg.errors import GitStateError
from sysselreg.schema.model import Kind
from sysselreg.snapshot import SCHEMAS, Snapshot
from sysselreg.store.git import attempt, git
from sysselreg.store.lock import writing
from sysselreg.store.read import package_files
from sysselreg.store.write import replace_file

_NAME = "sysselreg"
ATTRIBUTE = f"records/**/*.yaml merge={_NAME}"
_TEXT_MARKS = ("din ändring", "före", "den andras ändring")


def own_program() -> str:
    """This program, quoted for the shell that Git runs it by: the one beside this Python, else Python itself."""
    beside = Path(sys.executable).with_name("sysselreg")
    # -P: whatever lies in the folder where Git runs it is no part of the program.
    python = [sys.executable, "-P", "-c", "from sysselreg.cli.start import run; run()"]
    words = [str(beside)] if beside.is_file() else python
    return shlex.join(words)


def driver_command() -> str:
    """What Git is to run."""
    return f"{own_program()} sammanfoga %O %A %B %P"


def install_driver(root: Path) -> None:
    """Tell Git, in this clone, to merge records by field. Doing it again changes nothing.

    Raises GitStateError outside a repository.
    """
    writing(root, "config", "--local", f"merge.{_NAME}.name", "poster fält för fält")
    writing(root, "config", "--local", f"merge.{_NAME}.driver", driver_command())
    attributes = root / ".gitattributes"
    old = attributes.read_bytes() if attributes.exists() else None
    if ATTRIBUTE not in (old or b"").decode("utf-8", "replace").splitlines():
        kept = (old or b"").rstrip(b"\n")
        replace_file(attributes, seen=old, new=(kept + b"\n" if kept else b"") + ATTRIBUTE.encode() + b"\n")


def driver_fault(root: Path) -> str:
    """Why `git merge` would not merge this register's records by field, in a sentence; empty when it would."""
    asked = git(root, "check-attr", "-z", "merge", "--", "records/placering/2025/pla-000000.yaml").split(b"\0")
    if asked[2:3] != [_NAME.encode()]:
        return f"Filen .gitattributes saknar raden {ATTRIBUTE}, så Git slår ihop poster rad för rad."
    words = shlex.split(git(root, "config", "--get", f"merge.{_NAME}.driver", allowed=(0, 1)).decode())
    if not words:
        return "Git vet inte i den här klonen hur poster slås ihop fält för fält, och gör det rad för rad."
    if shutil.which(words[0]) is None:
        return f"Git ska slå ihop poster med {words[0]}, som inte finns. En git merge ger då konflikt i varje post."
    return ""


def kind_of_folder(root: Path, folder: str) -> Kind | None:
    """The kind whose records lie in a folder of `records/`, as the register's own schema files say.

    In the middle of a merge the other files need not be there or readable, and are not looked at. Raises
    DefinitionError when a schema file is broken.
    """
    from sysselreg.schema.load import load_schemas

    own = {path.relative_to(root).as_posix(): path.read_bytes() for path in (root / SCHEMAS).rglob("*.yaml")}
    return load_schemas(Snapshot({**package_files(), **own})).by_folder(folder)


def text_merged(base: bytes, ours: bytes, theirs: bytes) -> tuple[bytes, bool]:
    """Three texts merged line by line, and whether without conflict. Of what is no text, ours, with a conflict."""
    with tempfile.TemporaryDirectory(prefix="sysselreg-") as folder:
        names = ("ours", "base", "theirs")
        for name, content in zip(names, (ours, base, theirs), strict=True):
            (Path(folder) / name).write_bytes(content)
        labels = [word for mark in _TEXT_MARKS for word in ("-L", mark)]
        done = attempt(Path(folder), "merge-file", "-p", *labels, *names)
    if done.code == 255 and "binary" not in done.err:
        raise GitStateError("Git kunde inte slå ihop texterna. Inget är ändrat. Försök igen.")
    return (ours, False) if done.code == 255 else (done.out, done.code == 0)
