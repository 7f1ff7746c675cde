"""The message of a commit: a subject, a text and trailers, with nothing in them that could pass for something else."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from sysselreg.errors import UsageError

_TRAILER = re.compile(r"(?=[\w-]+\s*:)|(?=\(cherry picked)")


def message(subject: str, body: str = "", trailers: Iterable[tuple[str, str]] = ()) -> str:
    """Subject, text and trailers (`Granskad-av: …`) as Git stores them.

    Only what is given as `trailers` reads as one: a line of the text that looks like one is indented, and none holds a
    line feed. Control characters and letters that cannot be seen are left out (hazards F16). Raises UsageError without
    a subject.
    """
    first = _line(subject)
    if not first:
        raise UsageError("Ändringens beskrivning är tom. Skriv i en mening vad som är ändrat.")
    lines = (_visible(line).rstrip() for line in body.splitlines())
    text = "\n".join(f"  {line}" if _TRAILER.match(line) else line for line in lines).strip("\n")
    last = "\n".join(f"{key}: {_line(value)}" for key, value in trailers)
    return "\n\n".join(part for part in (first, text, last) if part) + "\n"


def _line(text: str) -> str:
    return " ".join(_visible(" ".join(text.split())).split())


def _visible(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFC", text) if unicodedata.category(c) not in ("Cc", "Cf", "Cs"))
