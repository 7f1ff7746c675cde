"""What is kept between runs in the user's cache folder: made from its basis alone, and thrown away at any time.

A cache that is missing, full, corrupt, read-only or somebody else's is as none (design: performance, Recipe). Single
things lie in files of their own; what there are tens of thousands of lies in one SQLite file, which several programs
use at once. Nothing is believed that does not bear the sum of its own content and of what it was asked for by.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from functools import lru_cache
from hashlib import blake2b, sha256
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sysselreg import __version__

if TYPE_CHECKING:
    import sqlite3

# Set to anything: nothing is kept, and nothing that is kept is used.
OFF = "SYSSELREG_UTAN_CACHE"

_MOST = 32
# Of the SQLite files, one for each program: the one in use and the one before it.
_MOST_PACKS = 2
_MOST_BYTES = 1 << 30
_SUM = 8
_AT_ONCE = 500


def kept(basis: Iterable[bytes], make: Callable[[], Any]) -> Any:
    """What `make` gives, as plain data (dict with text keys, list, str, int, float, bool, None); made once per basis.

    `make` must depend on nothing but the basis and this program.
    """
    file = folder() / f"{_key([program(), *basis]).hex()}.json"
    if not off():
        with suppress(OSError, ValueError):
            sum_of, _, content = file.read_bytes().partition(b"\n")
            if sum_of.decode() == sha256(content).hexdigest():
                return json.loads(content)
    made = make()
    if not off():
        with suppress(OSError, ValueError):
            _write(file, json.dumps(made, ensure_ascii=False).encode())
    return made


def key(*basis: bytes) -> bytes:
    """The name of something among the many that are kept: of everything that it is made from but the program."""
    return _key(basis)


def among(keys: Sequence[bytes]) -> dict[bytes, bytes]:
    """What is kept under some keys; those under which nothing sound is kept are left out."""
    found: dict[bytes, bytes] = {}
    with _pack() as pack:
        for some in _parts(keys) if pack else ():
            asked = f"SELECT key, value FROM kept WHERE key IN ({','.join('?' * len(some))})"  # noqa: S608 - only marks
            for name, value in pack.execute(asked, some) if pack else ():
                if isinstance(value, bytes) and value[:_SUM] == _sum(name, value[_SUM:]):
                    found[name] = value[_SUM:]
    return found


def keep(values: Mapping[bytes, bytes]) -> None:
    """Keep things under their keys, all or none."""
    with _pack(make=True) as pack:
        if pack and values:
            with pack:
                rows = ((name, _sum(name, value) + value) for name, value in values.items())
                pack.executemany("INSERT OR REPLACE INTO kept VALUES (?, ?)", rows)


def folder() -> Path:
    """Where things are kept: below XDG_CACHE_HOME, else below ~/.cache."""
    given = os.environ.get("XDG_CACHE_HOME", "")
    return Path(given if given.startswith("/") else os.path.expanduser("~/.cache"), "sysselreg")  # noqa: PTH111


def size() -> int:
    """The bytes that are kept."""
    return sum(file.stat().st_size for file in _files())


def empty() -> None:
    """Throw everything away. Raises OSError when that cannot be done."""
    for file in _files():
        file.unlink(missing_ok=True)


def off() -> bool:
    """Whether somebody has asked to do without."""
    return bool(os.environ.get(OFF))


@lru_cache(maxsize=1)
def program() -> bytes:
    """What tells this program from every other: its version, its Python, and its own files as they are on the disk."""
    home = Path(__file__).parent
    about = [__version__, sys.version]
    for path in sorted(home.glob("**/*.py")):
        status = path.stat()
        about.append(f"{path} {status.st_size} {status.st_mtime_ns}")
    return "\n".join(about).encode("utf-8", "surrogateescape")
