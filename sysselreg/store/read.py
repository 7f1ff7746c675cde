"""Taking a snapshot: the register in the working tree, or as of a commit, over the data files of the program."""

from __future__ import annotations

import hashlib
import os
import re
import stat
from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from sysselreg.errors import DiskError, GitStateError, UsageError
from sysselreg.snapshot import CONFIG, RECORDS, REPORTS, SCHEMAS, Revision, Snapshot
from sysselreg.store.disk import reason
from sysselreg.store.git import NotARepositoryError, git

_FOLDERS = (RECORDS, SCHEMAS, REPORTS)
# More than any record may hold: enough to say that a file is too large without reading all of it.
_READ = 1024 * 1024
# What keeps an empty folder in Git.
_KEEP = ".gitkeep"


def find_register(start: Path) -> Path:
    """The nearest folder upwards that holds `sysselreg.yaml`. Raises UsageError when there is none."""
    for folder in (start, *start.parents):
        if (folder / CONFIG).is_file():
            return folder
    raise UsageError(
        f"Här finns inget register: ingen {CONFIG} i {start} eller mapparna ovanför. "
        "Gå till registrets mapp, skriv --register KATALOG eller gör ett nytt med sysselreg init KATALOG."
    )


@lru_cache(maxsize=1)
def package_files() -> dict[str, bytes]:
    """The program's own `schemas/` and `reports/`: beside the package in a checkout, inside it when installed."""
    package = Path(__file__).resolve().parent.parent
    home = package / "_data" if (package / "_data").is_dir() else package.parent
    return {path: data for folder in (SCHEMAS, REPORTS) for path, data, _ in _files(home, folder)}


def program_files() -> Snapshot:
    """The program's own data files alone: what can be told outside a register."""
    return Snapshot(package_files())


def working_tree(root: Path) -> Snapshot:
    """The register as its files are now."""
    found = list(_register_files(root))
    tracked = _head(root)
    files = {path: data for path, data, _ in found if not _hidden(path) or path in tracked.blobs}
    irregular = tuple(sorted(path for path, _, regular in found if not regular))
    clean = not irregular and _same(files, tracked)
    return Snapshot({**package_files(), **files}, Revision(tracked.commit, tracked.date, clean), irregular)


def at_commit(root: Path, name: str) -> Snapshot:
    """The register as a commit holds it. Raises UsageError when Git knows no such commit."""
    if name.startswith("-"):
        raise UsageError(f"”{name}” är ingen incheckning. Skriv en gren, en etikett eller en kontrollsumma.")
    head = tree_of(root, name)
    if head.commit is None:
        raise UsageError(f"Git känner ingen incheckning ”{name}” i {root}. Se vilka som finns med git log --oneline.")
    bodies = blobs(root, list(head.blobs.values()))
    files = {path: bodies[blob] for path, blob in head.blobs.items() if blob in bodies}
    return Snapshot({**package_files(), **files}, Revision(head.commit, head.date, clean=True), head.irregular)


# ---- the working tree ------------------------------------------------------------------------------------------------


def without_records(root: Path) -> Snapshot:
    """The register's data files as they are now, over the program's: what tells what a record may be."""
    own = {path: data for folder in (SCHEMAS, REPORTS) for path, data, _ in _files(root, folder)}
    return Snapshot({**package_files(), **own})


def records_named(root: Path, start: str) -> dict[str, bytes]:
    """The record with an id, else those whose id begins so: path → bytes. No other file is opened."""
    if not re.fullmatch(r"[a-z0-9-]+", start):
        return {}
    exact = list(root.glob(f"{RECORDS}*/*/{start}.yaml"))
    found = sorted(exact or root.glob(f"{RECORDS}*/*/{start}*.yaml"))
    return {path.relative_to(root).as_posix(): _read(path, _READ) for path in found}


