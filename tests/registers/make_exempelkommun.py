"""Write the invented register of Exempelkommun, the same bytes for the same seed and size.

    python -m tests.registers.make_exempelkommun [--ut KATALOG] [--skala N] [--antal-placeringar N] …

`--skala 15` gives about 10,000 records and `--skala 150` about 100,000, for benchmarks. Narrative texts and tax rates
are written by hand and kept in the register itself; they are copied when the register is written elsewhere.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sysselreg.schema.load import load_schemas
from sysselreg.schema.model import Schemas
from sysselreg.snapshot import CONFIG, Snapshot
from sysselreg.store.read import package_files
from sysselreg.yamlwrite import emit
from tests.registers.exempel_activities import activities
from tests.registers.exempel_compliance import judge
from tests.registers.exempel_contradictions import Everything
from tests.registers.exempel_dialogs import dialogs, made_year
from tests.registers.exempel_draw import YEARS, start
from tests.registers.exempel_evaluations import evaluations
from tests.registers.exempel_matters import matters
from tests.registers.exempel_organisations import organisations
from tests.registers.exempel_placements import placements
from tests.registers.exempel_plan import PLANS
from tests.registers.exempel_planted import Planted, plant
from tests.registers.exempel_procurements import procurements
from tests.registers.exempel_programme import programme
from tests.registers.exempel_settings import settings

HOME = Path(__file__).parent / "exempelkommun"
_BY_HAND = ("records/texter", "schemas/parameters")


@dataclass(frozen=True, slots=True)
class Size:
    """How many records of the kinds that can be asked for; the others follow."""

    procurements: int
    dialogs: int
    placements: int
    evaluations: int


@dataclass(frozen=True, slots=True)
class Made:
    """(Year made, record) of the whole register, its settings, and what was planted where."""

    records: list[tuple[int, dict[str, Any]]]
    settings: dict[str, Any]
    planted: list[tuple[Planted, str]]


def make(seed: int, size: Size, goals: list[str]) -> Made:
    """The whole register in memory."""
    draws = start(seed)
    copies = -(-size.procurements // len(PLANS))
    orgs = organisations(draws, copies)
    mandate = programme(draws, orgs, copies, size.procurements)
    bought = procurements(draws, size.procurements, orgs)
    held = dialogs(draws, size.dialogs, bought)
    placed = placements(draws, size.placements, bought, held)
    judge(draws, bought, held, placed)
    asked = evaluations(draws, size.evaluations, placed, held, bought, mandate["id"])
    done = activities(draws, orgs, bought)
    papers = matters(draws, mandate["id"], bought, held, placed)
    planted = plant(Everything(bought, held, placed, [record for _, record in done], mandate))
    records = [
        *((YEARS[0], record) for record in (*orgs.records, mandate)),
        *((each.made, each.data) for each in bought),
        *((made_year(each), each.data) for each in held),
        *((each.made, each.data) for each in placed),
        *((each.made, each.data) for each in asked),
        *done,
        *papers,
    ]
    return Made(records, settings(mandate["id"], goals), planted)


def files(made: Made, schemas: Schemas) -> Iterator[tuple[str, str]]:
    """(Path below the register's root, text) of every file but the narrative texts."""
    yield CONFIG, emit(made.settings, schemas.settings.root)
    for year, record in made.records:
        kind = schemas.kinds[record["typ"]]
        yield f"records/{kind.folder}/{year}/{record['id']}.yaml", emit(record, kind.root)
    yield "README.md", _readme(made.planted)


def _readme(planted: Iterable[tuple[Planted, str]]) -> str:
    rows = "".join(f"| {each.code} | {post} | {each.words} |\n" for each, post in planted)
    return (
        "# Exempelkommun\n\n"
        "Allt här är påhittat: kommunen, leverantörerna, upphandlingarna och deltagarna. Registret finns för att\n"
        "varje kontroll, nyckeltal och brev ska ha något att arbeta med. Det gäller åren 2023–2025 och visar läget\n"
        "den 31 december 2025.\n\n"
        "Posterna skrivs av `python -m tests.registers.make_exempelkommun`, som ger samma filer varje gång. Ändra\n"
        "i skriptet, aldrig i posterna. De berättande texterna i `records/texter` och kommunens skattesatser i\n"
        "`schemas/parameters` är skrivna för hand.\n\n"
        "## Avsiktliga motsägelser\n\n"
        "Registret stämmer med sig självt, utom här. Posten säger det i sin anteckning.\n\n"
        f"| Fynd | Post | Vad |\n|---|---|---|\n{rows}"
    )


def write(root: Path, made: Made, schemas: Schemas) -> int:
    """Write the register into a folder and give the number of records. What an earlier run left there is removed."""
    _clear(root)
    folders: set[Path] = set()
    for path, text in files(made, schemas):
        target = root / path
        if target.parent not in folders:
            target.parent.mkdir(parents=True, exist_ok=True)
            folders.add(target.parent)
        target.write_bytes(text.encode())
    if root.resolve() != HOME.resolve():
        for folder in _BY_HAND:
            shutil.copytree(HOME / folder, root / folder, dirs_exist_ok=True)
        # The text of a record (`prg_3senke.md`) goes with it; in another register its id is another.
        ids = {str(record["id"]).replace("-", "_") for _, record in made.records}
        for text in (root / "records/texter").rglob("prg_*.md"):
            if text.stem not in ids:
                text.unlink()
    return len(made.records)


def _clear(root: Path) -> None:
    """Remove the records of an earlier run, never those of another register."""
    records, config = root / "records", root / CONFIG
    folders = [folder for folder in records.iterdir() if folder.name != "texter"] if records.is_dir() else []
    ours = config.is_file() and config.read_text("utf-8").startswith("register: exempelkommun\n")
    if (folders or config.is_file()) and not ours:
        sys.exit(f"{root} innehåller ett annat register. Välj en tom mapp.")
    for folder in folders:
        shutil.rmtree(folder)


def _arguments(words: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Skriv det påhittade registret Exempelkommun.", add_help=True)
    parser.add_argument("--ut", type=Path, default=HOME, metavar="KATALOG", help="mapp att skriva i")
    parser.add_argument("--skala", type=int, default=1, metavar="N", help="så många gånger fler poster (15 ger 10 000)")
    parser.add_argument("--fro", type=int, default=2023, metavar="N", help="slumpens frö")
    for name, number in (("upphandlingar", 60), ("dialoger", 90), ("placeringar", 300), ("utvarderingar", 150)):
        parser.add_argument(f"--antal-{name}", type=int, metavar="N", help=f"i stället för {number} gånger skalan")
    return parser.parse_args(words)


def _size(given: argparse.Namespace) -> Size:
    def number(asked: int | None, standard: int) -> int:
        return asked if asked is not None else standard * given.skala

    return Size(
        number(given.antal_upphandlingar, 60),
        number(given.antal_dialoger, 90),
        number(given.antal_placeringar, 300),
        number(given.antal_utvarderingar, 150),
    )


def main(words: list[str] | None = None) -> None:
    """Write the register that the command line asks for."""
    given = _arguments(words)
    snapshot = Snapshot(package_files())
    goals = [path.rsplit("/", 1)[1].removesuffix(".yaml") for path in snapshot.under("reports/goals/", ".yaml")]
    try:
        made = make(given.fro, _size(given), goals)
    except (ValueError, LookupError) as error:
        sys.exit(str(error))
    count = write(given.ut, made, load_schemas(snapshot))
    sys.stdout.write(f"{count} poster i {given.ut}\n")


if __name__ == "__main__":
    main()
