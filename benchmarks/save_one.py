"""One record saved by the library, as a process of its own: `python -m benchmarks.save_one REGISTER FILE`."""

from __future__ import annotations

import sys
from pathlib import Path

from sysselreg.store.commit import Write, commit


def main(register: str, path: str) -> None:
    """Add a line to a file and save it."""
    root = Path(register)
    old = (root / path).read_bytes()
    commit(root, [Write(path, old, old + b"# rad\n")], "Ändrar en post\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
