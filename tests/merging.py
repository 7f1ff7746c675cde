"""Two people with a clone each of the same register, and a shared repository between them."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence

from tests.conftest import Repository

PLACEMENT = "records/placering/2025/pla-8m2kd4.yaml"
PROCUREMENT = "records/upphandling/2025/upp-7k3qf9.yaml"
HANDLING = "records/handling/2025/han-0t4y7b.yaml"
ORGANISATION = "records/organisation/2025/org-9b3t7w.yaml"
ACTIVITY = "records/aktivitet/2025/akt-3c6w0z.yaml"


def clones(register: Repository, names: Sequence[str] = ("Anna", "Bo")) -> list[Repository]:
    """A bare shared repository beside the register, and for each name a clone of it whose commits bear that name."""
    home = register.path.parent
    run = ["git", "clone", "-q"]
    subprocess.run([*run, "--bare", str(register.path), str(home / "gemensamt.git")], check=True)
    found = []
    for name in names:
        path = home / name.lower()
        subprocess.run([*run, str(home / "gemensamt.git"), str(path)], check=True)
        clone = Repository(path, path)
        clone.git("config", "user.name", name)
        clone.git("config", "user.email", f"{name.lower()}@example.org")
        found.append(clone)
    return found


def change(at: Repository, path: str, *pairs: tuple[str, str]) -> str:
    """Replace words in a file, commit, and return the commit."""
    text = (at.root / path).read_text(encoding="utf-8")
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new, 1)
    return at.commit({path: text})


def remove(at: Repository, path: str) -> str:
    """Remove a file, commit, and return the commit."""
    (at.root / path).unlink()
    return at.commit()
