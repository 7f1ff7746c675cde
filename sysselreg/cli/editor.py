"""A draft in the user's own editor, as long as something must be mended."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from sysselreg.cli.terminal import somebody_there, tell, yes
from sysselreg.cli.write import Desk, faults_told, refusal
from sysselreg.errors import UsageError
from sysselreg.record.draft import Draft, content, undrafted
from sysselreg.schema.model import Kind
from sysselreg.yamltext import parse
from sysselreg.yamlwrite import Comments

# What an edited draft says, with its comments → what must be mended, in words; '' when it has been taken.
Keep = Callable[[dict[str, Any], Comments], str]


def edited(desk: Desk, kind: Kind, draft: Draft, keep: Keep) -> bool:
    """Let somebody edit a draft until there is nothing to mend; False when they give up with something to mend.

    What must be mended is told and stands first in the draft next time. What has been typed is never lost: when it is
    not taken, whatever happens, the file is kept and named. Raises UsageError where no editor can be shown.
    """
    if not (os.environ.get("VISUAL") or os.environ.get("EDITOR") or (sys.stdin.isatty() and sys.stdout.isatty())):
        raise UsageError(
            "--redigera öppnar en textredigerare, och här finns ingen terminal att visa den i. Inget är skrivet. "
            "Använd --satt i stället, eller välj en redigerare som klarar sig utan med EDITOR."
        )
    with tempfile.NamedTemporaryFile("w", prefix="sysselreg-", suffix=".yaml", delete=False, encoding="utf-8") as file:
        path = Path(file.name)
    text, ours, taken = draft.text, draft.ours, False
    try:
        while True:
            path.write_text(text, encoding="utf-8")
            _open(path)
            data = path.read_bytes()
            if data == text.encode() or not _has_content(data):
                tell("Utkastet är oförändrat eller tomt. Inget är skrivet.")
                return text == draft.text
            wrong = _taken(desk, kind, data, ours, keep)
            taken = not wrong
            if taken:
                return True
            tell(wrong)
            if not somebody_there() or not yes("Rätta utkastet?"):
                tell(refusal(wrong))
                return False
            remarks = ["# ATT RÄTTA:", *(f"# {row}".rstrip() for row in wrong.splitlines())]
            kept = undrafted(data.decode("utf-8", "replace"), ours - draft.ours)
            text, ours = "\n".join([*remarks, kept]), draft.ours | frozenset(remarks)
    finally:
        # Asked of the file: an editor that ends badly, or is still open, may have written it.
        left = path.read_bytes() if path.exists() else b""
        if taken or left == draft.text.encode() or not _has_content(left):
            path.unlink(missing_ok=True)
        else:
            tell(f"Ditt utkast finns kvar i {path}.")


def _taken(desk: Desk, kind: Kind, data: bytes, ours: frozenset[str], keep: Keep) -> str:
    """Read a draft as somebody left it and hand on what it says; what must be mended when that cannot be done."""
    parsed = parse(data)
    if parsed.faults:
        return faults_told(desk, parsed.faults, "Utkastet")
    text = undrafted(parsed.text, ours)
    root = parse(text.encode()).root
    try:
        return keep(*content(text, root, kind)) if root is not None else ""
    except UsageError as error:
        return error.sentence


def _has_content(data: bytes) -> bool:
    """Whether anything is left when comments and blank lines are gone: an emptied draft says stop."""
    return any(row.strip() and not row.startswith(b"#") for row in data.splitlines())


def _open(path: Path) -> None:
    try:
        click.edit(filename=str(path))
    except click.ClickException as error:
        name = error.message.partition(": Editing failed")[0]  # click says which, and why in English
        raise UsageError(
            f"Redigeraren {name} finns inte eller avslutades med fel. Inget är skrivet. "
            "Välj en annan redigerare med EDITOR, som EDITOR=nano."
        ) from error
