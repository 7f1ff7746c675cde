"""What a push to the shared repository brings, held to the rules of Git itself: nothing lost, nobody approves alone.

For the hook of a server without merge requests (a bare repository, gitolite). What has come in lies in quarantine, and
all of it is refused or none. Who somebody is rests on what the commits say: only signatures prove it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from sysselreg.errors import UnsafeInputError
from sysselreg.snapshot import CONFIG, RECORDS, REPORTS, SCHEMAS
from sysselreg.store.approval import REVIEWED, REVIEWER, address, approver_of, is_own_work, trailers
from sysselreg.store.chain import PLACES, chain_name, check_chain, links
from sysselreg.store.commits import Commit, commits, commits_between
from sysselreg.store.create import LAID_OUT
from sysselreg.store.git import git
from sysselreg.store.path import check_path
from sysselreg.store.read import blobs, package_files, tree_of
from sysselreg.store.review import is_plain_merge
from sysselreg.store.update import contains
from sysselreg.yamltext import MAX_BYTES

_NAMED = 3
_HEADS, _KEEP = "refs/heads/", "/.gitkeep"
_KINDS = (_HEADS, "refs/tags/", "refs/sysselreg/")
# Nothing else may be in the way of the numbers (hazards F13).
_NUMBERS = (*PLACES.values(), "refs/heads/sysselreg/")
# What a shared repository may hold whatever its settings say, besides Markdown in docs/.
_OURS = (RECORDS, SCHEMAS, REPORTS, CONFIG, "README.md", *LAID_OUT)
_FILE, _PROGRAM, _NO_FILE = "100644", "100755", "000000"
_APPROVE = "Skicka arbetet med sysselreg skicka, och låt någon annan godkänna det med sysselreg granska."


class Update(NamedTuple):
    """A ref that the push moves: from which object to which; None is no ref."""

    ref: str
    old: str | None
    new: str | None


class Arrived(NamedTuple):
    """A file as one of the new commits made it: the commit, the path below the register's root, mode and blob."""

    commit: str
    path: str
    mode: str
    blob: str


def updates(lines: Iterable[str]) -> list[Update]:
    """What Git tells a pre-receive hook, `old new ref` on each line."""
    rows = (line.split(" ", 2) for line in lines)
    return [
        Update(ref.rstrip("\n"), *(None if set(each) == {"0"} else each for each in (old, new)))
        for old, new, ref in rows
    ]


def main_ref(where: Path) -> str:
    """The full name of the branch that all share, there or not yet."""
    return git(where, "symbolic-ref", "HEAD").decode().strip()


def main_faults(where: Path, sent: Iterable[Update], main: str) -> list[str]:
    """Nothing comes in before the main branch, which may be called otherwise than the server was set up for."""
    there = git(where, "rev-parse", "--verify", "--quiet", main, allowed=(0, 1))
    if there or main in [update.ref for update in sent]:
        return []
    return [
        f"Servern väntar på grenen {_short(main)}, som inte finns än. Skicka den först. Heter den något annat hos er, "
        "låt den som sköter servern köra git symbolic-ref HEAD refs/heads/NAMN där."
    ]


def ref_faults(where: Path, update: Update, main: str) -> list[str]:
    """Why a ref may not be moved so: Swedish sentences, or none."""
    ref, old, new = update
    if chain := chain_name(ref):
        faults = list(check_chain(chain, old, new, links(where, new) if new else ()))
        # One wrong commit makes all that follow it wrong too.
        more = [f"Nummerserien {chain}: … och {len(faults) - _NAMED} fel till."] if len(faults) > _NAMED else []
        return faults[:_NAMED] + more
    if f"{ref}/".startswith(_NUMBERS):
        return [f"{ref} är inget namn på en nummerserie. Ta nummer med sysselreg arende ny."]
    if not ref.startswith(_KINDS):
        return [f"{ref} är varken en gren eller en etikett. Skicka det under ett namn i refs/heads."]
    if new is None:
        return _removal(where, update, main)
    if git(where, "cat-file", "-t", f"{new}^{{}}").strip() != b"commit":
        return [f"{ref} pekar inte på en incheckning."]
    if old is None:
        return []
    if not ref.startswith(_HEADS):
        return [f"{ref} finns redan, och det som en gång fått ett namn behåller det. Välj ett annat namn."]
    if not contains(where, new, old):
        return [
            f"{_short(ref)} får inte skrivas om: {old[:10]} skulle försvinna. Hämta det som finns där med sysselreg "
            "uppdatera, och skicka sedan igen utan --force."
        ]
    return list(_unapproved(where, _short(ref), old, new)) if ref == main else []


