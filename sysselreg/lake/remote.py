"""A lake on a web server: its list of files with checksums, then each file, held against the list."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from http.client import HTTPException
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import quote, urlsplit
from urllib.request import HTTPRedirectHandler, OpenerDirector, build_opener

from sysselreg.errors import RemoteError, UnsafeInputError, UsageError

SUMS = "SHA256SUMS"
# What `sha256sum register=*/*.parquet` prints.
_LINE = re.compile(r"([0-9a-f]{64}) [ *](register=[a-z0-9][a-z0-9-]*/[a-z0-9_]+\.parquet)\Z")
_MOST_LIST, _MOST_FILE = 16 * 2**20, 2 * 2**30
_SECONDS = 60
_HERE = ("localhost", "127.0.0.1", "::1")


class _NoRedirect(HTTPRedirectHandler):
    """A lake lies where it is said to lie: a server may not send us on to another."""

    def redirect_request(self, *_: object) -> None:
        """No other request."""


@contextmanager
def fetched(address: str) -> Iterator[Path]:
    """A folder with the lake of an address (https), gone afterwards.

    Raises UsageError for an address without encryption, RemoteError when the server or a file does not answer,
    UnsafeInputError for a list that is none and a file that is not what the list says.
    """
    parts = urlsplit(address)
    if parts.scheme != "https" and parts.hostname not in _HERE:
        raise UsageError(f"Lagret {address} hämtas utan skydd. Skriv adressen med https.")
    opener = build_opener(_NoRedirect())
    with tempfile.TemporaryDirectory(prefix="sysselreg-lager-") as made:
        folder = Path(made)
        _fetch(opener, address, SUMS, folder / SUMS, _MOST_LIST)
        for line in (folder / SUMS).read_text(encoding="utf-8", errors="replace").splitlines():
            listed = _LINE.match(line)
            if listed is None:
                raise UnsafeInputError(
                    f"{SUMS} i lagret {address} har en rad som inte är en fil i ett register. Gör om den i lagret med: "
                    f"sha256sum register=*/*.parquet > {SUMS}"
                )
            path = folder / listed[2]
            path.parent.mkdir(exist_ok=True)
            if _fetch(opener, address, listed[2], path, _MOST_FILE) != listed[1]:
                raise UnsafeInputError(
                    f"{listed[2]} i lagret {address} är inte den fil som {SUMS} anger. Försök igen, eller gör om "
                    f"listan i lagret med: sha256sum register=*/*.parquet > {SUMS}"
                )
        yield folder


def _fetch(opener: OpenerDirector, address: str, name: str, path: Path, most: int) -> str:
    """Write a file and return its checksum."""
    where = f"{address.rstrip('/')}/{quote(name, safe='/=')}"
    digest, size = sha256(), 0
    try:
        with opener.open(where, timeout=_SECONDS) as answer, path.open("wb") as out:
            while piece := answer.read(2**20):
                size += len(piece)
                if size > most:
                    raise UnsafeInputError(
                        f"{name} i lagret {address} är större än {most // 2**20} MB och hämtas inte."
                    )
                digest.update(piece)
                out.write(piece)
    except (OSError, HTTPException, ValueError) as error:
        why = f"servern svarar {error.code}" if isinstance(error, HTTPError) else "servern svarar inte"
        raise RemoteError(
            f"{name} i lagret {address} går inte att hämta: {why}. Kontrollera adressen. Ett lager på webben har filen "
            f"{SUMS} överst."
        ) from error
    return digest.hexdigest()
