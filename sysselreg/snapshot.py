"""The snapshot: everything the program reads, path → bytes, of one commit or of the working tree.

What is in it stays as it was when it was taken, so a report is repeatable "as of commit X" and most tests need only a
dict. Of a large register most files are known by Git's names for their content, and are read when somebody asks.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
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


class Files(Mapping[str, bytes]):
    """Path → content of files that are known by name, and read when they are asked for.

    `named`: path → Git's name for its content. `read` gives the content of some of those paths, which is what the names
    say or an exception; `together`: it is cheap for a whole folder at once. `held`: path → content that is at hand.
    """

    def __init__(
        self,
        named: Mapping[str, str],
        read: Callable[[Collection[str]], Mapping[str, bytes]],
        held: Mapping[str, bytes],
        *,
        together: bool = False,
    ) -> None:
        self._named, self._read, self._held, self._together = named, read, dict(held), together
        self.ordered = sorted({**named, **held})  # in an order that is nearly theirs: faster than a set

    def __getitem__(self, path: str) -> bytes:
        if path not in self._held:
            if path not in self._named:
                raise KeyError(path)
            folder = path[: path.rfind("/") + 1]
            some = {each for each in self._named if each.startswith(folder)} if self._together else (path,)
            for each, content in self._read(some).items():
                self._held.setdefault(each, content)
        return self._held[path]

    def __iter__(self) -> Iterator[str]:
        return iter(self.ordered)

    def __len__(self) -> int:
        return len(self.ordered)

    def __contains__(self, path: object) -> bool:
        return path in self._named or path in self._held

    def names(self, paths: Iterable[str]) -> list[tuple[str, str | None]]:
        """Each path with Git's name for the content of the file; None when only the content itself is known."""
        return [(path, self._named.get(path)) for path in paths]

    def some(self, paths: Collection[str]) -> dict[str, bytes]:
        """The content of many files, which is not held afterwards."""
        left = [path for path in paths if path not in self._held]
        return {**{path: self._held[path] for path in paths if path in self._held}, **self._read(left)}

    def plus(self, more: Mapping[str, bytes]) -> Files:
        """The files with others over them."""
        left = {path: name for path, name in self._named.items() if path not in more}
        return Files(left, self._read, {**self._held, **more}, together=self._together)


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
        paths = self.files.ordered if isinstance(self.files, Files) else sorted(self.files)
        first, last = bisect_left(paths, folder), bisect_left(paths, f"{folder}\U0010ffff")
        found = paths[first:last]
        return (path for path in found if path.endswith(suffix)) if suffix else iter(found)

    def text(self, path: str) -> str:
        """A data file of ours as text (UTF-8)."""
        return self.files[path].decode("utf-8")

    def named(self, paths: Iterable[str], algorithm: str = "sha1") -> list[tuple[str, str]]:
        """Each path with Git's name for the content of the file, without reading it where that is known already."""
        known = self.files.names(paths) if isinstance(self.files, Files) else [(path, None) for path in paths]
        return [(path, name or blob_id(self.files[path], algorithm)) for path, name in known]

    def contents(self, paths: Collection[str]) -> Mapping[str, bytes]:
        """The content of many files at once."""
        return self.files.some(paths) if isinstance(self.files, Files) else {path: self.files[path] for path in paths}

    def with_files(self, more: Mapping[str, bytes]) -> Snapshot:
        """The snapshot with other files over its own."""
        files = self.files.plus(more) if isinstance(self.files, Files) else {**self.files, **more}
        return replace(self, files=files)


def differing(before: Snapshot, after: Snapshot) -> set[str]:
    """The paths whose content differs, those that came and those that went."""
    old, new = (set(each.named(each.files)) for each in (before, after))
    # Where the names are of two algorithms, one content has two of them.
    return {path for path, _ in old ^ new if before.files.get(path) != after.files.get(path)}


def blob_id(data: bytes, algorithm: str) -> str:
    """The name that Git gives a file's content (`sha1` or `sha256`)."""
    digest = hashlib.new(algorithm, b"blob %d\0" % len(data), usedforsecurity=False)
    digest.update(data)
    return digest.hexdigest()


def within(path: str, wanted: Collection[str]) -> bool:
    """Whether a path is one of the wanted files or lies below one of the wanted folders; `.` is the whole register."""
    return any(each in (".", path) or path.startswith(each + "/") for each in wanted)


def marks_of(files: Iterable[tuple[str, str]]) -> list[bytes]:
    """What tells each of some files, by path and name of content, from every other and from what it was."""
    return [f"{path}\0{name}".encode("utf-8", "surrogateescape") for path, name in files]


def name_of(path: str) -> str:
    """The name of a record file, which is the id of its record: `pla-7k3qf9` of `records/…/pla-7k3qf9.yaml`."""
    return path.rpartition("/")[2].removesuffix(".yaml")
