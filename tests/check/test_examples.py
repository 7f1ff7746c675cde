"""One broken register for each code, with the whole message expected of it, and the same register mended.

`fel/<KOD>/fel` holds the files that differ from Exempelby (`grund`), `fel/<KOD>/ratt` the mended ones (none: Exempelby
as it is), `fel/<KOD>/vantat.txt` everything that is said.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from sysselreg.schema.model import Schemas
from tests.check.exempelby import HERE, CheckAll, told, tree

EXAMPLES = sorted((HERE / "fel").iterdir())
OURS = "RMVPXIU"


def test_the_ground_is_right(check_all: CheckAll) -> None:
    outcome = check_all({})
    assert told(outcome.findings) == ""
    assert outcome.checked is not None
    assert outcome.count == len(outcome.checked.records) == 12


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.name)
def test_broken_example(example: Path, check_all: CheckAll) -> None:
    expected = (example / "vantat.txt").read_text(encoding="utf-8")
    assert f" {example.name}  " in expected
    assert told(check_all(tree(example / "fel")).findings) == expected


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.name)
def test_mended_example(example: Path, check_all: CheckAll) -> None:
    assert told(check_all(tree(example / "ratt")).findings) == ""


def test_every_code_has_an_example(schemas: Schemas) -> None:
    codes = {code for code in schemas.messages if code[0] in OURS}
    assert {path.name for path in EXAMPLES} == codes


def test_every_message_is_complete(schemas: Schemas) -> None:
    for code, message in schemas.messages.items():
        if code[0] in OURS:
            for text in (message.name, message.message, message.remedy, message.reason, message.source):
                assert text, code
            assert message.remedy.endswith("."), code
