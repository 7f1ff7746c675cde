"""The bars of the design, in groups: each gives its bars one by one, made from the folder of the peers' programs."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import TypeAlias

from benchmarks import data, peers
from benchmarks.measure import Bar, Side, amount, pairs, peak, seconds
from benchmarks.places import BUILD, OURS, ROOT

Group: TypeAlias = Callable[[Path], Iterator[Bar]]


def register(count: int) -> Path:
    """The register of about so many records, made when it is missing."""
    return data.register(BUILD / f"register-{count}", count)


def command(name: str, folder: Path, *words: str, before: Callable[[], None] = lambda: None) -> Side:
    """One of our commands in a register."""
    return Side(name, [OURS, "--register", str(folder), *words], ROOT, before=before)


def forget() -> None:
    """Empty the benchmark's cache: the next run is cold."""
    shutil.rmtree(BUILD / "cache", ignore_errors=True)


def change_one(folder: Path) -> None:
    """Another word in the remark of one record."""
    path = data.records(folder)[-1]
    lines = path.read_text(encoding="utf-8").splitlines()
    number = sum(line.startswith("anteckning: Mätning") for line in lines) and int(lines[-1].rsplit(" ", 1)[1])
    kept = [line for line in lines if not line.startswith("anteckning:")]
    path.write_text("\n".join([*kept, f"anteckning: Mätning {number + 1}", ""]), encoding="utf-8")


def start(_: Path) -> Iterator[Bar]:
    """How long until the program answers."""
    nothing = Side("pass", [sys.executable, "-c", "pass"], ROOT)
    yield pairs("--help mot python -c pass", Side("help", [OURS, "--help"], ROOT), nothing, rounds=31, at_most=3)
    folder = register(10_000)
    record = data.records(folder)[5_000].stem
    shown = command("visa", folder, "visa", record)
    yield pairs("visa ID bland 10 000 mot python -c pass", shown, nothing, rounds=15, at_most=6)


def cold(programs: Path) -> Iterator[Bar]:
    """The first check of 10,000 records, against what the peers take for the same records."""
    folder = register(10_000)
    ours = command("kontrollera", folder, "kontrollera", before=forget)
    items = peers.doorstop_tree(BUILD / "doorstop", folder)
    doorstop = Side("doorstop", [str(programs / "doorstop"), "--no-reformat", "-q"], items)
    yield pairs("kontrollera, kall, mot Doorstops första kontroll", ours, doorstop, rounds=1, at_least=20)
    yield pairs("kontrollera, kall, mot Doorstops upprepade kontroll", ours, doorstop, rounds=3, at_least=20)
    documents, out = peers.strictdoc_tree(BUILD / "strictdoc", folder), BUILD / "strictdoc-ut"
    words = [str(programs / "strictdoc"), "export", "--formats=json", "--output-dir", str(out), str(documents)]
    strictdoc = Side("strictdoc", words, ROOT, before=partial(shutil.rmtree, out, ignore_errors=True))
    yield pairs("kontrollera, kall, mot StrictDoc utan dess cache", ours, strictdoc, rounds=3, at_least=20)
    yield pairs(
        "kontrollera, kall, mot check-jsonschema på samma filer",
        ours,
        Side("check-jsonschema", ["sh", "-c", peers.schema_calls(programs, BUILD / "schemas", folder)], ROOT),
        rounds=3,
        at_least=5,
    )
    # Both so large that what each record says is kept at once, as it is not below 20,000.
    some, many = register(30_000), register(100_000)
    found = [_each(many) / _each(some) for _ in range(3)]
    yield amount("kontrollera, kall, tid per post: 100 000 mot 30 000", found, "×", at_most=1.2)


def _each(folder: Path) -> float:
    """The CPU seconds that the first check of a register takes for each of its records."""
    return seconds(command("kontrollera", folder, "kontrollera", before=forget)) / len(data.records(folder))


def warm(_: Path) -> Iterator[Bar]:
    """The check after one change, against what Git takes to see that one change."""
    for count, rounds, most in ((10_000, 11, 3), (100_000, 5, 6)):
        folder = register(count)
        subprocess.run([OURS, "--register", str(folder), "kontrollera"], capture_output=True, check=False)
        yield pairs(
            f"kontrollera efter en ändring bland {count:_} mot git status".replace("_", " "),
            command("kontrollera", folder, "kontrollera", before=partial(change_one, folder)),
            Side("git status", ["git", "status", "--porcelain"], folder),
            rounds=rounds,
            at_most=most,
        )


