"""Sending work to review: what is to be sent, the work branch that it lies on, and the push."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from sysselreg.errors import GitStateError, UsageError
from sysselreg.store.commits import Commit, commits_between
from sysselreg.store.create import register_name
from sysselreg.store.failure import quoted
from sysselreg.store.forge import Forge, title_of
from sysselreg.store.git import attempt, git
from sysselreg.store.lock import held, writing
from sysselreg.store.place import State, work_state
from sysselreg.store.remote import Result, address, fetch, main_branch, push, remote_refs, shared_remote

# What is read everywhere as it is written: by shells, web addresses and other systems' files.
_NAME = re.compile(r"[0-9A-Za-zÅÄÖåäöÉéÜü._/-]{1,100}")
# Git reads these as something else than a branch; the last is where the numbers are (hazards F13).
_RESERVED = ("head", "heads", "refs", "remotes", "tags", "sysselreg")
_EXAMPLE = "Skriv till exempel --gren arbete/dialoger-2026."
_NOT_YET = ("fetch first", "non-fast-forward")
_REASONS = {
    "pre-receive hook declined": "serverns regler säger nej",
    "hook declined": "serverns regler säger nej",
    "protected branch hook declined": "grenen är skyddad",
}


class Work(NamedTuple):
    """What is to be sent: commits that the shared main branch lacks, newest first, and where they go.

    `state` is the clone's; `since` the last commit in common with main; `behind` how many commits main has that the
    work lacks; `branch` the work branch's name; `twins` the other branches there that hold exactly this work.
    """

    state: State
    remote: str
    main: str
    since: str
    commits: tuple[Commit, ...]
    behind: int
    branch: str
    twins: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """What the work is called: the subject of its first commit, and how many more there are."""
        own = [commit for commit in self.commits if len(commit.parents) < 2] or self.commits
        return title_of(own[-1].message.partition("\n")[0], len(own) - 1)


def work(root: Path, branch: str | None) -> Work:
    """What there is to send, and on which branch: the given one, the present one, or from main one of its own.

    The shared main branch is fetched first. Raises UsageError for a name that cannot be a branch's, GitStateError for
    odd states, when nothing is saved or shared, and when the branch holds something else; RemoteError as `fetch`.
    """
    state, remote = work_state(root), shared_remote(root)
    if state.head is None:
        raise GitStateError("Inget är sparat än, så det finns inget att skicka. Kör sysselreg spara först.")
    main = main_branch(root, remote)
    if branch is not None:
        _check_name(root, branch, (main, remote))
    shared = _tracking(remote, main)
    there = remote_refs(root, remote, "refs/heads/*")
    fetch(root, remote, f"refs/heads/{main}:{shared}")
    since = git(root, "merge-base", shared, state.head, allowed=(0, 1)).decode().strip()
    if not since:
        raise GitStateError(
            f"Ditt arbete har ingen gemensam historia med {main} på {address(root, remote)}. Är klonen inte hel, hämta "
            "resten med git fetch --unshallow."
        )
    made = tuple(commits_between(root, shared, state.head))
    behind = int(git(root, "rev-list", "--count", f"{state.head}..{shared}", "--"))
    own = _own_name(made[0]) if state.branch == main and made else state.branch
    found = Work(state, remote, main, since, made, behind, branch or own)
    if made:
        _check_name(root, found.branch, (main, remote))
        _check_free(root, found, there)
    same = (ref.removeprefix("refs/heads/") for ref, commit in there.items() if commit == state.head)
    return found._replace(twins=tuple(name for name in same if name != found.branch))


def _tracking(remote: str, main: str) -> str:
    return f"refs/remotes/{remote}/{main}"


def _check_name(root: Path, branch: str, taken: tuple[str, str]) -> None:
    """`taken`: what the main branch and the remote are called."""
    main, remote = taken
    if branch.casefold() == main.casefold():
        raise UsageError(f"{main} är den gemensamma grenen. Välj ett annat namn med --gren.")
    if branch.partition("/")[0].casefold() in (*_RESERVED, remote.casefold()) or branch.endswith("_HEAD"):
        raise UsageError(f"”{branch}” är ett namn som Git eller registret självt använder. {_EXAMPLE}")
    fits = _NAME.fullmatch(branch) and not branch.startswith("-")
    if not fits or attempt(root, "check-ref-format", f"refs/heads/{branch}").code != 0:
        raise UsageError(
            f"”{branch}” kan inte vara namn på en gren. Använd bokstäver, siffror, - _ . och /, högst 100 tecken. "
            f"{_EXAMPLE}"
        )


def _check_free(root: Path, work: Work, there: dict[str, str]) -> None:
    """Raise GitStateError when work cannot go on or be sent under its name. `there`: branches of the remote."""
    ref, head = f"refs/heads/{work.branch}", str(work.state.head)
    here = dict(line.split() for line in git(root, "for-each-ref", "--format=%(refname) %(objectname)", "refs/heads/")
                .decode("utf-8", "replace").splitlines())  # fmt: skip
    if other := _in_the_way(ref, (*here, *there)):
        raise GitStateError(
            f"Grenen {other.removeprefix('refs/heads/')} finns redan, och då kan ingen gren heta {work.branch}. "
            "Välj ett annat namn med --gren."
        )
    if work.branch != work.state.branch and here.get(ref, head) != head:
        raise GitStateError(_occupied(work))
    if ref in there and attempt(root, "merge-base", "--is-ancestor", there[ref], head).code != 0:
        raise GitStateError(_overtaken(work))


def _in_the_way(ref: str, refs: Iterable[str]) -> str | None:
    """A ref that is a folder of the one, or below it: Git keeps them as files."""
    either = (each for each in refs if each.startswith(f"{ref}/") or ref.startswith(f"{each}/"))
    return next(either, None)


def _occupied(work: Work) -> str:
    return f"Grenen {work.branch} finns redan med annat i. Välj ett annat namn med --gren."


def _overtaken(work: Work) -> str:
    own = "kicka dem på en egen gren med sysselreg skicka --gren NAMN."
    here = work.branch == work.state.branch
    how = (
        f"Hämta in det andra med sysselreg uppdatera och kör sysselreg skicka igen, eller s{own}" if here else f"S{own}"
    )
    return (
        f"Någon annan har skickat till grenen {work.branch}, så dina ändringar är inte skickade. De ligger kvar hos "
        f"dig. {how}"
    )


def _own_name(newest: Commit) -> str:
    """The same name for the same work, whenever it is asked for."""
    return f"arbete/{register_name(newest.author.partition(' <')[0])}-{newest.time[:10]}-{newest.id[:7]}"


def start_branch(root: Path, work: Work) -> None:
    """Go on on the work branch, at the same commit, so that no file changes; main becomes the shared one again.

    Every step leaves all commits on a branch. Raises GitStateError when a branch of that name holds something else.
    """
    head, ref = str(work.state.head), f"refs/heads/{work.branch}"
    with held(work.state.home):
        there = git(root, "rev-parse", "--verify", "--quiet", ref, allowed=(0, 1)).decode().strip()
        if there not in ("", head):
            raise GitStateError(_occupied(work))
        writing(root, "update-ref", "-m", "skicka: arbetsgren", ref, head, there or "0" * len(head))
        writing(root, "symbolic-ref", "-m", "skicka: arbetsgren", "HEAD", ref)
        if work.state.branch == work.main:
            main, shared = f"refs/heads/{work.main}", _tracking(work.remote, work.main)
            writing(root, "update-ref", "-m", "skicka: som den gemensamma", main, shared, head)


def is_sent(root: Path, work: Work, forge: Forge) -> bool:
    """Whether the shared repository has the work already, where the forge wants it."""
    wanted = ("refs/pull/*", "refs/changes/*") if forge.by_topic else (f"refs/heads/{work.branch}",)
    return work.state.head in remote_refs(root, work.remote, *wanted).values()


def send(root: Path, work: Work, forge: Forge, title: str | None) -> str:
    """Push the work to where the forge wants it, ask for a review, and return what the server says.

    Without a title of its own the work gets one the first time, and later keeps what it has. Raises GitStateError when
    the server's rules refuse it, with its words, and when somebody else has sent to the same branch.
    """
    sent_before = git(root, "for-each-ref", f"refs/remotes/{work.remote}/{work.branch}")
    wanted = [each for each in forge.options if title or not sent_before or "{title}" not in each]
    values = {"main": work.main, "branch": work.branch, "title": title or work.title}
    options = tuple(each.format(**values) for each in wanted)
    pushed = push(root, work.remote, f"{work.state.head}:{forge.ref.format(**values)}", options=options)
    for result in pushed.refs.values():
        _check(result, work, pushed.said)
    return pushed.said


def _check(result: Result, work: Work, said: str) -> None:
    words = f"\n{quoted(said)}" if said else ""
    if result.reason in _NOT_YET:
        raise GitStateError(_overtaken(work) + words)
    if not result.ok:
        reason = _REASONS.get(result.reason, result.reason)
        raise GitStateError(
            f"Servern tog inte emot grenen {work.branch}: {reason}. Dina ändringar ligger kvar hos dig. Rätta det som "
            f"servern säger, spara och kör sysselreg skicka igen.{words}"
        )
