"""Letters in one process: `python -m benchmarks.letters [ANTAL]`. CPU time for each, and memory, which must not grow.

Bars: 120 ms for each letter (design: documents, Cost to hold), memory flat from the first hundred on, and at most 1.5
times what WeasyPrint takes for the same pages alone, with style and fonts shared as we share them.
"""

from __future__ import annotations

import itertools
import sys
import time
from collections import deque
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from sysselreg import lookup, pipeline
from sysselreg.document import pdf
from sysselreg.document.letter.facts import facts
from sysselreg.document.letter.make import Desk, make
from sysselreg.document.letter.model import Choices, Definition, Letter
from sysselreg.document.letter.subject import subject
from sysselreg.document.templates import render
from sysselreg.document.variant import STYLESHEETS
from sysselreg.errors import UsageError
from sysselreg.record.model import Record

ROOT = Path(__file__).resolve().parent.parent
REGISTER = ROOT / "tests/registers/exempelkommun"
BAR_MS, BAR_MB, BAR_RATIO = 120, 10, 1.5
_KINDS = {"L11": "avslutad_i_förtid", "L12": "avslutad_fullföljd", "L6": "överenskommen"}


def main(count: int) -> int:
    """Make letters of three kinds in turn, print what they cost; exit code 1 when a bar is missed."""
    snapshot = lookup.take(REGISTER, None)
    office = pipeline.letter_desk(snapshot, date(2026, 1, 8))
    choices = Choices(office.day, case="KS 2026/0001", registered=True)
    by_kind = [list(possible(office, kind, status, choices)) for kind, status in _KINDS.items()]
    # Each kind has records of its own number, and begins again when they are used up.
    wanted: Iterator[tuple[Definition, Record]] = itertools.chain.from_iterable(
        zip(*map(itertools.cycle, by_kind), strict=False)
    )
    made = deque([make(office, *next(wanted), choices)], len(_KINDS))
    began, first_memory = time.process_time(), 0
    for number in range(1, count + 1):
        made.append(make(office, *next(wanted), choices))
        if number == min(100, count):
            first_memory = memory()
    each = (time.process_time() - began) / count
    grown = memory() - first_memory
    ratio = each / alone(office, made, min(count, 50))
    print(f"{count} brev: {each * 1000:.0f} ms CPU för vart och ett (högst {BAR_MS})")
    print(f"{memory()} MB, {grown:+} MB sedan det hundrade (högst {BAR_MB})")
    print(f"{ratio:.2f} gånger WeasyPrint ensamt (högst {BAR_RATIO})")
    return int(each * 1000 > BAR_MS or grown > BAR_MB or ratio > BAR_RATIO)


def possible(office: Desk, kind: str, status: str, choices: Choices) -> Iterator[tuple[Definition, Record]]:
    """The placements of a status that a letter can be made for, each with its definition."""
    definition = office.definitions[kind]
    for each in office.held.records.of("placering"):
        if each.data["status"] == status:
            try:
                facts(subject(definition, office.held, each, choices))
            except UsageError:
                continue
            yield definition, each


def alone(office: Desk, letters: Iterable[Letter], rounds: int) -> float:
    """CPU seconds that WeasyPrint takes for the finished HTML of each of some letters, style and fonts shared."""
    import weasyprint

    pages = []
    for each in letters:
        context: dict[str, Any] = {**facts(each.subject), "ram": each.frame}
        pages.append(render(office.templates, each.subject.definition.template, context))
    shared = {path: data for path, data in office.snapshot.files.items() if path.startswith("reports/shared/")}
    style, fonts = pdf._style(STYLESHEETS["letter"], tuple(sorted(shared.items())))
    began = time.process_time()
    for html in itertools.islice(itertools.cycle(pages), rounds):
        source = weasyprint.HTML(string=html, base_url=pdf._BASE, url_fetcher=pdf._fetcher(shared))
        source.write_pdf(font_config=fonts, stylesheets=[style], pdf_variant="pdf/a-2a")
    return (time.process_time() - began) / rounds


def memory() -> int:
    """Resident memory of this process in MB."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 // 1024**2


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000))