def statistics(_: Path) -> Iterator[Bar]:
    """All figures of a year, against importing DuckDB and scanning the same tables once."""
    folder, lake = register(10_000), BUILD / "lager"
    subprocess.run([OURS, "--register", str(folder), "exportera", "parquet", "--ut", str(lake)], check=True)
    tables = sorted(map(str, lake.glob("register=*/**/*.parquet")))
    count = "c.sql('select count(columns(*)) from read_parquet(' + repr(t) + ')').fetchall()"
    scan = f"import duckdb; c = duckdb.connect()\nfor t in {tables}: {count}"
    asked = command("statistik", folder, "statistik", "--ar", "2024")
    seconds(asked)
    scanned = Side("duckdb", [sys.executable, "-c", scan], ROOT)
    yield pairs("statistik, varm, alla nyckeltal, mot att läsa tabellerna", asked, scanned, rounds=11, at_most=2)


def proof(_: Path) -> Iterator[Bar]:
    """The whole history proved again: versions of records a second, on one core."""
    folder, _record = data.with_history(BUILD / "register-5000-incheckningar", register(10_000))
    asked = command("revision", folder, "revision")
    seconds(asked)
    versions = data.versions(folder)
    found = [versions / seconds(asked) for _ in range(3)]
    yield amount(f"revision, varm, {versions} versioner av poster", found, "/s", at_least=3000)


def memory(_: Path) -> Iterator[Bar]:
    """What the largest works hold, all processes together."""
    folder = register(100_000)
    cold_check = command("kontrollera", folder, "kontrollera", before=forget)
    yield amount("kontrollera, kall, 100 000 poster: minne", [peak(cold_check)], "MB", at_most=300)
    again = command("kontrollera", folder, "kontrollera")
    yield amount("kontrollera, varm, 100 000 poster: minne", [peak(again)], "MB", at_most=300)
    yield amount("rapport: minne", [peak(_report())], "MB", at_most=300)


def history(_: Path) -> Iterator[Bar]:
    """One record's history, field by field with approvals, against Git's own list of the commits that touched it."""
    folder, record = data.with_history(BUILD / "register-5000-incheckningar", register(10_000))
    yield pairs(
        "historik mot git log --follow, 5000 incheckningar",
        command("historik", folder, "historik", record.stem),
        Side("git log", ["git", "log", "--follow", "--", str(record.relative_to(folder))], folder),
        rounds=11,
        at_most=2,
    )


def save(_: Path) -> Iterator[Bar]:
    """One record of many saved, against git doing the same; the process, its start and all, on both sides."""
    folder = register(100_000)
    data.name_somebody(folder)
    ours, theirs = (str(path.relative_to(folder)) for path in data.records(folder)[:2])
    commit = f"echo '# rad' >> {theirs} && git commit -q -m 'Ändrar en post' -- {theirs}"
    yield pairs(
        "spara en post bland 100 000 mot git commit",
        Side("spara", [sys.executable, "-m", "benchmarks.save_one", str(folder), ours], ROOT),
        Side("git commit", ["sh", "-c", commit], folder),
        rounds=11,
        at_most=2,
    )


def report(_: Path) -> Iterator[Bar]:
    """The whole report against WeasyPrint on the finished HTML of the same report."""
    ours = _report()
    subprocess.run([*ours.words, "--format", "html"], check=True, capture_output=True)
    page = next(BUILD.glob("arsrapport-*-2025.html"))
    words = ["--pdf-variant", "pdf/a-3a", str(page), str(BUILD / "jamforelse.pdf")]
    theirs = Side("weasyprint", [str(Path(sys.executable).with_name("weasyprint")), *words], ROOT)
    yield pairs("Årsrapporten mot WeasyPrint på den färdiga sidan", ours, theirs, rounds=5, at_most=1.5)


def _report() -> Side:
    example = ROOT / "tests" / "registers" / "exempelkommun"
    return command("rapport", example, "rapport", "2025", "--ut", str(BUILD))


GROUPS: Mapping[str, Group] = MappingProxyType({
    "start": start,
    "kall": cold,
    "varm": warm,
    "statistik": statistics,
    "revision": proof,
    "minne": memory,
    "historik": history,
    "spara": save,
    "rapport": report,
})  # fmt: skip
