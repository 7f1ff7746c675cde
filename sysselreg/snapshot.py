"""The snapshot: everything the program reads, path → bytes, of one commit or of the working tree.

Between taking it and writing the result there is no disk and no Git, so a report is repeatable "as of commit X" and
most tests need only a dict.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

RECORDS, SCHEMAS, REPORTS = "records/", "schemas/", "reports/"
CONFIG = "sysselreg.yaml"


@dataclass(frozen=True, slots=True)
class Revision:
    """Where a snapshot comes from.

    `commit`: full hash, None outside Git or before the first commit. `date`: the day of the commit (its committer's own
    clock and zone), None without one. `clean`: False when the working tree's register differs from the commit.
    """

    commit: str | None = None
    date: date | None = None
    clean: bool = True

    @property
    def short(self) -> str:
        """The first ten characters of the commit, with + when the working tree differs; empty without a commit."""
        return f"{self.commit[:10]}{'' if self.clean else '+'}" if self.commit else ""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """`files`: paths with `/` below the register's root → bytes, the package's `schemas/` and `reports/` included.

    A register that overrides a data file has its own bytes there. `irregular` names what is no plain file (links,
    programs, submodules): nothing of it is read.
    """

    files: Mapping[str, bytes]
    revision: Revision = Revision()
    irregular: tuple[str, ...] = ()

    def under(self, folder: str, suffix: str = "") -> Iterator[str]:
        """The paths below a folder, sorted, that end in `suffix`."""
        return (path for path in sorted(self.files) if path.startswith(folder) and path.endswith(suffix))

    def text(self, path: str) -> str:
        """A data file of ours as text (UTF-8)."""
        return self.files[path].decode("utf-8")


def within(path: str, wanted: Collection[str]) -> bool:
    """Whether a path is one of the wanted files or lies below one of the wanted folders; `.` is the whole register."""
    return any(each in (".", path) or path.startswith(each + "/") for each in wanted)
