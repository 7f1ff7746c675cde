"""Somebody at a terminal: the program run with a real one, answered prompt by prompt."""

from __future__ import annotations

import codecs
import os
import pty
import re
import select
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

_PROMPT = re.compile(r"(?:^|\n)(?:[^\n]*\[(?:J/n|j/N)\] |\[[^\n]*\] > |> )\Z")
# The terminal becomes the program's own, so that Ctrl-C reaches it.
_PROGRAM = """\
import fcntl, termios
from sysselreg.cli.start import run
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
run()
"""
# So long that only a program that has stopped answering reaches it.
_PATIENCE = 20


class Talk(NamedTuple):
    """What a conversation gave: exit code, all that stood on the screen, what went to a redirected stdout."""

    code: int
    screen: str
    out: str


def talk(register: Path, words: Sequence[str], answers: Sequence[str], *, redirected: bool = False) -> Talk:
    """Run the program in a terminal of its own and give it one answer a prompt. `\\x03` is Ctrl-C, `\\x04` the end."""
    ours, theirs = pty.openpty()
    child = subprocess.Popen(
        [sys.executable, "-c", _PROGRAM, "--register", str(register), *words],
        start_new_session=True,
        stdin=theirs,
        stdout=subprocess.PIPE if redirected else theirs,
        stderr=theirs,
        env={**os.environ, "COLUMNS": "80", "TERM": "dumb"},
    )
    os.close(theirs)
    waiting, screen, seen = list(answers), "", 0
    decode = codecs.getincrementaldecoder("utf-8")("replace").decode
    answer = ""
    while True:
        if not select.select([ours], [], [], 1 if answer == "\x03" else _PATIENCE)[0]:
            if answer == "\x03":
                # Between the prompt and the waiting Python forgets it until the next key: one presses again.
                os.write(ours, b"\x03")
                answer = ""
                continue
            child.kill()
            break
        try:
            got = os.read(ours, 65536)
        except OSError:  # nobody holds the terminal any more
            break
        screen = (screen + decode(got)).replace("\r\n", "\n")
        if waiting and _PROMPT.search(screen[seen:]):
            seen = len(screen)
            answer = waiting.pop(0)
            os.write(ours, (answer if answer in ("\x03", "\x04") else answer + "\n").encode())
    out = child.communicate()[0]
    os.close(ours)
    assert not waiting, f"never asked for {waiting}:\n{screen}"
    assert child.returncode >= 0, f"still waiting for an answer:\n{screen}"
    return Talk(child.returncode, screen, out.decode() if out else "")
