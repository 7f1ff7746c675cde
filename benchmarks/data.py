"""Registers of any size, made from a seed: `python -m benchmarks.data KATALOG --poster N [--fro N]`.

They are exempelkommun with more of everything, spread over its years, boards, trades and states.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

# What exempelkommun has of the kinds that can be asked for, and of all kinds together.
_ASKED = {"upphandlingar": 60, "dialoger": 90, "placeringar": 300, "utvarderingar": 150}
_ALL = 666


def register(folder: Path, count: int, seed: int = 2023) -> Path:
    """A committed register of about so many records; the same files for the same count and seed."""
    if not (folder / ".git").exists():
        sizes = [f"--antal-{kind}={max(1, number * count // _ALL)}" for kind, number in _ASKED.items()]
        words = ["tests.registers.make_exempelkommun", "--ut", str(folder), "--fro", str(seed), *sizes]
        subprocess.run([sys.executable, "-m", *words], check=True, stdout=sys.stderr)
        commit(folder)
    return folder


def commit(folder: Path) -> None:
    """Make a folder a Git repository with all that it holds."""
    for words in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "mätning"]):
        author = ["-c", "user.name=bench", "-c", "user.email=bench@example.org"]
        subprocess.run(["git", *author, "-C", str(folder), *words], check=True)


def name_somebody(folder: Path) -> None:
    """Tell Git who commits in a register, whatever the machine says."""
    for key, value in (("user.name", "bench"), ("user.email", "bench@example.org")):
        subprocess.run(["git", "-C", str(folder), "config", key, value], check=True)


def records(folder: Path) -> list[Path]:
    """The record files of a register."""
    return sorted(folder.glob("records/*/*/*.yaml"))


def with_history(folder: Path, source: Path, commits: int = 5000) -> tuple[Path, Path]:
    """The register with that many commits, each work branch merged into main, and one record that every fiftieth
    changes.
    """
    names = sorted(source.glob("records/placering/2024/*.yaml"))
    if not (folder / "sysselreg.yaml").is_file():
        shutil.copytree(source, folder, ignore=shutil.ignore_patterns(".git"))
        commit(folder)
        start = _git(folder, "rev-parse", "HEAD").strip().decode()
        stream = b"".join(_branches(source, names, commits // 2, start))
        _git(folder, "fast-import", "--quiet", "--force", given=stream)
        _git(folder, "reset", "-q", "--hard", "refs/heads/main")
        _git(folder, "gc", "-q")
    return folder, folder / names[0].relative_to(source)


def versions(folder: Path) -> int:
    """How many different contents the record files of a register have had in its history."""
    changes = _git(folder, "log", "--raw", "--no-abbrev", "--no-renames", "-m", "--format=", "--", "records")
    return len({line.split()[3] for line in changes.splitlines()} - {b"0" * 40})


def _branches(source: Path, names: list[Path], count: int, start: str) -> Iterator[bytes]:
    """For git fast-import: a work branch with one change and the merge of it, over and over."""
    main = start
    for number in range(1, count + 1):
        path = names[0] if number % 25 == 0 else names[number % len(names)]
        text = f"{path.read_text(encoding='utf-8')}anteckning: Ändring {number}\n".encode()
        content = f"M 100644 inline {path.relative_to(source).as_posix()}\n".encode() + _data(text)
        for who, said, mark, parents in (
            ("skribent", "Ändring", 2 * number, f"from {main}\n"),
            ("granskare", "Godkänn", 2 * number + 1, f"from {main}\nmerge :{2 * number}\n"),
        ):
            moment = f"{who} <{who}@example.org> {1_700_000_000 + 3600 * number} +0100\n"
            yield f"commit refs/heads/main\nmark :{mark}\nauthor {moment}committer {moment}".encode()
            yield _data(said.encode()) + parents.encode() + content
        main = f":{2 * number + 1}"


def _data(content: bytes) -> bytes:
    return b"data %d\n%b\n" % (len(content), content)


def _git(folder: Path, *words: str, given: bytes = b"") -> bytes:
    return subprocess.run(["git", "-C", str(folder), *words], input=given, check=True, capture_output=True).stdout


def main() -> None:
    """Write the register that the command line asks for."""
    parser = argparse.ArgumentParser(description="Skriv ett påhittat register av önskad storlek.")
    parser.add_argument("katalog", type=Path)
    parser.add_argument("--poster", type=int, default=10_000, metavar="N", help="ungefär så många poster")
    parser.add_argument("--fro", type=int, default=2023, metavar="N", help="slumpens frö")
    given = parser.parse_args()
    print(len(records(register(given.katalog, given.poster, given.fro))), "poster i", given.katalog)


if __name__ == "__main__":
    main()
