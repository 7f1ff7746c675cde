"""A lake on a web server."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.conftest import Cli

WORDS = ["statistik", "--ar", "2023", "--nyckeltal", "N01", "--format", "json", "--lager"]


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass

    def do_GET(self) -> None:
        if self.path.startswith("/flyttad/"):
            self.send_response(302)
            self.send_header("Location", self.path.removeprefix("/flyttad"))
            self.end_headers()
        else:
            super().do_GET()


@contextmanager
def served(folder: Path) -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder))) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


def listed(folder: Path) -> None:
    subprocess.run(["sh", "-c", "sha256sum register=*/*.parquet > SHA256SUMS"], cwd=folder, check=True)


def test_a_lake_on_the_web_is_counted_as_the_folder(cli: Cli, own_lake: Path) -> None:
    listed(own_lake)
    with served(own_lake) as address:
        done = cli(*WORDS, f"{address}/")

    assert done.code == 0, done.err
    assert done.out == cli(*WORDS, own_lake).out


def test_a_file_that_is_changed_on_the_way(cli: Cli, own_lake: Path) -> None:
    listed(own_lake)
    path = own_lake / "register=exempel-002" / "krav.parquet"
    path.write_bytes(path.read_bytes() + b" ")
    with served(own_lake) as address:
        done = cli(*WORDS, address)

    assert (done.code, done.err) == (
        3,
        f"register=exempel-002/krav.parquet i lagret {address} är inte den fil som SHA256SUMS anger. Försök igen, "
        "eller gör om listan i lagret med: sha256sum register=*/*.parquet > SHA256SUMS\n",
    )


@pytest.mark.parametrize("path", ["../utanfor.parquet", "register=a/../../x.parquet", "/etc/passwd", "register=a/b.sh"])
def test_a_list_that_leads_out_of_the_lake(cli: Cli, own_lake: Path, path: str) -> None:
    (own_lake / "SHA256SUMS").write_text(f"{'0' * 64}  {path}\n")
    with served(own_lake) as address:
        done = cli(*WORDS, address)

    assert done.code == 3
    assert done.err.startswith(f"SHA256SUMS i lagret {address} har en rad som inte är en fil i ett register.")


def test_a_server_that_does_not_answer_or_has_no_lake(cli: Cli, own_lake: Path) -> None:
    with served(own_lake) as address:
        missing = cli(*WORDS, address)
        listed(own_lake)
        moved = cli(*WORDS, f"{address}/flyttad")
    gone = cli(*WORDS, address)

    where = "Kontrollera adressen. Ett lager på webben har filen SHA256SUMS överst.\n"
    assert (missing.code, moved.code, gone.code) == (7, 7, 7)
    assert missing.err == f"SHA256SUMS i lagret {address} går inte att hämta: servern svarar 404. {where}"
    assert moved.err == f"SHA256SUMS i lagret {address}/flyttad går inte att hämta: servern svarar 302. {where}"
    assert gone.err == f"SHA256SUMS i lagret {address} går inte att hämta: servern svarar inte. {where}"


def test_addresses_that_are_not_fetched(cli: Cli) -> None:
    plain = cli(*WORDS, "http://example.org/lager")
    assert (plain.code, plain.err) == (
        2,
        "Lagret http://example.org/lager hämtas utan skydd. Skriv adressen med https.\n",
    )
    bucket = cli(*WORDS, "s3a://exempel/lager")
    assert (bucket.code, bucket.err) == (
        2,
        "Lagret s3a://exempel/lager når bara Spark. Lägg till --motor, eller skriv en mapp eller en https-adress.\n",
    )
