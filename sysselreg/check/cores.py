"""Much of one kind to do, on all cores; and how far it has come, for whoever waits."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from sysselreg.errors import SysselregError

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

_R = TypeVar("_R")

# Told what is done, in words that people read, how many of them, and of how many.
Told: TypeAlias = Callable[[str, int, int], None]


def untold(_what: str, _done: int, _all: int) -> None:
    """Nobody waits."""


def spread(work: Callable[[int], _R], number: int, *, worth_it: bool, each: int) -> Iterator[_R]:
    """What `work` gives for each of so many positions, in no order; in processes of their own when that is worth it.

    They are copies of this one, so `work` may use whatever is at hand. What they touch of it they no longer share, so
    after `each` positions new ones take their places. When this one is interrupted or fails, they end.
    """
    cores = min(os.cpu_count() or 1, number)
    if not worth_it or cores < 2 or sys.platform != "linux":
        yield from map(work, range(number))
        return
    for first in range(0, number, cores * each):
        yield from _together(work, range(first, min(first + cores * each, number)), cores)


def _together(work: Callable[[int], _R], positions: range, cores: int) -> Iterator[_R]:
    from multiprocessing import get_context
    from multiprocessing.connection import wait

    context = get_context("fork")
    ends: list[Connection[Any, Any]] = []
    processes = []
    left = len(positions)
    try:
        for first in range(cores):
            here, there = context.Pipe(duplex=False)
            process = context.Process(target=_work, args=(work, positions[first::cores], there))
            # An interruption is this process's business: the others are started deaf to it.
            signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
            process.start()
            processes.append(process)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGINT])
            ends.append(here)
            there.close()
        while ends:
            ready = wait(ends)
            for end in [each for each in ends if each in ready]:
                try:
                    made: Any = end.recv()
                except EOFError:
                    ends.remove(end)
                    continue
                if isinstance(made, SysselregError):
                    raise made
                left -= 1
                yield made
        if left:
            raise ChildProcessError(f"{left} of {len(positions)} pieces of work were not done")
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGINT])
        for process in processes:
            process.kill()
            process.join()


def _work(work: Callable[[int], object], positions: Sequence[int], end: Connection[Any, Any]) -> None:
    try:
        for at in positions:
            end.send(work(at))
    except SysselregError as error:
        end.send(error)
