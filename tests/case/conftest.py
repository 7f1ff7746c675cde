"""What the tests of cases and the diary share: records written short, and a register of them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.conftest import Repository

BOARDS = """\
register: prov
organisation: Provkommun
nämnder:
  - namn: Kommunstyrelsen
    serie: KS {år}/{nr:04}
    nummer: här
  - namn: Socialnämnden
    serie: SO {år}/{nr:04}
"""


def case(name: str, number: str, **fields: str) -> dict[str, str]:
    """The file of a case; its board goes by its number."""
    board = "Kommunstyrelsen" if number.startswith("KS") else "Socialnämnden"
    told = {"rubrik": f"Ärendet {name}", "nämnd": board, "öppnat": f"{number[3:7]}-01-10", **fields}
    return _file("ärende", "arende", f"are-{name}", {"diarienummer": number, **told})


def handling(name: str, in_case: str, number: int, **fields: str) -> dict[str, str]:
    """The file of a document in a case."""
    told = {"ärende": f"are-{in_case}", "nummer": str(number), "riktning": "inkommen", "datum": "2026-02-03"}
    return _file("handling", "handling", f"han-{name}", {**told, "rubrik": f"Handlingen {name}", **fields})


_ORDER = (
    "diarienummer", "sekretess", "ärende", "nummer", "riktning", "datum", "avsändare", "offentlig_avsändare",
    "mottagare", "rubrik", "offentlig_rubrik", "nämnd", "öppnat", "avslutat", "handläggare", "avser",
    "beslut_skickas_till", "status", "makuleringsskäl",
)  # fmt: skip


def _file(kind: str, folder: str, name: str, fields: dict[str, str]) -> dict[str, str]:
    lines = [f"{key}: {fields[key]}" for key in _ORDER if key in fields]
    assert len(lines) == len(fields)
    head = f"typ: {kind}\nid: {name}\nversion: 1\n"
    return {f"records/{folder}/2026/{name}.yaml": head + "".join(f"{line}\n" for line in lines)}


@pytest.fixture
def register(repository: Callable[..., Repository]) -> Callable[..., Repository]:
    """A committed register with two boards and some files: `register(case(…), handling(…))`."""

    def made(*files: dict[str, str]) -> Repository:
        found = repository()
        found.commit({"sysselreg.yaml": BOARDS, **{path: text for each in files for path, text in each.items()}})
        return found

    return made
