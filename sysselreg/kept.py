"""What is kept between runs in the user's cache folder: made from its basis alone, and thrown away at any time.

A cache that is missing, full, corrupt, read-only or somebody else's is as none (design: performance, Recipe). Single
things lie in files of their own; what there are tens of thousands of lies in one SQLite file, which several programs
use at once. Nothing is believed that does not bear the sum of its own content.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import lru_cache
from hashlib import blake2b, sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sysselreg import __version__

if TYPE_CHECKING:
    import sqlite3

# Set to anything: nothing is kept, and nothing that was kept is used.
OFF = "SYSSELREG_UTAN_CACHE"

_MOST_FILES = 32
_MOST_BYTES = 1 << 30
KEY, _SUM, _AT_ONCE = 20, 8, 500
# The rooms that what is kept is made in, the ground floor first.
_MADE_IN = (".", "schema", "record", "check", "due", "calculation", "table", "figure")
# An ordinary table: with the values in the tree of the keys, each search would read the long values that it passes.
_TABLE = "CREATE TABLE IF NOT EXISTS kept (key BLOB PRIMARY KEY, value BLOB)"


def kept(basis: Iterable[bytes], make: Callable[[], Any]) -> Any:
    """What `make` gives, as plain data (dict with text keys, list, str, int, float, bool, None); made once per basis.

    `make` must depend on nothing but the basis and this program.
    """
    file = folder() / f"{key(program(), *basis).hex()}.json"
    with suppress(OSError, ValueError):
        sum_of, _, content = file.read_bytes().partition(b"\n") if in_use() else (b"", b"", b"")
        if sum_of.decode() == sha256(content).hexdigest():
            return json.loads(content)
    made = make()
    if in_use():
        with suppress(OSError, ValueError):
            _write(file, json.dumps(made, ensure_ascii=False).encode())
    return made


def key(*basis: bytes) -> bytes:
    """The name of what is made from a basis, of KEY bytes."""
    return blake2b(b"".join(b"%d:%b" % (len(part), part) for part in basis), digest_size=KEY).digest()


def among(keys: Sequence[bytes]) -> dict[bytes, bytes]:
    """What this program has kept under some keys; those under which nothing sound is kept are left out."""
    found: dict[bytes, bytes] = {}
    with _many() as store:
        for start in range(0, len(keys) if store else 0, _AT_ONCE):
            some = keys[start : start + _AT_ONCE]
            asked = f"SELECT key, value FROM kept WHERE key IN ({','.join('?' * len(some))})"  # noqa: S608 - only marks
            for name, value in store.execute(asked, some) if store else ():
                if isinstance(value, bytes) and value[:_SUM] == _sum(name, value[_SUM:]):
                    found[name] = value[_SUM:]
    return found


def keep(values: Mapping[bytes, bytes]) -> None:
    """Keep things under their keys: all of them, or none when that cannot be done."""
    with _many() as store:
        if store and values:
            rows = ((name, _sum(name, value) + value) for name, value in values.items())
            store.execute("BEGIN IMMEDIATE")
            store.executemany("INSERT OR REPLACE INTO kept VALUES (?, ?)", rows)
            store.execute("COMMIT")


def folder() -> Path:
    """Where things are kept: below XDG_CACHE_HOME, else below ~/.cache."""
    given = os.environ.get("XDG_CACHE_HOME", "")
    return Path(given if given.startswith("/") else os.path.expanduser("~/.cache"), "sysselreg")  # noqa: PTH111


def size() -> int:
    """The bytes that are kept."""
    return sum(file.stat().st_size for file in _newest_first())


def empty() -> None:
    """Throw everything away. Raises OSError when that cannot be done."""
    for file in _newest_first():
        file.unlink(missing_ok=True)


@lru_cache(maxsize=1)
def program() -> bytes:
    """What tells this program from every other: its version, its Python, and the files that make what is kept."""
    about = [__version__, sys.version]
    home = Path(__file__).parent
    files = [entry for room in _MADE_IN for entry in os.scandir(home / room) if entry.name.endswith(".py")]
    about += (f"{file.path} {file.stat().st_size} {file.stat().st_mtime_ns}" for file in files)
    return "\n".join(sorted(about)).encode("utf-8", "surrogateescape")


def in_use() -> bool:
    """Whether nobody has asked to do without."""
    return not os.environ.get(OFF)


def usable() -> bool:
    """Whether something that is kept is there afterwards."""
    name = key(b"usable")
    keep({name: b"yes"})
    return among([name]) == {name: b"yes"}


def _sum(name: bytes, value: bytes) -> bytes:
    return blake2b(value, digest_size=_SUM, key=name).digest()


@contextmanager
def _many() -> Iterator[sqlite3.Connection | None]:
    """The SQLite file of this program, opened; None when there is none. What goes wrong in it is left at that."""
    import sqlite3

    file = folder() / f"{key(program()).hex()}.sqlite"
    store = None
    try:
        store = _opened(file) if in_use() else None
    except (OSError, sqlite3.Error) as error:
        _give_up(file, error)
    try:
        yield store
    except sqlite3.Error as error:
        _give_up(file, error)
    finally:
        if store:
            with suppress(sqlite3.Error):
                store.close()


def _opened(file: Path) -> sqlite3.Connection | None:
    import sqlite3

    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if file.parent.stat().st_uid != os.geteuid():
        return None
    size = file.stat().st_size if file.exists() else 0
    if not 0 < size < _MOST_BYTES:
        # What other programs have kept, and this one when it has grown too large, is of no more use.
        for old in file.parent.glob("*.sqlite"):
            if old != file or size:
                _remove(old)
    # No isolation level: transactions begin where it is said.
    store = sqlite3.connect(file, timeout=5, isolation_level=None)
    store.execute("PRAGMA synchronous = OFF")
    if not 0 < size < _MOST_BYTES:
        # Several programs read while one writes (WAL). The table comes first: a file that is not empty has it.
        store.executescript(f"{_TABLE}; PRAGMA journal_mode = WAL")
    return store


def _give_up(file: Path, error: Exception) -> None:
    """Throw the file away when it is no database of ours any more; anything else may pass."""
    import sqlite3

    wrong = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_OK) & 0xFF
    if wrong in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR):  # the last: without our table
        with suppress(OSError):
            _remove(file)


def _remove(file: Path) -> None:
    for each in (file, file.with_name(f"{file.name}-wal"), file.with_name(f"{file.name}-shm")):
        each.unlink(missing_ok=True)


def _newest_first() -> list[Path]:
    with suppress(FileNotFoundError):
        return sorted(folder().iterdir(), key=lambda each: each.stat().st_mtime, reverse=True)
    return []


def _write(file: Path, content: bytes) -> None:
    """Whole or not at all; the oldest go when there are many."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    temporary = file.with_name(f"{file.name}.{os.getpid()}")
    try:
        temporary.write_bytes(sha256(content).hexdigest().encode() + b"\n" + content)
        temporary.replace(file)
    finally:
        temporary.unlink(missing_ok=True)
    for old in [each for each in _newest_first() if each.suffix == ".json"][_MOST_FILES:]:
        old.unlink(missing_ok=True)
