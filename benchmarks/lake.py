"""Made-up registers as exports of a lake, seeded: the same numbers give the same files on any machine."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from sysselreg.check.run import with_defaults
from sysselreg.exchange.tables import exported, write_export
from sysselreg.record.model import Record
from sysselreg.schema.load import load_schemas
from sysselreg.schema.model import Schemas
from sysselreg.snapshot import CONFIG, Snapshot
from sysselreg.store.read import program_files
from sysselreg.table.definitions import load_tables
from sysselreg.table.model import Table
from sysselreg.table.rows import fill

Data = dict[str, Any]
FIRST, YEARS = date(2021, 1, 1), 5
EXPORTED = date(2025, 12, 31)
_FORMS = ("tillsvidareanställning", "visstidsanställning", "lärling", "praktik", "praktik", "arbetsträning", "trainee")
_OUTCOMES = (
    "arbete_osubventionerat", "arbete_subventionerat", "studier", "försörjningsstöd", "aktivitetsstöd", "annat",
    "okänt",
)  # fmt: skip
_SUPPORT = ("försörjningsstöd", "försörjningsstöd", "aktivitetsstöd", "arbetslöshetsersättning", "ingen", "okänt")
_REASONS = ("deltagaren_avbröt", "leverantören_avbröt", "saklig_grund", "övergick_i_anställning", "annat_hinder")


def make_lake(folder: Path, registers: int, placements: int) -> Path:
    """A lake with that many placements, a few large registers and many small, as municipalities are."""
    done = folder / f"{registers}-{placements}"
    if not done.is_dir():
        weights = [1 / (place + 3) for place in range(registers)]
        ends = [round(placements * sum(weights[: place + 1]) / sum(weights)) for place in range(registers)]
        making = folder / f".{done.name}"
        for number, (start, end) in enumerate(zip([0, *ends], ends, strict=False), 1):
            make_export(making, number, end - start)
        making.rename(done)
    return done


def make_export(lake: Path, number: int, placements: int) -> Path:
    """One register's export, through the same tables as a real one's."""
    known, tables = _defined()
    named = {"register": f"exempel-{number:03}", "organisation": f"Exempel {number}", "kommunkod": f"{number:04}"}
    config = with_defaults(named, known.settings.root, known.settings.schema)
    made: dict[str, list[Data]] = {}
    for kind, data in _register(random.Random(number), placements):  # noqa: S311 - the same each time
        made.setdefault(kind, []).append(data)
    computed = {name: made.pop(name, []) for name in ("lägesrapport", "kalkyl")}
    records = [Record(kind, data["id"], "", data, b"") for kind, some in made.items() for data in some]
    snapshot = Snapshot({CONFIG: f"register: {number}".encode()})
    filled = fill(tables, records, config, computed)
    return write_export(lake, exported(snapshot, filled, config, EXPORTED), "parquet")


@cache
def _defined() -> tuple[Schemas, tuple[Table, ...]]:
    program = program_files()
    return load_schemas(program), load_tables(program)


def _register(chance: random.Random, placements: int) -> Iterator[tuple[str, Data]]:
    suppliers = [f"org-{place}" for place in range(placements // 40 + 1)]
    yield from (("organisation", {"id": each, "namn": each, "slag": "leverantör"}) for each in suppliers)
    yield "program", {"id": "prg-1", "titel": "Program", "giltig": {"från": "2021", "till": "2025"}, "budget": [
        {"id": f"b{year}", "år": year, "post": "Totalt", "budget": 1_000_000,
         "utfall": chance.randrange(600_000, 990_000)}
        for year in range(2021, 2026)
    ]}  # fmt: skip
    for place in range(placements // 100 + 1):
        yield "aktivitet", {"id": f"akt-{place}", "slag": "nätverksträff", "datum": _day(chance), "antal_deltagare": 12}
    for place in range(placements // 10 + 1):
        yield from _procurement(chance, place, chance.choice(suppliers), min(10, placements - 10 * place))


def _procurement(chance: random.Random, place: int, supplier: str, placements: int) -> Iterator[tuple[str, Data]]:
    award = FIRST + timedelta(days=chance.randrange(365 * YEARS - 400))
    name, dialog = f"upp-{place}", f"dia-{place}"
    kind = chance.choice(("dialogkrav", "dialogkrav", "skarpt_krav"))
    yield "upphandling", {
        "id": name, "part": chance.choice(("egen", "egen", "bolag", "extern")), "status": "pågående",
        "objekt": chance.choice(("tjänst", "tjänst", "byggentreprenad")), "utförs": "kommunen",
        "krav": [{"id": "k1", "typ": kind, "enhet": "platser", "antal": placements}] if chance.random() < 0.8 else [],
        "avtalstid": {"från": f"{award + timedelta(30)}", "till": f"{award + timedelta(760)}"},
        "datum": {"behov": f"{award - timedelta(200)}", "tilldelning": f"{award}"},
        "tilldelning": [{"id": "t1", "leverantör": supplier, "överlämnad": f"{award + timedelta(4)}"}],
        "fördyring": {"bedömd": "ja", "belopp": chance.randrange(50_000)},
        "uppfyllnad": [{"id": "u1", "krav": "k1", "leverantör": supplier, "status": "uppfyllt",
                        "datum": f"{award + timedelta(700)}"}],
    }  # fmt: skip
    yield "dialogöverenskommelse", {
        "id": dialog, "upphandling": name, "leverantör": supplier, "status": "överenskommen",
        "möte": {"datum": f"{award + timedelta(40)}"}, "rekvirerad": f"{award + timedelta(45)}",
        "platser": [{"id": "p1", "form": "praktik", "antal": placements + 1}],
    }  # fmt: skip
    due = award + timedelta(130)
    yield "lägesrapport", {"dialogöverenskommelse": dialog, "från": f"{award}", "till": f"{due}", "senast": f"{due}",
                           "inkom": f"{due + timedelta(chance.randrange(-5, 5))}"}  # fmt: skip
    for at in range(placements):
        yield from _placement(chance, f"{place}-{at}", name, dialog, supplier, award + timedelta(days=60))
    yield "utvärdering", {"id": f"utv-{place}", "avser": name, "slag": "arbetsgivare", "status": "inkommen",
                          "begärd": f"{due}", "inkommen": f"{due + timedelta(20)}",
                          "svar": {"mervärde": chance.choice(("ja", "delvis", "nej")), "handledning": 4}}  # fmt: skip


def _placement(
    chance: random.Random, at: str, procurement: str, dialog: str, supplier: str, first: date
) -> Iterator[tuple[str, Data]]:
    start = first + timedelta(days=chance.randrange(300))
    end = start + timedelta(days=chance.randrange(20, 330))
    planned = start + timedelta(days=chance.choice((90, 180, 330)))
    early, over = end < planned, end <= EXPORTED
    outcomes = [{"tidpunkt": "vid_avslut", "datum": f"{end}", "utfall": chance.choice(_OUTCOMES)}]
    if chance.random() < 0.5:
        later = {"tidpunkt": "6_månader", "datum": f"{end + timedelta(183)}", "utfall": chance.choice(_OUTCOMES)}
        outcomes.append(later)
    # One person in ten comes back.
    person = f"d-{at}" if chance.random() < 0.9 else f"d-{at.partition('-')[0]}-0"
    yield "placering", {
        "id": f"pla-{at}", "upphandling": procurement, "leverantör": supplier, "dialogöverenskommelse": dialog,
        "plats": "p1", "deltagare": person, "kön": chance.choice(("kvinna", "kvinna", "man", "man", "okänt")),
        "åldersgrupp": chance.choice(("upp_till_25", "26_till_54", "55_eller_mer")),
        "försörjning_före": chance.choice(_SUPPORT), "form": chance.choice(_FORMS),
        "omfattning_procent": chance.choice((50, 75, 100)),
        "planerad": {"från": f"{start}", "till": f"{planned}"},
        # One start in twenty is known to its month only.
        "faktisk": {"från": f"{start}"[: 7 if chance.random() < 0.05 else 10], **({"till": f"{end}"} if over else {})},
        "trappsteg": {"före": chance.randrange(1, 4), "efter": chance.randrange(1, 5)},
        "status": ("avslutad_i_förtid" if early else "avslutad_fullföljd") if over else "pågående",
        **({"avslut": {"orsak": chance.choice(_REASONS) if early else "fullföljd"}} if over else {}),
        **({"utfall": outcomes} if over else {}),
    }  # fmt: skip
    if over and chance.random() < 0.2:
        worth = {"arbetsgivare": chance.randrange(50_000), "kommun": chance.randrange(150_000)}
        for actor, amount in {**worth, "samhälle": sum(worth.values())}.items():
            yield "kalkyl", {"post": f"pla-{at}", "aktör": actor, "belopp": amount, "version": 1}


def _day(chance: random.Random) -> str:
    return f"{FIRST + timedelta(days=chance.randrange(365 * YEARS))}"
