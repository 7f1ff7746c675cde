"""What `ny` and `andra` share: hold what would be written against the whole register, and write all or nothing."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from pathlib import Path
from types import MappingProxyType

import click

from sysselreg.cli.main import Context, private
from sysselreg.cli.terminal import tell
from sysselreg.cli.when import today
from sysselreg.errors import SysselregError, UnsafeInputError, UsageError
from sysselreg.finding import Finding, Place
from sysselreg.schema.model import Schemas
from sysselreg.snapshot import Snapshot, within
from sysselreg.yamltext import Fault

# Not even in a draft: personal data (GDPR), what is final (OSL), text that cannot be read, fields that do not exist.
NEVER = ("P", "H", "T", "S001")


class Wrong(str):
    """What must be mended, in words. `unready`: nothing but what a draft may lack."""

    unready = False


@dataclasses.dataclass(frozen=True, slots=True)
class Desk:
    """What a writing command works on: the register as it is, the day, and whether it makes drafts or only shows."""

    root: Path
    snapshot: Snapshot
    schemas: Schemas
    today: date
    as_draft: bool
    dry: bool


def desk_of(ctx: Context, command: str, *, as_draft: bool, dry: bool) -> Desk:
    """The desk of a command. Raises UsageError with --revision: what is committed is not written over."""
    from sysselreg import lookup
    from sysselreg.schema.load import load_schemas

    if ctx.revision:
        raise UsageError(f"{command} skriver i mappen och kan inte användas med --revision.")
    snapshot = lookup.take(root := ctx.root(), None)
    return Desk(root, snapshot, load_schemas(snapshot), today(ctx), as_draft, dry)


def refreshed(desk: Desk) -> Desk:
    """The desk with the register as it is now, after somebody has had time to think."""
    from sysselreg import lookup

    return dataclasses.replace(desk, snapshot=lookup.take(desk.root, None))


def tell_only(warnings: str) -> bool:
    """Tell warnings and go on."""
    tell(warnings, "\n")
    return True


def put(
    desk: Desk,
    texts: Mapping[str, str],
    called: Mapping[str, str] = MappingProxyType({}),
    sure: Callable[[str], bool] = tell_only,
) -> str:
    """Write records (path → text); returns '' or, when nothing is written, what must be mended, in words.

    Errors stop, warnings are told: `sure` gets them and may say no. `called`: what a file that is not there yet is
    called in findings.
    """
    from sysselreg import comparison
    from sysselreg.check.render import told

    found = comparison.caused(desk.root, desk.snapshot, {path: text.encode() for path, text in texts.items()})
    never = any(f.level == "fel" and f.code.startswith(NEVER) for f in found)
    stops = never or (not desk.as_draft and any(f.level == "fel" for f in found))
    words = Wrong("\n".join(told(_renamed(finding, called) for finding in found)))
    words.unready = not never
    if desk.dry:
        _show_difference(desk.snapshot, texts)
    if stops:
        return words
    if words and not (tell_only if desk.dry else sure)(words):
        return "Inget är skrivet."
    if not desk.dry:
        write(desk, texts)
    return ""


def refusal(wrong: str) -> str:
    """The sentence after what must be mended."""
    if isinstance(wrong, Wrong) and wrong.unready:
        return "Inget är skrivet. Rätta det som står ovan, eller lägg till --utkast om uppgifterna inte är klara."
    return "Inget är skrivet. Det här måste rättas även i ett utkast."


def commit_with(desk: Desk) -> str:
    """How what was written is committed: a draft may be one that `spara` would refuse."""
    return f"Checka in med sysselreg spara{' --utkast' if desk.as_draft else ''}."


def faults_told(desk: Desk, faults: Iterable[Fault], name: str) -> str:
    """What keeps a text that is no record of the register yet from being read, as kontrollera words it."""
    from sysselreg.check.render import told
    from sysselreg.check.wording import worded

    return "\n".join(
        told(
            worded(desk.schemas, f.code, Place(name, f.line, f.column), {"värde": f.value, "annan_rad": f.other})
            for f in faults
        )
    )


def _renamed(finding: Finding, called: Mapping[str, str]) -> Finding:
    """The finding at something that has no file yet: told by what it is called, without a line."""

    def known(place: Place) -> Place:
        return Place(called[place.file]) if place.file in called else place

    here, message = known(finding.place), finding.message
    for place in finding.also:
        message = message.replace(str(place), str(known(place)))
    others = tuple(place for place in map(known, finding.also) if place != here)
    return dataclasses.replace(finding, place=here, message=message, also=others)


def _show_difference(snapshot: Snapshot, texts: Mapping[str, str]) -> None:
    from sysselreg.store.write import unified_difference

    for path, text in texts.items():
        click.echo(private(unified_difference(path, snapshot.files.get(path, b""), text)), nl=False)


def write(desk: Desk, texts: Mapping[str, str]) -> None:
    """Write all of them or none, over what the snapshot saw. Raises as `replace_file`."""
    from sysselreg.store.write import remove_file, replace_file

    seen = desk.snapshot.files
    for path in texts:
        if strange := next((each for each in desk.snapshot.irregular if within(path, (each,))), ""):
            what = "är ingen vanlig fil, utan en länk eller en körbar fil" if strange == path else "går genom en länk"
            raise UnsafeInputError(f"{path} {what}. Inget är skrivet. Se sysselreg kontrollera {strange}.")
    done: list[str] = []
    try:
        for path, text in texts.items():
            replace_file(desk.root / path, seen=seen.get(path), new=text.encode())
            done.append(path)
    except (SysselregError, OSError):
        for path in done:
            if path in seen:
                replace_file(desk.root / path, seen=texts[path].encode(), new=seen[path])
            else:
                remove_file(desk.root / path, seen=texts[path].encode())
        raise