def _removal(where: Path, update: Update, main: str) -> list[str]:
    if update.ref == main or not update.ref.startswith(_HEADS):
        return [f"{_short(update.ref)} får inte tas bort."]
    approved = git(where, "rev-parse", "--verify", "--quiet", main, allowed=(0, 1)).decode().strip()
    if update.old and not (approved and contains(where, approved, update.old)):
        return [
            f"Grenen {_short(update.ref)} får inte tas bort än: det som ligger på den är inte med i {_short(main)} och "
            "skulle försvinna."
        ]
    return []


def _unapproved(where: Path, main: str, old: str, new: str) -> Iterator[str]:
    """What main's own line gets that nobody has approved."""
    found = {commit.id: commit for commit in commits_between(where, old, new)}
    at = new
    while at != old:
        commit = found.get(at)
        if commit is None:
            yield f"{main} ska fortsätta från {old[:10]}, som bara är indragen från sidan. {_APPROVE}"
            return
        if fault := _not_approved(where, main, commit):
            yield fault
        at = next(iter(commit.parents), "")


def _not_approved(where: Path, main: str, commit: Commit) -> str | None:
    name = commit.id[:10]
    if len(commit.parents) != 2:
        return f"{main} tar bara emot det som är godkänt, och {name} är incheckad direkt på den. {_APPROVE}"
    brought = commits_between(where, *commit.parents)
    if approver_of(commit, brought) is None:
        return f"{name} är ingen godkänd sammanslagning: {_lacking(commit, brought)} {_APPROVE}"
    if not is_plain_merge(where, commit):
        return f"{name} innehåller annat än det som de två grenarna ger när de slås ihop. {_APPROVE}"
    return None


def _lacking(merge: Commit, brought: Sequence[Commit]) -> str:
    makers = {address(merge.author), address(merge.committer)}
    reviewers = [each for each in trailers(merge, REVIEWER) if address(each) in makers]
    if not reviewers:
        return f"den saknar {REVIEWER} med namnet på den som gjort den."
    if all(is_own_work(each, brought) for each in reviewers):
        return "den som godkände har själv gjort en del av ändringen."
    return f"{REVIEWED} stämmer inte med grenen, så grenen har ändrats efter granskningen."


def arrived(where: Path, new: Iterable[str]) -> list[Arrived]:
    """Every file of the register that commits make or change, in each of them; of a merge what neither side had."""
    prefix = git(where, "rev-parse", "--show-prefix").decode("utf-8", "surrogateescape").strip()
    words = ("--stdin", "-r", "-c", "-z", "--raw", "--root", "--no-renames", "--no-abbrev")
    given = "".join(f"{each}\n" for each in new).encode()
    parts = iter(git(where, "diff-tree", *words, given=given).decode("utf-8", "surrogateescape").split("\0"))
    commit, found = "", []
    for part in parts:
        if not part.startswith(":"):
            commit = part
            continue
        # A colon, a mode and a blob for each parent, then mode and blob of the result.
        sides = len(part) - len(part.lstrip(":"))
        fields = part.lstrip(":").split(" ")
        path, mode = next(parts), fields[sides]
        if mode != _NO_FILE and path.startswith(prefix):
            found.append(Arrived(commit, path.removeprefix(prefix), mode, fields[2 * sides + 1]))
    return found


