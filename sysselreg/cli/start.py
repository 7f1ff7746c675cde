"""The door of the process. The help of the whole program is a kept text, so that it answers before click is imported.

Importing click alone takes four times as long as starting Python. A test holds `help.txt` to what click would print.
"""

from __future__ import annotations

import sys

_HELP = __file__.rpartition("/")[0] + "/help.txt"


def run() -> None:
    """Run the program as a process; ends it with the exit codes of the design (cli, Exit codes)."""
    if sys.argv[1:] in ([], ["--help"]):
        with open(_HELP, encoding="utf-8") as text:  # noqa: PTH123 - pathlib would cost what this saves
            sys.stdout.write(text.read())
        return
    import gc

    # A command lives for seconds and leaves no cycles worth hunting: a fifth of the time of reading records.
    gc.disable()
    from sysselreg.cli.main import main

    sys.exit(main(sys.argv[1:]))
