"""Where a register lies in Git, and whether its repository is in a state to be written to.

The only user of GitPython: it finds the repository (linked work trees, gitfiles, folders above) and reads HEAD without
starting a program for each question. Objects, index and refs go through Git's own plumbing instead, since GitPython
commits other people's staged files along, never signs, and knows objects of SHA-1 alone (hazards F45).
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from sysselreg.errors import GitStateError
from sysselreg.store.git import NotARepositoryError, git, program

if TYPE_CHECKING:
    from git import Repo

_HEADS = "refs/heads/"
# What Git leaves in its folder while it waits for the user: file → what is going on, and how to leave it.
_GOING_ON = (
    ("MERGE_HEAD", "En sammanslagning (git merge)", "git merge --abort och kör sysselreg uppdatera"),
    ("rebase-merge", "En ombasering (git rebase)", "git rebase --abort"),
    ("rebase-apply", "En ombasering (git rebase eller git am)", "git rebase --abort"),
    ("CHERRY_PICK_HEAD", "En plockad ändring (git cherry-pick)", "git cherry-pick --abort"),
    ("REVERT_HEAD", "En ångrad ändring (git revert)", "git revert --abort"),
    ("BISECT_LOG", "En felsökning (git bisect)", "git bisect reset"),
)


class State(NamedTuple):
    """A repository that may be written to.

    `top`: root of the work tree; `prefix`: the register's path below it, empty or ending in `/`; `git_dir`: Git's
    folder of this work tree; `branch`: the short name of the branch that is checked out; `head`: its commit, None
    before the first one; `algorithm`: of object names, `sha1` or `sha256`.
    """

    top: Path
    prefix: str
    git_dir: Path
    branch: str
    head: str | None
    algorithm: str

    @property
    def home(self) -> Path:
        """Our own folder inside Git's, for the lock and the journal of this work tree."""
        return self.git_dir / "sysselreg"


def work_state(root: Path) -> State:
    """Where the register at `root` lies, on which branch and commit.

    Raises NotARepositoryError outside Git, GitStateError for a bare repository, a register inside Git's own folder,
    no branch checked out, and while a merge, rebase, cherry-pick, revert or bisect waits to be finished; each is named
    (hazards F35–F37, F48).
    """
    root = root.resolve()
    with _repository(root) as repo:
        git_dir = Path(repo.git_dir).resolve()
        if repo.bare or repo.working_tree_dir is None:
            raise GitStateError(
                f"Förrådet {git_dir} har inga arbetsfiler (det är ”bare”), så där kan inget sparas. "
                "Klona det med git clone och arbeta i klonen."
            )
        if root.is_relative_to(git_dir) or root.is_relative_to(Path(repo.common_dir).resolve()):
            raise GitStateError(f"Registret {root} ligger i Gits egen mapp {git_dir}. Flytta det därifrån.")
        top = Path(repo.working_tree_dir).resolve()
        _check_nothing_going_on(git_dir)
        branch = _branch(repo)
    found = git(top, "rev-parse", "--show-object-format", "--verify", "--quiet", "HEAD^{commit}", allowed=(0, 1))
    algorithm, *head = found.decode().split()
    below = root.relative_to(top).as_posix()
    return State(top, "" if below == "." else f"{below}/", git_dir, branch, head[0] if head else None, algorithm)


def _check_nothing_going_on(git_dir: Path) -> None:
    for name, what, leave in _GOING_ON:
        if (git_dir / name).exists():
            raise GitStateError(f"{what} pågår i förrådet. Avsluta den först, eller avbryt den med {leave}.")


def _branch(repo: Repo) -> str:
    try:
        path = str(repo.head.reference.path)
    except (TypeError, ValueError):  # HEAD holds a commit
        path = ""
    if not path.startswith(_HEADS):
        raise GitStateError(
            "Ingen gren är vald (Git kallar det ”detached HEAD”), så det som sparas skulle tappas bort. "
            "Gå till en gren med git switch main, eller gör en ny med git switch -c NAMN."
        )
    return path.removeprefix(_HEADS)


@contextmanager
def _repository(root: Path) -> Iterator[Repo]:
    """The repository around a folder, whatever GIT_DIR and its kin say (hazards F47)."""
    program()  # a missing or old Git is told in our words, before GitPython looks for it
    inherited = {name: os.environ.pop(name) for name in list(os.environ) if name.startswith("GIT_")}
    try:
        from git import InvalidGitRepositoryError, Repo

        # Within: an interrupt during the import would look for a name that is not there yet.
        try:
            with Repo(root, search_parent_directories=True, expand_vars=False) as repo:
                yield repo
        except InvalidGitRepositoryError:
            raise NotARepositoryError(
                f"Mappen {root} ligger inte i ett Git-förråd, så inget kan sparas. Gör ett förråd med git init."
            ) from None
    finally:
        os.environ.update(inherited)