def new_commits(where: Path, sent: Iterable[Update]) -> list[Commit]:
    """The commits that the push brings, newest first."""
    tips = [update.new for update in sent if update.new]
    names = git(where, "rev-list", *tips, "--not", "--all", "--").decode().split() if tips else []
    return list(commits(where, names).values())


def file_faults(where: Path, files: Sequence[Arrived]) -> list[str]:
    """What is no plain file that a register may hold, by its mode, name and size: Swedish sentences, or none."""
    records = [each for each in files if each.path.startswith(RECORDS) and each.mode == _FILE]
    asked = "".join(f"{each.blob}\n" for each in records).encode()
    sizes = git(where, "cat-file", "--batch-check=%(objectsize)", given=asked).decode().split() if records else []
    found = [(each, _odd(each)) for each in files]
    for each, size in zip(records, map(int, sizes), strict=True):
        if size > MAX_BYTES:
            found.append((each, f"{each.path} är {size // 1024} kB. En post får vara högst {MAX_BYTES // 1024} kB."))
    return [f"Incheckningen {each.commit[:10]}: {fault}" for each, fault in found if fault]


def _odd(file: Arrived) -> str | None:
    allowed = (_FILE,) if file.path.startswith(RECORDS) else (_FILE, _PROGRAM)
    if file.mode not in allowed:
        kind = {"120000": "en länk", "160000": "ett annat förråd", _PROGRAM: "en körbar fil"}.get(file.mode, "udda")
        return f"{file.path} är {kind}. Här får bara vanliga filer ligga."
    try:
        check_path(file.path)
    except UnsafeInputError as error:
        return error.sentence
    return None


def place_faults(files: Iterable[Arrived], allowed: Collection[str]) -> list[str]:
    """What is no part of a register, or is a program, by its path: Swedish sentences, or none.

    `allowed`: the files, and folders that end with a slash, that the register's own settings add; programs too.
    """
    # Records are held to their modes in every repository.
    found = {each.path: each.mode for each in files if not _lies_in(each.path, (RECORDS, *allowed))}
    foreign = {path for path in found if not (_lies_in(path, _OURS) or re.fullmatch(r"docs/.+\.md", path))}
    told = [f"{path} hör inte till registret." for path in found if path in foreign]
    told += [f"{path} är en körbar fil." for path, mode in found.items() if mode == _PROGRAM and path not in foreign]
    return told


def _lies_in(path: str, places: Collection[str]) -> bool:
    return any(path == each or (each.endswith("/") and path.startswith(each)) for each in places)


def layers(where: Path, files: Iterable[Arrived]) -> list[dict[str, bytes]]:
    """The records and settings among the files, path → bytes, each version of a path in a layer of its own."""
    found: list[dict[str, str]] = []
    for each in files:
        if each.mode == _FILE and (each.path == CONFIG or each.path.startswith(RECORDS)):
            layer = next((held for held in found if held.get(each.path, each.blob) == each.blob), None)
            if layer is None:
                found.append(layer := {})
            layer[each.path] = each.blob
    names = [blob for layer in found for blob in layer.values()]
    bodies = blobs(where, names) if names else {}
    return [{path: bodies[blob] for path, blob in layer.items() if not path.endswith(_KEEP)} for layer in found]


def data_files(where: Path, commit: str) -> dict[str, bytes]:
    """What says what a record may be: the data files of a commit (a branch's tip), over the program's own."""
    own = {path: blob for path, blob in tree_of(where, commit).blobs.items() if not path.startswith(RECORDS)}
    bodies = blobs(where, list(own.values())) if own else {}
    return {**package_files(), **{path: bodies[blob] for path, blob in own.items()}}


def _short(ref: str) -> str:
    return ref.removeprefix(_HEADS)
