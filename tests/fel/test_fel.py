"""Every message about a file's text (T) and a record's form (S) has a broken file, its whole message and a mended file.

`tests/fel/<KOD>/` holds `fel.yaml`, `rättad.yaml` and `väntat.txt`, which is what `kontrollera` prints about the broken
file. Files whose bytes an editor or Git would mend are in `ODD` instead. After a change of wording:

    SKRIV_VANTAT=1 python -m pytest tests/fel      and then read the difference
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

import pytest

from sysselreg.check.model import Outcome
from sysselreg.check.render import as_text
from sysselreg.check.run import run
from sysselreg.schema.load import load_schemas
from sysselreg.schema.model import Schemas
from sysselreg.snapshot import CONFIG, Snapshot
from sysselreg.store.read import package_files
from sysselreg.yamlevents import data_file

HERE = Path(__file__).parent
ACTIVITY = "records/aktivitet/2025/akt-3c6w0z.yaml"
HEAD = "typ: aktivitet\nid: akt-3c6w0z\nversion: 1\nslag: nätverksträff\n"
RIGHT = HEAD + "titel: Nätverksträff i mars\n"

# Code → (bytes of the broken file, of the mended one).
ODD: Mapping[str, tuple[bytes, bytes]] = MappingProxyType(
    {
        "T001": (RIGHT.encode("latin-1"), RIGHT.encode()),
        "T002": (b"\xef\xbb\xbf" + RIGHT.encode(), RIGHT.encode()),
        "T003": (RIGHT.replace("\n", "\r\n").encode(), RIGHT.encode()),
        "T007": (RIGHT.replace("ä", "a\u0308", 1).encode(), RIGHT.encode()),
        "T009": ((RIGHT + "# Bilaga\n" * 34_000).encode(), RIGHT.encode()),
        "T019": ((RIGHT + f"upphandlingar: [{'u, ' * 20_000}]\n").encode(), RIGHT.encode()),
        "S019": (
            (RIGHT + "organisationer:\n" + "".join(f"  - org-{n:06}\n" for n in range(501))).encode(),
            (RIGHT + "organisationer:\n" + "".join(f"  - org-{n:06}\n" for n in range(500))).encode(),
        ),
        "T020": ((RIGHT + f"beskrivning: {'Lång text. ' * 1000}slut\n").encode(), RIGHT.encode()),
    }
)


class Places(NamedTuple):
    """Where the broken and the mended file lie in the register."""

    broken: str
    mended: str


PLACES: Mapping[str, Places] = MappingProxyType(
    {
        "S014": Places(*["records/program/2025/prg-6d2j9q.yaml"] * 2),
        "S021": Places(*["records/placering/2025/pla-8m2kd4.yaml"] * 2),
        "S031": Places("records/aktivitet/2025/han-0t4y7b.yaml", "records/handling/2025/han-0t4y7b.yaml"),
        "S033": Places("records/aktivitet/2025/AKT-2025-1.yaml", ACTIVITY),
        "S034": Places("records/aktivitet/mars/akt-3c6w0z.yaml", ACTIVITY),
        "S037": Places(*["records/upphandling/2025/upp-7k3qf9.yaml"] * 2),
        "S041": Places("records/aktivitet/2025/minnen.txt", "records/texter/2025/minnen.md"),
    }
)
# Codes whose file is no plain file: the working tree names it and reads nothing.
IRREGULAR = frozenset({"S042"})


def codes() -> list[str]:
    """The codes of the two catalogues, as they are now."""
    package = package_files()
    return [
        rule["kod"]
        for name in ("text", "form")
        for rule in data_file(package[f"schemas/rules/{name}.yaml"].decode())["regler"]
    ]


def checked(schemas: Schemas, path: str, data: bytes, *, irregular: bool = False) -> Outcome:
    settings = b"register: prov\norganisation: Provkommun\n"
    return run(Snapshot({CONFIG: settings, path: data}, irregular=(path,) if irregular else ()), schemas, ())


def example(code: str) -> tuple[bytes, bytes]:
    if code in ODD:
        return ODD[code]
    return (HERE / code / "fel.yaml").read_bytes(), (HERE / code / "rättad.yaml").read_bytes()


def test_each_code_has_an_example_and_each_example_a_code() -> None:
    messages = load_schemas(Snapshot(package_files())).messages
    assert set(codes()) == {code for code in messages if code[0] in "TS"}
    assert {folder.name for folder in HERE.iterdir() if len(folder.name) == 4} == set(codes())


@pytest.mark.parametrize("code", codes())
def test_the_broken_file_gets_the_whole_expected_message(code: str, schemas: Schemas) -> None:
    broken, _ = example(code)
    path = PLACES.get(code, Places(ACTIVITY, ACTIVITY)).broken
    outcome = checked(schemas, path, broken, irregular=code in IRREGULAR)
    told = as_text(outcome, "")
    expected = HERE / code / "väntat.txt"
    if os.environ.get("SKRIV_VANTAT"):
        expected.parent.mkdir(exist_ok=True)
        expected.write_text(told, encoding="utf-8")
    assert told == expected.read_text(encoding="utf-8")
    assert {finding.code for finding in outcome.findings} == {code}
    assert outcome.checked is None


@pytest.mark.parametrize("code", codes())
def test_the_mended_file_gets_none(code: str, schemas: Schemas) -> None:
    _, mended = example(code)
    path = PLACES.get(code, Places(ACTIVITY, ACTIVITY)).mended
    outcome = checked(schemas, path, mended)
    assert outcome.findings == ()
    assert outcome.checked is not None
