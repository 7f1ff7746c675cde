"""Talking with somebody at a terminal: lines in, lines out. What is said goes to stderr; stdout is for data."""

from __future__ import annotations

import contextlib
import shutil
import sys
import textwrap

import click

from sysselreg.cli.main import private

# Answers that leave an optional field without a value.
NOTHING = ("", "-")


class BackError(Exception):
    """Somebody wants to answer the question before this one again; never leaves the questions."""


def somebody_there() -> bool:
    """Whether there is somebody to ask."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def tell(*texts: str) -> None:
    """Say something, personal data masked. Nothing for no text, a blank line for a line feed."""
    for text in texts:
        if text:
            click.echo(private(text.removesuffix("\n")), err=True)


def line(default: str | None = None, asked: str = "") -> str:
    """One line, without the space around it. Raises BackError for `<`, click.Abort at the end of input."""
    prompt = asked or (f"[{private(default)}] > " if default else "> ")
    try:
        if sys.stdout.isatty():
            # Arrow keys and å ä ö while typing.
            with contextlib.suppress(ImportError):
                import readline  # noqa: F401
            answer = input(prompt)
        else:
            click.echo(prompt, nl=False, err=True)
            answer = input()
    except EOFError:
        raise click.Abort from None
    if answer.strip() == "<":
        raise BackError
    return answer.strip() or default or ""


def yes(question: str, *, default: bool = True) -> bool:
    """A question with yes and no for answers."""
    while True:
        answer = line(asked=f"{question} [{'J/n' if default else 'j/N'}] ").casefold()
        if answer in ("", "j", "ja", "n", "nej"):
            return answer.startswith("j") if answer else default
        tell("Svara j eller n.")


def wrapped(text: str) -> list[str]:
    """A text as lines that fit the terminal."""
    return textwrap.wrap(text, width(), subsequent_indent="  ", break_on_hyphens=False)


def width() -> int:
    """How wide lines may be."""
    return min(shutil.get_terminal_size().columns - 1, 100)
