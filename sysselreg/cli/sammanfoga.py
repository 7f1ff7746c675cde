"""`sammanfoga`: what Git runs to merge a record that both sides have changed. Not for people."""

from __future__ import annotations

import re
from pathlib import Path

import click

from sysselreg.cli.group import Command
from sysselreg.cli.main import private

_RECORD = re.compile(r"(?P<register>(?:.*/)?)records/(?P<folder>[^/]+)/[0-9]{4}/[^/]+\.yaml\Z")


@click.command("sammanfoga", cls=Command, help="Slå ihop en post fält för fält. Git kör kommandot.")
@click.argument("base", metavar="FÖRE", type=click.Path(path_type=Path))
@click.argument("ours", metavar="MIN", type=click.Path(path_type=Path))
@click.argument("theirs", metavar="DERAS", type=click.Path(path_type=Path))
@click.argument("place", metavar="FIL")
def command(base: Path, ours: Path, theirs: Path, place: str) -> int:
    """Leave the merged record in the second file. Returns 0 when clean, 1 with conflicts, which are marked in it."""
    from sysselreg.errors import DefinitionError
    from sysselreg.record.merge import merge
    from sysselreg.store.driver import kind_of_folder, text_merged
    from sysselreg.store.write import write_output

    before, mine, yours = base.read_bytes(), ours.read_bytes(), theirs.read_bytes()
    # Whatever happens from here on, a killed process included, the file holds both sides.
    write_output(ours, text_merged(before, mine, yours)[0])
    where = _RECORD.match(place)
    try:
        kind = kind_of_folder(Path(where["register"] or "."), where["folder"]) if where else None
    except DefinitionError as error:
        click.echo(private(error.sentence), err=True)
        return 1
    merged = merge(before or None, mine, yours, kind) if kind else None
    if merged is None:
        return 1
    write_output(ours, merged.content)
    return int(bool(merged.conflicts))
