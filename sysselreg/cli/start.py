"""The door of the process. The help of the whole program is a kept text, so that it answers before click is imported.

Importing click alone takes four times as long as starting Python. A test holds `help.txt` to what click would print.
"""

from __future__ import annotations

import os
import sys

_HELP = __file__.rpartition("/")[0] + "/help.txt"


def run() -> None:
    """Run the program as a process; ends it with the exit codes of the design (cli, Exit codes)."""
    _speak_utf8()
    if sys.argv[1:] in ([], ["--help"]) and "_SYSSELREG_COMPLETE" not in os.environ and _kept_help_told():
        return
    import gc
    import signal

    # Asked to end (kill, a closed terminal), as with Ctrl-C: what is half done is taken back.
    for each in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, signal.default_int_handler)
    # A command lives for seconds and leaves no cycles worth hunting: a fifth of the time of reading records.
    gc.disable()
    try:
        from sysselreg.cli.main import main

        if "_SYSSELREG_COMPLETE" in os.environ:
            import sysselreg.cli.shells  # noqa: F401 - what it adds to click

        code = main(sys.argv[1:])
    except KeyboardInterrupt:
        code = 130
    sys.exit(code)


def _kept_help_told() -> bool:
    """Print the kept help; what goes wrong (a closed pipe, a full disk) is left to the program, which tells it."""
    try:
        with open(_HELP, encoding="utf-8") as text:  # noqa: PTH123 - pathlib would cost what this saves
            print(text.read(), end="", flush=True)  # noqa: T201 - click is what this saves
    except OSError:
        return False
    return True


def _speak_utf8() -> None:
    """Names, arguments and text are UTF-8 whatever the surroundings say: Swedish field names are part of commands.

    Without a UTF-8 locale Python is started again in its UTF-8 mode. A terminal with another alphabet keeps it, and
    gets an escape for what it lacks.
    """
    if sys.getfilesystemencoding() != "utf-8":
        mine = sys.stdout.encoding.lower() if sys.stdout else "ascii"
        if mine not in ("ascii", "us-ascii", "ansi_x3.4-1968", "utf-8"):
            os.environ["PYTHONIOENCODING"] = mine
        os.execv(sys.executable, [sys.executable, "-X", "utf8", *sys.orig_argv[1:]])  # noqa: S606 - ourselves
    for stream in (sys.stdout, sys.stderr):
        if stream is not None and stream.encoding.lower() != "utf-8":
            ascii_only = stream.encoding.lower() in ("ascii", "us-ascii")
            # Standard streams are always of the kind that can be changed.
            stream.reconfigure(  # type: ignore[union-attr]
                encoding="utf-8" if ascii_only else stream.encoding, errors="backslashreplace"
            )