def _register_files(root: Path) -> Iterator[tuple[str, bytes, bool]]:
    yield CONFIG, _read(root / CONFIG, _READ), (root / CONFIG).is_file() and not (root / CONFIG).is_symlink()
    for folder in _FOLDERS:
        yield from _files(root, folder)


def _files(root: Path, folder: str) -> Iterator[tuple[str, bytes, bool]]:
    """(path, bytes, whether it is a plain file) of every file below a folder; links are named, never followed."""
    if (root / folder).is_symlink():
        yield folder.rstrip("/"), b"", False
        return
    try:
        entries = sorted(os.scandir(root / folder), key=lambda entry: entry.name)
    except FileNotFoundError:
        return
    except OSError as error:
        raise DiskError(f"Mappen {root / folder} går inte att läsa: {reason(error)}.") from error
    if folder.startswith(RECORDS) and any(entry.name == ".git" for entry in entries):
        yield folder.rstrip("/"), b"", False  # another repository: one thing, as it is in a commit
        return
    for entry in entries:
        path = f"{folder}{entry.name}"
        if entry.is_dir(follow_symlinks=False):
            if entry.name != "__pycache__":
                yield from _files(root, path + "/")
        elif entry.name != _KEEP:
            status = entry.stat(follow_symlinks=False)
            mode = status.st_mode
            plain = stat.S_ISREG(mode) and not (folder.startswith(RECORDS) and mode & 0o111)
            most = _READ if folder.startswith(RECORDS) and status.st_size > _READ else -1
            yield path, _read(entry.path, most) if stat.S_ISREG(mode) else b"", plain


def _read(path: str | Path, most: int = -1) -> bytes:
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
        # No buffer: tens of thousands of small files are read, each in one piece.
        with open(descriptor, "rb", buffering=0) as file:  # noqa: PTH123 - what is opened here is a descriptor
            return file.readall() if most < 0 else file.read(most) or b""
    except OSError as error:
        raise DiskError(f"Filen {path} går inte att läsa: {reason(error)}.") from error


def _hidden(path: str) -> bool:
    """Droppings of editors and file managers: not part of the register unless somebody has put them in Git."""
    name = path.rsplit("/", 1)[-1]
    return path.startswith(RECORDS) and (name.startswith(".") or name.endswith("~"))


# ---- Git -------------------------------------------------------------------------------------------------------------


class Tree:
    """A commit's register: its hash and day, path → blob, and the paths that are no plain files."""

    def __init__(self, commit: str | None, day: datetime | None, algorithm: str = "sha1") -> None:
        self.commit = commit
        self.date = day.date() if day else None
        self.algorithm = algorithm
        self.blobs: dict[str, str] = {}
        self.irregular: tuple[str, ...] = ()


def _head(root: Path) -> Tree:
    try:
        return tree_of(root, "HEAD")
    except NotARepositoryError:
        return Tree(None, None)


def tree_of(root: Path, name: str) -> Tree:
    """The register's part of a commit; one without commit when Git knows no such name."""
    git(root, "rev-parse", "--is-inside-work-tree")
    # Exit code 1 is "no such name" (an unborn branch too); anything else, a broken repository, is told.
    found = git(root, "rev-parse", "--verify", "--quiet", f"{name}^{{commit}}", allowed=(0, 1)).decode().strip()
    return _tree(root, found) if found else Tree(None, None)


@lru_cache(maxsize=2)
def _tree(root: Path, found: str) -> Tree:
    """The register's part of a commit, by its full hash: what is in a commit stays as it is."""
    shown = git(root, "log", "-1", "--no-show-signature", "--format=%H %cI", found, "--")
    commit, moment = shown.decode().split()
    tree = Tree(commit, datetime.fromisoformat(moment), "sha256" if len(commit) == 64 else "sha1")
    # Run inside the register, ls-tree names paths from there, wherever the repository's own root is.
    wanted = [CONFIG, *(folder.rstrip("/") for folder in _FOLDERS)]
    irregular = []
    for line in git(root, "ls-tree", "-r", "-z", commit, "--", *wanted).split(b"\0"):
        if line:
            head, _, raw = line.partition(b"\t")
            mode, _, blob = head.decode().split(" ")
            path = raw.decode("utf-8", "surrogateescape")
            if path.endswith("/" + _KEEP):
                continue
            if mode == "100644" or (mode == "100755" and not path.startswith(RECORDS)):
                tree.blobs[path] = blob
            else:
                irregular.append(path)
    tree.irregular = tuple(sorted(irregular))
    return tree


