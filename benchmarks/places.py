"""Where the benchmark's own things lie, and the program that is measured."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / "build" / "bench"
OURS = str(Path(sys.executable).with_name("sysselreg"))
