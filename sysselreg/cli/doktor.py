"""`doktor`: what is right, and how to mend the rest."""

from __future__ import annotations

import json
import platform
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sysselreg import __version__
from sysselreg.cli.group import Command
from sysselreg.cli.main import Context, printable, private

if TYPE_CHECKING:
    from sysselreg.store.doctor import Row

_SIGNS = {True: "✓", False: "✗", None: "–"}


@click.command(
    "doktor", cls=Command, help="Visa vad som är rätt inställt på datorn och i klonen, och hur resten lagas."
)
@click.option("--natverk", is_flag=True, help="Pröva även om det gemensamma förrådet går att nå.")
@click.option("--tom-cache", is_flag=True, help="Töm först det som programmet har sparat för att slippa läsa om.")
@click.option(
    "--format", "form", type=click.Choice(("text", "json")), default="text", metavar="FORM", help="text, json"
)
@click.pass_obj
def command(ctx: Context, /, natverk: bool, tom_cache: bool, form: str) -> int:
    """Print a line for each thing; 1 when one is wrong."""
    from sysselreg.errors import UsageError
    from sysselreg.store.cache import emptied, of_cache
    from sysselreg.store.doctor import Row, looked_at, of_git

    if ctx.revision:
        raise UsageError("doktor ser på datorn och klonen och kan inte användas med --revision.")
    if tom_cache:
        emptied()
    rows = [Row("program", ok=True, text=f"sysselreg {__version__}, Python {platform.python_version()}")]
    rows += [*looked_at("git", of_git), *looked_at("pdf", _pdf), *looked_at("cache", of_cache)]
    rows += _of_register(ctx, ask=natverk)
    # What stops several looks is told once.
    rows = list({row.text: row for row in reversed(rows)}.values())[::-1]
    if form == "json":
        told = [{"vad": r.what, "rätt": r.ok, "text": _text(r), "åtgärd": private(r.remedy)} for r in rows]
        click.echo(json.dumps({"format_version": 1, "rader": told}, ensure_ascii=False, indent=1))
    else:
        for row in rows:
            click.echo(f"{_SIGNS[row.ok]} {_text(row)}")
            if row.remedy:
                click.echo(private(f"  {row.remedy}"))
    return int(any(row.ok is False for row in rows))


def _text(row: Row) -> str:
    """Whoever asks sees his own address whole, or could not see that it is wrong."""
    return printable(row.text) if row.what == "namn" else private(row.text)


def _pdf() -> Iterator[Row]:
    from sysselreg import pipeline
    from sysselreg.store.doctor import Row

    fault = pipeline.pdf_fault()
    yield Row("pdf", not fault, fault or "PDF kan göras på datorn.")


def _of_register(ctx: Context, *, ask: bool) -> list[Row]:
    """The register, and what only matters when there is one."""
    from sysselreg import lookup
    from sysselreg.check.run import settings
    from sysselreg.errors import SysselregError
    from sysselreg.schema.load import load_schemas
    from sysselreg.snapshot import RECORDS
    from sysselreg.store.doctor import Row, looked_at, of_clone

    try:
        root = ctx.root()
        snapshot = lookup.take(root, None)
        known = load_schemas(snapshot)
    except SysselregError as error:
        return [Row("register", ok=False, text=error.sentence)]
    config, faults = settings(snapshot, known)
    versions = ", ".join(str(each) for each in sorted({kind.version for kind in known.kinds.values()}))
    number = sum(1 for _ in snapshot.under(RECORDS, ".yaml"))
    rows = [Row("register", ok=True, text=f"Registret i {root}: {number} poster, postformat version {versions}.")]
    rows += [Row("register", f.level != "fel", f"{f.place}: {f.message}", f.remedy) for f in faults]
    kind = config.get("förrådsslag")
    rows += of_clone(root, kind if isinstance(kind, str) else None, ask=ask)
    if any(board.get("nummer") == "här" for board in config.get("nämnder", ())):
        rows += looked_at("nummer", partial(_numbers, root, config["nummerplats"], ask=ask))
    return rows


def _numbers(root: Path, place: str, *, ask: bool) -> Iterator[Row]:
    """Where numbers are taken, what waits for one, and what is wrong with those that this clone has seen."""
    from sysselreg.errors import GitStateError
    from sysselreg.store.doctor import Row
    from sysselreg.store.shared import alarms, shared_place
    from sysselreg.store.waiting import told

    if waits := told(root):
        yield Row("nummer", ok=False, text=waits)
    try:
        remote = shared_place(root, place)
    except GitStateError as error:
        yield Row("nummer", ok=False, text=f"Inga nummer kan tas. {error.sentence}")
        return
    if remote is None:
        yield Row("nummer", None, "Registret delas inte (nummerplats: odelat), så numren tas i det här förrådet.")
        return
    wrong = alarms(root, place) if ask else []
    yield from (Row("nummer", ok=False, text=each) for each in wrong)
    if not wrong:
        yield Row("nummer", ok=True, text="Nummer till ärenden tas i det gemensamma förrådet.")