def _same(files: dict[str, bytes], tree: Tree) -> bool:
    """Whether the working tree's register is the commit's: by content, so that no filter of the repository is run."""
    ours = {path: data for path, data in files.items() if path == CONFIG or path.startswith(_FOLDERS)}
    return (
        tree.commit is not None
        and ours.keys() == tree.blobs.keys()
        and all(blob_id(data, tree.algorithm) == tree.blobs[path] for path, data in ours.items())
    )


def blob_id(data: bytes, algorithm: str) -> str:
    """The name that Git gives a file's content (`sha1` or `sha256`)."""
    digest = hashlib.new(algorithm, b"blob %d\0" % len(data), usedforsecurity=False)
    digest.update(data)
    return digest.hexdigest()


def blobs(root: Path, names: list[str]) -> dict[str, bytes]:
    """Blob id → content, all in one `cat-file --batch`."""
    answer = git(root, "cat-file", "--batch", given="".join(f"{name}\n" for name in sorted(set(names))).encode())
    bodies, at = {}, 0
    while at < len(answer):
        end = answer.index(b"\n", at)
        words = answer[at:end].decode().split(" ")
        if words[-1] == "missing":
            raise GitStateError(
                f"Git saknar innehållet {words[0][:10]}. Hämta det först med git fetch --refetch --no-filter."
            )
        size = int(words[2])
        bodies[words[0]] = answer[end + 1 : end + 1 + size]
        at = end + 1 + size + 1
    return bodies


# ---- names -----------------------------------------------------------------------------------------------------------


def register_path(root: Path, written: Path, snapshot: Snapshot) -> str:
    """A file or folder as the user wrote it → its path below the register's root.

    Raises UsageError when it is outside the register or not there.
    """
    for absolute in (written.parent.resolve() / written.name, root / written):
        if absolute.is_relative_to(root):
            path = absolute.relative_to(root).as_posix()
            if (
                path == "."
                or path in snapshot.files
                or path in snapshot.irregular
                or any(p.startswith(path + "/") for p in snapshot.files)
            ):
                return path
    raise UsageError(f"Filen {written} finns inte i registret {root}. Rätta namnet.")


def earlier_records(root: Path, snapshot: Snapshot, name: str) -> dict[str, bytes]:
    """The record files that have changed or gone since a commit, as they were in it; empty without such a commit."""
    try:
        tree = tree_of(root, name)
    except NotARepositoryError:
        return {}
    changed = {
        path: blob
        for path, blob in tree.blobs.items()
        if path.startswith(RECORDS)
        and (path not in snapshot.files or blob_id(snapshot.files[path], tree.algorithm) != blob)
    }
    bodies = blobs(root, list(changed.values())) if changed else {}
    return {path: bodies[blob] for path, blob in changed.items()}


def changed_since(root: Path, snapshot: Snapshot, name: str) -> set[str]:
    """Paths whose content differs from a commit's, those that are new and those that are gone."""
    tree = tree_of(root, name) if not name.startswith("-") else Tree(None, None)
    if tree.commit is None and name != "HEAD":  # before the first commit everything is new
        raise UsageError(f"Git känner ingen incheckning ”{name}” i {root}.")
    ours = {path: data for path, data in snapshot.files.items() if path.startswith((CONFIG, RECORDS))}
    gone = {path for path in tree.blobs if path.startswith((CONFIG, RECORDS)) and path not in ours}
    return gone | {path for path, data in ours.items() if tree.blobs.get(path) != blob_id(data, tree.algorithm)}
