"""All bars of this stage, printed and written to build/bench.json."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

from benchmarks import data, letters
from benchmarks.measure import Comparison, Side, pairs

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / "build" / "bench"
OURS = Path(sys.executable).with_name("sysselreg")
# Exact versions, so that a ratio can be compared with one of last year.
PEERS = ("doorstop==3.2", "check-jsonschema==0.39.0")


def main() -> int:
    """Measure, print, keep. Exit code 1 when a bar is missed."""
    peers = _peers()
    register = data.register(BUILD / "register-10000")
    count = len(data.records(register))
    print(f"{count} poster. CPU-sekunder, median; kvot med lägsta och högsta.\n")
    found = [
        _help(),
        *_doorstop(peers, register),
        _check_jsonschema(peers, register),
        _history(register),
        _save(),
        _report(),
    ]
    for comparison in found:
        print(comparison.line())
    (ROOT / "build" / "bench.json").write_text(
        json.dumps({"poster": count, "mätningar": [asdict(each) for each in found]}, ensure_ascii=False, indent=1)
    )
    missed = letters.main(1000)
    return int(missed or not all(each.met for each in found))


def _peers() -> Path:
    """A virtual environment of their own for the peers."""
    home = BUILD / "peers"
    if not (home / "bin" / "doorstop").exists():
        subprocess.run([sys.executable, "-m", "venv", str(home)], check=True)
        subprocess.run([home / "bin" / "pip", "install", "-q", "--disable-pip-version-check", *PEERS], check=True)
    return home / "bin"


def _help() -> Comparison:
    return pairs(
        "sysselreg --help mot python -c pass",
        Side("help", [str(OURS), "--help"], ROOT),
        Side("pass", [sys.executable, "-c", "pass"], ROOT),
        rounds=31,
        at_most=3,
    )


def _doorstop(peers: Path, register: Path) -> list[Comparison]:
    """Against the first check, in which Doorstop stamps every item, and against one with nothing to write."""
    items = data.doorstop_tree(BUILD / "doorstop", register)
    ours = Side("kontrollera", [str(OURS), "--register", str(register), "kontrollera"], ROOT)
    theirs = Side("doorstop", [str(peers / "doorstop"), "--no-reformat", "-q"], items)
    return [
        pairs("kontrollera, kall, mot Doorstops första kontroll", ours, theirs, rounds=1, at_least=20),
        pairs("kontrollera, kall, mot Doorstops upprepade kontroll", ours, theirs, rounds=3, at_least=20),
    ]


def _check_jsonschema(peers: Path, register: Path) -> Comparison:
    """The same files against the same schemas, one call for each kind, as its users would run it."""
    schemas = data.json_schemas(BUILD / "schemas")
    calls = " && ".join(
        f"find {register}/records/{folder} -name '*.yaml' -print0 | "
        f"xargs -0 -n 100000 {peers}/check-jsonschema --disable-formats '*' --schemafile {schema} >/dev/null || true"
        for folder, schema in schemas.items()
    )
    return pairs(
        "kontrollera, kall, mot check-jsonschema på samma filer",
        Side("kontrollera", [str(OURS), "--register", str(register), "kontrollera"], ROOT),
        Side("check-jsonschema", ["sh", "-c", calls], ROOT),
        rounds=3,
        at_least=5,
    )


def _history(register: Path) -> Comparison:
    """One record's history, field by field with approvals, against Git's own list of the commits that touched it."""
    folder, record = data.with_history(BUILD / "register-5000-incheckningar", register)
    return pairs(
        "historik mot git log --follow, 5000 incheckningar",
        Side("historik", [str(OURS), "historik", record.stem], folder),
        Side("git log", ["git", "log", "--follow", "--", str(record.relative_to(folder))], folder),
        rounds=11,
        at_most=2,
    )


def _save(scale: int = data.SCALE_100_000) -> Comparison:
    """One record of many saved, against git doing the same; the process, its start and all, on both sides."""
    register = data.register(BUILD / f"register-{scale}", scale)
    data.name_somebody(register)
    ours, theirs = (str(path.relative_to(register)) for path in data.records(register)[:2])
    commit = f"echo '# rad' >> {theirs} && git commit -q -m 'Ändrar en post' -- {theirs}"
    return pairs(
        f"spara en post av {len(data.records(register))} mot git commit",
        Side("spara", [sys.executable, "-m", "benchmarks.save_one", str(register), ours], ROOT),
        Side("git commit", ["sh", "-c", commit], register),
        rounds=11,
        at_most=2,
    )


def _report() -> Comparison:
    """The whole report against WeasyPrint on the finished HTML of the same report."""
    example = ROOT / "tests" / "registers" / "exempelkommun"
    command = [str(OURS), "--register", str(example), "rapport", "2025", "--ut", str(BUILD)]
    subprocess.run([*command, "--format", "html"], check=True, capture_output=True)
    page = next(BUILD.glob("arsrapport-*-2025.html"))
    return pairs(
        "Årsrapporten mot WeasyPrint på den färdiga sidan",
        Side("rapport", command, ROOT),
        Side(
            "weasyprint",
            [
                str(Path(sys.executable).with_name("weasyprint")),
                "--pdf-variant",
                "pdf/a-3a",
                str(page),
                str(BUILD / "jamforelse.pdf"),
            ],
            ROOT,
        ),
        rounds=5,
        at_most=1.5,
    )


if __name__ == "__main__":
    sys.exit(main())
