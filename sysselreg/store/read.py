"""Taking a snapshot: the register in the working tree, or as of a commit, over the data files of the program."""

from __future__ import annotations

import os
import re
from collections.abc import Collection
from contextlib import suppress
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from sysselreg.errors import DiskError, GitStateError, UsageError
from sysselreg.snapshot import CONFIG, RECORDS, REPORTS, SCHEMAS, Files, Revision, Snapshot, blob_id
from sysselreg.store.files import KEEP, all_files, named_files, read
from sysselreg.store.git import NotARepositoryError, git

_FOLDERS = (RECORDS, SCHEMAS, REPORTS)


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
    return all_files(_home(), (SCHEMAS, REPORTS))


def _home() -> Path:
    package = Path(__file__).resolve().parent.parent
    return package / "_data" if (package / "_data").is_dir() else package.parent


def program_files() -> Snapshot:
    """The program's own data files alone: what can be told outside a register."""
    return Snapshot(package_files())


def working_tree(root: Path) -> Snapshot:
    """The register as its files are now. What changes while it is looked at is read from Git, or told and not read."""
    tracked = _head(root)
    found = named_files(root, _FOLDERS, tracked.algorithm)
    names = found.names
    for path in [path for path in names if _dropped(path.rpartition("/")[2]) and path.startswith(RECORDS)]:
        if path not in tracked.blobs:
            del names[path]
    clean = not found.irregular and tracked.commit is not None and names == tracked.blobs

    def as_it_was(paths: Collection[str]) -> dict[str, bytes]:
        return {path: _unchanged(root, path, names[path], tracked.algorithm) for path in paths}

    programs = {path: data for path, data in package_files().items() if path not in names}
    on_the_way = {path: data for path, data in found.held.items() if path in names}
    unread = dict.fromkeys(set(found.irregular) - names.keys(), b"")
    files = Files(names, as_it_was, {**programs, **unread, **on_the_way})
    return Snapshot(files, Revision(tracked.commit, tracked.date, clean), tuple(sorted(found.irregular)))


def _unchanged(root: Path, path: str, name: str, algorithm: str) -> bytes:
    """The content that a file had when the snapshot was taken. Raises DiskError when neither it nor Git has it."""
    with suppress(DiskError):
        content = read(root, path)
        if blob_id(content, algorithm) == name:
            return content
    with suppress(GitStateError):
        return blobs(root, [name])[name]
    raise DiskError(f"Filen {root / path} ändrades medan registret lästes. Kör kommandot igen.")


def at_commit(root: Path, name: str) -> Snapshot:
    """The register as a commit holds it. Raises UsageError when Git knows no such commit."""
    if name.startswith("-"):
        raise UsageError(f"”{name}” är ingen incheckning. Skriv en gren, en etikett eller en kontrollsumma.")
    head = tree_of(root, name)
    if head.commit is None:
        raise UsageError(f"Git känner ingen incheckning ”{name}” i {root}. Se vilka som finns med git log --oneline.")
    data = {path: blob for path, blob in head.blobs.items() if not path.startswith(RECORDS)}
    bodies = blobs(root, list(data.values()))

    def in_git(paths: Collection[str]) -> dict[str, bytes]:
        found = blobs(root, [head.blobs[path] for path in paths])
        return {path: found[head.blobs[path]] for path in paths}

    held = {**package_files(), **{path: bodies[blob] for path, blob in data.items()}}
    files = Files(head.blobs, in_git, held, together=True)
    return Snapshot(files, Revision(head.commit, head.date, clean=True), head.irregular)


# ---- the working tree ------------------------------------------------------------------------------------------------


def without_records(root: Path) -> Snapshot:
    """The register's data files as they are now, over the program's: what tells what a record may be."""
    return Snapshot({**package_files(), **all_files(root, (SCHEMAS, REPORTS))})


def at_hand(root: Path) -> Snapshot:
    """The records as they are now, each opened when somebody asks for it: to look at a few among very many.

    Nothing is said of the commit, and neither what is no plain file nor the reports are there.
    """

    def as_it_is(paths: Collection[str]) -> dict[str, bytes]:
        return {path: read(root, path) for path in paths}

    names = dict.fromkeys(_plain(root, RECORDS), "")
    return Snapshot(Files(names, as_it_is, {**all_files(_home(), (SCHEMAS,)), **all_files(root, (SCHEMAS,))}))


