"""`spara`: commit records, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from sysselreg.cli.complete import ids
from sysselreg.cli.group import Command
from sysselreg.cli.main import Context, private
from sysselreg.cli.terminal import tell
from sysselreg.cli.write import NEVER

if TYPE_CHECKING:
    from sysselreg.change.model import Art
    from sysselreg.finding import Finding
    from sysselreg.snapshot import Snapshot
    from sysselreg.store.unsaved import Unsaved

# Nor in a draft: files that are no records, links and programs.
_NEVER = (*NEVER, "S041", "S042")
_HELP = """\
Spara ändrade poster, texter och inställningar som en incheckning på grenen som är vald. ID är postens id, en entydig
början av det, eller en fils namn; utan ID sparas allt som är ändrat i records/ och sysselreg.yaml. Inget annat följer
med, och inget sparas som kontrollen säger är fel.
"""


class _Verdict(NamedTuple):
    """What was found in what would be saved: how many errors, and whether they stop."""

    errors: int
    stops: bool


@click.command("spara", cls=Command, help=_HELP)
@click.argument("poster", shell_complete=ids, metavar="[ID]…", nargs=-1)
@click.option("-m", "text", metavar="TEXT", help="Vad som är ändrat och varför (annars görs en rubrik).")
@click.option("--utkast", is_flag=True, help="Spara även poster med fel, som utkast.")
@click.option("--torrkorning", is_flag=True, help="Spara inget, men visa vad som skulle sparas.")
@click.pass_obj
def command(ctx: Context, /, poster: tuple[str, ...], text: str | None, utkast: bool, torrkorning: bool) -> int:
    """Check what would be committed and commit it; 1 when it has errors, 0 when there is nothing to save."""
    from sysselreg import lookup
    from sysselreg.errors import UsageError
    from sysselreg.store.commit import Write, commit, commit_identity, recover
    from sysselreg.store.git import git
    from sysselreg.store.place import work_state
    from sysselreg.store.unsaved import saved, unsaved
    from sysselreg.store.waiting import told as waiting

    if ctx.revision:
        raise UsageError("spara sparar det som finns i mappen och kan inte användas med --revision.")
    root = ctx.root()
    work_state(root)
    commit_identity(root)
    if not torrkorning:
        tell(recover(root) or "")
    tell(waiting(root))
    now = lookup.take(root, None)
    changes = unsaved(root, now)
    writes = _chosen(changes, now, poster) if poster else changes.records
    if changes.definitions and not poster:
        names = " ".join(changes.definitions)
        tell(f"Ändrat men inte med, för det är inga poster: {names}. Spara det med sysselreg spara {names}")
    if not writes:
        tell("Det finns inget att spara.")
        return 0
    after = saved(changes, now, writes)
    verdict = _check(root, after, writes, text, as_draft=utkast)
    if verdict.stops:
        return 1
    subject, told = _message(changes, after, writes, text, verdict.errors)
    if torrkorning:
        _show_difference(changes.before, writes)
        tell(f"Skulle sparas: {subject}")
        return 0
    made = commit(root, [Write(path, new, new) for path, new in writes.items()], told)
    if made is None:
        tell("Inget nytt är sparat: en annan körning hann spara samma sak, med sin egen beskrivning.")
        return 0
    click.echo(private(f"{made[:10]}  {subject}"))
    if git(root, "remote"):
        how = "" if verdict.errors else " Skicka det till granskning med sysselreg skicka."
        tell(f"Sparat på den här datorn.{how}")
    return 0


def _chosen(changes: Unsaved, now: Snapshot, names: tuple[str, ...]) -> dict[str, bytes | None]:
    """The changes in what is named. Raises UsageError for a name that nothing has."""
    from sysselreg.record.load import find_one
    from sysselreg.schema.load import load_schemas

    everything = {**changes.records, **changes.definitions}
    by_id = {path.rsplit("/", 1)[-1].removesuffix(".yaml"): path for path in everything}
    known = now.files.keys() | everything.keys()
    paths = (
        name if name in known else by_id.get(name) or find_one(now, load_schemas(now), name).path for name in names
    )
    return {path: everything[path] for path in paths if path in everything}


def _check(
    root: Path, after: Snapshot, writes: Mapping[str, bytes | None], text: str | None, *, as_draft: bool
) -> _Verdict:
    """Tell what is wrong with what would be saved, errors elsewhere in short."""
    from sysselreg import checking, comparison
    from sysselreg.check.personal import in_text
    from sysselreg.check.render import told
    from sysselreg.schema.load import load_schemas
    from sysselreg.snapshot import REPORTS

    outcome = comparison.across_time(root, after, checking.check(after), "HEAD")
    outcome = comparison.across_numbers(root, after, outcome)
    if any(path.startswith(REPORTS) for path in writes):
        outcome = checking.with_own_definitions(after, outcome)
    about = comparison.concerning(after, outcome, writes.keys()).findings
    # A message stays for ever, so not even what only may be personal data is let through.
    spoken = [replace(f, level="fel") for f in in_text(load_schemas(after), text or "", "-m", "Beskrivningen")]
    errors = _errors(about)
    stops = bool(spoken) or any(not as_draft or f.code.startswith(_NEVER) for f in errors)
    # Warnings elsewhere were told when the records were written, and would be told again with every record of many.
    found = "\n".join(told([*spoken, *(f for f in about if f.level == "fel" or f.place.file in writes)]))
    tell(found, "\n" if found else "")
    if stops:
        last = "." if as_draft or spoken else ", eller spara dem som de är med --utkast."
        tell(f"Inget är sparat. Rätta felen{last}")
    elif errors:
        tell(f"Sparas som utkast med {len(errors)} fel, som måste rättas innan det går att skicka.")
    others = len(_errors(outcome.findings)) - len(errors)
    if others:
        tell(f"Registret har också {others} fel som inte rör det här. Se dem med sysselreg kontrollera.")
    return _Verdict(len(errors), stops)


def _errors(found: tuple[Finding, ...]) -> list[Finding]:
    return [finding for finding in found if finding.level == "fel"]


def _message(
    changes: Unsaved, after: Snapshot, writes: Mapping[str, bytes | None], text: str | None, errors: int
) -> tuple[str, str]:
    """The subject, and the whole message: what the user says, else what has happened to which records."""
    from sysselreg.change.subject import subject
    from sysselreg.change.wording import load_wording
    from sysselreg.check.wording import shown
    from sysselreg.schema.load import load_schemas
    from sysselreg.store.message import message

    schemas = load_schemas(after)
    first, _, rest = (text or "").strip().partition("\n")
    if text is None:
        kinds = load_wording(after, schemas.kinds).kinds
        old = changes.before.files
        arts: dict[str, Art] = {
            path: "borttagen" if new is None else "ändrad" if path in old else "ny" for path, new in writes.items()
        }
        # A file that is removed because of its name would be named for ever.
        first, rest = (shown(part, schemas) for part in subject(arts, kinds, schemas))
    trailers = [("Utkast", f"{errors} fel")] if errors else []
    return first, message(first, rest, trailers)


def _show_difference(before: Snapshot, writes: Mapping[str, bytes | None]) -> None:
    from sysselreg.store.write import unified_difference

    for path, new in writes.items():
        old = before.files.get(path, b"")
        click.echo(private(unified_difference(path, old, (new or b"").decode("utf-8", "replace"))), nl=False)
