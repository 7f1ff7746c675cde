"""Much of one kind to do, on all cores; and how far it has come, for whoever waits."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator
from typing import Any, TypeAlias, TypeVar

_R = TypeVar("_R")

# Told how many of how many are done, and of what, in a word that people read.
Told: TypeAlias = Callable[[str, int, int], None]

# What the processes that are started do: they are copies of this one, and are handed nothing but positions.
_work: list[Callable[[int], Any]] = []


def spread(work: Callable[[int], _R], number: int, *, worth_it: bool) -> Iterator[_R]:
    """What `work` gives for each of so many positions, in no order; in processes of their own when that is worth it.

    When this process is interrupted or fails, the others end at once.
    """
    cores = min(os.cpu_count() or 1, number)
    if not worth_it or cores < 2 or sys.platform != "linux":
        yield from map(work, range(number))
        return
    import multiprocessing

    _work.append(work)
    # An interruption is this process's business, which ends the others: they are started deaf to it.
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    try:
        with multiprocessing.get_context("fork").Pool(cores) as pool:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGINT])
            yield from pool.imap_unordered(_done, range(number))
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGINT])
        _work.pop()


def untold(_what: str, _done: int, _all: int) -> None:
    """Nobody waits."""


def _done(at: int) -> Any:
    return _work[-1](at)
