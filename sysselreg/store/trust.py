"""The repository's own settings: some make Git run programs or read elsewhere, and a repository may come from anybody.

Git's plumbing is safe from most of them, but not all (design: hazards, Untrusted content and repositories), so what is
not known to be harmless is refused. The user's own settings (`--global`) are trusted.
"""

from __future__ import annotations

import re
from pathlib import Path

from sysselreg.errors import GitStateError
from sysselreg.store.driver import driver_command
from sysselreg.store.git import git

_HARMLESS = re.compile(
    "|".join(
        (
            r"core\.(repositoryformatversion|filemode|bare|logallrefupdates|ignorecase|precomposeunicode|symlinks)",
            r"core\.(autocrlf|eol|safecrlf|whitespace|quotepath|abbrev|compression|bigfilethreshold|sharedrepository)",
            r"core\.(commitgraph|multipackindex|untrackedcache|preloadindex|protecthfs|protectntfs|longpaths)",
            # Git is told otherwise on each call; these never take part.
            r"core\.(fsmonitor|hookspath)",
            r"extensions\.(objectformat|worktreeconfig|partialclone|noop|preciousobjects)",
            r"user\.(name|email|signingkey|useconfigonly)",
            r"author\.(name|email)|committer\.(name|email)",
            r"(commit|tag|push)\.gpgsign|gpg\.(format|mintrustlevel)|gpg\.ssh\.(allowedsignersfile|revocationfile)",
            r"remote\..+\.(url|pushurl|fetch|push|mirror|prune|prunetags|tagopt|promisor|partialclonefilter)",
            r"remote\..+\.(skipfetchall|skipdefaultupdate)|remote\.pushdefault",
            r"branch\..+\.[a-z0-9-]+|branch\.(autosetupmerge|autosetuprebase|sort)",
            r"(push|pull|fetch|rebase|init|gc|maintenance|pack|index|status|log|advice|color|column|i18n|feature)\..+",
            r"merge\.(ff|conflictstyle|renames|stat|log)|diff\.(algorithm|renames|mnemonicprefix|noprefix|colormoved)",
            r"merge\.sysselreg\.name|sysselreg\..+|transfer\.(fsckobjects|unpacklimit)|fetch\.fsckobjects",
        )
    )
)
# Harmless with a value that names a program of ours or one that Git knows by name.
_HARMLESS_VALUES = {
    re.compile(r"merge\.sysselreg\.driver"): re.compile(
        rf"{re.escape(driver_command())}|sysselreg sammanfoga( %[OABPL])+"
    ),
    re.compile(r"credential\.(.+\.)?helper"): re.compile(r"[a-z][a-z-]*|"),
    re.compile(r"credential\.(.+\.)?(username|usehttppath)"): re.compile(r".*"),
}


def check_trust(root: Path) -> None:
    """Raise GitStateError that names the settings in `.git/config` that are not known to be harmless (hazards F85)."""
    settings = _settings(root, "--local")
    if any(key == "extensions.worktreeconfig" for key, _ in settings):
        settings += _settings(root, "--worktree")
    wrong = [key for key, value in settings if not _is_harmless(key, value)]
    if wrong:
        what = "Inställningen" if len(wrong) == 1 else "Inställningarna"
        raise GitStateError(
            f"{what} {', '.join(wrong)} i förrådets .git/config kan få Git att köra program eller läsa annat än "
            f"registret, så inget är gjort. Är den inte din, ta bort den: git config --local --unset-all {wrong[0]}. "
            "Är den din, lägg den i dina egna inställningar i stället: git config --global."
        )


def _settings(root: Path, scope: str) -> list[tuple[str, str]]:
    """Key and value, a key as many times as it is set; keys in lower case but for their middle part."""
    listed = git(root, "config", scope, "--no-includes", "-z", "--list").decode("utf-8", "replace")
    return [(key, value) for key, _, value in (entry.partition("\n") for entry in listed.split("\0") if entry)]


def _is_harmless(key: str, value: str) -> bool:
    return bool(_HARMLESS.fullmatch(key)) or any(
        name.fullmatch(key) and allowed.fullmatch(value) for name, allowed in _HARMLESS_VALUES.items()
    )
