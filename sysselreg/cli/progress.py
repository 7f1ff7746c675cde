"""How far something long has come: one line on a terminal, gone when it is done."""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

from sysselreg.swedish import number

# Whoever waits less than this needs no telling, and nobody reads faster than this.
_SILENT, _BETWEEN = 2.0, 0.2


@contextmanager
def progress() -> Iterator[Callable[[str, int, int], None]]:
    """What to tell it to: what is done, in a word, how many of how many. Silent when nobody watches stderr."""
    begun: dict[str, float] = {}
    shown = 0.0

    def told(what: str, done: int, total: int) -> None:
        nonlocal shown
        now = time.monotonic()
        began = begun.setdefault(what, now)
        if now - min(begun.values()) >= _SILENT and now - shown >= _BETWEEN:
            click.echo("\r" + _line(what, done, total, now - began), err=True, nl=False)
            shown = now

    if not sys.stderr.isatty():
        yield lambda _what, _done, _total: None
        return
    try:
        yield told
    finally:
        if shown:
            click.echo("\r\033[K", err=True, nl=False)


def _line(what: str, done: int, total: int, seconds: float) -> str:
    bar = "█" * (20 * done // total)
    text = f"{what} {bar:░<20} {number(done)} av {number(total)}"
    if seconds and done < total:
        rate = done / seconds
        text += f", {number(int(rate))} per sekund, {_left((total - done) / rate)} kvar"
    return f"{text[: shutil.get_terminal_size().columns - 1]}\033[K"


def _left(seconds: float) -> str:
    if seconds < 60:
        return f"{max(1, round(seconds))} s"
    return f"{round(seconds / 60)} min"
