"""Approval: a merge commit by somebody who has not written any of what it brings in (design: architecture, Four eyes).

Pure: the same functions serve the history of a record, `granska` and the server's hook.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

from sysselreg.store.commits import Commit

REVIEWER, REVIEWED = "Granskad-av", "Granskat-träd"
_CO_AUTHOR = "co-authored-by"
_TRAILER = re.compile(r"(?P<key>[A-Za-zÅÄÖåäö-]+): *(?P<value>.*?)\s*\Z")


def address(person: str) -> str:
    """The address of “Namn <adress>”, as it is compared: without regard to case or way of writing; '' without one."""
    found = re.search(r"<([^<>]*)>\s*\Z", person)
    return unicodedata.normalize("NFC", found[1].strip().casefold()) if found else ""


def is_own_work(me: str, commits: Iterable[Commit]) -> bool:
    """Whether somebody, “Namn <adress>”, has written, committed or co-written any of the commits.

    Of somebody without an address nobody knows, so then it is.
    """
    mine = address(me)
    return not mine or any(mine == address(each) for commit in commits for each in _people(commit))


def shares_name(me: str, commits: Iterable[Commit]) -> bool:
    """Whether somebody of my name, with another address, has part in the commits: oneself maybe, so it is to be told.

    Two people may be called the same, so it is no reason to refuse.
    """
    return any(_name(me) == _name(each) != "" for commit in commits for each in _people(commit))


def _name(person: str) -> str:
    return unicodedata.normalize("NFC", " ".join(person.partition("<")[0].casefold().split()))


def approver_of(merge: Commit, brought: Sequence[Commit]) -> str | None:
    """Who approved what a merge brought in, “Namn <adress>”; None when nobody did.

    `brought`: the commits behind its second parent that are not behind its first. It is an approval when the reviewer
    whom it names made it, has no part in what it brings in, and it names the tree of the branch as it was brought in.
    """
    head = next((each for each in brought if each.id in merge.parents[1:2]), None)
    if head is None or len(merge.parents) != 2 or head.tree not in trailers(merge, REVIEWED):
        return None
    makers = {address(merge.author), address(merge.committer)} - {""}
    said = trailers(merge, REVIEWER)
    return next((each for each in said if address(each) in makers and not is_own_work(each, brought)), None)


def trailers(commit: Commit, key: str) -> list[str]:
    """The values of a trailer, `Key: value` in the last paragraph of the message."""
    paragraphs = commit.message.rstrip().split("\n\n")
    lines = (_TRAILER.match(line) for line in paragraphs[-1].splitlines()) if len(paragraphs) > 1 else ()
    return [line["value"] for line in lines if line and line["key"].casefold() == key.casefold()]


def _people(commit: Commit) -> list[str]:
    return [commit.author, commit.committer, *trailers(commit, _CO_AUTHOR)]
