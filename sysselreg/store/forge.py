"""How a change is laid before a reviewer on each kind of shared repository, as a table.

The kind is what the register's settings say (`förrådsslag`), else what the server's name gives away. Of an unknown
server the push options of GitLab are tried: others pay no heed to them, and most say themselves where to go on.

Sources: GitLab, Push options; Forgejo, AGit workflow; Gerrit, Uploading changes; GitHub, query parameters of compare.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from fnmatch import fnmatchcase
from types import MappingProxyType
from typing import NamedTuple
from urllib.parse import quote, urlsplit

from sysselreg.errors import UsageError

_BRANCH, _REVIEW = "refs/heads/{branch}", "refs/for/{main}"


class Forge(NamedTuple):
    """A kind of shared repository: the names of its servers, where a change is pushed, with what options.

    `page` is where the merge request is opened by hand; `hint` is a command that does it.
    """

    hosts: tuple[str, ...]
    ref: str
    options: tuple[str, ...]
    page: str = ""
    hint: str = ""

    @property
    def by_topic(self) -> bool:
        """Whether changes are pushed to the main branch's review, under a topic, and no branch is made."""
        return self.ref == _REVIEW


_GITLAB = ("merge_request.create", "merge_request.target={main}", "merge_request.title={title}")
UNKNOWN = Forge((), _BRANCH, _GITLAB)
FORGES: Mapping[str, Forge] = MappingProxyType(
    {
        "gitlab": Forge(
            ("gitlab.*",), _BRANCH, _GITLAB, "{web}/-/merge_requests/new?merge_request%5Bsource_branch%5D={branch}"
        ),
        "github": Forge(
            ("github.*",),
            _BRANCH,
            (),
            "{web}/compare/{main}...{branch}?expand=1&title={title}",
            "gh pr create --base {main} --head {branch}",
        ),
        "forgejo": Forge(("forgejo.*", "gitea.*", "codeberg.org"), _REVIEW, ("topic={branch}", "title={title}")),
        "gerrit": Forge(("gerrit.*", "*.googlesource.com"), _REVIEW, ("topic={branch}",)),
    }
)
# A push option is one line, and forges cut longer titles off.
_TITLE = 200


def forge_of(kind: str | None, address: str) -> Forge:
    """The forge of the settings' code, else of the address' server."""
    host = _place(address).partition("/")[0]
    named = (forge for forge in FORGES.values() if any(fnmatchcase(host, each) for each in forge.hosts))
    return FORGES[kind] if kind else next(named, UNKNOWN)


def link(forge: Forge, address: str, said: str, *, main: str, branch: str, title: str) -> str | None:
    """Where the review is or can be opened: the web address that the server gave, else the forge's page for it."""
    given = re.search(r"https?://[^\s<>\"]+", said)
    host, _, path = _place(address).partition("/")
    if given or not forge.page or not host:
        return given[0] if given else None
    parts = urlsplit(address)
    site = f"{parts.scheme}://{parts.netloc}" if parts.scheme in ("http", "https") else f"https://{host}"
    safe = {"main": quote(main), "branch": quote(branch), "title": quote(title)}
    return forge.page.format(web=f"{site}/{path}", **safe)


def checked_title(title: str) -> str:
    """A title as the user gave it. Raises UsageError when it is empty, too long or more than one line (hazards F16)."""
    if not title.strip() or len(title) > _TITLE or any(unicodedata.category(char)[0] == "C" for char in title):
        raise UsageError(f"Titeln ska vara en rad med 1–{_TITLE} tecken, utan radbrytningar och styrtecken.")
    return title.strip()


def title_of(subject: str, more: int) -> str:
    """A title from the subject of a commit, whatever is in it, and how many more there are."""
    line = " ".join("".join(" " if unicodedata.category(char)[0] == "C" else char for char in subject).split())
    return (line[: _TITLE - 20] or "Ändringar i registret") + (f" och {more} till" if more else "")


def _place(address: str) -> str:
    """`host/path` of an address however Git writes it, without user, port and `.git`; empty for a folder."""
    if "://" in address:
        parts = urlsplit(address)
        host, path = parts.hostname or "", parts.path
    else:
        before, colon, path = address.partition(":")
        host = before.rpartition("@")[2] if colon else ""
    return f"{host}/{path.strip('/').removesuffix('.git')}" if host else ""
