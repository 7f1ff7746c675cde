"""What is kept between runs in the user's cache folder: made from its basis alone, and thrown away at any time.

A cache that is missing, full, corrupt, read-only or somebody else's is as none (design: performance, Recipe).
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

from sysselreg import __version__

_MOST = 32


def kept(basis: Iterable[bytes], make: Callable[[], Any]) -> Any:
    """What `make` gives, as plain data (dict with text keys, list, str, int, float, bool, None); made once per basis.

    `make` must depend on nothing but the basis and this version of the program.
    """
    parts = [__version__.encode(), *basis]
    key = sha256(b"".join(b"%d:%b" % (len(part), part) for part in parts)).hexdigest()
    file = folder() / f"{key}.json"
    with suppress(OSError, ValueError):
        sum_of, _, content = file.read_bytes().partition(b"\n")
        if sum_of.decode() == sha256(content).hexdigest():
            return json.loads(content)
    made = make()
    with suppress(OSError, ValueError):
        _write(file, json.dumps(made, ensure_ascii=False).encode())
    return made


def folder() -> Path:
    """Where things are kept: below XDG_CACHE_HOME, else below ~/.cache."""
    given = os.environ.get("XDG_CACHE_HOME", "")
    return Path(given if given.startswith("/") else os.path.expanduser("~/.cache"), "sysselreg")  # noqa: PTH111


def _write(file: Path, content: bytes) -> None:
    """Whole or not at all; the oldest go when there are many."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    temporary = file.with_name(f"{file.name}.{os.getpid()}")
    try:
        temporary.write_bytes(sha256(content).hexdigest().encode() + b"\n" + content)
        temporary.replace(file)
    finally:
        temporary.unlink(missing_ok=True)
    for old in sorted(file.parent.iterdir(), key=lambda each: each.stat().st_mtime)[:-_MOST]:
        old.unlink(missing_ok=True)
