"""Failures: what stops everything. An exception owns its Swedish sentence and exit code (design: cli)."""

from __future__ import annotations

from sysselreg.finding import Place

# Of what an engine or a library says in its own language: enough to search for.
_DETAIL = 200


class SysselregError(Exception):
    """A failure that the user can do something about.

    `sentence` is what is shown: what happened, where, and how to mend it. `exact` is what follows it to be copied, and
    so keeps the user's own address. `exit_code` is the process's code.
    """

    exit_code = 70

    def __init__(self, sentence: str, exact: str = "") -> None:
        super().__init__(sentence)
        self.sentence, self.exact = sentence, exact


class UsageError(SysselregError):
    """Wrong use: an unknown word, a missing argument, a period that cannot be read."""

    exit_code = 2


class UnsafeInputError(SysselregError):
    """Input that cannot be read or must not be (not UTF-8, too large, a symbolic link)."""

    exit_code = 3


class GitStateError(SysselregError):
    """Git is missing, too old, or a repository, ours or the shared one, is in a state or has rules that forbid it."""

    exit_code = 5


class RemoteError(SysselregError):
    """The shared repository cannot be reached or refuses to let us in."""

    exit_code = 7


class DiskError(SysselregError):
    """The disk is full, read-only or forbids the access."""

    exit_code = 6


class DefinitionError(SysselregError):
    """A schema, figure, template or parameter file is itself broken: a developer or expert must mend it.

    `what` says what is wrong and how to mend it; `place`, where it is known, is where, and begins the sentence.
    """

    exit_code = 3

    def __init__(self, what: str, place: Place | None = None) -> None:
        super().__init__(f"{place}: {what}" if place else what)
        self.what, self.place = what, place


def detail(error: Exception | str) -> str:
    """What an engine says in its own language, for the end of a sentence: a technical detail, never the message."""
    words = " ".join(str(error).split())
    return f"(motorns svar: ”{words if len(words) <= _DETAIL else words[:_DETAIL] + '…'}”)"


class RegisterErrorsError(SysselregError):
    """The register has errors, so nothing may be counted on it."""

    exit_code = 1

    def __init__(self, errors: int) -> None:
        super().__init__(
            f"Registret har {errors} fel som måste rättas först, så att inget räknas på fel uppgifter. "
            "Se dem med sysselreg kontrollera."
        )