def _plain(root: Path, folder: str) -> list[str]:
    found: list[str] = []
    with suppress(FileNotFoundError):
        for entry in os.scandir(root / folder):
            if entry.is_dir(follow_symlinks=False):
                found += _plain(root, f"{folder}{entry.name}/")
            elif entry.is_file(follow_symlinks=False) and not _dropped(entry.name):
                found.append(folder + entry.name)
    return found


def records_named(root: Path, start: str) -> dict[str, bytes]:
    """The record with an id, else those whose id begins so: path → bytes. No other file is opened."""
    if not re.fullmatch(r"[a-z0-9-]+", start):
        return {}
    exact = list(root.glob(f"{RECORDS}*/*/{start}.yaml"))
    found = sorted(exact or root.glob(f"{RECORDS}*/*/{start}*.yaml"))
    return {path: read(root, path) for path in (each.relative_to(root).as_posix() for each in found)}


def _dropped(name: str) -> bool:
    """Whether a file is of editors and file managers: not part of the register unless somebody has put it in Git."""
    return name[0] == "." or name[-1] == "~"


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
    _in_work_tree(root)
    # Exit code 1 is "no such name" (an unborn branch too); anything else, a broken repository, is told.
    found = git(root, "rev-parse", "--verify", "--quiet", f"{name}^{{commit}}", allowed=(0, 1)).decode().strip()
    return _tree(root, found) if found else Tree(None, None)


@lru_cache(maxsize=2)
def _in_work_tree(root: Path) -> None:
    """Raises NotARepositoryError and GitStateError where there is no working tree."""
    git(root, "rev-parse", "--is-inside-work-tree")


@lru_cache(maxsize=2)
def _tree(root: Path, found: str) -> Tree:
    """The register's part of a commit, by its full hash: what is in a commit stays as it is."""
    shown = git(root, "log", "-1", "--no-show-signature", "--format=%H %cI", found, "--")
    commit, moment = shown.decode().split()
    tree = Tree(commit, datetime.fromisoformat(moment), "sha256" if len(commit) == 64 else "sha1")
    # Run inside the register, ls-tree names paths from there, wherever the repository's own root is.
    wanted = [CONFIG, *(folder.rstrip("/") for folder in _FOLDERS)]
    answer = git(root, "ls-tree", "-r", "-z", commit, "--", *wanted).decode("utf-8", "surrogateescape")
    told = [line for line in answer.split("\0") if line and not line.endswith(f"/{KEEP}")]
    name, path = slice(12, 12 + len(commit)), slice(13 + len(commit), None)  # after mode and type; after a tab
    tree.blobs = {line[path]: line[name] for line in told if line.startswith("100644 blob ")}
    for line in told:
        if line.startswith("100755 blob ") and not line[path].startswith(RECORDS):
            tree.blobs[line[path]] = line[name]
    others = (line.partition("\t")[2] for line in told if not line.startswith("100644 blob "))
    tree.irregular = tuple(sorted(each for each in others if each not in tree.blobs))
    return tree


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


def changed_records(root: Path, snapshot: Snapshot, name: str) -> tuple[dict[str, bytes], set[str]]:
    """The record files that have changed or gone since a commit, as they were in it, and those that are changed or new.

    Both are empty without such a commit.
    """
    try:
        tree = tree_of(root, name)
    except NotARepositoryError:
        return {}, set()
    if tree.commit is None:
        return {}, set()
    now = set(snapshot.named(snapshot.under(RECORDS), tree.algorithm))
    changed = {path: blob for path, blob in tree.blobs.items() - now if path.startswith(RECORDS)}
    bodies = blobs(root, list(changed.values())) if changed else {}
    return {path: bodies[blob] for path, blob in changed.items()}, {path for path, _ in now - tree.blobs.items()}


def changed_since(root: Path, snapshot: Snapshot, name: str) -> set[str]:
    """Paths whose content differs from a commit's, those that are new and those that are gone."""
    tree = tree_of(root, name) if not name.startswith("-") else Tree(None, None)
    if tree.commit is None and name != "HEAD":  # before the first commit everything is new
        raise UsageError(f"Git känner ingen incheckning ”{name}” i {root}.")
    ours = snapshot.named((CONFIG, *snapshot.under(RECORDS)), tree.algorithm)
    theirs = (each for each in tree.blobs.items() if each[0].startswith((CONFIG, RECORDS)))
    return {path for path, _ in {*ours} ^ {*theirs}}
